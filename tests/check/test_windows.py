"""A checkout as Windows has it: cloned by Git with its Windows setting, or unpacked by a tool that wrote Windows line ends."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from thebook import PAGES, ROOT

from bookkit.build import JUPYTER_BOOK
from bookkit.fingerprint import content

BINARY = (".npz", ".npy", ".png", ".webp", ".ico", ".woff2")
TOOLS = Path(sys.executable).parent
STALE = """import json
from bookkit.book import find_book
from bookkit.fingerprint import current
from bookkit.records import recorded
print(json.dumps({p.key: [current(p), bool(recorded(p, committed_only=True))] for p in find_book().pages}))"""


def git(*arguments: str, **options) -> bytes:
    done = subprocess.run(["git", *arguments], capture_output=True, **options)
    if done.returncode:
        pytest.skip(f"git {arguments[0]} is not possible here: {done.stderr.decode().strip()}")
    return done.stdout


def run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess:
    """*command* in *folder*, with nothing of the book that runs this test in its way."""
    clean = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("BOOK_", "IMDB_", "PYTHONPATH", "PYTEST_"))
    }
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=clean,
        capture_output=True,
        text=True,
        timeout=1200,
    )


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """What `git clone` makes on Windows, where its installer sets core.autocrlf=true."""
    folder = tmp_path_factory.mktemp("clone") / "book"
    git("clone", "--quiet", "-c", "core.autocrlf=true", str(ROOT), str(folder))
    return folder


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """A download of the repository, unpacked by a tool that turns the ends of all text lines into those of Windows."""
    folder = tmp_path_factory.mktemp("unpacked") / "book"
    zipfile.ZipFile(io.BytesIO(git("archive", "--format=zip", "HEAD", cwd=ROOT))).extractall(folder)
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in BINARY:
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    return folder


@pytest.fixture(scope="module")
def copies(clone, unpacked) -> dict[str, Path]:
    return {"clone": clone, "unpacked": unpacked}


BOTH = pytest.mark.parametrize("name", ["clone", "unpacked"])


def test_texts_of_a_clone_are_as_committed_and_binary_files_untouched(clone, unpacked):
    names = git("ls-files", cwd=clone).decode().splitlines()
    assert len(names) > 100
    for name in names:
        raw = (clone / name).read_bytes()
        if name.endswith(BINARY):
            assert (
                raw == (unpacked / name).read_bytes() == git("show", f"HEAD:{name}", cwd=clone)
            ), name
        else:
            assert b"\r" not in raw, f"{name}: .gitattributes does not cover it"
            assert raw.replace(b"\n", b"\r\n") == (unpacked / name).read_bytes(), name


def test_no_chapter_is_stale_on_windows(copies):
    asked = {name: run(folder, sys.executable, "-c", STALE) for name, folder in copies.items()}
    found = {
        name: json.loads(done.stdout or json.dumps(done.stderr[-2000:]))
        for name, done in asked.items()
    }
    assert found["clone"] == found["unpacked"], "fingerprints depend on line ends"
    assert set(found["clone"]) == {page.key for page in PAGES}
    assert [chapter for chapter, (_, current) in found["clone"].items() if not current] == [], (
        "stale on Windows; if test_the_book.py finds them stale here too, run them: make execute"
    )


def windows_commands(readme: Path = ROOT / "README.md") -> list[str]:
    """The commands that the README gives to those without make."""
    block = next(
        b
        for b in re.findall(r"^```\n(.*?)^```", readme.read_text("utf8"), re.M | re.S)
        if ".venv\\Scripts" in b
    )
    return [line.split("#")[0].strip() for line in block.splitlines() if line.strip()]


def here(command: str) -> list[str]:
    """A command of the README with the programs of this environment."""
    program, *arguments = command.replace(".venv\\Scripts\\", "").replace("\\", "/").split()
    return [sys.executable if program in ("python", "py") else str(TOOLS / program), *arguments]


@pytest.fixture(scope="module")
def built(copies) -> dict[str, list[subprocess.CompletedProcess]]:
    """The README's build in both copies, one a core, and where line ends differ the notebooks too."""
    build = here(next(c for c in windows_commands() if "bookkit build html" in c))
    notebooks = [
        *JUPYTER_BOOK,
        "build",
        "-q",
        "-W",
        "-n",
        "--keep-going",
        ".",
        "--builder=custom",
        "--custom-builder=notebook",
    ]
    wanted = {"clone": [build], "unpacked": [build, notebooks]}
    with ThreadPoolExecutor(2) as two:
        done = two.map(
            lambda name: [run(copies[name], *command) for command in wanted[name]], wanted
        )
        return dict(zip(wanted, done, strict=True))


@BOTH
def test_readme_builds_the_site_on_windows(name, built, copies):
    for done in built[name]:
        assert done.returncode == 0, "\n".join(
            line
            for line in (done.stdout + done.stderr).splitlines()
            if re.search("WARNING|[Ee]rror", line)
        )
    assert (copies[name] / "_build" / "html" / "index.html").is_file()


def test_notebooks_made_from_windows_line_ends_are_the_committed_ones(built, unpacked, clone):
    for page in PAGES:
        name = f"{page.key}.ipynb"
        assert content(unpacked / "_build" / "notebook" / name) == content(
            clone / "notebooks" / name
        ), name


@BOTH
def test_readme_installs_the_locked_packages_on_windows(name, copies):
    command = here(next(c for c in windows_commands() if "--require-hashes" in c))
    ran = run(copies[name], *command, "--dry-run", "--quiet")
    assert ran.returncode == 0, ran.stderr[-2000:]


@BOTH
def test_readme_tests_on_windows(name, copies):
    command = here(next(c for c in windows_commands() if "pytest" in c))
    collected = run(copies[name], *command, "--collect-only", "-q")
    assert collected.returncode == 0, collected.stdout[-3000:]
    tests = ["tests/test_layout.py", "tests/bookkit/test_chapter.py"]
    ran = run(copies[name], sys.executable, "-m", "pytest", "-q", *tests)
    assert ran.returncode == 0, ran.stdout[-3000:]


@BOTH
def test_readme_runs_stale_chapters_on_windows(name, copies):
    """Where nothing is stale, the command has nothing to do; that it runs what is stale, tests/bookkit/test_execute.py tests."""
    done = run(copies[name], sys.executable, "-c", STALE)
    if not all(current for _, current in json.loads(done.stdout).values()):
        pytest.skip("a chapter is stale; see the test above")
    ran = run(copies[name], *here(next(c for c in windows_commands() if "--into" in c)))
    assert ran.returncode == 0 and not ran.stdout, ran.stdout + ran.stderr


def test_every_command_of_the_readme_is_known(copies):
    """So that the tests above try all of them."""
    tried = (
        "-m venv .venv",
        "--require-hashes",
        "bookkit execute",
        "bookkit build html",
        "-m pytest",
        "jupyter lab",
    )
    for command in windows_commands():
        assert any(part in command for part in tried), command
