"""Links to the downloads, written into the built site once the files lie there: a page never offers what is missing.

A page holds the place as ``:::{downloads}``; the site writes a comment there, and this module the links behind it.
"""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

t = get_translation("labels")
PDF, NOTEBOOKS = "learning-sequences.pdf", "learning-sequences-notebooks.zip"
FOLDER = "_files"
PLACE = "<!-- downloads -->"
WRITTEN = re.compile(r"<!-- downloads -->(?:<p class=\"downloads\">.*?</p>)?", re.S)


class Downloads(SphinxDirective):
    """The place of the links; empty until they are written."""

    def run(self) -> list[nodes.Node]:
        """A comment."""
        return [nodes.raw("", PLACE, format="html")]


def size(file: Path) -> str:
    """Megabytes, as a reader on a phone wants to know them."""
    return f"{file.stat().st_size / 1e6:.1f} MB"


def paragraph(site: Path, page: Path) -> str:
    """The links that *page* may show; nothing where there are none."""
    up = "../" * (len(page.relative_to(site).parts) - 1)
    texts = {PDF: t("The book as PDF"), NOTEBOOKS: t("All notebooks as zip")}
    shown = [
        f'<a class="reference external" href="{up}{FOLDER}/{name}" download>{text}</a> ({size(file)})'
        for name, text in texts.items()
        if (file := site / FOLDER / name).is_file()
    ]
    return f'<p class="downloads">{" · ".join(shown)}</p>' if shown else ""


def write(site: Path) -> list[Path]:
    """Write them into every page that has the place; returns these pages."""
    changed = []
    for page in sorted(site.rglob("*.html")):
        text = page.read_text("utf8")
        if PLACE in text:
            page.write_text(
                WRITTEN.sub(lambda _, page=page: PLACE + paragraph(site, page), text), "utf8"
            )
            changed.append(page)
    return changed


def setup(app):
    """Name the directive."""
    app.add_directive("downloads", Downloads)
