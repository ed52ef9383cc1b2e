"""Every cell of every page, in the smoke size, on the packaged reviews, without a network.

Chapters run each in a process of its own; pages of exercises share one process, which loads Keras once.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
import time
from dataclasses import replace
from functools import cache

import pytest
from smoke_runs import NO_NETWORK, SMALL, chapters_small, small_chapter
from thebook import CHAPTERS, EXERCISES, ROOT, each_run
from toybook import ToyBook

from bookkit.book import Book
from bookkit.chapter import count_statements, exercises, smoke_file, to_run

FEW = {
    "train": 3_000,
    "validation": 1_000,
    "test": 1_000,
}  # reviews that pages of exercises are tried with
LONGEST = 20.0  # seconds for what concept and code exercises need: their page is tried in class


@pytest.fixture(scope="session", autouse=True)
def started(request):
    """Chapters that will be asked for are on their way while other tests run."""
    if any(
        item.originalname == "test_every_cell_of_the_chapter_runs_in_the_smoke_size"
        for item in request.session.items
    ):
        chapters_small()


@cache
def few_reviews():
    """The packaged reviews, read once for all pages, with fewer in each part: counting words takes most of the time."""
    import utils

    imdb = utils.load_imdb()
    return replace(imdb, **{part: getattr(imdb, part).head(count) for part, count in FEW.items()})


@each_run(EXERCISES)
def test_every_cell_of_the_exercises_runs_in_the_smoke_size(page, monkeypatch):
    import matplotlib
    import utils

    matplotlib.use("Agg")
    monkeypatch.setattr(utils, "PROFILE", "smoke")
    monkeypatch.setattr(utils, "LOADED", [])
    few = few_reviews()
    monkeypatch.setattr(utils, "load_imdb", lambda **options: few)
    monkeypatch.setattr(utils, "display", lambda *shown, **options: None)
    monkeypatch.chdir(ROOT / "chapters")
    for name, value in {**NO_NETWORK, **SMALL}.items():
        monkeypatch.setenv(name, value)
    names: dict = {"__name__": "__main__", "display": lambda *shown: None}
    seconds: dict[str, float] = {}
    written = {
        cell.id
        for exercise in exercises(page)
        if exercise.kind in ("experiment", "project")
        for cell in [*exercise.cells, *exercise.solution]
    }
    for cell in to_run(page, smoke=True).cells:
        if cell.cell_type != "code":
            continue
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(cell.source, f"<{page.key}, cell {cell.id}>", "exec"), names)
        seconds[cell.id] = time.perf_counter() - start
    took = sum(value for name, value in seconds.items() if name not in written)
    assert took < LONGEST, (
        f"concept and code exercises need {took:.0f} s: {max(seconds, key=seconds.get)} takes longest"
    )
    import matplotlib.pyplot as plt

    plt.close("all")
    sys.modules["keras"].utils.clear_session()


@each_run(CHAPTERS)
def test_every_cell_of_the_chapter_runs_in_the_smoke_size(page):
    printed, official = chapters_small()[page.key].result()
    assert not official, "the smoke size is for the packaged reviews"
    assert "no longer holds" not in printed and "came out otherwise" not in printed


@pytest.mark.parametrize(
    "line, said",
    [
        ("1 / 0", "ZeroDivisionError"),
        (r"import matplotlib.pyplot as plt; plt.title('$\frac{1$')", "ParseException"),
        ("import os; os._exit(3)", "ended its process with 3"),
    ],
)
def test_a_cell_that_fails_fails_its_chapter(line, said, tmp_path):
    toy = ToyBook(tmp_path)
    page = Book(tmp_path).pages[0]
    shutil.rmtree(tmp_path / "tests" / "smoke")
    head = page.path.read_text("utf8").split("```{code-cell}")[0]
    page.path.write_text(f"{head}```{{code-cell}} ipython3\n{line}\n```\n", "utf8")
    with pytest.raises(RuntimeError, match=said):
        small_chapter(page.key, toy.folder)


def test_every_file_of_smaller_values_belongs_to_a_page():
    files = {path.name for path in (ROOT / "tests" / "smoke").glob("*.toml")}
    assert files <= {smoke_file(page).name for page in [*CHAPTERS, *EXERCISES]}


def test_smaller_values_are_of_the_kind_of_the_full_ones():
    import ast

    from bookkit.chapter import read, smoke_values, tags

    for page in [*CHAPTERS, *EXERCISES]:
        full = {}
        for cell in read(page).cells:
            if cell.cell_type == "code" and "parameters" in tags(cell):
                for statement in ast.parse(cell.source).body:
                    full[ast.unparse(statement.targets[0])] = ast.literal_eval(statement.value)
                assert count_statements(cell.source) == 0
        for name, value in smoke_values(page).items():
            was = full[name]
            numbers = isinstance(value, (int, float)) and isinstance(was, (int, float))
            rows = isinstance(value, (list, tuple)) and isinstance(was, (list, tuple))
            assert numbers or rows or isinstance(value, type(was)), (
                f"{page.key}: {name} = {value!r} for {was!r}"
            )
