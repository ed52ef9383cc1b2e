"""What decides a page's outputs, as sixteen hex digits.

A recorded output is current while these are unchanged: the code of the page's cells with the definitions it takes from
other pages; those definitions of utils.py and of its checks that this code reaches; the files it reads; and the minor
versions (x.y) of the packages named in DECIDING, as requirements.txt pins them, and of those that the page requires
besides. Prose, comments, layout and docstrings
do not count, and nor do line ends.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat

from .book import Page
from .chapter import bound_names, read_names, requires, to_run

BINARY = {".npz", ".npy"}
FOLDERS = ("chapters", "benchmarks/results", "benchmarks/gpu/results")  # of all that pages read
INPUT_FILE = re.compile(
    r"(artifacts|\.\./benchmarks/results|\.\./benchmarks/gpu/results)/[\w./-]+\.\w+"
)  # how pages name what they read
DECIDING = (
    "keras",
    "tensorflow",
    "tensorflow-cpu",
)  # another minor version of these may change any number
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<minor>\d+\.\d+)", re.M)


def shape(node: object) -> object:
    """Syntax without comments, layout and docstrings, the same under every Python (``ast.dump`` is not)."""
    if isinstance(node, ast.AST):
        fields = dict(ast.iter_fields(node))
        documented = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            fields["body"] = node.body[1:]
        if isinstance(node, ast.JoinedStr):  # Python 3.12 adds empty strings
            fields["values"] = [
                value for value in node.values if getattr(value, "value", None) != ""
            ]
        kept = {
            name: shape(value)
            for name, value in fields.items()
            if name not in ("ctx", "kind", "type_comment", "type_params")
            and value not in (None, [])
        }
        return [type(node).__name__, kept]
    return [shape(item) for item in node] if isinstance(node, list) else repr(node)


def local_modules(folder: Path) -> dict[str, Path]:
    """Modules that pages import and that belong to the book: utils and the checks of exercises."""
    files = [*folder.glob("*.py"), *folder.glob("exercises/*.py")]
    return {path.stem: path for path in sorted(files)}


@dataclass(frozen=True)
class Definition:
    """A top-level statement of one of the book's own modules."""

    shape: object
    reads: frozenset[str]  # global names
    imports: tuple[ast.stmt, ...]  # in it, at any depth


def reached(trees: Iterable[ast.Module], modules: dict[str, Path]) -> dict[str, list]:
    """Shapes of the statements of the book's own modules that the code in *trees* reaches, by "module.name".

    With a name go all statements that bind or change it, and with a module what it does when it is imported.
    """
    todo = [name for tree in trees for name in _taken(_imports(tree), modules)]
    found: dict[str, list] = {}
    while todo:
        module, name = todo.pop()
        key = f"{module}.{name}"
        if key in found:
            continue
        own = _definitions(modules[module])
        found[key] = [definition.shape for definition in own.get(name, [])]
        for definition in own.get(name, []):
            todo += [(module, used) for used in definition.reads if used in own]
            todo += _taken(definition.imports, modules)
        todo.append((module, ""))
    return dict(sorted((key, shapes) for key, shapes in found.items() if shapes))


def _imports(tree: ast.AST) -> tuple[ast.stmt, ...]:
    """The import statements in *tree*."""
    return tuple(node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)))


def _taken(imports: Iterable[ast.stmt], modules: dict[str, Path]) -> list[tuple[str, str]]:
    """(module, name) of everything that *imports* take from the book's own modules."""
    found = []
    for node in imports:
        if isinstance(node, ast.ImportFrom) and node.module in modules:
            found += [(node.module, alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            whole = [alias.name for alias in node.names if alias.name in modules]
            found += [(module, name) for module in whole for name in _definitions(modules[module])]
    return found


def _definitions(path: Path) -> dict[str, list[Definition]]:
    return _definitions_at(path, path.stat().st_mtime_ns)


@cache
def _definitions_at(path: Path, changed: int) -> dict[str, list[Definition]]:
    """The top-level statements of a module by the names they bind or change; under "" those that bind none."""
    found: dict[str, list[Definition]] = {}
    body = ast.parse(path.read_text("utf8")).body
    imports = (ast.Import, ast.ImportFrom)
    changing = [statement for statement in body if not isinstance(statement, (ast.Expr, *imports))]
    own = {name for statement in changing for name in bound_names(statement)}
    # random.seed(1) and os.environ["A"] = "1" define nothing: they are what the module does when it is imported
    own -= {
        name
        for statement in body
        if isinstance(statement, imports)
        for name in bound_names(statement)
    }
    for position, statement in enumerate(body):
        if (
            position == 0
            and isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
        ):
            continue  # the docstring
        reads = read_names(ast.unparse(statement))
        definition = Definition(shape(statement), reads, _imports(statement))
        names = (
            bound_names(statement)
            if isinstance(statement, imports)
            else bound_names(statement) & own
        )
        for name in names or {""}:
            found.setdefault(name, []).append(definition)
    return found


def input_files(trees: Iterable[ast.Module], folder: Path) -> dict[str, Path]:
    """Artifacts and result tables that the code names, as written there."""
    constants = [
        node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)
    ]
    names = {value for value in constants if isinstance(value, str) and INPUT_FILE.fullmatch(value)}
    return {name: folder / name for name in sorted(names)}


def content(path: Path) -> bytes:
    """What the file at *path* holds; of a text the same on every machine, whatever line ends its clone has."""
    data = path.read_bytes()
    return data if path.suffix in BINARY else data.replace(b"\r\n", b"\n")


def digest(data: bytes | str) -> str:
    """Sixteen hex digits of *data*."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()[:16]


def trees_of(notebook: nbformat.NotebookNode) -> list[ast.Module]:
    """The parsed code cells of a notebook."""
    return [ast.parse(cell.source) for cell in notebook.cells if cell.cell_type == "code"]


def pins(root: Path, also: Iterable[str] = ()) -> dict[str, str]:
    """The minor versions of the packages that decide numbers, as requirements.txt pins them, and of the modules *also*."""
    lists = [root / "requirements.txt", *(root / f"requirements-{name}.txt" for name in also)]
    text = "\n".join(file.read_text("utf8") for file in lists if file.is_file())
    deciding = {*DECIDING, *also}
    return {pin["name"]: pin["minor"] for pin in PIN.finditer(text) if pin["name"] in deciding}


def fingerprint(trees: list[ast.Module], page: Page) -> str:
    """Sixteen hex digits that change when what decides the outputs of *trees*, cells of *page*, changes.

    FileNotFoundError names a file that the page reads and that does not exist.
    """
    folder = page.book.root / "chapters"
    files = {}
    for name, path in input_files(trees, folder).items():
        if not path.is_file():
            raise FileNotFoundError(
                f"{path} is read by {page.path} but does not exist; run the script in benchmarks/ that writes it"
            )
        files[name] = digest(content(path))
    state = [shape(trees), reached(trees, local_modules(folder)), files]
    state.append(pins(page.book.root, requires(page)))
    return digest(json.dumps(state))


def current(page: Page) -> str:
    """The fingerprint of the page as it stands."""
    return _current_at(page, _state_of_files(page.book.root))


@cache
def _current_at(page: Page, files: tuple) -> str:
    """A build asks for the fingerprint of each page half a dozen times."""
    return fingerprint(trees_of(to_run(page)), page)


def _state_of_files(root: Path) -> tuple:
    """Name, time and size of every file that a fingerprint may depend on; another tuple when any of them changes."""
    places = [root / folder for folder in FOLDERS]
    files = [file for place in places for file in place.rglob("*")]
    files += root.glob("requirements*.txt")
    states = [(f"{file}", file.stat()) for file in sorted(files) if file.is_file()]
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)


def up_to(page: Page, cell_id: str) -> str:
    """The fingerprint of the page's code down to the cell *cell_id*: what decides what that cell prints."""
    trees = []
    for cell in to_run(page).cells:
        if cell.cell_type == "code":
            trees.append(ast.parse(cell.source))
        if cell.id == cell_id:
            break
    return fingerprint(trees, page)


def script(path: Path) -> str:
    """The fingerprint of a study's script: its code without comments, layout and docstrings."""
    return digest(json.dumps(shape(ast.parse(path.read_text("utf8")))))
