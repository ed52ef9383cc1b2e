"""Build the site or an edition with Jupyter Book; nothing is executed.

``html`` is the site, ``notebook`` what is committed in notebooks/, ``student`` notebooks without solutions;
``linkcheck`` tries every address that the book names.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

from . import records
from .book import Book, Page, find_book

NOISE = re.compile(
    r"^$|^(\x1b\[\d+m)?=+|Building your book|^Running Jupyter-Book|^Source Folder|^Output Path"
)
JUPYTER_BOOK = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]
OWN_BUILDERS = ("html", "linkcheck")  # Jupyter Book's own
OFFLINE = (
    "chapters/utils.py",
    "chapters/artifacts",
    "benchmarks/results",
    "chapters/exercises/*_checks.py",
)


def build(book: Book, builder: str, strict: bool = True) -> int:
    """Run Jupyter Book, heard only when it fails; returns its exit code. Where *strict*, warnings are errors."""
    strictly = ["-W", "--keep-going"] if strict else []
    custom = ["--builder=custom", f"--custom-builder={builder}"]
    if builder in OWN_BUILDERS:
        custom = [f"--builder={builder}"]
    command = [*JUPYTER_BOOK, "build", "-q", "-n", *strictly, str(book.root), *custom]
    done = subprocess.run(
        command, cwd=book.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    for line in done.stdout.splitlines() if done.returncode else ():
        if not NOISE.search(line):
            print(line, file=sys.stderr)
    return done.returncode


def take_notebooks(book: Book) -> None:
    """Replace the notebooks in notebooks/ by those just built; the record of a page that is gone is removed.

    Where a reader worked in a notebook, it is copied first; files that are no record of the book stay.
    """
    built, committed = book.root / "_build" / "notebook", book.root / records.COMMITTED
    for page in book.pages:
        source, target = (records.notebook_file(page, folder) for folder in (built, committed))
        if not source.is_file():
            continue
        if not target.is_file() or target.read_bytes() != source.read_bytes():
            records.keep_yours(page)
            records.write_whole(target, source.read_text("utf8"))
        records.note_written(page)
    for page in gone(book):
        records.keep_yours(page)
        for file in records.files(page, committed):
            if file.is_file():
                file.unlink()
                name = file.relative_to(book.root).as_posix()
                print(f"removed: {name} (its page is not in _toc.yml)", file=sys.stderr)


def gone(book: Book) -> list[Page]:
    """Pages that notebooks/ has a record of and _toc.yml does not name."""
    committed, known, found = book.root / records.COMMITTED, set(book.pages), {}
    for folder in (committed / "provenance", committed / "solutions"):
        for file in sorted(folder.rglob("*.json")):
            relative = file.relative_to(folder)
            page = Page(book, relative.with_suffix("").as_posix())
            if page not in known and not any(part.startswith(".") for part in relative.parts):
                found[page.key] = page
    return list(found.values())


def add_offline_files(book: Book) -> None:
    """Beside the student notebooks: what their setup cells would fetch."""
    target = book.root / "_build" / "student" / "learning-sequences"
    for pattern in OFFLINE:
        for source in book.root.glob(pattern):
            place = target / source.relative_to(book.root)
            place.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, place, dirs_exist_ok=True)
            else:
                shutil.copy2(source, place)


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bookkit build", description=__doc__)
    parser.add_argument(
        "builder", nargs="?", default="html", choices=("html", "notebook", "student", "linkcheck")
    )
    parser.add_argument("--root", type=Path, help="folder of the book (default: where you are)")
    options = parser.parse_args(arguments)
    book = find_book(options.root)
    code = build(book, options.builder)
    if code == 0 and options.builder == "notebook":
        take_notebooks(book)
    if code == 0 and options.builder == "student":
        add_offline_files(book)
    return code
