"""The text-to-ids code printed in text_to_ids against keras.layers.TextVectorization on strings nobody would write."""

import ast
import re
import string
from collections import Counter
from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

CHAPTER = Path(__file__).resolve().parent.parent / "chapters" / "text_to_ids.md"
WANTED = {
    "PADDING",
    "UNKNOWN",
    "rank_tokens",
    "pad_after",
    "standardize",
    "split",
    "tokenize",
    "build_vocabulary",
    "vectorize",
    "LOWER_AND_STRIP",
}


def printed_code(chapter: Path = CHAPTER, wanted: set[str] = frozenset(WANTED)) -> dict:
    """The names in *wanted*, defined by the very code that the chapter shows."""
    names = {"re": re, "string": string, "np": np, "Counter": Counter}
    for code in re.findall(
        r"^```\{code-cell\} ipython3\n(.*?)^```$", chapter.read_text("utf8"), re.M | re.S
    ):
        code = re.sub(r"\A(:[^\n]*\n)+", "", code)
        for node in ast.parse(code).body:
            if isinstance(node, ast.FunctionDef):
                defined = {node.name}
            elif isinstance(node, ast.Assign):
                defined = {
                    name.id
                    for target in node.targets
                    for name in ast.walk(target)
                    if isinstance(name, ast.Name)
                }
            else:
                continue
            if defined & wanted and not defined & names.keys():
                exec(compile(ast.Module([node], []), chapter.name, "exec"), names)
    assert names.keys() >= wanted, f"the chapter no longer defines {wanted - names.keys()}"
    return names


chapter = printed_code()


def agree(texts: list[str], more: list[str], max_tokens: int | None) -> None:
    """Both sides learn from *texts* and encode *texts* and *more* alike."""
    layer = keras.layers.TextVectorization(max_tokens=max_tokens)
    layer.adapt(texts)
    index = {token: i for i, token in enumerate(chapter["build_vocabulary"](texts, max_tokens))}
    for batch in (texts, more):
        assert np.array_equal(chapter["vectorize"](batch, index), np.asarray(layer(batch)))


anything = st.text(
    st.characters(exclude_categories=["Cs"]), max_size=40
)  # no lone surrogates: they have no UTF-8
reviewlike = st.lists(
    st.sampled_from(
        [
            "good",
            "GOOD",
            "Good,",
            "don't",
            "<br />",
            "<br /><br />",
            "[UNK]",
            "",
            " ",
            "\t",
            "\r\n",
            "\x0b",
            "\x0c",
            "\x85",
            "\xa0",
            "\u2028",
            "\u3000",
            "\x1c",
            "\x00",
            "\ufeff",
            "É",
            "é",
            "e\u0301",
            "ß",
            "İ",
            "ı",
            "Σ",
            "\u201cgood\u201d",
            "\u2014",
            "...",
            "10/10",
            "电影",
            "，",
            "！",
            "\U0001f600",
            "$5",
            "_",
            "`",
            "~",
        ]
    ),
    max_size=12,
).map("".join)
texts = st.lists(anything | reviewlike, min_size=1, max_size=8)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@example(texts=["", " "], more=["!!!"], max_tokens=None)
@example(texts=["b a c", "É é \x85"], more=["a\xa0b", "[UNK]"], max_tokens=4)
@given(texts=texts, more=texts, max_tokens=st.none() | st.integers(4, 12))
def test_equals_text_vectorization(texts, more, max_tokens):
    agree(
        ["word", *texts], more, max_tokens
    )  # the layer refuses to look anything up in an empty vocabulary


def test_a_lone_surrogate_is_refused_by_the_layer():
    with pytest.raises(ValueError, match="unicode"):
        keras.layers.TextVectorization(vocabulary=["a"])(["\ud800"])


def test_ties_are_cut_from_the_end_of_the_alphabet():
    layer = keras.layers.TextVectorization(max_tokens=4)
    layer.adapt(["a b c d"])
    assert (
        layer.get_vocabulary()
        == chapter["build_vocabulary"](["a b c d"], 4)
        == ["", "[UNK]", "d", "c"]
    )


def test_the_published_toy_vocabulary_gives_the_published_merges():
    """Sennrich et al. (2016), figure 1 and its program: es, est, est_, lo, low; encoding replays them."""
    names = printed_code(wanted={"END", "merge", "learn_merges", "encode_word"})
    merges = names["learn_merges"]({"low": 5, "lower": 2, "newest": 6, "widest": 3}, 10)
    assert ["".join(pair) for pair in merges[:5]] == ["es", "est", "est_", "lo", "low"]
    order = {pair: when for when, pair in enumerate(merges[:5])}
    assert names["encode_word"]("lowest", order) == ("low", "est_")
