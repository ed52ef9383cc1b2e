"""Words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .source import Source, rule

BANNED = (
    r"\bdelv(e|es|ing)\b",
    r"\bdiv(e|es|ing) into\b",
    r"\bat its core\b",
    r"\bnot just\b[^.]*\bbut\b",
    r"\bpowerful\b",
    r"\bseamless(ly)?\b",
    r"\bcrucial(ly)?\b",
    r"\bworth noting\b",
    r"\bunlock(s|ing)?\b",
    r"\bjourney\b",
    r"\bin this chapter,? we will\b",
    r"[\U0001F300-\U0001FAFF\u2705\u2728]",
)


def places(source: Source, pattern: str) -> Iterator[tuple[int, str]]:
    """Lines in which *pattern* stands in running text, each with a little context."""
    for sentence in source.sentences:
        for match in re.finditer(pattern, sentence.text, re.I):
            around = sentence.text[max(0, match.start() - 30) : match.end() + 30]
            yield sentence.line_of(match.start()), " ".join(around.split())


@rule("banned-word", "say it in plain words")
def banned_words(source: Source) -> Iterator[tuple]:
    """Words that say nothing."""
    for pattern in BANNED:
        for line, around in places(source, pattern):
            yield line, f"“{around}”"


@rule("glue", "write the number where it is computed, or say it in words that the page checks")
def glue(source: Source) -> Iterator[tuple]:
    """No numbers pasted into sentences by the build: notebooks could not show them."""
    for number, line in enumerate(source.text.split("\n"), 1):
        if re.search(r"\{glue(:\w+)?\}`", line):
            yield number, "a number pasted by {glue}"


@rule("exclamation", "end the sentence with a full stop")
def exclamations(source: Source) -> Iterator[tuple]:
    """Nobody shouts."""
    for line, around in places(source, r"\w!"):
        yield line, f"“{around}”"


@rule("questions-in-a-row", "ask one question and answer it")
def questions_in_a_row(source: Source) -> Iterator[tuple]:
    """Three questions in a row are rhetoric; an exercise may ask them."""
    if source.page.is_exercises:
        return
    for line, around in places(source, r"\w\?(\s+[A-Z][^.?!]*\?){2}"):
        yield line, f"“{around}”"


@rule(
    "chapter-number", "name the chapter: {ref}`ch-...`; numbers change when a chapter is inserted"
)
def chapter_numbers(source: Source) -> Iterator[tuple]:
    """Chapters are named, not numbered."""
    for line, around in places(source, r"\bchapters? \d+\b"):
        yield line, f"“{around}”"
