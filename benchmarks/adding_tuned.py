"""The adding problem with a rate for each length and four times the budget (the chapter Long memory).

In adding.py the plain network had one rate for all lengths, 0.003, and at most 1,500 steps; at 40 steps a run with 6,000
learned. A review of the first edition asked for the rate to be tuned at each length before a length is called too long. So
this study, planned when that was known, trains the plain network with orthogonal start again at 20, 40 and 80 steps, at three
rates each, for at most 6,000 batches, three seeds; and the LSTM as Keras delivers it, at rate 0.01, at 200 and 400 steps, for
at most 3,000 batches. Everything else as in adding.py: 32 units, Adam, clipping to a global norm of 1, fresh batches of 64;
every 125 of them the error on 500 held-out sequences, and a run stops at the first below 0.01. Other backend (TensorFlow),
so a seed draws other weights than there.

    python benchmarks/adding_tuned.py    # about twenty minutes on one core; resumes after an interruption

Writes benchmarks/results/adding_tuned.csv, one row per cell, length, rate and seed; steps is empty where it did not learn.
"""

from __future__ import annotations

import keras
import numpy as np
import pandas as pd
from keras import layers
from record import HERE, save

UNITS, BATCH, CHUNK, SOLVED, SEEDS = 32, 64, 125, 0.01, (0, 1, 2)
SETTINGS = (  # cell, T, rate, largest number of batches
    [("SimpleRNN", time, rate, 6_000) for time in (40, 80, 20) for rate in (0.001, 0.003, 0.01)]
    + [("LSTM", time, 0.01, 3_000) for time in (200, 400)]
)
UNFINISHED = HERE / "results/.adding_tuned.unfinished.part"


def adding(count: int, time: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Sequences (count, time, 2) of values and marks, and the sums (count, 1) of the two marked values."""
    x = np.zeros((count, time, 2), "float32")
    x[:, :, 0] = rng.random((count, time))
    rows = np.arange(count)
    x[rows, rng.integers(0, time // 2, count), 1] = 1
    x[rows, rng.integers(time // 2, time, count), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=1, keepdims=True)


def run(cell: str, time: int, rate: float, most: int, seed: int) -> dict:
    """Train one network; the row of the table."""
    keras.utils.set_random_seed(seed)
    sequence = keras.Input((time, 2))
    options = {"use_cudnn": False} if cell == "LSTM" else {}
    state = getattr(layers, cell)(UNITS, **options)(sequence)
    model = keras.Model(sequence, layers.Dense(1)(state))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0), "mse", jit_compile=True)
    rng = np.random.default_rng(seed)
    held_out, sums = adding(500, time, np.random.default_rng(1_000))
    learned = None
    for count in range(CHUNK, most + 1, CHUNK):
        x, y = adding(CHUNK * BATCH, time, rng)
        model.fit(x, y, batch_size=BATCH, shuffle=False, verbose=0)
        error = float(model.evaluate(held_out, sums, batch_size=500, verbose=0))
        if error < SOLVED:
            learned = count
            break
    baseline = float(np.mean((1 - sums) ** 2))
    return {
        "cell": cell,
        "T": time,
        "rate": rate,
        "seed": seed,
        "budget": most,
        "steps": learned,
        "mse": error,
        "baseline": baseline,
    }


def main() -> None:
    """Train what is not done yet, then write the table."""
    rows = pd.read_csv(UNFINISHED).to_dict("records") if UNFINISHED.exists() else []
    done = {(row["cell"], row["T"], row["rate"], row["seed"]) for row in rows}
    for cell, time, rate, most in SETTINGS:
        for seed in SEEDS:
            if (cell, time, rate, seed) not in done:
                rows.append(run(cell, time, rate, most, seed))
                print(rows[-1], flush=True)
                pd.DataFrame(rows).to_csv(UNFINISHED, index=False)
    frame = pd.DataFrame(rows).astype({"steps": "Int64"})
    save(frame.sort_values(["cell", "T", "rate", "seed"]), "adding_tuned", digits=5)


if __name__ == "__main__":
    main()
