"""What can be expected of a year whose notice is not out, and which days it may still turn."""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from typing import NamedTuple

from banbucheng.adapters.china._facts import tables

__all__ = ["LAST_FORECAST", "Forecast", "forecast"]

#: The last year that the statutory festivals are known of.
LAST_FORECAST = 2050

_DAY = timedelta(days=1)
_WEEKEND = (5, 6)


class _Reach(NamedTuple):
    """How far from a festival's first and last day weekends have been worked, and weekdays been off, in exchange."""

    worked_before: int
    worked_after: int
    off_before: int
    off_after: int


_SHORT = _Reach(5, 5, 2, 2)
_REACHES: Mapping[str, _Reach] = {
    "spring_festival": _Reach(8, 10, 1, 5),
    "labour_day": _Reach(8, 10, 2, 4),
    "national_day": _Reach(5, 10, 2, 5),
}


# Tuples and no attrs classes: nobody outside sees them, and a cold start pays for every class that attrs builds.
class Forecast(NamedTuple):
    """The days that the law itself turns off in some years, and the days that their notices may yet turn."""

    off: Mapping[date, str]
    undecided: frozenset[date]


def forecast(first: int, last: int, announced: Set[int] = frozenset()) -> Forecast:
    """
    The statutory days off of the years from the first through the last, and what is undecided around them.

    Years among them that are `announced` after all are left out.

    A festival on a weekend is made up for on the next working day (Regulation on Public Holidays, art. 6).
    """
    years = [festivals for year, festivals in _festivals(first, last) if year not in announced]
    off = {day: code for festivals in years for code, days in festivals.items() for day in days}
    for festivals in years:
        for code, days in festivals.items():
            for day in days:
                if day.weekday() in _WEEKEND:
                    off[_instead(day, off)] = code
    undecided = {day for festivals in years for code, days in festivals.items() for day in _open(_REACHES.get(code, _SHORT), days)}
    return Forecast(off, frozenset(undecided - off.keys()))


def _instead(day: date, off: Mapping[date, str]) -> date:
    while day.weekday() in _WEEKEND or day in off:
        day += _DAY
    return day


def _open(reach: _Reach, days: Sequence[date]) -> Iterator[date]:
    for place in range(-reach.worked_before, (days[-1] - days[0]).days + reach.worked_after + 1):
        day = days[0] + _DAY * place
        if day.weekday() in _WEEKEND or days[0] - _DAY * reach.off_before <= day <= days[-1] + _DAY * reach.off_after:
            yield day


def _festivals(first: int, last: int) -> Sequence[tuple[int, Mapping[str, Sequence[date]]]]:
    return [(int(year), festivals) for year, festivals in list(tables("festivals.toml"))[1:] if first <= int(year) <= last]
