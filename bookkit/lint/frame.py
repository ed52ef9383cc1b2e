"""The frame of a page: front matter, label, header, last sections, questions, figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..chapter import needed_source, requires, smoke_file, smoke_values
from ..fingerprint import pins
from .source import Source, rule

FRONT = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
"""
LAST_SECTIONS = ["Questions to check yourself", "Summary", "Further reading"]
OBJECTIVES = 3
QUESTIONS = range(4, 7)
FIGURES = 2
ALT_LENGTH = 20


@rule(
    "front-matter",
    "copy the first lines of another page: jupytext, kernelspec and, for another chapter's code, needs: {..},"
    " for a package of its own requires: [..]",
)
def front_matter(source: Source) -> Iterator[tuple]:
    """Exactly these lines, so that nothing hides there."""
    if not re.match(
        re.escape(FRONT) + r"(needs: \{.*\}\n)?(requires: \[.*\]\n)?---\n", source.text
    ):
        yield 1, "the front matter differs from the other pages'"


@rule("label", "write (ch-...)= and # Title first", "chapters")
def label(source: Source) -> Iterator[tuple]:
    """A chapter is referred to by its label."""
    if not re.search(r"^---\n+\(ch-[\w-]+\)=\n# \S", source.text, re.M):
        yield source.line(r"^# "), "the label and the title do not come first"


@rule(
    "exercises-label", "write (exercises-NAME)= with dashes and # Exercises: ... first", "exercises"
)
def exercises_label(source: Source) -> Iterator[tuple]:
    """So is a page of exercises."""
    name = source.page.name.replace("_", "-")
    if not re.search(rf"^---\n+\(exercises-{name}\)=\n# Exercises: \S", source.text, re.M):
        yield source.line(r"^# "), f"the label (exercises-{name})= and the title do not come first"


@rule(
    "header",
    "complete the block {chapter-header}: :read:, :gpu:, :needs: and three objectives",
    "chapters",
)
def header(source: Source) -> Iterator[tuple]:
    """What a reader will be able to do, and what it takes."""
    found = [directive for directive in source.directives if directive.name == "chapter-header"]
    if not found:
        yield 1, "no {chapter-header}"
        return
    for option in ("read", "gpu", "needs"):
        if not found[0].options.get(option):
            yield found[0].line, f"{{chapter-header}} lacks :{option}:"
    objectives = len(re.findall(r"^- ", found[0].content, re.M))
    if objectives < OBJECTIVES:
        yield found[0].line, f"{objectives} objectives"


@rule("exercises-header", "write the block {exercises-header} with :chapter: NAME", "exercises")
def exercises_header(source: Source) -> Iterator[tuple]:
    """The header prints the table of exercises."""
    named = [d.options.get("chapter") for d in source.directives if d.name == "exercises-header"]
    if named != [source.page.name]:
        yield (
            source.line(r"exercises-header"),
            f"{{exercises-header}} should name the chapter {source.page.name}",
        )


@rule("companion", "write the other page, and name both in _toc.yml")
def companion(source: Source) -> Iterator[tuple]:
    """A chapter has exercises, and exercises have a chapter."""
    other, listed = source.page.companion, {page.key for page in source.page.book.pages}
    if not source.page.is_reference and (not other.path.is_file() or other.key not in listed):
        yield 1, f"chapters/{other.key}.md does not exist or is not in _toc.yml"
    if source.page.key not in listed:
        yield 1, "this page is not in _toc.yml"


@rule(
    "last-sections",
    "let the page end with: ## "
    + ", ## ".join(LAST_SECTIONS)
    + "; exercises have a page of their own",
    "chapters",
)
def last_sections(source: Source) -> Iterator[tuple]:
    """How a chapter ends."""
    sections = re.findall(r"^## (.+)$", source.text, re.M)
    if sections[-3:] != LAST_SECTIONS:
        yield (
            source.line(rf"^## {re.escape(sections[-1])}") if sections else 1,
            f"it ends with {', '.join(sections[-3:])}",
        )
    if "Exercises" in sections:
        yield source.line(r"^## Exercises"), "a section ## Exercises"


@rule(
    "questions",
    "copy another chapter's questions: class question, answers in {dropdown}, one begins with Right or Yes",
    "chapters",
)
def questions(source: Source) -> Iterator[tuple]:
    """Four to six questions to check yourself, each with answers that fold."""
    _, found, section = source.text.partition("\n## Questions to check yourself")
    if not found:
        return  # last-sections says so
    section, start = (
        section.partition("\n## Summary")[0],
        source.line(r"^## Questions to check yourself"),
    )
    asked = [
        (match.start(), match) for match in re.finditer(r"^:{4,}\{admonition\}", section, re.M)
    ]
    if len(asked) not in QUESTIONS:
        yield start, f"{len(asked)} questions, not four to six"
    ends = [place for place, _ in asked[1:]] + [len(section)]
    for (place, _), end in zip(asked, ends, strict=True):
        question, line = section[place:end], start + section.count("\n", 0, place)
        if ":class: question" not in question:
            yield line, "no :class: question"
        if question.count("{dropdown}") < 2:
            yield line, "fewer than two answers"
        if not re.search(r"^(Right|Yes)\b", question, re.M):
            yield line, "no answer is called right"


@rule("fold-title", "write a word beside the formula: It is $(0, 2)$.")
def fold_title(source: Source) -> Iterator[tuple]:
    """The title of a fold can be heard: a formula alone is nothing to a screen reader while the fold is closed."""
    for directive in source.directives:
        if directive.name == "dropdown" and not re.search(
            r"\w", re.sub(r"\$[^$]*\$", "", directive.argument)
        ):
            yield directive.line, f"the title {directive.argument!r}"


@rule("figure-alt", "describe in :alt: what the figure shows, in a sentence")
def figure_alt(source: Source) -> Iterator[tuple]:
    """Every figure can be heard."""
    for directive in source.directives:
        if (
            directive.name in ("figure", "image")
            and len(directive.options.get("alt", "")) < ALT_LENGTH
        ):
            yield (
                directive.line,
                f"{{{directive.name}}} {directive.argument} has no alternative text",
            )
    for number, line in enumerate(source.text.split("\n"), 1):
        if "![](" in line:
            yield number, "a picture without alternative text"


@rule("figures", "draw what the chapter is about", "chapters")
def figures(source: Source) -> Iterator[tuple]:
    """A chapter has drawings."""
    drawn = [directive for directive in source.directives if directive.name in ("figure", "image")]
    plotted = [call for cell in source.cells for call in cell.calls("show")]
    if not drawn or len(drawn) + len(plotted) < FIGURES:
        yield (
            1,
            f"{len(drawn)} drawings and {len(plotted)} plots, fewer than one and {FIGURES} together",
        )


@rule("requires", "pin the package in a list of its own, requirements-NAME.txt")
def required_lists(source: Source) -> Iterator[tuple]:
    """Whoever lacks the package is told to install that list."""
    root = source.page.book.root
    for name in requires(source.page):
        if name not in pins(root, [name]):
            yield source.line(r"^requires:"), f"no requirements-{name}.txt that pins {name}"


@rule("needs", "correct the line needs: in the front matter")
def needs(source: Source) -> Iterator[tuple]:
    """What a page takes from another chapter is there."""
    try:
        needed_source(source.page)
    except SyntaxError:
        return  # the chapter's own finding
    except (ValueError, KeyError) as error:
        yield (
            source.line(r"^needs:"),
            str(error.args[0]).replace(str(source.page.path), source.file),
        )


@rule("smoke-values", "name only what the parameters cell assigns")
def smoke(source: Source) -> Iterator[tuple]:
    """The smaller values belong to parameters of the page."""
    try:
        smoke_values(source.page)
    except ValueError as error:
        file = smoke_file(source.page)
        yield (
            file.relative_to(source.page.book.root).as_posix(),
            1,
            str(error).replace(str(source.page.book.root) + "/", ""),
        )
