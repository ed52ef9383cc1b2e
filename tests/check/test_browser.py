"""The site as a browser shows it, from ``file://``: wide and narrow, light and dark, without a server or a network."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from chromium import watch
from rotation import today
from thebook import BOOK, ROOT
from thebook import PAGES as RUN

from bookkit.build import JUPYTER_BOOK

READ = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix() for path in (ROOT / "book").rglob("*.md")
)
PAGES = [name for name in READ if name in str(BOOK.toc)] + [f"chapters/{page.key}" for page in RUN]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("site")
    command = [*JUPYTER_BOOK, "build", "-q", str(ROOT), "--path-output", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return out / "_build" / "html"


@pytest.fixture
def open_page(browser, site):
    pages = []

    def open_page(name: str, width: int = 1280, scheme: str = "light"):
        viewport = {"width": width, "height": 900}
        page = watch(browser.new_page(viewport=viewport, color_scheme=scheme))
        page.hosts = set()
        page.on("request", lambda request: page.hosts.add(request.url.split(":")[0]))
        page.goto((site / f"{name}.html").as_uri())
        page.wait_for_function("!window.MathJax || (MathJax.startup && MathJax.startup.promise)")
        page.wait_for_timeout(500)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width, scheme", [(1280, "light"), (390, "dark")])
def test_page_fits_and_complains_about_nothing(open_page, name, width, scheme):
    page = open_page(name, width, scheme)
    assert page.complaints == []
    assert page.hosts <= {"file", "data"}, "the site must ask no other host for anything"
    assert (
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        <= 1
    ), "scrolls sideways"
    assert (
        page.evaluate(
            "[...document.images].filter(image => image.complete && !image.naturalWidth).map(image => image.src)"
        )
        == []
    )
    assert page.evaluate("document.documentElement.dataset.theme") == scheme


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
        assert folds.first.locator(".cell_input").is_visible()


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
        assert "runs" not in box.get_attribute("class"), "a demo far below is not loaded"
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


SCHEMES = [(name, "light") for name in PAGES] + [(name, "dark") for name in today(PAGES, 4)]


@pytest.mark.parametrize("name, scheme", SCHEMES)
def test_accessibility(open_page, name, scheme):
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(
        open_page(name, scheme=scheme),
        context="article",
        options={"runOnly": ["wcag2a", "wcag2aa"]},
    )
    serious = [
        (v["id"], v["help"], [n["html"][:160] for n in v["nodes"][:3]])
        for v in results.response["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert not serious, serious
