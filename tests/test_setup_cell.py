"""The first cell of every notebook, run alone in folders as readers have them: a clone, a classroom, Colab, no network."""

from __future__ import annotations

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from thebook import NOTEBOOKS, PAGES, each
from toybook import ToyBook, python

from bookkit.editions.setup_cell import files_of, helper_version, setup_cell

NOWHERE = "http://127.0.0.1:9"
FILES = ("chapters/utils.py", "chapters/artifacts/number.txt")
ENDING = """
import json
from utils import area
import utils
print("RESULT", json.dumps({"area": area(1.0), "number": open("artifacts/number.txt").read().strip(), "cwd": os.getcwd(),
    "notebook": str(NOTEBOOK_FOLDER), "utils": utils.__file__, "archive": os.environ.get("IMDB_ARCHIVE"),
    "level": os.environ["TF_CPP_MIN_LOG_LEVEL"]}))
"""


class Reader:
    """A folder with a notebook of the toy book in it, and a mirror to fetch from."""

    def __init__(self, tmp_path: Path):
        self.book = ToyBook(tmp_path / "mirror")
        self.cell = self.make_cell()
        self.folder = tmp_path / "mein Büch 书"
        self.folder.mkdir()
        self.asked: list[str] = []
        asked = self.asked

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                super().do_GET()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(
            ("127.0.0.1", 0), partial(Handler, directory=str(self.book.folder))
        )
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def make_cell(self, key: str = "gates", ref: str = "main") -> str:
        """The setup cell of a page of the mirror."""
        return setup_cell(self.book.page(key), "https://github.com/OWNER/REPO", ref).source

    def put(self, folder: str, *names: str, old: bytes = b"", new: bytes = b"") -> None:
        """Copy files of the mirror to where they lie under *folder* of the reader, changed."""
        for name in names:
            target = self.folder / folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            data = (self.book.folder / name).read_bytes()
            assert old in data
            target.write_bytes(data.replace(old, new))

    def run(
        self,
        base: str | None = None,
        where: Path | None = None,
        before: str = "",
        times: int = 1,
        **env: str,
    ):
        code = before + ("\n" + self.cell) * times + ENDING
        settings = {
            "PYTHONPATH": "",
            "BOOK_BASE": base or self.base,
            "NO_PROXY": "127.0.0.1",
            **env,
        }
        ran = python(where or self.folder, "-X", "utf8", "-c", code, **settings)
        result = [line for line in ran.stdout.splitlines() if line.startswith("RESULT ")]
        ran.result = SimpleNamespace(**json.loads(result[0][7:])) if result else None
        ran.warnings = [line for line in ran.stdout.splitlines() if "Warning" in line]
        return ran

    def state(self) -> dict[str, bytes]:
        return {
            str(p.relative_to(self.folder)): p.read_bytes()
            for p in self.folder.rglob("*")
            if p.is_file() and "__pycache__" not in p.parts
        }

    def stand(self) -> list[str]:
        return sorted(
            str(p.relative_to(self.folder))
            for p in self.folder.rglob("*")
            if "__pycache__" not in p.parts
        )


@pytest.fixture
def reader(tmp_path):
    reader = Reader(tmp_path)
    yield reader
    reader.server.shutdown()
    reader.server.server_close()


@each(PAGES)
def test_the_cell_is_short_and_shown_folded(page):
    cell = nbformat.read(NOTEBOOKS / f"{page.key}.ipynb", as_version=4).cells[0]
    assert (
        cell.id == "setup"
        and not cell.outputs
        and cell.metadata.cellView == "form"
        and len(cell.source.splitlines()) <= 100
    )
    compile(cell.source, "setup", "exec")


@each(PAGES)
def test_the_cell_names_every_file_that_the_page_reads(page):
    """Checks too; and a digest only of what does not change: a comment in helpers or checks must change no notebook."""
    files = files_of(page)
    assert "chapters/utils.py" in files and all((page.book.root / name).is_file() for name in files)
    checks = f"chapters/exercises/{page.name}_checks.py"
    assert (checks in files) is (page.is_exercises and (page.book.root / checks).is_file())
    assert all(bool(digest) is not name.endswith(".py") for name, digest in files.items())
    assert helper_version(page) >= 1


def test_alone_and_online_it_fetches_once_then_needs_no_network(reader):
    first = reader.run()
    assert first.returncode == 0 and not first.warnings, first.stderr + first.stdout
    assert first.result.area == 3.0 and first.result.number == "7"
    assert Path(first.result.cwd) == reader.folder / "learning-sequences-main" / "chapters"
    assert sorted(reader.asked) == ["/chapters/artifacts/number.txt", "/chapters/utils.py"]
    assert not list(reader.folder.rglob("*.part"))
    before = reader.state()
    again = reader.run(NOWHERE)
    assert again.returncode == 0 and not again.warnings and reader.state() == before, again.stderr
    assert reader.run(times=2).result.cwd == first.result.cwd, "the cell run twice"


def test_it_says_where_the_working_folder_is_and_names_the_notebooks_own(reader):
    (reader.folder / "mine.csv").write_text("a,b\n", "utf8")
    ran = reader.run(times=2)
    assert (
        f"Working folder: {ran.result.cwd};" in ran.stdout
        and 'NOTEBOOK_FOLDER / "mine.csv"' in ran.stdout
    )
    assert Path(ran.result.notebook) == reader.folder
    code = reader.cell + '\nprint((NOTEBOOK_FOLDER / "mine.csv").read_text())'
    read = python(reader.folder, "-X", "utf8", "-c", code, BOOK_BASE=NOWHERE, PYTHONPATH="")
    assert read.returncode == 0 and "a,b" in read.stdout, read.stderr


PLACES = {
    "above, in a clone": ("", "notebooks"),
    "above, notebook at the top": ("", ""),
    "fetched before": ("learning-sequences", ""),
    "chapters itself": ("", "chapters"),
}


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_there_and_the_same_is_used_without_a_word(reader, place, online):
    folder, where = PLACES[place]
    reader.put(folder, *FILES)
    (reader.folder / where).mkdir(exist_ok=True)
    before = reader.state()
    ran = reader.run(None if online else NOWHERE, where=reader.folder / where)
    assert ran.returncode == 0 and ran.result.area == 3.0 and not ran.warnings, (
        ran.stderr + ran.stdout
    )
    assert Path(ran.result.utils) == reader.folder / folder / "chapters" / "utils.py"
    assert reader.state() == before and reader.asked == []


TOO_OLD = {"HELPERS = 1": "HELPERS = 0", "HELPERS = 1\n": ""}


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("version", TOO_OLD, ids=["older", "without a version"])
def test_helpers_that_are_too_old_are_used_with_one_warning_and_never_overwritten(
    reader, place, online, version
):
    folder, where = PLACES[place]
    reader.put(folder, "chapters/utils.py", old=version.encode(), new=TOO_OLD[version].encode())
    reader.put(folder, "chapters/artifacts/number.txt")
    (reader.folder / where).mkdir(exist_ok=True)
    before = reader.state()
    ran = reader.run(None if online else NOWHERE, where=reader.folder / where)
    assert ran.returncode == 0 and ran.result.area == 3.0, ran.stderr
    (warning,) = ran.warnings
    for words in (
        "utils.py",
        "not the version this notebook was made with",
        "used all the same",
        "delete it",
        "/tree/main/notebooks",
    ):
        assert words in warning
    assert reader.state() == before and reader.asked == []


@pytest.mark.parametrize(
    "old, new, area",
    [
        ("return 3.0 *", "return 30.0 *", 30.0),
        ("HELPERS = 1", "HELPERS = 2", 3.0),
        ("SCALE", "FACTOR", 3.0),
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_helpers_that_are_new_enough_are_used_without_a_word(reader, place, old, new, area):
    folder, where = PLACES[place]
    reader.put(folder, "chapters/utils.py", old=old.encode(), new=new.encode())
    reader.put(folder, "chapters/artifacts/number.txt")
    (reader.folder / where).mkdir(exist_ok=True)
    before = reader.state()
    ran = reader.run(NOWHERE, where=reader.folder / where)
    assert (
        ran.returncode == 0
        and ran.result.area == area
        and not ran.warnings
        and reader.state() == before
    ), ran.stderr


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_artifact_that_differs_is_used_with_one_warning_and_never_overwritten(reader, online):
    reader.put("learning-sequences", "chapters/utils.py")
    reader.put("learning-sequences", "chapters/artifacts/number.txt", old=b"7", new=b"8")
    before = reader.state()
    ran = reader.run(None if online else NOWHERE)
    assert (
        ran.returncode == 0
        and ran.result.number == "8"
        and len(ran.warnings) == 1
        and "number.txt" in ran.warnings[0]
    ), ran.stderr
    assert reader.state() == before


@pytest.mark.parametrize("changed", [False, True], ids=["same", "different"])
@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_helpers_and_artifacts_beside_the_notebook_are_used(reader, online, changed):
    source = (reader.book.folder / "chapters" / "utils.py").read_bytes()
    (reader.folder / "utils.py").write_bytes(
        source.replace(b"3.0 *", b"30.0 *") if changed else source
    )
    (reader.folder / "artifacts").mkdir()
    (reader.folder / "artifacts" / "number.txt").write_bytes(b"9\n" if changed else b"7\n")
    before = reader.state()
    ran = reader.run(None if online else NOWHERE)
    assert ran.returncode == 0, ran.stderr
    assert (ran.result.area, ran.result.number) == ((30.0, "9") if changed else (3.0, "7"))
    assert (
        Path(ran.result.utils) == reader.folder / "utils.py" and len(ran.warnings) == changed
    )  # the artifact
    assert reader.asked == [] and before.items() <= reader.state().items()


def test_helpers_of_the_reader_win_over_those_fetched_before(reader):
    reader.put("learning-sequences", *FILES)
    source = (reader.book.folder / "chapters" / "utils.py").read_bytes()
    (reader.folder / "utils.py").write_bytes(
        source.replace(b"3.0 *", b"30.0 *").replace(b"HELPERS = 1", b"HELPERS = 0")
    )
    ran = reader.run(NOWHERE)
    assert ran.result.area == 30.0 and len(ran.warnings) == 1


def test_student_notebooks_of_exercises_find_what_is_handed_out_above_them(reader):
    reader.put("learning-sequences", *FILES, "chapters/exercises/gates_checks.py")
    reader.cell = reader.make_cell("exercises/gates") + "\nimport gates_checks"
    (reader.folder / "exercises").mkdir()
    before = reader.state()
    ran = reader.run(NOWHERE, where=reader.folder / "exercises")
    assert (
        ran.returncode == 0
        and ran.result.number == "7"
        and not ran.warnings
        and reader.state() == before
    ), ran.stderr


def test_checks_of_exercises_are_fetched_too_and_those_of_the_reader_win(reader):
    reader.cell = (
        reader.make_cell("exercises/gates")
        + "\nimport gates_checks\nprint('CHECKS', gates_checks.__file__)"
    )
    ran = reader.run()
    assert ran.returncode == 1 and "number.txt" in ran.stderr, (
        "the page of exercises reads no artifact, so none was fetched"
    )
    assert (
        sorted(reader.asked) == ["/chapters/exercises/gates_checks.py", "/chapters/utils.py"]
        and "learning-sequences-main" in ran.stdout
    )
    (reader.folder / "gates_checks.py").write_text("# my own\n", "utf8")
    ran = reader.run(NOWHERE)
    assert f"CHECKS {reader.folder / 'gates_checks.py'}" in ran.stdout


@pytest.mark.parametrize("ref", ["main", "v2.0"])
def test_what_is_fetched_lies_in_a_folder_named_by_the_release(reader, ref):
    reader.cell = reader.make_cell(ref=ref)
    ran = reader.run()
    assert Path(ran.result.cwd) == reader.folder / f"learning-sequences-{ref}" / "chapters"
    assert f"/OWNER/REPO/{ref}" in reader.cell and "raw.githubusercontent.com" in reader.cell


def test_missing_artifact_is_fetched_into_a_clone_that_lacks_it(reader):
    reader.put("", "chapters/utils.py")
    ran = reader.run()
    assert (
        ran.returncode == 0
        and ran.result.number == "7"
        and (reader.folder / "chapters" / "artifacts" / "number.txt").is_file()
    )


@pytest.mark.parametrize("crlf", ["there", "mirror", "notebook"])
def test_line_ends_do_not_count(reader, crlf, tmp_path):
    mirror = reader.book.folder / "chapters" / "utils.py"
    windows = mirror.read_bytes().replace(b"\n", b"\r\n")
    if crlf == "there":
        reader.put("learning-sequences", *FILES, old=b"\n", new=b"\r\n")
    elif crlf == "mirror":
        mirror.write_bytes(windows)
    else:  # the notebook was generated in a Windows clone
        reader.put("learning-sequences", *FILES)
        cell = reader.cell
        mirror.write_bytes(windows)
        reader.cell = reader.make_cell()
        assert reader.cell == cell
    ran = reader.run()
    assert ran.returncode == 0 and ran.result.area == 3.0 and not ran.warnings, (
        ran.stdout + ran.stderr
    )


def test_older_mirror_is_fetched_with_a_warning(reader):
    reader.book.edit("chapters/utils.py", "HELPERS = 1", "HELPERS = 0")
    ran = reader.run(reader.base + "/")
    assert ran.returncode == 0 and len(ran.warnings) == 1
    offline = reader.run(NOWHERE)
    assert offline.returncode == 0 and len(offline.warnings) == 1


@pytest.mark.parametrize("base", [NOWHERE, "here/empty", "no-such-scheme://x", "file:///nowhere"])
def test_nothing_there_and_nothing_to_fetch_is_one_clear_error(reader, base):
    ran = reader.run(f"{reader.base}/empty" if base == "here/empty" else base)
    assert ran.returncode != 0 and ran.stderr.count("Error") <= 3
    last = ran.stderr.strip().splitlines()[-1]
    for words in (
        "RuntimeError: Could not fetch",
        "Download the repository",
        "open notebooks/ there",
        "BOOK_BASE",
    ):
        assert words in last, ran.stderr
    assert "During handling" not in ran.stderr and reader.stand() == [], "no folder is left behind"


def test_a_page_that_asks_to_log_in_is_not_taken_for_the_file(reader):
    (reader.book.folder / "chapters" / "utils.py").write_text(
        "<!DOCTYPE html><title>Please log in</title>", "utf8"
    )
    ran = reader.run()
    assert ran.returncode != 0 and "a web page came instead" in ran.stderr
    assert not list(reader.folder.rglob("utils.py*"))


@pytest.mark.parametrize(
    "named, meant",
    [
        ("aclImdb_v1.tar.gz", "{folder}/aclImdb_v1.tar.gz"),
        ("./data/a.tar.gz", "{folder}/data/a.tar.gz"),
        ("../a b.tar.gz", "{parent}/a b.tar.gz"),
        ('"aclImdb_v1.tar.gz"', "{folder}/aclImdb_v1.tar.gz"),
        ("  'my reviews.zip' ", "{folder}/my reviews.zip"),
        ("~/a.tar.gz", "{home}/a.tar.gz"),
        ('"~/a.tar.gz"\n', "{home}/a.tar.gz"),
        ("/data/a.tar.gz", "/data/a.tar.gz"),
        (" https://host/a.tar.gz ", "https://host/a.tar.gz"),
        ("file:///data/a.tar.gz", "file:///data/a.tar.gz"),
        ("FILE:///data/a.tar.gz", "FILE:///data/a.tar.gz"),
        ("file:/data/a.tar.gz", "file:/data/a.tar.gz"),
        ("HTTP://mirror/a.tar.gz", "HTTP://mirror/a.tar.gz"),
        (
            "ftp://host/a.tar.gz",
            "ftp://host/a.tar.gz",
        ),  # utils.py says what is wrong with these two
        ("s3://bucket/a.tar.gz", "s3://bucket/a.tar.gz"),
        ("my:a.tar.gz", "{folder}/my:a.tar.gz"),  # no address: a colon in a name
        ("\u202a/data/a.tar.gz", "/data/a.tar.gz"),
        ('"\u202a/data/a.tar.gz\u202c"', "/data/a.tar.gz"),
        ("\ufeffa.tar.gz\u200e", "{folder}/a.tar.gz"),
        ("“a b.tar.gz”", "{folder}/a b.tar.gz"),
        ("‘/data/a.tar.gz’", "/data/a.tar.gz"),
        ("书/a.tar.gz", "{folder}/书/a.tar.gz"),
    ],
)
def test_path_in_imdb_archive_is_the_same_after_the_working_folder_has_changed(
    reader, named, meant
):
    reader.put("learning-sequences", *FILES)
    ran = reader.run(NOWHERE, times=2, IMDB_ARCHIVE=named)
    assert ran.returncode == 0, ran.stderr
    meant = meant.format(folder=reader.folder, parent=reader.folder.parent, home=Path.home())
    assert (
        ran.result.archive == meant or Path(ran.result.archive).resolve() == Path(meant).resolve()
    )
    is_address = "://" in meant or meant.startswith("file:")
    assert is_address or Path(ran.result.archive).is_absolute()


@pytest.mark.parametrize("named", [None, "", "  "])
def test_no_archive_named_stays_none_named(reader, named):
    reader.put("learning-sequences", *FILES)
    ran = reader.run(NOWHERE, **({} if named is None else {"IMDB_ARCHIVE": named}))
    assert ran.returncode == 0 and not (ran.result.archive or "").strip()


def test_archive_named_after_the_first_run_is_read_from_the_notebooks_folder_too(reader):
    reader.put("learning-sequences", *FILES)
    reader.cell += '\nos.environ["IMDB_ARCHIVE"] = os.environ.get("IMDB_ARCHIVE", "mine.tar.gz")'
    ran = reader.run(NOWHERE, times=2)
    assert Path(ran.result.archive) == reader.folder / "mine.tar.gz"


def test_log_level_is_set_before_keras_and_the_readers_own_is_kept(reader):
    reader.put("learning-sequences", *FILES)
    drop = 'import os\nos.environ.pop("TF_CPP_MIN_LOG_LEVEL", None)\n'
    assert reader.run(NOWHERE, before=drop).result.level == "3"
    assert reader.run(NOWHERE, TF_CPP_MIN_LOG_LEVEL="0").result.level == "0"
