"""What the 50,000 unlabelled reviews are worth to a recurrent reader, and an ensemble with linear models (the chapter Unlabelled text).

Steps, as run (the chapter tells what was planned and what was changed), for the seeds 1-3 where a step has one:
    linear     NB-weighted logistic regression and NB-SVM on 1-3-grams, labelled reviews (no seed)
    vectors    word2vec (skip-gram, 64 numbers) on training and unlabelled reviews (one seed, one thread)
    recipe     bidirectional GRU(64), word2vec start, word dropout, four epochs, labelled reviews
    pupil      the network of `recipe` from the same start, three epochs on the labels and, for the unlabelled
               reviews, the probabilities of the logistic regression, its teacher
    second     the pupil trained on for two epochs; its teacher averages the log-odds of the logistic regression and
               of the pupil
    longer     the pupil of seed 1 again, trained on the first 1,000 tokens instead of 400
    linear 2   the logistic regression again, with the unlabelled reviews and a teacher's decisions (seed 1)
The first plan was a teacher that averages the log-odds of the logistic regression and `recipe`. Its pupil (row
`pupil of two`, one seed) stayed behind this teacher, and the plan was changed to the linear teacher alone; `linear 2`
was still made with the first teacher. Networks train on the first 400 tokens. On validation reviews of more than 400
words the first pupil was worse than on others, so it was let read 1,000 tokens when it predicts (rows `..., long`),
which helped; `second` and `longer` were added after that and
given up after one seed, in which they did nothing. These decisions were taken by looking at validation.
Unlabelled reviews whose text occurs among the validation or test reviews are left out everywhere. Validation also
decides the C of the linear models. Test reviews are predicted, and not scored: the chapter does that once.

    KERAS_BACKEND=jax python benchmarks/unlabelled.py    # about an hour on one core; resumes after an interruption

Writes benchmarks/results/unlabelled.csv (a row per step and seed: accuracy, seconds of processor time) and
    chapters/artifacts/better_models/models.npz    float16 log-odds `STEP_SEED_validation`, `STEP_SEED_test` in the order of load_imdb()
    chapters/artifacts/better_models/reader.npz    the pupil of seed 1: `vocabulary` (one string, a word a line; word i has id i + 2)
                                        and float16 weights w0, w1, ... in the order of model.get_weights()
    data/10_word2vec.npz                `vectors`, float32 (20000, 64); rows 0 and 1 are zero (not committed)
"""

import sys
import time

import keras
import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from reader import ROOT, VOCABULARY, Batches, encode, predict, reader, vocabulary_of, words
from record import save
from scipy.sparse import vstack
from scipy.special import expit, logit
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from utils import load_imdb

SEEDS, TOKENS, LONG, UNITS, SIZE, SPREAD = (1, 2, 3), 400, 1000, 64, 64, 0.25
RECIPE_EPOCHS, PUPIL_EPOCHS, SECOND_EPOCHS = 4, 3, 2
TABLE = ROOT / "benchmarks/results/unlabelled.csv"
MODELS = ROOT / "chapters/artifacts/better_models/models.npz"
PUPIL = ROOT / "chapters/artifacts/better_models/reader.npz"
VECTORS = ROOT / "data" / "10_word2vec.npz"


class Results:
    """Rows and log-odds, saved after every step, so that a run can be taken up again."""

    def __init__(self, label):
        self.label = label
        self.rows = pd.read_csv(TABLE).to_dict("records") if TABLE.exists() else []
        self.kept = dict(np.load(MODELS)) if MODELS.exists() else {}

    def has(self, step, seed) -> bool:
        return any(row["step"] == step and row["seed"] == seed for row in self.rows)

    def add(self, step, seed, start, validation=None, test=None) -> None:
        row = {"step": step, "seed": seed, "seconds": round(time.process_time() - start, 1)}
        if validation is not None:
            row["accuracy"] = float(((validation > 0) == self.label).mean())
            self.kept[f"{step}_{seed}_validation"] = validation.astype("float16")
            self.kept[f"{step}_{seed}_test"] = test.astype("float16")
            np.savez_compressed(MODELS, **self.kept)
        self.rows = [r for r in self.rows if (r["step"], r["seed"]) != (step, seed)] + [row]
        print(row, flush=True)
        save(pd.DataFrame(self.rows), "unlabelled")


def log_odds(probability) -> np.ndarray:
    return logit(np.clip(probability, 1e-4, 1 - 1e-4))


def nb_weighted(x, y):
    """The log-count ratios of Wang and Manning (2012) for a sparse 0-1 matrix (reviews, features)."""
    positive, negative = 1 + x[y == 1].sum(0), 1 + x[y == 0].sum(0)
    return np.log(np.asarray(positive / positive.sum() / (negative / negative.sum())).ravel())


def train_reader(seed, ids, targets, epochs, vectors, start=None, rate=2e-3):
    """The recipe's network after *epochs* on these targets, from the weights *start* if given."""
    keras.utils.set_random_seed(seed)
    batches = Batches(ids, targets, seed=seed)
    model = reader(
        epochs * len(batches), units=UNITS, size=SIZE, word=0.1, vectors=vectors, rate=rate
    )
    if start is not None:
        model.set_weights(start)
    for epoch in range(epochs):
        model.fit(batches, initial_epoch=epoch, epochs=epoch + 1, verbose=0, shuffle=False)
        print(" epoch", epoch + 1, time.strftime("%H:%M:%S"), flush=True)
    return model


def main(seeds) -> None:
    imdb = load_imdb(unlabelled=True)
    if not imdb.official:
        raise SystemExit(
            "this study needs the official archive: set IMDB_ARCHIVE to aclImdb_v1.tar.gz"
        )
    held_out = set(imdb.validation.text) | set(imdb.test.text)
    free = imdb.unlabelled.text[~imdb.unlabelled.text.isin(held_out)]
    y, results = imdb.train.label.to_numpy(), Results(imdb.validation.label.to_numpy())
    texts = {
        "train": imdb.train.text,
        "free": free,
        "validation": imdb.validation.text,
        "test": imdb.test.text,
    }

    vocabulary = vocabulary_of(imdb.train.text)
    if not VECTORS.exists():
        start = time.process_time()
        model = Word2Vec(
            [words(text) for part in ("train", "free") for text in texts[part]],
            vector_size=SIZE,
            sg=1,
            window=5,
            negative=5,
            min_count=5,
            epochs=3,
            seed=1,
            workers=1,
        )
        table = np.zeros((VOCABULARY, SIZE), "float32")
        for i, word in enumerate(vocabulary):
            if word in model.wv:
                table[i + 2] = model.wv[word]
        np.savez(VECTORS, vectors=table * SPREAD / table[2:].std())
        results.add("vectors", 1, start)
    vectors = np.load(VECTORS)["vectors"]
    print(f"{len(free)} unlabelled reviews, w2v done", flush=True)

    count = CountVectorizer(
        analyzer="word",
        token_pattern=r"\w+|[^\w\s]",
        ngram_range=(1, 3),
        min_df=3,
        binary=True,
        dtype=np.float32,
    )
    clean = {part: text.str.replace("<br />", " ", regex=False) for part, text in texts.items()}
    start = time.process_time()
    x = {"train": count.fit_transform(clean["train"])}
    x.update({part: count.transform(clean[part]) for part in ("free", "validation", "test")})
    ratio = nb_weighted(x["train"], y)
    weighted = {part: matrix.multiply(ratio).tocsr() for part, matrix in x.items()}
    counted = time.process_time() - start

    def fit_linear(make, grid, name):
        """The best C on validation, and its log-odds or margins for every part."""
        if f"{name}_1_validation" in results.kept and f"{name}_1_free" in scratch:
            return
        start = time.process_time() - counted
        fitted = [make(C).fit(weighted["train"], y) for C in grid]
        accuracy = [model.score(weighted["validation"], results.label) for model in fitted]
        print(name, dict(zip(grid, accuracy, strict=True)), flush=True)
        best = fitted[int(np.argmax(accuracy))]
        scratch[f"{name}_1_free"] = best.decision_function(weighted["free"])
        scratch[f"{name}_C"] = best.C
        if not results.has(name, 1):
            results.add(
                name,
                1,
                start,
                *(best.decision_function(weighted[p]) for p in ("validation", "test")),
            )

    file = ROOT / "data" / "10_scratch.npz"
    scratch = dict(np.load(file)) if file.exists() else {}
    fit_linear(lambda C: LinearSVC(C=C, random_state=0), (0.01, 0.03, 0.1), "NB-SVM")
    fit_linear(
        lambda C: LogisticRegression(C=C, solver="liblinear", dual=True, random_state=0),
        (0.1, 0.3, 1.0),
        "NB-LR",
    )
    np.savez(file, **scratch)

    ids = {part: encode(text, vocabulary, LONG) for part, text in texts.items()}
    short = {part: [row[:TOKENS] for row in rows] for part, rows in ids.items()}

    def predict_all(model, step, seed, start, keep=False):
        """Log-odds from the first 400 and the first 1,000 tokens; *keep* those of the unlabelled reviews."""
        for name, rows in ((step, short), (f"{step}, long", ids)):
            results.add(
                name,
                seed,
                start,
                *(log_odds(predict(model, rows[part])) for part in ("validation", "test")),
            )
        if keep:
            scratch[f"{step}_{seed}_free"] = log_odds(predict(model, ids["free"]))
            scratch.update({f"{step}_{seed}_w{i}": w for i, w in enumerate(model.get_weights())})
            np.savez(file, **scratch)

    both = {"inputs": short["train"] + short["free"], "labels": lambda soft: np.r_[y, expit(soft)]}
    for seed in seeds:
        linear = scratch["NB-LR_1_free"]
        if not results.has("pupil, long", seed):
            start = time.process_time()
            model = train_reader(
                seed, both["inputs"], both["labels"](linear), PUPIL_EPOCHS, vectors
            )
            predict_all(model, "pupil", seed, start, keep=True)
            if seed == 1:
                np.savez_compressed(
                    PUPIL,
                    vocabulary="\n".join(vocabulary),
                    **{f"w{i}": w.astype("float16") for i, w in enumerate(model.get_weights())},
                )
    if not results.has("longer, long", 1):
        start = time.process_time()
        predict_all(
            train_reader(
                1, ids["train"] + ids["free"], both["labels"](linear), PUPIL_EPOCHS, vectors
            ),
            "longer",
            1,
            start,
        )
    for seed in seeds[:1]:
        if not results.has("second, long", seed):
            start = time.process_time()
            first = [
                scratch[f"pupil_{seed}_w{i}"]
                for i in range(sum(f"pupil_{seed}_w" in name for name in scratch))
            ]
            model = train_reader(
                seed,
                both["inputs"],
                both["labels"]((linear + scratch[f"pupil_{seed}_free"]) / 2),
                SECOND_EPOCHS,
                vectors,
                start=first,
                rate=1e-3,
            )
            predict_all(model, "second", seed, start)
    for seed in seeds:
        if not results.has("recipe, long", seed):
            start = time.process_time()
            model = train_reader(seed, short["train"], y, RECIPE_EPOCHS, vectors)
            predict_all(model, "recipe", seed, start, keep=seed == 1)
    teacher = (scratch["NB-LR_1_free"] + scratch["recipe_1_free"]) / 2
    if not results.has("linear 2", 1):
        start = time.process_time()
        x_both, y_both = vstack([x["train"], x["free"]]).tocsr(), np.r_[y, teacher > 0]
        r = nb_weighted(x_both, y_both)
        model = LogisticRegression(
            C=float(scratch["NB-LR_C"]), solver="liblinear", dual=True, random_state=0
        )
        model.fit(x_both.multiply(r).tocsr(), y_both)
        results.add(
            "linear 2",
            1,
            start,
            *(model.decision_function(x[p].multiply(r).tocsr()) for p in ("validation", "test")),
        )
    if not results.has("pupil of two", 1):
        start = time.process_time()
        model = train_reader(1, both["inputs"], both["labels"](teacher), PUPIL_EPOCHS, vectors)
        predict_all(model, "pupil of two", 1, start)


if __name__ == "__main__":
    main([int(s) for s in sys.argv[1:]] or SEEDS)
