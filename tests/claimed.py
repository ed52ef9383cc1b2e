"""The statements that chapters claim, and what tests/claims/ says of each: a change that falsifies it, or why there is none.

python tests/claimed.py lstm_cell    runs the chapter at full size, then each falsification; prints a verdict for each as JSON
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import runpy
import sys
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    ROOT_FOLDER = Path(__file__).resolve().parent.parent
    sys.path[:0] = [
        str(ROOT_FOLDER / name) for name in (".", "chapters", "tests", "tests/exercises")
    ]

from thebook import BOOK, ROOT

from bookkit.book import Page
from bookkit.chapter import cells_outside_exercises, read, to_run

FOLDER = ROOT / "tests" / "claims"
NOTHING: dict[str, dict] = {"FALSIFIED": {}, "LISTED": {}}


@dataclass(frozen=True)
class Claim:
    """One call of ``claim`` in a chapter, and the cell it stands in."""

    cell: str
    statement: str


def claims(page: Page) -> list[Claim]:
    """Every claim of *page*, in order. ValueError for one whose statement is no plain string."""
    found = []
    for cell in cells_outside_exercises(read(page)):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "claim":
                if not (
                    isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
                ):
                    raise ValueError(
                        f"{page.key}, cell {cell.id}: write the statement of {ast.unparse(node)} as a plain string"
                    )
                found.append(Claim(cell.id, node.args[0].value))
    return found


def said_of(page: Page) -> dict[str, dict[str, str]]:
    """FALSIFIED and LISTED of tests/claims/<chapter>.py; both empty where there is no such file."""
    file = FOLDER / f"{page.name}.py"
    return (
        NOTHING
        | {name: value for name, value in runpy.run_path(str(file)).items() if name in NOTHING}
        if file.is_file()
        else NOTHING
    )


def lacking(found: list[Claim], said: dict[str, dict[str, str]]) -> list[str]:
    """In words, what is wrong with the lists *said* for the claims *found*."""
    statements = Counter(claim.statement for claim in found)
    problems = [
        f"stated {number} times, so that one change cannot be meant for it: {s}"
        for s, number in statements.items()
        if number > 1
    ]
    problems += [f"in both lists: {s}" for s in said["FALSIFIED"] if s in said["LISTED"]]
    known = said["FALSIFIED"].keys() | said["LISTED"].keys()
    problems += [f"in neither list: {s}" for s in statements if s not in known]
    problems += [f"no claim says this any more: {s}" for s in known if s not in statements]
    problems += [
        f"listed without a reason: {s}"
        for s, why in said["LISTED"].items()
        if len(str(why).split()) < 3
    ]
    return problems


# --- falsifying them ----------------------------------------------------------------------


class WithoutAsserts(ast.NodeTransformer):
    """A cell without its asserts: one that fails first would hide which claim comes out otherwise."""

    def visit_Assert(self, node: ast.Assert) -> ast.Pass:
        return ast.copy_location(ast.Pass(), node)


def verdicts(source: str, names: dict) -> dict[str, bool]:
    """The claims of a cell, run in *names* as in a strict run: whether each holds."""
    import utils

    found: dict[str, bool] = {}

    def recording(statement: str, *arguments, **bounds) -> None:
        try:
            utils.claim(statement, *arguments, **bounds)
            holds = True
        except AssertionError:
            holds = False
        found[statement] = found.get(statement, True) and holds

    names["claim"] = recording
    exec(
        compile(
            ast.fix_missing_locations(WithoutAsserts().visit(ast.parse(source))), "<claims>", "exec"
        ),
        names,
    )
    return found


def run_page(page: Page) -> dict:
    """The namespace that the cells of *page* leave; a claim that fails is only printed."""
    names: dict = {"__name__": "__main__", "display": lambda *shown: None}
    for cell in to_run(page).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, f"<{page.key}, cell {cell.id}>", "exec"), names)
    return names


def falsify(page: Page) -> dict[str, str]:
    """By statement, what came of falsifying it: "otherwise" as it should be, or in words what went wrong."""
    from harness import fresh

    os.chdir(ROOT / "chapters")
    names = run_page(page)
    cells = {cell.id: cell.source for cell in cells_outside_exercises(read(page))}
    changes, found = said_of(page)["FALSIFIED"], {}
    os.environ["BOOK_STRICT"] = "1"
    for claim in claims(page):
        if claim.statement not in changes:
            continue
        try:
            if not verdicts(cells[claim.cell], fresh(names)).get(claim.statement):
                found[claim.statement] = (
                    "run again after the whole chapter it does not hold: a later cell uses one of its names for something else"
                )
                continue
            changed = fresh(names)
            exec(compile(changes[claim.statement], "<falsification>", "exec"), changed)
            holds = verdicts(cells[claim.cell], changed)[claim.statement]
            found[claim.statement] = "it still holds" if holds else "otherwise"
        except Exception:
            found[claim.statement] = traceback.format_exc(limit=-3)
    return found


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        result = falsify(BOOK.page(sys.argv[1]))
    print(json.dumps(result))
