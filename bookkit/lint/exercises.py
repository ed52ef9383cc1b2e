"""Exercises: titles, core set, hints, checks, solutions, keys, answers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..chapter import TITLE, Exercise, bound_names, is_check, read_names
from .source import Cell, Source, rule

CORE_MINUTES, CORE_POINTS = 75, 15
COUNT = range(5, 11)
POINTS = re.compile(r"\b(\d+) points? for\b")


def due_points(minutes: int) -> int:
    """One point for five minutes, rounded, at least one."""
    return max(1, int(minutes / 5 + 0.5))


@rule("exercise-title", "write: Name · code · 20 min · 4 points (· optional)", "exercises")
def titles(source: Source) -> Iterator[tuple]:
    """Kind, minutes and points of each exercise: a point is five minutes."""
    for exercise in source.exercises:
        line = source.line_of_exercise(exercise)
        if not TITLE.fullmatch(exercise.title) or not exercise.points:
            yield line, f"{exercise.title!r}"
        elif exercise.points != due_points(exercise.minutes):
            yield (
                line,
                f"{exercise.minutes} minutes are {due_points(exercise.minutes)} points, not {exercise.points}",
            )
        elif f"{exercise.points} point" + "s" * (exercise.points > 1) not in exercise.title.split(
            " · "
        ):
            yield line, f"{exercise.points} point or points? {exercise.title!r}"
        if not re.fullmatch(r"ex-[a-z0-9-]+", exercise.label):
            yield line, f"the label {exercise.label!r} should be ex-..."


@rule(
    "exercise-count",
    "five to ten exercises, two of them code, one an experiment, one a concept",
    "exercises",
)
def number_and_kinds(source: Source) -> Iterator[tuple]:
    """Enough to choose from."""
    kinds = [exercise.kind for exercise in source.exercises]
    if (
        len(kinds) not in COUNT
        or kinds.count("code") < 2
        or "experiment" not in kinds
        or "concept" not in kinds
    ):
        yield 1, f"{len(kinds)} exercises: {', '.join(kinds)}"


@rule("core-set", "mark exercises as optional, or shorten them", "exercises")
def core_set(source: Source) -> Iterator[tuple]:
    """What everyone does fits an evening: 75 minutes, 15 points, one of each kind."""
    core = [exercise for exercise in source.exercises if not exercise.optional]
    minutes, points = sum(e.minutes for e in core), sum(e.points for e in core)
    if minutes > CORE_MINUTES or points > CORE_POINTS:
        yield (
            1,
            f"the core set takes {minutes} minutes for {points} points, more than {CORE_MINUTES} and {CORE_POINTS}",
        )
    for kind in ("concept", "code", "experiment"):
        if kind not in {exercise.kind for exercise in core}:
            yield 1, f"no {kind} in the core set"


@rule("hint", "add :::{admonition} Hint with :class: dropdown tip", "exercises")
def hints(source: Source) -> Iterator[tuple]:
    """A hint that folds, for who is stuck."""
    for exercise in source.exercises:
        if exercise.kind == "code" and not re.search(
            r"\{admonition\} Hint.*\n:class: dropdown", exercise.text
        ):
            yield source.line_of_exercise(exercise), f"no hint in {exercise.label}"


@rule(
    "solution",
    "write it between solution-start and solution-end, with :class: dropdown and without headings",
    "exercises",
)
def solutions(source: Source) -> Iterator[tuple]:
    """A worked solution that folds."""
    for exercise in source.exercises:
        line = source.line_of_solution(exercise)
        if exercise.kind != "project" and not exercise.solution_text.strip():
            yield line, f"no solution for {exercise.label}"
        if exercise.solution_text and ":class: dropdown" not in exercise.solution_options:
            yield line, f"the solution of {exercise.label} does not fold"
        if re.search(r"^#+ ", exercise.solution_text, re.M):
            yield line, f"a heading in the solution of {exercise.label}"


@rule(
    "key",
    "end the solution with **Key.** 2 points for ...; 1 point for ..., adding up to the title's points",
    "exercises",
)
def keys(source: Source) -> Iterator[tuple]:
    """Who marks a written answer knows what earns each point."""
    for exercise in source.exercises:
        if exercise.kind == "code":
            continue
        line = source.line_of_solution(exercise)
        _, found, key = exercise.solution_text.partition("**Key.**")
        total = sum(int(points) for points in POINTS.findall(key.partition("\n\n")[0]))
        if not found:
            yield line, f"no key for {exercise.label}"
        elif total != exercise.points:
            yield (
                line,
                f"the key of {exercise.label} gives {total} points, the title {exercise.points}",
            )


# --- code exercises -------------------------------------------------------------------


def cells_of(source: Source, exercise: Exercise, place: str) -> list[Cell]:
    """The cells of an exercise, or of its solution."""
    return [cell for cell in source.cells if cell.label == exercise.label and cell.place == place]


def called(cell: Cell) -> str:
    """The name of the first check that a cell calls."""
    return next(
        (
            call.func.id
            for call in ast.walk(cell.tree)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id.startswith("check")
        ),
        "",
    )


def titles_of_checks(text: str) -> dict[str, str]:
    """Of each check in a module of checks the name that it prints: the first argument of utils.check."""
    found = {}
    for function in ast.parse(text).body:
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if (
                    isinstance(node, ast.Call)
                    and getattr(node.func, "id", "") == "check"
                    and isinstance(node.args[0], ast.Constant)
                ):
                    found[function.name] = node.args[0].value
    return found


@rule(
    "check-line",
    "a stub that raises NotImplementedError with a hint, then one cell with one line: check_name(answer, ...)",
    "exercises",
)
def check_lines(source: Source) -> Iterator[tuple]:
    """Each code exercise has a stub and one check, which the solution repeats."""
    for exercise in source.exercises:
        if exercise.kind != "code":
            continue
        given = cells_of(source, exercise, "exercise")
        checks = [cell for cell in given if is_check(cell.source)]
        line = source.line_of_exercise(exercise)
        if not any("NotImplementedError(" in cell.source for cell in given if cell not in checks):
            yield line, f"no stub with a NotImplementedError in {exercise.label}"
        if len(checks) != 1 or len(checks[0].tree.body) != 1 or given[-1] is not checks[0]:
            yield (
                line,
                f"{len(checks)} check cells in {exercise.label}, or not one line, or not after the stub",
            )
            continue
        solved = "\n".join(
            ast.unparse(cell.tree) for cell in cells_of(source, exercise, "solution")
        )
        if ast.unparse(checks[0].tree) not in solved:
            yield (
                source.line_of_solution(exercise),
                f"the solution of {exercise.label} does not repeat {checks[0].source.strip()}",
            )


@rule(
    "check-title", "let check(...) in the module of checks carry the exercise's name", "exercises"
)
def check_titles(source: Source) -> Iterator[tuple]:
    """What a check prints is the title of the exercise."""
    file = f"chapters/exercises/{source.page.name}_checks.py"
    text = source.in_file(file)
    known = titles_of_checks(text) if text else {}
    for exercise in source.exercises:
        for cell in cells_of(source, exercise, "exercise"):
            name = called(cell)
            if exercise.kind != "code" or not is_check(cell.source):
                continue
            if name not in known:
                yield cell.line, f"{name} is not defined in {file}, or prints no title"
            elif not exercise.name.startswith(known[name]):
                yield (
                    cell.line,
                    f"{name} prints {known[name]!r}, the exercise is called {exercise.name!r}",
                )


@rule("answers", "add right and wrong answers and hidden asserts to ANSWERS", "exercises")
def answers(source: Source) -> Iterator[tuple]:
    """Each check is tried on answers as students would give them."""
    file = f"tests/exercises/{source.page.name}.py"
    tree = ast.parse(source.in_file(file))
    values = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ANSWERS"
    ]
    keys_there = values[0].keys if values and isinstance(values[0], ast.Dict) else []
    known = {key.value for key in keys_there if isinstance(key, ast.Constant)}
    for exercise in source.exercises:
        if exercise.kind == "code" and exercise.label not in known:
            yield source.line_of_exercise(exercise), f"{file} has no answers for {exercise.label}"


# --- between exercises -----------------------------------------------------------------


@rule("own-names", "compute it outside the exercise, or give it another name", "exercises")
def nothing_uses_their_names(source: Source) -> Iterator[tuple]:
    """A student who skips an exercise, or solves it in another way, can do the others."""
    imported = set()
    for cell in source.cells:
        for statement in cell.tree.body:
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                imported |= bound_names(statement)
    asked = {
        exercise.label: exercise.text for exercise in source.exercises
    }  # one may build on another, if it says so
    for exercise in source.exercises:
        bound = [
            bound_names(s)
            for cell in source.cells
            if cell.label == exercise.label
            for s in cell.tree.body
        ]
        own = set().union(*bound) - imported
        for cell in source.cells[exercise.position :]:
            if cell.label == exercise.label or exercise.label in asked.get(cell.label, ""):
                continue
            anew = set().union(*(bound_names(statement) for statement in cell.tree.body))
            if used := own & set(read_names(cell.source)) - anew:
                yield cell.line, f"{', '.join(sorted(used))} of {exercise.label} used outside it"
            own -= anew


@rule(
    "copied-solution",
    "take it from the chapter with needs:, or ask for something else",
    "exercises",
)
def copied_solutions(source: Source) -> Iterator[tuple]:
    """No solution is a function that the chapter has already shown."""
    if not source.page.companion.path.is_file():
        return
    try:
        taught = {body for _, body, _ in functions(Source.read(source.page.companion))}
    except SyntaxError:
        return  # the chapter's own finding
    for cell, body, name in functions(source):
        if body in taught and (body.count("\n") or len(body) > 60):
            yield cell.line, f"{name} stands in the chapter already"


def functions(source: Source) -> Iterator[tuple[Cell, str, str]]:
    """(cell, body without docstring, name) of every function."""
    for cell in source.cells:
        for node in ast.walk(cell.tree):
            if isinstance(node, ast.FunctionDef):
                statements = node.body[1:] if ast.get_docstring(node) else node.body
                yield cell, "\n".join(map(ast.unparse, statements)), node.name
