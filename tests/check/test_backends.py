"""Chapters in the smoke size on JAX and on PyTorch: only cells that say so to the reader need TensorFlow.

Training, evaluation and padding every day, of the other chapters a twelfth, all with CHECK_ALL=1.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest
from backends import failures
from rotation import today
from thebook import BOOK, can_run

from bookkit.chapter import needs_tensorflow, read, tags
from bookkit.execute import expected_seconds

ALWAYS = [BOOK.page(name) for name in ("training", "evaluation", "padding_and_masks")]
OTHERS = [page for page in BOOK.chapters if page not in ALWAYS]
PAIRS = [
    (backend, page)
    for backend in ("jax", "torch")
    for page in ALWAYS + today(OTHERS, seconds=expected_seconds)
    if can_run([page])
]


@pytest.fixture(scope="module")
def runs():
    """Futures of what fails, by backend and page."""
    two = ThreadPoolExecutor(2)
    yield {
        (backend, page.key): two.submit(failures, page, backend)
        for backend, page in sorted(PAIRS, key=lambda pair: -expected_seconds(pair[1]))
        if find_spec(backend)
    }
    two.shutdown(cancel_futures=True)


def each_pair(test):
    """The test for each pair; skipped where the backend is not installed."""
    params = [
        pytest.param(
            backend,
            page,
            id=f"{backend}-{page.key}",
            marks=pytest.mark.skipif(
                not find_spec(backend),
                reason=f"{backend} is not installed: pip install -r requirements-{backend}.txt",
            ),
        )
        for backend, page in PAIRS
    ]
    return pytest.mark.timeout(1800)(pytest.mark.parametrize(("backend", "page"), params)(test))


@each_pair
def test_only_cells_that_say_so_need_tensorflow(backend, page, runs):
    new = [f"{failure}" for failure in runs[backend, page.key].result() if not failure.excused]
    assert not new, "\n\n".join([f"{page.key} with KERAS_BACKEND={backend}", *new])


@each_pair
def test_cells_that_say_so_do_need_tensorflow(backend, page, runs):
    """A tag is a claim. JAX takes any labels and hands states on; PyTorch computes in 64 bits as well as TensorFlow."""
    failed = {failure.cell for failure in runs[backend, page.key].result()}
    passes = {
        "torch": {"tensorflow-double"},
        "jax": {"tensorflow-labels", "tensorflow-stateful"},
    }[backend]
    for cell in read(page).cells:
        if needs_tensorflow(cell) and not passes & set(tags(cell)):
            assert cell.id in failed, f"{page.key}, {cell.id} runs on {backend}: it needs no tag"
