"""Code cells."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from ..chapter import bound_names
from .source import Cell, Source, rule

LINES, COLUMNS = 30, 88
OPENING = 3  # imports, an opening picture, what is claimed about it
LATE = {"tensorflow"}  # the old Keras is imported where it is met
WORK = ("show", "display", "print")


@rule("cell-length", "one idea a cell: split it")
def length(source: Source) -> Iterator[tuple]:
    """Cells that fit a screen."""
    for cell in source.cells:
        count = len(cell.source.rstrip().split("\n")) - lines_of_imports(cell)
        if count > LINES and "parameters" not in cell.tags:
            yield cell.line, f"{count} lines, more than {LINES}"


def lines_of_imports(cell: Cell) -> int:
    """How many lines the imports at the top level take: a list, which nobody reads line by line."""
    found = [node for node in cell.tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return sum(node.end_lineno - node.lineno + 1 for node in found)


@rule("cell-width", "break the line")
def width(source: Source) -> Iterator[tuple]:
    """Lines that fit a phone held sideways."""
    for cell in source.cells:
        for number, line in enumerate(cell.source.split("\n")):
            if len(line) > COLUMNS:
                yield cell.line + number, f"{len(line)} columns, more than {COLUMNS}"


@rule("prose-between-cells", "say in a sentence what came out and what comes next")
def prose_between(source: Source) -> Iterator[tuple]:
    """Not before a folded cell, which belongs to the one above it, nor before the constants. Nor within exercises."""
    folded = {"claims", "hide-input", "parameters"}
    cells, before = iter(source.cells), ""
    for kind, _ in source.blocks:
        cell = next(cells) if kind == "code" else None
        if cell and kind == before and not cell.place and not folded & set(cell.tags):
            yield cell.line, "two cells without a word between them"
        before = kind


def imports(cell: Cell) -> list[ast.Import | ast.ImportFrom]:
    """The imports of a cell, in its functions too."""
    return [node for node in ast.walk(cell.tree) if isinstance(node, (ast.Import, ast.ImportFrom))]


@rule("import-form", "write: from utils import name")
def import_form(source: Source) -> Iterator[tuple]:
    """A reader sees where a name comes from."""
    for cell in source.cells:
        for node in imports(cell):
            names = [alias.name for alias in node.names]
            if "*" in names or (isinstance(node, ast.Import) and "utils" in names):
                yield cell.at(node), f"{ast.unparse(node)}"


@rule("late-import", "move it into the first cell")
def late_imports(source: Source) -> Iterator[tuple]:
    """Imports stand together."""
    for cell in source.cells[1:]:
        for node in imports(cell):
            module = getattr(node, "module", None) or node.names[0].name
            if not cell.place and module not in LATE:
                yield cell.at(node), ast.unparse(node)


@rule("no-plumbing", "write plain English, and plain constants in the parameters cell")
def plumbing(source: Source) -> Iterator[tuple]:
    """Nothing on screen that exists for translation or tests."""
    for cell in source.cells:
        for call in cell.calls("t", "sized"):
            yield cell.at(call), f"{ast.unparse(call)[:60]}"
    checks = f"chapters/exercises/{source.page.name}_checks.py"
    if source.page.is_exercises and (text := source.in_file(checks)):
        for node in ast.walk(ast.parse(text)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "t"
            ):
                yield checks, node.lineno, ast.unparse(node)[:60]


@rule("show-alt", "write: show(fig, alt=...)")
def shown_with_text(source: Source) -> Iterator[tuple]:
    """Every plot has an alternative text."""
    for cell in source.cells:
        for call in cell.calls("show"):
            texts = [
                *call.args[1:],
                *(keyword.value for keyword in call.keywords if keyword.arg == "alt"),
            ]
            if not texts:
                yield cell.at(call), f"{ast.unparse(call)[:60]}"
        for node in ast.walk(cell.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "plt.show":
                yield cell.at(node), "plt.show() shows a plot without words"


@rule("one-figure", "one figure a cell: split it")
def one_figure(source: Source) -> Iterator[tuple]:
    """A figure has its sentence."""
    for cell in source.cells:
        if len(shown := cell.calls("show")) > 1:
            yield cell.at(shown[1]), f"{len(shown)} figures in one cell"


# --- parameters ---------------------------------------------------------------------


def is_literal(node: ast.expr) -> bool:
    """Whether *node* is built of literals only; ``-1`` and ``2 * 60`` count."""
    allowed = (
        ast.Constant,
        ast.Tuple,
        ast.List,
        ast.Dict,
        ast.Set,
        ast.UnaryOp,
        ast.USub,
        ast.BinOp,
        ast.operator,
        ast.Load,
    )
    return all(isinstance(part, allowed) for part in ast.walk(node))


@rule("one-parameters-cell", "put all constants into the one cell tagged parameters, near the top")
def one_parameters_cell(source: Source) -> Iterator[tuple]:
    """Constants stand in one place, near the top."""
    found = [place for place, cell in enumerate(source.cells) if "parameters" in cell.tags]
    for place in found[1:]:
        yield source.cells[place].line, "a second cell tagged parameters"
    if found and found[0] > OPENING:
        yield (
            source.cells[found[0]].line,
            f"{found[0]} cells before the constants, more than {OPENING}",
        )


@rule("parameters", "one line a name: NAME = literal")
def parameters(source: Source) -> Iterator[tuple]:
    """One assignment a name, literals only: then a smaller value can take its place."""
    for cell in source.cells:
        if "parameters" not in cell.tags:
            continue
        names: Counter[str] = Counter()
        for statement in cell.tree.body:
            single = (
                isinstance(statement, ast.Assign)
                and len(statement.targets) == 1
                and isinstance(statement.targets[0], ast.Name)
            )
            if not single:
                yield (
                    cell.at(statement),
                    f"{ast.unparse(statement)[:60]} is not one assignment to one name",
                )
                continue
            if not is_literal(statement.value):
                yield cell.at(statement), f"{ast.unparse(statement)[:60]} is not a literal"
            names.update(bound_names(statement))
            if names[statement.targets[0].id] > 1:
                yield cell.at(statement), f"{statement.targets[0].id} is assigned twice"


# --- claims --------------------------------------------------------------------------


@rule(
    "claims-cell",
    "leave only asserts, claims and what they compute; print and show in the cell above",
)
def claims_cells(source: Source) -> Iterator[tuple]:
    """What is folded away does no work that the page needs."""
    heavy = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.While)
    for cell in source.cells:
        if "claims" not in cell.tags:
            continue
        if not cell.calls("claim") and not any(
            isinstance(node, ast.Assert) for node in ast.walk(cell.tree)
        ):
            yield cell.line, "tagged claims, but nothing is claimed or asserted"
        for node in cell.tree.body:
            if isinstance(node, heavy):
                yield cell.at(node), f"{ast.unparse(node).splitlines()[0][:60]} in a claims cell"
        for call in cell.calls(*WORK):
            yield cell.at(call), f"{ast.unparse(call)[:60]} in a claims cell"


@rule("claim-outside", "move it into a cell tagged claims right after this one")
def claims_outside(source: Source) -> Iterator[tuple]:
    """Claims are one click away, not in the way."""
    for cell in source.cells:
        for call in cell.calls("claim"):
            if "claims" not in cell.tags:
                yield cell.at(call), f"{ast.unparse(call)[:60]} outside a claims cell"


@rule("literal-text", "write the statement as one plain text, so that it can be translated")
def literal_texts(source: Source) -> Iterator[tuple]:
    """Statements are collected by position."""
    for cell in source.cells:
        for call in cell.calls("claim", "check"):
            text = call.args[0] if call.args else None
            plain = isinstance(text, ast.JoinedStr) or (
                isinstance(text, ast.Constant) and isinstance(text.value, str)
            )
            if not plain:
                yield cell.at(call), ast.unparse(call)[:60]
