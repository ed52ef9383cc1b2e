"""Checks of the exercises of chapters/beyond_text.md; each prints a verdict and never raises."""

import numpy as np
from utils import check


def check_temperature_by_hand(tempered):
    """Prints a verdict on *tempered*; never raises."""

    def test_tempered():
        z = np.log(np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]))
        same = np.asarray(tempered(z, 1.0))
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
        assert cold[0, 0] > 0.5, (
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

    check("Temperature by hand", test_tempered)


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
        ask = np.zeros((2, 1, 9))
        ask[:, :, 0] = 1
        mask = np.array([[True, True, False], [False, True, True]])
        weights = np.asarray(masked_attention(ask, wide, mask)[0])[:, 0]  # (2, 3)
        assert np.array_equal(weights > 0, mask), "each row of the batch has a mask of its own"
        share = 1 / (1 + np.exp(-1))  # of scores 1 and 0
        assert np.allclose(weights[mask], [share, 1 - share, share, 1 - share]), (
            "right for m = 4, wrong for m = 9: take m from the arrays"
        )

    check("Attention with a mask", test_masked_attention)


def check_a_loss_for_a_quantile(pinball):
    """Prints a verdict on *pinball*; never raises."""

    def test_pinball():
        y = np.array([1.0, 5.0])
        assert np.ndim(pinball(y, np.zeros(2), 0.9)) == 0, "return the mean, one number"
        assert np.all(pinball(y, y, 0.9) == 0), "a perfect prediction costs nothing"
        assert not np.isclose(pinball(y, np.zeros(2), 0.9), 0.3), (
            "outcomes above the prediction weigh q, not 1 - q"
        )
        assert pinball(y, y + 1, 0.9) > 0, "predicting too high must cost something too"
        assert not np.isclose(pinball(y, y + 1, 0.9), 0.2), (
            "average over the entries: a mean, not a sum"
        )
        assert np.isclose(pinball(y, y + 1, 0.9), 0.1), "outcomes below the prediction weigh 1 - q"
        assert np.isclose(pinball(y, np.zeros(2), 0.9), 2.7), (
            "average q times the distance over all entries"
        )
        assert np.isclose(pinball(y, np.array([2.0, 2.0]), 0.25), 0.75), (
            "right at q = 0.9, wrong at 0.25: use the argument, entry by entry"
        )

    check("A loss for a quantile", test_pinball)
