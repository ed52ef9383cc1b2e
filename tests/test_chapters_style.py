"""House rules that a machine can check in every chapter: form of cells, exercises, figures, words."""
import ast
import re

import pytest
from harness import CHAPTERS, ROOT, TITLE, binds, calls, free, read_chapter

FRONT = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
"""
LAST_SECTIONS = ["Exercises", "Questions to check yourself", "Summary", "Further reading"]
BANNED = [r"\bdelv(e|es|ing)\b", r"\bdiv(e|es|ing) into\b", r"\bat its core\b", r"\bnot just\b[^.]*\bbut\b", r"\bpowerful\b",
          r"\bseamless(ly)?\b", r"\bcrucial(ly)?\b", r"\bworth noting\b", r"\bunlock(s|ing)?\b", r"\bjourney\b",
          r"\bin this chapter,? we will\b", r"\{glue", r"[\U0001F300-\U0001FAFF\u2705\u2728]"]
every_chapter = pytest.mark.parametrize("chapter", [read_chapter(path) for path in CHAPTERS], ids=lambda c: c.number)


def prose(markdown: str) -> str:
    """What a reader reads as running text: no fences with their options, code, formulas, quotations or tables."""
    text = re.sub(r"^(`{3,})\{(?:math|figure|bibliography|table|csv-table)\}.*?^\1\s*$", "", markdown, flags=re.M | re.S)
    text = re.sub(r"^(`{3,})(?!\{)\w*\n.*?^\1\s*$", "", text, flags=re.M | re.S)
    text = re.sub(r"^(?:`{3,}|:{3,}|:[\w-]+:|>|\||%).*$", "", text, flags=re.M)
    text = re.sub(r"\{cite:?\w*\}`[^`]*`|\$\$.*?\$\$|\$[^$\n]*\$|``.*?``|`[^`]*`", "", text, flags=re.S)
    return re.sub(r"!\[[^]]*\]\([^)]*\)|“[^”]*”|\"[^\"\n]*\"|<[^>]*>", "", text)


def found(pattern: str, text: str) -> list[str]:
    """The places where *pattern* stands, each with a little context."""
    return [text[max(0, m.start() - 30) : m.end() + 30].replace("\n", " ") for m in re.finditer(pattern, text, re.I)]


# --- frame ----------------------------------------------------------------------


@every_chapter
def test_front_matter_label_and_header_block(chapter):
    source = chapter.path.read_text(encoding="utf-8")
    assert source.startswith(FRONT)
    assert re.match(r"\(ch-[\w-]+\)=\n# \S", source[len(FRONT) :].lstrip("\n")), "the label and the title come first"
    block = re.search(r"^```\{chapter-header\}\n(.*?)^```", source, re.M | re.S)
    assert block, "no chapter-header"
    for option in ("read", "exercises", "gpu", "needs"):
        assert re.search(rf"^:{option}: *\S", block[1], re.M), f"chapter-header lacks :{option}:"
    assert len(re.findall(r"^- ", block[1], re.M)) >= 3, "give at least three objectives"


@every_chapter
def test_it_ends_with_exercises_questions_summary_and_reading(chapter):
    assert re.findall(r"^## (.+)$", chapter.markdown, re.M)[-4:] == LAST_SECTIONS


@every_chapter
def test_self_check_questions(chapter):
    section = chapter.markdown.split("\n## Questions to check yourself")[1].split("\n## Summary")[0]
    questions = re.split(r"^:{4,}\{admonition\}", section, flags=re.M)[1:]
    assert 4 <= len(questions) <= 6
    for question in questions:
        assert ":class: question" in question and question.count("{dropdown}") >= 2, question[:80]
        assert re.search(r"^(Right|Yes)\b", question, re.M), f"no answer is called right: {question[:80]}"


@every_chapter
def test_figures_have_alternative_texts_and_there_are_two(chapter):
    figures = re.findall(r"^`{3,}\{(?:figure|image)\}.*\n((?:(?!`{3,}).*\n)*)", chapter.markdown, re.M)
    assert all(re.search(r"^:alt: *\S.{20,}", options, re.M) for options in figures)
    assert not found(r"!\[\]\(", chapter.markdown)
    assert len(figures) >= 2


# --- words ----------------------------------------------------------------------


@every_chapter
@pytest.mark.parametrize("pattern", BANNED)
def test_banned_words(chapter, pattern):
    assert not found(pattern, prose(chapter.markdown))


@every_chapter
def test_no_exclamations_and_no_questions_in_a_row(chapter):
    text = prose(chapter.markdown)
    assert not found(r"\w!", text)
    assert not found(r"\w\?(\s+[A-Z][^.?!]*\?){2}", text.split("## Exercises")[0])


@every_chapter
def test_chapters_are_named_not_numbered(chapter):
    assert not found(r"\bchapters? \d+\b", prose(chapter.markdown))


# --- cells ----------------------------------------------------------------------


@every_chapter
def test_cells_are_short_and_narrow(chapter):
    cells = [source.rstrip().split("\n") for source, _ in chapter.code]
    assert not [f"{len(lines)} lines: {lines[0]}" for lines in cells if len(lines) > 30]
    assert not [f"{len(line)} columns: {line}" for lines in cells for line in lines if len(line) > 88]


@every_chapter
def test_prose_stands_between_cells(chapter):
    """Not before a cell that claims or asserts: it belongs to the result above it."""
    labels = iter(label for _, label in chapter.code)
    before, bare = "", []
    for kind, source in chapter.runs:
        if kind == "code" and next(labels) is None and kind == before and not re.search(r"^(claim\(|assert )", source, re.M):
            bare.append(source[:100])
        before = kind
    assert not bare


@every_chapter
def test_imports(chapter):
    late = []
    for position, (source, label) in enumerate(chapter.code):
        for node in ast.walk(ast.parse(source)):
            names = [name.name for name in getattr(node, "names", []) if isinstance(name, ast.alias)]
            module = getattr(node, "module", None)
            assert "utils" not in names and "*" not in names, f"write from utils import name, not {ast.unparse(node)}"
            if names and position and label is None and module != "tensorflow":  # the old Keras is shown where it is met
                late.append(ast.unparse(node))
    assert not late, "imports belong into the first cell"


@every_chapter
def test_plots_are_shown_with_an_alternative_text(chapter):
    for source, label in chapter.code:
        for call in calls(source, "show"):
            texts = [*call.args[1:], *(k.value for k in call.keywords if k.arg == "alt")]
            assert texts and any(calls(ast.unparse(text), "t") or isinstance(text, ast.Name) for text in texts), \
                f"show(fig, alt=t('...')), not {ast.unparse(call)[:80]}"
        assert "plt.show(" not in source, f"use show(fig, alt=...) in {label or source[:80]}"
        assert len(calls(source, "show")) <= 1, f"one figure per cell, in\n{source[:120]}"


@pytest.mark.parametrize("path", [*CHAPTERS, ROOT / "chapters" / "utils.py"], ids=lambda path: path.stem)
def test_translated_texts_are_plain_literals(path):
    sources = [path.read_text("utf8")] if path.suffix == ".py" else [source for source, _ in read_chapter(path).code]
    for source in sources:
        for name in ("t", "claim", "check"):
            for call in calls(source, name):
                text = call.args[0] if call.args else None
                literal = isinstance(text, ast.Constant) and isinstance(text.value, str)
                inside = path.suffix == ".py" and isinstance(text, ast.Name)  # utils passes on what it was given
                assert literal or inside, f"a literal, .format() outside: {ast.unparse(call)[:80]}"


# --- exercises --------------------------------------------------------------------


@every_chapter
def test_number_and_kinds_of_exercises(chapter):
    kinds = [exercise.kind for exercise in chapter.exercises]
    for exercise in chapter.exercises:
        assert TITLE.fullmatch(exercise.title), f"'Title · code · 20 min', not {exercise.title!r}"
        assert re.fullmatch(r"ex-[a-z0-9-]+", exercise.label), exercise.label
    assert 5 <= len(kinds) <= 8
    assert kinds.count("code") >= 2 and "experiment" in kinds and "concept" in kinds, kinds


@every_chapter
def test_hints_and_solutions_fold_and_checks_carry_the_title(chapter):
    for exercise in chapter.exercises:
        if exercise.kind == "code":
            assert re.search(r"\{admonition\} Hint.*\n:class: dropdown", exercise.text), f"no hint in {exercise.label}"
        assert exercise.kind == "project" or exercise.solution_text.strip(), f"no solution for {exercise.label}"
        assert not exercise.solution_text or ":class: dropdown" in exercise.solution_options, exercise.label
        assert not re.search(r"^#+ ", exercise.solution_text, re.M), f"a heading in the solution of {exercise.label}"
        if exercise.kind == "code":
            names = [call.args[0].value for cell in exercise.cells for call in calls(cell, "check")]
            titled = len(names) == 1 and exercise.name.startswith(names[0])
            assert titled, f"{exercise.label}: the check says {names}, the title {exercise.name!r}"


@every_chapter
def test_nothing_outside_an_exercise_uses_its_names(chapter):
    for exercise in chapter.exercises:
        own = set().union(*(binds(cell) for cell in [*exercise.cells, *exercise.solution])) - imported(chapter)
        for source, label in chapter.code[exercise.position :]:
            if label != exercise.label:
                assert not own & free(source), f"{sorted(own & free(source))} of {exercise.label} used in\n{source[:120]}"
                own = own - binds(source)


def imported(chapter):
    """Names that stand for modules and their contents: using one is not using an exercise's result."""
    trees = [ast.parse(source) for source, _ in chapter.code]
    return {(alias.asname or alias.name).split(".")[0] for tree in trees for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names}


@every_chapter
def test_no_solution_copies_the_chapter(chapter):
    def body(function):
        statements = function.body[1:] if ast.get_docstring(function) else function.body
        return "\n".join(map(ast.unparse, statements))
    taught, solved = {}, {}
    for source, label in chapter.code:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_"):
                (taught if label is None else solved).setdefault(body(node), node.name)
    copies = {text for text in set(taught) & set(solved) if text.count("\n") or len(text) > 60}
    assert not copies, copies
