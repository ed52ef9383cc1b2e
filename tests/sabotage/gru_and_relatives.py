"""Lets the update gate of the GRU replace where it keeps: the step no longer equals the layer of Keras."""

FIND = "return z * h + (1 - z) * h_tilde"
REPLACE = "return (1 - z) * h + z * h_tilde"
EXPECT = 'both_ways["own equation"].max() < 1e-12'
