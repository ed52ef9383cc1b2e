"""Make the downloads of the built site: all notebooks as zip, the book as PDF, and the links to both on its pages.

The site must have been built. Where no PDF can be made (no Chromium, no font with Chinese characters, no pypdf) that is
said, the zip is offered alone, and the command fails.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..book import find_book
from . import archive, links, pdf


def main(arguments: list[str]) -> int | str:
    """The command line; returns what the process should exit with."""
    parser = argparse.ArgumentParser(prog="python -m bookkit downloads", description=__doc__)
    parser.add_argument("--root", type=Path, help="folder of the book (default: where you are)")
    parser.add_argument("--zip-only", action="store_true", help="no PDF")
    options = parser.parse_args(arguments)
    book = find_book(options.root)
    site = book.root / "_build" / "html"
    if not (site / "index.html").is_file():
        return "there is no built site; run: make book"
    folder = site / links.FOLDER
    (folder / links.PDF).unlink(missing_ok=True)  # of an older site
    try:
        archive.write(book, folder / links.NOTEBOOKS)
    except ValueError as error:
        return str(error)
    lacking = None if options.zip_only else pdf.missing()
    if not options.zip_only and not lacking:
        pages = pdf.write(book, site, folder / links.PDF)
        print(f"{folder / links.PDF}: {pages} pages", file=sys.stderr)
    links.write(site)
    return lacking or 0
