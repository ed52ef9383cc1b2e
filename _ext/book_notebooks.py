"""Builders that write each chapter as a notebook: Markdown from the resolved tree, code and outputs as recorded.

``notebook`` makes the committed edition (what Colab and GitHub open), ``student`` the one without solutions.
"""
from __future__ import annotations

import base64
import hashlib
import mimetypes
import os
import posixpath
import pprint
import re
from pathlib import Path

import nbformat
from book_fingerprint import chapter, input_files, recorded, syntax
from docutils import nodes
from sphinx.util import logging
from sphinx_exercise.utils import get_node_number
from sphinx_markdown_builder.builder import MarkdownBuilder
from sphinx_markdown_builder.contexts import IndentContext, SubContextParams
from sphinx_markdown_builder.translator import MarkdownTranslator

logger = logging.getLogger(__name__)
CELL = re.compile(r"\n*^CODE-CELL-(\d+|none)$\n*", re.M)  # the translator's marks: a code cell, or only the end of a text cell
TEACHERS = "For teachers"  # title of the box that students do not get
BOXES = ("note", "tip", "hint", "warning", "important", "caution", "attention", "danger", "error", "seealso", "admonition")
SETUP = Path(__file__).with_name("setup_cell.txt").read_text("utf8")


def fenced(code: str) -> str:
    """*code* as a block of Markdown, in a fence longer than any inside it."""
    fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`+", code + "`")))
    return f"{fence}python\n{code.strip()}\n{fence}"


class NotebookTranslator(MarkdownTranslator):
    """sphinx-markdown-builder plus what a book page has: cells, numbered equations, boxes, folded answers, exercises."""

    in_solution = False

    def visit_container(self, node):
        if node.get("nb_element") == "cell_code":  # also inside a gated exercise or solution
            if self.in_solution:  # a cell cannot fold, text can; so a solution is text, and shows no outputs
                self.add(fenced(self.builder.source.cells[node["cell_index"]].source), prefix_eol=2, suffix_eol=2)
            else:
                self.add(f"CODE-CELL-{node['cell_index']}", prefix_eol=2, suffix_eol=2)
            raise nodes.SkipNode
        if "chapter-links" in node["classes"]:  # the buttons that lead to this very notebook
            raise nodes.SkipNode
        if node.get("design_component") == "dropdown":
            self.open_fold(node.pop(0).astext())

    def depart_container(self, node):
        if node.get("design_component") == "dropdown":
            self.close_fold()

    def open_fold(self, title):
        self.add(f"<details><summary>{title}</summary>", prefix_eol=2, suffix_eol=2)

    def close_fold(self):
        self.add("</details>", prefix_eol=2, suffix_eol=2)

    def visit_raw(self, node):
        raise nodes.SkipNode  # HTML meant for the site

    def visit_Text(self, node):
        if self.status.escape_text and "$" in node:  # a dollar sign in prose must not open mathematics
            self._push_status(escape_text=False)
            super().visit_Text(nodes.Text(node.replace("$", r"\$")))
            self._pop_status()
        else:
            super().visit_Text(node)

    def visit_math_block(self, node):
        number = node.get("number")
        section = self.builder.env.toc_secnumbers.get(self.builder.current_doc_name, {}).get("", ())[:1]
        number = rf" \tag{{{'.'.join(map(str, (*section, number)))}}}" if number else ""
        body = node.astext().strip()
        self.add(body if node.get("no-wrap") or node.get("nowrap") else f"$$\n{body}{number}\n$$", 2, 2)
        raise nodes.SkipNode

    def visit_box(self, node):
        if self.builder.name == "student" and node[0].astext().startswith(TEACHERS):
            raise nodes.SkipNode
        if "dropdown" in node["classes"]:
            return self.open_fold(node.pop(0).astext())
        self._push_context(IndentContext("> ", empty=True, params=SubContextParams(2, 2)))
        if not isinstance(node, nodes.admonition):  # a plain admonition brings its own title
            self.add(f"**{type(node).__name__.capitalize()}**", suffix_eol=2)

    def depart_box(self, node):
        self.close_fold() if "dropdown" in node["classes"] else self._pop_context()

    for _name in BOXES:
        locals()[f"visit_{_name}"], locals()[f"depart_{_name}"] = visit_box, depart_box

    def visit_title(self, node):
        if isinstance(node.parent, nodes.Admonition):
            self.add(f"**{node.astext()}**", prefix_eol=1, suffix_eol=2)
            raise nodes.SkipNode
        super().visit_title(node)

    depart_title = MarkdownTranslator._pop_context

    def visit_section(self, node):  # sphinx-exercise wraps its content in a section
        if not isinstance(node.parent, nodes.Admonition):
            super().visit_section(node)

    def depart_section(self, node):
        if not isinstance(node.parent, nodes.Admonition):
            self._pop_status()

    def visit_figure(self, node):
        for name in node["ids"]:
            self._add_anchor(name)

    def visit_image(self, node):
        self.add(f"![{node.get('alt', '')}]({self.builder.image_address(posixpath.normpath(node['uri']))})")

    def visit_caption(self, node):
        numbers = self.builder.env.toc_fignumbers.get(self.builder.current_doc_name, {}).get("figure", {})
        number = next((numbers[i] for i in node.parent["ids"] if i in numbers), None)
        self._push_context(IndentContext("", params=SubContextParams(2, 2)))
        if number:
            self.add(f"**Figure {'.'.join(map(str, number))}.** ")

    depart_caption = MarkdownTranslator._pop_context

    def visit_exercise_enumerable_node(self, node):
        self.visit_figure(node)  # its anchors
        number = get_node_number(self.builder.app, node, "exercise")
        self.add(f"### Exercise {number} {node.pop(0).astext().strip()}", prefix_eol=2, suffix_eol=2)

    def visit_solution_node(self, node):
        if self.builder.name == "student":
            raise nodes.SkipNode
        node.pop(0)  # "Solution to Exercise ...", which it follows
        self.in_solution = True
        self.add("CODE-CELL-none", prefix_eol=2, suffix_eol=2)
        self.open_fold("Solution")

    def depart_solution_node(self, node):
        self.close_fold()
        self.add("CODE-CELL-none", prefix_eol=2, suffix_eol=2)
        self.in_solution = False


class NotebookBuilder(MarkdownBuilder):
    """jupyter-book build . --builder=custom --custom-builder=notebook; shares the site's parsed tree."""

    name = "notebook"
    default_translator_class = NotebookTranslator

    def get_target_uri(self, docname, typ=None):
        return f"{self.config.html_baseurl}{docname}.html"

    def get_relative_uri(self, from_, to, typ=None):
        return "" if from_ == to else self.get_target_uri(to)

    def get_outdated_docs(self):
        return [name for name in self.env.found_docs if name.startswith("chapters/")]

    def image_address(self, name: str) -> str:
        return f"{self.config.html_baseurl.rstrip('/')}/_files/{name}"

    def setup_cell(self, path: Path) -> nbformat.NotebookNode:
        """The first cell: finds the book's helpers or fetches them, and warns where their SHA-256 is another."""
        wanted = [path.parent / "utils.py", *input_files(syntax(chapter(path)), path.parent).values()]
        names = [Path(os.path.relpath(file, path.parent.parent)).as_posix() for file in wanted]
        files = {name: hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()  # as the setup cell compares
                 for name, file in zip(names, wanted, strict=True)}
        options = self.config.html_theme_options
        base = options["repository_url"].replace("https://github.com", "https://raw.githubusercontent.com")
        listed = pprint.pformat(files, width=100).replace("{", "{\n ", 1).replace("}", ",\n}")
        code = SETUP.format(files=listed, base=f"{base}/{options['repository_branch']}",
                            newest=f"{options['repository_url']}/tree/{options['repository_branch']}/notebooks")
        folded = {"jupyter": {"source_hidden": True}, "cellView": "form", "tags": ["setup"]}
        return nbformat.v4.new_code_cell(code.strip(), id="setup", metadata=folded)

    def write_doc(self, docname, doctree):
        if not docname.startswith("chapters/"):
            return
        path = Path(self.env.doc2path(docname))
        done = recorded(path, committed_only=True)
        if not done and self.name == "notebook":
            logger.warning(f"{docname}: no current outputs in notebooks/; run: make execute CHAPTER={path.stem[:2]}")
            return
        self.current_doc_name, self.source = docname, chapter(path)
        visitor = self.create_translator(doctree, self)
        doctree.walkabout(visitor)
        ran = {cell.id: cell for cell in done.cells} if self.name == "notebook" else {}
        cells = [self.setup_cell(path)]
        parts = CELL.split(visitor.astext())
        for i in range(0, len(parts), 2):
            if parts[i].strip():
                cells.append(nbformat.v4.new_markdown_cell(parts[i].strip(), id=f"m{i // 2:03d}"))
            if i + 1 < len(parts) and parts[i + 1] != "none":
                cell = self.source.cells[int(parts[i + 1])]
                was = ran.get(cell.id, {"outputs": [], "execution_count": None, "metadata": {}})
                cell.outputs, cell.execution_count = was["outputs"], was["execution_count"]
                cell.metadata.update({k: v for k, v in was["metadata"].items() if k == "book_device"})
                if "hide-input" in cell.metadata.get("tags", []):  # folded in Jupyter and in Colab
                    cell.metadata.update(jupyter={"source_hidden": True}, cellView="form")
                cells.append(cell)
        metadata = {"kernelspec": self.source.metadata.kernelspec, "language_info": {"name": "python"}}
        metadata |= {"book": done.metadata["book"]} if ran else {}
        if any(box.get("gpu_helps") for box in doctree.findall(nodes.container)):  # set by the chapter's header
            metadata |= {"accelerator": "GPU", "colab": {"gpuType": "T4"}}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
        Path(self.outdir, f"{path.stem}.ipynb").write_text(nbformat.writes(notebook) + "\n", "utf8", newline="\n")


class StudentBuilder(NotebookBuilder):
    """Without solutions and outputs; pictures travel inside the notebook, since a classroom may have no internet."""

    name = "student"

    def image_address(self, name: str) -> str:
        data = base64.b64encode((Path(self.srcdir) / name).read_bytes()).decode()
        return f"data:{mimetypes.guess_type(name)[0]};base64,{data}"


def setup(app):
    app.setup_extension("sphinx_markdown_builder")
    app.add_builder(NotebookBuilder)
    app.add_builder(StudentBuilder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
