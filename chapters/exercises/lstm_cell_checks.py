"""Checks of the exercises of chapters/lstm_cell.md.

Each prints a verdict with a hint, and never raises.
"""

from itertools import permutations

import numpy as np
from scipy.special import expit as sigmoid
from utils import check

ORDER = "ifco"


def step_example(n, m, batch, seed):
    """x, h_prev, c_prev, the three weight arrays, dh and dc of one step."""
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=(n, 4 * m)), rng.normal(size=(m, 4 * m)), rng.normal(size=4 * m)]
    x = rng.normal(size=(batch, n))
    return (
        x,
        rng.normal(size=(batch, m)),
        rng.normal(size=(batch, m)),
        weights,
        *rng.normal(size=(2, batch, m)),
    )


def by_differences(x, h_prev, c_prev, weights, dh, dc, split_lstm, lstm_step):
    """dx, dh_prev, dc_prev and dbias by finite differences."""

    def loss(x, h_prev, c_prev, bias):
        now = lstm_step(x, h_prev, c_prev, split_lstm([weights[0], weights[1], bias]))
        return (now["h"] * dh).sum() + (now["c"] * dc).sum()

    start = [x, h_prev, c_prev, weights[2]]
    found = [np.zeros(array.shape) for array in start]
    for number, array in enumerate(start):
        for place in range(array.size):
            values = []
            for nudge in (1e-6, -1e-6):
                moved = [other.copy() for other in start]
                moved[number].flat[place] += nudge
                values.append(loss(*moved))
            found[number].flat[place] = (values[0] - values[1]) / 2e-6
    return found


def near(a, b):
    return np.shape(a) == np.shape(b) and np.allclose(a, b, atol=1e-5)


def check_step_backward(lstm_step_backward, split_lstm, lstm_step):
    """Prints a verdict on *lstm_step_backward*; never raises."""

    def call(x, h_prev, c_prev, weights, dh, dc):
        given = [x, h_prev, c_prev, *weights, dh, dc]
        copies = [array.copy() for array in given]
        got = lstm_step_backward(copies[0], copies[1], copies[2], copies[3:6], copies[6], copies[7])
        assert isinstance(got, (tuple, list)) and len(got) == 4, (
            "return four arrays: dx, dh_prev, dc_prev, dbias"
        )
        changed = [
            name
            for name, old, new in zip(
                ("x", "h_prev", "c_prev", "kernel", "recurrent_kernel", "bias", "dh", "dc"),
                given,
                copies,
                strict=True,
            )
            if not np.array_equal(old, new)
        ]
        assert not changed, (
            f"your function changes the array {' and '.join(changed)} that it was given: "
            "write dc = dc + ..., not dc += ..."
        )
        return [np.asarray(array, dtype=float) for array in got]

    def test():
        for n, m, batch, seed in ((3, 2, 4, 1), (2, 5, 1, 2)):
            x, h_prev, c_prev, weights, dh, dc = step_example(n, m, batch, seed)
            now = lstm_step(x, h_prev, c_prev, split_lstm(weights))
            i, f, c_tilde, o = now["i"], now["f"], now["c_tilde"], now["o"]
            got = call(x, h_prev, c_prev, weights, dh, dc)
            assert got[3].shape != (batch, 4 * m) or batch == 1 or m == 0, (
                "dbias is one sum over the batch, of shape (4m,)"
            )
            wanted = {
                "dx": (batch, n),
                "dh_prev": (batch, m),
                "dc_prev": (batch, m),
                "dbias": (4 * m,),
            }
            for array, (name, shape) in zip(got, wanted.items(), strict=True):
                assert array.shape == shape, f"{name} should have shape {shape}, not {array.shape}"
            # the error along the cell, in parts
            given_c = call(x, h_prev, c_prev, weights, 0 * dh, dc)
            assert not near(given_c[1], dc * f), (
                "dh_prev and dc_prev have changed places: the order is dx, dh_prev, dc_prev, dbias"
            )
            only_c = given_c[2]
            assert not near(only_c, dc), (
                "dc_prev: the forget gate stands on the thick line, multiply by it"
            )
            assert near(only_c, dc * f), "with dh = 0, dc_prev should be dc times the forget gate"
            only_h = call(x, h_prev, c_prev, weights, dh, 0 * dc)[2]
            slope = 1 - np.tanh(now["c"]) ** 2
            assert not near(only_h, 0 * dh), (
                "dh reaches the cell too: add dh * o * (1 - tanh(c)**2) to dc before anything else"
            )
            assert not near(only_h, dh * o * f), (
                "on its way from h to c the error meets the slope of tanh"
            )
            assert not near(only_h, dh * slope * f), (
                "on its way from h to c the error meets the output gate"
            )
            assert not near(only_h, dh * o * (1 - np.tanh(c_prev) ** 2) * f), (
                "the slope of tanh is taken at the NEW cell, c and not c_prev"
            )
            assert not near(only_h, dh * o * (1 - now["c"] ** 2) * f), (
                "the slope of tanh at c is 1 - tanh(c)**2, not 1 - c**2"
            )
            assert near(only_h, dh * o * slope * f), (
                "with dc = 0, dc_prev should be dh * o * (1 - tanh(c)**2) * f"
            )
            total = dc + dh * o * slope
            assert near(got[2], total * f), (
                "dc_prev: both errors of the cell, added, then the forget gate"
            )
            # the four parts, in Keras's order
            dz = {
                "i": total * c_tilde * i * (1 - i),
                "f": total * c_prev * f * (1 - f),
                "c": total * i * (1 - c_tilde**2),
                "o": dh * np.tanh(now["c"]) * o * (1 - o),
            }
            right = np.concatenate([dz[part].sum(axis=0) for part in ORDER])
            mine = np.split(got[3], 4)
            for other in ("ifoc", "icfo", "fico", "oifc", "cifo"):
                assert not near(got[3], np.concatenate([dz[part].sum(axis=0) for part in other])), (
                    "dbias holds the right numbers in another order: Keras has i, f, c, o"
                )
            assert batch == 1 or not near(got[3], right / batch), (
                "dbias is the sum over the batch, not the mean"
            )
            slips = {
                "i": [
                    (
                        total * c_tilde,
                        "the slope of the input gate's sigmoid, i (1 - i), is missing",
                    ),
                    (
                        total * i * (1 - i),
                        "the input gate multiplied the candidate: its error is dc times c_tilde",
                    ),
                    (
                        total * c_prev * i * (1 - i),
                        "i: its gate multiplied c_tilde; it is the forget gate that multiplied c_prev",
                    ),
                    (
                        total * c_tilde * (1 - i**2),
                        "a gate goes through a sigmoid: its slope is i (1 - i), not 1 - i**2",
                    ),
                ],
                "f": [
                    (
                        total * c_prev,
                        "the slope of the forget gate's sigmoid, f (1 - f), is missing",
                    ),
                    (
                        total * now["c"] * f * (1 - f),
                        "the forget gate multiplied the OLD cell, c_prev",
                    ),
                ],
                "c": [
                    (total * i, "the slope of the candidate's tanh, 1 - c_tilde**2, is missing"),
                    (
                        total * i * c_tilde * (1 - c_tilde),
                        "the candidate goes through tanh: its slope is 1 - c_tilde**2, not that of a sigmoid",
                    ),
                    (
                        total * (1 - c_tilde**2),
                        "the candidate is multiplied by the input gate, so is its error",
                    ),
                ],
                "o": [
                    (
                        dh * np.tanh(now["c"]),
                        "the slope of the output gate's sigmoid, o (1 - o), is missing",
                    ),
                    (
                        total * np.tanh(now["c"]) * o * (1 - o),
                        "the output gate stands behind the cell: its error comes from dh, not from dc",
                    ),
                    (dh * now["c"] * o * (1 - o), "the output gate multiplied tanh(c), not c"),
                ],
            }
            for part, block in zip(ORDER, mine, strict=True):
                for wrong, hint in slips[part]:
                    assert not near(block, wrong.sum(axis=0)), hint
                stale = {
                    "i": dc * c_tilde * i * (1 - i),
                    "f": dc * c_prev * f * (1 - f),
                    "c": dc * i * (1 - c_tilde**2),
                }
                assert part not in stale or not near(block, stale[part].sum(axis=0)), (
                    "the gates get the whole error of the cell: add the part that comes from dh first"
                )
                assert near(block, dz[part].sum(axis=0)), (
                    f"the block of {part} in dbias is not right"
                )
            # through the matrices
            joined = np.concatenate([dz[part] for part in ORDER], axis=1)
            dx, dh_prev, _, dbias = by_differences(
                x, h_prev, c_prev, weights, dh, dc, split_lstm, lstm_step
            )
            assert near(dbias, right)
            assert not near(got[0], 0 * dx) and not near(got[1], 0 * dh_prev), (
                "dx and dh_prev: every part read x and h_prev, multiply its dz by the transposed matrix"
            )
            twisted = sum(
                joined[:, k * m : (k + 1) * m] @ weights[1][:, k * m : (k + 1) * m]
                for k in range(4)
            )
            assert not near(got[1], twisted), (
                "backwards the matrices are transposed: dz @ recurrent_kernel.T"
            )
            assert near(got[0], dx), "dx: all four parts read x, so dz @ kernel.T"
            assert near(got[1], dh_prev), (
                "dh_prev: all four parts read h_prev, so dz @ recurrent_kernel.T"
            )

    check("One step backwards", test)


def check_counter(counter_weights, split_lstm, lstm_forward):
    """Prints a verdict on *counter_weights*; never raises."""

    def count(tick, reset):
        x = np.stack([tick, reset], axis=-1)[None].astype("float64")
        return lstm_forward(x, split_lstm(arrays()))["c"][0, :, 0]

    def arrays():
        return [np.asarray(array, dtype="float64") for array in counter_weights()]

    def test():
        got = counter_weights()
        assert isinstance(got, (list, tuple)) and len(got) == 3, (
            "return three arrays: [kernel, recurrent_kernel, bias]"
        )
        shapes = [np.shape(array) for array in got]
        assert shapes == [(2, 4), (1, 4), (4,)], (
            f"shapes should be (2, 4), (1, 4) and (4,), not {', '.join(map(str, shapes))}"
        )
        quiet = np.zeros(8)
        one = np.eye(8)[0]
        _, _, bias = arrays()
        assert abs(count(quiet, quiet)[-1]) < 0.1, (
            "it counts although there is no tick: close the input gate"
        )
        assert count(one, quiet)[0] > 0.9, (
            "one tick should add 1: is the input gate open, is the candidate 1, and are the columns i, f, c, o?"
        )
        assert abs(count(one, quiet)[0] - 1) < 0.1, "one tick should add 1, not more"
        assert abs(count(one, quiet)[-1] - 1) < 0.1, (
            "the count fades between ticks: the forget gate should be open, near 1"
        )
        reset = np.eye(8)[5]
        after_tick = count(one, reset)[5]
        alone = count(quiet, reset)[5]
        assert abs(after_tick - alone) > 0.1 or abs(alone) < 0.1, (
            "the reset erases the count, and then something is written: close the input gate at a reset"
        )
        assert abs(count(one, reset)[-1]) < 0.1, (
            "a reset should close the forget gate: f = 0 forgets"
        )
        assert count(np.ones(30), np.zeros(30))[1] > 1.5, (
            "the second tick does not add to the first: at a tick, too, the forget gate should be open"
        )
        assert abs(count(np.ones(30), np.zeros(30))[-1] - 30) < 0.1, (
            "thirty ticks do not make 30: set the gates, or the candidate, more firmly"
        )
        rest = count(np.repeat([1.0, 0.0], 30), np.zeros(60))[-1]
        assert rest > 29.9, (
            "a count of 30 fades in thirty quiet steps: open the forget gate more firmly"
        )
        assert rest < 30.1, "the count grows in quiet steps: close the input gate more firmly"
        step = np.arange(33)  # thirty ticks, a reset, two ticks
        after = count((step != 30) * 1.0, (step == 30) * 1.0)
        assert not 0.1 < after[30] < 15, (
            "something of the count is left after a reset: close the forget gate more firmly"
        )
        assert abs(after[-1] - 2) < 0.1, (
            "thirty ticks, a reset and two ticks should give 2: a reset erases the whole count, it does not subtract one"
        )
        assert abs(after[30]) < 0.1, "at the reset itself the count should be 0"
        rests = count(np.eye(60)[3], np.eye(60)[50])
        assert abs(rests[49] - 1) < 0.1, "a count of 1 should survive forty quiet steps"

    check("Count with hand-set weights", test)


def check_to_pytorch(to_pytorch, split_lstm, lstm_forward):
    """Prints a verdict on *to_pytorch*; never raises."""

    def test():
        rng = np.random.default_rng(1)
        for n, m in ((3, 4), (5, 2)):
            kernel = rng.normal(size=(n, 4 * m))
            recurrent = rng.normal(size=(m, 4 * m))
            bias = rng.normal(size=4 * m)
            got = to_pytorch(kernel.copy(), recurrent.copy(), bias.copy())
            assert isinstance(got, dict) and set(got) == {
                "weight_ih",
                "weight_hh",
                "bias_ih",
                "bias_hh",
            }, "return a dictionary with the four keys weight_ih, weight_hh, bias_ih, bias_hh"
            got = {key: np.asarray(array) for key, array in got.items()}
            shapes = {
                "weight_ih": (4 * m, n),
                "weight_hh": (4 * m, m),
                "bias_ih": (4 * m,),
                "bias_hh": (4 * m,),
            }
            for key, shape in shapes.items():
                assert got[key].shape == shape, (
                    f"wrong shape of {key}: PyTorch keeps (4m, n) and (4m, m), and two biases (4m,)"
                )
            both = got["bias_ih"] + got["bias_hh"]
            assert not np.allclose(both, 2 * bias), (
                "the two biases are added: with Keras's bias in both, it counts twice"
            )
            i, f, c, o = np.split(bias, 4)
            others = list(permutations([i, f, c, o]))[1:]  # the first is the right order
            assert not any(np.allclose(both, np.concatenate(order)) for order in others), (
                "the order of the blocks is the same in both libraries: i, f, candidate, o"
            )
            assert np.allclose(both, bias), (
                "the two biases are added: together they must make Keras's one"
            )
            x = rng.normal(size=(2, 5, n))  # PyTorch's formula over five steps
            h = np.zeros((2, m))
            c = np.zeros((2, m))
            for step in range(5):
                z = (
                    x[:, step] @ got["weight_ih"].T
                    + got["bias_ih"]
                    + h @ got["weight_hh"].T
                    + got["bias_hh"]
                )
                i, f, c_tilde, o = np.split(z, 4, axis=1)
                c = sigmoid(f) * c + sigmoid(i) * np.tanh(c_tilde)
                h = sigmoid(o) * np.tanh(c)
            right = lstm_forward(x, split_lstm([kernel, recurrent, bias]))["h"][:, -1]
            reshaped = np.array_equal(got["weight_ih"], kernel.reshape(4 * m, n)) or np.array_equal(
                got["weight_hh"], recurrent.reshape(4 * m, m)
            )
            assert not reshaped, "right shape, wrong numbers: transpose, do not reshape"
            assert np.allclose(h, right), (
                "right shapes, other numbers than Keras: transpose both matrices, and keep the order of the blocks"
            )

    check("From Keras to PyTorch", test)
