"""Right and wrong answers to the code exercises of chapters/word_order.md."""

ANSWERS = {
    "ex-bigrams-by-hand": {
        "right": [
            """
def bigrams(words):
    return Counter((words[i], words[i + 1]) for i in range(len(words) - 1))
""",
            """
def bigrams(words):
    found = Counter()
    for left, right in zip(words[:-1], words[1:]):
        found[left, right] += 1
    return found
""",
        ],
        "wrong": [
            (
                """
def bigrams(words):
    return Counter((words[i - 1], words[i]) for i in range(len(words)))
""",
                "do not go round",
            ),
            (
                """
def bigrams(words):
    return Counter(zip(words[::2], words[1::2]))
""",
                "pairs overlap",
            ),
            (
                """
def bigrams(words):
    return Counter(set(zip(words, words[1:])))
""",
                "counts twice",
            ),
            (
                """
def bigrams(words):
    return Counter(f"{a} {b}" for a, b in zip(words, words[1:]))
""",
                "a tuple of two words",
            ),
            (
                """
def bigrams(words):
    return list(zip(words, words[1:]))
""",
                "return a Counter",
            ),
            (
                """
def bigrams(words):
    return Counter(tuple(sorted(pair)) for pair in zip(words, words[1:]))
""",
                "keeps its order",
            ),
            (
                """
def bigrams(words):
    text = " ".join(words)
    return Counter({(a, b): text.count(f"{a} {b}") for a, b in zip(words, words[1:])})
""",
                "no no no has two",
            ),
            (
                """
def bigrams(words):
    return Counter((a, b) for a, b in zip(words, words[1:]) if a != b)
""",
                "no no no has two",
            ),
            (
                """
def bigrams(words):
    return Counter((words[i], words[i + 1]) for i in range(len(words) - 2))
""",
                "last pair is missing",
            ),
            (
                """
def bigrams(words):
    if len(words) < 2:
        return {}
    return Counter(zip(words, words[1:]))
""",
                "an empty Counter",
            ),
            (
                """
def bigrams(words):
    return Counter(zip(words[1:], words))
""",
                "not the other way round",
            ),
            (
                """
def bigrams(words):
    return Counter((words[i], words[k]) for k in range(len(words)) for i in range(k))
""",
                "side by side",
            ),
            (
                """
def bigrams(words):
    found = Counter()
    while len(words) > 1:
        found[words.pop(0), words[0]] += 1
    return found
""",
                "the list was changed",
            ),
        ],
        "hidden": """
assert bigrams("to be or not to be".split()) == Counter(
    {("to", "be"): 2, ("be", "or"): 1, ("or", "not"): 1, ("not", "to"): 1})
assert bigrams(["x", "x", "x"]) == Counter({("x", "x"): 2})
assert isinstance(bigrams([]), Counter) and not bigrams([]) and not bigrams(["one"])
given = ["a", "b", "c"]
bigrams(given)
assert given == ["a", "b", "c"]
""",
    },
    "ex-shuffle-within-blocks": {
        "right": [
            """
def block_shuffle(words, size, rng):
    out = []
    for start in range(0, len(words), size):
        block = list(words[start : start + size])
        rng.shuffle(block)
        out.extend(block)
    return out
""",
            """
def block_shuffle(words, size, rng):
    keys = [(i // size, rng.random()) for i in range(len(words))]
    return [words[i] for i in sorted(range(len(words)), key=lambda i: keys[i])]
""",
        ],
        "wrong": [
            (
                """
def block_shuffle(words, size, rng):
    return shuffled(words, rng)
""",
                "left its block",
            ),
            (
                """
def block_shuffle(words, size, rng):
    blocks = [words[i : i + size] for i in range(0, len(words), size)]
    return [word for block in shuffled(blocks, rng) for word in block]
""",
                "left its block",
            ),
            (
                """
def block_shuffle(words, size, rng):
    out = []
    for start in range(0, len(words) - size + 1, size):
        out += shuffled(words[start : start + size], rng)
    return out
""",
                "words were lost",
            ),
            (
                """
def block_shuffle(words, size, rng):
    order = rng.permutation(size)
    out = []
    for start in range(0, len(words), size):
        block = words[start : start + size]
        out += [block[i] for i in order if i < len(block)]
    return out
""",
                "same order",
            ),
            (
                """
def block_shuffle(words, size, rng):
    return [shuffled(words[i : i + size], rng) for i in range(0, len(words), size)]
""",
                "one flat list",
            ),
            (
                """
def block_shuffle(words, size, rng):
    for start in range(0, len(words), size):
        words[start : start + size] = shuffled(words[start : start + size], rng)
    return words
""",
                "input was changed",
            ),
            (
                """
def block_shuffle(words, size, rng):
    out, whole = [], len(words) // size * size
    for start in range(0, whole, size):
        out += shuffled(words[start : start + size], rng)
    return out + words[whole:]
""",
                "shorter block is never shuffled",
            ),
            (
                """
def block_shuffle(words, size, rng):
    out = []
    for k, start in enumerate(range(0, len(words), size)):
        block = words[start : start + size]
        out += block[::-1] if k % 2 else block
    return out
""",
                "every seed gives the same",
            ),
            (
                """
def block_shuffle(words, size, rng):
    out = []
    for start in range(0, len(words), size):
        block = list(words[start : start + size])
        np.random.shuffle(block)
        out += block
    return out
""",
                "the same seed should give",
            ),
            (
                """
def block_shuffle(words, size, rng):
    out = []
    for start in range(0, len(words), 5):
        out += shuffled(words[start : start + 5], rng)
    return out
""",
                "use the argument size",
            ),
            (
                """
def block_shuffle(words, size, rng):
    out = []
    for start in range(0, len(words), size):
        block = words[start : start + size]
        k = rng.integers(len(block))
        out += block[k:] + block[:k]
    return out
""",
                "six orders",
            ),
            (
                """
def block_shuffle(words, size, rng):
    out = []
    for start in range(0, len(words), size):
        block = list(words[start : start + size])
        i, k = rng.integers(len(block), size=2)
        block[i], block[k] = block[k], block[i]
        out += block
    return out
""",
                "six orders",
            ),
            (
                """
def block_shuffle(words, size, rng):
    out = []
    for start in range(0, len(words), size):
        block = words[start : start + size]
        out += block[::-1] if rng.random() < 0.5 else block
    return out
""",
                "six orders",
            ),
            (
                """
def block_shuffle(words, size, rng):
    out = []
    for start in range(0, len(words), size):
        out += shuffled(sorted(set(words[start : start + size])), rng)
    return out
""",
                "a set forgets",
            ),
            (
                """
def block_shuffle(words, size, rng):
    return [str(w) for part in np.array_split(words, size) for w in rng.permutation(part)]
""",
                "not the number of blocks",
            ),
        ],
        "hidden": """
given = [f"w{i}" for i in range(50)]
out = block_shuffle(given, 8, np.random.default_rng(5))
assert given == [f"w{i}" for i in range(50)] and sorted(out) == sorted(given)
assert all(sorted(out[i : i + 8]) == sorted(given[i : i + 8]) for i in range(0, 50, 8))
moved = {tuple(given[i : i + 8].index(w) for w in out[i : i + 8]) for i in range(0, 48, 8)}
assert len(moved) > 1
assert list(block_shuffle(given, 1, np.random.default_rng(5))) == given
assert list(block_shuffle(given, 60, np.random.default_rng(5))) != given
same = [list(block_shuffle(given, 12, np.random.default_rng(3))) for _ in range(2)]
assert same[0] == same[1]
draws = [list(block_shuffle(given, 12, np.random.default_rng(seed))) for seed in range(40)]
assert len({tuple(draw[:12]) for draw in draws}) > 1 and len({tuple(draw[48:]) for draw in draws}) > 1
some = ["a", "b", "a", "a"]
assert sorted(block_shuffle(some, 4, np.random.default_rng(1))) == sorted(some)
assert len({tuple(block_shuffle(["x", "y", "z"], 3, np.random.default_rng(s))) for s in range(100)}) == 6
""",
    },
}
