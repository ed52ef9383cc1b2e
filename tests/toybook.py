"""A copy of the toy book in a folder of its own, to break on purpose; the real machinery works on it, in this process."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from click.testing import CliRunner
from jupyter_book.cli.main import main as jupyter_book
from thebook import ROOT

from bookkit import build, execute
from bookkit.book import Book, Page

NOT_COPIED = shutil.ignore_patterns("__pycache__", ".doctrees", "html")
OWN_SETTINGS = ("BOOK_", "IMDB_", "TOY_")


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def said(self) -> str:
        """Everything it printed."""
        return self.stdout + self.stderr


def clean_environment(**env: str) -> dict[str, str]:
    """This process's environment without settings of the book, but with *env*."""
    return clean_environment_of(dict(os.environ), env)


@contextlib.contextmanager
def working_in(folder: Path, **env: str) -> Iterator[None]:
    """In *folder* and in a clean environment; afterwards everything is as it was."""
    before, path = dict(os.environ), list(sys.path)
    try:
        with contextlib.chdir(folder):
            os.environ.clear()
            os.environ.update(clean_environment_of(before, env))
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        sys.path[:] = path


def clean_environment_of(before: dict[str, str], env: dict[str, str]) -> dict[str, str]:
    """*before* without settings of the book, but with *env*."""
    return {
        name: value for name, value in before.items() if not name.startswith(OWN_SETTINGS)
    } | env


def python(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess:
    """A Python process of its own in *folder*; PYTHONPATH lets it find the machinery."""
    env = {"PYTHONPATH": str(ROOT)} | env
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=clean_environment(**env),
        capture_output=True,
        text=True,
        timeout=240,
    )


def read(path: Path) -> nbformat.NotebookNode:
    """The notebook at *path*."""
    return nbformat.read(path, as_version=4)


class ToyBook:
    """The toy book with the real configuration and styles."""

    def __init__(self, folder: Path, of: Path | None = None):
        self.folder = folder
        if of:
            shutil.copytree(of, folder, dirs_exist_ok=True, ignore=NOT_COPIED)
            return
        shutil.copytree(ROOT / "tests" / "toy", folder, dirs_exist_ok=True)
        shutil.copytree(
            ROOT / "book" / "_static",
            folder / "book" / "_static",
            ignore=shutil.ignore_patterns("demos"),
        )
        shutil.copy(ROOT / "_config.yml", folder)
        for name in ("notebooks", "locale"):
            (folder / name).mkdir(exist_ok=True)

    @classmethod
    def at(cls, folder: Path) -> ToyBook:
        """The book that lies in *folder* already."""
        book = cls.__new__(cls)
        book.folder = folder
        return book

    def copy_to(self, folder: Path) -> ToyBook:
        """The same book in another folder."""
        return ToyBook(folder, of=self.folder)

    @property
    def book(self) -> Book:
        """What the machinery makes of it, read anew."""
        return Book(self.folder)

    @property
    def notebooks(self) -> Path:
        """Where its committed records are."""
        return self.folder / "notebooks"

    def page(self, key: str) -> Page:
        """The page called *key*."""
        return self.book.page(key)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace the first *old* in the file *name*."""
        path = self.folder / name
        text = path.read_text("utf8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), "utf8")

    def execute(self, *arguments: str, **env: str) -> Ran:
        """``python -m bookkit execute``, in this process."""
        out, err = io.StringIO(), io.StringIO()
        with (
            working_in(self.folder, **env),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            said = execute.main(list(arguments))
        return Ran(
            1 if isinstance(said, str) else said,
            out.getvalue(),
            err.getvalue() + (said if isinstance(said, str) else ""),
        )

    def build(self, builder: str = "html") -> Ran:
        """``python -m bookkit build``, in this process."""
        custom = [] if builder == "html" else ["--builder=custom", f"--custom-builder={builder}"]
        with working_in(self.folder):
            done = CliRunner().invoke(
                jupyter_book, ["build", "-q", "-n", "-W", "--keep-going", str(self.folder), *custom]
            )
        return Ran(
            done.exit_code, done.output, "" if done.exception is None else repr(done.exception)
        )

    def built(self, *builders: str) -> None:
        """Build with each of *builders*, which must succeed, and take over the notebooks."""
        for builder in builders:
            done = self.build(builder)
            assert done.returncode == 0, done.said
            if builder == "notebook":
                build.take_notebooks(self.book)

    def stale(self) -> list[str]:
        """Keys of the pages that would be run."""
        return [page.key for page in execute.due(self.book, [], False, self.notebooks)]

    def state(self, folder: str = "notebooks") -> dict[str, str]:
        """A digest of every file below *folder*."""
        files = [path for path in sorted((self.folder / folder).rglob("*")) if path.is_file()]
        return {
            path.relative_to(self.folder / folder).as_posix(): hashlib.sha256(
                path.read_bytes()
            ).hexdigest()
            for path in files
        }


def finished(folder: Path, *builders: str) -> ToyBook:
    """The toy book executed and built, its notebooks committed."""
    book = ToyBook(folder)
    ran = book.execute()
    assert ran.returncode == 0, ran.said
    book.built("notebook", *builders)
    return book
