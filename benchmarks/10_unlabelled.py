"""What the 50,000 unlabelled reviews are worth to a recurrent reader, and an ensemble with linear models (chapter 10).

Steps, fixed before any run, for the seeds 1-3 where a step has one:
    linear     NB-weighted logistic regression and NB-SVM on 1-3-grams, labelled reviews (no seed)
    vectors    word2vec (skip-gram, 64 numbers) on training and unlabelled reviews (one seed, one thread)
    recipe     bidirectional GRU(64), word2vec start, word dropout, four epochs, labelled reviews
    teacher    mean of the log-odds of `linear` and `recipe`, on the unlabelled reviews
    pupil      the network of `recipe` from the same start, three epochs on labels and the teacher's probabilities
    linear 2   the logistic regression again, with the unlabelled reviews and the teacher's decisions (seed 1)
Unlabelled reviews whose text occurs among the validation or test reviews are left out everywhere. Validation decides
only the C of the linear models. Test reviews are predicted, and not scored: the chapter does that once.

    KERAS_BACKEND=jax python benchmarks/10_unlabelled.py    # about an hour on one core; resumes after an interruption

Writes benchmarks/results/10_unlabelled.csv (a row per step and seed: accuracy, seconds of processor time) and
    chapters/artifacts/10_models.npz    float16 log-odds `STEP_SEED_validation`, `STEP_SEED_test` in the order of load_imdb()
    chapters/artifacts/10_reader.npz    the pupil of seed 1: `vocabulary` (one string, a word a line; word i has id i + 2)
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

SEEDS, TOKENS, UNITS, SIZE, SPREAD = (1, 2, 3), 400, 64, 64, 0.25
RECIPE_EPOCHS, PUPIL_EPOCHS = 4, 3
TABLE = ROOT / "benchmarks/results/10_unlabelled.csv"
MODELS = ROOT / "chapters/artifacts/10_models.npz"
PUPIL = ROOT / "chapters/artifacts/10_reader.npz"
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
        self.rows.append(row)
        print(row, flush=True)
        save(pd.DataFrame(self.rows), "10_unlabelled")


def log_odds(probability) -> np.ndarray:
    return logit(np.clip(probability, 1e-4, 1 - 1e-4))


def nb_weighted(x, y):
    """The log-count ratios of Wang and Manning (2012) for a sparse 0-1 matrix (reviews, features)."""
    positive, negative = 1 + x[y == 1].sum(0), 1 + x[y == 0].sum(0)
    return np.log(np.asarray(positive / positive.sum() / (negative / negative.sum())).ravel())


def train_reader(seed, ids, targets, epochs, vectors):
    keras.utils.set_random_seed(seed)
    batches = Batches(ids, targets, seed=seed)
    model = reader(epochs * len(batches), units=UNITS, size=SIZE, word=0.1, vectors=vectors)
    for epoch in range(epochs):
        model.fit(batches, initial_epoch=epoch, epochs=epoch + 1, verbose=0, shuffle=False)
        print(" epoch", epoch + 1, time.strftime("%H:%M:%S"), flush=True)
    return model


def main(seeds) -> None:
    imdb = load_imdb(unlabelled=True)
    if not imdb.official:
        raise SystemExit("this study needs the official archive: set IMDB_ARCHIVE to aclImdb_v1.tar.gz")
    held_out = set(imdb.validation.text) | set(imdb.test.text)
    free = imdb.unlabelled.text[~imdb.unlabelled.text.isin(held_out)]
    y, results = imdb.train.label.to_numpy(), Results(imdb.validation.label.to_numpy())
    texts = {"train": imdb.train.text, "free": free, "validation": imdb.validation.text, "test": imdb.test.text}

    vocabulary = vocabulary_of(imdb.train.text)
    if not VECTORS.exists():
        start = time.process_time()
        model = Word2Vec([words(text) for part in ("train", "free") for text in texts[part]], vector_size=SIZE, sg=1,
                         window=5, negative=5, min_count=5, epochs=3, seed=1, workers=1)
        table = np.zeros((VOCABULARY, SIZE), "float32")
        for i, word in enumerate(vocabulary):
            if word in model.wv:
                table[i + 2] = model.wv[word]
        np.savez(VECTORS, vectors=table * SPREAD / table[2:].std())
        results.add("vectors", 1, start)
    vectors = np.load(VECTORS)["vectors"]
    print(f"{len(free)} unlabelled reviews, w2v done", flush=True)

    count = CountVectorizer(analyzer="word", token_pattern=r"\w+|[^\w\s]", ngram_range=(1, 3), min_df=3, binary=True,
                            dtype=np.float32)
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
        print(name, dict(zip(grid, accuracy)), flush=True)
        best = fitted[int(np.argmax(accuracy))]
        scratch[f"{name}_1_free"] = best.decision_function(weighted["free"])
        scratch[f"{name}_C"] = best.C
        if not results.has(name, 1):
            results.add(name, 1, start, *(best.decision_function(weighted[p]) for p in ("validation", "test")))

    file = ROOT / "data" / "10_scratch.npz"
    scratch = dict(np.load(file)) if file.exists() else {}
    fit_linear(lambda C: LinearSVC(C=C, random_state=0), (0.01, 0.03, 0.1), "NB-SVM")
    fit_linear(lambda C: LogisticRegression(C=C, solver="liblinear", dual=True, random_state=0),
               (0.1, 0.3, 1.0), "NB-LR")
    np.savez(file, **scratch)

    ids = {part: encode(text, vocabulary, TOKENS) for part, text in texts.items()}
    for seed in seeds:
        if not results.has("recipe", seed):
            start = time.process_time()
            model = train_reader(seed, ids["train"], y, RECIPE_EPOCHS, vectors)
            found = {part: log_odds(predict(model, ids[part])) for part in ("validation", "test", "free")}
            scratch[f"recipe_{seed}_free"] = found["free"]
            np.savez(file, **scratch)
            results.add("recipe", seed, start, found["validation"], found["test"])
        teacher = (scratch["NB-LR_1_free"] + scratch[f"recipe_{seed}_free"]) / 2
        if not results.has("linear 2", seed) and seed == 1:
            start = time.process_time()
            both, y_both = vstack([x["train"], x["free"]]).tocsr(), np.r_[y, teacher > 0]
            r = nb_weighted(both, y_both)
            model = LogisticRegression(C=float(scratch["NB-LR_C"]), solver="liblinear", dual=True, random_state=0)
            model.fit(both.multiply(r).tocsr(), y_both)
            results.add("linear 2", seed, start,
                        *(model.decision_function(x[p].multiply(r).tocsr()) for p in ("validation", "test")))
        if not results.has("pupil", seed):
            start = time.process_time()
            model = train_reader(seed, ids["train"] + ids["free"], np.r_[y, expit(teacher)], PUPIL_EPOCHS, vectors)
            results.add("pupil", seed, start,
                        *(log_odds(predict(model, ids[p])) for p in ("validation", "test")))
            if seed == 1:
                np.savez_compressed(PUPIL, vocabulary="\n".join(vocabulary),
                                    **{f"w{i}": w.astype("float16") for i, w in enumerate(model.get_weights())})


if __name__ == "__main__":
    main([int(s) for s in sys.argv[1:]] or SEEDS)
