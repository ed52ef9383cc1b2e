"""Reversing strings again, with one change made after reverse.py was seen: the decoder is told no letters, in training
or in use; it reads zeros. Models, sizes, seeds and tests are those of reverse.py.

results/reverse_alone.csv: one row per number of batches (800 and 2,400), model, seed and length: the share of letters
right, of strings right from end to end, and for the model with attention the share of output steps at which the largest
weight lies on the letter to be copied.
"""

import sys
import time
from importlib import import_module
from itertools import product

import numpy as np
import pandas as pd
from record import save

first = import_module("reverse")


def main(seeds) -> None:
    rows = first.earlier("reverse_alone")
    for seed, steps, attention in product(seeds, first.STEPS, (True, False)):
        name = "with" if attention else "without"
        if any(
            (row["batches"], row["attention"], row["seed"]) == (steps, name, seed) for row in rows
        ):
            continue
        model, looker = first.build(attention, seed, steps)
        rng, started = np.random.default_rng(seed), time.process_time()
        for _ in range(steps):
            strings, before, targets = first.make_batch(
                rng, int(rng.integers(first.SHORTEST, first.LONGEST + 1))
            )
            model.train_on_batch([strings, 0 * before], targets)
        seconds = time.process_time() - started
        for length in first.LENGTHS:
            strings, before, targets = first.make_batch(
                np.random.default_rng(100 + length), length, first.STRINGS
            )
            right = model.predict_on_batch([strings, 0 * before]).argmax(-1) == targets
            row = {
                "batches": steps,
                "attention": name,
                "seed": seed,
                "length": length,
                "right": right.mean(),
                "whole": right.all(1).mean(),
                "on_target": np.nan,
                "seconds": round(seconds),
            }
            if looker is not None:
                at = looker.predict_on_batch([strings, 0 * before]).argmax(-1)
                row["on_target"] = (at == np.arange(length)[::-1]).mean()
            rows.append(row)
            print(row, flush=True)
        save(pd.DataFrame(rows), "reverse_alone")


if __name__ == "__main__":
    main([int(s) for s in sys.argv[1:]] or first.SEEDS)
