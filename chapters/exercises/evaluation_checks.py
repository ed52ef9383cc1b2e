"""Checks of the exercises of chapters/evaluation.md; each prints a verdict and never raises."""

import numpy as np
from scipy.stats import binom, chi2
from utils import check


def check_four_counts(summary_of):
    """Prints a verdict on *summary_of*; never raises."""

    def test_summary_of():
        got = summary_of(tp=6, fp=3, fn=4, tn=17)
        assert got is not None and len(got) == 3, "return three numbers in this order"
        rounded = np.allclose(got, (0.77, 0.67, 0.6), rtol=0, atol=1e-9)
        assert not rounded, "return the ratios as they are, not rounded"
        assert np.isclose(got[0], 23 / 30), "accuracy: the share of right verdicts"
        assert not np.isclose(got[1], 0.6), "that is recall; precision: tp + fp below"
        assert np.isclose(got[1], 6 / 9), "precision: how many of those called so?"
        assert np.isclose(got[2], 0.6), "recall: how many of the positive were found?"
        try:
            empty = summary_of(tp=0, fp=0, fn=3, tn=7)
        except ZeroDivisionError:
            raise AssertionError("nothing called positive: precision is 0") from None
        assert empty[1] == 0, "nothing called positive: precision is 0"
        assert np.isclose(empty[0], 0.7), "only the ratio without a denominator is 0"
        try:
            empty = summary_of(tp=0, fp=2, fn=0, tn=8)
        except ZeroDivisionError:
            raise AssertionError("no review is positive: recall is 0") from None
        assert empty[2] == 0, "no review is positive: recall is 0"
        assert np.isclose(empty[0], 0.8), "only the ratio without a denominator is 0"

    check("Four counts, three numbers", test_summary_of)


def check_mcnemar_by_hand(exact_mcnemar):
    """Prints a verdict on *exact_mcnemar*; never raises."""

    def test_exact_mcnemar():
        a = np.array([True] * 8 + [False] * 2 + [True] * 90)
        b = np.array([False] * 8 + [True] * 2 + [True] * 90)
        got = exact_mcnemar(a, b)
        assert not np.isclose(got, 0.0546875), "that is one tail: double it"
        together = 2 * binom.cdf(92, 98 + 92, 0.5)  # 98 and 92 right answers as tosses
        both = "do the reviews on which both are right enter? They must not"
        assert got > 1e-6 and not np.isclose(got, together), both
        approximate = [chi2.sf(36 / 10, 1), chi2.sf(25 / 10, 1)]
        assert not np.isclose(got, approximate).any(), (
            "that is the approximation by chi-square: add up the binomial tail"
        )
        assert np.isclose(got, 0.109375), "the smaller tail: at most min(b, c) heads"
        assert np.isclose(exact_mcnemar(b, a), got), "exchanging A and B must not matter"
        even = exact_mcnemar(np.array([True, False]), np.array([False, True]))
        assert np.isclose(even, 1), "doubling can pass 1: cut it off there"
        assert np.isclose(exact_mcnemar(a, a), 1), "models that never disagree: p is 1"
        try:
            many = exact_mcnemar(np.arange(3_000) % 2 == 0, np.arange(3_000) % 2 == 1)
        except OverflowError:
            raise AssertionError("divide whole numbers: 2**n is too large") from None
        assert np.isclose(many, 1), "1,500 disagreements on each side: p is 1"
        uses = getattr(exact_mcnemar, "__code__", None)
        assert uses is None or "mcnemar" not in uses.co_names, (
            "add up the tail yourself; statsmodels is for comparing"
        )

    check("McNemar's test by hand", test_exact_mcnemar)


def check_equal_bins(equal_count_error):
    """Prints a verdict on *equal_count_error*; never raises."""

    def test_equal_count_error():
        p = np.array([0.9, 0.1, 0.8, 0.2, 0.7])
        y = np.array([1, 0, 0, 1, 1])
        # sorted: .1 .2 .7 | .8 .9 with labels 0 1 1 | 0 1
        got = equal_count_error(p, y, 2)
        assert got >= 0, "take the absolute distance in each bin"
        assert not np.isclose(got, 0.38), "sort by probability before splitting"
        assert not np.isclose(got, 0.41 / 1.2), "weigh each bin by its reviews"
        assert not np.isclose(got, 0.06), "labels must follow their probabilities"
        assert not np.isclose(got, 0.22), (
            "bins of equal width, or sorted highest first: sort lowest first, then cut into equal sizes"
        )
        assert not np.isclose(got, 0.42), "first the means of a bin, then their distance"
        assert np.isclose(got, 0.34), "here: a bin of three, a bin of two; compare means"
        p = np.array([0.1, 0.2, 0.25, 0.3, 0.5, 0.6, 0.7, 0.9])  # sums .55 1.4 1.6
        y = np.array([1, 0, 0, 1, 1, 0, 0, 1])  # sums 1 2 1
        assert np.isclose(equal_count_error(p, y, 3), 1.65 / 8), (
            "8 reviews in 3 bins: the first two hold three each, the last holds two"
        )
        assert np.isclose(equal_count_error(p, y, 5), 2.05 / 8), (
            "8 reviews in 5 bins: three bins of two, then two of one"
        )
        one_bin = equal_count_error(np.array([0.2, 0.8]), np.array([1, 0]), 1)
        assert np.isclose(one_bin, 0), "compare means of bins, not single reviews"

    check("Bins that hold the same number", test_equal_count_error)


def check_bootstrap_any(bootstrap_interval):
    """Prints a verdict on *bootstrap_interval*; never raises."""

    def test_bootstrap_interval():
        y = np.tile([0, 1], 200)
        value = y + 0.0

        def agree(label, v):
            return np.mean(label == (v > 0.5))

        low, high = bootstrap_interval(agree, y, value, 200, 1)
        assert low == high == 1, "labels and values drawn separately: keep the pairs"
        normal = np.random.default_rng(3).normal(size=400)
        normal = (normal - normal.mean()) / normal.std()  # mean 0, deviation 1

        def mean(label, v):
            assert set(label) <= {0, 1}, "call measure(label, value) in this order"
            return np.mean(v)

        low, high = bootstrap_interval(mean, y, normal, 4_000, 1)
        same = abs(high - low) < 1e-9
        assert not same, "every draw was the same set: draw with replacement"
        assert low < high, "lower limit first"
        for side in (-low, high):
            assert side > 0.088, "too narrow: check the quantiles and the size"
            assert side < 0.11, "too wide: draw as many reviews as there are"

        low, high = bootstrap_interval(lambda label, v: np.mean(label), y, normal, 400, 1)
        assert high - low > 0.05, "draw from all reviews, whatever their label"

        def growing(label, v):  # skewed: a normal mean, exponentiated
            return np.exp(8 * np.mean(v))

        low, high = bootstrap_interval(growing, y, normal, 2_000, 1)
        assert low > 0.3 and high > 2, (
            "right where the measure is symmetric: take quantiles of the draws, "
            "not their mean plus and minus a width"
        )
        drawn = []

        def watch(label, v):
            drawn.append(v)
            return np.mean(v)

        bootstrap_interval(watch, np.arange(7) % 2, np.arange(7.0), 150, 1)
        assert len(drawn) in (150, 151), "measure *times* draws, as the argument says"
        assert {len(v) for v in drawn} == {7}, "draw as many reviews as there are"
        assert set(np.concatenate(drawn)) == set(range(7)), (
            "some review is never drawn: every row number from first to last"
        )
        again = bootstrap_interval(mean, y, normal, 60, 5)
        same = np.array_equal(again, bootstrap_interval(mean, y, normal, 60, 5))
        assert same, "the same seed should draw the same reviews"
        same = np.array_equal(again, bootstrap_interval(mean, y, normal, 60, 1_006))
        assert not same, "another seed should draw other reviews: use the argument"

    check("A bootstrap interval for any measure", test_bootstrap_interval)
