"""Reversing strings again, changed in two ways after 12_reverse.py was seen: the encoder reads in both directions, and
the decoder is told no letters, in training or in use. Three seeds each, with and without attention.

results/12_reverse_alone.csv: one row per model, seed and length: the share of letters right, of strings right from end
to end, and for the model with attention the share of output steps at which the largest weight lies on the letter to be
copied. The strings to test on are those of 12_reverse.py.
"""
import sys
import time
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "chapters"))

import keras
import numpy as np
import pandas as pd
from keras import layers, ops
from record import save

first = import_module("12_reverse")
UNITS = first.UNITS


def build(attention, seed):
    """A model from strings and as many zeros to logits, and one that gives the attention weights (or None)."""
    keras.utils.set_random_seed(seed)
    strings = keras.Input((None,), dtype="int32")  # (batch, time)
    nothing = keras.Input((None,), dtype="int32")  # (batch, time): zeros, one per letter to write
    embed = layers.Embedding(first.LETTERS + 1, 32)
    half = layers.GRU(UNITS // 2, return_sequences=True, return_state=True)
    states, forwards, backwards = layers.Bidirectional(half)(embed(strings))
    last = ops.concatenate([forwards, backwards], axis=-1)
    decoded = layers.GRU(UNITS, return_sequences=True)(embed(nothing), initial_state=last)
    weights = None
    if attention:
        queries = layers.Dense(UNITS, use_bias=False)(decoded)
        scores = ops.matmul(queries, ops.transpose(states, (0, 2, 1))) / UNITS**0.5
        weights = ops.softmax(scores, axis=-1)  # (batch, output step, input step)
        decoded = ops.concatenate([decoded, ops.matmul(weights, states)], axis=-1)
    hidden = layers.Dense(UNITS, activation="relu")(decoded)
    model = keras.Model([strings, nothing], layers.Dense(first.LETTERS + 1)(hidden))
    rate = keras.optimizers.schedules.CosineDecay(first.RATE, first.STEPS)
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0),
                  keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model, keras.Model([strings, nothing], weights) if attention else None


def main(seeds) -> None:
    rows = []
    for seed in seeds:
        for attention in (True, False):
            model, looker = build(attention, seed)
            rng, started = np.random.default_rng(seed), time.perf_counter()
            for _ in range(first.STEPS):
                strings, before, targets = first.make_batch(rng, int(rng.integers(first.SHORTEST, first.LONGEST + 1)))
                model.train_on_batch([strings, 0 * before], targets)
            seconds = time.perf_counter() - started
            for length in first.LENGTHS:
                strings, before, targets = first.make_batch(np.random.default_rng(100 + length), length, first.STRINGS)
                right = model.predict_on_batch([strings, 0 * before]).argmax(-1) == targets
                row = {"attention": "with" if attention else "without", "seed": seed, "length": length,
                       "right": right.mean(), "whole": right.all(1).mean(), "on_target": np.nan}
                if looker is not None:
                    at = looker.predict_on_batch([strings, 0 * before]).argmax(-1)
                    row["on_target"] = (at == np.arange(length)[::-1]).mean()
                rows.append(row)
                print(f"{seconds:.0f} s", row, flush=True)
    save(pd.DataFrame(rows), "12_reverse_alone")


if __name__ == "__main__":
    main([int(s) for s in sys.argv[1:]] or first.SEEDS)
