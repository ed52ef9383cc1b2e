"""How long it takes from a clone to the site, after an edit of prose or code, and to run everything.

What it takes to run every page at full size is read from notebooks/provenance/, where each page's seconds are recorded. The
rest is measured only if asked for, with ``make book`` in a clone of this checkout (its last commit) in a temporary folder:
    clone           git clone of the checkout on this machine
    cold            the first ``make book``: sets up .venv-site (packages from pip's cache or an index), builds every page
    nothing changed ``make book`` again
    prose edit      a sentence is added to one page
    code edit       a line is added to a page that reads no reviews: it is run; the first time .venv is set up as well
    code edit again the same with .venv there
Whether packages came from pip's cache is not known to this script; ``cold`` and ``code edit`` with a download may take longer
by what the connection needs.

    python benchmarks/build_times.py                # seconds of the recorded runs
    python benchmarks/build_times.py --run          # all of it: about fifteen minutes, 3 GB of disk, perhaps a download
    python benchmarks/build_times.py --run --steps clone cold "prose edit"
    python benchmarks/build_times.py --small        # proof: the recorded runs and the clone, into _build/small/

Writes results/build_times.csv after every step: step, seconds of wall clock, cpu_seconds of all processes, pages run, cores.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
from measure import ROOT, keep, so_far

NAME = "build_times"
PROSE = "chapters/baselines.md"
CODE = "chapters/sequences.md"  # reads no reviews
CODE_CELL = re.compile(
    r"(```\{code-cell\} ipython3\n(?!:tags: \[[^\]]*(parameters|claims|hide-input))(?::.*\n)*)"
)
STEPS = ("clone", "cold", "nothing changed", "prose edit", "code edit", "code edit again")


def recorded() -> list[dict]:
    """Seconds of every page's recorded run, and of all."""
    folder = ROOT / "notebooks" / "provenance"
    rows = []
    for file in sorted(folder.rglob("*.json")):
        seconds = sum(json.loads(file.read_text("utf8")).get("seconds", {}).values())
        page = file.relative_to(folder).with_suffix("").as_posix()
        rows.append({"step": f"run {page}", "seconds": seconds, "pages": 1})
    total = sum(row["seconds"] for row in rows)
    return [*rows, {"step": "run everything", "seconds": total, "pages": len(rows)}]


def children() -> float:
    """Processor seconds of all processes that this one has waited for."""
    times = os.times()
    return times.children_user + times.children_system


def timed(command: list[str], where: Path, log_file: Path) -> dict:
    """What *command* costs in the folder *where*; what it prints goes to *log_file*."""
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith("VIRTUAL_ENV")
    }
    wall, cpu = time.perf_counter(), children()
    with open(log_file, "a") as log:
        subprocess.run(command, cwd=where, env=plain, stdout=log, stderr=log, check=True)
    return {"seconds": time.perf_counter() - wall, "cpu_seconds": children() - cpu}


def add_sentence(page: Path) -> None:
    """One more sentence before the summary."""
    text = page.read_text("utf8")
    page.write_text(
        text.replace("\n## Summary\n", "\nThis sentence was added.\n\n## Summary\n", 1), "utf8"
    )
    assert page.read_text("utf8") != text, f"{page.name} has no summary"


def add_line(page: Path, number: int) -> None:
    """One more line in its last code cell that is neither constants nor claims."""
    text = page.read_text("utf8")
    cell = list(CODE_CELL.finditer(text))[-1]
    page.write_text(text[: cell.end()] + f"edited = {number}\n" + text[cell.end() :], "utf8")


def measure(steps: list[str], small: bool) -> None:
    """Each of *steps* in a fresh clone."""
    base = Path(mkdtemp(prefix="build-times-"))
    clone = base / "book"
    make = ["make", "--silent", "book"]
    try:
        for step in steps:
            pages = 0
            if step == "clone":
                cost = timed(["git", "clone", "--quiet", f"{ROOT}", f"{clone}"], base, base / "log")
            else:
                if step == "prose edit":
                    add_sentence(clone / PROSE)
                if step.startswith("code edit"):
                    add_line(clone / CODE, STEPS.index(step))
                    pages = 1
                cost = timed(make, clone, base / "log")
            write([{"step": step, "pages": pages} | cost], small)
            print(step, {name: round(value, 1) for name, value in cost.items()}, flush=True)
    except subprocess.CalledProcessError:
        print((base / "log").read_text("utf8")[-3_000:])
        raise
    finally:
        shutil.rmtree(base, ignore_errors=True)


def write(rows: list[dict], small: bool) -> None:
    """Put *rows* in the place of those of the same steps."""
    table, new = so_far(NAME, small), pd.DataFrame(rows)
    new["cores"] = os.environ.get("OMP_NUM_THREADS", os.cpu_count())
    new.loc[new.step.str.startswith("run "), "cores"] = (
        None  # the record of each page names its machine
    )
    if len(table):
        new = pd.concat([table[~table.step.isin(new.step)], new])
    keep(new, NAME, small)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", action="store_true")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=list(STEPS))
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    rows = recorded()
    write(rows, given.small)
    print(pd.DataFrame(rows).round(1).sort_values("seconds").tail(8).to_string(index=False))
    if given.small:
        measure(["clone"], small=True)
    elif given.run:
        measure(given.steps, small=False)
