"""Give each page the outputs recorded in its executed notebook; nothing runs inside Sphinx."""

from __future__ import annotations

import json
from base64 import b64decode
from copy import deepcopy
from hashlib import sha256
from pathlib import Path

import myst_nb.sphinx_
from docutils import nodes
from myst_nb.core.execute import NotebookClientBase

from ..book import Book, Page
from ..chapter import code_cells
from ..records import recorded


def book_of(env) -> Book:
    """The book that Sphinx is building; one object a build, so that its tables are read once."""
    if not hasattr(env.app, "_book"):
        env.app._book = Book(Path(env.srcdir))
    return env.app._book


def page_of(env, docname: str | None = None) -> Page | None:
    """The page that is run and that stands in *docname* (default: what is being read); None for other documents."""
    docname = docname or env.docname
    if not docname.startswith("chapters/"):
        return None
    return Page(book_of(env), docname.removeprefix("chapters/"))


class RecordedOutputs(NotebookClientBase):
    """Where MyST-NB would execute a notebook, read what was recorded."""

    def start_client(self):
        root = next(
            folder for folder in self.path.resolve().parents if (folder / "_toc.yml").is_file()
        )
        page = Book(root).page_at(self.path)
        done = recorded(page)
        if done is None:
            command = f"python -m bookkit execute {page.key} --into _build/outputs"
            self.logger.warning(
                f"no current outputs; run: make execute PAGE={page.key} (without make: {command})",
                subtype="exec",
            )
            return
        for name, cell in code_cells(
            self.notebook
        ).items():  # cells that no reader sees may be missing
            if name in done.cells:
                cell.outputs = deepcopy(done.cells[name].outputs)  # MyST-NB changes them
                cell.execution_count = done.cells[name].get("execution_count")


def state(env, docname: str) -> str:
    """What is known of the run whose outputs *docname* shows, and where its links lead; another text when either changes."""
    done = recorded(page_of(env, docname))
    options = env.config.html_theme_options
    address = [options.get("repository_url"), options.get("repository_branch")]
    return json.dumps([done.provenance if done else None, *address], sort_keys=True)


def outdated(app, env, added, changed, removed):
    """utils.py, an artifact or a notebook changed: read the pages that show its outputs again."""
    pages = [name for name in env.found_docs - added - changed if page_of(env, name)]
    pages = [name for name in pages if env.metadata[name].get("outputs") != state(env, name)]
    return [*pages, *({"book/status"} & env.found_docs)]


def remember(app, docname, source):
    """With which outputs the document was read."""
    if page_of(app.env, docname):
        app.env.metadata[docname]["outputs"] = state(app.env, docname)


def describe_pictures(app, doctree):
    """MyST-NB names a picture after its content but does not carry over what utils.show() recorded with it: the text for
    those who do not see it, its width on the page, and whether its colours stand for numbers and must stay on a dark page."""
    page = page_of(app.env)
    done = recorded(page) if page else None
    shown = (
        [output for cell in done.cells.values() for output in cell.get("outputs", [])]
        if done
        else []
    )
    said = {}
    for output in shown:
        if "image/png" in output.get("data", {}):
            name = sha256(b64decode(output.data["image/png"])).hexdigest()
            said[name] = output.metadata.get("image/png", {})
    for image in doctree.findall(nodes.image):
        known = said.get(Path(image["uri"]).stem, {})
        image["alt"] = known.get("alt") or image.get("alt", "")
        if known.get("width"):
            image["width"] = f"{known['width']}px"
        if known.get("keeps_colours"):
            image["classes"].append("keeps-colours")


def setup(app):
    """Put RecordedOutputs in the one seam there is; MyST-NB is pinned and a test covers it."""

    def client(notebook, source, config, logger, read_fmt=None):
        return RecordedOutputs(notebook, Path(source), config, logger)

    myst_nb.sphinx_.create_client = client
    app.connect("env-get-outdated", outdated)
    app.connect("source-read", remember)
    app.connect("doctree-read", describe_pictures)
