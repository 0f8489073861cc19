"""From a limit, a start and a calendar to a deadline; and back, how much has been used."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import assert_never

from banbucheng.errors import BadInput
from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._clock import Clock, midnight
from banbucheng.worktime._deadline import Deadline
from banbucheng.worktime._halves import half_days_later
from banbucheng.worktime._lastday import DayLimit, last_day, receipt
from banbucheng.worktime._limit import (
    EndOfBusiness,
    Ends,
    HalfWorkingDays,
    Months,
    NaturalDays,
    NaturalHours,
    NaturalMinutes,
    TimeLimit,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
)
from banbucheng.worktime._pauses import PauseEnds, paused_days
from banbucheng.worktime._period import Period, begun_on, moment_of
from banbucheng.worktime._quick import working_days, working_hours
from banbucheng.worktime._span import Span, joined, local
from banbucheng.worktime._table import Table

__all__ = ["due", "elapsed", "worked"]

_DAY, _MICROSECOND = timedelta(days=1), timedelta(microseconds=1)
_FROM_PAUSE_DAY = PauseEnds.FROM_PAUSE_DAY


def due(
    limit: TimeLimit,
    start: date | datetime,
    calendar: WorkCalendar,
    *,
    pauses: Sequence[Span] = (),
    pause_ends: PauseEnds = _FROM_PAUSE_DAY,
    strict: bool = False,
) -> Deadline:
    """
    When the time is up that began with `start`: a moment, or a day for limits that count in days.

    A limit in days stands still in days while paused, as `pause_ends` has it; one in hours stands still to the moment.
    Where a day that is not settled yet can move the answer it is provisional, and says between which dates it lies.

    Raises:
        BadInput: a moment without a zone, a day where a moment is needed, a day that the calendar does not know; or
            with `strict`, an answer that would be provisional.
    """
    if type(limit) is WorkingDays:
        found = working_days(limit, start, calendar, pauses, pause_ends)
    elif type(limit) is WorkingHours and not pauses:
        found = working_hours(limit, start, calendar)
    else:
        found = None
    if found is None:
        found = _due(Period(limit=limit, start=start, pauses=tuple(pauses), pause_ends=pause_ends), calendar)
    if strict and found.provisional:
        between = f"it lies between {found.earliest} and {found.latest}"
        allowed = f"{between}, since nothing is announced after {calendar.announced_through}"
        raise BadInput("strict deadline", found.on.isoformat(), allowed)
    return found


def elapsed(
    start: date | datetime,
    end: date | datetime,
    calendar: WorkCalendar,
    *,
    pauses: Sequence[Span] = (),
    pause_ends: PauseEnds = _FROM_PAUSE_DAY,
) -> int:
    """
    The working days used: those after the day of `start` through the day of `end`, without the paused ones.

    On one and the same day none has been used.

    Raises:
        BadInput: an end before the start, or a day that the calendar does not know.
    """
    first, last = begun_on(start, calendar), begun_on(end, calendar)
    if last < first or (isinstance(start, datetime) and isinstance(end, datetime) and end < start):
        raise BadInput("end", end.isoformat(), f"it cannot lie before the start, {start.isoformat()}")
    days = calendar.table.between(first, last)
    for stops, resumes in paused_days(pauses, pause_ends, calendar):
        begins, ends = max(stops, first + _DAY), min(resumes, last + _DAY)
        if begins < ends:
            days -= calendar.table.between(begins - _DAY, ends - _DAY)
    return days


def worked(start: datetime, end: datetime, calendar: WorkCalendar, *, pauses: Sequence[Span] = ()) -> timedelta:
    """
    The time between two moments in which the house was open and nothing was paused.

    Raises:
        BadInput: a moment without a zone, an end before the start, or a day that the calendar does not know.
    """
    clock, whole = calendar.clock, Span(start, end)
    total = clock.passed(end) - clock.passed(start)
    for span in joined(pauses):
        paused = span & whole
        total -= clock.passed(paused.closes) - clock.passed(paused.opens)
    return timedelta(microseconds=total)


def _due(period: Period, calendar: WorkCalendar) -> Deadline:
    limit = period.limit
    match limit:
        case WorkingDays() | NaturalDays() | Months():
            return _on_day(limit, period, calendar)
        case NaturalHours() | NaturalMinutes():
            answers = iter([_natural(_quota(limit), period)] * 3)
        case WorkingHours() | WorkingMinutes():
            quota = _quota(limit)
            answers = (_open_time(quota, period, clock) for clock in _clocks(calendar))
        case HalfWorkingDays(number=number):
            answers = (half_days_later(number, period, calendar, table) for table in _tables(calendar))
        case EndOfBusiness():
            answers = (_close_of_business(period, calendar, table) for table in _tables(calendar))
        case _:
            assert_never(limit)
    return _at_moment(period, calendar, answers)


# What is expected, then the earliest and the latest that it can turn out; those two are only worked out when asked for.


def _tables(calendar: WorkCalendar) -> Iterator[Table]:
    yield calendar.table
    yield from calendar.bounds


def _clocks(calendar: WorkCalendar) -> Iterator[Clock]:
    yield calendar.clock
    yield from calendar.clock_bounds


def _on_day(limit: DayLimit, period: Period, calendar: WorkCalendar) -> Deadline:
    received = receipt(limit, period.start, calendar)
    calendar.table.place(received)
    paused = paused_days(period.pauses, period.pause_ends, calendar)
    days = (last_day(limit, received, table, paused) for table in _tables(calendar))
    on = next(days)
    calendar.table.place(on)
    earliest, latest = (on, on) if on < calendar.doubtful_from else (next(days), next(days))
    closes = calendar.closes(on) if limit.ends is Ends.CLOSE_OF_BUSINESS else None
    at = closes or calendar.end_of(on)
    return Deadline(at, on, limit, calendar.edition, earliest != latest, earliest, latest)


def _at_moment(period: Period, calendar: WorkCalendar, moments: Iterator[datetime]) -> Deadline:
    begun = begun_on(period.start, calendar)
    at = first = last = next(moments).astimezone(calendar.zone)
    on = earliest = latest = _last_date(at, begun, calendar)
    calendar.table.place(on)
    if on >= calendar.doubtful_from:
        first, last = next(moments), next(moments)
        earliest, latest = _last_date(first, begun, calendar), _last_date(last, begun, calendar)
    return Deadline(at, on, period.limit, calendar.edition, first != last, earliest, latest)


def _last_date(at: datetime, begun: date, calendar: WorkCalendar) -> date:
    # A time that is up at 00:00 was up at the end of the day before, unless it had only begun then.
    on = calendar.date_of(at)
    starts = midnight(on, calendar.zone)
    return max(on - _DAY, begun) if at.astimezone(UTC) == starts.astimezone(UTC) else on


def _quota(limit: NaturalHours | NaturalMinutes | WorkingHours | WorkingMinutes) -> timedelta:
    match limit:
        case NaturalHours(number=hours) | WorkingHours(number=hours):
            return timedelta(hours=hours)
        case NaturalMinutes(number=minutes) | WorkingMinutes(number=minutes):
            return timedelta(minutes=minutes)


def _natural(quota: timedelta, period: Period) -> datetime:
    begins = local(moment_of(period), UTC)
    try:
        at = begins + quota
        for span in joined(period.pauses):
            stops, resumes = max(span.opens.astimezone(UTC), begins), span.closes.astimezone(UTC)
            if stops < min(at, resumes):
                at += resumes - stops
    except OverflowError:
        raise BadInput("start", period.start.isoformat(), "the limit ends after the year 9999") from None
    return at


def _open_time(quota: timedelta, period: Period, clock: Clock) -> datetime:
    start = moment_of(period)
    begins = clock.passed(start)
    total = begins + quota // _MICROSECOND
    for span in joined(period.pauses):
        stops, resumes = max(clock.passed(span.opens), begins), clock.passed(span.closes)
        if stops < min(total, resumes):
            total += resumes - stops
    return clock.reached(total) if total > begins else clock.opening(start)


def _close_of_business(period: Period, calendar: WorkCalendar, table: Table) -> datetime:
    start, stopped = period.start, joined(period.pauses)
    for day in table.days_from(begun_on(start, calendar)):
        closes = calendar.closing(day)
        too_late = closes is None or (isinstance(start, datetime) and closes <= start)
        # A matter that is paused at the close is one that comes in when it is resumed.
        if closes is not None and not too_late and not any(closes in span for span in stopped):
            return closes
    raise table.refusal("end of business", start)
