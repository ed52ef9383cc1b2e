"""The first page: its cards are the table of contents, its picture and its thumbnails show what is recorded now."""

from __future__ import annotations

import json
import re
import sys

import pytest
from thebook import BOOK, ROOT

from bookkit import thumbnails
from bookkit.site.light import picture_size

sys.path[:0] = [str(ROOT / "benchmarks")]

INDEX = (ROOT / "book" / "index.md").read_text("utf8")
CARD = re.compile(
    r"^:::\{grid-item-card\} (?P<title>.+)\n:link: (?P<label>\S+)\n:link-type: ref\n"
    r":img-top: figures/plots/(?P<key>\w+)-\d+\.webp\n:img-alt: (?P<alt>.+)\n",
    re.M,
)
HEADING = re.compile(r"^\((?P<label>[\w-]+)\)=\n# (?P<title>.+)$", re.M)
FOLDER = ROOT / thumbnails.FOLDER
PLOTS = thumbnails.asked_for(BOOK)


def parts(text: str) -> list[tuple[str, list[str]]]:
    """Each part of the page and the chapters on its cards."""
    blocks = text.partition("## The chapters\n")[2].partition("\n## ")[0].split("\n### ")[1:]
    return [
        (block.partition("\n")[0], [found["key"] for found in CARD.finditer(block)])
        for block in blocks
    ]


def test_cards_are_the_chapters_in_the_order_of_the_table_of_contents():
    wanted = []
    for part in BOOK.toc["parts"]:
        keys = [entry["file"].removeprefix("chapters/") for entry in part["chapters"]]
        if part.get("numbered"):
            wanted.append((part["caption"], keys))
    assert parts(INDEX) == wanted
    assert INDEX.count("{grid-item-card}") == len(BOOK.chapters), "a card without a thumbnail"


@pytest.mark.parametrize("card", CARD.finditer(INDEX), ids=lambda card: card["key"])
def test_card_says_what_its_chapter_is_called(card):
    heading = HEADING.search(BOOK.page(card["key"]).path.read_text("utf8"))
    assert card["label"] == heading["label"]
    assert heading["title"] == card["title"] or heading["title"].startswith(f"{card['title']}: ")
    assert len(card["alt"]) > 10


@pytest.mark.parametrize("key, number", PLOTS)
def test_thumbnail_is_small_and_shows_the_plot_that_is_recorded(key, number):
    name = f"{key}-{number}.webp"
    known = json.loads((FOLDER / thumbnails.SOURCES).read_text("utf8"))
    now = thumbnails.source_of(thumbnails.plot(BOOK, key, number))
    assert known[name] == now, "the plot has changed; run: make thumbnails"
    assert (FOLDER / name).stat().st_size <= thumbnails.MOST_BYTES
    assert picture_size(FOLDER / name) == thumbnails.SIZE


def test_no_thumbnail_lies_there_that_nobody_asks_for():
    assert {path.name for path in FOLDER.glob("*.webp")} == {
        f"{key}-{number}.webp" for key, number in PLOTS
    }


def test_a_plot_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="word_order has 2 plots, and plot 9 is asked for"):
        thumbnails.plot(BOOK, "word_order", 9)


def test_any_plot_is_shrunk_to_the_size_of_a_card():
    small = thumbnails.shrunk(thumbnails.plot(BOOK, "trained_lstm", 1))
    assert small.startswith(b"RIFF") and len(small) <= thumbnails.MOST_BYTES


def test_the_picture_shows_what_the_chapter_recorded():
    import shuffled

    table = shuffled.recorded()
    assert shuffled.PICTURE.read_text("utf8") == shuffled.drawing(table), (
        "run: python benchmarks/shuffled.py"
    )
    lost = [f"{table.lost[model]:.1f}" for model in shuffled.MODELS]
    alt = re.search(r"shuffled\.svg\n(?::.+\n)*?:alt: (.+)", INDEX)[1]
    assert all(number in alt for number in lost if float(number)), "the alternative text is older"
    assert lost[2] < "1" and lost[3] < "1", "the first sentence says: in nearly as many cases"
