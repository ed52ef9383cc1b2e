"""Time to accuracy: what people use for these reviews today beside the book's own recipes.

Every run is a process of its own on the book's split: 19,815 training reviews, 5,000 for validation. recipes.py has the
recipes and where their numbers were published. After every quarter of an epoch the clock stops and validation is looked
at. Seconds, of wall clock and of processor time, count from the training texts in memory on: words to ids (``prepare``),
making word vectors (``vectors``, once for all seeds, on one thread), compiling, training. They do not count importing
packages, loading the reviews, validation, and writing. An epoch that a killed run had begun is done again.

The end of an epoch with the best validation accuracy, the first of equals, is the run's result. Its weights predict the
test reviews once, when the run is over; that number is written and not shown, and nothing here depends on it.

    python benchmarks/time_to_accuracy.py                     # every run that is not in the table; kill it at any time
    python benchmarks/time_to_accuracy.py training article    # these recipes; --seeds 1 2: these seeds
    python benchmarks/time_to_accuracy.py --list              # what there is, and how far it is
    python benchmarks/time_to_accuracy.py --small             # proof: 320 reviews, two epochs, into _build/small/

It computes on two cores; the committed rows were made on one, with OMP_NUM_THREADS, TF_NUM_INTRAOP_THREADS and
TF_NUM_INTEROP_THREADS set to 1. Needs jax for two recipes. Writes results/time_to_accuracy.csv after every look: a row per recipe, seed and look
    epoch                             how many are done, in quarters
    seconds, cpu_seconds              of all that counts, until this look
    vectors_..., prepare_...          the part of them that was spent before training
    val_accuracy, val_loss            of NB-SVM no loss: its margins are no probabilities
    trained, fixed                    parameters that training changes, and others
    loaded_mb, peak_mb                memory of the process, 10^6 bytes: with the reviews loaded, and the most since then
    test_accuracy                     in one row of each finished run
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
from measure import ROOT, SMALL, Clock, environment, forget_peak, keep, peak_memory, so_far

NAME = "time_to_accuracy"
SMALL_SIZES = {"train": 320, "validation": 200, "test": 200, "free": 300}
SMALL_EPOCHS = 2


def folder(small: bool) -> Path:
    """Where unfinished runs and word vectors are kept."""
    found = (SMALL if small else ROOT / "_build") / NAME
    found.mkdir(parents=True, exist_ok=True)
    return found


# --- in a process of its own ---------------------------------------------------


def reviews(small: bool, unlabelled: bool = False) -> dict:
    """Frames by part; the unlabelled reviews without those whose text occurs in validation or test."""
    from utils import load_imdb

    imdb = load_imdb(unlabelled=unlabelled)
    if not imdb.official:
        raise SystemExit("this study needs the official archive: set IMDB_ARCHIVE to it")
    parts = {"train": imdb.train, "validation": imdb.validation, "test": imdb.test}
    if unlabelled:
        held_out = set(imdb.validation.text) | set(imdb.test.text)
        parts["free"] = imdb.unlabelled[~imdb.unlabelled.text.isin(held_out)]
    return {name: part[: SMALL_SIZES[name]] if small else part for name, part in parts.items()}


def vectors_file(recipe, small: bool) -> Path:
    return folder(small) / f"vectors-{recipe.split}-{recipe.vectors}.npz"


def make_vectors(recipe, small: bool) -> None:
    """Word vectors for *recipe*, with what they cost, into their file."""
    import numpy as np
    from recipes import train_vectors

    parts = reviews(small, unlabelled=True)
    texts = [*parts["train"].text, *parts["free"].text]
    with Clock() as clock:
        found = train_vectors(texts, recipe.vectors, recipe.split)
    file, part = vectors_file(recipe, small), folder(small) / "vectors.part.npz"
    cost = {"seconds": clock.seconds, "cpu": clock.cpu, "peak_mb": peak_memory()}
    words = "\n".join(found)
    np.savez(part, words=words, table=np.array(list(found.values())), cost=json.dumps(cost))
    os.replace(part, file)
    print(f"{len(found):,} vectors from {len(texts):,} reviews: {cost}", flush=True)


def stored_vectors(recipe, small: bool) -> tuple[dict, dict]:
    """(word: vector) and their cost; both empty where the recipe has none."""
    import numpy as np

    if recipe.vectors is None:
        return {}, {"seconds": 0.0, "cpu": 0.0}
    with np.load(vectors_file(recipe, small)) as stored:
        words = str(stored["words"]).split("\n")
        return dict(zip(words, stored["table"], strict=True)), json.loads(str(stored["cost"]))


class Unfinished:
    """What is kept of a run: its rows, what training needs to go on, and the weights of its best epoch."""

    def __init__(self, recipe, seed: int, small: bool):
        self.stem = folder(small) / f"{recipe.name}-{seed}"
        self.file = self.stem.with_suffix(".json")
        self.rows = json.loads(self.file.read_text("utf8")) if self.file.is_file() else []

    def epochs(self) -> list[dict]:
        """The rows at the ends of epochs."""
        return [row for row in self.rows if row["epoch"] == int(row["epoch"])]

    def best(self) -> dict:
        return max(self.epochs(), key=lambda row: row["val_accuracy"])  # the first of equals

    def arrays(self, epoch: int) -> Path:
        return self.stem.with_name(f"{self.stem.name}-{epoch}.npz")

    def keep(self, state: list) -> None:
        """The rows up to the end of this epoch, and *state*; of earlier epochs only the best is left."""
        import numpy as np

        epochs = [int(row["epoch"]) for row in self.epochs()]
        np.savez(self.arrays(epochs[-1]), *state)
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps(self.rows), "utf8")
        os.replace(part, self.file)
        for epoch in set(epochs) - {epochs[-1], int(self.best()["epoch"])}:
            self.arrays(epoch).unlink(missing_ok=True)

    def state(self, epoch: float) -> list:
        import numpy as np

        with np.load(self.arrays(int(epoch))) as stored:
            return [stored[f"arr_{place}"] for place in range(len(stored.files))]

    def remove(self) -> None:
        for file in self.stem.parent.glob(f"{self.stem.name}-*.npz"):
            file.unlink()
        self.file.unlink(missing_ok=True)


def score(reader, encoded, labels) -> tuple[float, float]:
    """Accuracy, and mean loss."""
    import numpy as np

    p = np.clip(np.asarray(reader.predict(encoded), "float64"), 1e-7, 1 - 1e-7)
    return float(((p > 0.5) == (labels == 1)).mean()), float(
        -np.log(np.where(labels == 1, p, 1 - p)).mean()
    )


def over(recipe, rows: list[dict]) -> bool:
    """Whether a run with these ends of epochs is over: all epochs, or no lower loss for so many as its patience."""
    if rows and rows[-1]["epoch"] >= rows[-1]["of"]:
        return True
    if recipe.patience is None or not rows:
        return False
    losses = [row["val_loss"] for row in rows]
    return len(losses) - 1 - losses.index(min(losses)) >= recipe.patience


def write(recipe, seed: int, rows: list[dict], small: bool) -> None:
    """Put *rows* in the place of what the table has of this run."""
    from recipes import RECIPES

    table = so_far(NAME, small)
    if len(table):
        table = table[(table.recipe != recipe.name) | (table.seed != seed)]
    table = pd.concat([table, pd.DataFrame(rows)]) if len(table) else pd.DataFrame(rows)
    places = {recipe.name: place for place, recipe in enumerate(RECIPES)}
    table = table.assign(place=table.recipe.map(places)).sort_values(["place", "seed", "epoch"])
    keep(table.drop(columns="place"), NAME, small)


def run(recipe, seed: int, small: bool) -> None:
    """One run in this process, from where it was left."""
    import keras
    import numpy as np
    from recipes import Material

    parts = reviews(small)
    forget_peak()
    loaded = peak_memory()
    labels = {name: part.label.to_numpy() for name, part in parts.items()}
    vectors, vectors_cost = stored_vectors(recipe, small)
    epochs = min(recipe.epochs, SMALL_EPOCHS) if small else recipe.epochs
    material = Material(
        parts["train"].text, labels["train"].astype("float32"), vectors, epochs if small else None
    )
    with Clock() as prepare:
        reader = recipe.prepare(material, seed)
    kept = Unfinished(recipe, seed, small)
    if kept.rows:
        reader.restore(kept.state(kept.rows[-1]["epoch"]))
    trained, fixed = reader.parameters
    common = {
        "recipe": recipe.name,
        "backend": recipe.backend,
        "seed": seed,
        "cores": int(os.environ["OMP_NUM_THREADS"]),
        "keras": keras.__version__,
        "of": epochs,
        "trained": trained,
        "fixed": fixed,
        "vectors_seconds": vectors_cost["seconds"],
        "vectors_cpu": vectors_cost["cpu"],
        "prepare_seconds": prepare.seconds,
        "prepare_cpu": prepare.cpu,
        "loaded_mb": loaded,
    }
    spent = {
        "seconds": vectors_cost["seconds"] + prepare.seconds,
        "cpu_seconds": vectors_cost["cpu"] + prepare.cpu,
        "peak_mb": loaded,
    }
    if kept.rows:  # what was measured when the run began
        common = {name: kept.rows[0][name] for name in common}
        spent = {name: kept.rows[-1][name] for name in spent}
    validation = reader.encode(parts["validation"].text)
    while not over(recipe, kept.epochs()):
        done = len(kept.epochs())
        for part in range(reader.looks):
            with Clock() as clock:
                reader.train(done, part)
            spent["seconds"] += clock.seconds
            spent["cpu_seconds"] += clock.cpu
            spent["peak_mb"] = max(spent["peak_mb"], peak_memory())
            accuracy, loss = score(reader, validation, labels["validation"])
            row = common | spent | {"epoch": done + (part + 1) / reader.looks}
            row |= {"val_accuracy": accuracy, "val_loss": loss, "test_accuracy": None}
            if not hasattr(reader, "model"):
                row["val_loss"] = None
            kept.rows.append(row)
            write(recipe, seed, kept.rows, small)
            told = ("epoch", "seconds", "cpu_seconds", "val_accuracy", "peak_mb")
            print(recipe.name, seed, {name: round(row[name], 4) for name in told}, flush=True)
        kept.keep(reader.state())
    best = kept.best()
    reader.restore(kept.state(best["epoch"]))
    best["test_accuracy"], _ = score(reader, reader.encode(parts["test"].text), labels["test"])
    assert np.isfinite(best["test_accuracy"])
    write(recipe, seed, kept.rows, small)
    kept.remove()


# --- the process that starts them ----------------------------------------------


def finished(recipe: str, seed: int, table: pd.DataFrame) -> bool:
    """Whether the table has a whole run."""
    if not len(table):
        return False
    return bool(table[(table.recipe == recipe) & (table.seed == seed)].test_accuracy.notna().any())


def start(recipe, *arguments: str) -> None:
    """This script once more, on the recipe's backend."""
    command = [sys.executable, __file__, *arguments]
    subprocess.run(command, env=environment(recipe.backend), check=True)


def main(given: argparse.Namespace) -> None:
    from recipes import RECIPES

    chosen = [recipe for recipe in RECIPES if recipe.name in given.recipes or not given.recipes]
    size = ["--small"] if given.small else []
    for seed in given.seeds or (1, 2, 3):
        for recipe in chosen:
            if seed not in recipe.seeds and not given.seeds:
                continue
            table = so_far(NAME, given.small)
            if given.list:
                looks = (
                    int(((table.recipe == recipe.name) & (table.seed == seed)).sum())
                    if len(table)
                    else 0
                )
                state = "finished" if finished(recipe.name, seed, table) else f"{looks} looks"
                print(f"{recipe.name:26} {seed}  {recipe.backend:10} {state:10} {recipe.title}")
                continue
            if finished(recipe.name, seed, table):
                continue
            if recipe.vectors and not vectors_file(recipe, given.small).is_file():
                start(recipe, "--vectors", recipe.name, *size)
            start(recipe, "--run", recipe.name, "--seeds", f"{seed}", *size)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("recipes", nargs="*", default=[])
    parser.add_argument("--seeds", type=int, nargs="+")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--vectors", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run or given.vectors:
        from recipes import BY_NAME

        if given.vectors:
            make_vectors(BY_NAME[given.vectors], given.small)
        else:
            run(BY_NAME[given.run], given.seeds[0], given.small)
    else:
        main(given)
