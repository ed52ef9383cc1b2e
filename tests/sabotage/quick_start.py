"""Leaves the tags in the texts, so that a review with and one without a tag are no longer the same."""

FIND = 'r"</?[a-z][^<>]*>|[\\p{P}\\p{Z}\\p{Cc}]"'
REPLACE = 'r"[\\p{P}\\p{Z}\\p{Cc}]"'
EXPECT = "np.array_equal(rows[0], rows[1])"
