"""What commands do with a bad start: the folder of another book, a zip that fails, a port that is taken."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys

import pytest
from thebook import ROOT
from toybook import python

from bookkit.downloads import archive


def test_a_root_that_is_no_book_is_no_other_book(tmp_path):
    for command in ("lint", "build"):
        ran = python(tmp_path, "-m", "bookkit", command, "--root", "nosuch")
        assert ran.returncode == 1 and "nosuch is no folder of a book" in ran.stderr
        assert "Traceback" not in ran.stderr and not ran.stdout


def test_a_zip_that_cannot_be_made_leaves_the_one_there_is(book, tmp_path):
    target = tmp_path / "site" / "notebooks.zip"
    target.parent.mkdir()
    target.write_bytes(b"the good one")
    (book.notebooks / "second.ipynb").unlink()
    with pytest.raises(ValueError, match="second has not been recorded"):
        archive.write(book.book, target)
    assert target.read_bytes() == b"the good one" and list(target.parent.iterdir()) == [target]


def serve(*arguments: str) -> subprocess.CompletedProcess:
    """``make serve`` with this Python, of a site that is built."""
    command = ["make", "-C", str(ROOT), "-o", "book", "serve", f"SITE={sys.executable}", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "PORT"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
def test_the_site_is_served_on_the_port_that_is_named():
    assert "_build/html 9123" in serve("-n", "PORT=9123").stdout
    assert "_build/html 8000" in serve("-n").stdout
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = serve(f"PORT={port}")
    assert ran.returncode and f"port {port} is in use" in ran.stdout
    assert "make serve PORT=" in ran.stdout and "Traceback" not in ran.stderr
