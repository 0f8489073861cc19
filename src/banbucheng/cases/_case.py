"""The case: one matter from registration to archive, in the order that the desk fills it."""

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve, field, frozen

from banbucheng.intake import Complaint, Decline
from banbucheng.replies import FollowUp, Objection, Reply, Resolution
from banbucheng.returns import Return
from banbucheng.routing import Assignment
from banbucheng.sla import CitizenClock
from banbucheng.taxonomy import Problem, Suggestion
from banbucheng.terms import CaseNumber, Milestone, StaffId, Status, SuspensionGround, UnitCode
from banbucheng.worktime import Deadline, TimeLimit

__all__ = ["OPEN", "AskedExtension", "Case", "Merger", "Reached", "Suspension"]

#: The statuses in which somebody still owes the citizen something.
OPEN = frozenset(
    {
        Status.REGISTERED,
        Status.ACCEPTED,
        Status.ASSIGNED,
        Status.HANDLING,
        Status.RETURNED,
        Status.DISPUTED,
        Status.RESOLVED,
        Status.VERIFIED,
        Status.REPLIED,
        Status.FOLLOWED_UP,
    }
)


@frozen(kw_only=True)
class Reached:
    """A milestone that was reached, and the deadline that it had."""

    milestone: Milestone
    at: datetime
    deadline: Deadline
    #: 1 for the first handling, one more for each reopening.
    round: int
    #: Whether it had run out before more time was given for it.
    overran: bool = False

    @property
    def kept(self) -> bool:
        """Whether it was reached in time; judged by when it happened, never by when somebody looked."""
        return self.at < self.deadline.at and not self.overran


@frozen(kw_only=True)
class Suspension:
    """A stopped clock: on what ground, since when, until when at the latest, and who allowed it."""

    ground: SuspensionGround
    since: datetime
    #: The planned end; the clock then runs again by itself.
    until: datetime
    approved_by: StaffId


@frozen(kw_only=True)
class AskedExtension:
    """An extension that was asked for; it moves nothing until another person approves."""

    more: TimeLimit
    reason: str
    asked_by: StaffId
    asked_at: datetime


@frozen(kw_only=True)
class Merger:
    """Where a case goes on that was merged, and what was owed before."""

    into: CaseNumber
    deadlines: Mapping[Milestone, Deadline]


# Not slotted: every entry makes the case anew, and from a __dict__ that takes a third of the time.
@frozen(kw_only=True, slots=False)
class Case:
    """
    One matter and where it stands. Built by `begin` and `apply` alone, so that it always follows its entries.

    An open case has exactly one responsible unit, and deadlines that run or are expressly suspended.
    """

    number: CaseNumber
    #: How many entries it has.
    version: int
    #: The edition of the rulebook that it was registered under.
    edition: str
    status: Status
    complaint: Complaint
    #: The window that took it first; it stays the citizen's contact.
    window: UnitCode
    #: The window that has it now.
    desk: UnitCode
    #: Who owes the next step; the window itself while it is the desk's turn.
    responsible: UnitCode
    registered_at: datetime
    decline: Decline | None = None
    problem: Problem | None = None
    suggestion: Suggestion | None = None
    #: The citizen's clock; None until the case is accepted.
    clock: CitizenClock | None = None
    #: Since when the deadlines below run.
    running_since: datetime
    deadlines: Mapping[Milestone, Deadline]
    reached: tuple[Reached, ...] = ()
    assignment: Assignment | None = None
    #: The units it was sent to in this round, in order.
    sent_to: tuple[UnitCode, ...] = ()
    #: Since when the unit that has it has it, and its limits below run.
    assigned_at: datetime | None = None
    sign: Deadline | None = None
    return_window: Deadline | None = None
    #: The unit's own limit, beside the citizen's.
    handle: Deadline | None = None
    #: The assisting units whose part is still missing.
    awaited: frozenset[UnitCode] = frozenset()
    #: A designated unit may not return the case.
    designated: bool = False
    returned: Return | None = None
    suspension: Suspension | None = None
    asked: AskedExtension | None = None
    #: The milestones that had run out in this round when more time was given for them, or the citizen gave up waiting.
    overran: frozenset[Milestone] = frozenset()
    #: The steps of supervision taken in this round.
    steps: frozenset[tuple[Milestone, str]] = frozenset()
    #: How it ended, once for each round; the first is kept for good.
    resolutions: tuple[Resolution, ...] = ()
    resolved_by: StaffId | None = None
    reply: Reply | None = None
    follow_up: FollowUp | None = None
    objection: Objection | None = None
    #: The cases on the same matter that go on in this one, with their complaints.
    joined: Mapping[CaseNumber, Complaint] = field(factory=dict[CaseNumber, Complaint])
    #: The clocks of their citizens in this round; of all clocks, the earliest end of a milestone holds.
    joined_clocks: Mapping[CaseNumber, CitizenClock] = field(factory=dict[CaseNumber, CitizenClock])
    merger: Merger | None = None
    round: int = 1
    #: How often each event that could go on for ever has happened in this round, by its class name.
    counts: Mapping[str, int] = field(factory=dict[str, int])
    #: Whether the desk refused the unit's return; it may not try again.
    return_refused: bool = False
    ended_at: datetime | None = None
    last_at: datetime
    #: The digest of its last entry, as the store keeps it beside the case; it says nothing about the matter.
    head: str = field(default="", eq=False, repr=False)

    @property
    def open(self) -> bool:
        """Whether somebody still owes the citizen something."""
        return self.status in OPEN

    def joined_beside(self, clock: CitizenClock) -> Mapping[CaseNumber, CitizenClock]:
        """The joined clocks when the case's own becomes this one: stopped and extended with it from now on."""
        if self.clock is None or not self.joined_clocks:
            return self.joined_clocks
        pauses = clock.pauses[len(self.clock.pauses) :]
        extensions = clock.extensions[len(self.clock.extensions) :]
        return {
            number: evolve(each, pauses=(*each.pauses, *pauses), extensions=(*each.extensions, *extensions))
            for number, each in self.joined_clocks.items()
        }

    @property
    def due_at(self) -> datetime | None:
        """The earliest moment by which somebody owes something; while suspended the planned end of that."""
        if self.suspension is not None:
            return self.suspension.until
        moments = [deadline.at for deadline in self.deadlines.values()]
        if self.status == Status.ASSIGNED and self.sign is not None:
            moments.append(self.sign.at)
        return min(moments, default=None)
