"""What long reviews cost: time per epoch and share of padding as the limit on their length grows, in three kinds of batches.

The network is that of the chapter "Training" (final_reader.py: an LSTM with 64 units in each direction, 20,000 words). Its
batches of 64 are made from the same 6,400 training reviews, cut after the limit:
    by length    reviews of similar length, padded to the longest of the batch (BatchesByLength)
    shuffled     reviews as they come, padded to the longest of the batch
    to limit     reviews as they come, all padded to the limit, as pad_sequences() does
Then more reviews at one limit, by length, for the cost of more data. An untimed part of an epoch comes first in each
process, so that compiling is not in it. Rounds are interleaved, so that a slow minute of the machine meets all kinds.

    OMP_NUM_THREADS=1 python benchmarks/length_bucketing.py   # one core; a row after each epoch, goes on after a stop
    python benchmarks/length_bucketing.py --small   # proof: 320 reviews, two limits, one round, into _build/small/

Writes results/length_bucketing.csv: a row per round, kind, limit and number of reviews, with
    seconds, cpu_seconds   of one epoch: wall clock, and processor time of all threads
    tokens                 ids of words in the epoch
    steps                  ids read, padding included, 64 a time step; padding is 1 - tokens / steps
    width                  time steps that the network goes through one after the other, over all batches
and prints the slopes: seconds of processor time for 1,000 more time steps, and for 1,000 more reviews. Without
OMP_NUM_THREADS it computes on two cores.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pandas as pd
from measure import Clock, environment, keep, so_far

NAME = "length_bucketing"
KINDS, LIMITS, REVIEWS, ROUNDS = (
    ("by length", "shuffled", "to limit"),
    (100, 200, 400, 600, 1_000),
    6_400,
    3,
)
MORE, AT = (1_600, 3_200, 12_800), 400  # other numbers of reviews, at this limit
WARM = 4  # untimed batches


def plan(small: bool) -> list[tuple[str, int, int]]:
    """(kind, limit, reviews) of each measurement in a round; what is cheap comes first."""
    if small:
        return [(kind, limit, 320) for limit in (50, 100) for kind in KINDS] + [
            (KINDS[0], 100, 640)
        ]
    first = [(kind, limit, REVIEWS) for limit in LIMITS for kind in KINDS]
    return first + [(KINDS[0], AT, number) for number in MORE]


def batches(kind: str, limit: int, rows: list, labels, seed: int):
    """A PyDataset of batches of this kind."""
    import keras
    import numpy as np
    from utils import BatchesByLength

    class Shuffled(BatchesByLength):
        """Batches of reviews as they come, padded to their longest."""

        def __init__(self):
            super().__init__(rows, labels, 64, seed)
            order = np.random.default_rng(seed).permutation(len(rows))
            self.batches = [order[at : at + 64] for at in range(0, len(order), 64)]

    class ToLimit(Shuffled):
        """The same, padded to the limit."""

        def __getitem__(self, index: int):
            chosen = self.batches[index]
            ids = [self.sequences[row] for row in chosen]
            return keras.utils.pad_sequences(ids, limit, padding="post"), self.labels[chosen]

    if kind == "by length":
        return BatchesByLength(rows, labels, 64, seed=seed)
    return Shuffled() if kind == "shuffled" else ToLimit()


def measured(kind: str, limit: int, rows: list, labels, seed: int) -> dict:
    """One epoch of a new network."""
    from final_reader import build
    from recipes import Some

    data = batches(kind, limit, rows, labels, seed)
    model = build(seed, len(data))
    model.fit(Some(data, range(min(WARM, len(data)))), verbose=0)
    widths = [data[place][0].shape for place in range(len(data))]
    with Clock() as clock:
        model.fit(data, shuffle=False, verbose=0)
    return {
        "seconds": clock.seconds,
        "cpu_seconds": clock.cpu,
        "tokens": sum(map(len, rows)),
        "steps": sum(batch * width for batch, width in widths),
        "width": sum(width for _, width in widths),
    }


def round_of(turn: int, small: bool) -> None:
    """What this round lacks, in this process."""
    import numpy as np
    from keras import layers
    from recipes import vectorized
    from utils import load_imdb, standardize_without_markup

    imdb = load_imdb()
    vectorize = layers.TextVectorization(20_000, standardize=standardize_without_markup)
    vectorize.adapt(imdb.train.text.to_numpy())
    most = max(reviews for _, _, reviews in plan(small))
    longest = max(limit for _, limit, _ in plan(small))
    texts = imdb.train.text[:most]
    ids = [
        row if len(row) else np.ones(1, "int64") for row in vectorized(vectorize, texts, longest)
    ]
    labels = imdb.train.label.to_numpy("float32")
    for kind, limit, reviews in plan(small):
        table = so_far(NAME, small)
        if len(table):
            same = (table["round"] == turn) & (table.kind == kind)
            if (same & (table.limit == limit) & (table.reviews == reviews)).any():
                continue
        rows = [row[:limit] for row in ids[:reviews]]
        named = {"round": turn, "kind": kind, "limit": limit, "reviews": reviews}
        named["cores"] = int(os.environ["OMP_NUM_THREADS"])
        row = named | measured(kind, limit, rows, labels[:reviews], seed=turn)
        print(
            {
                key: round(value, 1) if isinstance(value, float) else value
                for key, value in row.items()
            },
            flush=True,
        )
        new = pd.DataFrame([row])
        keep(pd.concat([table, new]) if len(table) else new, NAME, small)


def slopes(table: pd.DataFrame, small: bool) -> None:
    """Print what more time steps and more reviews cost, by least squares over all rounds."""
    import numpy as np

    at, usual = (100, 320) if small else (AT, REVIEWS)
    for kind, rows in table[table.reviews == usual].groupby("kind"):
        per, base = np.polyfit(rows.width / 1_000, rows.cpu_seconds, 1)
        print(f"{kind}: {per:.2f} s for 1,000 time steps of a batch of 64, and {base:.1f} s")
    rows = table[(table.limit == at) & (table.kind == KINDS[0])]
    per, base = np.polyfit(rows.reviews / 1_000, rows.cpu_seconds, 1)
    print(f"limit {at}, by length: {per:.2f} s for 1,000 reviews, and {base:.1f} s")


if __name__ == "__main__":
    small = "--small" in sys.argv
    if sys.argv[1:2] == ["--round"]:
        round_of(int(sys.argv[2]), small)
    else:
        for turn in range(1, (1 if small else ROUNDS) + 1):
            command = [
                sys.executable,
                __file__,
                "--round",
                f"{turn}",
                *(["--small"] if small else []),
            ]
            subprocess.run(command, env=environment(), check=True)
        slopes(so_far(NAME, small), small)
