"""The browser that the slower checks use, and what a page complains about."""

from __future__ import annotations

import shutil

from bookkit.downloads.pdf import ARGUMENTS as PRINTING
from bookkit.downloads.pdf import CHROMIUM as NAMES

CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ARGUMENTS = [*PRINTING, "--disable-sync"]


def watch(page):
    """The page, which from now on notes errors of its console and scripts, and failed requests, in ``page.complaints``."""
    page.complaints = []

    def note(said):
        if said.type == "error":
            page.complaints.append(said.text)

    page.on("console", note)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.append(f"failed: {request.url}"))
    return page
