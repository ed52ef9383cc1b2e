"""The usual figure, undone: its curves are the chapter's, its trained networks those of the stored tables."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from demo_pages import answer, focus_by_tab
from demos import chapter_names
from demos_usual_figure import (
    CHAPTER,
    LENGTHS,
    LIMITS,
    LSTM,
    LSTM_BIASES,
    LSTM_CHAPTER,
    LSTM_LIMITS,
    PICTURES,
    PLAIN,
    SCALES,
    fresh,
    fresh_lstm,
    lags_of,
    lstm_kinds,
    picture,
    plain_kinds,
    stored,
)
from thebook import ROOT

SETTINGS = [(0, 4, 0), (0, 4, 3), (0, 2, 1), (2, 3, 2), (4, 0, 1), (4, 2, 1), (4, 4, 3), (1, 1, 0)]


def test_curves_equal_the_chapter(open_demo):
    page = open_demo("vanishing_gradients", "usual_figure")
    chapter = chapter_names("vanishing_gradients", CHAPTER)
    for limit, scale, length in SETTINGS:
        found = page.evaluate(
            "([limit, other, length]) => Demos.known.usual_figure.model.fresh({limit, other, length})",
            [limit, scale, length],
        )
        assert (found["limit"], found["other"], found["length"]) == (
            LIMITS[limit],
            SCALES[scale],
            LENGTHS[length],
        )
        assert found["lags"] == lags_of(LENGTHS[length]).tolist()
        rows = fresh(chapter, LIMITS[limit], SCALES[scale], LENGTHS[length])
        for name, row in zip(["median", "low", "high"], rows, strict=True):
            assert np.abs(np.array(found[name]) - row).max() < 0.01, (name, limit, scale, length)
        if SCALES[scale] < 1:
            assert (np.array(found["high"]) <= np.array(found["lags"]) * np.log10(SCALES[scale]) + 0.001).all()  # fmt: skip


def test_curves_of_lstms_equal_the_chapter(open_demo):
    """Settings of 51 and 101 steps; longer ones take minutes."""
    page = open_demo("lstm_cell", "usual_figure")
    chapter = chapter_names("lstm_cell", LSTM_CHAPTER)
    for limit, bias, length in [(0, 0, 0), (0, 3, 0), (0, 1, 1), (3, 3, 1), (2, 2, 0)]:
        found = page.evaluate(
            "([limit, other, length]) => Demos.known.usual_figure.model.fresh({limit, other, length})",
            [limit, bias, length],
        )
        conditions = LSTM_LIMITS[limit], LSTM_BIASES[bias], LENGTHS[length]
        assert (found["limit"], found["other"], found["length"]) == conditions
        rows = fresh_lstm(chapter, *conditions)
        for name, row in zip(["median", "low", "high"], rows, strict=True):
            assert np.abs(np.array(found[name]) - row).max() < 0.01, (name, conditions)
    alone = page.evaluate("[0, 1, 4].map(Demos.known.usual_figure.model.perStep)")
    assert np.allclose(alone, np.log10([0.5, 0.7310586, 0.9820138]))


def test_median_is_that_of_numpy(open_demo):
    page = open_demo("vanishing_gradients", "usual_figure")
    found = page.evaluate("Demos.known.usual_figure.model.medianOf(Demos.usualFigure.kinds[2].curves)")  # fmt: skip
    assert np.allclose(found, np.median(stored()["kinds"][2]["curves"], axis=0))


def test_trained_networks_are_those_of_the_tables():
    kinds = {PLAIN: plain_kinds(), LSTM: lstm_kinds()}
    results = ROOT / "benchmarks" / "results"
    tables = {40: pd.read_csv(results / "adding_curves.csv"), 80: pd.read_csv(results / "adding_longer.csv")}  # fmt: skip
    models = {"after": "SimpleRNN, orthogonal"} | {f"bias-{bias}": f"LSTM, forget bias {bias}" for bias in (0, 1, 4)}  # fmt: skip
    for file, of_file in kinds.items():
        assert stored(file)["kinds"] == of_file
        for kind in [kind for kind in of_file if "before" in kind]:
            name = kind["name"].removesuffix("-longer")
            time = 80 if name != kind["name"] else 40
            assert kind.get("asked", False) == (time == 40), "the question is about 40 steps"
            own = tables[time][(tables[time].model == models[name]) & (tables[time]["T"] == time)]
            for name, when in (("before", "before"), ("curves", "after")):
                kept = own[own.when == when].pivot(index="seed", columns="lag", values="kept")
                assert kept.shape == (5 if file == PLAIN else 3, 40)
                assert kept.columns.tolist() == kind["lags"]
                assert np.allclose(10.0 ** np.array(kind[name]), kept, rtol=0.0003)


def ends(kind: dict) -> tuple[np.ndarray, np.ndarray]:
    """What is kept before and after training, (networks, lags)."""
    return 10.0 ** np.array(kind["before"]), 10.0 ** np.array(kind["curves"])


def test_what_the_chapter_says_of_the_trained():
    """The question's right answer, and the sentences around the demo."""
    data = stored()["kinds"][2]
    before, after = ends(data)
    assert before[:, 39].min() > 0.04 and before[:, 39].max() < 0.13
    more = after[:, 39] > before[:, 39]
    assert more.sum() == 4
    assert (after[more, 39] > after[more, 20]).all(), "they rise towards the first step"
    assert 0.2 < after[more, 39].min() < 0.3 and 1.3 < after[more, 39].max() < 1.4
    assert after[~more, 39].item() < 1e-9
    errors = np.array(data["errors"])
    assert errors[~more].item() > data["baseline"] and (errors[more] < data["baseline"] / 3).all()


def test_longer_curves_are_of_the_runs_in_the_table():
    """adding_longer.csv repeats runs of adding.csv, which has what is kept over half of the sequence."""
    results = ROOT / "benchmarks" / "results"
    half = pd.read_csv(results / "adding_longer.csv").query("lag == 40")
    runs = pd.read_csv(results / "adding.csv").query("T == 80")
    both = half.pivot(index=["model", "seed"], columns="when", values="kept").join(
        runs.set_index(["model", "seed"])
    )
    assert len(both) == 14
    assert np.allclose(both.before, both.kept_before, rtol=0.01)
    assert np.allclose(both.after, both.kept_after, rtol=0.01)


def test_what_the_chapters_say_of_80_steps():
    plain = {kind["name"]: kind for kind in stored()["kinds"]}["after-longer"]
    before, after = (array[:, -1] for array in ends(plain))
    assert plain["lags"][-1] == 78 and min(plain["errors"]) > 0.1, "none has learned"
    assert before.min() > 0.0025 and before.max() < 0.02
    assert (after < 1e-7).sum() == 4 and round(after.max()) == 8
    lstms = [kind for kind in stored(LSTM)["kinds"] if kind["name"].endswith("-longer")]
    first, last = (np.concatenate([ends(kind)[place][:, -1] for kind in lstms]) for place in (0, 1))
    learned = np.array([error < 0.01 for kind in lstms for error in kind["errors"]])
    assert learned.sum() == 8
    assert round(last[learned].min(), 2) == 0.05 and round(last[learned].max(), 2) == 0.26
    assert round(first[~learned].item()) == 7 and 1.5e-5 < last[~learned].item() < 2.5e-5
    bias_0 = ends({kind["name"]: kind for kind in lstms}["bias-0-longer"])[0][:, -1]
    assert bias_0.min() > 0.5e-17 and bias_0.max() < 2.5e-17


def test_what_the_lstm_chapter_says_of_the_trained():
    kinds = {kind["name"]: kind for kind in stored(LSTM)["kinds"] if "asked" in kind}
    for bias, low, high in ((0, 1.5e-9, 2.5e-9), (1, 3.5e-4, 4.7e-4), (4, 1, 2.2)):
        before = ends(kinds[f"bias-{bias}"])[0][:, 39]
        assert low < before.min() * 1.001 and before.max() < high
    after = np.concatenate([ends(kind)[1][:, 39] for kind in kinds.values()])
    assert after.max() / after.min() < 10, "the right answer to the question"
    assert len(after) == 9 and round(after.min(), 2) == 0.08 and round(after.max(), 2) == 0.28
    assert max(error for kind in kinds.values() for error in kind["errors"]) < 0.01, "learned"


def test_the_pictures_that_stand_in_are_drawn_from_the_same_numbers():
    for file, drawn in PICTURES.items():
        assert drawn.read_text("utf8") == picture(stored(file)), "run: python benchmarks/demos_usual_figure.py"  # fmt: skip


# --- in the page --------------------------------------------------------------------------------------------------


def said(page) -> str:
    page.wait_for_timeout(500)
    return page.locator("[role=status]").inner_text()


def test_by_keys_alone(open_demo):
    page = open_demo("vanishing_gradients", "usual_figure")
    assert not page.locator(".demo-chart").is_visible()
    focus_by_tab(page, ".demo-predict input")
    for key in ("Space", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert "You said: more than before, most of them." in said(page)
    assert page.locator(".curve.a").count() == 0, "the curves are covered until they are asked for"
    assert page.get_by_role("button", name="Show what was measured").is_disabled()
    focus_by_tab(page, "svg.drawn")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.getAttribute('aria-valuetext')") == "lag 4: 0.32"
    focus_by_tab(page, ".demo-buttons button")
    page.keyboard.press("Enter")
    assert said(page).startswith("You said: more than before, most of them. So it is. Within")
    assert "More than before: 4 of 5." in said(page) and "Within a factor of three at" in said(page)
    assert page.locator(".curve.a").count() == 5
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    assert page.locator(".curve.a").count() == 0, "who draws anew draws before it is shown"


def test_by_pointer(open_demo):
    page = open_demo("vanishing_gradients", "usual_figure")
    answer(page)
    assert page.locator("input[type=range]").first.is_disabled()
    page.locator("select").select_option("0")
    assert page.locator("input[type=range]").first.is_enabled()
    page.locator("input[type=range]").nth(1).fill("4")  # scale 1.5
    chart = page.locator("svg.drawn")
    chart.scroll_into_view_if_needed()
    place = chart.bounding_box()
    page.mouse.move(place["x"] + 60, place["y"] + 200)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] - 20, place["y"] + 200, steps=2)
    page.mouse.up()
    heights = [float(dot.get_attribute("cy")) for dot in page.locator(".dot").all()]
    assert len(heights) == 10 and max(heights) - min(heights) < 1
    page.get_by_role("button", name="Show what was measured").click()
    at_101 = said(page)
    assert "inputs within ±0.05, scale 1.5, 101 steps" in at_101
    assert "You said" not in at_101, "the question was about trained networks"
    page.locator("input[type=range]").nth(2).fill("3")
    assert "401 steps" in said(page)
    value = [re.search(r"at lag 50 ([^ ]+) is kept", one) for one in (at_101, said(page))]
    assert all(value) and value[0][1] != value[1][1]
    page.locator("select").select_option("1")
    assert "Now draw the curve" in said(page)
    page.locator("select").select_option("3")  # 80 steps
    page.get_by_role("button", name="Show what was measured").click()
    assert "At lag 78" in said(page) and "More than before: 1 of 5." in said(page)
    assert "You said" not in said(page), "the question was about 40 steps"
    page.locator("select").select_option("2")
    page.get_by_role("button", name="Show what was measured").click()
    assert "You said: less than before, all five. It is: more than before, most of them." in said(page)  # fmt: skip


def test_forget_biases_by_keys_alone(open_demo):
    page = open_demo("lstm_cell", "usual_figure")
    assert page.locator("input[type=range]:disabled").count() == 3, "for fresh LSTMs only"
    focus_by_tab(page, ".demo-predict input")
    for key in ("Space", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    focus_by_tab(page, "svg.drawn")
    for key in ("End", "ArrowDown"):
        page.keyboard.press(key)
    focus_by_tab(page, ".demo-buttons button")
    page.keyboard.press("Enter")
    assert "keep 0.076, 0.13, 0.14; before training (dashed) 1.5·10⁻⁹" in said(page)
    assert "You said: all nine within a factor of ten of each other. So it is." in said(page)
    assert "More than before: 3 of 3." in said(page) and page.locator(".curve.a").count() == 3
    page.locator("select").select_option("1")
    assert page.locator(".curve.a").count() == 0, "another network is covered again"
    page.keyboard.press("Enter")
    assert "More than before: 0 of 3." in said(page)
    page.locator("select").select_option("0")
    page.keyboard.press("Enter")
    kept = re.search(r"forget bias 1, 101 steps: at lag 50 ([^ ]+) is kept", said(page))
    assert kept and kept[1].startswith("6.8") and "You said" not in said(page)
    assert page.locator(".curve.c.dashed").count() == 1
