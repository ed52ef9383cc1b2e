"""Try an exercise of a chapter as a student would, without running the chapter.

A chapter is read with jupytext. What an exercise needs from the cells before it is cut out statement by
statement: the imports, definitions and assignments its code reaches. Nothing else runs, so a check that
would train a model or load the reviews is found out, not waited for.
"""
import ast
import contextlib
import importlib.util
import io
import re
import symtable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jupytext

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "chapters").glob("[0-9][0-9]_*.md"))
MARK = re.compile(r"^(?P<fence>`{3,}|:{3,})\{(?P<what>(?:exercise|solution)(?:-start|-end)?)\} *(?P<argument>.*)$", re.M)
TITLE = re.compile(r"(?P<name>.+) · (?P<kind>concept|code|experiment|project) · (?P<minutes>\d+) min")


@dataclass
class Exercise:
    title: str
    label: str
    position: int  # how many code cells come before it
    text: str = ""
    solution_text: str = ""
    solution_options: str = ""
    cells: list[str] = field(default_factory=list)  # setup, stub and check
    solution: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        match = TITLE.fullmatch(self.title)
        return match["kind"] if match else "unknown"

    @property
    def name(self) -> str:
        match = TITLE.fullmatch(self.title)
        return match["name"] if match else self.title

    @property
    def stub(self) -> list[str]:
        return [cell for cell in self.cells if not calls(cell, "check")]

    @property
    def checks(self) -> list[str]:
        return [cell for cell in self.cells if calls(cell, "check")]


@dataclass
class Chapter:
    path: Path
    markdown: str  # everything that is not a code cell
    code: list[tuple[str, str | None]]  # (source, label of the exercise or solution it belongs to)
    exercises: list[Exercise]
    runs: list[tuple[str, str]]  # (cell type, source) in order

    @property
    def number(self) -> str:
        return self.path.name[:2]


@cache
def read_chapter(path: Path) -> Chapter:
    """The chapter at *path*, its code cells and exercises. Raises ValueError for marks out of order."""
    cells = jupytext.reads(path.read_text(encoding="utf-8"), fmt="md:myst").cells
    code, exercises, current, inside = [], [], None, None
    for cell in cells:
        if cell.cell_type == "code":
            source = "\n".join(line for line in cell.source.split("\n") if not line.startswith(("%", "!")))
            code.append((source, current.label if inside else None))
            if inside:
                (current.cells if inside == "exercise" else current.solution).append(source)
            continue
        start, marks = 0, list(MARK.finditer(cell.source))
        for mark in [*marks, None]:
            between = cell.source[start : mark.start() if mark else None]
            if inside == "exercise":
                current.text += between
            elif inside == "solution":
                current.solution_text += between
            if mark is None:
                break
            start, what, argument = mark.end(), mark["what"], mark["argument"].strip()
            options, label = _options(cell.source[start:])
            if what.startswith("exercise") and what != "exercise-end":
                current = Exercise(argument, label, len(code))
                exercises.append(current)
            elif what.startswith("solution") and what != "solution-end":
                named = [exercise for exercise in exercises if exercise.label == argument]
                if not named:
                    raise ValueError(f"{path.name}: a solution for {argument!r}, but no exercise before it has that label")
                current, named[0].solution_options = named[0], options
            if what.endswith("-start"):
                inside = what.removesuffix("-start")
            elif what.endswith("-end"):
                inside = None
            else:  # a directive that is closed by its own fence
                body, _, _ = cell.source[start:].partition("\n" + mark["fence"] + "\n")
                if what == "exercise":
                    current.text += body
                else:
                    current.solution_text += body
    markdown = "\n\n".join(cell.source for cell in cells if cell.cell_type != "code")
    return Chapter(path, markdown, code, exercises, [(cell.cell_type, cell.source) for cell in cells])


def _options(after: str) -> tuple[str, str]:
    options = re.match(r"\n((?::[\w-]+:.*\n?)*)", after)
    label = re.search(r":label: *(\S+)", options[1]) if options else None
    return (options[1] if options else ""), (label[1] if label else "")


def calls(source: str, name: str) -> list[ast.Call]:
    """The calls of the plain name *name* in *source*."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name) and node.func.id == name]


# --- what a piece of code needs from the code before it -----------------------


@cache
def loads(source: str) -> set[str]:
    """Global names that *source* reads, in its functions too."""
    def visit(table, top):
        names = {s.get_name() for s in table.get_symbols()
                 if s.is_referenced() and (top or s.is_global())}
        return names.union(*(visit(child, False) for child in table.get_children()))
    return visit(symtable.symtable(source, "cell", "exec"), True)


@cache
def binds(source: str) -> set[str]:
    """Global names that *source* binds or changes: assignments, definitions, imports, ``x[0] = ..``, ``x.add(..)``."""
    top = symtable.symtable(source, "cell", "exec")
    names = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    for node in _outside_functions(ast.parse(source)):
        if isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, ast.Store):
            names.add(_root(node))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            names.add(_root(node.value.func))
    return names - {""}


def _outside_functions(tree: ast.AST):
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            yield from _outside_functions(node)


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


@cache
def free(source: str) -> frozenset[str]:
    """Global names that *source* expects to exist before it starts."""
    needed, bound = set(), set()

    def walk(node: ast.AST):
        definition = isinstance(node, (ast.FunctionDef, ast.ClassDef))
        if isinstance(getattr(node, "ctx", None), ast.Store):  # for a, b in ..., with ... as c
            bound.update(name.id for name in ast.walk(node) if isinstance(name, ast.Name))
        elif isinstance(node, ast.withitem) or (hasattr(node, "body") and not isinstance(node, ast.expr) and not definition):
            bound.update({getattr(node, "name", None)} - {None})  # except ... as error
            for child in ast.iter_child_nodes(node):  # what is inside a loop or condition, in order
                walk(child)
        else:
            text = ast.unparse(node)
            needed.update(loads(text) - bound - ({node.name} if definition else set()))
            bound.update(binds(text))

    for statement in ast.parse(source).body:
        walk(statement)
    return frozenset(needed)


def slice_for(source: str, before: list[str]) -> str:
    """The statements of *before* that *source* needs, in order."""
    statements = [statement for cell in before for statement in ast.parse(cell).body]
    imports = [isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in statements]
    texts = [ast.unparse(statement) for statement in statements]
    modules = set().union(*(binds(text) for text, imported in zip(texts, imports, strict=True) if imported))
    wanted, kept = free(source), set()
    while True:  # functions find their names when they are called: look again with what they read
        needed, kept = set(wanted), set()
        for i in reversed(range(len(texts))):
            if not (binds(texts[i]) - (set() if imports[i] else modules)) & needed:
                continue  # plt.show() does not change what plt is
            kept.add(i)
            if isinstance(statements[i], (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef)):
                stores = {n.id for n in _outside_functions(statements[i])
                          if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
                needed -= stores | {getattr(statements[i], "name", "")}
            needed |= set() if imports[i] else free(texts[i])
        later = wanted.union(*(loads(texts[i]) for i in kept if isinstance(statements[i], (ast.FunctionDef, ast.ClassDef))))
        if later == wanted:
            return "\n".join(texts[i] for i in sorted(kept))
        wanted = later


# --- running it ---------------------------------------------------------------


def namespace(chapter: Chapter, exercise: Exercise, *codes: str) -> dict:
    """What the chapter has defined, by the time *exercise* is reached, that its cells and *codes* need."""
    before = [source for source, label in chapter.code[: exercise.position] if label is None]
    names: dict = {"__name__": f"chapter_{chapter.number}"}
    run(slice_for("\n".join([*exercise.cells, *codes]), before), names)
    return names


def run(source: str, names: dict) -> str:
    """Execute *source* in *names*; what it printed."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(source, "<cell>", "exec"), names)
    return printed.getvalue()


def verdict(chapter: Chapter, exercise: Exercise, answer: str = "", names: dict | None = None) -> str:
    """What the visible check prints for *answer* put in place of the stub (the stub itself by default)."""
    names = namespace(chapter, exercise, answer) if names is None else names
    run("\n".join(exercise.stub), names)
    run(answer, names)
    return "".join(run(cell, names) for cell in exercise.checks)


def solution(exercise: Exercise) -> str:
    """What the worked solution defines for the check; a solution may go on to use it on the real reviews."""
    return slice_for("\n".join(exercise.checks), exercise.solution)


def answers(chapter: Chapter) -> dict[str, dict]:
    """ANSWERS of tests/exercises/chNN.py; empty where the file is missing."""
    path = Path(__file__).with_name(f"ch{chapter.number}.py")
    if not path.exists():
        return {}
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ANSWERS
