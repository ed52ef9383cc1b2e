"""Lets the gradient skip the slope of tanh: it then differs from the finite differences."""
FIND = "d_z = d_h * (1 - states[:, step] ** 2)  # (2)"
REPLACE = "d_z = d_h  # (2)"
EXPECT = "the gradient by W_xh is wrong"
