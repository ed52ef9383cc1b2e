"""Takes the blocks of the kernel apart in the order of the LSTM's equations, not of Keras: outputs no longer agree."""

FIND = 'ORDER = "ifco"'
REPLACE = 'ORDER = "ifoc"'
EXPECT = "difference < 1e-12"
