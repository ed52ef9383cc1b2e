"""Lets the gradient skip the slope of tanh: it then differs from the finite differences."""

FIND = "d_z = d_h * (1 - states[:, step] ** 2)  # (b)"
REPLACE = "d_z = d_h  # (b)"
EXPECT = "the gradient by W_xh is wrong"
