"""Every code exercise as a student meets it: untouched, right in two ways, wrong in three, and its solution.

tests/exercises/<name of the page>.py holds for each code exercise

    "ex-label": {"right": [code, ...], "wrong": [(code, words of the hint), ...], "hidden": asserts}

The hidden asserts refuse each wrong answer too; one whose words are None may pass the visible check.
"""

import os
from functools import cache

import pytest
from harness import answers, check_line, namespace, run, solution, verdict
from thebook import EXERCISES, each, skipped_without
from toybook import ToyBook

from bookkit.book import Book
from bookkit.chapter import exercises

PAIRS = [
    pytest.param(page, exercise, id=f"{page.name}:{exercise.label}", marks=skipped_without(page))
    for page in EXERCISES
    for exercise in exercises(page)
    if exercise.kind == "code"
]
every_code_exercise = pytest.mark.parametrize("page, exercise", PAIRS)


@pytest.fixture(autouse=True)
def a_light_room(monkeypatch):
    """English, the chapters' folder, and no way to load the reviews or to train."""
    import keras
    import utils

    def refuse(*arguments, **options):
        raise RuntimeError("an exercise check must not load the reviews or train a model")

    monkeypatch.chdir(os.path.dirname(utils.__file__))
    monkeypatch.setitem(os.environ, "BOOK_LANG", "en")
    monkeypatch.setattr(utils, "load_imdb", refuse)
    monkeypatch.setattr(keras.Model, "fit", refuse)


@cache
def all_answers(page):
    return answers(page)


def entry(page, exercise):
    found = all_answers(page).get(exercise.label)
    assert found, f"tests/exercises/{page.name}.py has no answers for {exercise.label}"
    return found


def is_correct(printed):
    return printed.rstrip().endswith(": correct")


@every_code_exercise
def test_untouched_it_says_not_attempted_yet(page, exercise):
    printed = verdict(page, exercise)
    assert ": not attempted yet" in printed, printed
    assert printed.startswith(f"{exercise.name}: "), "the check has another name than the exercise"


@every_code_exercise
def test_the_worked_solution_is_correct(page, exercise):
    printed = verdict(page, exercise, solution(exercise))
    assert is_correct(printed), printed
    assert any(check_line(cell.source) for cell in exercise.solution), (
        "the solution repeats the check line"
    )


@every_code_exercise
def test_right_answers_pass_the_visible_and_the_hidden_check(page, exercise):
    found = entry(page, exercise)
    assert len(found["right"]) >= 2, "give at least two right answers, written in different ways"
    for answer in found["right"]:
        names = namespace(page)
        printed = verdict(page, exercise, answer, names)
        assert is_correct(printed), f"{printed}\nfor\n{answer}"
        run(found["hidden"], names)


@every_code_exercise
def test_wrong_answers_get_the_hint_that_names_the_mistake(page, exercise):
    found = entry(page, exercise)
    assert len(found["wrong"]) >= 3, "give at least three plausible wrong answers"
    for answer, words in found["wrong"]:
        if words is None:
            continue
        printed = verdict(page, exercise, answer)
        assert not is_correct(printed), f"accepted:\n{answer}"
        assert words.lower() in printed.lower(), f"{printed}\nfor\n{answer}"


@every_code_exercise
def test_hidden_asserts_refuse_every_wrong_answer_and_the_stub(page, exercise):
    """A grader does not rely on the visible check, which a student can edit."""
    found = entry(page, exercise)
    for answer in ["", *(answer for answer, _ in found["wrong"])]:
        names = namespace(page)
        for cell in exercise.stub:
            run(cell.source, names)
        run(answer, names)
        try:
            run(found["hidden"], names)
        except Exception:
            continue
        raise AssertionError(f"the hidden asserts accept\n{answer or 'the untouched stub'}")


@each(EXERCISES)
def test_answers_name_exercises_that_exist(page):
    labels = {exercise.label for exercise in exercises(page) if exercise.kind == "code"}
    assert set(all_answers(page)) == labels


# --- the harness itself, on the toy book ------------------------------------------


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """(page of exercises of the toy book, its one code exercise), with the toy's own utils and checks."""
    import sys

    folder = ToyBook(tmp_path / "book").folder
    for name in ("utils", "gates_checks"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(folder / "chapters")
    monkeypatch.syspath_prepend(folder / "chapters" / "exercises")
    page = Book(folder).page("exercises/gates")
    yield page, exercises(page)[0]
    for name in ("utils", "gates_checks"):
        sys.modules.pop(name, None)


def test_only_what_stands_outside_exercises_runs_before(toy):
    page, _ = toy
    names = namespace(page)
    assert names["FACTOR"] == 3.0 and names["times_factor"](2) == 6.0, "taken from the chapter"
    assert "check_triple" in names and "triple" not in names and "RADIUS" not in names


def test_a_case_changes_nothing_for_the_next(toy):
    page, _ = toy
    names = namespace(page)
    run("FACTOR = 5.0", names)
    assert names["times_factor"](2) == 10.0, "functions see the names of their copy"
    assert namespace(page)["times_factor"](2) == 6.0


def test_the_verdicts(toy):
    page, triple = toy
    assert (triple.name, triple.kind, triple.label, len(triple.stub), len(triple.checks)) == (
        "Triple",
        "code",
        "ex-triple",
        1,
        1,
    )
    assert verdict(page, triple) == "Triple: not attempted yet (return three times x)\n"
    assert is_correct(verdict(page, triple, "triple = lambda x: x + x + x"))
    assert "three times 2 is 6" in verdict(page, triple, "def triple(x): return 2 * x")


def test_the_solution_is_taken_down_to_its_check(toy):
    page, triple = toy
    assert is_correct(verdict(page, triple, solution(triple))) and "1234" not in solution(triple)
    assert (
        check_line("def f():\n    pass") is None
        and check_line("f = 1\ncheck_x(\n    f,\n)\nprint(f)") == 4
    )
