"""Takes the input gate's weights for the forget gate's: the Jacobian no longer equals automatic differentiation."""

FIND = "W_hi, W_hf, W_hc, W_ho = np.split(W_h, 4, axis=1)"
REPLACE = "W_hf, W_hi, W_hc, W_ho = np.split(W_h, 4, axis=1)"
EXPECT = "LSTM Jacobian"
