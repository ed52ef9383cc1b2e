"""What is stored of a run, when it still fits, and that a run which changed nothing changes no file."""

from __future__ import annotations

import json
import re

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
