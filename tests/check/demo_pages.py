"""Demos as tests meet them: which there are, the page that one is opened in, and how its question is answered."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from thebook import BOOK, ROOT

# Where the numbers and pictures of demos are computed in Python.
sys.path.insert(0, str(ROOT / "benchmarks"))

DEMOS = ROOT / "book" / "_static" / "demos"
PLACED = re.compile(r"^:::\{demo\} (?P<name>\w+)\n(?P<options>(?::.*\n)*)(?P<content>(?:(?!:::$).*\n)*):::$", re.M)  # fmt: skip
TEXT = re.compile(r"^- `(?P<name>[\w-]+)` (?P<text>.+)$", re.M)
COLOURS = {
    "light": {"border": "#d1d5da", "primary": "#176de8", "text-base": "#222832", "text-muted": "#48566b",
              "background": "#ffffff", "surface": "#f3f4f5"},
    "dark": {"border": "#48566b", "primary": "#528fe4", "text-base": "#ced6dd", "text-muted": "#9ca4af",
             "background": "#14181e", "surface": "#222832"},
}  # fmt: skip


def source(page: str) -> Path:
    """The text of a chapter, or of a page of book/ by its name."""
    path = ROOT / "book" / f"{page}.md"
    return path if path.is_file() else BOOK.page(page).path


def places() -> list[tuple[str, str]]:
    """(page, demo) of every demo in the book."""
    pages = [path.stem for path in sorted((ROOT / "book").glob("*.md"))]
    return [
        (page, found["name"])
        for page in [*pages, *(chapter.key for chapter in BOOK.chapters)]
        for found in PLACED.finditer(source(page).read_text("utf8"))
    ]


def box(page: str, name: str) -> str:
    """The HTML that the directive writes for a demo of a page, without the picture."""
    text = source(page).read_text("utf8")
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


def document(page: str, name: str, theme: str) -> str:
    """A page that holds one demo and nothing else of the site."""
    colours = "".join(f"--pst-color-{key}: {value};" for key, value in COLOURS[theme].items())
    return (
        f'<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf8"><title>Demo</title>'
        f"<style>html {{ {colours} }} {(DEMOS / 'demos.css').read_text('utf8')}"
        f" body {{ margin: 0; font: 16px sans-serif; color: var(--pst-color-text-base); background: var(--pst-color-background); }}"
        f' main {{ max-width: 43rem; margin: auto; padding: 0 12px; }}</style><script defer src="{(DEMOS / "kit.js").as_uri()}"></script>'
        f"</head><body><main><h1>A page</h1>{box(page, name)}<p id='after'>after</p></main></body></html>"
    )


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
