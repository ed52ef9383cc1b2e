"""Checks of the exercises of chapters/recurrent_networks.md.

Each prints a verdict with a hint, and never raises.
"""

import numpy as np
from keras import layers
from utils import check


def check_unequal_length(last_states):
    """Prints a verdict on *last_states*; never raises."""

    def test_last_states():
        u, c = np.array([[0.5, -1.0]]), np.array([0.1, -0.2])
        v = np.array([[0.3, 0.2], [-0.4, 0.6]])
        short, long = np.array([[1.0]]), np.array([[1.0], [-2.0], [0.5]])
        got = np.asarray(last_states([long, short, long], u, v, c), dtype=float)
        assert got.shape == (3, 2), "the shape should be (sequences, units): one state each"
        assert not np.allclose(got[1], np.tanh(short[0] @ u)), "the bias is missing"
        assert np.allclose(got[2], got[0]), (
            "equal sequences got different states: start each one from zeros"
        )
        read_on = [np.tanh([0.6, -1.2])]  # filled up with two zero steps, behind or in front
        in_front = np.zeros(2)
        for _ in range(2):
            read_on.append(np.tanh(read_on[-1] @ v + c))
            in_front = np.tanh(in_front @ v + c)
        filled = (read_on[-1], np.tanh(short[0] @ u + in_front @ v + c))
        assert not any(np.allclose(got[1], state) for state in filled), (
            "the short sequence was filled up with zeros, and the cell read them: zeros are "
            "steps too, so stop where each sequence ends"
        )
        assert np.allclose(got[1], np.tanh([0.6, -1.2])), (
            "one step from zeros should give tanh(x W_xh + b)"
        )
        assert not np.allclose(got[0], np.tanh(long[-1] @ u + c)), (
            "the old state has no effect: add h W_hh at every step"
        )
        first = np.tanh(long[0] @ u + c)
        second = np.tanh(long[1] @ u + first @ v + c)
        assert np.allclose(got[0], np.tanh(long[2] @ u + second @ v + c)), (
            "wrong after three steps: is it h @ W_hh, and every step in its order?"
        )
        wide = np.array([[0.5, -1.0, 0.2], [0.7, 0.4, -0.3]])  # two features, three units
        got = np.asarray(last_states([np.array([[1.0, 2.0]])], wide, np.eye(3), np.ones(3)))
        assert got.shape == (1, 3) and np.allclose(got[0], np.tanh([2.9, 0.8, 0.6])), (
            "right for one feature, wrong for two: multiply with the matrix, row @ W_xh"
        )

    check("Sequences of unequal length", test_last_states)


POINT = np.array([0.4, 0.7, 0.1])  # w, u, b
ELSEWHERE = np.array([-0.9, 0.5, -0.2])


def last_of_unit(values, w, u, b, h=0.3):
    """The state after *values*, one unit, one feature."""
    for value in values:
        h = np.tanh(value * w + h * u + b)
    return h


def unit_by_differences(values, point=POINT, y=0.2, h_0=0.3):
    """dw, du and db of (h - y)**2 / 2 by finite differences: (3,)."""
    found = []
    for nudge in 1e-6 * np.eye(3):
        up = last_of_unit(values, *(point + nudge), h_0)
        down = last_of_unit(values, *(point - nudge), h_0)
        found.append(((up - y) ** 2 - (down - y) ** 2) / 4e-6)
    return np.array(found)


def check_one_unit(one_unit_gradients):
    """Prints a verdict on *one_unit_gradients*; never raises."""

    def test_one_unit_gradients():
        x = [0.5, -1.0, 2.0]
        want = unit_by_differences(x)
        got = np.array(one_unit_gradients(x, 0.2, *POINT, 0.3), dtype=float)
        end = last_of_unit(x, *POINT)
        assert got.shape == (3,), "return three numbers: dw, du, db"
        assert not np.allclose(got[2], (end - 0.2) * (1 - end**2)), (
            "only the last step counts in your sum: the same weight acted at every step"
        )
        assert not np.allclose(got, -np.array(want), rtol=1e-4), "the sign is reversed"
        assert not np.allclose(got, 2 * np.array(want), rtol=1e-4), (
            "twice too large: the loss has a factor 1/2"
        )
        assert np.allclose(got[2], want[2], rtol=1e-4) or not np.allclose(
            np.sort(got), np.sort(want), rtol=1e-4
        ), "the right numbers in another order: dw, du, db"
        assert np.allclose(got[2], want[2], rtol=1e-4), (
            "db is wrong: do the states start from h_0, is the factor 1 - h_t**2 there, "
            "and u for every step gone back?"
        )
        assert not np.allclose(got[:2], want[1::-1], rtol=1e-4), (
            "du and dw have changed places: the order is dw, du, db"
        )
        assert np.allclose(got[0], want[0], rtol=1e-4), "db is right but dw is not: use x_t"
        assert np.allclose(got[1], want[1], rtol=1e-4), (
            "db and dw are right but du is not: its factor is the state BEFORE the step"
        )
        for values in ([*x, -0.5], x[:1], [*x, -0.5, 1.0, -0.3, 0.8, 0.1, -0.9]):
            other = np.array(one_unit_gradients(values, 0.2, *POINT, 0.3), dtype=float)
            assert np.allclose(other, unit_by_differences(values), rtol=1e-4), (
                "right for three steps and for no other number: go on as long as x does"
            )
        for point, y, h_0 in ((POINT, -0.6, 0.3), (POINT, 0.2, -0.5), (ELSEWHERE, 0.2, 0.3)):
            other = np.array(one_unit_gradients(x, y, *point, h_0), dtype=float)
            assert np.allclose(other, unit_by_differences(x, point, y, h_0), rtol=1e-4), (
                "right for one y, w, u, b and h_0 only: use the arguments, no fixed numbers"
            )

    check("Gradients of one unit", test_one_unit_gradients)


def check_count_parameters(count):
    """Prints a verdict on *count*; never raises."""

    def test_count():
        one = count(3, [5], 2)
        assert one != 15 + 25 + 5, "the head is missing: units times outputs, plus bias"
        assert one != 15 + 25 + 10, "no biases: each unit and each output has one"
        assert one != 15 + 5 + 10 + 2, "the weights from state to state are missing"
        assert one == 57, "count(3, [5], 2) should be 15 + 25 + 5, and 10 + 2 above"
        two = count(3, [5, 4], 2)
        assert two != 45 + 3 * 4 + 4 * 4 + 4 + 10, (
            "the second layer reads the 5 units below it, not the 3 features"
        )
        assert two not in (45 + 10, 45 + 12), "the second layer is missing"
        assert two != 45 + 40 + 9 * 2 + 2, "the head reads the top layer only"
        assert two == 45 + 40 + 10, "count(3, [5, 4], 2) should be 45, 40 and 10 added up"
        assert count(1, [2, 3, 4], 6) == 8 + 18 + 32 + 30, (
            "right for one and two layers, wrong for three: count(1, [2, 3, 4], 6) should "
            "be 8, 18, 32 and 30 added up"
        )

    check("Count the parameters", test_count)


def check_shapes(shapes):
    """Prints a verdict on *shapes*; never raises."""

    def test_shapes():
        x, m, every = np.zeros((3, 7, 2), "float32"), 4, {"return_sequences": True}
        found = [
            layers.SimpleRNN(m)(x),
            layers.SimpleRNN(m, **every)(x),
            layers.Dense(1)(layers.SimpleRNN(m, **every)(x)),
            layers.Bidirectional(layers.SimpleRNN(m, **every))(x),
            layers.SimpleRNN(m, return_state=True, **every)(x)[1],
            layers.SimpleRNN(m, stateful=True, **every)(x[:, 2:]),
        ]
        hints = [
            "(a) only the last state comes back: no axis for time",
            "(b) one state per step, and a state has one number per unit",
            "(c) the head stands on every state: one number per step",
            "(d) two networks: their states are joined on the last axis",
            "(e) the last state alone, in addition to the sequence",
            "(f) five steps were fed; the state kept is not returned",
        ]
        got = shapes(3, 7, 2, m)
        assert len(got) == 6, "return six tuples, for (a) to (f)"
        for shape, array, hint in zip(got, found, hints, strict=True):
            assert tuple(shape) == tuple(array.shape), hint
        want = [(6, 3), (6, 9, 3), (6, 9, 1), (6, 9, 6), (6, 3), (6, 7, 3)]
        assert [tuple(shape) for shape in shapes(6, 9, 5, 3)] == want, (
            "right for (3, 7, 2) and 4 units only: use the four arguments, and cut two steps in (f)"
        )

    check("Shapes before running", test_shapes)


def check_both_directions(both_directions, forward):
    """Prints a verdict on *both_directions*; never raises."""

    def test_both_directions():
        some = np.random.default_rng(7)
        data = some.normal(size=(2, 4, 3))  # (batch, time, features)
        one, other = ([some.normal(size=shape) for shape in ((3, 5), (5, 5), 5)] for _ in range(2))
        got = np.asarray(both_directions(data, one, other))
        assert got.shape == (2, 4, 10), (
            "the shape should be (batch, time, 2 * units): join on the last axis"
        )
        zeros = np.zeros((2, 5))
        back = forward(data[:, ::-1], *other, zeros)
        assert not np.allclose(got[:, :, 5:], back), (
            "the backward states stand in the order of reading: turn them round again"
        )
        assert not np.allclose(got[:, :, 5:], forward(data, *other, zeros)), (
            "the second network read from the front: reverse the time axis"
        )
        assert not np.allclose(got[:, :, :5], back[:, ::-1]), "forward states come first"
        assert np.allclose(got[:, :, :5], forward(data, *one, zeros)), (
            "the first half should be the plain forward states"
        )
        assert np.allclose(got[:, :, 5:], back[:, ::-1]), (
            "the second half is wrong: own weights, own zeros, only axis 1 reversed"
        )
        data = some.normal(size=(3, 6, 2))  # other sizes
        one, other = ([some.normal(size=shape) for shape in ((2, 4), (4, 4), 4)] for _ in range(2))
        try:
            size = np.shape(both_directions(data, one, other))
        except ValueError:  # shapes that do not fit each other
            size = None
        assert size == (3, 6, 8), "right for one size only: take the sizes from the arguments"

    check("Both directions by hand", test_both_directions)


def leaky_forward(x, weights, h, a):
    """States and candidates of a layer of leaky units, each (batch, time, units)."""
    W_xh, W_hh, b = weights
    states, candidates = [], []
    for step in range(x.shape[1]):
        candidate = np.tanh(x[:, step] @ W_xh + h @ W_hh + b)
        h = (1 - a) * h + a * candidate
        states.append(h)
        candidates.append(candidate)
    return np.stack(states, axis=1), np.stack(candidates, axis=1)


def leaky_reference(x, weights, h_0, a, sent, *, slope_of="c", past=True, factor=True):
    """Gradients by the seven lines; the switches make the slips that students make."""
    W_hh = weights[1]
    states, candidates = leaky_forward(x, weights, h_0, a)
    sums = [np.zeros_like(weight) for weight in weights]
    r = np.zeros_like(h_0)
    for step in reversed(range(x.shape[1])):
        before = states[:, step - 1] if step else h_0
        d_h = sent[:, step] + r
        squashed = (candidates if slope_of == "c" else states)[:, step]
        d_z = (a if factor else 1) * d_h * (1 - squashed**2)
        for total, share in zip(
            sums, (x[:, step].T @ d_z, before.T @ d_z, d_z.sum(0)), strict=True
        ):
            total += share
        r = past * (1 - a) * d_h + d_z @ W_hh.T
    return [*sums, r]


def check_leaky_backward(leaky_backward):
    """Prints a verdict on *leaky_backward*; never raises."""

    def test_leaky_backward():
        names = ("W_xh", "W_hh", "b", "h_0")
        for a, shape in ((0.3, (3, 5, 2, 4)), (1.0, (2, 3, 4, 3)), (0.7, (2, 1, 3, 2))):
            batch, time, n, m = shape
            some = np.random.default_rng(time)
            x = some.normal(size=(batch, time, n))
            weights = [some.normal(size=size) * 0.6 for size in ((n, m), (m, m), (m,))]
            h_0 = some.normal(size=(batch, m)) * 0.5
            sent = some.normal(size=(batch, time, m))
            states, candidates = leaky_forward(x, weights, h_0, a)
            got = leaky_backward(x, states, candidates, h_0, weights[1].copy(), a, sent.copy())
            assert got is not None, "nothing comes back: return four arrays"
            assert len(got) == 4, "return four gradients: W_xh, W_hh, b and h_0"
            got = [np.asarray(array, dtype=float) for array in got]
            want = leaky_reference(x, weights, h_0, a, sent)
            for name, mine, right in zip(names, got, want, strict=True):
                assert mine.shape == right.shape, (
                    f"the gradient with respect to {name} has the shape {mine.shape}, not {right.shape}: "
                    "is the order W_xh, W_hh, b, h_0?"
                )

            def same(other, got=got):
                return all(
                    np.allclose(mine, theirs) for mine, theirs in zip(got, other, strict=True)
                )

            if a < 1:
                assert not same(leaky_reference(x, weights, h_0, a, sent, factor=False)), (
                    "only the share a of the candidate enters the state: d_z needs the factor a"
                )
                assert time == 1 or not same(
                    leaky_reference(x, weights, h_0, a, sent, past=False)
                ), "the path past the matrix is missing: line (g) gets a term (1 - a) d_h"
                assert not same(leaky_reference(x, weights, h_0, a, sent, slope_of="h")), (
                    "the slope of tanh is 1 - c_t ** 2, of the candidate, not of the state"
                )
            right = [np.allclose(mine, theirs) for mine, theirs in zip(got, want, strict=True)]
            assert right != [True, False, True, True], (
                "only W_hh is wrong: it meets the state BEFORE the step, h_0 at the first"
            )
            assert right != [True, True, True, False], (
                "only h_0 is wrong: it is what comes back from the first step, by both ways"
            )
            for name, good in zip(names, right, strict=True):
                assert good, (
                    f"the gradient with respect to {name} is wrong for {time} steps and a = {a}: "
                    "from the last step to the first, d_states + r, and W_hh transposed?"
                )

    check("A leaky cell, backwards", test_leaky_backward)
