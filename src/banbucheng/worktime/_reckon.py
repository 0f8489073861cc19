"""From a limit, a start and a calendar to a deadline; and back, how much has been used."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import assert_never

from banbucheng.errors import BadInput
from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._clock import Clock, midnight
from banbucheng.worktime._days import day_of
from banbucheng.worktime._deadline import Deadline
from banbucheng.worktime._halves import half_days_later
from banbucheng.worktime._lastday import DayLimit, last_day, receipt
from banbucheng.worktime._limit import (
    CountFrom,
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
from banbucheng.worktime._span import Span, aware, joined, local
from banbucheng.worktime._table import Table

__all__ = ["due", "elapsed", "worked"]

_MICROSECOND, _HOUR = timedelta(microseconds=1), 3_600_000_000
_MIDNIGHT, _DAY_AFTER, _FROM_PAUSE_DAY = Ends.MIDNIGHT, CountFrom.DAY_AFTER, PauseEnds.FROM_PAUSE_DAY


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
    if type(limit) is WorkingDays and not pauses:
        found = _working_days(limit, start, calendar) or _due(limit, start, calendar, pauses, pause_ends)
    elif type(limit) is WorkingHours and not pauses:
        found = _working_hours(limit, start, calendar) or _due(limit, start, calendar, pauses, pause_ends)
    else:
        found = _due(limit, start, calendar, pauses, pause_ends)
    if strict and found.provisional:
        allowed = f"it lies between {found.earliest} and {found.latest}, as the calendar is announced only through {calendar.announced_through}"
        raise BadInput("strict deadline", found.on.isoformat(), allowed)
    return found


# The two questions that are asked a thousand times a second are answered without a detour. What is not plain about them
# is None here, and left to the rest of this module, which gives the same answers.


def _working_days(limit: WorkingDays, start: date | datetime, calendar: WorkCalendar) -> Deadline | None:
    if (
        limit.cut_off is not None
        or limit.count_from is not _DAY_AFTER
        or limit.ends is not _MIDNIGHT
        or not limit.number
    ):
        return None
    table = calendar.table
    place = (start if type(start) is date else _date(start, calendar)).toordinal() - table.base
    if not 0 < place < len(table.ranks):
        return None
    number = table.ranks[place] + limit.number
    # Two starts with one last day have one deadline, which is a value; building it takes longer than finding it.
    known = calendar.deadlines.setdefault(limit.number, {})
    return known.get(number) or _remembered(limit, number, calendar, known)


def _remembered(limit: WorkingDays, number: int, calendar: WorkCalendar, known: dict[int, Deadline]) -> Deadline | None:
    days = calendar.table.days
    if number >= len(days) or (on := days[number]) >= calendar.doubtful_from:
        return None
    known[number] = Deadline(calendar.end_of(on), on, limit, calendar.edition, False, on, on)
    return known[number]


def _working_hours(limit: WorkingHours, start: date | datetime, calendar: WorkCalendar) -> Deadline | None:
    if not limit.number or not isinstance(start, datetime):
        return None
    clock = calendar.clock
    at = clock.reached(clock.passed(start) + limit.number * _HOUR)
    if not (at.hour or at.minute) or (on := at.date()) >= calendar.doubtful_from:
        return None
    return Deadline(at, on, limit, calendar.edition, False, on, on)


def elapsed(
    start: date | datetime,
    end: date | datetime,
    calendar: WorkCalendar,
    *,
    pauses: Sequence[Span] = (),
    pause_ends: PauseEnds = _FROM_PAUSE_DAY,
) -> int:
    """
    The working days used: those after the day of `start`, through the day of `end`, without the paused ones; 0 on the same day.

    Raises:
        BadInput: an end before the start, or a day that the calendar does not know.
    """
    first, last = _date(start, calendar), _date(end, calendar)
    if last < first or (isinstance(start, datetime) and isinstance(end, datetime) and end < start):
        raise BadInput("end", end.isoformat(), f"it cannot lie before the start, {start.isoformat()}")
    days = calendar.table.between(first, last)
    for stops, resumes in paused_days(pauses, pause_ends, calendar):
        begins, ends = max(stops, first + timedelta(days=1)), min(resumes, last + timedelta(days=1))
        if begins < ends:
            days -= calendar.table.between(begins - timedelta(days=1), ends - timedelta(days=1))
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


def _date(start: date | datetime, calendar: WorkCalendar) -> date:
    return calendar.date_of(start) if isinstance(start, datetime) else day_of(start)


def _moment(limit: TimeLimit, start: date | datetime) -> datetime:
    if not isinstance(start, datetime):
        raise BadInput("start", start, f"a limit such as {limit} runs from a moment; give a datetime with a time zone")
    return aware("start", start)


def _due(
    limit: TimeLimit, start: date | datetime, calendar: WorkCalendar, pauses: Sequence[Span], ends: PauseEnds
) -> Deadline:
    match limit:
        case WorkingDays() | NaturalDays() | Months():
            paused, received = paused_days(pauses, ends, calendar), receipt(limit, start, calendar)
            calendar.table.place(received)
            days = (last_day(limit, received, table, paused) for table in _tables(calendar))
            return _on_day(limit, calendar, days)
        case NaturalHours() | NaturalMinutes():
            answers = iter([_natural(_quota(limit), _moment(limit, start), pauses)] * 3)
        case WorkingHours() | WorkingMinutes():
            quota, begins = _quota(limit), _moment(limit, start)
            answers = (_open_time(quota, begins, clock, pauses) for clock in _clocks(calendar))
        case HalfWorkingDays(number=number):
            begins = _moment(limit, start)
            answers = (half_days_later(number, begins, calendar, table, pauses, ends) for table in _tables(calendar))
        case EndOfBusiness():
            answers = (_close_of_business(start, calendar, table, pauses) for table in _tables(calendar))
        case _:
            assert_never(limit)
    return _at_moment(limit, calendar, answers, _date(start, calendar))


def _tables(calendar: WorkCalendar) -> Iterator[Table]:
    yield calendar.table
    yield from calendar.bounds


def _clocks(calendar: WorkCalendar) -> Iterator[Clock]:
    yield calendar.clock
    yield from calendar.clock_bounds


def _on_day(limit: DayLimit, calendar: WorkCalendar, days: Iterator[date]) -> Deadline:
    on = next(days)
    calendar.table.place(on)
    earliest, latest = (on, on) if on < calendar.doubtful_from else (next(days), next(days))
    at = calendar.closes(on) if limit.ends is Ends.CLOSE_OF_BUSINESS else None
    return Deadline(at or calendar.end_of(on), on, limit, calendar.edition, earliest != latest, earliest, latest)


def _at_moment(limit: TimeLimit, calendar: WorkCalendar, moments: Iterator[datetime], begun: date) -> Deadline:
    at = next(moments).astimezone(calendar.zone)
    on = _last_date(at, calendar, begun)
    calendar.table.place(on)
    if on < calendar.doubtful_from:
        return Deadline(at, on, limit, calendar.edition, False, on, on)
    first, last = next(moments), next(moments)
    earliest, latest = _last_date(first, calendar, begun), _last_date(last, calendar, begun)
    return Deadline(at, on, limit, calendar.edition, first != last, earliest, latest)


def _last_date(at: datetime, calendar: WorkCalendar, begun: date) -> date:
    # A time that is up at 00:00 was up at the end of the day before, unless it had only begun then.
    on = calendar.date_of(at)
    if at.hour or at.minute:
        return on
    return (
        max(on - timedelta(days=1), begun) if at.astimezone(UTC) == midnight(on, calendar.zone).astimezone(UTC) else on
    )


def _quota(limit: NaturalHours | NaturalMinutes | WorkingHours | WorkingMinutes) -> timedelta:
    match limit:
        case NaturalHours(number=hours) | WorkingHours(number=hours):
            return timedelta(hours=hours)
        case NaturalMinutes(number=minutes) | WorkingMinutes(number=minutes):
            return timedelta(minutes=minutes)


def _natural(quota: timedelta, start: datetime, pauses: Sequence[Span]) -> datetime:
    begins = local(start, UTC)
    try:
        at = begins + quota
        for span in joined(pauses):
            stops, resumes = max(span.opens.astimezone(UTC), begins), span.closes.astimezone(UTC)
            if stops < min(at, resumes):
                at += resumes - stops
    except OverflowError:
        raise BadInput("start", start.isoformat(), "the limit ends after the year 9999") from None
    return at


def _open_time(quota: timedelta, start: datetime, clock: Clock, pauses: Sequence[Span]) -> datetime:
    begins = clock.passed(start)
    total = begins + quota // _MICROSECOND
    for span in joined(pauses):
        stops, resumes = max(clock.passed(span.opens), begins), clock.passed(span.closes)
        if stops < min(total, resumes):
            total += resumes - stops
    return clock.reached(total) if total > begins else clock.opening(start)


def _close_of_business(
    start: date | datetime, calendar: WorkCalendar, table: Table, pauses: Sequence[Span]
) -> datetime:
    stopped = joined(pauses)
    for day in table.days_from(_date(start, calendar)):
        closes = calendar.closing(day)
        # A matter that is paused at the close is one that comes in when it is resumed.
        if (
            closes is None
            or (isinstance(start, datetime) and closes <= start)
            or any(closes in span for span in stopped)
        ):
            continue
        return closes
    raise table.refusal("end of business", start)
