"""Checks of the exercises of chapters/better_models.md; each prints a verdict and never raises."""

import numpy as np
from utils import check


def check_last_real_state(last_state):
    """Prints a verdict on *last_state*; never raises."""

    def test_last_state():
        states = np.random.default_rng(3).normal(size=(4, 5, 3))
        ids = np.array([[7, 9, 0, 0, 0], [4, 2, 6, 2, 5], [8, 3, 1, 0, 0], [6, 0, 0, 0, 0]])
        got = np.asarray(last_state(states, ids))
        assert got.shape == (4, 3), "one state per review: the shape is (batch, n)"
        largest = [states[0, :2].max(axis=0), states[1].max(axis=0)]
        assert not np.allclose(got[:2], largest), "that is the maximum, not the last"
        average = [states[0, :2].mean(axis=0), states[1].mean(axis=0)]
        assert not np.allclose(got[:2], average), "that is the mean, not the last"
        highest = [states[0, 1], states[1, 2]]
        assert not np.allclose(got[:2], highest), "that is the token with the highest id"
        assert not np.allclose(got[0], states[0, 4]), "that is padding: count the tokens"
        assert not np.allclose(got[0], states[0, 2]), "one too far: places start at 0"
        assert np.allclose(got[0], states[0, 1]), "the first row has two real tokens"
        last = [states[1, 4], states[2, 2], states[3, 0]]
        assert np.allclose(got[1:], last), "each row has a last place of its own"
        states, ids = np.arange(12.0).reshape(2, 3, 2), np.array([[5, 0, 0], [1, 1, 1]])
        assert np.allclose(last_state(states, ids), [states[0, 0], states[1, 2]]), (
            "right for four reviews of five tokens, wrong for two of three: use the shapes you are given"
        )

    check("The last real state", test_last_state)


def masked_softmax(scores, real):
    shifted = np.where(
        real, scores - np.where(real, scores, -np.inf).max(1, keepdims=True), -np.inf
    )
    weights = np.exp(shifted)
    return weights / weights.sum(axis=1, keepdims=True)


def check_attention_pool(attention_pool):
    """Prints a verdict on *attention_pool*; never raises."""

    def example(batch, time, n, k, seed):
        rng = np.random.default_rng(seed)
        states = rng.normal(size=(batch, time, n))
        ids = np.zeros((batch, time), dtype=int)
        for row in range(batch):
            ids[row, : time - row] = rng.integers(1, 9, size=time - row)
        return states, ids, rng.normal(size=(n, k)), rng.normal(size=k), rng.normal(size=k)

    def test():
        for batch, time, n, k, seed in ((4, 6, 3, 5, 1), (1, 4, 5, 2, 2)):
            states, ids, W_a, b_a, v_a = example(batch, time, n, k, seed)
            real = ids > 0
            with np.errstate(all="ignore"):
                got = attention_pool(states.copy(), ids.copy(), W_a, b_a, v_a)
            assert got is not None, "return the weighted means"
            got = np.asarray(got)
            assert got.shape != (batch, time), "those are the weights; return the weighted means"
            assert got.shape == (batch, n), f"the shape should be (batch, n), not {got.shape}"
            assert np.isfinite(got).all(), (
                "nan or inf: is padding -inf before the largest is taken?"
            )

            def mean_by(weights, states=states):
                return (weights[:, :, None] * states).sum(axis=1)

            scores = np.tanh(states @ W_a + b_a) @ v_a
            everyone = np.ones_like(real)
            free = masked_softmax(scores, everyone)
            exps = np.exp(scores) * real
            slips = [
                (
                    mean_by(free * real),
                    "the weights of the real words do not add up to 1: mask first",
                ),
                (mean_by(free), "padding has a weight: mask the scores"),
                (
                    mean_by(masked_softmax(scores * real, everyone)),
                    "a score of 0 is still a weight: use -inf at padding",
                ),
                (mean_by(exps), "divide the exponentials by their sum"),
                (
                    mean_by(real / real.sum(1, keepdims=True)),
                    "that is the mean: the scores play no part",
                ),
                (mean_by(masked_softmax((states @ W_a + b_a) @ v_a, real)), "the tanh is missing"),
                (
                    mean_by(masked_softmax(np.tanh(states @ W_a) @ v_a, real)),
                    "the bias b_a is missing",
                ),
                (
                    mean_by(exps / exps.sum(axis=0, keepdims=True)),
                    "the softmax runs over time, not over the batch",
                ),
                (
                    states[np.arange(batch), np.where(real, scores, -np.inf).argmax(1)],
                    "that is the one state with the highest score",
                ),
                (mean_by(scores * real), "the scores are not the weights: take the softmax first"),
            ]
            right = mean_by(masked_softmax(scores, real))
            for value, hint in slips:
                assert np.allclose(value, right) or not np.allclose(got, value), hint
            assert np.allclose(got, right), "not the weighted mean of the formula"
        states, ids, W_a, _, _ = example(3, 5, 2, 4, 3)
        b_a, v_a = np.full(4, 2.0), np.full(4, 500.0)  # scores up to 2,000
        with np.errstate(all="ignore"):
            got = np.asarray(attention_pool(states, ids, W_a, b_a, v_a))
        assert np.isfinite(got).all(), (
            "scores near 1,000 overflow: subtract the largest of a row first"
        )
        right = masked_softmax(np.tanh(states @ W_a + b_a) @ v_a, ids > 0)
        assert np.allclose(got, (right[:, :, None] * states).sum(axis=1)), (
            "wrong for large scores: subtract the largest of each row, nothing else"
        )
        # real words far below 0, far above 0, and far below padding
        states = np.random.default_rng(4).normal(0, 0.02, size=(3, 4, 2))
        states[:, :, 0] += np.array([[-0.5] * 4, [0.5] * 4, [-0.5, -0.5, 0.5, 0.5]])
        ids = np.array([[5, 2, 7, 0], [3, 8, 1, 4], [6, 9, 0, 0]])
        W_a, b_a, v_a = np.array([[3.0] * 4, [0.1] * 4]), np.zeros(4), np.full(4, 400.0)
        with np.errstate(all="ignore"):
            got = np.asarray(attention_pool(states.copy(), ids.copy(), W_a, b_a, v_a))
        right = masked_softmax(np.tanh(states @ W_a + b_a) @ v_a, ids > 0)
        right = (right[:, :, None] * states).sum(axis=1)
        assert np.allclose(got[1], right[1], atol=1e-6), (
            "wrong for scores of about 1,000 in one row: subtract the largest of its own words"
        )
        assert np.allclose(got[0], right[0], atol=1e-6), (
            "a row of scores near -1,000 goes wrong: subtract the largest of this row, and use "
            "-inf at padding"
        )
        assert np.allclose(got[2], right[2], atol=1e-6), (
            "padding with a high score goes wrong: mask before the largest is taken"
        )

    check("Attention by hand", test)
