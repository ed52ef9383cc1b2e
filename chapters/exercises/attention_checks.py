"""Checks of the exercises of chapters/attention.md; each prints a verdict and never raises."""

import numpy as np
from utils import check


def check_attention_with_a_mask(masked_attention):
    """Prints a verdict on *masked_attention*; never raises."""

    def test_masked_attention():
        states = np.array([[[2.0, 0, 0, 0], [0, 2, 0, 0], [9, 9, 9, 9]]])  # (1, 3, 4)
        queries = np.array([[[1.0, 0, 0, 0], [0, 0, 1, 0]]])  # (1, 2, 4)
        mask = np.array([[True, True, False]])
        got = masked_attention(queries, states, mask)
        assert got is not None and len(got) == 2, "return the pair (weights, sums)"
        weights, sums = map(np.asarray, got)
        assert weights.shape == (1, 2, 3), "weights should be (batch, out, in)"
        assert not np.any(weights[..., 2]), (
            "a padded step has weight: mask the scores before the softmax"
        )
        assert np.allclose(weights.sum(axis=-1), 1), (
            "the weights of an output step should sum to 1 over the input steps"
        )
        assert np.allclose(weights[0, 1, :2], 0.5), "equal scores should share equally"
        assert not np.isclose(weights[0, 0, 0], 1 / (1 + np.exp(-2))), (
            "the scores are not divided by the square root of m"
        )
        assert np.allclose(weights[0, 0, 0], 1 / (1 + np.exp(-1))), (
            "with scores 1 and 0 the first weight should be sigmoid(1)"
        )
        assert sums.shape == (1, 2, 4), "sums should be (batch, out, m)"
        assert np.allclose(sums[0, 1], [1, 1, 0, 0]), "mix the states with the weights"
        wide = np.zeros((2, 3, 9))  # two rows, m = 9
        wide[:, :, 0] = [[3, 0, 5], [5, 3, 0]]
        wide[:, :, 1] = [[1, 2, 4], [4, 7, 8]]  # of no account for the scores
        ask = np.zeros((2, 1, 9))
        ask[:, :, 0] = 2
        mask = np.array([[True, True, False], [False, True, True]])
        weights, sums = map(np.asarray, masked_attention(ask, wide, mask))
        weights = weights[:, 0]  # (2, 3)
        assert np.array_equal(weights > 0, mask), "each row of the batch has a mask of its own"
        assert not np.allclose(weights[mask][:2], [1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1))]), (
            "a query twice as long gives twice the scores: take it as it is"
        )
        share = 1 / (1 + np.exp(-2))  # of scores 2 and 0
        assert np.allclose(weights[mask], [share, 1 - share, share, 1 - share]), (
            "right for m = 4, wrong for m = 9: take m from the arrays"
        )
        assert np.allclose(sums[:, 0, 1], [2 - share, 8 - share]), (
            "right for one row, wrong for two: each row mixes its own states"
        )

    check("Attention with a mask", test_masked_attention)


def check_free_running(write_freely):
    """Prints a verdict on *write_freely*; never raises."""

    def test():
        asked = []

        def shifted(strings, before):  # the letter before, plus that of the string, plus one
            asked.append(before.copy())
            return (before + strings + 1) % 10

        strings = np.array([[1, 2, 3, 4, 5], [9, 1, 0, 2, 2], [3, 3, 3, 3, 3]])  # (3, 5)
        expected = np.cumsum(strings + 1, axis=1) % 10
        given = strings.copy()
        got = write_freely(shifted, given)
        assert got is not None, "return the letters written"
        got = np.asarray(got)
        assert got.shape == (3, 5), (
            f"3 strings of 5 letters: the result should be (3, 5), not {got.shape}"
        )
        assert np.array_equal(given, strings), "the strings that came in were changed"
        assert not asked or asked[0].shape == (3, 5), (
            "hand the decoder the whole arrays, `strings` and `before`, not their beginnings"
        )
        assert not asked or np.array_equal(asked[0], np.zeros_like(strings)), (
            "at the start nothing is written yet: the first `before` should be all zeros"
        )
        assert not np.array_equal(got, (strings + 1) % 10), (
            "nothing is fed back: put each letter written into `before` at the next place"
        )
        once = np.pad((strings[:, :-1] + 1) % 10, ((0, 0), (1, 0)))
        assert not np.array_equal(got, (once + strings + 1) % 10), (
            "fed back only once: ask the decoder again at every place"
        )
        assert not np.array_equal(got[:, 1:], expected[:, :-1]), (
            "you returned `before`, one place late and without the last letter"
        )
        assert np.array_equal(got, expected), (
            "place k must be written from `before` up to k, which holds the letters written so far"
        )
        one = np.asarray(write_freely(shifted, np.array([[7]])))
        assert one.shape == (1, 1) and one[0, 0] == 8, "wrong for strings of one letter"
        long = np.ones((2, 8), dtype=int)
        assert np.array_equal(write_freely(shifted, long), np.cumsum(long + 1, axis=1) % 10), (
            "right for 5 letters, wrong for 8: take the length from the strings"
        )

        def backwards(strings, before):  # uses the strings only
            return strings[:, ::-1]

        assert np.array_equal(write_freely(backwards, strings), strings[:, ::-1]), (
            "at place k take column k of what the decoder returns"
        )

    check("Without the teacher", test)
