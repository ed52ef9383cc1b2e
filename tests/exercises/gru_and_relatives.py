"""Right and wrong answers to the code exercises of chapters/exercises/gru_and_relatives.md."""

COUPLED = """
def coupled_step(x, h_prev, c_prev, W_x, W_h, b):
    def inside(gate):
        return x @ W_x[gate] + h_prev @ W_h[gate] + b[gate]
    f, o, c_tilde = sigmoid(inside("f")), sigmoid(inside("o")), np.tanh(inside("c"))
    {body}
"""

GRU = """
def step_of_gru(x, h_prev, W_x, W_h, b, b_h, reset_after):
    second = b_h if reset_after else dict(z=0, r=0, h=0)
    z = sigmoid({z})
    r = sigmoid({r})
    if reset_after:
        new = np.tanh({after})
    else:
        new = np.tanh({before})
    return {out}
"""
PARTS = {
    "z": 'x @ W_x["z"] + b["z"] + h_prev @ W_h["z"] + second["z"]',
    "r": 'x @ W_x["r"] + b["r"] + h_prev @ W_h["r"] + second["r"]',
    "after": 'x @ W_x["h"] + b["h"] + r * (h_prev @ W_h["h"] + second["h"])',
    "before": 'x @ W_x["h"] + b["h"] + (r * h_prev) @ W_h["h"]',
    "out": "z * h_prev + (1 - z) * new",
}


def gru(**changes):
    return GRU.format(**{**PARTS, **changes})


ANSWERS = {
    "ex-gru-step": {
        "right": [
            gru(),
            """
def step_of_gru(x, h_prev, W_x, W_h, b, b_h, reset_after):
    gate = {}
    for part in "zr":
        inside = x @ W_x[part] + h_prev @ W_h[part] + b[part]
        if reset_after:
            inside = inside + b_h[part]
        gate[part] = 1 / (1 + np.exp(-inside))
    if reset_after:
        recurrent = (h_prev @ W_h["h"] + b_h["h"]) * gate["r"]
    else:
        recurrent = np.dot(h_prev * gate["r"], W_h["h"])
    new = np.tanh(recurrent + b["h"] + np.dot(x, W_x["h"]))
    return new + gate["z"] * (h_prev - new)
""",
        ],
        "wrong": [
            (gru(out="(1 - z) * h_prev + z * new"), "exchanged"),
            (
                gru(after='x @ W_x["h"] + b["h"] + r * (h_prev @ W_h["h"]) + second["h"]'),
                "r multiplies the second bias",
            ),
            (gru(after='x @ W_x["h"] + b["h"] + r * (h_prev @ W_h["h"])'), "z = 0 and r = 1"),
            (
                gru(before='x @ W_x["h"] + b["h"] + r * (h_prev @ W_h["h"])'),
                "before the matrix if False",
            ),
            (
                gru(after='x @ W_x["h"] + b["h"] + second["h"] + (r * h_prev) @ W_h["h"]'),
                "r multiplies the second bias",
            ),
            (
                gru(
                    before='x @ W_x["h"] + b["h"] + h_prev @ W_h["h"]',
                    after='x @ W_x["h"] + b["h"] + h_prev @ W_h["h"] + second["h"]',
                ),
                "nothing of the old state",
            ),
            (gru(r='x @ W_x["r"] + b["r"] + h_prev @ W_h["r"]'), "second bias too"),
            (gru(z='x @ W_x["z"] + b["z"] + h_prev @ W_h["z"]'), "second bias too"),
            (gru(r='x @ W_x["r"] + b["r"] + second["r"]'), "the reset gate is not right"),
            (gru(z='x @ W_x["z"] + b["z"] + second["z"]'), "the update gate is not right"),
            (gru(out="z * h_prev + (1 - z) * new, new"), "the new state (batch, m)"),
            (gru(out="z * h_prev + new"), "the old state should be kept"),
        ],
        "hidden": """
rng = np.random.default_rng(5)
from keras import layers
for reset_after in (True, False):
    layer = layers.GRU(3, reset_after=reset_after, dtype="float64")
    layer.build((None, 1, 4))
    layer.set_weights([rng.normal(size=old.shape) for old in layer.get_weights()])
    kernel, recurrent, bias = layer.get_weights()
    rows = bias if reset_after else bias[None]
    W_x, W_h, *biases = (dict(zip("zrh", np.split(a, 3, axis=-1))) for a in (kernel, recurrent, *rows))
    x, h = rng.normal(size=(2, 4)), rng.normal(size=(2, 3))
    got = step_of_gru(x, h, W_x, W_h, biases[0], biases[1] if reset_after else None, reset_after)
    assert np.allclose(got, layer(x[:, None], initial_state=h))
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
            (
                """
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 3, "peepholes": 4}
    return parts[cell] * (n * m + m * m + m) + (3 * m if cell == "peepholes" else 0)
""",
                "second bias for each",
            ),
            (
                """
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 3, "peepholes": 4}
    extra = 3 * m * m if cell == "peepholes" else 3 * m if cell == "GRU" else 0
    return parts[cell] * (n * m + m * m + m) + extra
""",
                "no matrices",
            ),
            (
                """
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 4, "peepholes": 4}
    extra = 3 * m if cell in ("GRU", "peepholes") else 0
    return parts[cell] * (n * m + m * m + m) + extra
""",
                "no weights of its own",
            ),
            (
                """
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 3, "peepholes": 4}
    return parts[cell] * (n * m + m * m)
""",
                "not what Keras counts",
            ),
            (
                """
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 3, "peepholes": 4}
    extra = n * m if cell == "GRU" else 3 * m if cell == "peepholes" else 0
    return parts[cell] * (n * m + m * m + m) + extra
""",
                "has 3m numbers",
            ),
            (
                """
def parameters(cell, n, m):
    parts = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3, "CIFG": 3, "peepholes": 4}
    extra = 15 if cell in ("GRU", "peepholes") else 0
    return parts[cell] * (n * m + m * m + m) + extra
""",
                "has 3m numbers",
            ),
            (
                """
def parameters(cell, n, m):
    return 3
""",
                "not what Keras counts",
            ),
        ],
        "hidden": """
from keras import layers
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
            COUPLED.format(
                body="i = 1 - f\n    c = c_prev - i * c_prev + i * c_tilde\n    h = np.tanh(c) * o\n"
                "    return [h, c]"
            ),
        ],
        "wrong": [
            (
                COUPLED.format(
                    body="c = (1 - f) * c_prev + f * c_tilde\n    return o * np.tanh(c), c"
                ),
                "exchanged",
            ),
            (
                COUPLED.format(body="c = f * c_prev + c_tilde\n    return o * np.tanh(c), c"),
                "nothing is written",
            ),
            (
                COUPLED.format(body="c = f * c_prev + (1 - f) * c_tilde\n    return o * c, c"),
                "h is tanh",
            ),
            (
                COUPLED.format(body="c = f * c_prev + (1 - f) * c_tilde\n    return np.tanh(c), c"),
                "nothing is shown",
            ),
            (
                COUPLED.format(
                    body="c = f * c_prev + (1 - f) * c_tilde\n    return o * np.tanh(c_prev), c"
                ),
                "NEW cell",
            ),
            (
                COUPLED.format(
                    body="c = f * c_prev + (1 - f) * c_tilde\n    return c, o * np.tanh(c)"
                ),
                "return h first",
            ),
            (
                COUPLED.format(
                    body="c = f * c_prev + (1 - f) * np.tanh(x @ W_x['c'] + b['c'])\n"
                    "    return o * np.tanh(c), c"
                ),
                "reads x and h",
            ),
            (
                COUPLED.format(
                    body="f, o = sigmoid(b['f']), sigmoid(b['o'])\n    c = f * c_prev + (1 - f) * c_tilde\n"
                    "    return o * np.tanh(c), c"
                ),
                "half-open gates",
            ),
            (
                COUPLED.format(
                    body="f, o = (sigmoid(x @ W_x['o'] + h_prev @ W_h['o'] + b['f']),\n"
                    "            sigmoid(x @ W_x['f'] + h_prev @ W_h['f'] + b['o']))\n"
                    "    c = f * c_prev + (1 - f) * c_tilde\n"
                    "    return o * np.tanh(c), c"
                ),
                "half-open gates",
            ),
        ],
        "hidden": """
rng = np.random.default_rng(9)
W_x, W_h, b = ({part: rng.normal(size=shape) for part in "fco"} for shape in ((4, 3), (3, 3), (3,)))
full = Weights({**W_x, "i": -W_x["f"]}, {**W_h, "i": -W_h["f"]}, {**b, "i": -b["f"]})
x, h, c = rng.normal(size=(2, 4)), rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
now = lstm_step(x, h, c, full)
got_h, got_c = coupled_step(x, h, c, W_x, W_h, b)
assert np.allclose(got_c, now["c"]) and np.allclose(got_h, now["h"])
""",
    },
}
