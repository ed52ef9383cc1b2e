"""How nbgrader hands out and grades the book's exercises. The two numbers are yours to change."""

import os
from pathlib import Path

from nbformat.v4 import new_output
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    DeduplicateIds,
    Execute,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)

SECONDS = 30  # an answer, a check or a test that takes longer is interrupted
SECONDS_ELSEWHERE = 300  # imports of the packages, cells that a student added
HERE = Path(__file__).resolve().parent
NEVER_RAN = ("CellTimeoutError", "KeyboardInterrupt", "SyntaxError", "IndentationError", "TabError")


def seconds_for(cell):
    """How long a cell may take."""
    grader = cell.metadata.get("nbgrader", {})
    book = cell.metadata.get("book", {})
    return (
        SECONDS
        if grader.get("grade") or grader.get("solution") or book.get("role") == "check"
        else SECONDS_ELSEWHERE
    )


class LeaveExperiments(NbGraderPreprocessor):
    """Before running: an experiment is read, not run again. Its cells keep what the student saw; all others lose it."""

    def preprocess(self, nb, resources):
        graders = [(cell.cell_type, cell.metadata.get("nbgrader", {})) for cell in nb.cells]
        written = {
            grader["grade_id"]
            for kind, grader in graders
            if kind == "markdown" and grader.get("grade")
        }
        inside = False
        for cell in nb.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if name:
                inside = (
                    name.rpartition("-")[0] in written
                )  # a task's cells are called label-1, label-2, ...
            if cell.cell_type == "code" and inside and not name:
                cell.metadata["tags"] = [*cell.metadata.get("tags", []), "skip-execution"]
            elif cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        return nb, resources


class Settle(NbGraderPreprocessor):
    """Between running and counting: what was only printed costs nothing, an answer that did not run earns nothing.

    nbgrader takes a warning for a failure. And it counts a test as passed if the function it calls is there, whether
    or not the answer's cell came to its end.
    """

    def preprocess(self, nb, resources):
        failed = {}
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            grader = cell.metadata.get("nbgrader", {})
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
            if grader.get("solution"):
                names = [output.ename for output in cell.outputs if output.output_type == "error"]
                failed[grader["grade_id"].removesuffix("-answer")] = next(
                    (n for n in names if n in NEVER_RAN), None
                )
            elif grader.get("grade") and failed.get(grader["grade_id"]):
                reason = (
                    f"the cell with the answer did not run to its end: {failed[grader['grade_id']]}"
                )
                cell.outputs.append(
                    new_output("error", ename="NoAnswer", evalue=reason, traceback=[reason])
                )
        return nb, resources


os.environ["JUPYTER_PATH"] = os.pathsep.join(
    filter(None, [str(HERE), os.environ.get("JUPYTER_PATH")])
)  # kernels/ beside this file

c = get_config()  # noqa: F821
c.ClearSolutions.code_stub = {"python": ""}  # the book's own stub stands above the solution
c.ClearSolutions.text_stub = "*Write your answer here.*"
c.Execute.kernel_name = "book"  # where TensorFlow is; nbgrader's own environment need not have it
c.Execute.timeout_func = seconds_for
c.Execute.interrupt_on_timeout = True
c.Autograde.sanitize_preprocessors = [
    LeaveExperiments,
    DeduplicateIds,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    Execute,
    Settle,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
