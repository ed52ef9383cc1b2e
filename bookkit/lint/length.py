"""How long a chapter is: the words that everybody reads, and the cells that stand open.

Counted is prose before the summary, captions included. Not counted: code, formulas, tables, the header, the texts of
demos, and whatever is folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from .source import DIRECTIVE, NOT_PROSE, OPTION, Source, _parser, rule

WORDS = 3_600  # 3,000 as a rule
SHOWN = 20
FOLDING = {"hide-input", "hide-cell", "claims", "remove-cell", "remove-input"}
UNCOUNTED = NOT_PROSE | {"chapter-header", "exercises-header", "dropdown", "demo"}
WORD = re.compile(r"\w[\w'’.,-]*")


def words_read(source: Source) -> int:
    """The number of words of prose before the summary."""
    before = re.split(r"^## Summary$", source.text, maxsplit=1, flags=re.M)[0]
    body = re.sub(r"\A---\n.*?\n---\n", "", before, count=1, flags=re.S)
    return _count(_parser().parse(body))


def _count(tokens: list[Token]) -> int:
    total = table = 0
    for token in tokens:
        table += token.nesting if token.type.startswith("table_") else 0
        if token.type == "inline" and not table:
            total += len(WORD.findall(_read(token)))
        elif token.type in ("fence", "colon_fence") and (
            match := DIRECTIVE.fullmatch(token.info.strip())
        ):
            total += _in_directive(match["name"], token.content)
    return total


def _read(inline: Token) -> str:
    """What is read of an inline token: text, and a name in code as one word."""
    read = {"text", "code_inline"}
    return " ".join(child.content for child in inline.children or [] if child.type in read)


def _in_directive(name: str, content: str) -> int:
    lines = content.split("\n")
    count = 0
    while count < len(lines) and OPTION.match(lines[count]):
        count += 1
    options = "\n".join(lines[:count])
    if name in UNCOUNTED or re.search(r"^:class:.*\bdropdown\b", options, re.M):
        return 0
    return _count(_parser().parse("\n".join(lines[count:])))


def cells_shown(source: Source) -> int:
    """The number of code cells of a page that are not folded."""
    return sum(not FOLDING.intersection(cell.tags) for cell in source.cells)


@rule("length", f"one lesson: at most {WORDS:,} words before the summary; fold or cut", "chapters")
def length(source: Source) -> Iterator[tuple]:
    """A chapter is one lesson."""
    if (words := words_read(source)) > WORDS:
        yield 1, f"{words:,} words before the summary"


@rule("open-cells", f"at most {SHOWN} cells stand open; fold plumbing, or cut", "chapters")
def open_cells(source: Source) -> Iterator[tuple]:
    """Code is part of the lesson, too."""
    if (shown := cells_shown(source)) > SHOWN:
        yield 1, f"{shown} cells stand open"
