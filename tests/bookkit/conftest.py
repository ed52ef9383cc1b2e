"""The toy book, executed and built once; each test that changes it gets a copy."""

import pytest
from toybook import ToyBook, finished


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> ToyBook:
    """Executed, built as a site and as both notebook editions, the notebooks committed."""
    return finished(tmp_path_factory.mktemp("toy") / "book", "html", "student")


@pytest.fixture
def book(built, tmp_path) -> ToyBook:
    """A copy to change."""
    return built.copy_to(tmp_path / "book")
