"""Checks of the exercises of chapters/behaviour.md; each prints a verdict and never raises."""

import numpy as np
from utils import check

POINTS = {"fine": 2.0, "poor": -2.0, "odd": 0.5, "most": 0.5, "un": -3.0, "um": 0.0}


def _score(texts) -> np.ndarray:
    """Sum of the points of the words; a double space or glued words cost ten."""
    found = []
    for text in texts:
        words = text.rstrip(".!").split(" ")
        total = sum(POINTS.get(word, 0.0) for word in words)
        if "" in words or any(
            word.startswith(("un", "most", "um")) and word not in POINTS for word in words
        ):
            total -= 10
        if "um" in words and words[0] == "It":
            total += 1
        found.append(total)
    return np.array(found)


def check_share_rising(share_rising):
    """Prints a verdict on *share_rising*; never raises."""

    def test():
        frames = ["The film was {}.", "It is {}!", "Such a {} story."]
        adjectives = ["fine", "poor"]
        calls = []

        def watched(texts):
            calls.append(list(texts))
            return _score(texts)

        got = share_rising(watched, frames, adjectives, ["most", "un", "um"])
        assert isinstance(got, dict) and set(got) == {"most", "un", "um"}, (
            "return a dictionary with one share for each word"
        )
        seen = {text for texts in calls for text in texts}
        assert not any("  " in text or "{" in text for text in seen), (
            "a sentence has a double space or an unfilled place: nothing is inserted in the plain ones"
        )
        assert seen & {"The film was most fine.", "The film was most poor."}, (
            "the word stands before the adjective, with one space between them"
        )
        assert not any(
            word + adjective in text
            for text in seen
            for word in ("most", "un", "um")
            for adjective in adjectives
        ), "the word stands before the adjective, with one space between them"
        assert not np.isclose(got["um"], 1), "an equal score has not risen: strictly higher"
        assert not np.isclose(got["most"], 0.5), (
            "compare with the same sentence without the word, not with zero"
        )
        assert got["most"] <= 1, "return shares, not numbers of sentences"
        assert np.isclose(got["most"], 1) and np.isclose(got["un"], 0), (
            "a word worth 0.5 raises every score, one worth -3 none; is the sign right?"
        )
        assert np.isclose(got["um"], 1 / 3), "every frame with every adjective counts once"
        part = share_rising(
            lambda texts: np.array(["most poor" in text for text in texts], float),
            frames,
            adjectives,
            ["most"],
        )
        assert np.isclose(part["most"], 1 / 2), (
            "every adjective with every frame counts once: here only one of two adjectives rises"
        )
        four = share_rising(_score, frames[:1], ["fine", "poor", "odd", "plain"], ["most"])
        assert np.isclose(four["most"], 1), "one frame and four adjectives: four sentences"
        for empty in (([], adjectives), (frames, [])):
            try:
                nothing = share_rising(_score, *empty, ["most", "un"])
            except Exception as error:
                raise AssertionError(
                    f"no sentences: return 0 for each word, do not fail ({type(error).__name__})"
                ) from None
            assert nothing == {"most": 0, "un": 0}, "no sentences: return 0 for each word"

    check("A test with its controls", test)


def check_worst_by_luck(worst_by_luck):
    """Prints a verdict on *worst_by_luck*; never raises."""

    def test():
        right = np.array([1] * 30 + [0] * 10)
        kept = right.copy()
        whole = worst_by_luck(right, 1, 20, 3)
        assert np.array_equal(right, kept), "shuffle a copy: the reader's array must stay as it is"
        assert not np.isclose(whole, 1), "shares of right answers, the lowest of them"
        assert np.isclose(whole, 0.75), (
            "one group is everybody: 0.75; shuffle without drawing a review twice"
        )
        single = {worst_by_luck(right, 2, 1, seed) for seed in range(6)}
        assert single != {0.5} and single != {1.0}, "shuffle before cutting"
        two = worst_by_luck(right, 2, 4_000, 1)
        assert not np.isclose(two * 20, round(two * 20)) or not np.isclose(
            two, worst_by_luck(right, 2, 1, 1)
        ), "each of the times needs a shuffle of its own: make the generator once, before the loop"
        assert two < 0.75, "the lowest of the groups, not the highest or their mean"
        assert np.isclose(two, 0.6967, atol=0.01), (
            "two groups: the mean over the shuffles of the lower share is about 0.70"
        )
        assert np.isclose(worst_by_luck(right, 40, 5, 3), 0), "forty groups of one: the worst has 0"
        # six right, two wrong, four and four: 0.5 with probability 3/7, else 0.75
        apart = worst_by_luck(np.array([1] * 6 + [0] * 2), 2, 4_000, 2)
        assert not np.isclose(apart, 0.75, atol=0.012), (
            "the mean of the noted shares, not their median"
        )
        assert np.isclose(apart, 4.5 / 7, atol=0.012), (
            "the mean over the shuffles of the lower share"
        )
        # parts of 3, 3 and 2: both wrong ones in the pair 0, in one triple 1/3, one in each 2/3, else 1/2
        uneven = worst_by_luck(np.array([1] * 6 + [0] * 2), 3, 4_000, 2)
        assert np.isclose(uneven, 0.5, atol=0.012), (
            "eight in three groups: three, three and two, and nobody is left out"
        )
        twice = [[worst_by_luck(right, 3, 7, seed) for seed in range(8)] for _ in range(2)]
        assert twice[0] == twice[1], "the same seed gives the same shuffles"
        others = {worst_by_luck(right, 3, 7, seed) for seed in range(6)}
        assert len(others) > 1, "another seed gives other shuffles: use the argument"
        few = {worst_by_luck(right, 8, 1, seed) for seed in range(8)}
        assert all(np.isclose(value * 5, round(value * 5)) for value in few), (
            "one shuffle into groups of five gives a multiple of 0.2: use *times*"
        )

    check("The worst of many groups", test)
