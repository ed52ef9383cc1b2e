"""What decides a chapter's outputs, and which recorded outputs still fit it."""
from __future__ import annotations

import ast
import hashlib
import json
import re
from pathlib import Path

import nbformat
from myst_nb.core.read import read_myst_markdown_notebook

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS, NOTEBOOKS = ROOT / "chapters", ROOT / "notebooks"
BINARY = {".npz", ".npy"}
SOLUTION_MARK = re.compile(r"^(?:`{3,}|:{3,})\{solution-(start|end)\}", re.M)
INPUT_FILE = re.compile(r"(artifacts|\.\./benchmarks/results)/[\w.-]+")  # how chapters name what they read


def sources(root: Path = ROOT) -> list[Path]:
    """The chapters of the book at *root*, in reading order."""
    return sorted((root / "chapters").glob("[0-9][0-9]_*.md"))


def _shape(node: object) -> object:
    """Syntax without comments, layout and docstrings, the same under every Python (``ast.dump`` is not)."""
    if isinstance(node, ast.AST):
        fields = dict(ast.iter_fields(node))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
            fields["body"] = node.body[1:]
        if isinstance(node, ast.JoinedStr):  # Python 3.12 adds empty strings
            fields["values"] = [v for v in node.values if getattr(v, "value", None) != ""]
        kept = {k: _shape(v) for k, v in fields.items() if k not in ("ctx", "kind", "type_comment") and v not in (None, [])}
        return [type(node).__name__, kept]
    return [_shape(item) for item in node] if isinstance(node, list) else repr(node)


def used_definitions(trees: list[ast.Module], utils: Path) -> dict[str, object]:
    """Shapes of the top-level definitions in *utils* that the code imports by name, and of those they reach."""
    definitions: dict[str, ast.stmt] = {}
    for statement in ast.parse(utils.read_text("utf8")).body:
        targets = getattr(statement, "targets", [getattr(statement, "target", statement)])
        named = [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)] if targets != [statement] else []
        definitions |= dict.fromkeys([*named, getattr(statement, "name", "")], statement)
    imports = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "utils")
    todo, seen = {alias.name for node in imports for alias in node.names}, {}
    while todo:
        name = todo.pop()
        if name in definitions and name not in seen:
            seen[name] = _shape(definitions[name])
            todo |= {node.id for node in ast.walk(definitions[name]) if isinstance(node, ast.Name)}
    return dict(sorted(seen.items()))


def input_files(trees: list[ast.Module], folder: Path) -> dict[str, Path]:
    """Artifacts and result tables that the code names, as written there."""
    strings = {n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return {s: folder / s for s in sorted(strings) if INPUT_FILE.fullmatch(s)}


def content(path: Path) -> bytes:
    """What the file at *path* holds; of a text the same on every machine, whatever line ends its clone has."""
    data = path.read_bytes()
    return data if path.suffix in BINARY else data.replace(b"\r\n", b"\n")


def syntax(notebook: nbformat.NotebookNode) -> list[ast.Module]:
    """The parsed code cells of a notebook."""
    return [ast.parse(cell.source) for cell in notebook.cells if cell.cell_type == "code"]


def fingerprint(trees: list[ast.Module], folder: Path = CHAPTERS) -> str:
    """16 hex digits that change when the code, the helpers it reaches or the files it reads change."""
    files = {}
    for name, path in input_files(trees, folder).items():
        if not path.is_file():
            raise FileNotFoundError(f"{path} is read by a chapter but does not exist; run the script in benchmarks/ that writes it")
        files[name] = hashlib.sha256(content(path)).hexdigest()
    state = [_shape(trees), used_definitions(trees, folder / "utils.py"), files]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]


def code_cells(notebook: nbformat.NotebookNode) -> dict[str, nbformat.NotebookNode]:
    """Code cells by the id they carry through every edition (c00, c01, ... in order of the source)."""
    return {f"c{i:02d}": cell for i, cell in enumerate(c for c in notebook.cells if c.cell_type == "code")}


def chapter(path: Path) -> nbformat.NotebookNode:
    """The notebook that a chapter's Markdown describes, its code cells named c00, c01, ..."""
    notebook = read_myst_markdown_notebook(path.read_text("utf8"), path=path)
    for name, cell in code_cells(notebook).items():
        cell.id = name
    return notebook


def solution_cells(notebook: nbformat.NotebookNode) -> list[str]:
    """Ids of the code cells that stand between solution-start and solution-end in a chapter."""
    found, inside = [], False
    for cell in notebook.cells:
        if cell.cell_type == "code" and inside:
            found.append(cell.id)
        elif cell.cell_type == "markdown" and (marks := SOLUTION_MARK.findall(cell.source)):
            inside = marks[-1] == "start"
    return found


def solution_file(notebook: Path) -> Path:
    """Where the outputs of the solution cells stand, by cell id: no reader should meet them in the notebook itself."""
    return notebook.parent / "solutions" / f"{notebook.stem}.json"


def digest(path: Path) -> str | None:
    """16 hex digits of what the file at *path* holds; None where there is none."""
    return hashlib.sha256(content(path)).hexdigest()[:16] if path.is_file() else None


def current_fingerprint(path: Path) -> str:
    return fingerprint(syntax(chapter(path)), path.parent)


def last_recorded(path: Path, folder: str = "notebooks") -> nbformat.NotebookNode | None:
    """The executed notebook of the chapter at *path* in *folder* of its book, stale or not, with the outputs of solutions."""
    file = path.parent.parent / folder / f"{path.stem}.ipynb"
    if not file.is_file():
        return None
    done = nbformat.read(file, as_version=4)
    if (hidden := solution_file(file)).is_file():
        cells = {cell.id: cell for cell in done.cells}
        for name, outputs in json.loads(hidden.read_text("utf8")).items():
            if name not in cells:  # the edition for readers has no such cell
                done.cells.append(cells.setdefault(name, nbformat.v4.new_code_cell(id=name)))
            cells[name].outputs = [nbformat.from_dict(output) for output in outputs]
    return done


def recorded(path: Path, committed_only: bool = False) -> nbformat.NotebookNode | None:
    """The executed notebook whose fingerprint is that of the chapter at *path*, the committed one first.

    Its outputs of solutions must be those of the same run: the notebook names their digest.
    """
    want = current_fingerprint(path)
    for folder in ("notebooks",) if committed_only else ("notebooks", "_build/outputs"):
        done = last_recorded(path, folder)
        book = done.metadata.get("book", {}) if done else {}
        hidden = solution_file(path.parent.parent / folder / f"{path.stem}.ipynb")
        if book.get("fingerprint") == want and book.get("solutions") == digest(hidden):
            return done
    return None
