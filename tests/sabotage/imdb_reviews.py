"""Trains on the reviews as published instead of the book's split: texts of the test stay in training."""

FIND = "train = imdb.train\nvalidation ="
REPLACE = "train = pool[~is_test]\nvalidation ="
EXPECT = "a training text is in the test"
