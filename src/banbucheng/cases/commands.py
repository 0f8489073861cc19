"""What people and the host's scheduler ask of a case, in the imperative. Each says who asks (`by`)."""

from datetime import datetime
from typing import TypeAlias

from attrs import field, frozen
from attrs.validators import min_len

from banbucheng.replies import FollowUp as FollowUpResult
from banbucheng.replies import Reply as Answer
from banbucheng.replies import Resolution
from banbucheng.returns import Return as Claim
from banbucheng.taxonomy import Problem
from banbucheng.terms import DeclineGround, StaffId, SuspensionGround, UnitCode
from banbucheng.worktime import TimeLimit

__all__ = [
    "Accept",
    "Acknowledge",
    "Archive",
    "AskExtension",
    "Assign",
    "Close",
    "Command",
    "Decline",
    "Designate",
    "Extend",
    "FollowUp",
    "GiveFeedback",
    "GiveNotice",
    "Inspect",
    "Reclassify",
    "RefuseExtension",
    "RefuseReturn",
    "Reopen",
    "Reply",
    "Resolve",
    "Resume",
    "Return",
    "SendBack",
    "Settle",
    "Suspend",
    "Verify",
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
    same_as: str = ""


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
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Withdraw:
    """The citizen takes the matter back; this is confirmed to him or her."""

    by: StaffId
    reason: str = field(validator=min_len(1))


@frozen(kw_only=True)
class Close:
    """End the case: nothing more is owed."""

    by: StaffId


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
    | Archive
    | Inspect
)
