"""The character language model of the chapter "Beyond text", larger and trained longer than a chapter may.

results/character_model.csv: one row per stretch of training: characters read, training loss, and the cross-entropy in nats
per character on the held-out text.
chapters/artifacts/beyond_text/character_model.npz:
    alphabet      str (n,): the characters; position is id, position 0 stands for every character not in the list
    names         str: the paths of the weights, in the order of model.weights
    w0, w1, ...   float16: the weights
    seed, characters   int: of the run, and how many characters it read
The text is that of the book's training reviews, in their order, each followed by a line feed; the held-out text is that
of the validation reviews.
"""

from pathlib import Path


import keras
import numpy as np
import pandas as pd
from keras import layers
from record import save
from utils import load_imdb

SEED, UNITS, EMBEDDING, WINDOW, BATCH, RATE = 1, 192, 32, 100, 16, 4e-3
CHARACTERS, HELD_OUT, ALPHABET, STRETCHES = 4_000_000, 200_000, 90, 4


def plain(reviews) -> str:
    """One string; every review ends with a line feed."""
    return "\n".join(reviews).replace("<br />", " ") + "\n"


def build(letters: int) -> keras.Model:
    """Ids (batch, time) to the logits of the next character (batch, time, letters); as in the chapter."""
    keras.utils.set_random_seed(SEED)
    ids = keras.Input((None,), dtype="int32")
    states = layers.LSTM(UNITS, return_sequences=True)(layers.Embedding(letters, EMBEDDING)(ids))
    return keras.Model(ids, layers.Dense(letters)(states))


def nats(model: keras.Model, ids: np.ndarray, strips: int = 50) -> float:
    """Mean cross-entropy per character of *ids*, read as long strips, each from a zero state."""
    length = (len(ids) - 1) // strips
    x, y = (ids[first : first + strips * length].reshape(strips, length) for first in (0, 1))
    return float(
        keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, model.predict(x, verbose=0))
    )


def main() -> None:
    imdb = load_imdb()
    text = plain(imdb.train.text)[:CHARACTERS]
    counts = pd.Series(list(text)).value_counts()
    alphabet = ["\ufffd"] + sorted(counts.index[:ALPHABET])
    index = {letter: i for i, letter in enumerate(alphabet)}
    ids = np.array([index.get(letter, 0) for letter in text], "int32")
    held_out = np.array(
        [index.get(letter, 0) for letter in plain(imdb.validation.text)[:HELD_OUT]], "int32"
    )

    windows = (len(ids) - 1) // WINDOW
    x, y = (ids[first : first + windows * WINDOW].reshape(windows, WINDOW) for first in (0, 1))
    order = np.random.default_rng(SEED).permutation(windows)
    model = build(len(alphabet))
    rate = keras.optimizers.schedules.CosineDecay(RATE, windows // BATCH)
    model.compile(
        keras.optimizers.Adam(rate, global_clipnorm=1.0),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    rows = []
    for part in np.array_split(order[: windows // BATCH * BATCH], STRETCHES):
        loss = model.fit(x[part], y[part], batch_size=BATCH, shuffle=False, verbose=0).history[
            "loss"
        ][0]
        rows.append(
            {
                "characters": (rows[-1]["characters"] if rows else 0) + len(part) * WINDOW,
                "loss": loss,
                "held_out": nats(model, held_out),
            }
        )
        print(rows[-1], flush=True)
    rounded = [w.astype("float16") for w in model.get_weights()]
    model.set_weights([w.astype("float32") for w in rounded])
    rows.append(
        {"characters": rows[-1]["characters"], "loss": np.nan, "held_out": nats(model, held_out)}
    )
    np.savez_compressed(
        Path(__file__).parent.parent / "chapters" / "artifacts" / "beyond_text/character_model.npz",
        seed=SEED,
        characters=rows[-1]["characters"],
        alphabet=np.array(alphabet),
        names=np.array([w.path for w in model.weights]),
        **{f"w{i}": w for i, w in enumerate(rounded)},
    )
    save(pd.DataFrame(rows), "character_model")


if __name__ == "__main__":
    main()
