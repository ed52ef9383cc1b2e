"""The guard in benchmarks/command_line.py: a study that would pass over a word of its command line ends before it computes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STUDIES = ROOT / "benchmarks"
sys.path.insert(0, str(STUDIES))
try:
    import command_line
finally:
    sys.path.remove(str(STUDIES))

SCRIPTS = sorted(STUDIES.glob("*.py"))
LOOKS = [script for script in SCRIPTS if "sys.argv" in script.read_text("utf8")]


def refusal(name: str, *words: str) -> str:
    """What the guard says when benchmarks/*name* is started with *words*; empty if it lets them pass."""
    try:
        command_line.check_words(STUDIES / name, list(words))
    except SystemExit as end:
        return str(end.code)
    return ""


@pytest.mark.parametrize(
    "command",
    [
        "length_bucketing.py --smal",
        "length_bucketing.py -small",
        "length_bucketing.py small",
        "length_bucketing.py 3",
        "length_bucketing.py --small 3",
        "length_bucketing.py --small --round",  # passed over there: the study would begin
        "input_pipeline.py --smal",
        "input_pipeline.py book",
        "mask_lengths.py --small",
        "ablation.py --seeds",
        "starts.py 1",
        "cells.py nine",
        "cells.py 9 -1",
        "final_reader.py 1 two",
        "reverse.py 1 2.5",
        "unlabelled.py --seeds",
        "backends.py 1 troch",
        "backends.py 1 --run",
        "demos_unroll.py trainn",
        "demos_unroll.py train more",
    ],
)
def test_a_word_that_would_be_passed_over_is_refused(command):
    name, *words = command.split()
    said = refusal(name, *words)
    assert f"{name} would pass over" in said and "computed nothing" in said and "It takes: " in said
    assert repr(words[-1]) in said and f"python benchmarks/{name} --help" in said


@pytest.mark.parametrize(
    "command",
    [
        "length_bucketing.py",
        "length_bucketing.py --small",
        "mask_lengths.py",
        "cells.py 9",
        "evaluation_models.py 2",
        "final_reader.py 1 2",
        "reverse_alone.py 3",
        "training_ladder.py 4 5",
        "unlabelled.py 1",
        "backends.py 1 jax",
        "backends.py torch",
        "demos_unroll.py train",
        "build_times.py --run --steps clone",  # argparse sees to it
        "time_to_accuracy.py training article --seeds 1",
        # what studies start themselves
        "length_bucketing.py --round 1",
        "length_bucketing.py --round 1 --small",
        "input_pipeline.py --one book first",
        "input_pipeline.py --one files again --small",
        "backends.py --run jax 1 /tmp/ids.npz",
    ],
)
def test_a_word_that_is_read_passes(command):
    assert refusal(*command.split()) == ""


def test_names_of_more_than_one_word_pass():
    assert refusal("backends.py", "plain PyTorch, its own start", "2") == ""
    assert refusal("backends.py", "--run", "plain PyTorch", "2", "/tmp/ids.npz") == ""


def test_the_message_lists_what_there_is():
    assert "It takes: --small, --round (first;" in refusal("length_bucketing.py", "--smal")
    assert "It takes: no options, no words." in refusal("mask_lengths.py", "x")
    assert "whole numbers, 'tensorflow', 'jax', 'torch', 'plain PyTorch'" in refusal(
        "backends.py", "x"
    )


@pytest.mark.parametrize("script", LOOKS, ids=lambda script: script.name)
def test_scripts_look_at_their_words_in_ways_that_the_guard_knows(script):
    """Else it would refuse what a script reads; check_words() lists the ways."""
    if script.name in ("record.py", "command_line.py"):
        return
    ways = (
        r'"--[\w-]+" in sys\.argv$',
        r'sys\.argv\[1:2?\] == \["[\w-]+"\]',
        r"sys\.argv\[\d\]",
        r"(in|=) sys\.argv\[1:\]",
        r"len\(sys\.argv\) > 1",
    )
    for line in script.read_text("utf8").splitlines():
        found = sum(len(re.findall(way, line)) for way in ways)
        assert found == line.count("sys.argv"), line


def started(*command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


def test_a_misspelt_option_ends_the_study_itself():
    results = {file: file.stat().st_mtime_ns for file in (STUDIES / "results").iterdir()}
    ran = started("benchmarks/length_bucketing.py", "--smal")
    assert ran.returncode == 1 and ran.stdout == "" and "'--smal'" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert results == {file: file.stat().st_mtime_ns for file in (STUDIES / "results").iterdir()}


def test_help_prints_what_the_study_says_of_itself():
    ran = started("benchmarks/length_bucketing.py", "--help")
    assert ran.returncode == 0 and ran.stderr == ""
    assert ran.stdout.startswith("What long reviews cost") and "It takes: --small" in ran.stdout


@pytest.mark.parametrize(
    "code",
    [
        "import record",
        "import sys; sys.argv[0] = 'benchmarks/mask_lengths.py'; import record",
        # a notebook that knows the file it was made from
        "__file__ = 'benchmarks/mask_lengths.py'; import record",
        "import runpy; runpy.run_path('benchmarks/length_bucketing.py')",
    ],
)
def test_it_is_silent_where_no_study_was_started(code):
    here = "import sys; sys.path.insert(0, 'benchmarks'); "
    ran = started("-c", here + code, "--smal")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
