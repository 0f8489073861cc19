"""What a decision looks at."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter

from attrs import frozen

from banbucheng.cases._case import Case
from banbucheng.errors import BadInput, Refusal
from banbucheng.routing import Whereabouts
from banbucheng.rulebook import Rulebook
from banbucheng.sla import CitizenClock
from banbucheng.terms import GradeCode, Milestone, UnitCode
from banbucheng.worktime import Deadline, TimeLimit, WorkCalendar, due

__all__ = ["Scene"]


@frozen(kw_only=True)
class Scene:
    """The case, the moment, the rules and the calendar."""

    case: Case
    at: datetime
    book: Rulebook
    calendar: WorkCalendar

    def refuse(self, code: str, reason: str) -> Refusal:
        """The refusal to raise, about this case."""
        return Refusal(self.case.number, code, reason)

    def owed(self, *milestones: Milestone) -> Mapping[Milestone, Deadline]:
        """What the desk itself owes from now on."""
        return {each: due(self.book.promises.of_desk(each).limit, self.at, self.calendar) for each in milestones}

    def started(self, grade: GradeCode, statutory: TimeLimit | None) -> CitizenClock:
        """A citizen's clock that starts now."""
        ends = self.book.suspension.pause_ends
        return CitizenClock(started_at=self.at, grade=grade, statutory=statutory, pause_ends=ends)

    def deadlines(self, clock: CitizenClock) -> Mapping[Milestone, Deadline]:
        """Every milestone of the citizen's clock, or of one joined to it that ends earlier; refused where they do not fit."""
        clocks = (clock, *self.case.joined_beside(clock).values())
        try:
            found = [each.deadlines(self.book.promises, self.calendar) for each in clocks]
        except BadInput as fault:
            raise self.refuse("extension", str(fault)) from fault
        if len(found) == 1:
            return found[0]
        milestones = {milestone: None for deadlines in found for milestone in deadlines}
        return {each: min((d[each] for d in found if each in d), key=attrgetter("at")) for each in milestones}

    @property
    def clock(self) -> CitizenClock:
        """The citizen's clock of an accepted case."""
        if self.case.clock is None:
            raise self.refuse("status", "the case has not been accepted yet; accept it first")
        return self.case.clock

    @property
    def whereabouts(self) -> Whereabouts:
        """Where the case stands for the routing rules."""
        case = self.case
        return self.book.whereabouts(
            case.desk, self.at, self.calendar, returns=len(case.sent_to), refusals=int(case.return_refused)
        )

    def unit(self, unit: UnitCode) -> UnitCode:
        """A unit that exists and is not complained about."""
        if unit not in self.book.unit:
            raise self.refuse("unit", f"{unit!r} is not a unit of {self.book.name}")
        if unit in self.case.complaint.against:
            raise self.refuse("recused", f"{unit} is complained about and does not handle the case")
        return unit
