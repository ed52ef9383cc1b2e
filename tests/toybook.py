"""A copy of the toy book with the real machinery beside it, to break on purpose."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class ToyBook:
    """The toy book in a folder of its own; runs the book's real commands there."""

    def __init__(self, folder: Path):
        self.folder = folder
        shutil.copytree(ROOT / "tests" / "toy", folder, dirs_exist_ok=True)
        for name in ("notebooks", "locale"):
            (folder / name).mkdir(exist_ok=True)
        for name in ("_ext", "tools", "book/_static"):
            shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "_config.yml", folder)

    def copy_to(self, folder: Path) -> ToyBook:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".doctrees", "html"))
        copy = ToyBook.__new__(ToyBook)
        copy.folder = folder
        return copy

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text("utf8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), "utf8")

    def python(self, *arguments: str, **env: str) -> subprocess.CompletedProcess:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("BOOK_", "IMDB_", "TOY_"))}
        return subprocess.run([sys.executable, *arguments], cwd=self.folder, env={**clean, **env},
                              capture_output=True, text=True, timeout=240)

    def execute(self, *arguments: str, **env: str) -> subprocess.CompletedProcess:
        return self.python("tools/execute.py", *arguments, **env)

    def build(self, builder: str = "html") -> subprocess.CompletedProcess:
        custom = [] if builder == "html" else ["--builder=custom", f"--custom-builder={builder}"]
        return self.python("-c", "from jupyter_book.cli.main import main; main()", "build", "-W", "-n", "--keep-going", ".", *custom)

    def commit(self) -> None:
        """What `make notebooks` does after the build."""
        for path in (self.folder / "_build" / "notebook").glob("*.ipynb"):
            (self.folder / "notebooks" / path.name).write_bytes(path.read_bytes())

    def stale(self) -> list[str]:
        """Names of the chapters that tools/execute.py would run."""
        code = ("import sys; sys.path.insert(0, 'tools'); import execute; "
                "print(*[p.stem for p in execute.due([], False, execute.NOTEBOOKS)])")
        return self.python("-c", code).stdout.split()
