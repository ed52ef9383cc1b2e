"""Five small neural classifiers, three seeds each, on the book's split (the chapters Baselines and Evaluation).

Same data, words, lengths, batches, optimiser and stopping rule for all; only the part that turns word vectors
into one vector differs. Markup is removed before the words are counted. Validation decides when to stop; the
test set is predicted once per finished model.

    python benchmarks/evaluation_models.py            # about half an hour on one core; resumes after an interruption
    python benchmarks/evaluation_models.py 2          # at most two of the models this time

Writes   benchmarks/results/evaluation_models.csv     one row per model and seed
         chapters/artifacts/evaluation/models.npz     float16 probabilities `MODEL_SEED_validation`, `MODEL_SEED_test` in the
                                              order of load_imdb(), and the ids of those reviews to check that order
         chapters/artifacts/evaluation/lstm.npz       the LSTM of the first seed: float16 weights and its vocabulary
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

import keras
import numpy as np
import pandas as pd
from keras import layers, ops
from record import save
from utils import BatchesByLength, load_imdb, predict_in_order, standardize_without_markup

WORDS, TOKENS, SIZE, UNITS = 10_000, 250, 32, 32
SEEDS = (1, 2, 3)
EPOCHS = {
    "LSTM": 6,
    "GRU": 6,
    "SimpleRNN": 6,
    "1-D CNN": 8,
    "averaged embeddings": 15,
}  # at most; see EarlyStopping
TABLE = ROOT / "benchmarks/results/evaluation_models.csv"
PROBABILITIES = ROOT / "chapters/artifacts/evaluation/models.npz"
LSTM = ROOT / "chapters/artifacts/evaluation/lstm.npz"


def build(name: str) -> keras.Model:
    """The classifier *name*: ids (batch, time) to a probability (batch, 1). Padding (id 0) never matters."""
    ids = keras.Input((None,), dtype="int32")
    recurrent = {"LSTM": layers.LSTM, "GRU": layers.GRU, "SimpleRNN": layers.SimpleRNN}
    vectors = layers.Embedding(WORDS, SIZE, mask_zero=name != "1-D CNN")(ids)  # (batch, time, SIZE)
    if name in recurrent:
        summary = recurrent[name](UNITS)(vectors)  # (batch, UNITS)
    elif name == "averaged embeddings":
        summary = layers.GlobalAveragePooling1D()(vectors)
    else:  # a convolution does not honour masks: zero the padding before it and, after the relu, again
        real = ops.expand_dims(ops.cast(ops.not_equal(ids, 0), "float32"), -1)
        features = layers.Conv1D(64, 5, padding="same", activation="relu")(vectors * real)
        summary = layers.GlobalMaxPooling1D()(features * real)
    return keras.Model(
        ids,
        layers.Dense(1, activation="sigmoid")(layers.Dropout(0.3)(summary)),
        name=name.split()[-1],
    )


def scores(label: np.ndarray, probability: np.ndarray) -> tuple[float, float]:
    p = np.clip(probability.astype("float64"), 1e-7, 1 - 1e-7)
    return float(((p > 0.5) == label).mean()), float(
        -np.mean(np.where(label == 1, np.log(p), np.log(1 - p)))
    )


def main(at_most: int) -> None:
    """Train what is missing, *at_most* so many models in this call."""
    imdb = load_imdb()
    if not imdb.official:
        raise SystemExit(
            "this study needs the official archive: set IMDB_ARCHIVE to aclImdb_v1.tar.gz"
        )
    vectorize = layers.TextVectorization(WORDS, standardize=standardize_without_markup)
    vectorize.adapt(imdb.train.text.to_numpy())
    ids = {
        part: encode(vectorize, frame.text)
        for part, frame in (
            ("train", imdb.train),
            ("validation", imdb.validation),
            ("test", imdb.test),
        )
    }
    kept = dict(np.load(PROBABILITIES)) if PROBABILITIES.exists() else {}
    kept["validation_id"] = (imdb.validation.label * 100_000 + imdb.validation.id).to_numpy("int32")
    kept["test_id"] = (imdb.test.label * 100_000 + imdb.test.id).to_numpy("int32")
    rows = pd.read_csv(TABLE).to_dict("records") if TABLE.exists() else []
    for seed in SEEDS:
        for name, epochs in EPOCHS.items():
            if any(row["model"] == name and row["seed"] == seed for row in rows):
                continue
            at_most -= 1
            if at_most < 0:
                return
            keras.utils.set_random_seed(seed)
            model = build(name)
            model.compile("adam", "binary_crossentropy", metrics=["accuracy"], jit_compile=False)
            start = time.process_time()
            history = model.fit(
                BatchesByLength(ids["train"], imdb.train.label, seed=seed),
                validation_data=BatchesByLength(
                    ids["validation"], imdb.validation.label, batch_size=256
                ),
                epochs=epochs,
                verbose=2,
                callbacks=[
                    keras.callbacks.EarlyStopping("val_loss", patience=2, restore_best_weights=True)
                ],
            )
            row = {
                "model": name,
                "seed": seed,
                "parameters": model.count_params(),
                "epochs": len(history.epoch),
                "cpu seconds": round(time.process_time() - start, 1),
            }
            for part, frame in (("validation", imdb.validation), ("test", imdb.test)):
                probability = predict_in_order(model, ids[part])
                kept[f"{name}_{seed}_{part}"] = probability.astype("float16")
                row[f"{part} accuracy"], row[f"{part} loss"] = scores(
                    frame.label.to_numpy(), probability
                )
            rows.append(row)
            print(row, flush=True)
            np.savez_compressed(PROBABILITIES, **kept)
            save(pd.DataFrame(rows), "evaluation_models")
            if name == "LSTM" and seed == SEEDS[0]:
                np.savez_compressed(
                    LSTM,
                    vocabulary="\n".join(vectorize.get_vocabulary()[2:]),
                    **{
                        f"weight_{i}": w.astype("float16")
                        for i, w in enumerate(model.get_weights())
                    },
                )


def encode(vectorize: layers.TextVectorization, texts: pd.Series) -> list[np.ndarray]:
    """The last TOKENS ids of each text, without padding."""
    encoded = []
    for start in range(0, len(texts), 1000):
        for row in vectorize(texts.iloc[start : start + 1000].to_numpy()).numpy():
            encoded.append(row[row != 0][-TOKENS:])
    return encoded


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else len(SEEDS) * len(EPOCHS))
