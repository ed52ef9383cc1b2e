"""The numbers of the demos in Python, by the chapters' own functions, and the pictures that stand in for them.

A picture stands in where nothing moves: print, notebooks, no JavaScript. tests/check/test_demos.py compares what the
demos compute with these functions.

    python benchmarks/demos.py           # a few seconds: the pictures
    python benchmarks/demos.py reviews   # a few minutes, with the official reviews: which models are right on which of them

Writes chapters/figures/lstm_cell/gate_bench.svg, chapters/figures/evaluation/how_many.svg, or, with `reviews`,
book/_static/demos/reviews_data.js.
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


def sample_counts(right_a: np.ndarray, right_b: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Neither, only B, only A, both right on n reviews, drawn as the demo draws them."""
    drawn = (mulberry32(seed, n) * len(right_a)).astype(int)
    return np.bincount(2 * right_a[drawn] + right_b[drawn], minlength=4)


def survey(a: str, b: str, n: int, samples: int) -> dict[str, float]:
    """Of many samples: the shares in which A is ahead, behind, level, and in which McNemar's test finds A, or B."""
    from statsmodels.stats.contingency_tables import mcnemar

    right_a, right_b = stored_right(a), stored_right(b)
    shares = np.bincount(2 * right_a + right_b, minlength=4) / len(right_a)
    drawn = np.random.default_rng(9).multinomial(n, shares, size=samples)
    p_of = {}
    for row in np.unique(drawn[:, 1:3], axis=0):
        p_of[tuple(row)] = mcnemar([[0, row[1]], [row[0], 0]], exact=True).pvalue
    p = np.array([p_of[tuple(row)] for row in drawn[:, 1:3]])
    lead = drawn[:, 2] - drawn[:, 1]
    return {
        "ahead": np.mean(lead > 0),
        "level": np.mean(lead == 0),
        "behind": np.mean(lead < 0),
        "found": np.mean((p < 0.05) & (lead > 0)),
        "wrong": np.mean((p < 0.05) & (lead < 0)),
    }


SIZES = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 25_000]


def how_many() -> str:
    """Who is ahead in samples of each size, NB-SVM or TF-IDF, and how often the test finds it: bars of 100 %."""
    width, left, top, height = 46, 110, 60, 280
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 470" role="img" font-family="sans-serif" font-size="20" fill="#1f2933">',
        "<title>Which of two models is ahead in samples of different size</title>",
    ]
    for share in (0, 50, 100):
        y = top + height * (1 - share / 100)
        lines.append(
            f'<path d="M{left} {y}H{left + 60 * len(SIZES)}" stroke="{GREY}" stroke-opacity="0.35" fill="none"/>'
        )
        lines.append(label(left - 10, y + 7, f"{share} %", "end"))
    for place, n in enumerate(SIZES):
        found = survey("NB-SVM", "TF-IDF", n, 2_000)
        x, base = left + 8 + 60 * place, top + height
        for name, fill in (("found", BLUE), ("ahead", "#8fc3e0"), ("level", "#d5dbe1")):
            share = found[name] - (found["found"] if name == "ahead" else 0)
            base -= share * height
            lines.append(
                f'<path d="M{x} {base:.1f}h{width}v{share * height:.1f}h-{width}z" fill="{fill}"/>'
            )
        text = f"{n // 1000}k" if n >= 1_000 else str(n)
        lines.append(label(x + width / 2, top + height + 28, text))
    lines.append(label(left + 30 * len(SIZES), top + height + 60, "reviews in the sample"))
    for place, (name, fill) in enumerate(
        [("found by the test", BLUE), ("ahead, not found", "#8fc3e0"), ("level", "#d5dbe1")]
    ):
        x = 30 + 245 * place
        lines.append(f'<path d="M{x} {top + height + 84}h20v20h-20z" fill="{fill}"/>')
        lines.append(label(x + 28, top + height + 101, name, "start"))
    lines.append(label(left, 34, "NB-SVM against TF-IDF; white: TF-IDF ahead", "start"))
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    if sys.argv[1:] == ["reviews"]:
        write_reviews()
        sys.exit()
    figures = ROOT / "chapters" / "figures"
    (figures / "lstm_cell" / "gate_bench.svg").write_text(gate_bench(), "utf8", newline="\n")
    (figures / "evaluation" / "how_many.svg").write_text(how_many(), "utf8", newline="\n")
