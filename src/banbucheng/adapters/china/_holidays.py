"""What the package `holidays` knows of China."""

from collections.abc import Mapping
from datetime import date, timedelta
from importlib import import_module
from typing import Protocol, cast

from banbucheng.adapters.china._forecast import forecast
from banbucheng.adapters.china._upstream import Upstream

__all__ = ["known_after", "known_of"]

_DAY = timedelta(days=1)
_WEEKEND = (5, 6)


class _China(Protocol):
    """What is used of its calendar of China."""

    special_public_holidays: Mapping[int, object]

    def is_working_day(self, key: date) -> bool: ...


def known_after(year: int, version: str = "") -> Upstream | None:
    """What it knows of the years after that one; None where that is nothing."""
    last = max(_china().special_public_holidays)
    return known_of(year + 1, last, version) if last > year else None


def known_of(first: int, last: int, version: str = "") -> Upstream:
    """What it knows of the years from the first through the last, and of the December before them."""
    china = _china()
    festivals, _ = forecast(frozenset(range(first, last + 1)))
    off: dict[date, str] = {}
    on: set[date] = set()
    day = date(first - 1, 12, 1)
    while day.year <= last:
        if china.is_working_day(day):
            on |= {day} if day.weekday() in _WEEKEND else set()
        elif day.weekday() not in _WEEKEND:
            off[day] = festivals[min(festivals, key=lambda festival: abs(festival - day))]
        day += _DAY
    return version or "unknown", last, off, frozenset(on)


def _china() -> _China:
    # When it is asked for, as `holidays` takes a tenth of a second to import.
    return cast("_China", import_module("holidays").country_holidays("CN"))
