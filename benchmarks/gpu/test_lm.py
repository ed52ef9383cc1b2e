"""Proofs on the CPU, about a minute: python3 test_lm.py (or pytest). What they cannot see: cuDNN, float16 speed, memory."""

import itertools
import json
import tempfile
from pathlib import Path
from types import SimpleNamespace

import lm
import numpy as np
import torch

C = lm.TINY | {
    "emb": 16,
    "hid": 24,
    "batch": 4,
    "bptt": 9,
    "limit": None,
    "words": None,
    "first": 30,
    "last": 30,
    "drop": 0.0,
    "wdrop": 0.0,
    "cls_lr": 2e-2,
}
CPU, WORDS = torch.device("cpu"), 60


def toy(n=40, seed=0, longest=50):
    random = np.random.default_rng(seed)
    rows = [random.integers(3, WORDS, k).astype("<u2") for k in random.integers(1, longest, n)]
    return rows, lm.Reviews(np.concatenate(rows), np.array([len(r) for r in rows], "<u2"), C, CPU)


def model():
    torch.manual_seed(0)
    return lm.Reader(WORDS, C)


def test_batches_hold_the_reviews():
    rows, reviews = toy()
    for backward in (False, True):
        ids, n = reviews.batch([3, 7, 11], backward)
        for column, i in enumerate([3, 7, 11]):
            words = rows[i][::-1] if backward else rows[i]
            assert ids[:, column].tolist() == [lm.BOS, *words.tolist()] + [lm.PAD] * (
                len(ids) - len(words) - 1
            )
            assert n[column] == len(words) + 1


def test_long_reviews_keep_both_ends():
    row = np.arange(3, 203).astype("<u2")
    ids, n = lm.Reviews(row, np.array([200], "<u2"), C, CPU).batch([0], False)
    assert n == 61 and ids[1:, 0].tolist() == [*range(3, 33), *range(173, 203)]


def test_stream_has_every_word_once_in_order():
    rows, reviews = toy()
    for backward in (False, True):
        text = lm.stream([reviews, reviews], 1, backward, np.random.default_rng(0))[:, 0].tolist()
        cuts = [i for i, w in enumerate(text) if w == lm.BOS] + [len(text)]
        found = sorted(tuple(text[a + 1 : b]) for a, b in zip(cuts, cuts[1:], strict=False))
        assert found == sorted(2 * [tuple((r[::-1] if backward else r).tolist()) for r in rows])
        whole = lm.stream([reviews], 4, backward, np.random.default_rng(1))
        assert (
            whole.T.flatten().tolist()
            == lm.stream([reviews], 1, backward, np.random.default_rng(1))[:, 0].tolist()[
                : whole.numel()
            ]
        )


def test_no_leak():
    """No state sees a later input of its own reading order: by gradient and by change; and BPTT pieces equal one piece."""
    reader, (_, reviews) = model().eval(), toy()
    for backward in (False, True):
        ids, _ = reviews.batch([int(reviews.n.argmax())], backward)
        x = reader.vectors(ids).detach().requires_grad_()
        for t in (0, 3, len(ids) - 2):
            (g,) = torch.autograd.grad(reader.states(x)[0][t].sum(), x)
            assert (g[t + 1 :] == 0).all() and (
                g[t] != 0
            ).any()  # the loss at t is about ids[t + 1]
        changed = ids.clone()
        changed[6:] = 3
        a, b = reader.states(reader.vectors(ids))[0], reader.states(reader.vectors(changed))[0]
        assert torch.equal(a[:6], b[:6]) and not torch.allclose(a[6:], b[6:], atol=1e-3)
    whole, _ = reader.loss(ids[:-1], ids[1:])
    k, (first, state) = 5, reader.loss(ids[:5], ids[1:6])
    second, _ = reader.loss(ids[k:-1], ids[k + 1 :], state)
    assert torch.allclose(
        whole, (first * k + second * (len(ids) - 1 - k)) / (len(ids) - 1), atol=1e-6
    )


def test_layer_equals_torch():
    layer, twin = lm.Lstm(8, 6, 0.0), torch.nn.LSTM(8, 6)
    for p, q in zip(twin.parameters(), layer.weights, strict=True):
        p.data.copy_(q.data)
    x = torch.randn(7, 3, 8)
    assert torch.allclose(layer(x, None, torch.float32)[0], twin(x)[0], atol=1e-6)


def test_padded_batch_equals_single_review():
    for backward in (False, True):
        _, reviews = toy()
        m = lm.Classifier(model(), C).eval()
        together = lm.predict(SimpleNamespace(config=C), m, reviews, backward)
        alone = lm.predict(SimpleNamespace(config=C | {"predict_tokens": 1}), m, reviews, backward)
        assert np.allclose(together, alone, atol=1e-6) and together.std() > 0


def test_pooling_by_hand():
    m = lm.Classifier(model(), C).eval()
    m.head = torch.nn.Unflatten(1, (1, 48))  # keeps the pooled vectors: squeeze(1) undoes it
    _, reviews = toy()
    ids, n = reviews.batch([1, 2], False)
    h = m.reader.states(m.reader.vectors(ids))[0]
    got = m(m.reader.vectors(ids), n)
    for k in range(2):
        real = h[: n[k], k]
        assert torch.allclose(
            got[k], torch.cat([real[-1], real.max(0).values, real.mean(0)]), atol=1e-6
        )


def test_batches_cover_everything():
    n = np.random.default_rng(0).integers(1, 99, 1001)
    rows = np.concatenate(lm.batches(n, 32, np.random.default_rng(1)))
    assert len(set(rows)) == len(rows) >= 999


def test_learning_in_every_type():
    """Both losses fall, as far in float16 with scaled gradients (a GPU run's way) as in float32, in as many steps."""
    rows = [
        np.array([55 if i == 20 and s % 2 else 3 + (7 * i + s) % 50 for i in range(40)], "<u2")
        for s in range(50)
    ] * 2
    reviews = lm.Reviews(np.concatenate(rows), np.full(100, 40, "<u2"), C, CPU)
    y, found = np.array([s % 2 for s in range(50)] * 2, "float32"), {}
    for dtype in (torch.float32, torch.float16):
        with tempfile.TemporaryDirectory() as folder:
            session = lm.Session(folder, 60, CPU, C)
            session.dtype, session.clock = (
                dtype,
                itertools.count().__next__,
            )  # counts calls: the same steps in both types
            reader = model()
            lm.train_lm(session, reader, [reviews], True, 900, 4)
            done = [
                json.loads(line)
                for line in (Path(folder) / "C.jsonl").read_text().splitlines()
                if "lm trained" in line
            ][-1]
            _, p, facts = lm.train_classifier(
                session, reader, [(reviews, y)], reviews, y, True, 260, True, "toy"
            )
            found[dtype] = (
                done["first_loss"],
                done["last_loss"],
                facts["log_loss"],
                facts["accuracy"],
                done["steps"],
                facts["steps"],
            )
            print(dtype, found[dtype])
    for first, last, loss, accuracy, *_ in found.values():
        assert last < 0.6 * first and loss < 0.5 and accuracy > 0.9
    assert np.allclose(*found.values(), rtol=0.25)


def test_float16_gradients():
    """The scaled float16 gradients of the language model are those of float32, within rounding."""
    _, reviews = toy()
    text, found = lm.stream([reviews], 4, False, np.random.default_rng(0)).long(), {}
    for dtype, scale in ((torch.float32, 1.0), (torch.float16, 2.0**12)):
        reader = model().eval()
        reader.dtype = dtype
        (reader.loss(text[:-1], text[1:])[0] * scale).backward()
        found[dtype] = torch.cat([p.grad.flatten() for p in reader.parameters()]) / scale
    a, b = found.values()
    assert (a - b).norm() < 0.01 * a.norm()


def test_saving_is_additive_and_whole():
    with tempfile.TemporaryDirectory() as folder:
        session = lm.Session(folder, 1, CPU, C)
        session.save(a=np.ones(2))
        session.save(b=np.zeros(3))
        with np.load(Path(folder) / "C_probabilities.npz") as kept:
            assert set(kept) == {"a", "b"}
        assert [p.name for p in Path(folder).iterdir()] == ["C_probabilities.npz"]


def test_test_labels_are_opened_last():
    source = Path(lm.__file__).read_text()
    body = source[source.index("def main") :]
    assert source.count("test_labels.npy") == 1 and body.index("test_labels.npy") > body.index(
        'say("chosen on validation"'
    )
    pack = Path(lm.HERE / "imdb.xz")
    if pack.exists():
        import io
        import lzma

        with np.load(io.BytesIO(lzma.decompress(pack.read_bytes()))) as found:
            assert not any("test" in name and "label" in name for name in found.files)


if __name__ == "__main__":
    for name, check in list(globals().items()):
        if name.startswith("test_"):
            check()
            print("ok", name, flush=True)
