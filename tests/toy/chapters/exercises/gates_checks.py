"""Checks of the toy exercises."""

from utils import check


def check_triple(triple, times_factor):
    """Prints a verdict on *triple*; never raises."""

    def test():
        assert triple(2) == times_factor(2), "three times 2 is 6"

    check("Triple", test)
