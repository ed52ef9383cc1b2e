"""The demo "Attention, told and untold" (chapter Attention): its weights, its arithmetic in Python, and its picture.

The two networks are those of benchmarks/reverse.py that were told the letters before, seed 1, 2,400 batches, as the
chapter loads them: chapters/artifacts/beyond_text/reverse.npz. What a letter adds inside the gates is computed here once
for each letter, so that the page needs no embedding. Every column of a matrix is stored in 8,099 steps from minus its
largest size to plus that, two characters a number: in base64 two characters would give half as many steps, and the
network with one state is sensitive to that.

    python benchmarks/demos_attention.py   # a second

Writes book/_static/demos/attention_data.js and chapters/figures/attention/told.svg.
"""

from __future__ import annotations

import json
import re

import numpy as np
from demos import BLUE, GREY, ROOT, label

DATA = ROOT / "book" / "_static" / "demos" / "attention_data.js"
PICTURE = ROOT / "chapters" / "figures" / "attention" / "told.svg"
WEIGHTS = ROOT / "chapters" / "artifacts" / "beyond_text" / "reverse.npz"
UNITS = 64
WORD = "supercalifragilisticexpialidocious"
LETTERS = "abcdefghijklmnopqrstuvwxyz"

# --- weights ----------------------------------------------------------------------------------------------------

DIGITS = "".join(chr(code) for code in range(35, 125)).replace("\\", "~")  # 90 that need no escape
HALF = (len(DIGITS) ** 2 - 1) // 2  # 4,049 steps to either side


def of_keras(name: str) -> dict[str, np.ndarray]:
    """The matrices of the network "with" or "without" attention, in the form in which the page computes."""
    with np.load(WEIGHTS) as stored:
        count = sum(key.startswith(f"{name}_") for key in stored)
        arrays = [stored[f"{name}_{place}"].astype("float64") for place in range(count)]
    embedding, *grus = arrays[:7]
    found = {}
    for part, (kernel, recurrent, bias) in {"read": grus[:3], "write": grus[3:]}.items():
        inside = bias[1].copy()  # of the candidate: added before its reset gate multiplies
        inside[: 2 * UNITS] = 0
        found[f"{part}Heard"] = embedding @ kernel + bias.sum(axis=0) - inside  # (27, 192)
        found[f"{part}Again"] = recurrent  # (64, 192): z, r, candidate
        found[f"{part}Bias"] = bias[1][2 * UNITS :][:, None]  # (64, 1)
    found["readHeard"] = found["readHeard"][1:]  # no string holds the start: (26, 192)
    rest = arrays[7:]
    if name == "with":
        found["query"] = rest.pop(0)  # (64, 64)
    hidden, hidden_bias, out, out_bias = rest
    return found | {
        "hidden": hidden,
        "hiddenBias": hidden_bias[:, None],
        "out": out,
        "outBias": out_bias[:, None],
    }


def pack(matrix: np.ndarray) -> dict:
    """A matrix as text: first the largest size of each column, in steps of the largest of all, then the rows."""
    largest = np.abs(matrix).max(axis=0)
    top = float(np.float32(largest.max()))
    columns = np.maximum(1, np.ceil(largest / top * HALF)).astype(int)
    steps = np.round(matrix / (columns * top / HALF) * HALF).astype(int)
    numbers = np.concatenate([columns, np.clip(steps, -HALF, HALF).ravel()]) + HALF
    text = "".join(DIGITS[one // len(DIGITS)] + DIGITS[one % len(DIGITS)] for one in numbers)
    return {"columns": len(columns), "top": round(top, 6), "packed": text}


def unpack(stored: dict) -> np.ndarray:
    """The matrix that the page computes with."""
    digits = np.array([DIGITS.index(one) for one in stored["packed"]]).reshape(-1, 2)
    numbers = digits @ [len(DIGITS), 1] - HALF
    columns, steps = numbers[: stored["columns"]], numbers[stored["columns"] :]
    return steps.reshape(-1, stored["columns"]) * columns * (stored["top"] / HALF**2)


def write_data() -> None:
    """The script that hands the weights to the demo."""
    lines = [
        "// Two networks that reverse strings, with attention and without, trained on strings of 5 to 40 letters while they were told",
        "// the letters before. packed: two characters a number, first the largest size of each column, then the rows.",
        "// Written by benchmarks/demos_attention.py.",
        "Demos.attention = {",
    ]
    for name in ("with", "without"):
        lines.append(f'  "{name}": {{')
        for part, matrix in of_keras(name).items():
            lines.append(f'    "{part}": {json.dumps(pack(matrix))},')
        lines[-1] = lines[-1].removesuffix(",")
        lines.append("  }," if name == "with" else "  }")
    DATA.write_text("\n".join([*lines, "};", ""]), "utf8", newline="\n")


def stored() -> dict[str, dict[str, np.ndarray]]:
    """The matrices that the script of the demo holds, by network."""
    text = re.search(r"Demos\.attention = (\{.*\});", DATA.read_text("utf8"), re.S)[1]
    return {
        name: {part: unpack(matrix) for part, matrix in network.items()}
        for name, network in json.loads(text).items()
    }


# --- arithmetic -------------------------------------------------------------------------------------------------


def ids(strings: list[str]) -> np.ndarray:
    """Strings of one length as numbers (strings, letters); a is 1, and 0 is the start."""
    return np.array([[LETTERS.index(letter) + 1 for letter in string] for string in strings])


def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Along the last axis."""
    sizes = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return sizes / sizes.sum(axis=-1, keepdims=True)


def gru(network: dict, part: str, letters: np.ndarray, h: np.ndarray) -> np.ndarray:
    """The next state (strings, 64) of the GRU that reads or writes."""
    heard = network[f"{part}Heard"][letters]
    old = h @ network[f"{part}Again"]
    old[:, 2 * UNITS :] += network[f"{part}Bias"][:, 0]
    z, r = np.split(sigmoid(heard[:, : 2 * UNITS] + old[:, : 2 * UNITS]), 2, axis=1)
    candidate = np.tanh(heard[:, 2 * UNITS :] + r * old[:, 2 * UNITS :])
    return z * h + (1 - z) * candidate


def reverse(network: dict, strings: np.ndarray, told: bool) -> dict[str, np.ndarray]:
    """Letters written (strings, steps), probabilities (strings, steps, 27), weights (strings, steps, letters) or None."""
    h = np.zeros((len(strings), UNITS))
    states = []
    for letters in strings.T:
        h = gru(network, "read", letters - 1, h)
        states.append(h)
    kept = np.stack(states, axis=1)  # (strings, letters, 64)
    found = {"wrote": [], "probabilities": [], "weights": []}
    before = np.zeros(len(strings), int)
    for due in strings.T[::-1]:
        h = gru(network, "write", before, h)
        seen = h
        if "query" in network:
            scores = np.einsum("su,slu->sl", h @ network["query"], kept) / np.sqrt(UNITS)
            weights = softmax(scores)
            seen = np.concatenate([h, np.einsum("sl,slu->su", weights, kept)], axis=1)
            found["weights"].append(weights)
        hidden = np.maximum(0, seen @ network["hidden"] + network["hiddenBias"][:, 0])
        chances = softmax(hidden @ network["out"] + network["outBias"][:, 0])
        wrote = chances.argmax(axis=1)
        found["wrote"].append(wrote)
        found["probabilities"].append(chances)
        before = due if told else wrote
    return {name: np.stack(steps, axis=1) if steps else None for name, steps in found.items()}


# --- picture ----------------------------------------------------------------------------------------------------


def panel(network: dict, told: bool, x0: float, y0: float, cell: float) -> tuple[list[str], int]:
    """The weights for the word, with a ring on the letter due in each row and a cross beside each wrong one; how many are right."""
    string = ids([WORD])
    found = reverse(network, string, told)
    right = found["wrote"][0] == string[0, ::-1]
    n = len(WORD)
    lines = [
        f'<path d="M{x0} {y0}h{n * cell:.1f}v{n * cell:.1f}h-{n * cell:.1f}z" fill="none" stroke="{GREY}"/>'
    ]
    for row, weights in enumerate(found["weights"][0]):
        y = y0 + row * cell
        for column, weight in enumerate(weights):
            if weight >= 0.02:
                lines.append(
                    f'<path d="M{x0 + column * cell:.1f} {y:.1f}h{cell:.1f}v{cell:.1f}h-{cell:.1f}z" fill="{BLUE}" fill-opacity="{weight:.2f}"/>'
                )
        lines.append(
            f'<circle cx="{x0 + (n - row - 0.5) * cell:.1f}" cy="{y + cell / 2:.1f}" r="2.2" fill="none" stroke="#1f2933"/>'
        )
        if not right[row]:
            left, top = x0 + n * cell + 4, y + cell / 2 - 3
            lines.append(
                f'<path d="M{left:.1f} {top:.1f}l6 6m0 -6l-6 6" fill="none" stroke="#1f2933" stroke-width="1.6"/>'
            )
    return lines, int(right.sum())


def picture() -> str:
    """Told and alone, one below the other."""
    network = stored()["with"]
    cell, x0 = 9.5, 150
    side = cell * len(WORD)
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 860" role="img" font-family="sans-serif" font-size="20" fill="#1f2933">',
        "<title>Where the network with attention looks while it writes a word of 34 letters, told and alone</title>",
    ]
    for place, (told, name) in enumerate([(True, "told the right letters"), (False, "alone")]):
        y0 = 48 + 400 * place
        drawn, right = panel(network, told, x0, y0, cell)
        lines.append(label(x0, y0 - 14, f"{name}: {right} of {len(WORD)} right", "start"))
        lines += drawn
        lines.append(label(x0 - 12, y0 + 18, "first", "end"))
        lines.append(label(x0 - 12, y0 + side / 2 + 6, "step", "end"))
        lines.append(label(x0 - 12, y0 + side - 2, "last", "end"))
    lines.append(label(x0, 48 + 400 + side + 26, "letters read, in their order", "start"))
    lines.append(label(x0, 48 + 400 + side + 54, "ring: letter due; cross: wrong", "start"))
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    write_data()
    PICTURE.write_text(picture(), "utf8", newline="\n")
