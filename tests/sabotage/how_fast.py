"""Takes the shortest text of a batch where the longest sets the number of steps."""

FIND = "widths = [lengths[start:start + batch_size].max()"
REPLACE = "widths = [lengths[start:start + batch_size].min()"
EXPECT = "the longest of each batch counts"
