"""Right and wrong answers to the code exercises of chapters/parallel_recurrence.md."""

ANSWERS = {
    "ex-one-pair": {
        "right": [
            """
def whole(a, b):
    while len(a) > 1:
        if len(a) % 2:
            a = np.concatenate([a, np.ones_like(a[:1])])
            b = np.concatenate([b, np.zeros_like(b[:1])])
        a, b = a[0::2] * a[1::2], a[1::2] * b[0::2] + b[1::2]
    return a[0], b[0]
""",
            """
def whole(a, b):
    if len(a) == 1:
        return a[0], b[0]
    if len(a) % 2 == 1:
        A, B = whole(a[:-1], b[:-1])
        return A * a[-1], a[-1] * B + b[-1]
    return whole(a[0::2] * a[1::2], b[1::2] + a[1::2] * b[0::2])
""",
        ],
        "wrong": [
            (
                """
def whole(a, b):
    while len(a) > 1:
        if len(a) % 2:
            a = np.concatenate([a, np.ones_like(a[:1])])
            b = np.concatenate([b, np.zeros_like(b[:1])])
        a, b = a[0::2] * a[1::2], a[0::2] * b[1::2] + b[0::2]
    return a[0], b[0]
""",
                "the order is swapped",
            ),
            (
                """
def whole(a, b):
    while len(a) > 1:
        n = len(a) // 2 * 2
        a, b = a[0:n:2] * a[1:n:2], a[1:n:2] * b[0:n:2] + b[1:n:2]
    return a[0], b[0]
""",
                "an odd pair lost",
            ),
            (
                """
def whole(a, b):
    A, B = a[0], b[0]
    for a_t, b_t in zip(a[1:], b[1:]):
        A, B = A * a_t, a_t * B + b_t
    return A, B
""",
                "too many products",
            ),
            (
                """
def whole(a, b):
    h = np.zeros_like(b[0])
    for a_t, b_t in zip(a, b):
        h = a_t * h + b_t
    return h
""",
                "return the pair",
            ),
            (
                """
def whole(a, b):
    return a.prod(axis=0), b.sum(axis=0)
""",
                "B differs from the loop",
            ),
            (
                """
def whole(a, b):
    products = np.cumprod(a, axis=0)
    return products[-1], (b * products[-1] / products).sum(axis=0)
""",
                "do not divide by products of factors",
            ),
            (
                """
def whole(a, b):
    return a.prod(axis=0), scan(a, b)[0][-1]
""",
                "too many products",
            ),
            (
                """
def whole(a, b):
    after = np.cumprod(a[::-1], axis=0)[::-1]
    later = np.concatenate([after[1:], np.ones_like(a[:1])])
    return after[0], (b * later).sum(axis=0)
""",
                "too many products",
            ),
            (
                """
def whole(a, b):
    far = 1
    while far < len(a):
        joined_b = np.concatenate([b[:far], a[far:] * b[:-far] + b[far:]])
        a = np.concatenate([a[:far], a[far:] * a[:-far]])
        b = joined_b
        far *= 2
    return a[-1], b[-1]
""",
                "each round leaves half of them",
            ),
        ],
        "hidden": """
numbers = np.random.default_rng(9)
class Watched(np.ndarray):
    products = numbers = 0
    __array_priority__ = 1
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if ufunc is np.multiply:
            Watched.products += 1 if method == "__call__" else len(inputs[0])
            Watched.numbers += max(np.size(item) for item in inputs)
        return np.asarray(getattr(ufunc, method)(*map(np.asarray, inputs), **kwargs)).view(Watched)
for steps in (3, 5, 16, 33, 128):
    a, b = numbers.uniform(0, 1, (2, steps, 4))
    a[1, 2] = 0
    Watched.products = Watched.numbers = 0
    A, B = map(np.asarray, whole(a.view(Watched), b.view(Watched)))
    assert Watched.products <= 35 and Watched.numbers <= 3 * a.size
    state = np.full(4, 2.0)
    for a_t, b_t in zip(a, b):
        state = a_t * state + b_t
    assert np.allclose(A * 2.0 + B, state)
""",
    },
    "ex-minlstm": {
        "right": [
            """
def min_lstm(x, W_f, W_i, W_h):
    f = 1 / (1 + np.exp(-(x @ W_f)))
    i = 1 / (1 + np.exp(-(x @ W_i)))
    return scan(f / (f + i), i * (x @ W_h) / (f + i))[0]
""",
            """
def min_lstm(x, W_f, W_i, W_h):
    f, i = np.reciprocal(1 + np.exp(-x @ W_f)), np.reciprocal(1 + np.exp(-x @ W_i))
    keep = f / (f + i)
    found = scan(keep, (1 - keep) * (x @ W_h))
    return found[0]
""",
        ],
        "wrong": [
            (
                """
def min_lstm(x, W_f, W_i, W_h):
    f, i = 1 / (1 + np.exp(-x @ W_f)), 1 / (1 + np.exp(-x @ W_i))
    return scan(f, i * (x @ W_h))[0]
""",
                "divide both gates by their sum",
            ),
            (
                """
def min_lstm(x, W_f, W_i, W_h):
    f, i = 1 / (1 + np.exp(-x @ W_f)), 1 / (1 + np.exp(-x @ W_i))
    return scan(f / (f + i), i / (f + i) * np.tanh(x @ W_h))[0]
""",
                "no tanh",
            ),
            (
                """
def min_lstm(x, W_f, W_i, W_h):
    f, i = 1 / (1 + np.exp(-x @ W_f)), 1 / (1 + np.exp(-x @ W_i))
    return scan(i / (f + i), f / (f + i) * (x @ W_h))[0]
""",
                "which gate multiplies the old state",
            ),
            (
                """
def min_lstm(x, W_f, W_i, W_h):
    f, i = 1 / (1 + np.exp(-x @ W_f)), 1 / (1 + np.exp(-x @ W_i))
    return scan(f / (f + i), i / (f + i) * (x @ W_h))
""",
                "not the rounds",
            ),
            (
                """
def min_lstm(x, W_f, W_i, W_h):
    f, i = 1 / (1 + np.exp(-x @ W_f)), 1 / (1 + np.exp(-x @ W_i))
    return scan(f / (f + i), i * (x @ W_h))[0]
""",
                "the input gate is not",
            ),
            (
                """
def min_lstm(x, W_f, W_i, W_h):
    f, i = 1 / (1 + np.exp(-x @ W_f)), 1 / (1 + np.exp(-x @ W_i))
    return scan(f / (f + i), x @ W_h)[0]
""",
                "a factor too",
            ),
            (
                """
def min_lstm(x, W_f, W_i, W_h):
    f, i = 1 / (1 + np.exp(-x @ W_f)), 1 / (1 + np.exp(-x @ W_i))
    return loop(f / (f + i), i / (f + i) * (x @ W_h))
""",
                "by one call of scan",
            ),
            (
                """
def min_lstm(x, W_f, W_i, W_h):
    f, i = 1 / (1 + np.exp(-x @ W_f)), 1 / (1 + np.exp(-x @ W_i))
    a, b = f / (f + i), i / (f + i) * (x @ W_h)
    return np.stack([scan(a[:, k], b[:, k])[0] for k in range(a.shape[1])], axis=1)
""",
                "by one call of scan",
            ),
            (
                """
def min_lstm(x, W_f, W_i, W_h):
    return scan(f / (f + i), i / (f + i) * (x @ W_h))[0]
""",
                None,  # f and i are defined nowhere
            ),
        ],
        "hidden": """
def hidden_case(time, m, n):  # a function: no f, i, x or h that a faulty answer could find
    numbers = np.random.default_rng(4)
    x, W = numbers.normal(size=(time, m)), numbers.normal(size=(3, m, n))
    f, i = 1 / (1 + np.exp(-x @ W[0])), 1 / (1 + np.exp(-x @ W[1]))
    states = [np.zeros(n)]
    for step in range(time):
        states.append((f[step] * states[-1] + i[step] * (x[step] @ W[2])) / (f[step] + i[step]))
    return x, W, np.array(states[1:])
hidden_calls, chapter_scan = [], scan
def scan(a, b):
    hidden_calls.append(1)
    return chapter_scan(a, b)
for hidden_sizes in ((17, 3, 5), (1, 2, 2), (6, 4, 1)):
    hidden_x, hidden_W, hidden_states = hidden_case(*hidden_sizes)
    assert np.allclose(min_lstm(hidden_x, *hidden_W), hidden_states)
assert len(hidden_calls) == 3
""",
    },
}
