"""Adds the strength once only: the probabilities of the characters no longer sum to 1."""

FIND = "p = (counts[letter] + strength * p) / (counts.total() + strength)"
REPLACE = "p = (counts[letter] + strength * p) / (counts.total() + 1)"
EXPECT = "for letter in alphabet), 1)"
