"""A recurrent reader of IMDB reviews that starts as a language model, on one core (the chapter Unlabelled text).

The plan, with targets, opponents and the rules of every choice, is PLAN_language_model_start.md, committed before any
run of full size. In short, every step with the network of one LSTM layer (192 units on 128 numbers a word, 30,000
words with punctuation as words of their own; last, mean and largest state, one linear unit):

    teacher    NB-weighted logistic regression on 1-3-grams, as in unlabelled.py: log-odds of the unlabelled reviews
    forward    language model on training and unlabelled reviews; then the classifier from it and from random weights:
               rates and epochs tuned with seed 1, then seeds 2 and 3
    backward   the language model of the other reading order, and its classifiers; the mean of the two orders' log-odds
    soft       the teacher's probabilities as labels of the unlabelled reviews; both orders joined in one network
    joined     both orders joined, labelled reviews only
    beyond     a teacher that is half linear, half recurrent; soft labels from random weights; a second language model

Test reviews are predicted for some of the readers, and scored by no line of this program.

    OMP_NUM_THREADS=1 python benchmarks/language_model_start.py            # goes on after an interruption
    OMP_NUM_THREADS=1 python benchmarks/language_model_start.py --beyond   # the same, and the last step
    OMP_NUM_THREADS=1 python benchmarks/language_model_start.py --publish  # copies what exists into chapters/artifacts

Cost, predicted before the study: without the last step three core-hours on an undisturbed core, five on one that two
other programs share (AMD EPYC with AVX-512; 0.024 and 0.035 seconds of processor time for 1,000 tokens of a language
model's training, 0.018 and 0.031 of a classifier's, 0.005 and 0.008 of reading; 19 million tokens an epoch of a
language model, 4.6 of the labelled reviews, 16 of both).

Writes benchmarks/results/language_model_start.csv (a row per run; minutes of processor time) after every run and, into
data/language_model_start/ (ignored by git; --folder for another), ids, checkpoints and log-odds. --publish writes
chapters/artifacts/unlabelled_text/language_model_start.npz: log-odds `RUN_SEED_validation`, `RUN_SEED_test` in the order
of load_imdb(), float16 in steps of 1/8, away from zero, so that every sign is that of the number.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from record import save  # isort: skip
from torch import nn
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parent.parent
PAD, UNK, BOS = 0, 1, 2  # ids 3, 4, ... are the words, the most frequent first
TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[^\w\s]")
ORDERS = {"forward": ("forward",), "backward": ("backward",), "joined": ("forward", "backward")}


@dataclass(frozen=True)
class Size:
    """Everything that a test makes small."""

    words: int = 30_000  # with PAD, UNK and BOS
    size: int = 128  # numbers a word
    units: int = 192
    columns: int = 64  # reviews that the language model reads side by side
    steps: int = 64  # words between two updates of the language model
    negatives: int = 400  # words drawn for each update, on average
    lm_rate: float = 3e-3
    lm_epochs: int = 2
    batch: int = 64  # reviews of a classifier's update
    tokens: int = 400  # the last of a review, in training
    long: int = 1_000  # the last of a review, in prediction
    every: int = 500  # updates between two checkpoints
    reviews: int | None = None  # of each part, None for all


FULL = Size()
TINY = Size(words=2_000, size=16, units=24, columns=8, steps=16, negatives=60, lm_rate=1e-2, batch=16, tokens=40,
            long=100, every=20, reviews=300)  # fmt: skip

# rate and epochs, tried with seed 1
GRID = {
    "random": ((2e-3, 3), (4e-3, 3), (2e-3, 5)),
    "language model": ((2e-3, 2), (4e-3, 2), (2e-3, 3)),
    "soft": ((2e-3, 2), (1e-3, 2)),
}
SEEDS = (1, 2, 3)


# --- reviews ----------------------------------------------------------------


def tokens(text: str) -> list[str]:
    """Lower-case words with their apostrophes, and every punctuation mark as a word of its own."""
    return TOKEN.findall(text.lower().replace("<br />", " "))


def vocabulary_of(texts, words: int) -> list[str]:
    """The words with the ids 3, 4, ..., most frequent first, ties in the order of the alphabet."""
    counts = Counter()
    for text in texts:
        counts.update(tokens(text))
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [word for word, _ in ranked[: words - 3]]


def encode(texts, vocabulary: list[str]) -> list[np.ndarray]:
    """The ids of each text, whole, without PAD and BOS."""
    number = {word: i + 3 for i, word in enumerate(vocabulary)}
    return [np.array([number.get(w, UNK) for w in tokens(text)], "int32") for text in texts]


def batch_of(rows, limit: int, backward: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """ids (time, batch): BOS, the last *limit* words in reading or reversed order, PAD; and lengths (batch,)."""
    cut = [row[-limit:] for row in rows]
    lengths = np.array([len(row) + 1 for row in cut])
    ids = np.full((lengths.max(), len(cut)), PAD, "int64")
    ids[0] = BOS
    for column, row in enumerate(cut):
        ids[1 : len(row) + 1, column] = row[::-1] if backward else row
    return torch.from_numpy(ids), torch.from_numpy(lengths)


def stream(rows, columns: int, backward: bool, random) -> torch.Tensor:
    """All reviews in random order, each after a BOS and in its reading order, as ids (time, columns)."""
    pieces = []
    for i in random.permutation(len(rows)):
        pieces += [[BOS], rows[i][::-1] if backward else rows[i]]
    flat = np.concatenate(pieces).astype("int64")
    length = len(flat) // columns
    return torch.from_numpy(flat[: length * columns].reshape(columns, length).T.copy())


# --- networks ---------------------------------------------------------------


class Order(nn.Module):
    """One reading order: word vectors and an LSTM. The order itself is in the ids."""

    def __init__(self, size: Size):
        super().__init__()
        self.embedding = nn.Embedding(size.words, size.size)
        self.lstm = nn.LSTM(size.size, size.units)
        nn.init.uniform_(self.embedding.weight, -0.1, 0.1)
        with torch.no_grad():
            self.lstm.bias_ih_l0[size.units : 2 * size.units] = 1.0  # forget gate open


class LanguageModel(nn.Module):
    """Predicts the next word; its softmax shares the word vectors with the input."""

    def __init__(self, size: Size, counts: np.ndarray):
        super().__init__()
        self.order = Order(size)
        self.project = nn.Linear(size.units, size.size)
        share = torch.from_numpy((counts + 1) / (counts + 1).sum())
        self.bias = nn.Parameter(share.log().float())
        self.register_buffer("chance", inclusion(share.double(), size.negatives).float())

    def loss(self, piece, states):
        """Loss of predicting ids[1:] from ids[:-1], ids (time + 1, columns), and the last states."""
        steps, columns = len(piece) - 1, piece.shape[1]
        drawn = torch.nonzero(torch.rand(len(self.chance)) < self.chance).squeeze(1)
        found = self.order.embedding(torch.cat([piece.flatten(), drawn]))  # all vectors at once
        x = found[: steps * columns].view(steps, columns, -1)
        h, states = self.order.lstm(x, states)
        h = self.project(h).flatten(0, 1)  # (time * columns, size)
        targets = piece[1:].flatten()
        target_vectors = found[columns : (steps + 1) * columns]
        right = (h * target_vectors).sum(1) + self.bias[targets]
        others = h @ found[(steps + 1) * columns :].T + self.bias[drawn]
        return sampled_loss(right, others, targets, drawn, self.chance[drawn]), states


def inclusion(share: torch.Tensor, negatives: int) -> torch.Tensor:
    """Probability (words,) of drawing each word: in proportion to its share, at most 1, *negatives* words on average."""
    low, high = 1.0, 1e12
    for _ in range(200):
        middle = math.sqrt(low * high)
        if float((share * middle).clamp(max=1).sum()) < negatives:
            low = middle
        else:
            high = middle
    return (share * high).clamp(max=1)


def sampled_loss(right, others, targets, drawn, chance):
    """Mean cross-entropy with a sum over drawn words in place of all words (Bengio and Senecal 2008).

    right (n,) are the logits of the targets, others (n, drawn) those of the drawn words. A word that is drawn with the
    probability *chance* stands for 1 / chance of its kind, so that the sum is right on average; where all are drawn
    it is the full softmax.
    """
    others = others - chance.log()
    others = others.masked_fill(targets[:, None] == drawn, -torch.inf)  # the target counts once
    return (torch.logsumexp(torch.cat([right[:, None], others], 1), 1) - right).mean()


class Classifier(nn.Module):
    """One or two reading orders, their states pooled three ways over the real words, one linear unit."""

    def __init__(self, size: Size, orders: tuple[str, ...]):
        super().__init__()
        self.names = orders
        self.orders = nn.ModuleList([Order(size) for _ in orders])
        self.output = nn.Linear(3 * size.units * len(orders), 1)

    def states(self, rows, limit: int):
        """For each order the states (time, batch, units) and the lengths (batch,)."""
        for name, order in zip(self.names, self.orders, strict=True):
            ids, lengths = batch_of(rows, limit, name == "backward")
            x = order.embedding(ids)
            if self.training:  # the same numbers of all words of a review are dropped
                x = x * torch.empty(1, *x.shape[1:]).bernoulli_(0.7) / 0.7
            yield order.lstm(x)[0], lengths

    def forward(self, rows, limit: int):
        """Log-odds (batch,) of praise."""
        pooled = []
        for h, lengths in self.states(rows, limit):
            real = (torch.arange(len(h))[:, None] < lengths)[..., None]
            last = h[lengths - 1, torch.arange(len(lengths))]
            mean = (h * real).sum(0) / lengths[:, None]
            largest = h.masked_fill(~real, -torch.inf).amax(0)
            pooled += [last, mean, largest]
        return self.output(F.dropout(torch.cat(pooled, 1), 0.5, self.training)).squeeze(1)


# --- training ---------------------------------------------------------------


class Prediction:
    """The language model's task: updates over the stream, the states carried from one to the next."""

    def __init__(self, model: LanguageModel, rows, backward: bool, size: Size, seed: int):
        self.model, self.rows, self.backward = model, rows, backward
        self.size, self.seed = size, seed
        length = sum(len(row) + 1 for row in rows) // size.columns
        self.per_epoch = (length - 1) // size.steps
        self.epoch, self.text, self.carried = None, None, None

    def loss(self, step: int):
        epoch, place = divmod(step, self.per_epoch)
        if epoch != self.epoch:
            random = np.random.default_rng([self.seed, epoch])
            self.text = stream(self.rows, self.size.columns, self.backward, random)
            self.epoch = epoch
        start = place * self.size.steps
        piece = self.text[start : start + self.size.steps + 1]
        loss, states = self.model.loss(piece, self.carried if place else None)
        self.carried = [state.detach() for state in states]
        return loss


class Classification:
    """The classifier's task: batches of reviews of similar length, targets between 0 and 1."""

    carried = None

    def __init__(self, model: Classifier, rows, targets, size: Size, seed: int):
        self.model, self.rows, self.size, self.seed = model, rows, size, seed
        self.targets = torch.as_tensor(np.asarray(targets, "float32"))
        self.lengths = np.array([min(len(row), size.tokens) for row in rows])
        self.per_epoch = len(rows) // size.batch
        self.epoch = None

    def loss(self, step: int):
        epoch, place = divmod(step, self.per_epoch)
        if epoch != self.epoch:  # what does not fill a batch waits for another epoch
            random = np.random.default_rng([self.seed, epoch])
            full = self.per_epoch * self.size.batch
            order = np.argsort(self.lengths * random.uniform(0.9, 1.1, len(self.lengths)))
            start = random.integers(len(order) - full + 1)
            batches = order[start : start + full].reshape(self.per_epoch, self.size.batch)
            self.epoch, self.batches = epoch, batches[random.permutation(len(batches))]
        chosen = self.batches[place]
        u = self.model([self.rows[i] for i in chosen], self.size.tokens)
        return F.binary_cross_entropy_with_logits(u, self.targets[chosen])


def rate_at(step: int, steps: int, rate: float, warm: float = 0.05) -> float:
    """Up along a line for the first twentieth, then down along half a cosine."""
    f = (step + 1) / steps
    return rate * (f / warm if f < warm else (1 + math.cos(math.pi * (f - warm) / (1 - warm))) / 2)


def train(
    task, file: Path, epochs: int, rate: float, seed: int, every: int, stop: int | None = None
) -> dict:
    """Trains task.model, or goes on from *file*; returns minutes of processor time and the loss of the last updates.

    *stop* ends the call after so many updates, as an interruption would.
    """
    steps = epochs * task.per_epoch
    optimizer = torch.optim.Adam(task.model.parameters(), lr=rate, betas=(0.9, 0.99), fused=True)
    done, seconds, losses = 0, 0.0, []
    torch.manual_seed(1_000 + seed)  # dropout and drawn words
    if file.exists():
        kept = torch.load(file, weights_only=True)
        task.model.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        torch.set_rng_state(kept["random"])
        task.carried, done = kept["carried"], kept["done"]
        seconds, losses = kept["seconds"], kept["losses"]
        print(f"  goes on at update {done} of {steps}", flush=True)
    task.model.train()
    start, recent = time.process_time(), []
    for step in range(done, steps):
        if stop is not None and step == stop:
            break
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, steps, rate)
        loss = task.loss(step)
        loss.backward()
        nn.utils.clip_grad_norm_(task.model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        recent.append(float(loss.detach()))
        if (step + 1) % every == 0 or step + 1 == steps or (step + 1) % task.per_epoch == 0:
            losses.append((step + 1, float(np.mean(recent))))
            recent = []
            spent = seconds + time.process_time() - start
            print(
                f"  update {step + 1} of {steps}, loss {losses[-1][1]:.3f}, {spent / 60:.1f} min",
                flush=True,
            )
            write(file, {"model": task.model.state_dict(), "optimizer": optimizer.state_dict(),
                         "random": torch.get_rng_state(), "carried": task.carried, "done": step + 1,
                         "seconds": spent, "losses": losses})  # fmt: skip
    return {"minutes": (seconds + time.process_time() - start) / 60,
            "train_loss": losses[-1][1] if losses else math.nan}  # fmt: skip


def write(file: Path, state: dict) -> None:
    """Whole or not at all."""
    part = file.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, file)


@torch.no_grad()
def predict(model: Classifier, rows, limit: int, at_once: int = 32_000) -> np.ndarray:
    """Log-odds (n,) in the order of *rows*."""
    model.eval()
    lengths = np.array([min(len(row), limit) + 1 for row in rows])
    order = np.argsort(-lengths, kind="stable")
    u, i = np.zeros(len(rows), "float32"), 0
    while i < len(order):
        chosen = order[i : i + max(1, min(256, at_once // lengths[order[i]]))]
        u[chosen] = model([rows[k] for k in chosen], limit).numpy()
        i += len(chosen)
    return u


def coarse(u: np.ndarray) -> np.ndarray:
    """float16 in steps of 1/8, away from zero, at most 15: small in a file, and no sign changes."""
    steps = np.where(u > 0, np.ceil(8 * u), np.floor(8 * u))
    return (np.clip(steps, -120, 120) / 8).astype("float16")


# --- the teacher ------------------------------------------------------------


def teach(texts: dict, y, label) -> dict[str, np.ndarray]:
    """Log-odds of the linear teacher of unlabelled.py for the unlabelled and the validation reviews; C by validation."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    count = CountVectorizer(token_pattern=r"\w+|[^\w\s]", ngram_range=(1, 3), min_df=3, binary=True, dtype=np.float32)  # fmt: skip
    clean = {part: text.str.replace("<br />", " ", regex=False) for part, text in texts.items()}
    x = {"train": count.fit_transform(clean["train"])}
    x.update({part: count.transform(clean[part]) for part in ("free", "validation")})
    positive, negative = 1 + x["train"][y == 1].sum(0), 1 + x["train"][y == 0].sum(0)
    ratio = np.log(np.asarray(positive / positive.sum() / (negative / negative.sum())).ravel())
    weighted = {part: matrix.multiply(ratio).tocsr() for part, matrix in x.items()}
    fitted = [
        LogisticRegression(C=C, solver="liblinear", dual=True, random_state=0).fit(
            weighted["train"], y
        )
        for C in (0.1, 0.3, 1.0)
    ]
    best = max(fitted, key=lambda model: model.score(weighted["validation"], label))
    return {part: best.decision_function(weighted[part]) for part in ("free", "validation")}


# --- the study --------------------------------------------------------------


class Study:
    """Reviews, rows and log-odds; each step is left out where its row exists."""

    def __init__(self, folder: Path, size: Size, keep):
        self.folder, self.size, self.keep = Path(folder), size, keep
        self.folder.mkdir(parents=True, exist_ok=True)
        self.table, self.odds_file = self.folder / "rows.csv", self.folder / "log_odds.npz"
        self.table_rows = pd.read_csv(self.table).to_dict("records") if self.table.exists() else []
        self.odds = dict(np.load(self.odds_file)) if self.odds_file.exists() else {}

    def load(self, parts: dict, label: dict) -> None:
        """*parts*: texts of train, free, validation, test; *label*: of train and validation. Ids are kept in a file."""
        self.label, file = label, self.folder / "ids.npz"
        self.texts = parts
        if not file.exists():
            start = time.process_time()
            learned_from = [*parts["train"], *parts["free"]]
            vocabulary = vocabulary_of(learned_from, self.size.words)
            arrays = {"vocabulary": np.array("\n".join(vocabulary))}
            for part, texts in parts.items():
                rows = encode(texts, vocabulary)
                arrays[f"{part}_ids"] = np.concatenate(rows).astype("uint16")
                arrays[f"{part}_n"] = np.array([len(row) for row in rows], "uint16")
            np.savez(file, **arrays)
            print(f"ids, {(time.process_time() - start) / 60:.1f} min", flush=True)
        self.rows = {}
        with np.load(file) as kept:
            for part in parts:
                ends = np.cumsum(kept[f"{part}_n"], dtype="int64")
                self.rows[part] = np.split(kept[f"{part}_ids"].astype("int32"), ends[:-1])
        self.everything = self.rows["train"] + self.rows["free"]
        counts = np.bincount(np.concatenate(self.everything), minlength=self.size.words)
        self.counts = counts.astype("float64")
        self.counts[BOS] = len(self.everything)

    def row(self, run: str, seed: int, **equal):
        """The row of a run, None where there is none."""
        for row in self.table_rows:
            if all(row[k] == v for k, v in {"run": run, "seed": seed, **equal}.items()):
                return row
        return None

    def add(self, run: str, seed: int, **facts) -> None:
        row = {"run": run, "seed": seed, "rate": math.nan, "epochs": math.nan, "accuracy_400": math.nan,
               "accuracy_1000": math.nan, "loss_1000": math.nan, "train_loss": math.nan, "minutes": math.nan,
               "predict_minutes": math.nan} | facts  # fmt: skip
        self.table_rows.append(row)
        print({k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()}, flush=True)
        part = self.table.with_suffix(".part")
        pd.DataFrame(self.table_rows).to_csv(part, index=False)
        os.replace(part, self.table)
        self.keep(pd.DataFrame(self.table_rows))

    def store(self, **arrays) -> None:
        self.odds |= {name: np.asarray(array, "float32") for name, array in arrays.items()}
        part = self.folder / "log_odds.part.npz"
        np.savez(part, **self.odds)
        os.replace(part, self.odds_file)

    def score(self, u) -> tuple[float, float]:
        """Accuracy and log loss on validation."""
        y = self.label["validation"]
        return float(((u > 0) == y).mean()), float(np.mean(np.logaddexp(0, u) - y * u))

    def teacher(self) -> np.ndarray:
        """Log-odds (n,) of the unlabelled reviews."""
        if "teacher_free" not in self.odds:
            start = time.process_time()
            found = teach(self.texts, self.label["train"], self.label["validation"])
            self.store(teacher_free=found["free"], teacher_validation=found["validation"])
            if len(self.label["validation"]) == 5_000:  # the teacher of unlabelled.py, found again
                with np.load(ROOT / "chapters/artifacts/better_models/models.npz") as kept:
                    far = np.abs(found["validation"] - kept["NB-LR_1_validation"].astype("float64"))
                print(
                    f"from the recorded teacher: {far.max():.4f} at most, {far.mean():.5f} on average",
                    flush=True,
                )
            self.add("teacher", 1, accuracy_1000=self.score(found["validation"])[0],
                     minutes=(time.process_time() - start) / 60)  # fmt: skip
        return self.odds["teacher_free"]

    def language_model(self, order: str, seed: int = 1) -> dict:
        """The weights of a trained language model's reading order."""
        run, file = f"language model, {order}", self.folder / f"lm_{order}_{seed}.pt"
        if self.row(run, seed) is None:
            print(run, seed, flush=True)
            torch.manual_seed(seed)
            model, c = LanguageModel(self.size, self.counts), self.size
            task = Prediction(model, self.everything, order == "backward", c, seed)
            facts = train(task, file, c.lm_epochs, c.lm_rate, seed, c.every)
            self.add(run, seed, rate=c.lm_rate, epochs=c.lm_epochs, **facts)
            write(file, {"model": model.state_dict()})  # without the optimizer
        kept = torch.load(file, weights_only=True)["model"]
        return {name[6:]: weight for name, weight in kept.items() if name.startswith("order.")}

    def classifier(self, run: str, order: str, seed: int, rate: float, epochs: int, start: bool = True,
                   teacher: np.ndarray | None = None, lm_seed: int = 1, also: tuple[str, ...] = ()) -> None:  # fmt: skip
        """Trains one, with its row and log-odds of validation and of the parts in *also*, unless the row exists."""
        if self.row(run, seed, rate=rate, epochs=epochs) is not None:
            return
        print(run, seed, rate, epochs, flush=True)
        torch.manual_seed(seed)
        model, c = Classifier(self.size, ORDERS[order]), self.size
        if start:
            for name, part in zip(model.names, model.orders, strict=True):
                part.load_state_dict(self.language_model(name, lm_seed))
        rows, targets = self.rows["train"], self.label["train"]
        if teacher is not None:
            rows, targets = self.everything, np.r_[targets, 1 / (1 + np.exp(-teacher))]
        file = self.folder / f"{run}_{seed}_{rate}_{epochs}.pt".replace(" ", "_").replace(",", "")
        facts = train(
            Classification(model, rows, targets, c, seed), file, epochs, rate, seed, c.every
        )
        begin = time.process_time()
        short = predict(model, self.rows["validation"], c.tokens)
        odds = {part: predict(model, self.rows[part], c.long) for part in ("validation", *also)}
        accuracy, loss = self.score(odds["validation"])
        self.store(**{f"{run}_{seed}_{rate}_{epochs}_{part}": u for part, u in odds.items()})
        self.add(run, seed, rate=rate, epochs=epochs, accuracy_400=self.score(short)[0], accuracy_1000=accuracy,
                 loss_1000=loss, predict_minutes=(time.process_time() - begin) / 60, **facts)  # fmt: skip
        file.unlink()

    def best(self, run: str) -> tuple[float, int]:
        """Rate and epochs with the best accuracy of seed 1 at 1,000 tokens, then the smaller loss."""
        found = [row for row in self.table_rows if row["run"] == run and row["seed"] == 1]
        row = max(found, key=lambda row: (row["accuracy_1000"], -row["loss_1000"]))
        return float(row["rate"]), int(row["epochs"])

    def odds_of(self, run: str, seed: int, part: str = "validation") -> np.ndarray:
        """Log-odds of a run at the rate and epochs chosen for it."""
        rate, epochs = self.best(run)
        return self.odds[f"{run}_{seed}_{rate}_{epochs}_{part}"]


def equal_say(first, second) -> np.ndarray:
    """Mean of two models' log-odds, each divided by its spread, in the spread of the first."""
    return (first + second * first.std() / second.std()) / 2


def main(study: Study, beyond: bool = False) -> None:
    """Every step that has no row yet, the most informative first."""
    hard, drawn, other = "forward, language model", "forward, random", "backward, language model"
    for rate, epochs in GRID["language model"]:  # 1. forwards, tuned with seed 1
        study.classifier(hard, "forward", 1, rate, epochs, also=("test",))
    for rate, epochs in GRID["random"]:
        study.classifier(drawn, "forward", 1, rate, epochs, start=False)
    chosen = study.best(hard)
    for seed in SEEDS[1:]:
        study.classifier(hard, "forward", seed, *chosen, also=("test",))
        study.classifier(drawn, "forward", seed, *study.best(drawn), start=False)
    for seed in SEEDS:  # 2. the other order
        study.classifier(other, "backward", seed, *chosen)
        if study.row("mean of both orders", seed) is None:
            u = (study.odds_of(hard, seed) + study.odds_of(other, seed)) / 2
            accuracy, loss = study.score(u)
            study.add("mean of both orders", seed, accuracy_1000=accuracy, loss_1000=loss)
    teacher = study.teacher()  # 3. soft labels, tuned forwards with seed 1, and both orders joined
    for rate, epochs in GRID["soft"]:
        study.classifier("forward, soft", "forward", 1, rate, epochs, teacher=teacher)
    soft, run = study.best("forward, soft"), "joined, soft"
    for seed in SEEDS:
        also = ("test", "free") if seed == 1 else ("test",)
        study.classifier(run, "joined", seed, *soft, teacher=teacher, also=also)
    study.classifier("joined, language model", "joined", 1, *chosen)  # 4. joined, labels only
    if not beyond:
        return
    both, second = equal_say(teacher, study.odds_of(run, 1, "free")), "joined, soft, taught by two"
    study.classifier(second, "joined", 1, *soft, teacher=both, also=("test",))  # 5.
    study.classifier("forward, soft, random", "forward", 1, *soft, start=False, teacher=teacher)
    study.classifier("forward, second language model", "forward", 1, *chosen, lm_seed=2)
    if study.row(second, 1)["accuracy_1000"] > study.row(run, 1)["accuracy_1000"]:
        for seed in SEEDS[1:]:
            study.classifier(second, "joined", seed, *soft, teacher=both, also=("test",))


def publish(study: Study, target: Path) -> None:
    """Log-odds of the chosen rate and epochs of each run, in one small file."""
    arrays = {}
    for name, u in study.odds.items():
        found = re.fullmatch(r"(.+)_(\d)_[\d.e-]+_\d+_(validation|test)", name)
        if found and np.array_equal(u, study.odds_of(found[1], int(found[2]), found[3])):
            arrays[f"{found[1]}_{found[2]}_{found[3]}"] = coarse(u)
    target.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(target, **arrays)
    print(
        f"{target}: {len(arrays)} arrays, {target.stat().st_size / 1e3:.0f} kB; now sha256sum */*.npz > SHA256SUMS"
    )


def reviews(study: Study) -> None:
    """The book's split; unlabelled reviews whose words are those of a validation or test review are left out."""
    os.environ.setdefault("KERAS_BACKEND", "torch")  # utils imports Keras, which nobody uses here
    from utils import load_imdb

    imdb, n = load_imdb(unlabelled=True), study.size.reviews
    if not imdb.official:
        raise SystemExit(
            "this study needs the official archive: set IMDB_ARCHIVE to aclImdb_v1.tar.gz"
        )
    parts = {
        "train": imdb.train.text[:n],
        "validation": imdb.validation.text[:n],
        "test": imdb.test.text[:n],
    }
    judges = {" ".join(tokens(text)) for part in ("validation", "test") for text in parts[part]}
    free = imdb.unlabelled.text[:n]
    parts["free"] = free[[" ".join(tokens(text)) not in judges for text in free]]
    print({part: len(texts) for part, texts in parts.items()}, flush=True)
    study.load(
        parts,
        {
            "train": imdb.train.label.to_numpy()[:n],
            "validation": imdb.validation.label.to_numpy()[:n],
        },
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, default=ROOT / "data" / "language_model_start")
    parser.add_argument(
        "--tiny",
        action="store_true",
        help="a minute, to see that every line runs; needs a --folder of its own",
    )
    parser.add_argument("--beyond", action="store_true", help="the last step of the plan, too")
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.tiny:
        study = Study(options.folder, TINY, keep=lambda frame: None)
    else:
        study = Study(options.folder, FULL, keep=lambda frame: save(frame, "language_model_start"))
    if options.publish:
        name = "language_model_start.npz"
        target = (
            options.folder / name
            if options.tiny
            else ROOT / "chapters/artifacts/unlabelled_text" / name
        )
        publish(study, target)
    else:
        reviews(study)
        main(study, options.beyond)
