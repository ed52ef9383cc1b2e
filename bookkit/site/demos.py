"""Demos in a page: what the reader can move. Where nothing moves (print, notebook, no JavaScript) a figure stands in.

    :::{demo} gate_bench
    :height: 60
    :height-narrow: 80

    ```{image} figures/lstm_cell/gate_bench.svg
    :alt: what the figure shows
    :class: figure
    ```

    - `flip` Flip the bit
    :::

The demo is book/_static/demos/gate_bench.js. The list gives every text that it shows, by name: texts of a page are
translated with the page. A demo that stands on several pages leaves out what a page has no text for. The heights, in rem for
a laptop and for a phone, are kept free, so that nothing jumps when the script arrives. `:data:` names scripts that are loaded
before it, with blanks between them.
"""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

t = get_translation("labels")
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
    app.connect("html-page-context", add_files)
