"""The Sphinx extension of the site: recorded outputs, headers, folds, findable, spoken, every file from the site."""

from pathlib import Path

from . import findable, folds, header, light, offline, outputs, spoken


def setup(app):
    """Sphinx calls this."""
    app.add_message_catalog("labels", str(Path(app.srcdir) / "locale"))
    for part in (outputs, header, folds, offline, light, findable, spoken):
        part.setup(app)
    return {
        "version": "2",
        "env_version": 3,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
