"""
The life of a case: which step may follow which, and what each step sets.

Everything that says whether something is allowed from a status is in `LIFECYCLE`; everything that sets a field of a
case is in `begin` and `apply`. Neither looks at a clock or a rulebook.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, assert_never

from attrs import evolve

from banbucheng.cases._case import AskedExtension, Case, Reached, Suspension
from banbucheng.cases.events import (
    Accepted,
    Acknowledged,
    Archived,
    Assigned,
    Closed,
    Declined,
    Designated,
    Disputed,
    Event,
    Extended,
    ExtensionAsked,
    ExtensionRefused,
    FeedbackGiven,
    FollowedUp,
    NoticeGiven,
    Reclassified,
    Registered,
    Reopened,
    Replied,
    Resolved,
    Resumed,
    Returned,
    ReturnRefused,
    SentBack,
    Settled,
    Supervised,
    Suspended,
    Verified,
    Withdrawn,
)
from banbucheng.errors import Refusal
from banbucheng.terms import Milestone, Status

__all__ = ["LIFECYCLE", "apply", "begin"]

_S = Status
_BEFORE_REPLY = (
    _S.REGISTERED,
    _S.ACCEPTED,
    _S.ASSIGNED,
    _S.HANDLING,
    _S.RETURNED,
    _S.DISPUTED,
    _S.RESOLVED,
    _S.VERIFIED,
)
_CITIZEN_WAITS = _BEFORE_REPLY[1:]


def _stays(*statuses: Status) -> dict[Status, Status]:
    return {status: status for status in statuses}


def _all(*statuses: Status, to: Status) -> dict[Status, Status]:
    return dict.fromkeys(statuses, to)


#: For each event, the statuses it may happen in and the status that it leads to.
LIFECYCLE: Mapping[type[Event], Mapping[Status, Status]] = {
    Accepted: {_S.REGISTERED: _S.ACCEPTED},
    Declined: {_S.REGISTERED: _S.DECLINED},
    NoticeGiven: _stays(*_BEFORE_REPLY),
    Settled: {_S.ACCEPTED: _S.REPLIED},
    Assigned: _all(_S.ACCEPTED, _S.RETURNED, to=_S.ASSIGNED),
    Acknowledged: {_S.ASSIGNED: _S.HANDLING},
    Returned: _all(_S.ASSIGNED, _S.HANDLING, to=_S.RETURNED),
    ReturnRefused: {_S.RETURNED: _S.HANDLING},
    Disputed: {_S.RETURNED: _S.DISPUTED},
    Designated: {_S.DISPUTED: _S.HANDLING},
    Suspended: _stays(_S.ACCEPTED, _S.ASSIGNED, _S.HANDLING),
    Resumed: _stays(_S.ACCEPTED, _S.ASSIGNED, _S.HANDLING),
    ExtensionAsked: _stays(_S.ACCEPTED, _S.ASSIGNED, _S.HANDLING),
    Extended: _stays(_S.ACCEPTED, _S.ASSIGNED, _S.HANDLING),
    ExtensionRefused: _stays(_S.ACCEPTED, _S.ASSIGNED, _S.HANDLING),
    Reclassified: _stays(*_CITIZEN_WAITS),
    FeedbackGiven: _stays(*_CITIZEN_WAITS),
    Resolved: _all(_S.ASSIGNED, _S.HANDLING, to=_S.RESOLVED),
    SentBack: {_S.RESOLVED: _S.HANDLING},
    Verified: {_S.RESOLVED: _S.VERIFIED},
    Replied: {_S.VERIFIED: _S.REPLIED},
    FollowedUp: {_S.REPLIED: _S.FOLLOWED_UP},
    Reopened: _all(_S.REPLIED, _S.FOLLOWED_UP, _S.CLOSED, to=_S.ACCEPTED),
    Withdrawn: _all(*_BEFORE_REPLY, to=_S.WITHDRAWN),
    Closed: {_S.FOLLOWED_UP: _S.CLOSED},
    Archived: _all(_S.DECLINED, _S.WITHDRAWN, _S.CLOSED, to=_S.ARCHIVED),
    Supervised: _stays(*_BEFORE_REPLY, _S.REPLIED, _S.FOLLOWED_UP),
}


def begin(registered: Registered, *, at: datetime) -> Case:
    """The case that a registration makes."""
    return Case(
        number=registered.number,
        version=1,
        edition=registered.edition,
        status=Status.REGISTERED,
        complaint=registered.complaint,
        window=registered.window,
        responsible=registered.window,
        registered_at=at,
        running_since=at,
        deadlines=registered.deadlines,
        last_at=at,
    )


def apply(case: Case, event: Event, *, at: datetime) -> Case:
    """
    The case after an event.

    Raises:
        Refusal: the event cannot follow from the case's status.
    """
    allowed = LIFECYCLE.get(type(event), {})
    if case.status not in allowed:
        name = type(event).__name__
        statuses = ", ".join(allowed) or "no status"
        raise Refusal(
            case.number, "status", f"{name} cannot follow while the case is {case.status}; it can from {statuses}"
        )
    return evolve(case, status=allowed[case.status], version=case.version + 1, last_at=at, **_changes(case, event, at))


def _reached(case: Case, milestones: Iterable[Milestone], at: datetime) -> tuple[Reached, ...]:
    return case.reached + tuple(
        Reached(milestone=each, at=at, deadline=case.deadlines[each], round=case.round)
        for each in milestones
        if each in case.deadlines
    )


def _changes(case: Case, event: Event, at: datetime) -> dict[str, Any]:
    match event:
        case Accepted():
            return {
                "problem": event.problem,
                "suggestion": event.suggestion,
                "clock": event.clock,
                "reached": _reached(case, [Milestone.ACCEPTANCE], at),
                **_runs(event, at),
            }
        case Declined():
            return {
                "decline": event.decline,
                "reached": _reached(case, [Milestone.ACCEPTANCE], at),
                **_ended(at),
            }
        case Settled() | Replied():
            settled = {"resolutions": (*case.resolutions, event.resolution)} if isinstance(event, Settled) else {}
            return {
                "reply": event.reply,
                "responsible": case.window,
                "reached": _reached(case, case.deadlines, at),
                **settled,
                **_runs(event, at),
            }
        case Assigned() | Designated():
            return _sent(case, event)
        case Returned():
            return {"returned": event.claim, "responsible": case.window}
        case ReturnRefused():
            return {"returned": None, "responsible": case.sent_to[-1]}
        case Suspended():
            return {
                "suspension": Suspension(
                    ground=event.ground, since=at, until=event.until, approved_by=event.approved_by
                )
            }
        case Resumed():
            return {"suspension": None, "clock": event.clock, "deadlines": _still(case, event)}
        case ExtensionAsked():
            asked = AskedExtension(by=event.by, reason=event.reason, asked_by=event.asked_by, asked_at=at)
            return {"asked": asked}
        case Extended():
            return {"asked": None, "clock": event.clock, "deadlines": _still(case, event)}
        case ExtensionRefused():
            return {"asked": None}
        case Reclassified():
            return {"problem": event.problem, "clock": event.clock, "deadlines": _still(case, event)}
        case FeedbackGiven():
            left = {each: due for each, due in case.deadlines.items() if each != Milestone.FEEDBACK}
            return {"reached": _reached(case, [Milestone.FEEDBACK], at), "deadlines": left}
        case Resolved():
            return {"resolutions": (*case.resolutions[: case.round - 1], event.resolution), "responsible": case.window}
        case SentBack():
            return {"responsible": case.sent_to[-1]}
        case FollowedUp():
            return {
                "follow_up": event.follow_up,
                "reached": _reached(case, [Milestone.FOLLOW_UP], at),
                **_runs(event, at),
            }
        case Reopened():
            return _reopened(case, event, at)
        case Withdrawn():
            return _ended(at)
        case Closed():
            return {"reached": _reached(case, [Milestone.CLOSING], at), **_ended(at)}
        case Supervised():
            return {"steps": case.steps | {(event.step.milestone, event.step.rung)}}
        case NoticeGiven() | Acknowledged() | Disputed() | Verified() | Archived() | Registered():
            return {}
        case _:
            assert_never(event)


def _runs(event: Accepted | Settled | Replied | FollowedUp | Reopened, at: datetime) -> dict[str, Any]:
    return {"deadlines": event.deadlines, "running_since": at}


def _still(case: Case, event: Resumed | Extended | Reclassified) -> dict[Milestone, Any]:
    """The event's deadlines, without those that were reached before it in this round."""
    done = {each.milestone for each in case.reached if each.round == case.round}
    return {milestone: deadline for milestone, deadline in event.deadlines.items() if milestone not in done}


def _sent(case: Case, event: Assigned | Designated) -> dict[str, Any]:
    sign, window = (event.sign, event.return_window) if isinstance(event, Assigned) else (None, None)
    return {
        "assignment": event.assignment,
        "responsible": event.assignment.lead,
        "sent_to": (*case.sent_to, event.assignment.lead),
        "sign": sign,
        "return_window": window,
        "designated": isinstance(event, Designated),
        "returned": None,
    }


def _reopened(case: Case, event: Reopened, at: datetime) -> dict[str, Any]:
    return {
        "round": case.round + 1,
        "clock": event.clock,
        "responsible": case.window,
        "sent_to": (),
        "sign": None,
        "return_window": None,
        "designated": False,
        "steps": frozenset[tuple[Milestone, str]](),
        "follow_up": None,
        "ended_at": None,
        **_runs(event, at),
    }


def _ended(at: datetime) -> dict[str, Any]:
    return {"deadlines": {}, "suspension": None, "asked": None, "ended_at": at}
