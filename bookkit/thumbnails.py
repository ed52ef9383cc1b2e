"""Small pictures of recorded plots, for the cards of the first page.

A page under book/ asks for the second plot of the chapter word_order by naming figures/plots/word_order-2.webp. This
command writes what is asked for, from the recorded notebooks, and removes what is not. Beside the pictures sources.json
says which plot each was made from, so that a test can tell when a plot has changed.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import re
import sys
from hashlib import sha256
from pathlib import Path

from . import records
from .book import Book, find_book

FOLDER = "book/figures/plots"
SOURCES = "sources.json"
ASKED = re.compile(r"figures/plots/([a-z0-9_]+)-([1-9]\d*)\.webp")
SIZE = (400, 250)  # pixels; twice what a phone shows
MOST_BYTES = 5_000  # the first page shows one for each chapter
QUALITIES = range(50, 4, -5)  # from the best down, until the file is small enough


def asked_for(book: Book) -> list[tuple[str, int]]:
    """Chapter and number of each plot that a page under book/ names, the first plot being 1."""
    texts = [path.read_text("utf8") for path in sorted((book.root / "book").rglob("*.md"))]
    found = {(key, int(number)) for text in texts for key, number in ASKED.findall(text)}
    return sorted(found)


def plots(book: Book, key: str) -> list[bytes]:
    """The plots of a page, PNG, in order. ValueError where nothing is recorded."""
    file = records.notebook_file(book.page(key), book.root / records.COMMITTED)
    if not file.is_file():
        raise ValueError(f"{file.relative_to(book.root).as_posix()} is not recorded yet")
    cells = json.loads(file.read_text("utf8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    pictures = [output.get("data", {}).get("image/png") for output in outputs]
    return [base64.b64decode(picture) for picture in pictures if picture]


def plot(book: Book, key: str, number: int) -> bytes:
    """One of them. ValueError where the page has fewer."""
    found = plots(book, key)
    if number > len(found):
        raise ValueError(f"{key} has {len(found)} plots, and plot {number} is asked for")
    return found[number - 1]


def source_of(picture: bytes) -> str:
    """What sources.json says of a plot."""
    return sha256(picture).hexdigest()[:16]


def shrunk(picture: bytes) -> bytes:
    """WebP of SIZE with the whole plot in its middle, on white."""
    from PIL import Image  # comes with Matplotlib, and is not needed to build the site

    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    whole.thumbnail(SIZE, Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", SIZE, "white")
    canvas.paste(whole, ((SIZE[0] - whole.width) // 2, (SIZE[1] - whole.height) // 2))
    for quality in QUALITIES:
        written = io.BytesIO()
        canvas.save(written, "webp", quality=quality, method=6)
        if written.tell() <= MOST_BYTES:
            break
    return written.getvalue()


def write(book: Book) -> list[str]:
    """Write the pictures whose plots are new; returns their names."""
    folder = book.root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    known_file = folder / SOURCES
    known = json.loads(known_file.read_text("utf8")) if known_file.is_file() else {}
    sources, written = {}, []
    for key, number in asked_for(book):
        picture, name = plot(book, key, number), f"{key}-{number}.webp"
        sources[name] = source_of(picture)
        if known.get(name) != sources[name] or not (folder / name).is_file():
            (folder / name).write_bytes(shrunk(picture))
            written.append(name)
    for old in folder.glob("*.webp"):
        if old.name not in sources:
            old.unlink()
    known_file.write_text(json.dumps(sources, indent=1) + "\n", "utf8", newline="\n")
    return written


def main(arguments: list[str]) -> int | str:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bookkit thumbnails", description=__doc__)
    parser.add_argument("--root", type=Path, help="folder of the book (default: where you are)")
    options = parser.parse_args(arguments)
    try:
        for name in write(find_book(options.root)):
            print(f"{FOLDER}/{name}", file=sys.stderr)
    except ValueError as error:
        return str(error)
    return 0
