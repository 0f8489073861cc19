"""What can be expected of a year whose notice is not out, and which days it may still turn."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from banbucheng.adapters.china._facts import entries, tables

__all__ = ["LAST_FORECAST", "around", "forecast", "instead"]

#: The last year that the statutory festivals are known of.
LAST_FORECAST = 2050

_DAY = timedelta(days=1)
_WEEKEND = (5, 6)


# What the notices for 2008 to 2026 have done, and a day or two more where they are few; see benchmarks/backtest.py.
_SHORT = (5, 5, 2, 2)
#: How far from a festival's first and last day weekends may be worked in exchange (before, after), and weekdays be off.
_REACHES: Mapping[str, tuple[int, int, int, int]] = {
    "new_year": (4, 5, 2, 2),
    "spring_festival": (8, 10, 1, 5),
    "labour_day": (8, 10, 2, 4),
    "national_day": (5, 10, 2, 5),
    "sanyuesan": (5, 10, 3, 3),
}


def forecast(years: AbstractSet[int]) -> tuple[Mapping[date, str], AbstractSet[date]]:
    """
    The statutory days off of some years with their festivals, and the days around them that a notice may yet turn.

    A festival on a weekend is made up for on the next working day (Regulation on Public Holidays, art. 6).
    """
    wanted = tables("festivals.toml", frozenset(map(str, years)))
    festivals = [
        (code, list(map(date.fromisoformat, entries(days)))) for _, table in wanted for code, days in table.items()
    ]
    off = {day: code for code, days in festivals for day in days}
    for code, days in festivals:
        for day in days:
            if day.weekday() in _WEEKEND:
                off[instead(day, off)] = code
    undecided = {day for code, days in festivals for day in around(code, days)}
    return off, undecided - off.keys() - set(_joined(off))


def instead(day: date, off: Container[date]) -> date:
    """The working day on which a festival that falls on a weekend is made up for; the day itself on a weekday."""
    if day.weekday() not in _WEEKEND:
        return day
    while day.weekday() in _WEEKEND or day in off:
        day += _DAY
    return day


def _joined(off: Iterable[date]) -> Iterator[date]:
    # A weekend that follows a day off has been part of the holiday in every year since 2004, and was never worked.
    for day in off:
        while (day := day + _DAY).weekday() in _WEEKEND:
            yield day


def around(code: str, days: Sequence[date]) -> Iterator[date]:
    """The days around those of a festival that a notice may turn."""
    worked_before, worked_after, off_before, off_after = _REACHES.get(code, _SHORT)
    first, last = days[0].toordinal(), days[-1].toordinal()
    for day in range(first - worked_before, last + worked_after + 1):
        # The ordinals of Sundays are the multiples of 7.
        if (day - 1) % 7 in _WEEKEND or first - off_before <= day <= last + off_after:
            yield date.fromordinal(day)
