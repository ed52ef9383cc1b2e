"""Copies Keras's bias into both of PyTorch's: no error, no wrong shape, another network."""

FIND = '"bias_hh": torch.zeros(len(bias))}'
REPLACE = '"bias_hh": torch.tensor(bias)}'
EXPECT = "the moved layer gives other states"
