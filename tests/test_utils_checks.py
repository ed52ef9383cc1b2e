"""Verdicts, claims, sizes and translation: what a reader may do to them, and what they print."""

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import utils
from hypothesis import given, settings
from hypothesis import strategies as st
from utils import check, claim, t


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("BOOK_LANG", "en")


def verdict(capsys, test):
    check("Sum", test)
    return capsys.readouterr().out


def raises(error):
    def test():
        raise error

    return test


def test_the_four_verdicts(capsys):
    assert verdict(capsys, lambda: None) == "Sum: correct\n"
    assert (
        verdict(capsys, raises(NotImplementedError("add them")))
        == "Sum: not attempted yet (add them)\n"
    )
    assert (
        verdict(capsys, raises(AssertionError("you subtracted")))
        == "Sum: not yet right. you subtracted\n"
    )
    assert verdict(capsys, raises(KeyError("x"))).startswith(
        "Sum: your code raised KeyError: 'x'\n    in the line: "
    )


def test_an_assertion_without_words_shows_its_line(capsys, tmp_path):
    cell = (
        tmp_path / "cell.py"
    )  # as in a notebook: a source that can be looked up, not rewritten by pytest
    cell.write_text("def test():\n    total = 2 - 1\n    assert total == 3\n")
    names = {}
    exec(compile(cell.read_text(), cell, "exec"), names)
    assert "This does not hold: assert total == 3" in verdict(capsys, names["test"])
    exec(compile("def test(): assert False", "<nowhere>", "exec"), names)
    assert "This does not hold: ?" in verdict(capsys, names["test"])


def test_an_error_shows_the_readers_line_not_the_librarys(capsys):
    def test():
        np.zeros((2, 3)) @ np.zeros((2, 3))

    assert "in the line: np.zeros((2, 3)) @ np.zeros((2, 3))" in verdict(capsys, test)

    def through_pandas():
        utils.pd.DataFrame({"a": [1]})["b"]

    assert "raised KeyError" in (out := verdict(capsys, through_pandas)) and 'DataFrame({"a"' in out


class Unprintable(Exception):
    def __str__(self):
        raise ValueError("no words")


@pytest.mark.parametrize(
    "error",
    [
        SystemExit(1),
        RecursionError(),
        MemoryError(),
        StopIteration(),
        Unprintable(),
        SyntaxError("bad"),
        Exception(),
        ExceptionGroup("two", [ValueError(), OSError()]),
    ],
)
def test_nothing_the_readers_code_raises_gets_out(capsys, error):
    printed = verdict(capsys, raises(error))
    assert printed.startswith("Sum: your code raised ") and type(error).__name__ in printed


class UnprintableHint(AssertionError, Unprintable):
    pass


class UnprintableTask(NotImplementedError, Unprintable):
    __str__ = Unprintable.__str__


class NotEvenAnException(BaseException):
    pass


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UnprintableHint(), "not yet right. "),
        (UnprintableTask(), "not attempted yet (UnprintableTask)"),
        (GeneratorExit(), "GeneratorExit"),
        (NotEvenAnException("odd"), "NotEvenAnException: odd"),
        (BaseExceptionGroup("two", [GeneratorExit()]), "BaseExceptionGroup"),
    ],
)
def test_nothing_odd_gets_out_either(capsys, error, words):
    assert words in verdict(capsys, raises(error))


class Console(io.TextIOWrapper):
    """A console of the given encoding, such as an old one of Windows, or a script under LC_ALL=C."""

    def __init__(self, encoding):
        super().__init__(io.BytesIO(), encoding=encoding, newline="")

    def shown(self):
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)


WORDS = "naïve → 书 😀 \ud800"


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("ascii", r"na\xefve \u2192 \u4e66 \U0001f600 \ud800"),
        ("cp1252", r"naïve \u2192 \u4e66 \U0001f600 \ud800"),
        ("utf-8", r"naïve → 书 😀 \ud800"),
        ("utf-16", r"naïve → 书 😀 \ud800"),
    ],
)
def test_a_console_without_the_signs_shows_their_numbers(monkeypatch, full_size, encoding, shown):
    monkeypatch.setattr(sys, "stdout", console := Console(encoding))
    check("Sum", raises(AssertionError(WORDS)))
    check("Sum", raises(ValueError(WORDS)))
    check("Sum", raises(NotImplementedError(WORDS)))
    check(WORDS, lambda: None)
    claim(WORDS, True)
    lines = console.shown().splitlines()
    assert (
        lines[0] == f"Sum: not yet right. {shown}"
        and lines[1] == f"Sum: your code raised ValueError: {shown}"
    )
    assert lines[-3:] == [
        f"Sum: not attempted yet ({shown})",
        f"{shown}: correct",
        f"holds: {shown}",
    ]


def test_a_program_without_any_output_is_checked_too(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)  # pythonw on Windows
    check("Sum", raises(AssertionError(WORDS)))


def test_endless_recursion_and_exit_end_in_a_verdict(capsys):
    def deeper():
        return deeper()

    assert "RecursionError" in verdict(capsys, deeper)
    assert "SystemExit" in verdict(capsys, lambda: sys.exit(3))


def test_the_readers_stop_button_still_stops():
    with pytest.raises(KeyboardInterrupt):
        check("Sum", raises(KeyboardInterrupt()))


@pytest.mark.parametrize(
    "broken", [None, 5, True, "test", lambda x: None, lambda: False, lambda: (yield)]
)
def test_a_broken_check_is_never_correct(capsys, broken):
    assert "correct" not in verdict(capsys, broken)


@given(st.text())
@settings(max_examples=30)
def test_hints_may_hold_any_text(words):
    check("Sum", raises(AssertionError(words)))
    check("Sum", raises(ValueError(words)))


# --- claims and sizes -----------------------------------------------------------


@pytest.fixture
def full_size(monkeypatch):
    monkeypatch.setattr(utils, "PROFILE", "full")
    monkeypatch.setattr(utils, "LOADED", [])


@pytest.fixture
def strict(full_size, monkeypatch):
    """As this book's own runs judge."""
    monkeypatch.setenv("BOOK_STRICT", "1")


@pytest.fixture
def reader(full_size, monkeypatch):
    """As a reader's notebook judges."""
    monkeypatch.delenv("BOOK_STRICT", raising=False)


def said(capsys, *arguments, **bounds):
    claim("the mask helps", *arguments, **bounds)
    return capsys.readouterr().out


def test_a_claim_that_holds_says_so(reader, capsys):
    assert (
        said(capsys, True)
        == said(capsys, np.bool_(True))
        == said(capsys, 0.9, above=0.5)
        == "holds: the mask helps\n"
    )


def test_for_a_reader_a_claim_tells_what_came_out_otherwise_and_goes_on(reader, capsys):
    assert said(capsys, False) == "here it came out otherwise: the mask helps\n"
    assert (
        said(capsys, 0.87654, at_least=0.9)
        == "here it came out otherwise: the mask helps (0.8765; the statement needs at least 0.9)\n"
    )
    assert "(3; the statement needs above 3, at most 5)" in said(capsys, 3, above=3, at_most=5)


@pytest.mark.parametrize("value", ["0", "", "true", "yes"])
def test_only_one_setting_makes_claims_strict(reader, monkeypatch, capsys, value):
    monkeypatch.setenv("BOOK_STRICT", value)
    assert "came out otherwise" in said(capsys, False)


def test_in_a_strict_run_a_claim_that_fails_stops_it(strict, capsys):
    with pytest.raises(AssertionError, match="^no longer holds: the mask helps$"):
        claim("the mask helps", np.bool_(False))
    with pytest.raises(
        AssertionError,
        match=r"no longer holds: the mask helps \(0.6; the statement needs below 0.5\)",
    ):
        claim("the mask helps", 0.6, below=0.5)
    assert said(capsys, 0.4, below=0.5) == "holds: the mask helps\n"


BELOW, AT, ABOVE = 1.0, 2.0, 3.0


@pytest.mark.parametrize(
    "bound, holds",
    [("at_least", (False, True, True)), ("at_most", (True, True, False)), ("above", (False, False, True)),
     ("below", (True, False, False)), ("equals", (False, True, False))],
)  # fmt: skip
def test_each_bound_is_what_its_name_says(reader, capsys, bound, holds):
    assert (
        tuple("holds:" in said(capsys, value, **{bound: AT}) for value in (BELOW, AT, ABOVE))
        == holds
    )
    assert (
        tuple(
            "holds:" in said(capsys, np.float32(value), **{bound: int(AT)})
            for value in (BELOW, AT, ABOVE)
        )
        == holds
    )


@pytest.mark.parametrize("value, holds", [(0.1, False), (0.2, True), (0.3, True), (0.4, False)])
def test_bounds_go_together(reader, capsys, value, holds):
    assert ("holds:" in said(capsys, value, at_least=0.2, below=0.4)) is holds


@pytest.mark.parametrize(
    "bounds",
    [
        {"at_least": 0.8},
        {"at_most": 0.8},
        {"above": 0.8},
        {"below": 0.8},
        {"equals": 0.8},
        {"equals": float("nan")},
    ],
)
def test_a_number_that_is_not_there_is_within_no_bound(strict, bounds):
    with pytest.raises(AssertionError):
        claim("accuracy is high", float("nan"), **bounds)
    with pytest.raises(AssertionError):
        claim("accuracy is high", np.float64("nan") > 0.8)


def test_a_claim_is_judged_at_full_size_on_official_data_only(strict, monkeypatch, capsys):
    not_judged = "not judged at this size or on this data: the mask helps\n"
    monkeypatch.setattr(utils, "LOADED", [type("Data", (), {"official": False})()])
    assert said(capsys, False) == said(capsys, 0.1, above=0.5) == not_judged
    monkeypatch.setattr(utils, "LOADED", [])
    monkeypatch.setattr(utils, "PROFILE", "smoke")
    assert said(capsys, False) == said(capsys, 0.1, above=0.5) == not_judged


@pytest.mark.parametrize("profile", ["full", "smoke"])
@pytest.mark.parametrize("condition", [0.9, 1, "yes", np.array([True]), None])
def test_a_claim_without_a_bound_needs_one_truth_value_at_every_size(
    monkeypatch, profile, condition
):
    monkeypatch.setattr(utils, "PROFILE", profile)
    with pytest.raises(TypeError, match="one True or False"):
        claim("always true by mistake", condition)


@pytest.mark.parametrize("profile", ["full", "smoke"])
@pytest.mark.parametrize("value", ["0.9", np.array([0.9]), [0.9], None, True, np.bool_(True)])
def test_a_claim_with_a_bound_needs_one_number_at_every_size(monkeypatch, profile, value):
    monkeypatch.setattr(utils, "PROFILE", profile)
    with pytest.raises(TypeError, match="compares one number with its bounds"):
        claim("always true by mistake", value, at_least=0.5)


@pytest.mark.parametrize("profile", ["full", "smoke"])
def test_an_unknown_bound_is_refused_with_those_there_are(monkeypatch, profile):
    monkeypatch.setattr(utils, "PROFILE", profile)
    with pytest.raises(
        TypeError,
        match="no bound is called atleast; there are at_least, at_most, above, below, equals",
    ):
        claim("always true by mistake", 0.9, atleast=0.5)


def test_an_unknown_size_is_refused_in_words():
    run = subprocess.run(
        [sys.executable, "-c", "import utils"],
        cwd=Path(utils.__file__).parent,
        text=True,
        env={**os.environ, "BOOK_PROFILE": "tiny"},
        capture_output=True,
    )
    assert run.returncode and "BOOK_PROFILE='tiny' is unknown; use 'full'" in run.stderr


# --- translation ----------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "en", "xx", "zh-CN", "no such language", "../..", "C"])
def test_an_unknown_language_is_english(monkeypatch, language):
    monkeypatch.setenv("BOOK_LANG", language)
    assert t("correct") == "correct" and t("") == ""


def test_a_damaged_catalogue_is_english(monkeypatch, tmp_path):
    folder = tmp_path / "locale" / "zz" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "labels.mo").write_bytes(b"not a catalogue")
    monkeypatch.setattr(utils, "ROOT", tmp_path)
    monkeypatch.setenv("BOOK_LANG", "zz")
    utils._catalogue.cache_clear()
    assert t("correct") == "correct"
    utils._catalogue.cache_clear()


def test_translation_is_cheap():
    from time import perf_counter

    t("correct")
    start = perf_counter()
    for _ in range(10_000):
        t("correct")
    assert perf_counter() - start < 1  # 100 microseconds each would already be far too much
