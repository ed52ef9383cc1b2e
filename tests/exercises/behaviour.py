"""Right and wrong answers to the code exercises of chapters/behaviour.md."""

RIGHT = """
def share_rising(score, frames, adjectives, words):
    found = {}
    for word in words:
        risen = []
        for frame in frames:
            for adjective in adjectives:
                plain = score([frame.format(adjective)])[0]
                changed = score([frame.format(word + " " + adjective)])[0]
                risen.append(changed > plain)
        found[word] = sum(risen) / len(risen) if risen else 0
    return found
"""


WORST = """
def worst_by_luck(right, groups, times, seed):
    generator = np.random.default_rng(seed)
    lowest = []
    for _ in range(times):
        parts = np.array_split(generator.permutation(right), groups)
        lowest.append(min(np.mean(part) for part in parts))
    return np.mean(lowest)
"""


def changed(old: str, new: str, source: str = RIGHT) -> str:
    """*source* with *old*, which must be there, replaced."""
    assert old in source, old
    return source.replace(old, new)


ANSWERS = {
    "ex-share-rising": {
        "right": [
            RIGHT,
            """
def share_rising(score, frames, adjectives, words):
    plain = [f.replace("{}", a) for a in adjectives for f in frames]
    if len(plain) == 0:
        return dict.fromkeys(words, 0)
    base = score(plain)
    return {w: (score([f.replace("{}", f"{w} {a}") for a in adjectives for f in frames]) > base).mean()
            for w in words}
""",
        ],
        "wrong": [
            (changed("changed > plain", "changed >= plain"), "an equal score has not risen"),
            (changed("changed > plain", "changed > 0"), "not with zero"),
            (changed('word + " " + adjective', "word + adjective"), "one space between"),
            (changed('word + " " + adjective', 'adjective + " " + word'), "before the adjective"),
            (changed("changed > plain", "changed < plain"), "is the sign right"),
            (
                changed("sum(risen) / len(risen) if risen else 0", "sum(risen) / len(risen)"),
                "do not fail",
            ),
            (
                changed("sum(risen) / len(risen) if risen else 0", "sum(risen)"),
                "shares, not numbers",
            ),
            (changed("for frame in frames:", "for frame in frames[:1]:"), "every frame with every"),
            (
                changed("for adjective in adjectives:", "for adjective in adjectives[:1]:"),
                "every adjective with every frame",
            ),
            (
                changed("for adjective in adjectives:", "for adjective in adjectives[-1:]:"),
                "every adjective with every frame",
            ),
            (changed("frame.format(adjective)", 'frame.format(" " + adjective)'), "double space"),
            (changed("return found", "return list(found.values())"), "a dictionary"),
        ],
        "hidden": """
def length(texts):
    return np.array([len(text) for text in texts])
def shorter(texts):
    return np.array([-len(text) if "{" not in text else 0 for text in texts])
assert share_rising(length, ["a {} b", "{}"], ["x", "yy", "z"], ["q", "rr"]) == {"q": 1, "rr": 1}
assert share_rising(shorter, ["a {} b", "{}"], ["x", "yy", "z"], ["q"]) == {"q": 0}
assert share_rising(length, [], ["x"], ["q"]) == {"q": 0}
assert share_rising(length, ["{}"], [], ["q"]) == {"q": 0}
def mixed(texts):
    return np.array([float("b" in text and "q" in text and "x" in text) for text in texts])
assert np.isclose(share_rising(mixed, ["a {} b", "{} c"], ["x", "y"], ["q"])["q"], 0.25)
spaced = lambda texts: np.array([text.count("q x") - 5 * text.count("  ") for text in texts])
assert np.isclose(share_rising(spaced, ["{}"], ["x", "y"], ["q"])["q"], 0.5)
gaps = lambda texts: np.array([text.count("q x") + 5 * text.count("  ") for text in texts])
assert np.isclose(share_rising(gaps, ["a {}"], ["x", "y"], ["q"])["q"], 0.5)
below = lambda texts: np.array([len(text) / 1000 - 5 for text in texts])
assert share_rising(below, ["a {}"], ["x", "y"], ["q"]) == {"q": 1}
""",
    },
    "ex-worst-by-luck": {
        "right": [
            WORST,
            """
def worst_by_luck(right, groups, times, seed):
    order = np.random.default_rng(seed)
    size, rest = divmod(len(right), groups)
    sizes = [size + 1] * rest + [size] * (groups - rest)
    total = 0
    for _ in range(times):
        mixed = np.array(right)
        order.shuffle(mixed)
        start, worst = 0, 1
        for number in sizes:
            worst = min(worst, mixed[start : start + number].mean())
            start += number
        total += worst
    return total / times
""",
        ],
        "wrong": [
            (changed("generator.permutation(right)", "right", WORST), "shuffle before cutting"),
            (
                changed(
                    "generator.permutation(right)", "generator.choice(right, len(right))", WORST
                ),
                "without drawing a review twice",
            ),
            (changed("min(np.mean", "max(np.mean", WORST), "the lowest of the groups"),
            (changed("np.mean(lowest)", "min(lowest)", WORST), "mean over the shuffles"),
            (changed("np.mean(lowest)", "np.median(lowest)", WORST), "not their median"),
            (changed("default_rng(seed)", "default_rng(0)", WORST), "use the argument"),
            (changed("default_rng(seed)", "default_rng()", WORST), "the same seed"),
            (changed("range(times)", "range(1_000)", WORST), "use *times*"),
            (
                changed(
                    "for _ in range(times):",
                    "for _ in range(times):\n        generator = np.random.default_rng(seed)",
                    WORST,
                ),
                "make the generator once",
            ),
            (
                changed(
                    "np.array_split(generator.permutation(right), groups)",
                    "generator.permutation(right)[: len(right) // groups * groups].reshape(groups, -1)",
                    WORST,
                ),
                "nobody is left out",
            ),
        ],
        "hidden": """
answers = np.array([1] * 9 + [0] * 4)
assert np.isclose(worst_by_luck(answers, 1, 3, 0), 9 / 13)
assert np.isclose(worst_by_luck(answers, 13, 3, 0), 0)
assert all(worst_by_luck(answers, 4, 5, seed) == worst_by_luck(answers, 4, 5, seed) for seed in range(8))
assert len({worst_by_luck(answers, 4, 5, seed) for seed in range(6)}) > 1
assert np.isclose(worst_by_luck(np.array([1] * 6 + [0] * 2), 3, 4_000, 7), 0.5, atol=0.012)
assert np.isclose(worst_by_luck(np.array([1] * 6 + [0] * 2), 2, 4_000, 7), 4.5 / 7, atol=0.012)
assert np.isclose(worst_by_luck(np.array([1] * 30 + [0] * 10), 2, 3_000, 7), 0.6967, atol=0.012)
assert all(np.isclose(worst_by_luck(np.array([1] * 30 + [0] * 10), 8, 1, seed) * 5 % 1 % 0.999999, 0, atol=1e-5) for seed in range(5))
""",
    },
}
