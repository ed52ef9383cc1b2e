"""Each claim comes out otherwise when what it rests on is changed: the chapter runs at full size, then every change is tried.

A twelfth of the chapters each day; all with CHECK_ALL=1.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from claimed import said_of
from rotation import today
from thebook import CHAPTERS, ROOT, can_run, each_run
from toybook import clean_environment

from bookkit.execute import expected_seconds

TRIED = today([page for page in CHAPTERS if said_of(page)["FALSIFIED"]], seconds=expected_seconds)


@pytest.fixture(scope="module")
def results():
    """Futures by key; two chapters at a time, the longest part of `make check`."""
    env = clean_environment(
        BOOK_REQUIRE_OFFICIAL="1", PYTHONHASHSEED="0", TF_CPP_MIN_LOG_LEVEL="3", MPLBACKEND="Agg",
        TF_NUM_INTRAOP_THREADS="1", OMP_NUM_THREADS="1",
    )  # fmt: skip
    if "IMDB_ARCHIVE" in os.environ:
        env["IMDB_ARCHIVE"] = os.environ["IMDB_ARCHIVE"]

    def run(page):
        command = [sys.executable, str(ROOT / "tests" / "claimed.py"), page.key]
        return subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=1800
        )

    two = ThreadPoolExecutor(2)
    yield {page.key: two.submit(run, page) for page in can_run(TRIED)}
    two.shutdown(cancel_futures=True)


@pytest.mark.timeout(3600)
@each_run(TRIED)
def test_each_claim_can_come_out_otherwise(page, results):
    ran = results[page.key].result()
    if "BOOK_REQUIRE_OFFICIAL" in ran.stderr:
        pytest.skip("the official reviews cannot be had here")
    assert ran.returncode == 0, ran.stderr[-4000:]
    found = json.loads(ran.stdout)
    wrong = {statement: what for statement, what in found.items() if what != "otherwise"}
    assert not wrong, "\n".join(f"{statement}: {what}" for statement, what in wrong.items())
    assert set(found) == set(said_of(page)["FALSIFIED"])
