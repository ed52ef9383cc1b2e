"""Each sentence about execution in the README and in CONTRIBUTING, tried on the toy book."""

from __future__ import annotations

import json
import os

import pytest
from toybook import ToyBook, python, read

from bookkit import records
from bookkit.execute import expected_seconds, run, tidy, versions

GPU = "A GPU is in use: Tesla T4"


def cell_text(book: ToyBook, name: str, key: str = "gates") -> str:
    """What a cell of the committed notebook printed."""
    cells = {cell.id: cell for cell in read(book.notebooks / f"{key}.ipynb").cells}
    return "".join(output.get("text", "") for output in cells[name].outputs)


def cell_facts(book: ToyBook, name: str, key: str = "gates") -> dict:
    """What its provenance file knows of that cell."""
    return json.loads((book.notebooks / "provenance" / f"{key}.json").read_text("utf8"))["cells"][
        name
    ]


# --- what is run and recorded ---------------------------------------------------------


def test_library_chatter_on_stderr_is_dropped(built):
    text = (built.notebooks / "gates.ipynb").read_text("utf8")
    assert "folded" in text and '"name": "stderr"' not in text


def test_cells_of_the_machinery_are_never_numbered_or_kept(built, tmp_path):
    book = built.copy_to(tmp_path / "book")
    assert (
        book.execute(
            "gates", "exercises/gates", "--into", "_build/small", BOOK_PROFILE="smoke"
        ).returncode
        == 0
    )
    small = {cell.id: cell for cell in read(book.folder / "_build" / "small" / "gates.ipynb").cells}
    assert "smoke" not in small and small["c02"].execution_count == 3
    assert small["c02"].outputs[0]["data"]["text/plain"] == "0.75", "RADIUS is 0.5 there"
    numbers = {
        cell.id: cell.get("execution_count")
        for cell in read(book.folder / "_build" / "small" / "exercises" / "gates.ipynb").cells
    }
    assert numbers["c00"] == 1 and numbers["c03"] == 4
    assert (
        records.last(book.page("gates"), book.folder / "_build" / "small").provenance["profile"]
        == "smoke"
    )


def test_outputs_of_solutions_are_not_in_the_notebook_that_was_run(built, tmp_path):
    book = built.copy_to(tmp_path / "book")
    assert book.execute("exercises/gates", "--into", "_build/small").returncode == 0
    cells = {
        cell.id: cell
        for cell in read(book.folder / "_build" / "small" / "exercises" / "gates.ipynb").cells
    }
    assert (
        cells["c03"].execution_count == 4 and not cells["c03"].outputs and not cells["c04"].outputs
    )
    assert json.loads(
        (book.folder / "_build" / "small" / "solutions" / "exercises" / "gates.json").read_text(
            "utf8"
        )
    )["c04"]


def test_kernels_find_helpers_and_checks_and_nothing_of_the_machinery(book):
    book.edit(
        "chapters/second.md",
        "1 + 1",
        "import os\nimport sys\nimport gates_checks\nprint(os.getcwd(), 'bookkit' in sys.modules)",
    )
    assert book.execute("second").returncode == 0
    assert cell_text(book, "c00", "second") == f"{book.folder / 'chapters'} False\n"


def test_progress_bars_go_and_pictures_shrink():
    import base64
    import io

    import nbformat
    from PIL import Image

    picture = io.BytesIO()
    Image.effect_noise((60, 60), 90).convert("RGB").save(picture, "png")
    png = base64.b64encode(picture.getvalue()).decode()
    output = nbformat.v4.new_output
    cell = nbformat.v4.new_code_cell(outputs=[
        output("stream", name="stderr", text="log"), output("display_data", {"application/vnd.jupyter.widget-view+json": {}}),
        output("stream", name="stdout", text="kept"), output("display_data", {"image/png": png, "text/plain": "noise"}),
    ], metadata={"execution": {"iopub.status.busy": "now"}})  # fmt: skip
    tidy(cell)
    assert [o.get("text") for o in cell.outputs] == [
        "kept",
        None,
    ] and "execution" not in cell.metadata
    small = Image.open(io.BytesIO(base64.b64decode(cell.outputs[1].data["image/png"])))
    assert small.size == (60, 60) and len(small.convert("RGB").getcolors(10_000)) <= 96


def test_versions_are_those_of_packages_that_decide():
    assert versions()["keras"].count(".") == 2 and "pytest" not in versions()


# --- what fails ------------------------------------------------------------------------


def test_a_failing_cell_is_shown_with_page_and_error_and_nothing_is_written(book):
    book.edit("chapters/gates.md", "area(5)", "area(5) / 0")
    before = book.state()
    ran = book.execute()
    assert ran.returncode != 0
    for words in ("gates.md", "code cell 8 of 8", "area(5) / 0", "ZeroDivisionError"):
        assert words in ran.stderr
    assert book.state() == before and not list(book.folder.rglob("*.part"))


def test_one_failing_page_does_not_stop_the_others(book):
    book.edit("chapters/gates.md", "area(5)", "area(5) / 0")
    book.edit("chapters/second.md", "1 + 1", "1 + 2")
    ran = book.execute()
    assert ran.returncode != 0 and "failed: gates; nothing was written" in ran.stderr
    assert book.stale() == ["gates"]


@pytest.mark.parametrize(
    "name, old, new, words",
    [
        (
            "chapters/exercises/gates.md",
            "[FACTOR, times_factor]",
            "[FACTOR, times]",
            "needs times of gates, which defines no such name",
        ),
        (
            "chapters/exercises/gates.md",
            "[FACTOR, times_factor]",
            "[times_factor]",
            "name that in needs too",
        ),
        (
            "chapters/gates.md",
            "artifacts/number.txt",
            "artifacts/other.txt",
            "run the script in benchmarks/ that writes it",
        ),
    ],
)
def test_what_is_missing_is_named(book, name, old, new, words):
    book.edit(name, old, new)
    ran = book.execute("gates", "exercises/gates")
    assert ran.returncode != 0 and words in ran.stderr and "failed:" in ran.stderr


REQUIRES = (
    "chapters/second.md",
    "name: python3}\n---",
    "name: python3}\nrequires: [no_such_module]\n---",
)


def test_a_page_that_lacks_a_package_says_what_to_install(book):
    book.edit(*REQUIRES)
    before = book.state()
    ran = book.execute("second")
    assert ran.returncode != 0 and "failed: second" in ran.stderr and book.state() == before
    for words in (
        "second.md needs no_such_module",
        "pip install -r requirements-no_such_module.txt",
    ):
        assert words in ran.stderr


def test_where_every_page_is_run_one_that_lacks_a_package_is_left_out(book):
    book.edit(*REQUIRES)
    ran = book.execute("--all", "--into", str(book.folder / "out"))
    assert ran.returncode == 0 and "second: not run: second.md needs no_such_module" in ran.stdout
    assert (book.folder / "out" / "gates.ipynb").is_file()
    assert not (book.folder / "out" / "second.ipynb").exists()


def test_a_page_that_lacks_a_package_is_built_all_the_same(book):
    """Front matter counts only through what the page requires, and here no list pins that."""
    book.edit(*REQUIRES)
    assert book.stale() == []
    book.built("notebook")


def test_a_claim_that_does_not_hold_stops_the_maintainers_run_only(book):
    book.edit("chapters/gates.md", "above=0.0)", "above=9.0)")
    ran = book.execute("gates")
    assert ran.returncode != 0 and "a circle has an area" in ran.stderr
    code = "\n".join(
        cell.source
        for cell in read(book.notebooks / "gates.ipynb").cells
        if cell.cell_type == "code" and cell.id != "setup"
    )
    (book.folder / "chapters" / "reader.py").write_text(
        code.replace("above=0.0)", "above=9.0)"), "utf8"
    )
    assert "BOOK_STRICT" not in os.environ, "neither here nor for a reader"
    reader = python(book.folder / "chapters", "reader.py")
    assert reader.returncode == 0 and "otherwise: a circle has an area" in reader.stdout, (
        reader.stderr
    )


def test_the_command_leaves_this_process_as_it_was(book):
    before = dict(os.environ)
    book.execute("second")
    assert dict(os.environ) == before


# --- where records may go -----------------------------------------------------------------


@pytest.mark.parametrize(
    "into",
    [(), ("--into", "notebooks"), ("--into", "chapters/../notebooks"), ("--into", "./notebooks/")],
)
def test_notebooks_takes_the_full_size_only(book, into):
    before = book.state()
    ran = book.execute("gates", *into, BOOK_PROFILE="smoke")
    assert ran.returncode != 0 and "unset BOOK_PROFILE" in ran.stderr and book.state() == before


def test_notebooks_takes_official_data_only(book):
    before = book.state()
    ran = book.execute("gates", TOY_DATA="packaged")
    assert ran.returncode != 0 and "official reviews only" in ran.stderr and book.state() == before
    assert book.execute("gates", "--into", "_build/outputs", TOY_DATA="packaged").returncode == 0


def test_making_the_book_runs_stale_pages_into_the_build_folder_only(book):
    book.edit("chapters/gates.md", "area(5)", "area(7)")
    before = book.state()
    assert book.build().returncode != 0, "a stale page must not be shown"
    ran = book.execute("--into", "_build/outputs")
    assert ran.returncode == 0 and "gates: running" in ran.stdout and "second" not in ran.stdout, (
        ran.said
    )
    assert book.state() == before
    book.built("html")
    page = (book.folder / "_build" / "html" / "chapters" / "gates.html").read_text("utf8")
    assert "147.0" in page and "Outputs recorded" in page
    assert book.execute("--into", "_build/outputs").stdout == "", "what lies there is current"
    assert book.stale() == ["gates"], "notebooks/ still needs it"


# --- which pages ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["77", "0", "gate", "exercises", "Gates"])
def test_an_unknown_page_is_answered_with_those_there_are(book, name):
    ran = book.execute(name)
    assert (
        ran.returncode != 0
        and f"no page {name!r}" in ran.stderr
        and "gates, exercises/gates, second" in ran.stderr
    )
    assert "running" not in ran.stdout


def test_an_unknown_page_is_refused_where_nothing_would_be_run_too(book):
    ran = book.execute("--stale", "nosuch")
    assert ran.returncode != 0 and "no page 'nosuch'" in ran.stderr


def test_a_folder_that_cannot_be_written_is_refused_before_anything_runs(book):
    (book.folder / "file").write_text("mine", "utf8")
    for into in ("file", "file/below"):
        ran = book.execute("second", "--into", into)
        assert ran.returncode != 0 and f"{into} is no folder for records" in ran.stderr
        assert "running" not in ran.stdout
    assert (book.folder / "file").read_text("utf8") == "mine"


def test_a_time_that_is_no_number_is_refused(book):
    ran = book.execute("second", "--minutes", "nan", "--into", "_build/small")
    assert ran.returncode != 0 and "--minutes nan" in ran.stderr and "running" not in ran.stdout


def test_pages_asked_for_run_in_reading_order_and_once(book):
    ran = book.execute("second", "chapters/gates.md", "second", "--into", "_build/small")
    assert [line for line in ran.stdout.splitlines() if "running" in line] == [
        "gates: running",
        "second: running",
    ]


def test_wall_times_and_budget_decide_what_a_timed_run_starts(book):
    for name, minutes in (("gates", 30.0), ("exercises/gates", 30.0), ("second", 1.0)):
        path = book.notebooks / "provenance" / f"{name}.json"
        known = json.loads(path.read_text("utf8"))
        known["seconds"] = {"c00": minutes * 60}
        path.write_text(json.dumps(known), "utf8")
    ran = book.execute("--all", "--minutes", "5", "--into", "_build/verified")
    assert (
        ran.returncode == 0
        and "gates: not started" in ran.stdout
        and "second: running" in ran.stdout
    )
    assert expected_seconds(book.page("gates")) == 1800
    (book.notebooks / "provenance" / "gates.json").unlink()
    assert expected_seconds(book.page("gates")) == 900, "a page that was never recorded"


# --- outputs that a run must not replace ------------------------------------------------


def test_a_gpu_output_stays_while_everything_above_it_is_unchanged(book):
    assert book.execute("gates", TOY_DEVICE=GPU).returncode == 0
    assert "Tesla T4" in cell_text(book, "c06") and cell_facts(book, "c06")["device"] == GPU

    book.edit("chapters/gates.md", "area(5)", "area(8)")  # below it
    assert book.execute().returncode == 0
    assert "Tesla T4" in cell_text(book, "c06") and cell_facts(book, "c06")["device"] == GPU
    cells = {cell.id: cell for cell in read(book.notebooks / "gates.ipynb").cells}
    assert cells["c07"].outputs[0]["data"]["text/plain"] == "192.0", "the rest is new"

    book.edit("chapters/gates.md", "RADIUS = 1.0", "RADIUS = 2.0")  # a constant above it
    assert book.execute().returncode == 0
    assert "CPU only" in cell_text(book, "c06") and cell_facts(book, "c06")["device"] == "CPU only"


@pytest.mark.parametrize(
    "old, new", [("SCALE = 2.0", "SCALE = 2.5"), ("holds = value", "holds = (0, value)[1]")]
)
def test_a_gpu_output_is_renewed_when_a_helper_it_may_use_changes(book, old, new):
    assert book.execute("gates", TOY_DEVICE=GPU).returncode == 0
    book.edit("chapters/utils.py", old, new)
    assert book.execute("gates").returncode == 0
    assert "CPU only" in cell_text(book, "c06")


def test_a_timing_stays_while_what_decides_it_is_unchanged(book):
    now = cell_text(book, "c04")
    book.edit("chapters/gates.md", "area(5)", "area(8)")  # below it
    assert book.execute().returncode == 0
    assert cell_text(book, "c04") == now
    book.edit("chapters/gates.md", "FACTOR = 3.0", "FACTOR = 2.0")  # above it
    assert book.execute().returncode == 0
    assert cell_text(book, "c04") != now


def test_a_small_run_keeps_nothing_of_a_full_one(book):
    page, small = book.page("gates"), book.folder / "_build" / "small"
    assert book.execute("gates", "--into", "_build/small").returncode == 0
    full = records.last(page, small).cells["c04"].outputs[0].text
    assert book.execute("gates", "--into", "_build/small", BOOK_PROFILE="smoke").returncode == 0
    assert records.last(page, small).cells["c04"].outputs[0].text != full


def test_run_returns_the_seconds_it_took(book, monkeypatch):
    monkeypatch.setenv("BOOK_PROFILE", "full")
    assert 0 < run(book.page("second"), book.folder / "_build" / "small") < 60


# --- the command itself: the only process of its own in this file --------------------------


def test_the_command_line(book):
    listed = python(book.folder, "-m", "bookkit")
    assert listed.returncode != 0 and "execute" in listed.stderr and "build" in listed.stderr
    assert python(book.folder / "chapters", "-m", "bookkit", "execute").returncode == 0
