"""The assignment edition: chosen exercises as one notebook that nbgrader hands out and grades.

``python -m bookkit assignment ex-clip-by-norm ex-patience --name week-3`` writes the folder of a course::

    _build/assignment/week-3/
        source/week-3/     for the teacher: with solutions, keys and hidden tests
        release/week-3/    for the students: the same without them, and without nbgrader's having to be installed
        nbgrader_config.py, kernels/

An assignment that is there already is never replaced by another one: all is written and proved in a folder of its own
and moved into place at the end, where nothing else stands there.

Text and cells come from the student edition, solutions from the page's source, hidden tests from ``tests/exercises`` or
from a folder of the teacher's own. In nbgrader's terms:

========================  ==========================================================================
task, preamble, check     read-only cells: what a student changes there is put back before grading
stub                      "autograded answer"; what stands in it earns nothing by itself
hidden tests              "autograder tests", locked, with the points of the exercise
answer in words           "manually graded answer", with the points of the exercise
constants of the page     read-only too, but where an experiment or a project of the page is asked for: then free
========================  ==========================================================================
"""

from __future__ import annotations

import argparse
import ast
import builtins
import difflib
import json
import os
import random
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from ..book import Book, Page, find_book
from ..chapter import Exercise, Notebook, bound_names, exercises, is_check, read_names, tags

CONFIG = Path(__file__).with_name("nbgrader_config.py")
PLACEHOLDER = "*Write your answer here.*"  # as in nbgrader_config.py
HEADING = re.compile(r"\A(?:<a[^>]*></a>\s*)*### Exercise [\d.]+")
NAME = re.compile(r"[A-Za-z][\w-]*")
PARTS = ("source", "release")  # folders of a course that the assignment has a folder in
SECONDS = 300  # a cell that takes longer while the assignment is proved has no end
INTRO = """# {name}

{exercises}, {points} points, about {minutes} minutes.

Replace the body of each function that raises `NotImplementedError`, and the lines *Write your answer here*. The check
below a function tells you what is wrong with it; its points are given by tests that you do not see. Before you hand in:
restart the kernel and run all cells. A cell that does not end, or that Python cannot read, costs its exercise."""
SETUP = """import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before Keras is imported: few log lines of TensorFlow"""


@dataclass
class Task:
    """One exercise as it is handed out."""

    page: str  # the chapter's name
    exercise: Exercise
    preamble: list[Notebook]  # cells that define what the exercise uses
    cells: list[Notebook]  # of the student edition
    hidden: str = ""  # asserts; only of code exercises
    file: Path | None = None  # where the hidden tests come from
    drawn: dict[str, object] = field(default_factory=dict)  # values of variants, by name

    @property
    def label(self) -> str:
        return self.exercise.label

    @property
    def is_code(self) -> bool:
        return self.exercise.kind == "code"

    @property
    def given(self) -> list[str]:
        """Code that stands before the answer and that tests may use."""
        return [
            cell.source
            for cell in self.preamble + self.cells
            if cell.cell_type == "code"
            and role(cell) != "check"
            and (role(cell) != "stub" or "variant" in tags(cell))
        ]

    @property
    def stub(self) -> list[str]:
        """The code that a student replaces."""
        return [
            cell.source
            for cell in self.cells
            if role(cell) == "stub" and "variant" not in tags(cell)
        ]

    @property
    def answers(self) -> set[str]:
        """The names that a student defines."""
        return bound("\n".join(self.stub))


@dataclass
class Assignment:
    """What is written: two notebooks and the files that lie beside them."""

    name: str
    tasks: list[Task]
    source: Notebook
    release: Notebook
    files: dict[str, Path] = field(
        default_factory=dict
    )  # by the name under which the notebook reads them


# --- reading ------------------------------------------------------------------


def role(cell: Notebook) -> str:
    """What a cell is for: task, stub, check, answer, needs, imports, setup; a cell of code is told by its code."""
    said = "setup" if cell.id == "setup" else cell.metadata.get("book", {}).get("role", "")
    if cell.cell_type == "code" and said not in ("setup", "needs", "imports", "answer"):
        if not cell.metadata.get("book", {}).get("exercise"):
            return said or "given"
        return "check" if is_check(plain(cell.source)) else "stub"
    return said or "task"


def labelled(book: Book) -> dict[str, tuple[Page, Exercise]]:
    """All exercises of the book with their pages, by label."""
    pages = [
        Page(book, f"exercises/{path.stem}")
        for path in sorted((book.root / "chapters" / "exercises").glob("*.md"))
    ]
    return {exercise.label: (page, exercise) for page in pages for exercise in exercises(page)}


def find(book: Book, labels: Sequence[str]) -> list[tuple[Page, Exercise]]:
    """The exercises called *labels*, in that order. ValueError for an unknown label or one named twice."""
    known = labelled(book)
    for label in labels:
        if label not in known:
            nearest = difflib.get_close_matches(label, known, 3)
            nearest = nearest or difflib.get_close_matches(label, known, 3, cutoff=0)
            raise ValueError(
                f"no exercise is called {label!r}; nearest: {', '.join(nearest)}. "
                "All of them: python -m bookkit assignment --list"
            )
        if labels.count(label) > 1:
            raise ValueError(f"{label} is named twice")
    return [known[label] for label in labels]


def student_notebook(page: Page) -> Notebook:
    """The page in the student edition. FileNotFoundError where it is not there, ValueError where it is stale."""
    path = page.book.root / "_build" / "student" / f"{page.key}.ipynb"
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is not there; write the student edition first: python -m bookkit build student"
        )
    if path.stat().st_mtime < page.path.stat().st_mtime:
        raise ValueError(
            f"{page.path} has changed since {path} was written: python -m bookkit build student"
        )
    return nbformat.read(path, as_version=4)


def answers_file(folder: Path, name: str) -> dict[str, dict]:
    """ANSWERS and VARIANTS of the chapter called *name*.

    FileNotFoundError where *folder* has no such file, ValueError where it does not run or lacks ANSWERS.
    """
    path = folder / f"{name}.py"
    if not path.is_file():
        raise FileNotFoundError(f"hidden tests are looked for in {path}, which is not there")
    try:
        names = runpy.run_path(str(path))
    except SyntaxError as error:
        raise ValueError(f"{error.filename or path}{_where(error, path)}: {_said(error)}")
    except (Exception, SystemExit) as error:
        raise ValueError(f"{path}{_where(error, path)}: the file ends with {_said(error)}")
    if "ANSWERS" not in names:
        near = difflib.get_close_matches("ANSWERS", names, 1)
        instead = f"; it defines {near[0]}: rename that" if near else ""
        raise ValueError(f"{path} defines no ANSWERS{instead}")
    found = {"ANSWERS": names["ANSWERS"], "VARIANTS": names.get("VARIANTS", {})}
    for said, value in found.items():
        if not isinstance(value, dict):
            raise ValueError(
                f"{path}: {said} is a {type(value).__name__}; write a dict, {said} = {{'ex-...': ...}}"
            )
    return found


def _where(error: BaseException, path: Path) -> str:
    """The line of the file *path* that *error* comes from, as `, line 7`, or nothing where it is not known."""
    if isinstance(error, SyntaxError):
        return f", line {error.lineno}" if error.lineno else ""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    return next((f", line {one.lineno}" for one in frames if one.filename == str(path)), "")


def _said(error: BaseException) -> str:
    """*error* on one line."""
    words = error.msg if isinstance(error, SyntaxError) else str(error)
    return ": ".join(filter(None, [type(error).__name__, " ".join(str(words).split())]))


def hidden_text(label: str, answers: dict[str, dict], file: Path) -> str:
    """The hidden tests of an exercise, or "" where there are none. ValueError for what is no test at all."""
    entry = answers["ANSWERS"].get(label, {})
    if not isinstance(entry, dict):
        raise ValueError(
            f"{file}: ANSWERS[{label!r}] is a {type(entry).__name__}; write a dict, "
            f"{{{label!r}: {{'hidden': 'assert ...'}}}}"
        )
    hidden = entry.get("hidden", "")
    if not isinstance(hidden, str):
        raise ValueError(
            f"{file}: ANSWERS[{label!r}]['hidden'] is a {type(hidden).__name__}; write the asserts as a string"
        )
    hidden = hidden.strip()
    try:
        compile(hidden, f"<hidden tests of {label}>", "exec", dont_inherit=True)
    except SyntaxError as error:
        line = hidden.split("\n")[(error.lineno or 1) - 1].strip()
        raise ValueError(
            f"{file}: hidden tests of {label}{_where(error, file)} of the text: {_said(error)}: {line}"
        )
    return hidden


def variants_of(label: str, answers: dict[str, dict], file: Path) -> dict[str, Sequence]:
    """The values that may be drawn for an exercise, by name. ValueError for what is no list of values."""
    variants = answers["VARIANTS"].get(label, {})
    fits = isinstance(variants, dict) and all(
        isinstance(values, (list, tuple)) and values for values in variants.values()
    )
    if not fits:
        raise ValueError(
            f"{file}: VARIANTS[{label!r}] is {variants!r}; write a dict of lists, {{'HEAD': [1, 2, 3]}}"
        )
    return variants


def task(
    page: str,
    exercise: Exercise,
    notebook: Notebook,
    answers: dict[str, dict],
    file: Path,
    seed: int | None = None,
) -> Task:
    """*exercise* with its cells in the student edition and its hidden tests, *answers* of *file*.

    ValueError where something lacks.
    """
    label = exercise.label
    mine = [
        i
        for i, cell in enumerate(notebook.cells)
        if cell.metadata.get("book", {}).get("exercise") == label
    ]
    if not mine:
        raise ValueError(
            f"{label} is not in the student edition of exercises/{page}: python -m bookkit build student"
        )
    if not exercise.points:
        raise ValueError(f"{label}: the title says no points: {exercise.title}")
    preamble = [
        cell
        for cell in notebook.cells[: mine[0]]
        if cell.cell_type == "code"
        and role(cell) != "setup"
        and not cell.metadata.get("book", {}).get("exercise")
    ]
    hidden = hidden_text(label, answers, file)
    if exercise.kind == "code" and not hidden:
        raise ValueError(
            f"{label} has no hidden tests: ANSWERS[{label!r}]['hidden'] of {file} is missing or empty"
        )
    cells = [copied(notebook.cells[i]) for i in mine]
    given = [cell.source for cell in cells if cell.cell_type == "code"]
    if exercise.kind != "concept":  # who measures something needs what the worked solution needs
        given += [cell.source for cell in exercise.solution]
    own = "\n".join([*map(plain, given), hidden])
    preamble = [preamble[i] for i in reached(own, [cell.source for cell in preamble])]
    values = {}
    if seed is not None:
        values = draw(cells, variants_of(label, answers, file), f"{seed} {label}")
    return Task(page, exercise, preamble, cells, hidden, file, values)


def draw(cells: list[Notebook], variants: dict[str, Sequence], seed: str) -> dict[str, object]:
    """Give each name of *variants* one of its values, in the cells tagged ``variant``; what was drawn.

    ValueError for a name that is not assigned there.
    """
    chosen = {}
    for name, values in variants.items():
        value = random.Random(f"{seed} {name}").choice(values)
        drawn = False
        for cell in cells:
            if "variant" in tags(cell):
                cell.source, times = re.subn(
                    rf"(?m)^{name} = [^#\n]*?(?=\s*(#|$))",
                    lambda _: f"{name} = {value!r}",
                    cell.source,
                )
                drawn = drawn or times > 0
        if not drawn:
            raise ValueError(
                f"VARIANTS has values for {name}, but no cell tagged variant assigns it"
            )
        chosen[name] = value
    return chosen


def refuse_idle_seed(tasks: list[Task], seed: int | None) -> None:
    """ValueError for a seed that draws nothing: two groups with two seeds would get the same paper."""
    if seed is not None and not any(one.drawn for one in tasks):
        files = ", ".join(dict.fromkeys(str(one.file) for one in tasks))
        raise ValueError(
            f"seed {seed} draws nothing: VARIANTS has no values for {', '.join(one.label for one in tasks)} in {files}. "
            "Leave the seed away, choose an exercise with variants, or write VARIANTS there (book/teaching.md)"
        )


# --- code ---------------------------------------------------------------------


def plain(source: str) -> str:
    """*source* without the lines that only a notebook understands."""
    return "\n".join(line for line in source.split("\n") if not line.startswith(("%", "!")))


def statements(sources: Iterable[str]) -> list[ast.stmt]:
    """The top-level statements of *sources*, in order."""
    return [statement for source in sources for statement in ast.parse(plain(source)).body]


def bound(source: str) -> set[str]:
    """The global names that *source* binds."""
    return set().union(*(bound_names(statement) for statement in ast.parse(plain(source)).body))


def reached(source: str, before: Sequence[str], without: set[str] = frozenset()) -> list[int]:
    """Which pieces of *before* bind what *source* reads, or what those read in turn; *without* aside."""
    wanted, kept = set(read_names(plain(source))) - without, []
    while True:
        found = [i for i, piece in enumerate(before) if bound(piece) & wanted]
        if found == kept:
            return kept
        kept = found
        wanted |= {name for i in kept for name in read_names(plain(before[i]))} - without


def solution_code(task: Task) -> str:
    """What of the worked solution defines the answer; its check and what else it shows are left out."""
    names = task.answers
    pieces = [piece for cell in task.exercise.solution for piece in _pieces(plain(cell.source))]
    kept = [pieces[i] for i in reached(f"[{', '.join(sorted(names))}]", pieces)]
    if missing := names - bound("\n".join(kept)):
        raise ValueError(
            f"{task.label}: the worked solution does not define {', '.join(sorted(missing))}"
        )
    return "\n\n\n".join(kept)


def _pieces(source: str) -> list[str]:
    """The top-level statements of *source* as they are written."""
    lines = source.split("\n")
    found = []
    for statement in ast.parse(source).body:
        first = min(
            [statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))]
        )
        found.append("\n".join(lines[first - 1 : statement.end_lineno]))
    return found


def hidden_test(task: Task) -> str:
    """The hidden asserts as a function of the student's answers, and its call.

    It takes nothing else from the notebook: definitions of the chapter, modules and even built-in functions are
    its own, so whatever a student calls ``np``, ``sigmoid``, ``check`` or ``sum`` neither helps nor harms. A function
    of the page that the asserts define anew, to count its calls, say, is replaced for the student's code too while
    they run. ValueError for unknown names.
    """
    body = statements([task.hidden])
    before = list(
        dict.fromkeys(ast.unparse(statement) for statement in statements(task.given))
    )  # an import twice is one
    given = statements(before[i] for i in reached(task.hidden, before, without=task.answers))
    module = ast.Module([*given, *body], type_ignores=[])
    text = ast.unparse(module)
    read, defined = read_names(text), bound(text)
    arguments = sorted(task.answers & read)
    own = sorted(
        name
        for name in read - defined - task.answers
        if hasattr(builtins, name) and not name.startswith("__")
    )
    if unknown := read - defined - task.answers - set(dir(builtins)):
        raise ValueError(
            f"{task.file}: hidden tests of {task.label} use {', '.join(sorted(unknown))}, which neither the page "
            "defines before the exercise nor the stub"
        )
    if not arguments:
        raise ValueError(
            f"{task.file}: hidden tests of {task.label} use nothing that the student defines "
            f"({', '.join(sorted(task.answers))})"
        )
    if own:
        module.body.insert(0, ast.parse(f"from builtins import {', '.join(own)}").body[0])
    replaced = sorted(
        {one.name for one in body if isinstance(one, ast.FunctionDef)} & bound("\n".join(before))
    )
    if replaced:
        again = [one for one in given if bound_names(one) & set(replaced)]
        module.body[-len(body) :] = [ast.Try(body=body, handlers=[], orelse=[], finalbody=again)]
        module.body.insert(0, ast.Global(replaced))
    function = ast.parse(f"def hidden_test({', '.join(arguments)}):\n    pass")
    function.body[0].body = module.body
    return f"{ast.unparse(ast.fix_missing_locations(function))}\n\n\nhidden_test({', '.join(arguments)})"


# --- cells in nbgrader's format -----------------------------------------------


def marked(
    cell: Notebook,
    grade_id: str,
    *,
    points: int | None = None,
    solution: bool = False,
    locked: bool = False,
) -> Notebook:
    """*cell* with the metadata by which nbgrader knows it; cells that may not be changed are locked in Jupyter too."""
    said = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        said["points"] = points
    kept = {
        key: value
        for key, value in cell.metadata.items()
        if key in ("tags", "jupyter", "cellView", "book")
    }
    cell.metadata = nbformat.from_dict({**kept, "nbgrader": said, "deletable": False})
    if locked:
        cell.metadata["editable"] = False
    cell.id = re.sub(r"[^\w-]", "-", grade_id)[:64]
    return cell


def copied(cell: Notebook) -> Notebook:
    """A copy of a cell, without the outputs of code."""
    copy = nbformat.from_dict(json.loads(json.dumps(cell)))
    if copy.cell_type == "code":
        copy.outputs, copy.execution_count = [], None
    return copy


def code(source: str) -> Notebook:
    return nbformat.v4.new_code_cell(source)


def text(source: str) -> Notebook:
    return nbformat.v4.new_markdown_cell(source)


def task_cells(task: Task, number: int) -> list[Notebook]:
    """The cells of one exercise in the source notebook."""
    cells = []
    answer = next(
        (
            cell
            for cell in reversed(task.cells)
            if role(cell) == "stub" and "variant" not in tags(cell)
        ),
        None,
    )
    for count, cell in enumerate(map(copied, task.cells), 1):
        kind, part = role(cell), f"{task.label}-{count}"
        if kind == "check" or "variant" in tags(cell):
            cells.append(marked(cell, part, locked=True))
        elif task.is_code and kind == "stub" and cell.id == answer.id:
            cell.source += f"\n### BEGIN SOLUTION\n\n\n{solution_code(task)}\n### END SOLUTION"
            cells.append(marked(cell, f"{task.label}-answer", solution=True))
        elif cell.cell_type == "code" or (task.is_code and kind == "answer"):
            cells.append(
                cell
            )  # an experiment's code, or words that go with code and earn no points of their own
        elif kind != "answer":
            cell.source = HEADING.sub(f"### Exercise {number}", cell.source)
            cells.append(marked(cell, part, locked=True))
    points = task.exercise.points
    if task.is_code:
        hidden = "\n".join(
            [
                f"# {points} point{'s' * (points > 1)}. Tests that you do not see run here when your work is graded.",
                "### BEGIN HIDDEN TESTS",
                hidden_test(task),
                "### END HIDDEN TESTS",
            ]
        )
        cells.append(marked(code(hidden), task.label, points=points, locked=True))
    else:
        key = f"### BEGIN SOLUTION\n{worked_text(task.exercise)}\n### END SOLUTION"
        cells.append(marked(text(key), task.label, points=points, solution=True))
    return cells


def worked_text(exercise: Exercise) -> str:
    """The solution in words, then its code."""
    parts = [re.sub(r"\A\n(?::[\w-]+:.*\n)*(?:`{3,}|:{3,})\n", "", exercise.solution_text).strip()]
    parts += [f"```python\n{cell.source}\n```" for cell in exercise.solution]
    return "\n\n".join(part for part in parts if part)


def refuse_clashes(tasks: list[Task]) -> None:
    """ValueError where two exercises define one name, or a page defines it before."""
    owners: dict[str, str] = {}
    for one in tasks:
        for answer in one.answers if one.is_code else ():
            if answer in owners:
                raise ValueError(
                    f"{owners[answer]} and {one.label} both define {answer}; put them into two assignments"
                )
            owners[answer] = one.label
    for one in tasks:
        if clash := owners.keys() & bound("\n".join(plain(cell.source) for cell in one.preamble)):
            owner = owners[min(clash)]
            raise ValueError(
                f"the page of {one.label} defines {min(clash)}, which {owner} asks for: an empty answer would pass"
            )


def source_notebook(name: str, tasks: list[Task]) -> Notebook:
    """The teacher's notebook. ValueError as of refuse_clashes()."""
    refuse_clashes(tasks)
    intro = INTRO.format(
        name=name,
        exercises=f"{len(tasks)} exercise{'s' * (len(tasks) > 1)}",
        points=sum(one.exercise.points for one in tasks),
        minutes=sum(one.exercise.minutes for one in tasks),
    )
    cells = [
        marked(text(intro), "intro", locked=True),
        text("**Name:**\n\n**I worked with:**"),
        marked(code(SETUP), "setup", locked=True),
    ]
    varied = {one.page for one in tasks if one.exercise.kind in ("experiment", "project")}
    page, visits = "", Counter()
    for number, one in enumerate(tasks, 1):
        if (
            one.page != page
        ):  # another chapter may mean something else by a name: its definitions come anew
            page, shown = one.page, set()
            visits[page] += 1
        for cell in one.preamble:
            if cell.id not in shown:
                shown.add(cell.id)
                if page in varied and "parameters" in tags(cell):
                    cells.append(copied(cell))  # a run with one's own seed is what is asked for
                    continue
                again = f"-{visits[page]}" if visits[page] > 1 else ""
                cells.append(marked(copied(cell), f"{page}-{cell.id}{again}", locked=True))
        cells += task_cells(one, number)
    for number, cell in enumerate(cells):
        if "nbgrader" not in cell.metadata:
            cell.id = f"free-{number}"
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def release_notebook(source: Notebook) -> Notebook:
    """What students get: as nbgrader's generate_assignment writes it with our configuration."""
    release = source.copy()
    release.cells = [copied(cell) for cell in source.cells]
    for cell in release.cells:
        stub = PLACEHOLDER if cell.cell_type == "markdown" else ""
        cell.source = _without(_without(cell.source, "SOLUTION", [stub]), "HIDDEN TESTS", [])
    return release


def _without(source: str, what: str, instead: list[str]) -> str:
    lines, inside = [], False
    for line in source.split("\n"):
        if f"BEGIN {what}" in line:
            inside = True
            lines += instead
        elif f"END {what}" in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


# --- the whole ------------------------------------------------------------------


def files_beside(tasks: list[Task], chapters: Path) -> dict[str, Path]:
    """utils.py, the checks and the data files that the code names, so that the notebook runs without a network."""
    found = {"utils.py": chapters / "utils.py"}
    for one in tasks:
        sources = [cell.source for cell in one.preamble + one.cells if cell.cell_type == "code"]
        for name in _named("\n".join([*map(plain, sources), one.hidden])):
            module, file = chapters / "exercises" / f"{name}.py", chapters / name
            if module.is_file():
                found[module.name] = module
            elif "/" in name and file.is_file():
                if ".." in file.parts:
                    raise ValueError(
                        f"{one.label} reads {name}, which cannot travel with an assignment"
                    )
                found[name] = file
    return found


def _named(source: str) -> set[str]:
    """What *source* may mean by a file: modules it imports from, and its texts that look like a path."""
    nodes = list(ast.walk(ast.parse(source)))
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    texts = {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return modules | {text for text in texts if re.fullmatch(r"[\w./-]+/[\w.-]+", text)}


def assemble(name: str, tasks: list[Task], chapters: Path) -> Assignment:
    """The assignment called *name*. ValueError that says which exercise does not fit, and why."""
    source = source_notebook(name, tasks)
    return Assignment(name, tasks, source, release_notebook(source), files_beside(tasks, chapters))


def write(assignment: Assignment, course: Path) -> None:
    """Write the assignment into the folder of a course, which has none of its name."""
    for part, notebook in zip(PARTS, (assignment.source, assignment.release), strict=True):
        folder = course / part / assignment.name
        folder.mkdir(parents=True)
        for name, file in assignment.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / name)
        nbformat.write(notebook, folder / f"{assignment.name}.ipynb")
    kernel = course / "kernels" / "book" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(
        json.dumps(
            {
                "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
                "display_name": "The book's packages",
                "language": "python",
            },
            indent=1,
        )
        + "\n",
        "utf8",
    )
    shutil.copyfile(CONFIG, course / CONFIG.name)


def refuse_files(course: Path) -> None:
    """NotADirectoryError where a file stands where a folder of the course is wanted."""
    folders = [course / part for part in (*PARTS, "kernels/book")]
    for folder in [one for whole in folders for one in (whole, *whole.parents)]:
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(
                f"{folder} is a file, but a folder is wanted there; name another folder for the course"
            )


def existing(folder: Path) -> Path:
    """*folder*, or the innermost folder around it that exists: what is made there can be moved into *folder*."""
    return next(one for one in (folder.absolute(), *folder.absolute().parents) if one.is_dir())


def holds(folder: Path, wanted: Path) -> bool:
    """Whether *folder* has all files of *wanted* with the same content; what else lies in it does not matter."""
    return all(
        (folder / file.relative_to(wanted)).is_file()
        and (folder / file.relative_to(wanted)).read_bytes() == file.read_bytes()
        for file in wanted.rglob("*")
        if file.is_file()
    )


def missing_parts(name: str, stage: Path, course: Path) -> list[str]:
    """Which PARTS of the assignment in *stage* the *course* does not have yet.

    ValueError where the course has another assignment of that name, or work that students did for one. A release beside
    the same source counts as the same: nbgrader's generate_assignment writes its own.
    """
    there = [part for part in PARTS if (course / part / name).exists()]
    other = [part for part in there if not holds(course / part / name, stage / part / name)]
    if "source" in there and "source" not in other:
        return [part for part in PARTS if part not in there]
    submitted = sorted((course / "submitted").glob(f"*/{name}"))
    if submitted and (other or not there):
        raise ValueError(
            f"students have handed in work for {name} ({submitted[0]}), and what would be written now is not what "
            f"{course / 'source' / name} holds; nothing was changed. Choose another NAME (--name)"
        )
    if other:
        folders = " and ".join(str(course / part / name) for part in there)
        raise ValueError(
            f"{course / other[0] / name} is there already and is not what would be written now; nothing was changed. "
            f"Choose another NAME (--name), or delete the folder{'s' * (len(there) > 1)} {folders}"
        )
    return [part for part in PARTS if part not in there]


def install(name: str, parts: Sequence[str], stage: Path, course: Path) -> None:
    """Move *parts* of the assignment from *stage* into *course*: all of them, or none where one cannot be moved.

    Submissions, grades and settings that are there stay as they are.
    """
    kernel = Path("kernels", "book", "kernel.json")
    (course / kernel).parent.mkdir(parents=True, exist_ok=True)
    os.replace(stage / kernel, course / kernel)
    if not (course / CONFIG.name).exists():
        shutil.move(stage / CONFIG.name, course / CONFIG.name)
    moved = []
    try:
        for part in parts:
            folder = course / part / name
            folder.parent.mkdir(exist_ok=True)
            if folder.exists():  # move() would put ours into it
                raise FileExistsError(
                    f"{folder} came into being in the meantime; nothing was changed"
                )
            shutil.move(stage / part / name, folder)
            moved.append(folder)
    except BaseException:
        for folder in moved:
            shutil.rmtree(folder)
        raise


@dataclass
class Step:
    """A cell that is run to prove an assignment."""

    cell: Notebook
    wanted: str  # what must come of it: runs, fails, correct
    whose: str
    otherwise: str = ""  # what is said of it where that does not come

    @property
    def complaint(self) -> str:
        return f"{self.whose} {self.otherwise}".strip()


def steps_of(assignment: Assignment) -> list[Step]:
    """Stub and worked solution of each exercise against its check and hidden tests, and what they need."""
    files = {one.label: one.file for one in assignment.tasks}
    steps = []
    for cell, released in zip(assignment.source.cells, assignment.release.cells, strict=True):
        said = cell.metadata.get("nbgrader")
        if cell.cell_type != "code" or not said:
            continue
        if said["solution"]:
            answer, stub, checks = cell, released, []
        elif role(cell) == "check":
            checks.append(cell)
        elif said["grade"]:
            label = said["grade_id"]
            tests = f"the hidden tests of {label} ({files[label]})"
            wrong = "does not call the worked solution correct"
            steps += [
                Step(stub, "runs", f"the stub of {label}"),
                Step(cell, "fails", tests, "accept the stub"),
                Step(answer, "runs", f"the worked solution of {label}"),
                *(Step(check, "correct", f"the check of {label}", wrong) for check in checks),
                Step(cell, "runs", tests, "refuse the worked solution"),
            ]
        else:
            steps.append(Step(cell, "runs", said["grade_id"]))
    return steps


def prove(assignment: Assignment, folder: Path, seconds: int | None = None) -> list[str]:
    """Run stub and worked solution against check and hidden tests; what is wrong with them, exercise by exercise.

    A hidden test that its solution fails would cost everybody the points; one that the stub passes would give
    them away. One that ends Python or does not end itself is the last that is run.
    """
    seconds, steps, begun = seconds or SECONDS, steps_of(assignment), []
    notebook = nbformat.v4.new_notebook(
        cells=[code(step.cell.source) for step in steps], metadata=assignment.source.metadata
    )
    client = NotebookClient(
        notebook,
        timeout=seconds,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda cell, cell_index: begun.append(steps[cell_index]),
    )
    stopped = []
    try:
        client.execute(stderr=subprocess.DEVNULL)
    except DeadKernelError:
        stopped = [f"{begun.pop().whose}: Python ended while this ran (exit, or too little memory)"]
    except CellTimeoutError:
        stopped = [f"{begun.pop().whose}: no end after {seconds} seconds (a loop without end?)"]
    problems = [
        _problem(cell, step.wanted, step.complaint)
        for cell, step in zip(notebook.cells, begun, strict=False)  # those that came to their end
    ]
    return [*filter(None, problems), *stopped]


def _problem(cell: Notebook, wanted: str, what: str) -> str:
    """What is wrong with a cell that ran, if it did not do what was *wanted*: fail, run, or print a verdict."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if wanted == "fails":
        return "" if errors else what
    if errors:
        return f"{what}: {errors[0].ename}: {errors[0].evalue}"
    printed = "".join(output.text for output in cell.outputs if output.get("name") == "stdout")
    if wanted == "correct" and not printed.rstrip().endswith(": correct"):
        return f"{what}: {printed.strip()}"
    return ""


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m bookkit assignment", description=__doc__.split("\n")[0]
    )
    parser.add_argument(
        "labels", nargs="*", metavar="ex-...", help="labels of the exercises, in the order wanted"
    )
    parser.add_argument("--list", action="store_true", help="list the labels of all exercises")
    parser.add_argument(
        "--name", default="assignment", help="what the assignment is called (default: %(default)s)"
    )
    parser.add_argument(
        "--hidden",
        type=Path,
        metavar="DIR",
        help="folder with your own hidden tests, files named as in tests/exercises",
    )
    parser.add_argument(
        "--seed", type=int, help="draw variants of the exercises that have parameters"
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="COURSE",
        help="folder of a course (default: _build/assignment/NAME)",
    )
    options = parser.parse_args(arguments)
    if not options.labels and not options.list:
        parser.error("name exercises, or list them all with --list")
    return options


def chosen(book: Book, labels: Sequence[str], folder: Path, seed: int | None) -> list[Task]:
    """The exercises called *labels* with their hidden tests from *folder*. ValueError where one cannot be had."""
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"{folder} is a file; --hidden names the folder that it lies in")
    tasks = [
        task(
            page.name,
            exercise,
            student_notebook(page),
            answers_file(folder, page.name),
            folder / f"{page.name}.py",
            seed,
        )
        for page, exercise in find(book, labels)
    ]
    refuse_idle_seed(tasks, seed)
    return tasks


def tell(tasks: list[Task], folder: Path) -> None:
    """Print points, who gives them, and what was drawn."""
    for one in tasks:
        by = "hidden tests" if one.is_code else "by hand"
        drawn = "".join(f"  {name} = {value!r}" for name, value in one.drawn.items())
        print(f"{one.exercise.points:3} points  {by:12}  {one.label}{drawn}")
    print(
        f"{sum(one.exercise.points for one in tasks):3} points in all; hidden tests from {folder}"
    )


def make(book: Book, options: argparse.Namespace) -> int:
    """Make the assignment that is asked for; 1 where it is not sound. ValueError, OSError where it cannot be made."""
    name = options.name
    if not NAME.fullmatch(name):
        raise ValueError(f"--name {name!r}: use letters, digits, - and _ only")
    course = options.into or book.root / "_build" / "assignment" / name
    refuse_files(course)
    folder = options.hidden or book.root / "tests" / "exercises"
    tasks = chosen(book, options.labels, folder, options.seed)
    assignment = assemble(name, tasks, book.root / "chapters")
    with tempfile.TemporaryDirectory(prefix=".assignment-", dir=existing(course)) as temporary:
        stage, proof = Path(temporary, "course"), Path(temporary, "proof")
        write(assignment, stage)
        parts = missing_parts(name, stage, course)
        tell(tasks, folder)
        shutil.copytree(stage / "source" / name, proof)  # what runs may leave files behind
        if problems := prove(assignment, proof):
            print(*problems, "Nothing was written.", sep="\n", file=sys.stderr)
            return 1
        if not parts:
            print("It was there already and stays as it is.")
        release = course / "release" / name
        if "release" not in parts and not holds(release, stage / "release" / name):
            print(
                f"{release} was changed, by nbgrader or by you, and stays so; delete it to have it written anew."
            )
        install(name, parts, stage, course)
    print(f"Hand out {release}. How to grade: book/teaching.md")
    return 0


def main(arguments: Sequence[str]) -> int:
    """The command line; 1 where the assignment cannot be made or is not sound."""
    options = options_of(arguments)
    try:
        book = find_book()
        if options.list:
            for label, (page, exercise) in labelled(book).items():
                print(f"{label:40}  {page.key}: {exercise.title}")
            return 0
        return make(book, options)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
