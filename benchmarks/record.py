"""Commit the result table of a study together with where it came from; import it before utils.

A study too long for a chapter is a script in this folder; it ends with ``save(frame, "training_ladder")``, which writes
results/training_ladder.csv and results/training_ladder.json. Chapters read the table, tests compare its fingerprint.
A study that imports this module is ended here if its command line has a word that it would pass over.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import sys
from pathlib import Path

import pandas as pd
from command_line import check_command_line

HERE = Path(__file__).resolve().parent
sys.path[:0] = [
    str(HERE.parent),
    str(HERE.parent / "chapters"),
]  # the one place: studies find bookkit and utils here

from bookkit import fingerprint  # noqa: E402
from bookkit.execute import versions  # noqa: E402


def save(frame: pd.DataFrame, name: str, digits: int = 4) -> None:
    """Write *frame* as results/NAME.csv and its provenance as results/NAME.json, each whole or not at all."""
    import utils

    script = Path(sys.argv[0]).resolve()
    book = {
        "script": script.name,
        "fingerprint": fingerprint.script(script),
        "date": f"{datetime.date.today()}",
        "machine": f"{os.environ.get('OMP_NUM_THREADS', os.cpu_count())} CPU cores used, {platform.machine()}",
        "python": platform.python_version(),
        "packages": versions(),
        "keras backend": sys.modules["keras"].backend.backend()
        if "keras" in sys.modules
        else "none",
        "data": utils.LOADED[-1].provenance if utils.LOADED else "generated",
    }
    (HERE / "results").mkdir(exist_ok=True)
    table = frame.round(digits).to_csv(index=False, lineterminator="\n")
    for suffix, text in ((".csv", table), (".json", json.dumps(book, indent=1) + "\n")):
        part = HERE / "results" / f".{name}{suffix}.part"
        part.write_text(text, "utf8")
        os.replace(part, HERE / "results" / f"{name}{suffix}")


check_command_line()
