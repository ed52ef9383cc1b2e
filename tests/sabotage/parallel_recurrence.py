"""Joins two stretches in the wrong order: the scan no longer equals the loop."""

FIND = "return first[0] * second[0], second[0] * first[1] + second[1]"
REPLACE = "return first[0] * second[0], first[0] * second[1] + first[1]"
EXPECT = "the scan differs from the loop"
