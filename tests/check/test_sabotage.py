"""Each chapter names one sabotage under which one of its asserts fails: the proof that its statements can fail.

A twelfth of the chapters each day; all with CHECK_ALL=1.
"""

from __future__ import annotations

import runpy
import shutil

import pytest
from rotation import today
from smoke_runs import smoke
from thebook import CHAPTERS, ROOT, each_run

from bookkit.execute import expected_seconds

NAMED = {page.key: ROOT / "tests" / "sabotage" / f"{page.name}.py" for page in CHAPTERS}


@each_run(today(CHAPTERS, seconds=expected_seconds))
def test_statements_fail_under_sabotage(page, tmp_path):
    assert NAMED[page.key].is_file(), (
        "name a sabotage: FIND, REPLACE and the words of the assert that must fail, EXPECT"
    )
    named = runpy.run_path(str(NAMED[page.key]))
    for folder in (
        "chapters",
        "benchmarks/results",
        "benchmarks/gpu/results",
        "locale",
        "tests/smoke",
    ):
        if (ROOT / folder).is_dir():
            shutil.copytree(
                ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
            )
    for file in (ROOT / "_toc.yml", *ROOT.glob("requirements*.txt")):
        shutil.copy(file, tmp_path)
    if (ROOT / "data").is_dir():
        (tmp_path / "data").symlink_to(ROOT / "data", target_is_directory=True)
    copy = tmp_path / "chapters" / f"{page.key}.md"
    text = copy.read_text("utf8")
    assert named["FIND"] in text, "the sabotaged text is no longer in the chapter"
    copy.write_text(text.replace(named["FIND"], named["REPLACE"], 1), "utf8")
    ran = smoke(page.key, tmp_path / "out", book=tmp_path)
    assert ran.returncode != 0, (
        f"{page.key} still passes although {named['FIND']!r} became {named['REPLACE']!r}"
    )
    assert "AssertionError" in ran.stderr and named["EXPECT"] in ran.stderr, ran.stderr[-3000:]


def test_every_sabotage_belongs_to_a_chapter():
    there = sorted((ROOT / "tests" / "sabotage").glob("*.py"))
    if not there:
        pytest.fail("no sabotage at all")
    assert [path.name for path in there if path not in NAMED.values()] == []
