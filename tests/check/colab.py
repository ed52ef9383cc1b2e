"""Run committed notebooks as they would run in Colab: its package versions, an empty folder, nothing but the notebook.

python tests/check/colab.py                                   all of notebooks/
python tests/check/colab.py lstm_cell exercises/lstm_cell     these
python tests/check/colab.py --notebooks _build/notebook lstm_cell
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from bookkit.book import Book, Page  # noqa: E402
from bookkit.chapter import requires, smoke_values  # noqa: E402
from bookkit.records import last  # noqa: E402

BOOK = Book(ROOT)
PINS = ROOT / "requirements-colab.txt"
HOME = ROOT / "_build" / "colab"  # ignored by git, made once
PASSED = HOME / "passed.json"
DAYS = 5  # in which every notebook has its turn
PROGRESS = re.compile(r"\d+%\||\[\d+:\d+(:\d+)?[<,]|━")  # what tqdm, pooch and pip draw
PIP_HERE = re.compile(
    r"WARNING: Location '.*' is ignored"
)  # of the way this machine finds packages, not of the notebook
XLA_ONCE = re.compile(
    r"Compiled cluster using XLA!|All log messages before absl::InitializeLog"
)  # said once where a page shows what XLA does; nothing in Python silences it
CHATTER = re.compile(
    r"\bWarning:|WARNING|UserWarning|Traceback|^[EWIF]\d{4} |^\d{4}-\d\d-\d\d [\d:.]+: [EWIF] ",
    re.M,
)


class Unavailable(Exception):
    """This machine cannot have Colab's environment; the message says why."""


# --- the environment --------------------------------------------------------


def pins() -> dict[str, str]:
    """Package -> version, without those for other machines."""
    from packaging.requirements import Requirement

    wanted = [
        Requirement(line)
        for line in PINS.read_text("utf8").splitlines()
        if line and not line.startswith("#")
    ]
    return {
        r.name: str(r.specifier).removeprefix("==")
        for r in wanted
        if not r.marker or r.marker.evaluate()
    }


def python_for_colab() -> str:
    """Python 3.13, as Colab has, else the newest there is that TensorFlow supports."""
    tried = []
    for minor in (13, 12, 11):
        installed = sorted(
            Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"), reverse=True
        )
        for command in (
            [f"python3.{minor}"],
            *([str(path)] for path in installed),
            ["py", f"-3.{minor}"],
            [sys.executable],
            ["python3"],
        ):
            code = "import ensurepip, sys, venv; print(*sys.version_info[:2], sep='.'); print(sys.executable)"
            try:
                asked = subprocess.run(
                    [*command, "-c", code], capture_output=True, text=True, timeout=60
                )
            except OSError:
                continue
            if asked.returncode == 0 and asked.stdout.startswith(f"3.{minor}\n"):
                return asked.stdout.splitlines()[1]
            tried.append(" ".join(command))
    raise Unavailable(
        f"no Python 3.13, 3.12 or 3.11 with its modules venv and ensurepip was found (tried {', '.join(dict.fromkeys(tried))})"
    )


def run(*command: str | Path, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, **options
    )


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def packages_of(environment: Path) -> Path:
    return Path(
        run(
            python_of(environment), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"
        ).stdout.strip()
    )


def environment() -> Path:
    """A virtual environment with Colab's versions, built when the pins or the Python changed; Unavailable if that cannot be."""
    base = python_for_colab()
    if "keras" not in pins() or not {"tensorflow", "tensorflow-cpu"} & set(pins()):
        raise Unavailable("there is no TensorFlow for this kind of machine")
    key = f"{base} {hashlib.sha256(PINS.read_bytes().replace(bytes([13]), b'')).hexdigest()}\n"
    folder, ready = HOME / "venv", HOME / "ready"
    if ready.is_file() and ready.read_text("utf8") == key:
        return folder
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    made = run(base, "-m", "venv", folder)
    if made.returncode:
        raise Unavailable(f"{base} -m venv fails: {last_line(made)}")
    pip = (python_of(folder), "-m", "pip", "--disable-pip-version-check")
    installed = run(*pip, "install", "--quiet", "-r", PINS, cwd=ROOT)
    if installed.returncode:  # whose fault: the network's, or the list's?
        reached = run(
            *pip,
            "download",
            "--quiet",
            "--no-deps",
            "--no-cache-dir",
            "--dest",
            HOME / "probe",
            f"tqdm=={pins()['tqdm']}",
        )
        if reached.returncode:
            raise Unavailable(f"the packages cannot be had from here: {last_line(reached)}")
        raise RuntimeError(f"{PINS.name} cannot be installed: {installed.stderr[-2000:]}")
    found = run(
        python_of(folder),
        "-c",
        "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))",
        *pins(),
    )
    assert json.loads(found.stdout) == pins(), found.stdout + found.stderr
    # Colab has made this cache too; without it the first plot of every notebook says that one is being made.
    run(
        python_of(folder),
        "-c",
        "import matplotlib.pyplot",
        env={**os.environ, "MPLCONFIGDIR": str(HOME / "matplotlib")},
    )
    ready.write_text(key, "utf8")
    return folder


def last_line(done: subprocess.CompletedProcess) -> str:
    return (done.stderr.strip().splitlines() or ["no reason given"])[-1]


def fresh_runtime(base: Path, folder: Path) -> Path:
    """An environment that sees the packages of *base*; what a notebook installs goes into *folder* and leaves *base* alone."""
    made = run(python_of(base), "-m", "venv", "--without-pip", folder)
    assert made.returncode == 0, made.stderr
    (packages_of(folder) / "colab.pth").write_text(f"{packages_of(base)}\n", "utf8")
    return folder


# --- a run ------------------------------------------------------------------


@dataclass
class Run:
    """What came of one notebook: seconds of wall time, and what a reader would stumble over, each with its cell."""

    name: str
    seconds: float
    problems: list[str]


def serve(folder: Path = ROOT) -> ThreadingHTTPServer:
    """The files of the repository on the loopback interface, as raw files are served where it is published."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def complaints(notebook: nbformat.NotebookNode) -> list[str]:
    """Errors, and everything on stderr but progress bars, and warnings printed; with the cell and its first line.

    Of what fails after a first error, names that were therefore never defined are left out.
    """
    found, failed = [], False
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            text = ""
            if output.output_type == "error" and not (failed and output.ename == "NameError"):
                failed = True
                text = "\n".join(
                    [
                        *re.sub(r"\x1b\[[\d;]*m", "", "\n".join(output.traceback)).splitlines()[
                            -12:
                        ],
                        f"{output.ename}: {output.evalue}",
                    ]
                )
            elif output.output_type == "stream" and output.name == "stderr":
                text = "\n".join(
                    line
                    for line in re.split(r"[\r\n]", output.text)
                    if line.strip()
                    and not any(known.search(line) for known in (PROGRESS, PIP_HERE, XLA_ONCE))
                )
            elif output.output_type == "stream" and CHATTER.search(output.text):
                text = output.text
            if text:
                first = next(line for line in cell.source.splitlines() if line.strip())
                found.append(
                    f"cell {cell.id} ({first.strip()[:70]}): {output.get('name', 'error')}\n{text[:3000]}"
                )
    return found


def as_opened(page: Page, path: Path, profile: str) -> nbformat.NotebookNode:
    """The notebook at *path* without outputs; in the smoke size a cell with the page's smaller values follows its parameters."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    values = smoke_values(page) if profile == "smoke" else {}
    if values:
        place = next(
            i
            for i, cell in enumerate(notebook.cells)
            if "parameters" in cell.metadata.get("tags", [])
        )
        source = "\n".join(f"{name} = {value!r}" for name, value in values.items())
        notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(source, id="smoke"))
    return notebook


def run_notebook(
    page: Page,
    path: Path,
    base: Path,
    address: str,
    profile: str = "smoke",
    keep: Path | None = None,
) -> Run:
    """Run the notebook of *page* at *path* alone in an empty folder; its helpers come from *address*."""
    start = time.perf_counter()
    with TemporaryDirectory(prefix="colab-", ignore_cleanup_errors=True) as scratch:
        content, kernels = Path(scratch, "content"), Path(scratch, "kernels")
        content.mkdir()
        runtime = fresh_runtime(base, Path(scratch, "runtime"))
        (kernels / "colab").mkdir(parents=True)
        command = [str(python_of(runtime)), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        (kernels / "colab" / "kernel.json").write_text(
            json.dumps({"argv": command, "display_name": "Colab", "language": "python"}), "utf8"
        )
        # With PYTEST_... set, the kernel would not show what C++ libraries write; a log level set here would hide it.
        hidden = (
            "BOOK_",
            "IMDB_",
            "PYTEST",
            "PYTHON",
            "TF_",
            "KERAS_",
            "MPL",
            "JUPYTER",
            "VIRTUAL_ENV",
        )
        clean = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
        one_thread = dict.fromkeys(
            ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"
        )
        env = {
            **clean,
            **one_thread,
            "BOOK_BASE": address,
            "BOOK_PROFILE": profile,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "no_proxy": "127.0.0.1",
            "NO_PROXY": "127.0.0.1",
            "KERAS_HOME": str(Path(scratch, "keras")),
            "MPLCONFIGDIR": str(base.parent / "matplotlib"),
        }
        notebook = as_opened(page, path, profile)
        specs = KernelSpecManager(kernel_dirs=[str(kernels)], ensure_native_kernel=False)
        client = NotebookClient(
            notebook,
            km=AsyncKernelManager(kernel_name="colab", kernel_spec_manager=specs),
            timeout=900,
            allow_errors=True,
            resources={"metadata": {"path": str(content)}},
        )
        client.execute(
            env=env, stderr=subprocess.DEVNULL, cleanup_kc=True
        )  # else the kernel would live on
        problems = complaints(notebook)
        replaced = {
            found.name.split("-")[0].lower().replace("_", "-")
            for found in packages_of(runtime).glob("*.dist-info")
        } & set(pins())
        if replaced:
            problems.append(
                f"it installs another version of {', '.join(sorted(replaced))}, for which Colab asks to restart the session"
            )
    if keep:
        kept = keep / f"{page.key}.ipynb"
        kept.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, kept)
    return Run(page.key, time.perf_counter() - start, problems)


def recorded_seconds(page: Page) -> float:
    """What the page took when it was last recorded."""
    done = last(page, ROOT / "notebooks")
    return done.seconds if done else 0.0


def brought_by_colab(page: Page) -> list[str]:
    """Modules that *page* requires, that Colab has, and that this environment leaves out."""
    return [name for name in requires(page) if name not in pins()]


def state(page: Page) -> str:
    """A digest of what decides whether the notebook of *page* runs: itself, the book's modules, Colab's versions."""
    modules = [
        ROOT / "chapters" / "utils.py",
        ROOT / "chapters" / "exercises" / f"{page.name}_checks.py",
    ]
    files = [
        path
        for path in (ROOT / "notebooks" / f"{page.key}.ipynb", *modules, PINS)
        if path.is_file()
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def passed() -> dict[str, str]:
    """By key, the state in which a notebook last ran without a problem on this machine."""
    return json.loads(PASSED.read_text("utf8")) if PASSED.is_file() else {}


def remember(page: Page) -> None:
    """Note that the notebook of *page* ran without a problem as it is now."""
    PASSED.write_text(json.dumps(passed() | {page.key: state(page)}, indent=1), "utf8")


def recorded_lately(page: Page) -> bool:
    """Whether git knows of a new record of *page* in the last half day; True where there is no git to ask."""
    asked = ["git", "log", "--since=12 hours ago", "--format=%h", "--"]
    told = subprocess.run(
        [*asked, f"notebooks/provenance/{page.key}.json"], cwd=ROOT, capture_output=True, text=True
    )
    return told.returncode != 0 or bool(told.stdout.strip())


def touched(page: Page) -> bool:
    """Whether the notebook of *page* has not yet run here as it is now; on a new machine, whether it was recorded lately."""
    if not PASSED.is_file():
        return recorded_lately(page)
    return passed().get(page.key) != state(page)


def chosen(everything: bool, day: int | None = None) -> list[Page]:
    """Pages whose notebooks to try: those touched, and of the others another part each day; or *everything*."""
    day = time.localtime().tm_yday if day is None else day
    return [
        page
        for place, page in enumerate(BOOK.pages)
        if everything or place % DAYS == day % DAYS or touched(page)
    ]


def run_all(
    pages: list[Page], base: Path, notebooks: Path = ROOT / "notebooks", **options
) -> tuple[ThreadPoolExecutor, dict[str, Future[Run]]]:
    """Start their notebooks, two at a time, the longest first; the results by key as they come."""
    address = f"http://127.0.0.1:{serve().server_port}"
    two = ThreadPoolExecutor(2)
    ordered = sorted(pages, key=recorded_seconds, reverse=True)
    return two, {
        page.key: two.submit(
            run_notebook, page, notebooks / f"{page.key}.ipynb", base, address, **options
        )
        for page in ordered
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", help="pages, such as lstm_cell or exercises/lstm_cell (default: all)"
    )
    parser.add_argument(
        "--notebooks", type=Path, default=ROOT / "notebooks", help="folder they are in"
    )
    parser.add_argument("--profile", default="smoke", choices=["smoke", "full"])
    parser.add_argument("--keep", type=Path, help="folder for the notebooks with what they printed")
    options = parser.parse_args()
    pages = [BOOK.page(name) for name in options.names] or BOOK.pages
    _, runs = run_all(
        pages,
        environment(),
        notebooks=options.notebooks.resolve(),
        profile=options.profile,
        keep=options.keep,
    )
    for future in runs.values():
        done = future.result()
        print(
            f"{done.name}: {done.seconds:.0f} s, {len(done.problems)} problems",
            *done.problems,
            sep="\n",
            flush=True,
        )
    sys.exit(any(future.result().problems for future in runs.values()))


if __name__ == "__main__":
    main()
