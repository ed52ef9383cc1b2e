"""Run pages and record what they print.

Without a folder the records go to notebooks/, which takes the full size on the official data only.
"""

from __future__ import annotations

import argparse
import base64
import datetime
import io
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from . import records
from .book import Book, Page, find_book
from .chapter import NEEDS, SMOKE, Notebook, missing, requires, solution_cells, tags, to_run
from .fingerprint import current, up_to

PACKAGES = (
    "keras",
    "tensorflow",
    "tensorflow-cpu",
    "numpy",
    "pandas",
    "scikit-learn",
    "matplotlib",
)
ASK_KERNEL = """import json, utils
print(json.dumps({"data": utils.LOADED[-1].provenance if utils.LOADED else "generated in the chapter",
                  "official": all(d.official for d in utils.LOADED),
                  "backend": utils.keras.backend.backend(), "device": utils.device_report()}))"""
UNKNOWN_SECONDS = 900.0  # what a page is expected to take that was never recorded


def versions(also: Iterable[str] = ()) -> dict[str, str]:
    """Versions of the packages that decide numbers and pictures, and of those named in *also*."""
    installed = {found.name.lower().replace("_", "-"): found.version for found in distributions()}
    return {name: installed[name] for name in (*PACKAGES, *also) if name in installed}


# --- what is kept of an output -------------------------------------------------


def compact(png: str) -> str:
    """The picture in *png* (base64) with at most 96 colours: a third of the size, and nobody sees a difference."""
    from PIL import Image

    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    small = io.BytesIO()
    picture.quantize(96, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return base64.b64encode(small.getvalue()).decode()


def tidy(cell: Notebook) -> None:
    """Keep what a reader should see: no progress bars or library logs."""
    cell.metadata.pop("execution", None)
    kept = []
    for output in cell.outputs:
        if output.get(
            "name"
        ) == "stderr" or "application/vnd.jupyter.widget-view+json" in output.get("data", {}):
            continue
        if "image/png" in output.get("data", {}):
            output.data["image/png"] = compact(output.data["image/png"])
        kept.append(output)
    cell.outputs = kept


def keep_earlier_outputs(
    page: Page, notebook: Notebook, before: records.Record | None, device: str
) -> dict[str, dict]:
    """Put back what this run must not replace; returns what is to be known of single cells.

    Of a cell tagged ``timing`` the recorded output stays while everything that decides it is unchanged: its numbers are
    other numbers in every run. Of a cell tagged ``gpu`` the same, unless this run has a GPU.
    """
    known = {}
    comparable = before and before.provenance["profile"] == os.environ.get("BOOK_PROFILE", "full")
    earlier = before.provenance.get("cells", {}) if comparable else {}
    for cell in notebook.cells:
        special = {"timing", "gpu"} & set(tags(cell)) if cell.cell_type == "code" else set()
        if not special:
            continue
        facts = {"decides": up_to(page, cell.id), "device": device}
        was = earlier.get(cell.id, {})
        unchanged = was.get("decides") == facts["decides"]
        if unchanged and (
            "GPU is in use" not in device
            or "gpu" not in special
            or "timing" in special
            and was["device"] == device
        ):
            cell.outputs = before.cells[cell.id].outputs
            facts = was
        known[cell.id] = facts
    return known


# --- one page -------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """What came of executing a page."""

    notebook: Notebook
    seconds: dict[str, float]  # by cell id
    answer: dict  # data, official, backend, device


def run_cells(page: Page, notebook: Notebook) -> Run:
    """Execute *notebook* in the folder of the chapters. RuntimeError names the cell that failed."""
    folder = page.book.root / "chapters"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(folder), str(folder / "exercises")])
    }
    client = NotebookClient(
        notebook, timeout=None, coalesce_streams=True, resources={"metadata": {"path": str(folder)}}
    )
    code = [(place, cell) for place, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    seconds = {}
    with client.setup_kernel(
        stderr=subprocess.DEVNULL, env=environment
    ):  # what libraries log while they start
        number = 0
        for place, cell in code:
            number += cell.id not in (NEEDS, SMOKE)
            start = time.perf_counter()
            try:
                client.execute_cell(cell, place, execution_count=number)
            except (CellExecutionError, DeadKernelError) as error:
                raise RuntimeError(
                    f"{page.path}, code cell {number} of {len(code)}:\n{cell.source}\n\n{error}"
                ) from None
            seconds[cell.id] = round(time.perf_counter() - start, 2)
        question = nbformat.v4.new_code_cell(ASK_KERNEL)
        notebook.cells.append(question)
        client.execute_cell(question, len(notebook.cells) - 1)
        printed = [
            output.text for output in notebook.cells.pop().outputs if output.get("name") == "stdout"
        ]
    return Run(notebook, seconds, json.loads("".join(printed)))


def run(page: Page, into: Path) -> float:
    """Execute *page* and write its record into the folder *into*; returns seconds of wall time."""
    if lacking := missing(page):
        raise RuntimeError(lacking)
    profile = os.environ.get("BOOK_PROFILE", "full")
    mark, before = current(page), records.last(page, into)
    done = run_cells(page, to_run(page, smoke=profile == "smoke"))
    if into == page.book.root / records.COMMITTED and not done.answer["official"]:
        raise RuntimeError(
            f"{page.path} ran on {done.answer['data']}; notebooks/ takes the official reviews only"
        )
    notebook = done.notebook
    notebook.cells = [cell for cell in notebook.cells if cell.id != SMOKE]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            tidy(cell)
    known = keep_earlier_outputs(page, notebook, before, done.answer["device"])
    hidden = {}
    for cell in notebook.cells:
        if cell.id in solution_cells(notebook):
            hidden[cell.id], cell.outputs = cell.outputs, []
    notebook.metadata = {"kernelspec": notebook.metadata.kernelspec}
    provenance = {
        "fingerprint": mark,
        "date": f"{datetime.date.today()}",
        "profile": profile,
        "machine": f"{os.cpu_count()} CPU cores, {platform.machine()}",
        "python": platform.python_version(),
        "packages": versions(requires(page)),
        "seconds": done.seconds,
        "cells": known,
        **done.answer,
    }
    records.save(page, into, notebook, hidden, provenance)
    return sum(done.seconds.values())


# --- which pages -------------------------------------------------------------------


def due(book: Book, asked: list[str], everything: bool, into: Path) -> list[Page]:
    """Pages to run: those asked for, else the stale ones first, then (with *everything*) the longest unverified."""
    if asked:
        chosen = {book.page(name).key for name in asked}
        return [page for page in book.pages if page.key in chosen]
    committed_only = into == book.root / records.COMMITTED
    found = {page.key: records.recorded(page, committed_only) for page in book.pages}
    stale = [page for page in book.pages if not found[page.key]]
    current_pages = [page for page in book.pages if found[page.key]]
    current_pages.sort(key=lambda page: found[page.key].provenance["date"])
    return stale + current_pages if everything else stale


def expected_seconds(page: Page) -> float:
    """What the page took when last recorded."""
    before = records.last(page, page.book.root / records.COMMITTED)
    return before.seconds if before else UNKNOWN_SECONDS


def main(arguments: list[str]) -> int | str:
    """The command line; returns what the process should exit with."""
    parser = argparse.ArgumentParser(prog="python -m bookkit execute", description=__doc__)
    parser.add_argument(
        "pages",
        nargs="*",
        help="names, such as lstm_cell or exercises/lstm_cell (default: those not current)",
    )
    parser.add_argument("--into", type=Path, help="folder for the records (default: notebooks/)")
    parser.add_argument("--all", action="store_true", help="also pages that are current")
    parser.add_argument(
        "--stale", action="store_true", help="run nothing: print the pages that would be run"
    )
    parser.add_argument(
        "--minutes",
        type=float,
        default=1e7,
        help="start no page that would not finish in this time",
    )
    options = parser.parse_args(arguments)
    book = find_book()
    committed = book.root / records.COMMITTED
    into = (options.into or committed).resolve()  # however it is written, notebooks/ is notebooks/
    if into == committed.resolve():
        into = committed
    if math.isnan(options.minutes):
        return "--minutes nan is no time; give a number, such as --minutes 60"
    try:
        pages = due(book, options.pages, options.all, into)
    except KeyError as error:
        return str(error.args[0])
    if options.stale:
        print(*(page.key for page in pages))
        return 0
    if into == committed:
        if os.environ.get("BOOK_PROFILE", "full") != "full":
            return "notebooks/ takes the full size only: unset BOOK_PROFILE, or choose another folder with --into"
        os.environ["BOOK_REQUIRE_OFFICIAL"] = "1"  # load_imdb() then refuses any other data at once
    os.environ.update(PYTHONHASHSEED="0", TF_CPP_MIN_LOG_LEVEL="3", BOOK_STRICT="1")
    try:
        into.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=into).close()  # before a page runs whose record would be lost
    except OSError as error:
        return f"{options.into or into} is no folder for records ({error.strerror}); choose another with --into"
    start, failed = time.monotonic(), []
    for page in pages:
        if options.all and (lacking := missing(page)):
            print(f"{page.key}: not run: {lacking}", flush=True)
            continue
        left = options.minutes * 60 - (time.monotonic() - start)
        if expected_seconds(page) * 1.3 > left:
            print(
                f"{page.key}: not started, it would not finish in the {left / 60:.0f} minutes left",
                flush=True,
            )
            continue
        print(f"{page.key}: running", flush=True)
        try:
            print(f"{page.key}: {run(page, into):.0f} s", flush=True)
        except (RuntimeError, ValueError, OSError) as error:
            failed.append(page.key)
            print(f"FAILED {error}", file=sys.stderr, flush=True)
    return f"failed: {', '.join(failed)}; nothing was written for them" if failed else 0
