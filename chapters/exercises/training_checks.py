"""Checks of the exercises on training: each prints a verdict with a hint, none raises."""

import numpy as np
from utils import check


def check_cross_entropy(cross_entropy):
    """Prints a verdict on *cross_entropy*; never raises."""

    def test():
        p, y = np.array([0.9, 0.4, 0.2]), np.array([1, 1, 0])
        expected = -(np.log(0.9) + np.log(0.4) + np.log(0.8)) / 3
        got = cross_entropy(p, y)
        assert np.ndim(got) == 0, "the result should be one number: average over reviews"
        assert not np.isclose(got, 3 * expected), "this is the sum; divide by n"
        assert not np.isclose(got, -expected), "right size, wrong sign"
        assert not np.isclose(got, expected / np.log(2)), "use the natural logarithm"
        assert np.isclose(got, expected), (
            "wrong value: -ln p if the label is 1, -ln(1 - p) if it is 0"
        )
        assert np.isclose(cross_entropy(p[:, None], y), expected), (
            "with predictions of shape (n, 1) the value changes: (n, 1) with (n,) "
            "broadcasts to (n, n)"
        )
        sure = cross_entropy(np.array([1.0, 0.0]), np.array([0, 0]))
        assert np.isfinite(sure), (
            "a probability of 1 for the wrong label gives an infinite loss: clip first"
        )
        worst = cross_entropy(np.array([0.0]), np.array([1]))
        assert np.isclose(worst, -np.log(1e-7), rtol=0.02), (
            "clip at 1e-7 and 1 - 1e-7, neither further in nor further out"
        )

    check("Cross-entropy by hand", test)


def check_patience(stop_early):
    """Prints a verdict on *stop_early*; never raises."""

    def test():
        got = stop_early([0.6, 0.5, 0.4], 2)
        assert got is not None and len(got) == 2, "return two numbers: last epoch run, best epoch"
        ran, best_epoch = got
        assert (ran, best_epoch) == (3, 3), (
            "three improvements: all three epochs run and the last is best (count from 1)"
        )
        ran, best_epoch = stop_early([0.5, 0.6, 0.7, 0.8], 2)
        assert (ran, best_epoch) != (1, 3), "the other way round: last epoch run, then best epoch"
        assert best_epoch == 1, "return the epoch with the lowest loss, not the last one"
        assert ran == 3, "patience 2 means: two epochs without improvement, then stop"
        ran, best_epoch = stop_early([0.5, 0.7, 0.6, 0.8, 0.3], 3)
        assert (ran, best_epoch) == (4, 1), (
            "after epoch 4 three epochs in a row have not beaten 0.5, so epoch 5 is never "
            "read: do you look ahead, or compare with the loss of the epoch before?"
        )
        ran, best_epoch = stop_early([0.5, 0.5, 0.5, 0.4], 2)
        assert (ran, best_epoch) == (3, 1), "an equal loss is no improvement"
        ran, best_epoch = stop_early([0.5, 0.6, 0.4, 0.5, 0.6, 0.1], 2)
        assert (ran, best_epoch) == (5, 3), (
            "an improvement starts the count again, and nothing is read after the stop"
        )
        high = [2.5, 2.0, 1.999, 2.1, 2.2, 2.3, 2.4, 1.5]
        assert tuple(stop_early(high, 4)) == (7, 3), (
            "a loss may be above 1, lower by a little is lower, and patience may be above 3"
        )
        kept = list(high)
        stop_early(kept, 2)
        assert kept == high, "the list of losses was changed: read it only"
        assert tuple(stop_early([0.5, 0.6, 0.4], 1)) == (2, 1), (
            "with patience 1 the first epoch without improvement ends training"
        )
        assert tuple(stop_early([0.5], 3)) == (1, 1), (
            "a single loss: one epoch ran, and it is the best"
        )
        ran, best_epoch = stop_early([0.5, 0.4, 0.6], 3)
        assert (ran, best_epoch) == (3, 2), (
            "when the losses run out, the last epoch that ran is the last of the list"
        )

    check("Patience", test)


def check_temperature(cool):
    """Prints a verdict on *cool*; never raises."""

    def test():
        p = np.array([0.01, 0.3, 0.5, 0.8, 0.999])
        got = cool(p, 2.0)
        assert np.shape(got) == (5,), "one probability in, one out"
        assert np.allclose(cool(p, 1.0), p, atol=1e-5), "temperature 1 changes nothing"
        assert ((got > 0.5) == (p > 0.5)).all(), (
            "a prediction crossed one half: divide the logit, not the probability"
        )
        assert abs(got[3] - 0.5) < 0.3, (
            "temperature 2 should make predictions less sure; did you multiply?"
        )
        assert np.isclose(got[3], 2 / 3), "the logit of 0.8 is ln 4; half of it is ln 2"
        third = cool(np.array([8 / 9, 27 / 28]), 3.0)  # logits ln 8 and ln 27
        assert np.allclose(third, [2 / 3, 3 / 4]), (
            "right at temperature 2, wrong at 3: divide the logit by the argument"
        )
        edge = cool(np.array([0, 1], "float32"), 2.0)
        assert edge[0] < 2e-3, "clip at 1e-7, not further in"
        assert edge[0] > 0 and edge[1] < 1, (
            "0 and 1 stay where they are: clip first, at 1e-7, which float32 can hold"
        )

    check("Cool an overconfident model", test)
