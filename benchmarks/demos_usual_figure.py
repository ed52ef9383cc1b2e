"""The demo "The usual figure, undone" (chapters Vanishing and exploding gradients, and The LSTM): its data and pictures.

Fresh networks are measured on grids by the chapters' own functions, five draws of weights and inputs for each plain one and
ten for each LSTM. Trained ones, of 32 units, are those of benchmarks/results/adding_curves.csv, 40 steps, and adding_longer.csv, 80: five plain
ones, and three LSTMs for each forget bias. The question is about those of 40 steps.

    python benchmarks/demos_usual_figure.py         # a second: the trained networks in the script, and the picture
    python benchmarks/demos_usual_figure.py fresh   # some minutes, with Keras: first the fresh ones

Writes usual_figure_data.js and usual_figure_lstm_data.js in book/_static/demos, and usual_figure.svg in chapters/figures,
in the folders of both chapters.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from functools import partial

import numpy as np
import pandas as pd
from demos import BLUE, GREY, ROOT, chapter_names, label, raised

DEMOS = ROOT / "book" / "_static" / "demos"
PLAIN, LSTM = DEMOS / "usual_figure_data.js", DEMOS / "usual_figure_lstm_data.js"
FIGURES = ROOT / "chapters" / "figures"
PICTURES = {PLAIN: FIGURES / "vanishing_gradients" / "usual_figure.svg", LSTM: FIGURES / "lstm_cell" / "usual_figure.svg"}  # fmt: skip
RESULTS = ROOT / "benchmarks" / "results"
CHAPTER = ["UNITS", "SEEDS", "rnn_jacobians", "kept", "fresh_weights", "curves"]
LSTM_CHAPTER = [
    "UNITS", "FEATURES", "SEEDS", "ORDER", "Weights", "split_lstm", "lstm_step", "lstm_forward", "step_errors", "before",
    "lstm_backward", "kept", "lstm_kept", "plain_kept", "curves",
]  # fmt: skip
TIME, LONGER = 40, 80
CURVES = {TIME: "adding_curves", LONGER: "adding_longer"}
BIASES = [4, 1, 0]

LIMITS = [0.05, 0.15, 0.5, 1.0, 1.73]
SCALES = [0.5, 0.8, 1.0, 1.2, 1.5]
LSTM_LIMITS, LSTM_BIASES = [0.05, 0.15, 0.5, 1.73], [0, 1, 2, 4]
LENGTHS = [51, 101, 201, 401]
EVERY = {51: 1, 101: 1, 201: 2, 401: 5}  # which lags of a curve are stored, besides the last
STEPS = 1_000  # a power of ten in so many steps
FLOOR = 32.0  # powers of ten; less is stored as this


def lags_of(length: int) -> np.ndarray:
    """The lags at which a curve of that length is stored, from 0 to the start of the sequence."""
    return np.append(np.arange(0, length, EVERY[length]), length)


def fresh(chapter: dict, limit: float, scale: float, length: int) -> np.ndarray:
    """Powers of ten kept by fresh networks: median, least and most of five draws, (3, lags)."""
    return middle_and_ends(chapter["curves"](limit, scale, length)[:, lags_of(length)])


def fresh_lstm(chapter: dict, limit: float, bias: float, length: int) -> np.ndarray:
    """The same of ten fresh LSTMs with that forget bias."""
    cell = chapter["layers"].LSTM
    return middle_and_ends(chapter["curves"](cell, limit, length, bias)[:, lags_of(length)])


def middle_and_ends(by_seed: np.ndarray) -> np.ndarray:
    """Median, least and most at each lag, in powers of ten."""
    found = np.stack([np.median(by_seed, axis=0), by_seed.min(axis=0), by_seed.max(axis=0)])
    return np.log10(np.maximum(found, 10**-FLOOR))


def whole_grid(limits: list[float], others: list[float], measure) -> str:
    """All curves one after the other, in thousandths of a power of ten, 16-bit, as base64."""
    curves = [
        measure(limit, other, length).ravel()
        for limit in limits
        for other in others
        for length in LENGTHS
    ]
    packed = np.round(np.concatenate(curves) * STEPS).astype("<i2")
    return base64.b64encode(packed.tobytes()).decode()


def grids() -> dict:
    """What the scripts hold of fresh networks, by file."""
    plain, lstm = chapter_names("vanishing_gradients", CHAPTER), chapter_names("lstm_cell", LSTM_CHAPTER)  # fmt: skip
    shared = {"lengths": LENGTHS, "every": list(EVERY.values())}
    return {
        PLAIN: {"limits": LIMITS, "scales": SCALES, **shared,
                "grid": whole_grid(LIMITS, SCALES, partial(fresh, plain))},
        LSTM: {"limits": LSTM_LIMITS, "biases": LSTM_BIASES, **shared,
               "grid": whole_grid(LSTM_LIMITS, LSTM_BIASES, partial(fresh_lstm, lstm))},
    }  # fmt: skip


def trained(model: str, time: int = TIME) -> dict:
    """Powers of ten kept by a model's networks at the stored lags after training and before it, and their errors."""
    curves = pd.read_csv(RESULTS / f"{CURVES[time]}.csv")
    curves = curves[(curves.model == model) & (curves["T"] == time)].sort_values(["seed", "lag"])
    kept = {
        when: [np.round(np.log10(one.kept), 4).tolist() for _, one in group.groupby("seed")]
        for when, group in curves.groupby("when")
    }
    runs = pd.read_csv(RESULTS / "adding.csv")
    runs = runs[(runs.model == model) & (runs["T"] == time)].sort_values("seed")
    return {
        "lags": sorted(curves.lag.unique().tolist()),
        "curves": kept["after"],
        "before": kept["before"],
        "errors": runs.mse.tolist(),
        "baseline": runs.baseline.iloc[0],
    }


def plain_kinds() -> list[dict]:
    """What the page on plain networks can show."""
    model = "SimpleRNN, orthogonal"
    after = trained(model)
    return [
        {"name": "fresh"},
        {"name": "before", "lags": after["lags"], "curves": after["before"]},
        {"name": "after", "asked": True, **after},
        {"name": "after-longer", **trained(model, LONGER)},
    ]


def lstm_kinds() -> list[dict]:
    """And the page on the LSTM."""
    names = {bias: f"LSTM, forget bias {bias}" for bias in BIASES}
    asked = [{"name": f"bias-{b}", "asked": True, **trained(name)} for b, name in names.items()]
    longer = [{"name": f"bias-{b}-longer", **trained(name, LONGER)} for b, name in names.items()]
    return [{"name": "fresh"}, *asked, *longer]


def stored(file=PLAIN) -> dict:
    """What a script of data holds."""
    text = file.read_text("utf8")
    return json.loads(re.search(r"Demos\.usualFigure = (\{.*\});", text, re.S)[1])


def write_data(file, data: dict) -> None:
    """A script that hands the data to the demo."""
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in data.items())
    file.write_text(
        "// Gradient kept against lag, in powers of ten. kinds: networks that were trained, curves after training, or before it.\n"
        "// grid: for every limit of the inputs, scale (or forget bias) and length the median, the least and the most of fresh\n"
        "// networks at the lags 0, every, 2 every ... and the last; thousandths in 16 bits, as base64.\n"
        f"// Written by benchmarks/demos_usual_figure.py.\nDemos.usualFigure = {{\n{lines}\n}};\n",
        "utf8",
        newline="\n",
    )


def picture(data: dict) -> str:
    """Before and after training, a line for each network."""
    left, right, top, bottom, low, high = 90, 650, 20, 330, -10, 1

    def x(lag: float) -> float:
        return left + lag / (TIME - 1) * (right - left)

    def y(power: float) -> float:
        return bottom - (power - low) / (high - low) * (bottom - top)

    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 430" role="img" font-family="sans-serif" font-size="20" fill="#1f2933">',
        "<title>Gradient kept against lag, networks before and after training</title>",
    ]
    for power in (0, -3, -6, -9):
        lines.append(
            f'<path d="M{left} {y(power):.1f}H{right}" stroke="{GREY}" stroke-opacity="0.35" fill="none"/>'
        )
        lines.append(label(left - 10, y(power) + 7, raised(power) if power else "1", "end"))
    for lag in (0, 10, 20, 30, 39):
        lines.append(label(x(lag), bottom + 28, str(lag)))
    lines.append(label((left + right) / 2, bottom + 60, "lag (steps back from the last of 40)"))
    for when, style in (("before", f'stroke="{GREY}" stroke-width="1.5" stroke-dasharray="9 6"'), ("curves", f'stroke="{BLUE}" stroke-width="2.2"')):  # fmt: skip
        for curve in [curve for kind in data["kinds"] if "asked" in kind for curve in kind[when]]:
            points = " ".join(f"{x(lag):.1f},{y(power):.1f}" for lag, power in enumerate(curve))
            lines.append(
                f'<polyline points="{points}" fill="none" stroke-linejoin="round" {style}/>'
            )
    for kind in [kind for kind in data["kinds"] if "asked" in kind and "biases" in data]:
        bias, beside = kind["name"].removeprefix("bias-"), kind["before"][0][24]
        above = 0.75 if bias == "4" else beside + 0.5  # powers of ten
        lines.append(label(x(24), y(above), f"forget bias {bias}", "start"))
    lines.append(label(left + 12, bottom - 44, "dashed: before training", "start"))
    lines.append(label(left + 12, bottom - 14, "blue: after training", "start", BLUE))
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    known = grids() if sys.argv[1:] == ["fresh"] else {file: stored(file) for file in PICTURES}
    for file, kinds in ((PLAIN, plain_kinds()), (LSTM, lstm_kinds())):
        data = known[file] | {"kinds": kinds}
        write_data(file, data)
        PICTURES[file].write_text(picture(data), "utf8", newline="\n")
