"""Reading comfort on the built site: size of the text, presenting, wrapped code on a phone, colours without JavaScript."""

from __future__ import annotations

import re

import pytest
from chromium import watch
from demo_pages import focus_by_tab

from bookkit.site.comfort import mark_lines

CHAPTER = "chapters/attention"
ROOT_SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
SHIFTS = """new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 500);
})"""


@pytest.fixture
def open_site(browser, site):
    """A function that opens a page; pages of one call share what the reader chose."""
    opened = []

    def open_site(width: int = 1280, scheme: str = "light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, **options
        )
        opened.append(context)

        def go(name: str):
            page = watch(context.new_page())
            page.goto((site / f"{name}.html").as_uri())
            page.wait_for_timeout(600)
            return page

        return go

    yield open_site
    for context in opened:
        for page in context.pages:
            assert getattr(page, "complaints", []) == []
        context.close()


def test_lines_are_marked_and_their_text_stays():
    code = '<span></span><span class="k">def</span> f():\n    <span class="k">return</span> 1\n\n<span class="w">  </span>x\n'
    body = f'<div class="highlight-python notranslate"><div class="highlight"><pre>{code}</pre></div></div>'
    found = mark_lines(body)
    lines = re.findall(r'<span class="code-line"( style="--indent:\d+")?>', found)
    assert lines == ["", ' style="--indent:4"', "", ' style="--indent:2"']
    assert re.sub(r"<[^>]*>", "", found) == re.sub(r"<[^>]*>", "", body)
    output = body.replace("highlight-python", "output stream highlight-myst-ansi")
    assert mark_lines(output) == output


def test_size_by_keys_is_kept_on_other_pages_and_set_before_painting(open_site):
    go = open_site()
    page = go(CHAPTER)
    assert page.evaluate(ROOT_SIZE) == 16
    focus_by_tab(page, ".comfort > summary", most=150)
    page.keyboard.press("Enter")
    focus_by_tab(page, ".comfort-larger", most=150)
    for _ in range(3):
        page.keyboard.press("Enter")
    assert page.evaluate(ROOT_SIZE) == 24
    assert page.locator(".comfort-size").inner_text() == "Text size: 150 %"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate(ROOT_SIZE) == 28
    assert page.locator(".comfort-larger").get_attribute("aria-disabled") == "true"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.comfort > summary')")
    assert not page.locator(".comfort-panel").is_visible()
    other = go("book/how_to_use")
    assert other.evaluate(ROOT_SIZE) == 28 and other.evaluate(SHIFTS) < 0.01
    other.locator(".comfort > summary").click()
    other.locator(".comfort-usual").click()
    other.locator(".comfort-smaller").click()
    assert other.evaluate(ROOT_SIZE) == 14
    other.locator(".bd-article p").last.click()
    assert not other.locator(".comfort-panel").is_visible(), "a click elsewhere closes the panel"


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_largest_text_does_not_scroll_sideways(open_site, width):
    go = open_site(width)
    page = go(CHAPTER)
    page.evaluate("localStorage.setItem('book-size', '4')")
    page = go(CHAPTER)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_presenting_by_key_and_by_button(open_site, width):
    go = open_site(width)
    page = go(CHAPTER)
    page.locator("#where-does-it-look").scroll_into_view_if_needed()
    page.wait_for_timeout(600)
    usual = page.evaluate(ROOT_SIZE)
    page.keyboard.press("F2")
    page.wait_for_timeout(300)
    assert page.evaluate(ROOT_SIZE) > 1.2 * usual
    for gone in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".article-header-buttons"):
        assert not page.locator(gone).first.is_visible()
    sizes = page.evaluate(
        "[...document.querySelectorAll('.cell_input pre')].map(pre => parseFloat(getComputedStyle(pre).fontSize))"
    )
    assert min(sizes) >= 15
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    page.keyboard.press("Escape")
    assert page.evaluate(ROOT_SIZE) == usual and not page.locator(".comfort-leave").is_visible()
    page.locator(".comfort > summary").click()
    page.locator(".comfort-present").click()
    assert page.evaluate("document.activeElement.matches('.comfort-leave')")
    assert go("book/how_to_use").evaluate(ROOT_SIZE) == usual, "kept for this page only"
    page.locator(".comfort-leave").click()
    assert page.evaluate("document.activeElement.matches('.comfort > summary')")


def test_what_is_read_stays_in_place(open_site):
    page = open_site()(CHAPTER)
    top = "document.querySelector('#the-two-models h2').getBoundingClientRect().top"
    page.evaluate("scrollBy(0, document.querySelector('#the-two-models h2').getBoundingClientRect().top - 150)")  # fmt: skip
    before = None
    while before != (before := page.evaluate(top)):  # formulas above may still be typeset
        page.wait_for_timeout(600)
    page.keyboard.press("F2")
    assert abs(page.evaluate(top) - before) < 40
    page.keyboard.press("F2")
    assert abs(page.evaluate(top) - before) < 40


def test_wrapped_code_on_a_phone(open_site):
    """Every line stays under its own beginning, the copied text is the same, and the choice is kept."""
    wide = "[...document.querySelectorAll('pre:has(> .code-line)')].filter(pre => pre.clientWidth && pre.scrollWidth > pre.clientWidth + 1).length"
    go = open_site(390)
    page = go(CHAPTER)
    copied = "[...document.querySelectorAll('pre:has(> .code-line)')].map(pre => pre.textContent)"
    before, was_wide = page.evaluate(copied), page.evaluate(wide)
    assert was_wide > 5
    focus_by_tab(page, ".comfort > summary", most=150)
    page.keyboard.press("Enter")
    focus_by_tab(page, ".comfort-wrap", most=150)
    page.keyboard.press("Space")
    assert page.locator(".comfort-wrap").get_attribute("aria-pressed") == "true"
    assert page.evaluate(wide) == 0 and page.evaluate(copied) == before
    hangs = page.evaluate("""(() => {
      const line = [...document.querySelectorAll('.code-line')].find(one => one.getClientRects().length && one.style.length && one.offsetHeight > 30);
      const range = document.createRange();
      range.selectNodeContents(line);
      return [...range.getClientRects()].map(box => [box.left, box.top]);
    })()""")
    first = min(hangs, key=lambda box: box[1])
    assert min(box[0] for box in hangs if box[1] > first[1] + 8) > first[0] + 10
    again = go(CHAPTER)
    assert again.evaluate(wide) == 0 and again.evaluate(SHIFTS) < 0.02
    again.set_viewport_size({"width": 1000, "height": 844})
    assert not again.locator(".comfort-wrap").is_visible()
    white = "getComputedStyle(document.querySelector('pre:has(> .code-line)')).whiteSpace"
    assert again.evaluate(white) == "pre"


def test_paper_knows_nothing_of_it(open_site):
    go = open_site()
    page = go(CHAPTER)
    page.emulate_media(media="print")
    usual = page.evaluate(ROOT_SIZE)
    page.emulate_media(media="screen")
    page.evaluate("localStorage.setItem('book-size', '4')")
    page = go(CHAPTER)
    page.keyboard.press("F2")
    page.emulate_media(media="print")
    assert page.evaluate(ROOT_SIZE) == usual
    assert not page.locator(".comfort").is_visible()
    assert not page.locator(".comfort-leave").is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_targets_are_large_enough_and_axe_finds_nothing(open_site, width):
    from axe_playwright_python.sync_playwright import Axe

    for scheme in ("light", "dark"):
        page = open_site(width, scheme)("book/how_to_use")
        page.locator(".comfort > summary").click()
        small = page.evaluate(
            "[...document.querySelectorAll('.comfort > summary, .comfort-panel button')].filter(one => one.getClientRects().length)"
            ".map(one => one.getBoundingClientRect()).filter(box => box.height < 43.9 || box.width < 43.9).length"
        )
        assert small == 0
        found = Axe().run(page).response["violations"]
        page.locator(".comfort-present").click()
        found += Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
        page.wait_for_timeout(
            1_000
        )  # axe asks for style sheets, which file:// refuses, a moment later on a busy machine
        page.complaints.clear()


@pytest.mark.parametrize("width", [360, 390])
def test_what_the_theme_draws_is_large_enough_for_a_thumb(open_site, width):
    """On a phone, however large the text: buttons of the header, folds, links to the notebook, list of chapters."""
    small = """(pattern) => [...document.querySelectorAll(pattern)].filter(one => one.getClientRects().length)
      .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
      .filter(([, box]) => box.height < 43.5 || box.width < 43.5).map(([html, box]) => [html, box.width, box.height])"""
    go = open_site(width)
    for size in ("0", "4"):
        page = go(CHAPTER)
        page.evaluate(f"localStorage.setItem('book-size', '{size}')")
        page = go(CHAPTER)
        assert page.evaluate(ROOT_SIZE) == (16 if size == "0" else 28)
        page_controls = ".bd-header-article :is(button, summary), .bd-article summary, .chapter-links a, .demo-links a, .admonition-title button"
        assert page.evaluate(small, page_controls) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
        page.locator(".primary-toggle").first.click()
        page.wait_for_timeout(600)
        assert page.evaluate(small, ".bd-sidebar-primary nav :is(a, .toctree-toggle)") == []


@pytest.mark.parametrize("width", [1280, 1920])
def test_plots_grow_when_presenting(open_site, width):
    """To the width between the margins, but not beyond one look."""
    page = open_site(width)(CHAPTER)
    sizes = "[...document.querySelectorAll('.cell_output img')].filter(one => one.clientWidth).map(one => [one.clientWidth, one.clientHeight])"
    before = page.evaluate(sizes)
    page.keyboard.press("F2")
    page.wait_for_timeout(300)
    after = page.evaluate(sizes)
    article = page.evaluate("document.querySelector('.cell_output').clientWidth")
    assert before and len(before) == len(after)
    for (was, _), (wide, high) in zip(before, after, strict=True):
        assert wide > 1.2 * was and wide > 0.95 * article and high <= 0.88 * 844 + 1


def test_without_javascript_the_colours_are_there(open_site):
    page = open_site(java_script_enabled=False)(CHAPTER)
    assert page.locator("html").get_attribute("data-theme") == "light"
    assert not page.locator(".comfort").is_visible()
    assert not page.locator(".comfort-leave").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_javascript_the_theme_still_follows_the_system(open_site, scheme):
    page = open_site(scheme=scheme)(CHAPTER)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    assert page.evaluate("document.documentElement.dataset.mode") == "auto"
