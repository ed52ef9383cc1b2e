"""The book itself: the site builds without a warning and without Keras, and the committed notebooks are what their sources generate."""

from __future__ import annotations

import ast
import builtins
import copy
import functools
import gzip
import html
import re
import subprocess
import symtable
import sys
import time
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from jupyter_book.cli.main import main as jupyter_book
from solutions import standing_open, stored_outputs
from thebook import CHAPTERS, EXERCISES, NOTEBOOKS, PAGES, ROOT, each
from toybook import clean_environment, read, working_in

from bookkit.build import JUPYTER_BOOK
from bookkit.chapter import (
    NEEDS,
    bound_names,
    code_cells,
    exercises,
    needed_source,
    read_names,
    solution_cells,
)
from bookkit.chapter import read as read_page
from bookkit.records import last, recorded

BLOCKED = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("tensorflow", "keras", "torch", "jax"):
            raise ImportError(f"the site is built without {name}")

sys.meta_path.insert(0, Refuse())
"""
WARNINGS = re.compile("WARNING|ERROR|Error|Traceback")


def committed(page) -> nbformat.NotebookNode:
    """The notebook of *page* in notebooks/."""
    return read(NOTEBOOKS / f"{page.key}.ipynb")


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The site and the notebook editions of this checkout, built into a temporary folder; the site without Keras."""
    out, blocked = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("blocked")
    (blocked / "sitecustomize.py").write_text(BLOCKED, "utf8")
    arguments = ["build", "-q", "-W", "-n", "--keep-going", str(ROOT), "--path-output", str(out)]
    start = time.perf_counter()
    done = subprocess.run(
        [*JUPYTER_BOOK, *arguments],
        cwd=ROOT,
        env=clean_environment(PYTHONPATH=str(blocked)),
        capture_output=True,
        text=True,
        timeout=600,
    )
    print(f"the site, without TensorFlow, Keras and PyTorch: {time.perf_counter() - start:.0f} s")
    said = [done.stdout + done.stderr]
    failed = done.returncode
    for edition in ("notebook", "student"):
        with working_in(ROOT):
            done = CliRunner().invoke(
                jupyter_book, [*arguments, "--builder=custom", f"--custom-builder={edition}"]
            )
        failed = failed or done.exit_code
        said.append(done.output)
    assert not failed, "\n".join(
        line for line in "".join(said).splitlines() if WARNINGS.search(line)
    )
    return out / "_build"


def test_keras_is_really_refused(tmp_path):
    """The proof that the site is built without it can fail."""
    (tmp_path / "sitecustomize.py").write_text(BLOCKED, "utf8")
    done = subprocess.run(
        [sys.executable, "-c", "import keras"],
        env=clean_environment(PYTHONPATH=str(tmp_path)),
        capture_output=True,
        text=True,
    )
    assert "the site is built without keras" in done.stderr


# --- committed notebooks --------------------------------------------------------------------


@each(PAGES)
def test_committed_notebook_is_current(page):
    assert recorded(page, committed_only=True), (
        f"notebooks/{page.key}.ipynb is stale; run: make execute PAGE={page.key}"
    )


@each(PAGES)
def test_committed_notebook_is_what_its_source_generates(page, built):
    made = (built / "notebook" / f"{page.key}.ipynb").read_text("utf8")
    why = f"notebooks/{page.key}.ipynb was edited by hand or its text is old; edit {page.path.relative_to(ROOT)} and run: make notebooks"
    assert (NOTEBOOKS / f"{page.key}.ipynb").read_text("utf8") == made, why


def test_nothing_else_is_committed_there():
    from bookkit.records import files

    known = {path for page in PAGES for path in files(page, NOTEBOOKS)}
    found = {
        path
        for path in NOTEBOOKS.rglob("*")
        if path.is_file() and path.suffix in (".ipynb", ".json")
    }
    assert sorted(str(path.relative_to(ROOT)) for path in found - known) == [], (
        "pages that are gone: make notebooks removes them"
    )


@each(PAGES)
def test_committed_notebook_shows_full_size_official_results(page):
    notebook, provenance = committed(page), last(page, NOTEBOOKS).provenance
    assert provenance["profile"] == "full" and provenance["official"]
    assert (NOTEBOOKS / f"{page.key}.ipynb").stat().st_size < 500_000
    assert not [
        o
        for c in notebook.cells
        for o in c.get("outputs", [])
        if o.output_type == "error" or o.get("name") == "stderr"
    ]
    printed = "\n".join(
        o.text for c in notebook.cells for o in c.get("outputs", []) if o.output_type == "stream"
    )
    assert not re.search(r"WARNING|Warning:| at 0x", printed), (
        "a warning or an address, which differs from run to run"
    )
    assert "came out otherwise" not in printed and "not judged" not in printed
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert not re.search(r"\{(ref|eq|numref|cite:?\w*|doc|term)\}`|^:::|CELL-|<script", text, re.M)
    images = [
        o for c in notebook.cells for o in c.get("outputs", []) if "image/png" in o.get("data", {})
    ]
    assert all(o.metadata["image/png"]["alt"] for o in images), "a plot without alternative text"


@each(CHAPTERS)
def test_every_chapter_shows_a_plot(page):
    assert any(
        "image/png" in o.get("data", {})
        for c in committed(page).cells
        for o in c.get("outputs", [])
    )


@each(PAGES)
def test_committed_notebook_holds_no_number_of_a_chapter_and_no_time(page):
    text = "\n".join(cell.source for cell in committed(page).cells if cell.cell_type == "markdown")
    assert not re.search(
        r"(Figure|Fig\.|Exercise) +\d+\.\d|\[\(\d+\.\d+\)\]|\\tag\{\d+\.|Outputs recorded", text
    )
    assert set(committed(page).metadata) <= {"kernelspec", "language_info", "accelerator", "colab"}


@each(PAGES)
def test_committed_notebook_asks_for_a_gpu_where_its_header_says_that_one_helps(page):
    helps = bool(re.search(r"^:gpu: helps", page.path.read_text("utf8"), re.M))
    assert (committed(page).metadata.get("accelerator") == "GPU") is helps


@each(
    [
        page
        for page in PAGES
        if any(
            "claims" in cell.metadata.get("tags", [])
            for name, cell in code_cells(read_page(page)).items()
            if name
            not in solution_cells(read_page(page))  # text in a notebook, folded with its solution
        )
    ]
)
def test_claims_are_folded_in_notebook_and_site(page, built):
    cells = [cell for cell in committed(page).cells if "claims" in cell.metadata.get("tags", [])]
    for cell in cells:
        assert re.match(r"# @title (1 statement|\d+ statements) checked here\n", cell.source)
        assert cell.metadata["cellView"] == "form" and cell.metadata["jupyter"]["source_hidden"]
    shown = (built / "html" / "chapters" / f"{page.key}.html").read_text("utf8")
    folds = len(
        re.findall(
            r'<p class="collapsed admonition-title">(?:1 statement|\d+ statements) checked here</p>',
            shown,
        )
    )
    hidden = solution_cells(read_page(page))
    inside = [
        name
        for name in hidden
        if "claims" in code_cells(read_page(page))[name].metadata.get("tags", [])
    ]
    assert folds == len(cells) + len(inside) and cells


@each(CHAPTERS)
def test_folded_code_says_what_it_is(page, built):
    shown = BeautifulSoup(
        (built / "html" / "chapters" / f"{page.key}.html").read_text("utf8"), "html.parser"
    )
    folded = shown.select("div.cell.tag_hide-input:not(.claims)")
    lines = [cell.find("summary").find("p").get_text() for cell in folded]
    assert lines[0] == "Imports"
    for cell, line in zip(folded, lines, strict=True):
        assert line in {"Imports", "Constants", "Code of the picture", "Code of the output", "Code"}
        constants = "tag_parameters" in cell["class"]
        assert (line == "Constants") == constants
        if not constants and line != "Imports":
            assert (line == "Code of the picture") == bool(cell.select(".cell_output img"))


# --- solutions --------------------------------------------------------------------------------


@each(EXERCISES)
def test_no_solution_stands_open_in_the_committed_notebook(page):
    assert standing_open(committed(page), page, stored_outputs(page, NOTEBOOKS)) == []


@each(EXERCISES)
def test_outputs_of_solutions_are_stored_with_the_notebook(page):
    done, hidden = recorded(page, committed_only=True), set(solution_cells(read_page(page)))
    assert done, "stale"
    assert set(stored_outputs(page, NOTEBOOKS)) == hidden
    assert any(done.cells[name].outputs for name in hidden), "no solution prints anything"


@each(EXERCISES)
def test_each_committed_solution_opened_alone_is_noticed(page):
    notebook, stored = committed(page), stored_outputs(page, NOTEBOOKS)
    places = [
        i for i, cell in enumerate(notebook.cells) if "<summary>Solution</summary>" in cell.source
    ]
    assert places
    for place in places:
        edited = copy.deepcopy(notebook)
        cell = edited.cells[place]
        cell.source = (
            cell.source.removeprefix("<details><summary>Solution</summary>")
            .strip()
            .removesuffix("</details>")
        )
        assert standing_open(edited, page, stored)


def read_at_once(table: symtable.SymbolTable, top: bool = True) -> set[str]:
    """Global names that code reads when it is run; what its functions read is looked up when they are called."""
    names = {
        s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global())
    }
    at_once = ("listcomp", "setcomp", "dictcomp", "genexpr")
    inside = [
        child
        for child in table.get_children()
        if child.get_type() == "class" or child.get_name() in at_once
    ]
    return names.union(*(read_at_once(child, False) for child in inside))


def missing_names(cells: list[tuple[str, str]]) -> dict[str, set[str]]:
    """Of (name, source) of cells in order: the global names a cell reads that neither it nor one above it defines.

    What a function reads may be defined further down.
    """
    bound = {
        name: set().union(*(bound_names(statement) for statement in ast.parse(source).body))
        for name, source in cells
    }
    known, missing = {*dir(builtins), "get_ipython", "display", "__name__", "__file__"}, {}
    somewhere = known.union(*bound.values())
    for name, source in cells:
        known |= bound[name]
        lacking = (
            read_at_once(symtable.symtable(source, "cell", "exec")) - known
            | read_names(source) - somewhere
        )
        if lacking:
            missing[name] = lacking
    return missing


@each(PAGES)
def test_no_cell_needs_a_name_that_only_a_solution_defines(page):
    """In a reader's notebook the code of solutions does not run."""
    notebook = read_page(page)
    hidden = set(solution_cells(notebook))
    cells = [
        (name, cell.source) for name, cell in code_cells(notebook).items() if name not in hidden
    ]
    assert missing_names([(NEEDS, needed_source(page)), *cells]) == {}


def test_that_test_notices_a_name_of_a_solution():
    cells = [
        ("a", "f = [g for g in range(n)]"),
        ("b", "def h(x):\n    return helper(x) + y"),
        ("c", "import os\nprint(os, f, h)\ny = n = 1"),
    ]
    assert missing_names(cells) == {"a": {"n"}, "b": {"helper"}}


# --- site and student edition --------------------------------------------------------------------


@each(PAGES)
def test_page_says_where_its_numbers_come_from(page, built):
    shown = (built / "html" / "chapters" / f"{page.key}.html").read_text("utf8")
    for words in ("Outputs recorded", "Open in Colab", "Download notebook", "Running all cells"):
        assert words in shown
    assert f"chapters/{page.key}.html" in (built / "html" / "book" / "status.html").read_text(
        "utf8"
    )


def test_every_image_of_the_site_has_alternative_text(built):
    for page in (built / "html" / "chapters").rglob("*.html"):
        for tag in re.findall(
            r"<img\b[^>]*>", page.read_text("utf8").split("<article")[1].split("</article>")[0]
        ):
            alt = re.search(r'alt="([^"]*)"', tag)
            assert (
                alt and len(alt.group(1)) > 10 and not alt.group(1).startswith(("_images", "../"))
            ), f"{page.name}: {tag[:200]}"


def test_site_asks_no_other_host_for_anything(built):
    for page in (built / "html").rglob("*.html"):
        text = page.read_text("utf8")
        assert not re.search(r'<(script|img|iframe|source)[^>]+src="(https?:)?//', text), page
        assert not re.search(
            r'<link[^>]+rel="(stylesheet|preload|icon)"[^>]+href="(https?:)?//', text
        ), page


@each(CHAPTERS)
def test_chapter_is_shared_with_its_own_first_plot(page, built):
    shown = (built / "html" / "chapters" / f"{page.key}.html").read_text("utf8")
    name = f"_files/previews/chapters/{page.key}.png"
    assert re.search(rf'<meta property="og:image" content="[^"]+/{name}" />', shown)
    assert (built / "html" / name).read_bytes().startswith(b"\x89PNG")


LOADED = re.compile(
    r'<(?:script|link|img)\b[^>]*?\b(?:src|href)="(?![a-z]+:|#)([^"?#]+)[^"]*"[^>]*>'
)
MOST_BYTES = 600_000  # of a chapter, compressed as servers do it, before demos; fonts for mathematics excepted


@functools.cache
def compressed(path: Path) -> int:
    """Bytes of a file as servers send it."""
    return len(gzip.compress(path.read_bytes()))


def weight(path: Path) -> int:
    """Compressed bytes of what a page loads at once or later: what it names, the parts of MathJax, and the icons."""
    text = path.read_text("utf8")
    named = {
        (path.parent / found[1]).resolve()
        for found in LOADED.finditer(text)
        if not re.search('rel="(index|search|next|prev|canonical)"', found[0])
    }
    static = next(folder for folder in path.parents if (folder / "_static").is_dir()) / "_static"
    named |= set((static / "vendor").rglob("*.woff2"))
    if 'class="math' in text:  # formulas.js loads them when one is near
        named |= set((static / "mathjax").rglob("*.js"))
    files = [path, *(file for file in named if file.is_file())]
    return sum(compressed(file) for file in files)


@each(PAGES)
def test_page_is_light(page, built):
    assert weight(built / "html" / "chapters" / f"{page.key}.html") <= MOST_BYTES


def test_home_page_is_light_and_has_content(built):
    assert weight(built / "html" / "index.html") <= MOST_BYTES / 2
    assert "<article" in (built / "html" / "index.html").read_text("utf8")


@each(EXERCISES)
def test_site_shows_what_solutions_print(page, built):
    shown = html.unescape(
        re.sub("<[^>]+>", "", (built / "html" / "chapters" / f"{page.key}.html").read_text("utf8"))
    )
    outputs = [output for printed in stored_outputs(page, NOTEBOOKS).values() for output in printed]
    assert outputs and all(
        line in shown for output in outputs for line in output.get("text", "").splitlines()
    )


@each(PAGES)
def test_student_notebook_carries_no_solutions(page, built):
    student, full = read(built / "student" / f"{page.key}.ipynb"), committed(page)
    assert [c.id for c in student.cells if c.cell_type == "code"] == [
        c.id for c in full.cells if c.cell_type == "code"
    ]
    assert not any(c.get("outputs") for c in student.cells)
    text = "\n".join(c.source for c in student.cells)
    assert (
        "<summary>Solution" not in text and "Solution to" not in text and "For teachers" not in text
    )
    if page.is_exercises:
        assert any("<summary>Solution" in c.source for c in full.cells)
        assert any(exercise.kind == "code" for exercise in exercises(page)) is any(
            "NotImplementedError" in c.source for c in student.cells
        )
