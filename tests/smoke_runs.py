"""Pages run in the smoke size: each chapter once in a session, in a process of its own; what tests/check needs, too."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from thebook import CHAPTERS, ROOT, can_run
from toybook import clean_environment

from bookkit.book import Page

NO_NETWORK = {
    f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https", "HTTP", "HTTPS", "ALL")
}
SMALL = {
    "BOOK_PROFILE": "smoke",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "no_proxy": "127.0.0.1",
}


def smoke(key: str, into: Path, book: Path = ROOT) -> subprocess.CompletedProcess:
    """Run one page small, with a proxy that refuses every connection."""
    env = clean_environment(**NO_NETWORK, **SMALL, PYTHONPATH=str(ROOT))
    command = [sys.executable, "-m", "bookkit", "execute", key, "--into", str(into)]
    return subprocess.run(command, cwd=book, env=env, capture_output=True, text=True, timeout=600)


@cache
def chapters_small() -> tuple[Path, dict[str, Future[subprocess.CompletedProcess]]]:
    """(folder with their records, runs by key) of all chapters whose packages are installed, started once in a session, two at a time."""
    into = Path(mkdtemp(prefix="smoke-"))
    two = ThreadPoolExecutor(2)
    return into, {
        page.key: two.submit(smoke, page.key, into) for page in longest_first(can_run(CHAPTERS))
    }


def longest_first(pages: list[Page]) -> list[Page]:
    """By what they last took at full size; never recorded ones first."""
    from bookkit.execute import expected_seconds

    return sorted(pages, key=expected_seconds, reverse=True)
