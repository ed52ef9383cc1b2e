"""Right and wrong answers to the code exercises of chapters/exercises/lstm_cell.md."""

BACKWARD = """
def lstm_step_backward(x, h_prev, c_prev, weights, dh, dc):
    kernel, recurrent_kernel, bias = weights
    now = lstm_step(x, h_prev, c_prev, split_lstm(weights))
    i, f, g, o, c = now["i"], now["f"], now["c_tilde"], now["o"], now["c"]
    t = np.tanh(c)
    e = {e}
    dz = [{i}, {f}, {c}, {o}]
    dz = np.concatenate({order}, axis=1)
    return {out}
"""
PARTS = {
    "e": "dc + dh * o * (1 - t**2)",
    "i": "e * g * i * (1 - i)",
    "f": "e * c_prev * f * (1 - f)",
    "c": "e * i * (1 - g**2)",
    "o": "dh * t * o * (1 - o)",
    "order": "dz",
    "out": "dz @ kernel.T, dz @ recurrent_kernel.T, e * f, dz.sum(axis=0)",
}


def backward(**changes):
    return BACKWARD.format(**{**PARTS, **changes})


COUNTER = """
def counter_weights():
    kernel = np.zeros((2, 4))
    bias = np.zeros(4)
    for column, (tick, reset, start) in enumerate([{rows}]):
        kernel[0, column] = tick
        kernel[1, column] = reset
        bias[column] = start
    return [kernel, np.zeros((1, 4)), bias]
"""


def counter(i, f, c="0, 0, 10", o="0, 0, 0"):
    return COUNTER.format(rows=f"({i}), ({f}), ({c}), ({o})")


ANSWERS = {
    "ex-step-backward": {
        "right": [
            backward(),
            """
def lstm_step_backward(x, h_prev, c_prev, weights, dh, dc):
    W, U, b = weights
    m = len(U)
    z = x @ W + h_prev @ U + b
    s = 1 / (1 + np.exp(-z))
    i, f, o = s[:, :m], s[:, m:2 * m], s[:, 3 * m:]
    g = np.tanh(z[:, 2 * m:3 * m])
    squashed = np.tanh(f * c_prev + i * g)
    dc_all = dc + o * dh - o * dh * squashed ** 2
    dz = np.empty_like(z)
    dz[:, :m] = dc_all * g
    dz[:, m:2 * m] = dc_all * c_prev
    dz[:, 2 * m:3 * m] = dc_all * i * (1 - g ** 2)
    dz[:, 3 * m:] = dh * squashed
    gate = np.r_[0:2 * m, 3 * m:4 * m]
    dz[:, gate] *= s[:, gate] * (1 - s[:, gate])
    return [np.einsum("bz,nz->bn", dz, W), np.einsum("bz,mz->bm", dz, U), f * dc_all, np.einsum("bz->z", dz)]
""",
            """
def lstm_step_backward(x, h_prev, c_prev, weights, dh, dc):
    w = split_lstm(weights)
    now = lstm_step(x, h_prev, c_prev, w)
    dc = dc + dh * now["o"] * (1 - np.tanh(now["c"]) ** 2)
    into = {"i": now["c_tilde"], "f": c_prev, "c": now["i"]}
    slope = {"i": now["i"] * (1 - now["i"]), "f": now["f"] * (1 - now["f"]), "c": 1 - now["c_tilde"] ** 2}
    dz = {part: dc * into[part] * slope[part] for part in "ifc"}
    dz["o"] = dh * np.tanh(now["c"]) * now["o"] * (1 - now["o"])
    dx = sum(dz[part] @ w.W_x[part].T for part in "ifco")
    dh_prev = sum(dz[part] @ w.W_h[part].T for part in "ifco")
    return dx, dh_prev, dc * now["f"], np.hstack([dz[part].sum(0) for part in "ifco"])
""",
        ],
        "wrong": [
            (backward(e="dc + 0 * dh"), "dh reaches the cell too"),
            (backward(i="e * c_prev * i * (1 - i)"), "it is the forget gate"),
            (backward(i="e * g * (1 - i**2)"), "goes through a sigmoid"),
            (backward(e="dc + dh * o"), "meets the slope of tanh"),
            (backward(e="dc + dh * (1 - t**2)"), "meets the output gate"),
            (backward(e="dc + dh * o * (1 - np.tanh(c_prev)**2)"), "the NEW cell"),
            (backward(e="dc + dh * o * (1 - c**2)"), "not 1 - c**2"),
            (
                backward(out="dz @ kernel.T, dz @ recurrent_kernel.T, e, dz.sum(axis=0)"),
                "multiply by it",
            ),
            (
                backward(out="dz @ kernel.T, dz @ recurrent_kernel.T, dc * f, dz.sum(axis=0)"),
                "dh reaches the cell too",
            ),
            (
                backward(out="dz @ kernel.T, dz @ recurrent_kernel.T, e * f, dz"),
                "one sum over the batch",
            ),
            (
                backward(out="dz @ kernel.T, dz @ recurrent_kernel.T, e * f, dz.mean(axis=0)"),
                "not the mean",
            ),
            (backward(out="dz @ kernel.T, dz @ recurrent_kernel.T, e * f"), "return four arrays"),
            (backward(i="e * g"), "i (1 - i), is missing"),
            (backward(i="e * i * (1 - i)"), "times c_tilde"),
            (backward(i="dc * g * i * (1 - i)"), "the whole error of the cell"),
            (backward(f="e * c * f * (1 - f)"), "the OLD cell"),
            (backward(f="e * c_prev"), "f (1 - f), is missing"),
            (backward(c="e * i"), "1 - c_tilde**2, is missing"),
            (backward(c="e * i * g * (1 - g)"), "not that of a sigmoid"),
            (backward(o="e * t * o * (1 - o)"), "comes from dh, not from dc"),
            (backward(o="dh * c * o * (1 - o)"), "tanh(c), not c"),
            (backward(o="dh * t"), "o (1 - o), is missing"),
            (backward(order="[dz[0], dz[1], dz[3], dz[2]]"), "another order"),
            (
                backward(
                    out="dz @ kernel.T, sum(p @ q for p, q in zip(np.split(dz, 4, 1), np.split(recurrent_kernel, 4, 1))), "
                    "e * f, dz.sum(axis=0)"
                ),
                "transposed",
            ),
            (
                backward(out="dz @ kernel.T, e * f, dz @ recurrent_kernel.T, dz.sum(axis=0)"),
                "have changed places",
            ),
            (backward(out="0 * x, 0 * h_prev, e * f, dz.sum(axis=0)"), "every part read"),
            (backward(e="dc.__iadd__(dh * o * (1 - t**2))"), "changes the array dc"),
        ],
        "hidden": """
rng = np.random.default_rng(11)
weights = [rng.normal(size=(4, 12)), rng.normal(size=(3, 12)), rng.normal(size=12)]
x, h, c, dh, dc = rng.normal(size=(2, 4)), *rng.normal(size=(4, 2, 3))
def loss(x, h, c, bias):
    now = lstm_step(x, h, c, split_lstm([weights[0], weights[1], bias]))
    return (now["h"] * dh).sum() + (now["c"] * dc).sum()
start = [x, h, c, weights[2]]
results = lstm_step_backward(x, h, c, weights, dh, dc)
assert len(results) == 4
for number, got in enumerate(results):
    for place in range(start[number].size):
        up, down = [a.copy() for a in start], [a.copy() for a in start]
        up[number].flat[place] += 1e-6
        down[number].flat[place] -= 1e-6
        assert abs((loss(*up) - loss(*down)) / 2e-6 - np.asarray(got).flat[place]) < 1e-5
""",
    },
    "ex-keras-to-pytorch": {
        "right": [
            """
def to_pytorch(kernel, recurrent_kernel, bias):
    return dict(weight_ih=np.transpose(kernel), weight_hh=np.transpose(recurrent_kernel),
                bias_ih=bias / 2, bias_hh=bias / 2)
""",
            """
def to_pytorch(kernel, recurrent_kernel, bias):
    return {"weight_ih": kernel.T.tolist(), "weight_hh": recurrent_kernel.T.tolist(),
            "bias_ih": bias.tolist(), "bias_hh": [0.0] * len(bias)}
""",
            """
def to_pytorch(kernel, recurrent_kernel, bias):
    i, f, g, o = np.split(kernel, 4, axis=1)
    ri, rf, rg, ro = np.split(recurrent_kernel, 4, axis=1)
    return {"weight_ih": np.concatenate([i.T, f.T, g.T, o.T]),
            "weight_hh": np.concatenate([ri.T, rf.T, rg.T, ro.T]),
            "bias_ih": np.zeros(len(bias)), "bias_hh": bias}
""",
        ],
        "wrong": [
            (
                """
def to_pytorch(kernel, recurrent_kernel, bias):
    return {"weight_ih": kernel, "weight_hh": recurrent_kernel, "bias_ih": bias, "bias_hh": 0 * bias}
""",
                "wrong shape of weight_ih",
            ),
            (
                """
def to_pytorch(kernel, recurrent_kernel, bias):
    return {"weight_ih": kernel.T, "weight_hh": recurrent_kernel.T, "bias_ih": bias, "bias_hh": bias}
""",
                "counts twice",
            ),
            (
                """
def to_pytorch(kernel, recurrent_kernel, bias):
    m = recurrent_kernel.shape[0]
    return {"weight_ih": kernel.reshape(4 * m, -1), "weight_hh": recurrent_kernel.reshape(4 * m, m),
            "bias_ih": bias, "bias_hh": 0 * bias}
""",
                "do not reshape",
            ),
            (
                """
def to_pytorch(kernel, recurrent_kernel, bias):
    def order(array):
        i, f, g, o = np.split(array, 4, axis=-1)
        return np.concatenate([i, f, o, g], axis=-1).T
    return {"weight_ih": order(kernel), "weight_hh": order(recurrent_kernel),
            "bias_ih": order(bias), "bias_hh": 0 * bias}
""",
                "order of the blocks is the same",
            ),
            (
                """
def to_pytorch(kernel, recurrent_kernel, bias):
    i, f, g, o = np.split(kernel, 4, axis=1)
    return {"weight_ih": np.concatenate([i, f, o, g], axis=1).T, "weight_hh": recurrent_kernel.T,
            "bias_ih": bias, "bias_hh": 0 * bias}
""",
                "keep the order of the blocks",
            ),
            (
                """
def to_pytorch(kernel, recurrent_kernel, bias):
    return [kernel.T, recurrent_kernel.T, bias, 0 * bias]
""",
                "dictionary with the four keys",
            ),
            (
                """
def to_pytorch(kernel, recurrent_kernel, bias):
    return {"weight_ih": kernel.T, "weight_hh": recurrent_kernel.T, "bias_ih": 0 * bias, "bias_hh": 0 * bias}
""",
                "together they must make",
            ),
        ],
        "hidden": """
rng = np.random.default_rng(7)
kernel, recurrent, bias = rng.normal(size=(3, 8)), rng.normal(size=(2, 8)), rng.normal(size=8)
got = {key: np.asarray(array) for key, array in to_pytorch(kernel, recurrent, bias).items()}
assert {key: array.shape for key, array in got.items()} == {
    "weight_ih": (8, 3), "weight_hh": (8, 2), "bias_ih": (8,), "bias_hh": (8,)}
x = rng.normal(size=(2, 5, 3))
h = c = np.zeros((2, 2))
for step in range(5):
    z = x[:, step] @ got["weight_ih"].T + got["bias_ih"] + h @ got["weight_hh"].T + got["bias_hh"]
    i, f, g, o = np.split(z, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    h = sigmoid(o) * np.tanh(c)
assert np.allclose(h, lstm_forward(x, split_lstm([kernel, recurrent, bias]))["h"][:, -1])
""",
    },
    "ex-count-by-hand": {
        "right": [
            counter("20, 0, -10", "0, -20, 10"),
            counter("40, -5, -20", "5, -60, 30", "3, -3, 20"),
            counter("60, 0, -30", "0, -60, 30", "20, 0, 0"),  # the candidate follows the tick
            """
def counter_weights():
    kernel = [[40.0, 0.0, 0.0, 0.0], [0.0, -40.0, 0.0, 0.0]]
    return kernel, [[0.0] * 4], [-20.0, 20.0, 30.0, 30.0]
""",
        ],
        "wrong": [
            (counter("0, 30, -15", "-30, 0, 15"), "one tick should add 1"),
            (counter("30, 0, -15", "0, 0, 15"), "f = 0 forgets"),
            (counter("30, 0, -15", "0, 30, -15"), "fades between ticks"),
            (counter("30, 0, -15", "0, -30, 15", "1, 0, 0"), "is the candidate 1"),
            (counter("0, 0, 15", "0, -30, 15"), "although there is no tick"),
            (counter("10, 0, -5", "0, -10, 5"), "more firmly"),
            (counter("14, 0, -7", "0, -14, 7"), "more firmly"),
            (counter("30, 30, -15", "0, 0, 15", "0, -30, 10"), "does not subtract one"),
            (
                counter("0, -30, 15", "30, 0, -15"),
                "although there is no tick",
            ),  # the columns i and f exchanged
            (
                counter("30, 0, -15", "0, -30, 15", "0, 0, 0", "0, 0, 10"),
                "are the columns i, f, c, o",
            ),
            (counter("30, 0, -15", "0, 0, 1"), "fades between ticks"),
            (counter("30, 30, -15", "0, -30, 15"), "then something is written"),
            (counter("30, 0, -15", "-30, -30, 15"), "second tick does not add"),
            (counter("30, 0, -15", "0, -30, 8.7"), "fades in thirty quiet steps"),
            (counter("14, 0, -5", "0, -20, 12"), "grows in quiet steps"),
            (
                """
def counter_weights():
    return [np.zeros(4), np.zeros(4), np.zeros(4)]
""",
                "shapes should be",
            ),
            (
                """
def counter_weights():
    return np.zeros((2, 4)), np.zeros(4)
""",
                "return three arrays",
            ),
        ],
        "hidden": """
rng = np.random.default_rng(3)
event = rng.choice(3, 80, p=[0.4, 0.5, 0.1])
x = np.stack([event == 1, event == 2], axis=-1)[None].astype("float64")
count, expected = 0, []
for e in event:
    count = 0 if e == 2 else count + (e == 1)
    expected.append(count)
arrays = [np.asarray(array, dtype="float64") for array in counter_weights()]
assert np.allclose(lstm_forward(x, split_lstm(arrays))["c"][0, :, 0], expected, atol=0.1)
x = np.stack([np.repeat([1.0, 0.0], 30), np.zeros(60)], axis=-1)[None]
assert abs(lstm_forward(x, split_lstm(arrays))["c"][0, -1, 0] - 30) < 0.1
""",
    },
}
