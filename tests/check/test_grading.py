"""Exercises handed out, done in eleven ways, and graded by nbgrader without a network; the scores are those of expected.csv.

tests/assignment/expected.csv was written before anything was graded. nbgrader lives in an environment of its own,
_build/nbgrader-env, made once from tests/assignment/requirements-nbgrader.txt.
"""

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from bookkit.editions import assignment as edition

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "assignment"
ENVIRONMENT = ROOT / "_build" / "nbgrader-env"
REQUIREMENTS = SAMPLE / "requirements-nbgrader.txt"
WRITTEN = ["ex-one-factor", "ex-longer-rows"]
LABELS = ["ex-clip-by-norm", "ex-both-ends", *WRITTEN, "ex-half-life"]
SECONDS = 15  # of patience with an endless loop, instead of nbgrader_config.py's 30
NO_NETWORK = [
    "unshare",
    "-rn",
    "sh",
    "-c",
    'ip link set lo up && exec "$@"',
    "sh",
]  # a network of loopback only
EXPECTED = {
    row.pop("student"): {name: float(points) for name, points in row.items()}
    for row in csv.DictReader((SAMPLE / "expected.csv").read_text("utf8").splitlines())
}


# --- the environment ------------------------------------------------------------


@pytest.fixture(scope="session")
def nbgrader():
    """Runs a command of nbgrader's environment in a folder, without a network."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    ready = ENVIRONMENT / "ready"
    if not ready.is_file() or ready.read_text() != wanted:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        pip = [
            ENVIRONMENT / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        for command in ([sys.executable, "-m", "venv", ENVIRONMENT], [*pip, "-r", REQUIREMENTS]):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                pytest.skip(
                    f"nbgrader's environment cannot be made: {done.stderr.strip().splitlines()[-1:]}"
                )
        ready.write_text(wanted)
    isolated = (
        subprocess.run([*NO_NETWORK, "true"], capture_output=True).returncode == 0
        if shutil.which("unshare")
        else False
    )
    dead = {
        name: "http://127.0.0.1:9"
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    }

    def run(folder, *command):
        done = subprocess.run(
            [*(NO_NETWORK if isolated else []), *command],
            cwd=folder,
            capture_output=True,
            text=True,
            env={
                **os.environ,
                **dead,
                "PATH": f"{ENVIRONMENT / 'bin'}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": "",
                "OMP_NUM_THREADS": "1",
                "TF_NUM_INTRAOP_THREADS": "1",
                "TF_NUM_INTEROP_THREADS": "1",
            },
        )
        assert done.returncode == 0, (
            f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr[-8000:]}"
        )
        return done.stdout

    return run


# --- what is handed out ---------------------------------------------------------


def toy_book(folder: Path) -> Path:
    """A book of one page of exercises, with its student edition."""
    shutil.copytree(SAMPLE / "book", folder)
    student = folder / "_build" / "student" / "exercises"
    student.mkdir(parents=True)
    shutil.copy(SAMPLE / "sample.ipynb", student)
    shutil.copy(ROOT / "chapters" / "utils.py", folder / "chapters")
    return folder


def answers(label: str) -> dict:
    return edition.answers_file(SAMPLE / "book" / "tests" / "exercises", "sample")["ANSWERS"][label]


def right(label: str) -> str:
    return answers(label)["right"][0]


def wrong(label: str) -> str:
    return answers(label)["wrong"][0][0]


WORDS = "The direction: arrays with long gradients would shrink and others not, so the step would point elsewhere."
RIGHT = {
    f"{label}-answer": right(label) for label in LABELS if label not in WRITTEN
} | dict.fromkeys(WRITTEN, WORDS)
LOOP = "while True:\n    pass\n"
SUBMISSIONS = {  # what stands in the cells that the student changed
    "perfect": RIGHT,
    "half": {
        "ex-clip-by-norm-answer": wrong("ex-clip-by-norm"),
        "ex-both-ends-answer": right("ex-both-ends"),
        "ex-half-life-answer": right("ex-half-life"),
    },
    "empty": {},
    "syntax-error": RIGHT | {"ex-clip-by-norm-answer": right("ex-clip-by-norm") + "\nreturn )"},
    "loop-in-the-function": RIGHT
    | {
        "ex-both-ends-answer": f"def both_ends(row, limit):\n    {LOOP.replace(chr(10), chr(10) + '    ')}"
    },
    "loop-after-the-function": RIGHT | {"ex-both-ends-answer": right("ex-both-ends") + LOOP},
    "edited-checks": RIGHT
    | {
        "ex-clip-by-norm-answer": wrong("ex-clip-by-norm"),
        "ex-clip-by-norm-3": "print('Clip by norm: correct')",
        "ex-clip-by-norm": "print('nothing is tested here')",
    },
    "names-redefined": RIGHT
    | {
        "ex-clip-by-norm-answer": right("ex-clip-by-norm")
        + (
            "\n\ndef check(*arguments):\n    print('all is well')\n\n\nsum = abs = list = range = hidden_test = 0\n"
            "np.allclose, parts, steps, row, sigmoid = np.allclose, None, None, None, lambda z: 0.5\n"
        )
    },
    "warnings": RIGHT
    | {
        "ex-clip-by-norm-answer": right("ex-clip-by-norm").replace(
            "\n    length",
            "\n    import sys, warnings\n    warnings.warn('long')\n    print('so long', file=sys.stderr)\n    length",
        )
    },
    "answer-emptied": RIGHT | {"ex-half-life-answer": ""},
    "test-deleted": RIGHT | {"ex-half-life": None},
}


def submit(student: str, course: Path) -> None:
    folder = course / "submitted" / student / "week-1"
    shutil.copytree(course / "release" / "week-1", folder)
    path = folder / "week-1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        said = cell.metadata.get("nbgrader", {})
        cell.source = SUBMISSIONS[student].get(said.get("grade_id"), cell.source)
        if (cell.source or "").startswith("print(sigmoid(4.0)"):
            cell.source, cell.outputs = (
                "1 / 0  # took an hour",
                [nbformat.v4.new_output("stream", text="measured: 0.87")],
            )
        if student == "edited-checks" and said.get("points"):
            said["points"] = 100
    notebook.cells = [cell for cell in notebook.cells if cell.source is not None]
    if student == "edited-checks":
        for name in ("utils.py", "sample_checks.py"):
            (folder / name).write_text(
                "def check(*_): print('correct')\ncheck_clip_by_norm = check_both_ends = check_half_life = check\n"
            )
    nbformat.write(notebook, path)


@pytest.fixture(scope="session")
def graded(nbgrader, tmp_path_factory):
    """The folder of a course in which everybody's work was graded, and the scores by student and exercise."""
    book = toy_book(tmp_path_factory.mktemp("assignment") / "book")
    here = Path.cwd()
    os.chdir(book)
    try:
        assert edition.main([*LABELS, "--name", "week-1", "--seed", "3"]) == 0
    finally:
        os.chdir(here)
    course = book / "_build" / "assignment" / "week-1"
    config = course / "nbgrader_config.py"
    config.write_text(
        config.read_text("utf8").replace("SECONDS = 30", f"SECONDS = {SECONDS}"), "utf8"
    )
    for student in SUBMISSIONS:
        submit(student, course)
    shutil.copytree(course / "release", course / "release-without-nbgrader")
    nbgrader(course, "nbgrader", "generate_assignment", "week-1", "--force")
    nbgrader(course, "nbgrader", "autograde", "week-1")
    scores = json.loads(
        nbgrader(course, "python", SAMPLE / "gradebook.py", "week-1", "2", *WRITTEN)
    )
    nbgrader(course, "nbgrader", "generate_feedback", "week-1")
    nbgrader(course, "nbgrader", "export")
    return course, scores


def cells(path: Path) -> dict:
    notebook = nbformat.read(path, as_version=4)
    return {
        cell.metadata["nbgrader"]["grade_id"]: cell
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }


# --- what must come of it -------------------------------------------------------


def test_every_exercise_scores_what_was_written_down_beforehand(graded):
    _, scores = graded
    observed = {
        student: {**by_exercise, "total": sum(by_exercise.values())}
        for student, by_exercise in scores.items()
    }
    assert observed == EXPECTED


def test_the_csv_has_the_expected_totals(graded):
    course, _ = graded
    rows = list(csv.DictReader((course / "grades.csv").read_text("utf8").splitlines()))
    assert {row["student_id"]: float(row["score"]) for row in rows} == {
        name: row["total"] for name, row in EXPECTED.items()
    }
    assert {float(row["max_score"]) for row in rows} == {EXPECTED["perfect"]["total"]}


def test_an_edited_check_is_restored(graded):
    course, _ = graded
    done = cells(course / "autograded" / "edited-checks" / "week-1" / "week-1.ipynb")
    source = cells(course / "source" / "week-1" / "week-1.ipynb")
    for name in ("ex-clip-by-norm-3", "ex-clip-by-norm"):
        assert done[name].source == source[name].source
    assert "one factor" in done["ex-clip-by-norm-3"].outputs[0].text, (
        "the check itself comes from the teacher's folder too"
    )


def test_an_experiment_is_not_run_again_and_keeps_what_the_student_saw(graded):
    course, _ = graded
    done = nbformat.read(
        course / "autograded" / "perfect" / "week-1" / "week-1.ipynb", as_version=4
    )
    outputs = [cell.outputs for cell in done.cells if cell.source.startswith("1 / 0")]
    assert [output.get("text") for output in outputs[0]] == ["measured: 0.87"]


def test_everybody_gets_feedback_with_the_points(graded):
    course, _ = graded
    for student, row in EXPECTED.items():
        page = (course / "feedback" / student / "week-1" / "week-1.html").read_text("utf8")
        assert f"Score: {row['total']} / 16.0)" in page


def test_the_release_is_what_nbgrader_makes_of_the_source(graded):
    course, _ = graded
    ours, theirs = (
        nbformat.read(course / folder / "week-1" / "week-1.ipynb", as_version=4)
        for folder in ("release-without-nbgrader", "release")
    )

    def shape(notebook):
        return [
            (
                cell.cell_type,
                cell.source,
                {
                    k: v
                    for k, v in cell.metadata.get("nbgrader", {}).items()
                    if k not in ("checksum", "cell_type")
                },
                cell.metadata.get("deletable"),
                cell.metadata.get("editable"),
            )
            for cell in notebook.cells
        ]

    assert shape(ours) == shape(theirs)


def test_nothing_hidden_is_handed_out(graded):
    course, _ = graded
    for folder in ("release", "release-without-nbgrader"):
        text = "".join(file.read_text("utf8") for file in (course / folder).rglob("*.ipynb"))
        assert (
            "hidden_test" not in text
            and "SOLUTION" not in text
            and "Key." not in text
            and "1e-12" not in text
        )
