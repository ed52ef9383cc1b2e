"""The listing of the page "Quick start": the file alone, in an empty folder, in a process of its own, on small data.

Served over loopback as a miniature of the archive, from tables as people have them, and from tables that cannot be used.
tests/check/test_quick_start_listing_full.py has the slower half: training from a table, real reviews, the versions of Colab.
"""

from __future__ import annotations

import ast
import os
import random
import re
import subprocess
import sys
import tarfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from thebook import BOOK, ROOT

from bookkit.lint.source import Source

LISTING = ROOT / "chapters" / "quick_start_listing.py"
GOOD, BAD = (
    ["warm", "funny", "wonderful", "great", "lovely", "superb"],
    ["dull", "boring", "awful", "poor", "weak", "flat"],
)
OTHER = [
    "the",
    "film",
    "was",
    "a",
    "story",
    "of",
    "two",
    "people",
    "and",
    "one",
    "dog",
    "in",
    "some",
    "town",
    "by",
    "the",
    "sea",
]
SMALLER = {"20, validation_data": "4, validation_data", "10_000, 300": "500, 24"}


def words(kind: list[str], rng: random.Random, count: int = 4) -> str:
    drawn = rng.choices(OTHER, k=6) + rng.choices(kind, k=count)
    rng.shuffle(drawn)
    return " ".join(drawn)


def texts(count: int = 150) -> list[tuple[str, str]]:
    """Rows of text and label; some with a tag, capitals and punctuation, all of them different.

    150: the batches of the listing are then all of one size, and each other size is compiled anew.
    """
    rng = random.Random(1)
    kinds = [("neg", BAD), ("pos", GOOD)]
    return [
        (f"{words(kind, rng)}.<br /><br />{words(kind, rng).capitalize()}! {i}", label)
        for i in range(count)
        for label, kind in [kinds[i % 2]]
    ]


def pack(rows: list[tuple[str, str]], path: Path) -> Path:
    """*rows* as the archive of Maas et al. has them, with the files that a listing must pass over."""
    with tarfile.open(path, "w:gz") as archive:

        def put(name: str, content: bytes) -> None:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, BytesIO(content))

        put("aclImdb/README", b"no review")
        for i, (text, label) in enumerate(rows):
            stars = 9 if label == "pos" else 2
            put(f"aclImdb/train/{label}/{i}_{stars}.txt", text.encode())
            put(f"aclImdb/train/{label}/._{i}_{stars}.txt", b"\xff a twin that macOS adds")
            put(f"aclImdb/test/{label}/{i}_{stars}.txt", b"closed")
            put(f"aclImdb/train/unsup/{i}_0.txt", b"without a label")
    return path


def alone(
    folder: Path, data: str, changes: dict[str, str] = SMALLER, python: str | Path = sys.executable
):
    """The listing, with another DATA, run as a file in *folder*; no module of the book can be found from there."""
    source = LISTING.read_text("utf8")
    source, found = re.subn(r"^DATA = .*$", lambda _: f"DATA = {data!r}", source, flags=re.M)
    assert found == 1, "one constant says where the reviews come from"
    for old, new in changes.items():
        assert old in source, old
        source = source.replace(old, new)
    (folder / "listing.py").write_text(source, "utf8")
    return process(folder, "listing.py", python=python)


def process(folder: Path, *arguments: str, python: str | Path = sys.executable):
    hidden = ("BOOK_", "IMDB_", "PYTHONPATH", "KERAS_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    env |= {
        "KERAS_HOME": str(folder / "keras"),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONUTF8": "1",
        "no_proxy": "127.0.0.1",
        "OMP_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
    }
    return subprocess.run(
        [str(python), *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf8",
        timeout=900,
    )


def scores(printed: str) -> dict[str, float]:
    """What the listing prints at its end: two accuracies, and the answers to three strings."""
    found = re.search(r"^linear model: ([\d.]+)\nLSTM: ([\d.]+)\n\[(.*)\]\s*$", printed, re.M)
    assert found, printed[-2000:]
    answers = [float(number) for number in found[3].split()]
    assert len(answers) == 3 and all(0 <= p <= 1 for p in answers), answers
    return {
        "linear": float(found[1]),
        "LSTM": float(found[2]),
        "empty": answers[1],
        "unknown": answers[2],
    }


@pytest.fixture
def address(tmp_path):
    """A folder of this machine, served over loopback: (folder, its address)."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    served = tmp_path / "served"
    served.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(served)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield served, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_it_is_short_and_needs_nothing_of_the_book():
    source = LISTING.read_text("utf8")
    assert len(source.splitlines()) <= 84
    modules = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    assert modules <= {"re", "tarfile", "keras", "pandas", "tensorflow", "sklearn"}
    assert source.count("http") == 2, "the address, and the question whether DATA is one"


def test_the_page_shows_it_and_teaches_the_same_code():
    page = BOOK.page("quick_start").path.read_text("utf8")
    listed_there = "\n```python\n" + LISTING.read_text("utf8") + "```\n"
    assert page.count(listed_there) == 1, "copy chapters/quick_start_listing.py into the page anew"
    cells = "\n".join(cell.source for cell in Source.read(BOOK.page("quick_start")).cells)

    def functions(source: str) -> dict[str, str]:
        return {
            node.name: ast.unparse(node)
            for node in ast.parse(source).body
            if isinstance(node, ast.FunctionDef)
        }

    shown, listed = functions(cells), functions(LISTING.read_text("utf8"))
    for name in ("standardize", "ask"):
        assert shown[name] == listed[name], f"{name} of the page is not that of the listing"

    def calls(source: str, name: str) -> list[str]:
        return [
            ast.unparse(node)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(name)
        ]

    for layer in (
        "Embedding",
        "LSTM",
        "GlobalAveragePooling1D",
        "Dense",
        "Adam",
        "EarlyStopping",
        "TfidfVectorizer",
    ):
        assert calls(cells, layer) == calls(LISTING.read_text("utf8"), layer), layer


def test_the_notebook_has_it_in_full():
    notebook = (ROOT / "notebooks" / "quick_start.ipynb").read_text("utf8")
    for line in LISTING.read_text("utf8").splitlines():
        spelled = line.replace("\\", "\\\\").replace('"', '\\"')
        escaped = spelled.encode("ascii", "backslashreplace").decode()
        assert spelled in notebook or escaped in notebook, line


def test_from_an_archive_over_http_it_trains_saves_and_answers(tmp_path, address):
    served, http = address
    pack(texts(), served / "small.tar.gz")
    done = alone(tmp_path, f"{http}/small.tar.gz")
    assert done.returncode == 0, done.stderr[-3000:]
    found = scores(done.stdout)
    assert found["linear"] > 0.9 and 0.4 <= found["LSTM"] <= 1
    assert (tmp_path / "reader.keras").is_file()
    # in another process: every string gets an answer, and what is no word changes none
    code = (
        "import json, keras, numpy as np, listing\n"
        "reader = keras.saving.load_model('reader.keras')\n"
        "odd = ['', ' ', '!!!', '<br />', '\\u2026', '太好看了', 'ＴＥＲＲＩＢＬＥ', '\\ud800', '\\x00', '\\x85', 'a\\u00a0b',\n"
        "       '[begin]', 'good ' * 20000, 'x' * 100000, 'WARM<br />FILM!', 'warm film', 'ФИЛЬМ', 'фильм']\n"
        "together = listing.ask(reader, odd)\n"
        "alone = [float(listing.ask(reader, text)[0]) for text in odd]\n"
        "print(json.dumps({'finite': bool(np.isfinite(together).all()), 'gap': float(np.abs(together - alone).max()),\n"
        "  'empty': float(np.ptp(together[:5])), 'tags': float(abs(together[14] - together[15])),\n"
        "  'scripts': float(abs(together[16] - together[17]))}))\n"
    )
    asked = process(tmp_path, "-c", code)
    assert asked.returncode == 0, asked.stderr[-3000:]
    told = __import__("json").loads(asked.stdout.splitlines()[-1])
    assert (
        told["finite"] and max(told["gap"], told["empty"], told["tags"], told["scripts"]) < 1e-4
    ), told


@pytest.fixture(scope="module")
def listing():
    """The listing, imported from its file: nothing is fetched, read or trained by that."""
    import runpy

    import keras

    def refuse(*arguments, **options):
        raise AssertionError("importing the listing must do nothing")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keras.utils, "get_file", refuse)
        patch.setattr(pd, "read_csv", refuse)
        return runpy.run_path(str(LISTING), run_name="listing")


def write(path: Path, rows: list[tuple], header: str = "text,label", encoding: str = "utf8") -> str:
    pd.DataFrame(rows, columns=header.split(",")).to_csv(path, index=False, encoding=encoding)
    return str(path)


def usable(listing: dict, path: str) -> pd.DataFrame:
    return listing["checked"](listing["load"](path))


def test_tables_as_people_have_them(listing, tmp_path):
    rows = texts(40)
    assert len(usable(listing, write(tmp_path / "a.csv", rows))) == 40
    twice = usable(listing, write(tmp_path / "b.csv", rows + rows[:7]))
    assert len(twice) == 40 and twice["y"].mean() == 0.5
    assert set(twice.loc[twice["y"] == 1, "label"]) == {"pos"}
    numbers = [(text, int(label == "pos"), "x") for text, label in rows]
    assert usable(listing, write(tmp_path / "c.csv", numbers, "text,label,more"))["y"].sum() == 20
    excel = write(tmp_path / "d.csv", rows, encoding="utf-8-sig")  # with a byte order mark
    assert len(usable(listing, excel)) == 40
    (tmp_path / "i.csv").write_text(
        '\ufeff"text","label",\n' + "".join(f'"{t}","{k}",\n' for t, k in rows), "utf8"
    )
    assert list(usable(listing, str(tmp_path / "i.csv"))["label"][:2]) == ["neg", "pos"]
    several_lines = [(text.replace(".", ".\n\n") + ' "quoted", and', label) for text, label in rows]
    assert len(usable(listing, write(tmp_path / "e.csv", several_lines))) == 40
    words_called_none = [(f"None {i}", "NA") for i in range(10)] + [
        (f"null {i}", "pos") for i in range(10)
    ]
    assert len(usable(listing, write(tmp_path / "f.csv", words_called_none))) == 20
    spaced = [
        (" ".join("这部电影太好看了我非常喜欢") + str(i), label)
        for i, (_, label) in enumerate(rows)
    ]
    assert len(usable(listing, write(tmp_path / "g.csv", spaced))) == 40
    quoting = [
        (f"{text} 这部电影太好看了我非常喜欢", label) for text, label in rows
    ]  # mostly English
    assert len(usable(listing, write(tmp_path / "h.csv", quoting))) == 40


ROWS = texts(40)


@pytest.mark.parametrize(
    "rows, header, words",
    [
        (ROWS, "text,sentiment", r"no column 'label', only \['text', 'sentiment'\]"),
        (ROWS, "review,label", "no column 'text'"),
        ([(f"{text};{label}",) for text, label in ROWS], "text;label", r"only \['text;label'\]"),
        ([(text, "pos") for text, _ in ROWS], "text,label", r"two labels.*'pos': 40"),
        ([*ROWS, ("so so", "neutral")], "text,label", "two labels.*'neutral': 1"),
        (ROWS[:10], "text,label", "ten texts"),
        ([("the same", "pos")] * 15 + [(str(i), "neg") for i in range(15)], "text,label", "'pos': 1"),
        ([], "text,label", "two labels"),
        ([*ROWS, ("", "pos")], "text,label", "1 empty cells in 'text', first in row 41"),
        ([*ROWS[:2], ("  \n", "pos"), *ROWS[2:], ("", "neg")], "text,label", "2 empty cells in 'text', first in row 3"),
        ([*ROWS, (float("nan"), "pos")], "text,label", "empty cells in 'text'"),
        ([*ROWS, ("NaN", "pos")], "text,label", "empty cells in 'text'"),
        ([*ROWS, ("good", None)], "text,label", "empty cells in 'label', first in row 41"),
        ([(f"这部电影太好看了，我非常喜欢{i}", label) for i, (_, label) in enumerate(ROWS)], "text,label", "spaces.*jieba"),
        ([(f"หนังเรื่องนี้สนุกมากฉันชอบมันมาก {i}", label) for i, (_, label) in enumerate(ROWS)], "text,label", "no spaces"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_reason(listing, tmp_path, rows, header, words):
    with pytest.raises(ValueError, match=words):
        usable(listing, write(tmp_path / "bad.csv", rows, header))


def test_an_unquoted_comma_in_every_text_does_not_cut_the_texts(listing, tmp_path):
    """pandas takes the first cells of each row for the row's name if there are more than columns, and says nothing."""
    for header, row in (("text,label", "well, {},{}\n"), ("label,text", "{1},well, {0}\n")):
        lines = "".join(row.format(text, label) for text, label in ROWS)
        (tmp_path / "a.csv").write_text(f"{header}\n{lines}", "utf8")
        with pytest.raises(ValueError, match="put texts with commas in quotes"):
            usable(listing, str(tmp_path / "a.csv"))


def test_an_unquoted_comma_in_one_text_is_refused_wherever_it_stands(listing, tmp_path):
    for place in (0, 7, len(ROWS) - 1):
        for header, row in (("text,label", "{0},{1}\n"), ("label,text", "{1},{0}\n")):
            lines = [row.format(text, label) for text, label in ROWS]
            lines[place] = row.format("well, a, b", ROWS[place][1])
            (tmp_path / "a.csv").write_text(f"{header}\n" + "".join(lines), "utf8")
            with pytest.raises((ValueError, pd.errors.ParserError)):
                usable(listing, str(tmp_path / "a.csv"))


def test_an_archive_that_is_not_whole_is_refused(listing, tmp_path):
    with pytest.raises(ValueError, match="40 training reviews in"):
        listing["load"](str(pack(texts(40), tmp_path / "aclImdb_v1.tar.gz")))
    with pytest.raises(ValueError, match="0 training reviews in"):
        listing["load"](str(pack([], tmp_path / "other.tgz")))
    half = tmp_path / "half.tar.gz"
    half.write_bytes(pack(texts(40), tmp_path / "whole.tar.gz").read_bytes()[:2_000])
    with pytest.raises((EOFError, tarfile.ReadError)):
        listing["load"](str(half))
    assert len(listing["load"](str(tmp_path / "whole.tar.gz"))) == 40
