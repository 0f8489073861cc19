"""Why a deadline falls where it does, day by day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import assert_never

from attrs import evolve, frozen

from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._clock import midnight
from banbucheng.worktime._deadline import Deadline
from banbucheng.worktime._halves import halves_counted
from banbucheng.worktime._lastday import DayLimit, day_zero, last_day, receipt
from banbucheng.worktime._limit import (
    EndOfBusiness,
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
from banbucheng.worktime._notes import DayNote, Reason
from banbucheng.worktime._pauses import PauseEnds, paused_days
from banbucheng.worktime._period import Period, begun_on, moment_of
from banbucheng.worktime._picture import months_as_picture
from banbucheng.worktime._reckon import due, worked
from banbucheng.worktime._span import Span
from banbucheng.worktime._words import lines_in_words, spoken

__all__ = ["Explanation", "explain"]

_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Explanation:
    """A deadline with a note on each day from the receipt through the last one."""

    deadline: Deadline
    notes: tuple[DayNote, ...]

    def text(self, language: str) -> str:
        """
        A line for each day and one for the outcome, in Chinese (`zh`) or English (`en`).

        Raises:
            BadInput: the library does not speak the language.
        """
        return "\n".join(lines_in_words(self.deadline, self.notes, spoken(language)))

    def month(self, language: str) -> str:
        """
        The months of the stretch as a picture for the terminal, with a sign at each day and what the signs mean.

        Raises:
            BadInput: the library does not speak the language.
        """
        return months_as_picture(self.deadline, self.notes, spoken(language))


def explain(
    limit: TimeLimit,
    start: date | datetime,
    calendar: WorkCalendar,
    *,
    pauses: Sequence[Span] = (),
    pause_ends: PauseEnds = PauseEnds.FROM_PAUSE_DAY,
) -> Explanation:
    """
    The deadline that `due` gives, with every day from the receipt on: whether it counted, as which, and why.

    Raises:
        BadInput: as `due`.
    """
    deadline = due(limit, start, calendar, pauses=pauses, pause_ends=pause_ends)
    period = Period(limit=limit, start=start, pauses=tuple(pauses), pause_ends=pause_ends)
    first = begun_on(start, calendar)
    days = [first + _DAY * place for place in range((deadline.on - first).days + 1)]
    match limit:
        case WorkingDays() | NaturalDays() | Months():
            notes = _by_day(limit, period, calendar, days)
        case HalfWorkingDays(number=number):
            notes = _by_half(number, period, calendar, days)
        case WorkingHours() | WorkingMinutes() | NaturalHours() | NaturalMinutes() | EndOfBusiness():
            notes = [evolve(_note(day, calendar), time=_time(day, period, calendar, deadline.at)) for day in days]
        case _:
            assert_never(limit)
    return Explanation(deadline=deadline, notes=tuple(notes))


def _note(day: date, calendar: WorkCalendar) -> DayNote:
    if not calendar.certain(day):
        reason = Reason.UNDECIDED
    elif calendar.works_on(day):
        reason = Reason.MAKEUP_WORKDAY if calendar.shifted(day) else Reason.WORKDAY
    elif calendar.stretches_on(day):
        reason = Reason.EXTENDED_SERVICE
    elif calendar.name_of(day) or day.weekday() not in calendar.weekend:
        reason = Reason.DAY_OFF
    else:
        reason = Reason.WEEKEND
    return DayNote(on=day, works=calendar.works_on(day), counted=None, reason=reason, name=calendar.name_of(day))


def _by_day(limit: DayLimit, period: Period, calendar: WorkCalendar, days: Sequence[date]) -> Sequence[DayNote]:
    received = receipt(limit, period.start, calendar)
    zero = day_zero(limit, received, calendar.table)
    paused = paused_days(period.pauses, period.pause_ends, calendar)
    counted = _counted(limit, received, zero, calendar, paused)
    notes: list[DayNote] = []
    for day in days:
        note = evolve(_note(day, calendar), counted=counted.get(day))
        if day <= zero:
            note = evolve(note, reason=Reason.RECEIPT if day == days[0] else Reason.DEEMED_RECEIPT)
        elif any(stops <= day < resumes for stops, resumes in paused):
            note = evolve(note, reason=Reason.PAUSED)
        elif day == days[-1] and day not in counted:
            note = evolve(note, reason=Reason.ROLLED)
        notes.append(note)
    return notes


def _counted(
    limit: DayLimit, received: date, zero: date, calendar: WorkCalendar, paused: Sequence[tuple[date, date]]
) -> Mapping[date, int]:
    """The days that count with their numbers: each is the last day of a limit of so many."""
    table = calendar.table
    if isinstance(limit, WorkingDays):
        return {last_day(WorkingDays(each), zero, table, paused): each for each in range(1, limit.number + 1)}
    last = last_day(evolve(limit, rolls=False), received, table, paused)
    numbers = range(1, (last - zero).days + 1)
    found = {last_day(NaturalDays(each, rolls=False), zero, table, paused): each for each in numbers}
    return {day: number for day, number in found.items() if day <= last}


def _by_half(number: int, period: Period, calendar: WorkCalendar, days: Sequence[date]) -> Sequence[DayNote]:
    halves = islice(halves_counted(number, period, calendar, calendar.table), number)
    counted = {calendar.date_of(half.opens): place for place, half in enumerate(halves, 1)}
    notes = [evolve(_note(day, calendar), counted=counted.get(day)) for day in days]
    return notes if days[0] in counted else [evolve(notes[0], reason=Reason.RECEIPT), *notes[1:]]


def _time(day: date, period: Period, calendar: WorkCalendar, until: datetime) -> timedelta | None:
    if isinstance(period.limit, EndOfBusiness):
        return None
    start = moment_of(period)
    used = Span(start, max(until, start)) & Span(midnight(day, calendar.zone), calendar.end_of(day))
    if isinstance(period.limit, WorkingHours | WorkingMinutes):
        return worked(used.opens, used.closes, calendar, pauses=period.pauses)
    rest = [used]
    for pause in period.pauses:
        rest = [left for span in rest for left in span - pause]
    return sum((span.length for span in rest), timedelta())
