"""The demo "Where did the zeros go?" (chapter Padding and masks): its data, its arithmetic in Python, and its picture.

Every box of a row moves the state of an LSTM. The demo exchanges one word of a review for the unknown word and follows the
distance between the two states. The LSTM is the first of the chapter's five untrained ones, the accuracies are those of
benchmarks/results/mask_lengths.csv.

    python benchmarks/demos_zeros.py         # a second: the accuracies in the script, and the picture
    python benchmarks/demos_zeros.py words   # half a minute, with the official reviews: first the words and the weights

Writes book/_static/demos/zeros_data.js and chapters/figures/padding_and_masks/zeros.svg.
"""

from __future__ import annotations

import base64
import json
import re
import sys

import numpy as np
import pandas as pd
from demos import BLUE, GREY, ROOT, chapter_names, label

DATA = ROOT / "book" / "_static" / "demos" / "zeros_data.js"
PICTURE = ROOT / "chapters" / "figures" / "padding_and_masks" / "zeros.svg"
RUNS = ROOT / "benchmarks" / "results" / "mask_lengths.csv"
REVIEW = ("pos", 3298)  # a training review of 125 words, all of them in the vocabulary
SEED = 1
CHAPTER = ["MAX_TOKENS", "VECTOR", "UNITS", "vectorize", "to_ids"]
ZERO, UNKNOWN = 0, 1  # rows of the reduced embedding
WEIGHTS = {"vectors": (-1, 32), "kernel": (32, 64), "recurrent": (16, 64), "bias": (64,)}


# --- data -----------------------------------------------------------------------------------------------------


def fresh_layers(chapter: dict):
    """The embedding and the LSTM of the chapter's difference_left(seed=1)."""
    import keras

    keras.utils.set_random_seed(SEED)
    embed = keras.layers.Embedding(chapter["MAX_TOKENS"], chapter["VECTOR"])
    lstm = keras.layers.LSTM(chapter["UNITS"], return_sequences=True, use_cudnn=False)
    lstm(embed(np.array([[1, 0]])))  # builds both
    return embed, lstm


def words_and_weights() -> dict:
    """The review as the chapter reads it, and the rows and weights that it meets."""
    sys.path[:0] = [str(ROOT / "chapters")]
    import utils

    imdb = utils.load_imdb()
    assert imdb.official, "these are not the official reviews"
    given = {"standardize_without_markup": utils.standardize_without_markup}
    chapter = chapter_names("padding_and_masks", CHAPTER, **given)
    chapter["vectorize"].adapt(imdb.train.text.to_numpy())
    both = pd.concat([imdb.train, imdb.validation])
    label, number = int(REVIEW[0] == "pos"), REVIEW[1]
    text = both[(both.label == label) & (both.id == number)].text.item()
    ids = chapter["to_ids"]([text])[0]
    vocabulary = chapter["vectorize"].get_vocabulary()
    assert UNKNOWN not in ids
    used = [ZERO, UNKNOWN, *sorted(set(ids))]
    embed, lstm = fresh_layers(chapter)
    kernel, recurrent, bias = lstm.get_weights()
    arrays = {
        "vectors": embed.get_weights()[0][used],
        "kernel": kernel,
        "recurrent": recurrent,
        "bias": bias,
    }
    return {
        "words": [vocabulary[one] for one in ids],
        "rows": [used.index(one) for one in ids],
        "ids": used,
        **{name: pack(array) for name, array in arrays.items()},
    }


def pack(array: np.ndarray) -> str:
    """32-bit numbers, the lowest byte first, as base64."""
    return base64.b64encode(array.astype("<f4").tobytes()).decode()


def measured() -> list[dict]:
    """Accuracies of three trainings for every setting that was trained for three epochs."""
    runs = pd.read_csv(RUNS)
    groups = runs[runs.epochs == 3].groupby(["words", "zeros", "mask", "limit"], sort=False)
    return [
        {"words": words, "zeros": zeros, "mask": bool(mask), "limit": int(limit),
         "accuracy": group.sort_values("seed").accuracy.tolist()}
        for (words, zeros, mask, limit), group in groups
    ]  # fmt: skip


def stored() -> dict:
    """What the script of the demo holds."""
    return json.loads(re.search(r"Demos\.zeros = (\{.*\});", DATA.read_text("utf8"), re.S)[1])


def write_data(data: dict) -> None:
    """The script that hands the data to the demo."""
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in data.items())
    DATA.write_text(
        "// A training review, word by word; the rows of a fresh embedding that it needs (first that of the zeros, then that of\n"
        "// the unknown word) and the weights of a fresh LSTM of 16 units, 32-bit numbers as base64; accuracies after training.\n"
        f"// Written by benchmarks/demos_zeros.py.\nDemos.zeros = {{\n{lines}\n}};\n",
        "utf8",
        newline="\n",
    )


# --- arithmetic -----------------------------------------------------------------------------------------------


def weights_of(data: dict) -> dict[str, np.ndarray]:
    """The arrays of the script, float64."""
    return {
        name: np.frombuffer(base64.b64decode(data[name]), "<f4").reshape(shape).astype("float64")
        for name, shape in WEIGHTS.items()
    }


def row_of(count: int, limit: int, before: bool, last: bool) -> list[int | None]:
    """A row of *limit* boxes for a text of *count* words: which word stands in each box, None for a zero."""
    kept = list(range(count))[-limit:] if last else list(range(count))[:limit]
    zeros: list[int | None] = [None] * (limit - len(kept))
    return zeros + kept if before else kept + zeros


def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def states(weights: dict, ids: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """States h (texts, boxes, 16) of the LSTM for ids (texts, boxes); where *taken* (boxes,) is false nothing changes."""
    h = c = np.zeros((len(ids), 16))
    seen = []
    for row, take in zip(ids.T, taken, strict=True):
        if take:
            z = weights["vectors"][row] @ weights["kernel"] + h @ weights["recurrent"]
            i, f, candidate, o = np.split(z + weights["bias"], 4, axis=1)  # Keras's order
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
            h = sigmoid(o) * np.tanh(c)
        seen.append(h)
    return np.stack(seen, axis=1)


def left(weights: dict, rows: list[int], boxes: list[int | None], mask: bool) -> np.ndarray:
    """What is left of each word (words of the row, boxes): NaN before its own box, there 1, and later a share of that.

    A word's share is the distance between the states that two rows lead to: the row, and the row with that word exchanged
    for the unknown word; relative to the distance in the word's own box.
    """
    ids = np.array([ZERO if word is None else rows[word] for word in boxes])
    places = np.array([box for box, word in enumerate(boxes) if word is not None])
    exchanged = np.tile(ids, (1 + len(places), 1))  # the last one is the row itself
    exchanged[np.arange(len(places)), places] = UNKNOWN
    taken = (ids != ZERO) | (not mask)
    h = states(weights, exchanged, taken)
    distance = np.linalg.norm(h[:-1] - h[-1], axis=2)
    distance[np.arange(len(ids)) < places[:, None]] = np.nan
    return distance / distance[np.arange(len(places)), places][:, None]


# --- picture --------------------------------------------------------------------------------------------------


def shade(share: float) -> float:
    """How dark a share is drawn: 1 for all, 0 for a ten-thousandth and less."""
    return float(np.clip(1 + np.log10(max(share, 1e-30)) / 4, 0, 1))


def picture(data: dict) -> str:
    """Three rows of 800 boxes, each word as dark as what is left of it at the end, and the accuracies."""
    weights, rows = weights_of(data), data["rows"]
    limit, x0, width, height = 800, 20, 640, 44
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 410" role="img" font-family="sans-serif" font-size="20" fill="#1f2933">',
        "<title>What is left of the words at the end of a row of 800, and the accuracy after training</title>",
    ]
    settings = [("zeros after, no mask", False, False), ("zeros before, no mask", True, False), ("zeros after, mask", False, True)]  # fmt: skip
    for place, (name, before, mask) in enumerate(settings):
        y = 48 + 124 * place
        boxes = row_of(len(rows), limit, before, last=False)
        wide = width / limit
        words = [box for box, word in enumerate(boxes) if word is not None]
        for box, share in zip(words, left(weights, rows, boxes, mask)[:, -1], strict=True):
            dark = shade(share)
            if dark > 0.005:
                lines.append(
                    f'<path d="M{x0 + box * wide:.1f} {y}h{wide:.1f}v{height}h-{wide:.1f}z" fill="{BLUE}" fill-opacity="{dark:.2f}"/>'
                )
        first, end = x0 + words[0] * wide, x0 + (words[-1] + 1) * wide
        lines.append(
            f'<path d="M{x0} {y}h{width}v{height}h-{width}z" fill="none" stroke="{GREY}"/>'
        )
        lines.append(
            f'<path d="M{first:.1f} {y}H{end:.1f}V{y + height}H{first:.1f}z" fill="none" stroke="#1f2933" stroke-width="2"/>'
        )
        middle = (first + x0) / 2 if before else (end + x0 + width) / 2
        lines.append(label(middle, y + 29, f"{limit - len(words)} zeros", fill=GREY))
        scores = next(
            one["accuracy"] for one in data["measured"]
            if (one["words"], one["zeros"], one["mask"], one["limit"]) == ("first", "before" if before else "after", mask, limit)
        )  # fmt: skip
        reached = "accuracy " + ", ".join(f"{one:.2f}" for one in scores)
        lines.append(label(x0, y - 12, name, "start"))
        lines.append(label(x0 + width, y - 12, reached, "end"))
    lines.append(label(x0, 382, "the words (framed): the bluer, the more is left of them", "start"))  # fmt: skip
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    data = words_and_weights() if sys.argv[1:] == ["words"] else stored()
    data["measured"] = measured()
    write_data(data)
    PICTURE.write_text(picture(data), "utf8", newline="\n")
