"""Merge the runs of a class: each student ran one seed, and together they know how large a difference is.

    python class_experiment.py FOLDER                    # all .csv files in it; or name the files
    python class_experiment.py FOLDER --table all.csv --plot class.png

Each file comes from one student and has the columns experiment, seed, condition and value, and two rows, one per
condition. Printed are the mean of the paired differences with its 95 % interval (Student's t), the number of runs in
which each condition was ahead, and what one, ten and forty runs can be expected to show.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

COLUMNS = ["experiment", "seed", "condition", "value"]
LEVEL = 0.95
RUNS = (1, 10, 40)


@dataclass(frozen=True)
class Paired:
    """Differences *first* minus *second*, one per seed, and what follows from them. Units are those of the values."""

    experiment: str
    first: str
    second: str
    differences: pd.Series  # by seed

    @property
    def mean(self) -> float:
        """Mean difference."""
        return float(self.differences.mean())

    @property
    def spread(self) -> float:
        """Standard deviation of the differences between runs, with n - 1; nan for a single run."""
        return float(self.differences.std(ddof=1))

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the mean difference by Student's t; (nan, nan) for a single run."""
        n = len(self.differences)
        if n < 2:
            return np.nan, np.nan
        half = stats.t.ppf((1 + LEVEL) / 2, n - 1) * self.spread / np.sqrt(n)
        return self.mean - half, self.mean + half

    def power(self, runs: int) -> float:
        """The chance that *runs* runs show a difference of this size, if mean and spread are as measured here.

        For two runs or more: that a paired t-test at 5 %, two-sided, rejects. For one run, with which nothing can be
        tested: that its difference has the sign of the mean. nan where the spread is not known or zero.
        """
        if not self.spread > 0:
            return np.nan
        effect = abs(self.mean) / self.spread
        if runs == 1:
            return float(stats.norm.cdf(effect))
        critical = stats.t.ppf((1 + LEVEL) / 2, runs - 1)
        shifted = stats.nct(df=runs - 1, nc=effect * np.sqrt(runs))
        wrong_sign = np.nan_to_num(
            shifted.cdf(-critical)
        )  # SciPy has nan where it is next to nothing
        return float(shifted.sf(critical) + wrong_sign)


def read(paths: list[Path]) -> pd.DataFrame:
    """The rows of all files, with the column *file*. ValueError names the file that cannot be used, and why."""
    tables = []
    for path in paths:
        try:
            table = pd.read_csv(path)
        except (OSError, ValueError) as error:
            raise ValueError(f"{path}: cannot be read as a table: {error}") from None
        if missing := [column for column in COLUMNS if column not in table]:
            raise ValueError(
                f"{path}: no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}"
            )
        table = table[COLUMNS].assign(file=path.name)
        table["value"] = pd.to_numeric(table["value"], errors="coerce")
        if not len(table) or not np.isfinite(table["value"]).all():
            raise ValueError(f"{path}: every row needs a finite number in the column value")
        tables.append(table)
    if not tables:
        raise ValueError("no .csv files; name them, or the folder they lie in")
    return pd.concat(tables, ignore_index=True)


def pair(table: pd.DataFrame) -> Paired:
    """The paired differences in *table*. ValueError where the rows are not one experiment with two values per seed."""
    experiments = table["experiment"].unique()
    if len(experiments) != 1:
        raise ValueError(
            f"more than one experiment: {', '.join(map(str, experiments))}; merge one at a time"
        )
    conditions = table["condition"].unique()  # in the order of the first file
    if len(conditions) != 2:
        raise ValueError(f"two conditions are compared, not: {', '.join(map(str, conditions))}")
    for seed, rows in table.groupby("seed"):
        if len(rows) != 2 or rows["condition"].nunique() != 2:
            raise ValueError(
                f"seed {seed} has {len(rows)} rows ({', '.join(sorted(set(rows['file'])))}), not one per condition; "
                "the same seed twice is the same run: give each student another one"
            )
    wide = table.pivot(index="seed", columns="condition", values="value")
    first, second = conditions
    return Paired(str(experiments[0]), str(first), str(second), wide[first] - wide[second])


def report(paired: Paired) -> str:
    """What a class reads from its runs."""
    n = len(paired.differences)
    low, high = paired.interval()
    ahead = int((paired.differences > 0).sum())
    behind = int((paired.differences < 0).sum())
    lines = [
        f"{paired.experiment}: {n} runs, {paired.first} minus {paired.second}",
        f"mean difference {paired.mean:+.4f}, spread between runs {paired.spread:.4f}",
        f"95 % interval of the mean: {low:+.4f} to {high:+.4f}",
        f"{paired.first} ahead in {ahead} runs, behind in {behind}",
        "If mean and spread are as measured here:",
    ]
    for runs in RUNS:
        if runs == 1:
            what = "one run shows the sign of the mean difference"
        else:
            what = f"{runs} runs show a difference (t-test at 5 %)"
        lines.append(f"  {what} with probability {paired.power(runs):.2f}")
    return "\n".join(lines)


def draw(paired: Paired, path: Path) -> None:
    """A dot per run, and the interval of the mean, as a picture in the file *path*."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
    heights = np.random.default_rng(0).uniform(-0.2, 0.2, len(paired.differences))
    ax.plot(paired.differences, heights, "o", alpha=0.6)
    low, high = paired.interval()
    ax.plot([low, high], [-0.5, -0.5], linewidth=4)
    ax.plot(paired.mean, -0.5, "o", color="black")
    ax.axvline(0, color="gray", linewidth=1)
    ax.set(
        yticks=[],
        ylim=(-0.8, 0.5),
        xlabel=f"{paired.first} minus {paired.second}: a dot a run; below, the mean and its 95 % interval",
        title=paired.experiment,
    )
    fig.savefig(path, dpi=200)
    plt.close(fig)


def files(names: list[str]) -> list[Path]:
    """The files that *names* name, those in folders by name. ValueError for what is not there."""
    found = []
    for name in names:
        path = Path(name)
        if not path.exists():
            raise ValueError(f"{name}: there is no such file or folder")
        found += sorted(path.glob("*.csv")) if path.is_dir() else [path]
    return found


def main(arguments: list[str]) -> int | str:
    """The command line; returns what the process should exit with."""
    parser = argparse.ArgumentParser(prog="class_experiment.py", description=__doc__.split("\n")[0])
    parser.add_argument(
        "files", nargs="+", help="the class's .csv files, or the folder they lie in"
    )
    parser.add_argument("--table", type=Path, help="write all rows into this .csv file")
    parser.add_argument("--plot", type=Path, help="draw the runs into this .png file")
    options = parser.parse_args(arguments)
    try:
        own = options.table and options.table.resolve()
        table = read([path for path in files(options.files) if path.resolve() != own])
        paired = pair(table)
    except ValueError as error:
        return str(error)
    print(report(paired))
    if options.table:
        table.to_csv(options.table, index=False)
    if options.plot:
        draw(paired, options.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
