"""Two executions of a chapter on one machine give identical outputs, but for cells tagged ``timing``."""
from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from book_fingerprint import sources
from test_chapters_run import smoke


def outputs(path, folder) -> dict[str, tuple]:
    """Source and outputs of each code cell of the chapter at *path* as executed in *folder*, those of solutions too."""
    printed = json.loads((folder / "solutions" / f"{path.stem}.json").read_text("utf8"))
    ran = nbformat.read(folder / f"{path.stem}.ipynb", as_version=4)
    cells = (c for c in ran.cells if c.cell_type == "code" and "timing" not in c.metadata.get("tags", []))
    return {c.id: (c.source, printed.get(c.id, c.outputs)) for c in cells}


@pytest.mark.parametrize("path", sources(), ids=lambda p: p.stem)
def test_two_executions_are_identical(path, tmp_path):
    with ThreadPoolExecutor(2) as two:  # one execution a core
        for ran in two.map(lambda name: smoke(path, tmp_path / name), ("first", "second")):
            assert ran.returncode == 0, ran.stderr[-3000:]
    first, second = (outputs(path, tmp_path / name) for name in ("first", "second"))
    for name, (source, result) in first.items():
        assert result == second[name][1], f"cell {name} printed something else the second time:\n{source}"
