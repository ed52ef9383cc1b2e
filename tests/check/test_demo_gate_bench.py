"""Gate bench: its cell is the chapter's, and its lamps light where the chapter says."""

from __future__ import annotations

import re

import numpy as np
import pytest
from demo_pages import answer, focus_by_tab
from demos import CELL, by_the_chapter, chapter_names, gate_bench, sequences
from thebook import ROOT

SETTINGS = [(1, 1, 1.0), (2, 2, 1.0), (3, 3, 0.5), (4, 4, 1.0), (10, 1, 1.0), (7.5, 7.5, 1.0), (10, 10, 0.0), (20, 20, 1.0), (3, 8, 0.3)]  # fmt: skip


@pytest.fixture(scope="module")
def cell():
    return chapter_names("lstm_cell", CELL)


def test_equals_the_chapter(open_demo, cell):
    page = open_demo("lstm_cell", "gate_bench")
    for p_input, p_forget, noise in SETTINGS:
        compare_settings(page, cell, p_input, p_forget, noise)


def compare_settings(page, cell, p_input, p_forget, noise):
    draw = sequences(1_000, 4)
    c, h, slope, along = by_the_chapter(cell, draw, p_input, p_forget, noise)
    found = page.evaluate(
        """([input, forget, noise]) => {
          const {gates, run, kept, many, slope, draw} = Demos.known.gate_bench.model;
          const g = gates(input, forget, 10), draws = draw(1000, 4);
          const rows = [0, 1, 2].map(row => Float32Array.from(draws.slice(100 * row, 100 * row + 100),
                                                              (value, step) => step ? noise * value : value));
          const runs = rows.map(x => run(x, g));
          return {all: many(draws, noise, g), kept: [...kept(100, g)], c: runs.map(r => [...r.c]), h: runs.map(r => [...r.h]),
                  own: runs.map((r, row) => slope(r, rows[row][0], g))};
        }""",
        [p_input, p_forget, noise],
    )
    assert np.abs(found["c"] - c[:3]).max() < 1e-6
    assert np.abs(found["h"] - h[:3]).max() < 1e-6
    assert np.abs(found["kept"] - along).max() < 1e-6
    assert abs(found["all"]["slope"] - slope) < 1e-6
    assert found["all"]["right"] == np.sum(np.sign(c[:, -1]) == draw[:, 0])
    assert abs(found["all"]["change"] - np.abs(c[:, -1] - c[:, 0]).max()) < 1e-6
    assert (found["all"]["change"] == 0) == (p_forget == 20)
    for row in range(3):
        own = by_the_chapter(cell, draw[row : row + 1], p_input, p_forget, noise)[2]
        assert abs(found["own"][row] - own) < 1e-6


def test_equals_the_chapter_on_a_drawn_input(open_demo, cell):
    drawn = np.clip(np.random.default_rng(1).normal(size=(1, 100)), -1.5, 1.5).astype("float32")
    drawn[0, 0] = 1
    c, h, _, _ = by_the_chapter(cell, drawn, 3, 5, 1.0)
    found = open_demo("lstm_cell", "gate_bench").evaluate(
        "x => { const {gates, run} = Demos.known.gate_bench.model; const r = run(Float32Array.from(x), gates(3, 5, 10)); return [[...r.c], [...r.h]]; }",
        drawn[0].tolist(),
    )
    assert np.abs(found - np.stack([c[0], h[0]])).max() < 1e-6


def test_what_the_chapter_says_of_the_lamps(cell):
    """The sentence after the bench, the alternative text of its picture, and that the third lamp darkens the second."""
    draw = sequences(1_000, 4)
    lit = {"right": [], "slope": [], "exact": []}
    for p in np.arange(0, 20.5, 0.5):
        c, _, slope, _ = by_the_chapter(cell, draw, p, p, 1.0)
        if (np.sign(c[:, -1]) == draw[:, 0]).all():
            lit["right"].append(p)
        if slope <= -0.01:
            lit["slope"].append(p)
        if (c[:, -1] == c[:, 0]).all():
            lit["exact"].append(p)
            assert slope == 0
    both = sorted(set(lit["right"]) & set(lit["slope"]))
    assert (both[0], both[-1]) == (4.5, 7.5)
    assert lit["right"][0] == 4.5 and lit["right"][-1] == 20
    assert (lit["slope"][0], lit["slope"][-1]) == (3, 7.5)
    assert lit["exact"][0] == 17.5 and lit["exact"][-1] == 20


def test_the_picture_that_stands_in_is_drawn_from_the_same_numbers():
    drawn = (ROOT / "chapters" / "figures" / "lstm_cell" / "gate_bench.svg").read_text("utf8")
    assert drawn == gate_bench(), "run: python benchmarks/demos.py"


def test_by_keys_alone(open_demo):
    page = open_demo("lstm_cell", "gate_bench")
    assert not page.locator(".demo-lamps > *").first.is_visible()
    focus_by_tab(page, ".demo-predict input")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")  # the second answer
    page.keyboard.press("Enter")
    assert page.locator(".demo-lamps > *").first.is_visible()
    focus_by_tab(page, "input[type=range]")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-valuetext')") == "5.0"
    page.wait_for_timeout(500)
    assert page.locator(".demo-lamps .lit").count() == 2
    said = page.locator("[role=status]").inner_text()
    assert "Lit: right, descent." in said and "You said: right in all sequences, and exact." in said
    focus_by_tab(page, "svg.drawn")
    before = page.locator(".demo-chart").nth(1).inner_html()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    value = page.evaluate("document.activeElement.getAttribute('aria-valuetext')")
    assert re.fullmatch(r"step 2: (−0\.8|1\.2)", value)
    assert page.locator(".demo-chart").nth(1).inner_html() != before


def test_by_pointer(open_demo):
    page = open_demo("lstm_cell", "gate_bench")
    answer(page)  # right and descent exclude each other, which is false
    page.locator("input[type=range]").first.fill("6")
    page.wait_for_timeout(500)
    assert "Here both are lit" in page.locator("[role=status]").inner_text()
    page.locator("input[type=range]").first.fill("20")
    page.wait_for_timeout(500)
    assert "Lit: right, exact." in page.locator("[role=status]").inner_text()
    chart = page.locator("svg.drawn")
    chart.scroll_into_view_if_needed()
    place = chart.bounding_box()
    page.mouse.move(place["x"] + 100, place["y"] + 20)
    page.mouse.down()
    page.mouse.move(place["x"] + 300, place["y"] + 20, steps=2)
    page.mouse.up()
    heights = page.evaluate(
        "document.querySelector('svg.drawn .curve').getAttribute('points').split(' ').map(point => Number(point.split(',')[1]))"
    )
    assert sum(abs(height - 20) < 1 for height in heights) > 25, (
        "what a fast hand leaps over is filled in"
    )
    page.get_by_label("move both gates together").uncheck()
    assert page.locator("input[type=range]").nth(1).is_visible()
    page.locator("button", has_text="New noise").click()
