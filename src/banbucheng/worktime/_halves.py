"""Half working days: mornings and afternoons, counted like days."""

from collections.abc import Iterator
from datetime import date, datetime

from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._pauses import PauseEnds
from banbucheng.worktime._period import Period, moment_of
from banbucheng.worktime._span import Span, joined
from banbucheng.worktime._table import Table

__all__ = ["half_days_later", "halves_counted"]


def half_days_later(number: int, period: Period, calendar: WorkCalendar, table: Table) -> datetime:
    """
    The close of the half that lies so many halves after the one of the start, with the paused ones left out.

    Raises:
        BadInput: it lies outside the table.
    """
    for place, half in enumerate(halves_counted(number, period, calendar, table), 1):
        if place >= number:
            return half.closes
    raise table.refusal("half working days", number)


def halves_counted(number: int, period: Period, calendar: WorkCalendar, table: Table) -> Iterator[Span]:
    """The halves that count, one after another to the end of the table; for none at all, from that of the start on."""
    start, stopped, before = moment_of(period), joined(period.pauses), None
    for half in _halves(table.days_from(calendar.date_of(start)), calendar):
        counts = half.opens > start if number else half.closes > start
        if counts and not any(_stands_still(half.closes, before, span, period.pause_ends) for span in stopped):
            yield half
        before = half.closes


def _halves(days: Iterator[date], calendar: WorkCalendar) -> Iterator[Span]:
    for day in days:
        yield from calendar.halves_on(day)


def _stands_still(closes: datetime, before: datetime | None, pause: Span, ends: PauseEnds) -> bool:
    # A half is known by its close: a pause stops those that close after it begins, up to the one in which it resumes.
    within = pause.opens < closes <= pause.closes
    after_within = before is not None and pause.opens < before <= pause.closes
    if ends is PauseEnds.WHOLE_DAYS:
        return within and before is not None and pause.opens < before
    return within or (ends is PauseEnds.BOTH_DAYS and after_within)
