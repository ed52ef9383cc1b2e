"""Right and wrong answers to the code exercises of chapters/lstm_cell.md."""

COUNTER = """
def counter_weights():
    w = SimpleNamespace()
    for gate, tick, reset, b in ({rows}):
        setattr(w, "W_x" + gate, np.array([[tick], [reset]], "float64"))
        setattr(w, "W_h" + gate, np.zeros((1, 1)))
        setattr(w, "b_" + gate, np.array([b], "float64"))
    return w
"""


def counter(i, f, c="0, 0, 10"):
    return COUNTER.format(rows=f'("i", {i}), ("f", {f}), ("c", {c}), ("o", 0, 0, 0)')


COUPLED = """
def coupled_step(x, h_prev, c_prev, w):
    def inside(gate):
        return x @ vars(w)["W_x" + gate] + h_prev @ vars(w)["W_h" + gate] + vars(w)["b_" + gate]
    f, o, c_tilde = sigmoid(inside("f")), sigmoid(inside("o")), np.tanh(inside("c"))
    {body}
"""

ANSWERS = {
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
            ("""
def to_pytorch(kernel, recurrent_kernel, bias):
    return {"weight_ih": kernel, "weight_hh": recurrent_kernel, "bias_ih": bias, "bias_hh": 0 * bias}
""", "wrong shape"),
            ("""
def to_pytorch(kernel, recurrent_kernel, bias):
    return {"weight_ih": kernel.T, "weight_hh": recurrent_kernel.T, "bias_ih": bias, "bias_hh": bias}
""", "are added"),
            ("""
def to_pytorch(kernel, recurrent_kernel, bias):
    m = recurrent_kernel.shape[0]
    return {"weight_ih": kernel.reshape(4 * m, -1), "weight_hh": recurrent_kernel.reshape(4 * m, m),
            "bias_ih": bias, "bias_hh": 0 * bias}
""", "do not reshape"),
            ("""
def to_pytorch(kernel, recurrent_kernel, bias):
    def order(array):
        i, f, g, o = np.split(array, 4, axis=-1)
        return np.concatenate([i, f, o, g], axis=-1).T
    return {"weight_ih": order(kernel), "weight_hh": order(recurrent_kernel),
            "bias_ih": order(bias), "bias_hh": 0 * bias}
""", "in its order"),
        ],
        "hidden": """
toy = np.random.default_rng(7)
kernel, recurrent, bias = toy.normal(size=(3, 8)), toy.normal(size=(2, 8)), toy.normal(size=8)
got = {key: np.asarray(array) for key, array in to_pytorch(kernel, recurrent, bias).items()}
x_toy = toy.normal(size=(2, 5, 3))
h = c = np.zeros((2, 2))
for step in range(5):
    z = x_toy[:, step] @ got["weight_ih"].T + got["bias_ih"] + h @ got["weight_hh"].T + got["bias_hh"]
    i, f, g, o = np.split(z, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    h = sigmoid(o) * np.tanh(c)
assert np.allclose(h, lstm_forward(x_toy, split_lstm(kernel, recurrent, bias)).h[:, -1])
""",
    },
    "ex-count-by-hand": {
        "right": [
            counter("20, 0, -10", "0, -20, 10"),
            counter("40, -5, -20", "5, -60, 30", "3, -3, 20"),
            counter("60, 0, -30", "0, -60, 30", "20, 0, 0"),  # the candidate follows the tick
        ],
        "wrong": [
            (counter("0, 30, -15", "-30, 0, 15"), "one tick should add 1"),
            (counter("30, 0, -15", "0, 0, 15"), "f = 0 forgets"),
            (counter("30, 0, -15", "0, 30, -15"), "fades between ticks"),
            (counter("30, 0, -15", "0, -30, 15", "1, 0, 0"), "is the candidate 1"),
            (counter("0, 0, 15", "0, -30, 15"), "although there is no tick"),
            (counter("10, 0, -5", "0, -10, 5"), "more firmly"),
            (counter("30, 30, -15", "0, 0, 15", "0, -30, 10"), "does not subtract one"),
            ("""
def counter_weights():
    w = SimpleNamespace()
    for gate in "ifco":
        setattr(w, "W_x" + gate, np.zeros(2))
        setattr(w, "W_h" + gate, np.zeros(1))
        setattr(w, "b_" + gate, np.zeros(1))
    return w
""", "shapes"),
        ],
        "hidden": """
toy = np.random.default_rng(3)
event = toy.choice(3, 40, p=[0.5, 0.4, 0.1])
x_toy = np.stack([event == 1, event == 2], axis=-1)[None].astype("float64")
count, expected = 0, []
for e in event:
    count = 0 if e == 2 else count + (e == 1)
    expected.append(count)
assert np.allclose(lstm_forward(x_toy, counter_weights()).c[0, :, 0], expected, atol=0.1)
""",
    },
    "ex-parameters": {
        "right": [
            """
def parameters(cell, n, m):
    if cell == "SimpleRNN":
        return m * (n + m + 1)
    if cell == "LSTM":
        return 4 * m * (n + m + 1)
    if cell == "GRU":
        return 3 * m * (n + m + 2)
    if cell == "peepholes":
        return 4 * m * (n + m + 1) + 3 * m
    return 3 * m * (n + m + 1)
""",
            """
def parameters(cell, n, m):
    part = n * m + m ** 2 + m
    return {"SimpleRNN": part, "LSTM": 4 * part, "GRU": 3 * (part + m), "GRU before": 3 * part,
            "CIFG": 3 * part, "peepholes": 4 * part + 3 * m}[cell]
""",
        ],
        "wrong": [
            ("""
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 3, "peepholes": 4}
    return parts[cell] * (n * m + m * m + m) + (3 * m if cell == "peepholes" else 0)
""", "second bias for each"),
            ("""
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 3, "peepholes": 4}
    extra = 3 * m * m if cell == "peepholes" else 3 * m if cell == "GRU" else 0
    return parts[cell] * (n * m + m * m + m) + extra
""", "no matrices"),
            ("""
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 4, "peepholes": 4}
    extra = 3 * m if cell in ("GRU", "peepholes") else 0
    return parts[cell] * (n * m + m * m + m) + extra
""", "no weights of its own"),
            ("""
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 3, "peepholes": 4}
    return parts[cell] * (n * m + m * m)
""", "not what Keras counts"),
            ("""
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 3, "peepholes": 4}
    extra = n * m if cell == "GRU" else 3 * m if cell == "peepholes" else 0
    return parts[cell] * (n * m + m * m + m) + extra
""", "has 3m numbers"),
            ("""
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 3, "peepholes": 4}
    extra = 15 if cell in ("GRU", "peepholes") else 0
    return parts[cell] * (n * m + m * m + m) + extra
""", "has 3m numbers"),
            ("""
def parameters(cell, n, m):
    return 3
""", "not what Keras counts"),
        ],
        "hidden": """
for cell, layer in (("SimpleRNN", layers.SimpleRNN(7)), ("LSTM", layers.LSTM(7)), ("GRU", layers.GRU(7)),
                    ("GRU before", layers.GRU(7, reset_after=False))):
    layer.build((None, None, 11))
    assert parameters(cell, 11, 7) == layer.count_params()
assert parameters("CIFG", 11, 7) == 3 * 7 * 19 and parameters("peepholes", 11, 7) == 4 * 7 * 19 + 21
""",
    },
    "ex-coupled-cell": {
        "right": [
            COUPLED.format(body="c = f * c_prev + (1 - f) * c_tilde\n    return o * np.tanh(c), c"),
            COUPLED.format(body="i = 1 - f\n    c = c_prev - i * c_prev + i * c_tilde\n    h = np.tanh(c) * o\n"
                                "    return [h, c]"),
        ],
        "wrong": [
            (COUPLED.format(body="c = (1 - f) * c_prev + f * c_tilde\n    return o * np.tanh(c), c"), "with f = 1"),
            (COUPLED.format(body="c = f * c_prev + c_tilde\n    return o * np.tanh(c), c"), "with f = 1"),
            (COUPLED.format(body="c = f * c_prev + (1 - f) * c_tilde\n    return o * c, c"), "h is tanh"),
            (COUPLED.format(body="c = f * c_prev + (1 - f) * c_tilde\n    return np.tanh(c), c"), "nothing is shown"),
            (COUPLED.format(body="c = f * c_prev + (1 - f) * c_tilde\n    return o * np.tanh(c_prev), c"), "NEW cell"),
            (COUPLED.format(body="c = f * c_prev + (1 - f) * c_tilde\n    return c, o * np.tanh(c)"), "with f = 1"),
            (COUPLED.format(body="c = f * c_prev + (1 - f) * np.tanh(x @ w.W_xc + w.b_c)\n"
                                 "    return o * np.tanh(c), c"), "reads x and h"),
            (COUPLED.format(body="f, o = sigmoid(w.b_f), sigmoid(w.b_o)\n    c = f * c_prev + (1 - f) * c_tilde\n"
                                 "    return o * np.tanh(c), c"), "half-open gates"),
            (COUPLED.format(body="f, o = (sigmoid(x @ w.W_xo + h_prev @ w.W_ho + w.b_f),\n"
                                 "            sigmoid(x @ w.W_xf + h_prev @ w.W_hf + w.b_o))\n"
                                 "    c = f * c_prev + (1 - f) * c_tilde\n"
                                 "    return o * np.tanh(c), c"), "half-open gates"),
        ],
        "hidden": """
x_t, h, c, w_toy = coupled_example()
full = SimpleNamespace(**vars(w_toy), W_xi=-w_toy.W_xf, W_hi=-w_toy.W_hf, b_i=-w_toy.b_f)
i, f, new, o = lstm_gates(x_t, h, full)
got_h, got_c = coupled_step(x_t, h, c, w_toy)
assert np.allclose(got_c, f * c + i * new) and np.allclose(got_h, o * np.tanh(got_c))
""",
    },
}
