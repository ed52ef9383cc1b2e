"""The real book, as tests name it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookkit.book import Book, Page
from bookkit.records import COMMITTED

ROOT = Path(__file__).resolve().parent.parent
BOOK = Book(ROOT)
PAGES, CHAPTERS = BOOK.pages, BOOK.chapters
EXERCISES = [page for page in PAGES if page.is_exercises]
NOTEBOOKS = ROOT / COMMITTED


def each(pages: list[Page]) -> pytest.MarkDecorator:
    """One test for each of *pages*, called after it."""
    return pytest.mark.parametrize("page", pages, ids=lambda page: page.key)
