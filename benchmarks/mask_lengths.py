"""Padding with and without a mask, at four length limits, three seeds (the chapter Padding and masks).

One small LSTM reads the same reviews, cleaned of markup and cut to the same number of words, in the same batches. Only three
things vary: on which side the zeros stand, whether the layer is told to skip them, and whether the first or the last words are
kept. One setting is trained three times as long as the others, to see whether the budget was the reason.

    python benchmarks/mask_lengths.py            # about twenty-five minutes on one core; resumes after an interruption

Writes benchmarks/results/mask_lengths.csv, one row per setting and seed; accuracy on the 5,000 validation reviews.
"""

from __future__ import annotations

import keras
import numpy as np
import pandas as pd
from record import HERE, save
from utils import load_imdb, standardize_without_markup

MAX_TOKENS, VECTOR, UNITS = 5_000, 32, 16
REVIEWS, EPOCHS, LONGER, BATCH, RATE = 8_000, 3, 9, 128, 3e-3
SEEDS = (1, 2, 3)
LIMITS = (100, 200, 400, 800)
SETTINGS = (  # limit, where the zeros stand, is there a mask, which words are kept, epochs
    [(limit, "after", mask, "first", EPOCHS) for limit in LIMITS for mask in (False, True)]
    + [(800, "before", False, "first", EPOCHS), (400, "after", False, "first", LONGER)]
    + [(limit, "after", True, "last", EPOCHS) for limit in (100, 200)]
)
UNFINISHED = (
    HERE / "results/.mask_lengths.unfinished.part"
)  # the recorded table stays as it is until all runs are there


def classifier(mask: bool) -> keras.Model:
    """Ids (batch, time) to a probability (batch, 1): the last state of an LSTM, read by one sigmoid unit."""
    ids = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(MAX_TOKENS, VECTOR, mask_zero=mask)(ids)
    state = keras.layers.LSTM(UNITS, use_cudnn=False)(vectors)
    return keras.Model(ids, keras.layers.Dense(1, activation="sigmoid")(state))


def accuracy(rows, labels, held_out, held_out_labels, mask: bool, epochs: int, seed: int) -> float:
    """Train a new classifier on *rows* and return its accuracy on *held_out*."""
    keras.utils.set_random_seed(seed)
    model = classifier(mask)
    model.compile(keras.optimizers.Adam(RATE), "binary_crossentropy", metrics=["accuracy"])
    model.fit(rows, labels, batch_size=BATCH, epochs=epochs, verbose=0)
    return model.evaluate(held_out, held_out_labels, batch_size=250, verbose=0)[1]


def main() -> None:
    imdb = load_imdb()
    layer = keras.layers.TextVectorization(
        max_tokens=MAX_TOKENS, standardize=standardize_without_markup, ragged=True
    )
    layer.adapt(imdb.train.text.to_numpy())
    train = imdb.train.iloc[:REVIEWS]
    ids = {
        part: layer(frame.text.to_numpy()).to_list()
        for part, frame in (("train", train), ("validation", imdb.validation))
    }

    def rows(part: str, limit: int, side: str, words: str) -> np.ndarray:
        return keras.utils.pad_sequences(
            ids[part],
            maxlen=limit,
            padding={"after": "post", "before": "pre"}[side],
            truncating={"first": "post", "last": "pre"}[words],
        )

    done = pd.read_csv(UNFINISHED).to_dict("records") if UNFINISHED.exists() else []
    for seed in SEEDS:
        for limit, side, mask, words, epochs in SETTINGS:
            row = {
                "limit": limit,
                "zeros": side,
                "mask": mask,
                "words": words,
                "epochs": epochs,
                "seed": seed,
            }
            if any(row.items() <= old.items() for old in done):
                continue
            row["accuracy"] = accuracy(
                rows("train", limit, side, words),
                train.label.to_numpy(),
                rows("validation", limit, side, words),
                imdb.validation.label.to_numpy(),
                mask,
                epochs,
                seed,
            )
            print(row, flush=True)
            done.append(row)
            pd.DataFrame(done).to_csv(UNFINISHED, index=False)
    save(pd.DataFrame(done), "mask_lengths")
    UNFINISHED.unlink()


if __name__ == "__main__":
    main()
