"""Takes the blocks of the kernel apart in the order of the LSTM's equations, not of Keras: outputs no longer agree."""
FIND = 'for gate, W_x, W_h, b in zip("ifco",'
REPLACE = 'for gate, W_x, W_h, b in zip("ifoc",'
EXPECT = "difference < 1e-12"
