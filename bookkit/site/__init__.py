"""The Sphinx extension of the site: outputs, headers, folds, demos, findable, spoken, every file from the site itself."""

from pathlib import Path

from . import demos, findable, folds, header, light, offline, outputs, spoken


def setup(app):
    """Sphinx calls this."""
    app.add_message_catalog("labels", str(Path(app.srcdir) / "locale"))
    for part in (outputs, header, folds, demos, offline, light, findable, spoken):
        part.setup(app)
    return {
        "version": "2",
        "env_version": 5,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
