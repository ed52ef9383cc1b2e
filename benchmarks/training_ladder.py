"""From the article's program to the book's: one step per row, five seeds, the same amount of reading.

Every run reads the same 6,000 training reviews twice, their markup removed, and is then scored once on the 5,000
validation reviews. Seconds are processor seconds of one core per epoch, so that other work on the machine does not count.
Written after every run to results/training_ladder.csv; a second start goes on where the first one stopped.
"""

import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path


import keras
import numpy as np
import pandas as pd
from keras import layers, ops
from record import save
from utils import BatchesByLength, load_imdb, standardize_without_markup

REVIEWS, EPOCHS, SEEDS = 6_000, 2, (1, 2, 3, 4, 5)
RESULT = Path(__file__).parent / "results" / "training_ladder.csv"


@dataclass(frozen=True)
class Step:
    name: str
    words: int = 10_000  # size of the vocabulary
    tokens: int = 250  # longest sequence
    keep_first: bool = False  # the article keeps the last tokens
    embedding: int = 100
    units: int = 100
    dropout: float = 0.2  # on the inputs of the LSTM
    recurrent_dropout: float = 0.2
    mask: bool = False  # with a mask, zeros go to the right
    batch: int = 32
    rate: float = 1e-3
    by_length: bool = False
    pooled: bool = False  # both directions, mean and maximum over time
    regularized: bool = False  # spatial dropout 0.3 and dropout 0.5 instead of `dropout`


STEPS = [Step("the article's program")]
for change in (
    {"name": "no recurrent_dropout", "recurrent_dropout": 0.0},
    {"name": "zeros on the right, masked", "mask": True},
    {"name": "batches of 64", "batch": 64},
    {"name": "learning rate 0.002", "rate": 2e-3},
    {"name": "batches of similar length", "by_length": True},
    {"name": "32 units instead of 100", "units": 32},
    {"name": "both directions, pooled over time", "pooled": True},
    {"name": "more dropout, elsewhere", "dropout": 0.0, "regularized": True},
    {
        "name": "20,000 words, first 400 tokens, 64 units",
        "words": 20_000,
        "tokens": 400,
        "keep_first": True,
        "units": 64,
        "embedding": 64,
    },
):
    STEPS.append(replace(STEPS[-1], **change))


def build(step: Step, seed: int) -> keras.Model:
    keras.utils.set_random_seed(seed)
    ids = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(step.words + 1, step.embedding, mask_zero=step.mask)(ids)
    if step.regularized:
        vectors = layers.SpatialDropout1D(0.3)(vectors)
    lstm = layers.LSTM(
        step.units,
        dropout=step.dropout,
        recurrent_dropout=step.recurrent_dropout,
        return_sequences=step.pooled,
    )
    if step.pooled:
        states = layers.Bidirectional(lstm)(vectors)
        real = ops.expand_dims(ops.not_equal(ids, 0), -1)
        largest = ops.max(ops.where(real, states, -1.0), axis=1)
        features = layers.concatenate([largest, layers.GlobalAveragePooling1D()(states)])
    else:
        features = lstm(vectors)
    if step.regularized:
        features = layers.Dropout(0.5)(features)
    model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(features))
    model.compile(
        keras.optimizers.Adam(step.rate),
        "binary_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )  # every width of a batch would be compiled anew
    return model


class Reader:
    """Ids of the texts for a step."""

    def __init__(self, fit_on):
        self.fit_on, self.cache = fit_on, {}

    def __call__(self, texts, step: Step) -> list[list[int]]:
        if step.words not in self.cache:
            self.cache[step.words] = layers.TextVectorization(
                max_tokens=step.words, standardize=standardize_without_markup
            )
            self.cache[step.words].adapt(self.fit_on.to_numpy())
        rows = []
        for start in range(0, len(texts), 1000):
            for row in self.cache[step.words](texts.to_numpy()[start : start + 1000]).numpy():
                row = row[row > 0]
                rows.append(
                    (row[: step.tokens] if step.keep_first else row[-step.tokens :]).tolist()
                )
        return rows


def data(rows, labels, step: Step, seed: int, batch: int):
    """Arguments for fit or evaluate."""
    if step.by_length:
        return {"x": BatchesByLength(rows, labels, batch, seed=seed)}
    side = "post" if step.mask else "pre"
    return {
        "x": keras.utils.pad_sequences(rows, step.tokens, padding=side),
        "y": np.asarray(labels, "float32"),
        "batch_size": batch,
    }


def main(seeds) -> None:
    imdb = load_imdb()
    train = imdb.train.iloc[:REVIEWS]
    read = Reader(imdb.train.text)
    done = pd.read_csv(RESULT).to_dict("records") if RESULT.exists() else []
    for seed in seeds:
        for number, step in enumerate(STEPS, 1):
            if any(row["row"] == number and row["seed"] == seed for row in done):
                continue
            model = build(step, seed)
            training = data(read(train.text, step), train.label, step, seed, step.batch)
            start = time.process_time()
            history = model.fit(
                **training, epochs=EPOCHS, shuffle=not step.by_length, verbose=0
            ).history
            seconds = (time.process_time() - start) / EPOCHS
            validation = data(
                read(imdb.validation.text, step), imdb.validation.label, step, seed, 256
            )
            loss, accuracy = model.evaluate(**validation, verbose=0)
            done.append(
                {
                    "row": number,
                    "step": step.name,
                    "seed": seed,
                    "train_accuracy": history["accuracy"][-1],
                    "accuracy": accuracy,
                    "loss": loss,
                    "seconds": seconds,
                    "parameters": model.count_params(),
                }
            )
            print(done[-1], flush=True)
            save(pd.DataFrame(done), "training_ladder")


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]] or SEEDS)
