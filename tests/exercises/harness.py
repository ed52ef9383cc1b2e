"""Try an exercise as a student would: the page's first cells, a stub or an answer in its place, then the check line.

What a page defines before its exercises (the definitions it takes from the chapter, its imports, its parameters) is
executed once; each case gets a copy of it.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import importlib.util
import io
import types
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd

from bookkit.book import Page
from bookkit.chapter import Exercise, cells_outside_exercises, is_check, to_run

matplotlib.use("Agg")
DATA = (
    list,
    dict,
    set,
    np.ndarray,
    pd.DataFrame,
    pd.Series,
    types.SimpleNamespace,
)  # what an answer may change


def run(source: str, names: dict) -> str:
    """Execute *source* in *names*; what it printed."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(source, "<cell>", "exec"), names)
    return printed.getvalue()


@cache
def _defined(page: Page) -> dict:
    names = {"__name__": f"page_{page.name}"}
    for cell in cells_outside_exercises(to_run(page)):
        run(cell.source, names)
    return names


def namespace(page: Page) -> dict:
    """What *page* has defined before its exercises."""
    return fresh(_defined(page))


def fresh(defined: dict) -> dict:
    """A copy of a namespace: its functions see the names of the copy, and its data may be changed."""
    names: dict = {}
    for name, value in defined.items():
        if isinstance(value, types.FunctionType) and value.__globals__ is defined:
            own = types.FunctionType(
                value.__code__, names, value.__name__, value.__defaults__, value.__closure__
            )
            own.__kwdefaults__, own.__doc__ = value.__kwdefaults__, value.__doc__
            names[name] = own
        elif isinstance(value, DATA) and name != "__builtins__":
            names[name] = _own_copy(value)
        else:
            names[name] = value
    return names


def _own_copy(value: object) -> object:
    try:
        return copy.deepcopy(value)
    except Exception:  # something in it that cannot be copied, such as a generator
        return copy.copy(value)


def verdict(page: Page, exercise: Exercise, answer: str = "", names: dict | None = None) -> str:
    """What the check prints for *answer* put in place of the stub (the stub itself by default)."""
    names = namespace(page) if names is None else names
    for cell in exercise.stub:
        run(cell.source, names)
    run(answer, names)
    return "".join(run(cell.source, names) for cell in exercise.checks)


def solution(exercise: Exercise) -> str:
    """The worked solution down to its check line; it may go on to use the answer on the real reviews."""
    lines = []
    for cell in exercise.solution:
        end = check_line(cell.source)
        lines += cell.source.split("\n")[:end]
        if end is not None:
            break
    return "\n".join(lines)


def check_line(source: str) -> int | None:
    """The last line of the first statement that is a check, ``check_counter(counter_weights)``; None without one."""
    return next(
        (node.end_lineno for node in ast.parse(source).body if is_check(ast.unparse(node))), None
    )


def answers(page: Page) -> dict[str, dict]:
    """ANSWERS of tests/exercises/<name of the page>.py; empty where there is no such file."""
    path = Path(__file__).with_name(f"{page.name}.py")
    if not path.exists():
        return {}
    spec = importlib.util.spec_from_file_location(f"answers_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ANSWERS
