"""The book itself: the site builds without a warning, and the committed notebooks are what their sources generate."""
from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from book_fingerprint import NOTEBOOKS, ROOT, recorded, sources
from solutions import stored_outputs

CHAPTERS = sources()
MAIN = "from jupyter_book.cli.main import main; main()"


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The site and the notebook editions of this checkout, built into a temporary folder."""
    out = tmp_path_factory.mktemp("site")
    for builder in ([], ["--builder=custom", "--custom-builder=notebook"], ["--builder=custom", "--custom-builder=student"]):
        command = [sys.executable, "-c", MAIN, "build", "-W", "-n", "--keep-going", str(ROOT), "--path-output", str(out), *builder]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300)
        assert done.returncode == 0, "\n".join(line for line in (done.stdout + done.stderr).splitlines()
                                               if re.search("WARNING|ERROR|Error|Traceback", line))
    return out / "_build"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_committed_notebook_is_current(path):
    assert recorded(path, committed_only=True), f"notebooks/{path.stem}.ipynb is stale; run: make execute CHAPTER={path.stem[:2]}"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_committed_notebook_is_what_its_source_generates(path, built):
    committed, generated = (folder / f"{path.stem}.ipynb" for folder in (NOTEBOOKS, built / "notebook"))
    assert committed.read_text("utf8") == generated.read_text("utf8"), \
        f"notebooks/{path.stem}.ipynb was edited by hand or its text is old; edit chapters/{path.name} and run: make notebooks"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_committed_notebook_shows_full_size_official_results(path):
    notebook = nbformat.read(NOTEBOOKS / f"{path.stem}.ipynb", as_version=4)
    book = notebook.metadata["book"]
    assert book["profile"] == "full" and book["official"]
    assert (NOTEBOOKS / f"{path.stem}.ipynb").stat().st_size < 400_000
    assert not [o for c in notebook.cells for o in c.get("outputs", []) if o.output_type == "error" or o.get("name") == "stderr"]
    printed = "\n".join(o.text for c in notebook.cells for o in c.get("outputs", []) if o.output_type == "stream")
    assert not re.search(r"WARNING|Warning:| at 0x", printed), "a warning or an address, which differs from run to run"
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert not re.search(r"\{(ref|eq|numref|cite:?\w*|doc|term)\}`|^:::|CODE-CELL|<script", text, re.M)
    images = [o for c in notebook.cells for o in c.get("outputs", []) if "image/png" in o.get("data", {})]
    assert images and all(o.metadata["image/png"]["alt"] for o in images), "a plot without alternative text"


def test_a_notebook_edited_by_hand_is_noticed(built, tmp_path):
    copy = tmp_path / CHAPTERS[0].with_suffix(".ipynb").name
    shutil.copy(NOTEBOOKS / copy.name, copy)
    copy.write_text(copy.read_text("utf8").replace("the", "thee", 1), "utf8")
    assert copy.read_bytes() != (built / "notebook" / copy.name).read_bytes()


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_page_says_where_its_numbers_come_from(path, built):
    page = (built / "html" / "chapters" / f"{path.stem}.html").read_text("utf8")
    for words in ("Outputs recorded", "Open in Colab", "Download notebook", "running all cells"):
        assert words in page
    assert path.stem in (built / "html" / "book" / "status.html").read_text("utf8")


def test_every_image_of_the_site_has_alternative_text(built):
    for page in (built / "html" / "chapters").glob("*.html"):
        for tag in re.findall(r"<img\b[^>]*>", page.read_text("utf8").split('<article')[1].split("</article>")[0]):
            alt = re.search(r'alt="([^"]*)"', tag)
            assert alt and len(alt.group(1)) > 10 and not alt.group(1).startswith(("_images", "../_images")), f"{page.name}: {tag[:200]}"


def test_site_asks_no_other_host_for_anything(built):
    for page in (built / "html").rglob("*.html"):
        text = page.read_text("utf8")
        assert not re.search(r'<(script|img|iframe|source)[^>]+src="(https?:)?//', text), page
        assert not re.search(r'<link[^>]+rel="(stylesheet|preload|icon)"[^>]+href="(https?:)?//', text), page


def test_student_notebooks_carry_no_solutions(built):
    for path in CHAPTERS:
        student = nbformat.read(built / "student" / f"{path.stem}.ipynb", as_version=4)
        full = nbformat.read(NOTEBOOKS / f"{path.stem}.ipynb", as_version=4)
        assert any("NotImplementedError" in c.source for c in student.cells)
        assert [c.id for c in student.cells if c.cell_type == "code"] == [c.id for c in full.cells if c.cell_type == "code"]
        assert not any(c.get("outputs") for c in student.cells)
        text = "\n".join(c.source for c in student.cells)
        assert "<summary>Solution" not in text and "Solution to" not in text and "For teachers" not in text
        assert any("<summary>Solution" in c.source for c in full.cells)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_site_shows_what_solutions_print(path, built):
    page = html.unescape(re.sub("<[^>]+>", "", (built / "html" / "chapters" / f"{path.stem}.html").read_text("utf8")))
    outputs = [o for cell in stored_outputs(NOTEBOOKS / f"{path.stem}.ipynb").values() for o in cell]
    assert outputs and all(line in page for o in outputs for line in o.get("text", "").splitlines())
