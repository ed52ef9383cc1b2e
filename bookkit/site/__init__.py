"""The Sphinx extension of the site: outputs, headers, folds, demos, comfort, findable, spoken, every file from here."""

import zlib
from pathlib import Path

from ..downloads import links as downloads
from . import comfort, demos, findable, folds, header, light, offline, outputs, spoken


def fingerprint_of_sources() -> int:
    """Another number whenever a file of this folder changes: pages that were built by other code are built anew."""
    code = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    return zlib.crc32(b"".join(code))


def setup(app):
    """Sphinx calls this."""
    app.add_message_catalog("labels", str(Path(app.srcdir) / "locale"))
    for part in (
        outputs,
        header,
        folds,
        demos,
        comfort,
        offline,
        light,
        findable,
        spoken,
        downloads,
    ):
        part.setup(app)
    return {
        "version": "2",
        "env_version": fingerprint_of_sources(),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
