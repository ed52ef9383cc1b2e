"""Counts the negative reviews twice instead of comparing positive with negative ones."""

FIND = "positive = 1 + np.asarray(present[y == 1]"
REPLACE = "positive = 1 + np.asarray(present[y == 0]"
EXPECT = "praise above zero, blame below"
