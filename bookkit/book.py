"""Where things are in a book, and in which order its pages are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml


class BookError(SystemExit):
    """What is wrong with the book itself. Every command stops with this sentence: exit code 1 and no traceback."""


@dataclass(frozen=True)
class Book:
    """The book in the folder *root*, which holds ``_toc.yml`` and ``_config.yml``."""

    root: Path

    @cached_property
    def toc(self) -> dict:
        """What ``_toc.yml`` says. BookError where it cannot be read."""
        file = self.root / "_toc.yml"
        try:
            read = yaml.safe_load(file.read_text("utf8"))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f", line {mark.line + 1}" if mark else ""
            problem = getattr(error, "problem", None) or error
            raise BookError(f"{file}{line}: this is no YAML ({problem})") from None
        if not isinstance(read, dict):
            raise BookError(f"{file}: no table of contents; it begins with format: jb-book")
        return read

    @cached_property
    def config(self) -> dict:
        """What ``_config.yml`` says."""
        return yaml.safe_load((self.root / "_config.yml").read_text("utf8"))

    @cached_property
    def pages(self) -> list[Page]:
        """The pages that are run, in reading order: everything under chapters/ that ``_toc.yml`` names.

        BookError names an entry that has no file.
        """
        names = [name for name in _files(self.toc) if name.startswith("chapters/")]
        pages = [Page(self, name.removeprefix("chapters/").removesuffix(".md")) for name in names]
        for name, page in zip(names, pages, strict=True):
            if not page.path.is_file():
                raise BookError(
                    f"{self.root / '_toc.yml'}, line {self._line_in_toc(name)}: there is no file chapters/{page.key}.md;"
                    " mend the name, or remove the entry"
                )
        return pages

    def _line_in_toc(self, name: str) -> int:
        """Where ``_toc.yml`` names the file *name*."""
        lines = (self.root / "_toc.yml").read_text("utf8").splitlines()
        entry = re.compile(rf"""\b(file|root):\s*["']?{re.escape(name)}["']?\s*(#|$)""")
        return next((number for number, line in enumerate(lines, 1) if entry.search(line)), 1)

    @property
    def chapters(self) -> list[Page]:
        """The pages that are run, without those of exercises and those to look things up in."""
        return [page for page in self.pages if not (page.is_exercises or page.is_reference)]

    def page(self, name: str) -> Page:
        """The page called *name*: its key, or the path of its file. KeyError that lists the names there are."""
        key = (
            name.replace("\\", "/").removeprefix("./").removeprefix("chapters/").removesuffix(".md")
        )
        for page in self.pages:
            if page.key == key:
                return page
        known = ", ".join(page.key for page in self.pages)
        raise KeyError(f"no page {name!r} under chapters/ in _toc.yml; there are: {known}")

    def page_at(self, path: Path) -> Page:
        """The page whose source is the file *path*, in ``_toc.yml`` or not."""
        return Page(
            self,
            path.resolve().relative_to(self.root.resolve() / "chapters").with_suffix("").as_posix(),
        )


@dataclass(frozen=True)
class Page:
    """One page that is run. Its *key* is its path under chapters/ without suffix: ``lstm_cell``, ``exercises/lstm_cell``."""

    book: Book
    key: str

    @property
    def path(self) -> Path:
        """The source of the page."""
        return self.book.root / "chapters" / f"{self.key}.md"

    @property
    def name(self) -> str:
        """The concept: the key without its folder."""
        return self.key.rpartition("/")[2]

    @property
    def is_exercises(self) -> bool:
        """Whether this is a page of exercises."""
        return self.key.startswith("exercises/")

    @property
    def is_reference(self) -> bool:
        """Whether this is a page to look things up in: it is run like a chapter, and has neither exercises nor questions."""
        return self.key.startswith("reference/")

    @property
    def companion(self) -> Page:
        """Of a chapter its page of exercises, of a page of exercises its chapter; it need not exist."""
        return Page(self.book, self.name if self.is_exercises else f"exercises/{self.name}")

    def in_folder(self, folder: str, suffix: str) -> Path:
        """Where something that belongs to this page stands below *folder* of the book."""
        return self.book.root / folder / f"{self.key}{suffix}"


def _files(node: object) -> list[str]:
    """Every ``file:`` and ``root:`` of a table of contents, in order."""
    if isinstance(node, list):
        return [name for item in node for name in _files(item)]
    if not isinstance(node, dict):
        return []
    own = [node[key] for key in ("root", "file") if isinstance(node.get(key), str)]
    return own + [name for value in node.values() for name in _files(value)]


def find_book(start: Path | None = None) -> Book:
    """The book whose folder, or a folder in it, *start* is. BookError where it is none.

    Without *start*: that of the working folder, elsewhere the book that this machinery belongs to.
    """
    folder = (start or Path.cwd()).resolve()
    for place in (folder, *folder.parents):
        if (place / "_toc.yml").is_file() and folder.exists():
            return Book(place)
    if start:
        what = "no _toc.yml is in it or above it" if folder.exists() else "it does not exist"
        raise BookError(f"{start} is no folder of a book: {what}; mend --root, or leave it out")
    return Book(Path(__file__).resolve().parent.parent)
