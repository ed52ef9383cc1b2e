"""Checks of the exercises of chapters/baselines.md; each prints a verdict and never raises."""

import numpy as np
from sklearn.svm import LinearSVC
from utils import check


def _data(seed: int, reviews: int, features: int) -> tuple[np.ndarray, np.ndarray]:
    """Counts (reviews, features) and unequal labels (reviews,) that go together."""
    rng = np.random.default_rng(seed)
    y = (rng.random(reviews) < 0.35).astype(int)
    rate = np.where(y[:, None] == 1, np.linspace(0.2, 1.6, features), 0.8)
    return rng.poisson(rate), y


def _evidence(x: np.ndarray, y: np.ndarray, smoothing: float, shares: bool = True) -> np.ndarray:
    s = smoothing + x[y == 1].sum(axis=0)
    t = smoothing + x[y == 0].sum(axis=0)
    if shares:
        s = s / s.sum()
        t = t / t.sum()
    return np.log(s) - np.log(t)


def check_nb_svm(fit_nb_svm):
    """Prints a verdict on *fit_nb_svm*; never raises."""

    def test():
        x, y = _data(3, 60, 7)
        present = (x > 0).astype(float)
        new = np.random.default_rng(4).poisson(1.0, size=(25, 7))

        def scores(r, seen, C=0.5, back=True):
            svm = LinearSVC(C=C, random_state=0).fit(seen * r, y)
            weights = svm.coef_[0] * r if back else svm.coef_[0]
            return (new > 0) @ weights + svm.intercept_[0]

        got = fit_nb_svm(x, y, 4.0, 0.5)
        assert isinstance(got, (tuple, list)) and len(got) == 2, "return weights and bias"
        weights = np.asarray(got[0])
        assert weights.shape == (7,), "weights: one number per feature; coef_ is (1, features)"
        found = (new > 0) @ weights + float(np.asarray(got[1]).squeeze())
        r = _evidence(present, y, 4.0)
        s = 4.0 + present[y == 1].sum(axis=0)
        t = 4.0 + present[y == 0].sum(axis=0)
        right = scores(r, present)
        svm_bias = LinearSVC(C=0.5, random_state=0).fit(present * r, y).intercept_[0]
        slips = {
            "the evidence belongs into the weights: whoever uses them does not know it": scores(
                r, present, back=False
            ),
            "the smoothing has no effect: use the argument": scores(
                _evidence(present, y, 1), present
            ),
            "C has no effect: hand it to the SVM": scores(r, present, C=1.0),
            "evidence from counts: a feature counts once per review, present or not": scores(
                _evidence(x, y, 4.0), present
            ),
            "counts went in: a feature counts once per review, in the evidence and in the SVM": scores(
                _evidence(x, y, 4.0), x
            ),
            "the SVM sees counts: give it presence times evidence": scores(r, x),
            "divide each column of the table by its sum": scores(
                _evidence(present, y, 4.0, shares=False), present
            ),
            "that is an SVM on presence, without evidence": scores(np.ones(7), present),
            "the bias is missing: return the intercept of the SVM": right - svm_bias,
            "divide each column by its sum over the features, not by its number of reviews": scores(
                r + np.log(s.sum() / (y == 1).sum()) - np.log(t.sum() / (y == 0).sum()), present
            ),
            "the logarithm is missing: evidence is the logarithm of the ratio": scores(
                np.exp(r), present
            ),
            "the smoothing is counted too: divide each column, smoothing included, by its sum": scores(
                r + np.log(s.sum() / (s - 4.0).sum()) - np.log(t.sum() / (t - 4.0).sum()), present
            ),
        }
        for hint, slip in slips.items():
            assert np.allclose(found, right, atol=0.01) or not np.allclose(
                found, slip, atol=0.01
            ), hint
        assert np.allclose(found, right, atol=0.01), (
            "the scores differ: presence, evidence, SVM on their product, evidence times weights"
        )
        weights, bias = fit_nb_svm(x, y, 2.0, 0.05)
        r = _evidence(present, y, 2.0)
        bare = LinearSVC(C=0.05, random_state=0).fit(present * r, y)
        assert np.allclose(weights, bare.coef_[0] * r, atol=0.01), (
            "right for one smoothing and C, wrong for others: use both arguments"
        )
        assert np.isclose(float(np.asarray(bias).squeeze()), bare.intercept_[0], atol=0.01), (
            "the bias is the intercept of the SVM"
        )

    check("NB-SVM in ten lines", test)


def check_naive_bayes(naive_bayes_score):
    """Prints a verdict on *naive_bayes_score*; never raises."""

    def test():
        x, y = _data(5, 80, 6)
        present = (x > 0).astype(float)
        new = np.random.default_rng(6).poisson(0.8, size=(20, 6))
        seen = new > 0
        prior = np.log((y == 1).sum() / (y == 0).sum())
        r = _evidence(present, y, 0.5)
        got = np.asarray(naive_bayes_score(x, y, new, 0.5))
        assert got.shape == (20,), "return one score per row of new"
        slips = {
            "the classes are unequal: add the logarithm of the ratio of their sizes": seen @ r,
            "the ratio of the classes is upside down": seen @ r - prior,
            "the classes enter as a logarithm, like the evidence": seen @ r + np.exp(prior),
            "the ratio of the two numbers of reviews, not the share of praise": seen @ r
            + np.log(np.mean(y == 1)),
            "in new a feature counts once, present or not": new @ r + prior,
            "in x a feature counts once per review": seen @ _evidence(x, y, 0.5) + prior,
            "the smoothing has no effect: use the argument": seen @ _evidence(present, y, 1)
            + prior,
            "divide each column of the table by its sum": seen
            @ _evidence(present, y, 0.5, shares=False)
            + prior,
            "praise minus blame, not the other way round": -(seen @ r + prior),
        }
        for hint, slip in slips.items():
            assert not np.allclose(got, slip), hint
        by_reviews = np.log((0.5 + present[y == 1].sum(axis=0)) / (y == 1).sum())
        by_reviews = by_reviews - np.log((0.5 + present[y == 0].sum(axis=0)) / (y == 0).sum())
        assert not np.allclose(got, seen @ by_reviews + prior), (
            "shares are of the sum over features, not of the number of reviews"
        )
        assert np.allclose(got, seen @ r + prior), "evidence of what is present, and the classes"
        assert np.allclose(
            naive_bayes_score(x, y, new, 2.0), seen @ _evidence(present, y, 2.0) + prior
        ), "right for one smoothing, wrong for another: use the argument"
        nothing = naive_bayes_score(x, y, np.zeros((1, 6)), 2.0)
        assert np.allclose(nothing, prior), "a review without features: only the classes speak"

    check("Naive Bayes where classes are unequal", test)
