"""A chapter put into the middle of the real book leaves the notebooks of all others byte for byte as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from newchapter import NEW
from thebook import NOTEBOOKS, PAGES, ROOT
from toybook import ToyBook

from bookkit.records import recorded

FOLDERS = (
    "chapters",
    "book",
    "notebooks",
    "locale",
    "benchmarks/results",
    "benchmarks/gpu/results",
)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> ToyBook:
    """A copy of the book with a new third chapter, its notebooks generated anew."""
    folder: Path = tmp_path_factory.mktemp("inserted") / "book"
    for name in FOLDERS:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
    for file in (ROOT / "_config.yml", ROOT / "_toc.yml", *ROOT.glob("requirements*.txt")):
        shutil.copy(file, folder)
    book = ToyBook.at(folder)
    if stale := [page.key for page in book.book.pages if not recorded(page, committed_only=True)]:
        pytest.skip(f"stale, see test_the_book.py: {', '.join(stale)}")
    (folder / "chapters" / "middle.md").write_text(
        NEW.replace("figures/a.svg", "/book/_static/favicon.svg"), "utf8"
    )
    second = PAGES[2]
    book.edit(
        "_toc.yml",
        f"  - file: chapters/{second.key}\n",
        f"  - file: chapters/middle\n  - file: chapters/{second.key}\n",
    )
    ran = book.execute("middle")
    assert ran.returncode == 0, ran.said
    book.built("notebook")
    return book


@pytest.mark.timeout(900)
def test_a_chapter_in_the_middle_changes_no_other_file(book):
    committed = {
        path.relative_to(NOTEBOOKS).as_posix(): path.read_bytes()
        for path in NOTEBOOKS.rglob("*")
        if path.is_file()
    }
    there = {
        path.relative_to(book.notebooks).as_posix(): path.read_bytes()
        for path in book.notebooks.rglob("*")
        if path.is_file()
    }
    assert sorted(there.keys() - committed.keys()) == ["middle.ipynb", "provenance/middle.json"]
    assert [name for name in committed if there.get(name) != committed[name]] == []
