"""The classifier of the chapter "Training" on three backends of Keras, and the one of "PyTorch" beside them: three seeds.

Every run reads the last 100 words of the same 4,000 training reviews three times, in the same kind of batches (64 reviews
of similar length), and is scored after each epoch on 2,000 validation reviews. A backend cannot be changed within a
process, so each run is a process of its own, which this script starts with another KERAS_BACKEND. Only JAX compiles
(Keras's own default there); for its sake all of Keras's batches are as wide as the next multiple of 50. Seconds are
processor seconds of one core, so that other work on the machine does not count; those of the first epoch include
compiling. Written after every run to results/backends.csv; a second start goes on where the first one stopped.

    python benchmarks/backends.py            # needs torch and jax; about ten minutes on one core
    python benchmarks/backends.py 1          # one seed
    python benchmarks/backends.py 1 jax      # one run
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from record import save

REVIEWS, NEW, TOKENS, EPOCHS, BATCH, RATE, CLIP = 4_000, 2_000, 100, 3, 64, 2e-3, 1.0
ENGINES = (
    "tensorflow",
    "jax",
    "torch",
    "plain PyTorch",
    OWN_START := "plain PyTorch, its own start",
)
HERE = Path(__file__).resolve().parent
RESULT = HERE / "results" / "backends.csv"
ONE_CORE = {
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "CUDA_VISIBLE_DEVICES": "",
}


def ids_of(reviews: int, new: int, tokens: int) -> dict:
    """The last *tokens* ids of *reviews* training and *new* validation reviews: lists of ids, and labels."""
    from keras import layers
    from utils import load_imdb, standardize_without_markup

    imdb = load_imdb()
    vectorize = layers.TextVectorization(max_tokens=20_000, standardize=standardize_without_markup)
    vectorize.adapt(imdb.train.text.to_numpy())
    found = {}
    for name, part in (("train", imdb.train[:reviews]), ("validation", imdb.validation[:new])):
        texts, rows = part.text.to_numpy(), []
        for start in range(0, len(part), 1_000):
            ids = vectorize(texts[start : start + 1_000]).numpy()
            rows += [row[row > 0][-tokens:].tolist() or [1] for row in ids]
        found[name] = rows, part.label.to_numpy("float32")
    return found


def write_ids(file: Path) -> None:
    """Ids (reviews, TOKENS), zeros after the text, and labels of both parts, into *file*."""
    import numpy as np
    from keras.utils import pad_sequences

    found = {}
    for name, (rows, labels) in ids_of(REVIEWS, NEW, TOKENS).items():
        found[name], found[f"{name}_labels"] = pad_sequences(rows, TOKENS, padding="post"), labels
    np.savez(file, **found)


def run_keras(data: dict, seed: int) -> list[dict]:
    """Rows of one run on the backend of this process."""
    import keras
    import numpy as np
    from final_reader import build
    from reader import padded
    from utils import device_report

    def batches(part: str, size: int) -> list[tuple]:
        """(ids, labels) of reviews of similar length, from short to long."""
        rows, labels = [row[row > 0] for row in data[part]], data[f"{part}_labels"]
        order = np.argsort([len(row) for row in rows], kind="stable")
        chosen = [order[start : start + size] for start in range(0, len(order), size)]
        return [(padded([rows[i] for i in batch]), labels[batch]) for batch in chosen]

    training, validation = batches("train", BATCH), batches("validation", 250)
    random = np.random.default_rng(seed)
    model = build(seed, EPOCHS * len(training))
    rate = keras.optimizers.schedules.CosineDecay(RATE, EPOCHS * len(training))
    model.compile(
        keras.optimizers.Adam(rate, global_clipnorm=CLIP),
        "binary_crossentropy",
        metrics=["accuracy"],
        jit_compile=keras.backend.backend() == "jax",  # batches of one width of three
    )
    rows = []
    for epoch in range(1, EPOCHS + 1):
        start = time.process_time()
        for place in random.permutation(len(training)):
            model.train_on_batch(*training[place])
        seconds = time.process_time() - start
        right = 0
        for ids, labels in validation:
            p = np.asarray(model.predict_on_batch(ids))[:, 0]
            right += int(((p > 0.5) == (labels == 1)).sum())
        rows.append(
            {"epoch": epoch, "seconds": seconds, "val_accuracy": right / len(data["validation"])}
        )
    for row in rows:
        row["device"] = "CPU" if "No GPU" in device_report() else "GPU"
        row["keras"] = keras.__version__
    return rows


def chapters_code(*names: str, edit=str) -> dict:
    """What these definitions of the chapter "PyTorch" define, their source changed by *edit*."""
    from bookkit.book import find_book
    from bookkit.chapter import definitions, needed_source

    page = find_book(HERE).page("pytorch")
    defined: dict = {}
    exec(needed_source(page), defined)
    exec(edit(definitions(page, page, list(names))), defined)
    return defined


def run_plain(data: dict, seed: int, own_start: bool) -> list[dict]:
    """Rows of one run of the chapter's own program, from initial weights as Keras draws them or as PyTorch does."""
    import torch

    torch.set_num_threads(1)
    own = chapters_code(
        "CLIP",
        "Reviews",
        "start_like_keras", "ByLength", "collate", "batches_of", "Reader",
        "train_epoch", "accuracy", "start",
    )  # fmt: skip
    rows_of = {
        part: [row[row > 0].tolist() for row in data[part]] for part in ("train", "validation")
    }
    training = own["batches_of"](rows_of["train"], data["train_labels"], BATCH, seed)
    validation = own["batches_of"](rows_of["validation"], data["validation_labels"], 250, seed)
    model, optimizer, schedule = own["start"](training, EPOCHS, seed, like_keras=not own_start)
    rows = []
    for epoch in range(1, EPOCHS + 1):
        start = time.process_time()
        own["train_epoch"](model, training, optimizer, schedule, epoch)
        seconds = time.process_time() - start
        right = own["accuracy"](model, validation)
        rows.append({"epoch": epoch, "seconds": seconds, "val_accuracy": right})
    for row in rows:
        row["device"], row["keras"] = "CPU", "none"
    return rows


def run(engine: str, seed: int, file: Path) -> None:
    """One run in this process; prints its rows as the last line."""
    import numpy as np

    data = dict(np.load(file))
    plain = engine.startswith("plain")
    rows = run_plain(data, seed, engine == OWN_START) if plain else run_keras(data, seed)
    name = "torch" if plain else engine
    version = __import__(name).__version__.split("+")[0]
    for row in rows:
        row |= {"engine": engine, "version": version, "seed": seed}
    print(json.dumps(rows))


def so_far():
    """The table as it stands, read anew: two of these programs may share the engines between them."""
    import pandas as pd

    return pd.read_csv(RESULT) if RESULT.is_file() else pd.DataFrame({"engine": [], "seed": []})


def main(seeds: list[int], engines: list[str]) -> None:
    """Every run that is not yet in the table."""
    import pandas as pd

    with TemporaryDirectory() as folder:
        file = Path(folder) / "ids.npz"
        write_ids(file)
        for seed, engine in ((seed, engine) for seed in seeds for engine in engines):
            if ((so_far().engine == engine) & (so_far().seed == seed)).any():
                continue
            backend = engine if engine in ("jax", "torch") else "tensorflow"
            done = subprocess.run(
                [sys.executable, __file__, "--run", engine, str(seed), str(file)],
                env=os.environ | ONE_CORE | {"KERAS_BACKEND": backend},
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            rows = pd.DataFrame(json.loads(done.stdout.splitlines()[-1]))
            print(rows.to_string(header=False), flush=True)
            table = pd.concat([so_far(), rows]) if len(so_far()) else rows
            columns = ["engine", "version", "keras", "device", "seed", "epoch"]
            table["place"] = table.engine.map(ENGINES.index)
            table = table.sort_values(["seed", "place", "epoch"])
            save(table[[*columns, "seconds", "val_accuracy"]], "backends")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        given = sys.argv[1:]
        main(
            [int(word) for word in given if word.isdigit()] or [1, 2, 3],
            [word for word in given if word in ENGINES] or list(ENGINES),
        )
