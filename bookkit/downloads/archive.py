"""All notebooks with what they read, as one zip: unpacked anywhere, they run, and show their figures without a network."""

from __future__ import annotations

import ast
import json
import posixpath
import re
import zipfile
from pathlib import Path

from ..book import Book
from ..records import COMMITTED

FOLDER = "learning-sequences"  # everything is unpacked into one folder
WHEN = (1980, 1, 1, 0, 0, 0)  # of every file: the same bytes whenever it is packed
FIGURES = "_files/chapters/figures/"  # where the site offers them
BESIDE = ("LICENSE", "requirements.txt", "requirements.lock", "data/README.md")
FILES = re.compile(r"^FILES = (\{.*?^\}|\{\})", re.M | re.S)
README = """\
# {title}: the notebooks

Chapters are in notebooks/, their exercises in notebooks/exercises/. Everything here was executed: outputs are included.

To run them you need Python 3.11, 3.12 or 3.13. In this folder:

    python3 -m venv .venv
    .venv/bin/python -m pip install --require-hashes -r requirements.lock
    .venv/bin/jupyter lab notebooks

On Windows: `py -3.12 -m venv .venv`, and `.venv\\Scripts\\` in place of `.venv/bin/`. The first cell of a notebook finds the
folder chapters/ above it; nothing else is fetched but, where a chapter uses them, the film reviews. data/README.md tells
where these come from, and what to do without internet.

The site of the book: {address}
"""


def files_read(notebook: dict) -> list[str]:
    """What the setup cell of a notebook names: paths in the repository."""
    setup = "".join(notebook["cells"][0]["source"])
    return list(ast.literal_eval(FILES.search(setup)[1]))


def with_own_figures(text: str, key: str, address: str) -> str:
    """The text of a notebook in which figures of the site are those in the archive."""
    up = "../" * (key.count("/") + 1)
    return text.replace(posixpath.join(address, FIGURES), f"{up}chapters/figures/")


def contents(book: Book) -> dict[str, bytes]:
    """Every file of the archive. ValueError names a page that has not been recorded."""
    address = book.config["sphinx"]["config"]["html_baseurl"]
    title = book.config["title"]
    found = {"README.md": README.format(title=title, address=address).encode()}
    names = {name for name in BESIDE if (book.root / name).is_file()}
    for page in book.pages:
        file = book.root / COMMITTED / f"{page.key}.ipynb"
        if not file.is_file():
            raise ValueError(f"{page.key} has not been recorded; run: make execute PAGE={page.key}")
        text = file.read_text("utf8")
        names.update(files_read(json.loads(text)))
        found[f"notebooks/{page.key}.ipynb"] = with_own_figures(text, page.key, address).encode()
    figures = (book.root / "chapters" / "figures").rglob("*.svg")
    names.update(path.relative_to(book.root).as_posix() for path in figures)
    found.update({name: (book.root / name).read_bytes() for name in names})
    return dict(sorted(found.items()))


def write(book: Book, target: Path) -> None:
    """Pack it. Where that fails, *target* is as it was."""
    files = contents(book)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, data in files.items():
                entry = zipfile.ZipInfo(f"{FOLDER}/{name}", WHEN)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, data)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
