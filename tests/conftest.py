"""Make the machinery and the book's own modules importable, whatever directory pytest is started from."""

import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (".", "chapters", "chapters/exercises", "tests", "tests/exercises")
sys.path[:0] = [str((ROOT / folder).resolve()) for folder in FOLDERS]


def settings() -> dict[str, str]:
    """What decides how the book's code runs."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("BOOK_", "IMDB_", "KERAS_"))
    }


if os.environ.get("IMDB_ARCHIVE"):
    import utils  # noqa: F401  # it writes the path out when it is imported: now, and not while a test is watched

AT_THE_START = settings()


@pytest.fixture(autouse=True, scope="module")
def no_settings_are_left_behind():
    """A test module, or what it imports, that leaves a setting in the environment changes tests far from it."""
    assert settings() == AT_THE_START, "left by something imported"
    yield
    assert settings() == AT_THE_START
