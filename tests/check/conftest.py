"""The built site, one Chromium for the tests of a file, and a demo opened in it. Without Chromium tests that need it are skipped."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from chromium import ARGUMENTS, CHROMIUM, watch
from demo_pages import document
from thebook import ROOT

from bookkit.build import JUPYTER_BOOK


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The folder of the site, built once."""
    out = tmp_path_factory.mktemp("site")
    command = [*JUPYTER_BOOK, "build", "-q", str(ROOT), "--path-output", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-2000:]
    return out / "_build" / "html"


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
