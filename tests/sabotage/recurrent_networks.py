"""Lets the gradient skip the slope of tanh: it then differs from that of Keras."""

FIND = "d_z = d_h * (1 - states[:, step] ** 2)  # (b)"
REPLACE = "d_z = d_h  # (b)"
EXPECT = "Keras has another gradient for"
