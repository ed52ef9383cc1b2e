"""Forgets the division by the square root of m: attention by hand no longer equals the table and Keras."""

FIND = "scores = queries @ states.T / np.sqrt(states.shape[1])"
REPLACE = "scores = queries @ states.T"
EXPECT = "np.allclose(weights, [[0.665, 0.245, 0.090]], atol=1e-3)"
