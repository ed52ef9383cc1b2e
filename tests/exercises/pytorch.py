"""Right and wrong answers to the code exercises of chapters/pytorch.md."""

ANSWERS = {
    "ex-to-keras": {
        "right": [
            """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    return [weight_ih.T, weight_hh.T, bias_ih + bias_hh]
""",
            """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    kernel = np.swapaxes(np.array(weight_ih), 0, 1)
    both = np.stack([bias_ih, bias_hh])
    return kernel, np.transpose(weight_hh), both.sum(axis=0)
""",
        ],
        "wrong": [
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    return [weight_ih, weight_hh, bias_ih + bias_hh]
""",
                "transpose it",
            ),
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    return [weight_ih.T, weight_hh.T, bias_ih]
""",
                "bias_hh is lost",
            ),
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    return [weight_ih.T, weight_hh.T, bias_hh]
""",
                "bias_ih is lost",
            ),
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    return [weight_ih.T, weight_hh.T, (bias_ih + bias_hh) / 2]
""",
                "their sum counts",
            ),
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    return [weight_ih.T, weight_hh.T, bias_ih, bias_hh]
""",
                "one bias, not two",
            ),
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    return [weight_ih.T, weight_hh.T, np.stack([bias_ih, bias_hh])]
""",
                "no second one",
            ),
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    return [weight_hh.T, weight_ih.T, bias_ih + bias_hh]
""",
                "the kernel comes first",
            ),
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    return [weight_ih.T, weight_hh, bias_ih + bias_hh]
""",
                "transpose it too",
            ),
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    return [weight_ih.reshape(weight_ih.shape[::-1]), weight_hh.T, bias_ih + bias_hh]
""",
                "reshape mixes",
            ),
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    i, f, g, o = np.split(weight_ih, 4)
    return [np.concatenate([f, i, g, o]).T, weight_hh.T, bias_ih + bias_hh]
""",
                "reorder nothing",
            ),
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    bias_ih += bias_hh
    return [weight_ih.T, weight_hh.T, bias_ih]
""",
                "an input array was changed",
            ),
            (
                """
def to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    [weight_ih.T, weight_hh.T, bias_ih + bias_hh]
""",
                "is the return missing",
            ),
        ],
        "hidden": """
random = np.random.default_rng(5)
_ih, _hh = random.normal(size=(12, 4)), random.normal(size=(12, 3))
_bi, _bh = random.normal(size=12), random.normal(size=12)
_kernel, _recurrent, _bias = to_keras(_ih.copy(), _hh.copy(), _bi.copy(), _bh.copy())
assert np.allclose(_kernel, _ih.T) and np.allclose(_recurrent, _hh.T)
assert np.allclose(_bias, _bi + _bh)
_kept = _bi.copy()
to_keras(_ih, _hh, _bi, _bh)
assert np.array_equal(_bi, _kept)
""",
    },
    "ex-training-step": {
        "right": [
            """
def training_step(model, optimizer, x, y, limit):
    model.train()
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
    return loss.item()
""",
            """
def training_step(model, optimizer, x, y, limit):
    for array in model.parameters():
        array.grad = None
    model.train()
    loss = nn.BCEWithLogitsLoss()(model(x), y)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(list(model.parameters()), max_norm=limit)
    optimizer.step()
    return float(loss.detach())
""",
            """
def training_step(model, optimizer, x, y, limit):
    model.train()
    loss = binary_cross_entropy_with_logits(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
    return loss.item()
""",
        ],
        "wrong": [
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
    return loss.item()
""",
                "zero_grad() before backward()",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    optimizer.zero_grad()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
    return loss.item()
""",
                "no weight has moved",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    optimizer.step()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    return loss.item()
""",
                "nothing was cut",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()
""",
                "nothing was cut",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    return loss.item()
""",
                "no weight has moved",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
    return loss
""",
                "Python float",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    nn.utils.clip_grad_value_(model.parameters(), limit)
    optimizer.step()
    return loss.item()
""",
                "cut by itself",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return loss.item()
""",
                "go against the gradient, once",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
    return binary_cross_entropy_with_logits(model(x), y).item()
""",
                "the one after the step",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(torch.sigmoid(model(x)), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
    return loss.item()
""",
                "a sigmoid too many",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
    return loss.item()
""",
                "dropout must be on",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.eval()
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
    return loss.item()
""",
                "dropout must be on",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    optimizer.zero_grad()
    loss = nn.BCEWithLogitsLoss(reduction='sum')(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
    return loss.item()
""",
                "not the sum",
            ),
            (
                """
def training_step(model, optimizer, x, y, limit):
    model.train()
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
""",
                "return the loss",
            ),
        ],
        "hidden": """
def _tried(limit, training):
    torch.manual_seed(3)
    model = nn.Sequential(nn.Linear(3, 1), nn.Flatten(0))
    model.train(training)
    x = torch.tensor([[3.0, 1.0, 0.0], [-2.0, 0.0, 4.0]])
    y = torch.tensor([0.0, 1.0])
    loss = binary_cross_entropy_with_logits(model(x), y)
    before = [array.detach().clone() for array in model.parameters()]
    gradients = torch.autograd.grad(loss, list(model.parameters()))
    for array in model.parameters():
        array.grad = torch.full_like(array, 5.0)
    length = torch.sqrt(sum((g**2).sum() for g in gradients)).item()
    factor = min(1.0, limit / length)
    got = training_step(model, torch.optim.SGD(model.parameters(), lr=1.0), x, y, limit)
    assert isinstance(got, float) and abs(got - loss.item()) < 1e-5
    assert model.training
    for old, new, gradient in zip(before, model.parameters(), gradients):
        assert torch.allclose(new, old - factor * gradient, atol=1e-4)
_tried(1e6, True)
_tried(0.01, False)
_tried(3.0, True)
""",
    },
    "ex-collate-sorted": {
        "right": [
            """
def collate_sorted(pairs):
    pairs = [(ids or [1], label) for ids, label in pairs]
    pairs = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)
    rows = [torch.tensor(ids) for ids, label in pairs]
    lengths = torch.tensor([len(ids) for ids in rows])
    labels = torch.tensor([label for ids, label in pairs], dtype=torch.float32)
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths, labels
""",
            """
def collate_sorted(pairs):
    lengths = np.array([max(len(ids), 1) for ids, label in pairs])
    order = np.argsort(-lengths, kind='stable')
    ids = np.zeros((len(pairs), lengths.max()), 'int64')
    for row, i in enumerate(order):
        ids[row, : lengths[i]] = pairs[i][0] or [1]
    labels = np.array([label for ids, label in pairs], 'float32')
    return torch.tensor(ids), torch.tensor(lengths[order]), torch.tensor(labels[order])
""",
        ],
        "wrong": [
            (
                """
def collate_sorted(pairs):
    pairs = [(ids or [1], label) for ids, label in pairs]
    rows = [torch.tensor(ids) for ids, label in pairs]
    lengths = torch.tensor([len(ids) for ids in rows])
    labels = torch.tensor([label for ids, label in pairs], dtype=torch.float32)
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths, labels
""",
                "sort from long to short",
            ),
            (
                """
def collate_sorted(pairs):
    pairs = [(ids or [1], label) for ids, label in pairs]
    pairs = sorted(pairs, key=lambda pair: len(pair[0]))
    rows = [torch.tensor(ids) for ids, label in pairs]
    lengths = torch.tensor([len(ids) for ids in rows])
    labels = torch.tensor([label for ids, label in pairs], dtype=torch.float32)
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths, labels
""",
                "not from short to long",
            ),
            (
                """
def collate_sorted(pairs):
    pairs = [(ids or [1], label) for ids, label in pairs]
    pairs = sorted(pairs, key=lambda pair: len(pair[0]))[::-1]
    rows = [torch.tensor(ids) for ids, label in pairs]
    lengths = torch.tensor([len(ids) for ids in rows])
    labels = torch.tensor([label for ids, label in pairs], dtype=torch.float32)
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths, labels
""",
                "keep their order",
            ),
            (
                """
def collate_sorted(pairs):
    pairs = [(ids or [1], label) for ids, label in pairs]
    labels = torch.tensor([label for ids, label in pairs], dtype=torch.float32)
    pairs = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)
    rows = [torch.tensor(ids) for ids, label in pairs]
    lengths = torch.tensor([len(ids) for ids in rows])
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths, labels
""",
                "the labels stayed behind",
            ),
            (
                """
def collate_sorted(pairs):
    pairs = [(ids or [1], label) for ids, label in pairs]
    pairs = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)
    rows = [torch.tensor(ids) for ids, label in pairs]
    lengths = torch.tensor([len(ids) for ids in rows])
    labels = torch.tensor([label for ids, label in pairs])
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths, labels
""",
                "labels are float32",
            ),
            (
                """
def collate_sorted(pairs):
    pairs = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)
    rows = [torch.tensor(ids, dtype=torch.int64) for ids, label in pairs]
    lengths = torch.tensor([len(ids) for ids in rows])
    labels = torch.tensor([label for ids, label in pairs], dtype=torch.float32)
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths, labels
""",
                "it becomes the id 1",
            ),
            (
                """
def collate_sorted(pairs):
    pairs = [(ids or [1], label) for ids, label in pairs]
    pairs = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)
    rows = [torch.tensor(ids) for ids, label in pairs]
    ids = nn.utils.rnn.pad_sequence(rows, batch_first=True)
    lengths = torch.tensor([len(row) for row in ids])
    labels = torch.tensor([label for ids, label in pairs], dtype=torch.float32)
    return ids, lengths, labels
""",
                "not the width",
            ),
            (
                """
def collate_sorted(pairs):
    pairs = [(ids or [1], label) for ids, label in pairs]
    pairs = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)
    rows = [torch.tensor(ids) for ids, label in pairs]
    lengths = torch.tensor([len(ids) for ids in rows])
    labels = torch.tensor([label for ids, label in pairs], dtype=torch.float32)
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_side='left'), lengths, labels
""",
                "after the text",
            ),
            (
                """
def collate_sorted(pairs):
    pairs.sort(key=lambda pair: len(pair[0]), reverse=True)
    pairs = [(ids or [1], label) for ids, label in pairs]
    rows = [torch.tensor(ids) for ids, label in pairs]
    lengths = torch.tensor([len(ids) for ids in rows])
    labels = torch.tensor([label for ids, label in pairs], dtype=torch.float32)
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths, labels
""",
                "use sorted, not sort",
            ),
            (
                """
def collate_sorted(pairs):
    pairs = [(ids or [1], label) for ids, label in pairs]
    pairs = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)
    rows = [torch.tensor(ids) for ids, label in pairs]
    labels = torch.tensor([label for ids, label in pairs], dtype=torch.float32)
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), labels
""",
                "return ids, lengths, labels",
            ),
            (
                """
def collate_sorted(pairs):
    pairs = [(ids or [1], label) for ids, label in pairs]
    pairs = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)
    rows = [torch.tensor(ids) for ids, label in pairs]
    lengths = torch.tensor([len(ids) for ids in rows])
    labels = torch.tensor([label for ids, label in pairs], dtype=torch.float32)
    nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths, labels
""",
                "is the return missing",
            ),
        ],
        "hidden": """
_pairs = [([], 0), ([1, 2, 3, 4], 1), ([9], 1), ([5, 6], 0), ([7, 8], 1)]
_ids, _lengths, _labels = collate_sorted(_pairs)
assert _pairs == [([], 0), ([1, 2, 3, 4], 1), ([9], 1), ([5, 6], 0), ([7, 8], 1)]
assert _ids.tolist() == [[1, 2, 3, 4], [5, 6, 0, 0], [7, 8, 0, 0], [1, 0, 0, 0], [9, 0, 0, 0]]
assert _lengths.tolist() == [4, 2, 2, 1, 1]
assert _labels.tolist() == [1, 0, 1, 0, 1] and _labels.dtype == torch.float32
""",
    },
    "ex-gru-to-torch": {
        "right": [
            """
def gru_to_torch(kernel, recurrent_kernel, bias):
    u = len(recurrent_kernel)
    order = np.r_[u:2 * u, 0:u, 2 * u:3 * u]
    return {"weight_ih": kernel[:, order].T, "weight_hh": recurrent_kernel[:, order].T, "bias_ih": bias[0, order], "bias_hh": bias[1, order]}
""",
            """
def gru_to_torch(kernel, recurrent_kernel, bias):
    def moved(array):
        update, reset, candidate = np.split(array, 3, axis=-1)
        return np.concatenate([reset, update, candidate], axis=-1)

    moved_bias = moved(bias)
    return dict(weight_ih=moved(kernel).T, weight_hh=moved(recurrent_kernel).T, bias_ih=moved_bias[0], bias_hh=moved_bias[1])
""",
        ],
        "wrong": [
            (
                """
def gru_to_torch(kernel, recurrent_kernel, bias):
    u = len(recurrent_kernel)
    order = np.r_[0:3 * u]
    return {"weight_ih": kernel[:, order].T, "weight_hh": recurrent_kernel[:, order].T, "bias_ih": bias[0, order], "bias_hh": bias[1, order]}
""",
                "reset before update",
            ),
            (
                """
def gru_to_torch(kernel, recurrent_kernel, bias):
    u = len(recurrent_kernel)
    order = np.r_[2 * u:3 * u, u:2 * u, 0:u]
    return {"weight_ih": kernel[:, order].T, "weight_hh": recurrent_kernel[:, order].T, "bias_ih": bias[0, order], "bias_hh": bias[1, order]}
""",
                "the candidate stays last",
            ),
            (
                """
def gru_to_torch(kernel, recurrent_kernel, bias):
    u = len(recurrent_kernel)
    order = np.r_[u:2 * u, 0:u, 2 * u:3 * u]
    return {"weight_ih": kernel[:, order].T, "weight_hh": recurrent_kernel.T, "bias_ih": bias[0, order], "bias_hh": bias[1, order]}
""",
                "weight_hh kept the old order",
            ),
            (
                """
def gru_to_torch(kernel, recurrent_kernel, bias):
    u = len(recurrent_kernel)
    order = np.r_[u:2 * u, 0:u, 2 * u:3 * u]
    return {"weight_ih": kernel[:, order].T, "weight_hh": recurrent_kernel[:, order].T, "bias_ih": bias[1, order], "bias_hh": bias[0, order]}
""",
                "biases are exchanged",
            ),
            (
                """
def gru_to_torch(kernel, recurrent_kernel, bias):
    u = len(recurrent_kernel)
    order = np.r_[u:2 * u, 0:u, 2 * u:3 * u]
    return {"weight_ih": kernel[:, order].T, "weight_hh": recurrent_kernel[:, order].T, "bias_ih": bias.sum(axis=0)[order], "bias_hh": 0 * bias[1]}
""",
                "do not act as their sum",
            ),
            (
                """
def gru_to_torch(kernel, recurrent_kernel, bias):
    u = len(recurrent_kernel)
    order = np.r_[u:2 * u, 0:u, 2 * u:3 * u]
    return {"weight_ih": kernel[:, order].T, "weight_hh": recurrent_kernel[:, order].T, "bias_ih": bias[0], "bias_hh": bias[1]}
""",
                "biases kept the old order",
            ),
            (
                """
def gru_to_torch(kernel, recurrent_kernel, bias):
    u = len(recurrent_kernel)
    order = np.r_[u:2 * u, 0:u, 2 * u:3 * u]
    return {"weight_ih": kernel[:, order], "weight_hh": recurrent_kernel[:, order], "bias_ih": bias[0, order], "bias_hh": bias[1, order]}
""",
                "in PyTorch it is",
            ),
            (
                """
def gru_to_torch(kernel, recurrent_kernel, bias):
    u = len(recurrent_kernel)
    order = np.r_[u:2 * u, 0:u, 2 * u:3 * u]
    return [kernel[:, order].T, recurrent_kernel[:, order].T, bias[0, order], bias[1, order]]
""",
                "return a dictionary",
            ),
            (
                """
def gru_to_torch(kernel, recurrent_kernel, bias):
    u = len(recurrent_kernel)
    order = np.r_[u:2 * u, 0:u, 2 * u:3 * u]
    return {"weight_ih": kernel[:, order].T, "weight_hh": recurrent_kernel[:, order].T, "bias_ih": bias[0, order], "bias_hh": np.zeros(3 * u)}
""",
                "not the second row",
            ),
        ],
        "hidden": """
from keras import layers as _layers
_gru = _layers.GRU(3, return_sequences=True)
_gru.build((None, None, 4))
_random = np.random.default_rng(8)
_arrays = [_random.normal(size=w.shape).astype("float32") for w in _gru.get_weights()]
_gru.set_weights(_arrays)
_x = _random.normal(size=(2, 5, 4)).astype("float32")
_own = nn.GRU(4, 3, batch_first=True)
_own.load_state_dict({f"{n}_l0": torch.tensor(np.array(a)) for n, a in gru_to_torch(*_arrays).items()})
assert np.allclose(_own(torch.tensor(_x))[0].detach().numpy(), np.asarray(_gru(_x)), atol=1e-5)
""",
    },
}
