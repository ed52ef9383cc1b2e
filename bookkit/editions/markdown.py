"""A page's tree as the Markdown of a notebook, with marks where cells stand."""

from __future__ import annotations

import posixpath
import re

from docutils import nodes
from sphinx_exercise.utils import get_node_number
from sphinx_markdown_builder.contexts import IndentContext, SubContextParams
from sphinx_markdown_builder.translator import MarkdownTranslator

from ..chapter import TITLE
from ..site.demos import pointer

# A mark on a line of its own: a code cell by its place, the end of a text cell, the start of an exercise, cells to answer in.
MARK = re.compile(r"\n*^CELL-(\d+|none|task:[\w-]+|answer:[\w-]+)$\n*", re.M)
TEACHERS = "For teachers"  # title of the box that students do not get
BOXES = (
    "note", "tip", "hint", "warning", "important", "caution", "attention", "danger", "error", "seealso", "admonition",
)  # fmt: skip


def fenced(code: str) -> str:
    """*code* as a block of Markdown, in a fence longer than any inside it."""
    fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`+", code + "`")))
    return f"{fence}python\n{code.strip()}\n{fence}"


class NotebookTranslator(MarkdownTranslator):
    """sphinx-markdown-builder plus what a book page has: cells, numbered equations, boxes, folded answers, exercises."""

    in_solution = False
    title = ""  # of the exercise that is being written

    # --- cells ---

    def mark(self, what: str) -> None:
        """Write a mark that the builder turns into a cell."""
        self.add(f"CELL-{what}", prefix_eol=2, suffix_eol=2)

    def visit_container(self, node):
        if node.get("nb_element") == "cell_code":  # also inside a gated exercise or solution
            if (
                self.in_solution
            ):  # a cell cannot fold, text can; so a solution is text, and shows no outputs
                self.add(
                    fenced(self.builder.source.cells[node["cell_index"]].source),
                    prefix_eol=2,
                    suffix_eol=2,
                )
            else:
                self.mark(node["cell_index"])
            raise nodes.SkipNode
        # The buttons that lead to this very notebook, and the way to demos, which it does not run.
        if {"chapter-links", "demo-links"} & set(node["classes"]):
            raise nodes.SkipNode
        if node.get("design_component") == "dropdown":
            self.open_fold(node.pop(0).astext())

    def depart_container(self, node):
        if node.get("design_component") == "dropdown":
            self.close_fold()

    # --- text ---

    def open_fold(self, title: str) -> None:
        """Begin a fold."""
        self.add(f"<details><summary>{title}</summary>", prefix_eol=2, suffix_eol=2)

    def close_fold(self) -> None:
        """End a fold."""
        self.add("</details>", prefix_eol=2, suffix_eol=2)

    def visit_raw(self, node):
        raise nodes.SkipNode  # HTML meant for the site

    def visit_Text(self, node):
        if (
            self.status.escape_text and "$" in node
        ):  # a dollar sign in prose must not open mathematics
            self._push_status(escape_text=False)
            super().visit_Text(nodes.Text(node.replace("$", r"\$")))
            self._pop_status()
        else:
            super().visit_Text(node)

    def visit_math_block(self, node):
        number = rf" \tag{{{node['number']}}}" if node.get("number") else ""
        body = node.astext().strip()
        if node.get("no-wrap") or node.get("nowrap"):
            self.add(body, 2, 2)
        else:
            self.add(f"$$\n{body}{number}\n$$", 2, 2)
        raise nodes.SkipNode

    # --- boxes ---

    def visit_box(self, node):
        if self.builder.name == "student" and node[0].astext().startswith(TEACHERS):
            raise nodes.SkipNode
        if "dropdown" in node["classes"]:
            self.open_fold(node.pop(0).astext())
            return
        self._push_context(IndentContext("> ", empty=True, params=SubContextParams(2, 2)))
        if not isinstance(node, nodes.admonition):  # a plain admonition brings its own title
            self.add(f"**{type(node).__name__.capitalize()}**", suffix_eol=2)

    def depart_box(self, node):
        if "dropdown" in node["classes"]:
            self.close_fold()
        else:
            self._pop_context()

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

    # --- figures ---

    def visit_figure(self, node):
        for name in node["ids"]:
            self._add_anchor(name)

    def visit_image(self, node):
        address = self.builder.image_address(posixpath.normpath(node["uri"]))
        self.add(f"![{node.get('alt', '')}]({address})")

    def visit_caption(self, node):
        numbers = self.builder.env.toc_fignumbers.get(self.builder.current_doc_name, {}).get(
            "figure", {}
        )
        number = next((numbers[name] for name in node.parent["ids"] if name in numbers), None)
        self._push_context(IndentContext("", params=SubContextParams(2, 2)))
        if number:
            self.add(f"**Figure {number[-1]}.** ")

    depart_caption = MarkdownTranslator._pop_context

    def visit_demo(self, node):
        """A notebook shows the picture, and where it can be moved; the texts are the demo's."""
        for texts in [child for child in node if "demo-texts" in child.get("classes", [])]:
            node.remove(texts)

    def depart_demo(self, node):
        builder = self.builder
        address = f"{builder.get_target_uri(builder.current_doc_name)}#{node['ids'][0]}"
        self.add(f"*{pointer(f'<{address}>')}*", prefix_eol=2, suffix_eol=2)

    # --- exercises ---

    def visit_exercise_enumerable_node(self, node):
        self.mark(f"task:{node['label']}")
        self.visit_figure(node)  # its anchors
        number = str(get_node_number(self.builder.app, node, "exercise")).rpartition(".")[2]
        self.title = node.pop(0).astext().strip().removeprefix("(").removesuffix(")")
        self.add(f"### Exercise {number} {self.title}", prefix_eol=2, suffix_eol=2)

    def depart_exercise_enumerable_node(self, node):
        title = TITLE.fullmatch(self.title)
        if title and title["kind"] != "code":
            self.mark(f"answer:{node['label']}")

    def visit_solution_node(self, node):
        if self.builder.name == "student":
            raise nodes.SkipNode
        node.pop(0)  # "Solution to Exercise ...", which it follows
        self.in_solution = True
        self.mark("none")
        self.open_fold("Solution")

    def depart_solution_node(self, node):
        self.close_fold()
        self.mark("none")
        self.in_solution = False


for _name in BOXES:
    setattr(NotebookTranslator, f"visit_{_name}", NotebookTranslator.visit_box)
    setattr(NotebookTranslator, f"depart_{_name}", NotebookTranslator.depart_box)
