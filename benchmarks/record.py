"""Commit the result table of a study together with where it came from.

A study too long for a chapter is a script in this folder; it ends with ``save(frame, "training_ladder")``, which writes
results/training_ladder.csv and results/training_ladder.json. Chapters read the table, tests compare its fingerprint.
"""
from __future__ import annotations

import datetime
import json
import os
import platform
import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / name) for name in ("_ext", "tools", "chapters")]  # a script finds the book's modules
from book_fingerprint import _shape
from execute import versions


def script_fingerprint(script: Path) -> str:
    """Changes when the code of *script* changes; comments, layout and docstrings do not count."""
    import ast
    import hashlib
    tree = ast.parse(script.read_text("utf8"))
    if ast.get_docstring(tree) is not None:  # the script's own, which _shape() keeps
        tree.body = tree.body[1:]
    return hashlib.sha256(json.dumps(_shape(tree)).encode()).hexdigest()[:16]


def save(frame: pd.DataFrame, name: str, digits: int = 4) -> None:
    """Write *frame* as results/NAME.csv and its provenance as results/NAME.json, each whole or not at all."""
    import utils
    script = Path(sys.argv[0]).resolve()
    book = {"script": script.name, "fingerprint": script_fingerprint(script), "date": f"{datetime.date.today()}",
            "machine": f"{os.environ.get('OMP_NUM_THREADS', os.cpu_count())} CPU cores used, {platform.machine()}",
            "python": platform.python_version(), "packages": versions(),
            "keras backend": sys.modules["keras"].backend.backend() if "keras" in sys.modules else "none",
            "data": utils.LOADED[-1].provenance if utils.LOADED else "generated"}
    (HERE / "results").mkdir(exist_ok=True)
    table = frame.round(digits).to_csv(index=False, lineterminator="\n")
    for suffix, text in ((".csv", table), (".json", json.dumps(book, indent=1) + "\n")):
        part = HERE / "results" / f".{name}{suffix}.part"
        part.write_text(text, "utf8")
        os.replace(part, HERE / "results" / f"{name}{suffix}")
