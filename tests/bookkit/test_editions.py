"""The notebooks that readers and students get: what is in them, folded or not, and what never changes them."""

from __future__ import annotations

import ast
import copy
import json
import re

import nbformat
import pytest
from newchapter import NEW
from solutions import printed, split_folds, standing_open, stored_outputs
from toybook import ToyBook, python, read

from bookkit import build
from bookkit.chapter import code_cells
from bookkit.chapter import read as read_page

FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form"}


def notebook_of(book: ToyBook, key: str, edition: str = "notebooks") -> nbformat.NotebookNode:
    """The notebook of a page in one of the editions."""
    return read(book.folder / edition / f"{key}.ipynb")


def markdown(notebook: nbformat.NotebookNode) -> str:
    """The text cells together."""
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def cells(notebook: nbformat.NotebookNode) -> dict[str, nbformat.NotebookNode]:
    """Cells by id."""
    return {cell.id: cell for cell in notebook.cells}


# --- what a reader sees ------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["notebooks", "_build/student"])
@pytest.mark.parametrize("key", ["gates", "exercises/gates", "second"])
def test_notebooks_are_valid_and_no_two_cells_share_an_id(built, key, edition):
    notebook = notebook_of(built, key, edition)
    nbformat.validate(notebook)
    names = [cell.id for cell in notebook.cells]
    assert len(set(names)) == len(names) and names[0] == "setup"


def test_a_notebook_reads_as_plain_markdown(built):
    text = markdown(notebook_of(built, "gates"))
    for words in (
        r"\tag{1}", "[(1)](#equation-eq-gate)", "**Figure 1.** A caption", "[Fig. 1](#fig-a)", "Hochreiter and Schmidhuber",
        "> **Watch out**", "<details><summary>Yes.</summary>", "https://OWNER.github.io/REPO/_files/chapters/figures/a.svg",
        "![a filled circle]", r"5\$", "compute an area", "[Exercise 1](https://OWNER.github.io/REPO/chapters/exercises/gates.html#ex-triple)",
        "https://OWNER.github.io/REPO/chapters/exercises/gates.html",
    ):  # fmt: skip
        assert words in text, words
    exercises = markdown(notebook_of(built, "exercises/gates"))
    for words in (
        "### Exercise 1 Triple · code · 5 min · 1 point",
        "<details><summary>Hint</summary>",
        "### Exercise 2 Halve",
        "**core set**",
    ):
        assert words in exercises, words
    for leftover in (
        "{ref}",
        "{cite",
        "{eq}",
        "{numref}",
        "```{",
        ":::",
        "CELL-",
        "<script",
        "Open in Colab",
    ):
        assert leftover not in text + exercises, leftover


@pytest.mark.parametrize("key", ["gates", "exercises/gates", "second"])
def test_a_notebook_holds_no_number_of_a_chapter_and_no_time(built, key):
    text = markdown(notebook_of(built, key))
    assert not re.search(r"(Figure|Fig\.|Exercise|Eq\.) *\d+\.\d|\((\d+\.\d+)\)|\\tag\{\d+\.", text)
    known = json.loads((built.notebooks / "provenance" / f"{key}.json").read_text("utf8"))
    whole = (built.notebooks / f"{key}.ipynb").read_text("utf8")
    for changing in (
        "Outputs recorded",
        "Running all cells",
        known["date"],
        known["fingerprint"],
        known["machine"],
    ):
        assert changing not in whole, changing


@pytest.mark.parametrize("edition", ["notebooks", "_build/student"])
def test_claims_stand_under_one_closed_line(built, edition):
    cell = cells(notebook_of(built, "gates", edition))["c03"]
    assert cell.source.startswith("# @title 2 statements checked here\nclaim(") and cell.metadata[
        "tags"
    ] == ["claims"]
    assert FOLDED.items() <= cell.metadata.items()


@pytest.mark.parametrize(
    "key, name, folded",
    [("gates", "c05", True), ("gates", "c02", False), ("exercises/gates", "needs", True)],
)
def test_only_cells_that_say_so_are_folded(built, key, name, folded):
    assert (FOLDED.items() <= cells(notebook_of(built, key))[name].metadata.items()) is folded


def test_definitions_of_the_chapter_stand_in_the_first_cell_after_setup(built):
    for edition in ("notebooks", "_build/student"):
        code = [
            cell
            for cell in notebook_of(built, "exercises/gates", edition).cells
            if cell.cell_type == "code"
        ]
        assert [cell.id for cell in code][:3] == ["setup", "needs", "c00"]
        assert code[1].source.startswith(
            "# From the chapter\nFACTOR = 3.0\n\n\ndef times_factor(x):"
        )
        assert "needs" not in cells(notebook_of(built, "gates", edition))


def test_the_device_stands_at_the_output_it_belongs_to(built):
    notebook = notebook_of(built, "gates")
    place = [cell.id for cell in notebook.cells].index("c06")
    assert "CPU only" in notebook.cells[place].outputs[0].text
    assert notebook.cells[place + 1].source.startswith("Recorded on: CPU only")
    assert markdown(notebook).count("Recorded on") == 1
    assert "Recorded on" not in markdown(notebook_of(built, "gates", "_build/student")), (
        "it shows no outputs"
    )


def test_a_cell_that_needs_tensorflow_says_so_before_it_stops(built):
    for folder in ("notebooks", "_build/student"):
        notebook = notebook_of(built, "gates", folder)
        place = [cell.id for cell in notebook.cells].index("c02")
        assert "TensorFlow only" in notebook.cells[place - 1].source.splitlines()[-1]
        assert markdown(notebook).count("TensorFlow only") == 1


def test_only_a_chapter_whose_header_says_that_a_gpu_helps_asks_colab_for_one(built):
    for edition in ("notebooks", "_build/student"):
        without, asks = (notebook_of(built, key, edition).metadata for key in ("gates", "second"))
        assert (
            "accelerator" not in without
            and asks["accelerator"] == "GPU"
            and asks["colab"]["gpuType"] == "T4"
        )


def test_every_cell_of_an_exercise_says_whose_it_is(built):
    roles = {
        cell.id: cell.metadata["book"]
        for cell in notebook_of(built, "exercises/gates").cells
        if "book" in cell.metadata
    }
    assert roles["c01"] == {"exercise": "ex-triple", "role": "stub"} and roles["c02"] == {
        "exercise": "ex-triple",
        "role": "check",
    }
    assert roles["answer-ex-halve"] == {"exercise": "ex-halve", "role": "answer"}
    assert [name for name, role in roles.items() if role.get("role") == "task"] and roles[
        "needs"
    ] == {"role": "needs"}


def test_a_written_answer_has_a_cell_and_an_experiment_one_for_code_too(book):
    book.edit("chapters/exercises/gates.md", "Halve · concept", "Halve · experiment")
    book.built("student")
    names = [cell.id for cell in notebook_of(book, "exercises/gates", "_build/student").cells]
    assert names[-2:] == ["code-ex-halve", "answer-ex-halve"] and "answer-ex-triple" not in names


def test_a_readers_notebook_runs_through_and_says_not_attempted(built, tmp_path):
    book = built.copy_to(tmp_path / "book")
    for edition in ("notebooks", "_build/student"):
        code = "\n\n".join(
            cell.source
            for cell in notebook_of(book, "exercises/gates", edition).cells
            if cell.cell_type == "code"
        )
        assert "return 3 * x" not in code and ast.parse(code)
    ran = python(book.notebooks, "-c", code, PYTHONPATH="")
    assert ran.returncode == 0 and "Triple: not attempted yet" in ran.stdout, ran.stderr


# --- what changes no notebook ---------------------------------------------------------------


def test_generation_is_byte_identical(book):
    before = book.state()
    for path in (book.folder / "_build" / "notebook").rglob("*.ipynb"):
        path.unlink()
    book.built("notebook")
    assert book.state() == before


def test_a_stale_notebook_is_not_generated(book):
    book.edit("chapters/second.md", "1 + 1", "1 + 3")
    done = book.build("notebook")
    assert (
        done.returncode != 0
        and "second: no current outputs in notebooks/; run: make execute PAGE=second"
        in done.said.replace("\n", " ")
    )


@pytest.mark.parametrize(
    "place, other",
    [("  - file: chapters/second", "  - file: chapters/middle\n  - file: chapters/second"),
     ("  - file: chapters/gates", "  - file: chapters/middle\n  - file: chapters/gates"),
     ("- caption: About", "- caption: More\n  numbered: 1\n  chapters:\n  - file: chapters/middle\n- caption: About")],
    ids=["in the middle", "at the front", "in a part of its own"],
)  # fmt: skip
def test_a_new_chapter_leaves_all_others_byte_for_byte(book, place, other):
    (book.folder / "chapters" / "middle.md").write_text(NEW, "utf8")
    book.edit("_toc.yml", place, other)
    before = book.state()
    assert book.execute().stdout.splitlines()[0] == "middle: running", "and no other one"
    book.built("notebook")
    after = book.state()
    assert {name: after.get(name) for name in before} == before
    assert sorted(after.keys() - before.keys()) == ["middle.ipynb", "provenance/middle.json"]


@pytest.mark.parametrize(
    "name, old, new, changed",
    [
        ("chapters/utils.py", "SCALE = 2.0", "SCALE = 2.0  # a comment", []),
        ("chapters/utils.py", '"""Double *x*."""', '"""Twice *x*."""', []),
        ("chapters/exercises/gates_checks.py", '"""Checks', '"""The checks', []),
        ("book/index.md", "# A toy book\n", "# A toy book\n\n```{figure} ../chapters/figures/a.svg\n:name: fig-0\n:alt: a filled circle\nFirst.\n```\n", []),
        ("chapters/gates.md", "## After\n", "```{figure} figures/a.svg\n:name: fig-b\n:alt: a filled circle\nB.\n```\n\n## After\n", ["gates.ipynb"]),
        ("chapters/second.md", "See {eq}", "Again see {eq}", ["second.ipynb"]),
    ],
    ids=["comment in utils", "docstring in utils", "docstring of checks", "figure on the landing page", "figure in the first chapter", "prose"],
)  # fmt: skip
def test_what_changes_only_the_notebook_it_concerns(book, name, old, new, changed):
    before = book.state()
    book.edit(name, old, new)
    assert book.execute("--all").returncode == 0
    book.built("notebook")
    after = book.state()
    assert (
        before.keys() == after.keys()
        and [key for key in before if before[key] != after[key]] == changed
    )


def test_a_notebook_whose_page_is_gone_is_removed(book):
    (book.folder / "chapters" / "second.md").unlink()
    book.edit("_toc.yml", "  - file: chapters/second\n", "")
    book.edit(
        "chapters/gates.md", ":needs: nothing; {ref}`ch-second` comes later", ":needs: nothing"
    )
    book.edit("chapters/gates.md", ", {ref}`ch-second`", "")
    book.built("notebook")
    assert (book.folder / "_build" / "notebook" / "second.ipynb").is_file(), (
        "what an earlier build left does not come back"
    )
    assert "second" not in " ".join(book.state())
    build.take_notebooks(book.book)
    assert "second" not in " ".join(book.state())


# --- students ---------------------------------------------------------------------------------


def test_student_edition_has_stubs_and_checks_but_no_solution(built):
    notebook = notebook_of(built, "exercises/gates", "_build/student")
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert (
        "NotImplementedError" in code
        and "check_triple(triple, times_factor)" in code
        and "return 3 * x" not in code
    )
    for key in ("gates", "exercises/gates", "second"):
        assert not any(
            cell.get("outputs") for cell in notebook_of(built, key, "_build/student").cells
        )
    assert "data:image/svg+xml;base64," in markdown(notebook_of(built, "gates", "_build/student"))


def test_student_edition_has_neither_solutions_nor_the_box_for_teachers(built):
    text = "\n".join(
        (built.folder / "_build" / "student" / f"{key}.ipynb").read_text("utf8")
        for key in ("gates", "exercises/gates")
    )
    for words in (
        "Solution",
        "Multiply the argument",
        "3702",
        "1234",
        "Nothing at all",
        "For teachers",
        "stuck at the circle",
    ):
        assert words not in text, words
    assert "For teachers" in (built.notebooks / "gates.ipynb").read_text("utf8")


def test_what_the_student_notebooks_would_fetch_lies_beside_them(built, tmp_path):
    book = built.copy_to(tmp_path / "book")
    build.add_offline_files(book.book)
    beside = book.folder / "_build" / "student" / "learning-sequences"
    found = sorted(
        path.relative_to(beside).as_posix() for path in beside.rglob("*") if path.is_file()
    )
    assert found == [
        "chapters/artifacts/number.txt",
        "chapters/exercises/gates_checks.py",
        "chapters/utils.py",
    ]


# --- solutions ----------------------------------------------------------------------------------


@pytest.fixture
def gates(built):
    """(page of exercises, committed notebook, stored outputs) of the toy book."""
    page = built.page("exercises/gates")
    return page, notebook_of(built, "exercises/gates"), stored_outputs(page, built.notebooks)


def test_each_solution_folds_into_one_text_cell(gates):
    page, notebook, stored = gates
    assert standing_open(notebook, page, stored) == []
    (cell,) = [c for c in notebook.cells if "Multiply the argument" in c.source]
    assert cell.cell_type == "markdown" and cell.source.startswith(
        "<details><summary>Solution</summary>\n\nMultiply"
    )
    code = {name: c.source for name, c in code_cells(read_page(page)).items()}
    assert f"\n\n````python\n{code['c03']}\n````\n\n" in cell.source, (
        "verbatim, in a fence longer than the one inside it"
    )
    assert f"\n\n```python\n{code['c04']}\n```\n\n" in cell.source
    assert cell.source.count("<details>") == 2, "the box in it folds too"
    assert {"c03", "c04"}.isdisjoint(c.id for c in notebook.cells)


def test_what_solutions_print_stands_in_no_notebook(built, gates):
    _, _, stored = gates
    assert (
        stored["c03"][0]["text"] == "Triple: correct\n"
        and stored["c04"][0]["text"] == "the triple of 1234 is 3702\n"
    )
    assert "3702" not in (built.notebooks / "exercises" / "gates.ipynb").read_text("utf8")


def opened(notebook: nbformat.NotebookNode, how: str) -> nbformat.NotebookNode:
    """*notebook* with a solution that can be seen, in one of the ways that must be noticed."""
    notebook = copy.deepcopy(notebook)
    (place,) = [i for i, c in enumerate(notebook.cells) if "Multiply the argument" in c.source]
    cell = notebook.cells[place]
    inner = (
        cell.source.removeprefix("<details><summary>Solution</summary>")
        .removesuffix("</details>")
        .strip()
    )
    if how == "tags left out":
        cell.source = inner
    elif how == "title open":
        cell.source = "#### Solution\n\n" + cell.source
    elif how == "prose before the fold":
        cell.source = "Multiply the argument by three.\n\n" + cell.source
    elif how == "not closed":
        cell.source = cell.source.removesuffix("</details>")
    elif how == "closed before the code":
        cell.source = cell.source.replace("````python", "</details>\n\n````python", 1).removesuffix(
            "</details>"
        )
    elif how == "code cell":
        notebook.cells.insert(
            place, nbformat.v4.new_code_cell("def triple(x):\n    return 3 * x", id="c03")
        )
    elif how == "code cell of another name":
        notebook.cells.insert(
            place, nbformat.v4.new_code_cell('print("the triple of 1234 is", triple(1234))')
        )
    elif how == "output in the fold":
        cell.source = cell.source.replace(
            "\n\n</details>", "\n\nthe triple of 1234 is 3702\n\n</details>"
        )
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


@pytest.mark.parametrize("how", [
    "tags left out", "title open", "prose before the fold", "not closed", "closed before the code", "code cell", "code cell of another name",
    "output in the fold", "metadata of the notebook", "metadata of a cell", "left out", "two in one cell",
])  # fmt: skip
def test_a_solution_that_is_opened_again_is_noticed(gates, how):
    page, notebook, stored = gates
    assert standing_open(opened(notebook, how), page, stored) != []


def test_folds_are_split_by_depth():
    assert split_folds("a<details>b<details>c</details>d</details>e") == ("a\ne", "b\nc\nd")
    for wrong in ("<details>", "</details>", "<details></details></details>"):
        with pytest.raises(AssertionError):
            split_folds(wrong)
    assert printed([{"output_type": "display_data", "data": {"text/html": "<b>\nx</b>"}}]) == [
        "<b>",
        "x</b>",
    ]
