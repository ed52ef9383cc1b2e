"""Make the book's own modules importable, whatever directory pytest is started from."""
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / folder) for folder in ("chapters", "_ext", "tools", "tests", "tests/exercises")]
