"""Each sentence about execution and committed notebooks in the README and CONTRIBUTING, tried on a toy book."""
from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import nbformat
import pytest
from toybook import ToyBook


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def digest(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.glob("*.ipynb"))}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> ToyBook:
    """Executed, built as a site and as notebooks, the notebooks committed."""
    book = ToyBook(tmp_path_factory.mktemp("book"))
    ran = book.execute()
    assert ran.returncode == 0, ran.stderr
    for builder in ("html", "notebook", "student"):
        done = book.build(builder)
        assert done.returncode == 0, done.stdout + done.stderr
    book.commit()
    return book


@pytest.fixture
def book(built, tmp_path) -> ToyBook:
    return built.copy_to(tmp_path / "book")


def test_execution_records_cells_outputs_and_provenance(built):
    notebook = read(built.folder / "notebooks" / "01_gates.ipynb")
    record = notebook.metadata["book"]
    assert re.fullmatch("[0-9a-f]{16}", record["fingerprint"])
    assert {"date", "machine", "python", "packages", "data", "device", "backend", "profile"} <= set(record)
    assert list(record["seconds"]) == [f"c{i:02d}" for i in range(9)], "a wall time for each cell, those of solutions included"
    outputs = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    assert outputs["c01"][0]["data"]["text/plain"] == "3.0"


def test_library_chatter_on_stderr_is_dropped(built):
    text = (built.folder / "notebooks" / "01_gates.ipynb").read_text("utf8")
    assert "folded" in text and '"name": "stderr"' not in text


@pytest.mark.parametrize("name, old, new", [
    ("chapters/01_gates.md", "Closing words.", "Other closing words, with {eq}`eq-gate`."),
    ("chapters/01_gates.md", "area(5)", "area( 5 )  # a comment"),
    ("chapters/utils.py", '"""Double *x*."""', '"""Twice *x*."""'),
    ("chapters/utils.py", "return SCALE * x", "# a comment\n    return (SCALE * x)"),
    ("chapters/utils.py", "OTHER = 5.0", "OTHER = 6.0"),
    ("_config.yml", "OWNER.github.io", "example.org"),
], ids=["prose", "comment", "docstring", "layout", "unused constant", "address"])
def test_what_does_not_make_a_chapter_stale(book, name, old, new):
    book.edit(name, old, new)
    assert book.stale() == []


@pytest.mark.parametrize("name, old, new", [
    ("chapters/01_gates.md", "area(5)", "area(6)"),
    ("chapters/01_gates.md", "area(5)\n```", "area(5)\n```\n\n```{code-cell} ipython3\narea(6)\n```"),
    ("chapters/utils.py", "SCALE = 2.0", "SCALE = 2.5"),
    ("chapters/utils.py", "return 3.0 *", "return 3.1 *"),
    ("chapters/artifacts/number.txt", "7", "8"),
], ids=["code", "new cell", "constant reached through a helper", "helper", "artifact"])
def test_what_makes_only_its_chapter_stale(book, name, old, new):
    book.edit(name, old, new)
    assert book.stale() == ["01_gates"]


def test_fingerprint_is_the_same_under_every_python(tmp_path):
    import ast

    from book_fingerprint import fingerprint
    (tmp_path / "utils.py").write_text('class A:\n    "doc"\n    def f(self, x: int = 1, *a, **k): return f"{x!r:>{2}}"\n')
    code = ["from utils import A\nasync def g():\n    async with A() as a: return [i for i in a if i]",
            "lambda: 1 if A else None"]
    assert fingerprint([ast.parse(cell) for cell in code], tmp_path) == "15c904fd8142b091", "a new Python or a changed rule would make every chapter stale"


def test_missing_artifact_is_named(book):
    (book.folder / "chapters" / "artifacts" / "number.txt").unlink()
    ran = book.execute("01")
    assert ran.returncode != 0 and "number.txt" in ran.stderr and "benchmarks/" in ran.stderr


def test_making_the_book_runs_stale_chapters_into_the_build_folder_only(book):
    book.edit("chapters/01_gates.md", "area(5)", "area(7)")
    before = digest(book.folder / "notebooks")
    assert book.build().returncode != 0, "a stale chapter must not be shown"
    ran = book.execute("--into", "_build/outputs")
    assert ran.returncode == 0 and "01_gates" in ran.stdout and "02_second" not in ran.stdout
    assert digest(book.folder / "notebooks") == before
    built = book.build()
    assert built.returncode == 0, built.stdout + built.stderr
    page = (book.folder / "_build" / "html" / "chapters" / "01_gates.html").read_text("utf8")
    assert "147.0" in page and "Outputs recorded" in page


def test_failing_cell_reports_chapter_cell_error_and_writes_nothing(book):
    book.edit("chapters/01_gates.md", "area(5)", "area(5) / 0")
    before = digest(book.folder / "notebooks")
    ran = book.execute()
    assert ran.returncode != 0
    for words in ("01_gates.md", "code cell 9 of 9", "area(5) / 0", "ZeroDivisionError"):
        assert words in ran.stderr
    assert digest(book.folder / "notebooks") == before
    assert not list(book.folder.rglob("*.part"))


def test_one_failing_chapter_does_not_stop_the_others(book):
    book.edit("chapters/01_gates.md", "area(5)", "area(5) / 0")
    book.edit("chapters/02_second.md", "1 + 1", "1 + 2")
    ran = book.execute()
    assert ran.returncode != 0 and "failed: 01_gates" in ran.stderr
    assert book.stale() == ["01_gates"]


def test_notebooks_refuses_smoke_size_and_other_data(book):
    smoke = book.execute("01", BOOK_PROFILE="smoke")
    assert smoke.returncode != 0 and "unset BOOK_PROFILE" in smoke.stderr
    for same in ("notebooks", "chapters/../notebooks"):
        relative = book.execute("01", "--into", same, BOOK_PROFILE="smoke")
        assert relative.returncode != 0 and "unset BOOK_PROFILE" in relative.stderr, "notebooks/, however it is written"
    before = digest(book.folder / "notebooks")
    packaged = book.execute("01", TOY_DATA="packaged")
    assert packaged.returncode != 0 and "official reviews only" in packaged.stderr
    assert digest(book.folder / "notebooks") == before


def test_unknown_chapter_is_named(book):
    ran = book.execute("77")
    assert ran.returncode != 0 and "no chapter 77" in ran.stderr and "01_gates" in ran.stderr
    for name in ("0", "02x", "1", "gates", "02_"):
        ran = book.execute(name)
        assert ran.returncode != 0 and f"no chapter {name} in" in ran.stderr and "running" not in ran.stdout, name


def test_gpu_output_survives_a_cpu_run_while_its_code_is_unchanged(book):
    assert book.execute("01", TOY_DEVICE="GPU: Tesla T4").returncode == 0
    assert book.execute("01").returncode == 0
    cell = {c.id: c for c in read(book.folder / "notebooks" / "01_gates.ipynb").cells}["c03"]
    assert "Tesla T4" in cell.outputs[0].text and "Tesla T4" in cell.metadata["book_device"]
    book.edit("chapters/01_gates.md", '"ran on"', '"executed on"')
    assert book.execute("01").returncode == 0
    cell = {c.id: c for c in read(book.folder / "notebooks" / "01_gates.ipynb").cells}["c03"]
    assert "CPU only" in cell.outputs[0].text


def test_notebook_generation_is_byte_identical(book):
    first = digest(book.folder / "_build" / "notebook")
    for path in (book.folder / "_build" / "notebook").glob("*.ipynb"):
        path.unlink()
    assert book.build("notebook").returncode == 0
    assert digest(book.folder / "_build" / "notebook") == first == digest(book.folder / "notebooks")


def test_stale_notebook_is_not_generated(book):
    book.edit("chapters/02_second.md", "1 + 1", "1 + 3")
    built = book.build("notebook")
    assert built.returncode != 0 and "make execute CHAPTER=02" in built.stdout + built.stderr


def test_notebook_reads_as_plain_markdown(built):
    notebook = read(built.folder / "notebooks" / "01_gates.ipynb")
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for words in (r"\tag{1.1}", "[(1.1)](#equation-eq-gate)", "**Figure 1.1.** A caption", "[Fig. 1.1](#fig-a)",
                  "Hochreiter and Schmidhuber",
                  "> **Watch out**", "### Exercise 1.1", "<details><summary>Hint</summary>", "<details><summary>Yes.</summary>",
                  "https://OWNER.github.io/REPO/_files/chapters/figures/a.svg", "![a filled circle]", r"5\$", "compute an area"):
        assert words in text, words
    for leftover in ("{ref}", "{cite", "{eq}", "{numref}", "```{", ":::", "CODE-CELL", "<script"):
        assert leftover not in text, leftover
    folded = {c.id: c for c in notebook.cells}["c02"]
    assert folded.metadata["jupyter"]["source_hidden"] and folded.metadata["cellView"] == "form"


def test_student_edition_has_stubs_and_checks_but_no_solution(built):
    notebook = read(built.folder / "_build" / "student" / "01_gates.ipynb")
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert "NotImplementedError" in code and 'check("Triple"' in code and "return 3 * x" not in code
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert "data:image/svg+xml;base64," in text and "Solution" not in text
    assert not any(cell.get("outputs") for cell in notebook.cells)


def test_site_shows_outputs_alt_texts_provenance_and_status(built):
    html = built.folder / "_build" / "html"
    page = (html / "chapters" / "01_gates.html").read_text("utf8")
    for words in ("toy reviews", "Open in Colab", "colab.research.google.com/github/OWNER/REPO/blob/main/notebooks/01_gates.ipynb",
                  "../_files/notebooks/01_gates.ipynb", 'alt="a filled circle"', "running all cells"):
        assert words in page, words
    status = (html / "book" / "status.html").read_text("utf8")
    assert status.count("current") >= 2 and "Gates" in status and "Second" in status
    assert (html / "_files" / "notebooks" / "01_gates.ipynb").is_file()


def test_site_asks_no_other_host_for_anything(built):
    for page in (built.folder / "_build" / "html").rglob("*.html"):
        text = page.read_text("utf8")
        assert not re.findall(r'<(?:script|img|iframe|source)[^>]+src="(?:https?:)?//', text), page
        assert not re.findall(r'<link[^>]+rel="(?:stylesheet|preload)"[^>]+href="(?:https?:)?//', text), page
        assert "unpkg" not in text and "cdn." not in text, page


def test_wall_times_and_budget_decide_what_a_timed_run_starts(book):
    for name, minutes in (("01_gates", 30.0), ("02_second", 1.0)):
        path = book.folder / "notebooks" / f"{name}.ipynb"
        raw = json.loads(path.read_text("utf8"))
        raw["metadata"]["book"]["seconds"] = {"c00": minutes * 60}
        path.write_text(json.dumps(raw), "utf8")
    ran = book.execute("--all", "--minutes", "5", "--into", "_build/verified")
    assert ran.returncode == 0 and "01_gates: not started" in ran.stdout and "02_second: running" in ran.stdout
