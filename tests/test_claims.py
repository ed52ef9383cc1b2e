"""Every claim of a chapter can fail: tests/claims/<chapter>.py holds a change of its data for each, or the reason why there is none.

    FALSIFIED = {"statement": "code that runs in the chapter's namespace just before the claim is judged again"}
    LISTED = {"statement": "why no change of the data can falsify it"}

That each change really falsifies its claim is tested at full size in tests/check/test_claims_falsified.py.
"""

from __future__ import annotations

import ast

import pytest
import utils
from claimed import Claim, claims, lacking, said_of, verdicts
from harness import fresh
from thebook import CHAPTERS, PAGES, each

from bookkit.chapter import cells_outside_exercises, read, tags


@each(CHAPTERS)
def test_every_claim_is_falsified_or_listed(page):
    assert lacking(claims(page), said_of(page)) == [], f"tests/claims/{page.name}.py"


@each(CHAPTERS)
def test_changes_are_code_that_changes_something(page):
    for statement, change in said_of(page)["FALSIFIED"].items():
        assert ast.parse(change).body, statement
        assert any(
            isinstance(node, (ast.Assign, ast.AugAssign, ast.Call, ast.FunctionDef))
            for node in ast.walk(ast.parse(change))
        ), statement


@each(PAGES)
def test_claims_stand_in_cells_of_their_own(page):
    """Folded everywhere; no cell mixes work and claims."""
    cells = {cell.id: cell for cell in cells_outside_exercises(read(page))}
    for claim in claims(page):
        assert "claims" in tags(cells[claim.cell]), (
            f"cell {claim.cell} states {claim.statement!r} and has no tag claims"
        )


@pytest.mark.parametrize(
    "found, falsified, listed, problem",
    [
        (["a"], {"a": "x = 1"}, {}, None),
        (["a", "b"], {"a": "x = 1"}, {"b": "it follows from a"}, None),
        (["a", "b"], {"a": "x = 1"}, {}, "in neither list: b"),
        (["a"], {"a": "x = 1", "b": "x = 1"}, {}, "no claim says this any more: b"),
        (["a"], {"a": "x = 1"}, {"a": "it follows from b"}, "in both lists: a"),
        (["a", "a"], {"a": "x = 1"}, {}, "stated 2 times"),
        (["a"], {}, {"a": ""}, "listed without a reason: a"),
    ],
)
def test_what_is_wrong_with_a_list_is_said(found, falsified, listed, problem):
    said = lacking(
        [Claim("c00", statement) for statement in found], {"FALSIFIED": falsified, "LISTED": listed}
    )
    assert said == [] if problem is None else any(problem in line for line in said)


def test_a_claim_is_judged_alone_and_strictly(monkeypatch):
    monkeypatch.setenv("BOOK_STRICT", "1")
    monkeypatch.setattr(utils, "PROFILE", "full")
    monkeypatch.setattr(utils, "LOADED", [])
    cell = 'assert table["x"] == 3\nclaim("x is large", table["x"], above=2)\nclaim("y is", y())'
    names: dict = {}
    exec("table = {'x': 3}\nz = 1\ndef y():\n    return z == 1", names)
    assert verdicts(cell, fresh(names)) == {"x is large": True, "y is": True}
    changed = fresh(names)
    exec("table['x'] = 1", changed)
    assert verdicts(cell, changed) == {"x is large": False, "y is": True}
    changed = fresh(names)
    exec("z = 2", changed)
    assert verdicts(cell, changed) == {"x is large": True, "y is": False}
    assert verdicts(cell, fresh(names)) == {"x is large": True, "y is": True}, (
        "nothing of it is left"
    )
