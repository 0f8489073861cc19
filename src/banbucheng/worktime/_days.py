"""The bytes that say of each day what it is, and how overlays and other calendars change them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import cast

from banbucheng.errors import BadInput
from banbucheng.worktime._overlay import Overlay

__all__ = ["OPEN", "SHIFTED", "UNDECIDED", "WORKS", "common", "day_of", "named", "overlaid", "turn", "weeks", "whole"]

#: The bits of a day: it works; it may yet turn; it works though a weekend; it is open without being a working day.
WORKS, UNDECIDED, SHIFTED, OPEN = 1, 2, 4, 8


def day_of(value: object) -> date:
    """
    The value, if it is a date and no moment.

    Raises:
        BadInput: it is a moment, whose day depends on the zone, or no date at all.
    """
    if not isinstance(value, date) or isinstance(value, datetime):
        raise BadInput("day", value, "give a datetime.date; `date_of` of the calendar turns a moment into one")
    return value


def whole(value: object) -> int:
    """
    The value, if it is a whole number.

    Raises:
        BadInput: it is a bool, a float or anything else.
    """
    if type(value) is not int:
        raise BadInput("number of days", value, "give a whole number")
    return value


def named(days: Mapping[date, str] | Iterable[date]) -> Mapping[date, str]:
    """The days with their names; those given without one have an empty name."""
    if isinstance(days, Mapping):
        return dict(cast("Mapping[date, str]", days))
    return dict.fromkeys(days, "")


def weeks(first: date, last: date, weekend: frozenset[int]) -> bytearray:
    """The bytes of the days from the first through the last as the weekdays alone would have them."""
    start = first.weekday()
    week = bytes(0 if (start + place) % 7 in weekend else WORKS for place in range(7))
    count = last.toordinal() - first.toordinal() + 1
    return bytearray((week * (count // 7 + 1))[:count])


def turn(flags: bytearray, first: date, off: Iterable[date], on: Iterable[date], weekend: frozenset[int]) -> None:
    """Turn days off and on in place; those outside the bytes are left out."""
    start, count = first.toordinal(), len(flags)
    for day in off:
        if 0 <= (place := day.toordinal() - start) < count:
            flags[place] = 0
    for day in on:
        if 0 <= (place := day.toordinal() - start) < count:
            flags[place] = WORKS | (SHIFTED if day.weekday() in weekend else 0)


def overlaid(
    overlay: Overlay, first: date, flags: bytes, names: Mapping[date, str], weekend: frozenset[int]
) -> tuple[bytes, Mapping[date, str], frozenset[date]]:
    """The bytes and names with an overlay's days turned, and the days that it turns on."""
    found, last = bytearray(flags), first.toordinal() + len(flags) - 1
    on = {day for day in overlay.on if overlay.covers(day)}
    if overlay.weekdays and overlay.valid_from is not None and overlay.valid_through is not None:
        reach = range(
            max(overlay.valid_from.toordinal(), first.toordinal()), min(overlay.valid_through.toordinal(), last) + 1
        )
        days = map(date.fromordinal, reach)
        on |= {day for day in days if day.weekday() in overlay.weekdays and day not in names and day not in overlay.off}
    off = {day for day in overlay.off if overlay.covers(day)}
    turn(found, first, off, on if overlay.counts else (), weekend)
    marked = [(day, OPEN) for day in on if not overlay.counts]
    marked += [(day, UNDECIDED) for day in overlay.undecided if overlay.covers(day) and day not in names]
    for day, bit in marked:
        if 0 <= (place := day.toordinal() - first.toordinal()) < len(found):
            found[place] |= bit
    return bytes(found), {**names, **dict.fromkeys(off | on, overlay.name)}, frozenset(on)


def common(one: bytes, other: bytes) -> bytes:
    """The bytes of days that work only where both do, and are in doubt where either is and neither is surely off."""
    return bytes(_both(left, right) for left, right in zip(one, other, strict=True))


def _both(one: int, other: int) -> int:
    sure_off = any(not flags & (WORKS | UNDECIDED) for flags in (one, other))
    works = one & other & WORKS
    doubt = 0 if sure_off else (one | other) & UNDECIDED
    opened = OPEN if not works and all(flags & (WORKS | OPEN) for flags in (one, other)) else 0
    return works | doubt | opened | ((one | other) & SHIFTED if works or doubt else 0)
