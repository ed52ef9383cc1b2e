"""The book under a real address: configuration and notebooks follow, nonsense is refused, and a failure changes nothing."""

from __future__ import annotations

import pytest
from thebook import ROOT
from toybook import working_in

from bookkit import publish

CONFIG = (ROOT / "_config.yml").read_text("utf8")


@pytest.mark.parametrize(
    "repository",
    [
        "OWNER/REPO",
        "https://github.com/ada/book",
        "ada",
        "ada/book/",
        "ada/book.git",
        "ada/..",
        "-ada/book",
        "ada--b/book",
        "ada/a b",
        "",
        "/book",
    ],
)
def test_nonsense_is_refused_as_an_address(repository):
    with pytest.raises(ValueError, match="placeholder|no owner/name"):
        publish.refuse(repository, "main")


@pytest.mark.parametrize(
    "tag", ["", "..", "v1..2", "-v1", "a b", "v1.", "v1/", "a.lock", "v~1", "x:y"]
)
def test_nonsense_is_refused_as_a_tag(tag):
    with pytest.raises(ValueError, match="tag"):
        publish.refuse("ada/book", tag)


@pytest.mark.parametrize("tag", ["v2", "2026.1", "v1.0.0-rc.1", "main", "release/2"])
def test_usual_tags_pass(tag):
    publish.refuse("ada/learning-sequences", tag)


@pytest.mark.parametrize(
    "repository, address",
    [("ada/book", "https://ada.github.io/book/"), ("Ada/ada.github.io", "https://ada.github.io/")],
)
def test_where_the_site_is_served(repository, address):
    assert publish.site_address(repository) == address


def test_the_address_can_be_written_again_and_again():
    once = publish.with_address(CONFIG, "ada/book", "v2")
    assert "OWNER" not in once and "repository_branch: v2" in once
    assert "https://github.com/ada/book/edit/main/" in once, (
        "pages are edited on main, whatever the notebooks fetch"
    )
    assert (
        publish.with_address(once, "OWNER/REPO", "main").replace(
            "owner.github.io", "OWNER.github.io"
        )
        == CONFIG
    )
    with pytest.raises(ValueError, match="lacks"):
        publish.with_address("title: x\n", "ada/book", "main")


def test_notebooks_of_a_release_fetch_from_its_tag(book, capsys):
    (book.folder / "CITATION.cff").write_text(
        'repository-code: "https://github.com/OWNER/REPO"\n', "utf8"
    )
    with working_in(book.folder, PYTHONPATH=str(ROOT)):
        assert publish.main(["ada/toy-book", "--tag", "v2"]) == 0
    said = capsys.readouterr()
    assert "git tag v2" in said.out and not said.err
    assert not publish.left_over(book.book)
    notebook = (book.notebooks / "gates.ipynb").read_text("utf8")
    assert "https://raw.githubusercontent.com/ada/toy-book/v2" in notebook
    assert "https://ada.github.io/toy-book/" in notebook and "OWNER" not in notebook
    assert "https://github.com/ada/toy-book" in (book.folder / "CITATION.cff").read_text("utf8")
    assert not book.stale(), "an address is no reason to run anything"
    book.built("html")
    page = (book.folder / "_build" / "html" / "chapters" / "gates.html").read_text("utf8")
    assert "/github/ada/toy-book/blob/v2/notebooks/gates.ipynb" in page, (
        "a page that was built before is built anew"
    )
    assert (
        "https://github.com/ada/toy-book/edit/main/chapters/gates.md" in page
        and "OWNER" not in page
    )


@pytest.mark.parametrize("step", ["build", "take_notebooks"])
def test_where_it_is_interrupted_nothing_is_changed(book, monkeypatch, step):
    config, before = book.folder / "_config.yml", book.state()
    was = config.read_bytes()

    def interrupted(*_):
        (book.notebooks / "gates.ipynb").write_text("half", "utf8")
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "build", lambda *_: 0)
    monkeypatch.setattr(publish, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish.publish(book.book, "ada/toy-book", "v2")
    assert config.read_bytes() == was and book.state() == before


def test_where_the_notebooks_cannot_be_built_nothing_is_changed(book):
    book.edit("chapters/gates.md", "area(5)", "area(6)")  # stale
    before, config = book.state(), (book.folder / "_config.yml").read_text("utf8")
    with working_in(book.folder, PYTHONPATH=str(ROOT)):
        assert "nothing was changed" in publish.main(["ada/toy-book"])
    assert book.state() == before and (book.folder / "_config.yml").read_text("utf8") == config
