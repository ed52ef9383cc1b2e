"""Lets the article's recurrent dropout out of the case that must have an obstacle: the table then excludes nothing."""

FIND = "layers.LSTM(32, recurrent_dropout=0.2), None"
REPLACE = "layers.LSTM(32, dropout=0.2), None"
EXPECT = "the article's layer has one"
