"""Helpers of the toy book, shaped like the real ones."""
import os
from types import SimpleNamespace

HELPERS = 1
SCALE = 2.0
OTHER = 5.0
keras = SimpleNamespace(backend=SimpleNamespace(backend=lambda: "tensorflow"))
LOADED = [SimpleNamespace(official=os.environ.get("TOY_DATA") != "packaged", provenance="toy reviews")]


def device_report():
    return os.environ.get("TOY_DEVICE", "CPU only")


def helper(x: float) -> float:
    """Double *x*."""
    return SCALE * x


def unused(x):
    return OTHER * x


def area(radius: float) -> float:
    """Area of a circle, by way of helper()."""
    return 3.0 * radius * helper(radius) / 2


def claim(statement, value, above):
    """Raise in strict runs, else print."""
    holds = value > above
    if not holds and os.environ.get("BOOK_STRICT") == "1":
        raise AssertionError(statement)
    print(f"{'holds' if holds else 'otherwise'}: {statement}")


def check(name, test):
    """Print a verdict; never raise."""
    try:
        test()
    except NotImplementedError as todo:
        print(f"{name}: not attempted yet ({todo})")
    except AssertionError as hint:
        print(f"{name}: not yet right. {hint}")
    else:
        print(f"{name}: correct")
