"""Counts the reviews of blame twice instead of comparing praise with blame."""

FIND = "s = 1 + np.asarray(present[y == 1]"
REPLACE = "s = 1 + np.asarray(present[y == 0]"
EXPECT = "praise above zero, blame below"
