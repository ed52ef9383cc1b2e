"""Gives the padding a share of the attention."""

FIND = "scores = ops.where(real > 0, scores, -1e9)"
REPLACE = "scores = ops.where(real > 0, scores, 0.0)"
EXPECT = "padding changes the result of attention"
