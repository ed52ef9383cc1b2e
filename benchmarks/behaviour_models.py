"""Ten LSTMs of one recipe, different in their seeds alone, for the chapter How does it fail.

The networks and the disturbances are the chapter's own code. What ten seeds are for: to each network the word that
stands for all unknown words comes to mean something, and what it means is a matter of the seed.

    python benchmarks/behaviour_models.py            # about ten minutes on one core; resumes after an interruption

Writes   benchmarks/results/behaviour_models.csv      one row per seed: validation accuracy; for the chapter's thousand
                                              reviews, misspelt and with the same words deleted, the percentage of
                                              verdicts that flip and that flip to praise; for those of them that the
                                              networks read whole, the mean change of the log-odds with its standard error
         chapters/artifacts/behaviour/lstms.npz       the first three networks: float16 weights `SEED_weight_K`, and the
                                              vocabulary that all of them read
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pandas as pd
from record import save
from recipes import code_of
from utils import load_imdb, predict_in_order, standardize_without_markup

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "benchmarks/results/behaviour_models.csv"
STORED = ROOT / "chapters/artifacts/behaviour/lstms.npz"
SEEDS = range(1, 11)
KEPT = (1, 2, 3)  # whose weights are committed
REVIEWS = 1_000  # validation reviews that are disturbed, as in the chapter
PAGE = code_of(
    "behaviour", ["TRAINED_ON", "WORDS", "LAST", "EPOCHS", "build_lstm", "train_lstm", "spoil"]
)


def keep(path: Path, arrays: dict) -> None:
    """Write an npz file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part.npz")
    np.savez_compressed(part, **arrays)
    os.replace(part, path)


def main() -> None:
    imdb = load_imdb()
    if not imdb.official:
        raise SystemExit(
            "this study needs the official archive: set IMDB_ARCHIVE to aclImdb_v1.tar.gz"
        )
    train = imdb.train.head(PAGE["TRAINED_ON"])
    vectorize = keras.layers.TextVectorization(
        PAGE["WORDS"], ragged=True, standardize=standardize_without_markup
    )
    vectorize.adapt(train.text.to_numpy())

    def last_ids(texts: pd.Series) -> list[list[int]]:
        return vectorize(texts.to_numpy())[:, -PAGE["LAST"] :].to_list()

    some = imdb.validation.text.head(REVIEWS)
    whole = np.array([len(ids) <= PAGE["LAST"] for ids in vectorize(some.to_numpy()).to_list()])
    changed = {}
    for name, delete in (("misspelt", False), ("deleted", True)):
        disturb = partial(PAGE["spoil"], rng=np.random.default_rng(0), share=0.4, delete=delete)
        changed[name] = last_ids(some.map(disturb))
    read, validation = last_ids(train.text), last_ids(imdb.validation.text)
    kept = dict(np.load(STORED)) if STORED.exists() else {}
    kept["vocabulary"] = "\n".join(vectorize.get_vocabulary()[2:])
    rows = pd.read_csv(TABLE).to_dict("records") if TABLE.exists() else []
    for seed in SEEDS:
        if any(row["seed"] == seed for row in rows):
            continue
        model = PAGE["train_lstm"](read, train.label.to_numpy(), seed)
        before = predict_in_order(model, validation)
        row = {"seed": seed, "validation": np.mean((before > 0) == imdb.validation.label)}
        for name, ids in changed.items():
            after = predict_in_order(model, ids)
            moved = (after - before[:REVIEWS])[whole]
            row |= {
                f"{name}: flipped, %": 100 * np.mean((after > 0) != (before[:REVIEWS] > 0)),
                f"{name}: to praise, %": 100 * np.mean((after > 0) > (before[:REVIEWS] > 0)),
                f"{name}: change": moved.mean(),
                f"{name}: standard error": moved.std(ddof=1) / np.sqrt(len(moved)),
            }
        rows.append(row)
        print(row, flush=True)
        if seed in KEPT:
            for k, weight in enumerate(model.get_weights()):
                kept[f"{seed}_weight_{k}"] = weight.astype("float16")
            keep(STORED, kept)
        save(pd.DataFrame(rows), "behaviour_models")


if __name__ == "__main__":
    main()
