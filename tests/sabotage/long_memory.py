"""Truncation lets the gradient through: weights that no gradient should reach learn."""

FIND = "    state = [ops.stop_gradient(s) for s in layer(x[:, :-horizon])[1:]]\n"
REPLACE = "    state = [s for s in layer(x[:, :-horizon])[1:]]\n"
EXPECT = "learned blindly"
