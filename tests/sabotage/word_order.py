"""Leaves one word out of every shuffled copy: the two bags differ, and the proof loses its premise."""

FIND = 'mixed.append(" ".join(other))'
REPLACE = 'mixed.append(" ".join(other[1:]))'
EXPECT = "a pair has two different bags"
