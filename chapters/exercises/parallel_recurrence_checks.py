"""Checks of the exercises of chapters/parallel_recurrence.md; each prints a verdict and never raises."""

from unittest.mock import patch

import numpy as np
from utils import check


def check_one_pair(whole):
    """Prints a verdict on *whole*; never raises."""

    class Counted(
        np.ndarray
    ):  # counts how often arrays like it are multiplied, and how many numbers
        products = numbers = 0
        __array_priority__ = 1  # what is joined from it stays counted

        def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
            if ufunc is np.multiply:  # prod and cumprod go through the steps one by one
                Counted.products += 1 if method == "__call__" else len(inputs[0])
                Counted.numbers += max(np.size(item) for item in inputs)
            if out is not None:  # a *= b writes into a
                kwargs["out"] = tuple(np.asarray(item) for item in out)
            plain = [np.asarray(item) for item in inputs]
            return np.asarray(getattr(ufunc, method)(*plain, **kwargs)).view(Counted)

    def test_whole():
        for steps in (1, 2, 7, 64):
            a, b = np.random.default_rng(5).uniform(0.5, 1, (2, steps, 3))
            if steps == 7:
                a[2, 1] = 0  # a card that forgets
            state, Counted.products, Counted.numbers = np.ones(3), 0, 0
            for a_t, b_t in zip(a, b, strict=True):
                state = a_t * state + b_t
            try:
                got = whole(a.copy().view(Counted), b.copy().view(Counted))
            except ValueError:
                assert steps != 7, "7 steps: what happens to the odd one at the end?"
                raise
            assert got is not None and len(got) == 2, "return the pair (A, B)"
            A, B = (np.asarray(part) for part in got)
            assert A.shape == B.shape == (3,), "one pair in all: shape (n,) each"
            swapped = steps == 2 and np.allclose(B, a[0] * b[1] + b[0])
            assert not swapped, "the order is swapped: b of the earlier, a of the later"
            assert np.isfinite(A).all() and np.isfinite(B).all(), (
                "nan or inf: a factor may be 0, so do not divide by products of factors"
            )
            assert np.allclose(A, a.prod(0)), "A: product of all a; an odd pair lost?"
            assert np.allclose(A + B, state), "B differs from the loop: order?"
        assert Counted.products <= 30, "too many products: join a round at once"
        assert Counted.numbers <= 3 * a.size, "too many pairs: each round leaves half of them"

    check("A whole review as one pair", test_whole)


def check_minlstm(min_lstm, loop, scan):
    """Prints a verdict on *min_lstm*; never raises."""

    def test_min_lstm():
        numbers = np.random.default_rng(2)
        x, matrices = numbers.normal(size=(9, 4)), numbers.normal(size=(3, 4, 2))
        f, i = (1 / (1 + np.exp(-x @ W)) for W in matrices[:2])
        f_share, i_share, candidate = f / (f + i), i / (f + i), x @ matrices[2]
        calls = []

        def watched(a, b):
            calls.append(1)
            return scan(a, b)

        # while it runs, the answer finds the watched scan in place of the chapter's
        with patch.dict(getattr(min_lstm, "__globals__", {}), scan=watched):
            got = min_lstm(x, *matrices)
        assert not isinstance(got, tuple), "return the states only, not the rounds"
        got = np.asarray(got)
        assert got.shape == (9, 2), "one state per step: shape (time, n)"
        for a, b, hint in (
            (f, i * candidate, "divide both gates by their sum"),
            (f_share, i * candidate, "divide both gates: the input gate is not"),
            (f, i_share * candidate, "divide both gates: the forget gate is not"),
            (f_share, candidate, "the candidate has a factor too: its gate"),
            (f_share, i_share * np.tanh(candidate), "a linear candidate: no tanh"),
            (i_share, f_share * candidate, "which gate multiplies the old state?"),
        ):
            assert not np.allclose(got, loop(a, b)), hint
        assert np.allclose(got, loop(f_share, i_share * candidate)), "not the formula"
        assert len(calls) == 1, "the states are right; get them by one call of scan"
        x, matrices = numbers.normal(size=(5, 3)), numbers.normal(size=(3, 3, 4))
        f, i = (1 / (1 + np.exp(-x @ W)) for W in matrices[:2])
        wanted = loop(f / (f + i), i / (f + i) * (x @ matrices[2]))
        got = np.asarray(min_lstm(x, *matrices))
        assert got.shape == wanted.shape and np.allclose(got, wanted), (
            "right for 9 steps and 2 units, wrong for 5 and 4: use the shapes you are given"
        )

    check("minLSTM", test_min_lstm)
