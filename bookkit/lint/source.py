"""A page as the rules see it, and what a rule is."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_nb.core.read import read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from .. import chapter
from ..book import Page

OPTION = re.compile(r":[\w-]+:")
DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\} *(?P<argument>.*)")
NOT_PROSE = {
    "math",
    "bibliography",
    "table",
    "csv-table",
    "list-table",
    "raw",
    "code-cell",
    "code",
    "code-block",
    "glue",
    "toctree",
}
UNREAD = {
    "chapter-header": False,
    "exercises-header": False,
}  # their content is Markdown like any other


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    file: str
    line: int
    rule: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: [{self.rule}] {self.what}; {self.mend}"


@dataclass(frozen=True)
class Rule:
    """A rule of the house: its function yields (line, what is wrong), or (file, line, what)."""

    name: str
    mend: str
    pages: str  # "chapters", "exercises" or "all"
    function: Callable[[Source], Iterator[tuple]]

    def applies(self, source: Source) -> bool:
        """Whether the rule is meant for this kind of page."""
        page = source.page
        kinds = {"all": True, "exercises": page.is_exercises}
        return kinds.get(self.pages, not (page.is_exercises or page.is_reference))

    def check(self, source: Source) -> Iterator[Finding]:
        """The findings in *source*."""
        for found in self.function(source):
            file, line, what = found if len(found) == 3 else (source.file, *found)
            yield Finding(file, line, self.name, what, self.mend)


RULES: list[Rule] = []


def rule(name: str, mend: str, pages: str = "all") -> Callable:
    """Register a function as the rule *name*; *mend* says what to do where it is broken."""

    def register(function: Callable) -> Callable:
        RULES.append(Rule(name, mend, pages, function))
        return function

    return register


@dataclass
class Cell:
    """A code cell with its place in the file."""

    id: str
    source: str
    line: int  # of its first line of code, counted from 1
    tags: list[str]
    place: str  # "", "exercise" or "solution"
    label: str  # of that exercise

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.source)

    def at(self, node: ast.AST) -> int:
        """The line of the file in which *node* stands."""
        return self.line + node.lineno - 1

    def calls(self, *names: str) -> list[ast.Call]:
        """The calls of the plain names *names*."""
        nodes = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        return [node for node in nodes if isinstance(node.func, ast.Name) and node.func.id in names]


@dataclass(frozen=True)
class Sentence:
    """Running text, a paragraph or a heading, without code, formulas and quotations, and the line where it begins."""

    text: str
    line: int

    def line_of(self, position: int) -> int:
        """The line of the character at *position*."""
        return self.line + self.text.count("\n", 0, position)


@dataclass(frozen=True)
class Directive:
    """A fenced block ``{name} argument`` with its options and its content."""

    name: str
    argument: str
    options: dict[str, str]
    content: str
    line: int


@dataclass
class Source:
    """A page, read once for all rules."""

    page: Page
    text: str
    cells: list[Cell]
    blocks: list[tuple[str, str]]  # (cell type, id or text) of all cells in order
    sentences: list[Sentence] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The path of the page in the book."""
        return self.page.path.relative_to(self.page.book.root).as_posix()

    @cached_property
    def exercises(self) -> list[chapter.Exercise]:
        """The exercises of the page."""
        return chapter.exercises(self.page)

    @classmethod
    def read(cls, page: Page) -> Source:
        """Read *page*. SyntaxError or ValueError where that is not possible."""
        text = page.path.read_text("utf8")
        notebook = read_myst_markdown_notebook(text, path=page.path, add_source_map=True)
        lines = text.split("\n")
        cells, blocks = [], []
        with_places = chapter._places(chapter.read(page))
        for (cell, place, label), start in zip(
            with_places, notebook.metadata.source_map, strict=True
        ):
            if cell.cell_type == "code":
                first = start
                while first < len(lines) and OPTION.match(lines[first]):
                    first += 1
                cells.append(
                    Cell(cell.id, cell.source, first + 1, chapter.tags(cell), place, label)
                )
                _parse(cells[-1])
            blocks.append((cell.cell_type, cell.id if cell.cell_type == "code" else cell.source))
        source = cls(page, text, cells, blocks)
        source.walk(_parser().parse(text), 0)
        return source

    @staticmethod
    def line_of_error(page: Page, error: Exception) -> int:
        """Where *error* stands, as far as it says so."""
        return getattr(error, "lineno", None) or 1

    def walk(self, tokens: list[Token], offset: int) -> None:
        """Collect sentences and directives from *tokens*, whose lines begin at *offset*."""
        quoted = table = 0
        for token in tokens:
            quoted += token.nesting if token.type.startswith("blockquote") else 0
            table += token.nesting if token.type.startswith("table_") else 0
            line = offset + (token.map[0] if token.map else 0) + 1
            if token.type == "inline" and not quoted and not table:
                self.sentences.append(Sentence(_words(token), line))
            elif token.type in ("fence", "colon_fence") and (
                match := DIRECTIVE.fullmatch(token.info.strip())
            ):
                self.directive(match, token, line)

    def directive(self, match: re.Match, token: Token, line: int) -> None:
        """A fenced block: note it, and read what stands in it."""
        lines = token.content.split("\n")
        count = 0
        while count < len(lines) and OPTION.match(lines[count]):
            count += 1
        options = {}
        for option in lines[:count]:
            name, _, value = option[1:].partition(":")
            options[name] = value.strip()
        content = "\n".join(lines[count:])
        self.directives.append(Directive(match["name"], match["argument"], options, content, line))
        if match["name"] not in NOT_PROSE:
            self.walk(_parser().parse(content), line + count)

    def line(self, pattern: str) -> int:
        """The first line in which the regular expression *pattern* is found; 1 where there is none."""
        found = re.search(pattern, self.text, re.M)
        return self.text.count("\n", 0, found.start()) + 1 if found else 1

    def line_of_exercise(self, exercise: chapter.Exercise) -> int:
        """Where the exercise begins."""
        return self.line(rf"\{{exercise(?:-start)?\}} *{re.escape(exercise.title)}")

    def line_of_solution(self, exercise: chapter.Exercise) -> int:
        """Where its solution begins; where there is none, the line of the exercise."""
        found = (
            self.line(rf"\{{solution(?:-start)?\}} *{re.escape(exercise.label)} *$")
            if exercise.label
            else 1
        )
        return found if found > 1 else self.line_of_exercise(exercise)

    def in_file(self, path: str) -> str:
        """The text of another file of the book; empty where there is none."""
        file = self.page.book.root / path
        return file.read_text("utf8") if file.is_file() else ""


def _parse(cell: Cell) -> None:
    """SyntaxError with the line of the file where *cell* is no Python."""
    try:
        _ = cell.tree
    except SyntaxError as error:
        error.lineno = cell.line + (error.lineno or 1) - 1
        raise


_PARSERS = []


def _parser():
    if not _PARSERS:
        extensions = {
            "colon_fence",
            "dollarmath",
            "amsmath",
            "deflist",
            "attrs_block",
            "attrs_inline",
            "html_image",
            "tasklist",
        }
        _PARSERS.append(
            create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)
        )
    return _PARSERS[0]


def _words(inline: Token) -> str:
    """The text of an inline token; a line break stays one, code, formulas, roles and pictures become a blank."""
    parts = []
    for child in inline.children or []:
        if child.type == "text":
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        else:
            broken = (
                child.content.count("\n")
                if child.type in ("code_inline", "math_inline", "myst_role")
                else 0
            )
            parts.append(
                " "
                if child.type.endswith(("inline", "role", "image")) and not broken
                else "\n" * broken
            )
    quoted = re.compile(r"“[^”]*”|\"[^\"]*\"")
    return quoted.sub(lambda match: "\n" * match[0].count("\n") or " ", "".join(parts))
