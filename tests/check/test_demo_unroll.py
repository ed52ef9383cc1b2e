"""Unroll: its networks keep the count they were trained to keep, and the page computes what the chapter's functions compute."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from demo_pages import focus_by_tab
from demos_unroll import (
    PICTURE,
    SENTENCE,
    WORDS,
    Network,
    loss_and_gradients,
    measured,
    picture,
    sentences,
    stored,
    targets,
    verdicts,
)

MEASURE = "cases => cases.map((one) => Demos.known.unroll.model.measure(Demos.unroll, ...one))"


@pytest.fixture(scope="module")
def data():
    return stored()


def test_the_rule():
    assert verdicts(["the", "film", "was", "not", "good", "but", "very", "dull"]) == [
        0,
        0,
        0,
        0,
        -1,
        -1,
        -1,
        -2,
    ]
    assert verdicts(["not", "very", "bad", "not", "the", "bad", "great"]) == [0, 0, 1, 1, 1, 0, 1]
    backwards = targets([SENTENCE], from_end=True)[0, :, 0]
    assert backwards.tolist() == [-1, -1, -1, 0, -2, -2, -2, -2]


@pytest.mark.parametrize("direction, least", [("forwards", 0.99), ("backwards", 0.97)])
def test_the_networks_keep_the_count(data, direction, least):
    """On sentences that they were not trained on, after every word, rounded to a whole number."""
    fresh = sentences(np.random.default_rng(99), 500)
    network = Network(data, direction)
    right = []
    for said, wanted in zip(fresh, targets(fresh, direction == "backwards"), strict=True):
        found = network.verdicts(network.states(said))
        right += list(np.abs(found - (wanted[::-1] if network.from_end else wanted)[:, 0]) < 0.5)
    assert np.mean(right) > least


def test_training_descends_along_the_gradient():
    """The gradient of the training's own loss against differences, for every kind of weight."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=shape) for shape in [(13, 4), (4, 4), (4,), (4, 1), (1,)]]
    x, y = np.eye(13)[rng.integers(13, size=(5, 8))], rng.normal(size=(5, 8, 1))
    _, gradients = loss_and_gradients(x, y, weights)
    for array, gradient in zip(weights, gradients, strict=True):
        place = tuple(rng.integers(size) for size in array.shape)
        losses = []
        for moved in (1e-5, -2e-5):
            array[place] += moved
            losses.append(loss_and_gradients(x, y, weights)[0])
        array[place] += 1e-5
        assert np.isclose((losses[0] - losses[1]) / 2e-5, gradient[place], rtol=1e-5, atol=1e-9)


def test_page_equals_python(open_demo, data):
    """Every exchange in both modes: states, distances, gradients, verdicts."""
    page = open_demo("recurrent_networks", "unroll")
    cases = list(itertools.product((False, True), range(len(SENTENCE)), range(len(WORDS))))
    for (both, place, row), of_page in zip(cases, page.evaluate(MEASURE, cases), strict=True):
        for name, of_python in measured(data, both, place, WORDS[row]).items():
            assert np.allclose(of_page[name], of_python, rtol=1e-9, atol=1e-12), name
    for said in (SENTENCE, ["the", "not", "very", "good", "film", "not", "not", "bad"]):
        rule = page.evaluate("said => Demos.known.unroll.model.rule(said)", said)
        assert rule == verdicts(said)[-1]


def test_what_the_demo_says(data):
    """Exact zeros on the one side, none on the other; the numbers in question, answers and prose."""
    for place, own in enumerate(SENTENCE):
        for word in WORDS:
            one, two = (measured(data, both, place, word) for both in (False, True))
            assert not any(one["moved"][:place]) and not any(one["gradient"][place + 1 :])
            assert all(one["gradient"][: place + 1]) and all(two["gradient"])
            if word != own:
                assert all(one["moved"][place:])
                assert all(two["moved"])
    first = measured(data, False, 0, "not")["moved"]
    assert round(first[0], 1) == 2.1 and 0 < first[-1] < 0.01
    good = measured(data, False, 0, "good")["moved"]
    assert good[-1] > 50 * first[-1] and good[0] < first[0]


def test_the_picture_that_stands_in_is_drawn_from_the_same_numbers(data):
    assert PICTURE.read_text("utf8") == picture(data), "run: python benchmarks/demos_unroll.py"


# --- in the page --------------------------------------------------------------------------------------------------


def said(page) -> str:
    page.wait_for_timeout(450)
    return page.locator("[role=status]").inner_text()


def numbers(page, what: str) -> list[str]:
    return page.locator(f".unroll-size.{what} .unroll-number").all_inner_texts()


def test_by_keys_alone(open_demo):
    page = open_demo("recurrent_networks", "unroll")
    assert not page.locator(".unroll-number").first.is_visible()
    assert page.locator(".unroll-word:enabled").count() == 0
    assert "1 of 8 words read" in said(page)
    focus_by_tab(page, ".demo-predict input")
    for key in ("Space", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert "So it is. States 1 to 4: 0, to the last bit." in said(page)
    asked = page.locator(".demo-past p").all_inner_texts()
    assert len(asked) == 1 and asked[0].endswith(
        "Which of the eight states move? You said: states 5 to 8. So it is."
    )
    assert numbers(page, "moved")[:4] == ["0"] * 4 and numbers(page, "gradient")[5:] == ["0"] * 3
    focus_by_tab(page, ".demo-predict input")
    for key in ("Space", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert "You said: between 0 and 0.01. So it is. The word's own state moves by 2.1" in said(page)
    focus_by_tab(page, ".unroll-word")
    page.keyboard.press("End")
    assert "“dull” is itself" in said(page)
    page.keyboard.press("ArrowLeft")
    focus_by_tab(page, "select")
    page.keyboard.press("n")  # not
    assert "States 1 to 6: 0" in said(page) and "the rule says 0" in said(page)
    focus_by_tab(page, "input[type=checkbox]")
    page.keyboard.press("Space")
    assert "No word is without a gradient" in said(page)
    assert "0" not in numbers(page, "moved") + numbers(page, "gradient")


def test_by_pointer(open_demo):
    page = open_demo("recurrent_networks", "unroll", width=390)
    page.get_by_role("button", name="Next word").click()
    assert "2 of 8 words read, the latest is “film”" in said(page)
    page.get_by_label("all eight").check()
    page.get_by_role("button", name="Show it").click()
    assert "You said: all eight. It is not so." in said(page)
    page.locator(".unroll-word").nth(7).click()
    page.locator("select").select_option("good")
    assert "The word's own state, the last, moves by 2.31. The count read off at the end was −2.06 and is −0.02; the rule says 0." in said(page)  # fmt: skip
    page.get_by_role("button", name="First word").click()
    assert numbers(page, "moved")[1:] == [""] * 7
    for _ in range(7):
        page.get_by_role("button", name="Next word").click()
    assert page.get_by_role("button", name="Next word").is_disabled()
    assert re.fullmatch(r"2\.3\d?", numbers(page, "moved")[7])
    page.get_by_label("both directions").check()
    assert page.locator(".unroll-cell rect.back").count() == 32
    assert "0" not in numbers(page, "moved")


@pytest.mark.parametrize("width", [320, 390, 1000])
def test_words_fit_their_buttons(open_demo, width):
    """The longest exchange in every place, in the widest of the common fonts."""
    page = open_demo("recurrent_networks", "unroll", width=width)
    page.add_style_tag(content="body, button { font-family: 'DejaVu Sans' !important }")
    page.get_by_label("all eight").check()
    page.get_by_role("button", name="Show it").click()
    for place in range(8):
        page.locator(".unroll-word").nth(place).click()
        page.locator("select").select_option("great")
        for button in page.locator(".unroll-word").all():
            wide, inner = button.evaluate("one => [one.scrollWidth, one.clientWidth]")
            assert wide <= inner
