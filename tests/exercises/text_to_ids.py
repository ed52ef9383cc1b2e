"""Right and wrong answers to the code exercises of chapters/exercises/text_to_ids.md."""

LEARN = """
def learn_one(words):
    found = Counter()
    for symbols, n in words.items():
        for pair in zip(symbols, symbols[1:]):
            found[pair] += {count}
    if not found:
        return None, dict(words)
    best = {choose}
    return best, {{{glue}: n for symbols, n in words.items()}}
"""

IDS = """
def ids_of(texts, vocabulary):
    index = {{word: n for n, word in enumerate({listed})}}
    rows = []
    for text in texts:
        rows.append([{look} for word in {words}{only}])
    width = {width}
    ids = np.zeros((len(rows), width), int)
    for n, row in enumerate(rows):
        {fill}
    return {back}
"""
PARTS = {
    "listed": "vocabulary",
    "look": "index.get(word, 1)",
    "words": "split(standardize(text))",
    "only": "",
    "width": "max((len(row) for row in rows), default=0)",
    "fill": "ids[n, : len(row)] = row",
    "back": "ids",
}

ANSWERS = {
    "ex-from-strings-to-ids": {
        "right": [
            IDS.format(**PARTS),
            """
def ids_of(texts, vocabulary):
    rows = []
    for text in texts:
        row = []
        for word in split(standardize(text)):
            if word in vocabulary:
                row.append(vocabulary.index(word))
            else:
                row.append(vocabulary.index("[UNK]"))
        rows.append(row)
    width = 0
    for row in rows:
        width = max(width, len(row))
    full = [row + [0] * (width - len(row)) for row in rows]
    return np.array(full, dtype="int32").reshape(len(texts), width)
""",
        ],
        "wrong": [
            (IDS.format(**PARTS | {"listed": "vocabulary[2:]"}), "the first word 2"),
            (IDS.format(**PARTS | {"only": " if word in index"}), "not dropped"),
            (IDS.format(**PARTS | {"look": "index.get(word, 0)"}), "0 is padding"),
            (IDS.format(**PARTS | {"look": "index[word]"}), "KeyError"),
            (IDS.format(**PARTS | {"fill": "ids[n, width - len(row) :] = row"}), "not before"),
            (IDS.format(**PARTS | {"words": "split(text)"}), "standardise before"),
            (IDS.format(**PARTS | {"words": "text.split()"}), "standardise before"),
            (
                IDS.format(
                    **PARTS
                    | {
                        "words": "text.lower().translate(str.maketrans('', '', string.punctuation)).split()"
                    }
                ),
                "only A to Z",
            ),
            (
                IDS.format(**PARTS | {"words": "standardize(text).split()"}),
                "only ASCII white space",
            ),
            (
                IDS.format(**PARTS | {"words": "map(standardize, split(text))"}),
                "standardise first, then split",
            ),
            (IDS.format(**PARTS | {"back": "ids.astype('int8')"}), "above 255"),
            (IDS.format(**PARTS | {"back": "rows"}), "one NumPy array"),
            (IDS.format(**PARTS | {"back": "ids.astype(float)"}), "integers"),
            (
                IDS.format(
                    **PARTS
                    | {
                        "width": "min((len(row) for row in rows), default=0)",
                        "fill": "ids[n] = row[:width]",
                    }
                ),
                "cut to the shortest",
            ),
            (IDS.format(**PARTS | {"width": "max(len(row) for row in rows)"}), "ValueError"),
            (
                IDS.format(**PARTS).replace(
                    "    width", "    rows = [row for row in rows if row]\n    width", 1
                ),
                "row of zeros too",
            ),
            (
                IDS.format(
                    **PARTS | {"listed": "['', '[UNK]', 'a', 'film', 'good', 'dont', '1010', 'É']"}
                ),
                "passed in",
            ),
        ],
        "hidden": """
names = ["", "[UNK]", "the", "plot", "was", "thin"]
got = ids_of(["The plot was THIN!", "", "Thin: the cast"], names)
assert isinstance(got, np.ndarray) and np.issubdtype(got.dtype, np.integer)
assert got.tolist() == [[2, 3, 4, 5], [0, 0, 0, 0], [5, 2, 1, 0]]
assert ids_of(["É", "\u00e9 the"], ["", "[UNK]", "the", "\u00e9"]).tolist() == [[1, 0], [3, 2]]
assert ids_of(["the\u00a0plot"], names).tolist() == [[1]]
assert np.shape(ids_of([], names)) == (0, 0)
assert ids_of(["the !!! the"], names).tolist() == [[2, 2]]
assert ids_of(["w199"], ["", "[UNK]", *(f"w{n}" for n in range(200))]).tolist() == [[201]]
""",
    },
    "ex-back-to-words": {
        "right": [
            """
def to_words(row, vocabulary):
    return " ".join(vocabulary[i] for i in row if i != 0)
""",
            """
def to_words(row, vocabulary):
    row = np.asarray(row, int)
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
            (
                """
def to_words(row, vocabulary):
    return [vocabulary[i] for i in row if i != 0]
""",
                "one string",
            ),
            (
                """
def to_words(row, vocabulary):
    return " ".join(vocabulary[i - 1] for i in row if i != 0)
""",
                "without any shift",
            ),
            (
                """
def to_words(row, vocabulary):
    return " ".join(vocabulary[i] for i in row if i > 1)
""",
                "keep id 1",
            ),
            (
                """
def to_words(row, vocabulary):
    row = list(row)
    end = row.index(0) if 0 in row else len(row)
    return " ".join(vocabulary[i] for i in row[:end])
""",
                "do not stop at the first zero",
            ),
            (
                """
def to_words(row, vocabulary):
    return " ".join(vocabulary[i] for i in row)
""",
                "skip id 0",
            ),
            (
                """
def to_words(row, vocabulary):
    return " ".join(word for i, word in enumerate(vocabulary) if i in list(row) and i != 0)
""",
                "without any shift",
            ),
            (
                """
def to_words(row, vocabulary):
    seen = dict.fromkeys(int(i) for i in row)
    return " ".join(vocabulary[i] for i in seen if i)
""",
                "written twice",
            ),
            (
                """
def to_words(row, vocabulary):
    return " ".join(vocabulary[i] for i in row).strip()
""",
                "no second space",
            ),
            (
                """
def to_words(row, vocabulary):
    words = [vocabulary[i] for i in row if i != 0]
    return " ".join(words).replace("[UNK] [UNK]", "[UNK]")
""",
                "shown as two",
            ),
        ],
        "hidden": """
names = ["", "[UNK]", "the", "plot", "was", "thin"]
assert to_words(np.array([2, 3, 4, 5, 0, 0, 0]), names) == "the plot was thin"
assert to_words([0, 1, 5, 1], names) == "[UNK] thin [UNK]"
assert to_words(np.array([2, 0, 2]), names) == "the the"
assert to_words([1, 1, 2], names) == "[UNK] [UNK] the"
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
            (
                """
def clean(text):
    return standardize(re.sub(r"<[^<>]*>", " ", text))
""",
                "another '<' too",
            ),
            (
                """
def clean(text):
    return re.sub("<[^>]*>", " ", standardize(text))
""",
                "before the punctuation is deleted",
            ),
            (
                """
def clean(text):
    return standardize(re.sub("<[^>]*>", "", text))
""",
                "a tag should become a space",
            ),
            (
                """
def clean(text):
    return re.sub("<[^>]*>", " ", text)
""",
                "standardise as before",
            ),
            (
                """
def clean(text):
    return standardize(text.replace("<br />", " "))
""",
                "other tags",
            ),
            (
                """
def clean(text):
    return standardize(re.sub("<.*>", " ", text))
""",
                "not the last one",
            ),
            (
                """
def clean(text):
    return standardize(re.sub("</?[a-zA-Z]+ ?/?>", " ", text))
""",
                "more in it than its name",
            ),
            (
                """
def clean(text):
    return standardize(re.sub("<[^>]*>", " ", text).lower())
""",
                "only A to Z",
            ),
            (
                """
def clean(text):
    return re.sub("<[^>]*>", " ", text).translate(str.maketrans(string.ascii_uppercase, string.ascii_lowercase))
""",
                "punctuation included",
            ),
            (
                """
def clean(text):
    return standardize(re.sub("<.*?>", " ", text))
""",
                "end of a line",
            ),
        ],
        "hidden": """
assert split(clean("One.<br><br/>TWO")) == ["one", "two"]
assert split(clean("<p class='x'>Only</p> this")) == ["only", "this"]
assert split(clean("3 > 2 < 4")) == ["3", "2", "4"]
assert split(clean("x << y <br> z")) == ["x", "z"]
assert split(clean("")) == []
assert clean("CAFÉ") == "cafÉ"
assert split(clean('a<p' + chr(10) + 'class="x">b')) == ['a', 'b']
""",
    },
    "ex-replay-the-merges": {
        "right": [
            """
def pieces_of(word, merges):
    when = {tuple(pair): n for n, pair in enumerate(merges)}
    symbols = [*word, END]
    while True:
        found = [(when[pair], i) for i, pair in enumerate(zip(symbols, symbols[1:])) if pair in when]
        if not found:
            return symbols
        _, i = min(found)
        symbols[i : i + 2] = [symbols[i] + symbols[i + 1]]
""",
            """
def pieces_of(word, merges):
    pieces = [*word, "_"]
    for pair in merges:
        i = 0
        while i + 1 < len(pieces):
            if (pieces[i], pieces[i + 1]) == tuple(pair):
                pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
            i += 1
    return pieces
""",
        ],
        "wrong": [
            (
                """
def pieces_of(word, merges):
    symbols = tuple(word)
    for pair in merges:
        symbols = merge(symbols, pair)
    return symbols
""",
                "the mark _",
            ),
            (
                """
def pieces_of(word, merges):
    symbols = tuple(word) + (END,)
    for pair in reversed(merges):
        symbols = merge(symbols, pair)
    return symbols
""",
                "in the order of the list",
            ),
            (
                """
def pieces_of(word, merges):
    symbols = tuple(word) + (END,)
    for pair in merges:
        symbols = merge(symbols, pair)
        if pair == merges[0]:
            return symbols
    return symbols
""",
                "only one merge",
            ),
            (
                """
def pieces_of(word, merges):
    symbols = tuple(word) + (END,)
    for pair in merges:
        glued = merge(symbols, pair)
        if glued == symbols:
            break
        symbols = glued
    return symbols
""",
                "is passed over",
            ),
            (
                """
def pieces_of(word, merges):
    symbols = list(word) + [END]
    for left, right in merges:
        for i in range(len(symbols) - 1):
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
                break
    return tuple(symbols)
""",
                "twice",
            ),
            (
                """
def pieces_of(word, merges):
    symbols = tuple(word) + (END,)
    for pair in merges:
        symbols = merge(symbols, pair)
    return " ".join(symbols)
""",
                "not glued into a string",
            ),
            (
                """
def pieces_of(word, merges):
    merge(tuple(word) + (END,), merges[0])
    return tuple(word) + (END,)
""",
                "nothing was glued",
            ),
            (
                """
def pieces_of(word, merges):
    symbols = tuple(word) + (END,)
    for left, right in merges:
        symbols = tuple(" ".join(symbols).replace(left + " " + right, left + right).split())
    return symbols
""",
                "pairs of whole pieces",
            ),
        ],
        "hidden": """
assert tuple(pieces_of("be", [("x", "y"), ("b", "e")])) == ("be", "_")
assert tuple(pieces_of("newest", [("n", "e"), ("w", "e"), ("s", "t"), ("we", "st")])) == ("ne", "west", "_")
assert tuple(pieces_of("aaaa", [("a", "a"), ("aa", "aa"), ("aaaa", "_")])) == ("aaaa_",)
assert tuple(pieces_of("xyxy", [("x", "y"), ("xy", "_")])) == ("xy", "xy_")
assert tuple(pieces_of("xab", [("x", "a"), ("a", "b")])) == ("xa", "b", "_")
assert tuple(pieces_of("abc", [("b", "c"), ("a", "b")])) == ("a", "bc", "_")
""",
    },
    "ex-one-merge-learned": {
        "right": [
            LEARN.format(
                count="n", choose="max(found, key=found.get)", glue="merge(symbols, best)"
            ),
            """
def learn_one(words):
    found = {}
    for symbols in words:
        for left, right in zip(symbols[:-1], symbols[1:]):
            found[left, right] = found.get((left, right), 0) + words[symbols]
    if len(found) == 0:
        return [None, {**words}]
    most = max(found.values())
    best = [pair for pair in found if found[pair] == most][0]
    new = {}
    for symbols, n in words.items():
        row, i = [], 0
        while i < len(symbols):
            if tuple(symbols[i : i + 2]) == best:
                row.append("".join(best))
                i += 2
            else:
                row.append(symbols[i])
                i += 1
        new[tuple(row)] = n
    return best, new
""",
        ],
        "wrong": [
            (
                LEARN.format(
                    count="1", choose="max(found, key=found.get)", glue="merge(symbols, best)"
                ),
                "counts its pairs six times",
            ),
            (
                LEARN.format(
                    count="n",
                    choose="max(found, key=lambda p: (found[p], p))",
                    glue="merge(symbols, best)",
                ),
                "met first",
            ),
            (
                LEARN.format(count="n", choose="max(found, key=found.get)", glue="symbols"),
                "not glued",
            ),
            (
                LEARN.format(
                    count="n",
                    choose="min(found, key=lambda p: (-found[p], p))",
                    glue="merge(symbols, best)",
                ),
                "not the alphabet's first",
            ),
            (
                LEARN.format(
                    count="n",
                    choose="max(found, key=found.get)",
                    glue="''.join(merge(symbols, best))",
                ),
                "tuples of symbols",
            ),
            (
                LEARN.format(
                    count="n", choose="max(found, key=found.get)", glue="merge(symbols, best)"
                ).replace("zip(symbols, symbols[1:])", "set(zip(symbols, symbols[1:]))"),
                None,
            ),
            (
                LEARN.format(
                    count="n", choose="max(found, key=found.get)", glue="merge(symbols, best)"
                ).replace("return None, dict(words)", "return words"),
                "two things",
            ),
            (
                LEARN.format(
                    count="n",
                    choose="max(found, key=found.get)",
                    glue="tuple(' '.join(symbols).replace(' '.join(best), ''.join(best)).split())",
                ),
                "another pair than s, t",
            ),
            (
                LEARN.format(
                    count="n", choose="max(found, key=found.get)", glue="merge(symbols, best)"
                ).replace("return best,", "return ''.join(best),"),
                "not yet glued",
            ),
        ],
        "hidden": """
words = {("h", "u", "g"): 10, ("p", "u", "g"): 5, ("p", "u", "n"): 12, ("u",): 3}
pair, new = learn_one(words)
assert tuple(pair) == ("p", "u") and new == {("h", "u", "g"): 10, ("pu", "g"): 5, ("pu", "n"): 12, ("u",): 3}
pair, new = learn_one({("a", "b", "a", "b"): 2, ("c", "d"): 3})
assert tuple(pair) == ("a", "b") and new == {("ab", "ab"): 2, ("c", "d"): 3}
pair, new = learn_one({("q", "r"): 1, ("a", "b"): 1})
assert tuple(pair) == ("q", "r")
assert tuple(learn_one({("a", "b"): 1, ("q", "r"): 1})[0]) == ("a", "b")
words = {("es", "t"): 1, ("s", "t"): 4}
pair, new = learn_one(words)
assert not isinstance(pair, str) and new == {("es", "t"): 1, ("st",): 4} and ("s", "t") in words
pair, new = learn_one({("u",): 3})
assert pair is None and new == {("u",): 3}
""",
    },
}
