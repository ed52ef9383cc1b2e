"""Write every file that a new chapter needs, with TODO marks that `make lint` names.

The chapter in the template works as it stands: its cells run, and its checks accept right answers. Replace
it piece by piece.
"""

from __future__ import annotations

import argparse
import keyword
import re
from pathlib import Path

from .book import Book, find_book

TEMPLATE = Path(__file__).with_name("template")
PLACEHOLDER = "chapter_name"
FOLDERS = (
    "exercises",
    "reference",
    "utils",
    "artifacts",
    "figures",
)  # what chapters/ has of its own
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
CHAPTER = re.compile(r"file: chapters/(?!reference/)")
PART = re.compile(r"^- caption: *(.+?)\s*$")
INDENTED = "  - file: chapters/{name}\n    sections:\n    - file: chapters/exercises/{name}\n"


def files(book: Book, name: str) -> dict[Path, str]:
    """What is written, by place. Folders of tests that the book does not have are left out."""
    found = {}
    for source in sorted(
        path for path in TEMPLATE.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ):
        relative = source.relative_to(TEMPLATE)
        if (
            relative.parts[:2] in (("tests", "sabotage"), ("tests", "claims"))
            and not (book.root / relative.parent).is_dir()
        ):
            continue
        text = (
            source.read_text("utf8")
            .replace(PLACEHOLDER, name)
            .replace(PLACEHOLDER.replace("_", "-"), name.replace("_", "-"))
        )
        found[book.root / relative.as_posix().replace(PLACEHOLDER, name)] = text
    return found


def refuse(book: Book, name: str, targets: list[Path]) -> None:
    """ValueError that says why no chapter can be called *name*."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise ValueError(
            f"{name!r} is no name for a chapter: use a-z, digits and single underscores, such as beam_search"
        )
    if name in FOLDERS:
        raise ValueError(f"{name} is the name of a file or folder in chapters/; choose another")
    label = f"(ch-{name.replace('_', '-')})="
    for path in sorted([*book.root.glob("chapters/**/*.md"), *book.root.glob("book/**/*.md")]):
        if label in path.read_text("utf8").splitlines():
            where = path.relative_to(book.root).as_posix()
            raise ValueError(
                f"the label {label} is that of {where} already; choose another name than {name}"
            )
    if name in {page.name for page in book.pages}:
        raise ValueError(f"a chapter {name} is in _toc.yml already")
    if there := [path.relative_to(book.root).as_posix() for path in targets if path.exists()]:
        raise ValueError(f"already there: {', '.join(there)}; choose another name, or remove them")


def with_entry(toc: str, name: str, part: str | None) -> str:
    """The table of contents with the new chapter at the end of *part* (default: the last one that has chapters).

    ValueError names the parts there are.
    """
    lines = toc.splitlines(keepends=True)
    starts = [place for place, line in enumerate(lines) if PART.match(line)] + [len(lines)]
    parts = {}
    for start, end in zip(starts, starts[1:], strict=False):
        block = lines[start:end]
        if any(CHAPTER.search(line) for line in block) or PART.match(block[0])[1] == part:
            parts[PART.match(block[0])[1]] = end
    if not parts or (part or next(iter(parts))) not in parts:
        raise ValueError(f"no part {part!r} in _toc.yml; there are: {', '.join(parts)}")
    end = parts[part] if part else list(parts.values())[-1]
    while end and not lines[end - 1].strip():
        end -= 1
    before = "".join(lines[:end])
    before += "" if before.endswith("\n") else "\n"
    return before + INDENTED.format(name=name) + "".join(lines[end:])


def write(book: Book, name: str, part: str | None = None) -> list[Path]:
    """Write the chapter *name*; returns its files. ValueError says what is wrong, and then nothing was written."""
    wanted = files(book, name)
    refuse(book, name, list(wanted))
    toc_file = book.root / "_toc.yml"
    toc = with_entry(toc_file.read_text("utf8"), name, part)
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8", newline="\n")
    toc_file.write_text(toc, "utf8", newline="\n")
    return list(wanted)


def main(arguments: list[str]) -> int | str:
    """The command line; returns what the process should exit with."""
    parser = argparse.ArgumentParser(prog="python -m bookkit chapter", description=__doc__)
    parser.add_argument("name", help="what the chapter is about, such as beam_search")
    parser.add_argument(
        "--part", help="caption of the part in _toc.yml (default: the last that has chapters)"
    )
    parser.add_argument("--root", type=Path, help="folder of the book (default: where you are)")
    options = parser.parse_args(arguments)
    book = find_book(options.root)
    try:
        written = write(book, options.name, options.part)
    except ValueError as error:
        return str(error)
    for path in written:
        print(f"written: {path.relative_to(book.root).as_posix()}")
    print("changed: _toc.yml")
    print(
        f"What is left to do: make lint FILE=chapters/{options.name}.md"
        f" and make lint FILE=chapters/exercises/{options.name}.md"
    )
    return 0
