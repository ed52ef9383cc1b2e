"""The listing of the page "Quick start", the slower half: a table, and real reviews, packed as an archive and as a table, here and in Colab.

The reviews are the packaged ones, 2,000 of them; a full run (CHECK_ALL=1) takes all 25,000 as an archive of the official name.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import colab
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from rotation import EVERYTHING  # noqa: E402
from test_quick_start_listing import alone, pack, scores, write  # noqa: E402

FEWER = {"20, validation_data": "3, validation_data", "10_000, 300": "5_000, 150"}


@pytest.fixture(scope="module")
def packaged():
    """Texts and labels of the packaged reviews."""
    from utils import PACKAGE, _cached, _package

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOOK_PROFILE", "smoke")
        reviews = (_cached(["packaged"], []) or _package(PACKAGE))["packaged"]
    reviews = reviews.sample(frac=1, random_state=1)
    return list(zip(reviews["text"], reviews["label"].map({0: "neg", 1: "pos"}), strict=True))


@pytest.mark.timeout(900)
def test_real_reviews_in_an_archive(packaged, tmp_path):
    rows = packaged if EVERYTHING else packaged[:2_000]
    name = "aclImdb_v1.tar.gz" if EVERYTHING else "some.tar.gz"
    done = alone(tmp_path, str(pack(rows, tmp_path / name)), {} if EVERYTHING else FEWER)
    assert done.returncode == 0, done.stderr[-3000:]
    found = scores(done.stdout)
    assert found["linear"] > (0.87 if EVERYTHING else 0.75)
    assert found["LSTM"] > (0.84 if EVERYTHING else 0.6)


def test_from_a_table_it_trains_too(tmp_path):
    """Chinese with blanks between all characters, as the page advises: one character is a word for both models."""
    rng = random.Random(2)
    kinds = [("差评", "难烂闷怒假"), ("好评", "好妙暖喜真")]
    table = write(
        tmp_path / "my table.csv",
        [
            (" ".join(rng.choices("这部电影的人我们看了", k=8) + rng.choices(kind, k=4)), label)
            for _ in range(60)
            for label, kind in kinds
        ],
    )
    done = alone(tmp_path, table)
    assert done.returncode == 0, done.stderr[-3000:]
    assert scores(done.stdout)["linear"] > 0.9
    assert re.search(r"^always the same answer: 0\.5\d*$", done.stdout, re.M)


@pytest.mark.timeout(1500)
def test_real_reviews_at_the_versions_of_colab(packaged, tmp_path):
    try:
        base = colab.environment()
    except colab.Unavailable as why:
        pytest.skip(f"Colab's environment cannot be built: {why}")
    table = tmp_path / "reviews.csv"
    pd.DataFrame(packaged[:2_000], columns=["text", "label"]).to_csv(table, index=False)
    done = alone(tmp_path, str(table), FEWER, python=colab.python_of(base))
    assert done.returncode == 0, done.stderr[-3000:]
    assert scores(done.stdout)["linear"] > 0.75
    assert "Traceback" not in done.stderr and "UserWarning" not in done.stderr
