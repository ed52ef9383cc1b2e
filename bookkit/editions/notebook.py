"""Builders that write each page as a notebook: Markdown from the resolved tree, code and outputs as recorded.

``notebook`` makes the committed edition (what Colab and GitHub open), ``student`` the one without solutions. A notebook
holds nothing that belongs to the whole book: no chapter number, no date, no digest of utils.py.
"""

from __future__ import annotations

import base64
import mimetypes
from copy import deepcopy
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.util import logging
from sphinx_markdown_builder.builder import MarkdownBuilder

from ..book import Page
from ..chapter import NEEDS, Notebook, count_statements, exercises, needed_source, read, tags
from ..records import recorded
from ..site.folds import claims_line
from ..site.outputs import page_of
from .markdown import MARK, NotebookTranslator
from .setup_cell import FOLDED, setup_cell

logger = logging.getLogger(__name__)
YOUR_ANSWER = "*Your answer (double-click to write here):*"
YOUR_CODE = "# Your code"


class NotebookBuilder(MarkdownBuilder):
    """jupyter-book build . --builder=custom --custom-builder=notebook; shares the site's parsed tree."""

    name = "notebook"
    left_out = ("provenance",)  # when and where it ran: the site says it, a notebook is timeless
    default_translator_class = NotebookTranslator

    def get_target_uri(self, docname, typ=None):
        return f"{self.config.html_baseurl}{docname}.html"

    def get_relative_uri(self, from_, to, typ=None):
        return "" if from_ == to else self.get_target_uri(to)

    def get_outdated_docs(self):
        return [name for name in self.env.found_docs if name.startswith("chapters/")]

    def prepare_writing(self, docnames):
        """Numbers within a chapter only: inserting a chapter must change no other notebook."""
        super().prepare_writing(docnames)
        self.env.toc_secnumbers = {}
        for kinds in self.env.toc_fignumbers.values():
            for kind, numbers in kinds.items():
                kinds[kind] = {name: number[-1:] for name, number in numbers.items()}

    def image_address(self, name: str) -> str:
        """Where a picture of the book is shown from."""
        return f"{self.config.html_baseurl.rstrip('/')}/_files/{name}"

    def write_doc(self, docname, doctree):
        page = page_of(self.env, docname)
        if not page:
            return
        done = recorded(page, committed_only=True)
        if not done and self.name == "notebook":
            logger.warning(
                f"{docname}: no current outputs in notebooks/; run: make execute PAGE={page.key}"
            )
            return
        self.current_doc_name, self.source = docname, read(page)
        for line in list(doctree.findall(nodes.paragraph)):
            if set(self.left_out) & set(line["classes"]):
                line.parent.remove(line)
        visitor = self.create_translator(doctree, self)
        doctree.walkabout(visitor)
        options = self.config.html_theme_options
        cells = [setup_cell(page, options["repository_url"], options["repository_branch"])]
        cells += self.cells(page, visitor.astext(), done if self.name == "notebook" else None)
        metadata = {
            "kernelspec": self.source.metadata.kernelspec,
            "language_info": {"name": "python"},
        }
        if any(
            box.get("gpu_helps") for box in doctree.findall(nodes.container)
        ):  # set by the chapter's header
            metadata |= {"accelerator": "GPU", "colab": {"gpuType": "T4"}}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
        file = Path(self.outdir, f"{page.key}.ipynb")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(nbformat.writes(notebook) + "\n", "utf8", newline="\n")

    def cells(self, page: Page, text: str, done) -> list[Notebook]:
        """The cells of the page after the setup cell. *done*: the record whose outputs are shown, or None."""
        roles = cell_roles(page)
        found, role = [], {}
        parts = MARK.split(text)  # text, mark, text, mark, ..., text
        for place, part in enumerate(parts):
            if place % 2 == 0:
                if part.strip():
                    cell = nbformat.v4.new_markdown_cell(part.strip(), id=f"m{place // 2:03d}")
                    if role:
                        cell.metadata["book"] = role
                    found.append(cell)
                continue
            what, _, label = part.partition(":")
            role = {"exercise": label, "role": "task"} if what == "task" else {}
            if what == "answer":
                found += answer_cells(
                    label, next(e.kind for e in exercises(page) if e.label == label)
                )
            elif what.isdigit():
                cell = self.code_cell(page, self.source.cells[int(what)], done, roles)
                if (
                    source := needed_source(page)
                    if not any(c.cell_type == "code" for c in found)
                    else ""
                ):
                    metadata = {**FOLDED, "tags": ["hide-input"], "book": {"role": NEEDS}}
                    found.append(
                        nbformat.v4.new_code_cell(
                            f"# From the chapter\n{source}", id=NEEDS, metadata=metadata
                        )
                    )
                found.append(cell)
        return found

    def code_cell(self, page: Page, cell: Notebook, done, roles: dict[str, dict]) -> Notebook:
        """A code cell with its recorded outputs, folded where its tags say so."""
        was = done.cells.get(cell.id) if done else None
        cell.outputs = deepcopy(was.outputs) if was else []
        cell.execution_count = was.get("execution_count") if was else None
        if "claims" in tags(cell):
            cell.source = f"# @title {claims_line(count_statements(cell.source))}\n{cell.source}"
        if {"hide-input", "claims"} & set(tags(cell)):  # folded in Jupyter and in Colab
            cell.metadata.update(FOLDED)
        if cell.id in roles:
            cell.metadata["book"] = roles[cell.id]
        return cell


def cell_roles(page: Page) -> dict[str, dict]:
    """Of the code cells that belong to an exercise: which, and whether stub or check."""
    roles = {}
    for exercise in exercises(page):
        for cell in exercise.cells:
            role = "check" if cell in exercise.checks else "stub"
            roles[cell.id] = {"exercise": exercise.label, "role": role}
    return roles


def answer_cells(label: str, kind: str) -> list[Notebook]:
    """Where a written answer goes; an experiment and a project also get a cell for code."""
    book = {"exercise": label, "role": "answer"}
    cells = [
        nbformat.v4.new_markdown_cell(YOUR_ANSWER, id=f"answer-{label}", metadata={"book": book})
    ]
    if kind != "concept":
        cells.insert(
            0, nbformat.v4.new_code_cell(YOUR_CODE, id=f"code-{label}", metadata={"book": book})
        )
    return cells


class StudentBuilder(NotebookBuilder):
    """Without solutions and outputs; pictures travel inside the notebook, since a classroom may have no internet."""

    name = "student"
    left_out = ("provenance", "recorded-on")

    def image_address(self, name: str) -> str:
        """The picture itself."""
        data = base64.b64encode((Path(self.srcdir) / name).read_bytes()).decode()
        return f"data:{mimetypes.guess_type(name)[0]};base64,{data}"
