"""Recorded outputs: which still fit, and where they came from.

Of a page ``KEY`` a folder of records (notebooks/, committed, or _build/outputs/) holds

    KEY.ipynb               the executed notebook, without anything that changes when nothing changed
    solutions/KEY.json      what its solution cells print, by cell id: no reader should meet that in the notebook
    provenance/KEY.json     fingerprint, digest of the outputs, date, machine, packages, data, seconds

``make lab`` opens JupyterLab in notebooks/, so readers work there too. A notebook in which one did is first copied to
KEY.yours.ipynb before another takes its place; no other file of theirs is touched.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

from .book import Book, Page
from .chapter import Notebook
from .fingerprint import current, digest

COMMITTED, BUILT = "notebooks", "_build/outputs"
DAMAGED = (
    ValueError,
    AttributeError,
    KeyError,
    TypeError,
    nbformat.ValidationError,
)  # a cut file, or other JSON
WRITTEN = "_build/written.txt"  # digests of the notebooks that builds wrote into notebooks/
LEAST_GAINED = 30.0  # seconds; anything less is the noise of a machine


@dataclass(frozen=True)
class Record:
    """One recorded run of a page: what each cell printed (by cell id), and where from."""

    notebook: Notebook
    cells: dict[str, Notebook]
    provenance: dict

    @property
    def seconds(self) -> float:
        """Wall time of all cells."""
        return sum(self.provenance["seconds"].values())


def notebook_file(page: Page, folder: Path) -> Path:
    """The executed notebook of *page* in a folder of records."""
    return folder / f"{page.key}.ipynb"


def solution_file(page: Page, folder: Path) -> Path:
    """What the solutions of *page* print."""
    return folder / "solutions" / f"{page.key}.json"


def provenance_file(page: Page, folder: Path) -> Path:
    """Where the outputs of *page* came from."""
    return folder / "provenance" / f"{page.key}.json"


def files(page: Page, folder: Path) -> list[Path]:
    """Every file that a record of *page* may have in *folder*."""
    return [notebook_file(page, folder), solution_file(page, folder), provenance_file(page, folder)]


def outputs_digest(cells: dict[str, Notebook]) -> str:
    """Sixteen hex digits of what the cells print, whatever stands around it."""
    printed = {name: cell.outputs for name, cell in sorted(cells.items()) if cell.get("outputs")}
    return digest(json.dumps(printed, sort_keys=True))


def last(page: Page, folder: Path) -> Record | None:
    """The record of *page* in *folder*, stale or not; None where there is none or where its files are not of one run.

    A damaged file is named on stderr, and counts as none.
    """
    file, hidden, origin = reading, *_ = files(page, folder)
    if not file.is_file() or not origin.is_file():
        return None
    try:
        notebook = nbformat.read(file, as_version=4)
        cells = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}
        reading = hidden
        if hidden.is_file():
            for name, outputs in json.loads(hidden.read_text("utf8")).items():
                cell = cells.setdefault(
                    name, nbformat.v4.new_code_cell(id=name)
                )  # readers have no such cell
                cell.outputs = [nbformat.from_dict(output) for output in outputs]
        reading = origin
        provenance = json.loads(origin.read_text("utf8"))
        if provenance.get("outputs") != outputs_digest(cells):
            return None
    except DAMAGED as error:
        _say_damaged(page, reading, error)
        return None
    return Record(notebook, cells, provenance)


_said: set[str] = set()


def _say_damaged(page: Page, file: Path, error: Exception) -> None:
    """One line on stderr, once for each state of the file."""
    root = page.book.root
    name = file.relative_to(root).as_posix() if file.is_relative_to(root) else f"{file}"
    why = (f"{error}".splitlines() or [""])[0][:80] or type(error).__name__
    line = f"{name} is damaged ({why}): counted as stale"
    if file.is_relative_to(root / COMMITTED):
        line += f"; git checkout {name}, or make execute PAGE={page.key}"
    once = f"{file} {file.stat().st_mtime_ns}"
    if once not in _said:
        _said.add(once)
        print(line, file=sys.stderr)


_known: dict[tuple, Record | None] = {}


def recorded(page: Page, committed_only: bool = False) -> Record | None:
    """The record whose fingerprint is that of *page* as it stands, the committed one first."""
    want = current(page)
    for name in (COMMITTED,) if committed_only else (COMMITTED, BUILT):
        folder = page.book.root / name
        key = tuple(
            (str(file), file.stat().st_mtime_ns if file.is_file() else 0)
            for file in files(page, folder)
        )
        if key not in _known:
            _known[key] = last(page, folder)
        found = _known[key]
        if found and found.provenance["fingerprint"] == want:
            return found
    return None


# --- notebooks in which a reader worked -----------------------------------------


def keep_yours(page: Page) -> None:
    """Copy the notebook of *page* in notebooks/ to KEY.yours.ipynb, before it is written over, if somebody worked in it.

    Somebody did unless Git has it as it stands, or a build wrote it so, or a run that no build followed yet.
    """
    file = notebook_file(page, page.book.root / COMMITTED)
    if not file.is_file() or _is_committed(file) or _digest(file) in _written(page.book):
        return
    if _is_of_a_run(page):
        return
    for number in itertools.count(1):
        yours = file.with_name(f"{file.stem}.yours{f'-{number}' if number > 1 else ''}.ipynb")
        if not yours.exists():
            break
    shutil.copyfile(file, yours)
    names = [path.relative_to(page.book.root).as_posix() for path in (file, yours)]
    print(f"{names[0]} was changed by hand: what it was is now {names[1]}", file=sys.stderr)


def note_written(page: Page) -> None:
    """Remember that the notebook of *page* in notebooks/ is the book's own as it stands."""
    file = notebook_file(page, page.book.root / COMMITTED)
    if _digest(file) not in _written(page.book):
        (page.book.root / WRITTEN).parent.mkdir(parents=True, exist_ok=True)
        with (page.book.root / WRITTEN).open("a", encoding="utf8", newline="\n") as notes:
            notes.write(f"{_digest(file)}\n")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _written(book: Book) -> set[str]:
    file = book.root / WRITTEN
    return set(file.read_text("utf8").split()) if file.is_file() else set()


def _is_committed(file: Path) -> bool:
    """Whether Git can bring the file back as it stands. No: also where there is no Git, or no clone."""

    def answer(*arguments: str) -> str | None:
        try:
            done = subprocess.run(
                ["git", *arguments, "--", file.name],
                cwd=file.parent,
                capture_output=True,
                text=True,
            )
        except FileNotFoundError:
            return None
        return None if done.returncode else done.stdout

    return bool(answer("ls-files")) and answer("diff", "--name-only", "HEAD") == ""


def _is_of_a_run(page: Page) -> bool:
    """Whether ``execute`` wrote the notebook: what readers work in has a setup cell, which a build puts in."""
    done = last(page, page.book.root / COMMITTED)
    return done is not None and all(cell.get("id") != "setup" for cell in done.notebook.cells)


# --- writing -----------------------------------------------------------------------


def write_whole(file: Path, text: str) -> None:
    """Write *text* to *file*, which is never seen half-written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_text(text, "utf8", newline="\n")
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)


def save(
    page: Page, folder: Path, notebook: Notebook, hidden: dict[str, list], provenance: dict
) -> None:
    """Write a run. *hidden*: outputs of solution cells by id, not in *notebook*. Where code and outputs are as before,
    nothing is written: a run that changed nothing changes no file. One exception: a page that was recorded on a busy
    machine and took far less this time gets this run's seconds, by which readers and .ci/run plan."""
    cells = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}
    together = dict(cells)
    for name, outputs in hidden.items():
        together[name] = nbformat.v4.new_code_cell(id=name, outputs=outputs)
    provenance = {
        "fingerprint": provenance["fingerprint"],
        "outputs": outputs_digest(together),
        **provenance,
    }
    before = last(page, folder)
    same = ("fingerprint", "outputs", "profile")
    if before and all(before.provenance.get(name) == provenance.get(name) for name in same):
        gained = before.seconds - sum(provenance["seconds"].values())
        if gained > max(LEAST_GAINED, before.seconds / 5):
            quicker = before.provenance | {"seconds": provenance["seconds"]}
            _write_provenance(page, folder, quicker)
        return
    if folder == page.book.root / COMMITTED:
        keep_yours(page)
    if hidden:
        write_whole(
            solution_file(page, folder), json.dumps(hidden, indent=1, ensure_ascii=False) + "\n"
        )
    else:
        solution_file(page, folder).unlink(missing_ok=True)
    write_whole(notebook_file(page, folder), nbformat.writes(notebook) + "\n")
    _write_provenance(page, folder, provenance)


def _write_provenance(page: Page, folder: Path, provenance: dict) -> None:
    text = json.dumps(provenance, indent=1, ensure_ascii=False) + "\n"
    write_whole(provenance_file(page, folder), text)
