"""Every committed notebook, alone in an empty folder, with the package versions of Colab: no error, no warning."""
from __future__ import annotations

import colab
import nbformat
import pytest

NOTEBOOKS = sorted((colab.ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def runs():
    try:
        base = colab.environment()
    except colab.Unavailable as why:
        pytest.skip(f"Colab's environment cannot be built: {why}")
    pool, runs = colab.run_all(NOTEBOOKS, base)
    yield runs
    pool.shutdown(cancel_futures=True)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS])
def test_notebook_runs_as_in_colab(name, runs, capsys):
    done = runs[name].result()
    with capsys.disabled():
        print(f" {done.seconds:.0f} s ", end="", flush=True)
    assert not done.problems, "\n\n".join([f"notebooks/{name}.ipynb at the versions of {colab.PINS.name}:", *done.problems])


def test_what_a_reader_would_stumble_over_is_noticed():
    code = nbformat.v4.new_code_cell
    stream = nbformat.v4.new_output

    def found(name: str, text: str) -> bool:
        cell = code("x", id="c01", outputs=[stream("stream", name=name, text=text)])
        return bool(colab.complaints(nbformat.v4.new_notebook(cells=[cell])))

    assert found("stderr", "2026-01-01 10:00:00.1: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.\n")
    assert found("stderr", "/x/layer.py:421: UserWarning: Layer 'pooling' was passed an input with a mask\n")
    assert found("stderr", "  3%|3   | 1/30 [00:01<00:29]\rW0000 00:00:1 cuda.cc:1] no device\n")
    assert found("stdout", "Warning: chapters/utils.py is not the version this notebook was made with\n")
    assert not found("stderr", "\r  0%|          | 0.00/84.1M [00:00<?, ?B/s]\r100%|####| 84.1M/84.1M [00:10<00:00, 8MB/s]\n")
    assert not found("stderr", "WARNING: Location 'file:///mirror/gensim/' is ignored: it is neither a file nor a directory.\n")
    assert not found("stdout", "holds: a warning in words is text like any other\n")
    error = nbformat.v4.new_output("error", ename="AssertionError", evalue="no", traceback=["\x1b[31mAssertionError\x1b[0m: no"])
    assert "cell c01 (x)" in colab.complaints(nbformat.v4.new_notebook(cells=[code("x", id="c01", outputs=[error])]))[0]
