"""Part C: a recurrent classifier of IMDB reviews, as good as minutes on one GPU allow (plain PyTorch).

1. Two language models, one per reading direction, learn from the training and the unlabelled reviews.
2. Each becomes a classifier on the 19,815 training reviews, optionally with an adversarial term (Miyato et al. 2017).
3. The pair's probabilities of the unlabelled reviews are soft labels for a second round that starts from the language
   models again. Decisions use the validation reviews only; test labels are opened by the last function called.
A direction is only an order: the backward model reads `BOS, last word, ..., first word` with the same causal code.
Every schedule follows the clock, so the program ends in time on whatever GPU it meets (README.md has the arithmetic).
"""

import argparse
import io
import json
import lzma
import math
import os
import time
import warnings
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HERE = Path(__file__).resolve().parent
PAD, UNK, BOS = 0, 1, 2
warnings.filterwarnings(
    "ignore", message=".*single contiguous chunk.*"
)  # weight drop makes new weights each step

FULL = {
    "emb": 512,
    "hid": 1024,
    "batch": 256,
    "bptt": 80,
    "lr": 3e-3,
    "cls_batch": 64,
    "cls_lr": 2e-3,
    "first": 300,
    "last": 900,
    "drop": 0.15,
    "wdrop": 0.10,
    "smooth": 0.05,
    "eps": 0.02,
    "scales": (0.4, 0.5, 0.7, 0.85),
    "predict_tokens": 160_000,
    "limit": None,
    "words": None,
    "chunks": 60,
    "adv_epochs": 8,
}
TINY = FULL | {
    "emb": 64,
    "hid": 96,
    "batch": 32,
    "bptt": 35,
    "lr": 1e-2,
    "cls_batch": 32,
    "cls_lr": 4e-3,
    "first": 60,
    "last": 60,
    "predict_tokens": 20_000,
    "limit": 3_000,
    "words": 4_000,
    "chunks": 8,
    "drop": 0.05,
    "wdrop": 0.05,
}


# --- data -------------------------------------------------------------------


class Reviews:
    """Ragged reviews on the device; `batch` gives (time, batch) ids in either direction, padded on the right."""

    def __init__(self, ids, lengths, config, device):
        rows = np.split(ids, np.cumsum(lengths.astype(np.int64))[:-1])[: config["limit"]]
        first, last = config["first"], config["last"]
        rows = (
            [np.where(row < config["words"], row, UNK) for row in rows] if config["words"] else rows
        )
        rows = [
            row if len(row) <= first + last else np.concatenate([row[:first], row[-last:]])
            for row in rows
        ]
        self.n = np.array([len(row) + 1 for row in rows])  # with BOS
        self.flat = torch.from_numpy(np.concatenate(rows).astype(np.int32)).to(device)
        self.start = torch.from_numpy(np.concatenate([[0], np.cumsum(self.n - 1)[:-1]])).to(device)
        self.lengths = torch.from_numpy(self.n).to(device)

    def __len__(self):
        return len(self.n)

    def batch(self, rows, backward):
        """ids (time, batch), lengths (batch,): BOS and the words, in reading or reversed order, then PAD."""
        longest = int(
            self.n[rows].max()
        )  # from the copy in main memory: the device is not waited for
        rows = torch.as_tensor(rows, device=self.flat.device)
        n, start = self.lengths[rows], self.start[rows]
        t = torch.arange(longest, device=n.device)[:, None]
        word = (n - 1 - t) if backward else (t - 1)  # position in the text of the token at step t
        ids = self.flat[(start + word.clamp(min=0)).clamp(max=len(self.flat) - 1)].long()
        ids = torch.where(t < n, ids, PAD)
        ids[0] = BOS
        return ids, n


def load(path, config, device, parts=("train", "validation", "test", "unlabelled")):
    """The packed reviews by part, and the labels of train and validation. No test label is in this file."""
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    with np.load(io.BytesIO(data)) as pack:
        reviews = {
            part: Reviews(pack[f"{part}_ids"], pack[f"{part}_n"], config, device) for part in parts
        }
        labels = {
            part: pack[f"{part}_labels"][: config["limit"]].astype("float32")
            for part in ("train", "validation")
        }
        facts = json.loads(str(pack["facts"]))
    return reviews, labels, config["words"] or facts["vocabulary"]


def stream(parts, batch, backward, random):
    """All reviews of *parts* in random order, each in its direction, as (steps, batch): one column is one reader."""
    sizes = np.cumsum([0] + [len(part.flat) for part in parts])
    flat, device = torch.cat([part.flat for part in parts]), parts[0].flat.device
    start = torch.cat([part.start + int(size) for part, size in zip(parts, sizes, strict=False)])
    n = torch.cat([part.lengths for part in parts])
    order = torch.from_numpy(random.permutation(len(n))).to(device)
    start, n = start[order], n[order]
    t = torch.arange(int(n.sum()), device=device) - torch.repeat_interleave(n.cumsum(0) - n, n)
    word = torch.repeat_interleave(n, n) - 1 - t if backward else t - 1
    ids = flat[(torch.repeat_interleave(start, n) + word).clamp(0, len(flat) - 1)]
    ids[t == 0] = BOS
    steps = len(ids) // batch
    return ids[: steps * batch].view(batch, steps).T.contiguous()


# --- model ------------------------------------------------------------------


def locked_dropout(x, p, training):
    """The same units dropped at every step (Gal & Ghahramani 2016); x is (time, batch, n)."""
    if not training or p == 0:
        return x
    return x * (
        torch.empty(1, *x.shape[1:], device=x.device, dtype=x.dtype).bernoulli_(1 - p) / (1 - p)
    )


class Lstm(nn.Module):
    """One LSTM layer; float16 on a GPU, where PyTorch's cuDNN path takes no bfloat16; recurrent weights may be dropped."""

    def __init__(self, inputs, units, wdrop):
        super().__init__()
        bound = units**-0.5
        shapes = [(4 * units, inputs), (4 * units, units), (4 * units,), (4 * units,)]
        self.weights = nn.ParameterList(
            [nn.Parameter(torch.empty(s).uniform_(-bound, bound)) for s in shapes]
        )
        with torch.no_grad():
            self.weights[2][units : 2 * units] = 1.0  # forget gate open
        self.units, self.wdrop = units, wdrop

    def forward(self, x, state, dtype):
        w = [p.to(dtype) for p in self.weights]
        w[1] = F.dropout(w[1], self.wdrop, self.training)  # DropConnect (Merity et al. 2018)
        if state is None:
            state = (x.new_zeros(1, x.shape[1], self.units, dtype=dtype),) * 2
        out, h, c = torch._VF.lstm(
            x.to(dtype), state, w, True, 1, 0.0, torch.is_grad_enabled(), False, False
        )
        return out, (h, c)


class Reader(nn.Module):
    """Embedding, three LSTMs (emb-hid-hid-emb), softmax tied to the embedding."""

    def __init__(self, words, config):
        super().__init__()
        e, h = config["emb"], config["hid"]
        self.embedding = nn.Embedding(words, e)
        nn.init.uniform_(self.embedding.weight, -0.1, 0.1)
        self.layers = nn.ModuleList(
            [Lstm(i, o, config["wdrop"]) for i, o in ((e, h), (h, h), (h, e))]
        )
        self.bias = nn.Parameter(torch.zeros(words))
        self.drop, self.dtype = config["drop"], torch.float32

    def vectors(self, ids):
        return locked_dropout(self.embedding(ids), self.drop, self.training)

    def states(self, x, states=None):
        """(time, batch, emb) -> top states of the same shape, and the last state of each layer."""
        after = []
        for i, layer in enumerate(self.layers):
            x, state = layer(x, states[i] if states else None, self.dtype)
            x = locked_dropout(x, self.drop, self.training)
            after.append(state)
        return x, after

    def loss(self, ids, targets, states=None):
        """Mean negative log-likelihood of the next tokens; the logits stay in the type of the states: they are the traffic."""
        x, after = self.states(self.vectors(ids), states)
        logits = torch.addmm(
            self.bias.to(x.dtype), x.flatten(0, 1), self.embedding.weight.to(x.dtype).T
        )
        return F.nll_loss(
            torch.log_softmax(logits, 1, dtype=torch.float32), targets.flatten()
        ), after


class Classifier(nn.Module):
    """A reader's top states, pooled three ways over the real tokens (Howard & Ruder 2018), and a small network."""

    def __init__(self, reader, config):
        super().__init__()
        n = 3 * config["emb"]
        self.reader = reader
        self.head = nn.Sequential(
            nn.BatchNorm1d(n),
            nn.Dropout(0.3),
            nn.Linear(n, 64),
            nn.ReLU(),
            nn.BatchNorm1d(64),
            nn.Dropout(0.1),
            nn.Linear(64, 1),
        )

    def forward(self, x, n):
        """Word vectors (time, batch, emb), lengths (batch,) -> logits (batch,)."""
        h = self.reader.states(x)[0].float()
        real = (torch.arange(h.shape[0], device=n.device)[:, None] < n)[..., None]
        largest = h.masked_fill(~real, -torch.inf).amax(0)
        mean = h.masked_fill(~real, 0).sum(0) / n[:, None]
        last = h[n - 1, torch.arange(len(n), device=n.device)]
        return self.head(torch.cat([last, largest, mean], 1)).squeeze(1)


# --- training ---------------------------------------------------------------


def one_cycle(f, warm=0.15):
    """The learning rate's factor at the fraction *f* of the time: up along a line, down along half a cosine."""
    return (
        f / warm if f < warm else max(0.5 * (1 + math.cos(math.pi * (f - warm) / (1 - warm))), 1e-3)
    )


class Session:
    """Clock, log and compute type of one run; each log line is on disk when `say` returns."""

    def __init__(self, out, seconds, device, config):
        self.started, self.seconds, self.device, self.config = (
            time.perf_counter(),
            seconds,
            device,
            config,
        )
        self.out, self.random, self.dtype = Path(out), np.random.default_rng(1), torch.float32

    clock = staticmethod(time.perf_counter)  # what the schedules of training follow

    def left(self):
        return self.seconds - (time.perf_counter() - self.started)

    def say(self, event, **facts):
        line = {"event": event, "at": round(time.perf_counter() - self.started, 2), **facts}
        with (self.out / "C.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")
        print("C", json.dumps(line)[:300], flush=True)
        return line

    def save(self, **arrays):
        """Adds to C_probabilities.npz; written beside it, then moved, so that no half file is ever seen."""
        path, kept = self.out / "C_probabilities.npz", {}
        if path.exists():
            with np.load(path) as old:
                kept = dict(old)
        np.savez_compressed(path.with_suffix(".tmp.npz"), **kept | arrays)
        os.replace(path.with_suffix(".tmp.npz"), path)

    def step(self, scaler, optimizer, model, clip):
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(model.parameters(), clip)
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad(set_to_none=True)

    def scaler(self):
        return torch.amp.GradScaler(
            self.device.type, enabled=self.dtype == torch.float16, init_scale=2.0**14
        )

    def sync(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize()


def adam(session, groups, lr, decay):
    for group in groups:
        group["lr"] = group["scale"] * lr
    return torch.optim.AdamW(
        groups, lr=lr, betas=(0.9, 0.99), weight_decay=decay, fused=session.device.type == "cuda"
    )


def calibrate(session, words):
    """Tokens per second of one language-model step in several types and batch sizes; picks what the run uses."""
    c, found = session.config, {}
    sizes = [
        c["batch"] // 2,
        c["batch"],
        2 * c["batch"],
    ]  # PyTorch takes cuDNN's persistent kernel up to 128 only
    for dtype, batch in [(torch.float16, size) for size in sizes] + [
        (torch.bfloat16, sizes[1]),
        (torch.float32, sizes[1]),
    ]:
        try:
            torch.manual_seed(1)
            model = Reader(words, c).to(session.device)
            model.dtype = dtype
            ids = torch.randint(3, words, (c["bptt"] + 1, batch), device=session.device)
            times = []
            for _ in range(7):
                session.sync()
                begin = time.perf_counter()
                loss, _ = model.loss(ids[:-1], ids[1:])
                (loss * 128).backward()
                good = bool(torch.isfinite(loss))
                session.sync()
                times.append(time.perf_counter() - begin)
                if sum(times) > 3:
                    break
            found[str(dtype)[6:], batch] = (
                batch * c["bptt"] / float(np.median(times[2:] or times)) if good else 0.0
            )
        except Exception as error:  # a type that this machine cannot do is no choice
            session.say("calibration failed", dtype=str(dtype), error=str(error)[:200])
        model = loss = None
    half = [found.get(("float16", size), 0.0) for size in sizes]
    session.dtype = (
        torch.float16 if max(half) > found.get(("float32", sizes[1]), 0.0) else torch.float32
    )
    batch = sizes[0] if session.dtype == torch.float16 else sizes[1]
    for small, large, size in zip(
        half, half[1:], sizes[1:], strict=False
    ):  # fewer updates must be paid for in tokens
        if session.dtype == torch.float16 and batch == size // 2 and large > 1.3 * small:
            batch = size
    session.say(
        "calibration",
        tokens_per_second={f"{d} batch {b}": round(v) for (d, b), v in found.items()},
        chosen=str(session.dtype),
        batch=batch,
    )
    if session.device.type == "cuda":
        torch.cuda.empty_cache()
    return batch


def train_lm(session, model, parts, backward, seconds, batch):
    """Trains for *seconds*; returns the mean loss of the last tenth."""
    c, name = session.config, "backward" if backward else "forward"
    model.dtype = session.dtype
    model.train()
    decay = [p for p in model.parameters() if p.ndim > 1]
    optimizer = adam(
        session,
        [
            {"params": decay, "scale": 1.0},
            {
                "params": [p for p in model.parameters() if p.ndim < 2],
                "scale": 1.0,
                "weight_decay": 0.0,
            },
        ],
        c["lr"],
        0.01,
    )
    scaler, begin, tokens, steps, epoch, recent, total = (
        session.scaler(),
        session.clock(),
        0,
        0,
        0,
        [],
        None,
    )
    rate = c["lr"] * (batch / c["batch"]) ** 0.5
    while (f := (session.clock() - begin) / seconds) < 1:
        text, states = stream(parts, batch, backward, session.random), None
        for i in range(0, len(text) - 1, c["bptt"]):
            f = (session.clock() - begin) / seconds
            if f >= 1:
                break
            for group in optimizer.param_groups:
                group["lr"] = rate * one_cycle(f)
            piece = text[i : i + c["bptt"] + 1].long()
            loss, states = model.loss(piece[:-1], piece[1:], states)
            states = [(h.detach(), k.detach()) for h, k in states]
            scaler.scale(loss).backward()
            session.step(scaler, optimizer, model, 0.5)
            total = loss.detach() if total is None else total + loss.detach()
            steps, tokens = steps + 1, tokens + piece[1:].numel()
            if (
                steps % 20 == 0
            ):  # the only wait for the device: keeps the clock honest and the queue short
                recent.append((f, float(total) / 20))
                total = None
                if (
                    not recent[-1][1] < min(b for _, b in recent[:-1] or [(0, 99)]) + 0.7
                ):  # it diverges (or is not a number)
                    rate *= 0.7
                    session.say("rate lowered", direction=name, loss=recent[-1][1], rate=rate)
                if steps % 200 == 0:
                    session.say(
                        "lm",
                        direction=name,
                        steps=steps,
                        epoch=epoch + i / len(text),
                        loss=round(recent[-1][1], 4),
                        tokens_per_second=round(tokens / (session.clock() - begin)),
                    )
        epoch += 1
    session.sync()
    session.say(
        "lm trained",
        direction=name,
        steps=steps,
        tokens=tokens,
        tokens_read_per_token=round(tokens / text.numel(), 2),
        first_loss=recent[0][1] if recent else None,
        last_loss=recent[-1][1] if recent else None,
        curve=[(round(a, 3), round(b, 3)) for a, b in recent[:: max(1, len(recent) // 60)]],
    )


@torch.no_grad()
def perplexity(session, model, part, backward, batch=64):
    model.eval()
    text, states, losses = stream([part], batch, backward, np.random.default_rng(2)), None, []
    for i in range(0, min(len(text) - 1, 80 * session.config["chunks"]), 80):
        piece = text[i : i + 81].long()
        loss, states = model.loss(piece[:-1], piece[1:], states)
        losses.append(float(loss))
    return math.exp(np.mean(losses[:-1] or losses))


def batches(n, size, random):
    """Rows of similar length: sort within random groups of fifty batches, then shuffle the batches."""
    order = random.permutation(len(n))
    groups = [order[i : i + 50 * size] for i in range(0, len(order), 50 * size)]
    found = [
        rows[i : i + size]
        for g in groups
        for rows in [g[np.argsort(n[g], kind="stable")]]
        for i in range(0, len(g), size)
    ]
    return [
        found[i] for i in random.permutation(len(found)) if len(found[i]) > 2
    ]  # batch normalisation needs company


def train_classifier(
    session, reader, sources, validation, y_validation, backward, seconds, adversarial, name
):
    """*sources*: (reviews, soft labels) pairs. The head alone for the first tenth, then all, lower layers slower."""
    c = session.config
    model = Classifier(reader, c).to(session.device)
    parts = [reader.embedding, *reader.layers]
    scales = [(part.parameters(), s) for part, s in zip(parts, c["scales"], strict=True)]
    optimizer = adam(
        session,
        [{"params": list(p), "scale": s} for p, s in [*scales, (model.head.parameters(), 1.0)]],
        c["cls_lr"],
        0.01,
    )
    scaler, begin, steps, seen, frozen = session.scaler(), session.clock(), 0, 0, True
    targets = [torch.as_tensor(y, dtype=torch.float32, device=session.device) for _, y in sources]
    everything = sum(len(part) for part, _ in sources)
    model.train()
    while (f := (session.clock() - begin) / seconds) < 1:
        plan = [
            (k, rows)
            for k, (part, _) in enumerate(sources)
            for rows in batches(part.n, c["cls_batch"], session.random)
        ]
        for j in session.random.permutation(len(plan)):
            f = (session.clock() - begin) / seconds
            if f >= 1:
                break
            if (
                frozen and f >= 0.1
            ):  # the adversarial term doubles the cost of a step: only where time allows it
                frozen, possible = False, seen / everything / f
                adversarial = adversarial and possible >= c["adv_epochs"]
                session.say(
                    "unfrozen",
                    name=name,
                    epochs_possible=round(possible, 2),
                    adversarial=adversarial,
                )
            for group in optimizer.param_groups:
                group["lr"] = (
                    group["scale"]
                    * c["cls_lr"]
                    * one_cycle(f)
                    * (group["scale"] == 1.0 or not frozen)
                )
            k, rows = plan[j]
            ids, n = sources[k][0].batch(rows, backward)
            y = targets[k][torch.as_tensor(rows, device=session.device)]
            x = reader.vectors(ids)
            if adversarial and not frozen:
                x.retain_grad()
            scaler.scale(F.binary_cross_entropy_with_logits(model(x, n), y)).backward()
            if (
                adversarial and not frozen
            ):  # a step of the word vectors in the worst direction, of fixed relative length
                real = (torch.arange(len(ids), device=n.device)[:, None] < n)[..., None]
                g, x = x.grad.float() * real, reader.vectors(ids)
                size = c["eps"] * (x.detach() * real).pow(2).sum((0, 2), keepdim=True).sqrt()
                r = torch.nan_to_num(
                    size * g / g.pow(2).sum((0, 2), keepdim=True).sqrt().clamp(min=1e-12)
                )
                scaler.scale(F.binary_cross_entropy_with_logits(model(x + r, n), y)).backward()
            session.step(scaler, optimizer, model, 1.0)
            steps, seen = steps + 1, seen + len(rows)
            if steps % 10 == 0:
                session.sync()
    session.sync()
    p = predict(session, model, validation, backward)
    facts = session.say(
        "classifier",
        name=name,
        epochs=round(seen / everything, 2),
        steps=steps,
        adversarial=adversarial,
        **score(p, y_validation),
    )
    return model, p, facts


@torch.no_grad()
def predict(session, model, part, backward):
    """Probabilities (n,) in the order of the reviews."""
    model.eval()
    order, p = np.argsort(-part.n, kind="stable"), np.zeros(len(part), "float32")
    i = 0
    while i < len(order):
        size = max(1, min(1024, session.config["predict_tokens"] // int(part.n[order[i]])))
        rows = order[i : i + size]
        ids, n = part.batch(rows, backward)
        p[rows] = torch.sigmoid(model(model.reader.vectors(ids), n)).float().cpu().numpy()
        i += size
    return p


def score(p, y):
    q = np.clip(p.astype("float64"), 1e-6, 1 - 1e-6)
    return {
        "accuracy": round(float(((p > 0.5) == (y > 0.5)).mean()), 5),
        "log_loss": round(float(-(y * np.log(q) + (1 - y) * np.log(1 - q)).mean()), 5),
    }


def main(args):
    config = TINY if args.tiny else FULL | {"limit": 2_000} if args.smoke else FULL
    args.seconds -= time.time() - float(
        os.environ.get("CHILD_STARTED", time.time())
    )  # imports count
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.manual_seed(1)
    session = Session(args.out, args.seconds, device, config)
    reviews, y, words = load(args.data, config, device)
    train, validation, test, unlabelled = (
        reviews[k] for k in ("train", "validation", "test", "unlabelled")
    )
    session.say(
        "start",
        device=torch.cuda.get_device_name() if device.type == "cuda" else "CPU",
        torch=torch.__version__,
        cudnn=torch.backends.cudnn.version(),
        words=words,
        config=config,
        seconds=args.seconds,
        reviews={k: len(v) for k, v in reviews.items()},
        lm_tokens=int(train.n.sum() + unlabelled.n.sum()),
    )
    session.save(validation_labels=y["validation"].astype("uint8"))
    batch = calibrate(session, words) if device.type == "cuda" else config["batch"]

    # 1. language models; the backward one starts from the forward one's word vectors
    budget, kept, reader = session.left(), {}, None
    for backward in (False, True):
        model = Reader(words, config).to(device)
        if reader is None:  # the softmax starts from the frequencies of the words
            counts = (
                torch.bincount(torch.cat([train.flat, unlabelled.flat]), minlength=words).float()
                + 1
            )
            model.bias.data.copy_((counts / counts.sum()).log())
        else:
            model.embedding.load_state_dict(reader.embedding.state_dict())
            model.bias.data.copy_(reader.bias.data)
        reader = model
        train_lm(session, reader, [train, unlabelled], backward, 0.25 * budget, batch)
        session.say(
            "lm perplexity on validation",
            backward=backward,
            perplexity=round(perplexity(session, reader, validation, backward), 2),
        )
        kept[backward] = {k: v.detach().clone() for k, v in reader.state_dict().items()}

    def classify(round_, sources, share, adversarial):
        found = {}
        for backward in (False, True):
            start = Reader(words, config).to(device)
            start.load_state_dict(kept[backward])
            start.dtype = session.dtype
            name = f"round{round_}_{'backward' if backward else 'forward'}"
            model, p, _ = train_classifier(
                session,
                start,
                sources,
                validation,
                y["validation"],
                backward,
                share * budget,
                adversarial,
                name,
            )
            found[name] = p
            more = {f"test_{name}": predict(session, model, test, backward)}  # probabilities only
            if round_ == 1:
                more[f"unlabelled_{name}"] = predict(session, model, unlabelled, backward)
            session.save(
                **{f"validation_{name}": p.astype("float16")}
                | {k: v.astype("float16") for k, v in more.items()}
            )
            found |= more
        return found

    # 2. classifiers on the training reviews, 3. again with soft labels for the unlabelled reviews
    hard = y["train"] * (1 - config["smooth"]) + config["smooth"] / 2
    p = classify(1, [(train, hard)], 0.09, True)
    soft = (p["unlabelled_round1_forward"] + p["unlabelled_round1_backward"]) / 2
    if session.left() > 0.15 * args.seconds:
        share = min(0.12, (session.left() - 0.07 * args.seconds) / budget / 2)
        p |= classify(2, [(train, hard), (unlabelled, soft)], share, False)

    # 4. choose on validation, then open the test labels, once
    single = [k for k in p if k.startswith("round")]
    groups = {k: [k] for k in single} | {
        f"round{r}_pair": [k for k in single if k.startswith(f"round{r}")] for r in (1, 2)
    }
    groups["all"] = single
    means = {k: np.mean([p[m] for m in members], 0) for k, members in groups.items() if members}
    table = {k: score(v, y["validation"]) for k, v in means.items()}
    chosen = max(table, key=lambda k: (table[k]["accuracy"], -table[k]["log_loss"]))
    p_test = np.mean([p[f"test_{m}"] for m in groups[chosen]], 0)
    session.save(validation=means[chosen].astype("float16"), test=p_test.astype("float16"))
    session.say("chosen on validation", chosen=chosen, table=table)
    if args.tiny or args.smoke or not (HERE / "test_labels.npy").exists():
        return session.say("the test labels stay closed", seconds_left=round(session.left(), 1))
    y_test = np.load(HERE / "test_labels.npy").astype("float32")
    session.say(
        "test, once", chosen=chosen, **score(p_test, y_test), seconds_left=round(session.left(), 1)
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=330)
    parser.add_argument("--out", required=True)
    parser.add_argument("--data", type=Path, default=HERE / "imdb.xz")
    parser.add_argument("--tiny", action="store_true", help="for a CPU")
    parser.add_argument("--smoke", action="store_true", help="full-size networks, few reviews")
    main(parser.parse_args())
