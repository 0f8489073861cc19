"""Which limits a problem has, and what may move them: suspension, extension, and the cap that nothing passes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from attrs import evolve, frozen

from banbucheng.errors import BadInput
from banbucheng.terms import GradeCode, Milestone, SuspensionGround
from banbucheng.worktime import (
    Deadline,
    NaturalDays,
    PauseEnds,
    Span,
    TimeLimit,
    WorkCalendar,
    WorkingDays,
    due,
    elapsed,
)

__all__ = ["CitizenClock", "ExtensionPolicy", "Promise", "Promises", "SuspensionPolicy", "extended"]

_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Promise:
    """By when a milestone is to be reached, and who says so."""

    milestone: Milestone
    limit: TimeLimit
    source: str


@frozen(kw_only=True)
class Promises:
    """What the rulebook promises: to every case, and to each grade."""

    #: Milestones of the desk itself: acceptance, follow-up, closing.
    desk: tuple[Promise, ...]
    grades: Mapping[GradeCode, tuple[Promise, ...]]

    def of_desk(self, milestone: Milestone) -> Promise:
        """The desk's own promise for a milestone."""
        return next(each for each in self.desk if each.milestone == milestone)


@frozen(kw_only=True)
class ExtensionPolicy:
    """How often, and by how much at a time, a limit may be extended; the cap is never passed."""

    most: int
    each: TimeLimit
    source: str


@frozen(kw_only=True)
class SuspensionPolicy:
    """On which grounds a clock may stop, and for how long in all."""

    grounds: frozenset[SuspensionGround]
    most: WorkingDays
    #: Which ends of a pause stand still; a clock keeps what held when it was started.
    pause_ends: PauseEnds = PauseEnds.FROM_PAUSE_DAY
    source: str

    def until(self, clock: "CitizenClock", at: datetime, calendar: WorkCalendar) -> datetime | None:
        """The last moment at which a pause that begins now must end; None where nothing of the time allowed is left."""
        left = self.most.number - clock.paused_days(calendar)
        return calendar.end_of(calendar.workday_after(calendar.date_of(at) - _DAY, left)) if left > 0 else None


@frozen(kw_only=True)
class CitizenClock:
    """
    The clock of the citizen: it starts at acceptance, and no return, transfer or edit resets it.

    What may move a milestone is a pause or an extension, both expressly recorded.
    """

    started_at: datetime
    grade: GradeCode
    pauses: tuple[Span, ...] = ()
    pause_ends: PauseEnds = PauseEnds.FROM_PAUSE_DAY
    extensions: tuple[TimeLimit, ...] = ()
    #: The limit that a law gives the matter itself, which prevails where it ends later.
    statutory: TimeLimit | None = None
    #: Before this moment's day no milestone ends: a matter found to be simpler is due at once, not in the past.
    not_before: datetime | None = None

    def deadlines(self, promises: Promises, calendar: WorkCalendar) -> Mapping[Milestone, Deadline]:
        """
        Every milestone of the grade, always from the original start.

        Raises:
            BadInput: an extension is of another unit than the limit that it extends.
        """
        return {promise.milestone: self._deadline(promise, calendar) for promise in promises.grades[self.grade]}

    def paused_days(self, calendar: WorkCalendar) -> int:
        """The working days that the pauses took, as a limit in days counts them."""
        ended = max((pause.closes for pause in self.pauses), default=self.started_at)
        whole = elapsed(self.started_at, ended, calendar)
        return whole - elapsed(self.started_at, ended, calendar, pauses=self.pauses, pause_ends=self.pause_ends)

    def extended(self, by: TimeLimit) -> "CitizenClock":
        """The clock with one more extension."""
        return evolve(self, extensions=(*self.extensions, by))

    def paused(self, span: Span) -> "CitizenClock":
        """The clock with one more pause."""
        return evolve(self, pauses=(*self.pauses, span))

    def _deadline(self, promise: Promise, calendar: WorkCalendar) -> Deadline:
        found = self._due(self._limit(promise), calendar)
        if self.statutory is not None and promise.milestone in _WHOLE_MATTER:
            found = max(found, self._due(self.statutory, calendar), key=_ends)
        if self.not_before is not None:
            found = max(found, due(WorkingDays(0), self.not_before, calendar), key=_ends)
        return found

    def _due(self, limit: TimeLimit, calendar: WorkCalendar) -> Deadline:
        return due(limit, self.started_at, calendar, pauses=self.pauses, pause_ends=self.pause_ends)

    def _limit(self, promise: Promise) -> TimeLimit:
        limit = promise.limit
        for extension in self.extensions if promise.milestone in _EXTENDED else ():
            limit = extended(limit, extension)
        return limit


#: The milestones that an extension moves; the citizen is contacted in time all the same, and the cap is the cap.
_EXTENDED = (Milestone.FEEDBACK, Milestone.CLOSURE)
#: The milestones that a longer statutory limit moves; contact and feedback are owed all the same.
_WHOLE_MATTER = (Milestone.CLOSURE, Milestone.CAP)


def _ends(deadline: Deadline) -> datetime:
    return deadline.at


# A rulebook knows a handful of limits, and a case asks for its own with every command.
@lru_cache(maxsize=256)
def extended(limit: TimeLimit, by: TimeLimit) -> TimeLimit:
    """
    A limit with another of the same unit added.

    Raises:
        BadInput: the two count in different units.
    """
    match limit, by:
        case WorkingDays(days), WorkingDays(more):
            return evolve(limit, number=days + more)
        case NaturalDays(days), NaturalDays(more):
            return evolve(limit, number=days + more)
        case _:
            raise BadInput("extension", str(by), f"a limit of {limit} is extended in its own unit, in whole days")
