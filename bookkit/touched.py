"""The pages that a change touches: with a changed file, with code of such a page, or with stale outputs."""

from __future__ import annotations

import argparse
import subprocess
import sys

from . import records
from .book import Book, Page, find_book
from .chapter import needs
from .lint.todo import files_of


def changed_files(book: Book, since: str) -> list[str]:
    """Files that differ from the last commit shared with *since*. ValueError says what Git lacks."""
    if _git(book, "rev-parse", "HEAD") is None:
        raise ValueError(
            "this needs a git clone with a commit, and git: it asks git what was changed; "
            "to run a page by its name: make execute PAGE=lstm_cell"
        )
    base = _git(book, "merge-base", since, "HEAD")
    if base is None:
        raise ValueError(
            f"git finds no commit that {since!r} and this branch share; name a branch that exists: make touched SINCE=main"
        )
    listed = _git(book, "diff", "--name-only", "-z", base.strip()) or ""
    return [name for name in listed.split("\0") if name]


def _git(book: Book, *arguments: str) -> str | None:
    """What Git answers; None where it fails or is not installed."""
    try:
        done = subprocess.run(["git", *arguments], cwd=book.root, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return None if done.returncode else done.stdout


def touched(book: Book, names: list[str]) -> list[Page]:
    """The pages that changes of *names* touch: the files' own first, those that need one of these, stale ones."""
    files = {book.root / name for name in names}
    own = [page for page in book.pages if files & set(files_of(page))]
    using = [page for page in book.pages if {page.key for page in own} & set(needs(page))]
    stale = [page for page in book.pages if not records.recorded(page, committed_only=True)]
    return list(dict.fromkeys([*own, *using, *stale]))


def main(arguments: list[str]) -> int | str:
    """The command line; returns what the process should exit with."""
    parser = argparse.ArgumentParser(prog="python -m bookkit touched", description=__doc__)
    parser.add_argument(
        "since", nargs="?", default="origin/main", help="a branch or commit (default: %(default)s)"
    )
    parser.add_argument("--most", type=int, default=1000, help="print at most so many")
    options = parser.parse_args(arguments)
    book = find_book()
    try:
        pages = touched(book, changed_files(book, options.since))
    except ValueError as error:
        return str(error)
    print(*(page.key for page in pages[: options.most]))
    if left := pages[options.most :]:
        print(f"not run here: {', '.join(page.key for page in left)}", file=sys.stderr)
    return 0
