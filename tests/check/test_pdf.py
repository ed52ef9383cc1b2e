"""The book as PDF, of a few pages: bookmarks, contents, numbers, links, Chinese characters, and nothing folded."""

from __future__ import annotations

import pytest
from thebook import BOOK

from bookkit.downloads import pdf

NAMES = ["chapters/word_order", "chapters/exercises/text_to_ids", "book/glossary"]


@pytest.fixture(scope="module")
def printed(site, tmp_path_factory):
    if lacking := pdf.missing():
        pytest.skip(lacking)
    import pypdf

    target = tmp_path_factory.mktemp("pdf") / "book.pdf"
    assert pdf.write(BOOK, site, target, NAMES) > 20
    return pypdf.PdfReader(target)


@pytest.fixture(scope="module")
def texts(printed) -> list[str]:
    return [page.extract_text() for page in printed.pages]


def bookmarks(reader) -> dict[str, int]:
    """Titles and the pages they lead to, all levels."""

    def flat(items):
        for item in items:
            if isinstance(item, list):
                yield from flat(item)
            else:
                yield item.title, reader.get_destination_page_number(item)

    return dict(flat(reader.outline))


def test_bookmarks_lead_to_parts_pages_and_sections(printed, texts):
    found = bookmarks(printed)
    for title in ("What is the order of words worth?", "Glossary"):
        place = next(found[known] for known in found if title in known)
        assert title.split()[-1] in texts[place]
    assert found["Recurrent networks"] == next(
        place for title, place in found.items() if "order of words" in title
    )
    assert "A bag of words" in texts[found["A bag of words"]]


def test_contents_name_the_page_on_which_each_begins_and_lead_there(printed, texts):
    found = bookmarks(printed)
    place = next(place for title, place in found.items() if "order of words" in title)
    assert "What is the order of words worth?" in texts[1] and str(place + 1) in texts[1]
    targets = {
        printed.get_page_number(note.get_object()["/Dest"][0].get_object())
        for note in printed.pages[1]["/Annots"]
    }
    assert place in targets


def test_pages_are_numbered_through_and_none_is_empty(texts):
    for place, text in enumerate(texts[1:], start=2):
        assert text.split()[-1] == str(place)
        assert len(text) > 20


def test_links_lead_into_the_file_or_to_the_web(printed):
    uris, inside = [], 0
    for page in printed.pages:
        for note in page.get("/Annots", ()):
            note = note.get_object()
            if "/Dest" in note:
                assert note["/Dest"][0].get_object()["/Type"] == "/Page"
                inside += 1
            else:
                uris.append(str(note["/A"].get_object().get("/URI", "")))
    assert inside > 20 and all(uri.startswith(("http", "mailto:")) for uri in uris)


def test_chinese_formulas_code_and_answers_are_there(texts):
    text = " ".join(" ".join(texts).split())
    assert (
        "最近邻" in text
    )  # of some signs, such as 门, Chromium writes down the radical that looks the same
    assert "Other features are needed" in text, "the answer to a question, folded on the screen"
    assert "CountVectorizer" in text


def test_code_that_only_a_computer_reads_is_left_out(texts):
    text = " ".join(" ".join(texts).split())
    assert "import matplotlib" not in text, "folded imports"
    assert "holds:" not in text and "statements checked here" not in text
    assert "statements that are checked stand in the notebooks only" in " ".join(texts[0].split())
