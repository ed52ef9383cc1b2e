"""Pages run in the smoke size: each chapter once in a session, in a process of its own; what tests/check needs, too."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path

from thebook import CHAPTERS, ROOT, can_run
from toybook import clean_environment, working_in

from bookkit.book import Book, Page
from bookkit.chapter import to_run

NO_NETWORK = {
    f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https", "HTTP", "HTTPS", "ALL")
}
SMALL = {
    "BOOK_PROFILE": "smoke",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "no_proxy": "127.0.0.1",
}
TOO_LONG = 1_200  # seconds; a cell that hangs, on whatever machine
ENVIRONMENT = {
    **NO_NETWORK,
    **SMALL,
    "BOOK_STRICT": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as in a kernel: pictures are drawn
}
FOLDERS = ("chapters", "chapters/exercises", "tests", ".")
# What a chapter imports, and this module. A process forked from one that has imported it starts ten seconds earlier.
IMPORTED = ["smoke_runs", "utils", "matplotlib.pyplot", "sklearn.linear_model", "IPython.display"]


def smoke(key: str, into: Path, book: Path = ROOT) -> subprocess.CompletedProcess:
    """Run one page small as a reader would, in a kernel, with a proxy that refuses every connection."""
    env = clean_environment(**NO_NETWORK, **SMALL, PYTHONPATH=str(ROOT))
    command = [sys.executable, "-m", "bookkit", "execute", key, "--into", str(into)]
    return subprocess.run(command, cwd=book, env=env, capture_output=True, text=True, timeout=600)


def run_cells(key: str, book: Path) -> tuple[str, list[str]]:
    """Run every cell of a chapter in this process: (what they printed, which official data they loaded).

    RuntimeError holds the cell that failed and what was printed up to then.
    """
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from traitlets.config import Config

    no_history = Config(HistoryManager={"enabled": False})
    shell = InteractiveShell.instance(config=no_history, colors="NoColor")
    printed = ""
    for cell in to_run(Book(book).page(key), smoke=True).cells:
        if cell.cell_type != "code":
            continue
        with capture_output() as captured:
            result = shell.run_cell(cell.source)
        printed += captured.stdout
        undrawn = "Traceback (most recent call last)" in captured.stdout  # an error while drawing
        if undrawn or not result.success:
            raise RuntimeError(f"{key}, cell {cell.id}:\n{cell.source}\n\n{printed[-6_000:]}")
    import utils

    return printed, [data.provenance for data in utils.LOADED if data.official]


def answer(key: str, book: Path, connection: Connection) -> None:
    """What a process does that exists for one chapter: send what came of it, or the error."""
    os.environ.update(ENVIRONMENT)
    os.chdir(book / "chapters")
    try:
        connection.send(run_cells(key, book))
    except (RuntimeError, ValueError) as error:
        connection.send(error)


def small_chapter(key: str, book: Path = ROOT) -> tuple[str, list[str]]:
    """What run_cells() returns, from a process that runs this chapter and nothing else."""
    ours, theirs = processes().Pipe()
    process = processes().Process(target=answer, args=(key, book, theirs))
    process.start()
    theirs.close()
    try:
        if not ours.poll(TOO_LONG):
            process.kill()
            raise TimeoutError(f"{key} runs for more than {TOO_LONG} s in the smoke size")
        came = ours.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"{key} ended its process with {process.exitcode}") from None
    process.join()
    if isinstance(came, Exception):
        raise came
    return came


@cache
def processes() -> BaseContext:
    """Where new processes come from: forked, where that is possible, by one that has imported IMPORTED and run nothing."""
    if "forkserver" not in get_all_start_methods() or sys.platform == "darwin":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    path = os.pathsep.join(str(ROOT / folder) for folder in FOLDERS)
    at_start = {"PYTHONPATH": path, "PYTHONHASHSEED": "0", "TF_CPP_MIN_LOG_LEVEL": "3"}
    with working_in(ROOT / "chapters", **ENVIRONMENT, **at_start):
        forkserver.ensure_running()
    return context


@cache
def chapters_small() -> dict[str, Future[tuple[str, list[str]]]]:
    """Runs by key of all chapters whose packages are installed, started once in a session, two at a time."""
    processes()
    two = ThreadPoolExecutor(2)
    return {
        page.key: two.submit(small_chapter, page.key) for page in longest_first(can_run(CHAPTERS))
    }


def longest_first(pages: list[Page]) -> list[Page]:
    """By what they last took at full size; never recorded ones first."""
    from bookkit.execute import expected_seconds

    return sorted(pages, key=expected_seconds, reverse=True)
