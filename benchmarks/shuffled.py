"""The picture of the first page: four models on reviews as written and shuffled, from what the chapter word_order recorded.

    python benchmarks/shuffled.py   # at once

Writes book/figures/shuffled.svg. A test draws it again and compares.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "word_order.ipynb"
PICTURE = ROOT / "book" / "figures" / "shuffled.svg"
INK, GREY, BLUE, ORANGE = "#1f2933", "#5b6673", "#0173b2", "#b06a00"
REVIEW = ["“is fu sad hands a go out down for", "comedian way great manchu plot worst …”"]
MODELS = ["counts words", "counts pairs too", "small LSTM", "large LSTM"]
LEFT, RIGHT, LOW, HIGH = (
    222,
    470,
    50,
    95,
)  # of the axis, and the accuracies at its ends, in per cent
TOP, STEP = 142, 36  # the first row, and from one to the next


def recorded() -> pd.DataFrame:
    """The chapter's table: accuracy in per cent, as written and shuffled, and the points lost, one row a model."""
    for cell in json.loads(NOTEBOOK.read_text("utf8"))["cells"]:
        for output in cell.get("outputs", []):
            table = "".join(output.get("data", {}).get("text/plain", ""))
            if {"written", "shuffled", "lost"} <= set(table.partition("\n")[0].split()):
                return pd.read_csv(io.StringIO(table), sep=r"\s{2,}", engine="python", index_col=0)
    raise LookupError("the notebook word_order has no table with the columns written and lost")


def x_of(accuracy: float) -> float:
    """Where an accuracy lies."""
    return LEFT + (accuracy - LOW) / (HIGH - LOW) * (RIGHT - LEFT)


def text(x: float, y: float, words: str, anchor: str = "start", more: str = "") -> str:
    """A line of text."""
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"{more}>{words}</text>'


def drawing(table: pd.DataFrame) -> str:
    """The picture as SVG."""
    bottom = TOP + STEP * (len(MODELS) - 1) + 20
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 {bottom + 32}" role="img" '
        f'font-family="sans-serif" font-size="19" fill="{INK}">',
        "<title>Accuracy of four models on reviews as written and shuffled</title>",
        *(
            text(12, 24 + 25 * row, words, more=f' font-style="italic" fill="{GREY}"')
            for row, words in enumerate(REVIEW)
        ),
        text(x_of(76), TOP - 44, "as written", "end", f' fill="{BLUE}"'),
        f'<circle cx="{x_of(76) + 16:.0f}" cy="{TOP - 50}" r="6" fill="{BLUE}"/>',
        text(x_of(76) - 6, TOP - 20, "shuffled", "end", f' fill="{ORANGE}"'),
        f'<rect x="{x_of(76) + 10:.0f}" y="{TOP - 32}" width="12" height="12" fill="none" '
        f'stroke="{ORANGE}" stroke-width="3"/>',
        text(548, TOP - 44, "points", "end", f' fill="{GREY}"'),
        text(548, TOP - 22, "lost", "end", f' fill="{GREY}"'),
    ]
    for accuracy in (50, 60, 70, 80, 90):
        x = x_of(accuracy)
        lines.append(
            f'<path d="M{x:.1f} {TOP - 14}V{bottom}" stroke="{GREY}" stroke-opacity="0.35"/>'
        )
        lines.append(
            text(x, bottom + 22, f"{accuracy}%" if accuracy == 90 else str(accuracy), "middle")
        )
    lines.append(text(12, bottom + 22, "accuracy"))
    for row, model in enumerate(MODELS):
        y = TOP + STEP * row
        before, after = x_of(table.written[model]), x_of(table.shuffled[model])
        lines += [
            text(12, y + 7, model),
            f'<circle cx="{before:.1f}" cy="{y - 7}" r="6" fill="{BLUE}"/>',
            f'<rect x="{after - 6:.1f}" y="{y + 2}" width="12" height="12" fill="none" '
            f'stroke="{ORANGE}" stroke-width="3"/>',
            text(548, y + 7, f"{table.lost[model]:.1f}", "end", ' font-weight="bold"'),
        ]
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(drawing(recorded()), "utf8", newline="\n")
