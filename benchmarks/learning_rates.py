"""One small LSTM at six learning rates: ten epochs each, what the validation reviews cost after every epoch.

The network is `small_model` of the chapter "Training": the last 100 words of 4,000 training reviews, markup removed, 32 units,
masked batches by length, no dropout. Three seeds for each rate and two more for the rate of the chapter's own run.
Written after every run to results/learning_rates.csv, a row for every epoch; a second start goes on where the first stopped.
"""

from pathlib import Path


import keras
import numpy as np
import pandas as pd
from keras import layers
from record import save
from utils import BatchesByLength, load_imdb, predict_in_order, standardize_without_markup

WORDS, TOKENS, REVIEWS, EPOCHS = 20_000, 100, 4_000, 10
RUNS = [(rate, seed) for seed in (1, 2, 3) for rate in (3e-4, 1e-3, 3e-3, 1e-4, 1e-2, 1e-1)]
RUNS += [(3e-4, 4), (3e-4, 5)]
RESULT = Path(__file__).parent / "results" / "learning_rates.csv"


def build(rate: float, seed: int) -> keras.Model:
    """Ids (batch, time) to the probability that the review is positive; kept equal to the chapter's cell."""
    keras.utils.set_random_seed(seed)
    ids = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(WORDS, 32, mask_zero=True)(ids)
    state = layers.LSTM(32)(vectors)
    model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(state))
    model.compile(
        keras.optimizers.Adam(rate), "binary_crossentropy", metrics=["accuracy"], jit_compile=False
    )
    return model


class Dissect(keras.callbacks.Callback):
    """After every epoch, where the validation loss comes from."""

    def __init__(self, ids, labels):
        super().__init__()
        self.ids, self.labels, self.rows = ids, labels, []

    def on_epoch_end(self, epoch, logs=None):
        p = predict_in_order(self.model, self.ids)
        wrong = (p > 0.5) != (self.labels == 1)
        loss = -np.log(np.clip(np.where(self.labels == 1, p, 1 - p), 1e-7, 1))
        self.rows.append(
            {
                "epoch": epoch + 1,
                **logs,
                "val_accuracy": 1 - wrong.mean(),
                "val_loss": loss.mean(),
                "wrong": int(wrong.sum()),
                "loss_if_right": loss[~wrong].mean(),
                "loss_if_wrong": loss[wrong].mean(),
            }
        )


def main() -> None:
    imdb = load_imdb()
    vectorize = layers.TextVectorization(max_tokens=WORDS, standardize=standardize_without_markup)
    vectorize.adapt(imdb.train.text.to_numpy())

    def to_ids(texts):
        rows = []
        for start in range(0, len(texts), 1_000):
            padded = vectorize(texts.to_numpy()[start : start + 1_000]).numpy()
            rows += [row[row > 0][-TOKENS:].tolist() for row in padded]
        return rows

    train, validation = to_ids(imdb.train.text[:REVIEWS]), to_ids(imdb.validation.text)
    labels = imdb.train.label.to_numpy("float32")[:REVIEWS]
    done = pd.read_csv(RESULT) if RESULT.exists() else pd.DataFrame(columns=["rate", "seed"])
    for rate, seed in RUNS:
        if ((done.rate == rate) & (done.seed == seed)).any():
            continue
        watch = Dissect(validation, imdb.validation.label.to_numpy())
        build(rate, seed).fit(
            BatchesByLength(train, labels, 64, seed=seed),
            epochs=EPOCHS,
            verbose=0,
            callbacks=[watch],
        )
        rows = pd.DataFrame(watch.rows).assign(rate=rate, seed=seed)
        done = rows if done.empty else pd.concat([done, rows], ignore_index=True)
        columns = ["rate", "seed", "epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
        save(done[[*columns, "wrong", "loss_if_right", "loss_if_wrong"]], "learning_rates")
        print(rate, seed, rows.val_loss.round(3).tolist(), flush=True)


if __name__ == "__main__":
    main()
