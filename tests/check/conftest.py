"""One Chromium for the tests of a file, and a demo opened in it. Where there is none, tests that need it are skipped."""

from __future__ import annotations

import pytest
from chromium import ARGUMENTS, CHROMIUM, watch
from demo_pages import document


@pytest.fixture(scope="module")
def browser():
    """Chromium, driven by Playwright."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")
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
        file = tmp_path / f"{name}-{width}-{theme}.html"
        file.write_text(document(chapter, name, theme), "utf8")
        page = watch(browser.new_page(viewport={"width": width, "height": 900}))
        page.goto(file.as_uri())
        page.wait_for_selector(".demo.runs")
        page.wait_for_timeout(400)
        opened.append(page)
        return page

    yield open_demo
    for page in opened:
        assert page.complaints == []
        page.close()
