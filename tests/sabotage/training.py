"""Leaves out the final model's mask: padding then takes part in the mean and in the backward direction."""

FIND = "vectors = layers.Embedding(WORDS, EMBEDDING, mask_zero=True)(ids)"
REPLACE = "vectors = layers.Embedding(WORDS, EMBEDDING)(ids)"
EXPECT = "padding changes the prediction"
