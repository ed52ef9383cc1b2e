"""One Chromium for the tests of a file, and a demo opened in it. Where there is none, tests that need it are skipped."""

from __future__ import annotations

import shutil

import pytest
from demo_pages import document

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser():
    """Chromium, driven by Playwright."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_demo(browser, tmp_path):
    """A function that opens a demo of a chapter; complaints of the page fail the test at its end."""
    opened = []

    def open_demo(chapter: str, name: str, width: int = 1000, theme: str = "light"):
        file = tmp_path / f"{name}-{width}-{theme}.html"
        file.write_text(document(chapter, name, theme), "utf8")
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
