"""House style: the pages keep it, and for each rule a page that breaks it is found, with file and line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from thebook import BOOK, ROOT, each

from bookkit import scaffold
from bookkit.book import Book
from bookkit.lint import counts, lint_page, main, pages_of
from bookkit.lint.exercises import due_points
from bookkit.lint.length import SHOWN, WORDS, words_read
from bookkit.lint.source import RULES, Source

PATTERNS = ("lstm_cell", "exercises/lstm_cell", "padding_and_masks", "exercises/padding_and_masks")
CHOLLET = {"starred": 0.5, "packed": 3.5}  # per 1,000 lines, in five of his chapters
MOST_WORDS = 62_000  # before the summaries of all chapters
PAGE, EXERCISES = "chapters/sample.md", "chapters/exercises/sample.md"
CHECKS, ANSWERS = "chapters/exercises/sample_checks.py", "tests/exercises/sample.py"
TOC = (
    "format: jb-book\nroot: index\nparts:\n- caption: One\n  chapters:\n  - file: chapters/other\n"
)


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """A book whose one chapter is the scaffold's, filled in."""
    root = tmp_path_factory.mktemp("written") / "book"
    (root / "tests" / "claims").mkdir(parents=True)
    (root / "_toc.yml").write_text(TOC, "utf8")
    (root / "chapters").mkdir()
    (root / "chapters" / "other.md").write_text("# Other\n", "utf8")
    for path in scaffold.write(Book(root), "sample"):
        path.write_text(path.read_text("utf8").replace("TODO", "Filled in:"), "utf8")
    toc = (root / "_toc.yml").read_text("utf8").replace("  - file: chapters/other\n", "")
    (root / "_toc.yml").write_text(toc, "utf8")
    (root / "chapters" / "other.md").unlink()
    return root


@pytest.fixture
def root(written, tmp_path) -> Path:
    """A copy to break."""
    return shutil.copytree(written, tmp_path / "book")


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Replace the first *old* in a file."""
    text = (root / name).read_text("utf8")
    assert old in text, f"{old!r} is not in {name}"
    (root / name).write_text(text.replace(old, new, 1), "utf8")


def findings(root: Path) -> list:
    """What is wrong with the chapter and its exercises."""
    return [finding for page in Book(root).pages for finding in lint_page(page)]


# --- the book -----------------------------------------------------------------------


@each(BOOK.pages)
def test_pages_keep_the_house_style(page):
    assert not (found := lint_page(page)), "\n".join(map(str, found))


@each([BOOK.page(key) for key in PATTERNS])
def test_pattern_chapters_are_as_plain_as_the_best_there_are(page):
    found = counts.count(Source.read(page))
    for name, most in CHOLLET.items():
        assert found.per_thousand(getattr(found, name)) <= most, f"{name}: {found}"
    assert found.reflection == 0


def test_all_chapters_together_can_be_read():
    words = {page.key: words_read(Source.read(page)) for page in BOOK.chapters}
    assert sum(words.values()) <= MOST_WORDS, words


# --- the rules ----------------------------------------------------------------------

FIRST, SOLVED = (
    "ex-sample-first",
    "return values - np.mean(values)\n\n\ncheck_sample_first(centred)",
)
LONG_CELL = "```{code-cell} ipython3\n" + "x = 1\n" * 31 + "```\n\nWords.\n\n## Questions to check"
MANY_CELLS = "```{code-cell} ipython3\nx = 1\n```\n\nWords.\n\n" * SHOWN + "## Questions to check"
CELL = "```{{code-cell}} ipython3\n{}\n```\n\nWords.\n\n## Questions to check"
TAGGED = "```{{code-cell}} ipython3\n:tags: [{}]\n{}\n```\n\nWords.\n\n## Questions to check"
QUESTIONS = "## Questions to check"
# rule, file that is changed, what is replaced, by what, and what stands in the line that is named
BROKEN = [
    ("front-matter", PAGE, "language: python", "language: R", "---"),
    ("requires", PAGE, "name: python3}\n", "name: python3}\nrequires: [nothing]\n", "requires"),
    ("label", PAGE, "(ch-sample)=", "", "# Filled"),
    ("exercises-label", EXERCISES, "(exercises-sample)=", "(exercises-other)=", "# Exercises"),
    ("header", PAGE, ":gpu: not needed\n", "", "{chapter-header}"),
    ("header", PAGE, "- explain Filled in:\n", "", "{chapter-header}"),
    ("exercises-header", EXERCISES, ":chapter: sample", ":chapter: other", "exercises-header"),
    ("companion", "_toc.yml", "    sections:\n    - file: chapters/exercises/sample\n", "", "---"),
    ("length", PAGE, QUESTIONS, "word " * WORDS + "\n\n## Questions to check", "---"),
    ("open-cells", PAGE, QUESTIONS, MANY_CELLS, "---"),
    ("last-sections", PAGE, "## Summary", "## In short", "## Further reading"),
    ("last-sections", PAGE, QUESTIONS, "## Exercises\n\n## Questions to check", "## Exercises"),
    ("questions", PAGE, "Right: Filled", "So: Filled", "{admonition} Filled in: question 1"),
    ("questions", PAGE, ":class: question", ":class: tip", "{admonition} Filled in: question 1"),
    (
        "figure-alt",
        PAGE,
        ":alt: Filled in: alternative text: what the drawing shows, in a sentence or two",
        ":alt: a box",
        "{figure}",
    ),
    ("figures", PAGE, "```{figure} figures/sample/overview.svg", "```{note}", "---"),
    ("needs", EXERCISES, "[spread]", "[spread, width]", "needs:"),
    ("smoke-values", "tests/smoke/sample.toml", "COUNT", "COUNTED", "# Filled"),
    (
        "banned-word",
        PAGE,
        "Filled in: what the reader sees",
        "A\n*powerful* plot: what the reader sees",
        "powerful",
    ),
    ("banned-word", PAGE, "No: Filled in: why", "No: a crucial reason why", "crucial"),
    (
        "glue",
        PAGE,
        "Filled in: what the reader sees",
        "{glue:text}`x` is what the reader sees",
        "{glue",
    ),
    (
        "exclamation",
        PAGE,
        "Filled in: what the reader sees",
        "Look! It is what the reader sees",
        "Look!",
    ),
    (
        "questions-in-a-row",
        PAGE,
        "Filled in: what the reader sees",
        "What is it? Why is it? Who sees it? What the reader sees",
        "What is it",
    ),
    (
        "fold-title",
        PAGE,
        "{dropdown} Filled in: a tempting answer",
        "{dropdown} $x$",
        "{dropdown} $x$",
    ),
    (
        "chapter-number",
        PAGE,
        "Filled in: what the reader sees",
        "As in chapter 4: what the reader sees",
        "chapter 4",
    ),
    ("cell-length", PAGE, QUESTIONS, LONG_CELL, "x = 1"),
    ("cell-width", PAGE, QUESTIONS, CELL.format("x = '" + "a" * 88 + "'"), "aaa"),
    (
        "prose-between-cells",
        PAGE,
        "Filled in: one sentence: what came out, and why.\n",
        "",
        "fig, ax",
    ),
    (
        "import-form",
        PAGE,
        "import pandas as pd\n",
        "import pandas as pd\nimport utils\n",
        "import utils",
    ),
    (
        "import-form",
        PAGE,
        "import pandas as pd\n",
        "import pandas as pd\nfrom math import *\n",
        "from math",
    ),
    (
        "late-import",
        PAGE,
        "fig, ax = plt.subplots()",
        "import re\nfig, ax = plt.subplots()",
        "import re",
    ),
    ("no-plumbing", PAGE, 'xlabel="Seed"', 'xlabel=t("Seed")', 't("Seed")'),
    (
        "no-plumbing",
        CHECKS,
        '"the shape should not change"',
        't("the shape should not change")',
        "t(",
    ),
    (
        "show-alt",
        PAGE,
        'show(fig, alt="Filled in: alternative text: what the plot shows, in a sentence or two.")',
        "show(fig)",
        "show(fig)",
    ),
    ("show-alt", PAGE, "show(fig, alt", "plt.show()\nshow(fig, alt", "plt.show()"),
    (
        "one-figure",
        PAGE,
        "show(fig, alt",
        "show(fig, alt='again')\nshow(fig, alt",
        'show(fig, alt="Filled',
    ),
    ("one-parameters-cell", PAGE, QUESTIONS, TAGGED.format("parameters", "MORE = 1"), "MORE"),
    ("parameters", PAGE, "COUNT = 10_000 ", "COUNT, MORE = 10_000, 1 ", "COUNT, MORE"),
    ("parameters", PAGE, "COUNT = 10_000 ", "COUNT = len(SEEDS) ", "len(SEEDS)"),
    ("parameters", PAGE, "COUNT = 10_000 ", "COUNT = 1\nCOUNT = 10_000 ", "COUNT = 10_000"),
    (
        "claims-cell",
        PAGE,
        "assert np.allclose(measured",
        "print(measured)\nassert np.allclose(measured",
        "print(measured)",
    ),
    ("claims-cell", PAGE, QUESTIONS, TAGGED.format("claims", "x = 1"), "x = 1"),
    (
        "claim-outside",
        PAGE,
        "fig, ax = plt.subplots()",
        'claim("all is well", True)\nfig, ax = plt.subplots()',
        "all is well",
    ),
    (
        "literal-text",
        PAGE,
        'claim("normal numbers have a spread near 1"',
        "claim(str(COUNT)",
        "claim(",
    ),
    ("exercise-title", EXERCISES, "· code · 20 min · 4 points\n", "· code · 20 min\n", "20 min"),
    (
        "exercise-title",
        EXERCISES,
        "· code · 20 min · 4 points\n",
        "· code · 20 min · 5 points\n",
        "5 points",
    ),
    (
        "exercise-title",
        EXERCISES,
        "· concept · 10 min · 2 points",
        "· concept · 5 min · 1 points",
        "1 points",
    ),
    ("exercise-title", EXERCISES, ":label: ex-sample-project", ":label: Project_1", "project"),
    ("exercise-count", EXERCISES, "· experiment ·", "· project ·", "---"),
    ("core-set", EXERCISES, "12 points · optional", "12 points", "---"),
    ("hint", EXERCISES, ":class: dropdown tip", ":class: tip", "20 min"),
    (
        "solution",
        EXERCISES,
        "Filled in: the idea of the solution.",
        "## A heading",
        "{solution-start} " + FIRST,
    ),
    (
        "solution",
        EXERCISES,
        "{solution-start} ex-sample-concept\n:class: dropdown\n",
        "{solution-start} ex-sample-concept\n",
        "{solution-start}",
    ),
    (
        "key",
        EXERCISES,
        "1 point for Filled in: the reason",
        "2 points for Filled in: the reason",
        "{solution-start} ex-sample-concept",
    ),
    ("key", EXERCISES, "**Key.** 1 point for", "1 point for", "{solution-start} ex-sample-concept"),
    (
        "check-line",
        EXERCISES,
        'raise NotImplementedError("Filled in: what to do first")',
        "pass",
        "{exercise-start} Filled in: code",
    ),
    (
        "check-line",
        EXERCISES,
        SOLVED,
        "return values - np.mean(values)",
        "{solution-start} " + FIRST,
    ),
    (
        "check-line",
        EXERCISES,
        "check_sample_first(centred)\n",
        "check_sample_first(centred)\ncheck_sample_first(np.sum)\n",
        "Filled in: code",
    ),
    (
        "check-title",
        CHECKS,
        'check("Filled in: code"',
        'check("Another name"',
        "check_sample_first",
    ),
    (
        "answers",
        ANSWERS,
        '"ex-sample-first": {',
        '"ex-sample-last": {',
        "{exercise-start} Filled in: code",
    ),
    (
        "own-names",
        EXERCISES,
        "found = {size:",
        "centred(np.ones(3))\nfound = {size:",
        "centred(np.ones",
    ),
    (
        "copied-solution",
        EXERCISES,
        SOLVED,
        "around = values - values.mean()\n    return np.sqrt(np.mean(around**2))\n\n\ncheck_sample_first(centred)",
        "def centred",
    ),
    ("todo", ANSWERS, '"ex-sample-first"', '"TODO answers"', "TODO answers"),
]


def test_a_chapter_as_it_should_be_passes(root):
    assert not findings(root), "\n".join(map(str, findings(root)))


REFERENCE = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
(sizes)=
# Sizes

Something to look up.

```{code-cell} ipython3
2 + 2
```
"""


def test_a_page_to_look_things_up_in_is_run_and_needs_no_exercises(root):
    path = root / "chapters" / "reference" / "sizes.md"
    path.parent.mkdir()
    path.write_text(REFERENCE, "utf8")
    with (root / "_toc.yml").open("a", encoding="utf8") as toc:
        toc.write("  - file: chapters/reference/sizes\n")
    page = Book(root).page("reference/sizes")
    assert page.is_reference and page in Book(root).pages and page not in Book(root).chapters
    assert lint_page(page) == []


@pytest.mark.parametrize(
    "rule, name, old, new, line",
    BROKEN,
    ids=[f"{case[0]}-{place}" for place, case in enumerate(BROKEN)],
)
def test_a_broken_rule_is_named_with_file_and_line(root, rule, name, old, new, line):
    edit(root, name, old, new)
    if "Project_1" in new:  # the solution names the label too
        edit(root, name, "{solution-start} ex-sample-project", "{solution-start} Project_1")
    found = [finding for finding in findings(root) if finding.rule == rule]
    assert found, f"{rule} was not found broken: {findings(root)}"
    lines = [
        (root / finding.file).read_text("utf8").split("\n")[finding.line - 1] for finding in found
    ]
    assert any(line in text for text in lines), f"{found[0]} points to {lines}"
    assert found[0].mend and str(found[0]).startswith(f"{found[0].file}:{found[0].line}: [{rule}] ")


def test_every_rule_has_a_page_that_breaks_it():
    assert {rule.name for rule in RULES} == {case[0] for case in BROKEN}


def test_code_that_is_no_python_is_named_with_its_line(root):
    edit(root, PAGE, "fig, ax = plt.subplots()", "fig, ax = plt.subplots(")
    found = [finding for finding in findings(root) if finding.rule == "readable"]
    assert (
        found and "plt.subplots(" in (root / PAGE).read_text("utf8").split("\n")[found[0].line - 1]
    )


def test_a_solution_without_its_exercise_is_named(root):
    edit(
        root, EXERCISES, "{solution-start} ex-sample-project", "{solution-start} ex-sample-nothing"
    )
    assert [finding.rule for finding in findings(root) if finding.file == EXERCISES] == ["readable"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The word “powerful” is quoted.",
        "Write `crucial` in code.",
        "$journey$ is a symbol.",
        "> A powerful quotation.",
        "| powerful | in a table |\n|---|---|\n| powerful | 1 |",
        "See {ref}`the journey <ch-sample>`.",
        "```python\ncrucial = 1\n```",
    ],
)
def test_what_is_not_running_text_is_not_judged(root, sentence):
    edit(root, PAGE, "Filled in: what the reader sees in the plot.", sentence)
    assert not [finding for finding in findings(root) if finding.rule == "banned-word"]


def test_an_exercise_may_build_on_another_if_it_says_so(root):
    edit(
        root,
        EXERCISES,
        "Filled in: the task: predict first",
        "With your {ref}`ex-sample-first`, predict first",
    )
    edit(root, EXERCISES, "found = {size:", "centred(np.ones(3))\nfound = {size:")
    assert not findings(root)


@pytest.mark.parametrize(
    "minutes, points", [(1, 1), (5, 1), (7, 1), (8, 2), (12, 2), (13, 3), (60, 12)]
)
def test_a_point_is_five_minutes(minutes, points):
    assert due_points(minutes) == points


# --- counts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code, name",
    [
        ("a, b = 1, 2", "packed"),
        ("a, b = (f(x) for x in y)", "packed"),
        ("first, *rest = y", "starred"),
        ("f(*y)", "starred"),
        ("vars(y)", "reflection"),
        ("setattr(y, 'a', 1)", "reflection"),
        ("x = 1\n" * 16, "long"),
    ],
)
def test_what_is_counted(root, code, name):
    before = counts.count(Source.read(Book(root).page("sample")))
    edit(root, PAGE, QUESTIONS, CELL.format(code.strip()))
    after = counts.count(Source.read(Book(root).page("sample")))
    assert getattr(after, name) == getattr(before, name) + 1


def test_taking_a_result_apart_is_not_packed(root):
    before = counts.count(Source.read(Book(root).page("sample")))
    edit(root, PAGE, QUESTIONS, CELL.format("h, c = f(x)"))
    assert counts.count(Source.read(Book(root).page("sample"))).packed == before.packed


@pytest.mark.parametrize(
    "text, words",
    [
        ("One two, three.", 3),
        ("A name in code, `fit`, is one word.", 8),
        ("```{note}\nThree more words\n```", 3),
        ("```{note}\n:class: dropdown\nFolded away\n```", 0),
        ("```{dropdown} Answer\nFolded away\n```", 0),
        ("```{figure} a.svg\n:alt: unread words\n\nA caption\n```", 2),
        ("| a | b |\n|---|---|\n| c | d |", 0),
        ("$$a b c$$", 0),
        ("```python\na b c\n```", 0),
        ("## Summary\n\nNot counted.", 0),
    ],
)
def test_which_words_are_counted(root, text, words):
    before = words_read(Source.read(Book(root).page("sample")))
    edit(root, PAGE, QUESTIONS, f"{text}\n\n{QUESTIONS}")
    after = words_read(Source.read(Book(root).page("sample")))
    if text.startswith("## Summary"):
        assert after < before  # what follows the summary is not counted either
    else:
        assert after == before + words


# --- the command ----------------------------------------------------------------------


def test_the_command_names_one_page_by_any_of_its_files(root, capsys):
    book = Book(root)
    for name in ("sample", PAGE, str(root / "tests" / "smoke" / "sample.toml")):
        assert [page.key for page in pages_of(book, [name])] == ["sample"]
    assert [page.key for page in pages_of(book, [str(root / ANSWERS)])] == ["exercises/sample"]
    assert main(["--root", str(root), "sample"]) == 0
    assert capsys.readouterr().out == "1 pages, 0 findings\n"
    edit(root, PAGE, "Filled in: what the reader sees", "A powerful plot: what the reader sees")
    assert main(["--root", str(root)]) == 1
    assert re.match(
        r"chapters/sample\.md:\d+: \[banned-word\] “A powerful plot", capsys.readouterr().out
    )
    for name in ("nonsense", "nonsense.py"):
        assert f"no page '{name}'" in main(["--root", str(root), name])


def test_counts_are_printed_one_row_a_page(root, capsys):
    assert main(["--root", str(root), "--count"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "page",
        "sample",
        "exercises/sample",
        "all",
    ]


def test_every_rule_is_listed_with_its_mend(capsys):
    assert main(["--rules"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(RULES)


def test_machinery_files_belong_to_no_page():
    assert pages_of(BOOK, [str(ROOT / "bookkit" / "book.py")]) == []
