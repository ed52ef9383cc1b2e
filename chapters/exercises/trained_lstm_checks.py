"""Checks of the exercises of chapters/trained_lstm.md.

Each prints a verdict with a hint, and never raises.
"""

import numpy as np
from utils import check


def check_effects(effects):
    """Prints a verdict on *effects*; never raises."""

    def test():
        def score(ids):  # depends on the order, and on how often a word occurs
            return sum((k + 1.0) * number for k, number in enumerate(ids)) - 0.5 * len(ids) ** 2

        for ids in ([4, 2, 7], [5, 3, 5, 9, 5], [6]):
            given = list(ids)
            got = effects(score, given)
            assert given == ids, "the list that came in was changed: build new lists"
            got = np.asarray(got, dtype=float)
            assert got.shape == (len(ids),), (
                f"a text of {len(ids)} words has {len(ids)} effects, yours has the shape {got.shape}"
            )
            wanted = np.array([score(ids) - score(ids[:k] + ids[k + 1 :]) for k in range(len(ids))])
            assert not np.allclose(got, score(ids) - wanted), (
                "these are the scores without the words: subtract them from the score of the whole"
            )
            assert np.allclose(wanted, 0) or not np.allclose(got, -wanted), (
                "the sign is turned round: whole text minus text without the word"
            )
            replaced = [score(ids) - score(ids[:k] + [0] + ids[k + 1 :]) for k in range(len(ids))]
            assert not np.allclose(got, replaced), (
                "the word was replaced by 0; leave it out, so that the text gets shorter"
            )
            every = [score(ids) - score([n for n in ids if n != number]) for number in ids]
            assert np.allclose(wanted, every) or not np.allclose(got, every), (
                "a word that occurs twice was left out twice: leave out one position at a time"
            )
            first = []
            for number in ids:
                rest = list(ids)
                rest.remove(number)
                first.append(score(ids) - score(rest))
            assert np.allclose(wanted, first) or not np.allclose(got, first), (
                "remove(word) takes out the FIRST occurrence of the word: leave out position k"
            )
            assert np.allclose(wanted, np.trunc(wanted)) or not np.allclose(
                got, np.trunc(wanted)
            ), "the effects were cut to whole numbers: the array must hold fractions"
            assert np.allclose(got, wanted), (
                "effect k is score(ids) minus the score of ids without position k, the rest in its order"
            )

        def low(ids):  # falls when a word is left out or rises: signs of both kinds
            return -float(len(ids)) + 3.0 * (2 in ids)

        got = np.asarray(effects(low, [2, 4, 2]), dtype=float)
        assert not np.allclose(got, 1), "keep the sign: no absolute value" if got.min() >= 0 else ""
        assert np.allclose(got, [-1, -1, -1]), "keep the sign: an effect may be negative"
        assert np.shape(effects(score, [])) == (0,), (
            "a text without words has no effects: shape (0,)"
        )

    check("Leave each word out", test)


def check_attention(attend):
    """Prints a verdict on *attend*; never raises."""

    def test():
        rng = np.random.default_rng(3)
        for batch, time, n in ((2, 4, 3), (3, 5, 2)):
            states = rng.normal(size=(batch, time, n))
            scores = rng.normal(size=(batch, time))
            real = np.ones((batch, time), bool)
            got = attend(states, scores, real)
            assert isinstance(got, (tuple, list)) and len(got) == 2, (
                "return two arrays: summaries and weights"
            )
            summary, weights = (np.asarray(part, dtype=float) for part in got)
            assert summary.shape == (batch, n) and weights.shape == (batch, time), (
                f"summaries {(batch, n)} first, then weights {(batch, time)}, "
                f"not {summary.shape} and {weights.shape}"
            )
            powers = np.exp(scores)
            assert not np.allclose(weights, powers / powers.sum(axis=0)), (
                "the softmax ran over the texts of the batch: it goes over the words, axis 1"
            )
            assert not np.allclose(weights, powers), "the weights of a text must add up to 1"
            assert np.allclose(weights, powers / powers.sum(axis=1, keepdims=True)), (
                "weights: exp of each score, divided by the sum over the words of its text"
            )
            total = np.einsum("bt,btn->bn", weights, states)
            assert not np.allclose(summary, total / time), (
                "the weights add up to 1 already: sum the weighted states, no mean"
            )
            assert np.allclose(summary, total), (
                "summary: each state times its weight, summed over the words"
            )
            real[0, 0] = False  # padding in front, in the middle, at the end
            real[1, 1:3] = False
            real[-1, -1] = False
            summary, weights = (
                np.asarray(part, dtype=float) for part in attend(states, scores, real)
            )
            whole = powers / powers.sum(axis=1, keepdims=True)
            zero = np.exp(np.where(real, scores, 0))
            assert not np.allclose(weights, zero / zero.sum(axis=1, keepdims=True)), (
                "a score of 0 still has the weight exp(0) = 1: padding needs a score far below all others"
            )
            assert not np.allclose(weights, whole), "the padding still has weight: use real"
            assert not np.allclose(weights, np.where(real, whole, 0)), (
                "with the padding out, the weights of the real words must add up to 1 again"
            )
            right = np.where(real, powers, 0)
            right = right / right.sum(axis=1, keepdims=True)
            assert np.allclose(weights, right), (
                "at padding the weight is 0, the real words share the rest by their scores"
            )
            assert np.allclose(summary, np.einsum("bt,btn->bn", right, states)), (
                "the summary must use the weights without padding"
            )
            large = np.where(real, scores + 1_000, 5_000)  # what stands at padding must not matter
            with np.errstate(all="ignore"):
                _, weights = attend(states, large, real)
            assert np.isfinite(weights).all() and np.allclose(weights, right), (
                "scores of a thousand: subtract the largest real score of each text before exp"
            )
            with np.errstate(all="ignore"):
                _, weights = attend(states, scores - 1_000, real)
            assert np.isfinite(weights).all() and np.allclose(weights, right), (
                "scores of minus a thousand: subtract the largest real score of each text before exp"
            )
            apart = scores + 1_000 * np.arange(batch)[:, None]
            with np.errstate(all="ignore"):
                _, weights = attend(states, apart, real)
            assert np.isfinite(weights).all() and np.allclose(weights, right), (
                "one text's scores may be far below another's: subtract each text's own largest, not the batch's"
            )

    check("Attention over real words", test)
