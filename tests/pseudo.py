"""A pseudo-language, and a page run in it: what a translated edition would be, without a translator.

Every letter of a word gets a mark (``state`` becomes ``śťáťé``), so that a word that was not replaced can be seen in
the output. A page is run in English and then in the pseudo-language, one after the other in one kernel.
"""

from __future__ import annotations

import ast
import html
import io
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bookkit import catalogue, execute
from bookkit.book import Book, Page
from bookkit.chapter import Notebook, tags, to_run

PLAIN = "abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ"  # no q: it has no marked form
MARKED = "áḃćďéḟğĥíĵķłṁńóṗŕśťúṽŵẋýźÁḂĆĎÉḞĞĤÍĴĶŁṀŃÓṖŔŚŤÚṼŴẊÝŹ"
MARK = dict(zip(PLAIN, MARKED, strict=True))
UNTOUCHED = re.compile(
    catalogue.PLACEHOLDER.pattern + r"|\$[^$]*\$"  # mathematics in plots
    r"|%[-+0 #]*\d*(?:\.\d+)?[sdifgeE]"
    r"|<[^<>]*>|&\w+;"
)
WORD = re.compile(r"[^\W\d_]{2,}")
NUMBER = re.compile(r"(?<![\w.])[-−+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?")
SETTINGS = {  # of the environment in which pages are run
    "BOOK_PROFILE": "smoke",
    "BOOK_STRICT": "1",
    "PYTHONHASHSEED": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}
LANGUAGE = "xx"
IN_PLOT = "text/vnd.in-plot"  # where the texts of a picture are put
VERDICTS = ("correct", "not attempted yet", "not yet right", "your code raised", "not judged at this size or on this data",
            "holds", "here it came out otherwise")  # fmt: skip
SWITCH = f'''
import os, gettext, keras, utils
from matplotlib.text import Text
keras.utils.clear_session()
os.environ["BOOK_LANG"] = {{language!r}}
utils._catalogue = lambda language: gettext.translation("labels", {{folder!r}}, [language], fallback=True)
if not hasattr(utils, "_only_shown"):
    utils._only_shown = utils.show
    def show(fig, alt):
        utils._only_shown(fig, alt)
        texts = [text.get_text() for text in fig.findobj(Text)]
        utils.display({{{{"{IN_PLOT}": "\\n".join(texts)}}}}, raw=True)
    utils.show = show
'''


def pseudo(message: str) -> str:
    """*message* with a mark on every letter of its words; placeholders, mathematics and blanks stay."""
    parts, start = [], 0
    for kept in UNTOUCHED.finditer(message):
        parts += [_marked(message[start : kept.start()]), kept[0]]
        start = kept.end()
    return "".join(parts) + _marked(message[start:])


def _marked(text: str) -> str:
    return WORD.sub(lambda word: "".join(MARK.get(letter, letter) for letter in word[0]), text)


def is_pseudo(word: str) -> bool:
    """Whether every letter of *word* that can have a mark has one."""
    return not any(letter in MARK for letter in word) and any(letter in MARKED for letter in word)


def compiled(book: Book, folder: Path) -> Path:
    """A folder for gettext with everything in the template in the pseudo-language."""
    catalog = read_po(io.BytesIO(catalogue.template(book)), locale="en")
    for message in catalog:
        if message.id:
            message.string = pseudo(message.id)
    place = folder / LANGUAGE / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "labels.mo").open("wb") as file:
        write_mo(file, catalog, use_fuzzy=True)
    return folder


@dataclass
class Compared:
    """What came of running a page twice."""

    page: Page
    replaced: Counter = field(default_factory=Counter)  # words
    missed: Counter = field(default_factory=Counter)  # pieces of literals that came out in English
    kept: Counter = field(
        default_factory=Counter
    )  # the same, where the literal is a name of a file or a library
    different: list[str] = field(default_factory=list)  # cells whose numbers differ, and how
    reordered: list[str] = field(
        default_factory=list
    )  # cells whose numbers are the same in another order

    @property
    def words(self) -> int:
        """Words in English that should have been replaced."""
        return sum(count * len(WORD.findall(piece)) for piece, count in self.missed.items())

    @property
    def coverage(self) -> float:
        """The share of words from literals that came out replaced."""
        all_words = self.replaced.total() + self.words
        return self.replaced.total() / all_words if all_words else 1.0

    def __str__(self) -> str:
        lines = [
            f"{self.page.key}: {self.coverage:.1%} of {self.replaced.total() + self.words} words"
        ]
        lines += [
            f"  {name}: {counted}"
            for name in ("missed", "kept")
            if (counted := dict(getattr(self, name)))
        ]
        return "\n".join(
            lines
            + [f"  numbers: {line}" for line in self.different]
            + [f"  order: {line}" for line in self.reordered]
        )


@dataclass
class Twice:
    """The cells of a page in English and in the pseudo-language, and both after one another for one kernel."""

    page: Page
    english: Notebook
    other: Notebook
    both: Notebook

    def run(self) -> Twice:
        """Execute them: the cells have their outputs then. Parses nothing, so threads may do it side by side."""
        execute.run_cells(self.page, self.both)
        return self

    def compared(self) -> Compared:
        """Numbers of both, once they ran, and which words were replaced."""
        return compare(self.page, self.english, self.other)


def twice(page: Page, folder: Path) -> Twice:
    """The page in both languages, in the smoke size, not yet run. *folder*: from ``compiled``."""
    english = to_run(page, smoke=True)
    other = catalogue.translated(page, to_run(page, smoke=True), pseudo)
    both = nbformat.v4.new_notebook()
    for name, notebook in (("en", english), (LANGUAGE, other)):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.id = f"{name}-{cell.id}"
        source = SWITCH.format(language=name, folder=str(folder))
        both.cells += [nbformat.v4.new_code_cell(source, id=f"{name}-switch"), *notebook.cells]
    return Twice(page, english, other, both)


def shown(cell: Notebook) -> str:
    """The text of a cell's outputs; of pictures the alternative text."""
    found = []
    for output in cell.outputs:
        data = output.get("data", {})
        if output.get("name") == "stdout":
            found.append(output.text)
        elif "text/html" in data:
            found.append(_table_text(data["text/html"]))
        elif "text/plain" in data:
            found.append(data["text/plain"])
    return "\n".join(found)


def in_plots(cell: Notebook) -> str:
    """The texts in a cell's pictures; which ticks have numbers depends on the width of the labels."""
    return "\n".join(
        output.data[IN_PLOT] for output in cell.outputs if IN_PLOT in output.get("data", {})
    )


def _table_text(markup: str) -> str:
    markup = re.sub(r"<style.*?</style>", "", markup, flags=re.S)
    return html.unescape(re.sub(r"<[^>]*>", "\t", markup))


def compare(page: Page, english: Notebook, other: Notebook) -> Compared:
    """Numbers of both runs, and which words were replaced."""
    result = Compared(page)
    codes = [cell.source for cell in catalogue._cells(to_run(page))]
    pieces = _pieces(codes) | {
        piece
        for path in _helpers(page)
        for text in catalogue.helper_texts(path)
        for piece in _of_message(text)
    }
    data = catalogue.file_words(
        [ast.parse(code) for code in codes], page.book.root / "chapters"
    ) | _used(codes)
    pairs = [
        (a, b) for a, b in zip(english.cells, other.cells, strict=True) if a.cell_type == "code"
    ]
    for first, second in pairs:
        texts = [shown(cell) for cell in (first, second)]
        before, after = (
            f"{text}\n{in_plots(cell)}" for text, cell in zip(texts, (first, second), strict=True)
        )
        result.replaced.update(word for word in WORD.findall(after) if is_pseudo(word))
        for piece in _found(pieces, before, after):
            (result.kept if piece in data or piece.strip() in data else result.missed)[piece] += 1
        if "timing" in tags(first):
            continue
        if (one := verdicts(before, str)) != (two := verdicts(after, pseudo)):
            result.different.append(f"{first.id}: verdicts {one} and {two}")
        numbers = [NUMBER.findall(text) for text in texts]
        if numbers[0] != numbers[1]:
            line = f"{first.id}: {_difference(*numbers)}"
            (
                result.reordered if sorted(numbers[0]) == sorted(numbers[1]) else result.different
            ).append(line)
    return result


def verdicts(text: str, said: Callable[[str], str]) -> list[str]:
    """The verdicts of claims and checks in *text*, in English, where ``said`` gives them as they stand there."""
    spoken = {said(verdict): verdict for verdict in VERDICTS}
    return [spoken[found] for found in re.findall("|".join(map(re.escape, spoken)), text)]


def _difference(one: list[str], other: list[str]) -> str:
    place = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return f"{len(one)} and {len(other)} numbers, first difference {one[place : place + 3]} {other[place : place + 3]}"


def _helpers(page: Page) -> list[Path]:
    folder = page.book.root / "chapters"
    return [
        path
        for path in (folder / "utils.py", folder / "exercises" / f"{page.name}_checks.py")
        if path.is_file()
    ]


def _pieces(codes: list[str]) -> set[str]:
    """String constants and the constant parts of f-strings, if they have a word; no docstrings."""
    found = set()
    for code in codes:
        tree = ast.parse(code)
        docstrings = {id(node) for node in catalogue._docstrings(tree)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docstrings
            ):
                found.add(node.value)
        found |= _column_keywords(tree)
    return {
        piece for text in found for piece in text.split("\n") if re.search("[A-Za-z]{2}", piece)
    }


def _of_message(message: str) -> list[str]:
    """The constant parts of a message of a helper; single words between placeholders (" on ") are no evidence."""
    parts = [part for part in catalogue.PLACEHOLDER.split(message) if not part.startswith("{")]
    pieces = [piece for part in parts for piece in part.split("\n")]
    return [piece for piece in pieces if len(WORD.findall(piece)) > (len(parts) > 1)]


def _column_keywords(tree: ast.AST) -> set[str]:
    """Names of columns that stand as keywords: ``assign(ratio=...)``."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("assign", "agg")
    ]
    return {keyword.arg for call in calls for keyword in call.keywords if keyword.arg}


def _used(codes: list[str]) -> set[str]:
    flow = catalogue.Flow([ast.parse(code) for code in codes])
    return {catalogue.message_of(node) for node in catalogue.messages(flow, flow.used())}


def _found(pieces: set[str], before: str, after: str) -> list[str]:
    """The pieces that stand whole in *after* as they did in *before*, the longest first, none inside another."""
    found = []
    for piece in sorted(pieces, key=len, reverse=True):
        text = piece.strip()
        pattern = rf"(?<!\w){re.escape(text)}(?!\w)"
        if text in before and text in after:
            after, times = re.subn(pattern, " ", after)
            found += [piece] * times
    return found


def main(keys: list[str]) -> None:
    """Run pages and print their coverage: python tests/pseudo.py lstm_cell exercises/lstm_cell."""
    import tempfile

    book = Book(Path(__file__).resolve().parent.parent)
    with tempfile.TemporaryDirectory() as folder:
        compiled(book, Path(folder))
        for key in keys:
            page = book.page(key)
            try:
                print(twice(page, Path(folder)).run().compared(), flush=True)
            except RuntimeError as error:
                print(f"{key}: FAILED {str(error)[-1500:]}", flush=True)


if __name__ == "__main__":
    import sys

    os.environ.update(
        BOOK_PROFILE="smoke", PYTHONHASHSEED="0", TF_CPP_MIN_LOG_LEVEL="3", BOOK_STRICT="1"
    )
    main(sys.argv[1:])
