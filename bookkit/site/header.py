"""What stands at the head of pages that are run: objectives, times, where outputs come from, where to run it."""

from __future__ import annotations

import posixpath
import re

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from .. import records
from ..book import Page
from ..chapter import exercises, needs
from .outputs import book_of, page_of

t = get_translation("labels")
HEADER_OPTION = re.compile(r"^:(read|exercises|gpu): *(.+?) *$", re.M)


def repository_file(config, path: str, kind: str = "blob") -> str:
    """Address of a file of the published repository; the repository is named once, in _config.yml."""
    options = config.html_theme_options
    return f"{options['repository_url'].rstrip('/')}/{kind}/{options['repository_branch']}/{path}"


def describe(provenance: dict) -> str:
    """One line: when, on what and with which data recorded outputs were made."""
    packages = provenance["packages"]
    tensorflow = packages.get("tensorflow-cpu") or packages.get("tensorflow", "")
    backend = (
        f"TensorFlow {tensorflow}"
        if provenance["backend"] == "tensorflow"
        else provenance["backend"]
    )
    return f"{provenance['date']} · {provenance['machine']} · Keras {packages['keras']}, {backend} · {provenance['data']}"


class MarkdownDirective(SphinxDirective):
    """A directive that writes Markdown."""

    def markdown(self, text: str) -> list[nodes.Node]:
        """The nodes of *text*."""
        box = nodes.container()
        self.state.nested_parse(
            StringList(text.splitlines(), self.env.docname), self.content_offset, box
        )
        return box.children

    def links(self, page: Page) -> nodes.container:
        """The buttons that open the notebook of *page*."""
        colab = repository_file(self.config, f"notebooks/{page.key}.ipynb")
        colab = colab.replace("https://github.com", "https://colab.research.google.com/github")
        up = "../" * (page.key.count("/") + 1)
        box = nodes.container(classes=["chapter-links"])
        button = ["sd-btn", "sd-btn-outline-primary"]
        targets = (
            (t("Open in Colab"), colab),
            (t("Download notebook"), f"{up}_files/notebooks/{page.key}.ipynb"),
        )
        for text, uri in targets:
            box += nodes.paragraph(
                "", "", nodes.reference("", text, refuri=uri, internal=False, classes=button)
            )
        return box

    def provenance(self, page: Page) -> tuple[str, str, list[nodes.Node]]:
        """(how long running took, where the outputs come from, warnings): what no notebook says."""
        done = records.recorded(page)
        if not done:
            return "", t("The outputs of this page have not been recorded yet."), []
        known = done.provenance
        running = t("Running all cells took {minutes:.1f} minutes.").format(
            minutes=done.seconds / 60
        )
        warnings = []
        if not (known["official"] and known["profile"] == "full"):
            text = t(
                "These outputs come from a {profile}-size run on {data}: test numbers are not comparable with published ones."
            ).format(**known)
            warnings.append(nodes.warning("", nodes.paragraph("", text)))
        return running, t("Outputs recorded {where}").format(where=describe(known)), warnings


class ChapterHeader(MarkdownDirective):
    """Objectives (the content), prerequisites, times, GPU, where the outputs come from, and where to run the chapter.

    A ``gpu`` option that begins with "helps" makes the chapter's notebook ask Colab for one.
    """

    has_content = True
    option_spec = {
        "read": directives.positive_int,
        "exercises": directives.positive_int,  # minutes; where the page of exercises exists they are added up there
        "gpu": directives.unchanged_required,
        "needs": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """The header and the links."""
        page = page_of(self.env)
        running, record, warnings = self.provenance(page)
        objectives = [f"**{t('After this chapter you can')}**", "", *self.content, ""]
        lines = [
            *(objectives if self.content else []),  # a page to look things up in has none
            f"**{t('Before you start')}:** {self.options['needs']}.",
            "",
            f"**{t('Time')}:** {self.times(page)}.",
            "",
            f"**GPU:** {self.options['gpu']}.",
            "",
            f"{running} {record} · [{t('all pages')}](#status)",
        ]
        header = nodes.container("", *self.markdown("\n".join(lines)), classes=["chapter-header"])
        header[-1]["classes"].append("provenance")
        header["gpu_helps"] = self.options["gpu"].startswith("helps")
        header += warnings
        return [header, self.links(page)]

    def times(self, page: Page) -> str:
        """Minutes of reading and of exercises."""
        read = t("reading about {read} minutes").format(read=self.options["read"])
        if page.is_reference:
            return read
        minutes = self.options.get("exercises", 0)
        link = t("exercises")
        if page.companion.path.is_file():
            self.env.note_dependency(str(page.companion.path))
            minutes = sum(exercise.minutes for exercise in exercises(page.companion))
            link = (
                f"[{link}]({posixpath.relpath(page.companion.key, posixpath.dirname(page.key))}.md)"
            )
        return f"{read}, {link} " + t("about {minutes} minutes (estimates)").format(minutes=minutes)


class ExercisesHeader(MarkdownDirective):
    """What a page of exercises holds: kinds, minutes and points of each, the core set, and where to run it."""

    option_spec = {"chapter": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """The table and the links."""
        page = page_of(self.env)
        chapter = book_of(self.env).page(self.options["chapter"])
        running, record, warnings = self.provenance(page)
        found = exercises(page)
        core = [exercise for exercise in found if not exercise.optional]
        title = f"[{t('the chapter')}](../{chapter.name}.md)"
        taken = ", ".join(f"`{name}`" for name in needs(page).get(chapter.key, []))
        borrowed = (
            t("It begins with what it takes from there: {names}.").format(names=taken)
            if taken
            else ""
        )
        lines = [
            t("These belong to {chapter}.").format(chapter=title)
            + " "
            + t(
                "Each says what to hand in. The notebook of this page runs alone and checks your code."
            )
            + " "
            + borrowed,
            "",
            f"| {t('Exercise')} | {t('Kind')} | {t('Minutes')} | {t('Points')} |",
            "|---|---|---|---|",
            *(
                f"| {{ref}}`{exercise.name} <{exercise.label}>`{'' if not exercise.optional else ' (' + t('optional') + ')'} "
                f"| {t(exercise.kind)} | {exercise.minutes} | {exercise.points} |"
                for exercise in found
            ),
            f"| **{t('core set')}** | | **{sum(e.minutes for e in core)}** | **{sum(e.points for e in core)}** |",
            "",
            f"{running} {record} · [{t('all pages')}](#status)",
        ]
        header = nodes.container(
            "", *self.markdown("\n".join(lines)), classes=["chapter-header", "exercises-header"]
        )
        header[-1]["classes"].append("provenance")
        header += warnings
        return [header, self.links(page)]


class TimeTable(MarkdownDirective):
    """Reading and exercises of each chapter, as the chapters themselves say, and whether a GPU helps."""

    def run(self) -> list[nodes.Node]:
        """One row a chapter, and the sums."""
        rows = [[t("Chapter"), t("reading"), t("exercises"), t("GPU")], ["---"] * 4]
        reading = solving = 0
        for page in book_of(self.env).chapters:
            self.env.note_dependency(str(page.path))
            options = dict(HEADER_OPTION.findall(page.path.read_text("utf8")))
            minutes = int(options.get("exercises", 0))
            if page.companion.path.is_file():
                self.env.note_dependency(str(page.companion.path))
                minutes = sum(exercise.minutes for exercise in exercises(page.companion))
            reading += int(options.get("read", 0))
            solving += minutes
            link = f"{{doc}}`/chapters/{page.key}`"
            rows.append(
                [link, f"{options.get('read', 0)} min", f"{minutes} min", options.get("gpu", "")]
            )
        rows.append(
            [f"**{t('all')}**", f"**{reading / 60:.0f} h**", f"**{solving / 60:.0f} h**", ""]
        )
        return self.markdown("\n".join("| " + " | ".join(row) + " |" for row in rows))


class StatusTable(MarkdownDirective):
    """Where the outputs of each page come from."""

    def run(self) -> list[nodes.Node]:
        """One row a page."""
        book = book_of(self.env)
        head = [t("Page"), t("Recorded"), t("Minutes"), t("State")]
        rows = [head, ["---"] * len(head)]
        for page in book.pages:
            done = records.recorded(page)
            state = t("current") if done else t("stale: run `make execute`")
            done = done or records.last(page, book.root / records.COMMITTED)
            known = (
                [describe(done.provenance), f"{done.seconds / 60:.1f}"]
                if done
                else [t("never"), ""]
            )
            rows.append([f"{{doc}}`/chapters/{page.key}`", *known, state])
        return self.markdown("\n".join("| " + " | ".join(row) + " |" for row in rows))


def setup(app):
    """Name the directives."""
    app.add_directive("chapter-header", ChapterHeader)
    app.add_directive("exercises-header", ExercisesHeader)
    app.add_directive("time-table", TimeTable)
    app.add_directive("status-table", StatusTable)
