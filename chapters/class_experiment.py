"""Merge the runs of a class: each student ran one seed, and together they know how large a difference is.

    python class_experiment.py FOLDER      # all .csv files in it and its subfolders; or name the files
    python class_experiment.py FOLDER --table all.csv --plot class.png

Each file comes from one student and has the columns experiment, seed, condition and value, and two rows, one per
condition. Printed are the mean of the paired differences with its 95 % interval (Student's t), the number of runs in
which each condition was ahead, and what one, ten and forty runs can be expected to show.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

COLUMNS = ["experiment", "seed", "condition", "value"]
MERGED = [*COLUMNS, "file"]  # the header of the file that --table writes
PICTURES = [".png", ".pdf", ".svg"]
SEPARATORS = {";": "semicolons", "\t": "tabs"}  # a spreadsheet may save these instead of commas
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


def cells(path: Path) -> list[list[str]]:
    """The rows of a file as text, the header first, blank lines left out. ValueError where there are none."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:  # Excel puts a mark before UTF-8
            rows = [row for row in csv.reader(file, skipinitialspace=True) if row]
    except (OSError, ValueError, csv.Error) as error:
        raise ValueError(f"{path}: cannot be read as a table: {error}") from None
    if not rows:
        raise ValueError(f"{path}: cannot be read as a table: it is empty")
    return rows


def check_shape(path: Path) -> None:
    """ValueError unless the file has each needed column once, and no row with more cells than the header.

    pandas would let two of these pass: it renames the second of two equal columns, and where each row has a cell too
    many, it takes the first cells for names of rows and moves the others one column to the left.
    """
    rows = cells(path)
    header = rows[0]
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        message = (
            f"{path}: no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}, "
            f"and its first line has: {', '.join(header)}"
        )
        for separator, name in SEPARATORS.items():
            if separator in header[0]:
                message += (
                    f"\nIt looks separated by {name}: save it with commas between the cells, "
                    "and with points in the numbers (0.85)"
                )
        raise ValueError(message)
    for column in COLUMNS:
        if header.count(column) > 1:
            raise ValueError(
                f"{path}: {header.count(column)} columns are named {column}; keep the right one"
            )
    for row in rows:
        if len(row) > len(header):
            raise ValueError(
                f"{path}: the row {','.join(row)} has {len(row)} cells, more than the header, "
                f"which has {len(header)}; numbers are written with a point (0.85), not with a comma"
            )


def read_one(path: Path) -> pd.DataFrame:
    """The needed columns of one file, and the column *file*. ValueError says why it cannot be used."""
    check_shape(path)
    try:
        # Only an empty cell is empty: pandas would take a condition named None or NA for one, too.
        table = pd.read_csv(path, keep_default_na=False, na_values=[""], skipinitialspace=True)
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: cannot be read as a table: {error}") from None
    for column in COLUMNS:
        if table[column].isna().any():
            raise ValueError(f"{path}: an empty cell in the column {column}; fill it in")
    if pd.api.types.is_bool_dtype(table["value"]):  # they would count as 1 and 0
        raise ValueError(
            f"{path}: True or False in the column value; every row needs a finite number there"
        )
    table["value"] = pd.to_numeric(table["value"], errors="coerce")
    if table.empty or not np.isfinite(table["value"]).all():
        raise ValueError(
            f"{path}: every row needs a finite number in the column value, such as 0.85"
        )
    # The whole path: in folders of one student each, the files may all have the same name.
    return table[COLUMNS].assign(file=path.as_posix())


def read(paths: list[Path]) -> pd.DataFrame:
    """The rows of all files, with the column *file*. ValueError names the file that cannot be used, and why."""
    if not paths:
        raise ValueError("no .csv files; name them, or the folder they lie in")
    return pd.concat([read_one(path) for path in paths], ignore_index=True)


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
    if n == 1:
        return (
            f"{paired.experiment}: 1 run, {paired.first} minus {paired.second}\n"
            f"difference {paired.mean:+.4f}\n"
            "One run has no interval: how far runs differ shows from two on. Add runs with other seeds."
        )
    low, high = paired.interval()
    ahead = int((paired.differences > 0).sum())
    behind = int((paired.differences < 0).sum())
    lines = [
        f"{paired.experiment}: {n} runs, {paired.first} minus {paired.second}",
        f"mean difference {paired.mean:+.4f}, spread between runs {paired.spread:.4f}",
        f"95 % interval of the mean: {low:+.4f} to {high:+.4f}",
        f"{paired.first} ahead in {ahead} runs, behind in {behind}",
    ]
    if paired.spread == 0:
        lines.append(
            "All runs have the same difference: what other classes would find is not known."
        )
        return "\n".join(lines)
    lines.append("If mean and spread are as measured here:")
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
    below = "the mean and its 95 % interval"
    if len(paired.differences) == 1:
        below = "the mean; one run has no interval"
    ax.set(
        yticks=[],
        ylim=(-0.8, 0.5),
        xlabel=f"{paired.first} minus {paired.second}: a dot a run; below, {below}",
        title=paired.experiment,
    )
    fig.savefig(path, dpi=200)
    plt.close(fig)


def files(names: list[str]) -> tuple[list[Path], list[Path]]:
    """The files to read, those in folders by name, and the other files in these folders, which are passed over.

    Hidden files are passed over, and all in hidden folders: Jupyter and macOS keep copies of .csv files there, which
    would be second runs with the same seed. ValueError for what is not there.
    """
    found = []
    others = []
    for name in names:
        path = Path(name)
        if not path.exists():
            raise ValueError(f"{name}: there is no such file or folder")
        if not path.is_dir():
            found.append(path)
            continue
        for inside in sorted(path.rglob("*")):
            if inside.is_dir():
                continue
            hidden = any(part.startswith(".") for part in inside.relative_to(path).parts)
            if inside.suffix.lower() == ".csv" and not hidden:
                found.append(inside)
            else:
                others.append(inside)
    return found, others


def reading(paths: list[Path], others: list[Path]) -> str:
    """A line that says how many files are read, and which are not."""
    names = [other.as_posix() for other in others[:10]]
    if len(others) > 10:
        names.append(f"and {len(others) - 10} more")
    return f"Files to read: {len(paths)}; passed over: {', '.join(names) or 'none'}"


def check_target(option: str, path: Path, suffixes: list[str]) -> None:
    """ValueError where no file can be written at *path*, which *option* named, or its ending is none of *suffixes*."""
    if path.is_dir():
        raise ValueError(f"{option} {path}: this is a folder; name a {suffixes[0]} file in it")
    if path.suffix.lower() not in suffixes:
        raise ValueError(f"{option} {path}: the file's name must end in {' or '.join(suffixes)}")
    if not path.parent.is_dir():
        raise ValueError(
            f"{option} {path}: there is no folder {path.parent}; make it, or name another"
        )


def check_overwritten(path: Path) -> None:
    """ValueError if the file at *path* is another than an earlier merged table: it may be the only copy of a run."""
    try:
        header = cells(path)[0]
    except ValueError:
        header = []
    if header != MERGED:
        raise ValueError(
            f"--table {path}: this file is there already, and it is no merged table, so it is not overwritten; "
            "name another file"
        )


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write *table* to *path*; if that fails halfway, the file that was there is still whole."""
    part = path.with_name(path.name + ".part")
    try:
        table.to_csv(part, index=False)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def main(arguments: list[str]) -> int | str:
    """The command line; returns what the process should exit with."""
    parser = argparse.ArgumentParser(prog="class_experiment.py", description=__doc__.split("\n")[0])
    parser.add_argument(
        "files",
        nargs="+",
        help="the class's .csv files, or the folder they lie in, subfolders included",
    )
    parser.add_argument("--table", type=Path, help="write all rows into this .csv file")
    parser.add_argument("--plot", type=Path, help="draw the runs into this .png file")
    options = parser.parse_args(arguments)
    try:
        if options.plot:
            check_target("--plot", options.plot, PICTURES)
        if options.table:
            check_target("--table", options.table, [".csv"])
        paths, others = files(options.files)
        if options.table and options.table.exists():
            check_overwritten(options.table)
            earlier = [path for path in paths if path.samefile(options.table)]
            paths = [path for path in paths if path not in earlier]
            others += earlier
        print(reading(paths, others), file=sys.stderr)
        table = read(paths)
        paired = pair(table)
    except (OSError, ValueError) as error:
        return str(error)
    print(report(paired))
    try:
        if options.table:
            write_table(table, options.table)
        if options.plot:
            draw(paired, options.plot)
    except OSError as error:  # a full disk, or a folder that may not be written to
        return f"the file could not be written: {error}"
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
