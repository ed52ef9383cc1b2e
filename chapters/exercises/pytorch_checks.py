"""Checks of the exercises of chapters/pytorch.md.

Each prints a verdict with a hint, and never raises.
"""

import numpy as np
from utils import check


def check_pytorch_first(centred):
    """Prints a verdict on *centred*; never raises."""

    def test():
        values = np.array([1.0, 2.0, 6.0])
        got = centred(values)
        assert np.shape(got) == (3,), "the shape should not change"
        assert np.isclose(np.mean(got), 0), "TODO a hint that names the mistake"
        assert np.allclose(got, [-2, -1, 3]), "TODO a hint that names the mistake"

    check("TODO code", test)


def check_pytorch_second(standardized, spread):
    """Prints a verdict on *standardized*; never raises."""

    def test():
        values = np.array([1.0, 2.0, 6.0])
        got = standardized(values)
        assert np.isclose(np.mean(got), 0), "TODO a hint that names the mistake"
        assert np.isclose(spread(got), 1), "TODO a hint that names the mistake"

    check("TODO more code", test)
