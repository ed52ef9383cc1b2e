"""House style of pages: what is wrong, in which line of which file, and how to mend it.

Each rule is a function in one of the modules of this package; ``rule`` registers it. Rules look at a
``Source``, a page read by the book's one parser with the line of every cell and sentence. The exit code
is 1 where a rule is broken.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ..book import Book, Page, find_book
from . import cells, counts, exercises, frame, length, prose, todo  # noqa: F401  (each registers its rules)
from .source import RULES, Finding, Source


def lint_page(page: Page) -> list[Finding]:
    """What is wrong with *page* and the files that belong to it, by line."""
    try:
        source = Source.read(page)
        _ = source.exercises
    except (SyntaxError, ValueError) as error:
        return [unreadable(page, error)]
    found = [finding for rule in RULES if rule.applies(source) for finding in rule.check(source)]
    return sorted(set(found), key=lambda finding: (finding.file, finding.line, finding.rule))


def unreadable(page: Page, error: Exception) -> Finding:
    """The page cannot be read at all: everything else has to wait."""
    file = page.path.relative_to(page.book.root).as_posix()
    line = Source.line_of_error(page, error)
    what = f"{error}".replace(f"{page.path}: ", "")
    return Finding(file, line, "readable", what, "until this is mended, no other rule is tried")


def pages_of(book: Book, names: list[str]) -> list[Page]:
    """The pages that *names* name, by key or by a file that belongs to them; all pages where no name is given.

    A Python file that is there may belong to none. KeyError for any other name that belongs to no page.
    """
    if not names:
        return book.pages
    chosen = {}
    for name in names:
        path = Path(name).resolve()
        owners = [
            page for page in book.pages if path in {file.resolve() for file in todo.files_of(page)}
        ]
        if not owners and not (path.suffix == ".py" and path.is_file()):
            owners = [book.page(name)]
        for page in owners:
            chosen[page.key] = page
    return list(chosen.values())


def main(arguments: list[str]) -> int | str:
    """The command line; returns what the process should exit with."""
    parser = argparse.ArgumentParser(prog="python -m bookkit lint", description=__doc__)
    parser.add_argument(
        "files", nargs="*", help="pages, or files that belong to them (default: every page)"
    )
    parser.add_argument(
        "--count",
        action="store_true",
        help="count what makes code dense, words and open cells; nothing is checked",
    )
    parser.add_argument("--rules", action="store_true", help="list the rules")
    parser.add_argument("--root", type=Path, help="folder of the book (default: where you are)")
    options = parser.parse_args(arguments)
    if options.rules:
        for rule in RULES:
            print(f"{rule.name:<24} {rule.mend}")
        return 0
    book = find_book(options.root)
    try:
        pages = pages_of(book, options.files)
    except KeyError as error:
        return str(error.args[0])
    if options.count:
        print(counts.table([counts.count(Source.read(page)) for page in pages]))
        return 0
    found = [finding for page in pages for finding in lint_page(page)]
    for finding in dict.fromkeys(found):
        print(finding)
    print(f"{len(pages)} pages, {len(set(found))} findings")
    return 1 if found else 0
