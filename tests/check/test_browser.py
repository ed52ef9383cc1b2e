"""The site as a browser shows it, from ``file://``: wide and narrow, light and dark, without a server or a network."""

from __future__ import annotations

import pytest
from chromium import watch
from rotation import today
from thebook import BOOK, ROOT
from thebook import PAGES as RUN

READ = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix() for path in (ROOT / "book").rglob("*.md")
)
PAGES = [name for name in READ if name in str(BOOK.toc)] + [f"chapters/{page.key}" for page in RUN]


@pytest.fixture
def open_page(browser, site):
    pages = []

    def open_page(name: str, width: int = 1280, scheme: str = "light"):
        viewport = {"width": width, "height": 900}
        page = watch(browser.new_page(viewport=viewport, color_scheme=scheme))
        page.hosts = set()
        page.on("request", lambda request: page.hosts.add(request.url.split(":")[0]))
        page.add_init_script("window.formulasAfter = 0")
        page.goto((site / f"{name}.html").as_uri())
        page.wait_for_function("!window.MathJax || (MathJax.startup && MathJax.startup.promise)")
        page.wait_for_timeout(500)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()


WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("name", [*PAGES, "search"])
@pytest.mark.parametrize(
    "widths, scheme", [((1280, 1920), "light"), ((390, 360), "dark")], ids=["wide", "narrow"]
)
def test_page_fits_and_complains_about_nothing(open_page, name, widths, scheme):
    page = open_page(name, widths[0], scheme)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(100)
        assert page.evaluate(WIDER) <= 1, f"scrolls sideways at {width} pixels"
    assert page.complaints == []
    assert page.hosts <= {"file", "data"}, "the site must ask no other host for anything"
    assert (
        page.evaluate(
            "[...document.images].filter(image => image.complete && !image.naturalWidth).map(image => image.src)"
        )
        == []
    )
    assert page.evaluate("document.documentElement.dataset.theme") == scheme


def test_mathjax_is_loaded_when_a_formula_is_near(browser, site):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((site / "chapters" / "lstm_cell.html").as_uri())
    page.wait_for_timeout(1_000)
    assert page.locator("script[src*=mathjax]").count() == 0, "the first formula is screens below"
    page.locator(".bd-article .math").first.scroll_into_view_if_needed()
    page.locator(".bd-article mjx-container mjx-math").first.wait_for(timeout=20_000)
    page.goto((site / "chapters" / "vanishing_gradients.html").as_uri())
    page.locator(".bd-article mjx-container mjx-math").first.wait_for(timeout=20_000)
    page.close()


@pytest.mark.parametrize("name", [f"chapters/{page.key}" for page in RUN])
def test_mathematics_is_typeset_and_folds_open_by_keyboard(open_page, name):
    page = open_page(name)
    source = (ROOT / f"{name}.md").read_text("utf8")
    if "$" in source.split("```{code-cell}")[0] or "{math}" in source:
        assert page.locator("mjx-container").count() > 0
    folds = page.locator("article details")
    assert folds.count() >= 1
    fold = folds.first
    fold.locator("summary").focus()
    was = fold.evaluate("node => node.open")
    page.keyboard.press("Enter")
    assert fold.evaluate("node => node.open") != was


@pytest.mark.parametrize("name", [f"chapters/{page.key}" for page in RUN if not page.is_exercises])
def test_claims_are_one_closed_line_that_opens(open_page, name):
    page = open_page(name)
    folds = page.locator("div.cell.claims details")
    if folds.count():
        assert (
            folds.first.evaluate("node => node.open") is False
            and "checked here" in folds.first.inner_text()
        )
        folds.first.locator("summary").click()
        folds.first.locator(".cell_input").wait_for(state="visible", timeout=5_000)


@pytest.mark.parametrize("name", today([f"chapters/{page.key}" for page in RUN], 4))
def test_on_paper_everything_is_unfolded_and_nothing_is_cut(open_page, name):
    page = open_page(name)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(
        "!document.querySelector('article mjx-lazy')"
    )  # all formulas, far ones too
    assert page.locator("article details:not([open])").count() == 0
    assert not page.locator(".chapter-links").first.is_visible()
    cut = "[...document.querySelectorAll('article pre')].filter(pre => pre.scrollWidth > pre.clientWidth + 1).length"
    assert page.evaluate(cut) == 0
    answers = page.locator("article .admonition.toggle-hidden > :not(.admonition-title)")
    assert all(answer.is_visible() for answer in answers.all())
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("article details:not([open])").count() > 0, "closed again on the screen"


@pytest.mark.parametrize(
    "query, chapter", [("forget gate", "lstm_cell.html#"), ("padding", "padding_and_masks.html")]
)
def test_search_finds_chapters_first_and_opens_at_the_section(open_page, query, chapter):
    page = open_page("search")
    page.goto(f"{page.url}?q={query}")
    first = page.locator("#search-results li a").first
    first.wait_for()
    places = [link.get_attribute("href") for link in page.locator("#search-results li a").all()]
    assert places[0].startswith("chapters/")
    assert any(place.startswith(f"chapters/{chapter}") for place in places[:5])


DEMOS = [name for name in PAGES if "\n:::{demo} " in (ROOT / f"{name}.md").read_text("utf8")]


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("width", [1280, 390])
def test_demos_start_when_they_come_near_and_move_nothing(open_page, name, width):
    page = open_page(name, width)
    boxes = page.locator(".demo")
    for place in range(boxes.count()):
        box = boxes.nth(place)
        near = box.bounding_box()["y"] < 1_000 + 900  # what kit.js takes for near
        assert near or "runs" not in box.get_attribute("class"), "a demo far below is not loaded"
        before = box.bounding_box()["height"]
        assert box.locator("img").first.get_attribute("alt")
        box.scroll_into_view_if_needed()
        page.wait_for_selector(".demo.runs .demo-predict")
        page.wait_for_timeout(500)
        assert abs(box.bounding_box()["height"] - before) <= 1
        assert not box.locator(".demo-texts").is_visible() and not box.locator("img").is_visible()
        page.emulate_media(media="print")
        assert box.locator("img").first.is_visible() and not box.locator(".demo-stage").is_visible()
        page.emulate_media(media="screen")
    assert page.complaints == []
    assert page.hosts <= {"file", "data"}


OPEN_EVERYTHING = """() => {
  const still = document.createElement('style'); // axe would measure a colour on its way from one theme to the other
  still.textContent = '* { transition: none !important; }';
  document.head.append(still);
  window.dispatchEvent(new Event('beforeprint')); // formulas far below are typeset too
  document.querySelectorAll('details').forEach(fold => { fold.open = true; });
  document.querySelectorAll('.toggle-hidden').forEach(box => box.classList.remove('toggle-hidden'));
}"""


def violations(page, **options) -> list[str]:
    """What axe-core finds wrong with the whole page, of whatever impact: rule, how often, and where."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    results = Axe().run(page, options={"resultTypes": ["violations"], **options})
    for rule in results.response["violations"]:
        places = [node["target"][-1] for node in rule["nodes"]]
        found.append(f"{rule['id']} ({rule['impact']}) {len(places)} x: {places[:3]}")
    return found


# Every page once in four days, so that make check keeps to its time; all of them with CHECK_ALL=1.
@pytest.mark.parametrize("name", today([*PAGES, "search"], 4))
def test_accessibility_of_the_whole_page_with_all_folds_open(open_page, name):
    page = open_page(name)
    page.evaluate(OPEN_EVERYTHING)
    page.wait_for_function("!document.querySelector('article mjx-lazy')", timeout=90_000)
    assert violations(page) == []
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_timeout(300)
    assert violations(page, runOnly=["color-contrast"]) == [], "in the dark theme"
