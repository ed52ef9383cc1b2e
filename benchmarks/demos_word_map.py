"""The demo "Map of words" (chapter Word embeddings): its data, its arithmetic in Python, and its picture.

Skip-gram's vectors of the 2,500 commonest words, and those of the chapter's averaging classifier that started from them and
was trained on the labels (seed 1). Both are put on a plane by t-SNE; the eight nearest words of each are found in the full
space of 64 numbers, by cosine, among the 2,500.

    python benchmarks/demos_word_map.py           # a few seconds: the script of the demo, and the picture, from the vectors
    python benchmarks/demos_word_map.py vectors   # three minutes of one core, with the official reviews: first the vectors

Writes benchmarks/results/word_map.npz, book/_static/demos/word_map_data.js and chapters/figures/word_embeddings/word_map.svg.
"""

from __future__ import annotations

import json
import os
import re
import sys

import numpy as np
from demos import BLUE, BOOK, GREY, INK, ROOT, label

from bookkit.chapter import cells_outside_exercises, read

VECTORS = ROOT / "benchmarks" / "results" / "word_map.npz"
DATA = ROOT / "book" / "_static" / "demos" / "word_map_data.js"
PICTURE = ROOT / "chapters" / "figures" / "word_embeddings" / "word_map.svg"
COUNT, NEAREST, SEED = 2_500, 8, 1
TIMES = ("before", "after")
# 64 letters, none of them p: a long row of letters must not spell a word that somebody searches for.
LETTERS = "ABCDEFGHIJKLMNOQRSTUVWXYZabcdefghijklmnoqrstuvwxyz0123456789-_.~"


# --- vectors --------------------------------------------------------------------------------------------------


def chapter_until(name: str) -> dict:
    """The names of the chapter after its cells up to the one that defines *name*, run as they stand."""
    os.chdir(ROOT / "chapters")
    sys.path[:0] = [str(ROOT / "chapters")]
    names: dict = {}
    for cell in cells_outside_exercises(read(BOOK.page("word_embeddings"))):
        exec(cell.source, names)  # the book's own code
        if name in names:
            return names
    raise ValueError(f"the chapter defines no {name}")


def write_vectors() -> None:
    """Both tables in 16 bits, the reviews of either label that contain a word, and the two maps."""
    chapter = chapter_until("trained_on_labels")
    imdb = chapter["imdb"]
    assert imdb.official, "these are not the official reviews"
    chapter["train_ids"] = chapter["to_ids"](imdb.train.text)
    tables = {
        "before": chapter["skipgram"],
        "after": chapter["trained_on_labels"](chapter["skipgram"], SEED),
    }
    seen = np.zeros((2, len(chapter["words"])), int)
    for review, side in zip(chapter["train_ids"], imdb.train.label, strict=True):
        seen[side, np.array(sorted(set(review)), int) - 1] += 1
    short = {time: table[:COUNT].astype("float16") for time, table in tables.items()}
    first = on_a_plane(directions(short["before"]), None)
    second = on_a_plane(directions(short["after"]), first)
    np.savez_compressed(
        VECTORS, words=chapter["words"][:COUNT], seen=seen[:, :COUNT].astype("int16"),
        map_before=first.astype("float32"), map_after=second.astype("float32"), **short,
    )  # fmt: skip


def on_a_plane(vectors: np.ndarray, start: np.ndarray | None) -> np.ndarray:
    """t-SNE of unit vectors (words, 64): (words, 2), each axis from 0 to 1."""
    from sklearn.manifold import TSNE

    if start is None:
        first = "pca"
    else:
        first = (
            (start - start.mean(axis=0)) / start.std() * 1e-4
        )  # so that words need not wander far
    found = TSNE(perplexity=30, init=first, random_state=SEED).fit_transform(vectors)
    low, high = found.min(axis=0), found.max(axis=0)
    return (found - low) / (high - low)


# --- arithmetic -----------------------------------------------------------------------------------------------


def directions(vectors: np.ndarray) -> np.ndarray:
    """The same with length 1, float64."""
    vectors = vectors.astype("float64")
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def nearest(vectors: np.ndarray) -> np.ndarray:
    """The eight words with the highest cosine, the nearest first: (words, 8)."""
    unit = directions(vectors)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -2)
    return np.argsort(-cosines, axis=1, kind="stable")[:, :NEAREST]


def nearest_on_map(places: np.ndarray, word: int) -> np.ndarray:
    """The eight nearest on the plane; of equal distances the commoner word first."""
    distance = ((places.astype(int) - places[word].astype(int)) ** 2).sum(axis=1)
    distance[word] = distance.max() + 1
    return np.argsort(distance, kind="stable")[:NEAREST]


def shared(places: np.ndarray, lists: np.ndarray) -> float:
    """How many of the eight nearest on the map are among the eight nearest, a mean over all words."""
    return float(
        np.mean(
            [len({*lists[word]} & {*nearest_on_map(places, word)}) for word in range(len(lists))]
        )
    )


def lean(seen: np.ndarray) -> np.ndarray:
    """How far a word leans to reviews that praise: logarithm of the ratio, as in the chapter."""
    return np.log((seen[1] + 1) / (seen[0] + 1))


# --- data -----------------------------------------------------------------------------------------------------


def pack(numbers: np.ndarray) -> str:
    """Two letters for each number from 0 to 4,095."""
    numbers = np.asarray(numbers).ravel()
    assert numbers.min() >= 0 and numbers.max() < 4096
    return "".join(LETTERS[number // 64] + LETTERS[number % 64] for number in numbers.tolist())


def unpack(packed: str) -> np.ndarray:
    """And back."""
    digits = np.array([LETTERS.index(letter) for letter in packed]).reshape(-1, 2)
    return digits[:, 0] * 64 + digits[:, 1]


def data_of(stored) -> dict:
    """What the demo needs: words, how they lean, places and lists."""
    leaning = np.clip(np.round(lean(stored["seen"]) * 1_000) + 2_048, 0, 4_095).astype(int)
    data = {"words": " ".join(stored["words"]), "lean": pack(leaning)}
    for time in TIMES:
        places = np.round(stored[f"map_{time}"] * 4_095).astype(int)
        lists = nearest(stored[time])
        data[time] = {
            "places": pack(places), "nearest": pack(lists), "shared": round(shared(places, lists), 2)
        }  # fmt: skip
    return data


def stored_data() -> dict:
    """What the script of the demo holds."""
    return json.loads(re.search(r"Demos\.wordMap = (\{.*\});", DATA.read_text("utf8"), re.S)[1])


def write_data(data: dict) -> None:
    """The script that hands the data to the demo."""
    lines = ",\n".join(
        f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in data.items()
    )
    DATA.write_text(
        "// The 2,500 commonest words of the reviews; lean: how they lean to praise, in thousandths above 2,048; for the vectors\n"
        "// before and after training on labels: places on a map (x, y, 0 to 4,095), the eight nearest words in the full space,\n"
        "// and how many of them are among the eight nearest on the map, on average. Two letters a number, of an alphabet of 64.\n"
        f"// Written by benchmarks/demos_word_map.py.\nDemos.wordMap = {{\n{lines}\n}};\n",
        "utf8",
        newline="\n",
    )


# --- picture --------------------------------------------------------------------------------------------------

NAMED = {"good": -14, "bad": 28}  # how far below its dot a word is named
LEANS = np.log(2)  # a word leans when it is in twice as many reviews of one kind as of the other
ORANGE = "#a84300"


def picture(data: dict) -> str:
    """The words that lean, before and after training on labels: praise as discs, blame as rings."""
    words = data["words"].split()
    leaning = (unpack(data["lean"]) - 2_048) / 1_000
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 440" role="img" font-family="sans-serif" font-size="20" fill="#1f2933">',
        "<title>Words that lean to praise or to blame, on two maps</title>",
    ]
    for panel, (time, name) in enumerate(
        zip(TIMES, ("before any label", "after training on labels"), strict=True)
    ):
        left, top, size = 14 + 340 * panel, 44, 312
        xy = unpack(data[time]["places"]).reshape(-1, 2) / 4_095 * size + [left, top]
        lines.append(label(left, 26, name, "start"))
        lines.append(
            f'<path d="M{left - 6} {top - 6}h{size + 12}v{size + 12}h-{size + 12}z" fill="none" stroke="{GREY}"/>'
        )
        for chosen, colour, inner in (
            (leaning >= LEANS, BLUE, False),
            (leaning <= -LEANS, ORANGE, True),
        ):
            path = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in xy[chosen])
            lines.append(
                f'<path d="{path}" stroke="{colour}" stroke-width="6" stroke-linecap="round" fill="none"/>'
            )
            if inner:
                lines.append(
                    f'<path d="{path}" stroke="#ffffff" stroke-width="3" stroke-linecap="round" fill="none"/>'
                )
        for word, below in NAMED.items():
            x, y = xy[words.index(word)]
            lines.append(
                f'<path d="M{x:.0f} {y:.0f}h0" stroke="{INK}" stroke-width="10" stroke-linecap="round"/>'
            )
            lines.append(
                f'<text x="{x:.0f}" y="{y + below:.0f}" text-anchor="middle" font-weight="bold" stroke="#ffffff" stroke-width="5" paint-order="stroke">{word}</text>'
            )
    lines.append(f'<path d="M24 394h0" stroke="{BLUE}" stroke-width="12" stroke-linecap="round"/>')
    lines.append(label(38, 401, "twice as often in praise", "start"))
    lines.append(
        f'<path d="M364 394h0" stroke="{ORANGE}" stroke-width="12" stroke-linecap="round"/>'
    )
    lines.append('<path d="M364 394h0" stroke="#ffffff" stroke-width="6" stroke-linecap="round"/>')
    lines.append(label(378, 401, "twice as often in blame", "start"))
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    if sys.argv[1:] == ["vectors"]:
        write_vectors()
    with np.load(VECTORS) as stored:
        write_data(data_of(stored))
    PICTURE.write_text(picture(stored_data()), "utf8", newline="\n")
