"""Loading and vectorising 50,000 reviews: this book's way beside Keras's, both from the same archive.

The book's way is load_imdb(), which reads the archive once, checks a digest of what it read and keeps a table; then
TextVectorization in blocks of 1,000 texts. Keras's way is to unpack the archive, text_dataset_from_directory(), and
TextVectorization mapped over its batches. Same words (20,000, from the 25,000 training reviews), same standardisation, the
first 400 ids; the study ends with an error if the two differ in the number of reviews, the number of ids or their
sum.

Both ways are measured in three states, each in a process of its own, in turns:
    first      nothing there but the archive: read it and keep the table; unpack it and list the files
    cold       a later day: table and files are on the disk, and not in memory
    warm       they are in memory, because they have just been read
For *first* and *cold* the system is asked to drop these files from memory (posix_fadvise). Whether it did is measured:
``blocks`` counts what the process read from the disk (blocks of 512 bytes). A *cold* row with few blocks was not cold.

    python benchmarks/input_pipeline.py           # three rounds: about ten minutes and 300 MB of disk; goes on after a stop
    python benchmarks/input_pipeline.py --small   # proof: 1,200 reviews, one round, into _build/small/

Writes results/input_pipeline.csv: a row per round, way, state and step (load, adapt, vectorise), with seconds of wall
clock, cpu_seconds of all threads, blocks, and peak_mb, the most memory until then.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pandas as pd
from measure import ROOT, SMALL, Clock, blocks_read, environment, keep, peak_memory, so_far

NAME = "input_pipeline"
WORDS, TOKENS, BLOCK, BATCH, ROUNDS = 20_000, 400, 1_000, 256, 3
WAYS, STATES = ("book", "keras"), ("first", "cold", "warm")
SMALL_EACH = 300  # reviews in each of the four folders


def folder(small: bool) -> Path:
    return (SMALL if small else ROOT / "_build") / NAME


def archive(small: bool) -> Path:
    """The archive; for the proof a small one with some of its reviews."""
    whole = Path(os.environ["IMDB_ARCHIVE"])
    if not small:
        return whole
    part = folder(small) / "small.tar.gz"
    if part.is_file():
        return part
    part.parent.mkdir(parents=True, exist_ok=True)
    there: dict[str, int] = {}
    with tarfile.open(whole) as source, tarfile.open(part, "w:gz") as target:
        for member in source:
            kind = "/".join(member.name.split("/")[1:3])
            wanted = kind in ("train/neg", "train/pos", "test/neg", "test/pos")
            if wanted and member.isfile() and there.get(kind, 0) < SMALL_EACH:
                there[kind] = there.get(kind, 0) + 1
                target.addfile(member, source.extractfile(member))
            if sum(there.values()) == 4 * SMALL_EACH:
                break
    return part


def forget(paths) -> None:
    """Ask the system to drop these files from memory; it need not do so."""
    if not hasattr(os, "posix_fadvise"):  # macOS, Windows
        return
    os.sync()  # what was not written yet cannot be dropped
    for path in paths:
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Steps:
    """What each step cost."""

    def __init__(self):
        self.rows = []

    def measure(self, step: str, work):
        """The result of *work*, a function of nothing."""
        before = blocks_read()
        with Clock() as clock:
            result = work()
        cost = {"seconds": clock.seconds, "cpu_seconds": clock.cpu}
        cost |= {"blocks": blocks_read() - before, "peak_mb": peak_memory()}
        self.rows.append({"step": step} | cost)
        return result


def layer():
    from keras import layers
    from utils import standardize_without_markup

    return layers.TextVectorization(
        WORDS, standardize=standardize_without_markup, output_sequence_length=TOKENS
    )


def books_way(state: str, small: bool) -> tuple[list[dict], list[int]]:
    """Rows, and what was found: reviews, ids, their sum."""
    import utils

    utils.DATA = folder(small) / "table"
    os.environ["IMDB_ARCHIVE"] = f"{archive(small)}"
    if small:
        utils._verified = lambda frames: frames  # the digest is that of all reviews
    if state == "first":
        shutil.rmtree(utils.DATA, ignore_errors=True)
    utils.DATA.mkdir(parents=True, exist_ok=True)
    files = [archive(small)] if state == "first" else list(utils.DATA.glob("*.parquet"))
    if state != "warm":
        forget(files)
    steps, vectorize = Steps(), layer()
    imdb = steps.measure("load", utils.load_imdb)
    texts = imdb.reviews.text.to_numpy()
    training = texts[(imdb.reviews.part == "train").to_numpy()]
    steps.measure("adapt", lambda: vectorize.adapt(training))

    def ids():
        blocks = range(0, len(texts), BLOCK)
        return np.concatenate([vectorize(texts[at : at + BLOCK]).numpy() for at in blocks])

    rows = steps.measure("vectorise", ids)
    return steps.rows, [len(rows), int((rows > 0).sum()), int(rows.sum())]


def unpack(small: bool) -> Path:
    """The labelled reviews as files, one each."""
    target = folder(small) / "files"
    shutil.rmtree(target, ignore_errors=True)
    with tarfile.open(archive(small)) as source:
        wanted = [
            member
            for member in source
            if member.isfile() and member.name.split("/")[2:3] in (["neg"], ["pos"])
        ]
        source.extractall(target, wanted, filter="data")
    return target


def keras_way(state: str, small: bool) -> tuple[list[dict], list[int]]:
    """The same with text_dataset_from_directory()."""
    import keras
    import tensorflow as tf

    files = folder(small) / "files"
    if state == "first":
        forget([archive(small)])
    elif state == "cold":
        forget(path for path in files.glob("*/*/*/*.txt"))
    steps, vectorize = Steps(), layer()

    def datasets():
        base = next((unpack(small) if state == "first" else files).iterdir())
        return [
            keras.utils.text_dataset_from_directory(
                base / part, batch_size=BATCH, shuffle=False, verbose=False
            )
            for part in ("train", "test")
        ]

    train, test = steps.measure("load", datasets)
    steps.measure("adapt", lambda: vectorize.adapt(train.map(lambda text, label: text)))

    def ids():
        both = train.concatenate(test).map(
            lambda text, label: (vectorize(text), label), num_parallel_calls=tf.data.AUTOTUNE
        )
        return np.concatenate([rows.numpy() for rows, _ in both.prefetch(tf.data.AUTOTUNE)])

    rows = steps.measure("vectorise", ids)
    return steps.rows, [len(rows), int((rows > 0).sum()), int(rows.sum())]


def one(way: str, state: str, small: bool) -> None:
    """Measure in this process; prints rows and findings as the last line."""
    rows, found = (books_way if way == "book" else keras_way)(state, small)
    print(json.dumps({"rows": rows, "found": found}))


def main(small: bool) -> None:
    found, rounds = set(), 1 if small else ROUNDS
    table = so_far(NAME, small)
    if len(table) and len(table.groupby(["round", "way", "state"])) == rounds * len(WAYS) * len(
        STATES
    ):
        return  # all there: the files were removed
    for turn in range(1, rounds + 1):
        for state in STATES:
            for way in WAYS:
                table = so_far(NAME, small)
                if len(table):
                    same = (table["round"] == turn) & (table.state == state) & (table.way == way)
                    # what a later state needs must be there: *first* is done again where its files are gone
                    place = folder(small) / ("table" if way == "book" else "files")
                    if same.any() and (state != "first" or place.is_dir()):
                        found.add(tuple(table[same][["reviews", "ids", "sum"]].iloc[0]))
                        continue
                    table = table[~same]
                done = subprocess.run(
                    [
                        sys.executable,
                        __file__,
                        "--one",
                        way,
                        state,
                        *(["--small"] if small else []),
                    ],
                    env=environment(),
                    stdout=subprocess.PIPE,
                    text=True,
                    check=True,
                )
                told = json.loads(done.stdout.splitlines()[-1])
                found.add(tuple(told["found"]))
                if len(found) > 1:
                    raise SystemExit(f"the two ways do not give the same ids: {sorted(found)}")
                named = {"round": turn, "way": way, "state": state}
                sizes = dict(zip(("reviews", "ids", "sum"), told["found"], strict=True))
                rows = pd.DataFrame([named | row | sizes for row in told["rows"]])
                print(rows.to_string(header=False, index=False), flush=True)
                keep(pd.concat([table, rows]) if len(table) else rows, NAME, small)
    shutil.rmtree(folder(small), ignore_errors=True)


if __name__ == "__main__":
    small = "--small" in sys.argv
    if "IMDB_ARCHIVE" not in os.environ:
        raise SystemExit("set IMDB_ARCHIVE to the archive aclImdb_v1.tar.gz")
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[3], small)
    else:
        main(small)
