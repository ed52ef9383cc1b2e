"""Checks of the exercises of chapters/word_order.md.

Each prints a verdict with a hint, and never raises.
"""

import itertools
from collections import Counter

import numpy as np
from utils import check


def check_bigrams_by_hand(bigrams):
    """Prints a verdict on *bigrams*; never raises."""

    def test_bigrams():
        got = bigrams(["a", "b", "a", "b", "c"])
        assert isinstance(got, Counter), "return a Counter"
        assert ("c", "a") not in got, "the last word has no neighbour: do not go round"
        assert all(isinstance(pair, tuple) and len(pair) == 2 for pair in got), (
            "each pair should be a tuple of two words"
        )
        assert ("a", "a") not in got, "only words that stand side by side make a pair"
        assert (got[("a", "b")], got[("b", "a")]) != (1, 2) or ("c", "b") not in got, (
            "the pair is (word, next word), and not the other way round"
        )
        assert got[("a", "b")] != 3, "(a, b) and (b, a) differ: a pair keeps its order"
        assert ("b", "a") in got, (
            "pairs overlap: a word is the second of one pair and the first of the next"
        )
        assert got[("a", "b")] == 2, "a pair that occurs twice counts twice"
        assert ("b", "c") in got, "the last pair is missing: where does your index stop?"
        assert got == {("a", "b"): 2, ("b", "a"): 1, ("b", "c"): 1}, "wrong counts"
        assert bigrams(["no", "no", "no"]) == {("no", "no"): 2}, (
            "a word may stand beside itself, and its pairs overlap: no no no has two"
        )
        given = ["a", "b", "c"]
        bigrams(given)
        assert given == ["a", "b", "c"], "the list was changed: the caller still needs it"
        for short in (["a"], []):
            empty = bigrams(short)
            assert isinstance(empty, Counter) and not empty, (
                "fewer than two words: an empty Counter"
            )

    check("Bigrams by hand", test_bigrams)


def check_shuffle_within_blocks(block_shuffle):
    """Prints a verdict on *block_shuffle*; never raises."""

    def test_block_shuffle():
        words = [str(i) for i in range(23)]
        got = block_shuffle(words, 5, np.random.default_rng(3))
        assert words == [str(i) for i in range(23)], "the input was changed: build a new list"
        assert isinstance(got, list) and all(isinstance(w, str) for w in got), (
            "return one flat list of words"
        )
        assert len(got) == 23, "words were lost: is the last, shorter block there?"
        assert sorted(got) == sorted(words), "the same words should come back"
        blocks = [slice(i, i + 5) for i in range(0, 23, 5)]
        in_place = all(set(got[block]) == set(words[block]) for block in blocks)
        ends = [0, 5, 10, 15, 19, 23]  # where np.array_split(words, 5) cuts
        five = [slice(start, end) for start, end in itertools.pairwise(ends)]
        assert in_place or any(set(got[block]) != set(words[block]) for block in five), (
            "size is the number of words in a block, not the number of blocks"
        )
        assert in_place, (
            "a word left its block: shuffle inside the blocks and keep the blocks in place"
        )
        assert list(got) != words, "nothing was shuffled"
        orders = {tuple(int(w) % 5 for w in got[i : i + 5]) for i in range(0, 20, 5)}
        assert len(orders) > 1, "all blocks got the same order: draw one for each"
        draws = [list(block_shuffle(words, 5, np.random.default_rng(seed))) for seed in range(20)]
        assert any(draw != draws[0] for draw in draws), (
            "every seed gives the same result: draw the order with rng"
        )
        again = [list(block_shuffle(words, 5, np.random.default_rng(seed))) for seed in range(20)]
        assert again == draws, "the same seed should give the same result: draw with rng itself"
        assert any(draw[20:] != words[20:] for draw in draws), (
            "the last, shorter block is never shuffled"
        )
        twice = ["no", "no", "not", "no"]
        assert sorted(block_shuffle(twice, 4, np.random.default_rng(0))) == sorted(twice), (
            "a word that occurs twice should come back twice: a set forgets that"
        )
        three = [
            tuple(block_shuffle(["a", "b", "c"], 3, np.random.default_rng(seed)))
            for seed in range(100)
        ]
        assert len(set(three)) == 6, (
            f"three words have six orders, and in 100 draws yours had {len(set(three))}: every order "
            "should be possible, as with shuffled or rng.permutation"
        )
        for size in (7, 2):
            got = block_shuffle(words, size, np.random.default_rng(3))
            blocks = [slice(i, i + size) for i in range(0, 23, size)]
            assert all(set(got[block]) == set(words[block]) for block in blocks), (
                "right for blocks of five only: use the argument size"
            )
        assert list(block_shuffle(words, 1, np.random.default_rng(0))) == words, (
            "blocks of one word change nothing"
        )

    check("Shuffle within blocks", test_block_shuffle)
