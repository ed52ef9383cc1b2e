"""Two executions of a chapter on one machine give identical outputs, but for cells tagged ``timing``."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from book_fingerprint import sources
from test_chapters_run import smoke


def outputs(path) -> dict[str, list]:
    cells = (c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code")
    return {c.id: (c.source, c.outputs) for c in cells if "timing" not in c.metadata.get("tags", [])}


@pytest.mark.parametrize("path", sources(), ids=lambda p: p.stem)
def test_two_executions_are_identical(path, tmp_path):
    with ThreadPoolExecutor(2) as two:  # one execution a core
        for ran in two.map(lambda name: smoke(path, tmp_path / name), ("first", "second")):
            assert ran.returncode == 0, ran.stderr[-3000:]
    first, second = (outputs(tmp_path / name / f"{path.stem}.ipynb") for name in ("first", "second"))
    for name, (source, result) in first.items():
        assert result == second[name][1], f"cell {name} printed something else the second time:\n{source}"
