"""Map of words: its lists come from the stored vectors, its map misleads as stated, the page finds what Python finds."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from demo_pages import answer, focus_by_tab
from demos_word_map import (
    COUNT,
    DATA,
    LETTERS,
    NEAREST,
    PICTURE,
    TIMES,
    VECTORS,
    data_of,
    nearest_on_map,
    pack,
    picture,
    stored_data,
    unpack,
)
from thebook import ROOT


@pytest.fixture(scope="module")
def data():
    return stored_data()


@pytest.fixture(scope="module")
def words(data):
    return data["words"].split()


@pytest.fixture(scope="module")
def lists(data, words):
    """For a time and a word the eight nearest, as words."""

    def lists(time: str, word: str) -> list[str]:
        rows = unpack(data[time]["nearest"]).reshape(-1, NEAREST)
        return [words[place] for place in rows[words.index(word)]]

    return lists


def test_letters():
    assert len({*LETTERS}) == 64 and "p" not in LETTERS.lower()
    assert unpack(pack(np.arange(4_096))).tolist() == list(range(4_096))


def test_data_and_picture_follow_from_the_stored_vectors(data):
    """Lists, places, leanings and the share that map and space have in common, computed again."""
    with np.load(VECTORS) as stored:
        assert data_of(stored) == data, "run: python benchmarks/demos_word_map.py"
    assert PICTURE.read_text("utf8") == picture(data), "run: python benchmarks/demos_word_map.py"
    assert DATA.stat().st_size < 200_000


def test_lists_are_those_of_the_chapter(words, lists):
    """The chapter's recorded lists, without the words that are not on the map."""
    notebook = json.loads((ROOT / "notebooks" / "word_embeddings.ipynb").read_text("utf8"))
    outputs = "\n".join(
        "".join(output.get("data", {}).get("text/plain", ""))
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
    )
    shown = re.findall(r"^(boring|actor|mother|two|funny|good) +(\w.*)$", outputs, re.M)[6:]
    assert len(shown) == 6, "the lists of skip-gram, after those of counting"
    for word, recorded in shown:
        kept = [one for one in recorded.split(", ") if one in words]
        assert len(kept) > 1 and lists("before", word)[: len(kept)] == kept
    after = re.search(r"^after, seed 1 +([a-z]+, .*)$", outputs, re.M)[1].split(", ")
    kept = [one for one in after if one in words]
    assert len({*kept} & {*lists("after", "good")}) >= len(kept) - 1


def test_page_reads_and_finds_what_python_does(open_demo, data, words):
    page = open_demo("word_embeddings", "word_map")
    chosen = [
        0,
        7,
        500,
        1_234,
        COUNT - 1,
        *(words.index(word) for word in ("good", "bad", "woman")),
    ]
    found = page.evaluate(
        """chosen => {
          const {read, nearestOnMap} = Demos.known.word_map.model;
          const found = read(Demos.wordMap);
          const near = ["before", "after"].map(time => chosen.map(word => nearestOnMap(found[time].places, word)));
          return {...found, near};
        }""",
        chosen,
    )
    assert found["words"] == words and len(words) == COUNT
    assert np.allclose(found["lean"], (unpack(data["lean"]) - 2_048) / 1_000)
    for time, near in zip(TIMES, found["near"], strict=True):
        places = unpack(data[time]["places"]).reshape(-1, 2)
        assert found[time]["places"] == places.tolist()
        assert np.ravel(found[time]["nearest"]).tolist() == unpack(data[time]["nearest"]).tolist()
        assert near == [nearest_on_map(places, word).tolist() for word in chosen]


def test_suggestions(open_demo, words):
    page = open_demo("word_embeddings", "word_map")
    suggest = "([words, typed]) => Demos.known.word_map.model.suggest(words, typed).map(word => words[word])"
    for typed in ("go", " GOOD ", "the", "zzz", "", "<b>", "\ud800", "("):
        found = page.evaluate(suggest, [words, typed])
        begin = typed.strip().lower()
        right = [word for word in words if begin and word.startswith(begin)]
        right.sort(key=lambda word: word != begin)
        assert found == right[:5]


# --- in the page --------------------------------------------------------------------------------------------------


def said(page) -> str:
    page.wait_for_timeout(450)
    return page.locator("[role=status]").inner_text()


def chips(page, time: str) -> list[str]:
    return page.locator(f"[aria-labelledby=map-list-{time}] button").all_inner_texts()


def test_by_keys_alone(open_demo, lists):
    page = open_demo("word_embeddings", "word_map")
    assert (
        not page.locator(".map-canvas").is_visible()
        and not page.locator(".map-chips button").first.is_visible()
    )
    for _ in range(2):
        focus_by_tab(page, ".demo-predict input")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        assert "You said" in said(page)
        assert page.locator(".demo-past").inner_text() == "Before any label: which of these is nearest to “bad”? You said: good. It is not so."  # fmt: skip
    focus_by_tab(page, "[role=combobox]")
    page.keyboard.type("wonderf")
    assert page.get_by_role("option").all_inner_texts() == ["wonderful", "wonderfully"]
    page.keyboard.press("ArrowDown")
    assert page.locator("[aria-selected=true]").inner_text() == "wonderfully"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.get_by_role("option").count() == 0
    assert chips(page, "before") == lists("before", "wonderful")
    assert f"“wonderful”: nearest before {lists('before', 'wonderful')[0]}" in said(page)
    focus_by_tab(page, ".map-controls button[aria-pressed=false]")
    page.keyboard.press("Space")
    page.wait_for_timeout(1_300)
    assert "After" in page.locator(".map-canvas").get_attribute("aria-label")
    focus_by_tab(page, "[aria-labelledby=map-list-after] button")
    page.keyboard.press("Enter")
    assert chips(page, "after") == lists("after", lists("after", "wonderful")[0])
    assert page.evaluate("document.activeElement.matches('.map-chips button')")


def test_by_pointer(open_demo, data, words):
    page = open_demo("word_embeddings", "word_map", width=390)
    for _ in range(2):
        answer(page)
    page.locator("[role=combobox]").fill("<img src=x onerror=alert(1)>")
    assert "<img src=x" in said(page)
    page.locator("[role=combobox]").fill("act")
    page.get_by_role("option").nth(1).click()
    word = page.locator("[role=combobox]").input_value()
    assert word.startswith("act") and f"“{word}”" in said(page)
    places = unpack(data["before"]["places"]).reshape(-1, 2)
    far = [np.linalg.norm(places - place, axis=1) for place in places]
    alone = int(np.argmax([np.sort(one)[1] for one in far]))  # the word with most room around it
    box = page.locator(".map-canvas").bounding_box()
    x, y = (14 + places[alone] / 4_095 * (np.array([box["width"], box["height"]]) - 28)).tolist()
    page.locator(".map-canvas").click(position={"x": x, "y": y})
    assert f"“{words[alone]}”" in said(page)
    page.get_by_label("closer").check()
    page.locator(".map-canvas").click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    assert f"“{words[alone]}”" in said(page), "closer, the chosen word is in the middle"


def test_readers_who_want_less_motion_see_no_way_between(open_demo):
    page = open_demo("word_embeddings", "word_map")
    answer(page)
    frames = "() => { let n = 0; const real = requestAnimationFrame; window.requestAnimationFrame = f => { n += 1; return real(f); }; window.frames_ = () => n; }"
    page.evaluate(frames)
    page.emulate_media(reduced_motion="reduce")
    page.locator(".map-controls button[aria-pressed=false]").click()
    page.wait_for_timeout(300)
    assert page.evaluate("frames_()") == 0
    page.emulate_media(reduced_motion="no-preference")
    page.locator(".map-controls button[aria-pressed=false]").click()
    page.wait_for_timeout(1_300)
    assert page.evaluate("frames_()") > 2


def test_what_is_said_of_the_lists(data, words, lists):
    """Question, answers, prose, and the alternative text of the picture."""
    before, after = lists("before", "bad"), lists("after", "bad")
    assert before[0] == "terrible" and "good" in before and "poor" not in before
    assert before.index("good") < before.index("lousy") and "good" not in after
    assert round(data["before"]["shared"]) == 4 and data["after"]["shared"] < 4
    assert data["before"]["shared"] < 4
    leaning = (unpack(data["lean"]) - 2_048) / 1_000
    praise, blame = leaning >= np.log(2), leaning <= -np.log(2)
    across = unpack(data["after"]["places"]).reshape(-1, 2)[:, 0]
    assert (across[praise] < 2_048).mean() > 0.9 and (across[blame] > 2_048).mean() > 0.9
    first = unpack(data["before"]["places"]).reshape(-1, 2)[:, 0]
    assert (first[praise] < 2_048).mean() < 0.9
    assert across[words.index("good")] < 1_000 < 3_000 < across[words.index("bad")]
    assert {"script", "cheesy", "subtle", "woman"} <= {*words}
