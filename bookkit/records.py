"""Recorded outputs: which still fit, and where they came from.

Of a page ``KEY`` a folder of records (notebooks/, committed, or _build/outputs/) holds

    KEY.ipynb               the executed notebook, without anything that changes when nothing changed
    solutions/KEY.json      what its solution cells print, by cell id: no reader should meet that in the notebook
    provenance/KEY.json     fingerprint, digest of the outputs, date, machine, packages, data, seconds
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import nbformat

from .book import Page
from .chapter import Notebook
from .fingerprint import current, digest

COMMITTED, BUILT = "notebooks", "_build/outputs"
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
    """The record of *page* in *folder*, stale or not; None where there is none or where its files are not of one run."""
    file, hidden, origin = files(page, folder)
    if not file.is_file() or not origin.is_file():
        return None
    notebook = nbformat.read(file, as_version=4)
    cells = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}
    if hidden.is_file():
        for name, outputs in json.loads(hidden.read_text("utf8")).items():
            cell = cells.setdefault(
                name, nbformat.v4.new_code_cell(id=name)
            )  # readers have no such cell
            cell.outputs = [nbformat.from_dict(output) for output in outputs]
    provenance = json.loads(origin.read_text("utf8"))
    if provenance.get("outputs") != outputs_digest(cells):
        return None
    return Record(notebook, cells, provenance)


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
