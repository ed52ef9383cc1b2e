"""What the repository promises about itself."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize(
    "name",
    [
        "book",
        "_config.yml",
        "_toc.yml",
        "chapters",
        "data",
        "requirements.txt",
        "chapters/utils.py",
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "LICENSE",
        "data/README.md",
        "notebooks",
        "benchmarks",
        "bookkit",
        "requirements-site.txt",
        ".github/workflows",
    ],
)
def test_layout(name):
    assert (ROOT / name).exists()


def pins(name: str) -> dict[str, str]:
    """Versions that a list of packages asks for, a marker for some platforms left aside."""
    lines = [
        line
        for line in (ROOT / name).read_text("utf8").splitlines()
        if line and not line.startswith("#")
    ]
    return dict(re.match(r"([\w-]+)==([\w.]+)", line).groups() for line in lines)


@pytest.mark.parametrize(
    "listed, locked",
    [
        ("requirements.txt", "requirements.lock"),
        ("requirements-site.txt", "requirements-site.lock"),
    ],
)
def test_every_direct_dependency_is_pinned_and_locked(listed, locked):
    lock = (ROOT / locked).read_text("utf8")
    for name, version in pins(listed).items():
        assert re.search(rf"^{re.escape(name)}=={re.escape(version)}\b", lock, re.M | re.I), (
            f"run: make lock ({name})"
        )
    assert lock.count("--hash=sha256:") > lock.count("==")


def test_the_small_environment_is_part_of_the_full_one_and_has_nothing_that_runs_chapters():
    every, site = pins("requirements.txt"), pins("requirements-site.txt")
    assert site.items() <= every.items()
    locked = [
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text("utf8"), re.M))
        for name in ("requirements-site.lock", "requirements.lock")
    ]
    assert locked[0].items() <= locked[1].items(), "run: make lock"
    assert not {
        "tensorflow",
        "tensorflow-cpu",
        "keras",
        "pandas",
        "gensim",
        "jupyterlab",
        "playwright",
    } & set(locked[0])


def test_building_needs_nothing_that_runs_chapters():
    modules = [
        "__main__",
        "execute",
        "build",
        "catalogue",
        "lint",
        "scaffold",
        "publish",
        "touched",
        "site",
        "site.header",
        "editions.notebook",
    ]
    code = f"""import importlib, sys
for name in {modules}:
    importlib.import_module("bookkit." + name)
print(*{{name.partition(".")[0] for name in sys.modules}} & {{"tensorflow", "keras", "numpy", "pandas", "matplotlib"}})"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == ""


def test_no_package_host_and_no_machine_path_is_named():
    forbidden = re.compile(
        r"pypi\.(org|python)|pythonhosted|deb\.debian|registry\.npmjs|/home/\w+/|/root/|/work/"
    )
    for name in tracked():
        if not name.endswith("test_layout.py"):
            found = forbidden.search((ROOT / name).read_text("utf8", errors="replace"))
            assert not found, f"{name}: {found.group()}"


def test_no_reviews_are_committed():
    assert not [name for name in tracked() if name.endswith((".parquet", ".tar.gz"))]
    assert (
        sum(
            (ROOT / name).stat().st_size
            for name in tracked()
            if name.startswith("chapters/artifacts/")
        )
        <= 12e6
    )


def test_artifacts_are_checksummed():
    import hashlib

    listed = dict(
        reversed(line.split())
        for line in (ROOT / "chapters/artifacts/SHA256SUMS").read_text("utf8").splitlines()
    )
    there = {
        p.relative_to(ROOT / "chapters/artifacts").as_posix(): hashlib.sha256(
            p.read_bytes()
        ).hexdigest()
        for p in (ROOT / "chapters/artifacts").rglob("*.np[yz]")
    }
    assert listed == there, "run: cd chapters/artifacts && sha256sum */*.npz > SHA256SUMS"


def test_result_tables_come_from_the_scripts_beside_them():
    import json

    from bookkit.fingerprint import script

    tables = sorted((ROOT / "benchmarks" / "results").glob("*.csv"))
    assert tables
    for table in tables:
        book = json.loads(table.with_suffix(".json").read_text("utf8"))
        assert {"script", "date", "machine", "packages", "data"} <= set(book), table
        assert book["fingerprint"] == script(ROOT / "benchmarks" / book["script"]), (
            f"{table.name} was not made by {book['script']} as it stands; run it again"
        )


needs_make = pytest.mark.skipif(
    not shutil.which("make"), reason="no make on this machine; the README has the plain commands"
)


TARGETS = (
    "help",
    "thumbnails",
    "downloads",
    "book",
    "test",
    "check",
    "check-all",
    "lint",
    "execute",
    "rerun",
    "touched",
    "newest",
    "notebooks",
    "student",
    "assignment",
    "labels",
    "chapter",
    "publish",
    "links",
    "lab",
    "serve",
    "lock",
)


def make_commands(text: str) -> set[str]:
    """Targets of make that a text names in code or in a command."""
    text = re.sub(r"^ *#.*$", "", text, flags=re.M)
    return set(re.findall(r"(?:^|run: |command: |[`\s;(])make ([a-z][a-z-]+)", text))


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        ".ci/run",
        *(
            f".github/{name}"
            for name in (
                "workflows/pr.yml",
                "workflows/main.yml",
                "workflows/weekly.yml",
                "workflows/publish.yml",
                "workflows/record.yml",
                "pull_request_template.md",
            )
        ),
    ],
)
def test_commands_that_are_named_exist(name):
    named = make_commands((ROOT / name).read_text("utf8"))
    assert named <= set(TARGETS), named - set(TARGETS)


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda path: path.name
)
def test_workflows_and_forms_are_yaml_and_run_make(path):
    import yaml

    read = yaml.safe_load(path.read_text("utf8"))
    if path.parent.name == "workflows":
        steps = [step for job in read["jobs"].values() for step in job["steps"]]
        commands = " ".join(step.get("run", "") for step in steps) + str(read["jobs"])
        assert "make " in commands and "timeout-minutes" in str(read["jobs"]), (
            "what a workflow does, make does too"
        )
    elif path.parent.name == "ISSUE_TEMPLATE" and path.name != "config.yml":
        assert {"name", "description", "body"} <= set(read)


@needs_make
def test_make_help_lists_the_commands():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    for command in TARGETS:
        assert re.search(rf"^make {command}\s+\S", shown, re.M), command


@needs_make
def test_a_machine_without_a_supported_python_is_told_which_to_install(tmp_path):
    for name in (
        "Makefile",
        "requirements.txt",
        "requirements.lock",
        "requirements-site.txt",
        "requirements-site.lock",
    ):
        (tmp_path / name).write_text((ROOT / name).read_text("utf8"), "utf8")
    ran = subprocess.run(["make", "book", "PYTHON="], cwd=tmp_path, capture_output=True, text=True)
    assert (
        ran.returncode != 0
        and "TensorFlow needs Python 3.11, 3.12 or 3.13" in ran.stdout + ran.stderr
    )
    assert not (tmp_path / ".venv").exists() and not (tmp_path / ".venv-site").exists()
