"""Two executions of a page on one machine give identical outputs, but for cells tagged ``timing``.

A twelfth of the pages each day, all with CHECK_ALL=1.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rotation import today
from smoke_runs import longest_first, smoke
from thebook import CHAPTERS, EXERCISES, can_run, each_run

from bookkit.chapter import read, tags
from bookkit.execute import expected_seconds
from bookkit.records import last

NOT_TWICE = {"exercises/training"}  # two minutes of training that its chapter repeats
PAGES = today(
    [*CHAPTERS, *(page for page in EXERCISES if page.key not in NOT_TWICE)],
    seconds=expected_seconds,
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """By key: futures of (folder, run) of the first and of the second execution."""
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    two = ThreadPoolExecutor(2)
    found = {}
    for page in longest_first(can_run(PAGES)):
        again = two.submit(smoke, page.key, second)
        found[page.key] = ((first, two.submit(smoke, page.key, first)), (second, again))
    yield found
    two.shutdown(cancel_futures=True)


def outputs(page, folder: Path) -> dict[str, tuple]:
    """Source and outputs of each code cell of *page* as executed into *folder*, those of solutions too."""
    timing = {cell.id for cell in read(page).cells if "timing" in tags(cell)}
    return {
        name: (cell.source, cell.outputs)
        for name, cell in last(page, folder).cells.items()
        if name not in timing
    }


@each_run(PAGES)
def test_two_executions_are_identical(page, runs):
    found = []
    for folder, future in runs[page.key]:
        ran = future.result()
        assert ran.returncode == 0, ran.stderr[-3000:]
        found.append(outputs(page, folder))
    first, second = found
    assert first.keys() == second.keys()
    for name, (source, result) in first.items():
        assert result == second[name][1], (
            f"cell {name} printed something else the second time:\n{source}"
        )
