"""What search engines and link previews see: a home page with content, descriptions, pictures, a map of the site."""

from __future__ import annotations

import html
import json
import posixpath
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx.locale import get_translation

from ..chapter import exercises
from .light import picture_size, picture_sources
from .outputs import page_of

t = get_translation("labels")
LONGEST = 200  # characters of a description: what search engines show
SHORTEST = 110  # with fewer, the next paragraph is added
PREVIEWS = "_files/previews"
PREVIEW = "_static/preview.png"  # of pages that plot nothing
LICENCE = "https://creativecommons.org/licenses/by/4.0/"  # of text and figures
ADDRESS = re.compile(r'\b(href|src|action)="(?![#/])([^":]+)"')  # of this site, seen from the page
OWN_PAGES = {"search": t("Search"), "genindex": t("Index")}  # of Sphinx; they are not to be listed


def clipped(text: str) -> str:
    """As much of *text* as a description holds, to the end of a sentence or at least of a word."""
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    sentences = text[: LONGEST + 1].rfind(". ") + 1
    if sentences > SHORTEST:
        return text[:sentences]
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def opening(doctree: nodes.document) -> str:
    """The first sentences of a page, without formulas, boxes, tables and what begins with a word in bold."""
    said = ""
    for paragraph in doctree.findall(nodes.paragraph):
        in_text = isinstance(paragraph.parent, nodes.section)
        labelled = isinstance(paragraph[0], nodes.strong) and len(paragraph) > 1
        if in_text and not labelled and not next(paragraph.findall(nodes.math), None):
            text = paragraph.astext().strip()
            said += f" {text}" if text.endswith((".", "?", "!", ":")) else f" {text}."
        if len(said) > SHORTEST:
            break
    return clipped(said)


def summary(app, pagename: str, title: str, doctree) -> str:
    """The description of a page; a page of exercises is described by their names, for its text begins with stubs and keys."""
    page = page_of(app.env, pagename)
    if page and page.is_exercises:
        names = "; ".join(exercise.name for exercise in exercises(page))
        return clipped(f"{title}. {names}")
    text = opening(doctree) if doctree else ""
    return text or t("{page}: a page of the book {title}.").format(
        page=title, title=app.config.html_title
    )


@dataclass(frozen=True)
class Picture:
    """What a link to a page is shown with; *path* is where it lies in the built site."""

    path: str
    alt: str
    width: int
    height: int


def first_plot(app, pagename: str, doctree: nodes.document) -> Picture | None:
    """The page's own first plot, under a name that does not change when the plot does."""
    sources = picture_sources(app)
    for image in doctree.findall(nodes.image):
        source = sources.get(Path(image["uri"]).name)
        if source and source.suffix == ".png" and source.is_file():
            path = f"{PREVIEWS}/{pagename}.png"
            target = Path(app.outdir, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            return Picture(path, image.get("alt", ""), *picture_size(source))
    return None


def preview(app, pagename: str, doctree) -> Picture | None:
    """The picture of a page: its first plot, else that of the book, if it has one."""
    picture = first_plot(app, pagename, doctree) if doctree else None
    general = next((Path(app.srcdir, folder) for folder in app.config.html_static_path), None)
    if not picture and general and (general / Path(PREVIEW).name).is_file():
        picture = Picture(
            PREVIEW, app.config.html_title, *picture_size(general / Path(PREVIEW).name)
        )
    return picture


def tags(properties: dict[str, str]) -> str:
    """One ``<meta>`` a property; Open Graph's are properties, all others names."""
    written = ""
    for name, value in properties.items():
        kind = "property" if name.startswith("og:") else "name"
        if value:
            written += f'\n    <meta {kind}="{name}" content="{html.escape(value)}" />'
    return written


def describe(app, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Description, Open Graph and Twitter tags of each page, and linked data; the root page is the home page."""
    base, root = app.config.html_baseurl, app.config.root_doc
    if pagename == root:
        context["docstitle"] = ""  # the book's title once, not twice
        context["pageurl"] = base
    title = re.sub(
        "<[^>]+>", "", html.unescape(context.get("title") or str(OWN_PAGES.get(pagename, "")))
    )
    title = title or app.config.html_title
    text = summary(app, pagename, title, doctree)
    known = {
        "description": text,
        "robots": "noindex" if pagename in OWN_PAGES else "",
        "og:title": title,
        "og:description": text,
        "og:type": "website" if pagename == root else "article",
        "og:site_name": app.config.html_title,
        "og:url": context.get("pageurl") or "",
    }
    picture = preview(app, pagename, doctree)
    if picture and base:
        known |= {
            "og:image": posixpath.join(base, picture.path),
            "og:image:width": str(picture.width),
            "og:image:height": str(picture.height),
            "og:image:alt": picture.alt,
            "twitter:card": "summary_large_image",
        }
    context["metatags"] = context.get("metatags", "") + tags(known)
    if base and pagename not in OWN_PAGES:
        said = linked_data(app.config, kind_of(app, pagename), title, text, known["og:url"])
        context["metatags"] += f'\n    <script type="application/ld+json">{said}</script>'


def kind_of(app, pagename: str) -> str:
    """What a page is, in the words of schema.org."""
    if pagename == app.config.root_doc:
        return "Book"
    page = page_of(app.env, pagename)
    if not page:
        return "WebPage"
    return "LearningResource" if page.is_exercises else "Chapter"


def linked_data(config, kind: str, title: str, text: str, address: str) -> str:
    """A page, or the whole book, as search engines and catalogues of teaching material read it (JSON-LD)."""
    book = {
        "@type": "Book",
        "name": config.html_title,
        "url": config.html_baseurl,
        "author": {"@type": "Organization", "name": config.author},
        "isAccessibleForFree": True,
        "license": LICENCE,
    }
    page = {"@type": kind, "name": title, "url": address, "isPartOf": book}
    said = {"@context": "https://schema.org"} | (book if kind == "Book" else page)
    said |= {"description": text, "inLanguage": config.language}
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def seen_from_above(text: str, folder: str) -> str:
    """A page of *folder* as it reads in the folder above: the same page at another address."""

    def moved(found: re.Match) -> str:
        return f'{found[1]}="{posixpath.normpath(posixpath.join(folder, found[2]))}"'

    return ADDRESS.sub(moved, text).replace('data-content_root="../"', 'data-content_root="./"')


NOT_FOUND = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" />
<title>{lost} · {title}</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto 0; padding: 0 1.2rem; }}
</style>
</head>
<body>
<h1>{lost}</h1>
<p>{why}</p>
<p><a href="{home}">{title}</a> · <a href="{home}search.html">{search}</a></p>
</body>
</html>
"""


def not_found(config) -> str:
    """The page for addresses that lead nowhere. It is shown at any depth, so it needs no other file."""
    home = re.sub(r"^https?://[^/]+", "", config.html_baseurl or "/") or "/"
    return NOT_FOUND.format(
        title=html.escape(config.html_title),
        lost=t("This page does not exist"),
        why=t("Its name may have changed. The contents and the search know all pages that there are."),
        search=t("Search"),
        home=home,
    )  # fmt: skip


def write_home_and_maps(app, error) -> None:
    """The root page also at the site's own address, a map of all pages, and a page for wrong addresses."""
    if error is not None or app.builder.format != "html":
        return
    out, base, root = Path(app.outdir), app.config.html_baseurl, app.config.root_doc
    folder = posixpath.dirname(root)
    if folder:
        page = (out / f"{root}.html").read_text("utf8")
        (out / "index.html").write_text(seen_from_above(page, folder), "utf8")
    (out / "404.html").write_text(not_found(app.config), "utf8")
    if base:
        names = [f"{name}.html" for name in sorted(app.env.all_docs) if name != root]
        places = [base, *(posixpath.join(base, name) for name in names)]
        urls = "".join(f"<url><loc>{html.escape(place)}</loc></url>\n" for place in places)
        (out / "sitemap.xml").write_text(
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n',
            "utf8",
        )
        (out / "robots.txt").write_text(
            f"User-agent: *\nAllow: /\nSitemap: {posixpath.join(base, 'sitemap.xml')}\n", "utf8"
        )


def unknown_to_search(app, env, added, changed, removed):
    """Pages that a build wrote before it was stopped, so that they never came into the index of the search: read them again."""
    if app.builder.name != "html":
        return []
    try:
        index = Path(app.outdir, "searchindex.js").read_text("utf8")
        known = set(
            json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))["docnames"]
        )
    except (OSError, ValueError):
        known = set()
    return [name for name in env.found_docs - added - changed if name not in known]


def setup(app):
    """Before pages are read, before the writing of each, and after all of them."""
    app.connect("env-get-outdated", unknown_to_search)
    app.connect("html-page-context", describe, priority=800)
    app.connect("build-finished", write_home_and_maps, priority=900)
