"""The commands of the machinery: ``python -m bookkit COMMAND --help``."""

from __future__ import annotations

import importlib
import sys

COMMANDS = {
    "execute": ("execute", "run pages and record what they print"),
    "build": ("build", "build the site or an edition with Jupyter Book; nothing is executed"),
    "touched": ("touched", "the pages that a change touches"),
    "lint": ("lint", "house style of pages, with file, line and mend"),
    "chapter": ("scaffold", "write every file a new chapter needs"),
    "assignment": ("editions.assignment", "exercises as an assignment for nbgrader"),
    "labels": ("catalogue", "collect the texts in code that readers see"),
    "thumbnails": ("thumbnails", "small pictures of recorded plots for the first page"),
    "downloads": (
        "downloads.command",
        "the notebooks as zip and the book as PDF, and links to them",
    ),
    "publish": ("publish", "prepare site and notebooks for a repository's address"),
}


def main() -> int | str:
    """Run the command that is named."""
    name, *arguments = sys.argv[1:] or ["--help"]
    if name not in COMMANDS:
        lines = [f"  {command:<12} {what}" for command, (_, what) in COMMANDS.items()]
        return "\n".join(["usage: python -m bookkit COMMAND ...", *lines])
    module = importlib.import_module(f"bookkit.{COMMANDS[name][0]}")
    return module.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
