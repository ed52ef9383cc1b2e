"""The pull of the true neighbour points the wrong way: the gradient no longer equals finite differences."""

FIND = "    g[0] -= 1\n"
REPLACE = "    g[0] += 1\n"
EXPECT = "the gradient is wrong"
