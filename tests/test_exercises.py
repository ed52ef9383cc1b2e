"""Every code exercise as a student meets it: untouched, right in two ways, wrong in three, and its solution.

tests/exercises/chNN.py holds for each code exercise

    "ex-label": {"right": [code, ...], "wrong": [(code, words of the hint), ...], "hidden": asserts}

The hidden asserts refuse each wrong answer too; one whose words are None may pass the visible check.
"""
import os
from pathlib import Path

import pytest
from harness import CHAPTERS, answers, calls, namespace, read_chapter, run, solution, verdict

PAIRS = [pytest.param(chapter, exercise, id=f"{chapter.number}:{exercise.label}")
         for chapter in map(read_chapter, CHAPTERS) for exercise in chapter.exercises if exercise.kind == "code"]
every_code_exercise = pytest.mark.parametrize("chapter, exercise", PAIRS)


@pytest.fixture(autouse=True)
def a_light_room(monkeypatch):
    """English, the chapters' folder, and no way to load the reviews or to train."""
    import keras
    import utils

    def refuse(*arguments, **options):
        raise RuntimeError("an exercise check must not load the reviews or train a model")
    monkeypatch.chdir(Path(utils.__file__).parent)
    monkeypatch.setitem(os.environ, "BOOK_LANG", "en")
    monkeypatch.setattr(utils, "load_imdb", refuse)
    monkeypatch.setattr(keras.Model, "fit", refuse)


def entry(chapter, exercise):
    found = answers(chapter).get(exercise.label)
    assert found, f"tests/exercises/ch{chapter.number}.py has no answers for {exercise.label}"
    return found


def is_correct(printed):
    return printed.rstrip().endswith(": correct")


@every_code_exercise
def test_untouched_it_says_not_attempted_yet(chapter, exercise):
    printed = verdict(chapter, exercise)
    assert ": not attempted yet" in printed, printed


@every_code_exercise
def test_the_worked_solution_is_correct(chapter, exercise):
    printed = verdict(chapter, exercise, solution(exercise))
    assert is_correct(printed), printed
    assert any(calls(cell, "check") for cell in exercise.solution), "end the solution with the check"


@every_code_exercise
def test_right_answers_pass_the_visible_and_the_hidden_check(chapter, exercise):
    found = entry(chapter, exercise)
    assert len(found["right"]) >= 2, "give at least two right answers, written in different ways"
    for answer in found["right"]:
        names = namespace(chapter, exercise, answer, found["hidden"])
        printed = verdict(chapter, exercise, answer, names)
        assert is_correct(printed), f"{printed}\nfor\n{answer}"
        run(found["hidden"], names)


@every_code_exercise
def test_wrong_answers_get_the_hint_that_names_the_mistake(chapter, exercise):
    found = entry(chapter, exercise)
    assert len(found["wrong"]) >= 3, "give at least three plausible wrong answers"
    for answer, words in found["wrong"]:
        names = namespace(chapter, exercise, answer, found["hidden"])
        printed = verdict(chapter, exercise, answer, names)
        if words is not None:
            assert not is_correct(printed), f"accepted:\n{answer}"
            assert words.lower() in printed.lower(), f"{printed}\nfor\n{answer}"


@every_code_exercise
def test_hidden_asserts_refuse_every_wrong_answer_and_the_stub(chapter, exercise):
    """A grader does not rely on the visible check, which a student can edit."""
    found = entry(chapter, exercise)
    for answer in ["", *(answer for answer, _ in found["wrong"])]:
        names = namespace(chapter, exercise, answer, found["hidden"])
        run("\n".join(exercise.stub), names)
        run(answer, names)
        try:
            run(found["hidden"], names)
        except Exception:
            continue
        raise AssertionError(f"the hidden asserts accept\n{answer or 'the untouched stub'}")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_answers_name_exercises_that_exist(path):
    chapter = read_chapter(path)
    labels = {exercise.label for exercise in chapter.exercises if exercise.kind == "code"}
    assert set(answers(chapter)) == labels


# --- the harness itself, on a chapter small enough to read ---------------------

TOY = '''---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# Toy

```{code-cell} ipython3
from utils import check, t
BASE = 2
model = explode()
```

```{code-cell} ipython3
def double(x):
    return FACTOR * x

FACTOR = BASE
table = {}
table["a"] = double(1)
```

## Exercises

```{exercise-start} Add · code · 5 min
:label: ex-add
```
Add.

```{code-cell} ipython3
def add(a, b):
    raise NotImplementedError("return the sum")
```

```{code-cell} ipython3
def test_add():
    model = add(1, double(1))
    assert model != -1, t("you subtracted")
    assert model == 1 + table["a"], t("that is no sum")

check("Add", test_add)
```
```{exercise-end}
```

```{solution-start} ex-add
:class: dropdown
```
As told.

```{code-cell} ipython3
def add(a, b):
    return a + b

check("Add", test_add)
```
```{solution-end}
```
'''


@pytest.fixture
def toy(tmp_path):
    (tmp_path / "99_toy.md").write_text(TOY, "utf8")
    return read_chapter(tmp_path / "99_toy.md")


def test_only_what_the_exercise_needs_runs(toy):
    add, = toy.exercises
    names = namespace(toy, add)
    assert names["table"] == {"a": 2} and "model" not in names  # explode() was left out


def test_the_verdicts(toy):
    add, = toy.exercises
    assert (add.name, add.kind, add.label, len(add.stub), len(add.checks)) == ("Add", "code", "ex-add", 1, 1)
    assert verdict(toy, add) == "Add: not attempted yet (return the sum)\n"
    assert is_correct(verdict(toy, add, "add = sum_ = lambda a, b: b + a"))
    assert "you subtracted" in verdict(toy, add, "def add(a, b): return a - b")
    assert "that is no sum" in verdict(toy, add, "def add(a, b): return 7")
    assert "your code raised" in verdict(toy, add, "def add(a, b): return a + c")
