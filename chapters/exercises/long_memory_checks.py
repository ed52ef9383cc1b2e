"""Checks of the exercises of chapters/long_memory.md.

Each prints a verdict with a hint, and never raises.
"""

import numpy as np
from utils import check


def check_half_life(forget_bias_for, sigmoid):
    """Prints a verdict on *forget_bias_for*; never raises."""

    def test_forget_bias_for():
        got = forget_bias_for(1)
        assert np.ndim(got) == 0, "return one number"
        assert not np.isclose(got, 0.5), (
            "this is the gate, not its bias: invert the sigmoid as well"
        )
        assert np.isclose(got, 0), (
            "for a half after one step the gate must be one half, and the bias that gives it is 0"
        )
        got = forget_bias_for(10)
        assert not np.isclose(got, 0.5 ** (1 / 10)), (
            "this is the gate, not its bias: invert the sigmoid as well"
        )
        assert got > 0, (
            "the bias should be positive: is the gate the root of the share, left ** (1 / steps), "
            "and the sign of the logarithm right?"
        )
        assert np.isclose(sigmoid(got) ** 10, 0.5), (
            "sigmoid(bias) ** 10 should be one half: what root of 1/2 is the gate?"
        )
        assert np.isclose(sigmoid(forget_bias_for(500)) ** 500, 0.5), (
            "wrong for 500 steps, although right for 10"
        )
        tenth = forget_bias_for(10, 0.1)
        assert not np.isclose(sigmoid(tenth) ** 10, 0.5), (
            "the same bias for a tenth as for a half: use the argument left"
        )
        assert not np.isclose(sigmoid(tenth) ** 10, 0.9), (
            "left is the share that is kept, not the share that is lost"
        )
        assert np.isclose(sigmoid(tenth) ** 10, 0.1), "wrong for left = 0.1 after 10 steps"
        assert np.isclose(sigmoid(forget_bias_for(3, left=0.01)) ** 3, 0.01), (
            "wrong for left = 0.01 after 3 steps, where the bias is negative"
        )

    check("The half-life of a memory", test_forget_bias_for)


def check_steps_back(factors_back):
    """Prints a verdict on *factors_back*; never raises."""

    def test_factors_back():
        got = factors_back(50, 10)
        assert np.ndim(got) == 0, "return one number"
        assert got != 41, "use the long step as often as it fits, not once"
        assert got == 5, "50 steps back with a skip of 10 take five long steps"
        got = factors_back(50, 7)
        assert not np.isclose(got, 50 / 7), "a number of steps is a whole number"
        assert got != 7, "seven long steps end 49 back: one short step is left"
        assert got != 1, "the rest alone is not all: count the long steps too"
        assert got == 8, "50 with a skip of 7: seven long steps and one short one"
        assert factors_back(13, 5) != 3, (
            "what is left over goes in steps of 1, and each of them counts"
        )
        assert factors_back(13, 5) == 5, "13 with a skip of 5: two long steps and three short ones"
        assert factors_back(19, 10) == 10, (
            "19 with a skip of 10: one long step and nine short ones, since no step leads forwards"
        )
        assert factors_back(3, 10) == 3, "where the skip does not fit, only short steps are left"
        assert factors_back(0, 4) == 0, "no time steps, no factors"

    check("The shortest way back", test_factors_back)
