"""Forgets one minus q in the cross-entropy: its slope is no longer p minus q."""

FIND = "return -q * np.log(p) - (1 - q) * np.log(1 - p)"
REPLACE = "return -q * np.log(p) - q * np.log(1 - p)"
EXPECT = "np.isclose(slope, 1 / (1 + np.exp(-u)) - q, atol=1e-6)"
