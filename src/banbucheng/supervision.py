"""Which steps of supervision are due: reminders before a limit ends, the rungs after it, and to whom they go."""

from collections.abc import Collection, Mapping
from datetime import datetime

from attrs import frozen

from banbucheng.terms import Measure, Milestone, UnitCode
from banbucheng.worktime import Deadline, TimeLimit, WorkCalendar, WorkingDays, due

__all__ = ["Addressee", "Ladder", "Rung", "Step", "addressee"]


@frozen(kw_only=True)
class Rung:
    """One step of the ladder: what happens how long before or after a limit ends, and how far up it goes."""

    code: str
    #: Its name by language code.
    names: Mapping[str, str]
    #: The distance from the end of the limit. Working days are counted from its last day, at the opening of business.
    offset: TimeLimit
    #: Whether it comes before the end; only working days can.
    before: bool = False
    measure: Measure
    #: The milestones that it watches; empty means all.
    milestones: frozenset[Milestone] = frozenset()
    #: To whom it goes, in the rulebook's words.
    to: str
    #: How many superiors above the responsible unit it is addressed to; 0 is the unit itself.
    up: int = 0
    #: Whether it may come outside office hours; else it waits for the next opening.
    any_hour: bool = False
    source: str

    def moment(self, deadline: Deadline, calendar: WorkCalendar) -> datetime:
        """When it is due for a deadline."""
        if isinstance(self.offset, WorkingDays):
            days = -self.offset.number if self.before else self.offset.number
            return _opening(calendar, deadline, days)
        moment = due(self.offset, deadline.at, calendar).at
        return moment if self.any_hour else _in_office_hours(calendar, moment)

    def moment_from(self, started_at: datetime, deadline: Deadline, calendar: WorkCalendar) -> datetime:
        """The same; where that lies before the start, the start, or the next opening after it."""
        moment = self.moment(deadline, calendar)
        if moment >= started_at:
            return moment
        return started_at if self.any_hour else _in_office_hours(calendar, started_at)


@frozen(kw_only=True)
class Step:
    """A rung that has come due for one milestone; it is taken once."""

    due_at: datetime
    milestone: Milestone
    rung: str


@frozen(kw_only=True)
class Ladder:
    """The rungs, from the earliest to the last."""

    rungs: tuple[Rung, ...]
    #: Whether the rungs taken for a deadline stand again when it is moved to a later day.
    rearms: bool = False

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

        At one moment the order is the ladder's. One that would lie before the start is due at the start, or at the next
        opening.
        """
        steps = [
            Step(due_at=rung.moment_from(started_at, deadline, calendar), milestone=milestone, rung=rung.code)
            for rung in self.rungs
            for milestone, deadline in deadlines.items()
            if (not rung.milestones or milestone in rung.milestones) and (milestone, rung.code) not in taken
        ]
        return sorted(steps, key=lambda step: step.due_at)


@frozen(kw_only=True)
class Addressee:
    """To whom a step goes."""

    unit: UnitCode
    #: Why it goes no higher than this although the rung says so: `top` or `cycle`; empty where it goes as high as said.
    stopped: str = ""


def addressee(unit: UnitCode, up: int, superiors: Mapping[UnitCode, UnitCode]) -> Addressee:
    """The unit so many superiors up; where the chain ends, or runs in a circle, the last one, with the reason."""
    passed = [unit]
    for _ in range(up):
        above = superiors.get(passed[-1])
        if above is None:
            return Addressee(unit=passed[-1], stopped="top")
        if above in passed:
            return Addressee(unit=passed[-1], stopped="cycle")
        passed.append(above)
    return Addressee(unit=passed[-1])


def _opening(calendar: WorkCalendar, deadline: Deadline, days: int) -> datetime:
    day = calendar.workday_after(deadline.on, days)
    return calendar.opens(day) or calendar.end_of(day)


def _in_office_hours(calendar: WorkCalendar, moment: datetime) -> datetime:
    day = calendar.date_of(moment)
    opens, closes = calendar.opens(day), calendar.closes(day)
    if opens is None or closes is None or moment >= closes or not calendar.works_on(day):
        following = calendar.workday_after(day, 1)
        return calendar.opens(following) or calendar.end_of(following)
    return max(opens, moment)
