"""Every page has its day."""

from __future__ import annotations

import pytest
import rotation


@pytest.mark.parametrize("seconds", [None, lambda item: -item])
@pytest.mark.parametrize("parts", [3, 8, 12])
def test_in_as_many_days_as_parts_each_item_comes_once(monkeypatch, parts, seconds):
    monkeypatch.setattr(rotation, "EVERYTHING", False)
    days = [
        rotation.today(range(20), parts, day=day, seconds=seconds) for day in range(90, 90 + parts)
    ]
    assert sorted(item for day in days for item in day) == list(range(20))


def test_no_day_has_all_the_long_ones(monkeypatch):
    monkeypatch.setattr(rotation, "EVERYTHING", False)
    took = [300, 1, 290, 1, 280, 1, 270, 1]
    for day in range(4):
        chosen = rotation.today(range(8), 4, day=day, seconds=took.__getitem__)
        assert sum(took[item] for item in chosen) < 310


def test_everything_is_everything(monkeypatch):
    monkeypatch.setattr(rotation, "EVERYTHING", True)
    assert rotation.today(["a", "b", "c"], day=1) == ["a", "b", "c"]
