"""A new chapter: all its files at once, what is left to do named, and nothing written where the name will not do."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import shutil
import sys
from pathlib import Path

import pytest
import yaml
from thebook import ROOT

from bookkit import scaffold
from bookkit.book import Book
from bookkit.chapter import exercises, to_run
from bookkit.lint import lint_page

NEW = ("beam_search", "exercises/beam_search")
PLACES = (
    "chapters/beam_search.md",
    "chapters/exercises/beam_search.md",
    "chapters/exercises/beam_search_checks.py",
    "chapters/figures/beam_search/overview.svg",
    "tests/exercises/beam_search.py",
    "tests/claims/beam_search.py",
    "tests/smoke/beam_search.toml",
)


@pytest.fixture
def root(tmp_path) -> Path:
    """The book's pages, in a copy."""
    for name in ("chapters", "tests/smoke", "tests/exercises", "tests/claims"):
        shutil.copytree(
            ROOT / name,
            tmp_path / name,
            ignore=shutil.ignore_patterns("__pycache__", "artifacts", "figures"),
        )
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    return tmp_path


def files(root: Path) -> dict[str, str]:
    """What lies in the copy."""
    return {
        path.relative_to(root).as_posix(): path.read_text("utf8")
        for path in root.rglob("*")
        if path.is_file()
    }


def fill(root: Path) -> None:
    """Every mark of the new chapter's files, replaced."""
    for path in root.rglob("*beam_search*"):
        if path.is_file():
            path.write_text(path.read_text("utf8").replace("TODO", "Filled in:"), "utf8")


def test_every_file_of_a_chapter_is_written(root, capsys):
    before = files(root)
    assert scaffold.main(["beam_search", "--root", str(root)]) == 0
    after = files(root)
    assert set(after) - set(before) == set(PLACES)
    assert [name for name in before if before[name] != after[name]] == ["_toc.yml"]
    assert not [
        name
        for name in after
        if "beam_search" in name and re.search("chapter[_-]name", after[name])
    ]
    assert all(name in capsys.readouterr().out for name in PLACES[:1])


def test_the_linter_names_every_mark_and_nothing_else_and_passes_when_they_are_filled(root):
    scaffold.write(Book(root), "beam_search")
    marked = {
        (name, number)
        for name, text in files(root).items()
        if "beam_search" in name and not name.endswith(".svg")
        for number, line in enumerate(text.split("\n"), 1)
        if "TODO" in line
    }
    found = [finding for key in NEW for finding in lint_page(Book(root).page(key))]
    assert {finding.rule for finding in found} == {"todo"}
    assert {(finding.file, finding.line) for finding in found} == marked and len(marked) > 50
    fill(root)
    assert not [finding for key in NEW for finding in lint_page(Book(root).page(key))]


@pytest.mark.parametrize(
    "part, after",
    [(None, "attention"), ("Recurrent networks", "vanishing_gradients"), ("Help", None)],
)
def test_it_stands_at_the_end_of_its_part(root, part, after):
    scaffold.write(Book(root), "beam_search", part)
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf8"))
    chapters = next(one["chapters"] for one in toc["parts"] if "beam_search" in str(one))
    assert chapters[-1] == {
        "file": "chapters/beam_search",
        "sections": [{"file": "chapters/exercises/beam_search"}],
    }
    assert after is None or chapters[-2]["file"] == f"chapters/{after}"
    assert set(NEW) < {page.key for page in Book(root).pages}


@pytest.mark.parametrize(
    "name",
    [
        "lstm_cell",
        "Beam",
        "beam-search",
        "1beam",
        "beam__search",
        "",
        "../beam",
        "import",
        "beam search",
        "strahlensuché",
    ],
)
def test_a_name_that_will_not_do_is_refused_and_nothing_is_written(root, name):
    before = files(root)
    said = scaffold.main([name, "--root", str(root)])
    assert isinstance(said, str) and (name in said), said
    assert files(root) == before


@pytest.mark.parametrize(
    "name, said",
    [
        ("rnn", "chapters/recurrent_networks.md"),
        ("reading_on", "book/reading.md"),
        ("exercises", "folder"),
        ("reference", "folder"),
        ("utils", "file or folder"),
        ("artifacts", "folder"),
        ("figures", "folder"),
    ],
)
def test_a_name_that_is_taken_is_refused_and_nothing_is_written(root, name, said):
    (root / "book").mkdir()
    (root / "book" / "reading.md").write_text("(ch-reading-on)=\n# Reading on\n", "utf8")
    before = files(root)
    assert said in scaffold.main([name, "--root", str(root)])
    assert files(root) == before


def test_files_that_are_there_are_not_overwritten(root):
    (root / "tests" / "smoke" / "beam_search.toml").write_text("MINE = 1\n", "utf8")
    before = files(root)
    assert "tests/smoke/beam_search.toml" in scaffold.main(["beam_search", "--root", str(root)])
    assert "Going further" in scaffold.main(
        ["other", "--part", "No such part", "--root", str(root)]
    )
    assert files(root) == before


def said_by(code: str, names: dict) -> str:
    """What *code* prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, "<cell>", "exec"), names)
    return printed.getvalue()


def test_it_runs_as_it_stands_and_its_checks_judge_its_answers(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "chapters" / "exercises"))
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("BOOK_STRICT", "1")
    scaffold.write(Book(root), "beam_search")
    answers = runpy.run_path(str(root / "tests" / "exercises" / "beam_search.py"))["ANSWERS"]
    with contextlib.chdir(root / "chapters"):
        for key in NEW:
            page, names = Book(root).page(key), {}
            for cell in to_run(page, smoke=True).cells:
                if cell.cell_type == "code" and "NotImplementedError" not in cell.source:
                    said_by("" if cell.source.startswith("check_") else cell.source, names)
    code = [exercise for exercise in exercises(page) if exercise.kind == "code"]
    assert {exercise.label for exercise in code} == set(answers)
    for exercise in code:
        known = answers[exercise.label]
        for right in known["right"]:
            assert ": correct" in said_by(right + exercise.checks[0].source, names)
            said_by(known["hidden"], names)
        for wrong, hint in known["wrong"]:
            said = said_by(wrong + exercise.checks[0].source, names)
            assert hint in said and ": correct" not in said, said
    sys.modules.pop("beam_search_checks")
