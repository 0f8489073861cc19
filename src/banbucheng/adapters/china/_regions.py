"""What regions change in the national calendar."""

from collections.abc import Sequence
from datetime import date

from banbucheng.adapters.china._facts import entries, tables, unquoted
from banbucheng.errors import BadInput
from banbucheng.worktime import Overlay

__all__ = ["region_overlays"]

#: The first two digits of the codes of GB/T 2260 on the mainland; elsewhere other calendars are in force.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split()
)


def region_overlays(region: str, as_of: date | None) -> Sequence[Overlay]:
    """
    The overlays of a region by its code of GB/T 2260 (`"45"`, `"4501"` or `"450102"`), from the widest to the nearest.

    A region of which the package knows nothing keeps the national calendar.

    Raises:
        BadInput: no region of the mainland has this code.
    """
    if not (region.isascii() and region.isdigit() and len(region) in (2, 4, 6) and region[:2] in _PROVINCES):
        raise BadInput(
            "region",
            region,
            f"give a code of GB/T 2260 of 2, 4 or 6 digits that begins with one of {', '.join(sorted(_PROVINCES))}",
        )
    found = [(code, table) for code, table in tables("regions.toml") if code and region.startswith(code)]
    return [
        Overlay(
            name=unquoted(table["name"]),
            off=map(date.fromisoformat, entries(table["off"])),
            on=map(date.fromisoformat, entries(table["on"])),
            source=unquoted(table["source"]),
        )
        for _, table in sorted(found, key=lambda each: len(each[0]))
        if as_of is None or date.fromisoformat(table["published"]) <= as_of
    ]
