"""The adding problem at 80 steps, with the gradient kept against lag before and after training: adding.py has that for 40.

The same runs as there once more, for their curves: five plain networks, and three LSTMs for each forget bias. For the demo
"The usual figure, undone" (demos_usual_figure.py).

    KERAS_BACKEND=jax python benchmarks/adding_longer.py     # needs jax; four minutes of one core; resumes if interrupted

Writes results/adding_longer.csv with the columns of adding_curves.csv; the lags are every second one, 0 to 78.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import adding
import pandas as pd
from record import save

TIME = 80
DONE = Path(tempfile.gettempdir()) / "adding_longer.jsonl"  # runs finished so far
NAMES = {
    "SimpleRNN, orthogonal": 5,
    "LSTM, forget bias 0": 3,
    "LSTM, forget bias 1": 3,
    "LSTM, forget bias 4": 3,
}  # name: seeds


def main() -> None:
    """Run what is not done yet, then write the table."""
    adding.CURVES = (TIME,)  # at which lengths adding.run keeps the curves
    runs = [json.loads(line) for line in DONE.read_text().splitlines()] if DONE.exists() else []
    done = {(run["row"]["model"], run["row"]["seed"]) for run in runs}
    for name, seeds in NAMES.items():
        for seed in range(seeds):
            if (name, seed) in done:
                continue
            runs.append(adding.run(name, TIME, seed))
            print(runs[-1]["row"], flush=True)
            with DONE.open("a") as file:
                file.write(json.dumps(runs[-1]) + "\n")
    curves = pd.DataFrame(
        [
            {
                "model": run["row"]["model"],
                "T": TIME,
                "seed": run["row"]["seed"],
                "when": when,
                "lag": place * (TIME // 40),
                "kept": value,
            }
            for run in runs
            for when, curve in run["curves"].items()
            for place, value in enumerate(curve)
        ]
    )
    save(curves, "adding_longer", digits=30)


if __name__ == "__main__":
    main()
