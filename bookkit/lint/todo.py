"""What is left to write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..book import Page
from .source import Source, rule

MARK = "TODO"


def files_of(page: Page) -> list[Path]:
    """The files that belong to *page*, those that need not exist included."""
    root, tests = page.book.root, page.book.root / "tests"
    own = [page.path, tests / "smoke" / f"{page.key.replace('/', '__')}.toml"]
    if page.is_exercises:
        return [
            *own,
            root / "chapters" / "exercises" / f"{page.name}_checks.py",
            tests / "exercises" / f"{page.name}.py",
        ]
    return [*own, tests / "claims" / f"{page.name}.py", tests / "sabotage" / f"{page.name}.py"]


@rule("todo", "write what the mark asks for, and remove the mark")
def todo(source: Source) -> Iterator[tuple]:
    """Marks of the scaffold, in all files of the page."""
    root = source.page.book.root
    for path in files_of(source.page):
        lines = path.read_text("utf8").split("\n") if path.is_file() else []
        for number, line in enumerate(lines, 1):
            if MARK in line:
                what = line[line.index(MARK) :].strip(" \"'`*-_.,):")
                yield path.relative_to(root).as_posix(), number, what
