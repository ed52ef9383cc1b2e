"""Averages over the bins instead of over the reviews: the calibration error is no longer that of the figure."""

FIND = ".gap.sum().abs().sum() / len(label)"
REPLACE = ".gap.sum().abs().mean()"
EXPECT = "calibration_error(np.full(10, 0.9)"
