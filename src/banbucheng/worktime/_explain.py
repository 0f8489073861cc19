"""Why a deadline falls where it does, day by day."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from attrs import evolve, frozen

from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._clock import midnight
from banbucheng.worktime._deadline import Deadline
from banbucheng.worktime._halves import halves_counted
from banbucheng.worktime._lastday import day_zero, last_day, receipt
from banbucheng.worktime._limit import (
    EndOfBusiness,
    HalfWorkingDays,
    Months,
    NaturalDays,
    NaturalHours,
    NaturalMinutes,
    TimeLimit,
    WorkingDays,
)
from banbucheng.worktime._notes import DayNote, Reason
from banbucheng.worktime._pauses import PauseEnds, paused_days
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
    begun = calendar.date_of(start) if isinstance(start, datetime) else start
    paused = [stretch for stretch in paused_days(pauses, pause_ends, calendar) if _in_days(limit)]
    zero, counted = _counted(limit, start, calendar, deadline, pauses, pause_ends)
    rolled = isinstance(limit, NaturalDays | Months) and deadline.on > zero and deadline.on not in counted
    notes: list[DayNote] = []
    for place in range((deadline.on - begun).days + 1):
        day = begun + _DAY * place
        note = DayNote(
            on=day,
            works=calendar.works_on(day),
            counted=counted.get(day),
            reason=_reason(day, calendar),
            name=calendar.name_of(day),
            time=_time(limit, start, day, deadline, calendar, pauses),
        )
        if day <= zero:
            note = evolve(note, reason=Reason.RECEIPT if day == begun else Reason.DEEMED_RECEIPT)
        elif any(stops <= day < resumes for stops, resumes in paused):
            note = evolve(note, reason=Reason.PAUSED)
        elif rolled and day == deadline.on:
            note = evolve(note, reason=Reason.ROLLED)
        notes.append(note)
    return Explanation(deadline=deadline, notes=tuple(notes))


def _in_days(limit: TimeLimit) -> bool:
    return isinstance(limit, WorkingDays | NaturalDays | Months)


def _reason(day: date, calendar: WorkCalendar) -> Reason:
    if not calendar.certain(day):
        return Reason.UNDECIDED
    if calendar.works_on(day):
        return Reason.MAKEUP_WORKDAY if calendar.shifted(day) else Reason.WORKDAY
    if calendar.stretches_on(day):
        return Reason.EXTENDED_SERVICE
    if calendar.name_of(day) or day.weekday() not in calendar.weekend:
        return Reason.DAY_OFF
    return Reason.WEEKEND


def _counted(
    limit: TimeLimit,
    start: date | datetime,
    calendar: WorkCalendar,
    deadline: Deadline,
    pauses: Sequence[Span],
    ends: PauseEnds,
) -> tuple[date, Mapping[date, int]]:
    """The day that day one follows, and the days that count with their numbers: those on which fewer days would be due."""
    table = calendar.table
    if isinstance(limit, HalfWorkingDays) and isinstance(start, datetime):
        halves = takewhile(
            lambda half: half.closes <= deadline.at, halves_counted(limit.number, start, calendar, table, pauses, ends)
        )
        by_day = {calendar.date_of(half.opens): number for number, half in enumerate(halves, 1)}
        begun = calendar.date_of(start)
        return begun - _DAY if begun in by_day else begun, by_day
    if not isinstance(limit, WorkingDays | NaturalDays | Months):
        return (calendar.date_of(start) if isinstance(start, datetime) else start) - _DAY, {}
    received, paused = receipt(limit, start, calendar), paused_days(pauses, ends, calendar)
    zero = day_zero(limit, received, table)
    if isinstance(limit, WorkingDays):
        return zero, {
            last_day(evolve(limit, number=number), received, table, paused): number
            for number in range(1, limit.number + 1)
        }
    nominal = last_day(evolve(limit, rolls=False), received, table, paused)
    found: dict[date, int] = {}
    for number in range(1, (nominal - zero).days + 1):
        day = last_day(NaturalDays(number, count_from=limit.count_from, rolls=False), received, table, paused)
        if day <= nominal:
            found[day] = number
    return zero, found


def _time(
    limit: TimeLimit,
    start: date | datetime,
    day: date,
    deadline: Deadline,
    calendar: WorkCalendar,
    pauses: Sequence[Span],
) -> timedelta | None:
    if _in_days(limit) or isinstance(limit, HalfWorkingDays | EndOfBusiness) or not isinstance(start, datetime):
        return None
    whole = Span(midnight(day, calendar.zone), calendar.end_of(day)) & Span(
        start, max(deadline.at, start, key=_instant)
    )
    if not isinstance(limit, NaturalHours | NaturalMinutes):
        return worked(whole.opens, whole.closes, calendar, pauses=pauses)
    rest = [whole] if whole else []
    for pause in pauses:
        rest = [left for span in rest for left in span - pause]
    return sum((_instant(span.closes) - _instant(span.opens) for span in rest), timedelta())


def _instant(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
