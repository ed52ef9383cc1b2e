"""Every label of every drawing fits: inside the picture and inside the box it stands in, in the widest common font and in a narrow one."""

from __future__ import annotations

import pytest
from thebook import ROOT

FIGURES = sorted([*ROOT.glob("chapters/figures/**/*.svg"), *ROOT.glob("book/figures/**/*.svg")])
FONTS = ("DejaVu Sans, Verdana", "DejaVu Sans Condensed, Arial Narrow")
MARGIN = 2.0  # user units between a label and what encloses it

# Each label with the smallest rectangle around its middle, both in the units of the view box. DejaVu Sans is wider than
# Arial, Helvetica, Roboto or Segoe UI: what fits in it fits in the font of any reader.
MEASURE = """() => {
  const svg = document.querySelector('svg');
  const view = svg.viewBox.baseVal;
  const inView = element => {
    const box = element.getBBox();
    const toView = svg.getScreenCTM().inverse().multiply(element.getScreenCTM());
    const corners = [[box.x, box.y], [box.x + box.width, box.y], [box.x, box.y + box.height],
                     [box.x + box.width, box.y + box.height]].map(([x, y]) => new DOMPoint(x, y).matrixTransform(toView));
    const xs = corners.map(p => p.x), ys = corners.map(p => p.y);
    return {left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys)};
  };
  const visible = rect => (rect.getAttribute('stroke') || 'none') !== 'none' || rect.closest('[stroke]');
  const rects = [...svg.querySelectorAll('rect')].filter(visible).map(inView);
  const labels = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim()).map(text => {
    const box = inView(text), x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
    const around = rects.filter(r => r.left < x && x < r.right && r.top < y && y < r.bottom)
      .sort((a, b) => (a.right - a.left) * (a.bottom - a.top) - (b.right - b.left) * (b.bottom - b.top));
    return {text: text.textContent.trim(), box, around: around[0] || null};
  });
  return {view: {left: view.x, right: view.x + view.width, top: view.y, bottom: view.y + view.height}, labels};
}"""


@pytest.fixture(scope="module")
def page(browser):
    return browser.new_page(viewport={"width": 1400, "height": 1400})


def overflows(page, svg: str, font: str = FONTS[0]) -> list[str]:
    """What sticks out of the picture or, sideways, of its box, and by how many units."""
    svg = svg.replace('font-family="sans-serif"', f'font-family="{font}, sans-serif"')
    page.set_content(f"<!doctype html><body style='margin:0'><div style='width:1300px'>{svg}</div>")
    measured = page.evaluate(MEASURE)
    view, found = measured["view"], []
    for label in measured["labels"]:
        box = label["box"]
        for outer, what, sides in (
            (view, "picture", ("left", "right", "top", "bottom")),
            (label["around"], "box", ("left", "right")),
        ):
            for side in sides if outer else ():
                out = (
                    outer[side] - box[side] if side in ("left", "top") else box[side] - outer[side]
                )
                if out > -MARGIN:
                    found.append(
                        f"{label['text']!r} passes, or touches, the {side} of its {what}: {out:.0f}"
                    )
    return found


def test_there_are_figures():
    assert len(FIGURES) > 10


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.relative_to(ROOT).as_posix())
@pytest.mark.parametrize("font", FONTS)
def test_labels_fit(page, path, font):
    assert not overflows(page, path.read_text("utf8"), font)


def test_a_label_that_does_not_fit_is_found(page):
    box = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40" font-family="sans-serif" font-size="10">'
        '<rect x="10" y="10" width="40" height="20" stroke="black" fill="none"/><text x="12" y="22">{}</text></svg>'
    )
    assert not overflows(page, box.format("fits"))
    assert "right of its box" in overflows(page, box.format("much too long"))[0]
    assert any(
        "right of its picture" in out
        for out in overflows(page, box.format("much too long for the picture"))
    )
