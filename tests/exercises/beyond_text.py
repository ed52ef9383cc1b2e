"""Right and wrong answers to the code exercises of chapters/beyond_text.md."""

ANSWERS = {
    "ex-temperature-by-hand": {
        "right": [
            """
def tempered(logits, temperature):
    z = np.asarray(logits) / temperature
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
            """
def tempered(logits, temperature):
    z = np.array(logits, dtype=float) / temperature
    top = z.max(axis=-1, keepdims=True)
    log_total = top + np.log(np.exp(z - top).sum(axis=-1, keepdims=True))
    return np.exp(z - log_total)
""",
            """
def tempered(logits, temperature):
    from keras import ops
    return ops.convert_to_numpy(ops.softmax(np.asarray(logits, "float64") / temperature, axis=-1))
""",
        ],
        "wrong": [
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits) * temperature
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
                "divide by it, do not multiply",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits) / temperature
    e = np.exp(z - z.max())
    return e / e.sum()
""",
                "row by row",
            ),
            (
                """
def tempered(logits, temperature):
    e = np.exp(np.asarray(logits) / temperature)
    return e / e.sum(-1, keepdims=True)
""",
                "overflow",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True) / temperature
""",
                "no longer sum to 1",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits)
    p = np.exp(z - z.max(-1, keepdims=True))
    p = p / p.sum(-1, keepdims=True)
    return p ** (1 / temperature)
""",
                "then normalise",
            ),
            (
                """
def tempered(logits, temperature):
    e = np.exp(np.clip(np.asarray(logits) / temperature, None, 700))
    return e / e.sum(-1, keepdims=True)
""",
                "do not cut off",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits) / temperature
    e = np.exp(z - np.abs(z).max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
                "overflow",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.atleast_2d(logits) / temperature
    e = np.exp(z - z.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    return p[0] if np.ndim(logits) == 1 else p
""",
                "three axes",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits) / temperature**2
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
                "squares of those",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
                "changes nothing",
            ),
        ],
        "hidden": """
z = np.array([[[0.0, 2.0, 4.0], [5.0, 5.0, 5.0]]])
p = np.asarray(tempered(z, 2.0))
assert p.shape == (1, 2, 3) and np.allclose(p.sum(-1), 1)
assert np.allclose(p[0, 0] / p[0, 0, 0], np.exp([0, 1, 2]))
assert np.allclose(p[0, 1], 1 / 3)
assert np.isfinite(tempered(np.array([-2000.0, 3.0, 2000.0]), 0.1)).all()
assert np.allclose(tempered(np.array([[1500.0, 1499.0]]), 1.0)[0, 0], 1 / (1 + np.exp(-1)))
assert np.allclose(tempered(np.array([-1500.0, -1500.0]), 0.5), 0.5)
""",
    },
    "ex-attention-with-a-mask": {
        "right": [
            """
def masked_attention(queries, states, mask):
    m = queries.shape[-1]
    scores = queries @ states.transpose(0, 2, 1) / m ** 0.5
    scores = scores + np.where(mask, 0.0, -np.inf)[:, None, :]
    e = np.exp(scores - scores.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return w, w @ states
""",
            """
def masked_attention(queries, states, mask):
    scores = np.matmul(queries, np.swapaxes(states, 1, 2)) / np.sqrt(states.shape[2])
    e = np.exp(scores - scores.max(-1, keepdims=True)) * np.asarray(mask)[:, None, :]
    w = e / e.sum(-1, keepdims=True)
    return w, np.einsum("boi,bim->bom", w, states)
""",
            """
def masked_attention(queries, states, mask):
    weights = np.zeros((len(queries), queries.shape[1], states.shape[1]))
    sums = np.zeros(queries.shape)
    for b in range(len(queries)):
        real = np.flatnonzero(mask[b])
        for k, q in enumerate(queries[b]):
            s = states[b, real] @ q / np.sqrt(len(q))
            e = np.exp(s - s.max())
            weights[b, k, real] = e / e.sum()
            sums[b, k] = weights[b, k] @ states[b]
    return weights, sums
""",
        ],
        "wrong": [
            (
                """
def masked_attention(queries, states, mask):
    s = queries @ states.transpose(0, 2, 1) / queries.shape[-1] ** 0.5
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return w, w @ states
""",
                "mask the scores before the softmax",
            ),
            (
                """
def masked_attention(queries, states, mask):
    s = queries @ states.transpose(0, 2, 1) / queries.shape[-1] ** 0.5
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True) * mask[:, None, :]
    return w, w @ states
""",
                "should sum to 1 over the input steps",
            ),
            (
                """
def masked_attention(queries, states, mask):
    s = queries @ states.transpose(0, 2, 1)
    s = np.where(mask[:, None, :], s, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return w, w @ states
""",
                "not divided by the square root",
            ),
            (
                """
def masked_attention(queries, states, mask):
    s = queries @ states.transpose(0, 2, 1) / queries.shape[-1]
    s = np.where(mask[:, None, :], s, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return w, w @ states
""",
                "sigmoid(1)",
            ),
            (
                """
def masked_attention(queries, states, mask):
    s = queries @ states.transpose(0, 2, 1) / queries.shape[-1] ** 0.5
    s = np.where(mask[:, None, :], s, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    e = np.where(mask[:, None, :], e, 0.0)
    w = e / e.sum(1, keepdims=True).clip(1e-12)
    return w, w @ states
""",
                "sum to 1 over the input steps",
            ),
            (
                """
def masked_attention(queries, states, mask):
    s = queries @ states.transpose(0, 2, 1) / 2
    s = np.where(mask[:, None, :], s, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return w, w @ states
""",
                "take m from the arrays",
            ),
            (
                """
def masked_attention(queries, states, mask):
    s = queries @ states.transpose(0, 2, 1) / (queries.shape[1] * states.shape[1] - 2) ** 0.5
    s = np.where(mask[:, None, :], s, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return w, w @ states
""",
                "take m from the arrays",
            ),
            (
                """
def masked_attention(queries, states, mask):
    s = queries @ states.transpose(0, 2, 1) / queries.shape[-1] ** 0.5
    s = np.where(mask[0], s, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return w, w @ states
""",
                "mask of its own",
            ),
        ],
        "hidden": """
rng = np.random.default_rng(3)
queries, states = rng.normal(size=(2, 3, 5)), rng.normal(size=(2, 4, 5))
mask = np.array([[True, False, True, True], [False, False, False, True]])
weights, sums = map(np.asarray, masked_attention(queries, states, mask))
assert weights.shape == (2, 3, 4) and sums.shape == (2, 3, 5)
assert np.allclose(weights.sum(-1), 1) and not weights[0, :, 1].any()
assert np.allclose(weights[1, :, 3], 1) and np.allclose(sums[1], states[1, 3])
s = np.exp(queries[0] @ states[0, [0, 2, 3]].T / 5 ** 0.5)
assert np.allclose(weights[0][:, [0, 2, 3]], s / s.sum(1, keepdims=True))
""",
    },
    "ex-a-loss-for-a-quantile": {
        "right": [
            """
def pinball(y, predicted, q):
    e = y - predicted
    return np.where(e > 0, q * e, (q - 1) * e).mean()
""",
            """
def pinball(y, predicted, q):
    total = 0.0
    for outcome, guess in zip(np.ravel(y), np.ravel(predicted)):
        total += q * (outcome - guess) if outcome > guess else (1 - q) * (guess - outcome)
    return total / np.size(y)
""",
        ],
        "wrong": [
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.maximum((1 - q) * e, -q * e).mean()
""",
                "weigh q, not 1 - q",
            ),
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.maximum(q * e, (q - 1) * e)
""",
                "one number",
            ),
            (
                """
def pinball(y, predicted, q):
    return np.mean(q * np.abs(y - predicted))
""",
                "below the prediction weigh 1 - q",
            ),
            (
                """
def pinball(y, predicted, q):
    return np.mean(q * np.maximum(y - predicted, 0))
""",
                "too high must cost",
            ),
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.maximum(q * e, (q - 1) * e).sum()
""",
                "a mean, not a sum",
            ),
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.mean(np.maximum(0.9 * e, -0.1 * e))
""",
                "use the argument",
            ),
            (
                """
def pinball(y, predicted, q):
    e = np.mean(y - predicted)
    return max(q * e, (q - 1) * e)
""",
                "entry by entry",
            ),
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.mean(np.where(e > 0, q * e**2, (1 - q) * e**2))
""",
                "q times the distance",
            ),
        ],
        "hidden": """
y, guess = np.array([[0.0, 2.0], [4.0, -1.0]]), np.array([[1.0, 1.0], [1.0, 1.0]])
assert np.isclose(pinball(y, guess, 0.25), (0.75 * 1 + 0.25 * 1 + 0.25 * 3 + 0.75 * 2) / 4)
assert np.isclose(pinball(y, guess, 0.5), np.abs(y - guess).mean() / 2)
""",
    },
}
