"""Reversing strings of 5 to 40 letters with and without attention, three seeds each, after 800 and 2,400 batches.

800 batches were chosen first, for time; what they left undone looked like a limit of the models, so the same runs were
made with three times as many. The learning rate falls to zero over whatever number a run has.

results/reverse.csv: one row per number of batches, model, seed and length of the strings: the share of letters right
under teacher forcing, the same when the model reads its own output, the share of strings right from end to end, and for
the model with attention the share of output steps at which the largest weight lies on the letter to be copied. Lengths
above 40 do not occur in training. Every row is measured on the same fresh strings of that length. A second start goes on
where the first stopped.
chapters/artifacts/beyond_text/reverse.npz: float16 weights of the first seed after 2,400 batches, without_0, without_1, ... and
with_0, with_1, ...
"""

import sys
import time
from itertools import product
from pathlib import Path


import keras
import numpy as np
import pandas as pd
from keras import layers, ops
from record import save

SEEDS, LENGTHS, STRINGS = (1, 2, 3), (5, 10, 15, 20, 30, 40, 50), 100
LETTERS, UNITS, BATCH, RATE, SHORTEST, LONGEST = 26, 64, 64, 5e-3, 5, 40
STEPS = (2_400, 800)  # batches of a run
HERE = Path(__file__).parent


def make_batch(rng, length, size=BATCH):
    """Strings, decoder inputs and targets, each of shape (size, length); letters are 1 to 26, 0 is the start."""
    strings = rng.integers(1, LETTERS + 1, (size, length))
    targets = strings[:, ::-1]
    return strings, np.pad(targets[:, :-1], ((0, 0), (1, 0))), targets


def build(attention, seed, steps):
    """A model from (strings, decoder inputs) to logits, and one that gives the attention weights (or None)."""
    keras.utils.set_random_seed(seed)
    strings = keras.Input((None,), dtype="int32")  # (batch, time)
    before = keras.Input((None,), dtype="int32")  # (batch, time): the letter before
    embed = layers.Embedding(LETTERS + 1, 32)
    states, last = layers.GRU(UNITS, return_sequences=True, return_state=True)(embed(strings))
    decoded = layers.GRU(UNITS, return_sequences=True)(embed(before), initial_state=last)
    weights = None
    if attention:
        queries = layers.Dense(UNITS, use_bias=False)(decoded)
        scores = ops.matmul(queries, ops.transpose(states, (0, 2, 1))) / UNITS**0.5
        weights = ops.softmax(scores, axis=-1)  # (batch, output step, input step)
        decoded = ops.concatenate([decoded, ops.matmul(weights, states)], axis=-1)
    hidden = layers.Dense(UNITS, activation="relu")(decoded)
    model = keras.Model([strings, before], layers.Dense(LETTERS + 1)(hidden))
    rate = keras.optimizers.schedules.CosineDecay(RATE, steps)
    model.compile(
        keras.optimizers.Adam(rate, global_clipnorm=1.0),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=False,
    )
    return model, keras.Model([strings, before], weights) if attention else None


def free_run(model, strings):
    """Greedy decoding: each output letter is the next decoder input; columns still to come are 0 and not read."""
    before = np.zeros_like(strings)
    for step in range(strings.shape[1]):
        best = model.predict_on_batch([strings, before])[:, step].argmax(-1)
        if step + 1 < strings.shape[1]:
            before[:, step + 1] = best
    return np.concatenate([before[:, 1:], best[:, None]], axis=1)


def earlier(name):
    """The rows of results/NAME.csv that an earlier start has written."""
    table = HERE / "results" / f"{name}.csv"
    return pd.read_csv(table).to_dict("records") if table.exists() else []


def main(seeds) -> None:
    rows = earlier("reverse")
    weights = HERE.parent / "chapters" / "artifacts" / "beyond_text/reverse.npz"
    for seed, steps, attention in product(seeds, STEPS, (True, False)):
        name = "with" if attention else "without"
        if any(
            (row["batches"], row["attention"], row["seed"]) == (steps, name, seed) for row in rows
        ):
            continue
        model, looker = build(attention, seed, steps)
        rng, started = np.random.default_rng(seed), time.process_time()
        for _ in range(steps):
            strings, before, targets = make_batch(rng, int(rng.integers(SHORTEST, LONGEST + 1)))
            model.train_on_batch([strings, before], targets)
        seconds = time.process_time() - started
        for length in LENGTHS:
            strings, before, targets = make_batch(
                np.random.default_rng(100 + length), length, STRINGS
            )
            forced = model.predict_on_batch([strings, before]).argmax(-1) == targets
            free = free_run(model, strings) == targets
            row = {
                "batches": steps,
                "attention": name,
                "seed": seed,
                "length": length,
                "forced": forced.mean(),
                "free": free.mean(),
                "whole": free.all(1).mean(),
                "on_target": np.nan,
                "seconds": round(seconds),
            }
            if looker is not None:
                at = looker.predict_on_batch([strings, before]).argmax(-1)
                row["on_target"] = (at == np.arange(length)[::-1]).mean()
            rows.append(row)
            print(row, flush=True)
        if (steps, seed) == (max(STEPS), SEEDS[0]):
            kept = dict(np.load(weights)) if weights.exists() else {}
            kept |= {f"{name}_{i}": w.astype("float16") for i, w in enumerate(model.get_weights())}
            np.savez_compressed(weights, **kept)
        save(pd.DataFrame(rows), "reverse")


if __name__ == "__main__":
    main([int(s) for s in sys.argv[1:]] or SEEDS)
