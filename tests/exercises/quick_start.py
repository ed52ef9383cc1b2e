"""Right and wrong answers to the code exercises of chapters/quick_start.md."""

USABLE = """
def usable(texts, labels):
    seen, kept = set(), []
    for i, (text, label) in enumerate(zip(texts, labels)):
        if label is None or label != label:
            continue
        if not isinstance(text, str) or text.strip() == "" or text in seen:
            continue
        seen.add(text)
        kept.append(i)
    return kept
"""

ENCODE = """
def encode(words, vocabulary, length):
    row = [vocabulary.index("[begin]") + 2]
    for word in words:
        row.append(vocabulary.index(word) + 2 if word in vocabulary else 1)
    row = row[:length]
    while len(row) < length:
        row.append(0)
    return row
"""

ANSWERS = {
    "ex-encode": {
        "right": [
            ENCODE,
            """
def encode(words, vocabulary, length):
    ids = dict(zip(vocabulary, range(2, len(vocabulary) + 2)))
    out = np.zeros(length, int)
    for place, word in enumerate((["[begin]"] + list(words))[:length]):
        out[place] = ids.get(word, 1)
    return out
""",
        ],
        "wrong": [
            (ENCODE.replace('[vocabulary.index("[begin]") + 2]', "[2]"), "look it up"),
            (ENCODE.replace('[vocabulary.index("[begin]") + 2]', "[]"), "[begin]"),
            (ENCODE.replace("+ 2", "+ 1"), "has the id 2, not 1"),
            (ENCODE.replace("+ 2", "+ 0"), "has the id 2, not 0"),
            (ENCODE.replace("else 1", "else 0"), "0 is for empty boxes"),
            (
                ENCODE.replace(
                    "row.append(vocabulary.index(word) + 2 if word in vocabulary else 1)",
                    "row += [vocabulary.index(word) + 2] if word in vocabulary else []",
                ),
                "is left out",
            ),
            (ENCODE.replace("row.append(0)", "row.insert(0, 0)"), "at the end"),
            (ENCODE.replace("row[:length]", "row[-length:]"), "not the last"),
            (ENCODE.replace("in words:", "in [word.lower() for word in words]:"), "as they are"),
            (ENCODE.replace("    row = row[:length]\n", ""), "length 3 was asked for"),
            (
                ENCODE.replace("    while len(row) < length:\n        row.append(0)\n", ""),
                "fill up",
            ),
            (
                ENCODE.replace("in words:", "in dict.fromkeys(words):"),
                "occurs twice gets its id twice",
            ),
            (
                ENCODE.replace(
                    '    row = [vocabulary.index("[begin]") + 2]\n',
                    '    words.insert(0, "[begin]")\n    row = []\n',
                ),
                "lists that came in were changed",
            ),
            (
                ENCODE.replace("return row", "return [str(number) for number in row]"),
                "not the string",
            ),
            (ENCODE.replace("return row", "return []"), "an empty list comes back"),
        ],
        "hidden": """
assert list(encode(["x", "q", "y"], ["y", "x", "[begin]"], 6)) == [4, 3, 1, 2, 0, 0]
assert list(encode(["x", "q", "y"], ["y", "x", "[begin]"], 2)) == [4, 3]
assert list(encode([], ["[begin]"], 3)) == [2, 0, 0]
assert list(encode(["Q", "q"], ["q", "[begin]"], 4)) == [3, 1, 2, 0]
assert list(encode(["q", "x", "q"], ["q", "[begin]"], 5)) == [3, 2, 1, 2, 0]
words, vocabulary = ["q", "x"], ["q", "[begin]"]
assert list(encode(words, vocabulary, 4)) == list(encode(words, vocabulary, 4)) == [3, 2, 1, 0]
""",
    },
    "ex-usable": {
        "right": [
            USABLE,
            """
def usable(texts, labels):
    table = pd.DataFrame({"text": pd.Series(texts, dtype=object), "label": pd.Series(labels, dtype=object)})
    table = table.dropna()
    table = table[table["text"].map(lambda text: bool(text.strip()))] if len(table) else table
    return table.drop_duplicates("text").index.tolist()
""",
        ],
        "wrong": [
            (
                USABLE.replace("label is None or label != label", "not label"),
                "the label 0 is a label",
            ),
            (USABLE.replace(" or label != label", ""), "nan is missing too"),
            (
                USABLE.replace("label is None or label != label", "label != label"),
                "None is missing too",
            ),
            (USABLE.replace(".strip() == ", " == "), "strip it"),
            (USABLE.replace(' or text.strip() == ""', ""), "an empty text"),
            (
                USABLE.replace("text in seen", "texts.count(text) > 1"),
                "the first row is kept",
            ),
            (USABLE.replace(" or text in seen", ""), "a text is kept once"),
            (
                USABLE.replace(
                    "        if label is None",
                    "        old = text in seen\n        seen.add(text)\n        if label is None",
                ).replace("or text in seen:", "or old:"),
                "note a text when its row is kept",
            ),
            (USABLE.replace("kept.append(i)", "kept.append(text)"), "positions are asked for"),
            (
                USABLE.replace("text in seen", "(text, label) in seen").replace(
                    "seen.add(text)", "seen.add((text, label))"
                ),
                "with another label",
            ),
            (
                USABLE.replace("text in seen", "text.lower() in seen").replace(
                    "seen.add(text)", "seen.add(text.lower())"
                ),
                "three texts here",
            ),
            (
                USABLE.replace("seen.add(text)", "seen.add(text.strip())").replace(
                    "text in seen", "text.strip() in seen"
                ),
                "three texts here",
            ),
            (
                USABLE.replace(
                    "label is None or label != label", "label is None or isinstance(label, float)"
                ),
                "of the floats only nan is missing",
            ),
            (
                USABLE.replace('text.strip() == ""', "not any(map(str.isalnum, text))"),
                "more in it than blanks",
            ),
        ],
        "hidden": """
bad = float("nan")
assert list(usable(["p", "p", " ", None, "q", bad, "r"], [bad, 0, 1, 1, "a", 1, None])) == [1, 4]
assert list(usable(["p", "q", "p"], [0, 0.0, 1])) == [0, 1]
assert list(usable(["P", "p", "P"], [0, 1, 1])) == [0, 1]
assert list(usable(["p", " p"], [0, 1])) == [0, 1]
assert list(usable(["?!", "\\n", "nan"], [0.5, 1, 1])) == [0, 2]
assert list(usable(["p", "q"], ["nan", "None"])) == [0, 1]
""",
    },
}
