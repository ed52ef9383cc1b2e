"""Every cell of every chapter, in the smoke size, on the packaged reviews, without a network."""
from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from book_fingerprint import ROOT, sources

NO_NETWORK = {f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https", "HTTP", "HTTPS", "ALL")}


def smoke(path: Path, into: Path, book: Path = ROOT) -> subprocess.CompletedProcess:
    """Run one chapter small, with a proxy that refuses every connection."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("BOOK_", "IMDB_"))}
    env = {**clean, **NO_NETWORK, "no_proxy": "127.0.0.1", "BOOK_PROFILE": "smoke", "TF_NUM_INTRAOP_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.run([sys.executable, "tools/execute.py", path.stem, "--into", str(into)],
                          cwd=book, env=env, capture_output=True, text=True, timeout=400)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    into = tmp_path_factory.mktemp("smoke")
    with ThreadPoolExecutor(2) as two:  # one chapter a core
        return dict(zip((p.stem for p in sources()), two.map(lambda p: smoke(p, into), sources()), strict=True))


@pytest.mark.parametrize("name", [p.stem for p in sources()])
def test_every_cell_runs_in_the_smoke_size(runs, name):
    assert runs[name].returncode == 0, runs[name].stderr[-6000:]
