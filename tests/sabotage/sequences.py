"""Gives each window the target that already stands in it: the forecast is one of the known values."""

FIND = "return inputs, values[length:]"
REPLACE = "return inputs, values[length - 1 : -1]"
EXPECT = "toy_targets[0] == 36"
