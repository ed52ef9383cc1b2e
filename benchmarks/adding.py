"""The adding problem of the chapter "Long memory": which recurrent layer learns it, up to which length.

Fixed before the first run: 32 units, Adam, clipping to a global norm of 1, fresh batches of 64, at most 1,500 of them;
every 125 the error on 500 held-out sequences of the same length, and the run stops at the first below 0.01, "learned".
A model *fails* at a length where at most half of its seeds learned.
The lengths and seeds in MODELS are those that were run. More had been planned, up to T = 400, and were cut several times
for lack of time, after some results were in: T = 10, 20, 40, 80 with five seeds for the two plain networks and three for
the gated layers; at T = 10, 20 and 40 the plain network with orthogonal start at two other rates, at T = 40 with four
times the budget, three seeds; at T = 120 and 200 what had finished.
Rates: the better of 0.01 and 0.003 in a trial with one seed at T = 40 and 120, kept for all lengths; where neither
learned, 0.003. Known when this was fixed: an earlier table at T = 40 and 120, on the TensorFlow backend.

results/adding.csv, one row per model, length and seed:
    model, T, rate, seed
    steps        training steps until learned, in units of 125; empty if not learned
    mse          error on the held-out sequences at the end
    baseline     error on the same sequences of answering 1
    kept_before  gradient that arrives T/2 steps before the end, relative to the one that starts from the final state,
    kept_after   at initialisation and at the end of training: root mean square over 64 sequences and random directions
results/adding_curves.csv, the gradient kept against lag, "before" and "after" training, for T = 40.

    KERAS_BACKEND=jax python benchmarks/adding.py     # needs jax; all rows on this backend; resumes if interrupted
"""

import json
import tempfile
from pathlib import Path


import jax
import keras
import numpy as np
import pandas as pd
from keras import layers
from record import save

DONE = Path(tempfile.gettempdir()) / "adding.jsonl"  # runs finished so far
UNITS, BATCH, CHUNK, MAX_STEPS, SOLVED = 32, 64, 125, 1_500, 0.01
SLOW, FAST = 0.003, 0.01
LENGTHS, CURVES = (10, 20, 40, 80, 120, 200), (40,)
PLAIN, GATED = dict.fromkeys(LENGTHS[:4], 5), dict.fromkeys(LENGTHS[:4], 3)
identity = {
    "activation": "relu",
    "recurrent_initializer": "identity",
    "kernel_initializer": keras.initializers.RandomNormal(stddev=0.001),
}
MODELS = {  # name: (layer, its options, forget bias, learning rate, steps, seeds for each length)
    "SimpleRNN, orthogonal": (layers.SimpleRNN, {}, None, SLOW, MAX_STEPS, PLAIN | {120: 3}),
    "SimpleRNN, ReLU, identity": (
        layers.SimpleRNN,
        identity,
        None,
        SLOW,
        MAX_STEPS,
        PLAIN | {120: 1},
    ),
    "LSTM, forget bias 0": (layers.LSTM, {}, 0.0, FAST, MAX_STEPS, GATED),
    "LSTM, forget bias 1": (layers.LSTM, {}, 1.0, FAST, MAX_STEPS, GATED | {120: 3, 200: 1}),
    "LSTM, forget bias 4": (layers.LSTM, {}, 4.0, FAST, MAX_STEPS, GATED),
    "GRU": (layers.GRU, {}, None, FAST, MAX_STEPS, GATED | {120: 3, 200: 1}),
    "SimpleRNN, rate 0.01": (layers.SimpleRNN, {}, None, FAST, MAX_STEPS, {10: 3, 20: 3, 40: 3}),
    "SimpleRNN, rate 0.001": (layers.SimpleRNN, {}, None, 0.001, MAX_STEPS, {10: 3, 20: 3, 40: 3}),
    "SimpleRNN, 6,000 steps": (layers.SimpleRNN, {}, None, SLOW, 4 * MAX_STEPS, {40: 3}),
}
compiled = {}


def adding(count: int, time: int, rng: np.random.Generator):
    """Sequences (count, time, 2) of values and marks, and the sums (count, 1) of the two marked values."""
    x = np.zeros((count, time, 2), "float32")
    x[:, :, 0] = rng.random((count, time))
    rows = np.arange(count)
    x[rows, rng.integers(0, time // 2, count), 1] = 1
    x[rows, rng.integers(time // 2, time, count), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=1, keepdims=True)


def fresh(name: str, time: int):
    """A model with new weights, its recurrent layer, and two functions of one time step: forward and backward."""
    layer_class, options, forget_bias, rate, *_ = MODELS[name]
    inputs = keras.Input((time, 2))
    layer = layer_class(UNITS, **options)
    model = keras.Model(inputs, layers.Dense(1)(layer(inputs)))
    if forget_bias is not None:
        kernel, recurrent, bias = layer.get_weights()
        bias[UNITS : 2 * UNITS] = forget_bias
        layer.set_weights([kernel, recurrent, bias])
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0), "mse")
    cell = layer.cell

    def step(weights, fixed, state, x_t):
        return cell.stateless_call(weights, fixed, x_t, state)[0][1]

    def back(weights, fixed, state, x_t, gradient):
        return jax.vjp(lambda old: step(weights, fixed, old, x_t), state)[1](gradient)[0]

    return model, layer, jax.jit(step), jax.jit(back)


def build(name: str, time: int, seed: int):
    """As fresh, but compiled once per kind of layer and length: only weights, rate and optimiser state are new."""
    kind = (MODELS[name][0], str(sorted(MODELS[name][1])), time)
    keras.utils.set_random_seed(seed)
    new = fresh(name, time)
    if kind not in compiled:
        compiled[kind] = new
    model = compiled[kind][0]
    model.set_weights(new[0].get_weights())
    for variable in model.optimizer.variables:
        variable.assign(np.zeros(variable.shape, variable.dtype))
    model.optimizer.learning_rate = MODELS[name][3]
    return compiled[kind]


def kept(layer, step, back, x: np.ndarray) -> np.ndarray:
    """Relative size of the gradient of a random combination of h_T at the state k steps earlier, k = 0 ... T - 1."""
    weights = [v.value for v in layer.cell.trainable_variables]
    fixed = [v.value for v in layer.cell.non_trainable_variables]
    states = [
        [np.zeros((len(x), UNITS), "float32") for _ in range(1 + isinstance(layer, layers.LSTM))]
    ]
    for t in range(x.shape[1]):
        states.append(step(weights, fixed, states[-1], x[:, t]))
    gradient = [np.zeros_like(s) for s in states[0]]
    gradient[0] = np.random.default_rng(0).normal(size=gradient[0].shape).astype("float32")
    sizes = [np.linalg.norm(gradient)]
    for t in range(x.shape[1] - 1, 0, -1):
        gradient = back(weights, fixed, states[t], x[:, t], gradient)
        sizes.append(np.linalg.norm(np.asarray(gradient)))
    return np.array(sizes, "float64") / float(sizes[0])


def run(name: str, time: int, seed: int) -> dict:
    """One row of the table and the two curves behind it."""
    rate, max_steps = MODELS[name][3:5]
    model, layer, step, back = build(name, time, seed)
    rng = np.random.default_rng(seed)
    x_held, y_held = adding(500, time, np.random.default_rng(1_000))
    before, solved = kept(layer, step, back, x_held[:64]), None
    for count in range(CHUNK, max_steps + 1, CHUNK):
        x, y = adding(CHUNK * BATCH, time, rng)
        model.fit(x, y, batch_size=BATCH, shuffle=False, verbose=0)
        mse = float(model.evaluate(x_held, y_held, batch_size=500, verbose=0))
        if mse < SOLVED:
            solved = count
            break
    after = kept(layer, step, back, x_held[:64])
    row = {
        "model": name,
        "T": time,
        "rate": rate,
        "seed": seed,
        "steps": solved,
        "mse": mse,
        "baseline": float(np.mean((1 - y_held) ** 2)),
        "kept_before": float(before[time // 2]),
        "kept_after": float(after[time // 2]),
    }
    curves = (
        {"before": before, "after": after} if time in CURVES and name in list(MODELS)[:6] else {}
    )
    return {
        "row": {
            k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in row.items()
        },  # kept: many decades
        "curves": {
            k: [float(f"{v:.3g}") for v in curve[:: time // 40]] for k, curve in curves.items()
        },
    }


def main() -> None:
    """Run what is not done yet, the shortest lengths first, then write the tables."""
    runs = [json.loads(line) for line in DONE.read_text().splitlines()] if DONE.exists() else []
    done = {(r["row"]["model"], r["row"]["T"], r["row"]["seed"]) for r in runs}
    for time in LENGTHS:
        for seed in range(5):
            for name, (*_, seeds) in MODELS.items():
                if seed < seeds.get(time, 0) and (name, time, seed) not in done:
                    runs.append(run(name, time, seed))
                    print(runs[-1]["row"], flush=True)
                    with DONE.open("a") as file:
                        file.write(json.dumps(runs[-1]) + "\n")
        compiled.clear()
    runs.sort(
        key=lambda r: (r["row"]["T"], list(MODELS).index(r["row"]["model"]), r["row"]["seed"])
    )
    save(pd.DataFrame([r["row"] for r in runs]).astype({"steps": "Int64"}), "adding", digits=20)
    save(
        pd.DataFrame(
            [
                {
                    "model": r["row"]["model"],
                    "T": r["row"]["T"],
                    "seed": r["row"]["seed"],
                    "when": when,
                    "lag": k * (r["row"]["T"] // 40),
                    "kept": value,
                }
                for r in runs
                if r["row"]["T"] in CURVES
                for when, curve in r["curves"].items()
                for k, value in enumerate(curve)
            ]
        ),
        "adding_curves",
        digits=30,
    )


if __name__ == "__main__":
    main()
