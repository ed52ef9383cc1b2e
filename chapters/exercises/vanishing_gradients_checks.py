"""Checks of the exercises of chapters/vanishing_gradients.md.

Each prints a verdict with a hint, and never raises.
"""

import numpy as np
from utils import check


def check_clip_by_norm(clip_by_norm):
    """Prints a verdict on *clip_by_norm*; never raises."""

    def test_clip_by_norm():
        given = [np.array([[3.0, 0.0]]), np.array([0.0, 4.0, 0.0])]  # length 5
        got = clip_by_norm([g.copy() for g in given], 2.5)
        assert [np.shape(g) for g in got] == [(1, 2), (3,)], "keep the shapes of the arrays"
        assert not np.allclose(got[0], [[2.5, 0]]), (
            "each array or entry was clipped by itself: that turns the direction of the whole"
        )
        assert np.allclose(got[0], [[1.5, 0]]) and np.allclose(got[1], [0, 2, 0]), (
            "every entry should be halved at limit 2.5: is the length you compute 5?"
        )
        matrix = clip_by_norm([np.array([[3.0, 0.0], [0.0, 4.0]])], 4.0)[0]
        assert not np.allclose(matrix, [[3, 0], [0, 4]]), (
            "a matrix counts with all its entries; np.linalg.norm(g, 2) of a matrix is its largest "
            "singular value"
        )
        assert np.allclose(matrix, [[2.4, 0], [0, 3.2]]), (
            "a length of 5 at limit 4 should be multiplied by 0.8"
        )
        short = clip_by_norm([g.copy() for g in given], 10)
        assert np.allclose(short[0], given[0]), "a gradient below the limit was changed"
        with np.errstate(all="ignore"):
            zero = clip_by_norm([np.zeros(2)], 1.0)
        assert np.array_equal(zero[0], np.zeros(2)), "zeros became something else: 0 / 0?"
        mine = [given[0].copy()]
        clip_by_norm(mine, 1.0)
        assert np.array_equal(mine[0], given[0]), "the input was changed: return new arrays"

    check("Clip by norm", test_clip_by_norm)


def check_leaky_jacobian(leaky_jacobian):
    """Prints a verdict on *leaky_jacobian*; never raises."""

    def test_leaky_jacobian():
        for n, m, seed in ((2, 3, 5), (4, 2, 6)):
            rng = np.random.default_rng(seed)
            x_t, h, b = rng.normal(size=n), rng.normal(size=m), rng.normal(size=m)
            W_xh, W_hh, a = rng.normal(size=(n, m)), rng.normal(size=(m, m)), rng.uniform(size=m)
            given = [x_t, h, W_xh, W_hh, b, a]
            copies = [array.copy() for array in given]

            def step(h, x_t=x_t, W_xh=W_xh, W_hh=W_hh, b=b, a=a):
                return (1 - a) * h + a * np.tanh(x_t @ W_xh + h @ W_hh + b)

            true = np.array([(step(h + d) - step(h - d)) / 2e-6 for d in 1e-6 * np.eye(m)])
            got = np.asarray(leaky_jacobian(*copies))
            assert got.shape == (m, m), f"the shape should be (m, m), here ({m}, {m})"
            for old, new in zip(given, copies, strict=True):
                assert np.array_equal(old, new), "your function changes an array it was given"
            z = x_t @ W_xh + h @ W_hh + b
            first, slope = np.diag(1 - a), 1 - np.tanh(z) ** 2
            second = W_hh * (a * slope)
            for wrong, hint in (
                (true.T, "transposed: rows are the old state"),
                (
                    second,
                    "the first term is missing: what is carried over depends on the old state",
                ),
                (second + 1 - a, "1 - a belongs on the diagonal only"),
                (second + (1 - a)[:, None], "1 - a belongs on the diagonal only"),
                (second + np.eye(m), "the first term is (1 - a) on the diagonal, not 1"),
                (first + W_hh * slope, "the factor a of the second term is missing"),
                (
                    first + a[:, None] * W_hh * slope,
                    "a_j belongs to unit j: it scales columns, not rows",
                ),
                (
                    first + W_hh * (a * (1 - step(h) ** 2)),
                    "the slope of tanh is 1 - tanh(z)**2; the new h is not tanh(z) here",
                ),
                (first + W_hh * (a * (1 - z**2)), "the slope is not 1 - z**2"),
                (
                    first + slope[:, None] * W_hh * a,
                    "the rows were scaled: column j is scaled by the slope of unit j",
                ),
                (
                    first + (a * slope)[:, None] * W_hh,
                    "the rows were scaled: column j is scaled by the slope of unit j",
                ),
                (
                    first + W_hh.T * (a * slope),
                    "W_hh stands as it is: its row i belongs to the old unit i already",
                ),
                (
                    np.diag(a) + W_hh * ((1 - a) * slope),
                    "a and 1 - a have changed places: 1 - a stays with the old state",
                ),
                (
                    first + W_hh * (a * (1 - h**2)),
                    "the slope of tanh is taken at the new tanh(z), not at the old state",
                ),
                (first + W_hh * a, "the slope of tanh is missing"),
            ):
                assert not np.allclose(got, wrong, atol=1e-5), hint
            assert np.allclose(got, true, atol=1e-5), "differs from finite differences"

    check("The Jacobian of a leaky cell", test_leaky_jacobian)


def check_bound_from_a_matrix(gradient_bound):
    """Prints a verdict on *gradient_bound*; never raises."""

    def test_gradient_bound():
        shear = np.array([[0.5, 10.0], [0.0, 0.5]])
        turn = np.array([[0.0, -2.0], [2.0, 0.0]])
        assert np.ndim(gradient_bound(turn, 3)) == 0, "return one number"
        got = gradient_bound(shear, 1)
        assert got > 0.6, (
            "smaller than what this matrix can do in one step: eigenvalues "
            "do not bound the growth, singular values do"
        )
        assert gradient_bound(turn, 1) < 2.1, (
            "a bound, but not the smallest: this matrix doubles every vector. The "
            "Frobenius norm adds up all directions, one vector has one"
        )
        assert np.isclose(got, np.linalg.norm(shear, 2)), (
            "wrong at lag 1: take the largest singular value"
        )
        assert np.isclose(gradient_bound(turn, 0), 1), "at lag 0 nothing has happened yet"
        assert np.isclose(gradient_bound(turn, 5), 32), (
            "at lag 5 every step contributes a factor: a power, not a product with the lag"
        )
        fold = np.array([[1.0, 1.0], [-1.0, -1.0]])  # fold @ fold is 0
        between = fold @ np.diag([1.0, 0.0]) @ fold  # with a slope of 0 at one unit: not 0
        assert gradient_bound(fold, 2) >= np.linalg.norm(between, 2), (
            "too small at lag 2: slopes stand between the factors, so the norm of a power "
            "of the matrix is no bound; take the power of a norm"
        )
        assert np.isclose(gradient_bound(fold, 3), 8), (
            "at lag 3: the largest singular value, once for each step"
        )
        assert np.isclose(gradient_bound(turn / 4, 3), 0.125), (
            "a matrix that halves every vector has the bound 0.125 at lag 3: bounds below 1 count too"
        )

    check("A bound from a matrix", test_gradient_bound)
