"""The zip of all notebooks: its bytes do not depend on the day, and each notebook finds in it all that it reads."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from thebook import BOOK, PAGES, each

from bookkit.downloads import archive, links


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("packed") / "notebooks.zip"
    archive.write(BOOK, target)
    return target


@pytest.fixture(scope="module")
def unpacked(packed) -> Path:
    with zipfile.ZipFile(packed) as opened:
        opened.extractall(packed.parent)
    return packed.parent / archive.FOLDER


def test_the_same_book_makes_the_same_bytes(packed, tmp_path):
    archive.write(BOOK, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()
    assert packed.stat().st_size < 20e6


def test_it_holds_the_notebooks_and_how_to_run_them_and_nothing_hidden(unpacked):
    there = {
        path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()
    }
    assert {f"notebooks/{page.key}.ipynb" for page in PAGES} <= there
    assert {"README.md", "LICENSE", "requirements.lock", "chapters/utils.py"} <= there
    assert not [name for name in there if "/solutions/" in name or "/provenance/" in name]


@each(PAGES)
def test_notebook_names_only_what_is_in_it(page, unpacked):
    file = unpacked / "notebooks" / f"{page.key}.ipynb"
    notebook = json.loads(file.read_text("utf8"))
    assert all((unpacked / name).is_file() for name in archive.files_read(notebook))
    text = "".join("".join(cell["source"]) for cell in notebook["cells"])
    shown = re.findall(r"!\[[^\]]*\]\(((?:\.\./)+chapters/figures/[^)]+)\)", text)
    assert all((file.parent / figure).is_file() for figure in shown)
    assert "_files/chapters/figures" not in text, "a figure that needs the network"


SETUPS = """
import json, os, sys
home, path = os.getcwd(), list(sys.path)
for file in sys.argv[1:]:
    os.chdir(os.path.dirname(file))
    sys.path[:] = path
    names = {}
    exec("".join(json.load(open(file, encoding="utf8"))["cells"][0]["source"]), names)
    assert os.getcwd() == os.path.join(home, "chapters"), file
"""


def test_the_first_cell_of_every_notebook_needs_no_network(unpacked):
    files = [str(unpacked / "notebooks" / f"{page.key}.ipynb") for page in PAGES]
    unreachable = {**os.environ, "BOOK_BASE": "http://127.0.0.1:9"}
    ran = subprocess.run(
        [sys.executable, "-c", SETUPS, *files],
        cwd=unpacked.resolve(),
        env=unreachable,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0 and "Warning" not in ran.stdout, ran.stdout + ran.stderr
    assert ran.stdout.count("Working folder") == len(PAGES)


def test_links_stand_only_where_the_files_are(tmp_path):
    page = tmp_path / "book" / "index.html"
    page.parent.mkdir()
    page.write_text(f"<p>before</p>{links.PLACE}<p>after</p>", "utf8")
    links.write(tmp_path)
    assert page.read_text("utf8") == f"<p>before</p>{links.PLACE}<p>after</p>"
    (tmp_path / "_files").mkdir()
    (tmp_path / "_files" / links.NOTEBOOKS).write_bytes(b"x" * 1_900_000)
    for _ in range(2):
        links.write(tmp_path)
        text = page.read_text("utf8")
        assert text.count("<a ") == 1 and "../_files/learning-sequences-notebooks.zip" in text
        assert "1.9 MB" in text and text.startswith("<p>before</p>")
    (tmp_path / "_files" / links.NOTEBOOKS).unlink()
    links.write(tmp_path)
    assert "<a " not in page.read_text("utf8")
