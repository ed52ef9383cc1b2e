"""What the studies ablation.py and unlabelled.py share: words, batches and the recurrent reader itself.

The studies run on the JAX backend (`KERAS_BACKEND=jax`), which is faster than TensorFlow here for recurrent layers;
the chapter builds the same model on any backend. A compiled step is kept on disk, since every width of a batch needs
its own.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

import keras
import numpy as np
from keras import layers, ops

if keras.backend.backend() == "jax":
    import jax

    jax.config.update("jax_compilation_cache_dir", str(ROOT / "data" / "jax"))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.3)

WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[!?]")
VOCABULARY = 20_000
UNKNOWN = 1  # 0 is padding


def words(text: str) -> list[str]:
    """Lower-case words with their apostrophes, and each ! and ? as a word of its own."""
    return WORD.findall(text.lower().replace("<br />", " "))


def vocabulary_of(texts) -> list[str]:
    """The VOCABULARY - 2 most frequent words; word number i has the id i + 2."""
    counts = Counter(word for text in texts for word in words(text))
    return [
        word
        for word, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[
            : VOCABULARY - 2
        ]
    ]


def encode(texts, vocabulary: list[str], tokens: int) -> list[np.ndarray]:
    """The first *tokens* ids of each text, without padding."""
    number = {word: i + 2 for i, word in enumerate(vocabulary)}
    return [
        np.array([number.get(w, UNKNOWN) for w in words(text)[:tokens]] or [UNKNOWN], "int32")
        for text in texts
    ]


class Batches(keras.utils.PyDataset):
    """Full batches of reviews of similar length, (ids, targets); other neighbours in every epoch.

    Widths are multiples of 50, so that few shapes have to be compiled. The reviews that do not fill a batch wait for
    the next epoch.
    """

    def __init__(self, sequences, targets, batch_size: int = 64, seed: int = 0):
        super().__init__(workers=1)
        self.sequences, self.targets = sequences, np.asarray(targets, "float32")
        self.batch_size, self.random = batch_size, np.random.default_rng(seed)
        self.lengths = np.array([len(s) for s in sequences])
        self.on_epoch_end()

    def __len__(self) -> int:
        return len(self.sequences) // self.batch_size

    def on_epoch_end(self) -> None:
        noisy = self.lengths * self.random.uniform(0.9, 1.1, len(self.lengths))
        order = np.argsort(noisy)
        start = self.random.integers(len(order) - len(self) * self.batch_size + 1)
        order = order[start : start + len(self) * self.batch_size].reshape(
            len(self), self.batch_size
        )
        self.batches = order[self.random.permutation(len(order))]

    def __getitem__(self, index: int):
        rows = self.batches[index]
        return padded([self.sequences[i] for i in rows]), self.targets[rows]


def padded(sequences) -> np.ndarray:
    """Ids (batch, time), zeros on the right up to a multiple of 50."""
    ids = np.zeros((len(sequences), -(-max(map(len, sequences)) // 50) * 50), "int32")
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = sequence
    return ids


def predict(model: keras.Model, sequences, batch_size: int = 250) -> np.ndarray:
    """The probability (n,) for each sequence, in order."""
    order = np.argsort([len(s) for s in sequences], kind="stable")
    out = np.empty(len(sequences))
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        wanted = np.resize(rows, batch_size)  # the last batch is filled up, which keeps the shape
        out[rows] = np.asarray(model.predict_on_batch(padded([sequences[i] for i in wanted])))[
            : len(rows), 0
        ]
    return out


class WordDropout(layers.Layer):
    """While training, replace each token by the unknown word with probability *rate*."""

    def __init__(self, rate: float, **kwargs):
        super().__init__(**kwargs)
        self.rate, self.seed = rate, keras.random.SeedGenerator()

    def call(self, ids, training=False):
        if not training or self.rate == 0:
            return ids
        drop = keras.random.uniform(ops.shape(ids), seed=self.seed) < self.rate
        return ops.where(ops.logical_and(drop, ids > 0), UNKNOWN, ids)


class MinGRU(layers.Layer):
    """h_t = (1 - z_t) h_{t-1} + z_t h~_t, where z_t and h~_t depend on x_t alone, by a parallel scan over time."""

    def __init__(self, units: int, backwards: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.dense, self.backwards = layers.Dense(2 * units), backwards

    def build(self, x_shape, real_shape):
        self.dense.build(x_shape)

    def compute_output_shape(self, x_shape, real_shape):
        return (*x_shape[:2], self.dense.units // 2)

    def call(self, x, real):
        z, candidate = ops.split(self.dense(x), 2, axis=-1)  # (batch, time, units) each
        z = ops.sigmoid(z) * real  # padding keeps the state

        def then(first, second):
            return first[0] * second[0], second[0] * first[1] + second[1]

        return ops.associative_scan(then, (1 - z, z * candidate), reverse=self.backwards, axis=1)[1]


def pool(states, real, how: str):
    """States (batch, time, units) to one vector per review; real is 1 at tokens and 0 at padding, (batch, time, 1)."""
    largest = ops.max(ops.where(real > 0, states, -10.0), axis=1)
    mean = ops.sum(states * real, axis=1) / ops.sum(real, axis=1)
    if how == "attention":
        score = layers.Dense(1, use_bias=False)(layers.Dense(32, activation="tanh")(states))
        weight = ops.softmax(ops.where(real > 0, score, -1e9), axis=1)  # (batch, time, 1)
        return ops.sum(weight * states, axis=1)
    return {"max": largest, "mean": mean, "mean+max": layers.concatenate([mean, largest])}[how]


def reader(
    steps: int,
    cell: str = "GRU",
    units: int = 32,
    size: int = 64,
    both: bool = True,
    depth: int = 1,
    pooling: str = "mean+max",
    spatial: float = 0.3,
    word: float = 0.0,
    dropout: float = 0.5,
    vectors: np.ndarray | None = None,
    rate: float = 2e-3,
    falling: bool = True,
) -> keras.Model:
    """Ids (batch, time) to the probability (batch, 1) that the review is positive, compiled for *steps* steps."""
    ids = keras.Input((None,), dtype="int32", name="ids")
    real = ops.cast(ops.expand_dims(ids > 0, -1), "float32")  # (batch, time, 1)
    embedding = layers.Embedding(VOCABULARY, size, mask_zero=True, name="embedding")
    x = layers.SpatialDropout1D(spatial)(embedding(WordDropout(word)(ids)))  # (batch, time, size)
    for level in range(depth):
        sequences = level < depth - 1 or pooling != "last"
        if cell == "minGRU":
            x = layers.concatenate([MinGRU(units)(x, real), MinGRU(units, backwards=True)(x, real)])
        else:
            layer = getattr(layers, cell)(units, return_sequences=sequences)
            x = (layers.Bidirectional(layer) if both else layer)(x)
    summary = x if pooling == "last" else pool(x, real, pooling)
    model = keras.Model(
        ids, layers.Dense(1, activation="sigmoid")(layers.Dropout(dropout)(summary))
    )
    if vectors is not None:
        embedding.set_weights([vectors])
    schedule = keras.optimizers.schedules.CosineDecay(rate, steps) if falling else rate
    model.compile(keras.optimizers.Adam(schedule), "binary_crossentropy")
    return model
