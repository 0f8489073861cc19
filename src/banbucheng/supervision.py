"""Which steps of supervision are due: reminders before a limit ends, and the rungs after it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from attrs import frozen

from banbucheng.terms import Measure, Milestone
from banbucheng.worktime import Deadline, WorkCalendar

__all__ = ["Ladder", "Rung", "Step"]


@frozen(kw_only=True)
class Rung:
    """One step of the ladder: what happens how many working days before (negative) or after a limit's last day."""

    code: str
    #: Its name by language code.
    names: Mapping[str, str]
    #: Working days from the last day of the limit; -1 is the working day before it.
    offset: int
    measure: Measure
    #: The milestones that it watches; empty means all.
    milestones: frozenset[Milestone] = frozenset()
    #: To whom it goes, in the rulebook's words.
    to: str
    source: str


@frozen(kw_only=True, order=True)
class Step:
    """A rung that has come due for one milestone; it is taken once."""

    due_at: datetime
    milestone: Milestone
    rung: str


@frozen(kw_only=True)
class Ladder:
    """The rungs, from the earliest to the last."""

    rungs: tuple[Rung, ...]

    def rung(self, code: str) -> Rung | None:
        """The rung of that code, if the ladder has it."""
        return next((each for each in self.rungs if each.code == code), None)

    def pending(
        self,
        deadlines: Mapping[Milestone, Deadline],
        started_at: datetime,
        calendar: WorkCalendar,
        taken: Collection[tuple[Milestone, str]],
    ) -> list[Step]:
        """
        Every step that the deadlines ask for, sooner or later, and that has not been taken; in order.

        A step is due when offices open on its working day; one that would lie before the start is due at the start.
        """
        return sorted(
            Step(due_at=max(started_at, _opening(calendar, deadline, rung)), milestone=milestone, rung=rung.code)
            for milestone, deadline in deadlines.items()
            for rung in self.rungs
            if (not rung.milestones or milestone in rung.milestones) and (milestone, rung.code) not in taken
        )


def _opening(calendar: WorkCalendar, deadline: Deadline, rung: Rung) -> datetime:
    day = calendar.workday_after(deadline.on, rung.offset)
    return calendar.opens(day) or calendar.end_of(day)
