"""Lets the padded steps change the state: the loop by hand no longer equals the layer of Keras."""

FIND = "h = np.where(m[:, step, None], h_tilde, h)  # carried where masked"
REPLACE = "h = h_tilde"
EXPECT = "assert np.allclose(h, from_keras[:, step], atol=1e-6)"
