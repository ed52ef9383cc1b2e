"""Give each chapter the outputs recorded in its executed notebook; nothing runs inside Sphinx."""
from __future__ import annotations

import copy
import json
from pathlib import Path

import myst_nb.sphinx_
from book_fingerprint import code_cells, recorded
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
            self.logger.warning(f"no current outputs; run: make execute CHAPTER={self.path.stem[:2]}", subtype="exec")
            return
        ran = {cell.id: cell for cell in done.cells if cell.cell_type == "code"}
        for name, cell in code_cells(self.notebook).items():  # cells that no reader sees may be missing
            if name in ran:
                cell.outputs = copy.deepcopy(ran[name].outputs)
                cell.execution_count = ran[name].execution_count
                alts = [output.get("metadata", {}).get("image/png", {}).get("alt") for output in cell.outputs]
                if any(alts):  # MyST-NB reads the alternative text from the cell, utils.show() writes it to the output
                    cell.metadata["mystnb"] = {"image": {"alt": next(filter(None, alts))}}


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

    def remember(app, docname, source):
        if docname.startswith("chapters/"):
            app.env.metadata[docname]["outputs"] = state(app.env, docname)

    app.connect("env-get-outdated", outdated)
    app.connect("source-read", remember)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
