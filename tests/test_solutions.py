"""Solutions fold in every notebook, in the committed ones and in the toy book's; the site shows them with their outputs."""
from __future__ import annotations

import ast
import builtins
import copy
import json
import re
import symtable

import nbformat
import pytest
from book_fingerprint import NOTEBOOKS, chapter, code_cells, last_recorded, recorded, solution_cells, solution_file, sources
from solutions import printed, split_folds, standing_open, stored_outputs
from toybook import ToyBook

CHAPTERS = sources()


def read(path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_no_solution_stands_open_in_the_committed_notebook(path):
    file = NOTEBOOKS / f"{path.stem}.ipynb"
    assert standing_open(read(file), path, stored_outputs(file)) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_outputs_of_solutions_are_stored_with_the_notebook(path):
    done, hidden = recorded(path, committed_only=True), set(solution_cells(chapter(path)))
    assert done, "stale"
    assert set(stored_outputs(NOTEBOOKS / f"{path.stem}.ipynb")) == hidden
    assert any(cell.outputs for cell in done.cells if cell.id in hidden), "no solution prints anything"


def names(code: str) -> tuple[set[str], set[str]]:
    """(names that a cell defines, names that it takes from cells above) at the top level, functions included."""
    top, defined, needed = symtable.symtable(code, "cell", "exec"), set(), set()
    defined |= {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    todo = [top]
    while todo:
        table = todo.pop()
        todo += table.get_children()
        needed |= {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
        needed |= {s.get_name() for s in table.get_symbols() if table is top and s.is_referenced()}
    return defined, needed


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_no_cell_needs_a_name_that_only_a_solution_defines(path):
    """In a reader's notebook the code of solutions does not run."""
    notebook = chapter(path)
    hidden, known = set(solution_cells(notebook)), {*dir(builtins), "get_ipython", "__name__"}
    missing = {}
    for name, cell in code_cells(notebook).items():
        if name not in hidden:
            defined, needed = names(cell.source)
            known |= defined
            missing |= {name: needed - known} if needed - known else {}
    assert missing == {}


def test_that_test_notices_a_name_of_a_solution():
    assert names("def f(x):\n    return helper(x) + y")[1] >= {"helper", "y"} and "helper" not in names("f = [g for g in h]")[0]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> ToyBook:
    book = ToyBook(tmp_path_factory.mktemp("book"))
    ran = book.execute()
    assert ran.returncode == 0, ran.stderr
    for builder in ("html", "notebook", "student"):
        done = book.build(builder)
        assert done.returncode == 0, done.stdout + done.stderr
    book.commit()
    return book


@pytest.fixture
def gates(built):
    """(source, committed notebook, stored outputs) of the toy chapter."""
    file = built.folder / "notebooks" / "01_gates.ipynb"
    return built.folder / "chapters" / "01_gates.md", read(file), stored_outputs(file)


def test_toy_notebook_folds_each_solution_into_one_text_cell(gates):
    source, notebook, stored = gates
    assert standing_open(notebook, source, stored) == []
    (cell,) = [c for c in notebook.cells if "Multiply the argument" in c.source]
    assert cell.cell_type == "markdown" and cell.source.startswith("<details><summary>Solution</summary>\n\nMultiply")
    code = {name: c.source for name, c in code_cells(chapter(source)).items()}
    assert f"\n\n````python\n{code['c06']}\n````\n\n" in cell.source, "verbatim, in a fence longer than the one inside it"
    assert f"\n\n```python\n{code['c07']}\n```\n\n" in cell.source
    assert cell.source.count("<details>") == 2, "the box in it folds too"
    assert {"c06", "c07"}.isdisjoint(c.id for c in notebook.cells) and "c08" in {c.id for c in notebook.cells}
    assert sorted(notebook.metadata.book.seconds) == [f"c{i:02d}" for i in range(9)], "the maintainers' run has run them"


def test_outputs_of_toy_solutions_have_a_file_and_are_shown_on_the_site(built, gates):
    _, notebook, stored = gates
    assert stored["c06"][0]["text"] == "Triple: correct\n" and stored["c07"][0]["text"] == "the triple of 1234 is 3702\n"
    assert "3702" not in (built.folder / "notebooks" / "01_gates.ipynb").read_text("utf8")
    html = built.folder / "_build" / "html"
    page = (html / "chapters" / "01_gates.html").read_text("utf8")
    assert "the triple of 1234 is 3702" in page and "Triple: correct" in page
    assert not (html / "_files" / "notebooks" / "solutions").exists(), "readers need no such file"
    assert not (built.folder / "notebooks" / "solutions" / "02_second.json").exists(), "a chapter without solutions has none"


def opened(notebook: nbformat.NotebookNode, how: str) -> nbformat.NotebookNode:
    notebook = copy.deepcopy(notebook)
    (place,) = [i for i, c in enumerate(notebook.cells) if "Multiply the argument" in c.source]
    cell = notebook.cells[place]
    inner = cell.source.removeprefix("<details><summary>Solution</summary>").removesuffix("</details>").strip()
    if how == "tags left out":
        cell.source = inner
    elif how == "title open":
        cell.source = "#### Solution\n\n" + cell.source
    elif how == "prose before the fold":
        cell.source = "Multiply the argument by three.\n\n" + cell.source
    elif how == "not closed":
        cell.source = cell.source.removesuffix("</details>")
    elif how == "closed before the code":
        cell.source = cell.source.replace("````python", "</details>\n\n````python", 1).removesuffix("</details>")
    elif how == "code cell":
        notebook.cells.insert(place, nbformat.v4.new_code_cell("def triple(x):\n    return 3 * x", id="c06"))
    elif how == "code cell of another name":
        notebook.cells.insert(place, nbformat.v4.new_code_cell('print("the triple of 1234 is", triple(1234))'))
    elif how == "output in the fold":
        cell.source = cell.source.replace("\n\n</details>", "\n\nthe triple of 1234 is 3702\n\n</details>")
    elif how == "metadata of the notebook":
        notebook.metadata["solution"] = "Multiply the argument by three"
    elif how == "metadata of a cell":
        notebook.cells[0].metadata["x"] = {"y": ['print("the triple of 1234 is", triple(1234))']}
    elif how == "left out":
        del notebook.cells[place]
    elif how == "two in one cell":
        (other,) = [c for c in notebook.cells if "Nothing at all" in c.source]
        notebook.cells.remove(other)
        cell.source += "\n\n" + other.source
    return notebook


@pytest.mark.parametrize("how", ["tags left out", "title open", "prose before the fold", "not closed", "closed before the code", "code cell",
                                 "code cell of another name", "output in the fold", "metadata of the notebook",
                                 "metadata of a cell", "left out", "two in one cell"])
def test_a_solution_that_is_opened_again_is_noticed(gates, how):
    source, notebook, stored = gates
    assert standing_open(opened(notebook, how), source, stored) != []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_each_committed_solution_opened_alone_is_noticed(path):
    file = NOTEBOOKS / f"{path.stem}.ipynb"
    notebook, stored = read(file), stored_outputs(file)
    places = [i for i, c in enumerate(notebook.cells) if "<summary>Solution</summary>" in c.source]
    assert places
    for place in places:
        edited = copy.deepcopy(notebook)
        cell = edited.cells[place]
        cell.source = cell.source.removeprefix("<details><summary>Solution</summary>").strip().removesuffix("</details>")
        assert standing_open(edited, path, stored)


def test_stored_outputs_of_another_run_are_not_taken(built, tmp_path):
    book = built.copy_to(tmp_path / "book")
    source, file = book.folder / "chapters" / "01_gates.md", solution_file(book.folder / "notebooks" / "01_gates.ipynb")
    whole = file.read_text("utf8")
    assert book.stale() == [] and recorded(source)
    file.write_text(whole.replace("3702", "3703"), "utf8")
    assert book.stale() == ["01_gates"], "one file of another run, or edited by hand"
    file.unlink()
    assert book.stale() == ["01_gates"], "one file left out of a commit"
    file.write_bytes(whole.replace("\n", "\r\n").encode())
    assert book.stale() == [], "line ends of a clone do not matter"
    assert {c.id: c for c in last_recorded(source).cells}["c07"].outputs[0].text == "the triple of 1234 is 3702\n"


def test_execution_takes_the_outputs_of_solutions_out_of_the_notebook(built, tmp_path):
    book = built.copy_to(tmp_path / "book")
    assert book.execute("01", "--into", "_build/small").returncode == 0
    notebook = read(book.folder / "_build" / "small" / "01_gates.ipynb")
    cells = {cell.id: cell for cell in notebook.cells}
    assert cells["c06"].execution_count == 7 and not cells["c06"].outputs and not cells["c07"].outputs
    assert json.loads((book.folder / "_build" / "small" / "solutions" / "01_gates.json").read_text("utf8"))["c07"]
    text = re.sub(r"```\{solution-start\} ex-triple.*?\{solution-end\}\n```\n|```\{solution-start\} ex-halve.*?\{solution-end\}\n```\n", "",
                  (book.folder / "chapters" / "01_gates.md").read_text("utf8"), flags=re.S)
    (book.folder / "chapters" / "01_gates.md").write_text(text, "utf8")
    assert book.execute("01", "--into", "_build/small").returncode == 0
    assert not (book.folder / "_build" / "small" / "solutions" / "01_gates.json").exists(), "no outputs of solutions that are gone"


def test_a_readers_notebook_runs_through_and_says_not_attempted(built, tmp_path):
    book = built.copy_to(tmp_path / "book")
    for edition in ("notebooks", "_build/student"):
        code = "\n\n".join(c.source for c in read(book.folder / edition / "01_gates.ipynb").cells if c.cell_type == "code")
        assert "return 3 * x" not in code and ast.parse(code)
        (book.folder / "notebooks" / "run.py").write_text(code, "utf8")
        here = ToyBook.__new__(ToyBook)
        here.folder = book.folder / "notebooks"
        ran = here.python("run.py")
        assert ran.returncode == 0 and "Triple: not attempted yet" in ran.stdout, ran.stderr


def test_student_edition_has_neither_solutions_nor_the_box_for_teachers(built):
    text = (built.folder / "_build" / "student" / "01_gates.ipynb").read_text("utf8")
    for words in ("Solution", "Multiply the argument", "3702", "1234", "Nothing at all", "For teachers", "stuck at the circle"):
        assert words not in text, words
    assert "For teachers" in (built.folder / "notebooks" / "01_gates.ipynb").read_text("utf8")


def test_only_a_chapter_whose_header_says_that_a_gpu_helps_asks_colab_for_one(built):
    for edition in ("notebooks", "_build/student"):
        without, asks = (read(built.folder / edition / f"{name}.ipynb").metadata for name in ("01_gates", "02_second"))
        assert "accelerator" not in without and asks["accelerator"] == "GPU" and asks["colab"]["gpuType"] == "T4"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_committed_notebook_asks_for_a_gpu_where_its_header_says_that_one_helps(path):
    helps = bool(re.search(r"^:gpu: helps", path.read_text("utf8"), re.M))
    assert (read(NOTEBOOKS / f"{path.stem}.ipynb").metadata.get("accelerator") == "GPU") is helps


def test_folds_are_split_by_depth():
    assert split_folds("a<details>b<details>c</details>d</details>e") == ("a\ne", "b\nc\nd")
    for wrong in ("<details>", "</details>", "<details></details></details>"):
        with pytest.raises(AssertionError):
            split_folds(wrong)
    assert printed([{"output_type": "display_data", "data": {"text/html": "<b>\nx</b>"}}]) == ["<b>", "x</b>"]
