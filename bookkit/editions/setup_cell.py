"""The first cell of every notebook: finds the book's helpers beside it or above, else fetches them."""

from __future__ import annotations

import hashlib
import pprint
import re
from pathlib import Path

import nbformat

from ..book import Page
from ..chapter import Notebook, to_run
from ..fingerprint import content, input_files, local_modules, trees_of

TEMPLATE = Path(__file__).with_name("setup_cell_template.py").read_text("utf8")
VERSION = re.compile(r"^HELPERS = (\d+)", re.M)
FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form"}


def files_of(page: Page) -> dict[str, str]:
    """What the notebook of *page* reads, by path in the repository, with the SHA-256 of artifacts and tables.

    Of utils.py and checks no digest: a comment in them must change no notebook. utils.py has a version instead.
    """
    folder = page.book.root / "chapters"
    trees = trees_of(to_run(page))
    names = {alias for tree in trees for alias in _modules(tree)}
    modules = local_modules(folder)
    found = {"chapters/utils.py": ""}
    for name in sorted(names & set(modules) - {"utils"}):
        found[modules[name].relative_to(page.book.root).as_posix()] = ""
    for path in input_files(trees, folder).values():
        name = path.resolve().relative_to(page.book.root.resolve()).as_posix()
        found[name] = hashlib.sha256(
            content(path).replace(b"\r\n", b"\n")
        ).hexdigest()  # as the setup cell compares
    return found


def _modules(tree) -> set[str]:
    import ast

    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    return {
        name
        for node in imports
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }


def helper_version(page: Page) -> int:
    """The version that chapters/utils.py states; 0 where it states none."""
    found = VERSION.search((page.book.root / "chapters" / "utils.py").read_text("utf8"))
    return int(found[1]) if found else 0


def setup_cell(page: Page, repository: str, ref: str) -> Notebook:
    """The cell for the notebook of *page*, which fetches from *ref* of *repository*, an address on GitHub."""
    base = repository.rstrip("/").replace("https://github.com", "https://raw.githubusercontent.com")
    listed = (
        pprint.pformat(files_of(page), width=100, sort_dicts=False)
        .replace("{", "{\n    ", 1)
        .replace("\n '", "\n    '")
    )
    values = {
        "FILES = {}": f"FILES = {listed[:-1]},\n}}",
        "HELPERS = 0": f"HELPERS = {helper_version(page)}",
        'REF = "main"': f'REF = "{ref}"',
        "https://raw.githubusercontent.com/OWNER/REPO/main": f"{base}/{ref}",
        "NEWEST": f"{repository.rstrip('/')}/tree/{ref}/notebooks",
    }
    code = TEMPLATE
    for old, new in values.items():
        assert code.count(old) == 1, (
            f"{old!r} stands {code.count(old)} times in setup_cell_template.py"
        )
        code = code.replace(old, new)
    return nbformat.v4.new_code_cell(
        code.strip(), id="setup", metadata={**FOLDED, "tags": ["setup"], "book": {"role": "setup"}}
    )
