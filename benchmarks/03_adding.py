"""The adding problem of the chapter "Long memory": which recurrent layer learns it, at which length.

results/03_adding.csv, one row per model, length and seed:
    model, T, rate, seed
    steps        training steps (fresh batches of 64) until the error on 500 held-out sequences fell below 0.01, in
                 units of 125; empty if it did not within 1,500
    mse          mean squared error on the held-out sequences at the end
    kept_before  gradient that arrives T/2 steps before the end, relative to the one that starts from the final state,
    kept_after   at initialisation and at the end of training: root mean square over 64 sequences and random directions
The rate of each family is the better of 0.01 and 0.003 in a trial with one seed; where neither learned, 0.003.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "chapters"))

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers
from record import save

TABLE = Path(__file__).parent / "results" / "03_adding.csv"
UNITS, BATCH, CHUNK, MAX_STEPS, SOLVED = 32, 64, 125, 1_500, 0.01


def simple(**options):
    return lambda: layers.SimpleRNN(UNITS, return_state=True, **options)


SLOW, FAST = 0.003, 0.01
MODELS = {  # name: (layer, forget bias, learning rate)
    "SimpleRNN, orthogonal": (simple(), None, SLOW),
    "SimpleRNN, ReLU, identity": (simple(
        activation="relu", recurrent_initializer="identity",
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.001)), None, SLOW),
    "LSTM, forget bias 0": (lambda: layers.LSTM(UNITS, return_state=True), 0.0, FAST),
    "LSTM, forget bias 1": (lambda: layers.LSTM(UNITS, return_state=True), 1.0, FAST),
    "LSTM, forget bias 4": (lambda: layers.LSTM(UNITS, return_state=True), 4.0, FAST),
    "GRU": (lambda: layers.GRU(UNITS, return_state=True), None, FAST),
}


def adding(count: int, time: int, rng: np.random.Generator):
    """Sequences (count, time, 2) of values and marks, and the sums (count, 1) of the two marked values."""
    x = np.zeros((count, time, 2), "float32")
    x[:, :, 0] = rng.random((count, time))
    rows = np.arange(count)
    x[rows, rng.integers(0, time // 2, count), 1] = 1
    x[rows, rng.integers(time // 2, time, count), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=1, keepdims=True)


def build(name: str, seed: int):
    """The compiled model and its recurrent layer."""
    make, forget_bias, rate = MODELS[name]
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((None, 2))
    layer = make()
    outputs = layers.Dense(1)(layer(inputs)[0])
    if forget_bias is not None:
        kernel, recurrent, bias = layer.get_weights()
        bias[UNITS : 2 * UNITS] = forget_bias
        layer.set_weights([kernel, recurrent, bias])
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0), "mse")
    return model, layer


def kept(layer, x: np.ndarray) -> float:
    """Relative size of the gradient of a random combination of h_T at the state T/2 steps earlier."""
    lag = x.shape[1] // 2
    direction = np.random.default_rng(0).normal(size=(len(x), UNITS)).astype("float32")
    state = layer(x[:, :-lag])[1:]
    with tf.GradientTape() as tape:
        tape.watch(state)
        h = layer(x[:, -lag:], initial_state=list(state))[0]
        target = tf.reduce_sum(h * direction)
    squares = sum(np.sum(np.square(g.numpy())) for g in tape.gradient(target, state))
    return float(np.sqrt(squares / np.sum(direction**2)))


def run(name: str, time: int, seed: int) -> dict:
    model, layer = build(name, seed)
    rng = np.random.default_rng(seed)
    x_held, y_held = adding(500, time, np.random.default_rng(1_000))
    before, solved = kept(layer, x_held[:64]), None
    for step in range(CHUNK, MAX_STEPS + 1, CHUNK):
        x, y = adding(CHUNK * BATCH, time, rng)
        model.fit(x, y, batch_size=BATCH, shuffle=False, verbose=0)
        mse = float(model.evaluate(x_held, y_held, batch_size=500, verbose=0))
        if mse < SOLVED:
            solved = step
            break
    row = {"model": name, "T": time, "rate": MODELS[name][2], "seed": seed, "steps": solved, "mse": mse,
           "kept_before": before, "kept_after": kept(layer, x_held[:64])}
    return {k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in row.items()}  # kept spans 13 decades


def main(lengths, seeds=(0, 1, 2)) -> None:
    """Runs what the table does not hold yet: the lengths can be run on different days."""
    rows = pd.read_csv(TABLE).to_dict("records") if TABLE.exists() else []
    done = {(row["model"], row["T"], row["seed"]) for row in rows}
    for time in lengths:
        for name in MODELS:
            for seed in seeds:
                if (name, time, seed) in done:
                    continue
                rows.append(run(name, time, seed))
                print(rows[-1], flush=True)
    frame = pd.DataFrame(rows).astype({"steps": "Int64"})
    save(frame.sort_values(["T", "model", "seed"], kind="stable", key=rank), "03_adding", digits=20)


def rank(column: pd.Series) -> pd.Series:
    """Models in the order of MODELS, everything else by size."""
    return column.map(list(MODELS).index) if column.name == "model" else column


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or (40, 120))
