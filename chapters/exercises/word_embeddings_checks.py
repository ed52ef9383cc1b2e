"""Checks of the exercises on word_embeddings: each prints a verdict with a hint, none raises."""

import warnings

import numpy as np
from utils import check


def check_windows_by_hand(window_pairs):
    """Prints a verdict on *window_pairs*; never raises."""

    def test():
        got = window_pairs(["a", "b", "c", "d"], 1)
        assert hasattr(got, "__len__"), "return a list of the pairs"
        got = sorted(map(tuple, got))
        assert got, "the list is empty"
        assert ("a", "a") not in got, "a position is not its own neighbour"
        assert ("b", "a") in got, "neighbours on the left count as well"
        assert ("a", "b") in got, "neighbours on the right count as well"
        assert ("a", "d") not in got, (
            "the first and the last word met: a negative index reaches round the end"
        )
        assert ("a", "c") not in got, "a window of 1 reaches one place, not two"
        assert len(got) == 6, f"6 pairs expected, not {len(got)}"
        again = list(map(tuple, window_pairs(["x", "y", "x"], 2)))
        assert again.count(("x", "x")) == 2, (
            "the same word at another place is a neighbour: compare positions, not words"
        )
        assert len(again) == 6, (
            f"6 pairs expected for x y x, not {len(again)}: what does a slice give that starts "
            "at a negative position?"
        )
        longer = list("abcdefg")
        for window in (3, 9):
            expected = [
                (a, b)
                for i, a in enumerate(longer)
                for j, b in enumerate(longer)
                if 0 < abs(i - j) <= window
            ]
            assert sorted(map(tuple, window_pairs(longer, window))) == sorted(expected), (
                f"wrong for a text of seven words with a window of {window}: every distance from 1 "
                "to the window, as far as the text goes"
            )

    check("Windows by hand", test)


def check_gradient_of_a_lookup(lookup_gradient):
    """Prints a verdict on *lookup_gradient*; never raises."""

    def test():
        read = np.array([[1, 3, 3], [0, 3, 1]])
        arriving = np.arange(12.0).reshape(2, 3, 2)
        before = arriving.copy()
        got = np.asarray(lookup_gradient(read, arriving, 5))
        assert got.shape == (5, 2), "the shape should be that of the table, (size, n)"
        assert np.allclose(got[[2, 4]], 0), "rows 2 and 4 were not read: their gradient is 0"
        assert np.allclose(got[0], arriving[1, 0]), "row 0 was read once: copy its derivative"
        assert not np.allclose(got[3], arriving[1, 1]), (
            "an id that occurs twice must get the sum; 'gradient[ids] +=' keeps only one"
        )
        thrice = arriving[[0, 0, 1], [1, 2, 1]]
        assert not np.allclose(got[3], thrice.mean(axis=0)), (
            "add the derivatives of a repeated id; do not average them"
        )
        assert np.allclose(got[3], thrice.sum(axis=0)), (
            "row 3 should be the sum over its three readings"
        )
        assert np.allclose(got[1], arriving[[0, 1], [0, 2]].sum(axis=0)), (
            "row 1 is read in both texts of the batch: add over the batch too"
        )
        assert np.array_equal(arriving, before), "leave upstream as it was"
        read = np.array([[6, 0, 2], [2, 2, 7], [0, 5, 6], [8, 6, 2]])
        arriving = np.random.default_rng(1).normal(size=(4, 3, 4))
        got = np.asarray(lookup_gradient(read, arriving, 10))
        assert got.shape == (10, 4), (
            f"a table of 10 rows of 4 has a gradient of that shape, not {got.shape}: use size and "
            "the length of the vectors"
        )
        expected = np.zeros((10, 4))
        np.add.at(expected, read, arriving)
        assert np.allclose(got, expected), (
            "right for the first example, wrong for four texts of three words with fractions: use the "
            "shapes you are given, round nothing"
        )

    check("The gradient of a lookup", test)


def _stepped(E, U, centre, context, rate):
    """What one step of skip-gram makes of both tables, and g (1 + K,)."""
    g = 1 / (1 + np.exp(-U[context] @ E[centre]))
    g[0] -= 1
    right_E, right_U = E.copy(), U.copy()
    right_E[centre] -= rate * g @ U[context]
    np.subtract.at(right_U, context, rate * np.outer(g, E[centre]))
    return right_E, right_U, g


def check_skipgram_step(skipgram_step):
    """Prints a verdict on *skipgram_step*; never raises."""

    def test():
        rng = np.random.default_rng(0)
        E = rng.normal(size=(6, 3))
        U = rng.normal(size=(6, 3))
        given = E.copy(), U.copy()
        context = np.array([1, 4, 2])
        got = skipgram_step(E, U, 3, context, 0.1)
        assert got is not None and len(got) == 2, "return two tables: the new E and the new U"
        new_E, new_U = np.asarray(got[0]), np.asarray(got[1])
        assert np.array_equal(E, given[0]) and np.array_equal(U, given[1]), (
            "leave the tables you were given as they are: copy them first"
        )
        assert new_E.shape == new_U.shape == (6, 3), "return whole tables, of shape (words, n)"
        right_E, right_U, g = _stepped(E, U, 3, context, 0.1)
        assert np.allclose(np.delete(new_E, 3, axis=0), np.delete(E, 3, axis=0)), (
            "of E only the row of the word being read moves"
        )
        assert np.allclose(new_U[[0, 3, 5]], U[[0, 3, 5]]), (
            "of U only the rows of the true neighbour and of the drawn words move"
        )
        assert not np.allclose(new_U[1], U[1] - 0.1 * (g[0] + 1) * E[3]), (
            "the true neighbour stands first: its g is sigma(s) - 1, that of drawn words sigma(s)"
        )
        assert not np.allclose(new_U, 2 * U - right_U), (
            "the loss rises: step against the gradient, not along it"
        )
        assert not np.allclose(new_U[context], U[context] - 0.1 * np.outer(g, right_E[3])), (
            "the gradient of U needs the row of E as it was before the step"
        )
        assert np.allclose(new_U, right_U), "wrong U: row v_k moves by -rate * g_k * e_w"
        assert not np.allclose(new_E[3], E[3] - 0.1 * g @ right_U[context]), (
            "the gradient of e_w needs U as it was before the step"
        )
        assert np.allclose(new_E, right_E), (
            "wrong E: the row of the centre moves by -rate times the sum of g_k * u_v_k"
        )
        for context, rate in ((np.array([5, 0]), 0.3), (np.array([2, 4, 0, 1]), 1.0)):
            right_E, right_U, _ = _stepped(E, U, 1, context, rate)
            new_E, new_U = skipgram_step(E, U, 1, context, rate)
            assert np.allclose(new_E, right_E) and np.allclose(new_U, right_U), (
                f"wrong for {len(context) - 1} drawn words and rate {rate}: use the arguments"
            )
        twice = np.array([2, 4, 4, 5])
        right_E, right_U, _ = _stepped(E, U, 0, twice, 0.1)
        new_E, new_U = skipgram_step(E, U, 0, twice, 0.1)
        assert np.allclose(new_E, right_E) and np.allclose(new_U, right_U), (
            "a word drawn twice moves twice: 'U[context] -=' keeps only one of its changes"
        )
        both = np.array([4, 1, 4])
        right_E, right_U, _ = _stepped(E, U, 0, both, 0.1)
        new_E, new_U = skipgram_step(E, U, 0, both, 0.1)
        assert np.allclose(new_E, right_E) and np.allclose(new_U, right_U), (
            "the true neighbour may be drawn as well: then both changes count"
        )

    check("One step of skip-gram", test)


def check_cbow_gradients(cbow_gradients):
    """Prints a verdict on *cbow_gradients*; never raises."""

    def test():
        for seed, around, context in (
            (0, [4, 2, 5], [1, 3, 0, 3]),
            (1, [0, 3], [2, 5]),
            (2, [1], [4, 0, 2]),
            (3, [5, 1, 0, 4], [2, 3, 1]),
        ):
            rng = np.random.default_rng(seed)
            n = 3 + seed % 2
            E, U = rng.normal(size=(6, n)), rng.normal(size=(6, n))
            given = E.copy(), U.copy()
            around, context = np.array(around), np.array(context)
            m = len(around)
            got = cbow_gradients(E, U, around.copy(), context.copy())
            assert got is not None and len(got) == 2, "return two arrays"
            d_e, d_u = np.asarray(got[0]), np.asarray(got[1])
            assert np.array_equal(E, given[0]) and np.array_equal(U, given[1]), (
                "leave the tables you were given as they are"
            )
            mean = E[around].mean(axis=0)
            g = 1 / (1 + np.exp(-U[context] @ mean))
            g[0] -= 1
            full = g @ U[context]
            assert d_e.shape == (m, n), (
                "the first array has one row for each word around, (m, n), all of them alike"
            )
            assert d_u.shape == (len(context), n), "the second array has shape (1 + K, n)"
            total = E[around].sum(axis=0)
            of_sum = 1 / (1 + np.exp(-U[context] @ total))
            of_sum[0] -= 1
            if m > 1:
                assert not np.allclose(d_u, np.outer(of_sum, total)), (
                    "the sum of the rows was taken, not their mean"
                )
                assert not np.allclose(d_e, full), (
                    "each of the m rows is in the mean with the factor 1/m: divide"
                )
                assert not np.allclose(d_u, np.outer(g, E[around[0]])), (
                    "the gradient of U has the mean of the rows in it, not one of them"
                )
            assert not np.allclose(d_u, -np.outer(g, mean)), (
                "the sign: g is the probability given minus the probability wanted"
            )
            all_drawn = g.copy()
            all_drawn[0] += 1
            assert not np.allclose(d_u, np.outer(all_drawn, mean)), (
                "the true word stands first: its g is sigma(s) - 1"
            )
            assert np.allclose(d_u, np.outer(g, mean)), "wrong gradient of U: g_k times the mean"
            assert np.allclose(d_e, full / m), (
                "wrong gradient of the rows around: an m-th of the sum of g_k * u_v_k, for each"
            )

    check("The gradients of CBOW", test)


def check_pieces_of_a_word(letter_pieces):
    """Prints a verdict on *letter_pieces*; never raises."""

    def test():
        got = set(letter_pieces("her", 3, 3))
        assert got != {"her"}, "put < and > around the word first"
        assert got == {"<he", "her", "er>"}, (
            f"for 'her' with runs of 3 expected <he, her, er>; got {sorted(got)}"
        )
        got = set(letter_pieces("films", 3, 6))
        assert "<films" in got and "films>" in got, "the longest runs are missing: 6 counts"
        assert "ilms>" in got, "the last run of a length is missing: check where it starts"
        assert all(3 <= len(piece) <= 6 for piece in got), (
            "some runs are shorter or longer than asked: a slice at the end is cut off"
        )
        assert len(got) == 5 + 4 + 3 + 2, f"14 pieces expected, not {len(got)}"
        assert set(letter_pieces("a", 3, 6)) == {"<a>"}, "'a' has the single piece <a>"
        assert set(letter_pieces("her", 5, 5)) == {"<her>"}, (
            "asked for runs of 5 alone: use both limits, the shortest too"
        )
        assert set(letter_pieces("a", 1, 2)) == {"<", "a", ">", "<a", "a>"}, (
            "asked for runs of 1 and 2: the limits are those you are given, 3 only where none is"
        )
        assert set(letter_pieces("films", 7, 7)) == {"<films>"}, (
            "asked for runs of 7: the limits are those you are given, 6 only where none is"
        )
        try:
            got = letter_pieces("banana")
        except TypeError:
            got = None
        assert got is not None and set(got) == set(letter_pieces("banana", 3, 6)), (
            "without limits, runs of 3 to 6: keep the defaults of the stub"
        )
        assert isinstance(got, (set, frozenset)), "return a set: each piece once"

    check("Pieces of a word", test)


def check_shifted_pmi(shifted_ppmi):
    """Prints a verdict on *shifted_ppmi*; never raises."""

    def test():
        table = np.array([[0.0, 8, 2], [8, 0, 2], [2, 2, 0]])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            got = np.asarray(shifted_ppmi(table, 1))
        assert np.isfinite(got).all() and (got >= 0).all(), (
            "every entry should be finite and at least 0"
        )
        ratio = 8 * 24 / 100  # N = 24; each of the two meets others 10 times
        assert got[0, 1] > 0, (
            "words 0 and 1 attract each other: is the factor N, the sum of all, missing?"
        )
        assert not np.isclose(got[0, 1], np.log2(ratio)), (
            "take the natural logarithm, not the one to base 2"
        )
        assert not np.isclose(got[0, 1], ratio), "the logarithm is missing"
        assert np.isclose(got[0, 1], np.log(ratio)), "wrong PMI for the words 0 and 1"
        assert got[0, 0] == 0, "words that never met get 0"
        shifted = np.asarray(shifted_ppmi(table, 1.5))
        assert np.isclose(shifted[0, 1], np.log(ratio) - np.log(1.5)), (
            "subtract ln k before cutting at zero"
        )
        assert shifted[0, 2] == 0 and (shifted >= 0).all(), "cut at zero after the shift"
        loops = np.array([[6.0, 1, 0, 1], [1, 2, 0, 0], [0, 0, 0, 0], [1, 0, 0, 3]])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            got = np.asarray(shifted_ppmi(loops, 2))  # N = 15, word 2 meets nobody
        assert got.shape == (4, 4), "a table of four words gives a table of four words"
        assert np.isfinite(got).all() and (got[2] == 0).all(), (
            "a word that never met anybody gets 0 everywhere"
        )
        assert got[3, 3] > 0, (
            "a word can meet itself at another place: what stands on the diagonal counts"
        )
        assert np.isclose(got[3, 3], np.log(3 * 15 / (4 * 4 * 2))), (
            "wrong in a table of four words: N and the sums of the rows belong to the table"
        )

    check("Shifted PMI", test)
