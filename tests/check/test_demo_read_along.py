"""Read along: its words are the book's, its probabilities those of the chapters' LSTM, and no text harms it.

The 25,000 test reviews are read in the page and in Keras where the official archive is there, else the packaged reviews:
a twelfth of them a day, all with CHECK_ALL=1.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from demo_pages import DEMOS, answer, focus_by_tab, source
from demos_read_along import (
    CHOSEN,
    HELD,
    PICTURE,
    held_picture,
    ids_of,
    in_orders,
    order,
    orders_picture,
    read,
    stored_reviews,
    stored_weights,
    tokens,
)
from rotation import today
from thebook import ROOT

LAST = 250
AT_A_TIME = 500
MOST = 2e-3  # between a probability in the page and Keras's
OPEN = "Demos.known.read_along.model.network().then(found => { window.net = found; })"
READ = """texts => texts.map((text) => {
  const ids = Demos.readAlong.tokens(text).slice(-Demos.readAlong.LAST).map(net.idOf);
  return [ids, net.read(ids).probability.at(-1), net.bag(ids)];
})"""
HOSTILE = {
    "empty": "",
    "blanks": " \t\n\v\f\r\u00a0\u2003",
    "markup": "<img src=x onerror=\"document.title='harmed'\"><script>document.title='harmed'</script> a <b>bad</b> film",
    "half a tag": "<a<b </ <3 < br /> <br/> a>b <" + "<a" * 1_000,
    "objects": "__proto__ constructor toString hasOwnProperty valueOf [UNK] {word} {probability}",
    "emoji": "great \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 film \u2764\ufe0f",
    "right to left": "\u0641\u064a\u0644\u0645 \u0631\u0627\u0626\u0639 great \u202e\u202dfilm\u2066 \u05d8\u05d5\u05d1",
    "controls": "good\x00bad \x01\x02 \x1b[31m \x7f \x85 \ufeff\ufffe great",
    "capitals": "\u00c9 \u00df \u1e9e \u0130\u0131 \u03a3\u03c2 GREAT Great \uff21",
    "combining": "a" + "\u0301" * 500 + " film",
    "one long word": "a" * 100_000,
}


@pytest.fixture(scope="module")
def weights():
    return stored_weights()


@pytest.fixture
def open_page(open_demo):
    def open_page(chapter: str = "word_order", **given):
        page = open_demo(chapter, "read_along", **given)
        page.evaluate(OPEN)
        return page

    return open_page


# --- the data -----------------------------------------------------------------------------------------------------


def test_reviews_are_few_and_short():
    reviews = stored_reviews()
    assert list(reviews) == list(CHOSEN) and sum(one["part"] == "test" for one in reviews.values()) <= 6  # fmt: skip
    assert max(len(one["text"]) for one in reviews.values()) < 260


def test_weights_are_those_of_the_chapters(weights):
    """The word vectors within half a step of ten bits, all others to the last bit."""
    stored = np.load(ROOT / "chapters" / "artifacts" / "evaluation" / "lstm.npz")
    assert weights["vocabulary"] == str(stored["vocabulary"]).split("\n")
    exact = [stored[f"weight_{place}"].astype("float64") for place in range(6)]
    step = np.abs(exact[0]).max(axis=1) / 511
    assert (np.abs(weights["table"] - exact[0]).max(axis=1) <= 0.51 * step).all()
    for name, array in zip(["kernel", "recurrent", "bias", "dense"], exact[1:5], strict=True):
        assert np.array_equal(weights[name], array.reshape(weights[name].shape)), name
    assert weights["shift"] == exact[5][0]


def test_table_says_what_the_page_says():
    table = pd.read_csv(ROOT / "benchmarks" / "results" / "read_along.csv").set_index("model")
    lstm, bag = table.loc["LSTM"], table.loc["bag of words"]
    studied = pd.read_csv(ROOT / "benchmarks" / "results" / "evaluation_models.csv")
    first = studied[(studied.model == "LSTM") & (studied.seed == 1)].iloc[0]
    for part in ("validation", "test"):
        assert abs(lstm[f"{part} accuracy"] - first[f"{part} accuracy"]) <= 2e-4
        assert lstm[f"{part} moved at most"] < MOST
        assert bag[f"{part} accuracy"] > lstm[f"{part} accuracy"]
        assert lstm[f"{part} moved at most"] <= 0.0011
    page = source("word_order").read_text("utf8")
    of_each = f"LSTM gets {lstm['validation accuracy']:.1%} right and the bag {bag['validation accuracy']:.1%};"
    assert of_each.replace("%", " %") in page


def test_script_is_small_enough_and_names_no_host():
    text = (DEMOS / "read_along_weights.js").read_text("utf8")
    assert len(text) < 1_500_000 and text.isascii()


def test_pictures_that_stand_in_are_drawn_from_the_same_numbers(weights):
    for path, drawn in ((PICTURE, orders_picture(weights)), (HELD, held_picture(weights))):
        assert path.read_text("utf8") == drawn, "run: python benchmarks/demos_read_along.py"


# --- the arithmetic -----------------------------------------------------------------------------------------------


def keras_reads(texts: list[str]) -> tuple[list[list[int]], np.ndarray]:
    """Ids and probabilities of the chapters' own network, with the weights that they store."""
    from read_along import STORED, model_with
    from tensorflow.keras.layers import TextVectorization
    from utils import predict_in_order, standardize_without_markup

    stored = np.load(STORED)
    vectorize = TextVectorization(vocabulary=str(stored["vocabulary"]).split("\n"), ragged=True,
                                  standardize=standardize_without_markup)  # fmt: skip
    ids = []
    for start in range(0, len(texts), 1_000):
        ids += [row[-LAST:] for row in vectorize(texts[start : start + 1_000]).to_list()]
    model = model_with([stored[f"weight_{place}"].astype("float32") for place in range(6)])
    return ids, predict_in_order(model, [np.array(row, "int32") for row in ids])


def test_reviews_are_read_as_in_python(open_page, weights):
    from utils import load_imdb

    imdb = load_imdb()
    texts = (imdb.test if imdb.official else imdb.reviews).text.tolist()
    assert len(texts) == 25_000
    starts = today(range(0, len(texts), AT_A_TIME))
    texts = [text for start in starts for text in texts[start : start + AT_A_TIME]]
    page, found = open_page(), []
    for start in range(0, len(texts), AT_A_TIME):
        found += page.evaluate(READ, texts[start : start + AT_A_TIME])
    ids, probability = keras_reads(texts)
    assert [row for row, _, _ in found] == ids, "the words differ"
    of_page = np.array([one for _, one, _ in found])
    assert np.abs(of_page - probability).max() < MOST
    doubtful = np.abs(probability - 0.5) < MOST
    assert ((of_page > 0.5) == (probability > 0.5))[~doubtful].all()
    for (row, _, score), _ in zip(found, range(1_000), strict=False):
        known = [one for one in set(row) if one > 1]
        assert abs(weights["bag"][known].sum() + weights["constant"] - score) < 1e-9


def test_hostile_texts_have_the_same_words(open_page, weights):
    page = open_page()
    texts = [text + " film" for text in HOSTILE.values()]  # a row of ids is not empty
    ids, _ = keras_reads(texts)
    for text, row, found in zip(texts, ids, page.evaluate(READ, texts), strict=True):
        assert page.evaluate("text => Demos.readAlong.tokens(text)", text) == tokens(text)
        assert found[0] == row == ids_of(weights, tokens(text))[-LAST:]
    assert page.evaluate("Demos.readAlong.tokens('')") == []


@pytest.mark.parametrize("held", [False, True])
def test_every_word_is_read_as_in_python(open_page, weights, held):
    page = open_page()
    for review in stored_reviews().values():
        text = review["text"]
        found = page.evaluate(
            "([text, held]) => net.read(Demos.readAlong.tokens(text).map(net.idOf), {held}).probability",
            [text, held],
        )
        by_python = read(weights, ids_of(weights, tokens(text)), held)
        assert np.abs(np.array(found) - by_python).max() < 1e-12


def test_masks_and_zeros(open_page, weights):
    ids = ids_of(weights, tokens(stored_reviews()["manchu"]["text"])) + [0] * 100
    page = open_page()
    masked, plain = (
        page.evaluate("([ids, mask]) => net.read(ids, {mask}).probability", [ids, mask])
        for mask in (True, False)
    )
    assert masked[-1] == masked[-101] and np.abs(np.array(plain) - read(weights, ids)).max() < 1e-12


def test_random_orders_are_those_of_python(open_page):
    page = open_page()
    for count, seed in ((0, 1), (1, 1), (2, 3), (29, 1), (250, 20)):
        assert page.evaluate("([count, seed]) => Demos.readAlong.order(count, seed)", [count, seed]) == order(count, seed)  # fmt: skip


def test_250_words_are_read_quickly(open_page):
    milliseconds = open_page().evaluate(
        "() => { const ids = Array.from({length: 250}, (_, place) => 2 + 37 * place % 9998), times = [];"
        " for (let round = 0; round < 9; round += 1) { const start = performance.now(); net.read(ids, {keep: true}); times.push(performance.now() - start); }"
        " return Math.min(...times); }"
    )
    assert milliseconds < 50


# --- in the page --------------------------------------------------------------------------------------------------


def said(page) -> str:
    page.wait_for_timeout(500)
    return page.locator("[role=status]").inner_text()


def words(page) -> list[str]:
    return page.locator(".read-words > span").all_inner_texts()


def test_what_the_page_says_of_the_orders(open_page, weights):
    """Answered rightly, the places of two reviews in the list, and the one in doubt, of which the chapter says that its verdict does turn."""
    ids = ids_of(weights, tokens(stored_reviews()["scary"]["text"]))
    ends = [values[-1] for values in in_orders(weights, ids)]
    assert max(ends) < 0.5 and read(weights, ids)[-1] < 0.5
    page = open_page()
    assert not page.locator(".demo-chart").is_visible() and said(page) == ""
    assert words(page) == tokens(stored_reviews()["scary"]["text"])
    options = page.locator("select").first.locator("option").all_inner_texts()
    assert "Fu Manchu" in options[1] and "in doubt" in options[-2]  # the last is one's own
    answer(page)
    assert "You said: none. So it is." in said(page)
    assert f"0 turn the verdict; they end between {min(ends):.2f} and {max(ends):.2f}" in said(page)
    assert page.locator(".curve.thin").count() == 20
    assert page.locator(".read-verdicts strong").all_inner_texts() == ["blame, 0.25", "blame", "praise"]  # fmt: skip
    page.locator("select").first.select_option("student")
    assert page.locator(".read-verdicts strong").all_inner_texts() == ["blame, 0.49", "praise", "praise"]  # fmt: skip
    page.get_by_role("button", name="× 20").click()
    page.wait_for_function(
        "document.querySelector('[role=status]').textContent.startsWith('Of 20')"
    )
    assert int(said(page).split("(thin lines) ")[1].split(" ")[0]) >= 10


def test_by_keys_alone(open_page):
    page = open_page()
    focus_by_tab(page, ".demo-predict input")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector(".curve.thin")
    page.locator("select").first.select_option("manchu")
    focus_by_tab(page, ".read-words")
    before = words(page)
    chosen = page.locator("[aria-selected=true]")
    assert chosen.inner_text() == "worst"
    assert page.locator(".read-words").get_attribute("aria-activedescendant") == chosen.get_attribute("id")  # fmt: skip
    page.keyboard.press("Home")
    assert chosen.inner_text() == "the" and "word 1 of 29" in said(page)
    page.keyboard.press("Shift+ArrowRight")
    assert words(page)[:2] == ["fiendish", "the"] and "As written (dashed)" in said(page)
    page.keyboard.press("Shift+ArrowLeft")
    assert words(page) == before
    page.keyboard.press("Delete")
    assert words(page) == before[1:]
    page.keyboard.press("End")
    focus_by_tab(page, "button[aria-label]")
    for name in ("+ not", "+ really"):
        focus_by_tab(page, "button")
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
    assert words(page)[-3:] == ["really", "not", "out"]
    page.get_by_role("button", name="Reverse").focus()
    page.keyboard.press("Enter")
    assert words(page)[:3] == ["out", "not", "really"]
    page.get_by_role("button", name="Restore").focus()
    page.keyboard.press("Enter")
    assert words(page) == before


def test_by_pointer(open_page):
    page = open_page()
    answer(page)
    page.wait_for_selector(".curve.thin")
    page.locator("select").first.select_option("manchu")
    before = words(page)
    page.locator(".read-words > span").nth(3).drag_to(page.locator(".read-words > span").nth(6))
    assert words(page) == before[:3] + before[4:7] + [before[3]] + before[7:]
    page.get_by_role("button", name="Shuffle", exact=True).click()
    assert sorted(words(page)) == sorted(before) and words(page) != before
    page.get_by_role("button", name="Restore").click()
    page.get_by_label("+ 100 zeros").check()
    assert "The mask passes over 100 zeros: 0.28 before them, 0.28 after." in said(page)
    page.get_by_label("mask", exact=True).uncheck()
    assert "zeros are read as words: 0.28 before them" in said(page)
    page.get_by_label("+ 100 zeros").uncheck()
    page.locator(".demo-chart").click(position={"x": 40, "y": 60})
    assert "word 1 of 29" in said(page)
    page.locator("summary").click()
    assert page.locator(".read-more th[scope=row]").first.inner_text() == "worst"


def test_a_finger_drags_the_chosen_word(browser, open_page):
    page = open_page(width=390)
    answer(page)
    page.wait_for_selector(".curve.thin")
    page.locator("select").first.select_option("manchu")
    before = words(page)
    page.evaluate(
        """() => {
          const [a, b] = [13, 15].map(place => document.querySelectorAll('.read-words > span')[place].getBoundingClientRect());
          const send = (type, box) => document.elementFromPoint(box.x + 4, box.y + 8).dispatchEvent(
            new PointerEvent(type, {bubbles: true, pointerType: 'touch', clientX: box.x + 4, clientY: box.y + 8}));
          send('pointerdown', a); send('pointermove', b); send('pointerup', b);
        }"""
    )
    assert words(page) == before[:13] + before[14:16] + [before[13]] + before[16:]


def test_hostile_texts_are_shown_as_text(open_page):
    page = open_page(width=390)
    answer(page)
    page.wait_for_selector(".curve.thin")
    page.locator("select").first.select_option("own")
    for text in HOSTILE.values():
        page.locator("textarea").fill(text)
        page.wait_for_timeout(500)
        assert page.locator(".read-words > span").count() == len(tokens(text)[-LAST:])
        assert page.locator(".read-words :not(span)").count() == 0, "markup became an element"
        assert page.title() == "Demo"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for button in page.locator(".read-tools button").all():
            button.click()
        assert ("No word" in said(page)) == (len(words(page)) == 0)


def test_a_megabyte_and_half_letters_are_survived(open_page):
    page = open_page()
    answer(page)
    page.wait_for_selector(".curve.thin")
    page.locator("select").first.select_option("own")
    put = "text => { const box = document.querySelector('textarea'); box.value = text; box.dispatchEvent(new Event('input')); }"
    page.evaluate(f"({put})('Great <b>film</b>, not bad. '.repeat(40_000))")
    page.wait_for_function("document.querySelectorAll('.read-words > span').length === 250")
    assert "Of 160,000 words the last 250 are read" in said(page)
    page.evaluate(f"({put})('\\ud83d great \\ude00 film a\\ud800b')")
    page.wait_for_timeout(600)
    assert words(page) == ["\ufffd", "great", "\ufffd", "film", "a\ufffdb"]


# --- on the other two pages ---------------------------------------------------------------------------------------


def test_read_aloud_stops_and_goes_to_the_end(open_page):
    page = open_page("index")
    answer(page)
    page.wait_for_selector(".curve.thin")
    page.get_by_role("button", name="Word by word").click()
    page.wait_for_function(
        "document.querySelectorAll('.read-words .up, .read-words .down').length > 3"
    )
    assert page.locator(".read-words .unread").count() > 0
    page.get_by_role("button", name="Stop").click()
    assert page.locator(".read-words .unread").count() == 0
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("button", name="Word by word").click()
    assert page.locator(".read-words .unread").count() == 0, "nothing moves where it should not"
    page.get_by_role("button", name="Shuffle", exact=True).click()
    assert "As written (dashed) it ends at 0.28" in said(page)


def test_gates_held_and_looked_at(open_page, weights):
    """Of the six reviews one verdict turns when all gates are held, as the chapter says."""
    turned = []
    for name, review in stored_reviews().items():
        ids = ids_of(weights, tokens(review["text"]))
        if (read(weights, ids)[-1] > 0.5) != (read(weights, ids, held=True)[-1] > 0.5):
            turned.append(name)
    assert turned == ["student"]
    page = open_page("trained_lstm")
    answer(page)
    page.wait_for_timeout(600)
    assert "You said: moves by at most 0.05. So it is. As trained (dashed) it ends at 0.77, with all gates held at 0.81" in said(page)  # fmt: skip
    columns = """() => { const c = document.querySelector('canvas'), pen = c.getContext('2d');
      const at = (share) => [...pen.getImageData(Math.floor(share * c.width), 0, 1, c.height).data].join(); return at(0.7) === at(0.9); }"""
    assert page.evaluate(columns), "held gates are the same at every word"
    page.get_by_label("hold all gates at their means").uncheck()
    page.get_by_label("stretch the colours").check()
    assert not page.evaluate(columns)
    page.locator("select").first.select_option("student")
    page.get_by_label("hold all gates at their means").check()
    assert "0.49, with all gates held at 0.56" in said(page) and "You said" not in said(page)
    for part in ("input", "output", "memory"):
        page.get_by_label("Inside").first.select_option(part)
        assert page.evaluate("new Set(document.querySelector('canvas').getContext('2d').getImageData(0, 0, 300, 60).data).size > 5")  # fmt: skip


def test_without_the_weights_the_page_says_so(browser, open_demo):
    page = open_demo("word_order", "read_along")
    page.evaluate("Demos.load = () => Promise.resolve(false)")
    answer(page)
    assert "could not be loaded" in said(page)
