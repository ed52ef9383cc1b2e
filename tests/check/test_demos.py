"""The demos: their arithmetic equals the book's Python, they work by pointer and by keys alone, and axe finds nothing.

Each demo is opened in a page made here from the texts that stand in its chapter; that the built page starts it too,
test_browser.py tests.
"""

from __future__ import annotations

import re
import sys

import numpy as np
import pytest
from test_browser import ARGUMENTS, CHROMIUM
from thebook import BOOK, ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

from demos import (
    CELL,
    RIVALS,
    by_the_chapter,
    chapter_names,
    gate_bench,
    how_many,
    mulberry32,
    network_right,
    sample_counts,
    sequences,
    stored_right,
    survey,
)

from bookkit.chapter import read

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="no Chromium on this machine; on Debian: apt-get install chromium"
)
DEMOS = ROOT / "book" / "_static" / "demos"
PLACED = re.compile(r"^:::\{demo\} (?P<name>\w+)\n(?P<options>(?::.*\n)*)(?P<content>(?:(?!:::$).*\n)*):::$", re.M)  # fmt: skip
TEXT = re.compile(r"^- `(?P<name>[\w-]+)` (?P<text>.+)$", re.M)
COLOURS = {
    "light": {"border": "#d1d5da", "primary": "#176de8", "text-base": "#222832", "text-muted": "#48566b",
              "background": "#ffffff", "surface": "#f3f4f5"},
    "dark": {"border": "#48566b", "primary": "#528fe4", "text-base": "#ced6dd", "text-muted": "#9ca4af",
             "background": "#14181e", "surface": "#222832"},
}  # fmt: skip


def places() -> list[tuple[str, str]]:
    """(chapter, demo) of every demo in the book."""
    return [
        (page.key, found["name"])
        for page in BOOK.chapters
        for found in PLACED.finditer(page.path.read_text("utf8"))
    ]


def box(chapter: str, name: str) -> str:
    """The HTML that the directive writes for a demo of a chapter, without the picture."""
    text = BOOK.page(chapter).path.read_text("utf8")
    found = next(one for one in PLACED.finditer(text) if one["name"] == name)
    options = dict(re.findall(r"^:([\w-]+): (.+)$", found["options"], re.M))
    style = f"--height: {options['height']}rem; --height-narrow: {options['height-narrow']}rem"
    items = "".join(
        f"<li><p><code>{item['name']}</code> {item['text']}</p></li>"
        for item in TEXT.finditer(found["content"])
    )
    needs = f' data-needs="{options["data"]}"' if "data" in options else ""
    return (
        f'<div class="demo" data-demo="{name}"{needs} style="{style}"><p>stands in</p>'
        f'<ul class="demo-texts">{items}</ul></div>'
    )


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_demo(browser, tmp_path):
    """A function that opens a demo of a chapter; complaints of the page fail the test at its end."""
    opened = []

    def open_demo(chapter: str, name: str, width: int = 1000, theme: str = "light"):
        colours = "".join(f"--pst-color-{key}: {value};" for key, value in COLOURS[theme].items())
        file = tmp_path / f"{name}-{width}-{theme}.html"
        file.write_text(
            f'<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf8"><title>Demo</title>'
            f"<style>html {{ {colours} }} {(DEMOS / 'demos.css').read_text('utf8')}"
            f" body {{ margin: 0; font: 16px sans-serif; color: var(--pst-color-text-base); background: var(--pst-color-background); }}"
            f' main {{ max-width: 43rem; margin: auto; padding: 0 12px; }}</style><script defer src="{(DEMOS / "kit.js").as_uri()}"></script>'
            f"</head><body><main><h1>A page</h1>{box(chapter, name)}<p id='after'>after</p></main></body></html>",
            "utf8",
        )
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.complaints = []
        page.on(
            "console",
            lambda said: page.complaints.append(said.text) if said.type == "error" else None,
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(file.as_uri())
        page.wait_for_selector(".demo.runs")
        page.wait_for_timeout(400)
        opened.append(page)
        return page

    yield open_demo
    for page in opened:
        assert page.complaints == []
        page.close()


# --- every demo ---------------------------------------------------------------------------------------------


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
    script = "".join((DEMOS / file).read_text("utf8") for file in files)
    made_up = [text for text in names if f'"{text}"' not in script and text not in BUILT]
    assert len(names) > 5 and made_up == []


BUILT = {f"{kind}-{lamp}" for kind in ("lamp", "name") for lamp in ("right", "slope", "exact")}


def test_nothing_is_written_as_markup_and_all_is_small():
    assert DEMOS.is_dir()
    for file in DEMOS.iterdir():
        text = file.read_text("utf8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|https?://(?!www\.w3\.org/2000/svg)", text), file.name  # fmt: skip
        assert file.stat().st_size < 200_000


def answer(page) -> None:
    """Give the first answer to the question that a demo begins with, by pointer."""
    page.locator(".demo-predict input").first.check()
    page.locator(".demo-predict button").click()


def focus_by_tab(page, selector: str, most: int = 30) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


# --- gate bench ---------------------------------------------------------------------------------------------

SETTINGS = [(1, 1, 1.0), (2, 2, 1.0), (3, 3, 0.5), (4, 4, 1.0), (10, 1, 1.0), (7.5, 7.5, 1.0), (10, 10, 0.0), (20, 20, 1.0), (3, 8, 0.3)]  # fmt: skip


@pytest.fixture(scope="module")
def cell():
    return chapter_names("lstm_cell", CELL)


def test_gate_bench_equals_the_chapter(open_demo, cell):
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


def test_gate_bench_equals_the_chapter_on_a_drawn_input(open_demo, cell):
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
    drawn = (ROOT / "chapters" / "figures" / "evaluation" / "how_many.svg").read_text("utf8")
    assert drawn == how_many(), "run: python benchmarks/demos.py"


def test_gate_bench_by_keys_alone(open_demo):
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


def test_gate_bench_by_pointer(open_demo):
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


# --- how many reviews decide? -----------------------------------------------------------------------------------

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


def test_how_many_equals_the_chapter(open_demo):
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


def test_how_many_by_keys_alone(open_demo):
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


def test_how_many_by_pointer(open_demo):
    page = open_demo("evaluation", "how_many")
    answer(page)
    page.get_by_role("button", name="Let the test judge 100 samples").click()
    page.wait_for_timeout(300)
    said = page.locator("[role=status]").inner_text()
    counted = re.search(r"ahead in (\d+), level in (\d+), behind in (\d+)", said)
    ahead, level, behind = map(int, counted.groups())
    assert ahead + level + behind == 100 and 55 < ahead < 83
    page.locator("select").select_option(label="NB-SVM and LSTM 2")
    page.get_by_role("button", name="Too close").click()
    page.wait_for_timeout(300)
    assert "you made no call" in page.locator("[role=status]").inner_text()
