"""Right and wrong answers to the code exercises of chapters/recurrent_networks.md."""

BACKWARDS = """
def one_unit_gradients(x, y, w, u, b, h_0):
    h = [h_0]
    for v in x:
        h.append(np.tanh(v * w + h[-1] * u + b))
    dw, du, db, dh = 0, 0, 0, h[-1] - y
    for i in range(len(x), 0, -1):
        dz = dh * (1 - h[i] ** 2)
        dw, du, db, dh = dw + dz * x[i - 1], du + dz * h[i - 1], db + dz, dz * u
    return dw, du, db
"""

SHAPES = """
def shapes(b, t, n, m):
    return [{}]
"""

LEAKY = """
def leaky_backward(x, states, candidates, h_0, W_hh, a, d_states):
    previous = np.concatenate([h_0[:, None], states[:, :-1]], axis=1)
    dWx, dWh, db = np.zeros((x.shape[-1], W_hh.shape[0])), np.zeros(W_hh.shape), np.zeros(W_hh.shape[0])
    r = np.zeros(h_0.shape)
    for t in range(x.shape[1] - 1, -1, -1):
        dh = d_states[:, t] + r
        dz = dh * a * (1 - candidates[:, t] ** 2)
        dWx += x[:, t].T @ dz
        dWh += previous[:, t].T @ dz
        db += dz.sum(axis=0)
        r = (1 - a) * dh + dz @ W_hh.T
    return dWx, dWh, db, r
"""

ANSWERS = {
    "ex-leaky-backward": {
        "right": [
            LEAKY,
            LEAKY.replace("dh = d_states[:, t] + r", "d_states[:, t] += r; dh = d_states[:, t]"),
            """
def leaky_backward(x, states, candidates, h_0, W_hh, a, d_states):
    batch, time, m = states.shape
    d_h = np.zeros((time + 2, batch, m))
    d_z = np.zeros((time + 2, batch, m))
    for t in range(time, 0, -1):
        d_h[t] = d_states[:, t - 1] + (1 - a) * d_h[t + 1] + d_z[t + 1] @ W_hh.T
        d_z[t] = a * d_h[t] * (1 - candidates[:, t - 1] ** 2)
    before = np.concatenate([h_0[None], np.swapaxes(states, 0, 1)[:-1]])
    dz = d_z[1:-1]
    return [np.einsum("btn,tbm->nm", x, dz), np.einsum("tbk,tbm->km", before, dz), dz.sum(axis=(0, 1)),
            (1 - a) * d_h[1] + d_z[1] @ W_hh.T]
""",
        ],
        "wrong": [
            (LEAKY.replace("dh * a *", "dh *"), "the factor a"),
            (LEAKY.replace("(1 - a) * dh + ", ""), "the path past the matrix"),
            (LEAKY.replace("candidates[:, t] ** 2", "states[:, t] ** 2"), "of the candidate"),
            (LEAKY.replace("previous[:, t].T", "states[:, t].T"), "the state before the step"),
            (LEAKY.replace("W_hh.T\n", "W_hh\n"), "W_hh transposed"),
            (
                LEAKY.replace("range(x.shape[1] - 1, -1, -1)", "range(x.shape[1])"),
                "from the last step",
            ),
            (LEAKY.replace("d_states[:, t] + r", "d_states[:, t]"), "is wrong for"),
            (LEAKY.replace("return dWx, dWh, db, r", "return dWx, dWh, db"), "four gradients"),
            (LEAKY.replace("return dWx, dWh, db, r", "return r, dWx, dWh, db"), "is the order"),
            (
                LEAKY.replace("return dWx, dWh, db, r", "return dWx, dWh, db, dz @ W_hh.T"),
                "only h_0 is wrong",
            ),
        ],
        "hidden": """
g = np.random.default_rng(8)
x, A, B, c, h0, R = (g.normal(size=s) for s in ((2, 6, 3), (3, 4), (4, 4), (4,), (2, 4), (2, 6, 4)))
def run(A, B, c, h0, a=0.4):
    h, S, C = h0, [], []
    for t in range(6):
        k = np.tanh(x[:, t] @ A + h @ B + c)
        h = (1 - a) * h + a * k
        S.append(h)
        C.append(k)
    return np.stack(S, 1), np.stack(C, 1)
S, C = run(A, B, c, h0)
got = leaky_backward(x, S, C, h0, B, 0.4, R.copy())
assert len(got) == 4
for number, array in enumerate((A, B, c, h0)):
    for place in ((0,) * array.ndim, (-1,) * array.ndim):
        losses = []
        for move in (1e-6, -1e-6):
            args = [w.copy() for w in (A, B, c, h0)]
            args[number][place] += move
            losses.append((R * run(*args)[0]).sum())
        assert np.isclose((losses[0] - losses[1]) / 2e-6, np.asarray(got[number])[place], rtol=1e-4, atol=1e-6)
""",
    },
    "ex-unequal-length": {
        "right": [
            """
def last_states(sequences, W_xh, W_hh, b):
    zeros = np.zeros((1, len(b)))
    return np.concatenate([forward(np.asarray(s)[None], W_xh, W_hh, b, zeros)[:, -1] for s in sequences])
""",
            """
def last_states(sequences, W_xh, W_hh, b):
    result = np.zeros((len(sequences), W_hh.shape[0]))
    for i, sequence in enumerate(sequences):
        for x in sequence:
            result[i] = np.tanh(np.dot(x, W_xh) + np.dot(result[i], W_hh) + b)
    return result
""",
        ],
        "wrong": [
            (
                """
def last_states(sequences, W_xh, W_hh, b):
    h, ends = np.zeros(len(b)), []
    for sequence in sequences:
        for x in sequence:
            h = np.tanh(x @ W_xh + h @ W_hh + b)
        ends.append(h)
    return np.array(ends)
""",
                "start each one from zeros",
            ),
            (
                """
def last_states(sequences, W_xh, W_hh, b):
    ends = []
    for sequence in sequences:
        h = np.zeros(len(b))
        for x in sequence:
            h = np.tanh(x @ W_xh + h @ W_hh)
        ends.append(h)
    return np.array(ends)
""",
                "the bias is missing",
            ),
            (
                """
def last_states(sequences, W_xh, W_hh, b):
    ends = []
    longest = max(len(s) for s in sequences)
    for sequence in sequences:
        h = np.zeros(len(b))
        for x in np.pad(sequence, ((0, longest - len(sequence)), (0, 0))):
            h = np.tanh(x @ W_xh + h @ W_hh + b)
        ends.append(h)
    return np.array(ends)
""",
                "filled up with zeros",
            ),
            (
                """
def last_states(sequences, W_xh, W_hh, b):
    ends = []
    longest = max(len(s) for s in sequences)
    for sequence in sequences:
        h = np.zeros(len(b))
        for x in np.pad(sequence, ((longest - len(sequence), 0), (0, 0))):
            h = np.tanh(x @ W_xh + h @ W_hh + b)
        ends.append(h)
    return np.array(ends)
""",
                "filled up with zeros",
            ),
            (
                """
def last_states(sequences, W_xh, W_hh, b):
    return np.array([np.tanh(s[-1] @ W_xh + b) for s in sequences])
""",
                "the old state has no effect",
            ),
            (
                """
def last_states(sequences, W_xh, W_hh, b):
    ends = []
    for sequence in sequences:
        h = np.zeros(len(b))
        for x in sequence:
            h = np.tanh(x @ W_xh + W_hh @ h + b)
        ends.append(h)
    return np.array(ends)
""",
                "is it h @ W_hh",
            ),
            (
                """
def last_states(sequences, W_xh, W_hh, b):
    h = np.zeros(len(b))
    for sequence in sequences:
        h = np.zeros(len(b))
        for x in sequence:
            h = np.tanh(x @ W_xh + h @ W_hh + b)
    return h
""",
                "one state each",
            ),
            (
                """
def last_states(sequences, W_xh, W_hh, b):
    ends = []
    for sequence in sequences:
        h = np.zeros(len(b))
        for x in sequence:
            h = np.tanh(x[0] * W_xh[0] + h @ W_hh + b)
        ends.append(h)
    return np.array(ends)
""",
                "wrong for two",
            ),
        ],
        "hidden": """
g = np.random.default_rng(3)
A, B, c = g.normal(size=(2, 3)), g.normal(size=(3, 3)), g.normal(size=3)
many = [g.normal(size=(n, 2)) for n in (1, 6, 3)]
got = np.asarray(last_states(many, A, B, c))
assert got.shape == (3, 3)
for row, sequence in zip(got, many):
    h = np.zeros(3)
    for x_t in sequence:
        h = np.tanh(x_t @ A + h @ B + c)
    assert np.allclose(row, h)
""",
    },
    "ex-one-unit": {
        "right": [
            BACKWARDS,
            """
def one_unit_gradients(x, y, w, u, b, h_0):
    h = [h_0]
    for v in x:
        h += [float(np.tanh(v * w + h[-1] * u + b))]
    grads, dh = np.zeros(3), h[-1] - y
    for i in range(len(x), 0, -1):
        dz = dh * (1 - h[i] ** 2)
        grads += dz * np.array([x[i - 1], h[i - 1], 1.0])
        dh = dz * u
    return grads
""",
            """
def one_unit_gradients(x, y, w, u, b, h_0):
    h, by_w, by_u, by_b = h_0, 0.0, 0.0, 0.0  # derivatives of h, carried forwards
    for v in x:
        new = np.tanh(v * w + h * u + b)
        s = 1 - new**2
        by_w, by_u, by_b = s * (v + u * by_w), s * (h + u * by_u), s * (1 + u * by_b)
        h = new
    return (h - y) * by_w, (h - y) * by_u, (h - y) * by_b
""",
        ],
        "wrong": [
            (
                """
def one_unit_gradients(x, y, w, u, b, h_0):
    h = [h_0]
    for v in x:
        h.append(np.tanh(v * w + h[-1] * u + b))
    dz = (h[-1] - y) * (1 - h[-1] ** 2)
    return dz * x[-1], dz * h[-2], dz
""",
                "only the last step",
            ),
            (BACKWARDS.replace("dh * (1 - h[i] ** 2)", "dh"), "the factor 1 - h_t**2"),
            (BACKWARDS.replace("dz * h[i - 1]", "dz * h[i]"), "the state before the step"),
            (BACKWARDS.replace("h[-1] - y", "y - h[-1]"), "the sign is reversed"),
            (BACKWARDS.replace("h[-1] - y", "2 * (h[-1] - y)"), "a factor 1/2"),
            (BACKWARDS.replace("[h_0]", "[0.0]"), "start from h_0"),
            (BACKWARDS.replace("return dw, du, db", "return du, dw, db"), "the order is dw"),
            (BACKWARDS.replace("h[-1] - y", "h[-1] - 0.2"), "use the arguments"),
            (BACKWARDS.replace("[h_0]", "[0.3]"), "use the arguments"),
            (
                BACKWARDS.replace("    h = [", "    w, u, b = 0.4, 0.7, 0.1\n    h = ["),
                "use the arguments",
            ),
            (BACKWARDS.replace("dz * x[i - 1]", "dz * x[i % len(x)]"), "use x_t"),
            (BACKWARDS.replace("    h = [h_0]", "    x, h = x[:3], [h_0]"), "for no other number"),
            (BACKWARDS.replace("    h = [h_0]", "    x, h = x[-3:], [h_0]"), "for no other number"),
            (
                BACKWARDS.replace("(len(x), 0, -1)", "(len(x), max(len(x) - 4, 0), -1)"),
                "for no other number",
            ),
            (BACKWARDS.replace("return dw, du, db", "return db, dw, du"), "in another order"),
        ],
        "hidden": """
values, p = [1.0, -0.3, 0.8, 0.2, -1.1], np.array([-0.6, 1.2, 0.05])
def end(w, u, b, h=-0.4):
    for v in values:
        h = np.tanh(v * w + h * u + b)
    return 0.5 * (h + 0.7) ** 2
want = [(end(*(p + d)) - end(*(p - d))) / 2e-6 for d in 1e-6 * np.eye(3)]
assert np.allclose(one_unit_gradients(values, -0.7, *p, -0.4), want, rtol=1e-4, atol=1e-9)
""",
    },
    "ex-count-parameters": {
        "right": [
            """
def count(features, units, outputs):
    sizes = [features, *units]
    recurrent = sum(a * b + b * b + b for a, b in zip(sizes, sizes[1:]))
    return recurrent + sizes[-1] * outputs + outputs
""",
            """
def parameters(n, m):
    return n * m + m * m + m

def count(features, units, outputs):
    total = parameters(features, units[0])
    for i in range(1, len(units)):
        total += parameters(units[i - 1], units[i])
    return total + units[-1] * outputs + outputs
""",
        ],
        "wrong": [
            (
                """
def count(features, units, outputs):
    sizes = [features, *units]
    return sum(a * b + b * b + b for a, b in zip(sizes, sizes[1:]))
""",
                "the head is missing",
            ),
            (
                """
def count(features, units, outputs):
    return sum(features * m + m * m + m for m in units) + units[-1] * outputs + outputs
""",
                "reads the 5 units below",
            ),
            (
                """
def count(features, units, outputs):
    sizes = [features, *units]
    return sum(a * b + b * b for a, b in zip(sizes, sizes[1:])) + units[-1] * outputs
""",
                "no biases",
            ),
            (
                """
def count(features, units, outputs):
    sizes = [features, *units]
    return sum(a * b + b for a, b in zip(sizes, sizes[1:])) + units[-1] * outputs + outputs
""",
                "from state to state",
            ),
            (
                """
def count(features, units, outputs):
    sizes = [features, *units]
    recurrent = sum(a * b + b * b + b for a, b in zip(sizes, sizes[1:]))
    return recurrent + sum(units) * outputs + outputs
""",
                "the head reads the top layer only",
            ),
            (
                """
def count(features, units, outputs):
    m = units[0]
    return features * m + m * m + m + m * outputs + outputs
""",
                "the second layer is missing",
            ),
            (
                """
def count(features, units, outputs):
    first, last = units[0], units[-1]
    total = first * (features + first + 1)
    if len(units) > 1:
        total += last * (first + last + 1)
    return total + (last + 1) * outputs
""",
                "wrong for three",
            ),
        ],
        "hidden": """
assert count(2, [4], 1) == 8 + 16 + 4 + 5
assert count(1, [3, 2, 6], 10) == 15 + 12 + 54 + 70
""",
    },
    "ex-shapes": {
        "right": [
            """
def shapes(batch, time, features, units):
    every = [batch, time, units]
    return (batch, units), every, every[:2] + [1], every[:2] + [units + units], (batch, units), (batch, time - 2, units)
""",
            """
def shapes(batch, time, features, units):
    x = np.zeros((batch, time, features))
    h = np.zeros((batch, time, units))
    return [h[:, -1].shape, h.shape, h[..., :1].shape, np.concatenate([h, h], axis=-1).shape, h[:, 0].shape, h[:, 2:].shape]
""",
        ],
        "wrong": [
            (
                SHAPES.format(
                    "(b, 1, m), (b, t, m), (b, t, 1), (b, t, 2 * m), (b, m), (b, t - 2, m)"
                ),
                "only the last state comes back",
            ),
            (
                SHAPES.format("(b, m), (b, t, n), (b, t, 1), (b, t, 2 * m), (b, m), (b, t - 2, m)"),
                "one number per unit",
            ),
            (
                SHAPES.format("(b, m), (b, t, m), (b, 1), (b, t, 2 * m), (b, m), (b, t - 2, m)"),
                "one number per step",
            ),
            (
                SHAPES.format("(b, m), (b, t, m), (b, t, 1), (b, t, m), (b, m), (b, t - 2, m)"),
                "joined on the last axis",
            ),
            (
                SHAPES.format("(b, m), (b, t, m), (b, t, 1), (b, 2 * t, m), (b, m), (b, t - 2, m)"),
                "joined on the last axis",
            ),
            (
                SHAPES.format(
                    "(b, m), (b, t, m), (b, t, 1), (b, t, 2 * m), (b, t, m), (b, t - 2, m)"
                ),
                "the last state alone",
            ),
            (
                SHAPES.format("(b, m), (b, t, m), (b, t, 1), (b, t, 2 * m), (b, m), (b, t, m)"),
                "five steps were fed",
            ),
            (SHAPES.format("(b, m), (b, t, m)"), "six tuples"),
            (
                SHAPES.format("(3, 4), (3, 7, 4), (3, 7, 1), (3, 7, 8), (3, 4), (3, 5, 4)"),
                "use the four arguments",
            ),
            (
                SHAPES.format("(b, m), (b, t, m), (b, t, 1), (b, t, 2 * m), (b, m), (b, t - n, m)"),
                "use the four arguments",
            ),
        ],
        "hidden": """
assert [tuple(s) for s in shapes(5, 9, 8, 6)] == [(5, 6), (5, 9, 6), (5, 9, 1), (5, 9, 12), (5, 6), (5, 7, 6)]
""",
    },
    "ex-both-directions": {
        "right": [
            """
def both_directions(x, ahead, back):
    batch, time, _ = x.shape
    units = len(ahead[2])
    out = np.zeros((batch, time, 2 * units))
    h, g = np.zeros((batch, units)), np.zeros((batch, units))
    for i in range(time):
        h = np.tanh(x[:, i] @ ahead[0] + h @ ahead[1] + ahead[2])
        out[:, i, :units] = h
        j = time - 1 - i
        g = np.tanh(x[:, j] @ back[0] + g @ back[1] + back[2])
        out[:, j, units:] = g
    return out
""",
            """
def both_directions(x, ahead, back):
    zeros = np.zeros((x.shape[0], len(ahead[2])))
    b = np.flip(forward(np.flip(x, axis=1), *back, zeros), axis=1)
    return np.dstack([forward(x, *ahead, zeros), b])
""",
        ],
        "wrong": [
            (
                """
def both_directions(x, ahead, back):
    zeros = np.zeros((len(x), len(ahead[2])))
    return np.concatenate([forward(x, *ahead, zeros), forward(x[:, ::-1], *back, zeros)], axis=-1)
""",
                "turn them round again",
            ),
            (
                """
def both_directions(x, ahead, back):
    zeros = np.zeros((len(x), len(ahead[2])))
    return np.concatenate([forward(x, *ahead, zeros), forward(x, *back, zeros)], axis=-1)
""",
                "read from the front",
            ),
            (
                """
def both_directions(x, ahead, back):
    zeros = np.zeros((len(x), len(ahead[2])))
    return forward(x, *ahead, zeros) + forward(x[:, ::-1], *back, zeros)[:, ::-1]
""",
                "join on the last axis",
            ),
            (
                """
def both_directions(x, ahead, back):
    zeros = np.zeros((len(x), len(ahead[2])))
    left = forward(x[:, ::-1], *back, zeros)[:, ::-1]
    return np.concatenate([left, forward(x, *ahead, zeros)], axis=-1)
""",
                "forward states come first",
            ),
            (
                """
def both_directions(x, ahead, back):
    zeros = np.zeros((len(x), len(ahead[2])))
    left = forward(x[:, ::-1], *ahead, zeros)[:, ::-1]
    return np.concatenate([forward(x, *ahead, zeros), left], axis=-1)
""",
                "own weights",
            ),
            (
                """
def both_directions(x, ahead, back):
    zeros = np.zeros((len(x), len(ahead[2])))
    left = forward(x[::-1], *back, zeros)[::-1]
    return np.concatenate([forward(x, *ahead, zeros), left], axis=-1)
""",
                "read from the front",
            ),
            (
                """
def both_directions(x, ahead, back):
    zeros = np.zeros((2, 5))
    left = forward(x[:, ::-1], *back, zeros)[:, ::-1]
    return np.concatenate([forward(x, *ahead, zeros), left], axis=-1)
""",
                "right for one size only",
            ),
        ],
        "hidden": """
g = np.random.default_rng(11)
z = g.normal(size=(3, 6, 2))
p, q = ([g.normal(size=(2, 4)), g.normal(size=(4, 4)), g.normal(size=4)] for _ in range(2))
got = np.asarray(both_directions(z, p, q))
assert got.shape == (3, 6, 8)
assert np.allclose(got[:, :, :4], forward(z, *p, np.zeros((3, 4))))
assert np.allclose(got[:, :, 4:], forward(z[:, ::-1], *q, np.zeros((3, 4)))[:, ::-1])
""",
    },
}
