"""The demo "Unroll" (chapter Recurrent networks): two small trained networks, their arithmetic in Python, and its picture.

Two plain recurrent networks of four units, trained here by the chapter's own `forward` and `backward`, keep count of the
praise in a sentence of made-up film talk: +1 for *good* and *great*, -1 for *bad* and *dull*, the other way round after *not*
or *not very*. One reads from the first word to the last, the other from the last to the first. The demo exchanges a word,
and measures how far each state moves, and what gradient each word has.

    python benchmarks/demos_unroll.py         # a second: the picture
    python benchmarks/demos_unroll.py train   # a minute: first both networks

Writes book/_static/demos/unroll_data.js and chapters/figures/recurrent_networks/unroll.svg.
"""

from __future__ import annotations

import json
import re
import sys

import numpy as np
from demos import BLUE, GREY, INK, ROOT, chapter_names, label

DATA = ROOT / "book" / "_static" / "demos" / "unroll_data.js"
PICTURE = ROOT / "chapters" / "figures" / "recurrent_networks" / "unroll.svg"
WORDS = [
    "the",
    "a",
    "film",
    "story",
    "was",
    "and",
    "but",
    "not",
    "very",
    "good",
    "great",
    "bad",
    "dull",
]
SENTENCE = ["the", "film", "was", "not", "good", "but", "very", "dull"]
COUNTS = {"good": 1, "great": 1, "bad": -1, "dull": -1}
UNITS, SEED, POOL, STEPS, BATCH, RATE = 4, 3, 10_000, 8_000, 128, 0.01
NAMES = ["W_xh", "W_hh", "b", "W_hy", "b_y"]
CHAPTER = chapter_names("recurrent_networks", ["forward", "backward"], np=np)


# --- what the networks are to learn ---------------------------------------------------------------------------


def verdicts(sentence: list[str]) -> list[int]:
    """What the rule says after each word."""
    total, found = 0, []
    for place, word in enumerate(sentence):
        before = [one for one in sentence[:place][-2:]]
        turned = before[-1:] == ["not"] or before == ["not", "very"]
        total += COUNTS.get(word, 0) * (-1 if turned else 1)
        found.append(total)
    return found


def clause(rng: np.random.Generator) -> list[str]:
    """Not, or not, and very, or not, and a word that counts."""
    said = [word for word in ("not", "very") if rng.random() < 0.4]
    return [*said, str(rng.choice(list(COUNTS)))]


def sentences(rng: np.random.Generator, count: int) -> list[list[str]]:
    """Sentences as in the demo, made to eight words; in half of them one word is any word."""
    found = []
    for _ in range(count):
        start = [str(rng.choice(["the", "a"])), str(rng.choice(["film", "story"])), "was"]
        said = [*start, *clause(rng), str(rng.choice(["and", "but"])), *clause(rng)]
        said = [*said, "and", *clause(rng), "and", *clause(rng)][: len(SENTENCE)]
        if rng.random() < 0.5:
            said[rng.integers(len(said))] = str(rng.choice(WORDS))
        found.append(said)
    return found


def one_hot(batch: list[list[str]]) -> np.ndarray:
    """A 1 at the place of each word, (batch, time, 13)."""
    return np.eye(len(WORDS))[[[WORDS.index(word) for word in said] for said in batch]]


def in_order(x: np.ndarray, from_end: bool) -> np.ndarray:
    """The steps in the order in which they are read."""
    return x[:, ::-1] if from_end else x


def targets(batch: list[list[str]], from_end: bool) -> np.ndarray:
    """What the rule says of the words read so far, (batch, time, 1), in the order in which they are read."""
    if not from_end:
        return np.array([verdicts(said) for said in batch], float)[:, :, None]
    read = [[verdicts(said[-count:])[-1] for count in range(1, len(said) + 1)] for said in batch]
    return np.array(read, float)[:, :, None]


# --- training -------------------------------------------------------------------------------------------------


def loss_and_gradients(x: np.ndarray, y: np.ndarray, weights: list[np.ndarray]):
    """Mean squared error after every word, and its gradients in the order of *weights*."""
    W_xh, W_hh, b, W_hy, b_y = weights
    h_0 = np.zeros((len(x), UNITS))
    states = CHAPTER["forward"](x, W_xh, W_hh, b, h_0)
    error = states @ W_hy + b_y - y  # (batch, time, 1)
    d_y = 2 * error / error.size
    of_cell = CHAPTER["backward"](x, states, h_0, W_xh, W_hh, d_y @ W_hy.T)[:3]
    of_head = (np.einsum("btu,bto->uo", states, d_y), d_y.sum(axis=(0, 1)))
    return (error**2).mean(), [*of_cell, *of_head]


def train(from_end: bool) -> dict[str, np.ndarray]:
    """A network after 8,000 steps of Adam, its weights rounded to four places."""
    rng = np.random.default_rng(SEED)
    n = len(WORDS)
    weights = [rng.normal(size=(n, UNITS)) * 0.5, rng.normal(size=(UNITS, UNITS)) * 0.5,
               np.zeros(UNITS), rng.normal(size=(UNITS, 1)) * 0.5, np.zeros(1)]  # fmt: skip
    mean = [np.zeros_like(one) for one in weights]
    square = [np.zeros_like(one) for one in weights]
    pool = sentences(rng, POOL)
    inputs, wanted = in_order(one_hot(pool), from_end), targets(pool, from_end)
    for step in range(1, STEPS + 1):
        batch = rng.integers(POOL, size=BATCH)
        _, gradients = loss_and_gradients(inputs[batch], wanted[batch], weights)
        rate = RATE * min(1, 2 * (1 - step / (STEPS + 1)))  # smaller towards the end
        for place, gradient in enumerate(gradients):
            mean[place] = 0.9 * mean[place] + 0.1 * gradient
            square[place] = 0.999 * square[place] + 0.001 * gradient**2
            first, second = mean[place] / (1 - 0.9**step), square[place] / (1 - 0.999**step)
            weights[place] = weights[place] - rate * first / (np.sqrt(second) + 1e-8)
    return {name: array.round(4) for name, array in zip(NAMES, weights, strict=True)}


def trained() -> dict:
    """What the script of the demo holds."""
    data = {"words": WORDS, "sentence": [WORDS.index(word) for word in SENTENCE]}
    for name, from_end in (("forwards", False), ("backwards", True)):
        data[name] = {key: array.tolist() for key, array in train(from_end).items()}
    return data


def stored() -> dict:
    """The same from the script."""
    return json.loads(re.search(r"Demos\.unroll = (\{.*\});", DATA.read_text("utf8"), re.S)[1])


def write_data(data: dict) -> None:
    """The script that hands the data to the demo."""
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in data.items())
    DATA.write_text(
        "// The words of a small film talk, the demo's sentence, and the weights of two plain recurrent networks of four units,\n"
        "// one for each direction, named as in the chapter, rounded to four places.\n"
        f"// Written by benchmarks/demos_unroll.py.\nDemos.unroll = {{\n{lines}\n}};\n",
        "utf8",
        newline="\n",
    )


# --- arithmetic -----------------------------------------------------------------------------------------------


class Network:
    """One of the two networks; its steps are given and returned in the order of the sentence."""

    def __init__(self, data: dict, direction: str):
        arrays = {name: np.array(value) for name, value in data[direction].items()}
        self.W_xh, self.W_hh, self.b, self.W_hy, self.b_y = [arrays[name] for name in NAMES]
        self.from_end = direction == "backwards"

    def states(self, sentence: list[str]) -> np.ndarray:
        """(time, units)."""
        x = in_order(one_hot([sentence]), self.from_end)
        found = CHAPTER["forward"](x, self.W_xh, self.W_hh, self.b, np.zeros((1, UNITS)))
        return in_order(found, self.from_end)[0]

    def verdicts(self, states: np.ndarray) -> np.ndarray:
        """The head, (time,)."""
        return (states @ self.W_hy + self.b_y)[:, 0]

    def gradient(self, sentence: list[str], place: int) -> np.ndarray:
        """d x_t for all t, of the verdict after the word at *place*: (time, 13)."""
        x = in_order(one_hot([sentence]), self.from_end)
        h_0 = np.zeros((1, UNITS))
        states = CHAPTER["forward"](x, self.W_xh, self.W_hh, self.b, h_0)
        d_states = np.zeros((1, len(sentence), UNITS))
        d_states[0, place] = self.W_hy[:, 0]
        d_states = in_order(d_states, self.from_end)
        d_x = CHAPTER["backward"](x, states, h_0, self.W_xh, self.W_hh, d_states)[4]
        return in_order(d_x, self.from_end)[0]


def measured(data: dict, both: bool, place: int, word: str) -> dict[str, list]:
    """What the demo shows when the word at *place* becomes *word*."""
    networks = [Network(data, "forwards")] + ([Network(data, "backwards")] if both else [])
    sentence = [data["words"][row] for row in data["sentence"]]
    exchanged = [*sentence[:place], word, *sentence[place + 1 :]]
    before = [network.states(sentence) for network in networks]
    after = [network.states(exchanged) for network in networks]
    gradients = [network.gradient(exchanged, place) / len(networks) for network in networks]
    return {
        "before": np.hstack(before).tolist(),
        "after": np.hstack(after).tolist(),
        "moved": np.linalg.norm(np.hstack(after) - np.hstack(before), axis=1).tolist(),
        "gradient": np.linalg.norm(sum(gradients), axis=1).tolist(),
        "verdicts": [
            np.mean([net.verdicts(s) for net, s in zip(networks, states, strict=True)], axis=0).tolist()
            for states in (before, after)
        ],
    }  # fmt: skip


# --- picture --------------------------------------------------------------------------------------------------

ROWS = [
    ("how far each state moves: “good” becomes “bad”", 4, "bad", "moved"),
    ("how far each state moves: the first “the” becomes “not”", 0, "not", "moved"),
    ("gradient at each word, of the count after “bad”", 4, "bad", "gradient"),
]


def written(size: float) -> str:
    """0 for exactly 0, else two digits that count."""
    if size == 0:
        return "0"
    return f"{size:.3f}" if size < 0.01 else f"{size:.2f}" if size < 1 else f"{size:.1f}"


def picture(data: dict) -> str:
    """The sentence, and three rows of bars below it: two exchanges forwards, and one gradient backwards."""
    left, wide, high = 24, 79, 60
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 530" role="img" font-family="sans-serif" font-size="20" fill="#1f2933">',
        "<title>How far states move when a word is exchanged, and where a gradient goes</title>",
        f'<path d="M{left} 54H{left + 8 * wide}" stroke="{GREY}" stroke-width="3" fill="none"/>',
    ]
    for place, word in enumerate(SENTENCE):
        x = left + place * wide
        lines.append(
            f'<path d="M{x + 4} 30h{wide - 8}v48h-{wide - 8}z" fill="#ffffff" stroke="{INK}" stroke-width="2"/>'
        )
        lines.append(label(x + wide / 2, 61, word))
    for row, (name, place, word, what) in enumerate(ROWS):
        base = 196 + 148 * row
        sizes = measured(data, False, place, word)[what]
        lines.append(label(left, base - high - 16, name, "start"))
        for step, size in enumerate(sizes):
            x, tall = left + step * wide, size / max(sizes) * high
            colour = BLUE if what == "moved" else "#a84300"
            if tall > 0:
                lines.append(
                    f'<path d="M{x + 18} {base - tall:.1f}h{wide - 36}v{tall:.1f}h-{wide - 36}z" fill="{colour}"/>'
                )
            lines.append(label(x + wide / 2, base + 20, written(size)))
        lines.append(f'<path d="M{left} {base}H{left + 8 * wide}" stroke="{GREY}" fill="none"/>')
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    if sys.argv[1:] == ["train"]:
        write_data(trained())
    PICTURE.write_text(picture(stored()), "utf8", newline="\n")
