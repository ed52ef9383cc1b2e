"""Texts in code that a reader sees, collected by position: what another language's edition replaces before it runs a page.

A literal belongs to the catalogue of its page if it stands where a reader will see it: in print, as the message of an
assert, a claim or a check, as text of a plot (title, axis, label, annotation, alternative text), or in a table that the
cell itself makes (the keys and cells of dictionaries, lists and tuples that become a DataFrame or Series, and the
names given to rows and columns). Never collected: names of file columns, values of an API, patterns, sample texts.
Identical literals of a page get the same translation wherever they stand, so that keys keep fitting.

Texts of utils.py and of checks are translated when they are printed; they are in the template too.
"""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import records
from .book import Book, Page, find_book
from .chapter import Notebook, needed_source, needs, read, tags
from .fingerprint import input_files, trees_of

SHOWN_BY_NAME = {"print": None, "claim": 1, "check": 1, "display": None}  # function: how many first arguments, None for all
SHOWN_BY_METHOD = {  # method: positions of the arguments that are text
    "set_title": (0,), "set_xlabel": (0,), "set_ylabel": (0,), "set_xticklabels": (0,), "set_yticklabels": (0,),
    "suptitle": (0,), "supxlabel": (0,), "supylabel": (0,), "annotate": (0,), "text": (2,), "legend": (0, 1),
    "title": (0,), "xlabel": (0,), "ylabel": (0,), "rename_axis": (0,),
}  # fmt: skip
SHOWN_KEYWORDS = {"alt", "xlabel", "ylabel", "title", "label", "labels", "s", "columns", "index", "name", "names", "keys", "tick_labels", "desc"}
TABLES = {"DataFrame", "Series", "concat", "Index", "rename", "rename_axis", "assign", "from_dict", "set_axis", "table"}
FIXED_COLUMNS = {"text", "label", "rating", "id", "part", "train", "test", "loss", "accuracy", "val_loss", "val_accuracy"}


@dataclass(frozen=True)
class Text:
    """One literal in a cell: where it stands (in bytes, as ``ast`` counts) and what it says."""

    message: str  # of an f-string with its expressions in braces, as the source has them
    node: ast.expr


# --- collecting ------------------------------------------------------------------


def _words(text: str) -> bool:
    """Whether a reader reads it: two letters in a row."""
    return any(a.isalpha() and b.isalpha() for a, b in zip(text, text[1:], strict=False))


def texts(tree: ast.AST) -> Iterator[ast.expr]:
    """The literals below *tree* that are text: string constants and f-strings, not the parts of an f-string."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.JoinedStr):
            yield node
            stack += [value.value for value in node.values if isinstance(value, ast.FormattedValue)]
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                yield node
        else:
            stack += list(ast.iter_child_nodes(node))


def message_of(node: ast.expr) -> str:
    """What stands in the catalogue for a literal."""
    if isinstance(node, ast.Constant):
        return node.value
    parts = []
    for value in node.values:
        parts.append(value.value.replace("{", "{{").replace("}", "}}") if isinstance(value, ast.Constant) else _placeholder(value))
    return "".join(parts)


def _placeholder(value: ast.FormattedValue) -> str:
    return ast.unparse(ast.JoinedStr([value]))[2:-1]


def _argument_texts(node: ast.AST) -> Iterator[ast.expr]:
    """Texts in an argument that becomes visible as it is: not inside subscripts, comparisons or other calls."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
        if isinstance(node, ast.JoinedStr):
            for value in node.values:
                if isinstance(value, ast.FormattedValue):
                    yield from _argument_texts(value.value)
    elif isinstance(node, (ast.Subscript, ast.Compare, ast.Lambda)):
        return
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("join", "format", "replace", "ljust", "rjust", "center"):
            yield from _argument_texts(node.func.value)  # "{} words".format(n)
        elif isinstance(node.func, ast.Name) and node.func.id in ("dict", "list", "tuple", "zip", "sorted"):
            for child in [*node.args, *(keyword.value for keyword in node.keywords)]:
                yield from _argument_texts(child)
    elif isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp)):
        yield from _argument_texts(node.elt)
    elif isinstance(node, ast.DictComp):
        yield from _argument_texts(node.key)
        yield from _argument_texts(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _argument_texts(node.body)
        yield from _argument_texts(node.orelse)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _argument_texts(child)


def shown(tree: ast.Module, tables: set[str]) -> Iterator[ast.expr]:
    """The literals of a cell that a reader sees. *tables*: names that become tables somewhere in the page."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and node.msg is not None:
            yield from _argument_texts(node.msg)
        elif isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, (ast.Assign, ast.AugAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if _name(target) in tables:
                    yield from _argument_texts(node.value)
                    while isinstance(target, ast.Subscript):
                        yield from _argument_texts(target.slice)
                        target = target.value


def _of_call(call: ast.Call) -> Iterator[ast.expr]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    method = isinstance(call.func, ast.Attribute)
    if not method and name in SHOWN_BY_NAME:
        for argument in call.args[: SHOWN_BY_NAME[name]]:
            yield from _argument_texts(argument)
    if name == "show" and len(call.args) > 1:
        yield from _argument_texts(call.args[1])
    if method and name in SHOWN_BY_METHOD:
        for place in SHOWN_BY_METHOD[name]:
            if place < len(call.args):
                yield from _argument_texts(call.args[place])
    if name in TABLES:
        for argument in call.args:
            yield from _argument_texts(argument)
    for keyword in call.keywords:
        plotted = keyword.arg in SHOWN_KEYWORDS and (method or name in TABLES or name == "show")
        if plotted and keyword.arg not in ("columns", "index", "names", "name", "keys") or (plotted and name in TABLES):
            yield from _argument_texts(keyword.value)


def _name(node: ast.AST) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def table_names(trees: list[ast.Module]) -> set[str]:
    """Names that are handed to DataFrame, Series or concat, and lists and dictionaries that those take up."""
    found: set[str] = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("DataFrame", "Series", "concat"):
                found |= {inner.id for argument in node.args for inner in ast.walk(argument) if isinstance(inner, ast.Name)}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and any(_name(target) in found for target in node.targets):
                if isinstance(node.value, (ast.Dict, ast.List, ast.Tuple, ast.Name)):
                    found |= {inner.id for inner in ast.iter_child_nodes(node.value) if isinstance(inner, ast.Name)}
    return found


def file_columns(page: Page) -> set[str]:
    """Names that come from files the page reads: columns of result tables, and of the reviews."""
    found = set(FIXED_COLUMNS)
    for path in input_files(trees_of(read(page)), page.book.root / "chapters").values():
        if path.suffix == ".csv" and path.is_file():
            with path.open(encoding="utf8", newline="") as file:
                rows = list(csv.reader(file))
            found |= set(rows[0]) | {value for row in rows[1:] for value in row if _words(value)}
    return found


def _own_code(page: Page) -> list[str]:
    cells = [cell for cell in read(page).cells if cell.cell_type == "code" and "parameters" not in tags(cell)]
    return [cell.source for cell in cells]


def catalogue(page: Page) -> set[str]:
    """The messages of one page: what its cells show, without what names a file column."""
    codes = _own_code(page)
    trees = [ast.parse(code) for code in codes]
    tables = table_names(trees)
    found = {message_of(node) for tree in trees for node in shown(tree, tables)}
    protected = file_columns(page) | {message for tree in trees for message in used_by_an_api(tree)}
    for key in needs(page):  # what is inserted from another page says the same there and here
        found |= catalogue(page.book.page(key))
    return {message for message in found if _words(message)} - protected


def used_by_an_api(tree: ast.Module) -> Iterator[str]:
    """Literals that a library reads: keyword arguments that are no text, arguments of functions that select by name."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        for keyword in node.keywords:
            if keyword.arg not in SHOWN_KEYWORDS and name not in (*TABLES, "dict"):
                yield from (message_of(inner) for inner in _argument_texts(keyword.value))
        if name in ("compile", "getattr", "load", "open", "split", "encode", "decode", "fullmatch", "compile_from", "sub", "findall"):
            for argument in node.args:
                yield from (message_of(inner) for inner in _argument_texts(argument))


# --- replacing ---------------------------------------------------------------------


def translate(code: str, translation: dict[str, str]) -> str:
    """*code* with every literal that *translation* knows replaced, wherever it stands."""
    tree = ast.parse(code)
    data, places = code.encode(), _line_offsets(code)
    found = [(node, translation.get(message_of(node))) for node in texts(tree)]
    found = [(node, text) for node, text in found if text is not None and not _is_docstring(tree, node)]
    for node, text in sorted(found, key=lambda pair: (pair[0].lineno, pair[0].col_offset), reverse=True):
        start = places[node.lineno - 1] + node.col_offset
        end = places[node.end_lineno - 1] + node.end_col_offset
        written = repr(text) if isinstance(node, ast.Constant) else _f_string(text)
        if node.end_lineno > node.lineno:  # the same number of lines, so that messages name the right one
            written = f"({written}{chr(10) * (node.end_lineno - node.lineno)})"
        data = data[:start] + written.encode() + data[end:]
    return data.decode()


def _f_string(text: str) -> str:
    quote = next(mark for mark in ('"""', "'''") if mark not in text and not text.endswith(mark[0]))
    return f"f{quote}{text}{quote}"


def _line_offsets(code: str) -> list[int]:
    offsets = [0]
    for line in code.split("\n"):
        offsets.append(offsets[-1] + len(line.encode()) + 1)
    return offsets


def _is_docstring(tree: ast.Module, node: ast.expr) -> bool:
    for parent in ast.walk(tree):
        body = getattr(parent, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and body[0].value is node:
            return True
    return False


def translated(page: Page, notebook: Notebook, into: Callable[[str], str]) -> Notebook:
    """*notebook*, a page about to be run, with its catalogue's literals as *into* gives them."""
    translation = {message: into(message) for message in catalogue(page)}
    for cell in notebook.cells:
        if cell.cell_type == "code" and "parameters" not in tags(cell):
            cell.source = translate(cell.source, translation)
    return notebook


# --- the template -------------------------------------------------------------------


def helper_texts(path: Path) -> set[str]:
    """Texts of utils.py and of checks: what is in t(...), and the messages of asserts and names of checks."""
    tree = ast.parse(path.read_text("utf8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and node.msg is not None:
            found |= {message_of(inner) for inner in _argument_texts(node.msg)}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("t", "check") and node.args:
            found |= {message_of(inner) for inner in _argument_texts(node.args[0])}
    return {message for message in found if _words(message)}


def template(book: Book) -> bytes:
    """locale/labels.pot: sorted, without dates and line numbers, so that it changes only when a text does."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    found: dict[str, set[str]] = {}
    for page in book.pages:
        for message in catalogue(page):
            found.setdefault(message, set()).add(f"{page.key}.md")
    folder = book.root / "chapters"
    for path in [folder / "utils.py", *sorted(folder.glob("exercises/*_checks.py"))]:
        for message in helper_texts(path) if path.is_file() else ():
            found.setdefault(message, set()).add(path.relative_to(folder).as_posix())
    title = book.config.get("title", "")
    catalog = Catalog(project=title, version="labels", header_comment="# Texts outside Markdown.")
    for message, places in sorted(found.items()):
        entry = catalog.add(message, locations=[(place, None) for place in sorted(places)])
        entry.flags.discard("python-format")  # {} is one here, "90 % of" is not
    written = io.BytesIO()
    write_po(written, catalog, sort_output=True, include_lineno=False, width=100)
    unstable = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Last-T', b'"Report-', b'"Language-T')
    return b"".join(line for line in written.getvalue().splitlines(True) if not line.startswith(unstable))


def main(arguments: list[str]) -> int:
    """Write locale/labels.pot. To translate: pybabel init -l zh_CN -D labels -i locale/labels.pot -d locale, fill in,
    pybabel compile -D labels -d locale."""
    book = find_book()
    records.write_whole(book.root / "locale" / "labels.pot", template(book).decode())
    return 0
