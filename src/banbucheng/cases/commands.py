"""
What people and the host's scheduler ask of a case, in the imperative.

`by` is whoever asks, in the host's own words; a `reason` is kept in the record.
"""

from datetime import datetime
from typing import TypeAlias

from attrs import field, frozen
from attrs.validators import min_len

from banbucheng.intake import Complaint
from banbucheng.replies import FollowUp as FollowUpResult
from banbucheng.replies import Reply as Answer
from banbucheng.replies import Resolution
from banbucheng.returns import Return as Claim
from banbucheng.sla import CitizenClock
from banbucheng.taxonomy import Problem
from banbucheng.terms import (
    CaseNumber,
    DeclineGround,
    HandOverKind,
    Milestone,
    ReopenGround,
    StaffId,
    SuspensionGround,
    UnitCode,
)
from banbucheng.worktime import TimeLimit

__all__ = [
    "Accept",
    "Acknowledge",
    "Archive",
    "AskExtension",
    "Assign",
    "Assist",
    "ChangeEdition",
    "Close",
    "Command",
    "Confer",
    "Contact",
    "Decline",
    "Designate",
    "Extend",
    "FollowUp",
    "GiveFeedback",
    "GiveNotice",
    "HandOver",
    "HandToDiscipline",
    "Inspect",
    "Join",
    "Merge",
    "ObjectToRating",
    "Part",
    "Reclassify",
    "Recount",
    "RefuseExtension",
    "RefuseReturn",
    "Reopen",
    "Reply",
    "Resolve",
    "Resume",
    "Return",
    "RuleOnObjection",
    "SendBack",
    "Separate",
    "Settle",
    "Supervise",
    "Suspend",
    "Verify",
    "Waive",
    "Withdraw",
]


@frozen(kw_only=True)
class Accept:
    """Take the matter on, as a problem of the taxonomy; what the words suggest is recorded beside it."""

    by: StaffId
    problem: Problem


@frozen(kw_only=True)
class Decline:
    """Do not take the matter on; the way to go instead is the rulebook's unless the clerk names a better one."""

    by: StaffId
    ground: DeclineGround
    instead: str = ""
    #: For a duplicate: the case it repeats, and what the citizen is told of it (its progress, or its result).
    same_as: str = ""
    told: str = ""


@frozen(kw_only=True)
class GiveNotice:
    """Tell the citizen once, and completely, what is missing."""

    by: StaffId
    text: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Settle:
    """Settle the matter on the spot and answer at once."""

    by: StaffId
    resolution: Resolution
    reply: Answer


@frozen(kw_only=True)
class Assign:
    """Send the matter out: to the unit that the routes name, or to another with the reason why."""

    by: StaffId
    unit: UnitCode | None = None
    reason: str = ""


@frozen(kw_only=True)
class Acknowledge:
    """Sign for the matter."""

    by: StaffId


@frozen(kw_only=True)
class Return:
    """Say that the matter belongs to another unit."""

    by: StaffId
    claim: Claim


@frozen(kw_only=True)
class RefuseReturn:
    """Disagree with a return: the matter stays with the unit."""

    by: StaffId
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Confer:
    """End a dispute by agreement: the units confer, and the minutes say who leads and who assists."""

    by: StaffId
    unit: UnitCode
    assisting: tuple[UnitCode, ...] = ()
    minutes: str = field(validator=min_len(1))


@frozen(kw_only=True)
class HandOver:
    """Send the case to another window: up, down or across."""

    by: StaffId
    to: UnitCode
    kind: HandOverKind
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Assist:
    """Give an assisting unit's part of the answer."""

    by: StaffId
    unit: UnitCode
    answer: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Waive:
    """Do without the part of an assisting unit."""

    by: StaffId
    unit: UnitCode
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Contact:
    """Record that the citizen was contacted."""

    by: StaffId
    note: str = ""


@frozen(kw_only=True)
class Designate:
    """End a dispute: a named leader says which unit handles it."""

    by: StaffId
    leader: StaffId
    unit: UnitCode
    assisting: tuple[UnitCode, ...] = ()
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Suspend:
    """Stop the clock."""

    by: StaffId
    ground: SuspensionGround
    approved_by: StaffId
    #: What the citizen was told of it.
    told: str = field(validator=min_len(1))
    #: The planned end; the longest that the rulebook allows if none is given.
    until: datetime | None = None


@frozen(kw_only=True)
class Resume:
    """Let the clock run again."""

    by: StaffId


@frozen(kw_only=True)
class AskExtension:
    """Ask for more time, before the limit ends."""

    by: StaffId
    more: TimeLimit
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Extend:
    """Give the time that was asked for; whoever asked may not be who gives."""

    by: StaffId


@frozen(kw_only=True)
class RefuseExtension:
    """Do not give the time that was asked for."""

    by: StaffId
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Reclassify:
    """Correct the kind or grade; the limits are counted anew from the original start."""

    by: StaffId
    problem: Problem


@frozen(kw_only=True)
class GiveFeedback:
    """Tell the citizen of a complex matter how it stands."""

    by: StaffId
    text: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Resolve:
    """Say that it is done, and how."""

    by: StaffId
    resolution: Resolution


@frozen(kw_only=True)
class SendBack:
    """Say that it is not done: the unit goes on."""

    by: StaffId
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Verify:
    """Confirm that it is done as the unit says."""

    by: StaffId


@frozen(kw_only=True)
class Reply:
    """Answer the citizen."""

    by: StaffId
    reply: Answer


@frozen(kw_only=True)
class FollowUp:
    """Record what the citizen thinks of it."""

    by: StaffId
    follow_up: FollowUpResult


@frozen(kw_only=True)
class Reopen:
    """Handle the matter once more, because the citizen is not satisfied or brings new facts."""

    by: StaffId
    ground: ReopenGround
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Withdraw:
    """The citizen takes the matter back; this is confirmed to him or her."""

    by: StaffId
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Close:
    """End the case: nothing more is owed. A bad review that reopens nothing is explained to the citizen first."""

    by: StaffId
    explanation: str = ""


@frozen(kw_only=True)
class ObjectToRating:
    """Say that a rating is unfair."""

    by: StaffId
    unit: UnitCode
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class RuleOnObjection:
    """Uphold an objection to a rating, or do not; whoever objected may not."""

    by: StaffId
    upheld: bool
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Supervise:
    """Take a step of supervision by hand; it is then not taken again."""

    by: StaffId
    rung: str
    milestone: Milestone


@frozen(kw_only=True)
class HandToDiscipline:
    """Hand a clue of misconduct to discipline inspection; two people sign."""

    by: StaffId
    checklist: tuple[str, ...] = field(validator=min_len(1))
    signers: tuple[StaffId, StaffId]
    receipt: str = ""


@frozen(kw_only=True)
class ChangeEdition:
    """Move the case to the edition of the rulebook that decides this command."""

    by: StaffId


@frozen(kw_only=True)
class Recount:
    """Count anew what has not been reached or run out, on the calendar that decides this command."""

    by: StaffId


@frozen(kw_only=True)
class Merge:
    """Let the case go on in another one on the same matter."""

    by: StaffId
    into: CaseNumber


@frozen(kw_only=True)
class Join:
    """Take in a case on the same matter."""

    by: StaffId
    number: CaseNumber
    complaint: Complaint
    clock: CitizenClock


@frozen(kw_only=True)
class Separate:
    """Let a merged case go on alone again."""

    by: StaffId


@frozen(kw_only=True)
class Part:
    """Let a case that was taken in go on alone again."""

    by: StaffId
    number: CaseNumber


@frozen(kw_only=True)
class Archive:
    """File the record."""

    by: StaffId


@frozen(kw_only=True)
class Inspect:
    """See what time has brought: signatures deemed given, steps of supervision that are due."""

    by: StaffId


Command: TypeAlias = (
    Accept
    | Decline
    | GiveNotice
    | Settle
    | Assign
    | Acknowledge
    | Return
    | RefuseReturn
    | Confer
    | HandOver
    | Assist
    | Waive
    | Contact
    | Designate
    | Suspend
    | Resume
    | AskExtension
    | Extend
    | RefuseExtension
    | Reclassify
    | GiveFeedback
    | Resolve
    | SendBack
    | Verify
    | Reply
    | FollowUp
    | Reopen
    | Withdraw
    | Close
    | ObjectToRating
    | RuleOnObjection
    | Supervise
    | HandToDiscipline
    | ChangeEdition
    | Recount
    | Merge
    | Join
    | Separate
    | Part
    | Archive
    | Inspect
)
