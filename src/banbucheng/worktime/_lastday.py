"""The last day of a limit that is counted in days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import assert_never

from banbucheng.errors import BadInput
from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._days import day_of
from banbucheng.worktime._limit import CountFrom, Months, NaturalDays, WorkingDays
from banbucheng.worktime._span import local
from banbucheng.worktime._table import Table

__all__ = ["DayLimit", "day_zero", "last_day", "receipt"]

#: The limits that are counted in days.
DayLimit = WorkingDays | NaturalDays | Months

_DAY = timedelta(days=1)


def receipt(limit: DayLimit, start: date | datetime, calendar: WorkCalendar) -> date:
    """The local day on which a matter counts as received: the next one for what comes in after the cut-off."""
    if not isinstance(start, datetime):
        return day_of(start)
    day = calendar.date_of(start)
    late = limit.cut_off is not None and local(start, calendar.zone).time() > limit.cut_off
    return day + _DAY if late else day


def day_zero(limit: DayLimit, received: date, table: Table) -> date:
    """The day that day one follows, by the limit's counting rule."""
    if limit.count_from is CountFrom.NEXT_WORKDAY:
        return table.days[table.number_after(received, 0)]
    return received


def last_day(limit: DayLimit, received: date, table: Table, paused: Sequence[tuple[date, date]]) -> date:
    """
    The last day of the limit among the working days of the table, with the paused days left out.

    Raises:
        BadInput: it lies outside the table.
    """
    zero = day_zero(limit, received, table)
    match limit:
        case WorkingDays(number=number):
            return _workday(number, zero, table, paused)
        case NaturalDays(number=number):
            last = _natural_day(zero, _later(zero, days=number), paused)
        case Months(number=number):
            last = _natural_day(zero, _later(zero, months=number), paused)
        case _:
            assert_never(limit)
    return table.days[table.number_after(last, 0)] if limit.rolls else last


def _workday(number: int, zero: date, table: Table, paused: Sequence[tuple[date, date]]) -> date:
    # None is the day itself where it works, so that a pause may begin on it; else counting starts after it.
    earliest = zero + _DAY if number else zero
    found = table.number_after(zero, number)
    for stops, resumes in paused:
        begins = max(stops, earliest)
        if begins >= resumes:
            continue
        if table.days[found] < begins:
            break
        found += table.before(resumes) - table.before(begins)
        if found >= len(table.days):
            raise table.refusal("working days with their pauses", number)
    return table.days[found]


def _natural_day(zero: date, last: date, paused: Sequence[tuple[date, date]]) -> date:
    earliest = zero + _DAY if last > zero else zero
    for stops, resumes in paused:
        begins = max(stops, earliest)
        if begins >= resumes:
            continue
        if last < begins:
            break
        last += resumes - begins
    return last


def _later(day: date, *, days: int = 0, months: int = 0) -> date:
    try:
        return _months_later(day, months) + timedelta(days=days)
    except (OverflowError, ValueError):
        raise BadInput("day", day.isoformat(), "the limit ends after the year 9999") from None


def _months_later(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    first = date(month // 12, month % 12 + 1, 1)
    last = date((month + 1) // 12, (month + 1) % 12 + 1, 1) - _DAY
    return first.replace(day=min(day.day, last.day))
