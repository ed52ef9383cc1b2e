"""Write the book's real address, and the ref that notebooks fetch from, into _config.yml and the notebooks.

Nothing is executed. Without a tag, notebooks and Colab links use the branch main; with one they use the tag,
so that a release keeps working when main goes on. What was changed is to be committed; with a tag, the commit
is to be tagged.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from . import records
from .book import Book, find_book
from .build import build, gone, take_notebooks

REPOSITORY = re.compile(
    r"(?P<owner>[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})/(?P<name>[A-Za-z0-9._-]{1,100})"
)
TAG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)|/(?!/))*(?<![./])(?<!\.lock)")
PLACEHOLDER = "OWNER/REPO"
WITH_ADDRESS = ("_config.yml", "CITATION.cff")  # files in which the address stands
URL = re.compile(r"^  url: https://github\.com/(?P<repository>\S+)$", re.M)
BASE = re.compile(r"^( +html_baseurl: )\S+$", re.M)
REF = re.compile(r"^( +repository_branch: )\S+$", re.M)
NOT_SEARCHED = (".git", ".venv", ".venv-site", "_build", "bookkit", "tests")


def refuse(repository: str, tag: str) -> None:
    """ValueError that says what is wrong with the address or the tag."""
    if repository == PLACEHOLDER:
        raise ValueError(
            f"{PLACEHOLDER} is the placeholder: give owner and name of your repository, such as ada/learning-sequences"
        )
    if not REPOSITORY.fullmatch(repository) or repository.endswith((".git", "/.", "/..")):
        raise ValueError(
            f"{repository!r} is no owner/name of a repository, such as ada/learning-sequences (no https://, no .git)"
        )
    if not TAG.fullmatch(tag):
        raise ValueError(f"{tag!r} is no name of a tag, such as v2 or 2026.1")


def site_address(repository: str) -> str:
    """Where GitHub Pages serves the repository."""
    owner, _, name = repository.partition("/")
    own_page = name.lower() == f"{owner.lower()}.github.io"
    return f"https://{owner.lower()}.github.io/" + ("" if own_page else f"{name}/")


def with_address(config: str, repository: str, ref: str) -> str:
    """The text of _config.yml with another address. ValueError where it has none to replace."""
    was = URL.search(config)
    if not was or not BASE.search(config) or not REF.search(config):
        raise ValueError("_config.yml lacks repository: url, html_baseurl or repository_branch")
    config = re.sub(
        rf"(?<=github\.com/){re.escape(was['repository'])}(?=[/\"\s])", repository, config
    )
    config = BASE.sub(rf"\g<1>{site_address(repository)}", config)
    return REF.sub(rf"\g<1>{ref}", config)


def left_over(book: Book) -> list[str]:
    """Files of the book in which the placeholder still stands."""
    files = [
        path
        for path in book.root.rglob("*")
        if path.suffix in (".md", ".ipynb", ".yml", ".cff", ".toml")
    ]
    files = [path for path in files if path.relative_to(book.root).parts[0] not in NOT_SEARCHED]
    return sorted(
        path.relative_to(book.root).as_posix()
        for path in files
        if PLACEHOLDER in path.read_text("utf8")
    )


def publish(book: Book, repository: str, tag: str) -> None:
    """Change address and notebooks. ValueError, and nothing was changed, where that is not possible.

    Nothing was changed either where it is interrupted.
    """
    refuse(repository, tag)
    files = [book.root / name for name in WITH_ADDRESS if (book.root / name).is_file()]
    text = {file: file.read_text("utf8") for file in files}
    config = book.root / "_config.yml"
    was = URL.search(text[config])
    after = {
        file: old.replace(was["repository"], repository) if was else old
        for file, old in text.items()
    }
    after[config] = with_address(text[config], repository, tag)
    before = {file: file.read_bytes() for file in [*files, *recorded_files(book)]}
    try:
        for file, new in after.items():
            file.write_text(new, "utf8", newline="\n")
        if build(book, "notebook"):
            raise ValueError("the notebooks could not be built (see above); nothing was changed")
        take_notebooks(book)
    except BaseException:  # Ctrl-C too
        for file, old in before.items():
            if not file.is_file() or file.read_bytes() != old:
                file.write_bytes(old)
        raise


def recorded_files(book: Book) -> list[Path]:
    """Every file in notebooks/ that ``take_notebooks`` may write or remove."""
    committed = book.root / records.COMMITTED
    found = [file for page in [*book.pages, *gone(book)] for file in records.files(page, committed)]
    return [file for file in found if file.is_file()]


def main(arguments: list[str]) -> int | str:
    """The command line; returns what the process should exit with."""
    parser = argparse.ArgumentParser(prog="python -m bookkit publish", description=__doc__)
    parser.add_argument("repository", metavar="OWNER/NAME", help="the repository on GitHub")
    parser.add_argument(
        "--tag", default="main", help="what notebooks fetch from (default: the branch main)"
    )
    parser.add_argument("--root", type=Path, help="folder of the book (default: where you are)")
    options = parser.parse_args(arguments)
    book = find_book(options.root)
    try:
        publish(book, options.repository, options.tag)
    except ValueError as error:
        return str(error)
    for name in left_over(book):
        print(f"{name} still names {PLACEHOLDER}", file=sys.stderr)
    print(
        f"Notebooks and Colab links use {options.tag} of {options.repository}; "
        f"the site is for {site_address(options.repository)}"
    )
    print(
        "Commit what changed"
        + ("" if options.tag == "main" else f", then: git tag {options.tag}")
        + ", and push."
    )
    return 0
