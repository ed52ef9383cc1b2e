"""The typing error replaces a letter instead of exchanging two: the letters of the word are no longer the same."""

FIND = "word = word[:k] + word[k + 1] + word[k] + word[k + 2:]"
REPLACE = "word = word[:k] + word[k] + word[k] + word[k + 2:]"
EXPECT = 'sorted("terrible")'
