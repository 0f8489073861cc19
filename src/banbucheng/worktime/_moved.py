"""What a new calendar moves among the deadlines that are running."""

from collections.abc import Iterable

from attrs import frozen

from banbucheng.errors import BadInput
from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._deadline import Deadline
from banbucheng.worktime._period import Period
from banbucheng.worktime._reckon import due

__all__ = ["Move", "Moves", "Unresolved", "moved"]


@frozen(kw_only=True)
class Move:
    """One period that is up at another moment now."""

    period: Period
    old: Deadline
    new: Deadline


@frozen(kw_only=True)
class Unresolved:
    """One period that one of the calendars could not answer, with what it said."""

    period: Period
    error: BadInput


@frozen(kw_only=True)
class Moves:
    """What became of all periods when the calendar changed."""

    examined: int
    moved: tuple[Move, ...]
    unchanged: int
    #: How many of the unchanged were provisional and are firm now.
    settled: int
    unresolved: tuple[Unresolved, ...]


def moved(periods: Iterable[Period], old: WorkCalendar, new: WorkCalendar) -> Moves:
    """
    What moves when `new` takes the place of `old`; between two calendars of one edition, nothing does.

    A period that a calendar cannot answer is reported and stops no other.
    """
    examined = unchanged = settled = 0
    found: list[Move] = []
    unresolved: list[Unresolved] = []
    for period in periods:
        examined += 1
        if old.edition == new.edition:
            unchanged += 1
            continue
        try:
            before, after = _deadline(period, old), _deadline(period, new)
        except BadInput as error:
            unresolved.append(Unresolved(period=period, error=error))
            continue
        if before.at != after.at:
            found.append(Move(period=period, old=before, new=after))
        else:
            unchanged += 1
            settled += before.provisional and not after.provisional
    return Moves(
        examined=examined, moved=tuple(found), unchanged=unchanged, settled=settled, unresolved=tuple(unresolved)
    )


def _deadline(period: Period, calendar: WorkCalendar) -> Deadline:
    return due(period.limit, period.start, calendar, pauses=period.pauses, pause_ends=period.pause_ends)
