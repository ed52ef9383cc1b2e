"""What a screen reader is told: the language of Chinese text, what each fold holds, and no header that says nothing."""

from __future__ import annotations

import re

PIECE = re.compile(r"<[^>]*>|[^<]+")  # a tag, or text between tags
CHINESE = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff][\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]*"
)
NOT_TEXT = ("<script", "<style")
FORMULA = re.compile(r"\\[(\[]")
HEADING = re.compile(
    r"<h[1-6]>(?P<heading>.*?)</h[1-6]>"
    r"|<p class=\"admonition-title\">(?P<box>.*?)</p>"
    r"|(?P<summary><summary aria-label=\"[^\"]*\">)(?P<inside>.*?)</summary>",
    re.S,
)  # fmt: skip
EMPTY_HEADER = re.compile(r"<th\b([^>]*)>\s*(?:<p>\s*</p>)?\s*</th>")
ENTRY_ROLE = ' role="doc-biblioentry"'
HEADERLINK = re.compile(r'<a class="headerlink".*?</a>')


def mark_chinese(text: str) -> str:
    """HTML with ``lang="zh"`` around each run of Chinese characters, code and outputs included; formulas stay as they are."""
    if not CHINESE.search(text):
        return text
    pieces, before = [], ""
    for piece in PIECE.findall(text):
        in_text = not piece.startswith("<") and not before.startswith(NOT_TEXT)
        if in_text and not FORMULA.search(piece):
            piece = CHINESE.sub(lambda run: f'<span lang="zh">{run[0]}</span>', piece)
        pieces.append(piece)
        before = piece
    return "".join(pieces)


def plain(text: str) -> str:
    """What is read of a heading."""
    return re.sub("<[^>]+>", "", HEADERLINK.sub("", text)).strip()


def name_folds(text: str) -> str:
    """HTML in which each folded cell says where it belongs, instead of "Toggle hidden content" twenty times a page."""
    place, folds = "", 0

    def named(found: re.Match) -> str:
        nonlocal place, folds
        if found["summary"] is None:
            place, folds = plain(found["heading"] or found["box"]), 0
            return found[0]
        folds += 1
        where = f'<span class="visually-hidden"> ({place}, {folds})</span>' if place else ""
        return f"<summary>{found['inside']}{where}</summary>"

    return HEADING.sub(named, text)


def without_empty_roles(text: str) -> str:
    """HTML in which the corner of a table is a plain cell, not a header without a text, and an entry of the bibliography has
    no role that is no longer used."""
    return EMPTY_HEADER.sub(r"<td\1></td>", text).replace(ENTRY_ROLE, "")


def speak(app, pagename: str, templatename: str, context: dict, doctree) -> None:
    """All of it, in what is written of a page."""
    if "body" in context:
        context["body"] = without_empty_roles(mark_chinese(name_folds(context["body"])))


def setup(app):
    """After the body was written and before it is put into the page."""
    app.connect("html-page-context", speak, priority=850)
