"""What each page of the toy book's site loads, tells search engines and previews, and says to a screen reader."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

from bs4 import BeautifulSoup
from toybook import ToyBook

from bookkit.site.findable import LONGEST, clipped, linked_data, seen_from_above
from bookkit.site.light import reserve_room
from bookkit.site.spoken import mark_chinese, name_folds, without_empty_roles


def site(book: ToyBook) -> Path:
    return book.folder / "_build" / "html"


def page_at(book: ToyBook, name: str) -> BeautifulSoup:
    return BeautifulSoup((site(book) / f"{name}.html").read_text("utf8"), "html.parser")


def meta(page: BeautifulSoup, name: str) -> str:
    """The content of one ``<meta>``."""
    found = page.find("meta", attrs={"name": name}) or page.find("meta", attrs={"property": name})
    return found["content"] if found else ""


# --- light ---------------------------------------------------------------------------------------


def test_scripts_wait_and_the_icon_script_is_gone(built):
    for path in site(built).rglob("*.html"):
        text = path.read_text("utf8")
        assert "fontawesome.js" not in text, path
        if path.name in ("search.html", "404.html"):
            continue
        scripts = re.findall(r"<script[^>]+src=[^>]+>", text)
        eager = [tag for tag in scripts if "defer" not in tag]
        assert len(eager) == 1 and "documentation_options.js" in eager[0], path
    assert not list(site(built).rglob("fontawesome.js")) and not list(site(built).rglob("*.map"))


def test_mathematics_is_loaded_only_where_there_are_formulas(built):
    for path in site(built).rglob("*.html"):
        text = path.read_text("utf8")
        assert ("window.MathJax" in text) is ('class="math' in text), path
        assert "mathjax/startup.js" not in text, "formulas.js loads it when a formula is near"


def test_icons_of_the_site_are_in_the_fonts_that_it_brings(built):
    listed = (site(built) / "_static/vendor/fontawesome/icons.txt").read_text("utf8").split()
    held = {int(code, 16) for code in listed}
    styles = (site(built) / "_static/styles/pydata-sphinx-theme.css").read_text("utf8")
    named = re.findall(r"(?:^|[},])((?:\.fa-[\w-]+:before,?)+)\{content:\"\\([0-9a-f]+)\"", styles)
    codes = {name: int(code, 16) for names, code in named for name in re.findall(r"fa-[\w-]+(?=:)", names)}  # fmt: skip
    used = {name for path in site(built).rglob("*.html") for name in re.findall(r"fa-[\w-]+", path.read_text("utf8"))}  # fmt: skip
    assert {codes[name] for name in used & set(codes)} <= held
    assert {ord(sign) for sign in re.findall(r"--pst-icon-[\w-]+:\"(.)\"", styles)} <= held


def test_pictures_have_room_before_they_come(tmp_path):
    (tmp_path / "a.svg").write_text('<svg viewBox="0 0 680 200.4">', "utf8")
    body = '<img alt="one" src="../_images/a.svg" /><img src="../_images/a.svg"/><img src="x.svg">'
    sized = reserve_room(body, {"a.svg": tmp_path / "a.svg"})
    assert sized == (
        '<img alt="one" src="../_images/a.svg" width="680" height="200" />'
        '<img src="../_images/a.svg" width="680" height="200" loading="lazy"/><img src="x.svg">'
    )


# --- findable ------------------------------------------------------------------------------------


def test_every_page_has_a_description_a_title_and_an_address(built):
    for path in site(built).rglob("*.html"):
        if path.name == "404.html":
            continue
        page = BeautifulSoup(path.read_text("utf8"), "html.parser")
        assert 5 < len(meta(page, "description")) <= LONGEST + 2, path
        assert meta(page, "og:title") and meta(page, "og:url").startswith("https://"), path
        assert page.find("title").get_text(strip=True) and page.html["lang"] == "en"


def test_a_page_that_plots_nothing_is_shared_with_the_books_picture(built):
    page = page_at(built, "chapters/gates")
    assert meta(page, "og:image") == "https://OWNER.github.io/REPO/_static/preview.png"
    assert (meta(page, "og:image:width"), meta(page, "og:image:height")) == ("1200", "630")
    assert meta(page, "twitter:card") == "summary_large_image"


def linked(page: BeautifulSoup) -> dict:
    return json.loads(page.find("script", type="application/ld+json").string)


def test_pages_say_as_linked_data_what_they_are(built):
    book = linked(page_at(built, "index"))
    assert (book["@type"], book["name"]) == ("Book", "Learning Sequences")
    assert book["url"] == "https://OWNER.github.io/REPO/" and book["inLanguage"] == "en"
    chapter = linked(page_at(built, "chapters/gates"))
    assert chapter["@type"] == "Chapter" and chapter["url"].endswith("/chapters/gates.html")
    assert chapter["isPartOf"]["url"] == book["url"]
    assert linked(page_at(built, "chapters/exercises/gates"))["@type"] == "LearningResource"
    assert not page_at(built, "search").find("script", type="application/ld+json")


def test_linked_data_cannot_end_its_script():
    book = SimpleNamespace(html_title="B", html_baseurl="", author="A", language="en")
    said = linked_data(book, "Chapter", "</script><b>", "x", "")
    assert "<" not in said and json.loads(said)["name"] == "</script><b>"


def test_a_page_of_exercises_is_described_by_their_names_not_by_its_keys(built):
    said = meta(page_at(built, "chapters/exercises/gates"), "description")
    assert said.startswith("Exercises: gates. ") and "Key" not in said


def test_home_page_is_the_root_page_at_the_sites_own_address(built):
    home = page_at(built, "index")
    assert (
        home.find("article").get_text() == page_at(built, "book/index").find("article").get_text()
    )
    assert home.find("link", rel="canonical")["href"] == "https://OWNER.github.io/REPO/"
    assert not home.find("meta", attrs={"http-equiv": "Refresh"})
    places = [tag[name] for name in ("href", "src") for tag in home.find_all(**{name: True})]
    for place in places:
        if ":" not in place and not place.startswith("#"):
            assert (site(built) / re.split("[?#]", place)[0]).is_file(), place


def test_addresses_seen_from_the_folder_above():
    seen = seen_from_above(
        '<a href="../a.html#b"><a href="c.html"><a href="#d"><img src="https://e/f">', "book"
    )
    assert seen == '<a href="a.html#b"><a href="book/c.html"><a href="#d"><img src="https://e/f">'


def test_maps_and_the_page_for_wrong_addresses(built):
    written = (site(built) / "sitemap.xml").read_text("utf8")
    assert "<loc>https://OWNER.github.io/REPO/</loc>" in written and "book/index" not in written
    assert "chapters/exercises/gates.html" in written
    assert "sitemap.xml" in (site(built) / "robots.txt").read_text("utf8")
    assert (site(built) / ".nojekyll").is_file()
    lost = page_at(built, "404")
    assert lost.find("a")["href"] == "/REPO/" and not lost.find_all(["script", "link", "img"])


def test_descriptions_end_with_a_sentence_or_a_word():
    assert clipped("One  sentence.") == "One sentence."
    long = (
        "A first sentence, long enough to stand alone as what a page is about: "
        "it has to have more than a hundred and ten characters, here. " + "word " * 60
    )
    assert clipped(long).endswith("here.")
    assert clipped("word " * 60).endswith("word …") and len(clipped("word " * 60)) <= LONGEST + 2


# --- spoken --------------------------------------------------------------------------------------


def test_chinese_is_marked_in_text_code_and_outputs_but_not_in_formulas_and_attributes():
    text = '<p title="门">forget gate 遗忘门。 and <code>"好"</code></p><span>\\(x_{门}\\)</span><script>"门"</script>'
    assert mark_chinese(text) == (
        '<p title="门">forget gate <span lang="zh">遗忘门。</span> and <code>"<span lang="zh">好</span>"</code></p>'
        '<span>\\(x_{门}\\)</span><script>"门"</script>'
    )


def test_folds_are_named_after_the_section_or_exercise_they_stand_in():
    fold = '<summary aria-label="Toggle hidden content">\n<p>Show</p></summary>'
    text = f'<h2>Gates<a class="headerlink" href="#g">#</a></h2>{fold}{fold}<p class="admonition-title"><span>Exercise 1</span></p>{fold}'
    named = [
        summary.get_text(" ", strip=True)
        for summary in BeautifulSoup(name_folds(text), "html.parser").find_all("summary")
    ]
    assert named == ["Show (Gates, 1)", "Show (Gates, 2)", "Show (Exercise 1, 1)"]
    assert "aria-label" not in name_folds(text)


def test_no_header_of_a_table_is_empty_and_no_role_is_out_of_use():
    table = (
        '<tr><th></th><th class="head"><p></p></th><th>a</th><th class="head"><p>b</p></th></tr>'
    )
    wanted = '<tr><td></td><td class="head"></td><th>a</th><th class="head"><p>b</p></th></tr>'
    assert without_empty_roles(table) == wanted
    entry = '<div class="citation" id="x" role="doc-biblioentry">'
    assert without_empty_roles(entry) == '<div class="citation" id="x">'


def test_the_logo_stands_in_a_landmark(built):
    logo = page_at(built, "chapters/gates").find("a", class_="navbar-brand")
    assert logo.find_parent(attrs={"role": "navigation"})["aria-label"]
