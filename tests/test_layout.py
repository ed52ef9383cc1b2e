"""What the repository promises about itself."""
from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return listed.stdout.splitlines()


@pytest.mark.parametrize("name", [
    "book", "_config.yml", "_toc.yml", "chapters", "data", "requirements.txt", "chapters/utils.py", "README.md", "CONTRIBUTING.md",
    "CHANGELOG.md", "CITATION.cff", "LICENSE", "data/README.md", "notebooks", "benchmarks"])
def test_layout(name):
    assert (ROOT / name).exists()


def test_every_direct_dependency_is_pinned_and_locked():
    lock = (ROOT / "requirements.lock").read_text("utf8")
    for line in (ROOT / "requirements.txt").read_text("utf8").splitlines():
        if line and not line.startswith("#"):
            name, version = re.match(r"([\w-]+)==([\w.]+)", line).groups()
            assert re.search(rf"^{re.escape(name)}=={re.escape(version)}\b", lock, re.M | re.I), f"run: make lock ({name})"
    assert lock.count("--hash=sha256:") > lock.count("==")


def test_no_package_host_and_no_machine_path_is_named():
    forbidden = re.compile(r"pypi\.(org|python)|pythonhosted|deb\.debian|registry\.npmjs|/home/\w+/|/root/|/work/")
    for name in tracked():
        if not name.endswith((".npz", ".png", "test_layout.py")):
            found = forbidden.search((ROOT / name).read_text("utf8"))
            assert not found, f"{name}: {found.group()}"


def test_no_reviews_are_committed():
    assert not [name for name in tracked() if name.endswith((".parquet", ".tar.gz"))]
    assert sum((ROOT / name).stat().st_size for name in tracked() if name.startswith("chapters/artifacts/")) <= 12e6


def test_artifacts_are_checksummed():
    import hashlib
    listed = dict(reversed(line.split()) for line in (ROOT / "chapters/artifacts/SHA256SUMS").read_text("utf8").splitlines())
    there = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (ROOT / "chapters/artifacts").glob("*.np[yz]")}
    assert listed == there, "run: cd chapters/artifacts && sha256sum *.npz > SHA256SUMS"


def test_result_tables_come_from_the_scripts_beside_them():
    import json
    import sys
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from record import script_fingerprint
    tables = sorted((ROOT / "benchmarks" / "results").glob("*.csv"))
    assert tables
    for table in tables:
        book = json.loads(table.with_suffix(".json").read_text("utf8"))
        assert {"script", "date", "machine", "packages", "data"} <= set(book), table
        assert book["fingerprint"] == script_fingerprint(ROOT / "benchmarks" / book["script"]), \
            f"{table.name} was not made by {book['script']} as it stands; run it again"


needs_make = pytest.mark.skipif(not shutil.which("make"), reason="no make on this machine; the README has the plain commands")


@needs_make
def test_make_help_lists_the_commands():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    for command in ("book", "test", "check", "execute", "notebooks", "lab", "serve", "student"):
        assert re.search(rf"^make {command}\s+\S", shown, re.M), command


@needs_make
def test_a_machine_without_a_supported_python_is_told_which_to_install(tmp_path):
    for name in ("Makefile", "requirements.txt", "requirements.lock"):
        (tmp_path / name).write_text((ROOT / name).read_text("utf8"), "utf8")
    ran = subprocess.run(["make", "book", "PYTHON="], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode != 0 and "TensorFlow needs Python 3.11, 3.12 or 3.13" in ran.stdout + ran.stderr
    assert not (tmp_path / ".venv").exists()
