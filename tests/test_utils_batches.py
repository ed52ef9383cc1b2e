"""Batches by length: nothing lost, nothing twice, padding only on the right, usable by a real model."""

import keras
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from utils import BatchesByLength, predict_in_order

LENGTHS = st.lists(st.integers(0, 12), min_size=1, max_size=40)
BATCH = st.integers(1, 9)


def named(lengths):
    """One sequence per length, each full of its own id, so that a row tells where it came from."""
    return [[i + 2] * n for i, n in enumerate(lengths)]


def tiny_model(outputs=1, mask=True):
    ids = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(60, 3, mask_zero=mask)(ids)
    pooled = keras.layers.GlobalAveragePooling1D()(vectors)
    model = keras.Model(ids, keras.layers.Dense(outputs, activation="sigmoid")(pooled))
    model.compile("adam", "binary_crossentropy", jit_compile=False)  # quicker to build
    return model


@given(LENGTHS, BATCH, st.integers(0, 5))
@settings(deadline=None, max_examples=60)
def test_every_epoch_holds_every_example_once_with_its_label(lengths, batch_size, seed):
    sequences = named(lengths)
    data = BatchesByLength(sequences, np.arange(len(sequences)), batch_size, seed)
    for _ in range(3):
        seen = []
        for ids, labels in data:
            assert ids.dtype == np.int32 and ids.ndim == 2 and len(ids) == len(labels) <= batch_size
            for row, label in zip(ids, labels, strict=True):
                sequence = sequences[int(label)] or [1]  # an empty one becomes the unknown word
                assert row[: len(sequence)].tolist() == sequence and not row[len(sequence) :].any()
                seen.append(int(label))
        assert sorted(seen) == list(range(len(sequences)))
        data.on_epoch_end()


@given(LENGTHS, BATCH)
@settings(deadline=None, max_examples=40)
def test_rows_are_right_padded_none_empty_and_padded_by_at_most_one_step_too_many(
    lengths, batch_size
):
    for (ids,) in BatchesByLength(named(lengths), batch_size=batch_size):
        mask = ids > 0
        assert mask.any(axis=1).all() and (mask[:, 1:] <= mask[:, :-1]).all()
        assert ids.shape[1] - mask.sum(axis=1).max() in (0, 1)


@given(LENGTHS, BATCH, st.integers(0, 5))
@settings(deadline=None, max_examples=40)
def test_the_first_two_batches_never_share_a_length(lengths, batch_size, seed):
    data = BatchesByLength(named(lengths), np.zeros(len(lengths)), batch_size, seed)
    for _ in range(3):
        if len(data) > 1:
            assert data[0][0].shape[1] != data[1][0].shape[1]
        data.on_epoch_end()


def order_of(data):
    return [tuple(labels.astype(int)) for _, labels in data]


def test_the_seed_decides_the_order_and_every_epoch_has_another():
    sequences = named(range(1, 41))
    epochs = {}
    for name, seed in (("first", 7), ("again", 7), ("other", 8)):
        data = BatchesByLength(sequences, np.arange(40), 4, seed)
        epochs[name] = []
        for _ in range(3):
            epochs[name].append(order_of(data))
            data.on_epoch_end()
    assert epochs["first"] == epochs["again"] != epochs["other"]
    assert len({tuple(epoch) for epoch in epochs["first"]}) == 3
    assert len({frozenset(epoch) for epoch in epochs["first"]}) == 1  # the batches themselves stay


def test_training_twice_gives_the_same_numbers():
    sequences, labels = named([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9]), np.arange(15) % 2
    losses = []
    for _ in range(2):
        keras.utils.set_random_seed(1)
        data = BatchesByLength(sequences, labels, 2)
        losses.append(tiny_model().fit(data, validation_data=data, epochs=3, verbose=0).history)
    assert losses[0] == losses[1]


@pytest.mark.parametrize(
    "lengths, batch_size",
    [
        ([5] * 8 + [9] * 8, 4),  # the first batches share a length, later ones differ
        ([9, 10, 3, 4, 5, 6], 1),  # neighbours differ by exactly one step
        ([5] * 12, 4),  # all share one length
        ([5] * 9 + [7], 3),  # a small last batch
        ([2, 6, 4], 8),  # a single batch
        ([4], 8),  # a single review
        ([0, 0, 3, 1], 2),  # empty reviews
    ],
)
def test_fit_evaluate_and_predict_accept_it(lengths, batch_size):
    sequences, labels, model = named(lengths), np.arange(len(lengths)) % 2, tiny_model()
    for seed in range(2):
        data = BatchesByLength(sequences, labels, batch_size, seed)
        model.fit(data, validation_data=data, epochs=2, verbose=0)
    assert np.isfinite(model.evaluate(data, verbose=0)).all()
    assert predict_in_order(model, sequences, batch_size).shape == (len(lengths),)


def test_a_masked_lstm_trains_on_it():
    model = keras.Sequential(
        [
            keras.layers.Embedding(60, 3, mask_zero=True),
            keras.layers.LSTM(2),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    data = BatchesByLength(named([3, 3, 3, 3, 7, 7]), np.arange(6) % 2, 2)
    assert np.isfinite(model.fit(data, epochs=2, verbose=0).history["loss"]).all()


@given(LENGTHS, BATCH)
@settings(deadline=None, max_examples=10)
def test_predictions_come_back_in_the_order_of_the_sequences(lengths, batch_size):
    class Lookup:  # stands for a model whose output names its input
        def predict(self, batches, verbose):
            return np.concatenate([ids[:, :1] for (ids,) in batches])

    sequences = named(lengths)
    expected = [sequence[0] if sequence else 1 for sequence in sequences]
    assert predict_in_order(Lookup(), sequences, batch_size).tolist() == expected


def test_predictions_agree_with_predicting_one_at_a_time():
    model, sequences = tiny_model(), named([5, 1, 3, 3, 8])
    alone = [model.predict(np.array([s]), verbose=0)[0, 0] for s in sequences]
    assert np.allclose(predict_in_order(model, sequences, 2), alone, atol=1e-6)


def test_several_outputs_and_no_sequences():
    assert predict_in_order(tiny_model(outputs=3), named([2, 5, 4]), 2).shape == (3, 3)
    assert predict_in_order(tiny_model(), []).shape == (0,)


def test_frames_arrays_and_shuffled_indices_are_welcome():
    frame = pd.DataFrame({"ids": [[4, 5], [6], [7, 8, 9]], "label": [0, 1, 1]}, index=[30, 10, 20])
    data = BatchesByLength(frame.ids, frame.label, 1)
    assert sorted((ids[0, 0], label[0]) for ids, label in data) == [(4, 0), (6, 1), (7, 1)]
    assert BatchesByLength(np.array([[3, 4], [5, 6]]))[0][0].tolist() == [[3, 4], [5, 6]]
    first = BatchesByLength([[2], [3, 3]], [[0, 1], [1, 0]])[0]
    assert first[1].shape == (2, 2)  # labels may be rows themselves
    for labels in (
        [True, False],
        np.array([[1], [0]]),
        pd.Series([1, 0], dtype="Int64"),
        ("1", "0"),
        keras.ops.array([1.0, 0.0]),
    ):
        assert BatchesByLength([[2], [3, 3]], labels)[0][1].ravel().tolist() == [1, 0]


@pytest.mark.parametrize(
    "arguments, words",
    [
        ((([]),), "0 sequences"),
        (([[1, 2], [3]], [0]), "2 sequences but 1 labels"),
        (([[4, 5], [6, 0, 7]],), "sequence 1 has the id 0 at position 1, but 0 is padding"),
        (([[4, -3]],), "sequence 0 has the id -3"),
        (([["good", "film"]],), "sequence 0 is no list of token ids"),
        ((["good film"],), "sequence 0 is no list of token ids"),
        (([[1.5, 2.0]],), "whole numbers"),
        (([[[1, 2]]],), "ndim 2"),
        (([3, 4],), "ndim 0"),
        (([[3, 4]], [1], 0), "in batches of 0"),
        (
            ([[3], [4]], ["pos", "neg"]),
            "label 0 is 'pos', no number: turn the labels into numbers first, such as 0 for negative",
        ),
        (([[3], [4]], [1, "neg"]), "label 1 is 'neg', no number"),
        (([[3], [4]], pd.Series(["1", "neg"], index=[7, 5])), "label 1 is 'neg', no number"),
        (([[3], [4]], pd.Categorical(["pos", "neg"])), "label 0 is 'pos', no number"),
        (([[3], [4]], pd.Series([1, None])), "label 1 is 'nan', no number"),
        (([[3], [4]], pd.Series([1, None], dtype="Int64")), "label 1 is '<NA>', no number"),
        (([[3], [4]], [0, None]), "label 1 is 'None', no number"),
        (([[3], [4]], [0, {}]), "label 1 is '{}', no number"),
        (([[3], [4]], [[0, 1], [0, "x"]]), "label 1 is "),
        (([[3], [4]], [[0, 1], [0]]), "inhomogeneous"),
        (([[3], [4]], [0, float("inf")]), "label 1 is 'inf', no number"),
    ],
)
def test_bad_input_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError) as caught:
        BatchesByLength(*arguments)
    assert words in str(caught.value)
