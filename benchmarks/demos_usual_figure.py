"""The demo "The usual figure, undone" (chapter Vanishing and exploding gradients): its data and its picture.

Fresh networks are measured on a grid by the chapter's own functions, five draws of weights and inputs each. Trained ones
are the five plain networks with orthogonal start of benchmarks/results/adding_curves.csv, 32 units, 40 steps.

    python benchmarks/demos_usual_figure.py         # a second: the trained networks in the script, and the picture
    python benchmarks/demos_usual_figure.py fresh   # half a minute, with Keras: first the fresh ones

Writes book/_static/demos/usual_figure_data.js and chapters/figures/vanishing_gradients/usual_figure.svg.
"""

from __future__ import annotations

import base64
import json
import re
import sys

import numpy as np
import pandas as pd
from demos import BLUE, GREY, ROOT, chapter_names, label, raised

DATA = ROOT / "book" / "_static" / "demos" / "usual_figure_data.js"
PICTURE = ROOT / "chapters" / "figures" / "vanishing_gradients" / "usual_figure.svg"
RESULTS = ROOT / "benchmarks" / "results"
CHAPTER = ["UNITS", "SEEDS", "rnn_jacobians", "kept", "fresh_weights", "curves"]
MODEL, TIME = "SimpleRNN, orthogonal", 40

LIMITS = [0.05, 0.15, 0.5, 1.0, 1.73]
SCALES = [0.5, 0.8, 1.0, 1.2, 1.5]
LENGTHS = [51, 101, 201, 401]
EVERY = {51: 1, 101: 1, 201: 2, 401: 5}  # which lags of a curve are stored, besides the last
STEPS = 1_000  # a power of ten in so many steps
FLOOR = 32.0  # powers of ten; less is stored as this


def lags_of(length: int) -> np.ndarray:
    """The lags at which a curve of that length is stored, from 0 to the start of the sequence."""
    return np.append(np.arange(0, length, EVERY[length]), length)


def fresh(chapter: dict, limit: float, scale: float, length: int) -> np.ndarray:
    """Powers of ten kept by fresh networks: median, least and most of five draws, (3, lags)."""
    by_seed = chapter["curves"](limit, scale, length)[:, lags_of(length)]
    found = np.stack([np.median(by_seed, axis=0), by_seed.min(axis=0), by_seed.max(axis=0)])
    return np.log10(np.maximum(found, 10**-FLOOR))


def whole_grid() -> np.ndarray:
    """All curves one after the other, in thousandths of a power of ten, 16-bit."""
    chapter = chapter_names("vanishing_gradients", CHAPTER)
    curves = [
        fresh(chapter, limit, scale, length).ravel()
        for limit in LIMITS
        for scale in SCALES
        for length in LENGTHS
    ]
    return np.round(np.concatenate(curves) * STEPS).astype("<i2")


def trained() -> dict:
    """Powers of ten kept by the five networks at lags 0 to 39 before and after training, and their errors."""
    curves = pd.read_csv(RESULTS / "adding_curves.csv")
    curves = curves[(curves.model == MODEL) & (curves["T"] == TIME)].sort_values(["seed", "lag"])
    kept = {
        when: [np.round(np.log10(one.kept), 4).tolist() for _, one in group.groupby("seed")]
        for when, group in curves.groupby("when")
    }
    runs = pd.read_csv(RESULTS / "adding.csv")
    runs = runs[(runs.model == MODEL) & (runs["T"] == TIME)].sort_values("seed")
    return {
        "before": kept["before"],
        "after": kept["after"],
        "errors": runs.mse.tolist(),
        "baseline": runs.baseline.iloc[0],
    }


def stored() -> dict:
    """What the script of the demo holds."""
    text = DATA.read_text("utf8")
    return json.loads(re.search(r"Demos\.usualFigure = (\{.*\});", text, re.S)[1])


def write_data(data: dict) -> None:
    """The script that hands the data to the demo."""
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in data.items())
    DATA.write_text(
        "// Gradient kept against lag, in powers of ten. grid: for every limit of the inputs, scale and length the median, the\n"
        "// least and the most of five fresh networks at the lags 0, every, 2 every ... and the last; thousandths in 16 bits, as\n"
        "// base64. trained: five networks before and after training. Written by benchmarks/demos_usual_figure.py.\n"
        f"Demos.usualFigure = {{\n{lines}\n}};\n",
        "utf8",
        newline="\n",
    )


def picture(data: dict) -> str:
    """Before and after training, a line for each of five networks."""
    left, right, top, bottom, low, high = 90, 650, 20, 330, -10, 1

    def x(lag: float) -> float:
        return left + lag / (TIME - 1) * (right - left)

    def y(power: float) -> float:
        return bottom - (power - low) / (high - low) * (bottom - top)

    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 430" role="img" font-family="sans-serif" font-size="20" fill="#1f2933">',
        "<title>Gradient kept against lag, five plain networks before and after training</title>",
    ]
    for power in (0, -3, -6, -9):
        lines.append(
            f'<path d="M{left} {y(power):.1f}H{right}" stroke="{GREY}" stroke-opacity="0.35" fill="none"/>'
        )
        lines.append(label(left - 10, y(power) + 7, raised(power) if power else "1", "end"))
    for lag in (0, 10, 20, 30, 39):
        lines.append(label(x(lag), bottom + 28, str(lag)))
    lines.append(label((left + right) / 2, bottom + 60, "lag (steps back from the last of 40)"))
    for when, style in (("before", f'stroke="{GREY}" stroke-width="1.5" stroke-dasharray="9 6"'), ("after", f'stroke="{BLUE}" stroke-width="3"')):  # fmt: skip
        for curve in data["trained"][when]:
            points = " ".join(f"{x(lag):.1f},{y(power):.1f}" for lag, power in enumerate(curve))
            lines.append(
                f'<polyline points="{points}" fill="none" stroke-linejoin="round" {style}/>'
            )
    lines.append(label(left + 12, bottom - 44, "dashed: before training", "start"))
    lines.append(label(left + 12, bottom - 14, "blue: after training", "start", BLUE))
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    data = stored() if sys.argv[1:] != ["fresh"] else {
        "limits": LIMITS, "scales": SCALES, "lengths": LENGTHS, "every": list(EVERY.values()),
        "grid": base64.b64encode(whole_grid().tobytes()).decode(),
    }  # fmt: skip
    data["trained"] = trained()
    write_data(data)
    PICTURE.write_text(picture(data), "utf8", newline="\n")
