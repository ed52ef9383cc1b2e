"""One change at a time to a small recurrent reader (the chapter Better models), ten seeds each, on the validation reviews.

Committed before any result on record: the base model, the list of changes, three epochs, no early stopping, seeds 1-3. Two rows of that
list, 100 tokens and SimpleRNN, were dropped before they had run. "random vectors, as large" was added afterwards, as a
control for the word2vec row: random start of the same spread (0.25; the default start has about 0.03). Seeds 4-10 were added when the
chapter had computed what three seeds can see; nothing else was changed.

    KERAS_BACKEND=jax python benchmarks/ablation.py     # about four hours on one core; resumes after an interruption

Writes benchmarks/results/ablation.csv, one row per change and seed. `seconds` is processor time of fitting, on a
machine shared with other work: compare only large differences.
"""

import time

import keras
import numpy as np
import pandas as pd
from reader import ROOT, VOCABULARY, Batches, encode, predict, reader, vocabulary_of
from record import save
from utils import load_imdb

TOKENS, EPOCHS, SEEDS, SIZE, SPREAD = 250, 3, range(1, 11), 64, 0.25
CHANGES = {
    "base": {},
    "last state instead of pooling": {"pooling": "last"},
    "mean over time": {"pooling": "mean"},
    "maximum over time": {"pooling": "max"},
    "attention pooling": {"pooling": "attention"},
    "word2vec embeddings": {"vectors": "word2vec"},
    "random vectors, as large": {"vectors": "random"},
    "no spatial dropout": {"spatial": 0.0},
    "word dropout 0.1": {"word": 0.1},
    "constant learning rate": {"falling": False},
    "one direction, 64 units": {"both": False, "units": 64},
    "two layers": {"depth": 2},
    "400 tokens": {"tokens": 400},
    "minGRU": {"cell": "minGRU"},
    "LSTM": {"cell": "LSTM"},
}
TABLE = ROOT / "benchmarks/results/ablation.csv"
VECTORS = ROOT / "data" / "10_word2vec.npz"


def main() -> None:
    imdb = load_imdb()
    if not imdb.official:
        raise SystemExit(
            "this study needs the official archive: set IMDB_ARCHIVE to aclImdb_v1.tar.gz"
        )
    vocabulary = vocabulary_of(imdb.train.text)
    train, validation = (
        encode(frame.text, vocabulary, 400) for frame in (imdb.train, imdb.validation)
    )
    label = imdb.validation.label.to_numpy()
    rows = pd.read_csv(TABLE).to_dict("records") if TABLE.exists() else []
    for seed in SEEDS:
        for change, settings in CHANGES.items():
            if any(row["change"] == change and row["seed"] == seed for row in rows):
                continue
            settings = dict(settings)
            if settings.get("vectors") == "word2vec":
                if not VECTORS.exists():
                    continue  # written by unlabelled.py; run this script again then
                settings["vectors"] = np.load(VECTORS)["vectors"]
            elif settings.get("vectors") == "random":
                settings["vectors"] = (
                    np.random.default_rng(seed)
                    .normal(0, SPREAD, (VOCABULARY, SIZE))
                    .astype("float32")
                )
            tokens = settings.pop("tokens", TOKENS)
            keras.utils.set_random_seed(seed)
            batches = Batches([s[:tokens] for s in train], imdb.train.label, seed=seed)
            model = reader(EPOCHS * len(batches), **settings)
            start, wall = time.process_time(), time.time()
            model.fit(batches, epochs=EPOCHS, verbose=0, shuffle=False)
            seconds = time.process_time() - start
            p = predict(model, [s[:tokens] for s in validation])
            rows.append(
                {
                    "change": change,
                    "seed": seed,
                    "accuracy": float(((p > 0.5) == label).mean()),
                    "loss": float(
                        -np.mean(np.log(np.clip(np.where(label == 1, p, 1 - p), 1e-7, 1)))
                    ),
                    "parameters": model.count_params(),
                    "seconds": round(seconds, 1),
                }
            )
            print(rows[-1], round(time.time() - wall, 1), flush=True)
            save(pd.DataFrame(rows), "ablation")


if __name__ == "__main__":
    main()
