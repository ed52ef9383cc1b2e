"""What makes code dense, per 1,000 lines: starred expressions, packed assignments, vars, long cells.

*Starred*: ``*rest`` in an assignment, a call or a list. *Packed*: one assignment of several values to
several names, or of a generator or comprehension to several names. Chollet's notebooks have 0.5 and 3.5 per
1,000 lines.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from .length import cells_shown, words_read
from .source import Source

REFLECTION = {"vars", "setattr", "globals"}
LONG = 15


@dataclass(frozen=True)
class Count:
    """The counts of one page."""

    key: str
    lines: int
    cells: int
    starred: int
    packed: int
    reflection: int
    long: int
    words: int
    shown: int

    def per_thousand(self, number: int) -> float:
        """*number* per 1,000 lines of code."""
        return 1000 * number / max(1, self.lines)


def is_packed(node: ast.AST) -> bool:
    """``a, b = 1, 2`` and ``a, b = (f(x) for x in ...)``, not ``a, b = f()``."""
    if not isinstance(node, ast.Assign) or not any(
        isinstance(target, (ast.Tuple, ast.List)) for target in node.targets
    ):
        return False
    return isinstance(node.value, (ast.Tuple, ast.List, ast.GeneratorExp, ast.ListComp, ast.IfExp))


def count(source: Source) -> Count:
    """Count one page, its claims cells and solutions included."""
    nodes = [node for cell in source.cells for node in ast.walk(cell.tree)]
    lengths = [
        len([line for line in cell.source.split("\n") if line.strip()]) for cell in source.cells
    ]
    return Count(
        key=source.page.key,
        lines=sum(lengths),
        cells=len(lengths),
        starred=sum(isinstance(node, ast.Starred) for node in nodes),
        packed=sum(is_packed(node) for node in nodes),
        reflection=sum(isinstance(node, ast.Name) and node.id in REFLECTION for node in nodes),
        long=sum(length > LONG for length in lengths),
        words=words_read(source),
        shown=cells_shown(source),
    )


HEADS = ("page", "lines", "cells", "starred", "packed", "vars..", "cells > 15", "words", "shown")


def table(counts: list[Count]) -> str:
    """One row a page; what makes code dense per 1,000 lines, then words before the summary and cells that stand open."""
    sums = [
        sum(getattr(one, name) for one in counts) for name in Count.__annotations__ if name != "key"
    ]
    rows = [f"{HEADS[0]:<32}" + "".join(f"{head:>11}" for head in HEADS[1:])]
    for one in [*counts, Count("all", *sums)]:
        rates = [
            one.per_thousand(count) for count in (one.starred, one.packed, one.reflection, one.long)
        ]
        numbers = f"{one.lines:>11}{one.cells:>11}" + "".join(f"{rate:>11.1f}" for rate in rates)
        numbers += f"{one.words:>11}{one.shown:>11}"
        rows.append(f"{one.key:<32}{numbers}")
    return "\n".join(rows)
