"""Proofs of benchmarks/language_model_start.py at tiny size: reading orders, sampled softmax, padding, resuming."""

import dataclasses
import sys

import numpy as np
import pandas as pd
import pytest
from thebook import ROOT

torch = pytest.importorskip("torch", reason="the study is in PyTorch: requirements-torch.txt")


@pytest.fixture(scope="module")
def study():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import language_model_start
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    torch.set_num_threads(1)
    return language_model_start


@pytest.fixture
def size(study):
    return dataclasses.replace(study.TINY, words=60, batch=4, columns=4, steps=7, negatives=25)


def toy(n=30, longest=50, seed=0):
    random = np.random.default_rng(seed)
    return [random.integers(3, 60, k).astype("int32") for k in random.integers(1, longest, n)]


def test_words_keep_their_punctuation(study):
    texts = ["Don't go!<br />It's 2 hours...", "it's GO"]
    assert study.tokens(texts[0]) == ["don't", "go", "!", "it's", "2", "hours", ".", ".", "."]
    vocabulary = study.vocabulary_of(texts, words=6)
    assert vocabulary == [".", "go", "it's"]
    assert [row.tolist() for row in study.encode(texts, vocabulary)] == [
        [1, 4, 1, 5, 1, 1, 3, 3, 3],
        [5, 4],
    ]


@pytest.mark.parametrize("backward", [False, True])
def test_a_batch_holds_the_last_words_in_its_order(study, backward):
    rows = [np.arange(3, 13), np.arange(20, 23)]
    ids, lengths = study.batch_of(rows, 4, backward)
    order = slice(None, None, -1 if backward else 1)
    assert lengths.tolist() == [5, 4]
    assert ids[:, 0].tolist() == [study.BOS, *[9, 10, 11, 12][order]]
    assert ids[:, 1].tolist() == [study.BOS, *[20, 21, 22][order], study.PAD]


@pytest.mark.parametrize("backward", [False, True])
def test_the_stream_has_every_review_once(study, backward):
    rows = toy()
    text = study.stream(rows, 1, backward, np.random.default_rng(0))[:, 0].tolist()
    cuts = [i for i, word in enumerate(text) if word == study.BOS] + [len(text)]
    found = sorted(text[a + 1 : b] for a, b in zip(cuts[:-1], cuts[1:], strict=True))
    assert found == sorted((row[::-1] if backward else row).tolist() for row in rows)


@pytest.mark.parametrize("name", ["forward", "backward"])
def test_no_state_sees_a_later_input_of_its_order(study, size, name):
    model = study.Classifier(size, (name,)).eval()
    row = toy(1, 40)[0]
    changed = row.copy()
    kept = len(row) // 2  # words before the change, in the order of reading
    place = len(row) - 1 - kept if name == "backward" else kept
    changed[place] = 3 + (changed[place] - 2) % 57
    assert changed[place] != row[place]
    (a, _), (b, _) = (next(model.states([r], 100)) for r in (row, changed))
    assert torch.equal(a[: kept + 1], b[: kept + 1])  # BOS and the words before
    assert not torch.allclose(a[kept + 1 :], b[kept + 1 :])
    order = model.orders[0]
    x = order.embedding(study.batch_of([row], 100, name == "backward")[0]).detach().requires_grad_()
    for t in (0, kept, len(row) - 1):
        (g,) = torch.autograd.grad(order.lstm(x)[0][t].sum(), x)
        assert (g[t + 1 :] == 0).all() and (g[: t + 1] != 0).any(dim=2).all()


def test_the_language_model_predicts_the_next_word_only(study, size):
    """The loss at one place does not move with the words after its target."""
    model = study.LanguageModel(dataclasses.replace(size, negatives=60), np.ones(60))
    piece = torch.randint(3, 60, (8, 1))

    def log_loss(piece):
        """By hand, all words: (time,)."""
        h = model.project(model.order.lstm(model.order.embedding(piece[:-1]))[0])[:, 0]
        logits = h @ model.order.embedding.weight.T + model.bias
        return torch.nn.functional.cross_entropy(logits, piece[1:, 0], reduction="none")

    assert (model.chance == 1).all()
    loss, _ = model.loss(piece, None)
    assert torch.allclose(loss, log_loss(piece).mean(), atol=1e-6)
    later = piece.clone()
    later[5:] = 3 + (later[5:] - 2) % 57
    assert torch.equal(log_loss(piece)[:4], log_loss(later)[:4])
    whole, (first, states) = model.loss(piece, None)[0], model.loss(piece[:5], None)
    assert torch.allclose(whole, (4 * first + 3 * model.loss(piece[4:], states)[0]) / 7, atol=1e-6)


def gradients(study, full, targets, drawn, chance):
    """Gradient of the sampled loss in the logits (n, words) of all words."""
    full = full.clone().requires_grad_()
    right = full[torch.arange(len(full)), targets]
    study.sampled_loss(right, full[:, drawn], targets, drawn, chance[drawn]).backward()
    return full.grad


def test_sampled_softmax_is_the_full_one_where_all_words_are_drawn(study):
    torch.manual_seed(0)
    full, targets = torch.randn(5, 12), torch.randint(0, 12, (5,))
    softmax = (torch.softmax(full, 1) - torch.nn.functional.one_hot(targets, 12)) / 5
    found = gradients(study, full, targets, torch.arange(12), torch.ones(12))
    assert torch.allclose(found, softmax, atol=1e-7)


def test_sampled_softmax_is_right_on_average(study):
    """The sum over words is unbiased, and the mean gradient nears the full one as more words are drawn."""
    torch.manual_seed(0)
    words, draws = 200, 600
    share = 1 / torch.arange(1.0, words + 1)
    share = (share / share.sum()).double()
    full, targets = torch.randn(1, words), torch.tensor([60])
    softmax = torch.softmax(full, 1) - torch.nn.functional.one_hot(targets, words)
    errors, plain = [], []
    for negatives in (20, 60, 120):
        chance = study.inclusion(share, negatives).float()
        assert abs(float(chance.sum()) - negatives) < 1e-3
        mean, sums = torch.zeros(1, words), []
        uncorrected = torch.zeros(1, words)
        for _ in range(draws):
            drawn = torch.nonzero(torch.rand(words) < chance).squeeze(1)
            mean += gradients(study, full, targets, drawn, chance) / draws
            uncorrected += gradients(study, full, targets, drawn, torch.ones(words)) / draws
            others = drawn[drawn != 60]
            sums.append(float((full[0, others].exp() / chance[others]).sum() + full[0, 60].exp()))
        error = np.std(sums) / np.sqrt(draws)
        assert abs(np.mean(sums) - float(full.exp().sum())) < 4 * error
        errors.append(float((mean - softmax).norm() / softmax.norm()))
        plain.append(float((uncorrected - softmax).norm() / softmax.norm()))
    assert errors[0] > errors[1] > errors[2] and errors[2] < 0.02
    assert all(a < b for a, b in zip(errors, plain, strict=True))  # without the correction: worse


@pytest.mark.parametrize("orders", ["forward", "backward", "joined"])
def test_a_padded_batch_equals_single_reviews(study, size, orders):
    torch.manual_seed(0)
    model = study.Classifier(size, study.ORDERS[orders])
    rows = [*toy(), np.array([], "int32")]  # an empty review has its BOS
    together = study.predict(model, rows, 40)
    alone = np.concatenate([study.predict(model, [row], 40) for row in rows])
    assert np.allclose(together, alone, atol=1e-6) and together.std() > 0
    assert not np.allclose(together, study.predict(model, rows, 20), atol=1e-3)


def test_pooling_by_hand(study, size):
    model = study.Classifier(size, study.ORDERS["joined"]).eval()
    rows, pooled = toy(3), []
    for h, lengths in model.states(rows, 100):
        real = [h[: lengths[k], k] for k in range(3)]
        pooled += [
            torch.stack([r[-1] for r in real]),
            torch.stack([r.mean(0) for r in real]),
            torch.stack([r.max(0).values for r in real]),
        ]
    assert torch.allclose(
        model(rows, 100), model.output(torch.cat(pooled, 1)).squeeze(1), atol=1e-5
    )


def tasks(study, size):
    """Each kind of task, made anew."""
    rows = toy(40)
    torch.manual_seed(1)
    language = study.LanguageModel(size, np.ones(60))
    reader = study.Classifier(size, study.ORDERS["joined"])
    targets = np.linspace(0, 1, 40)
    return {
        "language": study.Prediction(language, rows, True, size, seed=1),
        "reader": study.Classification(reader, rows, targets, size, seed=1),
    }


@pytest.mark.parametrize("kind", ["language", "reader"])
def test_resumed_equals_uninterrupted(study, size, kind, tmp_path):
    whole, cut = (tasks(study, size)[kind] for _ in range(2))
    assert whole.per_epoch >= 8
    every = 9
    facts = study.train(whole, tmp_path / "whole.pt", 2, 1e-2, 1, every)
    for stop in (
        5,
        whole.per_epoch + 4,
    ):  # the updates after the last checkpoint are lost and made again
        study.train(cut, tmp_path / "cut.pt", 2, 1e-2, 1, every, stop=stop)
        cut = tasks(study, size)[kind]  # a new process knows nothing
        torch.manual_seed(99)
    again = study.train(cut, tmp_path / "cut.pt", 2, 1e-2, 1, every)
    assert again["train_loss"] == facts["train_loss"]
    for a, b in zip(whole.model.parameters(), cut.model.parameters(), strict=True):
        assert torch.equal(a, b)


def test_both_losses_fall(study, size, tmp_path):
    """Reviews in which every word tells the next, and one word the label."""
    label = np.arange(40) % 2
    rows = [(3 + (7 * np.arange(20) + k) % 50).astype("int32") for k in range(40)]
    for k in np.flatnonzero(label):
        rows[k][9] = 55
    language = study.LanguageModel(size, np.bincount(np.concatenate(rows), minlength=60))
    task = study.Prediction(language, rows, False, size, seed=1)
    first = float(task.loss(0).detach())
    assert study.train(task, tmp_path / "l.pt", 30, 2e-2, 1, 20)["train_loss"] < first / 3
    reader = study.Classifier(size, ("forward",))
    reader.orders[0].load_state_dict(language.order.state_dict())
    study.train(
        study.Classification(reader, rows, label, size, 1), tmp_path / "r.pt", 20, 1e-2, 1, 50
    )
    assert (((study.predict(reader, rows, 40) > 0) == label).mean()) > 0.9


def test_small_numbers_keep_their_sign(study):
    u = np.array([-30, -1e-6, -0.02, 0.0, 1e-6, 0.5, 0.51, 99])
    assert study.coarse(u).tolist() == [-15, -0.125, -0.125, 0, 0.125, 0.5, 0.625, 15]


def test_an_equal_say(study):
    first, second = np.array([1.0, -1.0, 3.0]), np.array([20.0, -40.0, 80.0])
    mixed = study.equal_say(first, second)
    assert np.allclose(mixed, (first / first.std() + second / second.std()) * first.std() / 2)


def test_the_whole_study_resumes_row_by_row(study, size, tmp_path):
    """Two short languages as reviews: every step runs, a second start changes nothing, the file is small and complete."""
    random = np.random.default_rng(0)
    shared = [f"w{i}" for i in range(40)]

    def texts(n):
        y = np.arange(n) % 2
        made = [" ".join([*random.choice(shared, 15), ["bad", "good"][k], "."]) for k in y]
        return pd.Series(made), y

    parts, label = {}, {}
    for part, n in (("train", 60), ("free", 60), ("validation", 40), ("test", 30)):
        parts[part], label[part] = texts(n)
    label.pop("test")
    saved = []
    for _ in range(2):
        one = study.Study(tmp_path, dataclasses.replace(size, lm_epochs=1), keep=saved.append)
        one.load(parts, label)
        study.main(one, beyond=True)
    table = saved[-1]
    assert len(saved) == len(table)  # the second start added no row
    assert not table.duplicated(["run", "seed", "rate", "epochs"]).any()
    assert (table.run == "mean of both orders").sum() == 3
    assert set(study.ORDERS) <= {run.split(",")[0] for run in table.run}
    study.publish(one, tmp_path / "out" / "kept.npz")
    with np.load(tmp_path / "out" / "kept.npz") as kept:
        assert {"joined, soft_3_test", "forward, random_2_validation"} <= set(kept)
        assert all(len(kept[name]) == (30 if name.endswith("test") else 40) for name in kept)
        assert {kept[name].dtype.name for name in kept} == {"float16"}
