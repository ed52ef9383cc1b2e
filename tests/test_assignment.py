"""The assignment edition without nbgrader: what it writes, and what it refuses. Grading is in tests/check/test_grading.py."""

import shutil
from pathlib import Path

import nbformat
import pytest

from bookkit.editions import assignment as edition

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "tests" / "assignment"
ANSWERS = "tests/exercises/sample.py"


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of one page of exercises with its student edition, as the working folder; nothing is run."""
    folder = tmp_path / "book"
    shutil.copytree(SAMPLE / "book", folder)
    (folder / "_build" / "student" / "exercises").mkdir(parents=True)
    shutil.copyfile(
        SAMPLE / "sample.ipynb", folder / "_build" / "student" / "exercises" / "sample.ipynb"
    )
    (folder / "chapters" / "utils.py").write_text("")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(edition, "prove", lambda *arguments: [])
    return folder


def written(book, name="assignment", part="source"):
    notebook = nbformat.read(
        book / "_build" / "assignment" / name / part / name / f"{name}.ipynb", as_version=4
    )
    nbformat.validate(notebook)
    return {
        cell.metadata["nbgrader"]["grade_id"]: cell
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }


def edit(path, old, new):
    text = path.read_text("utf8")
    assert old in text
    path.write_text(text.replace(old, new), "utf8")


def test_a_concept_exercise_brings_no_code(book):
    assert edition.main(["ex-one-factor"]) == 0
    assert list(written(book)) == ["intro", "setup", "ex-one-factor-1", "ex-one-factor"]
    assert "**Key.**" in written(book)["ex-one-factor"].source
    assert written(book, part="release")["ex-one-factor"].source == edition.PLACEHOLDER


def test_exercises_come_in_the_order_asked_for_and_are_numbered_anew(book):
    assert edition.main(["ex-half-life", "ex-clip-by-norm", "--name", "week-2"]) == 0
    cells = written(book, "week-2")
    headings = [
        cell.source.split("\n")[0] for cell in cells.values() if cell.source.startswith("### ")
    ]
    assert headings == [
        "### Exercise 1 The half-life of a memory · code · 25 min · 5 points",
        "### Exercise 2 Clip by norm · code · 20 min · 4 points",
    ]
    assert [name for name, cell in cells.items() if cell.metadata["nbgrader"]["grade"]] == [
        "ex-half-life",
        "ex-clip-by-norm",
    ]
    assert not [
        name
        for name, cell in cells.items()
        if "sample-" in name and not cell.metadata["nbgrader"]["locked"]
    ]


def test_constants_may_be_changed_where_an_experiment_asks_for_it(book):
    path = book / "_build" / "student" / "exercises" / "sample.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "needs")
    cell.metadata.tags = ["parameters"]
    nbformat.write(notebook, path)
    assert edition.main(["ex-half-life", "--name", "week-1"]) == 0
    assert written(book, "week-1")["sample-needs"].metadata["editable"] is False
    assert edition.main(["ex-half-life", "ex-longer-rows", "--name", "week-2"]) == 0
    assert "sample-needs" not in written(book, "week-2")
    file = book / "_build" / "assignment" / "week-2" / "release" / "week-2" / "week-2.ipynb"
    free = [one for one in nbformat.read(file, as_version=4).cells if one.source == cell.source]
    assert len(free) == 1 and free[0].metadata.get("editable", True)


def test_checks_carry_no_points_and_stubs_none_either(book):
    edition.main(["ex-clip-by-norm"])
    points = {name: cell.metadata["nbgrader"].get("points") for name, cell in written(book).items()}
    assert {name: given for name, given in points.items() if given} == {"ex-clip-by-norm": 4}


def test_hidden_tests_need_nothing_of_the_notebook_but_the_answer(book):
    edition.main(["ex-half-life"])
    names = {
        "forget_bias_for": lambda steps: -__import__("math").log(2 ** (1 / steps) - 1),
        "sigmoid": None,
        "np": None,
        "abs": None,
    }
    exec(written(book)["ex-half-life"].source, names)
    names["forget_bias_for"] = lambda steps: 1.0
    with pytest.raises(AssertionError):
        exec(written(book)["ex-half-life"].source, names)


def test_hidden_tests_may_watch_a_function_of_the_page_while_they_run(book):
    edit(
        book / ANSWERS,
        '"hidden": """\nfor steps',
        '''"hidden": """
calls, whole = [], sigmoid
def sigmoid(z):
    calls.append(z)
    return whole(z)
forget_bias_for(3)
assert len(calls) == 1
for steps''',
    )
    assert edition.main(["ex-half-life"]) == 0
    answer = """
import math
def sigmoid(z):
    return 1 / (1 + math.exp(-z))
mine = sigmoid
def forget_bias_for(steps):
    sigmoid(0.0)
    return -math.log(2 ** (1 / steps) - 1)
"""
    names = {}
    exec(answer, names)
    exec(written(book)["ex-half-life"].source, names)
    with pytest.raises(AssertionError):
        exec(answer.replace("    sigmoid(0.0)\n", "") + written(book)["ex-half-life"].source, {})
    assert "calls" not in names["sigmoid"].__code__.co_freevars, "afterwards it is itself again"


def test_hidden_tests_from_a_folder_elsewhere(book, tmp_path, capsys):
    private = tmp_path / "private"
    private.mkdir()
    shutil.copy(book / ANSWERS, private)
    edit(private / "sample.py", "(1, 2, 7, 50)", "(3, 11)")
    assert edition.main(["ex-half-life", "--hidden", str(private)]) == 0
    assert "(3, 11)" in written(book)["ex-half-life"].source
    edit(private / "sample.py", '"ex-half-life": {', '"ex-another": {')
    assert edition.main(["ex-half-life", "--hidden", str(private)]) == 1
    assert "ex-half-life has no hidden tests" in capsys.readouterr().err
    assert edition.main(["ex-half-life", "--hidden", str(tmp_path)]) == 1
    assert "which is not there" in capsys.readouterr().err


def test_a_seed_draws_the_same_variant_again_and_another_seed_others(book):
    def drawn(*options):
        edition.main(["ex-both-ends", *options])
        cells = written(book)
        value = cells["ex-both-ends-2"].source.removeprefix("HEAD = ")[0]
        assert f"HEAD = {value}" in cells["ex-both-ends"].source, "the tests use the same value"
        return value

    assert drawn() == "2", "what stands in the book"
    assert drawn("--seed", "1") == drawn("--seed", "1")
    assert len({drawn("--seed", str(seed)) for seed in range(12)}) > 2


@pytest.mark.parametrize("label", ["ex-both-ends"])
def test_right_answers_stay_right_and_wrong_ones_wrong_in_every_variant(book, label):
    found = edition.answers_file(book / "tests" / "exercises", "sample")
    for seed in range(8):
        edition.main([label, "--seed", str(seed)])
        cells = written(book)
        for answer, refused in [
            (found["ANSWERS"][label]["right"][0], False),
            (found["ANSWERS"][label]["wrong"][0][0], True),
        ]:
            names = {}
            exec(cells[f"{label}-2"].source + answer, names)
            if refused:
                with pytest.raises(AssertionError):
                    exec(cells[label].source, names)
            else:
                exec(cells[label].source, names)


def test_writing_again_leaves_submissions_grades_and_settings(book):
    edition.main(["ex-half-life"])
    course = book / "_build" / "assignment" / "assignment"
    kept = [
        course / "submitted" / "a" / "x.ipynb",
        course / "gradebook.db",
        course / "nbgrader_config.py",
    ]
    for file in kept:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("mine")
    edition.main(["ex-clip-by-norm"])
    assert [file.read_text() for file in kept] == ["mine"] * 3
    assert "ex-half-life" not in written(book)


@pytest.mark.parametrize(
    "file, old, new, said",
    [
        (
            ANSWERS,
            '"hidden": """\nfor steps',
            '"hidden": """\nlonger()\nfor steps',
            "hidden tests of ex-half-life use longer",
        ),
        (
            ANSWERS,
            "abs(sigmoid(forget_bias_for(steps)) ** steps - 0.5)",
            "0",
            "use nothing that the student defines (forget_bias_for)",
        ),
        (
            "chapters/exercises/sample.md",
            "def forget_bias_for",
            "def bias_for",
            "the worked solution does not define forget_bias_for",
        ),
    ],
)
def test_what_does_not_fit_is_said(book, capsys, file, old, new, said):
    path = book / file
    text = path.read_text("utf8")
    head, middle, tail = text.rpartition(old)
    assert middle
    path.write_text(head + new + tail, "utf8")
    (book / "_build/student/exercises/sample.ipynb").touch()
    assert edition.main(["ex-half-life"]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["ex-half-live"], "no exercise is called 'ex-half-live'; there are: ex-half-life"),
        (["ex-half-life", "ex-half-life"], "ex-half-life is named twice"),
        (["ex-half-life", "--name", "week 3"], "use letters, digits, - and _ only"),
    ],
)
def test_arguments_that_cannot_be_used(book, capsys, arguments, said):
    assert edition.main(arguments) == 1
    assert said in capsys.readouterr().err


def test_a_stale_or_missing_student_edition_is_said(book, capsys):
    path = book / "_build/student/exercises/sample.ipynb"
    path.unlink()
    assert edition.main(["ex-half-life"]) == 1
    assert "write the student edition first" in capsys.readouterr().err


def test_two_exercises_that_define_one_name_are_refused(book, capsys):
    path = book / "_build/student/exercises/sample.ipynb"
    for file in (path, book / "chapters/exercises/sample.md", book / ANSWERS):
        edit(file, "both_ends", "clip_by_norm")
        file.write_text(
            file.read_text("utf8").replace(
                "check_clip_by_norm, check_clip_by_norm", "check_clip_by_norm"
            ),
            "utf8",
        )
    path.touch()
    assert edition.main(["ex-clip-by-norm", "ex-both-ends"]) == 1
    assert "ex-clip-by-norm and ex-both-ends both define clip_by_norm" in capsys.readouterr().err
