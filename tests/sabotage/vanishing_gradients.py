"""The Jacobian's slope is that of a sigmoid instead of tanh: it no longer equals what Keras differentiates."""

FIND = "        jacobians.append(W_hh * (1 - h**2))  # column j is scaled by the slope of unit j"
REPLACE = "        jacobians.append(W_hh * h * (1 - h))"
EXPECT = "not Keras's gradient"
