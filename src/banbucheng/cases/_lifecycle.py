"""
The life of a case: which step may follow which, and what each step sets.

Everything that says whether something is allowed from a status is in `LIFECYCLE`; everything that sets a field of a
case is in `begin` and `apply`. Neither looks at a clock or a rulebook.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias, assert_never

from attrs import evolve

from banbucheng.cases import events as e
from banbucheng.cases._case import AskedExtension, Case, Merger, Reached, Suspension
from banbucheng.cases.events import Event, Registered
from banbucheng.errors import Refusal
from banbucheng.replies import Objection, Resolution
from banbucheng.sla import CitizenClock
from banbucheng.terms import CaseNumber, Milestone, Status, UnitCode
from banbucheng.worktime import Deadline

__all__ = ["LIFECYCLE", "REPEATABLE", "apply", "begin"]

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


#: What the desk owes beside the citizen's clock.
_OF_THE_DESK = frozenset({Milestone.RULING, Milestone.REPLY})
_WITH_A_UNIT = (_S.ACCEPTED, _S.ASSIGNED, _S.HANDLING)
_OPEN = (*_BEFORE_REPLY, _S.REPLIED, _S.FOLLOWED_UP)

#: For each event, the statuses it may happen in and the status that it leads to.
LIFECYCLE: Mapping[type[Event], Mapping[Status, Status]] = {
    e.Accepted: {_S.REGISTERED: _S.ACCEPTED},
    e.Declined: {_S.REGISTERED: _S.DECLINED},
    e.NoticeGiven: _stays(*_BEFORE_REPLY),
    e.Contacted: _stays(*_CITIZEN_WAITS),
    e.Settled: {_S.ACCEPTED: _S.REPLIED},
    e.Assigned: _all(_S.ACCEPTED, _S.RETURNED, to=_S.ASSIGNED),
    e.Acknowledged: {_S.ASSIGNED: _S.HANDLING},
    e.Returned: _all(_S.ASSIGNED, _S.HANDLING, to=_S.RETURNED),
    e.ReturnRefused: {_S.RETURNED: _S.HANDLING},
    e.Disputed: {_S.RETURNED: _S.DISPUTED},
    e.Conferred: {_S.DISPUTED: _S.HANDLING},
    e.Designated: {_S.DISPUTED: _S.HANDLING},
    e.HandedOver: _stays(_S.REGISTERED, _S.ACCEPTED, _S.RETURNED, _S.DISPUTED),
    e.Assisted: _stays(_S.ASSIGNED, _S.HANDLING),
    e.Waived: _stays(_S.ASSIGNED, _S.HANDLING),
    e.Suspended: _stays(*_WITH_A_UNIT),
    e.Resumed: _stays(*_WITH_A_UNIT),
    e.ExtensionAsked: _stays(*_WITH_A_UNIT),
    e.Extended: _stays(*_WITH_A_UNIT),
    e.ExtensionRefused: _stays(*_WITH_A_UNIT),
    e.Reclassified: _stays(*_CITIZEN_WAITS),
    e.FeedbackGiven: _stays(*_CITIZEN_WAITS),
    e.Resolved: _all(_S.ASSIGNED, _S.HANDLING, to=_S.RESOLVED),
    e.SentBack: {_S.RESOLVED: _S.HANDLING},
    e.Verified: {_S.RESOLVED: _S.VERIFIED},
    e.Replied: {_S.VERIFIED: _S.REPLIED},
    e.FollowedUp: {_S.REPLIED: _S.FOLLOWED_UP},
    e.RatingObjected: {_S.FOLLOWED_UP: _S.FOLLOWED_UP},
    e.ObjectionRuled: {_S.FOLLOWED_UP: _S.FOLLOWED_UP},
    e.Reopened: _all(_S.REPLIED, _S.FOLLOWED_UP, _S.CLOSED, to=_S.ACCEPTED),
    e.Merged: _all(_S.ACCEPTED, _S.RETURNED, to=_S.MERGED),
    e.Joined: _stays(*_CITIZEN_WAITS),
    e.Separated: {_S.MERGED: _S.ACCEPTED},
    e.Parted: _stays(*_CITIZEN_WAITS, _S.REPLIED, _S.FOLLOWED_UP),
    e.EditionChanged: _stays(*_OPEN),
    e.Recounted: _stays(*_OPEN),
    e.Withdrawn: _all(*_BEFORE_REPLY, to=_S.WITHDRAWN),
    e.Closed: {_S.FOLLOWED_UP: _S.CLOSED},
    e.Archived: _all(_S.DECLINED, _S.WITHDRAWN, _S.CLOSED, _S.MERGED, to=_S.ARCHIVED),
    e.Supervised: _stays(*_OPEN),
    e.HandedToDiscipline: _stays(*_OPEN),
}


#: The events that could be repeated for ever; a rulebook bounds each of them, or switches it off.
REPEATABLE: frozenset[type[Event]] = frozenset(
    {
        e.NoticeGiven,
        e.Contacted,
        e.HandedOver,
        e.Suspended,
        e.ExtensionAsked,
        e.Reclassified,
        e.SentBack,
        e.Merged,
        e.Joined,
        e.EditionChanged,
        e.Recounted,
        e.HandedToDiscipline,
    }
)


def begin(registered: Registered, *, at: datetime) -> Case:
    """The case that a registration makes."""
    return Case(
        number=registered.number,
        version=1,
        edition=registered.edition,
        status=Status.REGISTERED,
        complaint=registered.complaint,
        window=registered.window,
        desk=registered.window,
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
    by_all: dict[str, Any] = {"version": case.version + 1, "last_at": at, "status": allowed[case.status]}
    # Not by evolve, which looks forty fields up one by one.
    return Case(**{**vars(case), **by_all, **_changes(case, event, at), **_counted(case, event)})


def _counted(case: Case, event: Event) -> dict[str, Any]:
    if type(event) not in REPEATABLE:
        return {}
    name = type(event).__name__
    return {"counts": {**case.counts, name: case.counts.get(name, 0) + 1}}


def _run_out(case: Case, at: datetime) -> frozenset[Milestone]:
    """What has run out; while the clock stands, what had when it was stopped."""
    until = at if case.suspension is None else case.suspension.since
    return frozenset(each for each, due in case.deadlines.items() if due.at <= until)


def _reached(case: Case, milestones: Iterable[Milestone], at: datetime) -> tuple[Reached, ...]:
    return case.reached + tuple(
        Reached(
            milestone=each,
            at=at,
            deadline=case.deadlines[each],
            round=case.round,
            overran=each in case.overran,
        )
        for each in milestones
        if each in case.deadlines
    )


def _changes(case: Case, event: Event, at: datetime) -> dict[str, Any]:
    match event:
        case e.Accepted():
            reached = _reached(case, [Milestone.ACCEPTANCE], at)
            sorted_as = {"problem": event.problem, "suggestion": event.suggestion, "clock": event.clock}
            return {**sorted_as, "reached": reached, **_runs(event, at)}
        case e.Declined():
            return {"decline": event.decline, "reached": _reached(case, [Milestone.ACCEPTANCE], at), **_ended(at)}
        case e.Contacted():
            return _done(case, Milestone.CONTACT, at)
        case e.FeedbackGiven():
            return _done(case, Milestone.FEEDBACK, at)
        case e.Settled():
            return {**_answered(case, event, at), "resolutions": _resolved(case, event)}
        case e.Replied():
            return _answered(case, event, at)
        case e.Assigned() | e.Conferred() | e.Designated():
            return _sent(case, event, at)
        case e.Returned():
            owed = {**case.deadlines, Milestone.RULING: event.ruling}
            return {"returned": event.claim, "responsible": case.desk, "deadlines": owed}
        case e.ReturnRefused():
            stays = {"returned": None, "return_refused": True, "responsible": case.sent_to[-1]}
            return {**stays, **_done(case, Milestone.RULING, at)}
        case e.HandedOver():
            return {"desk": event.to, "responsible": event.to}
        case e.Assisted() | e.Waived():
            return {"awaited": case.awaited - {event.unit}}
        case e.Suspended():
            since = Suspension(ground=event.ground, since=at, until=event.until, approved_by=event.approved_by)
            return {"suspension": since}
        case e.Resumed():
            own = {"sign": event.sign, "return_window": event.return_window, "handle": event.handle}
            return {"suspension": None, **_ticks(case, event), **own}
        case e.ExtensionAsked():
            asked = AskedExtension(more=event.more, reason=event.reason, asked_by=event.asked_by, asked_at=at)
            return {"asked": asked}
        case e.Extended():
            return {
                "asked": None,
                **_ticks(case, event),
                "steps": case.steps - event.rearmed,
                "overran": case.overran | _run_out(case, at),
            }
        case e.ExtensionRefused():
            return {"asked": None}
        case e.Reclassified():
            return {"problem": event.problem, **_ticks(case, event)}
        case e.Resolved():
            told = {"resolutions": _resolved(case, event), "resolved_by": event.by}
            owed = {**case.deadlines, Milestone.REPLY: event.reply}
            return {**told, "responsible": case.desk, "deadlines": owed}
        case e.SentBack():
            left = {each: due for each, due in case.deadlines.items() if each != Milestone.REPLY}
            return {"responsible": case.sent_to[-1], "deadlines": left}
        case e.FollowedUp():
            reached = _reached(case, [Milestone.FOLLOW_UP], at)
            return {"follow_up": event.follow_up, "reached": reached, **_runs(event, at)}
        case e.RatingObjected():
            return {"objection": Objection(unit=event.unit, reason=event.reason)}
        case e.ObjectionRuled():
            return {"objection": None if case.objection is None else evolve(case.objection, upheld=event.upheld)}
        case e.Reopened():
            return _reopened(case, event, at)
        case _:
            return _other_changes(case, event, at)


_Other: TypeAlias = (
    e.Merged
    | e.Joined
    | e.Separated
    | e.Parted
    | e.EditionChanged
    | e.Recounted
    | e.Withdrawn
    | e.Closed
    | e.Supervised
    | e.NoticeGiven
    | e.Acknowledged
    | e.Disputed
    | e.Verified
    | e.Archived
    | e.HandedToDiscipline
    | e.Registered
)


def _other_changes(case: Case, event: _Other, at: datetime) -> dict[str, Any]:
    """Of the events beside the main line."""
    match event:
        case e.Merged():
            return {"merger": Merger(into=event.into, deadlines=case.deadlines), **_ended(at)}
        case e.Separated():
            return {"merger": None, "deadlines": event.deadlines, "responsible": case.desk, "ended_at": None}
        case e.Joined():
            clocks = {**case.joined_clocks, event.number: event.clock}
            joined = {**case.joined, event.number: event.complaint}
            return {"joined": joined, "joined_clocks": clocks, "deadlines": event.deadlines}
        case e.Parted():
            left = {number: complaint for number, complaint in case.joined.items() if number != event.number}
            clocks = {number: clock for number, clock in case.joined_clocks.items() if number != event.number}
            return {"joined": left, "joined_clocks": clocks, "deadlines": event.deadlines}
        case e.EditionChanged():
            return {"edition": event.edition, "clock": event.clock, "deadlines": event.deadlines}
        case e.Recounted():
            return {"deadlines": event.deadlines}
        case e.Withdrawn():
            return {"overran": case.overran | _run_out(case, at), **_ended(at)}
        case e.Closed():
            reached = _reached(case, [Milestone.RECTIFICATION, Milestone.CLOSING], at)
            return {"reached": reached, **_ended(at)}
        case e.Supervised():
            return {"steps": case.steps | {(event.step.milestone, event.step.rung)}}
        case (
            e.NoticeGiven()
            | e.Acknowledged()
            | e.Disputed()
            | e.Verified()
            | e.Archived()
            | e.HandedToDiscipline()
            | e.Registered()
        ):
            return {}
        case _:
            assert_never(event)


def _resolved(case: Case, event: e.Settled | e.Resolved) -> tuple[Resolution, ...]:
    """The outcomes of the rounds before, and this round's last one."""
    return (*case.resolutions[: case.round - 1], event.resolution)


def _runs(event: e.Accepted | e.Settled | e.Replied | e.FollowedUp | e.Reopened, at: datetime) -> dict[str, Any]:
    return {"deadlines": event.deadlines, "running_since": at}


def _done(case: Case, milestone: Milestone, at: datetime) -> dict[str, Any]:
    """A milestone reached while others go on."""
    left = {each: due for each, due in case.deadlines.items() if each != milestone}
    return {"reached": _reached(case, [milestone], at), "deadlines": left}


def _answered(case: Case, event: e.Settled | e.Replied, at: datetime) -> dict[str, Any]:
    """The citizen has the answer; the window that took the matter first follows it up."""
    reached = _reached(case, case.deadlines, at)
    return {"reply": event.reply, "responsible": case.window, "reached": reached, "asked": None, **_runs(event, at)}


def _ticks(case: Case, event: e.Resumed | e.Extended | e.Reclassified) -> dict[str, Any]:
    """The clock moved, and those that are joined to it with it."""
    joined = case.joined_beside(event.clock)
    return {"clock": event.clock, "joined_clocks": joined, "deadlines": _still(case, event)}


def _still(case: Case, event: e.Resumed | e.Extended | e.Reclassified) -> dict[Milestone, Deadline]:
    """The event's deadlines without those reached before in this round, and what the desk itself owes beside them."""
    done = {each.milestone for each in case.reached if each.round == case.round}
    own = {each: due for each, due in case.deadlines.items() if each in _OF_THE_DESK}
    return {**{each: due for each, due in event.deadlines.items() if each not in done}, **own}


def _sent(case: Case, event: e.Assigned | e.Conferred | e.Designated, at: datetime) -> dict[str, Any]:
    first = event if isinstance(event, e.Assigned) else None
    return {
        "assignment": event.assignment,
        "responsible": event.assignment.lead,
        "sent_to": (*case.sent_to, event.assignment.lead),
        "awaited": (case.awaited | frozenset(event.assignment.assisting)) - {event.assignment.lead},
        "assigned_at": at,
        "sign": None if first is None else first.sign,
        "return_window": None if first is None else first.return_window,
        "handle": None if first is None else first.handle,
        "designated": first is None,
        "return_refused": False,
        "returned": None,
        **_done(case, Milestone.RULING, at),
    }


def _reopened(case: Case, event: e.Reopened, at: datetime) -> dict[str, Any]:
    return {
        "round": case.round + 1,
        "counts": dict[str, int](),
        "clock": event.clock,
        "responsible": case.desk,
        "sent_to": (),
        "awaited": frozenset[UnitCode](),
        "assigned_at": None,
        "sign": None,
        "return_window": None,
        "handle": None,
        "designated": False,
        "asked": None,
        "joined_clocks": dict[CaseNumber, CitizenClock](),
        "steps": frozenset[tuple[Milestone, str]](),
        "overran": frozenset[Milestone](),
        "reached": _reached(case, [Milestone.RECTIFICATION], at),
        "follow_up": None,
        "objection": None,
        "ended_at": None,
        **_runs(event, at),
    }


def _ended(at: datetime) -> dict[str, Any]:
    return {"deadlines": {}, "suspension": None, "asked": None, "ended_at": at}
