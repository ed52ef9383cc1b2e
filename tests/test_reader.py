"""The reader of the chapter "Training", with the weights the book keeps: a finite answer to any string, a reason otherwise.

Built by the very code the chapter shows, from chapters/artifacts/training/final.npz.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest
from harness import run
from thebook import BOOK, ROOT

from bookkit.chapter import definitions

CHAPTER = BOOK.page("training")


def with_what_they_use(names: list[str]) -> str:
    """The definitions *names* of the chapter with everything they use."""
    while True:
        try:
            return definitions(CHAPTER, CHAPTER, names)
        except ValueError as lacking:  # it names what is missing
            names = names + re.search("uses (.+); name", str(lacking))[1].split(", ")


STRINGS = [
    "A warm, funny film. I loved every minute of it.",
    "",
    " ",
    "  \n\t \r\n",
    "!!!",
    "...",
    "…",
    "-",
    "0",
    "[UNK]",
    "a",
    "<br /><br />",
    "<p></p>",
    "<" * 5_000,
    "<br",
    "\U0001f600",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f600",
    "太好看了",
    "这部电影 太差 了",
    "مرحبا",
    "Привет, мир!",
    "นี่คือ",
    "ｔｅｒｒｉｂｌｅ　ｆｉｌｍ",
    "terrible\u00a0boring\u00a0waste",
    "\u200b",
    "\ufeffgood",
    "\u202egood",
    "e\u0301te\u0301",
    "don\u2019t",
    "\ud800",
    "\udfff bad \ud83d",
    "\x00",
    "a\x00b",
    "\x07\x1b[31m",
    "\x85 good \u2028 film \x85",
    "\\",
    "{}%s",
    "NaN",
    "None",
    "good " * 100_000,
    "x" * 300_000,
    "!" * 300_000,
    "\U0001f600 " * 1_000,
    "Dull.<br /><br />The end",
]


@pytest.fixture(scope="module")
def chapter():
    """The chapter's definitions that build and ask the reader."""
    names: dict = {"__name__": "training"}
    here = Path.cwd()
    os.chdir(ROOT / "chapters")
    try:
        run(
            with_what_they_use(["kept_model", "build_reader", "as_texts", "ask", "describe"]), names
        )
        names["reader"] = names["build_reader"](*names["kept_model"]())
    finally:
        os.chdir(here)
    return names


@pytest.fixture(scope="module")
def ask(chapter):
    return lambda texts, reader=chapter["reader"]: chapter["ask"](reader, texts)


@pytest.fixture(scope="module")
def together(ask):
    return ask(STRINGS)


def test_every_string_gets_a_probability_alone_and_in_a_batch(ask, together):
    assert len(STRINGS) >= 20 and together.shape == (len(STRINGS),)
    assert np.isfinite(together).all() and (together >= 0).all() and (together <= 1).all()
    for text, beside in zip(STRINGS, together, strict=True):
        alone = ask(text)
        assert alone.shape == (1,) and abs(alone[0] - beside) < 1e-5, (text[:20], alone, beside)


def test_texts_without_a_word_count_as_one_unknown_word(chapter, ask):
    without = ["", "!!!", "   ", "<br /><br />"]
    assert np.ptp(ask([*without, "太好看了", "\U0001f600"])) < 1e-6
    table = chapter["describe"](chapter["reader"], [*without, "zxq zxq good", "good " * 1_000])
    assert table["words read"].tolist() == [0, 0, 0, 0, 3, 400]
    assert table["unknown"].isna().tolist() == [True] * 4 + [False] * 2
    assert table["unknown"].tolist()[4:] == [0.67, 0]


def test_words_read_and_unknown_are_told_for_whatever_can_be_asked(chapter):
    describe, reader = chapter["describe"], chapter["reader"]
    assert describe(reader, "Not bad at all.")["words read"].tolist() == [4]
    assert describe(reader, ["\ud800", ""])["text"].tolist() == ["?", ""]


def test_markup_is_a_blank_and_only_the_first_words_count(ask):
    assert np.ptp(ask(["Dull.<br /><br />The end", "Dull. The end"])) < 1e-6
    assert np.ptp(ask(["good " * 400, "good " * 400 + "terrible " * 400])) < 1e-6


def test_loaded_here_and_in_a_fresh_process_it_gives_the_same_answers(
    chapter, ask, together, tmp_path
):
    chapter["reader"].save(tmp_path / "reader.keras")
    loaded = keras.saving.load_model(tmp_path / "reader.keras")
    assert np.allclose(ask(STRINGS, loaded), together, atol=1e-6)
    assert np.isfinite(ask("", loaded)).all() and np.isfinite(ask(["!!!", "…"], loaded)).all()
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'chapters')!r})\n"
        "import keras, numpy as np\n"
        "try:\n    keras.saving.load_model('reader.keras'); print('loaded')\n"
        "except TypeError: print('TypeError')\n"
        "from utils import standardize_without_markup\n"
        "reader = keras.saving.load_model('reader.keras')\n"
        "texts = keras.ops.convert_to_tensor(['', 'Dull.<br />The end', '\\u2026'])\n"
        "print(*reader.predict(texts, verbose=0)[:, 0])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    without, answers = ran.stdout.strip().splitlines()[-2:]
    assert without == "TypeError", "the chapter says that loading needs the function imported"
    assert np.allclose(
        [float(p) for p in answers.split()], ask(["", "Dull.<br />The end", "…"]), atol=1e-6
    )


def test_weights_and_words_rebuild_it(chapter, ask, tmp_path):
    reader = chapter["reader"]
    network = next(layer for layer in reader.layers if isinstance(layer, keras.Model))
    network.save_weights(tmp_path / "network.weights.h5")
    other = chapter["build_network"](seed=9)
    other.load_weights(tmp_path / "network.weights.h5")
    words = reader.get_layer("words").get_vocabulary()[2:]
    assert np.allclose(
        ask(STRINGS[:30], chapter["build_reader"](words, other)), ask(STRINGS[:30]), atol=1e-6
    )


TWO = ["A wonderful film.", "A terrible waste."]


@pytest.mark.parametrize(
    "texts",
    [
        TWO,
        tuple(TWO),
        pd.Series(TWO),
        pd.Series(TWO, index=[7, 7]),
        pd.Series(TWO, index=["a", "b"]),
        pd.Series(TWO, dtype=object),
        pd.Series(TWO, dtype="string"),
        pd.Series(TWO, dtype="category"),
        pd.Index(TWO),
        np.array(TWO),
        np.array(TWO, dtype=object),
        pd.DataFrame({"text": TWO})["text"],
        (text for text in TWO),
    ],
    ids=lambda texts: type(texts).__name__,
)
def test_it_takes_the_texts_as_people_have_them(ask, texts):
    p = ask(texts)
    assert p.shape == (2,) and p[0] > 0.9 and p[1] < 0.1


def test_one_text_and_none(ask):
    assert ask(TWO[0]).shape == ask(np.str_(TWO[0])).shape == (1,)
    for nothing in (
        [],
        (),
        np.array([]),
        np.array([], dtype=object),
        pd.Series([], dtype=object),
        pd.Series([], dtype="string"),
    ):
        assert ask(nothing).shape == (0,)


@pytest.mark.parametrize(
    "texts, words",
    [
        (None, "text 0"),
        (float("nan"), "missing"),
        (pd.NA, "missing"),
        (b"bytes", "bytes"),
        (3, "int"),
        (["a", None], "text 1"),
        (["a", float("nan")], "missing"),
        (["a", 7], "int"),
        (["a", b"b"], "bytes"),
        (["a", ["b"]], "list"),
        (pd.Series(["a", None], index=["x", "here"]), "'here'"),
        (pd.Series(["a", "b", np.nan], index=[4, 5, 17]), "17"),
        (pd.Series(["a", None], dtype="string"), "text 1"),
        (np.array(["a", None], dtype=object), "missing"),
        (np.array([1.5]), "float"),
    ],
    ids=str,
)
def test_what_is_no_text_is_named_by_its_row(chapter, texts, words):
    class Never:
        def predict(self, *arguments, **options):
            raise AssertionError("it ran before it looked")

    with pytest.raises(ValueError, match=r"text \d") as raised:
        chapter["ask"](Never(), texts)
    assert words in str(raised.value)


def test_the_study_trains_the_network_the_chapter_shows(chapter):
    """benchmarks/final_reader.py keeps its own copy of the network."""
    import runpy

    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        study = runpy.run_path(str(ROOT / "benchmarks" / "final_reader.py"))
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))

    def plain(model):
        return [
            (
                type(layer).__name__,
                layer.count_params(),
                layer.get_config().get("rate"),
                layer.get_config().get("mask_zero"),
            )
            for layer in model.layers
        ]

    assert plain(study["build"](1, 10)) == plain(chapter["build_network"]())
    shown = [chapter[name] for name in ("TOKENS", "WORDS")]
    assert shown == [study["TOKENS"], study["VOCABULARY"]]
