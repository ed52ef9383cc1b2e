"""Everything a few minutes on one GPU should bring, in one command: python3 run.py --minutes 8.5 --out $OUT (see README.md).

A  layer timings      A.jsonl   one line per backend, variant and batch size
B  time to accuracy   B.jsonl   one line per program and epoch
C  the best recurrent model that minutes allow: lm.py, C.jsonl and C_probabilities.npz
This process only keeps the clock: each part runs in children of its own, whose lines are on disk as soon as they exist.
A child that overruns its time is ended, and the next part begins.
"""

import argparse
import json
import lzma
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import contextlib

HERE = Path(__file__).resolve().parent
STEPS, INPUTS, UNITS = 250, 100, 100  # the article's layer: tokens, embedding, units
VARIANTS = {  # name: (LSTM arguments, mask, policy); the first ones are needed to choose the backend of part B
    "dropout": ({"dropout": 0.2}, None, None),
    "recurrent_dropout": ({"dropout": 0.2, "recurrent_dropout": 0.2}, None, None),
    "mask, zeros right": ({}, "right", None),
    "plain": ({}, None, None),
    "mask, zeros left": ({}, "left", None),
    "use_cudnn=False": ({"use_cudnn": False}, None, None),
    "mixed_bfloat16": ({}, None, "mixed_bfloat16"),
    "mixed_float16": ({}, None, "mixed_float16"),
    "GRU": ({}, None, None),
}


def append(path, **facts):
    with open(path, "a") as file:
        file.write(json.dumps(facts) + "\n")
    print(Path(path).stem, json.dumps(facts)[:240], flush=True)


def lines(path):
    return (
        [json.loads(line) for line in Path(path).read_text().splitlines()]
        if Path(path).exists()
        else []
    )


def age():
    """Seconds since the parent started this child: imports count."""
    return time.time() - float(os.environ.get("CHILD_STARTED", time.time()))


# --- A: layer timings -------------------------------------------------------


def keras_timings(args):
    """Seconds of a whole training step in fit: frozen embedding, the layer, one sigmoid unit."""
    import keras
    from keras import layers

    stop, random = time.perf_counter() + args.seconds - age(), np.random.default_rng(1)
    names = list(VARIANTS)
    plan = (
        [(n, 32) for n in names[:4]]
        + [(n, 256) for n in names[:3]]
        + [(n, 32) for n in names[4:]]
        + [(n, 256) for n in names[3:]]
    )
    for name, size in plan:
        arguments, mask, policy = VARIANTS[name]
        if time.perf_counter() > stop - 3:
            append(
                args.out / "A.jsonl",
                backend=args.backend,
                variant=name,
                batch=size,
                skipped="no time left",
            )
            continue
        try:
            keras.mixed_precision.set_global_policy(policy or "float32")
            keras.utils.set_random_seed(1)
            most = 50
            ids = random.integers(1, 10_000, (size * most, STEPS)).astype("int32")
            for row, n in enumerate(random.integers(60, STEPS + 1, len(ids)) if mask else ()):
                ids[row, slice(n, None) if mask == "right" else slice(0, STEPS - n)] = 0
            y = random.integers(0, 2, len(ids)).astype("float32")
            layer = (layers.GRU if name == "GRU" else layers.LSTM)(UNITS, **arguments)
            model = keras.Sequential(
                [
                    keras.Input((STEPS,), dtype="int32"),
                    layers.Embedding(10_000, INPUTS, mask_zero=bool(mask), trainable=False),
                    layer,
                    layers.Dense(1, activation="sigmoid", dtype="float32"),
                ]
            )
            model.compile("adam", "binary_crossentropy")

            def seconds(steps, model=model, ids=ids, y=y, size=size):
                begin = time.perf_counter()
                model.fit(
                    ids[: steps * size],
                    y[: steps * size],
                    batch_size=size,
                    verbose=0,
                    shuffle=False,
                )
                return (time.perf_counter() - begin) / steps

            first = seconds(1)  # compilation and first call
            k = int(min(most, max(1, 0.3 / seconds(1))))
            seconds(k)
            found, until = [], time.perf_counter() + 1.0
            while len(found) < 3 or (time.perf_counter() < until and len(found) < 15):
                found.append(seconds(k))
            append(
                args.out / "A.jsonl",
                backend=args.backend,
                variant=name,
                batch=size,
                milliseconds=round(1e3 * float(np.median(found)), 4),
                least=round(1e3 * min(found), 4),
                most=round(1e3 * max(found), 4),
                repeats=len(found),
                steps_per_repeat=k,
                first_seconds=round(first, 2),
            )
        except Exception as error:  # an unsupported combination is a result too
            append(
                args.out / "A.jsonl",
                backend=args.backend,
                variant=name,
                batch=size,
                error=f"{type(error).__name__}: {error}"[:300],
            )


def torch_timings(args):
    """Milliseconds of forward and backward of the bare layer, on device events; and which kernels ran."""
    import torch

    cuda, stop = torch.cuda.is_available(), time.perf_counter() + args.seconds - age()
    device = "cuda" if cuda else "cpu"
    torch.backends.cuda.matmul.allow_tf32 = False
    cases = [
        (cell, kind)
        for kind in (
            "float32",
            "float32, no TF32",
            "float16",
            "bfloat16",
            "autocast bfloat16",
            "packed float32",
            "float32, cuDNN off",
        )
        for cell in ("LSTM", "GRU")
    ]
    for cell, kind in cases:
        for size in (32, 256):
            if time.perf_counter() > stop - 1:
                continue
            try:
                torch.manual_seed(1)
                torch.backends.cudnn.allow_tf32 = "no TF32" not in kind
                torch.backends.cudnn.enabled = "off" not in kind
                dtype = getattr(torch, kind) if kind in ("float16", "bfloat16") else torch.float32
                layer = getattr(torch.nn, cell)(INPUTS, UNITS, batch_first=True).to(device, dtype)
                x = torch.randn(size, STEPS, INPUTS, device=device, dtype=dtype, requires_grad=True)
                n = torch.randint(60, STEPS + 1, (size,))

                def step(layer=layer, x=x, n=n, kind=kind):
                    with torch.autocast(
                        device, torch.bfloat16, enabled=kind.startswith("autocast")
                    ):
                        if kind.startswith("packed"):
                            z = torch.nn.utils.rnn.pack_padded_sequence(
                                x, n, batch_first=True, enforce_sorted=False
                            )
                            layer(z)[0].data.float().mean().backward()
                        else:
                            layer(x)[0].float().mean().backward()

                def milliseconds(step=step):
                    if not cuda:
                        begin = time.perf_counter()
                        step()
                        return 1e3 * (time.perf_counter() - begin)
                    a, b = (
                        torch.cuda.Event(enable_timing=True),
                        torch.cuda.Event(enable_timing=True),
                    )
                    torch.cuda.synchronize()
                    a.record()
                    step()
                    b.record()
                    b.synchronize()
                    return a.elapsed_time(b)

                first = [milliseconds() for _ in range(3)]
                found = [milliseconds() for _ in range(int(min(30, max(3, 400 / first[-1]))))]
                kernels = []
                try:  # which kernels ran; a profiler that fails must not cost the timing
                    from torch.profiler import ProfilerActivity, profile

                    with profile(
                        activities=[ProfilerActivity.CUDA if cuda else ProfilerActivity.CPU]
                    ) as record:
                        step()
                        milliseconds()
                    time_of = "self_device_time_total" if cuda else "self_cpu_time_total"
                    top = sorted(record.key_averages(), key=lambda e: -getattr(e, time_of, 0))[:3]
                    kernels = [[e.key[:90], e.count] for e in top]
                except Exception as error:
                    kernels = [f"{type(error).__name__}: {error}"[:100]]
                append(
                    args.out / "A.jsonl",
                    backend="plain torch",
                    variant=f"{cell} {kind}",
                    batch=size,
                    milliseconds=round(float(np.median(found)), 4),
                    least=round(min(found), 4),
                    most=round(max(found), 4),
                    repeats=len(found),
                    kernels=kernels,
                )
            except Exception as error:
                append(
                    args.out / "A.jsonl",
                    backend="plain torch",
                    variant=f"{cell} {kind}",
                    batch=size,
                    error=f"{type(error).__name__}: {error}"[:300],
                )


# --- B: time to accuracy ----------------------------------------------------


def tv_rows(pack, part):
    """TextVectorization ids of each review: whole up to 650 tokens, else its first 400 and last 250."""
    return np.split(
        pack[f"{part}_tv"].astype("int32"), np.cumsum(pack[f"{part}_tv_kept"].astype(np.int64))[:-1]
    )


def article_ids(rows):
    """The article's arrays: its 10,000 words, the last 250 tokens, zeros on the left."""
    out = np.zeros((len(rows), STEPS), "int32")
    for i, row in enumerate(rows):
        row = np.where(row < 10_000, row, 1)[-STEPS:]
        out[i, STEPS - len(row) :] = row
    return out


def curves(args):
    import keras
    from keras import layers, ops

    pack, seed = np.load(args.data), 1
    rows = {part: tv_rows(pack, part) for part in ("train", "validation")}
    y = {part: pack[f"{part}_labels"].astype("float32") for part in ("train", "validation")}
    if args.tiny or args.smoke:
        rows, y = {k: v[:640] for k, v in rows.items()}, {k: v[:640] for k, v in y.items()}
    epochs = 2 if args.tiny or args.smoke else 3 if args.program == "chapter8" else 10

    class Curve(keras.callbacks.Callback):
        """A line per epoch; stops where the next epoch would not fit."""

        def on_train_begin(self, logs=None):
            self.begin = self.epoch_begin = time.perf_counter()
            self.validating = 0.0

        def on_test_begin(self, logs=None):
            self.test_begin = time.perf_counter()

        def on_test_end(self, logs=None):
            self.validating += time.perf_counter() - self.test_begin

        def on_epoch_end(self, epoch, logs=None):
            now = time.perf_counter()
            append(
                args.out / "B.jsonl",
                program=args.program,
                backend=args.backend,
                epoch=epoch + 1,
                seconds=round(now - self.begin, 3),
                of_these_validation=round(self.validating, 3),
                **{k: round(float(v), 5) for k, v in (logs or {}).items()},
            )
            if age() + 0.9 * (now - self.epoch_begin) > args.seconds:
                self.model.stop_training = True
            self.epoch_begin = now

        def on_train_batch_end(self, batch, logs=None):
            if batch % 50 == 0 and age() > args.seconds:  # an unfinished epoch: say how far it came
                append(
                    args.out / "B.jsonl",
                    program=args.program,
                    backend=args.backend,
                    stopped_at_batch=batch,
                    seconds=round(time.perf_counter() - self.begin, 3),
                )
                self.model.stop_training = True

    class ByLength(keras.utils.PyDataset):
        """The book's BatchesByLength; on JAX widths are 200 or 400 only, since each new shape is compiled anew."""

        def __init__(self, rows, y, size):
            super().__init__(workers=1)
            self.rows, self.y, self.random = (
                [row[:400] for row in rows],
                y,
                np.random.default_rng(seed),
            )
            order = np.argsort([len(row) for row in self.rows], kind="stable")
            whole = (
                len(order) // size * size if args.backend == "jax" else len(order)
            )  # one batch shape
            self.batches = [order[i : i + size] for i in range(0, whole, size)]
            self.on_epoch_end()

        def __len__(self):
            return len(self.batches)

        def __getitem__(self, index):
            chosen = self.batches[index]
            width = max(len(self.rows[i]) for i in chosen)
            width = 200 * -(-width // 200) if args.backend == "jax" else width
            ids = np.zeros((len(chosen), width), "int32")
            for k, i in enumerate(chosen):
                ids[k, : len(self.rows[i])] = self.rows[i]
            return ids, self.y[chosen]

        def on_epoch_end(self):
            self.batches = [self.batches[i] for i in self.random.permutation(len(self.batches))]

    keras.utils.set_random_seed(seed)
    ids = keras.Input((None,), dtype="int32")
    if args.program == "chapter8":
        training, validation = (
            ByLength(rows["train"], y["train"], 64),
            ByLength(rows["validation"], y["validation"], 250),
        )
        vectors = layers.Embedding(20_000, 64, mask_zero=True)(ids)
        vectors = layers.SpatialDropout1D(0.3)(vectors)
        states = layers.Bidirectional(layers.LSTM(64, return_sequences=True))(vectors)
        real = ops.expand_dims(ops.not_equal(ids, 0), -1)
        largest = ops.max(ops.where(real, states, -1.0), axis=1)
        mean = layers.GlobalAveragePooling1D()(states)
        both = layers.Dropout(0.5)(layers.concatenate([largest, mean]))
        model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(both))
        model.compile(
            keras.optimizers.Adam(
                keras.optimizers.schedules.CosineDecay(2e-3, epochs * len(training))
            ),
            "binary_crossentropy",
            metrics=["accuracy"],
        )
        model.fit(
            training,
            epochs=epochs,
            shuffle=False,
            verbose=0,
            validation_data=validation,
            callbacks=[Curve()],
        )
    else:
        x, x_validation = article_ids(rows["train"]), article_ids(rows["validation"])
        recurrent = 0.2 if args.program == "article" else 0.0
        vectors = layers.Embedding(10_001, INPUTS)(ids)
        state = layers.LSTM(UNITS, dropout=0.2, recurrent_dropout=recurrent)(vectors)
        model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(state))
        model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
        model.fit(
            x,
            y["train"],
            batch_size=32,
            epochs=epochs,
            verbose=0,
            callbacks=[Curve()],
            validation_data=(x_validation, y["validation"]),
            validation_batch_size=250,
        )


# --- the clock --------------------------------------------------------------


def parent(args):
    begin, total = time.perf_counter(), 60 * args.minutes
    left = lambda: total - (time.perf_counter() - begin)  # noqa: E731
    args.out.mkdir(parents=True, exist_ok=True)
    data = Path(tempfile.mkdtemp()) / "imdb.npz"
    unpack = threading.Thread(
        target=lambda: data.write_bytes(lzma.decompress((HERE / "imdb.xz").read_bytes()))
    )
    unpack.start()

    def child(seconds, *words, script="run.py", **environment):
        """Runs one child for at most *seconds* and 8 more (its own clock should stop it earlier)."""
        started = time.perf_counter()
        command = [
            sys.executable,
            str(HERE / script),
            "--out",
            str(args.out),
            "--seconds",
            f"{seconds:.0f}",
            *words,
            *(f"--{name}" for name in ("tiny", "smoke") if getattr(args, name)),
        ]
        with open(args.out / "run.log", "a") as log:
            log.write(f"\n# {left():.0f} s left: {' '.join(command)}\n")
            log.flush()
            process = subprocess.Popen(
                command,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ
                | environment
                | {
                    "CHILD_STARTED": str(time.time()),
                    "PYTHONUNBUFFERED": "1",
                    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
                    "TF_CPP_MIN_LOG_LEVEL": "3",
                },
            )
            try:
                code = process.wait(timeout=max(5, min(seconds + 8, left() - 2)))
            except subprocess.TimeoutExpired:
                process.kill()
                code = f"ended after {process.wait()}"
            log.write(f"\n# exit {code} after {time.perf_counter() - started:.1f} s\n")
        print(
            f"{' '.join(words) or script}: exit {code} after {time.perf_counter() - started:.1f} s, {left():.0f} s left",
            flush=True,
        )

    smi = ""
    with contextlib.suppress(OSError):
        smi = subprocess.run(
            ["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=20,
        ).stdout.strip()
    from importlib.metadata import PackageNotFoundError, version

    versions = {}
    for name in ("torch", "jax", "jaxlib", "keras", "numpy", "nvidia-cudnn-cu13", "triton"):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = None
    append(
        args.out / "A.jsonl",
        backend="machine",
        gpu=smi,
        cpus=os.cpu_count(),
        python=platform.python_version(),
        versions=versions,
    )

    warm = subprocess.Popen(
        [sys.executable, "-c", "import torch, jax, keras"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"JAX_PLATFORMS": "cpu", "KERAS_BACKEND": "jax"},
    )  # reads the libraries off the disk
    scale = total / 510
    if "A" in args.parts:  # the shares of 8.5 minutes: 75 s, 85 s, the rest
        child(18 * scale, "--child", "torch_timings")
        child(22 * scale, "--child", "keras_timings", "--backend", "torch", KERAS_BACKEND="torch")
        child(35 * scale, "--child", "keras_timings", "--backend", "jax", KERAS_BACKEND="jax")
    unpack.join()
    if "B" in args.parts:
        times = {
            (r["backend"], r["variant"]): r["milliseconds"]
            for r in lines(args.out / "A.jsonl")
            if r.get("batch") == 32 and "milliseconds" in r
        }
        for program, variant, seconds in (
            ("article", "recurrent_dropout", 26),
            ("article_without", "dropout", 16),
            ("chapter8", "mask, zeros right", 43),
        ):
            if args.smoke and program == "article":
                continue
            backend = min(("jax", "torch"), key=lambda b: times.get((b, variant), np.inf))
            child(
                16 if args.smoke else seconds * scale,
                "--child",
                "curves",
                "--program",
                program,
                "--backend",
                backend,
                "--data",
                str(data),
                KERAS_BACKEND=backend,
            )
    if "C" in args.parts:
        child(left() - 12, "--data", str(data), script="lm.py")
    warm.wait()
    shutil.rmtree(data.parent)
    print(f"done, {left():.0f} s left")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=8.5)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--parts", default="ABC")
    parser.add_argument("--tiny", action="store_true", help="for a CPU")
    parser.add_argument(
        "--smoke", action="store_true", help="full-size networks, few reviews: a trial on the GPU"
    )
    for name in ("--child", "--backend", "--program"):
        parser.add_argument(name)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    {
        "torch_timings": torch_timings,
        "keras_timings": keras_timings,
        "curves": curves,
        None: parent,
    }[options.child](options)
