"""Cells whose proof or code is one click away, and what a cell says of the device and the backend it needs."""

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


def backend_line(tagged: list[str]) -> str | None:
    """What stands over a cell that runs on Keras's TensorFlow backend only, by its tag; None for any other cell."""
    reasons = {
        "tensorflow-tape": t("TensorFlow only: the tape is TensorFlow's own."),
        "tensorflow-text": t("TensorFlow only: no other backend has tensors of text."),
        "tensorflow-ragged": t("TensorFlow only: no other backend has rows of different lengths."),
        "tensorflow-devices": t("TensorFlow only: elsewhere Keras lists no missing GPUs."),
        "tensorflow-labels": t("Not with PyTorch, which stops at labels other than 0 and 1."),
        "tensorflow-stateful": t("Not with PyTorch, where Keras 3.15 stops at states handed on."),
        "tensorflow-double": t("Not with JAX, which computes in 32 bits unless told otherwise."),
    }
    return next((reasons[tag] for tag in tagged if tag in reasons), None)


def code_line(tagged: list[str], source: str, pictures: bool, printed: bool) -> str:
    """What stands on the fold over a cell's code, so that a reader knows what is behind it without opening it."""
    if "parameters" in tagged:
        return t("Constants")
    if source.lstrip().startswith(("import ", "from ")):
        return t("Imports")
    if pictures:
        return t("Code of the picture")
    return t("Code of the output") if printed else t("Code")


def fold_cells(app, doctree):
    """A cell tagged ``claims``, its outputs included, becomes one closed line, and folded code says what it is.

    MyST-NB folds both, once it is told so.
    """
    page = page_of(app.env)
    if not page:
        return
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") != "cell_code":
            continue
        tagged = cell.get("cell_metadata", {}).get("tags", [])
        if "claims" in tagged or "tag_claims" in cell["classes"]:
            line = claims_line(count_statements(_source(cell)))
            cell["hide_mode"] = "all"
            cell["classes"].append("claims")
        elif cell.get("hide_mode") == "input":
            printed = [
                node
                for node in cell.findall(nodes.container)
                if node.get("nb_element") == "cell_code_output"
            ]
            pictures = any(True for output in printed for _ in output.findall(nodes.image))
            line = code_line(tagged, _source(cell), pictures, bool(printed))
        else:
            continue
        cell["prompt_show"], cell["prompt_hide"] = line, line


def _source(cell: nodes.container) -> str:
    for node in cell.findall(nodes.container):
        if node.get("nb_element") == "cell_code_source":
            return node.astext()
    return ""


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


def name_backends(app, doctree):
    """Over each cell that needs TensorFlow: that it does, and why. Folded proofs say nothing."""
    for cell in list(doctree.findall(nodes.container)) if page_of(app.env) else ():
        if cell.get("nb_element") != "cell_code":
            continue
        tagged = cell.get("cell_metadata", {}).get("tags", [])
        line = backend_line(tagged)
        if line and "claims" not in tagged:
            words = nodes.emphasis("", line)
            note = nodes.paragraph("", "", words, classes=["backend"])
            cell.parent.insert(cell.parent.index(cell), note)


def setup(app):
    """All after the page was read."""
    app.connect("doctree-read", fold_cells)
    app.connect("doctree-read", name_backends)
    app.connect("doctree-read", name_devices)
