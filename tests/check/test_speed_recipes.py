"""The recipes that benchmarks/time_to_accuracy.py compares, at a tiny size and on made-up texts.

Each is built, trained, and asked about any string; its parameters are counted as stated. A run that was killed and taken up
again ends as one that was not.
"""

from __future__ import annotations

import importlib
import json
import sys

import keras
import numpy as np
import pandas as pd
import pytest
from thebook import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
try:
    import recipes
    import time_to_accuracy

    for later in (
        "article_program",
        "final_reader",
        "reader",
    ):  # which recipes import when they are asked for
        importlib.import_module(later)
finally:
    sys.path.remove(str(ROOT / "benchmarks"))

GOOD, BAD = "a warm and funny film , I loved it !", "a dull film.<br /><br />I hated every minute."
TEXTS = pd.Series(
    [f"{text} {text} number {i} of the year" for i in range(32) for text in (GOOD, BAD)]
)
LABELS = np.array([1.0, 0.0] * 32, "float32")
ASKED = [GOOD, "", " ", "!!!", "<br />", "太好看了", "\U0001f600", "zxq", "\x00", BAD * 200]
VECTORS = {"film": 1.0, "a": -1.0, "dull": 0.5}
STATED = {  # parameters that are trained, by hand from the published sizes
    # embedding; layers; output
    "article": 10_001 * 100 + 4 * (100 * 200 + 100) + 101,
    "keras_bilstm": 20_000 * 128 + 8 * (64 * 192 + 64) + 8 * (64 * 192 + 64) + 129,
    "keras_cnn": 20_000 * 128 + (7 * 128 * 128 + 128) * 2 + (128 * 128 + 128) + 129,
    "quick_start": 10_000 * 64 + 4 * (32 * 96 + 32) + 33,
    "training": 20_000 * 64 + 8 * (64 * 128 + 64) + 257,
    "better_base": 20_000 * 64 + 6 * (32 * 96 + 2 * 32) + 129,
    "better_vectors": 20_000 * 64 + 6 * (64 * 128 + 2 * 64) + 257,
    "d2l_bilstm": 8 * (100 * 200 + 100) + 8 * (100 * 300 + 100) + 802,
}


def prepared(name: str, seed: int = 1):
    """A reader of this recipe."""
    recipe = recipes.BY_NAME[name]
    vectors = {}
    if recipe.vectors:
        vectors = {w: np.full(recipe.vectors, value, "float32") for w, value in VECTORS.items()}
    material = recipes.Material(TEXTS, LABELS, vectors, epochs=20)  # a rate that falls slowly
    return recipe.prepare(material, seed)


def small_batches(reader, size: int = 16) -> None:
    """The texts in four batches, so that each part of an epoch has one."""
    if hasattr(reader, "batches") and isinstance(reader.batches, recipes.Rows):
        reader.batches.batch, reader.batches.steps = size, len(TEXTS) // size
    elif hasattr(reader, "batches"):
        data = reader.batches.dataset
        if hasattr(data, "batch_size"):  # that of reader.py
            data.batch_size = size
            data.on_epoch_end()
        else:
            data.batches = [data.order[at : at + size] for at in range(0, len(TEXTS), size)]
        reader.batches.steps = len(data)


@pytest.fixture(scope="module")
def readers():
    """By name, each after two batches."""
    found = {}
    for name in recipes.BY_NAME:
        if name.endswith("_tensorflow"):
            continue  # the same on another backend
        found[name] = reader = prepared(name)
        small_batches(reader)
        if not hasattr(reader, "model"):
            reader.train(0, 0)
            continue
        reader.model.run_eagerly = True  # two batches are over before a graph would be built
        before = [keras.ops.convert_to_numpy(w) for w in reader.model.trainable_weights]
        reader.train(0, 0)
        reader.train(0, 1)
        for weight, was in zip(reader.model.trainable_weights, before, strict=True):
            moved = not np.array_equal(keras.ops.convert_to_numpy(weight), was)
            assert moved, f"{name}: {weight.path} did not move"
    return found


NAMES = [name for name in recipes.BY_NAME if not name.endswith("_tensorflow")]


@pytest.mark.parametrize("name", NAMES)
def test_it_answers_any_string_alone_and_in_company(readers, name):
    reader = readers[name]
    together = np.asarray(reader.predict(reader.encode(pd.Series(ASKED))))
    assert together.shape == (len(ASKED),)
    assert np.isfinite(together).all() and (together >= 0).all() and (together <= 1).all()
    for place in (0, 1):  # a review, and the empty string
        alone = np.asarray(reader.predict(reader.encode([ASKED[place]])))
        assert alone.shape == (1,) and abs(alone[0] - together[place]) < 1e-4


@pytest.mark.parametrize("name", sorted(STATED))
def test_its_parameters_are_those_of_the_published_sizes(readers, name):
    trained, fixed = readers[name].parameters
    assert trained == STATED[name]
    words = {
        word for text in TEXTS for word in text.split() if " ".join(TEXTS).split().count(word) >= 5
    }
    assert fixed == (100 * (len(words) + 2) if name == "d2l_bilstm" else 0)


def test_parameters_that_depend_on_the_reviews(readers):
    vocabulary = 1_000
    encoder = keras.layers.TextVectorization(vocabulary, vocabulary=[f"w{i}" for i in range(998)])
    model = recipes.tensorflow_tutorial_model(encoder)
    assert model.count_params() == 1_000 * 64 + 8 * (64 * 128 + 64) + (64 * 128 + 64) + 65
    assert recipes.bigrams_model(30_000).count_params() == 30_000 * 50 + 51
    trained, evidence = readers["nb_svm"].parameters
    assert trained == evidence + 1


def test_ids_are_numbered_as_in_the_packaged_data_set():
    ids = recipes.DatasetIds(["the the the film film dull", "the film"], words=6)
    assert ids(["the film dull zxq", ""]) == [[1, 4 - 1, 4, 5, 2], [1]]


def test_an_epoch_reads_every_review_once():
    rows = recipes.Rows(np.arange(26)[:, None], np.zeros(26), batch=4, seed=3)
    epochs = []
    for epoch in range(2):
        parts = [rows.numbers(epoch, part) for part in range(recipes.LOOKS)]
        epochs.append(np.concatenate(parts).tolist())
        assert sorted(epochs[-1]) == list(range(26))
        assert all(len(part) % 4 == 0 for part in parts[:-1]), "a part ends within a batch"
    assert epochs[0] != epochs[1]
    assert recipes.edges(7, 0)[0] == 0 and recipes.edges(7, recipes.LOOKS - 1)[1] == 7


def test_parts_of_an_epoch_have_two_widths_at_the_start():
    class Equal(keras.utils.PyDataset):
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return np.ones((2, 5), "int32"), np.zeros(2)

    part = recipes.Some(Equal(workers=1), range(1, 3))
    assert len(part) == 2
    assert part[0][0].shape == (2, 5) and part[1][0].shape == (2, 6) and not part[1][0][:, -1].any()


@pytest.mark.parametrize("name", ["quick_start", "training"])  # rows of one width; a falling rate
def test_a_run_taken_up_again_ends_as_one_that_was_not_killed(readers, name):
    reader = readers[name]

    def two_parts():
        reader.train(0, 2)
        reader.train(0, 3)
        return reader.predict(reader.encode(ASKED))

    state = reader.state()
    whole = two_parts()
    assert not np.allclose(whole, two_parts(), atol=1e-5), "it has trained on"
    reader.restore(state)
    assert np.allclose(whole, two_parts(), atol=1e-6)


def test_batches_that_are_rearranged_come_in_the_same_order_after_a_stop():
    from utils import BatchesByLength

    def second_epoch(stopped: bool):
        ready = recipes.Ready(
            BatchesByLength([[1] * n for n in range(1, 41)], range(40), 4, seed=5)
        )
        epochs = [1] if stopped else [0, 1]
        parts = [ready.part(epoch, part)["x"] for epoch in epochs for part in range(recipes.LOOKS)]
        last = parts[-recipes.LOOKS :]
        return [int(label) for part in last for i in range(len(part)) for label in part[i][1]]

    assert second_epoch(stopped=True) == second_epoch(stopped=False)
    assert sorted(second_epoch(stopped=True)) == list(range(40))


def test_when_a_run_is_over():
    def rows(losses, of):
        return [{"epoch": i, "val_loss": loss, "of": of} for i, loss in enumerate(losses, 1)]

    patient, plain = recipes.BY_NAME["quick_start"], recipes.BY_NAME["training"]
    assert not time_to_accuracy.over(plain, [])
    assert time_to_accuracy.over(plain, rows([3, 4, 5], of=3))
    assert not time_to_accuracy.over(plain, rows([3, 4, 5], of=4))
    assert time_to_accuracy.over(patient, rows([3, 2, 2.5, 2.1], of=20))
    assert not time_to_accuracy.over(patient, rows([3, 2, 2.5, 1.9], of=20))


def test_what_is_kept_of_an_unfinished_run(tmp_path, monkeypatch):
    monkeypatch.setattr(time_to_accuracy, "folder", lambda small: tmp_path)
    recipe = recipes.BY_NAME["training"]
    run = time_to_accuracy.Unfinished(recipe, 1, small=False)
    for epoch, accuracy in enumerate([0.8, 0.9, 0.9, 0.7], 1):
        run.rows += [
            {"epoch": epoch - 0.5, "val_accuracy": 0.95},
            {"epoch": float(epoch), "val_accuracy": accuracy},
        ]
        run.keep([np.full(2, epoch)])
    again = time_to_accuracy.Unfinished(recipe, 1, small=False)
    assert again.rows == json.loads(json.dumps(run.rows)) and again.best()["epoch"] == 2
    assert again.state(2)[0].tolist() == [2, 2] and again.state(4)[0].tolist() == [4, 4]
    assert len(list(tmp_path.glob("*.npz"))) == 2
    again.remove()
    assert not list(tmp_path.iterdir())
