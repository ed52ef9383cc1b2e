"""Run chapters and record what they print: python tools/execute.py [06 08 ...] (default: those not current).
Writes notebooks/ (full size, official data) or, with --into DIR, any size and data to DIR; what solution cells print goes
to DIR/solutions/, since notebooks show a solution as folded text without outputs.
"""
from __future__ import annotations

import argparse
import base64
import datetime
import io
import json
import os
import platform
import subprocess
import sys
import time
from importlib.metadata import distributions
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "_ext"))
from book_fingerprint import (
    NOTEBOOKS,
    chapter,
    current_fingerprint,
    digest,
    last_recorded,
    recorded,
    solution_cells,
    solution_file,
    sources,
)

PACKAGES = ("keras", "tensorflow", "tensorflow-cpu", "numpy", "pandas", "scikit-learn", "matplotlib")
ASK_KERNEL = """import json, utils
print(json.dumps({"data": utils.LOADED[-1].provenance if utils.LOADED else "generated in the chapter",
                  "official": all(d.official for d in utils.LOADED),
                  "backend": utils.keras.backend.backend(), "device": utils.device_report()}))"""


def versions() -> dict[str, str]:
    installed = {found.name.lower().replace("_", "-"): found.version for found in distributions()}
    return {name: installed[name] for name in PACKAGES if name in installed}


def compact(png: str) -> str:
    """The picture in *png* (base64) with at most 96 colours: a third of the size, and nobody sees a difference."""
    small = io.BytesIO()
    Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB").quantize(96, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return base64.b64encode(small.getvalue()).decode()


def tidy(cell: nbformat.NotebookNode) -> None:
    """Keep what a reader should see: no progress bars or library logs, neighbouring prints as one output."""
    cell.metadata.pop("execution", None)
    kept: list[nbformat.NotebookNode] = []
    for output in cell.outputs:
        if output.get("name") == "stderr" or "application/vnd.jupyter.widget-view+json" in output.get("data", {}):
            continue
        if "image/png" in output.get("data", {}):
            output.data["image/png"] = compact(output.data["image/png"])
        if kept and output.output_type == "stream" == kept[-1].output_type:
            kept[-1].text += output.text
        else:
            kept.append(output)
    cell.outputs = kept


def keep_gpu_outputs(notebook: nbformat.NotebookNode, before: nbformat.NotebookNode | None, device: str) -> None:
    """A CPU run must not erase what a cell tagged ``gpu`` recorded on a GPU, while its code is unchanged."""
    old = {cell.source: cell for cell in before.cells if cell.cell_type == "code"} if before else {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and "gpu" in cell.metadata.get("tags", []):
            cell.metadata["book_device"], was = device, old.get(cell.source)
            if "GPU" not in device and was and "GPU" in was.metadata.get("book_device", ""):
                cell.outputs, cell.metadata["book_device"] = was.outputs, was.metadata["book_device"]


def write_whole(file: Path, text: str) -> None:
    """Write *text* to *file*, which is never seen half-written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_text(text, "utf8", newline="\n")
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)


def take_solution_outputs(notebook: nbformat.NotebookNode) -> dict[str, list]:
    """The outputs of solution cells by cell id, taken out of *notebook*."""
    taken = {}
    for cell in notebook.cells:
        if cell.id in solution_cells(notebook):
            taken[cell.id], cell.outputs = cell.outputs, []
    return taken


def save(notebook: nbformat.NotebookNode, file: Path) -> None:
    """Write an executed notebook and, before it, what its solutions print; the notebook names the digest of that file."""
    hidden = solution_file(file)
    if taken := take_solution_outputs(notebook):
        write_whole(hidden, json.dumps(taken, indent=1, ensure_ascii=False) + "\n")
        notebook.metadata["book"]["solutions"] = digest(hidden)
    else:
        hidden.unlink(missing_ok=True)
    write_whole(file, nbformat.writes(notebook) + "\n")


def run(path: Path, into: Path) -> float:
    """Execute the chapter at *path* and write its notebook into the folder *into*; returns seconds of wall time."""
    notebook = chapter(path)
    mark, before, seconds = current_fingerprint(path), last_recorded(path), {}
    question = nbformat.v4.new_code_cell(ASK_KERNEL)
    client = NotebookClient(notebook, timeout=None, resources={"metadata": {"path": str(path.parent)}})
    with client.setup_kernel(stderr=subprocess.DEVNULL):  # what libraries log while they start
        code = [(i, cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
        for number, (index, cell) in enumerate(code, start=1):
            start = time.perf_counter()
            try:
                client.execute_cell(cell, index, execution_count=number)
            except (CellExecutionError, DeadKernelError) as error:
                raise RuntimeError(f"{path.name}, code cell {number} of {len(code)}:\n{cell.source}\n\n{error}") from None
            seconds[cell.id] = round(time.perf_counter() - start, 2)
        notebook.cells.append(question)
        client.execute_cell(question, len(notebook.cells) - 1)
        answer = json.loads("".join(o.text for o in notebook.cells.pop().outputs if o.get("name") == "stdout"))
    if into == NOTEBOOKS and not answer["official"]:
        raise RuntimeError(f"{path.name} ran on {answer['data']}; notebooks/ takes the official reviews only")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            tidy(cell)
    keep_gpu_outputs(notebook, before, answer["device"])
    book = {"fingerprint": mark, "date": f"{datetime.date.today()}", "profile": os.environ.get("BOOK_PROFILE", "full"),
            "machine": f"{os.cpu_count()} CPU cores, {platform.machine()}", "python": platform.python_version(),
            "packages": versions(), "seconds": seconds, **answer}
    notebook.metadata = {"kernelspec": notebook.metadata.kernelspec, "book": book}
    save(notebook, into / f"{path.stem}.ipynb")
    return sum(seconds.values())


def due(asked: list[str], everything: bool, into: Path) -> list[Path]:
    """Chapters to run: those asked for, else the stale ones first, then (with --all) the longest unverified."""
    names = {name: path for path in sources() for name in (path.stem, path.name, path.stem.partition("_")[0])}
    if unknown := [name for name in asked if name not in names]:
        sys.exit(f"no chapter {', '.join(unknown)} in chapters/; there are: {', '.join(p.stem for p in sources())}")
    if asked:
        return sorted({names[name] for name in asked})
    stale = [path for path in sources() if not recorded(path, committed_only=into == NOTEBOOKS)]
    current = sorted(set(sources()) - set(stale), key=lambda path: recorded(path).metadata["book"]["date"])
    return stale + current if everything else stale


def expected_seconds(path: Path) -> float:
    """What the chapter took when last recorded, else 15 minutes."""
    return sum(before.metadata["book"]["seconds"].values()) if (before := last_recorded(path)) else 900.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chapters", nargs="*", help="numbers or names, such as 06")
    parser.add_argument("--into", type=Path, default=NOTEBOOKS, help="folder for the notebooks (default: notebooks/)")
    parser.add_argument("--all", action="store_true", help="also chapters that are current")
    parser.add_argument("--minutes", type=float, default=1e7, help="start no chapter that would not finish in this time")
    options = parser.parse_args()
    options.into = options.into.resolve()  # however it is written, notebooks/ is notebooks/
    if options.into == NOTEBOOKS:
        if os.environ.get("BOOK_PROFILE", "full") != "full":
            sys.exit("notebooks/ takes the full size only: unset BOOK_PROFILE, or choose another folder with --into")
        os.environ["BOOK_REQUIRE_OFFICIAL"] = "1"  # load_imdb() then refuses any other data at once
    os.environ.update(PYTHONHASHSEED="0", TF_CPP_MIN_LOG_LEVEL="3")
    start, failed = time.monotonic(), []
    for path in due(options.chapters, options.all, options.into):
        left = options.minutes * 60 - (time.monotonic() - start)
        if expected_seconds(path) * 1.3 > left:
            print(f"{path.stem}: not started, it would not finish in the {left / 60:.0f} minutes left", flush=True)
            continue
        print(f"{path.stem}: running", flush=True)
        try:
            print(f"{path.stem}: {run(path, options.into):.0f} s", flush=True)
        except RuntimeError as error:
            failed.append(path.stem)
            print(f"FAILED {error}", file=sys.stderr, flush=True)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}; nothing was written for them")


if __name__ == "__main__":
    main()
