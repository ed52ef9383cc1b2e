"""What stands in a page: its cells, its exercises, and the definitions it takes from another page."""

from __future__ import annotations

import ast
import importlib.util
import re
import symtable
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
from myst_nb.core.read import read_myst_markdown_notebook

from .book import Page

Notebook = nbformat.NotebookNode
KINDS = "concept|code|experiment|project"
TITLE = re.compile(
    rf"(?P<name>.+) · (?P<kind>{KINDS}) · (?P<minutes>\d+) min"
    r"(?: · (?P<points>\d+) points?)?(?P<optional> · optional)?"
)
MARK = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?P<what>(?:exercise|solution)(?:-start|-end)?)\} *(?P<argument>.*)$",
    re.M,
)
NEEDS, SMOKE = "needs", "smoke"  # ids of the cells that are put in when a page is run


# --- cells ------------------------------------------------------------------


def read(page: Page) -> Notebook:
    """The notebook that the page's Markdown describes, its code cells named c00, c01, ... in order."""
    return deepcopy(_read(page.path, page.path.stat().st_mtime_ns))


@cache
def _read(path: Path, changed: int) -> Notebook:
    notebook = read_myst_markdown_notebook(path.read_text("utf8"), path=path)
    for name, cell in code_cells(notebook).items():
        cell.id = name
    return notebook


def code_cells(notebook: Notebook) -> dict[str, Notebook]:
    """Code cells of a source by the id they carry through every edition."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return {f"c{number:02d}": cell for number, cell in enumerate(code)}


def tags(cell: Notebook) -> list[str]:
    """The tags of a cell."""
    return cell.metadata.get("tags", [])


def needs_tensorflow(cell: Notebook) -> bool:
    """Whether the cell says, by a tag such as ``tensorflow-tape``, that it runs on no other backend of Keras."""
    return any(tag.startswith("tensorflow-") for tag in tags(cell))


def solution_cells(notebook: Notebook) -> list[str]:
    """Ids of the code cells that stand between solution-start and solution-end."""
    return [
        cell.id
        for cell, place, _ in _places(notebook)
        if cell.cell_type == "code" and place == "solution"
    ]


def cells_outside_exercises(notebook: Notebook) -> list[Notebook]:
    """The code cells that stand in no exercise and in no solution."""
    return [cell for cell, place, _ in _places(notebook) if cell.cell_type == "code" and not place]


def statements(notebook: Notebook) -> int:
    """How many statements are checked in the code cells of *notebook*: asserts and claims."""
    return sum(count_statements(cell.source) for cell in notebook.cells if cell.cell_type == "code")


def count_statements(source: str) -> int:
    """How many asserts and claims stand in *source*."""
    calls = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.Assert, ast.Call))
    ]
    return sum(
        isinstance(node, ast.Assert) or getattr(node.func, "id", "") == "claim" for node in calls
    )


def to_run(page: Page, smoke: bool = False) -> Notebook:
    """The notebook that is executed: with the definitions the page needs, and with its smaller values in the *smoke* size."""
    notebook = read(page)
    cells = list(notebook.cells)
    first = next((i for i, cell in enumerate(cells) if cell.cell_type == "code"), len(cells))
    if source := needed_source(page):
        cells.insert(
            first,
            nbformat.v4.new_code_cell(source, id=NEEDS, metadata={"tags": ["hide-input", NEEDS]}),
        )
    if smoke and (values := needed_smoke_values(page) | smoke_values(page)):
        constants = [place for place, cell in enumerate(cells) if "parameters" in tags(cell)]
        place = constants[0] if constants else first  # first: what it needs of other pages
        source = "\n".join(f"{name} = {value!r}" for name, value in values.items())
        cells.insert(place + 1, nbformat.v4.new_code_cell(source, id=SMOKE))
    notebook.cells = cells
    return notebook


def smoke_file(page: Page) -> Path:
    """Where the smaller values of a page's parameters stand."""
    return page.book.root / "tests" / "smoke" / f"{page.key.replace('/', '__')}.toml"


def smoke_values(page: Page) -> dict[str, object]:
    """The smaller values of the page's parameters. ValueError for a name that its parameters cell does not assign."""
    file = smoke_file(page)
    if not file.is_file():
        return {}
    values = tomllib.loads(file.read_text("utf8"))
    cells = [
        cell for cell in read(page).cells if cell.cell_type == "code" and "parameters" in tags(cell)
    ]
    if values and not cells:
        raise ValueError(f"{file} has values, but {page.path} has no cell tagged parameters")
    known = {
        name
        for cell in cells
        for statement in ast.parse(cell.source).body
        for name in bound_names(statement)
    }
    if unknown := set(values) - known:
        raise ValueError(
            f"{file} names {', '.join(sorted(unknown))}, which no parameters cell of {page.path.name} assigns"
        )
    return values


def needed_smoke_values(page: Page) -> dict[str, object]:
    """The smaller values of the constants that the page needs of others."""
    return {
        name: value
        for key, names in needs(page).items()
        for name, value in smoke_values(page.book.page(key)).items()
        if name in names
    }


# --- packages that only some pages use ------------------------------------------


def requires(page: Page) -> list[str]:
    """Modules beyond requirements.txt that the page imports: ``requires: [torch]`` in its front matter."""
    return list(read(page).metadata.get("requires", []))


def missing(page: Page) -> str:
    """In words, what to install before *page* can be run here; empty where nothing is missing."""
    absent = [name for name in requires(page) if importlib.util.find_spec(name) is None]
    if not absent:
        return ""
    files = " ".join(f"-r requirements-{name}.txt" for name in absent)
    return (
        f"{page.path.name} needs {', '.join(absent)}, not installed in this environment; "
        f"install it with: .venv/bin/python -m pip install {files}"
    )


# --- definitions taken from another page -------------------------------------


def needs(page: Page) -> dict[str, list[str]]:
    """The names that the page takes from other pages: ``needs: {lstm_cell: [split_lstm]}`` in its front matter."""
    return dict(read(page).metadata.get("needs", {}))


def needed_source(page: Page) -> str:
    """The definitions that the page needs, as they stand in the pages it names, after the imports they use.

    ValueError where a page has no such definition, or where a definition uses another that is not named.
    """
    parts = []
    for key, names in needs(page).items():
        parts.append(definitions(page, page.book.page(key), names))
    return "\n\n".join(parts)


def definitions(page: Page, source_page: Page, names: list[str]) -> str:
    """The definitions *names* of *source_page*, which *page* needs, verbatim and in order, after the imports they use."""
    found: dict[str, tuple[int, str]] = {}  # name: (place, text), the last definition of that name
    imports: dict[str, str] = {}
    code = [cell.source for cell in cells_outside_exercises(read(source_page))]
    place = 0
    for cell in code:
        lines = cell.split("\n")
        for statement in ast.parse(cell).body:
            place += 1
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                imports |= _imports(statement)
                continue
            first = min(
                [statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))]
            )
            text = "\n".join(lines[first - 1 : statement.end_lineno])
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)):
                found |= dict.fromkeys(bound_names(statement), (place, text))
    missing = [name for name in names if name not in found and name not in imports]
    if missing:
        raise ValueError(
            f"{page.path}: needs {', '.join(missing)} of {source_page.key}, which defines no such name"
        )
    chosen = dict(sorted({found[name] for name in names if name in found}))  # by place, each once
    used = {name for text in chosen.values() for name in read_names(text)} | set(names)
    if lacking := [
        name for name in used if name in found and name not in names and name not in imports
    ]:
        raise ValueError(
            f"{page.path}: what it needs of {source_page.key} uses {', '.join(sorted(lacking))}; name that in needs too"
        )
    needed = sorted(
        {line for name, line in imports.items() if name in used},
        key=lambda line: (line.startswith("from"), line),
    )
    blocks = ["\n".join(needed)] if needed else []
    for text in chosen.values():
        space = "\n\n" if text.startswith(("def ", "class ", "@")) else "\n"
        blocks.append(space + text if blocks else text)
    return "\n".join(blocks)


def _imports(statement: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """Import lines by the name each binds."""
    found = {}
    for alias in statement.names:
        name = (alias.asname or alias.name).split(".")[0]
        known = f" as {alias.asname}" if alias.asname else ""
        if isinstance(statement, ast.ImportFrom):
            found[name] = f"from {statement.module} import {alias.name}{known}"
        else:
            found[name] = f"import {alias.name}{known}"
    return found


def bound_names(statement: ast.stmt) -> set[str]:
    """Global names that a top-level statement binds or changes: ``a = ..``, ``a[0] = ..``, ``a.add(..)``, def, import."""
    names = set()
    for node in _outside_functions(statement):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
        elif isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del)):
            names.add(_root(node))
        elif (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Attribute)
        ):
            names.add(_root(node.value.func))
    return names - {""}


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
        return
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        return  # their variables are their own
    for child in ast.iter_child_nodes(node):
        yield from _outside_functions(child)


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


@cache
def read_names(source: str) -> frozenset[str]:
    """Global names that *source* reads, in its functions too."""

    def visit(table: symtable.SymbolTable, top: bool) -> set[str]:
        names = {
            s.get_name()
            for s in table.get_symbols()
            if s.is_referenced() and (top or s.is_global())
        }
        return names.union(*(visit(child, False) for child in table.get_children()))

    return frozenset(visit(symtable.symtable(source, "cell", "exec"), True))


# --- exercises ----------------------------------------------------------------


@dataclass
class Exercise:
    """One exercise of a page, with its solution."""

    title: str
    label: str
    position: int  # how many code cells come before it
    text: str = ""
    solution_text: str = ""
    solution_options: str = ""
    cells: list[Notebook] = field(default_factory=list)  # what the student is given: stub, check
    solution: list[Notebook] = field(default_factory=list)

    def _title(self, group: str) -> str:
        match = TITLE.fullmatch(self.title)
        return (match[group] or "") if match else ""

    @property
    def name(self) -> str:
        """The title without kind, minutes and points."""
        return self._title("name") or self.title

    @property
    def kind(self) -> str:
        """concept, code, experiment or project; empty where the title has another form."""
        return self._title("kind")

    @property
    def minutes(self) -> int:
        """The author's estimate."""
        return int(self._title("minutes") or 0)

    @property
    def points(self) -> int:
        """One for five minutes."""
        return int(self._title("points") or 0)

    @property
    def optional(self) -> bool:
        """Whether it lies outside the core set."""
        return bool(self._title("optional"))

    @property
    def stub(self) -> list[Notebook]:
        """The cells a student fills in."""
        return [cell for cell in self.cells if not is_check(cell.source)]

    @property
    def checks(self) -> list[Notebook]:
        """The cells that only call a check."""
        return [cell for cell in self.cells if is_check(cell.source)]


def is_check(source: str) -> bool:
    """Whether a cell holds nothing but calls of checks: ``check_counter(counter_weights)``."""
    calls = [
        statement.value if isinstance(statement, ast.Expr) else None
        for statement in ast.parse(source).body
    ]
    names = [
        call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
        for call in calls
    ]
    return bool(names) and all(name.startswith("check") for name in names)


def _places(notebook: Notebook) -> Iterator[tuple[Notebook, str, str]]:
    """Each cell with where it stands: "" , "exercise" or "solution", and the label of that exercise."""
    place = label = ""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield cell, place, label
            continue
        for mark in MARK.finditer(cell.source):
            what, _, end = mark["what"].partition("-")
            if end == "start":
                place = what
                label = (
                    mark["argument"].strip()
                    if what == "solution"
                    else _options(cell.source[mark.end() :])[1]
                )
            elif end == "end":
                place = label = ""
        yield cell, place, label


def exercises(page: Page) -> list[Exercise]:
    """The exercises of a page in order. ValueError for a solution whose exercise is not above it."""
    reader = _ExerciseReader(page)
    for cell in read(page).cells:
        if cell.cell_type == "code":
            reader.take_code(cell)
        else:
            reader.take_text(cell.source)
    return reader.found


class _ExerciseReader:
    """Walks through the cells of a page and collects its exercises."""

    def __init__(self, page: Page):
        self.page = page
        self.found: list[Exercise] = []
        self.current: Exercise | None = None
        self.inside = ""  # "", "exercise" or "solution"
        self.code = 0

    def take_code(self, cell: Notebook) -> None:
        """A code cell belongs to the exercise or solution around it, if any."""
        if self.inside:
            cells = self.current.cells if self.inside == "exercise" else self.current.solution
            cells.append(cell)
        self.code += 1

    def take_text(self, source: str) -> None:
        """The marks in a text cell, and what stands between them."""
        start = 0
        for mark in MARK.finditer(source):
            self.add(self.inside, source[start : mark.start()])
            start = mark.end()
            what, _, end = mark["what"].partition("-")
            if end == "end":
                self.inside = ""
                continue
            self.open(what, mark["argument"].strip(), source[start:])
            if end == "start":
                self.inside = what
            else:  # closed by its own fence
                body, _, _ = source[start:].partition("\n" + mark["fence"] + "\n")
                self.add(what, body)
        self.add(self.inside, source[start:])

    def open(self, what: str, argument: str, after: str) -> None:
        """Begin an exercise with the title, or the solution of the label, *argument*."""
        options, label = _options(after)
        if what == "exercise":
            self.current = Exercise(argument, label, self.code)
            self.found.append(self.current)
            return
        named = [exercise for exercise in self.found if exercise.label == argument]
        if not named:
            raise ValueError(
                f"{self.page.path}: a solution for {argument!r}, but no exercise above it has that label"
            )
        self.current = named[0]
        self.current.solution_options = options

    def add(self, what: str, text: str) -> None:
        """Text of the current exercise or solution; text elsewhere is passed over."""
        if what == "exercise":
            self.current.text += text
        elif what == "solution":
            self.current.solution_text += text


def _options(after: str) -> tuple[str, str]:
    options = re.match(r"\n((?::[\w-]+:.*\n?)*)", after)
    label = re.search(r":label: *(\S+)", options[1]) if options else None
    return (options[1] if options else ""), (label[1] if label else "")
