"""What a page loads, and no more: scripts that wait, mathematics only for formulas and when one is near, room for pictures."""

from __future__ import annotations

import re
import struct
from os import fspath
from pathlib import Path

from sphinx.builders.html._assets import _JavaScript

TEMPLATES = Path(__file__).parent / "templates"
EAGER = ("_static/documentation_options.js",)  # an inline script of the theme writes into it
SEARCH = ("_static/doctools.js",)  # searchtools.js, which the page of search loads at once, uses it
UNUSED = (  # files of the theme that no page asks for: what they hold is loaded otherwise, or by nobody
    "_static/scripts/fontawesome.js*",
    "_static/**/*.map",
    "_static/**/*.ttf",
    "_static/vendor/fontawesome/webfonts/fa-regular-400.woff2",
    "_static/*webpack-macros.html",
    "_static/images/logo_*",
)
IMAGE = re.compile(r'<img\b[^>]*\bsrc="[^"]*_images/([^"/]+)"[^>]*?(?= */?>)')
VIEW_BOX = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')


def use_templates(app, config) -> None:
    """Before those of the theme."""
    config.templates_path.append(str(TEMPLATES))


def has_formulas(context: dict) -> bool:
    """Whether anything on the page is to be typeset; MyST-NB asks for MathJax on all pages."""
    return 'class="math' in context.get("body", "")


def is_mathjax(script: _JavaScript, path: str) -> bool:
    """MathJax itself, which formulas.js loads when a formula is near."""
    return fspath(script.filename or "").endswith(path)


def configures_mathjax(script: _JavaScript) -> bool:
    """The inline script that MathJax finds when it comes."""
    return "window.MathJax" in script.attributes.get("body", "")


def picture_size(path: Path) -> tuple[int, int] | None:
    """Width and height of a PNG, of a WebP with losses, or of an SVG's view box; None of anything else."""
    if path.suffix == ".png":
        return struct.unpack(">II", path.read_bytes()[16:24])
    if path.suffix == ".webp":
        head = path.read_bytes()[:30]
        width, height = struct.unpack("<HH", head[26:30])
        return (width & 0x3FFF, height & 0x3FFF) if head[12:16] == b"VP8 " else None
    found = VIEW_BOX.search(path.read_text("utf8")) if path.suffix == ".svg" else None
    return (round(float(found[1])), round(float(found[2]))) if found else None


def reserve_room(body: str, sources: dict[str, Path]) -> str:
    """HTML in which each picture has its size, so that nothing moves when it comes, and comes when it is near."""
    first = True

    def sized(found: re.Match) -> str:
        nonlocal first
        lazy, first = "" if first else ' loading="lazy"', False
        tag, source = found[0], sources.get(found[1])
        size = picture_size(source) if source and source.is_file() else None
        if size and " height=" not in tag and " width=" not in tag:
            tag += f' width="{size[0]}" height="{size[1]}"'
        return tag + lazy

    return IMAGE.sub(sized, body)


def picture_sources(app) -> dict[str, Path]:
    """Where each picture of the site, named as there, comes from."""
    images = getattr(app.builder, "images", {})
    return {name: Path(app.srcdir, source) for source, name in images.items()}


def reserve(app, pagename: str, templatename: str, context: dict, doctree) -> None:
    """For the pictures of one page."""
    if "body" in context:
        context["body"] = reserve_room(context["body"], picture_sources(app))


def lighten(app, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Scripts run after the page has been shown; pages without formulas do without MathJax."""
    eager = EAGER + SEARCH if pagename == "search" else EAGER
    scripts = []
    for script in context["script_files"]:
        if is_mathjax(script, app.config.mathjax_path):
            continue
        if configures_mathjax(script) and not has_formulas(context):
            continue
        name = fspath(script.filename or "")
        attributes = dict(script.attributes)
        if name and name not in eager:
            attributes["defer"] = "defer"
        scripts.append(_JavaScript(script.filename, priority=script.priority, **attributes))
    context["script_files"] = scripts


def remove_unused(app, error) -> None:
    """Keep the site small: a third of its bytes were files that no page asks for."""
    if error is not None or app.builder.format != "html":
        return
    for pattern in UNUSED:
        for path in Path(app.outdir).glob(pattern):
            path.unlink()


def setup(app):
    """After every extension has named its scripts."""
    app.connect("config-inited", use_templates)
    app.connect("html-page-context", reserve)
    app.connect("html-page-context", lighten, priority=900)
    app.connect("build-finished", remove_unused, priority=900)
