"""Checks of the exercises on imdb_reviews: each prints a verdict with a hint, none raises."""

import numpy as np
from utils import check


def check_parse_name(parse_name):
    """Prints a verdict on *parse_name*; never raises."""

    def test():
        got = parse_name("aclImdb/test/pos/200_8.txt")
        assert got is not None, "your function returns None for the name of a review"
        assert got["id"] == 200 and got["rating"] == 8, (
            "first the id, then the stars, both as whole numbers (int)"
        )
        assert (got["part"], got["label"]) == ("test", 1), "test/pos: part test, label 1"
        zero = parse_name("aclImdb/train/neg/0_3.txt")
        assert zero["label"] == 0, "neg stands for 0"
        assert zero["id"] == 0, "there is a file number 0: its id is 0 and not missing"
        one = parse_name("aclImdb/test/neg/5_1.txt")
        assert one is not None and one["rating"] == 1, "one star is given: only 0 means not given"
        ten = parse_name("aclImdb/train/pos/7_10.txt")
        assert ten is not None and ten["rating"] == 10, "stars can have two digits: 10"
        bare = parse_name("aclImdb/train/unsup/31_0.txt")
        assert bare is not None and bare["label"] is None, (
            "an unlabelled review is a review too: label None, neither 0 nor 1"
        )
        assert bare["rating"] is None, "_0 means the stars are not given: rating None"
        assert zero["part"] == ten["part"] == bare["part"] == "train", (
            "the part is the first folder, train or test, for unlabelled reviews too"
        )
        assert bare["id"] == 31, "an unlabelled review has a number as well"
        others = [
            "aclImdb/README",
            "aclImdb/train/pos/1_8.txt.bak",
            "x/aclImdb/test/pos/1_8.txt",
            "aclImdb/train/urls_pos.txt",
            "aclImdb/train/extra/1_8.txt",
            "aclImdb/train/pos/1_x.txt",
            "aclImdb/train/pos/18.txt",
            "other/train/pos/1_8.txt",
        ]
        for other in others:
            assert parse_name(other) is None, f"this is no review file: {other}"
        assert parse_name("aclImdb/foo/pos/1_8.txt") is None, (
            "aclImdb/foo/pos/1_8.txt is no review file: the part is train or test"
        )
        assert parse_name("aclImdb/test/pos/1_8-txt") is None, (
            "1_8-txt is no review file: in a pattern a dot stands for any character, \\. for a dot"
        )

    check("Read a file name", test)


def check_text_key(text_key):
    """Prints a verdict on *text_key*; never raises."""

    def test():
        assert isinstance(text_key("A film."), str), "the key should be one string"
        assert text_key("Great FILM") == text_key("great film"), "capitals should not matter"
        assert text_key("CAFÉ") == text_key("café"), "É is a capital too: use .lower()"
        assert text_key("Dull.<br /><br />The end") == text_key("Dull. The end"), (
            "a line break counts as a space: neither the letters br nor nothing at all"
        )
        assert text_key("good, bad;  ugly") == text_key("good bad ugly"), (
            "punctuation and repeated spaces should not matter"
        )
        assert text_key("good,bad") == text_key("good bad"), (
            "punctuation separates words, as in good,bad: a space should take its place"
        )
        assert text_key("The end.") == text_key(" the end"), (
            "no space may remain at the start or end of the key"
        )
        assert text_key('(really) "bad" - don\'t') == text_key("really bad don t"), (
            "all punctuation counts: brackets, quotes, dashes, apostrophes"
        )
        assert text_key("a \u201cbad\u201d film \u2013 dull\u2026") == text_key(
            "a bad film dull"
        ), (
            "curly quotes, long dashes and the sign \u2026 are punctuation too: string.punctuation "
            "knows ASCII only"
        )
        assert text_key("Dull<br />The end") == text_key("Dull The end"), (
            "a line break separates words: put a space in its place"
        )
        assert text_key("a br b") != text_key("a b"), "remove <br />, and not every br"
        assert text_key("love <3 it > that") == text_key("love 3 it that"), (
            "what stands between < and > need not be a tag: replace <br /> alone"
        )
        assert len({text_key("the film"), text_key("films"), text_key("film")}) == 3, (
            "other words, other keys: leave no word out and cut no ending off"
        )
        long = "word " * 300
        assert text_key(long + "good") != text_key(long + "bad"), "the whole text counts"
        assert text_key("dog bites man") != text_key("man bites dog"), "the order of words matters"
        assert text_key("so so so bad") != text_key("so bad"), "a repeated word is not one word"
        assert text_key("now here") != text_key("nowhere"), (
            "the borders between words matter: join the words with a space"
        )
        assert text_key("3 of 10") != text_key("4 of 10"), "numbers matter: keep digits"
        assert text_key("so_bad") == text_key("so bad"), (
            "an underscore is punctuation too, although \\w takes it for a letter"
        )
        assert text_key("in 19 90") != text_key("in 1990"), "a number stays together"
        assert text_key("a café") != text_key("a cafe"), "é and e are different letters"
        assert text_key("a café") != text_key("a caf"), (
            "é is a letter: café and caf are different words, so a-z is too narrow"
        )

    check("Nearly the same text", test)


def check_group_split(group_split):
    """Prints a verdict on *group_split*; never raises."""

    def test():
        films = np.repeat(np.arange(200), np.arange(200) % 7 + 1)  # films of 1 to 7 reviews
        films = np.random.default_rng(0).permutation(films)
        got = np.asarray(group_split(films, 0.25, seed=3))
        assert got.shape == films.shape, "one truth value per review, not per film"
        assert got.dtype == bool, "return truth values (a Boolean array), not positions"
        split_films = set(films[got]) & set(films[~got])
        assert not split_films, "a film is on both sides: draw films, not reviews"
        drawn = len(set(films[got]))
        assert not 149 <= drawn <= 151, "true stands for validation, not for training"
        assert 49 <= drawn <= 51, (
            f"a quarter of the 200 films should be drawn, not {drawn}: is share counted in "
            "films, and each film drawn only once?"
        )
        for share, number in ((0.27, 3), (0.22, 2)):
            few = np.arange(10).repeat(2)
            drawn = len(set(few[group_split(few, share, seed=1)]))
            assert drawn == number, (
                f"{share} of 10 films should be {number} films, not {drawn}: round to the nearest "
                "whole number, neither cutting off nor rounding up"
            )
        assert (group_split(films, 0.25, seed=3) == got).all(), "the same seed, the same split"
        before = np.random.get_state()[1].copy()
        assert (group_split(films, 0.25, seed=4) != got).any(), (
            "another seed should draw other films: use it, and do not take the first ones"
        )
        assert (before == np.random.get_state()[1]).all(), (
            "use a generator of your own: np.random changes everybody's random numbers"
        )
        names = np.array(["Alien", "Heat", "Alien", "Brazil"])
        named = np.asarray(group_split(names, 0.3, seed=0))
        assert len(set(names[named])) == 1 and named[0] == named[2], (
            "films may be given as strings, or as numbers with gaps: draw from the films themselves"
        )
        six = {
            tuple(np.asarray(group_split(np.arange(6), 0.5, seed=s)).tolist()) for s in range(200)
        }
        assert len(six) > 10, (
            f"of the 20 ways to draw 3 of 6 films 200 seeds gave {len(six)}: any films may go "
            "together, not only neighbours"
        )
        uneven = np.repeat(np.arange(10), [91, 1, 1, 1, 1, 1, 1, 1, 1, 1])
        times = sum(bool(group_split(uneven, 0.2, seed=seed)[0]) for seed in range(40))
        assert times < 20, (
            f"a film with 91 of 100 reviews was drawn {times} times in 40, others hardly ever: "
            "every film should have the same chance, whatever its size"
        )

    check("A split that respects groups", test)
