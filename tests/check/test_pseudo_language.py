"""Pages run in another language as they do in English: nothing in their cells has to be prepared for that.

A twelfth of them each day; all with CHECK_ALL=1.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from pseudo import SETTINGS, compiled, twice
from rotation import today
from thebook import BOOK, PAGES, can_run, each_run

from bookkit.book import Page
from bookkit.execute import expected_seconds

CHOSEN = today(PAGES, seconds=expected_seconds)


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Iterator[dict[str, Future]]:
    """Each page run in both languages, two pages at a time.

    Threads only wait for kernels here. What parses code runs in the main thread, before and after: Python 3.11 counts
    the depth of a tree once for all threads, and two that parse at the same time raise SystemError now and then.
    """
    before = dict(os.environ)
    os.environ.update(SETTINGS)
    folder = compiled(BOOK, tmp_path_factory.mktemp("locale"))
    try:
        with ThreadPoolExecutor(2) as two:
            prepared = [twice(page, folder) for page in can_run(CHOSEN)]
            yield {each.page.key: two.submit(each.run) for each in prepared}
    finally:
        os.environ.clear()
        os.environ.update(before)


@each_run(CHOSEN)
def test_a_page_runs_in_another_language_as_in_english(runs, page: Page):
    compared = runs[page.key].result().compared()
    print(compared)
    assert not compared.different, f"other numbers or verdicts:\n{compared}"
    assert compared.coverage >= 0.95, f"too many words stay English:\n{compared}"
