"""The ablations of cells.py at a larger budget (the chapter The GRU and relatives).

In cells.py the LSTM without an input gate did not learn the adding problem, and the LSTM with forget bias 0 did not learn
recall, in 800 and 600 steps at rate 0.01. A reviewer of the first edition found that both can learn at rate 0.003 with more
steps. So this study, planned when that was known, trains every variant of that table again on these two tasks: rate 0.003,
3,000 steps for adding 40 and 2,000 for recall 20, seeds 1 to 5. Everything else is cells.py's.

    KERAS_BACKEND=jax python benchmarks/cells_longer.py    # about ten minutes on one core

Writes benchmarks/results/cells_longer.csv, one row per task, cell and seed.
"""

from __future__ import annotations

import time

import cells
import pandas as pd
from record import save

STEPS = {"adding 40": 3_000, "recall 20": 2_000}
RATE = 0.003


def main() -> None:
    """Train all, one after the other; the table grows by a row a run."""
    cells.STEPS.update(STEPS)
    rows = []
    for task, steps in STEPS.items():
        for cell in ("LSTM", *cells.ABLATED):
            for seed in (1, 2, 3, 4, 5):
                start = time.process_time()
                _, validation, test = cells.run(task, cell, RATE, seed)
                rows.append(
                    {
                        "task": task,
                        "cell": cell,
                        "rate": RATE,
                        "steps": steps,
                        "seed": seed,
                        "validation error": validation,
                        "error": test,
                        "cpu seconds": round(time.process_time() - start, 1),
                    }
                )
                print(rows[-1], flush=True)
                save(pd.DataFrame(rows), "cells_longer", digits=5)


if __name__ == "__main__":
    main()
