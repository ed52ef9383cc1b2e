"""Which pages a change touches: what git lacks is said."""

from __future__ import annotations

import subprocess

import pytest
from toybook import ToyBook

from bookkit import touched


@pytest.fixture
def clone(tmp_path) -> ToyBook:
    """The toy book, committed."""
    toy = ToyBook(tmp_path / "book")
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", *command], cwd=toy.folder, check=True, capture_output=True)
    return toy


def test_changed_files_are_those_since_a_commit(clone):
    clone.edit("chapters/gates.md", "Closing words", "Last words")
    assert touched.changed_files(clone.book, "HEAD") == ["chapters/gates.md"]


def test_a_branch_that_does_not_exist_is_named(clone):
    with pytest.raises(ValueError, match="'nosuch'.*a branch that exists: make touched SINCE=main"):
        touched.changed_files(clone.book, "nosuch")


def test_without_a_clone_it_says_so(tmp_path):
    with pytest.raises(ValueError, match="needs a git clone"):
        touched.changed_files(ToyBook(tmp_path / "book").book, "HEAD")


def test_without_git_it_says_so(clone, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ValueError, match="needs a git clone"):
        touched.changed_files(clone.book, "HEAD")
