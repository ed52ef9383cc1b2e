"""Which of many a slower check takes today: another part each day, all of them with CHECK_ALL=1."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
EVERYTHING = os.environ.get("CHECK_ALL") == "1"


def today(
    items: Sequence[Item],
    parts: int = 12,
    *,
    day: int | None = None,
    seconds: Callable[[Item], float] | None = None,
) -> list[Item]:
    """What the day of the year *day* (default: today) has of *items*, one of *parts* parts; all of them where CHECK_ALL=1.

    With *seconds*, what each takes, no day has all the long ones: they are dealt like cards, longest first.
    """
    day = time.localtime().tm_yday if day is None else day
    dealt = sorted(items, key=seconds, reverse=True) if seconds else items
    mine = [item for place, item in enumerate(dealt) if EVERYTHING or place % parts == day % parts]
    return [item for item in items if item in mine]
