"""The demo "Read along" (landing page, chapters on word order and on the trained LSTM): its reviews, arithmetic, pictures.

    python benchmarks/demos_read_along.py           # a second: the pictures
    python benchmarks/demos_read_along.py reviews   # with the official reviews: first the reviews

Writes book/_static/demos/read_along_reviews.js, chapters/figures/word_order/read_along.svg and
chapters/figures/trained_lstm/read_along.svg. The weights come from benchmarks/read_along.py.
"""

from __future__ import annotations

import base64
import json
import re
import sys

import numpy as np
from demos import BLUE, GREY, ROOT, label, mulberry32

DEMOS = ROOT / "book" / "_static" / "demos"
REVIEWS, WEIGHTS = DEMOS / "read_along_reviews.js", DEMOS / "read_along_weights.js"
FIGURES = ROOT / "chapters" / "figures"
PICTURE, HELD = FIGURES / "word_order" / "read_along.svg", FIGURES / "trained_lstm" / "read_along.svg"  # fmt: skip
# Short reviews: two of the validation split that the LSTM gets right, four test reviews that it gets wrong.
CHOSEN = {
    "manchu": ("validation", "The Fiendish Plot of Dr. Fu Manchu (1980)"),
    "greatest": ("validation", "I think it's one of the greatest movies"),
    "scary": ("test", "I'm warning you -- this movie is not scary"),
    "voted": ("test", "I don't care if some people voted this movie to be bad"),
    "masterpiece": ("test", "Masterpiece. Carrot Top blows the screen away"),
    "student": ("test", "i see hundreds of student films"),
}
UNITS, LAST, HALF, UNKNOWN, ORDERS = 32, 250, 512, 1, 20
ORANGE = "#c45a00"


# --- data -----------------------------------------------------------------------------------------------------


def reviews() -> list[dict]:
    """Name, part, whether it is positive, and text of each."""
    sys.path[:0] = [str(ROOT / "chapters")]
    from utils import load_imdb

    imdb = load_imdb()
    assert imdb.official, "these are not the official reviews"
    found = []
    for name, (part, start) in CHOSEN.items():
        frame = getattr(imdb, part)
        row = frame[frame.text.str.startswith(start)].iloc[0]
        found.append({"name": name, "part": part, "positive": bool(row.label), "text": row.text})
    return found


def write_reviews() -> None:
    """The script that hands them to the demo."""
    lines = ",\n".join(f"  {json.dumps(review)}" for review in reviews())
    REVIEWS.write_text(
        "// Six short IMDB reviews (Maas et al. 2011), two of the book's validation split and four test reviews.\n"
        f"// Written by benchmarks/demos_read_along.py.\nDemos.readAlong.reviews = [\n{lines},\n];\n",
        "utf8",
        newline="\n",
    )


def stored_reviews() -> dict[str, dict]:
    """The reviews of the demo, by name."""
    found = json.loads(re.search(r"= (\[.*\]);", REVIEWS.read_text("utf8"), re.S)[1].replace(",\n]", "\n]"))  # fmt: skip
    return {review["name"]: review for review in found}


def stored_weights() -> dict:
    """The arrays of the script, and the vocabulary."""
    data = json.loads(re.search(r"= (\{.*\});", WEIGHTS.read_text("utf8"), re.S)[1])
    shapes = {"kernel": (UNITS, -1), "recurrent": (UNITS, -1), "bias": -1, "dense": -1, "bag": -1}
    found = {name: np.frombuffer(base64.b64decode(data[name]), "<f4").reshape(shape).astype("float64")
             for name, shape in shapes.items()}  # fmt: skip
    scale = np.frombuffer(base64.b64decode(data["scale"]), "<u2") * data["unit"]
    lower, upper = (np.frombuffer(base64.b64decode(data[name]), "uint8").astype(int) for name in ("lower", "upper"))  # fmt: skip
    upper = (upper[:, None] >> np.array([0, 2, 4, 6]) & 3).reshape(-1, UNITS)
    found["table"] = (upper * 256 + lower.reshape(-1, UNITS) - HALF) * scale[:, None]
    found["vocabulary"] = data["vocabulary"].split(" ")
    found["gates"] = {gate: np.array(means) for gate, means in data["gates"].items()}
    return found | {"shift": data["shift"], "constant": data["constant"]}


# --- arithmetic -----------------------------------------------------------------------------------------------


def tokens(text: str) -> list[str]:
    """The words of a text, by the rules of the chapter "From text to ids" behind the removal of markup."""
    plain = re.sub(r"</?[a-zA-Z][^<>]*>", " ", text)
    plain = re.sub("[A-Z]", lambda letter: letter[0].lower(), plain)
    return re.findall(r"\S+", re.sub(r"[!-/:-@\[-`{-~]", "", plain), re.ASCII)


def ids_of(weights: dict, words: list[str]) -> list[int]:
    """Ids of words, 1 for those that are not in the vocabulary."""
    known = {word: place + 2 for place, word in enumerate(weights["vocabulary"])}
    return [known.get(word, UNKNOWN) for word in words]


def sigmoid(z):
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def read(weights: dict, ids: list[int], held: bool = False) -> np.ndarray:
    """The probability of praise before the first word and after each, (words + 1,); held: all gates at their means."""
    h = c = np.zeros(UNITS)
    found = [weights["shift"]]
    for one in ids:
        z = weights["table"][one] @ weights["kernel"] + h @ weights["recurrent"] + weights["bias"]
        i, f, candidate, o = np.split(z, 4)  # Keras's order
        i, f, o = sigmoid(i), sigmoid(f), sigmoid(o)
        if held:
            i, f, o = (weights["gates"][gate] for gate in "ifo")
        c = f * c + i * np.tanh(candidate)
        h = o * np.tanh(c)
        found.append(h @ weights["dense"] + weights["shift"])
    return sigmoid(np.array(found))


def order(count: int, seed: int) -> list[int]:
    """Places 0 to count - 1 in the random order that the demo makes from a seed."""
    places = list(range(count))
    drawn = iter(mulberry32(seed, max(count - 1, 0)))
    for last in range(count - 1, 0, -1):
        other = int(next(drawn) * (last + 1))
        places[last], places[other] = places[other], places[last]
    return places


def in_orders(weights: dict, ids: list[int]) -> list[np.ndarray]:
    """The readings of the demo's first twenty random orders."""
    return [read(weights, [ids[place] for place in order(len(ids), seed)]) for seed in range(1, ORDERS + 1)]  # fmt: skip


# --- pictures -------------------------------------------------------------------------------------------------

LEFT, RIGHT, TOP, BOTTOM = 90, 655, 60, 330


def curve(values: np.ndarray, stroke: str, width: float, more: str = "") -> str:
    """A line through the probabilities."""
    step = (RIGHT - LEFT) / (len(values) - 1)
    points = " ".join(f"{LEFT + step * place:.1f},{BOTTOM - value * (BOTTOM - TOP):.1f}" for place, value in enumerate(values))  # fmt: skip
    return (
        f'<polyline points="{points}" fill="none" stroke="{stroke}" stroke-width="{width}"{more}/>'
    )


def frame(title: str, words: int, legend: list[tuple[str, str]]) -> list[str]:
    """Axes, and above them what the lines are."""
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 410" role="img" font-family="sans-serif" font-size="20" fill="#1f2933">',
        f"<title>{title}</title>",
    ]
    for value in (0, 0.5, 1):
        y = BOTTOM - value * (BOTTOM - TOP)
        lines.append(f'<path d="M{LEFT} {y:.0f}H{RIGHT}" stroke="{GREY}" stroke-opacity="0.35" fill="none"/>')  # fmt: skip
        lines.append(label(LEFT - 10, y + 7, f"{value:g}", "end"))
    for place in (0, words):
        lines.append(label(LEFT + (RIGHT - LEFT) * place / words, BOTTOM + 28, str(place)))
    lines.append(label((LEFT + RIGHT) / 2, BOTTOM + 62, "words read"))
    lines.append(
        f'<text transform="translate(26 {(TOP + BOTTOM) // 2}) rotate(-90)" text-anchor="middle">probability of praise</text>'
    )
    for place, (name, stroke) in enumerate(legend):
        x = LEFT + place * 260
        lines.append(f'<path d="M{x} 27h34" stroke="{stroke}" stroke-width="4" fill="none"/>')
        lines.append(label(x + 44, 34, name, "start"))
    return lines


def orders_picture(weights: dict) -> str:
    """One review as written, and in twenty random orders."""
    ids = ids_of(weights, tokens(stored_reviews()["scary"]["text"]))
    lines = frame("Probability of praise after each word of a review, as written and in twenty random orders", len(ids),
                  [("as written", BLUE), ("20 random orders", ORANGE)])  # fmt: skip
    lines += [curve(values, ORANGE, 1.3) for values in in_orders(weights, ids)]
    return "\n".join([*lines, curve(read(weights, ids), BLUE, 4), "</svg>", ""])


def held_picture(weights: dict) -> str:
    """One review as trained, and with all gates at their means."""
    ids = ids_of(weights, tokens(stored_reviews()["greatest"]["text"]))
    lines = frame("Probability of praise after each word of a review, as trained and with all gates held", len(ids),
                  [("as trained", BLUE), ("all gates held", ORANGE)])  # fmt: skip
    lines.append(curve(read(weights, ids), BLUE, 4))
    lines.append(curve(read(weights, ids, held=True), ORANGE, 4, ' stroke-dasharray="10 6"'))
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    if sys.argv[1:] == ["reviews"]:
        write_reviews()
    found = stored_weights()
    PICTURE.write_text(orders_picture(found), "utf8", newline="\n")
    HELD.write_text(held_picture(found), "utf8", newline="\n")
