"""Give each chapter the outputs recorded in its executed notebook; nothing runs inside Sphinx."""
from __future__ import annotations

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import myst_nb.sphinx_
from book_fingerprint import code_cells, recorded
from docutils import nodes
from myst_nb.core.execute import NotebookClientBase


def provenance(path: Path) -> dict | None:
    """What is known of the run whose outputs the chapter at *path* shows."""
    done = recorded(path)
    return dict(done.metadata["book"]) if done else None


class RecordedOutputs(NotebookClientBase):
    """Where MyST-NB would execute a notebook, read what was recorded."""

    def start_client(self):
        done = recorded(self.path)
        if done is None:
            number = self.path.stem[:2]
            self.logger.warning(f"no current outputs; run: make execute CHAPTER={number} (without make: "
                                f"python tools/execute.py {number} --into _build/outputs)", subtype="exec")
            return
        ran = {cell.id: cell for cell in done.cells if cell.cell_type == "code"}
        for name, cell in code_cells(self.notebook).items():  # cells that no reader sees may be missing
            if name in ran:
                cell.outputs, cell.execution_count = ran[name].outputs, ran[name].execution_count


def setup(app):
    def client(notebook, source, config, logger, read_fmt=None):
        return RecordedOutputs(notebook, Path(source), config, logger)

    myst_nb.sphinx_.create_client = client  # the one seam; MyST-NB is pinned and a test covers it

    def state(env, docname):
        return json.dumps(provenance(Path(env.doc2path(docname))), sort_keys=True)

    def outdated(app, env, added, changed, removed):
        """utils.py, an artifact or a notebook changed: read the pages that show its outputs again."""
        pages = [d for d in env.found_docs - added - changed if d.startswith("chapters/")]
        pages = [d for d in pages if env.metadata[d].get("outputs") != state(env, d)]
        return [*pages, *({"book/status"} & env.found_docs)]

    def describe_pictures(app, doctree):
        """MyST-NB names a picture after its content but does not carry over what utils.show() recorded with it: the text
        for those who do not see it, and whether its colours stand for numbers and must stay on a dark page."""
        done = recorded(Path(app.env.doc2path(app.env.docname))) if app.env.docname.startswith("chapters/") else None
        shown = [o for cell in done.cells for o in cell.get("outputs", []) if "image/png" in o.get("data", {})] if done else []
        said = {sha256(b64decode(o.data["image/png"])).hexdigest(): o.metadata.get("image/png", {}) for o in shown}
        for image in doctree.findall(nodes.image):
            known = said.get(Path(image["uri"]).stem, {})
            image["alt"] = known.get("alt") or image.get("alt", "")
            if known.get("keeps_colours"):
                image["classes"].append("keeps-colours")

    def remember(app, docname, source):
        if docname.startswith("chapters/"):
            app.env.metadata[docname]["outputs"] = state(app.env, docname)

    app.connect("env-get-outdated", outdated)
    app.connect("source-read", remember)
    app.connect("doctree-read", describe_pictures)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
