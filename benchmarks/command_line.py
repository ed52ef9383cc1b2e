"""Refuses words on a study's command line that the study would pass over: a misspelt option started hours of computing.

record.py calls it when a study imports it. The studies are left as they are, because their fingerprints stand beside their tables.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def check_command_line() -> None:
    """check_words() for the study that Python was started with; for pytest, notebooks and the like nothing."""
    file = getattr(sys.modules["__main__"], "__file__", None)
    script = Path(sys.argv[0]).resolve()
    if file and Path(file).resolve() == script and script.parent == HERE:
        check_words(script, sys.argv[1:])


def check_words(script: Path, words: list[str]) -> None:
    """End the program, before it computes, at --help and if *script* would pass over one of *words*, its command line.

    What a script knows stands in its source, in the few ways in which studies look at their command line:
        "--small" in sys.argv            an option, anywhere
        sys.argv[1:2] == ["--round"]     an option that comes first; what follows is read as sys.argv[2], sys.argv[3], ...
        sys.argv[1:] == ["train"]        a word that stands alone
        int(sys.argv[1])                 one whole number
        in sys.argv[1:], = sys.argv[1:]  any number of whole numbers, and of
        if word in ENGINES               the names in the constant ENGINES
    A script with argparse sees to its words itself.
    """
    source = script.read_text("utf8")
    if re.search(r"^import argparse$", source, re.M):
        return
    anywhere = re.findall(r'"(--[\w-]+)" in sys\.argv\b', source)
    first = re.findall(r'sys\.argv\[1:2\] == \["([\w-]+)"\]', source)
    alone = re.findall(r'sys\.argv\[1:\] == \["([\w-]+)"\]', source)
    places = {int(place) for place in re.findall(r"sys\.argv\[(\d+)\]", source)}
    many = re.search(r"(\bin|=) sys\.argv\[1:\]", source) is not None
    names = [
        name
        for constant in re.findall(r"\bif word in (\w+)", source)
        for name in strings(source, constant)
    ]

    def is_read(place: int, word: str) -> bool:
        if place == 1 and word in first or words == [word] and word in alone:
            return True
        if words[0] in first and place in places:
            return not word.startswith("-")
        number = re.fullmatch("[0-9]+", word) and (many or place == 1 and 1 in places)
        return word in anywhere or bool(number) or (many and word in names)

    known = [*anywhere, *(f"{word} (first; for the script itself)" for word in first), *alone]
    known += ["whole numbers"] if many else ["a whole number"] if 1 in places else []
    takes = f"It takes: {', '.join([*known, *map(repr, names)]) or 'no options, no words'}."
    if {"-h", "--help"} & set(words):
        print(f"{ast.get_docstring(ast.parse(source))}\n\n{takes}")
        raise SystemExit
    if unread := [word for place, word in enumerate(words, 1) if not is_read(place, word)]:
        raise SystemExit(
            f"{script.name} would pass over {' '.join(map(repr, unread))}, so it has computed nothing. "
            f"{takes} What it does: python benchmarks/{script.name} --help"
        )


def strings(source: str, constant: str) -> list[str]:
    """The strings in the value that *source* gives to *constant*."""
    return [
        node.value
        for statement in ast.parse(source).body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == constant
        for node in ast.walk(statement.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
