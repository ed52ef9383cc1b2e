"""Checks of the exercises of chapters/gru_and_relatives.md.

Each prints a verdict with a hint, and never raises.
"""

import numpy as np
from keras import layers
from scipy.special import expit as sigmoid
from utils import check


def gru_example(n, m, batch, seed):
    """x, h_prev, W_x, W_h, b, b_h of one step, dictionaries with the keys z, r, h."""
    rng = np.random.default_rng(seed)
    parts = [
        {part: rng.normal(size=shape) for part in "zrh"} for shape in ((n, m), (m, m), (m,), (m,))
    ]
    return rng.normal(size=(batch, n)), rng.normal(size=(batch, m)), *parts


def with_bias(b, part, value):
    """The biases *b* with that of *part* far to one side, so that its gate is at 0 or 1."""
    return {**b, part: b[part] + value}


def check_gru_step(step_of_gru):
    """Prints a verdict on *step_of_gru*; never raises."""

    def test():
        for n, m, batch, seed in ((3, 2, 4, 1), (2, 5, 3, 2)):
            for reset_after in (False, True):
                x, h, W_x, W_h, b, b_h = gru_example(n, m, batch, seed)
                form = f"reset_after={reset_after}"
                if not reset_after:
                    b_h = None
                second = b_h or {part: np.zeros(m) for part in "zrh"}

                def call(b, x=x, h=h, W_x=W_x, W_h=W_h, b_h=b_h, reset_after=reset_after):
                    return np.asarray(step_of_gru(x, h, W_x, W_h, b, b_h, reset_after), dtype=float)

                def candidate(
                    r, h=h, x=x, W_x=W_x, W_h=W_h, b=b, second=second, reset_after=reset_after
                ):
                    if reset_after:
                        return np.tanh(x @ W_x["h"] + b["h"] + r * (h @ W_h["h"] + second["h"]))
                    return np.tanh(x @ W_x["h"] + b["h"] + (r * h) @ W_h["h"])

                got = call(b)
                assert got.shape == (batch, m), (
                    f"return one array, the new state (batch, m), not {got.shape}"
                )
                kept = call(with_bias(b, "z", 60))
                open_r = with_bias(with_bias(b, "z", -60), "r", 60)
                assert not np.allclose(
                    kept, candidate(sigmoid(x @ W_x["r"] + b["r"] + h @ W_h["r"] + second["r"]))
                ), "z and 1 - z are exchanged: here z = 1 keeps the old state"
                assert np.allclose(kept, h), "with z = 1 the old state should be kept as it is"
                assert np.allclose(call(open_r), candidate(1.0)), (
                    f"{form}, z = 0 and r = 1: the state should be tanh of input, state and biases"
                )
                shut = call(with_bias(with_bias(b, "z", -60), "r", -60))
                assert (
                    not np.allclose(shut, np.tanh(x @ W_x["h"] + b["h"] + second["h"]))
                    or not reset_after
                ), "reset_after=True: r multiplies the second bias of the candidate too"
                assert np.allclose(shut, candidate(0.0)), (
                    f"{form}, r = 0: the candidate should read nothing of the old state"
                )
                r = sigmoid(x @ W_x["r"] + b["r"] + h @ W_h["r"] + second["r"])
                z = sigmoid(x @ W_x["z"] + b["z"] + h @ W_h["z"] + second["z"])
                half = call(with_bias(b, "z", -60))
                before = np.tanh(x @ W_x["h"] + b["h"] + (r * h) @ W_h["h"])
                after = np.tanh(x @ W_x["h"] + b["h"] + r * (h @ W_h["h"] + second["h"]))
                other = before if reset_after else after
                assert not np.allclose(half, other), (
                    f"{form}: r multiplies the state before the matrix if False, the product behind it if True"
                )
                without = sigmoid(x @ W_x["r"] + b["r"] + h @ W_h["r"])
                assert not reset_after or not np.allclose(half, candidate(without)), (
                    "reset_after=True: the gates have a second bias too, b_h"
                )
                assert np.allclose(half, candidate(r)), (
                    f"{form}: the reset gate is not right; it reads x and h_prev, each with weights of its own"
                )
                wanted = z * h + (1 - z) * candidate(r)
                no_second = sigmoid(x @ W_x["z"] + b["z"] + h @ W_h["z"])
                assert not reset_after or not np.allclose(
                    got, no_second * h + (1 - no_second) * candidate(r)
                ), "reset_after=True: the gates have a second bias too, b_h"
                assert np.allclose(got, wanted), (
                    f"{form}: the update gate is not right; it reads x and h_prev, each with weights of its own"
                )

    check("One step of a GRU", test)


def check_parameters(parameters):
    """Prints a verdict on *parameters*; never raises."""

    def test():
        for n, m in ((4, 5), (7, 2)):
            for cell, layer in (
                ("SimpleRNN", layers.SimpleRNN(m)),
                ("LSTM", layers.LSTM(m)),
                ("GRU before", layers.GRU(m, reset_after=False)),
            ):
                layer.build((None, None, n))
                assert parameters(cell, n, m) == layer.count_params(), (
                    f"{cell} is not what Keras counts: n*m + m*m + m for each part"
                )
            assert parameters("GRU", n, m) != parameters("GRU before", n, m), (
                "with reset_after=True the GRU has a second bias for each of its three parts"
            )
            assert parameters("GRU", n, m) == parameters("GRU before", n, m) + 3 * m, (
                "the second bias of the GRU has 3m numbers"
            )
            assert parameters("CIFG", n, m) == 3 * parameters("SimpleRNN", n, m), (
                "a coupled gate has no weights of its own"
            )
            assert parameters("peepholes", n, m) == parameters("LSTM", n, m) + 3 * m, (
                "peepholes: three gates, one weight per unit each, no matrices"
            )

    check("Parameters of six cells", test)


def coupled_example(n=3, m=2, batch=4, f_bias=0.0, o_bias=0.0, seed=2):
    """x, h_prev, c_prev, W_x, W_h, b of one step; dictionaries with the keys f, c, o."""
    rng = np.random.default_rng(seed)
    W_x = {part: rng.normal(size=(n, m)) for part in "fco"}
    W_h = {part: rng.normal(size=(m, m)) for part in "fco"}
    b = {part: rng.normal(size=m) for part in "fco"}
    b["f"] = b["f"] + f_bias
    b["o"] = b["o"] + o_bias
    return (
        rng.normal(size=(batch, n)),
        rng.normal(size=(batch, m)),
        rng.normal(size=(batch, m)),
        W_x,
        W_h,
        b,
    )


def check_coupled(coupled_step):
    """Prints a verdict on *coupled_step*; never raises."""

    def call(example):
        got = coupled_step(*example)
        batch, m = np.shape(example[2])
        assert (
            isinstance(got, (tuple, list)) and len(got) == 2 and np.shape(got[0]) == (batch, m)
        ), "return h, c: two arrays (batch, m)"
        return np.asarray(got[0], dtype=float), np.asarray(got[1], dtype=float)

    def test():
        for n, m, batch, seed in ((3, 2, 4, 2), (2, 5, 3, 3)):
            size = {"n": n, "m": m, "batch": batch, "seed": seed}
            x, h, c, W_x, W_h, b = coupled_example(f_bias=40, **size)
            new = np.tanh(x @ W_x["c"] + h @ W_h["c"] + b["c"])
            h_new, c_new = call((x, h, c, W_x, W_h, b))
            assert not np.allclose(h_new, c), "return h first, then c"
            assert not np.allclose(c_new, new), (
                "f and 1 - f are exchanged: f multiplies the old cell"
            )
            assert not np.allclose(c_new, c + new), (
                "the input gate is 1 - f: with f = 1 nothing is written"
            )
            assert np.allclose(c_new, c), "with f = 1 the cell keeps c and writes nothing"
            _, c_new = call(coupled_example(f_bias=-40, **size))
            assert np.allclose(c_new, new), (
                "with f = 0 the cell is replaced by the candidate, which reads x and h"
            )
            h_new, c_new = call(coupled_example(o_bias=40, **size))
            assert not np.allclose(h_new, np.tanh(c)), (
                "h is tanh of the NEW cell, not of the old one"
            )
            assert np.allclose(h_new, np.tanh(c_new)), "with o = 1: h is tanh of the new cell"
            h_new, _ = call(coupled_example(o_bias=-40, **size))
            assert np.allclose(h_new, 0), "with o = 0 nothing is shown"
            x, h, c, W_x, W_h, b = coupled_example(**size)
            f = sigmoid(x @ W_x["f"] + h @ W_h["f"] + b["f"])
            o = sigmoid(x @ W_x["o"] + h @ W_h["o"] + b["o"])
            h_new, c_new = call((x, h, c, W_x, W_h, b))
            assert np.allclose(c_new, f * c + (1 - f) * new) and np.allclose(
                h_new, o * np.tanh(c_new)
            ), "half-open gates differ: f and o read x and h, each with weights of its own"

    check("A coupled cell", test)
