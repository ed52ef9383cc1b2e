"""What the four studies of speed share: a clock, the memory of a process, where a table goes; import it before utils.

A study at full size ends in results/NAME.csv and NAME.json, as record.save() writes them. A proof of the script at a tiny
size (``--small``) leaves that folder alone and writes _build/small/NAME.csv: its numbers say nothing.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
from record import HERE, save

ROOT = HERE.parent
SMALL = ROOT / "_build" / "small"


class Clock:
    """Seconds of wall clock and of processor time (all threads of this process) within ``with Clock() as clock:``."""

    def __enter__(self) -> Clock:
        self.began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *error) -> None:
        wall, cpu = self.began
        self.seconds, self.cpu = time.perf_counter() - wall, time.process_time() - cpu


def peak_memory() -> float:
    """The most memory that this process has held so far, in MB (10^6 bytes); nan where the system does not tell."""
    with suppress(OSError):  # Linux: the one that forget_peak() sets back
        lines = Path("/proc/self/status").read_text("utf8").splitlines()
        told = dict(line.split(":", 1) for line in lines if ":" in line)
        return int(told["VmHWM"].split()[0]) * 1024 / 1e6
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes on macOS, KiB elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def forget_peak() -> None:
    """From here on peak_memory() tells of what comes, where the system allows that (Linux); else of all there was."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def blocks_read() -> int:
    """How often this process had to read from a disk so far (blocks of 512 bytes on Linux); 0 where nobody counts."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_inblock


def environment(backend: str = "tensorflow", cores: int = 2) -> dict[str, str]:
    """Environment of a process that computes on *cores* CPU cores; what the caller has set himself is kept."""
    limits = {
        "OMP_NUM_THREADS": f"{cores}",
        "TF_NUM_INTRAOP_THREADS": f"{cores}",
        "TF_NUM_INTEROP_THREADS": f"{cores}",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
    }
    return limits | os.environ | {"KERAS_BACKEND": backend}


def table_of(name: str, small: bool = False) -> Path:
    """Where the table *name* is kept."""
    return (SMALL if small else HERE / "results") / f"{name}.csv"


def so_far(name: str, small: bool = False) -> pd.DataFrame:
    """The table *name* as it stands on the disk, empty if there is none."""
    path = table_of(name, small)
    return pd.read_csv(path) if path.is_file() else pd.DataFrame()


def keep(frame: pd.DataFrame, name: str, small: bool = False) -> None:
    """Write the table *name*, whole or not at all."""
    if not small:
        save(frame, name)
        return
    SMALL.mkdir(parents=True, exist_ok=True)
    part = SMALL / f".{name}.csv.part"
    frame.round(4).to_csv(part, index=False, lineterminator="\n")
    os.replace(part, table_of(name, small))
