"""What regions change in the national calendar."""

from collections.abc import Sequence
from datetime import date, timedelta

from banbucheng.adapters.china._facts import entries, tables, unquoted
from banbucheng.adapters.china._forecast import around, instead
from banbucheng.errors import BadInput
from banbucheng.worktime import Overlay

__all__ = ["region_layers"]

_DAY = timedelta(days=1)
#: The first two digits of the codes of GB/T 2260 on the mainland; elsewhere other calendars are in force.
_PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65"


def region_layers(region: str, as_of: date | None) -> Sequence[tuple[str, Overlay]]:
    """
    The overlays of a region by its code of GB/T 2260 (`"45"`, `"4501"` or `"450102"`), each with its edition.

    A region of which the package knows nothing keeps the national calendar.

    Raises:
        BadInput: no region of the mainland has this code.
    """
    known = set(_PROVINCES.split())
    if not (region.isascii() and region.isdigit() and len(region) in {2, 4, 6} and region[:2] in known):
        allowed = f"give a code of GB/T 2260 of 2, 4 or 6 digits that begins with one of {_PROVINCES}"
        raise BadInput("region", region, allowed)
    found = tables("regions.toml")
    return [
        _layer(code, head, [table for name, table in found if name == f"{code}.notice"], as_of)
        for code, head in found
        if "festivals" in head and region.startswith(code)
        if as_of is None or date.fromisoformat(head["since"]) <= as_of
    ]


def _layer(code: str, head: dict[str, str], notices: list[dict[str, str]], as_of: date | None) -> tuple[str, Overlay]:
    known = {
        int(notice["year"]): notice
        for notice in notices
        if as_of is None or date.fromisoformat(notice["published"]) <= as_of
    }
    name = unquoted(head["name"])
    off = {day for notice in known.values() for day in entries(notice["off"])}
    on = {day for notice in known.values() for day in entries(notice["on"])}
    expected: set[date] = set()
    undecided: set[date] = set()
    for festival in map(date.fromisoformat, entries(head["festivals"])):
        if festival.year not in known:
            # The festival is two days; a weekend is made up for, and what stands beside it may be moved.
            days = [festival, festival + _DAY]
            expected.update(days)
            expected.update(instead(day, expected) for day in days)
            undecided.update(around(name, days))
    latest = max((notice["published"] for notice in known.values()), default="none")
    overlay = Overlay(
        name=name,
        off=expected | set(map(date.fromisoformat, off)),
        on=map(date.fromisoformat, on),
        undecided=undecided,
        source=unquoted(head["source"]),
    )
    return f"{code}@{latest}", overlay
