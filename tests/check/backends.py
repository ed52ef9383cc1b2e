"""A chapter in the smoke size on another backend of Keras: which of its cells fail there.

    python tests/check/backends.py jax training evaluation     # these chapters; without names, all

A cell tagged ``tensorflow-...`` needs TensorFlow and says so to the reader; it may fail, and so may every cell after it
that uses what it would have defined.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent.parent
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from smoke_runs import NO_NETWORK, SMALL  # noqa: E402
from thebook import BOOK  # noqa: E402
from toybook import clean_environment  # noqa: E402

from bookkit.book import Page  # noqa: E402
from bookkit.chapter import SMOKE, bound_names, needs_tensorflow, read_names, to_run  # noqa: E402

# Smaller still: without XLA each step of a recurrent layer is compiled anew on JAX, and Training takes hundreds. What is
# learned in so few steps is not judged.
LESS = {"training": "TWENTY_STEPS = 3\nOWN_BATCH = 300"}


@dataclass(frozen=True)
class Failure:
    """A cell that stopped."""

    cell: str
    source: str
    error: str
    excused: bool

    def __str__(self):
        return f"cell {self.cell}: {self.error}\n{self.source}"


def failures(page: Page, backend: str) -> list[Failure]:
    """Run every cell of *page* on *backend*, the rest too where one has failed."""
    notebook, folder = to_run(page, smoke=True), ROOT / "chapters"
    for cell in notebook.cells:
        if cell.id == SMOKE and page.key in LESS:
            cell.source += f"\n{LESS[page.key]}"
    client = NotebookClient(
        notebook,
        timeout=900,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    paths = os.pathsep.join([str(folder), str(folder / "exercises")])
    env = clean_environment(
        **NO_NETWORK,
        **SMALL,
        KERAS_BACKEND=backend,
        TF_CPP_MIN_LOG_LEVEL="3",
        XLA_FLAGS="--xla_cpu_multi_thread_eigen=false",
        PYTHONPATH=paths,
    )
    client.execute(env=env, stderr=subprocess.DEVNULL, cleanup_kc=True)
    found, lost = [], set()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        errors = [o for o in cell.get("outputs", []) if o.output_type == "error"]
        from_lost = bool(lost & read_names(cell.source))
        excused = needs_tensorflow(cell) or from_lost
        excused |= page.key in LESS and bool(errors) and errors[0].ename == "AssertionError"
        if from_lost or (errors and excused):  # what is made from lost names is lost too
            lost.update(*(bound_names(line) for line in ast.parse(cell.source).body))
        if not errors:
            continue
        text = f"{errors[0].ename}: {errors[0].evalue[-600:]}"
        found.append(Failure(cell.id, cell.source, text, excused))
    return found


def main(backend: str, names: list[str]) -> int:
    """Print what fails, and whether the page says so."""
    bad = 0
    for page in [BOOK.page(name) for name in names] or BOOK.chapters:
        for failure in failures(page, backend):
            bad += not failure.excused
            print(f"{page.key}, {'known' if failure.excused else 'NEW'}, {failure}\n", flush=True)
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
