"""Demos in a page: what the reader can move. Where nothing moves (print, notebook, no JavaScript) a figure stands in.

    :::{demo} gate_bench
    :height: 60
    :height-narrow: 80

    ```{image} figures/lstm_cell/gate_bench.svg
    :alt: what the figure shows
    :class: figure
    ```

    - `demo` The gate bench
    - `flip` Flip the bit
    :::

The demo is book/_static/demos/gate_bench.js. The list gives every text that it shows, by name: texts of a page are
translated with the page. A demo that stands on several pages leaves out what a page has no text for. The heights, in rem for
a laptop and for a phone, are kept free, so that nothing jumps when the script arrives. `:data:` names scripts that are loaded
before it, with blanks between them. A demo stands deep in its chapter: the text `demo` is its name, under which the header at
the top of the chapter leads to it.
"""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import get_translation
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

t = get_translation("labels")
logger = logging.getLogger(__name__)
FOLDER = "demos"  # under book/_static
NAME = re.compile(r"[a-z][a-z0-9_]*")


class demo(nodes.General, nodes.Element):
    """The place of a demo; its children are the figure that stands in, and the list of texts."""


class Demo(SphinxDirective):
    """Place the demo named in the argument."""

    required_arguments = 1
    has_content = True
    option_spec = {
        "height": directives.positive_int,
        "height-narrow": directives.positive_int,
        "data": directives.unchanged_required,  # scripts beside the demo's own that are loaded before it
    }

    def run(self) -> list[nodes.Node]:
        """The node, or an error that says what is wrong."""
        name = self.arguments[0]
        if not NAME.fullmatch(name):
            raise self.error(f"{name!r} is no name of a demo: small letters, digits, _")
        for script in (*self.options.get("data", "").split(), f"{name}.js"):
            if not Path(self.env.srcdir, "book", "_static", FOLDER, script).is_file():
                raise self.error(f"there is no script book/_static/{FOLDER}/{script}")
        height = self.options.get("height", 30)
        node = demo(
            name=name, height=height, narrow=self.options.get("height-narrow", 3 * height // 2)
        )
        if "data" in self.options:
            node["data"] = self.options["data"]
        node["ids"].append(f"demo-{name.replace('_', '-')}")
        self.state.nested_parse(self.content, self.content_offset, node)
        lists = list(node.findall(nodes.bullet_list))
        if not list(node.findall(nodes.image)) or len(lists) != 1:
            raise self.error(
                "a demo holds a picture for where nothing moves, and one list of its texts"
            )
        lists[0]["classes"].append("demo-texts")
        return [node]


def open_box(translator, node: demo) -> None:
    """Write the box: which demo, and the heights that are kept free."""
    style = f"--height: {node['height']}rem; --height-narrow: {node['narrow']}rem"
    attributes = {"data-demo": node["name"], "style": style, "CLASS": "demo"}
    if "data" in node:
        attributes["data-needs"] = node["data"]
    translator.body.append(translator.starttag(node, "div", **attributes))


def close_box(translator, node: demo) -> None:
    """And its end."""
    translator.body.append("</div>\n")


def name_of(node: demo) -> str | None:
    """What readers call it: the text `demo` of its list."""
    (texts,) = [child for child in node if "demo-texts" in child.get("classes", [])]
    for item in texts:
        name, _, rest = item.astext().partition(" ")
        if name == "demo":
            return rest
    return None


def link_from_header(app, doctree) -> None:
    """The header of a chapter names its demos, each with a link to the paragraph that introduces it.

    Later than the directives, since a translation puts in its texts after them.
    """
    headers = [
        box for box in doctree.findall(nodes.container) if "chapter-header" in box["classes"]
    ]
    found = list(doctree.findall(demo))
    if not headers or not found:
        return
    line = nodes.paragraph("", "", nodes.strong("", t("Try it in this page:")), nodes.Text(" "))
    for place, node in enumerate(found):
        name = name_of(node)
        if name is None:
            logger.warning("a demo of a chapter gives its name: - `demo` ...", location=node)
            continue
        before = node.parent[node.parent.index(node) - 1]
        goal = before if isinstance(before, nodes.paragraph) else node
        if goal is before:
            goal["ids"].append(f"try-{node['ids'][0]}")
        if place:
            line += nodes.Text(" · ")
        line += nodes.reference("", name, refid=goal["ids"][-1], internal=True)
    headers[0].insert(0, nodes.container("", line, classes=["demo-links"]))


def add_files(app, pagename, templatename, context, doctree) -> None:
    """Only pages with a demo load the script that starts demos, and their styles."""
    if doctree is not None and any(doctree.findall(demo)):
        app.add_css_file(f"{FOLDER}/demos.css")
        app.add_js_file(f"{FOLDER}/kit.js", loading_method="defer")


def pointer(address: str) -> str:
    """What a notebook says below the picture."""
    return t("On the site this picture can be moved: {address}").format(address=address)


def setup(app):
    """Name the directive, and write it."""
    app.add_node(demo, html=(open_box, close_box))
    app.add_directive("demo", Demo)
    app.connect("doctree-read", link_from_header)
    app.connect("html-page-context", add_files)
