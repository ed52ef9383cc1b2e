"""TODO what is broken, and why an assert of the chapter must fail then."""

FIND = "np.sqrt(np.mean("
REPLACE = "(np.mean("
EXPECT = "np.allclose(measured, 1, atol=0.1)"
