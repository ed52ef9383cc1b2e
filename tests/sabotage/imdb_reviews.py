"""Trains on the reviews as published instead of the book's split: texts of the test stay in training."""
FIND = "train, validation, test = imdb.train, imdb.validation, imdb.test"
REPLACE = "train, validation, test = pool[~is_test], imdb.validation, imdb.test"
EXPECT = "a training text is in the test"
