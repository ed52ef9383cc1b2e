"""Each chapter names one sabotage under which one of its claims fails: the proof that its claims can fail."""
from __future__ import annotations

import runpy
import shutil

import pytest
from book_fingerprint import ROOT, sources
from test_chapters_run import smoke


@pytest.mark.parametrize("path", sources(), ids=lambda p: p.stem)
def test_claims_fail_under_sabotage(path, tmp_path):
    named = runpy.run_path(str(ROOT / "tests" / "sabotage" / f"ch{path.stem[:2]}.py"))
    for folder in ("_ext", "tools", "chapters", "benchmarks/results", "locale"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    copy = tmp_path / "chapters" / path.name
    text = copy.read_text("utf8")
    assert named["FIND"] in text, "the sabotaged text is no longer in the chapter"
    copy.write_text(text.replace(named["FIND"], named["REPLACE"], 1), "utf8")
    ran = smoke(copy, tmp_path / "out", book=tmp_path)
    assert ran.returncode != 0, f"{path.name} still passes although {named['FIND']!r} became {named['REPLACE']!r}"
    assert "AssertionError" in ran.stderr and named["EXPECT"] in ran.stderr, ran.stderr[-3000:]
