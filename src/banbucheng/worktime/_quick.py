"""
The two questions that are asked a thousand times a second, answered without a detour.

What is not plain about them is None here and left to the general way, which gives the same answers; a law holds the
two together.
"""

from collections.abc import Sequence
from datetime import date, datetime

from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._deadline import Deadline
from banbucheng.worktime._lastday import last_day
from banbucheng.worktime._limit import CountFrom, Ends, WorkingDays, WorkingHours
from banbucheng.worktime._pauses import PauseEnds, paused_days
from banbucheng.worktime._period import begun_on
from banbucheng.worktime._span import Span

__all__ = ["working_days", "working_hours"]

_MIDNIGHT, _DAY_AFTER = Ends.MIDNIGHT, CountFrom.DAY_AFTER
_HOUR, _FIRM = 3_600_000_000, False


def working_days(
    limit: WorkingDays, start: date | datetime, calendar: WorkCalendar, pauses: Sequence[Span], ends: PauseEnds
) -> Deadline | None:
    """The deadline of a limit that counts from the day after, to the end of a day before anything undecided."""
    if limit.count_from is not _DAY_AFTER or limit.cut_off is not None or limit.ends is not _MIDNIGHT:
        return None
    table = calendar.table
    received = start if type(start) is date else begun_on(start, calendar)
    place = received.toordinal() - table.base
    if not limit.number or not 0 < place < len(table.ranks):
        return None
    number = table.ranks[place] + limit.number
    if pauses:
        number = table.ranks[table.place(last_day(limit, received, table, paused_days(pauses, ends, calendar)))]
    # Two starts with one last day have one deadline, which is a value; building it takes longer than finding it.
    known = calendar.deadlines.get(limit.number)
    if known is None:
        known = calendar.deadlines[limit.number] = {}
    return known.get(number) or _remembered(limit, number, calendar, known)


def _remembered(limit: WorkingDays, number: int, calendar: WorkCalendar, known: dict[int, Deadline]) -> Deadline | None:
    days = calendar.table.days
    if number >= len(days) or (on := days[number]) >= calendar.doubtful_from:
        return None
    found = Deadline(calendar.end_of(on), on, limit, calendar.edition, _FIRM, on, on)
    known[number] = found
    return found


def working_hours(limit: WorkingHours, start: date | datetime, calendar: WorkCalendar) -> Deadline | None:
    """The deadline of some hours that end within a day before anything undecided."""
    if not limit.number or not isinstance(start, datetime):
        return None
    at = calendar.clock.after(start, limit.number * _HOUR)
    on = at.date()
    if on >= calendar.doubtful_from or not (at.hour or at.minute):
        return None
    return Deadline(at, on, limit, calendar.edition, _FIRM, on, on)
