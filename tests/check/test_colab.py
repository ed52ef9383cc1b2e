"""Committed notebooks, each alone in an empty folder, with the package versions of Colab: no error, no warning.

Those that have not yet passed on this machine as they are now (on a new machine those recorded in the last half day), and a
fifth of the others, another fifth each day; all of them with CHECK_ALL=1.
"""

from __future__ import annotations

import os
import subprocess
import time

import colab
import nbformat
import pytest
from rotation import EVERYTHING

CHOSEN = colab.chosen(everything=EVERYTHING)


@pytest.fixture(scope="module")
def runs():
    try:
        base = colab.environment()
    except colab.Unavailable as why:
        pytest.skip(f"Colab's environment cannot be built: {why}")
    pool, runs = colab.run_all([page for page in CHOSEN if not colab.brought_by_colab(page)], base)
    yield runs
    pool.shutdown(cancel_futures=True)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", [page.key for page in CHOSEN])
def test_notebook_runs_as_in_colab(name, runs, capsys):
    if left_out := colab.brought_by_colab(colab.BOOK.page(name)):
        pytest.skip(
            f"Colab has {', '.join(left_out)}, {colab.PINS.name} leaves it out: its wheels bring gigabytes of CUDA"
        )
    done = runs[name].result()
    with capsys.disabled():
        print(f" {done.seconds:.0f} s ", end="", flush=True)
    if not done.problems:
        colab.remember(colab.BOOK.page(name))
    assert not done.problems, "\n\n".join(
        [f"notebooks/{name}.ipynb at the versions of {colab.PINS.name}:", *done.problems]
    )


def test_every_notebook_has_its_day(monkeypatch):
    monkeypatch.setattr(colab, "touched", lambda page: False)
    days = [colab.chosen(everything=False, day=7 + day) for day in range(colab.DAYS)]
    assert sorted(page.key for day in days for page in day) == sorted(
        page.key for page in colab.BOOK.pages
    )
    assert len(colab.chosen(everything=True)) == len(colab.BOOK.pages)
    monkeypatch.setattr(colab, "touched", lambda page: page.key == "lstm_cell")
    assert all(
        "lstm_cell" in [page.key for page in colab.chosen(everything=False, day=day)]
        for day in range(colab.DAYS)
    )


def test_what_has_passed_is_touched_again_when_its_notebook_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(colab, "PASSED", tmp_path / "passed.json")
    first, second, *_ = colab.BOOK.pages
    colab.remember(first)
    assert not colab.touched(first) and colab.touched(second)
    monkeypatch.setattr(colab, "PINS", colab.ROOT / "requirements.txt")
    assert colab.touched(first)


def test_on_a_new_machine_what_was_recorded_lately_is_touched(tmp_path, monkeypatch):
    monkeypatch.setattr(colab, "PASSED", tmp_path / "passed.json")
    page = colab.BOOK.pages[0]
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(tmp_path)]
    monkeypatch.setattr(colab, "ROOT", tmp_path)
    assert colab.touched(page), "no git to ask"
    record = tmp_path / "notebooks" / "provenance" / f"{page.key}.json"
    record.parent.mkdir(parents=True)
    record.write_text("{}")
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run([*git, *command], check=True)
    for hours, lately in ((20, False), (1, True)):
        record.write_text(f"{hours}")
        then = f"{time.time() - 3600 * hours:.0f} +0000"
        dates = {"GIT_AUTHOR_DATE": then, "GIT_COMMITTER_DATE": then}
        commit = [*git, "commit", "--all", "--quiet", "--message", "record"]
        subprocess.run(commit, check=True, env=os.environ | dates)
        assert colab.touched(page) is lately


def test_smaller_values_are_put_into_the_notebook(tmp_path):
    page = next(page for page in colab.BOOK.chapters if colab.smoke_values(page))
    cell = nbformat.v4.new_code_cell
    notebook = nbformat.v4.new_notebook(
        cells=[
            cell("1", id="setup"),
            cell("A = 1", id="c01", metadata={"tags": ["parameters"]}),
            cell("A", id="c02"),
        ]
    )
    nbformat.write(notebook, tmp_path / "x.ipynb")
    small = colab.as_opened(page, tmp_path / "x.ipynb", "smoke")
    assert [c.id for c in small.cells] == ["setup", "c01", "smoke", "c02"]
    assert all(f"{name} = " in small.cells[2].source for name in colab.smoke_values(page))
    assert [c.id for c in colab.as_opened(page, tmp_path / "x.ipynb", "full").cells] == [
        "setup",
        "c01",
        "c02",
    ]


def test_what_a_reader_would_stumble_over_is_noticed():
    code = nbformat.v4.new_code_cell
    stream = nbformat.v4.new_output

    def found(name: str, text: str) -> bool:
        cell = code("x", id="c01", outputs=[stream("stream", name=name, text=text)])
        return bool(colab.complaints(nbformat.v4.new_notebook(cells=[cell])))

    assert found(
        "stderr",
        "2026-01-01 10:00:00.1: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.\n",
    )
    assert found(
        "stderr", "/x/layer.py:421: UserWarning: Layer 'pooling' was passed an input with a mask\n"
    )
    assert found("stderr", "  3%|3   | 1/30 [00:01<00:29]\rW0000 00:00:1 cuda.cc:1] no device\n")
    assert found(
        "stdout", "Warning: chapters/utils.py is not the version this notebook was made with\n"
    )
    assert not found(
        "stderr",
        "\r  0%|          | 0.00/84.1M [00:00<?, ?B/s]\r100%|####| 84.1M/84.1M [00:10<00:00, 8MB/s]\n",
    )
    assert not found(
        "stderr",
        "WARNING: Location 'file:///mirror/gensim/' is ignored: it is neither a file nor a directory.\n",
    )
    assert not found("stdout", "holds: a warning in words is text like any other\n")
    error = nbformat.v4.new_output(
        "error",
        ename="AssertionError",
        evalue="no",
        traceback=["\x1b[31mAssertionError\x1b[0m: no"],
    )
    assert (
        "cell c01 (x)"
        in colab.complaints(nbformat.v4.new_notebook(cells=[code("x", id="c01", outputs=[error])]))[
            0
        ]
    )
