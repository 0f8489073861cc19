"""A notice as far as the installed `holidays` knows it, for a person to complete."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from banbucheng.adapters.china._holidays import known_of
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
    _, _, days_off, days_on = known_of(year, year)
    on = [f"'{day}'" for day in sorted(days_on) if _arranged(day, year)]
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
    for first, last in _stretches([day for day in days_off if _arranged(day, year)], days_on):
        code = next(days_off[day] for day in sorted(days_off) if first <= day)
        off.setdefault(code, []).append(f"'{first}'" if first == last else f"'{first}..{last}'")
    return "\n".join([*head, *(f"{code} = [{', '.join(stretches)}]" for code, stretches in off.items())]) + "\n"


def _arranged(day: date, year: int) -> bool:
    # What is turned in a December is New Year's, which the notice of the next year arranges.
    return day.year == year - 1 or (day.year == year and day.month != _DECEMBER)


def _stretches(off: Sequence[date], on: AbstractSet[date]) -> Iterator[tuple[date, date]]:
    """The days off that hang together, with the weekends between and beside them."""

    def is_off(day: date) -> bool:
        return day in off or (day.weekday() in _WEEKEND and day not in on)

    end = date.min
    for day in sorted(off):
        if day > end:
            first = end = day
            while is_off(first - _DAY):
                first -= _DAY
            while is_off(end + _DAY):
                end += _DAY
            yield first, end
