"""Checks of the exercises of chapters/text_to_ids.md: each prints a verdict with a hint, and never raises."""

import numpy as np
from keras import layers
from utils import check


def check_ids_of(ids_of):
    """Prints a verdict on *ids_of*; never raises."""

    def test():
        words = ["", "[UNK]", "a", "film", "good", "dont", "1010", "É"]
        short = ["A good film, a GOOD one.", "Don't"]  # ids 2 4 3 2 4 1 and 5
        kept = list(short)
        got = ids_of(short, words)
        assert short == kept, "the list of texts was changed: build new strings"
        assert isinstance(got, np.ndarray), (
            "return one NumPy array, rows of equal width, not a list or a tensor"
        )
        assert np.issubdtype(got.dtype, np.integer), "ids are integers: give the array the type int"
        assert got.shape != (2, 1), "the rows were cut to the shortest text: none may lose a word"
        assert got.shape != (2, 5), (
            "a word is missing: one outside the vocabulary gets the id 1, it is not dropped"
        )
        assert got.shape == (2, 6), (
            f"2 texts, the longest of 6 words: the shape should be (2, 6), not {got.shape}"
        )
        assert got[1, 0] == 5 or got[1, -1] != 5, (
            "the zeros come after the end of the text, not before"
        )
        right = np.array([[2, 4, 3, 2, 4, 1], [5, 0, 0, 0, 0, 0]])
        assert not np.array_equal(got, np.where(right > 1, right - 2, right)), (
            "an id is a position in the whole list: the empty string is 0, [UNK] 1, the first word 2"
        )
        assert not np.array_equal(got[0], [1, 4, 1, 2, 1, 1]), (
            "capitals and punctuation are left: standardise before you split"
        )
        assert got[0, 5] != 0, "a word outside the vocabulary gets the id 1; 0 is padding"
        assert np.array_equal(got, right), (
            f"{short} should give {right.tolist()}, yours gives {got.tolist()}"
        )

        def by_keras(texts, vocabulary):
            layer = layers.TextVectorization(vocabulary=vocabulary[2:])
            return np.asarray(layer(texts))

        assert np.array_equal(ids_of(["É", "é"], words), [[7], [1]]), (
            "only A to Z are lower-cased: use standardize of the chapter"
        )
        assert np.array_equal(ids_of(["a\u00a0film good"], words), [[1, 4]]), (
            "only ASCII white space separates: use split of the chapter"
        )
        assert np.array_equal(ids_of(["a !!! film"], words), [[2, 3]]), (
            "a token of nothing but punctuation leaves no word: standardise first, then split"
        )
        for texts, vocabulary in (
            (["10/10, a film", "", "!!! ???", "good.Bad a"], words),
            (["it was", "was it a plot or was it"], ["", "[UNK]", "plot", "it", "was"]),
        ):
            got = ids_of(texts, vocabulary)
            wanted = by_keras(texts, vocabulary)
            assert np.shape(got) == wanted.shape, (
                f"a text without words is a row of zeros too: {wanted.shape}, not {np.shape(got)}"
            )
            assert np.array_equal(got, wanted), (
                f"{texts} should give {wanted.tolist()}: is it the vocabulary that is passed in?"
            )
        many = ["", "[UNK]", *map(str, range(300))]
        assert np.array_equal(ids_of(["299"], many), [[301]]), (
            "an id may be above 255: give the array the type int"
        )
        assert np.shape(ids_of(["!!!"], words)) == (1, 0), (
            "one text without words: an array of shape (1, 0)"
        )
        assert np.shape(ids_of([], words)) == (0, 0), "no texts: an array of shape (0, 0)"

    check("From strings to ids", test)


def check_to_words(to_words):
    """Prints a verdict on *to_words*; never raises."""

    def test():
        words = ["", "[UNK]", "film", "good", "a"]
        assert isinstance(to_words([4, 3, 2], words), str), "return one string: join the tokens"
        assert to_words([4, 3, 2], words) == "a good film", (
            "wrong words or spaces: an id is a position in the list, without any shift"
        )
        assert to_words([4, 1, 2, 0], words) == "a [UNK] film", (
            "with 4, 1, 2, 0 the result should be 'a [UNK] film': keep id 1, skip id 0"
        )
        assert to_words(np.array([0, 0, 3, 2]), words) == "good film", (
            "padding in front should be skipped as well: do not stop at the first zero"
        )
        assert to_words([2, 0, 3], words) == "film good", (
            "a zero between two words leaves nothing behind, no second space either"
        )
        assert to_words([2, 2], words) == "film film", "a word that occurs twice is written twice"
        assert to_words([1, 1], words) == "[UNK] [UNK]", "two unknown words are shown as two"
        assert to_words([3, 2], ["", "[UNK]", "bad", "plot"]) == "plot bad", (
            "use the vocabulary that is passed in, not one from outside"
        )
        assert to_words([0, 0], words) == "", "a row of padding is the empty text"
        assert to_words([], words) == "", "an empty row is the empty text"

    check("Back to words", test)


def check_clean(clean, split):
    """Prints a verdict on *clean*; never raises."""

    def test():
        got = split(clean("A good film.<br /><br />The END"))
        assert "filmbr" not in got and "br" not in got, (
            "'br' is still there: remove the tags before the punctuation is deleted"
        )
        assert "filmthe" not in got, (
            "two words were glued together: a tag should become a space, not nothing"
        )
        assert "end" in got, "capitals are left: standardise as before"
        assert clean("É") == "É", "standardise as before: only A to Z are lower-cased"
        assert "film." not in got, (
            "the full stop is left: standardise as before, punctuation included"
        )
        assert got == ["a", "good", "film", "the", "end"], f"wrong tokens: {got}"
        assert "or" in split(clean("<b>no</b> or <i>yes</i>")), (
            "text between two tags was lost: match up to the next '>', not the last one"
        )
        assert split(clean("<i>so</i> good")) == ["so", "good"], (
            "other tags count as well, for example <i>"
        )
        assert split(clean('<a href="x">y</a>')) == ["y"], (
            "a tag may have more in it than its name, as <a href=...> does"
        )
        assert split(clean("one<br\n/>two")) == ["one", "two"], (
            "a tag may run over the end of a line"
        )
        assert split(clean("1 < 2, really")) == ["1", "2", "really"], (
            "a '<' without '>' is no tag: nothing after it should be lost"
        )
        assert split(clean("don't")) == ["dont"], "without a tag the text is standardised as before"
        assert split(clean("1 < 2 and 3 > 2")) == ["1", "2"], (
            "here anything between '<' and the next '>' counts as a tag"
        )
        assert split(clean("a < b <br /> c")) == ["a", "c"], (
            "a tag goes on to the next '>', whatever stands in it, another '<' too"
        )
        assert clean("") == "", "the empty text stays empty"

    check("HTML before punctuation", test)


def check_pieces_of(pieces_of):
    """Prints a verdict on *pieces_of*; never raises."""

    def test():
        merges = [("e", "s"), ("es", "t"), ("est", "_"), ("l", "o"), ("lo", "w")]
        kept = list(merges)
        got = pieces_of("lowest", merges)
        assert not isinstance(got, str), "return the pieces one by one, not glued into a string"
        got = tuple(got)
        assert all(isinstance(piece, str) for piece in got), "each piece should be a string"
        assert "".join(got) != "lowest", "the mark _ for the end of the word is missing"
        assert "".join(got) == "lowest_", (
            f"glued together the pieces should give lowest_, yours give {''.join(got)}"
        )
        assert got != tuple("lowest_"), "nothing was glued: replay the merges"
        assert got != ("l", "o", "w", "es", "t", "_"), (
            "only one merge was applied: replay all of them"
        )
        assert got != ("l", "o", "w", "est_"), (
            "the replay stopped at l + o or before it: go on to the last merge"
        )
        assert got != ("lo", "w", "es", "t", "_"), (
            "merges that use glued pieces were not applied: first es, then es + t, in the order of the list"
        )
        assert got == ("low", "est_"), (
            f"with these merges lowest is low + est_, not {' + '.join(got)}"
        )
        assert tuple(pieces_of("slow", merges)) == ("s", "low", "_"), (
            "a merge that finds nothing to glue is passed over; the later ones still count"
        )
        assert tuple(pieces_of("banana", [("a", "n")])) == ("b", "an", "an", "a", "_"), (
            "a merge is applied at every place where its pair stands: banana has 'an' twice"
        )
        assert tuple(pieces_of("aaa", [("a", "a")])) == ("aa", "a", "_"), (
            "glue from the left, and use no symbol twice: aaa gives aa + a"
        )
        assert tuple(pieces_of("xab", [("x", "a"), ("a", "b")])) == ("xa", "b", "_"), (
            "glue pairs of whole pieces only: once x + a is one piece, its a is no piece of its own"
        )
        assert tuple(pieces_of("abc", [("b", "c"), ("a", "b")])) == ("a", "bc", "_"), (
            "the merges are replayed in the order of the list: b + c comes before a + b"
        )
        assert tuple(pieces_of("", merges)) == ("_",), "the empty word is its end mark alone"
        assert tuple(pieces_of("low", [])) == ("l", "o", "w", "_"), (
            "without merges the pieces are the characters"
        )
        assert merges == kept, "the list of merges was changed: read it only"

    check("Replay the merges", test)


def check_learn_one(learn_one):
    """Prints a verdict on *learn_one*; never raises."""

    def call(words):
        given = dict(words)
        got = learn_one(given)
        assert isinstance(got, (tuple, list)) and len(got) == 2, "return two things: pair, words"
        assert given == words, "the dictionary that came in was changed: build a new one"
        pair, new = got
        assert not isinstance(pair, str), "the pair is a tuple of two symbols, not yet glued"
        assert isinstance(new, dict), "the words come back as a dictionary, symbols to count"
        return (None if pair is None else tuple(pair)), new

    def test():
        words = {tuple("low_"): 5, tuple("lower_"): 2, tuple("newest_"): 6, tuple("widest_"): 3}
        pair, new = call(words)
        assert pair is not None, "there are pairs left, so the pair is not None"
        assert pair != ("w", "e") and pair != ("l", "o"), (
            "a word that occurs six times counts its pairs six times, one that occurs once only once"
        )
        assert pair not in (("s", "t"), ("t", "_")), (
            "e s, s t and t _ are equally common: take the one that is met first"
        )
        assert pair == ("e", "s"), f"the commonest pair is e, s with 6 + 3 = 9, not {pair}"
        assert new != words, "the pair was found but not glued: apply it to every word"
        wanted = {
            tuple("low_"): 5,
            tuple("lower_"): 2,
            ("n", "e", "w", "es", "t", "_"): 6,
            ("w", "i", "d", "es", "t", "_"): 3,
        }
        assert set(new) == set(wanted), (
            "the words should come back as tuples of symbols with es glued in newest and widest only"
        )
        assert new == wanted, "each word keeps its count"
        pair, new = call({("b", "a", "n", "a", "n", "a"): 2, ("x", "y"): 3})
        assert pair == ("a", "n"), "a pair that stands twice in a word counts twice: a n, 2 times 2"
        assert new == {("b", "an", "an", "a"): 2, ("x", "y"): 3}, (
            "the pair is glued at every place where it stands"
        )
        pair, _ = call({("z", "y"): 1, ("a", "b"): 1})
        assert pair == ("z", "y"), (
            "of equally common pairs the one met first, not the alphabet's first"
        )
        pair, new = call({("es", "t"): 1, ("s", "t"): 4})
        assert pair == ("s", "t") and new == {("es", "t"): 1, ("st",): 4}, (
            "symbols may be longer than one character: es, t is another pair than s, t"
        )
        for words in ({("low_",): 5}, {}):
            pair, new = call(words)
            assert pair is None and new == words, (
                "no word has two symbols left: return None and the words as they are"
            )

    check("One merge learned", test)
