"""The numbers of the demos in Python, by the chapters' own functions, and the pictures that stand in for them.

A picture stands in where nothing moves: print, notebooks, no JavaScript. tests/check/test_demos.py compares what the
demos compute with these functions.


    python benchmarks/demos.py           # a few seconds: the pictures
    python benchmarks/demos.py reviews   # a few minutes, with the official reviews: which models are right on which of them

Writes chapters/figures/lstm_cell/gate_bench.svg from the chapter's own functions and from the draws of the bench.
"""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from bookkit.book import Book
from bookkit.chapter import definitions

BOOK = Book(ROOT)

CELL = ["ORDER", "Weights", "before", "hand_set", "lstm_backward", "lstm_forward", "lstm_step", "sigmoid", "split_lstm",
        "step_errors"]  # fmt: skip


def mulberry32(seed: int, count: int) -> np.ndarray:
    """Numbers from 0 to 1 as Demos.random(seed) gives them."""
    state, found = seed & 0xFFFFFFFF, []
    for _ in range(count):
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = ((state ^ state >> 15) * (1 | state)) & 0xFFFFFFFF
        mixed ^= (mixed + (mixed ^ mixed >> 7) * (61 | mixed)) & 0xFFFFFFFF
        found.append((mixed ^ mixed >> 14) / 2**32)
    return np.array(found)


def chapter_names(key: str, names: list[str], **given) -> dict:
    """The definitions *names* of a chapter, run."""
    page = BOOK.page(key)
    found = dict(given)
    exec(definitions(page, page, names), found)  # the book's own code
    return found


def sequences(count: int, seed: int) -> np.ndarray:
    """Draws (count, 100) of plus and minus one, as the bench makes them."""
    return np.where(mulberry32(seed, count * 100) < 0.5, -1.0, 1.0).reshape(count, 100)


def by_the_chapter(cell: dict, draw: np.ndarray, p_input: float, p_forget: float, noise: float):
    """(c, h, slope of the forget bias, gradient along the cell) of the chapter's hand-set LSTM, as its cells compute them."""
    mark = np.zeros_like(draw)
    mark[:, 0] = 1
    heard = np.where(mark == 1, draw, noise * draw)
    x = np.stack([heard, mark], axis=-1).astype("float32")
    hand = cell["split_lstm"](cell["hand_set"](p_input, p_forget))
    run = cell["lstm_forward"](x, hand)
    dh_out = np.zeros_like(run["h"])
    dh_out[:, -1, 0] = 2 * (run["h"][:, -1, 0] - np.sign(draw[:, 0])) / len(draw)
    slope = cell["lstm_backward"](run, hand, dh_out)["f"].sum()
    along = np.cumprod(np.append(run["f"][0, 1:, 0], np.float32(1))[::-1])[::-1]
    return run["c"][:, :, 0], run["h"][:, :, 0], slope, along


# --- pictures ---

INK, GREY, BLUE = "#1f2933", "#6b7785", "#0173b2"
LEFT, RIGHT, TOP, BOTTOM = 120, 650, 24, 330
LEAST = 1e-7
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 560" role="img" font-family="sans-serif" font-size="20" fill="#1f2933">\n'
    "<title>Slope of the forget bias against p, and where the lamps of the gate bench are lit</title>"
)


def x_of(p: float) -> float:
    """Where p lies, 0 to 20."""
    return LEFT + p / 20 * (RIGHT - LEFT)


def y_of(slope: float) -> float:
    """Where a slope lies on an axis that is logarithmic on both sides of 0."""
    size = np.log10(max(abs(slope), LEAST) / LEAST) / 7.3
    return (TOP + BOTTOM) / 2 - np.sign(slope) * size * (BOTTOM - TOP) / 2


def label(x: float, y: float, text: str, anchor: str = "middle", fill: str = INK) -> str:
    """A line of text."""
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{fill}">{text}</text>'


def raised(power: int) -> str:
    """A power of ten."""
    minus = "−" if power < 0 else ""
    return f'10<tspan font-size="14" dy="-7">{minus}{abs(power)}</tspan>'


def gate_bench() -> str:
    """The slope of the forget bias against p, and bars where each lamp is lit."""
    cell, draw = chapter_names("lstm_cell", CELL), sequences(1_000, 4)
    grid = np.arange(0, 20.5, 0.5)
    points, lit = [], {"all right": [], "descent": [], "exact": []}
    for p in grid:
        c, _, slope, _ = by_the_chapter(cell, draw, p, p, 1.0)
        points.append(f"{x_of(p):.1f},{y_of(slope):.1f}")
        if (np.sign(c[:, -1]) == draw[:, 0]).all():
            lit["all right"].append(p)
        if slope <= -0.01:
            lit["descent"].append(p)
        if (c[:, -1] == c[:, 0]).all():
            lit["exact"].append(p)
    lines = [HEAD]
    for power in (-4, 0):
        for sign, mark in ((1, ""), (-1, "−")):
            y = y_of(sign * 10.0**power)
            lines.append(
                f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="{GREY}" stroke-opacity="0.35" fill="none"/>'
            )
            lines.append(label(LEFT - 10, y + 7, mark + (raised(power) if power else "1"), "end"))
    lines.append(f'<path d="M{LEFT} {y_of(0):.1f}H{RIGHT}" stroke="{GREY}" fill="none"/>')
    lines.append(label(LEFT - 10, y_of(0) + 7, "0", "end"))
    for p in (0, 5, 10, 15, 20):
        lines.append(
            f'<path d="M{x_of(p):.1f} {TOP}V{BOTTOM + 130}" stroke="{GREY}" stroke-opacity="0.35" fill="none"/>'
        )
        lines.append(label(x_of(p), BOTTOM + 156, str(p)))
    lines.append(label((LEFT + RIGHT) / 2, BOTTOM + 190, "firmness p of both gates"))
    lines.append(
        f'<text transform="translate(26 {(TOP + BOTTOM) // 2}) rotate(-90)" text-anchor="middle" fill="{INK}">slope of the forget bias</text>'
    )
    lines.append(label(RIGHT - 6, TOP + 40, "descent lowers the bias", "end"))
    lines.append(label(RIGHT - 6, BOTTOM - 30, "descent raises the bias", "end"))
    lines.append(
        f'<polyline points="{" ".join(points)}" fill="none" stroke="{BLUE}" stroke-width="4"/>'
    )
    for row, (name, at) in enumerate(lit.items()):
        y = BOTTOM + 22 + 40 * row
        lines.append(
            f'<path d="M{x_of(at[0]):.1f} {y + 18}H{x_of(at[-1]):.1f}" stroke="{BLUE}" stroke-width="14" fill="none"/>'
        )
        lines.append(label(LEFT - 6, y + 25, name, "end"))
    return "\n".join([*lines, "</svg>", ""])


# --- how many reviews decide? ---

RIVALS = ["NB-SVM", "TF-IDF", "LSTM 2", "LSTM 1", "averaged embeddings 1"]
REVIEWS = ROOT / "book" / "_static" / "demos" / "reviews_data.js"


def network_right(name: str) -> np.ndarray:
    """On which test reviews a network of the chapter is right, (25000,), in the order of the archive's files."""
    stored = np.load(ROOT / "chapters" / "artifacts" / "evaluation" / "models.npz")
    label = stored["test_id"] >= 100_000
    kind, _, seed = name.rpartition(" ")
    p = stored[f"{kind}_{seed}_test"].astype("float64")
    found = np.log(np.clip(p, 0.0003, 0.9997) / (1 - np.clip(p, 0.0003, 0.9997)))  # as the chapter
    return (found > 0) == label


def linear_right() -> dict[str, np.ndarray]:
    """The same for the two linear models, fitted again as the chapter fits them."""
    sys.path[:0] = [str(ROOT / "chapters")]
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
    from sklearn.svm import LinearSVC
    from utils import load_imdb

    book = chapter_names("baselines", ["without_tags", "log_count_ratio", "weigh"])
    imdb = load_imdb()
    assert imdb.official, "these are not the official reviews"
    stored = np.load(ROOT / "chapters" / "artifacts" / "evaluation" / "models.npz")
    assert np.array_equal(stored["test_id"], 100_000 * imdb.test.label + imdb.test.id)
    train, y = imdb.train, imdb.train.label.to_numpy()
    count = CountVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]", min_df=2)
    x_train = count.fit_transform(book["without_tags"](train.text))
    x_test = count.transform(book["without_tags"](imdb.test.text))
    ratio = book["log_count_ratio"](x_train, y)
    nb_svm = LinearSVC(C=0.01, random_state=0).fit(book["weigh"](x_train, ratio), y)
    tfidf = TfidfTransformer(sublinear_tf=True).fit(x_train)
    svm = LinearSVC(C=1.0, random_state=0).fit(tfidf.transform(x_train), y)
    label = imdb.test.label.to_numpy()
    return {
        "NB-SVM": (nb_svm.decision_function(book["weigh"](x_test, ratio)) > 0) == label,
        "TF-IDF": (svm.decision_function(tfidf.transform(x_test)) > 0) == label,
    }


def write_reviews() -> None:
    """One bit a review and model, eight to a byte, as base64 in a script."""
    right = linear_right()
    lines = [
        "// Which of the 25,000 test reviews each model gets right: one bit a review, the first in the highest bit of the",
        "// first byte, as base64. Written by benchmarks/demos.py reviews.",
        "Demos.reviews = {",
    ]
    for name in RIVALS:
        bits = right[name] if name in right else network_right(name)
        lines.append(f'  "{name}": "{base64.b64encode(np.packbits(bits)).decode()}",')
    REVIEWS.write_text("\n".join([*lines, "};", ""]), "utf8", newline="\n")


def stored_right(name: str) -> np.ndarray:
    """What the script of the demo holds of a model, (25000,)."""
    found = re.search(rf'"{name}": "([^"]+)"', REVIEWS.read_text("utf8"))[1]
    return np.unpackbits(np.frombuffer(base64.b64decode(found), "uint8")).astype(bool)


if __name__ == "__main__":
    if sys.argv[1:] == ["reviews"]:
        write_reviews()
        sys.exit()
    target = ROOT / "chapters" / "figures" / "lstm_cell" / "gate_bench.svg"
    target.write_text(gate_bench(), "utf8", newline="\n")
