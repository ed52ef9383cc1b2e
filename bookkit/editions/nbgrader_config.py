"""How nbgrader hands out and grades the book's exercises. It lies beside source/; the two numbers are yours to change."""

import os
from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat.v4 import new_output
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    Execute,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
    SaveAutoGrades,
)

SECONDS = 30  # an answer, a check or a test that takes longer is interrupted
SECONDS_ELSEWHERE = 300  # imports of the packages, code of experiments
HERE = Path(__file__).resolve().parent
NEVER_RAN = ("CellTimeoutError", "KeyboardInterrupt", "SyntaxError", "IndentationError", "TabError")


def seconds_for(cell):
    """How long a cell may take."""
    grader = cell.metadata.get("nbgrader", {})
    book = cell.metadata.get("book", {})
    return SECONDS if grader.get("grade") or grader.get("solution") or book.get("role") == "check" else SECONDS_ELSEWHERE


class Settle(NbGraderPreprocessor):
    """Between running and counting: what was only printed costs nothing, an answer that did not run earns nothing.

    nbgrader takes a warning for a failure. And it counts a test as passed if the function it calls is there, whether or not
    the answer's cell came to its end, or left a function of that name to some other cell.
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
                failed[grader["grade_id"].removesuffix("-answer")] = next((n for n in names if n in NEVER_RAN), None)
            elif grader.get("grade") and failed.get(grader["grade_id"]):
                reason = f"the cell with the answer did not run to its end: {failed[grader['grade_id']]}"
                cell.outputs.append(new_output("error", ename="NoAnswer", evalue=reason, traceback=[reason]))
        return nb, resources


os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(HERE), os.environ.get("JUPYTER_PATH")]))  # kernels/ beside this file

c = get_config()  # noqa: F821
c.ClearSolutions.code_stub = {"python": ""}  # the book's own stub stands above the solution
c.ClearSolutions.text_stub = "*Write your answer here.*"
c.Execute.kernel_name = "book"  # where TensorFlow is; nbgrader's own environment need not have it
c.Execute.timeout_func = seconds_for
c.Execute.interrupt_on_timeout = True
c.Execute.allow_errors = True
c.Autograde.autograde_preprocessors = [
    Execute,
    Settle,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
