"""The site of the toy book: outputs as recorded, headers, folds, and no other host."""

from __future__ import annotations

import html
import json
import re
from types import SimpleNamespace

from bs4 import BeautifulSoup
from toybook import ToyBook

from bookkit.site.findable import unknown_to_search


def page_of(book: ToyBook, name: str) -> BeautifulSoup:
    """The article of a page of the built site."""
    return BeautifulSoup(
        (book.folder / "_build" / "html" / f"{name}.html").read_text("utf8"), "html.parser"
    ).find("article")


def test_site_shows_outputs_alt_texts_and_links(built):
    text = (built.folder / "_build" / "html" / "chapters" / "gates.html").read_text("utf8")
    for words in (
        "Open in Colab", "colab.research.google.com/github/OWNER/REPO/blob/main/notebooks/gates.ipynb", "../_files/notebooks/gates.ipynb",
        'alt="a filled circle"', "75.0",
    ):  # fmt: skip
        assert words in text, words
    exercises = (
        built.folder / "_build" / "html" / "chapters" / "exercises" / "gates.html"
    ).read_text("utf8")
    assert (
        "notebooks/exercises/gates.ipynb" in exercises
        and "../../_files/notebooks/exercises/gates.ipynb" in exercises
    )
    files = built.folder / "_build" / "html" / "_files"
    assert (files / "notebooks" / "exercises" / "gates.ipynb").is_file() and (
        files / "chapters" / "figures" / "a.svg"
    ).is_file()
    assert (
        not (files / "notebooks" / "solutions").exists()
        and not (files / "notebooks" / "provenance").exists()
    ), "readers need no such file"


def test_every_page_says_in_one_line_where_its_outputs_come_from(built):
    for key in ("gates", "exercises/gates", "second"):
        known = json.loads((built.notebooks / "provenance" / f"{key}.json").read_text("utf8"))
        (line,) = page_of(built, f"chapters/{key}").select("p.provenance")
        for words in (
            "Running all cells took",
            f"Outputs recorded {known['date']}",
            "Keras 3.",
            "toy reviews",
            "all pages",
        ):
            assert words in line.get_text(), words


def test_one_page_lists_where_all_outputs_come_from(built, book):
    table = page_of(built, "book/status").find("table").get_text(" ", strip=True)
    assert table.count("current") == 3 and all(
        title in table for title in ("Gates", "Exercises: gates", "Second")
    )
    book.edit("chapters/second.md", "1 + 1", "1 + 3")
    assert book.build().returncode != 0, "no page may show outputs of other code"
    table = page_of(book, "book/status").find("table").get_text(" ", strip=True)
    assert table.count("current") == 2 and "stale: run make execute" in table


def test_a_page_that_was_never_recorded_is_named_with_what_to_do(book):
    (book.notebooks / "provenance" / "second.json").unlink()
    done = book.build()
    assert (
        done.returncode != 0
        and "no current outputs; run: make execute PAGE=second" in done.said.replace("\n", " ")
    )


def test_outputs_recorded_on_other_data_carry_a_warning(book):
    book.edit("chapters/second.md", "1 + 1", "1 + 4")
    assert book.execute("second", "--into", "_build/outputs", TOY_DATA="packaged").returncode == 0
    book.built("html")
    assert "come from a full-size run on toy reviews" in page_of(book, "chapters/second").get_text(
        " "
    ).replace("\n", " ")


def test_new_outputs_are_shown_although_no_source_changed(book):
    """A changed helper: the pages that reach it are read again, and no other one."""
    book.edit("chapters/utils.py", "return 3.0 *", "return 30.0 *")
    assert book.execute("--into", "_build/outputs").stdout.splitlines()[::2] == ["gates: running"]
    book.built("html")
    assert "750.0" in page_of(book, "chapters/gates").get_text()


def test_search_knows_every_page_again_after_a_build_that_was_stopped(book):
    """Such a build has written pages, and not the index."""
    book.built("html")
    file = book.folder / "_build" / "html" / "searchindex.js"
    whole = file.read_text("utf8")
    assert whole.count('"chapters/gates"') == 1, "the list of pages"
    file.write_text(whole.replace('"chapters/gates"', '"chapters/stopped"'), "utf8")
    book.built("html")
    assert file.read_text("utf8") == whole
    file.unlink()
    book.built("html")
    assert file.read_text("utf8") == whole
    app = SimpleNamespace(builder=SimpleNamespace(name="html"), outdir=file.parent)
    env = SimpleNamespace(found_docs={"chapters/gates", "chapters/new", "book/status"})
    nothing = unknown_to_search(app, env, {"chapters/new"}, set(), set())
    assert nothing == [], "pages that search knows are not read again"


def test_chapter_header_takes_the_minutes_from_the_page_of_exercises(built):
    text = page_of(built, "chapters/gates").get_text(" ", strip=True)
    assert (
        "reading about 5 minutes" in text
        and "about 10 minutes (estimates)" in text
        and "GPU" in text
    )
    assert "about 1 minutes (estimates)" in page_of(built, "chapters/second").get_text(
        " ", strip=True
    ), "without exercises, as the header says"


def test_exercises_header_lists_exercises_minutes_points_and_the_core_set(built):
    rows = [
        [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])]
        for row in page_of(built, "chapters/exercises/gates").find("table").find_all("tr")
    ]
    assert rows == [["Exercise", "Kind", "Minutes", "Points"], ["Triple", "code", "5", "1"], ["Halve(optional)", "concept", "5", "1"],
                    ["core set", "", "5", "1"]]  # fmt: skip


def test_claims_are_folded_under_one_line_with_what_they_print(built):
    (cell,) = page_of(built, "chapters/gates").select("div.cell.claims")
    fold = cell.find("details")
    assert not fold.has_attr("open") and fold.find("summary").get_text(" ", strip=True).startswith(
        "2 statements checked here"
    )
    assert (
        "a circle has an area" in fold.get_text()
        and "holds: a circle has an area" in fold.select_one(".cell_output").get_text()
    )


def test_other_cells_stay_open(built):
    page = page_of(built, "chapters/gates")
    outside = [
        cell
        for cell in page.select("div.cell")
        if not cell.find_parent("details") and not cell.find("details")
    ]
    assert any("area(5)" in cell.get_text() for cell in outside) and len(outside) >= 5


def test_the_device_stands_at_the_output_of_a_gpu_cell(built):
    (line,) = page_of(built, "chapters/gates").select("p.recorded-on")
    assert (
        line.get_text() == "Recorded on: CPU only"
        and "ran on CPU only" in line.find_previous_sibling("div").get_text()
    )


def test_a_cell_that_needs_tensorflow_says_so(built):
    (line,) = page_of(built, "chapters/gates").select("p.backend")
    assert line.get_text() == "TensorFlow only: the tape is TensorFlow's own."
    assert "times_factor" in line.find_next_sibling("div").get_text()


def test_the_device_is_that_of_the_recording(book):
    book.edit("chapters/gates.md", '"ran on"', '"executed on"')
    assert book.execute("gates", TOY_DEVICE="A GPU is in use: Tesla T4").returncode == 0
    book.edit("chapters/gates.md", "area(5)", "area(6)")
    assert book.execute("gates").returncode == 0
    book.built("html", "notebook")
    (line,) = page_of(book, "chapters/gates").select("p.recorded-on")
    assert "Tesla T4" in line.get_text()
    assert "Recorded on: A GPU is in use: Tesla T4" in (book.notebooks / "gates.ipynb").read_text(
        "utf8"
    )


def test_solutions_fold_and_show_what_they_print(built):
    page = page_of(built, "chapters/exercises/gates")
    text = html.unescape(page.get_text())
    assert (
        "the triple of 1234 is 3702" in text
        and "Triple: correct" in text
        and "Triple: not attempted yet" in text
    )
    (prose,) = [p for p in page.find_all("p") if "Multiply the argument" in p.get_text()]
    assert prose.find_parent(class_="dropdown") is not None


def test_site_numbers_within_a_part(built):
    text = page_of(built, "chapters/gates").get_text(" ", strip=True)
    for words in ("Fig. 1.1", "(1.1)", "Exercise 1.1"):
        assert words in text, words


def test_site_asks_no_other_host_for_anything(built):
    for page in (built.folder / "_build" / "html").rglob("*.html"):
        text = page.read_text("utf8")
        assert not re.search(r'<(?:script|img|iframe|source)[^>]+src="(?:https?:)?//', text), page
        assert not re.search(
            r'<link[^>]+rel="(?:stylesheet|preload|icon)"[^>]+href="(?:https?:)?//', text
        ), page
        assert "unpkg" not in text and "cdn." not in text, page


def test_mathjax_comes_from_the_installed_package(built):
    folder = built.folder / "_build" / "html" / "_static" / "mathjax"
    assert (folder / "startup.js").is_file() and (
        folder / "output" / "chtml" / "fonts" / "woff-v2"
    ).is_dir()


def toy_demo(book: ToyBook, page: str, options: str = "", texts: str = "- `go` Go") -> None:
    """A demo whose scripts are empty, placed at the end of a page."""
    demos = book.folder / "book" / "_static" / "demos"
    demos.mkdir(exist_ok=True)
    for name in ("kit.js", "demos.css", "toy.js", "one.js", "two.js"):
        (demos / name).write_text("", "utf8")
    path = book.folder / f"{page}.md"
    image = f"```{{image}} {'../chapters/' if page.startswith('book') else ''}figures/a.svg\n:alt: a filled circle\n```"
    demo = f"\n\n:::{{demo}} toy\n{options}\n{image}\n\n{texts}\n:::\n"
    path.write_text(path.read_text("utf8") + demo, "utf8")


def test_the_header_of_a_chapter_leads_to_its_demo(book):
    """To the paragraph before it; on the site, not in the notebook, which cannot run it."""
    before = (book.notebooks / "second.ipynb").read_text("utf8")
    with (book.folder / "chapters" / "second.md").open("a") as page:
        page.write("\nGuess first.\n")
    toy_demo(book, "chapters/second", texts="- `demo` A bench, and *more*\n- `go` Go")
    book.built("html", "notebook")
    header, box = (page_of(book, "chapters/second").select_one(one) for one in (".chapter-header", "div.demo"))  # fmt: skip
    (link,) = header.select(".demo-links a")
    assert header.select_one(".demo-links").get_text(strip=True) == "Try it in this page:A bench, and more"  # fmt: skip
    goal = page_of(book, "chapters/second").find(id=link["href"].removeprefix("#"))
    assert goal.get_text() == "Guess first." and goal.find_next_sibling() == box
    after = (book.notebooks / "second.ipynb").read_text("utf8")
    assert "Guess first." in after and "Try it in this page:" not in before + after
    assert not page_of(book, "chapters/gates").select(".demo-links")


def test_a_demo_of_a_chapter_has_a_name(book):
    toy_demo(book, "chapters/second")
    failed = book.build()
    assert failed.returncode != 0 and "a demo of a chapter gives its name" in failed.said


def test_a_demo_on_a_page_that_is_not_run_names_the_scripts_it_needs(book):
    toy_demo(book, "book/index", options=":data: one.js two.js\n")
    first = book.folder / "book" / "index.md"
    demos = book.folder / "book" / "_static" / "demos"
    book.built("html")
    (box,) = page_of(book, "book/index").select("div.demo")
    assert box["data-demo"] == "toy" and box["data-needs"] == "one.js two.js"
    assert "demos/kit.js" in (book.folder / "_build" / "html" / "book" / "index.html").read_text("utf8")  # fmt: skip
    (demos / "two.js").unlink()
    first.write_text(first.read_text("utf8") + "\n", "utf8")
    failed = book.build()
    assert failed.returncode != 0 and "there is no script book/_static/demos/two.js" in failed.said
