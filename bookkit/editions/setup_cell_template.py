# Setup: takes the book's helpers from this folder or a clone, or fetches them once. Nothing to change here.
import hashlib
import os
import re
import sys
import urllib.request
from pathlib import Path

FILES = {}  # what this notebook reads, with the SHA-256 of what does not change
HELPERS = 0  # the oldest version of the helpers that will do
REF = "main"  # of the repository
BASE = os.environ.get("BOOK_BASE", "https://raw.githubusercontent.com/OWNER/REPO/main").rstrip(
    "/"
)  # or a mirror of it

if "NOTEBOOK_FOLDER" not in globals():  # a second run of this cell starts where the first one did
    NOTEBOOK_FOLDER = Path.cwd()
ABOVE = [NOTEBOOK_FOLDER, *NOTEBOOK_FOLDER.parents]
PLACES = [
    place for folder in ABOVE for place in (folder, folder / "learning-sequences")
]  # a clone, what teachers hand out
CLONES = [folder for folder in PLACES if (folder / "chapters" / "utils.py").is_file()]
BOOK = CLONES[0] if CLONES else NOTEBOOK_FOLDER / f"learning-sequences-{REF}"

os.environ.setdefault(
    "TF_CPP_MIN_LOG_LEVEL", "3"
)  # before Keras is imported: few log lines of TensorFlow
ROUND_A_PATH = " \t\r\n\ufeff\u200e\u202a\u202c'\"‘’“”"  # Windows copies U+202A along
if archive := os.environ.get("IMDB_ARCHIVE", "").strip(ROUND_A_PATH):
    if not re.match("file:|[a-z][a-z0-9+.-]+://", archive, re.I):
        # a path, which holds wherever the working folder is
        archive = os.path.expanduser(os.path.expandvars(archive))
        paths = [NOTEBOOK_FOLDER / archive, Path(os.environ.get("PWD", ""), archive)]
        archive = str(paths[1] if paths[1].exists() and not paths[0].exists() else paths[0])
    os.environ["IMDB_ARCHIVE"] = archive


def fetch(source, target):
    """Write what is at the address *source* to *target*, whole or not at all."""
    try:
        data = urllib.request.urlopen(source, timeout=30).read()
        if data.lstrip().startswith(b"<"):
            raise OSError("a web page came instead of the file")
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        part.write_bytes(data)
        part.replace(target)
    except Exception as error:
        raise RuntimeError(
            f"Could not fetch {source} ({error}). Download the repository as a zip file and open notebooks/ "
            "there, or name a mirror: os.environ['BOOK_BASE'] = 'https://...'"
        ) from None


def is_old(file, sha256):
    """Whether *file* is another one than this notebook was made with, or helpers too old for it."""
    data = file.read_bytes().replace(b"\r\n", b"\n")
    if sha256:
        return hashlib.sha256(data).hexdigest() != sha256
    version = re.search(rb"^HELPERS = (\d+)", data, re.M)
    return file.name == "utils.py" and int(version[1] if version else 0) < HELPERS


def provide(name, sha256):
    """Where the file *name* is. One that is there is used as it is and never overwritten."""
    beside, file = (
        NOTEBOOK_FOLDER / name.removeprefix("chapters/").removeprefix("exercises/"),
        BOOK / name,
    )
    if name.endswith(".py") and beside.is_file():
        file = beside
    if not file.is_file():
        fetch(beside.as_uri() if beside.is_file() else f"{BASE}/{name}", file)
    if is_old(file, sha256):
        print(
            f"Warning: {file} is not the version this notebook was made with; it is used all the same. For the newest "
            "one, delete it, restart the notebook and run this cell; the newest notebook is at NEWEST"
        )
    return file


files = {name: provide(name, sha256) for name, sha256 in FILES.items()}
sys.path[:0] = sorted({str(file.parent) for file in files.values() if file.suffix == ".py"})
if (BOOK / "chapters").is_dir():
    os.chdir(BOOK / "chapters")
print(
    f'Working folder: {os.getcwd()}; to read a file beside the notebook: NOTEBOOK_FOLDER / "mine.csv"'
)
