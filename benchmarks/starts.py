"""The program of the chapter "PyTorch" from different initial weights: three seeds each, on a small part of the reviews.

Every run trains the chapter's classifier, at 32 units, on the last 60 words of the same 2,000 training reviews, in batches
of 32, and is scored after each epoch on 1,000 validation reviews. Only the kinds of initial weights differ: PyTorch's own,
or Keras's for the embedding, for the other layers, for all. Written after every run to results/starts.csv; a second start
goes on where the first one stopped.

    python benchmarks/starts.py    # needs torch; about two minutes on one core
"""

from pathlib import Path

import pandas as pd
import torch
from record import save  # isort: skip
from backends import chapters_code, ids_of

RESULT = Path(__file__).parent / "results" / "starts.csv"
REVIEWS, NEW, TOKENS, BATCH, EPOCHS, SEEDS = 2_000, 1_000, 60, 32, 3, (1, 2, 3)
STARTS = ("PyTorch", "Keras", "embedding as in Keras", "the rest as in Keras")
NAMES = ("CLIP", "Reviews", "ByLength", "collate", "batches_of", "Reader")
NAMES += ("train_epoch", "accuracy", "start_like_keras", "start")


def run(own: dict, parts: dict, start: str, seed: int) -> list[dict]:
    """Rows of one run."""
    training = own["batches_of"](*parts["train"], BATCH, seed)
    validation = own["batches_of"](*parts["validation"], 250, seed)
    model, optimizer, schedule = own["start"](training, EPOCHS, seed, False, size=32, units=32)
    drawn = {name: array.detach().clone() for name, array in model.named_parameters()}
    if start != "PyTorch":
        own["start_like_keras"](model)
    with torch.no_grad():
        for name, array in model.named_parameters():  # what stays as PyTorch drew it
            embedding = name.startswith("embedding")
            if start == ("the rest as in Keras" if embedding else "embedding as in Keras"):
                array.copy_(drawn[name])
    rows = []
    for epoch in range(1, EPOCHS + 1):
        loss = own["train_epoch"](model, training, optimizer, schedule, epoch)
        found = own["accuracy"](model, validation)
        rows.append({"start": start, "seed": seed, "epoch": epoch, "loss": loss, "val_accuracy": found})  # fmt: skip
    return rows


def main() -> None:
    """Every run that is not yet in the table."""
    torch.set_num_threads(1)
    table = pd.read_csv(RESULT) if RESULT.is_file() else pd.DataFrame({"start": [], "seed": []})
    own, parts = chapters_code(*NAMES), ids_of(REVIEWS, NEW, TOKENS)
    for seed in SEEDS:
        for start in STARTS:
            if ((table.start == start) & (table.seed == seed)).any():
                continue
            rows = pd.DataFrame(run(own, parts, start, seed))
            print(rows.to_string(header=False), flush=True)
            table = pd.concat([table, rows]) if len(table) else rows
            save(table, "starts")


if __name__ == "__main__":
    main()
