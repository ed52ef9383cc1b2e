"""Pack the IMDB reviews for the GPU machine: token ids only, one compressed file (see README.md).

Run here (no GPU), with the book's environment, since it uses the book's own split and TextVectorization:
    IMDB_ARCHIVE=.../aclImdb_v1.tar.gz .venv/bin/python benchmarks/gpu/pack.py
Writes beside itself imdb.xz (ids; labels of train and validation) and test_labels.npy (read by nobody before the end).
"""

import io
import json
import lzma
import os
import re
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
BOOK = Path(os.environ.get("BOOK", HERE.parents[1]))  # a checkout of the book
os.environ.setdefault("BOOK_REQUIRE_OFFICIAL", "1")
sys.path.insert(0, str(BOOK / "chapters"))

import keras  # noqa: E402
import numpy as np  # noqa: E402
import utils  # noqa: E402

VOCABULARY = 30_000  # with PAD, UNK and BOS
PAD, UNK, BOS = 0, 1, 2
CHAPTER_WORDS = (
    20_000  # chapter 8's final model; its first 10,000 are the article's, asserted below
)
TOKEN = re.compile(
    r"\w+(?:['’]\w+)?|([^\w\s])\1*"
)  # words with their apostrophe; a run of one sign is one token


def tokens(text):
    """'Isn't it GOOD?!<br />No....' -> isn't it good ? ! no ..."""
    return [
        m.group()[:3] if m.group(1) else m.group()
        for m in TOKEN.finditer(text.lower().replace("<br />", " "))
    ]


assert tokens("Isn't it GOOD?!<br />No.... 8/10") == [
    "isn't",
    "it",
    "good",
    "?",
    "!",
    "no",
    "...",
    "8",
    "/",
    "10",
]


def flat(rows, dtype="<u2"):
    """A ragged list as (all values in a row, lengths)."""
    return (
        np.concatenate([np.asarray(row, dtype) for row in rows]),
        np.array([len(row) for row in rows], "<u2"),
    )


def main():
    started = time.time()
    utils.DATA = HERE / "cache"  # the book's own folder stays as it is
    imdb = utils.load_imdb(unlabelled=True)
    assert imdb.official and (len(imdb.train), len(imdb.validation), len(imdb.test)) == (
        19_815,
        5_000,
        25_000,
    )
    words = {
        name: [tokens(text) for text in frame.text]
        for name, frame in {
            "train": imdb.train,
            "validation": imdb.validation,
            "test": imdb.test,
            "unlabelled": imdb.unlabelled,
        }.items()
    }
    # What the language model reads must hold no review of validation or test, however it is spaced, and none twice.
    seen = {" ".join(row) for part in ("validation", "test", "train") for row in words[part]}
    kept = []
    for row in words["unlabelled"]:
        if (key := " ".join(row)) not in seen:
            seen.add(key)
            kept.append(row)
    evaluated = {" ".join(row) for part in ("validation", "test") for row in words[part]}
    train_too = sum(" ".join(row) in evaluated for row in words["train"])
    words["unlabelled"] = kept
    counts = Counter(
        word for part in ("train", "unlabelled") for row in words[part] for word in row
    )
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[: VOCABULARY - 3]
    number = {word: i + 3 for i, (word, _) in enumerate(ranked)}
    arrays, facts = (
        {},
        {
            "vocabulary": VOCABULARY,
            "rarest_count": ranked[-1][1],
            "unlabelled_dropped": len(imdb.unlabelled) - len(kept),
            "train_same_tokens_as_evaluated": train_too,
            "provenance": imdb.provenance,
        },
    )
    for part, rows in words.items():
        ids = [[number.get(word, UNK) for word in row] or [UNK] for row in rows]
        arrays[f"{part}_ids"], arrays[f"{part}_n"] = flat(ids)
        facts[part] = {
            "reviews": len(ids),
            "tokens": len(arrays[f"{part}_ids"]),
            "unknown": round(float((arrays[f"{part}_ids"] == UNK).mean()), 5),
        }
    for part in ("train", "validation"):
        arrays[f"{part}_labels"] = getattr(imdb, part).label.to_numpy("uint8")

    # chapter 8: ids of TextVectorization; the article's 10,000 words are the same numbering cut off
    texts = imdb.train.text.to_numpy()
    layer, small = (keras.layers.TextVectorization(max_tokens=n) for n in (CHAPTER_WORDS, 10_000))
    layer.adapt(texts)
    small.adapt(texts)
    assert layer.get_vocabulary()[:10_000] == small.get_vocabulary(), (
        "the article's words are no prefix of chapter 8's"
    )
    for part in ("train", "validation"):
        rows, texts = [], getattr(imdb, part).text.to_numpy()
        for start in range(0, len(texts), 1_000):
            padded = keras.ops.convert_to_numpy(layer(texts[start : start + 1_000]))
            rows += [row[row > 0] for row in padded]
        few = keras.ops.convert_to_numpy(small(texts[:50]))
        for row, short in zip(rows[:50], few, strict=True):
            assert (np.where(row < 10_000, row, 1) == short[short > 0]).all()
        # only what the two programs read: the first 400 (chapter 8) and the last 250 (article) of every review
        arrays[f"{part}_tv_n"] = np.array([len(row) for row in rows], "<u2")
        cut = [row if len(row) <= 650 else np.concatenate([row[:400], row[-250:]]) for row in rows]
        arrays[f"{part}_tv"], arrays[f"{part}_tv_kept"] = flat(cut)

    buffer = io.BytesIO()
    np.savez(
        buffer,
        facts=np.array(json.dumps(facts)),
        words=np.array("\n".join(word for word, _ in ranked)),
        **arrays,
    )
    filters = [
        {
            "id": lzma.FILTER_LZMA2,
            "preset": 9,
            "dict_size": 1 << 27,
            "lc": 0,
            "lp": 1,
            "pb": 1,
            "nice_len": 128,
        }
    ]
    (HERE / "imdb.xz").write_bytes(
        lzma.compress(buffer.getvalue(), lzma.FORMAT_XZ, filters=filters)
    )
    np.save(HERE / "test_labels.npy", imdb.test.label.to_numpy("uint8"))
    size = (HERE / "imdb.xz").stat().st_size
    facts |= {
        "megabytes": round(size / 2**20, 2),
        "raw_megabytes": round(buffer.tell() / 2**20, 2),
        "seconds": round(time.time() - started),
    }
    (HERE / "pack.json").write_text(json.dumps(facts, indent=1))
    print(json.dumps(facts, indent=1))
    assert size <= 40 * 2**20, "too large for the transfer"


if __name__ == "__main__":
    main()
