"""What holds for every demo: its room is kept free, axe finds nothing, thumbs hit it, its texts are those of the page.

Each demo is opened in a page made here from the texts that stand in its chapter; that the built page starts it too,
test_browser.py tests. What single demos compute and do, test_demo_*.py test.
"""

from __future__ import annotations

import re

import numpy as np
import pytest
from demo_pages import DEMOS, answer, places
from demos import mulberry32

BUILT = {f"{kind}-{lamp}" for kind in ("lamp", "name") for lamp in ("right", "slope", "exact")}


def test_random_numbers_are_those_of_python(open_demo):
    page = open_demo("lstm_cell", "gate_bench")
    of_page = page.evaluate(
        "[0, 4, -1].map(seed => { const next = Demos.random(seed); return Array.from({length: 50}, next); })"
    )
    for seed, numbers in zip([0, 4, -1], of_page, strict=True):
        assert np.array_equal(numbers, mulberry32(seed, 50))
    assert 0.4 < mulberry32(4, 5_000).mean() < 0.6


def test_numbers_are_written_for_readers(open_demo):
    page = open_demo("lstm_cell", "gate_bench")
    written = page.evaluate(
        "[0.1658, -0.4523, 3.398e-14, 12500, 1, 0, 1e-7, -0.0098].map(value => Demos.number(value))"
    )
    assert written == ["0.17", "−0.45", "3.4·10⁻¹⁴", "12,500", "1", "0", "10⁻⁷", "−0.0098"]


@pytest.mark.parametrize("chapter, name", places())
@pytest.mark.parametrize("width", [360, 800])
def test_room_is_kept_free(open_demo, chapter, name, width):
    """What the demo grows to fits in what was reserved, and not much is reserved in vain."""
    page = open_demo(chapter, name, width)
    box, stage = (page.locator(what).bounding_box()["height"] for what in (".demo", ".demo-stage"))
    assert stage <= box + 1 and box - stage < 200, (box, stage)
    while page.locator(".demo-predict fieldset:enabled").count():  # some ask twice
        answer(page)
        page.wait_for_timeout(600)
        grown = page.locator(".demo").bounding_box()["height"]
        assert abs(grown - box) < 1, "the page jumps when the reader answers"
    reserved = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.demo')).minHeight)"
    )
    assert abs(box - reserved) < 1, "the page jumped"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("chapter, name", places())
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_demo, chapter, name, theme):
    """Before the prediction and after it."""
    from axe_playwright_python.sync_playwright import Axe

    page = open_demo(chapter, name, theme=theme)
    found = Axe().run(page).response["violations"]
    answer(page)
    page.wait_for_timeout(600)
    found += Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found] == []


@pytest.mark.parametrize("chapter, name", places())
def test_controls_are_large_enough_for_a_thumb(open_demo, chapter, name):
    page = open_demo(chapter, name, 360)
    small = page.evaluate(
        "[...document.querySelectorAll('.demo-stage :is(button, input[type=range], label.demo-check)')]"
        ".filter(one => one.getClientRects().length && one.getBoundingClientRect().height < 43.9).map(one => one.outerHTML)"
    )
    assert small == []


@pytest.mark.parametrize("chapter, name", places())
def test_texts_are_those_of_the_page_and_all_are_used(open_demo, chapter, name):
    page = open_demo(chapter, name)
    names = page.locator(".demo-texts code").all_inner_texts() or page.evaluate(
        "[...document.querySelectorAll('.demo-texts code')].map(one => one.textContent)"
    )
    files = [f"{name}.js", *(page.locator(".demo").get_attribute("data-needs") or "").split()]
    script = "".join((DEMOS / file).read_text("utf8") for file in ["kit.js", *files])
    made_up = [text for text in names if f'"{text}"' not in script and text not in BUILT]
    assert len(names) > 5 and made_up == []


def test_nothing_is_written_as_markup_and_all_is_small():
    assert DEMOS.is_dir()
    for file in DEMOS.iterdir():
        text = file.read_text("utf8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|https?://(?!www\.w3\.org/2000/svg)", text), file.name  # fmt: skip
        most = (
            1_500_000 if file.name == "read_along_weights.js" else 200_000
        )  # it is loaded on request
        assert file.stat().st_size < most
