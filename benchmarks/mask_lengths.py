"""Padding with and without a mask, at four length limits, three seeds each (the chapter From text to tensors).

One small LSTM reads the same reviews, cut to the same number of words, in the same batches. Only three things vary: on which
side the zeros stand, whether the layer is told to skip them, and whether the first or the last words are kept.

    python benchmarks/mask_lengths.py            # about twenty minutes on one core; resumes after an interruption

Writes benchmarks/results/mask_lengths.csv, one row per setting and seed; accuracy on the 5,000 validation reviews.
"""
from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "chapters"), str(ROOT / "benchmarks")]

import keras  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from utils import load_imdb  # noqa: E402

MAX_TOKENS, VECTOR, UNITS = 5_000, 32, 16
REVIEWS, EPOCHS, BATCH, RATE = 8_000, 3, 128, 3e-3
SEEDS = (1, 2, 3)
LIMITS = (100, 200, 400, 800)
SETTINGS = (  # limit, where the zeros stand, is there a mask, which words are kept
    [(limit, "after", mask, "first") for limit in LIMITS for mask in (False, True)]
    + [(100, "after", True, "last"), (200, "after", True, "last"), (800, "before", False, "first")])
TABLE = ROOT / "benchmarks/results/mask_lengths.csv"


def classifier(mask: bool) -> keras.Model:
    """Ids (batch, time) to a probability (batch, 1): the last state of an LSTM, read by one sigmoid unit."""
    ids = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(MAX_TOKENS, VECTOR, mask_zero=mask)(ids)
    state = keras.layers.LSTM(UNITS, use_cudnn=False)(vectors)
    return keras.Model(ids, keras.layers.Dense(1, activation="sigmoid")(state))


def accuracy(rows, labels, held_out, held_out_labels, mask: bool, seed: int) -> float:
    """Train a new classifier on *rows* and return its accuracy on *held_out*."""
    keras.utils.set_random_seed(seed)
    model = classifier(mask)
    model.compile(keras.optimizers.Adam(RATE), "binary_crossentropy", metrics=["accuracy"])
    model.fit(rows, labels, batch_size=BATCH, epochs=EPOCHS, verbose=0)
    return model.evaluate(held_out, held_out_labels, batch_size=250, verbose=0)[1]


def main() -> None:
    imdb = load_imdb()
    layer = keras.layers.TextVectorization(max_tokens=MAX_TOKENS)
    layer.adapt(imdb.train.text.to_numpy())
    index = {word: i for i, word in enumerate(layer.get_vocabulary())}
    layer = keras.layers.TextVectorization(vocabulary=list(index)[2:], ragged=True)

    def rows(texts: pd.Series, limit: int, side: str, words: str) -> np.ndarray:
        ids = layer(texts.to_numpy())
        ids = [row.numpy() for row in ids]
        return keras.utils.pad_sequences(ids, maxlen=limit, padding={"after": "post", "before": "pre"}[side],
                                         truncating={"first": "post", "last": "pre"}[words])

    train = imdb.train.iloc[:REVIEWS]
    done = pd.read_csv(TABLE).to_dict("records") if TABLE.exists() else []
    for seed in SEEDS:
        for limit, side, mask, words in SETTINGS:
            row = {"limit": limit, "zeros": side, "mask": mask, "words": words, "seed": seed}
            if any(row.items() <= old.items() for old in done):
                continue
            row["accuracy"] = accuracy(rows(train.text, limit, side, words), train.label.to_numpy(),
                                       rows(imdb.validation.text, limit, side, words),
                                       imdb.validation.label.to_numpy(), mask, seed)
            print(row, flush=True)
            done.append(row)
            TABLE.parent.mkdir(exist_ok=True)
            pd.DataFrame(done).to_csv(TABLE, index=False)
    from record import save
    save(pd.DataFrame(done), TABLE.stem)


if __name__ == "__main__":
    main()
