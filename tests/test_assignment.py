"""The assignment edition without nbgrader: what it writes, and what it refuses. Grading is in tests/check/test_grading.py."""

import shutil
from pathlib import Path

import nbformat
import pytest

from bookkit.editions import assignment as edition

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "tests" / "assignment"
ANSWERS = "tests/exercises/sample.py"
PROVE = edition.prove


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
    names = iter(range(99))

    def drawn(*options):
        name = f"group-{next(names)}"
        assert edition.main(["ex-both-ends", "--name", name, *options]) == 0
        cells = written(book, name)
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
        assert edition.main([label, "--name", f"group-{seed}", "--seed", str(seed)]) == 0
        cells = written(book, f"group-{seed}")
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


def files(folder):
    """What lies in a folder: the bytes of each file by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_again_changes_nothing_and_keeps_what_lies_beside(book, capsys):
    assert edition.main(["ex-half-life"]) == 0
    course = book / "_build" / "assignment" / "assignment"
    for name in ("gradebook.db", "nbgrader_config.py", "source/assignment/notes.txt"):
        (course / name).write_text("mine")
    work = course / "submitted" / "ada" / "assignment" / "assignment.ipynb"
    work.parent.mkdir(parents=True)
    work.write_text("done")
    before = files(course)
    assert edition.main(["ex-half-life"]) == 0
    assert files(course) == before
    assert "stays as it is" in capsys.readouterr().out
    release = course / "release" / "assignment" / "assignment.ipynb"
    release.write_text("as nbgrader writes it")
    assert edition.main(["ex-half-life"]) == 0
    assert release.read_text() == "as nbgrader writes it"
    assert "release/assignment was changed" in capsys.readouterr().out
    shutil.rmtree(release.parent)
    assert edition.main(["ex-half-life"]) == 0
    assert files(course) == before


def test_another_assignment_never_takes_the_place_of_one_that_is_there(book, capsys):
    assert edition.main(["ex-half-life"]) == 0
    course = book / "_build" / "assignment" / "assignment"
    (course / "gradebook.db").write_text("mine")
    (course / "nbgrader_config.py").write_text("mine")
    (course / "source" / "assignment" / "notes.txt").write_text("mine")
    before = files(course)
    assert edition.main(["ex-clip-by-norm"]) == 1
    assert "source/assignment is there already" in (said := capsys.readouterr().err)
    assert "Choose another NAME" in said and "or delete the folders" in said
    assert files(course) == before
    for part in ("source", "release"):
        shutil.rmtree(course / part)
    assert edition.main(["ex-clip-by-norm"]) == 0
    assert "ex-clip-by-norm" in written(book) and "ex-half-life" not in written(book)
    assert (course / "gradebook.db").read_text() == "mine"
    assert (course / "nbgrader_config.py").read_text() == "mine"


def test_what_a_teacher_edited_is_not_replaced(book, capsys):
    arguments = ["ex-half-life", "--name", "week-1"]
    assert edition.main(arguments) == 0
    course = book / "_build" / "assignment" / "week-1"
    edit(course / "source" / "week-1" / "week-1.ipynb", "5 points", "7 points")
    before = files(course)
    assert edition.main(arguments) == 1
    assert "Choose another NAME" in capsys.readouterr().err
    assert files(course) == before
    shutil.rmtree(course / "source")
    edit(course / "release" / "week-1" / "week-1.ipynb", "5 points", "7 points")
    assert edition.main(arguments) == 1, "what was handed out counts too"
    assert "release/week-1 is there already" in capsys.readouterr().err
    assert not (course / "source").exists()


def test_work_of_students_keeps_its_assignment(book, capsys):
    arguments = ["ex-half-life", "--name", "week-1"]
    assert edition.main(arguments) == 0
    course = book / "_build" / "assignment" / "week-1"
    work = course / "submitted" / "ada" / "week-1" / "week-1.ipynb"
    work.parent.mkdir(parents=True)
    work.write_text("done")
    before = files(course)
    assert edition.main(["ex-clip-by-norm", "--name", "week-1"]) == 1
    said = capsys.readouterr().err
    assert "submitted/ada/week-1" in said and "Choose another NAME" in said and "delete" not in said
    assert files(course) == before
    for part in ("source", "release"):
        shutil.rmtree(course / part)
    before = files(course)
    assert edition.main(["ex-clip-by-norm", "--name", "week-1"]) == 1
    assert files(course) == before
    assert edition.main(["ex-half-life", "--name", "week-2", "--into", str(course)]) == 0


def test_what_does_not_prove_sound_is_not_written(book, monkeypatch, capsys):
    monkeypatch.setattr(edition, "prove", lambda *arguments: ["the stub passes"])
    assert edition.main(["ex-half-life"]) == 1
    assert capsys.readouterr().err == "the stub passes\nNothing was written.\n"
    assert [path.name for path in (book / "_build").iterdir()] == ["student"]


def test_a_part_that_cannot_be_moved_takes_the_other_back(book, monkeypatch, capsys):
    move = shutil.move

    def full(source, target):
        if "release" in str(target):
            raise OSError(f"no space for {target}")
        return move(source, target)

    monkeypatch.setattr(edition.shutil, "move", full)
    assert edition.main(["ex-half-life"]) == 1
    assert "no space for" in capsys.readouterr().err
    assert not list((book / "_build" / "assignment" / "assignment").rglob("*.ipynb"))


def test_a_seed_that_draws_nothing_is_refused(book, capsys):
    assert edition.main(["ex-half-life", "ex-one-factor", "--seed", "7"]) == 1
    said = capsys.readouterr().err
    assert "seed 7 draws nothing" in said and "ex-half-life, ex-one-factor" in said
    assert "Leave the seed away" in said
    assert not (book / "_build" / "assignment").exists()
    assert edition.main(["ex-half-life", "ex-both-ends", "--seed", "7"]) == 0
    assert "ex-both-ends  HEAD = " in capsys.readouterr().out


ENTRY = 'ANSWERS["ex-half-life"]'


@pytest.mark.parametrize(
    "added, said",
    [
        ("\nANSWERS = {\n", "line 87: SyntaxError: '{' was never closed"),
        ("\n1 / 0\n", "line 87: the file ends with ZeroDivisionError: division by zero"),
        ("\nraise SystemExit\n", "line 87: the file ends with SystemExit"),
        ("\nANSWER = ANSWERS\ndel ANSWERS\n", "defines no ANSWERS; it defines ANSWER: rename that"),
        ("\nANSWERS = 'assert True'\n", "ANSWERS is a str; write a dict"),
        (f"\n{ENTRY} = 'assert True'\n", "ANSWERS['ex-half-life'] is a str; write a dict"),
        (f"\n{ENTRY}['hidden'] = ['assert']\n", "ANSWERS['ex-half-life']['hidden'] is a list"),
        (
            f"\n{ENTRY}['hidden'] = 'x = 1\\nassert forget_bias_for(3'\n",
            "hidden tests of ex-half-life, line 2 of the text: SyntaxError: '(' was never closed: assert forget",
        ),
        ("\nVARIANTS = ['ex-half-life']\n", "VARIANTS is a list; write a dict"),
        (
            "\nVARIANTS = {'ex-half-life': {'HEAD': []}}\n",
            "VARIANTS['ex-half-life'] is {'HEAD': []}; write a dict of lists",
        ),
    ],
)
def test_a_file_of_hidden_tests_that_cannot_be_used_is_named(book, tmp_path, capsys, added, said):
    private = tmp_path / "private"
    private.mkdir()
    file = private / "sample.py"
    file.write_text((book / ANSWERS).read_text("utf8").rstrip("\n") + "\n" + added, "utf8")
    lines = len((book / ANSWERS).read_text("utf8").rstrip("\n").split("\n"))
    said = said.replace("line 87", f"line {lines + 2}")
    assert edition.main(["ex-half-life", "--seed", "1", "--hidden", str(private)]) == 1
    error = capsys.readouterr().err
    assert str(file) in error and said in error and error.count("\n") == 1
    assert not (book / "_build" / "assignment").exists()


@pytest.mark.parametrize(
    "test, said",
    [
        ("import os; os._exit(1)", "Python ended while this ran"),
        ("while True: pass", "no end after 5 seconds"),
        ("assert forget_bias_for(3) == 'no'", "refuse the worked solution: AssertionError"),
        ("forget_bias_for", "accept the stub"),
    ],
)
def test_hidden_tests_that_are_not_sound_are_named(book, monkeypatch, capsys, test, said):
    monkeypatch.setattr(edition, "prove", PROVE)
    monkeypatch.setattr(edition, "SECONDS", 5)
    (book / "chapters" / "utils.py").write_text(
        "def check(exercise, test):\n    test()\n    print(f'{exercise}: correct')\n"
    )  # quick to import
    with (book / ANSWERS).open("a") as file:
        file.write(f'\n{ENTRY}["hidden"] = """{test}\nforget_bias_for\n"""\n')
    assert edition.main(["ex-half-life"]) == 1
    error = capsys.readouterr().err
    assert f"the hidden tests of ex-half-life ({book / ANSWERS})" in error
    assert said in error and error.count("\n") == 2, "one problem, and that nothing was written"
    assert not (book / "_build" / "assignment").exists()


def test_a_file_in_place_of_a_folder_is_said(book, tmp_path, capsys):
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    for arguments in (
        ["--into", str(file)],
        ["--into", str(file / "course")],
        ["--hidden", str(file)],
    ):
        assert edition.main(["ex-half-life", *arguments]) == 1
        assert f"{file} is a file" in capsys.readouterr().err
    assert file.read_text() == "mine"
    assert not (book / "_build" / "assignment").exists()


def test_a_label_misspelt_brings_the_nearest_ones_and_how_to_see_all(book, capsys):
    assert edition.main(["ex-typo"]) == 1
    said = capsys.readouterr().err
    nearest = said.partition("nearest: ")[2].partition(". All of them: ")[0].split(", ")
    assert len(nearest) == 3
    assert said.rstrip().endswith("python -m bookkit assignment --list")
    assert edition.main(["--list"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert set(nearest) < set(listed) and "ex-half-life" in listed


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
        (["ex-half-live"], "no exercise is called 'ex-half-live'; nearest: ex-half-life"),
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
