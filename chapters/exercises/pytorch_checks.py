"""Checks of the exercises of chapters/pytorch.md: each prints a verdict with a hint, and never raises."""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from utils import check


def check_to_keras(to_keras):
    """Prints a verdict on *to_keras*; never raises."""

    def test():
        random = np.random.default_rng(1)
        inputs, units = 3, 2
        given = [
            random.normal(size=shape)
            for shape in ((4 * units, inputs), (4 * units, units), (4 * units,), (4 * units,))
        ]
        weight_ih, weight_hh, bias_ih, bias_hh = (array.copy() for array in given)
        got = to_keras(weight_ih, weight_hh, bias_ih, bias_hh)
        assert got is not None, "the function returns nothing: is the return missing?"
        assert isinstance(got, (list, tuple)), "return a list of arrays, as set_weights wants it"
        assert len(got) == 3, f"Keras has three arrays, you return {len(got)}: one bias, not two"
        kernel, recurrent, bias = (np.asarray(array) for array in got)
        shapes = [array.shape for array in (kernel, recurrent, bias)]
        assert shapes[0] != (8, 3), "the kernel is (inputs, 4 units) in Keras: transpose it"
        assert shapes[:2] != [(2, 8), (3, 8)], "the kernel comes first, then the recurrent kernel"
        assert shapes[1] != (8, 2), "the recurrent kernel is (units, 4 units): transpose it too"
        assert shapes[2] != (2, 8) and shapes[2] != (16,), (
            "one bias of 4 units, please: an LSTM in Keras has no second one"
        )
        assert shapes == [(3, 8), (2, 8), (8,)], f"the shapes are {shapes}"
        assert not np.allclose(kernel, given[0].reshape(3, 8)), (
            "reshape mixes the numbers up: transpose"
        )
        swapped = np.r_[2:4, 0:2, 4:8]
        for position in (np.r_[0:4, 6:8, 4:6], swapped):
            assert not np.allclose(kernel, given[0].T[:, position]), (
                "the gates stand in the same order in both: reorder nothing"
            )
        assert np.allclose(kernel, given[0].T), "the kernel is not the transposed weight_ih"
        assert np.allclose(recurrent, given[1].T), (
            "the recurrent kernel is not the transposed weight_hh"
        )
        assert not np.allclose(bias, given[2]), "bias_hh is lost: it enters the gates as well"
        assert not np.allclose(bias, given[3]), "bias_ih is lost: it enters the gates as well"
        assert not np.allclose(bias, (given[2] + given[3]) / 2), (
            "both biases are added in the gate: their sum counts, not their mean"
        )
        assert np.allclose(bias, given[2] + given[3]), "the bias is not what enters the gates"
        for now, before in zip((weight_ih, weight_hh, bias_ih, bias_hh), given, strict=True):
            assert np.array_equal(now, before), "an input array was changed: make a new one"
        one = to_keras(np.ones((4, 5)), np.ones((4, 1)), np.ones(4), -np.ones(4))
        assert np.asarray(one[0]).shape == (5, 4) and np.allclose(one[2], 0), (
            "with five inputs and one unit something else comes out"
        )

    check("Four arrays, three arrays", test)


class _Logits(nn.Module):
    """Two weights, and dropout that only remembers whether it was on."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([0.5, -1.0]))
        self.was_training = None
        self.calls = 0

    def forward(self, x):
        self.was_training = self.training
        self.calls += 1
        return x @ self.weight


def _step(x, y, limit, stale):
    """(weights after, loss before) of a right step from the start of _Logits, with SGD at rate 1, and its gradient."""
    weight = torch.tensor([0.5, -1.0], requires_grad=True)
    loss = binary_cross_entropy_with_logits(x @ weight, y)
    loss.backward()
    gradient = weight.grad + stale
    cut = gradient * min(1.0, limit / (gradient.norm().item() + 1e-6))
    return weight.detach() - cut, loss.item(), gradient


def check_training_step(training_step):
    """Prints a verdict on *training_step*; never raises."""

    def test():
        x = torch.tensor([[4.0, 0.0], [-3.0, 2.0], [1.0, -5.0]])
        y = torch.tensor([0.0, 1.0, 0.0])

        def tried(limit, stale=0.0, evaluating=False):
            model = _Logits()
            model.train(not evaluating)
            model.weight.grad = torch.full((2,), float(stale))
            optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
            got = training_step(model, optimizer, x, y, limit)
            return model, got

        model, got = tried(limit=100.0)
        after, loss, gradient = _step(x, y, 100.0, 0.0)
        begin = torch.tensor([0.5, -1.0])
        assert got is not None, "the function returns nothing: return the loss"
        assert not torch.equal(model.weight.detach(), begin), (
            "no weight has moved: are backward() and step() there, and in this order?"
        )
        assert isinstance(got, float), "return a Python float: loss.item()"
        assert model.calls == 1 or abs(got - loss) < 1e-5, (
            "the loss that is returned is the one after the step"
        )
        sigmoid_first = binary_cross_entropy_with_logits(torch.sigmoid(x @ begin), y).item()
        assert abs(got - sigmoid_first) > 1e-4, (
            "a sigmoid too many: this loss takes the logits as they are"
        )
        assert abs(got - 3 * loss) > 1e-4, "the mean over the batch, not the sum"
        assert abs(got - loss) < 1e-5, f"the loss before the step is {loss:.4f}, yours is {got:.4f}"
        assert torch.allclose(model.weight.detach(), after, atol=1e-4), (
            "without anything to cut the weights should go against the gradient, once"
        )
        model, _ = tried(limit=100.0, stale=7.0)
        assert torch.allclose(model.weight.detach(), after, atol=1e-4), (
            "the gradients of an earlier step count: zero_grad() before backward()"
        )
        for limit in (0.5, 2.0):
            model, _ = tried(limit=limit)
            moved = (begin - model.weight.detach()).norm().item()
            right = _step(x, y, limit, 0.0)[0]
            by_value = begin - gradient.clamp(-limit, limit)
            assert not torch.allclose(model.weight.detach(), after, atol=1e-4), (
                f"with limit {limit} nothing was cut: after backward(), before step()"
            )
            assert not torch.allclose(model.weight.detach(), by_value, atol=1e-4), (
                "each number was cut by itself: cut the length of the whole gradient"
            )
            assert abs(moved - limit) < 1e-3, (
                f"with limit {limit} the step has length {moved:.2f}: is the argument used?"
            )
            assert torch.allclose(model.weight.detach(), right, atol=1e-3), "another direction"
        model, _ = tried(limit=100.0, evaluating=True)
        assert model.was_training, "the model came in evaluation mode: dropout must be on"
        model, _ = tried(limit=1e9)
        assert torch.allclose(model.weight.detach(), after, atol=1e-4), (
            "a gradient shorter than the limit must stay as it is"
        )

    check("One step of training", test)


def check_collate_sorted(collate_sorted):
    """Prints a verdict on *collate_sorted*; never raises."""

    def test():
        def given():
            return [([5, 3], 1), ([7], 0), ([8, 9, 4], 0), ([], 1), ([6, 2], 0)]

        pairs = given()
        got = collate_sorted(pairs)
        assert got is not None, "the function returns nothing: is the return missing?"
        assert pairs == given(), "the list of pairs was changed: use sorted, not sort"
        assert isinstance(got, (tuple, list)) and len(got) == 3, "return ids, lengths, labels"
        assert all(isinstance(part, torch.Tensor) for part in got), "return three tensors"
        ids, lengths, labels = got
        assert ids.ndim == 2 and len(ids) == 5, "ids has one row for each text, empty ones too"
        assert lengths.shape == (5,) and labels.shape == (5,), "one length and one label a text"
        assert not torch.is_floating_point(ids), "ids are whole numbers"
        assert not torch.is_floating_point(lengths), "lengths are whole numbers"
        assert labels.dtype == torch.float32, f"labels are float32, yours are {labels.dtype}"
        rows = ids.tolist()
        assert lengths.tolist() != [1, 1, 2, 2, 3], "from long to short, not from short to long"
        assert lengths.tolist() != [3] * 5, "the lengths of the texts, not the width"
        assert 0 not in lengths.tolist(), "the empty text has length 0: it becomes the id 1"
        assert [0, 5, 3] not in rows, "zeros stand after the text"
        assert lengths.tolist() != [2, 1, 3, 1, 2], "sort from long to short"
        assert lengths.tolist() == [3, 2, 2, 1, 1], f"the lengths came out as {lengths.tolist()}"
        assert rows[:3] != [[8, 9, 4], [6, 2, 0], [5, 3, 0]], (
            "texts of one length keep their order: reversing a sorted list turns it round"
        )
        assert rows == [[8, 9, 4], [5, 3, 0], [6, 2, 0], [7, 0, 0], [1, 0, 0]], (
            f"the ids came out as {rows}"
        )
        assert labels.tolist() != [1, 0, 0, 1, 0], "the labels stayed behind: sort the pairs"
        assert labels.tolist() == [0, 1, 0, 0, 1], f"the labels came out as {labels.tolist()}"
        again = collate_sorted([([4], 1)])
        assert again[0].tolist() == [[4]] and again[2].tolist() == [1], "one text alone"

    check("Collate, from long to short", test)


def check_gru_to_torch(gru_to_torch):
    """Prints a verdict on *gru_to_torch*; never raises."""

    def test():
        random = np.random.default_rng(2)
        units, inputs = 2, 5
        kernel = random.normal(size=(inputs, 3 * units))
        recurrent = random.normal(size=(units, 3 * units))
        bias = random.normal(size=(2, 3 * units))
        got = gru_to_torch(kernel.copy(), recurrent.copy(), bias.copy())
        assert got is not None, "the function returns nothing: is the return missing?"
        names = ["bias_hh", "bias_ih", "weight_hh", "weight_ih"]
        assert isinstance(got, dict) and sorted(got) == names, (
            f"return a dictionary with the names {', '.join(names)}"
        )
        got = {name: np.asarray(array) for name, array in got.items()}
        wanted = {"weight_ih": (6, 5), "weight_hh": (6, 2), "bias_ih": (6,), "bias_hh": (6,)}
        for name, shape in wanted.items():
            assert got[name].shape == shape, (
                f"{name} has the shape {got[name].shape}, in PyTorch it is {shape}"
            )
        order = [2, 3, 0, 1, 4, 5]
        assert not np.allclose(got["weight_ih"], kernel.T), (
            "the gates stand in another order: reset before update in PyTorch"
        )
        assert not np.allclose(got["weight_ih"], kernel[:, [4, 5, 2, 3, 0, 1]].T), (
            "the candidate stays last: only update and reset change places"
        )
        assert np.allclose(got["weight_ih"], kernel[:, order].T), "weight_ih is not right"
        assert not np.allclose(got["weight_hh"], recurrent.T), (
            "weight_hh kept the old order: exchange its gates too"
        )
        assert np.allclose(got["weight_hh"], recurrent[:, order].T), "weight_hh is not right"
        assert not np.allclose(got["bias_ih"], bias[1, order]), (
            "the two biases are exchanged: the first row belongs to the input"
        )
        assert not np.allclose(got["bias_ih"], bias.sum(axis=0)[order]), (
            "the candidate's two biases do not act as their sum: r is multiplied onto one of them"
        )
        assert not np.allclose(got["bias_ih"], bias[0]), (
            "the biases kept the old order: exchange their gates too"
        )
        assert np.allclose(got["bias_ih"], bias[0, order]), "bias_ih is not right"
        assert np.allclose(got["bias_hh"], bias[1, order]), (
            "bias_hh is not the second row with its gates exchanged"
        )

    check("A GRU moves", test)
