"""Make the machinery and the book's own modules importable, whatever directory pytest is started from."""

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (".", "chapters", "chapters/exercises", "tests", "tests/exercises")
sys.path[:0] = [str((ROOT / folder).resolve()) for folder in FOLDERS]
