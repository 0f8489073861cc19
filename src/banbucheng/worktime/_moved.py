"""What a new calendar moves among the deadlines that are running."""

from collections.abc import Iterable
from datetime import date, datetime

from attrs import frozen

from banbucheng.errors import BadInput
from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._deadline import Deadline
from banbucheng.worktime._limit import TimeLimit
from banbucheng.worktime._pauses import PauseEnds
from banbucheng.worktime._reckon import due
from banbucheng.worktime._span import Span

__all__ = ["Move", "Moves", "Period", "Unresolved", "moved"]


@frozen(kw_only=True)
class Period:
    """A limit that runs, from its start, with its pauses; everything that a deadline is reckoned from."""

    #: What the caller knows it by, such as the number of a case.
    key: str = ""
    limit: TimeLimit
    start: date | datetime
    pauses: tuple[Span, ...] = ()
    pause_ends: PauseEnds = PauseEnds.FROM_PAUSE_DAY

    def deadline(self, calendar: WorkCalendar) -> Deadline:
        """
        When it is up by a calendar.

        Raises:
            BadInput: as `due`.
        """
        return due(self.limit, self.start, calendar, pauses=self.pauses, pause_ends=self.pause_ends)


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
            before, after = period.deadline(old), period.deadline(new)
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
