"""Leaves the punctuation in: the text-to-ids code no longer equals the layer of Keras."""

FIND = "string.ascii_uppercase, string.ascii_lowercase, string.punctuation)"
REPLACE = "string.ascii_uppercase, string.ascii_lowercase, string.digits)"
EXPECT = "the vocabulary differs from Keras"
