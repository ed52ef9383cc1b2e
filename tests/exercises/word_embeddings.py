"""Right and wrong answers to the code exercises of chapters/word_embeddings.md."""

ANSWERS = {
    "ex-windows-by-hand": {
        "right": [
            """
def window_pairs(tokens, window):
    return [(a, b) for i, a in enumerate(tokens) for j, b in enumerate(tokens) if 0 < abs(i - j) <= window]
""",
            """
def window_pairs(tokens, window):
    pairs = []
    for distance in range(1, window + 1):
        for left, right in zip(tokens, tokens[distance:]):
            pairs.append([left, right])
            pairs.append([right, left])
    return pairs
""",
        ],
        "wrong": [
            (
                """
def window_pairs(tokens, window):
    return [(a, b) for i, a in enumerate(tokens) for j, b in enumerate(tokens) if abs(i - j) <= window]
""",
                "not its own neighbour",
            ),
            (
                """
def window_pairs(tokens, window):
    return [(a, b) for i, a in enumerate(tokens) for b in tokens[i + 1 : i + 1 + window]]
""",
                "on the left",
            ),
            (
                """
def window_pairs(tokens, window):
    return [(a, tokens[i + d]) for i, a in enumerate(tokens) for d in range(-window, window + 1)
            if d and i + d < len(tokens)]
""",
                "negative index",
            ),
            (
                """
def window_pairs(tokens, window):
    return [(a, b) for i, a in enumerate(tokens) for j, b in enumerate(tokens)
            if abs(i - j) <= window and a != b]
""",
                "compare positions",
            ),
            (
                """
def window_pairs(tokens, window):
    return [(a, b) for i, a in enumerate(tokens)
            for b in tokens[i - window : i] + tokens[i + 1 : i + 1 + window]]
""",
                "starts at a negative position",
            ),
            (
                """
def window_pairs(tokens, window):
    return [(a, b) for i, a in enumerate(tokens) for j, b in enumerate(tokens) if 0 < abs(i - j) <= window + 1]
""",
                "one place, not two",
            ),
            (
                """
def window_pairs(tokens, window):
    return {(a, b) for i, a in enumerate(tokens) for j, b in enumerate(tokens) if 0 < abs(i - j) <= window}
""",
                "compare positions",
            ),
            (
                """
def window_pairs(tokens, window):
    found = []
    for i in range(len(tokens)):
        for d in {1, window}:
            if i + d < len(tokens):
                found += [(tokens[i], tokens[i + d]), (tokens[i + d], tokens[i])]
    return found
""",
                "every distance from 1",
            ),
            (
                """
def window_pairs(tokens, window):
    return ((a, b) for i, a in enumerate(tokens) for j, b in enumerate(tokens) if 0 < abs(i - j) <= window)
""",
                "return a list",
            ),
        ],
        "hidden": """
assert len(window_pairs(list("abcdefgh"), 2)) == 2 * (7 + 6)
by_hand = [(a, b) for i, a in enumerate("abcde") for j, b in enumerate("abcde") if 0 < abs(i - j) <= 3]
assert sorted(map(tuple, window_pairs(list("abcde"), 3))) == sorted(by_hand)
assert sorted(map(tuple, window_pairs(["a", "b", "c"], 1))) == [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")]
assert window_pairs(["a"], 3) == []
assert sorted(map(tuple, window_pairs(["a", "b"], 5))) == [("a", "b"), ("b", "a")]
assert sorted(map(tuple, window_pairs(["a", "a"], 1))) == [("a", "a"), ("a", "a")]
""",
    },
    "ex-gradient-of-a-lookup": {
        "right": [
            """
def lookup_gradient(ids, upstream, size):
    gradient = np.zeros((size, upstream.shape[-1]))
    np.add.at(gradient, ids, upstream)
    return gradient
""",
            """
def lookup_gradient(ids, upstream, size):
    return np.stack([upstream[ids == i].sum(axis=0) for i in range(size)])
""",
        ],
        "wrong": [
            (
                """
def lookup_gradient(ids, upstream, size):
    gradient = np.zeros((size, upstream.shape[-1]))
    gradient[ids] += upstream
    return gradient
""",
                "keeps only one",
            ),
            (
                """
def lookup_gradient(ids, upstream, size):
    gradient = np.zeros((size, upstream.shape[-1]))
    count = np.zeros((size, 1))
    np.add.at(gradient, ids, upstream)
    np.add.at(count, ids, 1)
    return gradient / np.maximum(count, 1)
""",
                "do not average",
            ),
            (
                """
def lookup_gradient(ids, upstream, size):
    gradient = np.zeros(ids.shape + (upstream.shape[-1],))
    return gradient + upstream
""",
                "shape should be that of the table",
            ),
            (
                """
def lookup_gradient(ids, upstream, size):
    gradient = np.zeros((size, upstream.shape[-1]))
    np.add.at(gradient, ids[0], upstream[0])
    return gradient
""",
                "row 0 was read once",
            ),
            (
                """
def lookup_gradient(ids, upstream, size):
    one_hot = np.eye(size)[np.ravel(ids)]
    return np.reshape(upstream, (-1, np.shape(upstream)[-1])).T @ one_hot
""",
                "that of the table",
            ),
            (
                """
def lookup_gradient(ids, upstream, size):
    gradient = np.zeros((ids.max() + 2, upstream.shape[-1]))
    np.add.at(gradient, ids, upstream)
    return gradient[:9]
""",
                "use size",
            ),
            (
                """
def lookup_gradient(ids, upstream, size):
    gradient = np.zeros((size, upstream.shape[-1]))
    for text in range(2):
        for place in range(3):
            gradient[ids[text, place]] += upstream[text, place]
    return gradient
""",
                "use the shapes you are given",
            ),
            (
                """
def lookup_gradient(ids, upstream, size):
    gradient = np.zeros((size, upstream.shape[-1]), int)
    np.add.at(gradient, ids, upstream.astype(int))
    return gradient
""",
                "round nothing",
            ),
        ],
        "hidden": """
rng_hidden = np.random.default_rng(3)
ids_hidden = rng_hidden.integers(0, 7, (4, 6))
up_hidden = rng_hidden.normal(size=(4, 6, 3))
expected_hidden = np.zeros((7, 3))
for r in range(4):
    for c in range(6):
        expected_hidden[ids_hidden[r, c]] += up_hidden[r, c]
assert np.allclose(lookup_gradient(ids_hidden, up_hidden, 7), expected_hidden)
""",
    },
    "ex-skipgram-step": {
        "right": [
            """
def skipgram_step(E, U, centre, context, rate):
    new_E, new_U = np.array(E), np.array(U)
    for k, v in enumerate(context):
        g = 1 / (1 + np.exp(-(E[centre] @ U[v]))) - (k == 0)
        new_E[centre] = new_E[centre] - rate * g * U[v]
        new_U[v] = new_U[v] - rate * g * E[centre]
    return new_E, new_U
""",
            """
def skipgram_step(E, U, centre, context, rate):
    wanted = np.eye(len(context))[0]
    g = 1 / (1 + np.exp(-U[context] @ E[centre])) - wanted
    one_hot = np.eye(len(U))[context]
    return [E - rate * np.outer(np.eye(len(E))[centre], g @ U[context]),
            U - rate * one_hot.T @ np.outer(g, E[centre])]
""",
        ],
        "wrong": [
            (
                """
def skipgram_step(E, U, centre, context, rate):
    g = 1 / (1 + np.exp(-U[context] @ E[centre]))
    g[0] -= 1
    new_E, new_U = E.copy(), U.copy()
    new_E[centre] -= rate * g @ U[context]
    new_U[context] -= rate * np.outer(g, E[centre])
    return new_E, new_U
""",
                "keeps only one",
            ),
            (
                """
def skipgram_step(E, U, centre, context, rate):
    g = 1 / (1 + np.exp(-U[context] @ E[centre]))
    new_E, new_U = E.copy(), U.copy()
    new_E[centre] -= rate * g @ U[context]
    np.subtract.at(new_U, context, rate * np.outer(g, E[centre]))
    return new_E, new_U
""",
                "the true neighbour stands first",
            ),
            (
                """
def skipgram_step(E, U, centre, context, rate):
    g = 1 / (1 + np.exp(-U[context] @ E[centre]))
    g[0] -= 1
    new_E, new_U = E.copy(), U.copy()
    new_E[centre] += rate * g @ U[context]
    np.add.at(new_U, context, rate * np.outer(g, E[centre]))
    return new_E, new_U
""",
                "against the gradient",
            ),
            (
                """
def skipgram_step(E, U, centre, context, rate):
    g = 1 / (1 + np.exp(-U[context] @ E[centre]))
    g[0] -= 1
    new_E, new_U = E.copy(), U.copy()
    new_E[centre] -= rate * g @ U[context]
    np.subtract.at(new_U, context, rate * np.outer(g, new_E[centre]))
    return new_E, new_U
""",
                "row of E as it was before",
            ),
            (
                """
def skipgram_step(E, U, centre, context, rate):
    g = 1 / (1 + np.exp(-U[context] @ E[centre]))
    g[0] -= 1
    new_E, new_U = E.copy(), U.copy()
    np.subtract.at(new_U, context, rate * np.outer(g, E[centre]))
    new_E[centre] -= rate * g @ new_U[context]
    return new_E, new_U
""",
                "needs U as it was before",
            ),
            (
                """
def skipgram_step(E, U, centre, context, rate):
    g = 1 / (1 + np.exp(-U[context] @ E[centre]))
    g[0] -= 1
    change = rate * g @ U[context]
    np.subtract.at(U, context, rate * np.outer(g, E[centre]))
    E[centre] -= change
    return E, U
""",
                "copy them first",
            ),
            (
                """
def skipgram_step(E, U, centre, context, rate):
    g = 1 / (1 + np.exp(-U[context] @ E[centre]))
    g[0] -= 1
    new_E, new_U = E.copy(), U.copy()
    new_E[centre] -= 0.1 * g @ U[context]
    np.subtract.at(new_U, context, 0.1 * np.outer(g, E[centre]))
    return new_E, new_U
""",
                "use the arguments",
            ),
            (
                """
def skipgram_step(E, U, centre, context, rate):
    g = 1 / (1 + np.exp(-U[context] @ E[centre]))
    g[0] -= 1
    new_E, new_U = E.copy(), U.copy()
    new_E[centre] -= rate * (g @ U[context]) / len(context)
    np.subtract.at(new_U, context, rate * np.outer(g, E[centre]))
    return new_E, new_U
""",
                "times the sum",
            ),
            (
                """
def skipgram_step(E, U, centre, context, rate):
    context = [v for k, v in enumerate(context) if k == 0 or v != context[0]]
    g = 1 / (1 + np.exp(-U[context] @ E[centre]))
    g[0] -= 1
    new_E, new_U = E.copy(), U.copy()
    new_E[centre] -= rate * g @ U[context]
    np.subtract.at(new_U, context, rate * np.outer(g, E[centre]))
    return new_E, new_U
""",
                "may be drawn as well",
            ),
        ],
        "hidden": """
rng_hidden = np.random.default_rng(5)
E_hidden, U_hidden = rng_hidden.normal(size=(7, 4)), rng_hidden.normal(size=(7, 4))
before_hidden = E_hidden.copy(), U_hidden.copy()
for centre_hidden, context_hidden, rate_hidden in [(2, [6, 1, 1, 2], 0.2), (0, [0, 3], 0.7), (5, [4, 4, 4], 0.05)]:
    context_hidden = np.array(context_hidden)
    new_E_hidden, new_U_hidden = skipgram_step(E_hidden, U_hidden, centre_hidden, context_hidden, rate_hidden)
    want_E, want_U = E_hidden.copy(), U_hidden.copy()
    for k, v in enumerate(context_hidden):
        g = 1 / (1 + np.exp(-E_hidden[centre_hidden] @ U_hidden[v])) - (k == 0)
        want_E[centre_hidden] -= rate_hidden * g * U_hidden[v]
        want_U[v] -= rate_hidden * g * E_hidden[centre_hidden]
    assert np.allclose(new_E_hidden, want_E) and np.allclose(new_U_hidden, want_U)
assert np.array_equal(E_hidden, before_hidden[0]) and np.array_equal(U_hidden, before_hidden[1])
""",
    },
    "ex-cbow-gradients": {
        "right": [
            """
def cbow_gradients(E, U, around, context):
    m = len(around)
    mean = sum(E[a] for a in around) / m
    y = np.eye(len(context))[0]
    d_s = 1 / (1 + np.exp(-(U[context] * mean).sum(axis=1))) - y
    d_mean = sum(d * U[v] for d, v in zip(d_s, context))
    return np.array([d_mean / m] * m), d_s[:, None] * mean
""",
            """
def cbow_gradients(E, U, around, context):
    mean = E[around].mean(axis=0)
    g = 1 / (1 + np.exp(-U[context] @ mean))
    g[0] -= 1
    return [np.tile(g @ U[context] / len(around), (len(around), 1)), np.outer(g, mean)]
""",
        ],
        "wrong": [
            (
                """
def cbow_gradients(E, U, around, context):
    mean = E[around].mean(axis=0)
    g = 1 / (1 + np.exp(-U[context] @ mean))
    g[0] -= 1
    return np.tile(g @ U[context], (len(around), 1)), np.outer(g, mean)
""",
                "divide",
            ),
            (
                """
def cbow_gradients(E, U, around, context):
    mean = E[around].mean(axis=0)
    g = 1 / (1 + np.exp(-U[context] @ mean))
    g[0] -= 1
    return g @ U[context] / len(around), np.outer(g, mean)
""",
                "one row for each word",
            ),
            (
                """
def cbow_gradients(E, U, around, context):
    mean = E[around].sum(axis=0)
    g = 1 / (1 + np.exp(-U[context] @ mean))
    g[0] -= 1
    return np.tile(g @ U[context] / len(around), (len(around), 1)), np.outer(g, mean)
""",
                "not their mean",
            ),
            (
                """
def cbow_gradients(E, U, around, context):
    mean = E[around].mean(axis=0)
    g = 1 / (1 + np.exp(-U[context] @ mean))
    return np.tile(g @ U[context] / len(around), (len(around), 1)), np.outer(g, mean)
""",
                "the true word stands first",
            ),
            (
                """
def cbow_gradients(E, U, around, context):
    mean = E[around].mean(axis=0)
    g = 1 / (1 + np.exp(-U[context] @ mean))
    g[0] -= 1
    g = -g
    return np.tile(g @ U[context] / len(around), (len(around), 1)), np.outer(g, mean)
""",
                "the sign",
            ),
            (
                """
def cbow_gradients(E, U, around, context):
    mean = E[around].mean(axis=0)
    g = 1 / (1 + np.exp(-U[context] @ mean))
    g[0] -= 1
    return np.tile(g @ U[context] / len(around), (len(around), 1)), np.outer(g, E[around[0]])
""",
                "not one of them",
            ),
            (
                """
def cbow_gradients(E, U, around, context):
    mean = E[around].mean(axis=0)
    g = 1 / (1 + np.exp(-U[context] @ mean))
    g[0] -= 1
    return (np.outer(g, mean),)
""",
                "return two arrays",
            ),
            (
                """
def cbow_gradients(E, U, around, context):
    mean = E[around].mean(axis=0)
    g = 1 / (1 + np.exp(-U[context].mean(axis=0) @ mean * np.ones(len(context))))
    g[0] -= 1
    return np.tile(g @ U[context] / len(around), (len(around), 1)), np.outer(g, mean)
""",
                "wrong gradient of U",
            ),
        ],
        "hidden": """
rng = np.random.default_rng(9)
E, U = rng.normal(size=(7, 4)), rng.normal(size=(7, 4))
around, context = np.array([6, 1, 2, 0]), np.array([3, 5, 1])
def loss(E, U):
    s = U[context] @ E[around].mean(axis=0)
    return np.logaddexp(0, np.array([-1.0, 1, 1]) * s).sum()
d_e, d_u = cbow_gradients(E, U, around, context)
assert np.shape(d_e) == (4, 4) and np.shape(d_u) == (3, 4)
for table, ids, got in ((0, around, np.asarray(d_e)), (1, context, np.asarray(d_u))):
    for n, i in enumerate(ids):
        for column in range(4):
            up, down = [E.copy(), U.copy()], [E.copy(), U.copy()]
            up[table][i, column] += 1e-6
            down[table][i, column] -= 1e-6
            assert abs((loss(*up) - loss(*down)) / 2e-6 - got[n, column]) < 1e-5
""",
    },
    "ex-pieces-of-a-word": {
        "right": [
            """
def letter_pieces(word, shortest=3, longest=6):
    word = "<" + word + ">"
    pieces = set()
    for start in range(len(word)):
        for stop in range(start + shortest, min(start + longest, len(word)) + 1):
            pieces.add(word[start:stop])
    return pieces
""",
            """
def letter_pieces(word, shortest=3, longest=6):
    word = "<" + word + ">"
    return {"".join(run) for n in range(shortest, longest + 1) for run in zip(*(word[i:] for i in range(n)))}
""",
        ],
        "wrong": [
            (
                """
def letter_pieces(word, shortest=3, longest=6):
    return {word[i : i + n] for n in range(shortest, longest + 1) for i in range(len(word) - n + 1)}
""",
                "put < and > around",
            ),
            (
                """
def letter_pieces(word, shortest=3, longest=6):
    word = "<" + word + ">"
    return {word[i : i + n] for n in range(shortest, longest + 1) for i in range(len(word))}
""",
                "expected <he, her, er>",
            ),
            (
                """
def letter_pieces(word, shortest=3, longest=6):
    word = "<" + word + ">"
    return {word[i : i + n] for n in range(shortest, longest + 1) for i in range(len(word) - n)}
""",
                "expected <he, her, er>",
            ),
            (
                """
def letter_pieces(word, shortest=3, longest=6):
    word = "<" + word + ">"
    return {word[i : i + n] for n in range(shortest, max(shortest + 1, longest)) for i in range(len(word) - n + 1)}
""",
                "6 counts",
            ),
            (
                """
def letter_pieces(word, shortest=3, longest=6):
    word = "<" + word + ">"
    return {word[i : i + n] for n in range(3, longest + 1) for i in range(len(word) - n + 1)}
""",
                "both limits",
            ),
            (
                """
def letter_pieces(word, shortest=3, longest=5):
    word = "<" + word + ">"
    return {word[i : i + n] for n in range(shortest, longest + 1) for i in range(len(word) - n + 1)}
""",
                "keep the defaults",
            ),
            (
                """
def letter_pieces(word, shortest, longest):
    word = "<" + word + ">"
    return {word[i : i + n] for n in range(shortest, longest + 1) for i in range(len(word) - n + 1)}
""",
                "keep the defaults",
            ),
            (
                """
def letter_pieces(word, shortest=3, longest=6):
    word = "<" + word + ">"
    lengths = range(shortest, min(longest, 6) + 1)
    return {word[i : i + n] for n in lengths for i in range(len(word) - n + 1)}
""",
                "6 only where none is",
            ),
            (
                """
def letter_pieces(word, shortest=3, longest=6):
    word = "<" + word + ">"
    return [word[i : i + n] for n in range(shortest, longest + 1) for i in range(len(word) - n + 1)]
""",
                "each piece once",
            ),
        ],
        "hidden": """
assert set(letter_pieces("film", 3, 3)) == {"<fi", "fil", "ilm", "lm>"}
assert set(letter_pieces("film", 6, 6)) == {"<film>"}
assert set(letter_pieces("film", 7, 9)) == set()
assert len(letter_pieces("watch")) == 5 + 4 + 3 + 2
assert set(letter_pieces("film", 1, 1)) == {"<", "f", "i", "l", "m", ">"}
assert set(letter_pieces("watching", 8, 8)) == {"<watchin", "watching", "atching>"}
assert isinstance(letter_pieces("banana"), (set, frozenset))
""",
    },
    "ex-shifted-pmi": {
        "right": [
            """
def shifted_ppmi(table, k):
    margin = table.sum(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        pmi = np.log(table * table.sum() / (margin * margin.T)) - np.log(k)
    return np.maximum(np.nan_to_num(pmi, nan=0.0, neginf=0.0), 0)
""",
            """
def shifted_ppmi(table, k):
    table = np.asarray(table, float)
    result = np.zeros_like(table)
    total, each = table.sum(), table.sum(axis=0)
    for i, j in zip(*np.nonzero(table)):
        result[i, j] = max(np.log(table[i, j] * total / (each[i] * each[j])) - np.log(k), 0)
    return result
""",
            """
def shifted_ppmi(table, k):
    margin = table.sum(axis=1, keepdims=True)
    expected = margin * margin.T / table.sum()
    pmi = np.zeros(table.shape)
    met = table > 0
    pmi[met] = np.log(table[met] / expected[met] / k)
    return np.maximum(pmi, 0) * met
""",
        ],
        "wrong": [
            (
                """
def shifted_ppmi(table, k):
    margin = table.sum(axis=1)
    met = table > 0
    pmi = np.log(np.where(met, table * table.sum() / np.outer(margin, margin), 1))
    return np.maximum(pmi, 0) - np.log(k)
""",
                "cut at zero after the shift",
            ),
            (
                """
def shifted_ppmi(table, k):
    margin = table.sum(axis=1)
    ratio = np.where(table > 0, table / np.outer(margin, margin), 1)
    return np.maximum(np.log(ratio / k), 0)
""",
                "factor N",
            ),
            (
                """
def shifted_ppmi(table, k):
    margin = table.sum(axis=1)
    ratio = np.where(table > 0, table * table.sum() / np.outer(margin, margin), 1)
    return np.maximum(np.log2(ratio / k), 0)
""",
                "natural logarithm",
            ),
            (
                """
def shifted_ppmi(table, k):
    margin = table.sum(axis=1)
    return np.maximum(table * table.sum() / np.outer(margin, margin) - np.log(k), 0)
""",
                "logarithm is missing",
            ),
            (
                """
def shifted_ppmi(table, k):
    margin = table.sum(axis=1)
    ratio = np.where(table > 0, table * table.sum() / np.outer(margin, margin), 1)
    return np.maximum(np.log(ratio), 0)
""",
                "subtract ln k",
            ),
            (
                """
def shifted_ppmi(table, k):
    margin = table.sum(axis=1)
    met = table > 0
    accident = np.where(met, np.outer(margin, margin) * k, 1)
    ratio = np.where(met, table * table.sum() / accident, 1)
    result = np.maximum(np.log(ratio), 0)
    np.fill_diagonal(result, 0)
    return result
""",
                "on the diagonal counts",
            ),
            (
                """
def shifted_ppmi(table, k):
    margin = table.sum(axis=1)
    with np.errstate(all="ignore"):
        pmi = np.log(table * table.sum() / np.outer(margin, margin) / k)
    pmi[np.isneginf(pmi)] = 0
    return np.maximum(pmi, 0)
""",
                "never met anybody",
            ),
        ],
        "hidden": """
hidden = np.array([[4.0, 1, 0, 3], [1, 0, 5, 0], [0, 5, 2, 2], [3, 0, 2, 0]])
each_hidden = hidden.sum(axis=1)
with np.errstate(all="ignore"):
    wanted_hidden = np.maximum(np.log(hidden * hidden.sum() / np.outer(each_hidden, each_hidden)) - np.log(2), 0)
assert np.allclose(shifted_ppmi(hidden, 2), wanted_hidden)
with np.errstate(all="ignore"):
    unshifted_hidden = np.maximum(np.log(hidden * hidden.sum() / np.outer(each_hidden, each_hidden)), 0)
assert np.allclose(shifted_ppmi(hidden, 1), unshifted_hidden)
alone_hidden = np.array([[0.0, 2, 0], [2, 0, 0], [0, 0, 0]])
with np.errstate(all="ignore"):
    assert np.allclose(shifted_ppmi(alone_hidden, 1)[2], 0)
""",
    },
}
