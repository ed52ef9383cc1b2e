"""Recurrent cells on tasks fixed in advance (the chapter LSTM gates).

This protocol was written and committed before any cell but the ordinary LSTM was run on these tasks; the LSTM alone
was used to choose the number of training steps (at rate 0.01 it had learned adding 40 after 400 steps, answered 87 % of
recall 20 after 600, and had not learned adding 120 after 1,000, which is why that task gets 1,500). What is compared:

Comparison   SimpleRNN, GRU (Keras defaults), LSTM (Keras defaults, forget bias 1), and the cell that the article this
             book grew from prints as equations (1)-(5): one input matrix for all of (1)-(3), c_{t-1} feeding the candidate,
             gamma on the old cell and 1 - gamma on the candidate, no output gate, H = sigmoid(c W_o + b_o).
             The article names no initial values. It is run twice, with b_i = 0 and with b_i = 1, since gamma multiplies
             the old cell and the LSTM's bias on that factor is 1. Biases otherwise 0, square matrices orthogonal,
             input matrix Glorot-uniform, as in Keras.
Ablations    The LSTM without its input, forget or output gate (that gate fixed at 1, its weights absent), with the two
             gates coupled (i = 1 - f; CIFG), with peepholes, with forget bias 0 and 4. Rate 0.01 (reviews: 0.003).

Tasks        adding 40     two columns: numbers uniform in [0, 1], and marks, 1 at one random step in each half; target: the sum
                           of the two marked numbers. Error: mean squared error; always answering 1 gives 1/6.
             adding 120    the same with 120 steps. Comparison only, each cell at the rate that was better for adding 40.
             recall 20     16 symbols one-hot, 20 steps: the first from symbols 0-7, the others from 8-15, all uniform;
                           target: the first symbol. Error: share of wrong answers; guessing gives 7/8.
             reviews       the last 100 words of IMDB reviews of at least 100 words, the 2,000 commonest words, an embedding
                           of 16; 4,000 reviews for training, one unit for the answer. Error: share of wrong answers.
Training     32 units, one dense layer on the last state, Adam, the gradient of each weight array clipped to norm 1 by itself
             (clipnorm), batches of 64, seeds 1, 2, 3. Steps: see STEPS; every batch of a generated task is fresh; reviews:
             3 epochs. Rates 0.003 and 0.01 for the generated tasks (reviews: 0.003 only). For each cell and task the rate
             with the lower mean error
             on the validation set is the one reported, on another set, called test here (reviews: two parts of the book's
             validation split; the test split is not touched).

    KERAS_BACKEND=jax python benchmarks/cells.py     # needs jax; resumes after an interruption
    KERAS_BACKEND=jax python benchmarks/cells.py 9   # at most nine groups of runs this time

(Any backend of Keras will do. A seed draws other weights on another backend, so single runs differ. The study was begun on
TensorFlow and, for speed, repeated from its first run with JAX after 15 runs of SimpleRNN, GRU and LSTM; tasks and settings
stayed as they were.)

Writes benchmarks/results/cells.csv, one row per task, cell, rate and seed.
"""

from __future__ import annotations

import sys
import time
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

import keras
import numpy as np
import pandas as pd
from keras import layers, ops
from record import save
from utils import load_imdb

UNITS, BATCH, SEEDS, RATES = 32, 64, (1, 2, 3), (0.003, 0.01)
STEPS = {"adding 40": 800, "adding 120": 1500, "recall 20": 600, "reviews": 3 * 63}
TABLE = ROOT / "benchmarks/results/cells.csv"


class GatedCell(layers.Layer):
    """An LSTM cell from which parts can be left out; complete, it equals keras.layers.LSTMCell.

    ``gates``: those of "ifo" that exist, a missing one counts as 1. ``coupled``: i = 1 - f. ``peepholes``: i and f also
    see c_{t-1}, o sees c_t, each through one weight per unit.
    """

    def __init__(self, units, gates="ifo", forget_bias=1.0, coupled=False, peepholes=False):
        super().__init__()
        self.units, self.state_size, self.output_size = units, [units, units], units
        self.gates, self.forget_bias = gates.replace("i", "") if coupled else gates, forget_bias
        self.coupled, self.peepholes = coupled, peepholes

    def build(self, shape):
        m, blocks = (
            self.units,
            len(self.gates) + 1,
        )  # gates in the order i, f, o; the candidate last
        self.kernel = self.add_weight((shape[-1], blocks * m), "glorot_uniform", name="kernel")
        self.recurrent_kernel = self.add_weight(
            (m, blocks * m), "orthogonal", name="recurrent_kernel"
        )
        self.bias = self.add_weight((blocks * m,), "zeros", name="bias")
        if "f" in self.gates:
            start = self.gates.index("f") * m
            bias = np.zeros(blocks * m, "float32")
            bias[start : start + m] = self.forget_bias
            self.bias.assign(bias)
        if self.peepholes:
            self.peephole = self.add_weight((3, m), "zeros", name="peephole")

    def call(self, x, states):
        h, c = states
        z = ops.split(
            ops.matmul(x, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias,
            len(self.gates) + 1,
            axis=-1,
        )
        score = dict(zip(self.gates, z, strict=False))

        def gate(name, row, cell):
            if name not in score:
                return 1.0
            return ops.sigmoid(score[name] + (self.peephole[row] * cell if self.peepholes else 0.0))

        f = gate("f", 0, c)
        i = 1.0 - f if self.coupled else gate("i", 1, c)
        c = f * c + i * ops.tanh(z[-1])
        h = gate("o", 2, c) * ops.tanh(c)
        return h, [h, c]


class ArticleCell(layers.Layer):
    """Equations (1)-(5) of the article as printed. Its forget gate alpha, equation (2), enters nothing and is left out."""

    def __init__(self, units, gate_bias=0.0):
        super().__init__()
        self.units, self.state_size, self.output_size, self.gate_bias = (
            units,
            [units, units],
            units,
            gate_bias,
        )

    def build(self, shape):
        m = self.units
        self.W_x = self.add_weight((shape[-1], m), "glorot_uniform", name="W_x")
        self.W_i, self.W_beta, self.W_c, self.W_o = (
            self.add_weight((m, m), "orthogonal", name=name)
            for name in ("W_i", "W_beta", "W_c", "W_o")
        )
        self.b_i = self.add_weight((m,), keras.initializers.Constant(self.gate_bias), name="b_i")
        self.b_beta, self.b_o = (
            self.add_weight((m,), "zeros", name=name) for name in ("b_beta", "b_o")
        )

    def call(self, x, states):
        h, c = states
        x = ops.matmul(x, self.W_x)
        gamma = ops.sigmoid(ops.matmul(h, self.W_i) + x + self.b_i)  # (1)
        c_tilde = ops.tanh(
            ops.matmul(h, self.W_beta) + ops.matmul(c, self.W_c) + x + self.b_beta
        )  # (3)
        c = gamma * c + (1.0 - gamma) * c_tilde  # (4)
        h = ops.sigmoid(ops.matmul(c, self.W_o) + self.b_o)  # (5)
        return h, [h, c]


COMPARED = {
    "SimpleRNN": lambda: layers.SimpleRNNCell(UNITS),
    "GRU": lambda: layers.GRUCell(UNITS),
    "LSTM": lambda: GatedCell(UNITS),
    "article, b_i = 0": lambda: ArticleCell(UNITS),
    "article, b_i = 1": lambda: ArticleCell(UNITS, 1.0),
}
ABLATED = {
    "no input gate": lambda: GatedCell(UNITS, "fo"),
    "no forget gate": lambda: GatedCell(UNITS, "io"),
    "no output gate": lambda: GatedCell(UNITS, "if"),
    "coupled, i = 1 - f": lambda: GatedCell(UNITS, coupled=True),
    "peepholes": lambda: GatedCell(UNITS, peepholes=True),
    "forget bias 0": lambda: GatedCell(UNITS, forget_bias=0.0),
    "forget bias 4": lambda: GatedCell(UNITS, forget_bias=4.0),
}


def adding(count, steps, seed):
    """Inputs (count, steps, 2) and targets (count, 1) of the adding problem."""
    rng, row = np.random.default_rng(seed), np.arange(count)
    x = np.zeros((count, steps, 2), "float32")
    x[:, :, 0] = rng.random((count, steps))
    first, second = rng.integers(0, steps // 2, count), rng.integers(steps // 2, steps, count)
    x[row, first, 1] = x[row, second, 1] = 1
    return x, (x[row, first, 0] + x[row, second, 0])[:, None]


def recall(count, steps, seed):
    """Inputs (count, steps, 16) one-hot and targets (count,): the first symbol."""
    rng = np.random.default_rng(seed)
    symbols = rng.integers(8, 16, (count, steps))
    symbols[:, 0] = rng.integers(0, 8, count)
    return np.eye(16, dtype="float32")[symbols], symbols[:, 0]


@cache
def reviews():
    """(ids, labels) of training, validation and test: the last 100 words of reviews of at least 100 words."""
    imdb = load_imdb()
    if not imdb.official:
        raise SystemExit(
            "this study needs the official archive: set IMDB_ARCHIVE to aclImdb_v1.tar.gz"
        )
    vectorize = layers.TextVectorization(2_000)
    vectorize.adapt(imdb.train.text.to_numpy()[:8_000])

    def part(frame, start, stop):
        ids, labels = [], []
        for first in range(0, min(9_000, len(frame)), 1_000):
            for row, label in zip(
                np.asarray(vectorize(frame.text.to_numpy()[first : first + 1_000])),
                frame.label[first : first + 1_000],
                strict=True,
            ):
                if np.count_nonzero(row) >= 100:
                    ids.append(row[row > 0][-100:])
                    labels.append(label)
        return np.array(ids[start:stop], "int32"), np.array(labels[start:stop], "float32")

    return (
        part(imdb.train, 0, 4_000),
        part(imdb.validation, 0, 1_500),
        part(imdb.validation, 1_500, 3_500),
    )


def data_of(task, seed):
    if task == "reviews":
        return reviews()
    make = {"adding": adding, "recall": recall}[task.split()[0]]
    steps = int(task.split()[1])
    return (
        make(STEPS[task] * BATCH, steps, seed),
        make(1_000, steps, 1_000),
        make(2_000, steps, 2_000),
    )


def build(task, cell, seed):
    """An untrained model of *cell* for *task*, its weights drawn from *seed*."""
    keras.utils.set_random_seed(seed)
    inputs = keras.Input(
        (100,) if task == "reviews" else (int(task.split()[1]), 2 if "adding" in task else 16)
    )
    x = layers.Embedding(2_000, 16)(inputs) if task == "reviews" else inputs
    state = layers.RNN({**COMPARED, **ABLATED}[cell]())(x)  # (batch, UNITS)
    units, activation = {"adding": (1, None), "recall": (8, "softmax"), "reviews": (1, "sigmoid")}[
        task.split()[0]
    ]
    return keras.Model(inputs, layers.Dense(units, activation=activation)(state))


@cache
def compiled(task, cell):
    """One compiled model per task and cell: compiling takes as long as training."""
    model = build(task, cell, 0)
    loss, metric = {
        "adding": ("mse", "mse"),
        "recall": ("sparse_categorical_crossentropy", "accuracy"),
        "reviews": ("binary_crossentropy", "accuracy"),
    }[task.split()[0]]
    model.compile(
        keras.optimizers.Adam(RATES[0], clipnorm=1.0), loss, metrics=[metric], jit_compile=True
    )
    return model


def run(task, cell, rate, seed):
    """Train once from fresh weights and a fresh optimiser; the errors on validation and test."""
    train, *held_out = data_of(task, seed)
    model = compiled(task, cell)
    for variable in model.optimizer.variables:
        variable.assign(np.zeros(variable.shape))
    model.optimizer.learning_rate = rate
    model.set_weights(build(task, cell, seed).get_weights())
    model.fit(
        *train,
        batch_size=BATCH,
        epochs=3 if task == "reviews" else 1,
        shuffle=task == "reviews",
        verbose=0,
    )
    scores = [model.evaluate(*part, batch_size=500, verbose=0)[1] for part in held_out]
    return model.count_params(), *(score if "adding" in task else 1 - score for score in scores)


def main(at_most: int) -> None:
    """Train what is missing, *at_most* so many groups (a task, a cell, a rate) in this call."""
    rows = pd.read_csv(TABLE).to_dict("records") if TABLE.exists() else []

    def ensure(task, cell, rate):
        nonlocal at_most
        if {(task, cell, rate, seed) for seed in SEEDS} <= {
            (r["task"], r["cell"], r["rate"], r["seed"]) for r in rows
        }:
            return
        at_most -= 1
        if at_most < 0:
            raise SystemExit("stopped on request; call again for the rest")
        for seed in SEEDS:
            if any(
                (r["task"], r["cell"], r["rate"], r["seed"]) == (task, cell, rate, seed)
                for r in rows
            ):
                continue
            start = time.process_time()
            parameters, validation, test = run(task, cell, rate, seed)
            rows.append(
                {
                    "task": task,
                    "cell": cell,
                    "rate": rate,
                    "seed": seed,
                    "parameters": parameters,
                    "validation error": validation,
                    "error": test,
                    "cpu seconds": round(time.process_time() - start, 1),
                }
            )
            print(rows[-1], flush=True)
            save(pd.DataFrame(rows), "cells", digits=5)

    def better_rate(task, cell):
        mean = {
            rate: np.mean(
                [
                    r["validation error"]
                    for r in rows
                    if (r["task"], r["cell"], r["rate"]) == (task, cell, rate)
                ]
            )
            for rate in RATES
        }
        return min(mean, key=mean.get)

    for task in ("adding 40", "recall 20"):
        for cell in COMPARED:
            for rate in RATES:
                ensure(task, cell, rate)
    for cell in COMPARED:
        ensure("reviews", cell, 0.003)
    for task, rate in (("adding 40", 0.01), ("recall 20", 0.01)):
        for cell in ABLATED:
            ensure(task, cell, rate)
    for cell in COMPARED:
        ensure("adding 120", cell, better_rate("adding 40", cell))
    for cell in ABLATED:
        ensure("reviews", cell, 0.003)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
