"""Texts in code that a reader sees, collected by position: what an edition in another language replaces before it runs
a page.

A literal belongs to the catalogue of its page if it gets where a reader will see it (textflow.py follows it there):
into print, the message of an assert, a claim or a check, the text of a plot (title, axis, label, annotation,
alternative text), or a table that the cell itself makes (cells, and names of rows and columns). Never collected: names
of file columns, values of an API, patterns, sample texts that a library reads.
Identical literals of a page get the same translation wherever they stand, so that keys keep fitting.

Texts of utils.py, of checks and of what writes the site are translated when they are shown; they are in the template too.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from . import records
from .book import Book, Page, find_book
from .chapter import Notebook, tags, to_run
from .fingerprint import input_files
from .textflow import Flow, messages

SITE = Path(__file__).resolve().parent / "site"
FIXED_COLUMNS = {
    "text",
    "label",
    "rating",
    "id",
    "part",
    "train",
    "test",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
}

PLACEHOLDER = re.compile(
    r"(\{\{|\}\}|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})"
)  # of an f-string, also with a format that has one


# --- collecting ------------------------------------------------------------------


def _words(text: str) -> bool:
    """Whether a reader reads it: two letters in a row."""
    return any(a.isalpha() and b.isalpha() for a, b in zip(text, text[1:], strict=False))


def _says_something(node: ast.expr) -> bool:
    """Whether a literal has words of its own: an f-string of placeholders only has none."""
    if isinstance(node, ast.Constant):
        return _words(node.value)
    return any(_words(value.value) for value in node.values if isinstance(value, ast.Constant))


def message_of(node: ast.expr) -> str:
    """What stands in the catalogue for a literal: of an f-string with its expressions in braces."""
    if isinstance(node, ast.Constant):
        return node.value
    parts = []
    for value in node.values:
        constant = isinstance(value, ast.Constant)
        parts.append(
            value.value.replace("{", "{{").replace("}", "}}") if constant else _placeholder(value)
        )
    return "".join(parts)


def _placeholder(value: ast.FormattedValue) -> str:
    """An expression of an f-string in its braces, written alike by every Python (``ast.unparse`` does not)."""
    written = ast.unparse(value.value)
    conversion = f"!{chr(value.conversion)}" if value.conversion != -1 else ""
    form = f":{message_of(value.format_spec)}" if value.format_spec else ""
    return f"{{{' ' * written.startswith('{')}{written}{conversion}{form}}}"


def file_words(trees: list[ast.Module], folder: Path) -> set[str]:
    """Names that come from the files that code reads: columns and values of tables, names of arrays."""
    found = set(FIXED_COLUMNS)
    for path in input_files(trees, folder).values():
        if path.suffix == ".csv" and path.is_file():
            with path.open(encoding="utf8", newline="") as file:
                rows = list(csv.reader(file))
            values = {value for row in rows for value in row if _words(value)}
            found |= values
            for value in values:  # "man : woman, usual": pages put such names together
                found.update(value.split(", "))
        elif path.suffix == ".jsonl" and path.is_file():
            for line in path.read_text("utf8").splitlines():
                found |= {value for value in _strings(json.loads(line)) if _words(value)}
        elif path.suffix == ".npz" and path.is_file():
            with zipfile.ZipFile(path) as arrays:
                found |= {name.removesuffix(".npy") for name in arrays.namelist()}
    return found


def _strings(value: object) -> Iterator[str]:
    """Every key and every text inside a value read from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _cells(notebook: Notebook) -> list[Notebook]:
    return [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and "parameters" not in tags(cell)
    ]


@dataclass(frozen=True)
class Texts:
    """What a page's cells say."""

    messages: frozenset[str]  # what is translated
    kept: frozenset[str]  # what a reader sees too, but a library or a file wants it as it is
    templates: tuple[
        ast.JoinedStr, ...
    ]  # f-strings that a reader sees, also those without words of their own
    constants: frozenset[str]  # every other literal on which no library acts

    def translation(self, into: Callable[[str], str]) -> dict[str, str]:
        """What each literal becomes, if *into* translates the messages.

        A literal that is put together elsewhere, such as ``table["bias 4"]`` of a table with rows ``f"bias {bias}"``,
        becomes what is put together there.
        """
        translation = {message: into(message) for message in self.messages}
        for text in self.constants:
            if (built := self._built(text, translation)) is not None:
                translation[text] = built
        return {text: said for text, said in translation.items() if said != text}

    def is_built(self, text: str) -> bool:
        """Whether an f-string of the page can make *text* of parts that the page knows."""
        same = {message: message for message in self.messages if message != text}
        return any(
            all(self._part(group, same) is not None for group in found.groups())
            for template in self.templates
            if (found := _pattern(template).fullmatch(text))
        )

    def _built(self, text: str, translation: dict[str, str]) -> str | None:
        for template in self.templates:
            if found := _pattern(template).fullmatch(text):
                message = message_of(template)
                if message in translation or all(
                    self._part(group, translation) is not None for group in found.groups()
                ):
                    return _filled(
                        translation.get(message, message),
                        template,
                        [self._part(g, translation) or g for g in found.groups()],
                    )
        return self._joined(text, translation)

    def _part(self, text: str, translation: dict[str, str]) -> str | None:
        """What becomes of a part; None if the page does not know it."""
        return text if text in self.kept or not _words(text) else translation.get(text)

    def _joined(self, text: str, translation: dict[str, str]) -> str | None:
        """*text* made of whole messages of the page in a row; None where that leaves words over."""
        best: list[str | None] = [""] + [None] * len(text)  # what the first characters become
        known = [*translation, *self.kept]
        for end in range(1, len(text) + 1):
            for part in known:
                if part and text[:end].endswith(part) and best[end - len(part)] is not None:
                    best[end] = best[end - len(part)] + translation.get(part, part)
                    break
            else:
                if best[end - 1] is not None and not text[end - 1].isalpha():
                    best[end] = best[end - 1] + text[end - 1]
        return best[-1]


def _pattern(template: ast.JoinedStr) -> re.Pattern:
    parts = [
        re.escape(value.value) if isinstance(value, ast.Constant) else "(.+?)"
        for value in template.values
    ]
    return re.compile("".join(parts), re.S)


def _filled(message: str, template: ast.JoinedStr, values: list[str]) -> str:
    """*message*, a translation of *template*, with what its expressions came to in English."""
    names = [
        _placeholder(value) for value in template.values if isinstance(value, ast.FormattedValue)
    ]
    given = dict(zip(names, values, strict=True))
    parts = PLACEHOLDER.split(message)
    return "".join(given.get(part, {"{{": "{", "}}": "}"}.get(part, part)) for part in parts)


def catalogue_of(codes: list[str], files: set[str] = frozenset()) -> Texts:
    """The texts of cells that are run in this order. *files*: names that come from the files that the cells read."""
    trees = [ast.parse(code) for code in codes]
    flow = Flow(trees)
    shown = {
        message_of(node): node for node in messages(flow, ((node, ()) for node in flow.shown()))
    }
    used = {message_of(node) for node in messages(flow, flow.used())}
    fixed = used | flow.column_names() | files
    templates = tuple(
        node
        for _, node in sorted(shown.items())
        if isinstance(node, ast.JoinedStr) and len(node.values) > 1
    )
    said = {message for message, node in shown.items() if _says_something(node)}
    every = {
        node.value
        for tree in trees
        for node in _outermost_texts(tree)
        if isinstance(node, ast.Constant) and _words(node.value)
    }
    found = Texts(
        frozenset(said - fixed), frozenset(said & fixed), templates, frozenset(every - said - fixed)
    )
    built = {text for text in found.messages & every if found.is_built(text)}
    return replace(found, messages=found.messages - built, constants=found.constants | built)


def catalogue(page: Page) -> Texts:
    """The texts of one page as it is run: with the definitions that it takes from other pages."""
    codes = [cell.source for cell in _cells(to_run(page))]
    return catalogue_of(
        codes, file_words([ast.parse(code) for code in codes], page.book.root / "chapters")
    )


# --- replacing ---------------------------------------------------------------------


def translate(code: str, translation: dict[str, str]) -> str:
    """*code* with every literal that *translation* knows replaced, wherever it stands; line numbers stay."""
    tree = ast.parse(code)
    docstrings = {id(node) for node in _docstrings(tree)}
    data, offsets = code.encode(), _line_offsets(code)
    found = []
    for node in _outermost_texts(tree):
        written = None if id(node) in docstrings else _rewritten(node, translation)
        if written is not None:
            found.append(
                (
                    offsets[node.lineno - 1] + node.col_offset,
                    offsets[node.end_lineno - 1] + node.end_col_offset,
                    node,
                    written,
                )
            )
    for start, end, node, written in sorted(found, key=lambda place: place[0], reverse=True):
        if (
            node.end_lineno > node.lineno
        ):  # the same number of lines, so that messages name the right one
            written = f"({written}{chr(10) * (node.end_lineno - node.lineno)})"
        data = data[:start] + written.encode() + data[end:]
    return data.decode()


def _outermost_texts(tree: ast.AST) -> Iterator[ast.expr]:
    """String constants and f-strings, but nothing inside an f-string."""
    if isinstance(tree, ast.JoinedStr) or (
        isinstance(tree, ast.Constant) and isinstance(tree.value, str)
    ):
        yield tree
        return
    for child in ast.iter_child_nodes(tree):
        yield from _outermost_texts(child)


def _rewritten(node: ast.expr, translation: dict[str, str]) -> str | None:
    """Source of a translated literal, also of those inside the expressions of an f-string; None where all stays."""
    message = message_of(node)
    if isinstance(node, ast.Constant):
        return repr(translation[message]) if message in translation else None
    text = translation.get(message, message)
    changed = ast.parse(_f_string(text), mode="eval").body
    inside = _Inside(translation)
    if isinstance(changed, ast.JoinedStr):
        changed.values = [
            inside.visit(value) if isinstance(value, ast.FormattedValue) else value
            for value in changed.values
        ]
    if text == message and not inside.changed:
        return None
    return ast.unparse(changed) if inside.changed else _f_string(text)


class _Inside(ast.NodeTransformer):
    def __init__(self, translation: dict[str, str]):
        self.translation, self.changed = translation, False

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.FormattedValue:
        node.value = self.visit(node.value)  # not the format
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str) and node.value in self.translation:
            self.changed = True
            return ast.Constant(self.translation[node.value])
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        written = _rewritten(node, self.translation)
        self.changed |= written is not None
        return node if written is None else ast.parse(written, mode="eval").body


def _f_string(text: str) -> str:
    """Source of the f-string with *text*: on one line, in quotes that it does not use."""
    parts = [
        part if part.startswith("{") else part.replace("\\", "\\\\")
        for part in PLACEHOLDER.split(text)
    ]
    written = "".join(parts)
    for sign, escaped in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        written = written.replace(sign, escaped)
    quote = next(
        mark
        for mark in ('"', "'", '"""', "'''")
        if mark not in written and not written.endswith(mark[0])
    )
    return f"f{quote}{written}{quote}"


def _line_offsets(code: str) -> list[int]:
    offsets = [0]
    for line in code.split("\n"):
        offsets.append(offsets[-1] + len(line.encode()) + 1)
    return offsets


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for parent in ast.walk(tree):
        if (
            isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            and ast.get_docstring(parent) is not None
        ):
            yield parent.body[0].value


def translated(page: Page, notebook: Notebook, into: Callable[[str], str]) -> Notebook:
    """*notebook*, a page about to be run, with its catalogue's literals as *into* gives them."""
    translation = catalogue(page).translation(into)
    for cell in _cells(notebook):
        cell.source = translate(cell.source, translation)
    return notebook


# --- the template -------------------------------------------------------------------


def helper_texts(path: Path) -> set[str]:
    """Texts of a helper: what is in t(...), and the messages of asserts and names of checks."""
    flow = Flow([ast.parse(path.read_text("utf8"))])
    wanted = []
    for node in ast.walk(flow.trees[0]):
        if isinstance(node, ast.Assert) and node.msg is not None:
            wanted.append((node.msg, ()))
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("t", "check")
            and node.args
        ):
            wanted.append((node.args[0], ()))
    return {message_of(node) for node in messages(flow, wanted) if _says_something(node)}


def helpers(book: Book) -> list[Path]:
    """Modules whose texts a reader meets: utils.py, the checks of exercises, and what writes the site."""
    chapters = book.root / "chapters"
    own = [chapters / "utils.py", *sorted(chapters.glob("exercises/*_checks.py"))]
    offered = SITE.parent / "downloads" / "links.py"
    return [path for path in own if path.is_file()] + [*sorted(SITE.glob("*.py")), offered]


def template(book: Book) -> bytes:
    """locale/labels.pot: sorted, without dates and line numbers, so that it changes only when a text does."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    found: dict[str, set[str]] = {}
    for page in book.pages:
        for message in catalogue(page).messages:
            found.setdefault(message, set()).add(f"{page.key}.md")
    folders = (book.root / "chapters", SITE.parent)
    for path in helpers(book):
        folder = next(folder for folder in folders if folder in path.parents)
        for message in helper_texts(path):
            found.setdefault(message, set()).add(path.relative_to(folder).as_posix())
    title = book.config.get("title", "")
    catalog = Catalog(project=title, version="labels", header_comment="# Texts outside Markdown.")
    for message, places in sorted(found.items()):
        entry = catalog.add(message, locations=[(place, None) for place in sorted(places)])
        entry.flags.discard("python-format")  # {} is one here, "90 % of" is not
    written = io.BytesIO()
    write_po(written, catalog, sort_output=True, include_lineno=False, width=100)
    unstable = (
        b'"POT-Creation-Date',
        b'"PO-Revision-Date',
        b'"Generated-By',
        b'"Last-T',
        b'"Report-',
        b'"Language-T',
    )
    return b"".join(
        line for line in written.getvalue().splitlines(True) if not line.startswith(unstable)
    )


def main(arguments: list[str]) -> int:
    """Write locale/labels.pot. To translate: pybabel init -l zh_CN -D labels -i locale/labels.pot -d locale, fill in,
    pybabel compile -D labels -d locale."""
    book = find_book()
    records.write_whole(book.root / "locale" / "labels.pot", template(book).decode())
    return 0
