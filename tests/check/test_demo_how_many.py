"""How many reviews decide?: its samples, intervals and McNemar's test are those of the chapter."""

from __future__ import annotations

import re

import numpy as np
from demo_pages import answer, focus_by_tab
from demos import (
    RIVALS,
    how_many,
    mulberry32,
    network_right,
    sample_counts,
    stored_right,
    survey,
)
from thebook import BOOK, ROOT

from bookkit.chapter import read

PAIRS = [("NB-SVM", "TF-IDF"), ("NB-SVM", "LSTM 2"), ("LSTM 2", "LSTM 1")]


def chapters_compare(right: dict):
    """The chapter's compare(), on these models; the chapter itself reads them from files."""
    from statsmodels.stats.contingency_tables import mcnemar

    found = {"np": np, "mcnemar": mcnemar, "right": {"test": right}}
    for cell in read(BOOK.page("evaluation")).cells:
        if cell.cell_type == "code" and "def compare(" in cell.source:
            exec(cell.source.split("\n\n\n")[0], found)  # the book's own code
    return found["compare"]


def test_stored_models_are_those_of_the_chapter():
    for name in RIVALS[2:]:
        assert np.array_equal(stored_right(name), network_right(name))
    recorded = (ROOT / "notebooks" / "evaluation.ipynb").read_text("utf8")
    for a, b in PAIRS:
        right_a, right_b = stored_right(a), stored_right(b)
        counts = f"{np.sum(right_a & ~right_b)} +{np.sum(~right_a & right_b)} "
        assert re.search(f"{a} against {b} +{counts}", recorded), (a, b)


def test_equals_the_chapter(open_demo):
    from statsmodels.stats.proportion import proportion_confint

    page = open_demo("evaluation", "how_many")
    sizes = [50, 500, 1_000, 5_000, 25_000, 25_000]
    for seed, ((a, b), n) in enumerate(zip(PAIRS * 2, sizes, strict=True)):
        found = page.evaluate(
            """([a, b, n, seed]) => { const m = Demos.known.how_many.model, boxes = m.boxesOf(a, b);
            const counts = m.sample(boxes, n, seed); return {counts, ...m.compare(counts)}; }""",
            [a, b, n, seed],
        )
        right_a, right_b = stored_right(a), stored_right(b)
        assert found["counts"] == sample_counts(right_a, right_b, n, seed).tolist()
        drawn = (mulberry32(seed, n) * 25_000).astype(int)
        compare = chapters_compare({"a": right_a[drawn], "b": right_b[drawn]})
        only_a, only_b, p, points, half = compare("a", "b")
        assert (found["onlyA"], found["onlyB"]) == (only_a, only_b)
        assert np.isclose(found["p"], p, rtol=1e-6, atol=0)
        assert abs(found["points"] - points) < 1e-6 and abs(found["half"] - half) < 1e-6
        for share, ends in (("a", "ofA"), ("b", "ofB")):
            hits = round(found[share] * n)
            assert np.allclose(found[ends], proportion_confint(hits, n, method="wilson"), atol=1e-6)


def test_what_the_chapter_says_of_500_reviews():
    """The sentence after the demo, the right answer to its question, and the alternative text of its picture."""
    shares = {n: survey("NB-SVM", "TF-IDF", n, 2_000) for n in (50, 500, 5_000, 25_000)}
    assert 0.66 < shares[500]["ahead"] < 0.74 and 1 / 20 < shares[500]["found"] < 1 / 14
    for n, name, percent in [
        (50, "ahead", 43),
        (50, "level", 24),
        (500, "ahead", 69),
        (500, "found", 6),
        (5_000, "ahead", 96),
        (5_000, "found", 40),
        (25_000, "ahead", 100),
        (25_000, "found", 97),
    ]:
        assert round(100 * shares[n][name]) == percent, (n, name)


def test_no_reader_meets_a_rate_far_from_the_true_one(open_demo):
    """Whatever number of samples was drawn before: the seeds are fixed, and 100 samples once gave 17 found instead of 6."""
    page = open_demo("evaluation", "how_many")
    true = survey("NB-SVM", "TF-IDF", 500, 20_000)
    found = page.evaluate(
        """() => { const m = Demos.known.how_many.model, boxes = m.boxesOf("NB-SVM", "TF-IDF");
        return Array.from({length: 20}, (_, drawn) => m.survey(boxes, 500, 10_000 + (drawn + 1) * 1_000, m.manyOf(500))); }"""
    )
    for tally in found:
        for name in ("ahead", "found"):
            assert abs(tally[name] / 1_000 - true[name]) < (0.06 if name == "ahead" else 0.03)
    answers = page.evaluate("[0.499, 0.5, 0.6, 0.8, 0.801].map(Demos.known.how_many.model.answerTo)")  # fmt: skip
    assert answers == [0, 1, 2, 2, 3] and 0.6 < true["ahead"] < 0.8


def test_the_picture_that_stands_in_is_drawn_from_the_same_numbers():
    drawn = (ROOT / "chapters" / "figures" / "evaluation" / "how_many.svg").read_text("utf8")
    assert drawn == how_many(), "run: python benchmarks/demos.py"


def test_by_keys_alone(open_demo):
    page = open_demo("evaluation", "how_many")
    assert not page.locator("table").is_visible()
    focus_by_tab(page, ".demo-predict input")
    for key in ("Space", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert "You said: 60 to 80." in page.locator("[role=status]").inner_text()
    focus_by_tab(page, "[role=group] button")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert "ahead of TF-IDF on all 25,000 reviews" in page.locator("[role=status]").inner_text()
    mine = page.locator("tbody tr").first.locator("td").all_inner_texts()
    assert sorted(mine) == ["0", "0", "1"] and mine[2] == "0"
    assert page.evaluate("document.activeElement.textContent") == "Next sample"
    page.keyboard.press("Enter")
    assert page.locator("[role=group] button").first.is_enabled()


def test_by_pointer(open_demo):
    page = open_demo("evaluation", "how_many")
    answer(page)
    page.get_by_role("button", name="Too close").click()
    page.wait_for_timeout(300)
    said = page.locator("[role=status]").inner_text()
    assert "you made no call" in said and "You said: fewer than 50. How many it is" in said
    page.get_by_role("button", name="Let the test judge 1,000 samples").click()
    page.wait_for_timeout(300)
    said = page.locator("[role=status]").inner_text()
    assert said.startswith("You said: fewer than 50 of 100. It is not so. Of 1,000 samples of 500")
    counted = re.search(r"ahead in (\d+), level in (\d+), behind in (\d+)", said)
    ahead, level, behind = map(int, counted.groups())
    assert ahead + level + behind == 1_000 and 640 < ahead < 740
    page.get_by_role("button", name="Next sample").click()
    page.get_by_role("button", name="Too close").click()
    page.wait_for_timeout(300)
    assert "You said" not in page.locator("[role=status]").inner_text(), "judged already"
    page.locator("select").select_option(label="NB-SVM and LSTM 2")
    page.get_by_role("button", name="Too close").click()
    page.wait_for_timeout(300)
    assert "you made no call" in page.locator("[role=status]").inner_text()
