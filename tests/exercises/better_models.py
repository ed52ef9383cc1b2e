"""Right and wrong answers to the code exercises of chapters/better_models.md."""

START = """
def attention_pool(states, ids, W_a, b_a, v_a):
    real = ids > 0
"""


def answer(*lines):
    """An attention_pool made of these lines."""
    return START + "".join(f"    {line}\n" for line in lines)


SCORES = "scores = np.tanh(states @ W_a + b_a) @ v_a"
MASK = "scores = np.where(real, scores, -np.inf)"
SHIFT = "weights = np.exp(scores - scores.max(axis=1, keepdims=True))"
SHARE = "weights = weights / weights.sum(axis=1, keepdims=True)"
MEAN = "return np.einsum('bt,btn->bn', weights, states)"

ANSWERS = {
    "ex-last-real-state": {
        "right": [
            """
def last_state(states, ids):
    place = np.count_nonzero(ids, axis=1) - 1
    return np.take_along_axis(states, place[:, None, None], axis=1)[:, 0]
""",
            """
def last_state(states, ids):
    rows = []
    for row, tokens in zip(states, ids):
        rows.append(row[len([token for token in tokens if token > 0]) - 1])
    return np.array(rows)
""",
        ],
        "wrong": [
            (
                """
def last_state(states, ids):
    return states[:, -1]
""",
                "that is padding",
            ),
            (
                """
def last_state(states, ids):
    place = np.minimum((ids > 0).sum(axis=1), ids.shape[1] - 1)
    return states[np.arange(len(states)), place]
""",
                "one too far",
            ),
            (
                """
def last_state(states, ids):
    place = (ids > 0).sum(axis=1) - 1
    return states[:, place]
""",
                "one state per review",
            ),
            (
                """
def last_state(states, ids):
    return states[:, (ids > 0).sum(axis=1).min() - 1]
""",
                "the first row has two real tokens",
            ),
            (
                """
def last_state(states, ids):
    return states[:, (ids[0] > 0).sum() - 1]
""",
                "a last place of its own",
            ),
            (
                """
def last_state(states, ids):
    return np.where(ids[..., None] > 0, states, -np.inf).max(axis=1)
""",
                "that is the maximum",
            ),
            (
                """
def last_state(states, ids):
    real = (ids > 0)[..., None]
    return (states * real).sum(axis=1) / real.sum(axis=1)
""",
                "that is the mean",
            ),
            (
                """
def last_state(states, ids):
    return states[np.arange(len(states)), ids.argmax(axis=1)]
""",
                "the highest id",
            ),
            (
                """
def last_state(states, ids):
    return states[:, 0]
""",
                "the first row has two real tokens",
            ),
            (
                """
def last_state(states, ids):
    place = np.count_nonzero(ids, axis=1) - 1
    return np.stack([states[row, place[row]] for row in range(4)])
""",
                None,
            ),
            (
                """
def last_state(states, ids):
    place = np.count_nonzero(ids, axis=1) - 1
    return np.stack([states[row, place[row]] for row in range(len(ids))]) * (ids.shape[1] == 5)
""",
                "use the shapes you are given",
            ),
        ],
        "hidden": """
values = np.random.default_rng(0).normal(size=(5, 7, 2))
tokens = np.zeros((5, 7), int)
for row, length in enumerate((1, 7, 3, 6, 2)):
    tokens[row, :length] = 4
got = last_state(values, tokens)
assert np.allclose(got, [values[row, length - 1] for row, length in enumerate((1, 7, 3, 6, 2))])
""",
    },
    "ex-attention-pool": {
        "right": [
            answer(SCORES, MASK, SHIFT, SHARE, MEAN),
            """
def attention_pool(states, ids, W_a, b_a, v_a):
    summaries = []
    for row, tokens in zip(states, ids):
        h = row[tokens > 0]
        e = np.tanh(h @ W_a + b_a) @ v_a
        a = np.exp(e - max(e))
        summaries.append(a @ h / sum(a))
    return summaries
""",
            answer(SCORES, "scores = scores - 1e9 * ~real", SHIFT, SHARE, MEAN),
        ],
        "wrong": [
            (answer(SCORES, SHIFT, SHARE, MEAN), "padding has a weight"),
            (answer(SCORES, SHIFT, SHARE, "weights = weights * real", MEAN), "do not add up to 1"),
            (answer(SCORES, "scores = scores * real", SHIFT, SHARE, MEAN), "a score of 0 is still"),
            (answer(SCORES, MASK, "weights = np.exp(scores)", MEAN), "divide the exponentials"),
            (
                answer(SCORES, MASK, "weights = np.exp(scores)", SHARE, MEAN),
                "overflow: subtract the largest",
            ),
            (
                answer("scores = (states @ W_a + b_a) @ v_a", MASK, SHIFT, SHARE, MEAN),
                "the tanh is missing",
            ),
            (
                answer("scores = np.tanh(states @ W_a) @ v_a", MASK, SHIFT, SHARE, MEAN),
                "the bias b_a is missing",
            ),
            (
                answer(
                    SCORES,
                    "weights = np.exp(scores) * real",
                    "weights = weights / weights.sum(axis=0, keepdims=True)",
                    MEAN,
                ),
                "runs over time",
            ),
            (
                answer("weights = real / real.sum(axis=1, keepdims=True)", MEAN),
                "that is the mean",
            ),
            (answer(SCORES, MASK, SHIFT, SHARE, "return weights"), "those are the weights"),
            (
                answer(SCORES, "weights = scores * real", MEAN),
                "the scores are not the weights",
            ),
            (
                answer(SCORES, MASK, "return states[np.arange(len(ids)), scores.argmax(axis=1)]"),
                "the one state with the highest score",
            ),
            (
                answer(SCORES, MASK, SHIFT, SHARE, "return (weights[:, :, None] * states).sum()"),
                "the shape should be",
            ),
            (
                answer(
                    SCORES,
                    MASK,
                    "weights = np.exp(scores - scores.max())",
                    SHARE,
                    MEAN,
                ),
                "subtract the largest of this row",
            ),
            (
                answer(SCORES, "scores = np.where(real, scores, -100)", SHIFT, SHARE, MEAN),
                "-inf at padding",
            ),
            (
                answer(SCORES, SHIFT, "weights = weights * real", SHARE, MEAN),
                "mask before the largest is taken",
            ),
        ],
        "hidden": """
rng = np.random.default_rng(7)
states, W, b, v = rng.normal(size=(3, 8, 4)), rng.normal(size=(4, 6)), rng.normal(size=6), rng.normal(size=6)
ids = np.zeros((3, 8), int)
for row, length in enumerate((8, 1, 5)):
    ids[row, :length] = 2
for scale in (1, 500):
    got = np.asarray(attention_pool(states, ids, W, b, scale * v))
    for row, length in enumerate((8, 1, 5)):
        e = np.tanh(states[row, :length] @ W + b) @ (scale * v)
        a = np.exp(e - e.max())
        assert np.allclose(got[row], a @ states[row, :length] / a.sum())
sign = np.array([[1, 1, 1], [-1, -1, -1], [-1, -1, 1]])[:, :, None]
steep = np.full((2, 3), 2.0)
for v in (np.full(3, 600.0), np.full(3, -600.0)):
    states = sign * (1 + rng.uniform(0, 0.01, size=(3, 3, 2)))
    ids = np.array([[4, 1, 2], [2, 3, 0], [7, 2, 0]])
    got = np.asarray(attention_pool(states, ids, steep, np.zeros(3), v))
    for row, length in enumerate((3, 2, 2)):
        e = np.tanh(states[row, :length] @ steep) @ v
        a = np.exp(e - e.max())
        assert np.allclose(got[row], a @ states[row, :length] / a.sum())
""",
    },
}
