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
from .book import Book, find_book

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
    """Replace the notebooks in notebooks/ by those just built; what belongs to a page that is gone is removed."""
    built, committed = book.root / "_build" / "notebook", book.root / records.COMMITTED
    for page in book.pages:
        source = built / f"{page.key}.ipynb"
        if source.is_file():
            target = committed / f"{page.key}.ipynb"
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.is_file() or target.read_bytes() != source.read_bytes():
                shutil.copyfile(source, target)
    known = {path for page in book.pages for path in records.files(page, committed)}
    for old in [*committed.rglob("*.ipynb"), *committed.rglob("*.json")]:
        if old not in known:
            old.unlink()


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
