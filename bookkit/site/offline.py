"""Every file from the site itself: it asks no other host for anything, and works from file://."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

MATHJAX_FILES = (  # the parts that the book's formulas need; the packages of all parts in one hold half as much again
    "startup.js",
    "core.js",
    "input/tex.js",
    "output/chtml.js",
    "output/chtml/fonts",
    "a11y/assistive-mml.js",
    "ui/lazy.js",
)
OFFERED = ("chapters/figures", "notebooks")
NOT_OFFERED = ("solutions", "provenance")


def silence_thebe(app, config) -> None:
    """Jupyter Book always loads sphinx-thebe, which would name a script on another host in every page."""
    for listeners in app.events.listeners.values():
        listeners[:] = [
            entry for entry in listeners if not entry.handler.__module__.startswith("sphinx_thebe")
        ]
    app.registry.css_files[:] = [
        entry for entry in app.registry.css_files if entry[0] != "sphinx-thebe.css"
    ]


def copy_mathjax(app) -> None:
    """MathJax from the installed package."""
    if app.builder.format != "html":
        return
    package = (
        Path(importlib.util.find_spec("sphinx-mathjax-offline").origin).parent
        / "static"
        / "mathjax"
    )
    for name in MATHJAX_FILES:
        source, target = package / name, Path(app.outdir) / "_static" / "mathjax" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy2(source, target)


def copy_files(app, error) -> None:
    """Figures and notebooks at addresses that never change: what notebooks show and the download buttons offer."""
    if error is not None or app.builder.format != "html":
        return
    for name in OFFERED:
        target = Path(app.outdir) / "_files" / name
        shutil.copytree(
            Path(app.srcdir) / name,
            target,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns(*NOT_OFFERED),
        )


def setup(app):
    """Connect them to the build."""
    app.connect("config-inited", silence_thebe)
    app.connect("builder-inited", copy_mathjax)
    app.connect("build-finished", copy_files)
