"""Checks of the exercises of chapters/quick_start.md.

Each prints a verdict with a hint, and never raises.
"""

from utils import check

VOCABULARY = ["the", "[begin]", "film", "warm"]  # ids 2, 3, 4, 5


def check_encode(encode):
    """Prints a verdict on *encode*; never raises."""

    def test():
        words = ["the", "warm", "zebra", "film"]
        got = encode(list(words), list(VOCABULARY), 5)
        assert got is not None, "nothing comes back: return the list"
        assert len(got), "an empty list comes back: at least [begin] has an id"
        assert not any(isinstance(number, str) for number in got), (
            "ids are numbers: return 3, not the string '3'"
        )
        got = [int(number) for number in got]
        assert got != [2, 2, 5, 1, 4], "[begin] has its id in the vocabulary, here 3: look it up"
        assert got[0] != 2 or len(got) != 4, "[begin] is missing: it comes before the first word"
        assert got not in ([1, 0, 3, 1, 2], [1, 0, 3, -1, 2]), "the first word has the id 2, not 0"
        assert got not in ([2, 1, 4, 1, 3], [2, 1, 4, 0, 3]), "the first word has the id 2, not 1"
        assert got != [3, 2, 5, 0, 4], "0 is for empty boxes: an unknown word has the id 1"
        assert got != [3, 2, 5, 4] and got != [3, 2, 5, 4, 0], (
            "the unknown word is left out: it keeps its place, with the id 1"
        )
        assert len(got) == 5, f"five ids are asked for, there are {len(got)}"
        assert got[0] == 3, "the first id is that of [begin], here 3"
        assert got == [3, 2, 5, 1, 4], "these words should give 3, 2, 5, 1, 4"
        short = [int(number) for number in encode(["film"], list(VOCABULARY), 6)]
        assert short != [0, 0, 0, 0, 3, 4], "the zeros belong at the end"
        assert len(short) == 6, "too few words: fill up with zeros to the length asked for"
        assert short == [3, 4, 0, 0, 0, 0], "one word and length 6 should give 3, 4, 0, 0, 0, 0"
        cut = [int(number) for number in encode(list(words), list(VOCABULARY), 3)]
        assert cut != [5, 1, 4] and cut != [3, 1, 4], "keep the first words, not the last"
        assert len(cut) == 3, f"length 3 was asked for, {len(cut)} ids came"
        assert cut == [3, 2, 5], "length 3 should give [begin] and the first two words: 3, 2, 5"
        twice = encode(["film", "zebra", "film", "zebra"], list(VOCABULARY), 6)
        assert list(twice) == [3, 4, 1, 4, 1, 0], "a word that occurs twice gets its id twice"
        kept = list(VOCABULARY)
        encode(words, kept, 5)
        assert kept == VOCABULARY and words == ["the", "warm", "zebra", "film"], (
            "the lists that came in were changed: build new ones"
        )
        none = [int(number) for number in encode([], ["a", "b", "[begin]"], 2)]
        assert none == [4, 0], "no words, another vocabulary: [begin] has the id 4, then a zero"
        assert [int(number) for number in encode(["Film"], list(VOCABULARY), 2)] == [3, 1], (
            "take the words as they are: 'Film' is not 'film', and not in the vocabulary"
        )
        assert [int(number) for number in encode(["a"], ["[begin]", "a"], 1)] == [2], (
            "length 1 has room for [begin] alone"
        )

    check("From words to ids", test)


NAN = float("nan")


def check_usable(usable):
    """Prints a verdict on *usable*; never raises."""

    def test():
        got = usable(["good", "bad", "fine"], ["pos", "neg", "pos"])
        assert got is not None, "nothing comes back: return the list of positions"
        assert list(got) != ["good", "bad", "fine"], "positions are asked for, not texts"
        assert list(got) == [0, 1, 2], "three whole rows: all three are kept, 0, 1, 2"
        assert list(usable([], [])) == [], "no rows, no positions"
        zero = list(usable(["good", "bad"], [1, 0]))
        assert zero != [0], (
            "the label 0 is a label: test whether it is missing, not whether it is true"
        )
        assert zero == [0, 1], "two rows with the labels 1 and 0: both are kept"
        got = list(usable(["good", "bad"], [0.5, 0.0]))
        assert got == [0, 1], "0.5 and 0.0 are labels: of the floats only nan is missing"
        got = list(usable(["a", "b", "c", "d"], ["x", None, NAN, "y"]))
        assert got != [0, 2, 3], "a label that is nan is missing too"
        assert got != [0, 1, 3], "a label that is None is missing too"
        assert got == [0, 3], "rows without a label are left out, whether None or nan"
        got = list(usable(["a", None, NAN, "d", "", "  \n", "!!!"], [1, 1, 1, 0, 1, 1, 1]))
        assert 4 not in got, "an empty text is left out"
        assert 5 not in got, "a text of nothing but blanks is left out: strip it"
        assert 6 in got, "'!!!' has more in it than blanks: it is kept"
        assert got == [0, 3, 6], "missing texts, None or nan, are left out, and nothing else"
        got = list(usable(["b", "a", "b", "a", "c"], [1, 0, 1, 0, 1]))
        assert got != [4], "of a text that occurs twice the first row is kept"
        assert got != [2, 3, 4], "keep the first row of a repeated text, not the last"
        assert got == [0, 1, 4], "a text is kept once: rows 0, 1 and 4"
        got = list(usable(["a", "b", "a"], [1, 0, 0]))
        assert got == [0, 1], (
            "the same text with another label is the same text: only its first row"
        )
        got = list(usable(["a", "A", "a "], [1, 1, 1]))
        assert got == [0, 1, 2], (
            "'a', 'A' and 'a ' are three texts here: compare them as they are; strip only to see whether one is blank"
        )
        got = list(usable(["a", "b", "a"], [None, 1, 0]))
        assert got == [1, 2], (
            "the first 'a' has no label and is not kept, so the second one is new: note a text when its row is kept"
        )
        got = list(usable(["nan", "None"], ["nan", "x"]))
        assert got == [0, 1], "'nan' and 'None' as strings are ordinary words here"

    check("Rows fit to train on", test)
