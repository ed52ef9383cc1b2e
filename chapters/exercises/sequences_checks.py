"""Checks of the exercises of chapters/sequences.md.

Each prints a verdict with a hint, and never raises.
"""

from collections import Counter

import numpy as np
from utils import check


def check_bigrams_by_hand(bigrams):
    """Prints a verdict on *bigrams*; never raises."""

    def test_bigrams():
        got = bigrams(["a", "b", "a", "b", "c"])
        assert isinstance(got, Counter), "return a Counter"
        assert ("c", "a") not in got, "the last word has no neighbour: do not go round"
        assert all(isinstance(pair, tuple) and len(pair) == 2 for pair in got), (
            "each pair should be a tuple of two words"
        )
        assert got[("a", "b")] != 3, "(a, b) and (b, a) differ: a pair keeps its order"
        assert ("b", "a") in got, (
            "pairs overlap: a word is the second of one pair and the first of the next"
        )
        assert got[("a", "b")] == 2, "a pair that occurs twice counts twice"
        assert got == {("a", "b"): 2, ("b", "a"): 1, ("b", "c"): 1}, "wrong counts"
        assert bigrams(["no", "no", "no"]) == {("no", "no"): 2}, (
            "a word may stand beside itself, and its pairs overlap: no no no has two"
        )
        assert bigrams(["a"]) == Counter() == bigrams([]), "fewer than two words: an empty Counter"

    check("Bigrams by hand", test_bigrams)


def check_further_ahead(windows_ahead, windows):
    """Prints a verdict on *windows_ahead*; never raises."""

    def test_windows_ahead():
        values = np.arange(10.0) ** 2
        x, y = windows_ahead(values, 3, 2)
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
        got = feed_back(lambda w: w[-1] + 1, start, 3)
        assert start.tolist() == [1, 2, 4], "the window was changed: copy it first"
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


def check_shuffle_within_blocks(block_shuffle):
    """Prints a verdict on *block_shuffle*; never raises."""

    def test_block_shuffle():
        words = [str(i) for i in range(23)]
        got = block_shuffle(words, 5, np.random.default_rng(3))
        assert words == [str(i) for i in range(23)], "the input was changed: build a new list"
        assert isinstance(got, list) and all(isinstance(w, str) for w in got), (
            "return one flat list of words"
        )
        assert len(got) == 23, "words were lost: is the last, shorter block there?"
        assert sorted(got) == sorted(words), "the same words should come back"
        blocks = [slice(i, i + 5) for i in range(0, 23, 5)]
        assert all(set(got[block]) == set(words[block]) for block in blocks), (
            "a word left its block: shuffle inside the blocks and keep the blocks in place"
        )
        assert list(got) != words, "nothing was shuffled"
        orders = {tuple(int(w) % 5 for w in got[i : i + 5]) for i in range(0, 20, 5)}
        assert len(orders) > 1, "all blocks got the same order: draw one for each"
        draws = [list(block_shuffle(words, 5, np.random.default_rng(seed))) for seed in range(20)]
        assert any(draw != draws[0] for draw in draws), (
            "every seed gives the same result: draw the order with rng"
        )
        assert any(draw[20:] != words[20:] for draw in draws), (
            "the last, shorter block is never shuffled"
        )
        assert list(block_shuffle(words, 1, np.random.default_rng(0))) == words, (
            "blocks of one word change nothing"
        )

    check("Shuffle within blocks", test_block_shuffle)
