"""Checks of the exercises of chapters/unlabelled_text.md; each prints a verdict and never raises."""

import numpy as np
from utils import check


def sigmoid(u):
    return (1 + np.tanh(np.asarray(u) / 2)) / 2


def check_soft_cross_entropy(soft_cross_entropy):
    """Prints a verdict on *soft_cross_entropy*; never raises."""

    def call(u, q):
        given_u, given_q = u.copy(), q.copy()
        with np.errstate(all="ignore"):
            got = soft_cross_entropy(given_u, given_q)
        assert np.array_equal(given_u, u) and np.array_equal(given_q, q), (
            "leave u and q as they came in: work on copies"
        )
        assert isinstance(got, (tuple, list)) and len(got) == 2, (
            "return two things: the mean loss and the gradient"
        )
        loss, gradient = np.asarray(got[0], dtype=float), np.asarray(got[1], dtype=float)
        n = len(u)
        assert loss.shape != (n,) or n == 0, (
            "the loss is one number: take the mean over the reviews"
        )
        assert loss.shape == (), f"the loss is one number, not an array of shape {loss.shape}"
        assert gradient.shape == (n,), f"the gradient should have shape (n,), not {gradient.shape}"
        return loss, gradient

    def test():
        for n, seed in ((5, 1), (3, 2), (1, 3)):
            rng = np.random.default_rng(seed)
            u, q = rng.normal(0, 2, size=n), rng.uniform(0.05, 0.95, size=n)
            p = sigmoid(u)
            loss, gradient = call(u, q)
            each = -q * np.log(p) - (1 - q) * np.log(1 - p)
            hard = (q > 0.5) * 1.0
            as_hard = np.mean(-hard * np.log(p) - (1 - hard) * np.log(1 - p))
            assert not np.isclose(loss, as_hard), "q is not rounded: a soft label stays soft"
            assert n == 1 or not np.isclose(loss, each.sum()), (
                "that is the sum: the mean was asked for"
            )
            assert not np.isclose(loss, -each.mean()), "the loss is positive: a sign is missing"
            only_first = np.mean(-q * np.log(p))
            assert not np.isclose(loss, only_first), "the part of 1 - q is missing"
            assert not np.isclose(loss, np.mean((p - q) ** 2)), "that is the squared error"
            assert np.isclose(loss, each.mean()), "not the mean of -q ln p - (1 - q) ln(1 - p)"
            right = (p - q) / n
            assert np.allclose(gradient, right) or not np.allclose(gradient, p - q), (
                "the loss is a mean: its gradient has the factor 1 / n"
            )
            assert not np.allclose(gradient, -right), "the gradient has the wrong sign: p - q"
            assert not np.allclose(gradient, (p - hard) / n), "the gradient rounds q; keep it soft"
            by_p = (p - q) / (p * (1 - p))
            assert not (np.allclose(gradient, by_p) or np.allclose(gradient, by_p / n)), (
                "that is the derivative with respect to p, not to u: times p (1 - p)"
            )
            assert not np.allclose(gradient, right * p * (1 - p)), "one factor p (1 - p) too many"
            assert np.allclose(gradient, right), "the gradient should be (p - q) / n"
        u, q = np.array([1_000.0, -1_000.0, 1_000.0, -40.0]), np.array([1.0, 0.0, 0.25, 1.0])
        loss, gradient = call(u, q)
        assert np.isfinite(loss), (
            "nan or inf for log-odds of 1,000: ln(1 + e^u) - q u, with logaddexp"
        )
        assert np.isfinite(gradient).all(), "the gradient is nan for log-odds of 1,000"
        assert np.isclose(loss, 790 / 4), "wrong for large log-odds: is p cut off somewhere?"
        assert np.allclose(gradient, [0, 0, 0.75 / 4, -0.25]), (
            "the gradient is wrong for large log-odds"
        )

    check("Cross-entropy with soft labels", test)


def check_equal_say(equal_say):
    """Prints a verdict on *equal_say*; never raises."""

    def test():
        for models, n, k, seed in ((2, 40, 6, 1), (3, 25, 1, 2), (2, 30, 4, 3)):
            rng = np.random.default_rng(seed)
            loud = [1.0, 5.0, 0.3][:models]
            validation = [rng.normal(0.5, size=n) * scale for scale in loud]
            new = [rng.normal(size=k) * scale for scale in loud]
            with np.errstate(all="ignore"):
                fresh = [x.copy() for x in new]
                got = equal_say([v.copy() for v in validation], fresh)
            assert all(np.array_equal(a, b) for a, b in zip(fresh, new, strict=True)), (
                "leave the log-odds as they came in: x / s, not x /= s"
            )
            assert got is not None, "return the mean of the scaled log-odds"
            got = np.asarray(got, dtype=float)
            assert got.shape != (n,) or n == k, (
                "that is for the validation reviews: score the new ones"
            )
            assert got.shape == (k,), f"one number for each new review: shape (k,), not {got.shape}"
            spread = [v.std() for v in validation]
            right = np.mean([x / s for x, s in zip(new, spread, strict=True)], axis=0)
            assert np.isfinite(got).all(), (
                "nan or inf: one new review has no spread; take that of the validation log-odds"
            )
            slips = [
                (np.mean(new, axis=0), "the log-odds are not scaled: the loud model decides"),
                (models * right, "that is the sum: the mean over the models was asked for"),
                (
                    np.mean([x * s for x, s in zip(new, spread, strict=True)], axis=0),
                    "divide by the spread, do not multiply",
                ),
                (
                    np.mean(
                        [(x - v.mean()) / v.std() for x, v in zip(new, validation, strict=True)],
                        axis=0,
                    ),
                    "do not subtract the mean: 0 must stay the border",
                ),
                (
                    np.mean([x / v.var() for x, v in zip(new, validation, strict=True)], axis=0),
                    "that is the variance: the standard deviation is its root",
                ),
                (
                    np.mean([x / s for x, s in zip(new, spread[::-1], strict=True)], axis=0),
                    "each model is divided by the spread of another",
                ),
                (
                    np.mean(new, axis=0) / np.std(validation),
                    "one spread for all models: each needs its own",
                ),
                (new[0] / spread[0], "only the first model has a say"),
                (
                    (new[0] / spread[0] + new[1] / spread[1]) / 2,
                    "there may be more than two models",
                ),
            ]
            if k > 1:
                own = np.mean([x / x.std() for x in new], axis=0)
                slips.append(
                    (own, "the spread is that of the validation log-odds, not of the new ones")
                )
            for value, hint in slips:
                assert np.allclose(value, right) or not np.allclose(got, value), hint
            assert np.allclose(got, right), "not the mean of log-odds divided by np.std"

    check("An equal say", test)
