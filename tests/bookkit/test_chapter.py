"""What the machinery reads out of a page: order, cells, exercises, what it takes from another page, its smaller values."""

from __future__ import annotations

import contextlib
import re

import pytest
from toybook import ToyBook, python

from bookkit.book import Book, BookError, find_book
from bookkit.chapter import (
    bound_names,
    cells_outside_exercises,
    code_cells,
    count_statements,
    exercises,
    is_check,
    needed_source,
    needs,
    read,
    smoke_values,
    solution_cells,
    statements,
    to_run,
)


@pytest.fixture
def toy(tmp_path) -> ToyBook:
    """The toy book as it is written; nothing is run."""
    return ToyBook(tmp_path / "book")


# --- pages ---------------------------------------------------------------------


def test_pages_stand_in_the_order_of_the_table_of_contents(toy):
    assert [page.key for page in toy.book.pages] == ["gates", "exercises/gates", "second"]
    assert [page.key for page in toy.book.chapters] == ["gates", "second"]
    toy.edit("_toc.yml", "  - file: chapters/second\n", "")
    toy.edit("_toc.yml", "  chapters:\n", "  chapters:\n  - file: chapters/second\n")
    assert [page.key for page in toy.book.pages] == ["second", "gates", "exercises/gates"]


@pytest.mark.parametrize(
    "name",
    [
        "exercises/gates",
        "chapters/exercises/gates.md",
        "./chapters/exercises/gates.md",
        "chapters\\exercises\\gates.md",
    ],
)
def test_a_page_is_found_however_its_file_is_written(toy, name):
    page = toy.book.page(name)
    assert (page.key, page.name, page.is_exercises, page.companion.key) == (
        "exercises/gates",
        "gates",
        True,
        "gates",
    )
    assert page == toy.book.page_at(page.path) and page.path.is_file()


@pytest.mark.parametrize("name", ["gate", "01", "exercises", "Gates", ""])
def test_an_unknown_page_is_answered_with_those_there_are(toy, name):
    with pytest.raises(KeyError, match="gates, exercises/gates, second"):
        toy.book.page(name)


def test_the_book_is_found_from_any_of_its_folders(toy):
    assert find_book(toy.folder / "chapters" / "exercises").root == toy.folder.resolve()
    with contextlib.chdir(toy.folder.parent):
        assert (find_book().root / "bookkit").is_dir(), (
            "elsewhere: the book this machinery belongs to"
        )


@pytest.mark.parametrize("name", ["..", "chaptres"])
def test_a_folder_that_is_named_and_of_no_book_is_refused(toy, name):
    """Also one that does not exist, in a folder that is of a book."""
    with pytest.raises(BookError, match="is no folder of a book: .*mend --root"):
        find_book(toy.folder / name)


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("chapters/gates\n", "chapters/gtaes\n", "_toc.yml, line 7: .*no file chapters/gtaes.md"),
        ("- caption: About", "- caption: [About", "_toc.yml, line 12: this is no YAML"),
    ],
)
def test_what_is_wrong_in_the_table_of_contents_is_named_with_its_line(toy, old, new, said):
    toy.edit("_toc.yml", old, new)
    with pytest.raises(BookError, match=said):
        _ = toy.book.pages
    for command in (["lint"], ["execute", "--stale"]):
        ran = python(toy.folder, "-m", "bookkit", *command)
        assert ran.returncode == 1 and re.search(said, ran.stderr), ran.stderr
        assert "Traceback" not in ran.stderr


def test_an_empty_table_of_contents_is_named(toy):
    (toy.folder / "_toc.yml").write_text("", "utf8")
    with pytest.raises(BookError, match="_toc.yml: no table of contents"):
        _ = toy.book.pages


# --- cells ---------------------------------------------------------------------


def test_code_cells_are_named_in_order(toy):
    cells = code_cells(read(toy.page("gates")))
    assert (
        list(cells) == [f"c{place:02d}" for place in range(8)] and cells["c07"].source == "area(5)"
    )
    assert all(cell.id == name for name, cell in cells.items())


def test_what_is_read_may_be_changed_without_changing_the_next_reading(toy):
    page = toy.page("gates")
    read(page).cells[0].source = "spoilt"
    assert read(page).cells[0].source != "spoilt"


def test_cells_of_solutions_and_those_outside_exercises_are_known(toy):
    page = read(toy.page("exercises/gates"))
    assert solution_cells(page) == ["c03", "c04"]
    assert [cell.id for cell in cells_outside_exercises(page)] == ["c00"]


@pytest.mark.parametrize(
    "source, number",
    [
        ("assert x", 1), ('claim("a", x)', 1), ("for x in y:\n    assert x\n    claim('b', x, above=1)", 2),
        ("print(x)", 0), ("self.claim(x)", 0), ("declaim(x)", 0),
    ],
)  # fmt: skip
def test_statements_are_counted(source, number):
    assert count_statements(source) == number


def test_statements_of_a_page(toy):
    assert statements(read(toy.page("gates"))) == 2


# --- exercises -------------------------------------------------------------------


def test_exercises_are_read_with_title_stub_check_and_solution(toy):
    triple, halve = exercises(toy.page("exercises/gates"))
    assert (triple.name, triple.kind, triple.minutes, triple.points, triple.optional) == (
        "Triple",
        "code",
        5,
        1,
        False,
    )
    assert (triple.label, triple.position) == ("ex-triple", 1)
    assert [cell.id for cell in triple.stub] == ["c01"] and [cell.id for cell in triple.checks] == [
        "c02"
    ]
    assert [cell.id for cell in triple.solution] == ["c03", "c04"]
    assert (
        "three times its argument" in triple.text
        and "Multiply the argument" in triple.solution_text
    )
    assert (halve.name, halve.kind, halve.points, halve.optional, halve.cells) == (
        "Halve",
        "concept",
        1,
        True,
        [],
    )
    assert "half of zero" in halve.text and "Nothing at all" in halve.solution_text


def test_a_solution_without_its_exercise_is_an_error(toy):
    toy.edit(
        "chapters/exercises/gates.md", "{solution-start} ex-triple", "{solution-start} ex-tripel"
    )
    with pytest.raises(ValueError, match="ex-tripel.*no exercise above it"):
        exercises(toy.page("exercises/gates"))


def test_a_title_of_another_form_has_no_kind(toy):
    toy.edit("chapters/exercises/gates.md", "Triple · code · 5 min", "Triple · coding · 5 min")
    triple, _ = exercises(toy.page("exercises/gates"))
    assert (triple.name, triple.kind, triple.minutes) == (
        "Triple · coding · 5 min · 1 point",
        "",
        0,
    )


@pytest.mark.parametrize(
    "source, verdict",
    [
        ("check_triple(triple)", True), ("check_a(x)\ncheck_b(\n    y,\n)", True), ("check('Triple', test)", True),
        ("def f(): pass\ncheck_f(f)", False), ("x = check_f(f)", False), ("utils.check_f(f)", False), ("# only a comment", False),
    ],
)  # fmt: skip
def test_a_check_cell_calls_checks_and_does_nothing_else(source, verdict):
    assert is_check(source) is verdict


# --- definitions taken from another page ------------------------------------------


def with_chapter_code(toy: ToyBook, code: str, needed: str) -> Book:
    """The toy book with another cell in its first chapter, of which its exercises need the names *needed*."""
    toy.edit("chapters/gates.md", "## After", f"```{{code-cell}} ipython3\n{code}\n```\n\n## After")
    toy.edit("chapters/exercises/gates.md", "[FACTOR, times_factor]", needed)
    return toy.book


def test_needed_definitions_stand_verbatim_in_the_order_of_their_page(toy):
    page = toy.page("exercises/gates")
    assert needs(page) == {"gates": ["FACTOR", "times_factor"]} and needs(toy.page("gates")) == {}
    assert (
        needed_source(page)
        == 'FACTOR = 3.0\n\n\ndef times_factor(x):\n    """FACTOR times *x*."""\n    return FACTOR * x'
    )
    toy.edit("chapters/exercises/gates.md", "[FACTOR, times_factor]", "[times_factor, FACTOR]")
    assert needed_source(toy.page("exercises/gates")).startswith("FACTOR")
    assert needed_source(toy.page("gates")) == ""


def test_they_bring_the_imports_they_use_and_their_decorators(toy):
    code = (
        "import math as m\nfrom functools import cache, wraps\nimport os.path\n\n@cache\n"
        "def root(x):\n    # as taught\n    return m.sqrt(os.path.getsize(x))"
    )
    source = needed_source(with_chapter_code(toy, code, "[root]").page("exercises/gates"))
    assert source == (
        "import math as m\nimport os.path\nfrom functools import cache\n\n\n@cache\n"
        "def root(x):\n    # as taught\n    return m.sqrt(os.path.getsize(x))"
    )


def test_of_two_definitions_of_a_name_the_last_one_counts(toy):
    source = needed_source(
        with_chapter_code(toy, "FACTOR = 4.0", "[FACTOR]").page("exercises/gates")
    )
    assert source == "FACTOR = 4.0"


def test_an_import_can_be_needed_by_name(toy):
    source = needed_source(
        with_chapter_code(toy, "from math import pi", "[pi]").page("exercises/gates")
    )
    assert source == "from math import pi"


@pytest.mark.parametrize(
    "needed, words",
    [
        ("[nothing]", "needs nothing of gates, which defines no such name"),
        ("[times_factor]", "uses FACTOR; name that"),
    ],
)
def test_needs_that_cannot_be_met_are_named(toy, needed, words):
    toy.edit("chapters/exercises/gates.md", "[FACTOR, times_factor]", needed)
    with pytest.raises(ValueError, match=words):
        needed_source(toy.page("exercises/gates"))


def test_what_a_solution_defines_cannot_be_needed(toy):
    toy.edit(
        "chapters/second.md",
        "language: python, name: python3}\n",
        "language: python, name: python3}\nneeds: {exercises/gates: [triple]}\n",
    )
    with pytest.raises(ValueError, match="no such name"):
        needed_source(toy.page("second"))


@pytest.mark.parametrize(
    "statement, names",
    [
        ("a = 1", "a"), ("a, (b, *c) = x", "abc"), ("a[KEY] = 2", "a"), ("a.b.c = 2", "a"), ("a.add(b)", "a"), ("def a(b): c = 1", "a"),
        ("class a:\n    b = 1", "a"), ("import a.b", "a"), ("import x as a", "a"), ("from x import y as a", "a"), ("a += 1", "a"),
        ("if c:\n    a = 1\nelse:\n    def b(): pass", "ab"), ("try:\n    a = 1\nexcept E as b:\n    pass", "ab"), ("for a in x: b = a", "ab"),
        ("with x as a: pass", "a"), ("print(a)", ""), ("[b for b in c]", ""), ("a = [b for b in c]", "a"), ("del a", "a"),
    ],
)  # fmt: skip
def test_names_that_a_statement_binds_or_changes(statement, names):
    import ast

    assert bound_names(ast.parse(statement).body[0]) == set(names)


# --- what is run ---------------------------------------------------------------------


def test_the_page_is_run_after_what_it_needs_and_small_values_follow_the_parameters(toy):
    cells = [cell for cell in to_run(toy.page("exercises/gates")).cells if cell.cell_type == "code"]
    assert [cell.id for cell in cells] == ["needs", "c00", "c01", "c02", "c03", "c04"]
    small = [
        cell for cell in to_run(toy.page("gates"), smoke=True).cells if cell.cell_type == "code"
    ]
    assert [cell.id for cell in small][:4] == ["c00", "c01", "smoke", "c02"] and small[
        2
    ].source == "RADIUS = 0.5"
    assert "smoke" not in [cell.id for cell in to_run(toy.page("gates")).cells]
    assert to_run(toy.page("second"), smoke=True).cells == read(toy.page("second")).cells, (
        "a page without smaller values"
    )


def test_a_constant_that_a_page_needs_is_as_small_as_on_its_own_page(toy):
    (toy.folder / "tests" / "smoke" / "gates.toml").write_text("FACTOR = 7\nRADIUS = 1\n", "utf8")
    small = to_run(toy.page("exercises/gates"), smoke=True)
    code = [cell for cell in small.cells if cell.cell_type == "code"]
    assert [cell.id for cell in code][:2] == ["needs", "smoke"] and code[1].source == "FACTOR = 7"


def test_smaller_values_may_be_numbers_texts_and_lists(toy):
    file = toy.folder / "tests" / "smoke" / "gates.toml"
    file.write_text('RADIUS = [1, 2]\nFACTOR = "x"\n', "utf8")
    assert smoke_values(toy.page("gates")) == {"RADIUS": [1, 2], "FACTOR": "x"}


@pytest.mark.parametrize("name", ["RADIOS", "area", "times_factor"])
def test_a_smaller_value_of_an_unknown_name_is_an_error(toy, name):
    (toy.folder / "tests" / "smoke" / "gates.toml").write_text(f"RADIUS = 1\n{name} = 1\n", "utf8")
    with pytest.raises(
        ValueError, match=f"names {name}, which no parameters cell of gates.md assigns"
    ):
        to_run(toy.page("gates"), smoke=True)


def test_smaller_values_for_a_page_without_parameters_are_an_error(toy):
    (toy.folder / "tests" / "smoke" / "exercises__gates.toml").write_text("FACTOR = 1\n", "utf8")
    with pytest.raises(ValueError, match="no cell tagged parameters"):
        to_run(toy.page("exercises/gates"), smoke=True)
