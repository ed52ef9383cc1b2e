"""Checks of the exercises of chapters/sequences.md.

Each prints a verdict with a hint, and never raises.
"""

import numpy as np
from utils import check


def check_accuracy_gap(accuracy_gap):
    """Prints a verdict on *accuracy_gap*; never raises."""

    def test():
        truth = np.array([0, 0, 0, 0, 1, 1, 1, 1])
        first = np.array([0, 0, 0, 1, 1, 1, 1, 0])  # 6 right
        second = np.array([0, 1, 1, 0, 0, 0, 0, 0])  # 2 right
        got = accuracy_gap(truth, first, second)
        assert np.shape(got) == (2,), "return two numbers: the difference and its standard error"
        gap, error = got
        assert not np.allclose([error, gap], [50, 26.7261]), (
            "the other way round: first the difference, then its standard error"
        )
        assert not np.isclose(gap, 0.5), "in points, please: a text counts 100, not 1"
        assert not np.isclose(gap, -50), (
            "the first minus the second: positive if the first is ahead"
        )
        assert np.isclose(gap, 50), (
            "6 right against 2 right of 8 texts is 50 points: is each answer compared with truth?"
        )
        unpaired = (23.1455, 21.6506)  # over n - 1, over n
        assert not np.isclose(error, unpaired, atol=1e-3).any(), (
            "this standard error is not paired: subtract text by text first"
        )
        assert not np.isclose(error, 75.5929, atol=1e-3), (
            "this is the standard deviation of the differences: their mean scatters less, by the root of n"
        )
        assert not np.isclose(error, 28.5714, atol=1e-3), (
            "n - 1 belongs under the squares only: their mean scatters less by the root of n"
        )
        assert not np.isclose(error, 25.0, atol=1e-3), (
            "divide the squares by n - 1 and not by n: ddof=1"
        )
        assert not np.isclose(error, [28.8675, 33.3333], atol=1e-3).any(), (
            "texts on which both are right or both wrong are part of n too"
        )
        assert not np.isclose(error, 53.4522, atol=1e-3), "one standard error, not two"
        assert not np.isclose(error, 30.6186, atol=1e-3), (
            "take the deviations of the differences from their mean, not from 0"
        )
        assert np.isclose(error, 26.7261, atol=1e-3), (
            "the standard error of these eight differences is 26.7: deviations from their mean, "
            "squared, over 7, the root, over the root of 8"
        )
        lists = accuracy_gap([1, 0], [1, 0], [0, 0])
        assert np.allclose(lists, [50, 50]), (
            "lists should do, and two texts: np.asarray makes arrays of lists"
        )
        behind = accuracy_gap([1, 1, 1, 1, 0, 0, 0], [0, 1, 0, 1, 1, 0, 0], [1, 1, 1, 1, 0, 0, 0])
        assert np.isclose(behind[0], -300 / 7), "a first that is behind has a negative difference"
        assert np.isclose(behind[1], 20.2031, atol=1e-3), (
            "right on one set of texts and wrong on another: take the deviations of the "
            "differences from their mean, not from 0"
        )
        same = accuracy_gap(truth, first, first)
        assert np.allclose(same, [0, 0]), "a classifier is not ahead of itself"

    check("A gap between two accuracies", test)


def check_further_ahead(windows_ahead, windows):
    """Prints a verdict on *windows_ahead*; never raises."""

    def test_windows_ahead():
        values = np.arange(10.0) ** 2
        x, y = windows_ahead(values, 3, 2)
        assert isinstance(x, np.ndarray) and isinstance(y, np.ndarray), (
            "return two arrays, not lists: np.array does it"
        )
        assert y.ndim == 1 and x.ndim == 2, (
            "inputs (m, length) and targets (m,): one number is the target of a window"
        )
        assert len(x) == len(y), "each window needs one target: do both have m rows?"
        assert x.shape[1] == 3, "the second axis of the inputs is the length"
        assert y[0] != values[3], "this is one step ahead: ahead=2 skips a value"
        assert y[0] != values[5], "one step too far: ahead=1 is the value after the window"
        assert x[0].tolist() == [0, 1, 4] and y[0] == 16, (
            "the first window is values 0 to 2, its target value 4"
        )
        assert len(x) == 6, (
            "10 values, length 3, ahead 2 give 6 windows: is the last "
            "one missing, or one without a target kept?"
        )
        one = windows(values, 4)
        got = windows_ahead(values, 4, 1)
        assert np.array_equal(got[0], one[0]) and np.array_equal(got[1], one[1]), (
            "with ahead=1 the result should be that of windows()"
        )
        x, y = windows_ahead(values, 2, 5)
        assert x.shape == (4, 2) and y.tolist() == [36, 49, 64, 81], (
            "right for ahead 1 and 2 and wrong for 5: use ahead itself"
        )

    check("Further ahead", test_windows_ahead)


def check_feed_it_back(feed_back):
    """Prints a verdict on *feed_back*; never raises."""

    def test_feed_back():
        start = np.array([1.0, 2.0, 4.0])

        def one_more(window):
            assert isinstance(window, np.ndarray), "step takes an array: np.array(...) makes one"
            return window[-1] + 1

        got = feed_back(one_more, start, 3)
        assert start.tolist() == [1, 2, 4], "the window was changed: copy it first"
        assert isinstance(got, np.ndarray), "return an array, not a list: np.array does it"
        assert np.shape(got) == (3,), "return one number per year, without the window"
        assert not np.allclose(got, 5), (
            "the forecasts are all alike: does each one enter the next window?"
        )
        assert np.allclose(got, [5, 6, 7]), "append each forecast at the end"
        got = feed_back(lambda w: w[0], start, 4)
        assert np.allclose(got, [1, 2, 4, 1]), "drop the oldest value at every turn"
        assert np.allclose(feed_back(len, start, 3), 3), "the window keeps its length"
        got = feed_back(lambda w: 2 * float(w[-1]), np.array([1]), 2)
        assert np.allclose(got, [2, 4]), "a window of length 1 should work too"
        got = feed_back(lambda w: w[-1] / 2, np.array([1, 3]), 2)
        assert np.allclose(got, [1.5, 0.75]), (
            "a window of whole numbers: the forecasts must keep their fractions"
        )

    check("Feed it back", test_feed_back)
