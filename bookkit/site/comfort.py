"""Reading comfort: the texts of its controls, and code whose long lines can wrap on a phone.

The controls are templates/comfort.html, what they do is in book/_static/controls.js and book.css.
"""

from __future__ import annotations

import re

from sphinx.locale import get_translation

t = get_translation("labels")
CODE = re.compile(
    r'(<div class="highlight-python notranslate"><div class="highlight"><pre>)(.*?)(</pre>)', re.S
)
INDENT = re.compile(r"(?:<span></span>)?(?:<span[^>]*>)?( *)")


def mark_line(line: str) -> str:
    """A line of code in a span that knows how far it is indented. Pygments leaves no span open at the end of a line."""
    indent = len(INDENT.match(line)[1])
    style = f' style="--indent:{indent}"' if indent else ""
    return f'<span class="code-line"{style}>{line}</span>'


def mark_lines(body: str) -> str:
    """HTML in which each line of code is a span; its text, which the button copies, stays the same."""

    def marked(found: re.Match) -> str:
        lines = found[2].splitlines(keepends=True)
        return found[1] + "".join(map(mark_line, lines)) + found[3]

    return CODE.sub(marked, body)


def prepare(app, pagename: str, templatename: str, context: dict, doctree) -> None:
    """The texts of the controls, and the lines of the page's code."""
    context["comfort"] = {
        "name": t("Text size and presenting"),
        "size": t("Text size"),
        "smaller": t("Smaller text"),
        "usual": t("Usual text size"),
        "larger": t("Larger text"),
        "now": t("Text size: {percent} %"),
        "present": t("Present"),
        "leave": t("Leave presenting"),
        "wrap": t("Wrap code"),
    }
    if "body" in context:
        context["body"] = mark_lines(context["body"])


def setup(app):
    """For every page."""
    app.connect("html-page-context", prepare)
