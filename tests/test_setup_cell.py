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
from book_fingerprint import NOTEBOOKS, sources
from book_notebooks import NotebookBuilder
from toybook import ToyBook

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
        options = {"repository_url": "https://github.com/OWNER/REPO", "repository_branch": "main"}
        builder = SimpleNamespace(config=SimpleNamespace(html_theme_options=options))
        self.cell = NotebookBuilder.setup_cell(builder, self.book.folder / "chapters" / "01_gates.md").source
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

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(self.book.folder)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def put(self, folder: str, *names: str, old: bytes = b"", new: bytes = b"") -> None:
        """Copy files of the mirror to where they lie under *folder* of the reader, changed."""
        for name in names:
            target = self.folder / folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            data = (self.book.folder / name).read_bytes()
            assert old in data
            target.write_bytes(data.replace(old, new))

    def run(self, base: str | None = None, where: Path | None = None, before: str = "", times: int = 1, **env: str):
        here = ToyBook.__new__(ToyBook)
        here.folder = where or self.folder
        code = before + ("\n" + self.cell) * times + ENDING
        ran = here.python("-X", "utf8", "-c", code, BOOK_BASE=base or self.base, NO_PROXY="127.0.0.1", **env)
        result = [line for line in ran.stdout.splitlines() if line.startswith("RESULT ")]
        ran.result = SimpleNamespace(**json.loads(result[0][7:])) if result else None
        ran.warnings = [line for line in ran.stdout.splitlines() if "Warning" in line]
        return ran

    def state(self) -> dict[str, bytes]:
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in self.folder.rglob("*")
                if p.is_file() and "__pycache__" not in p.parts}

    def stand(self) -> list[str]:
        return sorted(str(p.relative_to(self.folder)) for p in self.folder.rglob("*") if "__pycache__" not in p.parts)


@pytest.fixture
def reader(tmp_path):
    reader = Reader(tmp_path)
    yield reader
    reader.server.shutdown()
    reader.server.server_close()


def test_the_cell_is_short_and_shown_folded():
    for path in sources():
        cell = nbformat.read(NOTEBOOKS / f"{path.stem}.ipynb", as_version=4).cells[0]
        assert cell.id == "setup" and not cell.outputs and cell.metadata.cellView == "form" and len(cell.source.splitlines()) < 70
        compile(cell.source, "setup", "exec")


def test_alone_and_online_it_fetches_once_then_needs_no_network(reader):
    first = reader.run()
    assert first.returncode == 0 and not first.warnings, first.stderr + first.stdout
    assert first.result.area == 3.0 and first.result.number == "7"
    assert Path(first.result.cwd) == reader.folder / "learning-sequences" / "chapters"
    assert sorted(reader.asked) == ["/chapters/artifacts/number.txt", "/chapters/utils.py"]
    assert not list(reader.folder.rglob("*.part"))
    before = reader.state()
    again = reader.run(NOWHERE)
    assert again.returncode == 0 and not again.warnings and reader.state() == before, again.stderr
    assert reader.run(times=2).result.cwd == first.result.cwd, "the cell run twice"


def test_it_says_where_the_working_folder_is_and_names_the_notebooks_own(reader):
    (reader.folder / "mine.csv").write_text("a,b\n", "utf8")
    ran = reader.run(times=2)
    assert f"Working folder: {ran.result.cwd};" in ran.stdout and 'NOTEBOOK_FOLDER / "mine.csv"' in ran.stdout
    assert Path(ran.result.notebook) == reader.folder
    here = ToyBook.__new__(ToyBook)
    here.folder = reader.folder
    read = here.python("-X", "utf8", "-c", reader.cell + '\nprint((NOTEBOOK_FOLDER / "mine.csv").read_text())', BOOK_BASE=NOWHERE)
    assert read.returncode == 0 and "a,b" in read.stdout, read.stderr


PLACES = {"above, in a clone": ("", "notebooks"), "above, notebook at the top": ("", ""), "fetched before": ("learning-sequences", ""),
          "chapters itself": ("", "chapters")}


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_there_and_the_same_is_used_without_a_word(reader, place, online):
    folder, where = PLACES[place]
    reader.put(folder, *FILES)
    (reader.folder / where).mkdir(exist_ok=True)
    before = reader.state()
    ran = reader.run(None if online else NOWHERE, where=reader.folder / where)
    assert ran.returncode == 0 and ran.result.area == 3.0 and not ran.warnings, ran.stderr + ran.stdout
    assert Path(ran.result.utils) == reader.folder / folder / "chapters" / "utils.py"
    assert reader.state() == before and reader.asked == []


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
@pytest.mark.parametrize("place", PLACES)
def test_helpers_that_differ_are_used_with_one_warning_and_never_overwritten(reader, place, online):
    folder, where = PLACES[place]
    reader.put(folder, "chapters/utils.py", old=b"return 3.0 *", new=b"return 30.0 *")
    reader.put(folder, "chapters/artifacts/number.txt")
    (reader.folder / where).mkdir(exist_ok=True)
    before = reader.state()
    ran = reader.run(None if online else NOWHERE, where=reader.folder / where)
    assert ran.returncode == 0 and ran.result.area == 30.0, ran.stderr
    (warning,) = ran.warnings
    for words in ("utils.py", "not the version this notebook was made with", "used all the same", "delete it", "/tree/main/notebooks"):
        assert words in warning
    assert reader.state() == before and reader.asked == []


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_artifact_that_differs_is_used_with_one_warning_and_never_overwritten(reader, online):
    reader.put("learning-sequences", "chapters/utils.py")
    reader.put("learning-sequences", "chapters/artifacts/number.txt", old=b"7", new=b"8")
    before = reader.state()
    ran = reader.run(None if online else NOWHERE)
    assert ran.returncode == 0 and ran.result.number == "8" and len(ran.warnings) == 1 and "number.txt" in ran.warnings[0], ran.stderr
    assert reader.state() == before


@pytest.mark.parametrize("changed", [False, True], ids=["same", "different"])
@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_helpers_and_artifacts_beside_the_notebook_are_used(reader, online, changed):
    source = (reader.book.folder / "chapters" / "utils.py").read_bytes()
    (reader.folder / "utils.py").write_bytes(source.replace(b"3.0 *", b"30.0 *") if changed else source)
    (reader.folder / "artifacts").mkdir()
    (reader.folder / "artifacts" / "number.txt").write_bytes(b"9\n" if changed else b"7\n")
    before = reader.state()
    ran = reader.run(None if online else NOWHERE)
    assert ran.returncode == 0, ran.stderr
    assert (ran.result.area, ran.result.number) == ((30.0, "9") if changed else (3.0, "7"))
    assert Path(ran.result.utils) == reader.folder / "utils.py" and len(ran.warnings) == 2 * changed
    assert reader.asked == [] and before.items() <= reader.state().items()


def test_helpers_of_the_reader_win_over_those_fetched_before(reader):
    reader.put("learning-sequences", *FILES)
    source = (reader.book.folder / "chapters" / "utils.py").read_bytes()
    (reader.folder / "utils.py").write_bytes(source.replace(b"3.0 *", b"30.0 *"))
    ran = reader.run(NOWHERE)
    assert ran.result.area == 30.0 and len(ran.warnings) == 1


def test_missing_artifact_is_fetched_into_a_clone_that_lacks_it(reader):
    reader.put("", "chapters/utils.py")
    ran = reader.run()
    assert ran.returncode == 0 and ran.result.number == "7" and (reader.folder / "chapters" / "artifacts" / "number.txt").is_file()


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
        options = {"repository_url": "https://github.com/OWNER/REPO", "repository_branch": "main"}
        reader.cell = NotebookBuilder.setup_cell(SimpleNamespace(config=SimpleNamespace(html_theme_options=options)),
                                                 reader.book.folder / "chapters" / "01_gates.md").source
        assert reader.cell == cell
    ran = reader.run()
    assert ran.returncode == 0 and ran.result.area == 3.0 and not ran.warnings, ran.stdout + ran.stderr


def test_newer_mirror_is_fetched_with_a_warning(reader):
    reader.book.edit("chapters/utils.py", "return 3.0 *", "return 30.0 *")
    ran = reader.run(reader.base + "/")
    assert ran.returncode == 0 and ran.result.area == 30.0 and len(ran.warnings) == 1
    offline = reader.run(NOWHERE)
    assert offline.returncode == 0 and offline.result.area == 30.0 and len(offline.warnings) == 1


@pytest.mark.parametrize("base", [NOWHERE, "here/empty", "no-such-scheme://x", "file:///nowhere"])
def test_nothing_there_and_nothing_to_fetch_is_one_clear_error(reader, base):
    ran = reader.run(f"{reader.base}/empty" if base == "here/empty" else base)
    assert ran.returncode != 0 and ran.stderr.count("Error") <= 3
    last = ran.stderr.strip().splitlines()[-1]
    for words in ("RuntimeError: Could not fetch", "Download the repository", "open notebooks/ there", "BOOK_BASE"):
        assert words in last, ran.stderr
    assert "During handling" not in ran.stderr and reader.stand() == [], "no folder is left behind"


def test_a_page_that_asks_to_log_in_is_not_taken_for_the_file(reader):
    (reader.book.folder / "chapters" / "utils.py").write_text("<!DOCTYPE html><title>Please log in</title>", "utf8")
    ran = reader.run()
    assert ran.returncode != 0 and "a web page came instead" in ran.stderr
    assert not list(reader.folder.rglob("utils.py*"))


@pytest.mark.parametrize("named, meant", [
    ("aclImdb_v1.tar.gz", "{folder}/aclImdb_v1.tar.gz"), ("./data/a.tar.gz", "{folder}/data/a.tar.gz"), ("../a b.tar.gz", "{parent}/a b.tar.gz"),
    ('"aclImdb_v1.tar.gz"', "{folder}/aclImdb_v1.tar.gz"), ("  'my reviews.zip' ", "{folder}/my reviews.zip"), ("~/a.tar.gz", "{home}/a.tar.gz"),
    ('"~/a.tar.gz"\n', "{home}/a.tar.gz"), ("/data/a.tar.gz", "/data/a.tar.gz"), (" https://host/a.tar.gz ", "https://host/a.tar.gz"),
    ("file:///data/a.tar.gz", "file:///data/a.tar.gz"), ("书/a.tar.gz", "{folder}/书/a.tar.gz")])
def test_path_in_imdb_archive_is_the_same_after_the_working_folder_has_changed(reader, named, meant):
    reader.put("learning-sequences", *FILES)
    ran = reader.run(NOWHERE, times=2, IMDB_ARCHIVE=named)
    assert ran.returncode == 0, ran.stderr
    meant = meant.format(folder=reader.folder, parent=reader.folder.parent, home=Path.home())
    assert ran.result.archive == meant or Path(ran.result.archive).resolve() == Path(meant).resolve()
    assert "://" in meant or Path(ran.result.archive).is_absolute()


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
