"""Checks of the sample's exercises."""

import numpy as np
from utils import check


def check_clip_by_norm(clip_by_norm):
    """Prints a verdict on *clip_by_norm*; never raises."""

    def test():
        first, second = clip_by_norm([np.array([3.0]), np.array([4.0])], 1.0)
        assert np.allclose([first[0], second[0]], [0.6, 0.8]), "one factor for the whole list"

    check("Clip by norm", test)


def check_both_ends(both_ends, HEAD):
    """Prints a verdict on *both_ends*; never raises."""

    def test():
        assert both_ends(list(range(9)), 6) == [*range(HEAD), *range(3 + HEAD, 9)], (
            "six entries are kept"
        )

    check("Keep both ends", test)


def check_half_life(forget_bias_for, sigmoid):
    """Prints a verdict on *forget_bias_for*; never raises."""

    def test():
        assert np.isclose(sigmoid(forget_bias_for(10)) ** 10, 0.5), "what root of 1/2 is the gate?"

    check("The half-life of a memory", test)
