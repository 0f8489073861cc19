"""The installed `holidays`, asked only where it may know a year that the data of this package lacks."""

from collections.abc import Mapping
from datetime import date, timedelta
from importlib import import_module
from importlib.machinery import PathFinder
from os import listdir
from typing import NamedTuple, Protocol, cast

from banbucheng.adapters.china._forecast import forecast

__all__ = ["Upstream", "known_by_holidays", "upstream"]

_DAY = timedelta(days=1)
_WEEKEND = (5, 6)


class _China(Protocol):
    special_public_holidays: Mapping[int, object]

    def is_working_day(self, key: date) -> bool: ...


class Upstream(NamedTuple):
    """The years that `holidays` knows beyond ours: their days off and on, and the version that says so."""

    version: str
    last: int
    off: Mapping[date, str]
    on: frozenset[date]


def upstream(known: int, compared: str) -> Upstream | None:
    """
    What the installed `holidays` knows after the year `known`; None where that is nothing.

    It takes a tenth of a second to import, so it stays unread unless it is newer than the version that our data
    was `compared` with, and its source names the next year at all.
    """
    spec = PathFinder.find_spec("holidays")
    if spec is None or spec.origin is None:
        return None
    # Text and no pathlib, whose import would cost every cold start as much as the whole check.
    folder = spec.origin.removesuffix("__init__.py")
    version = _version(folder.removesuffix(f"holidays{folder[-1:]}"))
    if version and _parts(version) <= _parts(compared):
        return None
    if str(known + 1) not in _source(f"{folder}countries{folder[-1:]}china.py", otherwise=str(known + 1)):
        return None
    last = max(_china().special_public_holidays)
    return known_by_holidays(known + 1, last, version) if last > known else None


def known_by_holidays(first: int, last: int, version: str = "") -> Upstream:
    """The days off and on of some years, and of the December before them, as the installed `holidays` has them."""
    china = _china()
    festivals = forecast(frozenset(range(first, last + 1))).off
    off: dict[date, str] = {}
    on: set[date] = set()
    day = date(first - 1, 12, 1)
    while day.year <= last:
        if china.is_working_day(day):
            on |= {day} if day.weekday() in _WEEKEND else set()
        elif day.weekday() not in _WEEKEND:
            off[day] = festivals[min(festivals, key=lambda festival: abs(festival - day))]
        day += _DAY
    return Upstream(version or "unknown", last, off, frozenset(on))


def _china() -> _China:
    return cast("_China", import_module("holidays").country_holidays("CN"))


def _version(folder: str) -> str:
    names = listdir(folder)  # noqa: PTH208 - as above
    found = [name for name in names if name.startswith("holidays-") and name.endswith(".dist-info")]
    return found[0].removeprefix("holidays-").removesuffix(".dist-info") if found else ""


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def _source(path: str, *, otherwise: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - as above
            return file.read()
    except (OSError, ValueError):
        return otherwise
