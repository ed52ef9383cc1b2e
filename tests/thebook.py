"""The real book, as tests name it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookkit.book import Book, Page
from bookkit.chapter import missing
from bookkit.records import COMMITTED

ROOT = Path(__file__).resolve().parent.parent
BOOK = Book(ROOT)
PAGES = BOOK.pages
CHAPTERS = [page for page in PAGES if not page.is_exercises]  # and pages of reference that are run
EXERCISES = [page for page in PAGES if page.is_exercises]
NOTEBOOKS = ROOT / COMMITTED


def each(pages: list[Page]) -> pytest.MarkDecorator:
    """One test for each of *pages*, called after it."""
    return pytest.mark.parametrize("page", pages, ids=lambda page: page.key)


def skipped_without(page: Page) -> list[pytest.MarkDecorator]:
    """Marks for a test that runs *page*: skipped where a package is not installed that the page requires."""
    lacking = missing(page)
    return [pytest.mark.skip(reason=lacking)] if lacking else []


def each_run(pages: list[Page]) -> pytest.MarkDecorator:
    """Like ``each``, for tests that run the pages."""
    params = [pytest.param(page, id=page.key, marks=skipped_without(page)) for page in pages]
    return pytest.mark.parametrize("page", params)


def can_run(pages: list[Page]) -> list[Page]:
    """Those of *pages* whose packages are all installed."""
    return [page for page in pages if not missing(page)]
