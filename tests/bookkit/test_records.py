"""What is stored of a run, when it still fits, and that a run which changed nothing changes no file."""

from __future__ import annotations

import json
import re
import subprocess

import nbformat
import pytest
from toybook import ToyBook, read

from bookkit import build, records

GATES = ["gates.ipynb", "provenance/gates.json"]
EXERCISES = [
    "exercises/gates.ipynb",
    "provenance/exercises/gates.json",
    "solutions/exercises/gates.json",
]
SECOND = ["provenance/second.json", "second.ipynb"]


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Files that are new, gone or other ones."""
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )


def test_a_record_is_a_notebook_a_provenance_file_and_outputs_of_solutions(built):
    assert sorted(built.state()) == sorted([*GATES, *EXERCISES, *SECOND]), (
        "a page without solutions has no file of them"
    )
    page = built.page("exercises/gates")
    assert records.files(page, built.notebooks) == [
        built.notebooks / name for name in (EXERCISES[0], EXERCISES[2], EXERCISES[1])
    ]


def test_provenance_says_where_outputs_come_from_and_the_notebook_does_not(built):
    known = json.loads((built.notebooks / "provenance" / "gates.json").read_text("utf8"))
    assert re.fullmatch("[0-9a-f]{16}", known["fingerprint"]) and re.fullmatch(
        "[0-9a-f]{16}", known["outputs"]
    )
    assert {
        "date",
        "machine",
        "python",
        "packages",
        "data",
        "device",
        "backend",
        "profile",
        "official",
    } <= set(known)
    assert list(known["seconds"]) == [f"c{place:02d}" for place in range(8)], (
        "a wall time for each cell"
    )
    text = (built.notebooks / "gates.ipynb").read_text("utf8")
    for timeless in (
        known["date"],
        known["fingerprint"],
        known["machine"],
        known["python"],
        "seconds",
        "toy reviews",
    ):
        assert timeless not in text, timeless
    assert set(read(built.notebooks / "gates.ipynb").metadata) == {"kernelspec", "language_info"}


def test_outputs_are_found_by_cell_those_of_solutions_too(built):
    done = records.recorded(built.page("gates"), committed_only=True)
    assert done.cells["c02"].outputs[0]["data"]["text/plain"] == "3.0" and done.seconds < 60
    hidden = records.recorded(built.page("exercises/gates")).cells
    assert (
        hidden["c03"].outputs[0].text == "Triple: correct\n"
        and hidden["c04"].outputs[0].text == "the triple of 1234 is 3702\n"
    )
    assert hidden["c02"].outputs[0].text.startswith("Triple: not attempted yet")


def test_records_of_another_run_or_edited_by_hand_are_not_taken(book):
    file = book.notebooks / "solutions" / "exercises" / "gates.json"
    whole = file.read_text("utf8")
    assert book.stale() == []
    file.write_text(whole.replace("3702", "3703"), "utf8")
    assert book.stale() == ["exercises/gates"], "one file of another run, or edited by hand"
    file.unlink()
    assert book.stale() == ["exercises/gates"], "one file left out of a commit"
    file.write_bytes(whole.replace("\n", "\r\n").encode())
    assert book.stale() == [], "line ends of a clone do not matter"
    (book.notebooks / "provenance" / "second.json").unlink()
    book_file = book.notebooks / "gates.ipynb"
    book_file.write_text(book_file.read_text("utf8").replace("75.0", "76.0"), "utf8")
    assert book.stale() == ["gates", "second"]


def test_text_of_a_committed_notebook_does_not_make_its_outputs_stale(book):
    file = book.notebooks / "gates.ipynb"
    file.write_text(file.read_text("utf8").replace("Closing words", "Last words"), "utf8")
    assert book.stale() == []


def test_a_run_that_changed_nothing_changes_no_file(book):
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in book.notebooks.rglob("*.*")
    }
    assert book.execute("--all").returncode == 0
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in book.notebooks.rglob("*.*")
    } == before


def test_a_page_recorded_on_a_busy_machine_gets_the_seconds_of_a_quick_run(book):
    file = book.notebooks / "provenance" / "gates.json"
    was = json.loads(file.read_text("utf8"))
    cell = next(iter(was["seconds"]))

    def recorded_in(seconds: float) -> str:
        slow = was | {"seconds": was["seconds"] | {cell: seconds}}
        file.write_text(json.dumps(slow, indent=1, ensure_ascii=False) + "\n", "utf8")
        return file.read_text("utf8")

    before = recorded_in(25.0)
    assert book.execute("gates").returncode == 0
    assert file.read_text("utf8") == before, "the noise of a machine is no reason to write"
    recorded_in(500.0)
    assert book.execute("gates").returncode == 0
    now = json.loads(file.read_text("utf8"))
    assert now["seconds"][cell] < 30
    assert now | {"seconds": was["seconds"]} == was, "nothing else changes"


def test_a_run_that_changed_something_changes_the_files_of_its_page_only(book):
    book.edit("chapters/second.md", "1 + 1", "1 + 2")
    before = book.state()
    assert book.execute("--all").returncode == 0
    assert changed(before, book.state()) == SECOND
    book.edit("chapters/second.md", "1 + 2", "2 + 1")
    before = book.state()
    assert book.execute().returncode == 0
    assert "provenance/second.json" in changed(before, book.state()), (
        "the same outputs, of other code"
    )
    assert set(changed(before, book.state())) <= set(SECOND)


def test_outputs_of_solutions_that_are_gone_go_too(book):
    file = book.folder / "chapters" / "exercises" / "gates.md"
    text = re.sub(
        r"```\{solution-start\} ex-triple.*?\{solution-end\}\n```\n",
        "",
        file.read_text("utf8"),
        flags=re.S,
    )
    file.write_text(text, "utf8")
    assert book.execute("exercises/gates", "--into", "_build/small").returncode == 0
    assert not (book.folder / "_build" / "small" / "solutions").exists()
    assert book.execute("exercises/gates").returncode == 0
    assert not (book.notebooks / "solutions" / "exercises" / "gates.json").exists()


def test_records_of_a_page_that_is_gone_are_removed(book):
    book.edit("_toc.yml", "    sections:\n    - file: chapters/exercises/gates\n", "")
    build.take_notebooks(book.book)
    assert sorted(book.state()) == sorted([*GATES, *SECOND])


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("damage", ["", "half", "<<<<<<< HEAD\n{}", "[]", "{}"])
def test_a_damaged_file_is_named_and_its_page_is_stale(book, capsys, name, damage):
    file = book.notebooks / name
    whole = file.read_text("utf8")
    file.write_text(whole[: len(whole) // 2] if damage == "half" else damage, "utf8")
    assert book.stale() == ["exercises/gates"]
    said = capsys.readouterr().err
    if damage != "{}" or name == EXERCISES[0]:  # JSON, of another run
        assert f"notebooks/{name} is damaged (" in said and said.count("\n") == 1, said
        assert "git checkout" in said and "make execute PAGE=exercises/gates" in said


# --- what readers put into notebooks/ ---------------------------------------------------


def type_in(book: ToyBook, key: str = "gates", text: str = "# my answer") -> str:
    """A reader types into the notebook of a page; returns what it holds then."""
    file = book.notebooks / f"{key}.ipynb"
    notebook = read(file)
    notebook.cells[-1].source += f"\n{text}"
    nbformat.write(notebook, file)
    return file.read_text("utf8")


def git(book: ToyBook, *arguments: str) -> None:
    """Run Git in the book."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(["git", *who, *arguments], cwd=book.folder, check=True, capture_output=True)


def commit(book: ToyBook) -> None:
    """Commit everything but what is built."""
    (book.folder / ".gitignore").write_text("_build/\n", "utf8")
    git(book, "init", "-q")
    git(book, "add", ".")
    git(book, "commit", "-q", "-m", "all")


def yours(book: ToyBook) -> list[str]:
    """The copies that were kept."""
    return [name for name in book.state() if ".yours" in name]


def test_files_of_readers_stay(book, capsys):
    mine = (
        "my_experiment.ipynb",
        "my_results.json",
        "gates.yours.ipynb",
        "exercises/gates-Copy1.ipynb",
        ".ipynb_checkpoints/gates-checkpoint.ipynb",
        "provenance/.ipynb_checkpoints/second-checkpoint.json",
    )
    for name in mine:
        (book.notebooks / name).parent.mkdir(exist_ok=True)
        (book.notebooks / name).write_text("{}", "utf8")
    before = book.state()
    build.take_notebooks(book.book)
    assert book.state() == before and capsys.readouterr().err == ""
    assert [page.key for page in book.book.pages] == ["gates", "exercises/gates", "second"]


@pytest.mark.parametrize("committed", [True, False])
def test_a_notebook_that_a_reader_typed_into_is_kept_beside(book, capsys, committed):
    if committed:
        commit(book)
    texts = [type_in(book, text=f"# answer {number}") for number in (1,)]
    build.take_notebooks(book.book)
    said = capsys.readouterr().err
    assert "notebooks/gates.ipynb was changed by hand" in said and said.count("\n") == 1
    texts.append(type_in(book, text="# another answer"))
    build.take_notebooks(book.book)
    build.take_notebooks(book.book)
    names = ["gates.yours-2.ipynb", "gates.yours.ipynb"]
    assert yours(book) == names
    assert [(book.notebooks / name).read_text("utf8") for name in names] == texts[::-1]
    assert "my answer" not in (book.notebooks / "gates.ipynb").read_text("utf8")


def test_a_run_keeps_what_a_reader_did_too(book):
    text = type_in(book, "second")
    book.edit("chapters/second.md", "1 + 1", "1 + 2")
    assert book.execute().returncode == 0
    assert (book.notebooks / "second.yours.ipynb").read_text("utf8") == text
    book.built("notebook")
    assert yours(book) == ["second.yours.ipynb"]


def test_a_page_that_is_gone_leaves_what_a_reader_did(book, capsys):
    text = type_in(book, "exercises/gates")
    book.edit("_toc.yml", "    sections:\n    - file: chapters/exercises/gates\n", "")
    build.take_notebooks(book.book)
    assert (book.notebooks / "exercises" / "gates.yours.ipynb").read_text("utf8") == text
    said = capsys.readouterr().err
    assert all(f"removed: notebooks/{name}" in said for name in EXERCISES)


@pytest.mark.parametrize("noted", [True, False])
def test_what_the_book_wrote_is_not_kept_beside(book, noted):
    """After a run, after a build that was not committed, and after a commit where _build is another one."""
    commit(book)
    book.edit("chapters/second.md", "1 + 1", "1 + 2")
    assert book.execute().returncode == 0
    if not noted:
        (book.folder / records.WRITTEN).unlink()
    book.built("notebook")
    book.edit("chapters/gates.md", "Closing words", "Last words")
    book.built("notebook")
    book.edit("chapters/gates.md", "Last words", "Very last words")
    book.built("notebook")
    commit(book)
    (book.folder / records.WRITTEN).unlink()
    book.edit("chapters/gates.md", "Very last words", "Closing words")
    book.built("notebook")
    assert yours(book) == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "folder" / "file.txt"
    records.write_whole(target, "a\nb\n")
    assert target.read_bytes() == b"a\nb\n"

    def broken(*paths):
        raise OSError("disk full")

    monkeypatch.setattr(records.os, "replace", broken)
    with pytest.raises(OSError):
        records.write_whole(target, "c")
    assert target.read_bytes() == b"a\nb\n" and [path.name for path in target.parent.iterdir()] == [
        "file.txt"
    ]


def test_no_record_is_no_error(tmp_path):
    toy = ToyBook(tmp_path / "book")
    assert (
        records.recorded(toy.page("gates")) is None
        and records.last(toy.page("gates"), toy.notebooks) is None
    )
    assert toy.stale() == ["gates", "exercises/gates", "second"]
