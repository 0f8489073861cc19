"""What can happen to a case, in the past tense. An event holds all that it takes to replay it under any later rules."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from attrs import frozen

from banbucheng.intake import Complaint, Decline
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.returns import Return
from banbucheng.routing import Assignment
from banbucheng.sla import CitizenClock
from banbucheng.supervision import Addressee, Step
from banbucheng.taxonomy import Problem, Suggestion
from banbucheng.terms import (
    CaseNumber,
    HandOverKind,
    Measure,
    Milestone,
    ReopenGround,
    StaffId,
    SuspensionGround,
    UnitCode,
)
from banbucheng.worktime import Deadline, TimeLimit

__all__ = [
    "Accepted",
    "Acknowledged",
    "Archived",
    "Assigned",
    "Assisted",
    "Closed",
    "Conferred",
    "Contacted",
    "Deadlines",
    "Declined",
    "Designated",
    "Disputed",
    "EditionChanged",
    "Event",
    "Extended",
    "ExtensionAsked",
    "ExtensionRefused",
    "FeedbackGiven",
    "FollowedUp",
    "HandedOver",
    "HandedToDiscipline",
    "Joined",
    "Merged",
    "NoticeGiven",
    "ObjectionRuled",
    "Parted",
    "RatingObjected",
    "Reclassified",
    "Recounted",
    "Registered",
    "Reopened",
    "Replied",
    "Resolved",
    "Resumed",
    "ReturnRefused",
    "Returned",
    "SentBack",
    "Separated",
    "Settled",
    "Supervised",
    "Suspended",
    "Verified",
    "Waived",
    "Withdrawn",
]

Deadlines: TypeAlias = Mapping[Milestone, Deadline]


@frozen(kw_only=True)
class Registered:
    """The matter was told and written down; entry 1 of every case."""

    number: CaseNumber
    edition: str
    complaint: Complaint
    window: UnitCode
    deadlines: Deadlines


@frozen(kw_only=True)
class Accepted:
    """The desk took the matter on; the citizen's clock starts."""

    problem: Problem
    #: What the words suggested; kept beside what the person decided.
    suggestion: Suggestion
    clock: CitizenClock
    deadlines: Deadlines


@frozen(kw_only=True)
class Declined:
    """The desk did not take the matter on, and told the citizen why and where to go instead."""

    decline: Decline


@frozen(kw_only=True)
class NoticeGiven:
    """The citizen was told once, and completely, what is missing (Administrative Licensing Law art. 32)."""

    text: str


@frozen(kw_only=True)
class Settled:
    """The desk settled the matter on the spot and answered at once."""

    resolution: Resolution
    reply: Reply
    deadlines: Deadlines


@frozen(kw_only=True)
class Assigned:
    """The matter was sent to a unit; the assignment has a clock of its own beside the citizen's."""

    assignment: Assignment
    sign: Deadline
    return_window: Deadline
    handle: Deadline | None


@frozen(kw_only=True)
class Acknowledged:
    """The unit has it, by its signature or by its silence."""

    #: Whether it kept silent until its time to sign was over.
    deemed: bool


@frozen(kw_only=True)
class Returned:
    """The unit says that the matter belongs elsewhere; the desk has to rule on it in time."""

    claim: Return
    ruling: Deadline


@frozen(kw_only=True)
class ReturnRefused:
    """The desk does not agree; the matter stays with the unit."""

    reason: str


@frozen(kw_only=True)
class Disputed:
    """One more dispatch would pass the ball: the units confer, or one is designated."""

    sent_to: tuple[UnitCode, ...]


@frozen(kw_only=True)
class Conferred:
    """The units agreed at a conference who leads and who assists; the minutes say how."""

    assignment: Assignment
    minutes: str


@frozen(kw_only=True)
class HandedOver:
    """The case went to another window, up, down or across; number and citizen's clock go with it."""

    to: UnitCode
    kind: HandOverKind
    reason: str


@frozen(kw_only=True)
class Assisted:
    """An assisting unit gave its part of the answer."""

    unit: UnitCode
    answer: str


@frozen(kw_only=True)
class Waived:
    """The desk does without the part of an assisting unit."""

    unit: UnitCode
    reason: str


@frozen(kw_only=True)
class Contacted:
    """The citizen was contacted."""

    note: str


@frozen(kw_only=True)
class Designated:
    """A named leader decided which unit handles it; that unit may not return it."""

    assignment: Assignment
    leader: StaffId


@frozen(kw_only=True)
class Suspended:
    """The clock was stopped, on a ground, by someone who may, until a moment; the citizen was told."""

    ground: SuspensionGround
    until: datetime
    approved_by: StaffId
    told: str


@frozen(kw_only=True)
class Resumed:
    """The clock runs again; the pause is kept in it."""

    #: Whether it was the planned end that resumed it, and nobody.
    planned: bool
    clock: CitizenClock
    deadlines: Deadlines
    #: The unit's own limits, which stood still too.
    sign: Deadline | None
    return_window: Deadline | None
    handle: Deadline | None


@frozen(kw_only=True)
class ExtensionAsked:
    """More time was asked for; nothing moves yet."""

    more: TimeLimit
    reason: str
    asked_by: StaffId


@frozen(kw_only=True)
class Extended:
    """Another person gave more time, and the citizen was told the new date and the reason."""

    clock: CitizenClock
    deadlines: Deadlines
    approved_by: StaffId
    reason: str
    #: The steps of supervision that stand again because their deadline moved to a later day.
    rearmed: frozenset[tuple[Milestone, str]]


@frozen(kw_only=True)
class ExtensionRefused:
    """The time asked for was not given."""

    reason: str


@frozen(kw_only=True)
class Reclassified:
    """The matter is of another kind or grade than was thought; its limits count from the original start."""

    problem: Problem
    clock: CitizenClock
    deadlines: Deadlines


@frozen(kw_only=True)
class FeedbackGiven:
    """The citizen of a complex matter was told how it stands."""

    text: str


@frozen(kw_only=True)
class Resolved:
    """The unit says that it is done; the desk looks, and answers the citizen in time."""

    resolution: Resolution
    by: StaffId
    reply: Deadline


@frozen(kw_only=True)
class SentBack:
    """The desk looked and it is not done; the unit goes on."""

    reason: str


@frozen(kw_only=True)
class Verified:
    """The desk looked and it is as the unit says."""


@frozen(kw_only=True)
class Replied:
    """The desk answered the citizen."""

    reply: Reply
    deadlines: Deadlines


@frozen(kw_only=True)
class FollowedUp:
    """The citizen was asked what he or she thinks of it."""

    follow_up: FollowUp
    deadlines: Deadlines


@frozen(kw_only=True)
class Reopened:
    """The matter is handled once more, on a clock of its own; the first outcome stays in the record."""

    ground: ReopenGround
    reason: str
    clock: CitizenClock
    deadlines: Deadlines


@frozen(kw_only=True)
class Withdrawn:
    """The citizen took the matter back, and this was confirmed to him or her."""

    reason: str


@frozen(kw_only=True)
class Closed:
    """Nothing more is owed."""

    #: What the citizen was told of a bad review that did not reopen the case.
    explanation: str


@frozen(kw_only=True)
class RatingObjected:
    """A unit finds a rating unfair."""

    unit: UnitCode
    reason: str


@frozen(kw_only=True)
class ObjectionRuled:
    """The desk looked at the objection; a rating whose objection is upheld does not count."""

    upheld: bool
    reason: str


@frozen(kw_only=True)
class Merged:
    """The case goes on in another one that is on the same matter; its citizen is answered there."""

    into: CaseNumber


@frozen(kw_only=True)
class Joined:
    """Another case on the same matter goes on in this one; of both, the earlier deadline holds."""

    number: CaseNumber
    complaint: Complaint
    #: The joined citizen's clock, which goes on beside this case's own.
    clock: CitizenClock
    deadlines: Deadlines


@frozen(kw_only=True)
class Separated:
    """The case goes on alone again, owing what it owed before it was merged."""

    deadlines: Deadlines


@frozen(kw_only=True)
class Parted:
    """A case that had been joined goes on alone again."""

    number: CaseNumber
    deadlines: Deadlines


@frozen(kw_only=True)
class EditionChanged:
    """The case was moved to another edition of the rulebook."""

    edition: str
    clock: CitizenClock | None
    deadlines: Deadlines


@frozen(kw_only=True)
class Recounted:
    """The calendar was changed by a notice; what had not been reached or run out was counted anew."""

    calendar: str
    deadlines: Deadlines


@frozen(kw_only=True)
class HandedToDiscipline:
    """A clue of misconduct was handed to discipline inspection, with a checklist and two signatures."""

    checklist: tuple[str, ...]
    signers: tuple[StaffId, StaffId]
    receipt: str


@frozen(kw_only=True)
class Archived:
    """The record was filed."""


@frozen(kw_only=True)
class Supervised:
    """A rung of the ladder was taken against the responsible unit."""

    step: Step
    measure: Measure
    responsible: UnitCode
    #: The unit that it is addressed to, and why it climbs no higher although the rung says so.
    addressee: Addressee
    #: Whether a person took it before its time.
    by_hand: bool


Event: TypeAlias = (
    Registered
    | Accepted
    | Declined
    | NoticeGiven
    | Settled
    | Assigned
    | Acknowledged
    | Returned
    | ReturnRefused
    | Disputed
    | Conferred
    | HandedOver
    | Assisted
    | Waived
    | Contacted
    | Designated
    | Suspended
    | Resumed
    | ExtensionAsked
    | Extended
    | ExtensionRefused
    | Reclassified
    | FeedbackGiven
    | Resolved
    | SentBack
    | Verified
    | Replied
    | FollowedUp
    | Reopened
    | Withdrawn
    | Closed
    | RatingObjected
    | ObjectionRuled
    | Merged
    | Joined
    | Separated
    | Parted
    | EditionChanged
    | Recounted
    | HandedToDiscipline
    | Archived
    | Supervised
)
