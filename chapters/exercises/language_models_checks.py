"""Checks of the exercises of chapters/language_models.md; each prints a verdict and never raises."""

import numpy as np
from utils import check


def check_temperature_by_hand(tempered):
    """Prints a verdict on *tempered*; never raises."""

    def test_tempered():
        z = np.log(np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]))
        given = z.copy()
        got = tempered(given, 1.0)
        assert isinstance(got, np.ndarray), "return a NumPy array, not a list or a tensor"
        same = np.asarray(got)
        assert np.array_equal(given, z), "the logits that came in were changed: work on a copy"
        assert same.shape == (2, 3), "the result should have the shape of the logits"
        assert np.allclose(same.sum(axis=-1), 1), (
            "each row should sum to 1: normalise over the last axis, row by row"
        )
        assert np.allclose(same, np.exp(z)), "temperature 1 should leave softmax as it is"
        cold = np.asarray(tempered(z, 0.5))
        assert np.allclose(cold.sum(axis=-1), 1), (
            "at 0.5 the rows no longer sum to 1: temperature first, then normalise"
        )
        assert not np.allclose(cold, same), "the temperature changes nothing: use it"
        assert not np.allclose(cold[0, 0], 0.5**0.5 / (0.5**0.5 + 0.3**0.5 + 0.2**0.5)), (
            "a low temperature should favour the likely: divide by it, do not multiply"
        )
        assert np.allclose(cold[0], np.array([25, 9, 4]) / 38), (
            "at 0.5 the chances should go like the squares of those at 1"
        )
        warm = np.asarray(tempered(np.stack([z, z[::-1]]), 2.0))  # three axes
        roots = np.exp(z / 2) / np.exp(z / 2).sum(axis=-1, keepdims=True)
        assert np.allclose(warm, np.stack([roots, roots[::-1]])), (
            "wrong for three axes at temperature 2: work along the last axis, axis=-1"
        )
        for largest in (1000.0, -1000.0):
            got = np.asarray(tempered(np.array([largest, largest - 1]), 1.0))
            assert np.all(np.isfinite(got)), "overflow: subtract the largest logit first"
            assert np.allclose(got, [1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1))]), (
                "large logits that differ by 1 should give what 1 and 0 give: subtract "
                "the largest, do not cut off"
            )
        wide = np.asarray(tempered(np.array([1000.0, 0.0, -1000.0]), 0.25))
        assert np.allclose(wide, [1, 0, 0]), (
            "1000, 0, -1000 at 0.25 should give 1, 0, 0: subtract the largest logit, not the mean"
        )
        flat = np.asarray(tempered(np.array([0.0, 40.0]), 20.0))
        assert np.allclose(flat, [1 / (1 + np.exp(2)), 1 / (1 + np.exp(-2))]), (
            "wrong at temperature 20: 0 and 40 should give what 0 and 2 give at 1"
        )
        apart = np.asarray(tempered(np.array([[1000.0, 999.0], [1.0, 0.0]]), 1.0))
        assert np.allclose(apart, [1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1))]), (
            "a row with large logits spoils the row beside it: subtract the largest of each row"
        )

    check("Temperature by hand", test_tempered)


def check_nucleus(nucleus):
    """Prints a verdict on *nucleus*; never raises."""

    def test():
        p = np.array([0.125, 0.5, 0.0625, 0.25, 0.0625])
        given = p.copy()
        got = nucleus(given, 0.8)
        assert got is not None, "return the probabilities"
        got = np.asarray(got, dtype=float)
        assert got.shape == (5,), (
            f"every letter keeps its place: the shape should be (5,), not {got.shape}"
        )
        assert np.array_equal(given, p), "the array that came in was changed: work on a copy"
        assert not np.allclose(got, [0.125, 0.5, 0, 0.25, 0]), (
            "what is left should sum to 1: divide by its sum"
        )
        assert not np.allclose(got, [0, 2 / 3, 0, 1 / 3, 0]), (
            "0.5 and 0.25 reach only 0.75: the letter that crosses the share is kept too"
        )
        assert not np.allclose(got, [4 / 7, 2 / 7, 1 / 7, 0, 0]), (
            "the result is in sorted order: put each letter back in its place"
        )
        assert not np.allclose(got, np.array([1, 4, 0.5, 2, 0]) / 7.5) and not np.allclose(
            got, np.array([2, 8, 1, 4, 0]) / 15
        ), "one letter too many: stop as soon as the sum reaches the share"
        assert got[1] > 0, "the most likely letter was cut off: sort from likely to unlikely"
        assert not np.allclose(got, [0, 1, 0, 0, 0]), (
            "the share is not a bound for single probabilities: add them up"
        )
        assert np.isclose(got.sum(), 1), "the result should sum to 1"
        assert np.allclose(got, np.array([1, 4, 0, 2, 0]) / 7), (
            "at a share of 0.8 the letters with 0.5, 0.25 and 0.125 should be left, scaled by 1 / 0.875"
        )
        assert np.allclose(nucleus(p, 0.75), [0, 2 / 3, 0, 1 / 3, 0]), (
            "0.5 and 0.25 make exactly 0.75, so a share of 0.75 needs no third letter"
        )
        assert np.allclose(nucleus(p, 0.1), [0, 1, 0, 0, 0]), (
            "with a share of 0.1 the most likely letter alone is left, with probability 1"
        )
        assert np.allclose(nucleus(p, 1.0), p), "a share of 1 cuts nothing off"
        even = np.array([0.25, 0.25, 0.25, 0.25])
        assert np.allclose(nucleus(even, 0.5), [0.5, 0.5, 0, 0]), (
            "of equally likely letters the first ones are kept, and no more than needed"
        )
        three = np.array([0.2, 0.3, 0.5])
        assert np.allclose(nucleus(three, 0.6), [0, 0.375, 0.625]), (
            "right for five letters, wrong for three"
        )

    check("Cut off the tail", test)
