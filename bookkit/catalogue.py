"""Write locale/labels.pot: every text of the chapters and utils.py that readers see and that is not Markdown.

They are the literals inside t(...), and the first arguments of claim(...) and check(...). To translate:
pybabel init -l zh_CN -D labels -i locale/labels.pot -d locale, fill in, pybabel compile -D labels -d locale.
"""
import ast
import io
from pathlib import Path

import jupytext
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent


def texts(code: str) -> list[str]:
    """From the syntax tree: Babel's own extractor does not look into f-strings before Python 3.12."""
    first = [node.args[0] for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call) and node.args
             and isinstance(node.func, ast.Name) and node.func.id in ("t", "claim", "check")]
    return [argument.value for argument in first if isinstance(argument, ast.Constant)]


def labels(folder: Path = ROOT / "chapters") -> bytes:
    """The catalogue template: sorted, without dates and line numbers, so that it changes only when a text does."""
    catalog = Catalog(project="Learning Sequences", version="labels", header_comment="# Texts outside Markdown.")
    for path in [*sorted(folder.glob("[0-9][0-9]_*.md")), folder / "utils.py"]:
        code = [path.read_text(encoding="utf-8")]
        if path.suffix == ".md":
            code = [cell.source for cell in jupytext.reads(code[0], fmt="md:myst").cells if cell.cell_type == "code"]
        for text in (text for cell in code for text in texts(cell)):
            catalog.add(text, locations=[(path.name, None)]).flags.discard("python-format")  # {} is one here, "90 % of" not
    written = io.BytesIO()
    write_po(written, catalog, sort_output=True, include_lineno=False, width=100)
    unstable = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Last-T', b'"Report-', b'"Language-T')
    return b"".join(line for line in written.getvalue().splitlines(True) if not line.startswith(unstable))


if __name__ == "__main__":
    (ROOT / "locale" / "labels.pot").write_bytes(labels())
