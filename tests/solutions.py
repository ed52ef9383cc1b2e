"""What of a page's solutions a reader of its notebook meets without opening them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat

from bookkit.book import Page
from bookkit.chapter import code_cells, needed_source, read, solution_cells
from bookkit.records import solution_file

FOLD = re.compile(r"<details>|</details>")
START = re.compile(
    r"^(?:`{3,}|:{3,})\{solution-start\}.*?$(.*?)^(?:`{3,}|:{3,})\{solution-end\}", re.M | re.S
)
CODE = re.compile(r"^(`{3,})\{code-cell\}.*?^\1\s*$", re.M | re.S)
DIRECTIVE = re.compile(r"^[`:]{3,}.*$|^:\w+:.*$", re.M)
LONG = 20  # characters of a line of code or of an output that cannot be there by chance


def words(text: str) -> str:
    """The plain words of prose, whatever markup stands around them."""
    text = re.sub(r"`[^`\n]*`|\$[^$\n]*\$|\{[^}\n]*\}|\]\([^)\n]*\)|[\\*_<>]", " ", text)
    return " ".join(re.findall(r"[A-Za-z]+", text.lower()))


def phrases(prose: str) -> set[str]:
    """Runs of five plain words of each stretch between markup, numbers and stops."""
    found = set()
    for stretch in re.split(r"`[^`]*`|\$[^$]*\$|\{[^}]*\}`?[^`]*`|[^A-Za-z \n'-]", prose):
        run = words(stretch).split()
        found |= {" ".join(run[i : i + 5]) for i in range(len(run) - 4)}
    return found


def split_folds(text: str) -> tuple[str, str]:
    """(what stands open, what stands in <details>) of Markdown; AssertionError if the tags do not balance."""
    places, depth, end = {True: [], False: []}, 0, 0
    for tag in FOLD.finditer(text):
        places[depth > 0].append(text[end : tag.start()])
        depth += 1 if tag[0] == "<details>" else -1
        assert depth >= 0, "a </details> too many"
        end = tag.end()
    places[False].append(text[end:])
    assert depth == 0, "a <details> is never closed"
    return "\n".join(places[False]), "\n".join(places[True])


def printed(outputs: list) -> list[str]:
    """Lines that outputs show as text."""
    texts = []
    for output in outputs:
        data = output.get("data", {})
        texts += [
            output.get("text", ""),
            *(value for kind, value in data.items() if not kind.startswith("image/")),
            *output.get("traceback", []),
        ]
    return [line for text in texts for line in str(text).splitlines()]


def strings(value: object) -> list[str]:
    """Every text in nested lists and dictionaries, keys too."""
    if isinstance(value, dict):
        return [text for pair in value.items() for text in strings(list(pair))]
    return (
        [text for item in value for text in strings(item)]
        if isinstance(value, list)
        else [str(value)]
    )


def long_lines(lines: list[str]) -> set[str]:
    return {line.strip() for line in lines if len(line.strip()) >= LONG}


def standing_open(
    notebook: nbformat.NotebookNode, page: Page, stored: dict[str, list] | None = None
) -> list[str]:
    """Everything of the solutions of *page* that its *notebook* shows unfolded; *stored* are their outputs."""
    made_from, problems = read(page), []
    hidden = set(solution_cells(made_from))
    secret, public = [], []
    for name, cell in code_cells(made_from).items():
        (secret if name in hidden else public).extend(cell.source.splitlines())
    public += needed_source(page).splitlines()
    text = page.path.read_text("utf8")
    solutions = START.findall(text)
    rest = START.sub("", text)
    elsewhere = words(DIRECTIVE.sub("", rest)) + "\n" + " ".join(re.findall("[a-z]+", rest.lower()))
    code = long_lines(secret) - long_lines([*public, *rest.splitlines()])  # a task may give a line
    prose = {
        p
        for body in solutions
        for p in phrases(DIRECTIVE.sub("", CODE.sub("", body)))
        if p not in elsewhere
    }
    results = long_lines([line for outputs in (stored or {}).values() for line in printed(outputs)])
    results -= long_lines(
        [
            line
            for cell in notebook.cells
            if cell.cell_type == "code" and cell.id not in hidden
            for line in printed(cell.outputs)
        ]
    )

    folded, opened, told = [], [], []  # in <details>; all that stands open; the text of it
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            if cell.id in hidden:
                problems.append(f"cell {cell.id} of a solution is a code cell")
            opened += [cell.source, *printed(cell.outputs)]
            continue
        try:
            seen, _ = split_folds(cell.source)
        except AssertionError as error:
            problems.append(f"cell {cell.id}: {error}")
            seen = cell.source
        opened.append(seen)
        told.append(seen)
        folded.append(cell.source)
        if re.search(r"^#+\s*Solution|^\s*\**Solution( to\b.*)?\**\s*$", seen, re.M):
            problems.append(f"cell {cell.id}: the title of a solution stands open")
        if "<summary>Solution</summary>" in cell.source:
            start = cell.source.startswith(
                "<details><summary>Solution</summary>\n\n"
            ) and cell.source.endswith("\n\n</details>")
            if not start or cell.source.count("<summary>Solution</summary>") != 1:
                problems.append(f"cell {cell.id}: a solution is not one folded cell of its own")
    metadata = "\n".join(strings([notebook.metadata, *(cell.metadata for cell in notebook.cells)]))
    visible = "\n".join(opened)
    lines, spoken = (
        {line.strip() for line in visible.splitlines()},
        words("\n".join([*told, metadata])),
    )
    problems += [
        f"code stands open: {line}" for line in sorted(code) if line in lines or line in metadata
    ]
    problems += [f"prose stands open: {phrase}" for phrase in sorted(prose) if phrase in spoken]
    problems += [
        f"output in the notebook: {line}"
        for line in sorted(results)
        if line in lines or line in metadata or line in "\n".join(folded)
    ]
    if (found := "\n".join(folded).count("<summary>Solution</summary>")) != len(solutions):
        problems.append(
            f"{len(solutions)} solutions in the source, {found} folded ones in the notebook"
        )
    return problems


def stored_outputs(page: Page, folder: Path) -> dict[str, list]:
    """What the solutions of *page* print, as recorded in *folder*."""
    file = solution_file(page, folder)
    return json.loads(file.read_text("utf8")) if file.is_file() else {}
