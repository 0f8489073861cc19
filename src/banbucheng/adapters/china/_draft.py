"""A notice as far as the installed `holidays` knows it, for a person to complete."""

from collections.abc import Iterator
from datetime import date, timedelta

from banbucheng.adapters.china._upstream import Upstream, known_by_holidays
from banbucheng.errors import BadInput

__all__ = ["draft_notice"]

_DAY = timedelta(days=1)
_WEEKEND = (5, 6)
_DECEMBER = 12


def draft_notice(year: int) -> str:
    """
    The `[[notice]]` of a year in TOML, with the days that the installed `holidays` has and the rest left to fill in.

    This is how the data of the package goes on: read the notice, complete the draft, append it to `notices.toml`.

    Raises:
        BadInput: `holidays` knows of no makeup workday in that year, so that it only guesses at it.
    """
    known = known_by_holidays(year, year)
    on = [f"'{day}'" for day in sorted(known.on) if _arranged(day, year)]
    if not on:
        raise BadInput("year", year, "the installed `holidays` has no notice of it yet; install a newer version")
    head = [
        "[[notice]]",
        f"year = {year}",
        "number = ''",
        "title = ''",
        f"published = {year - 1}-12-31",
        "source = ''",
        "unverified = ['number', 'title', 'published', 'source']",
        f"on = [{', '.join(on)}]",
        "[notice.off]",
    ]
    off: dict[str, list[str]] = {}
    for code, first, last in _stretches(known, year):
        off.setdefault(code, []).append(f"'{first}'" if first == last else f"'{first}..{last}'")
    return "\n".join([*head, *(f"{code} = [{', '.join(stretches)}]" for code, stretches in off.items())]) + "\n"


def _arranged(day: date, year: int) -> bool:
    # What is turned in a December is New Year's, which the notice of the next year arranges.
    return day.year == year - 1 or (day.year == year and day.month != _DECEMBER)


def _stretches(known: Upstream, year: int) -> Iterator[tuple[str, date, date]]:
    """The days off that hang together, with the weekends between and beside them."""
    end = date.min
    for day in sorted(known.off):
        if day > end and _arranged(day, year):
            first = end = day
            while _is_off(first - _DAY, known):
                first -= _DAY
            while _is_off(end + _DAY, known):
                end += _DAY
            yield known.off[day], first, end


def _is_off(day: date, known: Upstream) -> bool:
    return day in known.off or (day.weekday() in _WEEKEND and day not in known.on)
