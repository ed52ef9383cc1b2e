"""What every page of the site shares: chapter headers, the status page, mathematics and files served from the site itself."""
from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

from book_fingerprint import ROOT, last_recorded, sources
from book_outputs import provenance
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

t = get_translation("labels")
MATHJAX_FILES = ("tex-mml-chtml.js", "a11y/assistive-mml.js", "output/chtml/fonts/woff-v2")


def repository_file(config, path: str, kind: str = "blob") -> str:
    """Address of a file of the published repository; the repository is named once, in _config.yml."""
    options = config.html_theme_options
    return f"{options['repository_url'].rstrip('/')}/{kind}/{options['repository_branch']}/{path}"


def describe(book: dict) -> str:
    """One line: when, on what and with which data recorded outputs were made."""
    tensorflow = book["packages"].get("tensorflow-cpu") or book["packages"].get("tensorflow", "")
    backend = f"TensorFlow {tensorflow}" if book["backend"] == "tensorflow" else book["backend"]
    return f"{book['date']} · {book['machine']} · Keras {book['packages']['keras']}, {backend} · {book['data']}"


class MarkdownDirective(SphinxDirective):
    def markdown(self, text: str) -> list[nodes.Node]:
        box = nodes.container()
        self.state.nested_parse(StringList(text.splitlines(), self.env.docname), self.content_offset, box)
        return box.children


class ChapterHeader(MarkdownDirective):
    """Objectives (the content), prerequisites, times, GPU, where the outputs come from, and where to run the chapter.

    A ``gpu`` option that begins with "helps" makes the chapter's notebook ask Colab for one.
    """

    has_content = True
    option_spec = {"read": directives.positive_int, "exercises": directives.positive_int,
                   "gpu": directives.unchanged_required, "needs": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        path = Path(self.env.doc2path(self.env.docname))
        book = provenance(path)
        running, record = t("not run yet"), t("The outputs of this chapter have not been recorded yet.")
        if book:
            running = t("{minutes:.1f} minutes ({machine}, measured)").format(
                minutes=sum(book["seconds"].values()) / 60, machine=book["machine"])
            record = t("Outputs recorded {where}").format(where=describe(book))
        lines = [t("**After this chapter you can**"), "", *self.content, "",
                 f"**{t('Before you start')}:** {self.options['needs']}.", "",
                 f"**{t('Time')}:** " + t("reading about {read} minutes, exercises about {exercises} minutes (estimates); "
                                         "running all cells {running}.").format(running=running, **self.options), "",
                 f"**GPU:** {self.options['gpu']}.", "", f"{record} · [{t('all chapters')}](#status)"]
        header = nodes.container("", *self.markdown("\n".join(lines)), classes=["chapter-header"])
        header[-1]["classes"].append("provenance")
        header["gpu_helps"] = self.options["gpu"].startswith("helps")
        if book and not (book["official"] and book["profile"] == "full"):
            warning = t("These outputs come from a {profile}-size run on {data}: test numbers are not comparable "
                        "with published ones.").format(**book)
            header += nodes.warning("", nodes.paragraph("", warning))
        links = nodes.container(classes=["chapter-links"])
        button = ["sd-btn", "sd-btn-outline-primary"]
        colab = repository_file(self.config, f"notebooks/{path.stem}.ipynb").replace(
            "https://github.com", "https://colab.research.google.com/github")
        for text, uri in ((t("Open in Colab"), colab), (t("Download notebook"), f"../_files/notebooks/{path.stem}.ipynb")):
            links += nodes.paragraph("", "", nodes.reference("", text, refuri=uri, internal=False, classes=button))
        return [header, links]


class StatusTable(MarkdownDirective):
    """One row a chapter: when and on what its outputs were recorded, and whether they are current."""

    def run(self) -> list[nodes.Node]:
        rows = [[t("Chapter"), t("Recorded"), t("Minutes"), t("Outputs")], ["---"] * 4]
        for path in sources(Path(self.env.srcdir)):
            book = provenance(path)
            state = t("current") if book else t("stale: run `make execute`")
            book = book or (dict(old.metadata["book"]) if (old := last_recorded(path)) else None)
            known = [describe(book), f"{sum(book['seconds'].values()) / 60:.1f}"] if book else [t("never"), ""]
            rows.append([f"{{doc}}`/chapters/{path.stem}`", *known, state])
        return self.markdown("\n".join("| " + " | ".join(row) + " |" for row in rows))


def silence_thebe(app, config) -> None:
    """Jupyter Book always loads sphinx-thebe, which would name a script on another host in every page."""
    for listeners in app.events.listeners.values():
        listeners[:] = [entry for entry in listeners if not entry.handler.__module__.startswith("sphinx_thebe")]
    app.registry.css_files[:] = [entry for entry in app.registry.css_files if entry[0] != "sphinx-thebe.css"]


def copy_mathjax(app) -> None:
    """MathJax from the installed package, so that the site asks no other host for anything."""
    package = Path(importlib.util.find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax"
    for name in MATHJAX_FILES if app.builder.format == "html" else ():
        source, target = package / name, Path(app.outdir) / "_static" / "mathjax" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target, dirs_exist_ok=True) if source.is_dir() else shutil.copy2(source, target)


def copy_files(app, error) -> None:
    """Figures and notebooks at addresses that never change: what notebooks show and the download buttons offer."""
    if error is None and app.builder.format == "html":
        files = Path(app.outdir) / "_files"
        for name in ("chapters/figures", "notebooks"):
            shutil.copytree(Path(app.srcdir) / name, files / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("solutions"))


def setup(app):
    app.add_message_catalog("labels", str(ROOT / "locale"))
    app.add_directive("chapter-header", ChapterHeader)
    app.add_directive("status-table", StatusTable)
    app.connect("config-inited", silence_thebe)
    app.connect("builder-inited", copy_mathjax)
    app.connect("build-finished", copy_files)
    return {"version": "1", "env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
