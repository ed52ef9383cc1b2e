"""Right and wrong answers to the code exercises of chapters/attention.md."""

ANSWERS = {
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
            (
                """
def masked_attention(queries, states, mask):
    s = queries @ states.transpose(0, 2, 1) / queries.shape[-1] ** 0.5
    s = np.where(mask[:, None, :], s, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return w, w @ states[0]
""",
                "each row mixes its own states",
            ),
            (
                """
def masked_attention(queries, states, mask):
    q = queries / np.maximum(np.linalg.norm(queries, axis=-1, keepdims=True), 1e-9)
    s = q @ states.transpose(0, 2, 1) / queries.shape[-1] ** 0.5
    s = np.where(mask[:, None, :], s, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return w, w @ states
""",
                "a query twice as long",
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
    "ex-without-the-teacher": {
        "right": [
            """
def write_freely(best_letters, strings):
    before = np.zeros_like(strings)
    for k in range(strings.shape[1] - 1):
        before[:, k + 1] = best_letters(strings, before)[:, k]
    last = best_letters(strings, before)[:, -1:]
    return np.concatenate([before[:, 1:], last], axis=1)
""",
            """
def write_freely(best_letters, strings):
    columns = []
    for k in range(strings.shape[1]):
        before = np.zeros(strings.shape, dtype=strings.dtype)
        for j, column in enumerate(columns):
            before[:, j + 1] = column
        columns.append(best_letters(strings, before)[:, k])
    return np.stack(columns, axis=1)
""",
        ],
        "wrong": [
            (
                """
def write_freely(best_letters, strings):
    return best_letters(strings, np.zeros_like(strings))
""",
                "nothing is fed back",
            ),
            (
                """
def write_freely(best_letters, strings):
    before = np.pad(strings[:, :-1], ((0, 0), (1, 0)))
    return best_letters(strings, before)
""",
                "should be all zeros",
            ),
            (
                """
def write_freely(best_letters, strings):
    written = best_letters(strings, np.zeros_like(strings))
    before = np.pad(written[:, :-1], ((0, 0), (1, 0)))
    return best_letters(strings, before)
""",
                "fed back only once",
            ),
            (
                """
def write_freely(best_letters, strings):
    before = np.zeros_like(strings)
    for k in range(strings.shape[1] - 1):
        before[:, k + 1] = best_letters(strings, before)[:, k]
    return before
""",
                "one place late",
            ),
            (
                """
def write_freely(best_letters, strings):
    before = np.zeros_like(strings)
    written = np.zeros_like(strings)
    for k in range(strings.shape[1]):
        written[:, k] = best_letters(strings, before)[:, k]
        before[:, k] = written[:, k]
    return written
""",
                "nothing is fed back",
            ),
            (
                """
def write_freely(best_letters, strings):
    before = np.zeros_like(strings)
    written = np.zeros_like(strings)
    for k in range(min(5, strings.shape[1])):
        written[:, k] = best_letters(strings, before)[:, k]
        if k + 1 < strings.shape[1]:
            before[:, k + 1] = written[:, k]
    return written
""",
                "right for 5 letters",
            ),
            (
                """
def write_freely(best_letters, strings):
    before = np.zeros_like(strings)
    written = np.zeros_like(strings)
    for k in range(strings.shape[1]):
        written[:, k] = best_letters(strings, before)[:, 0]
        if k + 1 < strings.shape[1]:
            before[:, k + 1] = written[:, k]
    return written
""",
                "place k must be written",
            ),
            (
                """
def write_freely(best_letters, strings):
    before = np.zeros_like(strings)
    written = np.zeros_like(strings)
    for k in range(strings.shape[1]):
        written[:, k] = best_letters(strings[:, : k + 1], before[:, : k + 1])[:, k]
        if k + 1 < strings.shape[1]:
            before[:, k + 1] = written[:, k]
    return written
""",
                "hand the decoder the whole arrays",
            ),
        ],
        "hidden": """
def sums(strings, before):
    return (2 * before + strings + 1) % 7
strings = np.array([[1, 5, 2, 6, 3, 4], [0, 0, 3, 1, 1, 1]])
got = np.asarray(write_freely(sums, strings))
expected = np.zeros_like(strings)
last = np.zeros(2, int)
for k in range(6):
    last = (2 * last + strings[:, k] + 1) % 7
    expected[:, k] = last
assert np.array_equal(got, expected)
assert np.array_equal(write_freely(lambda strings, before: strings[:, ::-1], strings), strings[:, ::-1])
""",
    },
}
