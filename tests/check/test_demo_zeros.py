"""Where did the zeros go?: its LSTM is the chapter's and Keras's, its shares are Python's, its accuracies the table's."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest
from demo_pages import DEMOS, answer, focus_by_tab
from demos import chapter_names
from demos_zeros import (
    CHAPTER,
    PICTURE,
    ZERO,
    fresh_layers,
    left,
    measured,
    picture,
    row_of,
    states,
    stored,
    weights_of,
)
from thebook import ROOT

SETTINGS = [(limit, before, mask, last)
            for limit in (100, 130, 200, 800) for before in (False, True) for mask in (False, True)
            for last in (False, True) if not last or limit == 100]  # fmt: skip
LEFT = """([limit, before, mask, last]) => {
  const {rowOf, network, left} = Demos.known.zeros.model, {words, rows} = Demos.zeros;
  const row = rowOf(words.length, limit, {before, last});
  const {atEnd, ofLast} = left(network(Demos.zeros), rows, row, mask);
  return {row, words: [...atEnd.keys()], atEnd: [...atEnd.values()], ofLast: [...ofLast]};
}"""


@pytest.fixture(scope="module")
def data():
    return stored()


@pytest.fixture(scope="module")
def weights(data):
    return weights_of(data)


@pytest.fixture(scope="module")
def layers():
    names = [name for name in CHAPTER if name.isupper()]
    return fresh_layers(chapter_names("padding_and_masks", names))


def test_words_are_a_review_of_the_vocabulary(data):
    assert len(data["words"]) == len(data["rows"]) == 125
    assert data["ids"][:2] == [0, 1] and min(data["rows"]) == 2
    assert len({*zip(data["words"], data["rows"], strict=True)}) == len(data["ids"]) - 2


def test_weights_are_those_of_the_chapters_first_untrained_lstm(data, weights, layers):
    embed, lstm = layers
    assert np.array_equal(embed.get_weights()[0][data["ids"]], weights["vectors"])
    for name, array in zip(["kernel", "recurrent", "bias"], lstm.get_weights(), strict=True):
        assert np.array_equal(array, weights[name])


@pytest.mark.parametrize("mask", [False, True])
@pytest.mark.parametrize("before", [False, True])
def test_python_equals_keras(data, weights, layers, before, mask):
    """The states of the whole row, and of a row with one word exchanged; Keras computes in 32 bits."""
    boxes = row_of(125, 180, before, last=False)
    row = np.array([ZERO if word is None else data["rows"][word] for word in boxes])
    rows = np.stack([row, np.where(np.arange(180) == boxes.index(100), 1, row)])
    embed, lstm = layers
    ids = np.array(data["ids"])[rows]
    by_keras = np.asarray(lstm(embed(ids), mask=(ids != 0) if mask else None))
    taken = (row != ZERO) | (not mask)
    assert np.abs(states(weights, rows, taken) - by_keras).max() < 1e-6


def test_page_equals_python(open_demo, data, weights):
    page = open_demo("padding_and_masks", "zeros")
    for limit, before, mask, last in SETTINGS:
        found = page.evaluate(LEFT, [limit, before, mask, last])
        boxes = row_of(125, limit, before, last)
        assert found["row"] == boxes
        shares = left(weights, data["rows"], boxes, mask)
        assert found["words"] == [word for word in boxes if word is not None]
        same(np.array(found["atEnd"]), shares[:, -1])
        same(np.array(found["ofLast"]), shares[-1][~np.isnan(shares[-1])])


def same(of_page: np.ndarray, of_python: np.ndarray) -> None:
    """Equal, but for what the page no longer follows."""
    followed = of_python >= 1e-6
    assert np.allclose(of_page[followed], of_python[followed], rtol=1e-6, atol=0)
    assert (of_page[~followed] < 1e-6).all()


def test_what_the_strip_shows(data, weights):
    """The sentences of the readout and of the picture that stands in."""
    of = {
        (before, mask): left(weights, data["rows"], row_of(125, 800, before, False), mask)[:, -1]
        for before in (False, True)
        for mask in (False, True)
    }
    assert of[False, False].max() < 1e-6, "zeros after, no mask: nothing is left of any word"
    assert np.allclose(of[False, True], of[True, True]), "with a mask the side changes nothing"
    assert of[True, False][-1] == of[False, True][-1] == 1
    assert np.abs(np.log(of[True, False][-20:] / of[False, True][-20:])).max() < 0.05


def test_accuracies_are_those_of_the_table(data):
    assert data["measured"] == measured()
    runs = pd.read_csv(ROOT / "benchmarks" / "results" / "mask_lengths.csv")
    assert sum(len(run["accuracy"]) for run in data["measured"]) == (runs.epochs == 3).sum() == 33  # fmt: skip
    of = {(run["words"], run["zeros"], run["mask"], run["limit"]): np.mean(run["accuracy"]) for run in data["measured"]}  # fmt: skip
    moved = of["first", "before", False, 800]
    assert min([0.5, 0.6, 0.7, 0.8], key=lambda guess: abs(guess - moved)) == 0.8
    assert round(of["first", "after", False, 800], 2) == 0.5


def test_the_picture_that_stands_in_is_drawn_from_the_same_numbers(data):
    assert PICTURE.read_text("utf8") == picture(data), "run: python benchmarks/demos_zeros.py"
    text = (DEMOS / "zeros_data.js").read_text("utf8")
    assert json.loads(re.search(r"= (\{.*\});", text, re.S)[1]) == data


# --- in the page --------------------------------------------------------------------------------------------------


def said(page) -> str:
    page.wait_for_timeout(500)
    return page.locator("[role=status]").inner_text()


def test_by_keys_alone(open_demo):
    page = open_demo("padding_and_masks", "zeros")
    assert not page.locator(".demo-chart").is_visible()
    assert "accuracy" not in said(page) and "trainings" not in said(page)
    focus_by_tab(page, ".demo-predict input")
    for key in ("Space", "ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert "So it is: 0.801, 0.802, 0.832 in three trainings" in said(page)
    assert page.locator(".zeros-boxes rect").count() == 675
    focus_by_tab(page, "input[type=range]")
    page.keyboard.press("Home")
    assert page.locator(".zeros-words .cut").count() == 25
    assert "Nobody has trained" not in said(page) and "at 800 words only" in said(page)
    focus_by_tab(page, "input[type=checkbox]")
    page.keyboard.press("Space")  # the mask
    assert "0.768, 0.786, 0.780" in said(page) and "side of the zeros changes no state" in said(page)  # fmt: skip


def test_by_pointer(open_demo):
    page = open_demo("padding_and_masks", "zeros")
    page.locator("input[type=range]").fill("6")  # 130 words: five zeros
    assert "A row of 130: 125 words, 5 zeros, 0 words cut." in said(page)
    first = float(re.search(r"at the end: (0\.\d+)", said(page))[1])
    page.locator("input[type=range]").fill("10")
    assert 0 < float(re.search(r"at the end: (0\.\d+)", said(page))[1]) < first
    assert not page.locator(".demo-chart").is_visible()
    answer(page)
    assert "You said: about 0.50" in said(page)
    page.get_by_label("zeros before the text").uncheck()
    assert "less than a millionth" in said(page) and "0.501, 0.500, 0.500" in said(page)
    assert page.locator(".zeros-boxes rect").count() == 675
    page.get_by_label("mask: pass over the zeros").check()
    assert page.locator(".zeros-boxes circle").count() == 675
    assert "at the end: all" in said(page) and "0.818, 0.819, 0.831" in said(page)
    page.get_by_label("mask: pass over the zeros").uncheck()
    page.get_by_label("keep the last words").check()
    assert "Nobody has trained" in said(page)
