"""The models of the demo "Read along": the chapters' LSTM in a smaller file, and a bag of the same words.

The LSTM is the one of chapters/artifacts/evaluation/lstm.npz, which evaluation_models.py trained; nothing is trained anew.
Its word vectors are rounded to ten bits, each row with a scale of its own. The bag of words is the NB-SVM of the chapter
Baselines on which of the same 10,000 words occur among the last 250 of a review: what the LSTM reads, without the order.

    python benchmarks/read_along.py    # about three minutes on one core, with the official reviews

Writes   book/_static/demos/read_along_weights.js
         benchmarks/results/read_along.csv   accuracy of both, and how far the rounding moves a probability
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import keras
import numpy as np
import pandas as pd
from keras import layers
from record import save
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC
from utils import load_imdb, predict_in_order, standardize_without_markup

ROOT = Path(__file__).resolve().parent.parent
STORED = ROOT / "chapters/artifacts/evaluation/lstm.npz"
WEIGHTS = ROOT / "book/_static/demos/read_along_weights.js"
WORDS, LAST, UNITS = 10_000, 250, 32
HALF = 512  # ten bits: whole numbers from -511 to 511, stored with 512 added
GATES = ("i", "f", "o")


def model_with(weights: list[np.ndarray]) -> keras.Model:
    """The classifier of evaluation_models.py with these weights: ids (batch, time) to a probability (batch, 1)."""
    ids = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(WORDS, UNITS, mask_zero=True)(ids)
    answer = layers.Dense(1, activation="sigmoid")(layers.LSTM(UNITS)(vectors))
    model = keras.Model(ids, answer)
    model.set_weights(weights)
    return model


def rounded(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Ten-bit whole numbers (words, 32), the scale of each row as a whole number (words,), and the unit of the scales."""
    largest = np.abs(table).max(axis=1) / (HALF - 1)
    unit = float(largest.max() / 65_535)
    scale = np.ceil(largest / unit).astype("uint16")
    numbers = np.round(table / (scale[:, None] * unit)).astype("int16")
    return numbers, scale, unit


def in_bytes(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lower eight bits of the numbers (words, 32), and their upper two bits, four numbers to a byte (words, 8)."""
    shifted = numbers + HALF
    upper = (shifted >> 8).reshape(len(numbers), UNITS // 4, 4)
    four = upper[..., 0] | upper[..., 1] << 2 | upper[..., 2] << 4 | upper[..., 3] << 6
    return (shifted & 255).astype("uint8"), four.astype("uint8")


def base64_of(array: np.ndarray) -> str:
    """The bytes of an array, the lowest byte of a number first."""
    return base64.b64encode(array.astype(array.dtype.newbyteorder("<")).tobytes()).decode()


def ids_of(vectorize: layers.TextVectorization, texts: pd.Series) -> list[np.ndarray]:
    """The last 250 ids of each text."""
    found = []
    for start in range(0, len(texts), 1_000):
        for row in vectorize(texts.iloc[start : start + 1_000].to_numpy()).to_list():
            found.append(np.array(row[-LAST:], "int32"))
    return found


def presence(rows: list[np.ndarray]) -> csr_matrix:
    """Which words occur, (reviews, words); the unknown word does not count."""
    known = [np.unique(row[row > 1]) for row in rows]
    ends = np.cumsum([0] + [len(row) for row in known])
    return csr_matrix((np.ones(ends[-1]), np.concatenate(known), ends), (len(rows), WORDS))


def log_count_ratio(x: csr_matrix, y: np.ndarray) -> np.ndarray:
    """Evidence of each word for praise, as in the chapter Baselines."""
    s = 1 + np.asarray(x[y == 1].sum(axis=0)).ravel()
    t = 1 + np.asarray(x[y == 0].sum(axis=0)).ravel()
    return np.log(s / s.sum()) - np.log(t / t.sum())


def bag_of_words(rows: list[np.ndarray], y: np.ndarray) -> tuple[np.ndarray, float]:
    """Weight of each word and the constant of an NB-SVM, both 32 bits."""
    x = presence(rows)
    ratio = log_count_ratio(x, y)
    svm = LinearSVC(C=0.01, random_state=0).fit(x.multiply(ratio).tocsr(), y)
    return (svm.coef_[0] * ratio).astype("float32"), float(svm.intercept_[0])


def mean_gates(weights: list[np.ndarray], rows: list[np.ndarray]) -> dict[str, list[float]]:
    """The mean of each unit's gates over all words of the rows."""
    table, kernel, recurrent, bias = weights[:4]
    padded = np.zeros((len(rows), LAST), "int32")
    for number, row in enumerate(rows):
        padded[number, LAST - len(row) :] = row  # zeros in front
    h = c = np.zeros((len(rows), UNITS), "float32")
    total = {gate: np.zeros(UNITS) for gate in GATES}
    for column in padded.T:
        word = (column > 0)[:, None]
        z = table[column] @ kernel + h @ recurrent + bias
        i, f, candidate, o = np.split(z, 4, axis=1)  # Keras's order
        i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
        for name, gate in zip(GATES, (i, f, o), strict=True):
            total[name] += (gate * word).sum(axis=0, dtype="float64")
        c = np.where(word, f * c + i * np.tanh(candidate), c)
        h = np.where(word, o * np.tanh(c), h)
    return {name: (total[name] / (padded > 0).sum()).round(6).tolist() for name in GATES}


def main() -> None:
    """Fit, measure, write."""
    imdb = load_imdb()
    if not imdb.official:
        raise SystemExit(
            "this study needs the official archive: set IMDB_ARCHIVE to aclImdb_v1.tar.gz"
        )
    stored = np.load(STORED)
    vocabulary = str(stored["vocabulary"]).split("\n")
    exact = [stored[f"weight_{place}"].astype("float32") for place in range(6)]
    numbers, scale, unit = rounded(exact[0])
    smaller = [(numbers * (scale[:, None] * unit)).astype("float32"), *exact[1:]]
    vectorize = layers.TextVectorization(
        vocabulary=vocabulary, ragged=True, standardize=standardize_without_markup
    )
    parts = {"train": imdb.train, "validation": imdb.validation, "test": imdb.test}
    ids = {name: ids_of(vectorize, part.text) for name, part in parts.items()}
    weight, constant = bag_of_words(ids["train"], imdb.train.label.to_numpy())

    models = model_with(exact), model_with(smaller)
    rows = [{"model": "LSTM"}, {"model": "bag of words"}]
    for name in ("validation", "test"):  # the test reviews are read here and nowhere else
        label = parts[name].label.to_numpy() == 1
        before, after = (predict_in_order(model, ids[name]) for model in models)
        rows[0][f"{name} accuracy"] = np.mean((after > 0.5) == label)
        rows[0][f"{name} moved at most"] = np.abs(after - before).max()
        rows[0][f"{name} verdicts changed"] = int(np.sum((after > 0.5) != (before > 0.5)))
        score = presence(ids[name]) @ weight + constant
        rows[1][f"{name} accuracy"] = np.mean((score > 0) == label)
    table = pd.DataFrame(rows)
    print(table.T)

    kernel, recurrent, bias, dense, shift = exact[1:]
    lower, upper = in_bytes(numbers)
    data = {
        "vocabulary": " ".join(vocabulary),
        "unit": unit,
        "scale": base64_of(scale),
        "lower": base64_of(lower),
        "upper": base64_of(upper),
        **{name: base64_of(array) for name, array in
           {"kernel": kernel, "recurrent": recurrent, "bias": bias, "dense": dense}.items()},
        "shift": float(shift[0]),
        "bag": base64_of(weight),
        "constant": constant,
        "gates": mean_gates(smaller, ids["validation"]),
    }  # fmt: skip
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in data.items())
    WEIGHTS.write_text(
        "// The LSTM of chapters/artifacts/evaluation/lstm.npz with word vectors of ten bits, the weights of a bag of the same\n"
        "// words, and the mean of each gate over the validation reviews. Written by benchmarks/read_along.py.\n"
        f"Demos.readAlong.weights = {{\n{lines}\n}};\n",
        "utf8",
        newline="\n",
    )
    save(table, "read_along", digits=5)


if __name__ == "__main__":
    main()
