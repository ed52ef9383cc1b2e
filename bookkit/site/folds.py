"""Cells whose proof is one click away, and what a cell recorded on a GPU says of itself."""

from __future__ import annotations

from docutils import nodes
from sphinx.locale import get_translation

from ..chapter import count_statements, read, tags
from ..records import recorded
from .outputs import page_of

t = get_translation("labels")


def claims_line(number: int) -> str:
    """What stands on the closed fold: "4 statements checked here"."""
    return (
        t("1 statement checked here")
        if number == 1
        else t("{number} statements checked here").format(number=number)
    )


def recorded_on(device: str) -> str:
    """The line under an output whose device matters."""
    return t("Recorded on: {device}").format(device=device)


def fold_claims(app, doctree):
    """A cell tagged ``claims``, its outputs included, becomes one closed line; MyST-NB folds it, once it is told so."""
    page = page_of(app.env)
    if not page:
        return
    for cell in doctree.findall(
        lambda node: isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"
    ):
        if "tag_claims" in cell["classes"] or "claims" in cell.get("cell_metadata", {}).get(
            "tags", []
        ):
            source = "".join(
                node.astext()
                for node in cell.findall(nodes.literal_block)
                if "output" not in node["classes"]
            )
            line = claims_line(_statements(cell, source))
            cell["hide_mode"] = "all"
            cell["prompt_show"], cell["prompt_hide"] = line, line
            cell["classes"].append("claims")


def _statements(cell, source: str) -> int:
    blocks = [
        node
        for node in cell.findall(nodes.container)
        if node.get("nb_element") == "cell_code_source"
    ]
    text = blocks[0].astext() if blocks else source
    return count_statements(text)


def name_devices(app, doctree):
    """Under each output of a cell tagged ``gpu``: where it was recorded."""
    page = page_of(app.env)
    done = recorded(page) if page else None
    known = done.provenance.get("cells", {}) if done else {}
    source = read(page).cells if known else []
    for cell in list(doctree.findall(nodes.container)) if known else ():
        if cell.get("nb_element") != "cell_code":
            continue
        name = source[cell["cell_index"]].id
        if name in known and "gpu" in tags(source[cell["cell_index"]]):
            line = nodes.paragraph("", recorded_on(known[name]["device"]), classes=["recorded-on"])
            cell.parent.insert(cell.parent.index(cell) + 1, line)


def setup(app):
    """Both after the page was read."""
    app.connect("doctree-read", fold_claims)
    app.connect("doctree-read", name_devices)
