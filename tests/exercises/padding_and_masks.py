"""Right and wrong answers to the code exercises of chapters/padding_and_masks.md."""

ANSWERS = {
    "ex-back-to-words": {
        "right": [
            """
def to_words(row, vocabulary):
    return " ".join(vocabulary[i] for i in row if i != 0)
""",
            """
def to_words(row, vocabulary):
    row = np.asarray(row)
    words = np.array(vocabulary)[row[row > 0]]
    return " ".join(words.tolist())
""",
            """
def to_words(row, vocabulary):
    text = ""
    for i in row:
        if i == 0:
            continue
        text += " " + vocabulary[i]
    return text.strip()
""",
        ],
        "wrong": [
            ("""
def to_words(row, vocabulary):
    return [vocabulary[i] for i in row if i != 0]
""", "one string"),
            ("""
def to_words(row, vocabulary):
    return " ".join(vocabulary[i - 1] for i in row if i != 0)
""", "without any shift"),
            ("""
def to_words(row, vocabulary):
    return " ".join(vocabulary[i] for i in row if i > 1)
""", "keep id 1"),
            ("""
def to_words(row, vocabulary):
    row = list(row)
    end = row.index(0) if 0 in row else len(row)
    return " ".join(vocabulary[i] for i in row[:end])
""", "do not stop at the first zero"),
            ("""
def to_words(row, vocabulary):
    return " ".join(vocabulary[i] for i in row)
""", "skip id 0"),
        ],
        "hidden": """
names = ["", "[UNK]", "the", "plot", "was", "thin"]
assert to_words(np.array([2, 3, 4, 5, 0, 0, 0]), names) == "the plot was thin"
assert to_words([0, 1, 5, 1], names) == "[UNK] thin [UNK]"
assert to_words(np.array([2, 0, 2]), names) == "the the"
""",
    },
    "ex-html-before-punctuation": {
        "right": [
            """
def clean(text):
    return standardize(re.sub("<[^>]*>", " ", text))
""",
            """
def clean(text):
    return standardize(re.sub(r"<.*?>", " ", text, flags=re.DOTALL))
""",
            """
def clean(text):
    kept = ""
    while "<" in text and ">" in text[text.index("<"):]:
        start = text.index("<")
        stop = text.index(">", start)
        kept, text = kept + text[:start] + " ", text[stop + 1:]
    return standardize(kept + text)
""",
        ],
        "wrong": [
            ("""
def clean(text):
    return re.sub("<[^>]*>", " ", standardize(text))
""", "before the punctuation is deleted"),
            ("""
def clean(text):
    return standardize(re.sub("<[^>]*>", "", text))
""", "a tag should become a space"),
            ("""
def clean(text):
    return re.sub("<[^>]*>", " ", text)
""", "standardise as before"),
            ("""
def clean(text):
    return standardize(text.replace("<br />", " "))
""", "other tags"),
            ("""
def clean(text):
    return standardize(re.sub("<.*>", " ", text))
""", "not the last one"),
            ("""
def clean(text):
    return standardize(re.sub("</?[a-zA-Z]+ ?/?>", " ", text))
""", "more in it than its name"),
            ("""
def clean(text):
    return standardize(re.sub("<[^>]*>", " ", text).lower())
""", "only A to Z"),
        ],
        "hidden": """
assert split(clean("One.<br><br/>TWO")) == ["one", "two"]
assert split(clean("<p class='x'>Only</p> this")) == ["only", "this"]
assert split(clean("3 > 2 < 4")) == ["3", "2", "4"]
assert split(clean("")) == []
assert clean("CAFÉ") == "cafÉ"
""",
    },
    "ex-keep-both-ends": {
        "right": [
            """
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return row[:head] + row[len(row) - (limit - head):]
""",
            """
def both_ends(row, limit, head):
    removed = max(len(row) - limit, 0)
    return [token for i, token in enumerate(row) if i < head or i >= head + removed]
""",
            """
def both_ends(row, limit, head):
    row = np.asarray(row)
    if len(row) <= limit:
        return row
    tail = limit - head
    return np.concatenate([row[:head], row[-tail:] if tail else row[:0]])
""",
        ],
        "wrong": [
            ("""
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return row[:head] + row[-(limit - head):]
""", "row[-0:] is the whole row"),
            ("""
def both_ends(row, limit, head):
    return row[:head] + row[max(len(row) - (limit - head), 0):]
""", "without repetitions"),
            ("""
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return row[:head] + row[len(row) - limit:]
""", "nothing of the end is kept"),
            ("""
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return row[len(row) - (limit - head):] + row[:head] if head < limit else row[:head]
""", "in their old order"),
        ],
        "hidden": """
row = list(range(20))
assert list(both_ends(row, 7, 3)) == [0, 1, 2, 16, 17, 18, 19]
assert list(both_ends(row, 7, 7)) == list(range(7))
assert list(both_ends(row, 20, 5)) == row
assert list(both_ends([], 4, 2)) == []
assert list(both_ends([1, 2, 3, 4, 5], 9, 4)) == [1, 2, 3, 4, 5]
""",
    },
    "ex-maximum-over-the-real-steps": {
        "right": [
            """
def masked_max(states, mask):
    return np.where(mask[..., None], states, -np.inf).max(axis=1)
""",
            """
def masked_max(states, mask):
    states = states.copy()
    states[~mask] = -1e9
    return np.max(states, axis=1)
""",
            """
def masked_max(states, mask):
    return np.stack([row[keep].max(axis=0) for row, keep in zip(states, mask)])
""",
        ],
        "wrong": [
            ("""
def masked_max(states, mask):
    return states.max(axis=1)
""", "the mask has no effect"),
            ("""
def masked_max(states, mask):
    return (states * mask[:, :, None]).max(axis=1)
""", "multiplying by the mask is not enough"),
            ("""
def masked_max(states, mask):
    return np.where(mask[:, :, None], states, -np.inf).max(axis=2)
""", "maximum over axis 1"),
            ("""
def masked_max(states, mask):
    states[~mask] = -np.inf
    return states.max(axis=1)
""", "work on a copy"),
            ("""
def masked_max(states, mask):
    return np.stack([row[:keep.sum()].max(axis=0) for row, keep in zip(states, mask)])
""", "padding may stand in front"),
            ("""
def masked_max(states, mask):
    return states[mask].max(axis=0)[None]
""", "rows were mixed"),
            ("""
def masked_max(states, mask):
    return np.where(mask[:, :, None], states, -10).max(axis=1)
""", "below every real value"),
        ],
        "hidden": """
deep = np.arange(-12.0, 0.0).reshape(2, 3, 2) - 1e6
assert np.allclose(masked_max(deep, np.array([[1, 1, 0], [0, 1, 1]], bool)), [[-10 - 1e6, -9 - 1e6], [-2 - 1e6, -1 - 1e6]], rtol=0, atol=0.1)
states = np.arange(-12.0, 0.0).reshape(2, 3, 2)
mask = np.array([[True, True, False], [False, True, False]])
assert np.allclose(masked_max(states, mask), [[-10, -9], [-4, -3]])
assert np.array_equal(states, np.arange(-12.0, 0.0).reshape(2, 3, 2))
""",
    },
}
