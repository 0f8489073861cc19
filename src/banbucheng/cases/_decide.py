"""From a command to the events that it causes, or a refusal; nothing here changes anything."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.cases._case import Case
from banbucheng.cases._lifecycle import LIFECYCLE
from banbucheng.errors import BadInput, Refusal
from banbucheng.intake import Complaint, Decline
from banbucheng.routing import Assignment, Because
from banbucheng.rulebook import Rulebook
from banbucheng.sla import CitizenClock
from banbucheng.taxonomy import Problem
from banbucheng.terms import CaseNumber, Milestone, UnitCode
from banbucheng.worktime import Deadline, Span, TimeLimit, WorkCalendar, due

__all__ = ["decide", "next_inspection", "register"]


@frozen(kw_only=True)
class _Scene:
    """What a decision looks at: the case, the moment, the rules, the calendar."""

    case: Case
    at: datetime
    book: Rulebook
    calendar: WorkCalendar

    def refuse(self, code: str, reason: str) -> Refusal:
        return Refusal(self.case.number, code, reason)

    def desk_deadline(self, milestone: Milestone) -> Mapping[Milestone, Deadline]:
        return {milestone: due(self.book.promises.of_desk(milestone).limit, self.at, self.calendar)}

    def deadlines(self, clock: CitizenClock) -> Mapping[Milestone, Deadline]:
        return clock.deadlines(self.book.promises, self.calendar)

    @property
    def clock(self) -> CitizenClock:
        if self.case.clock is None:
            raise self.refuse("status", "the case has not been accepted yet; accept it first")
        return self.case.clock


def register(
    complaint: Complaint, number: CaseNumber, *, at: datetime, book: Rulebook, calendar: WorkCalendar
) -> e.Registered:
    """
    The first event of a case: the window of the complaint's region is responsible from now on.

    Raises:
        BadInput: the rulebook knows no such region, or the complaint was received after `at`.
    """
    regions = [each.code for each in book.regions]
    if complaint.region not in regions:
        raise BadInput("region", complaint.region, f"this rulebook serves {', '.join(regions)}")
    if complaint.received_at > at:
        raise BadInput("received_at", complaint.received_at.isoformat(), f"not later than {at.isoformat()}")
    promise = book.promises.of_desk(Milestone.ACCEPTANCE)
    return e.Registered(
        number=number,
        edition=book.edition,
        complaint=complaint,
        window=book.window_of(complaint.region),
        deadlines={promise.milestone: due(promise.limit, at, calendar)},
    )


def decide(
    case: Case, command: c.Command, *, at: datetime, book: Rulebook, calendar: WorkCalendar
) -> tuple[e.Event, ...]:
    """
    What a command causes at a moment, under a rulebook.

    Raises:
        Refusal: the rules do not allow it; the case is as it was.
    """
    if at < case.last_at:
        last = case.last_at.isoformat()
        raise Refusal(case.number, "backdated", f"{at.isoformat()} lies before the case's last entry ({last})")
    scene = _Scene(case=case, at=at, book=book, calendar=calendar)
    event, decision = _DECISIONS[type(command)]
    if event is not None and case.status not in LIFECYCLE[event]:
        verb, statuses = type(command).__name__, ", ".join(LIFECYCLE[event])
        raise scene.refuse("status", f"{verb} is not possible while the case is {case.status}; it is from {statuses}")
    if case.suspension is not None and not isinstance(command, _WHILE_SUSPENDED):
        raise scene.refuse(
            "suspended", f"{type(command).__name__} is not possible while the clock is stopped; resume it first"
        )
    return decision(scene, command)


def next_inspection(case: Case, *, book: Rulebook, calendar: WorkCalendar) -> datetime | None:
    """The earliest moment at which an inspection would find something to do; None where it never will."""
    if not case.open or case.suspension is not None:
        return None
    moments = [
        step.due_at for step in book.ladder.pending(case.deadlines, case.running_since, calendar, case.steps)[:1]
    ]
    if case.sign is not None and case.status in LIFECYCLE[e.Acknowledged]:
        moments.append(case.sign.at)
    return max(min(moments), case.last_at) if moments else None


def _accept(scene: _Scene, command: c.Accept) -> tuple[e.Event, ...]:
    _known(scene, command.problem)
    clock = CitizenClock(started_at=scene.at, grade=command.problem.grade)
    return (
        e.Accepted(
            problem=command.problem,
            suggestion=scene.book.taxonomy.suggestion(scene.case.complaint.words),
            clock=clock,
            deadlines=scene.deadlines(clock),
        ),
    )


def _known(scene: _Scene, problem: Problem) -> None:
    if not scene.book.taxonomy.holds(problem):
        kinds = ", ".join(each.code for each in scene.book.taxonomy.kinds)
        grades = ", ".join(each.code for each in scene.book.taxonomy.grades)
        raise scene.refuse(
            "unknown_code",
            f"kind {problem.kind!r}, grade {problem.grade!r} or a cause of {sorted(problem.causes)} is not in "
            f"{scene.book.name}; kinds: {kinds}; grades: {grades}",
        )


def _decline(scene: _Scene, command: c.Decline) -> tuple[e.Event, ...]:
    rule = scene.book.decline_rule(command.ground)
    if rule is None:
        grounds = ", ".join(each.ground for each in scene.book.declines)
        raise scene.refuse("ground", f"{scene.book.name} does not decline on {command.ground}; it does on {grounds}")
    instead = command.instead or rule.instead
    return (e.Declined(decline=Decline(ground=command.ground, instead=instead, same_as=command.same_as)),)


def _settle(scene: _Scene, command: c.Settle) -> tuple[e.Event, ...]:
    follow_up = scene.desk_deadline(Milestone.FOLLOW_UP)
    return (e.Settled(resolution=command.resolution, reply=command.reply, deadlines=follow_up),)


def _assign(scene: _Scene, command: c.Assign) -> tuple[e.Event, ...]:
    case, policy = scene.case, scene.book.returns
    assignment = _assignment(scene, command)
    if case.returned is not None and policy.disputed(case.sent_to, assignment.lead):
        sent = " -> ".join(case.sent_to)
        raise scene.refuse("dispute", f"it went {sent} already; sending it on would pass the ball: designate a unit")
    return (
        e.Assigned(
            assignment=assignment,
            sign=due(policy.sign, scene.at, scene.calendar),
            return_window=due(policy.window, scene.at, scene.calendar),
        ),
    )


def _assignment(scene: _Scene, command: c.Assign) -> Assignment:
    case = scene.case
    if command.unit is not None:
        if not command.reason:
            raise scene.refuse("reason", f"say why it goes to {command.unit} and not where the routes send it")
        return Assignment(lead=_unit(scene, command.unit), because=Because(route="override", seen=(command.reason,)))
    if case.returned is not None:
        claim = case.returned
        return Assignment(
            lead=_unit(scene, claim.belongs_to), because=Because(route="return", seen=(claim.ground, claim.basis))
        )
    if case.problem is None:
        raise scene.refuse("status", "the case has not been accepted yet; accept it first")
    return scene.book.routes.assignment(case.complaint, case.problem)


def _unit(scene: _Scene, unit: UnitCode) -> UnitCode:
    if unit not in scene.book.routes.units:
        raise scene.refuse("unit", f"{unit!r} is not a unit of {scene.book.name}")
    return unit


def _acknowledge(_scene: _Scene, _command: c.Acknowledge) -> tuple[e.Event, ...]:
    return (e.Acknowledged(deemed=False),)


def _return(scene: _Scene, command: c.Return) -> tuple[e.Event, ...]:
    case = scene.case
    if case.designated:
        raise scene.refuse("designated", f"{case.responsible} was designated and may not return it")
    if case.return_window is not None and scene.at >= case.return_window.at:
        ended = case.return_window.at.isoformat()
        raise scene.refuse("too_late", f"the time to return it ended at {ended}; {case.responsible} handles it")
    belongs_to = _unit(scene, command.claim.belongs_to)
    if belongs_to == case.responsible:
        raise scene.refuse("unit", f"{belongs_to} cannot return it to itself")
    returned = e.Returned(claim=command.claim)
    if scene.book.returns.disputed(case.sent_to, belongs_to):
        return (returned, e.Disputed(sent_to=(*case.sent_to, belongs_to)))
    return (returned,)


def _refuse_return(_scene: _Scene, command: c.RefuseReturn) -> tuple[e.Event, ...]:
    return (e.ReturnRefused(reason=command.reason),)


def _designate(scene: _Scene, command: c.Designate) -> tuple[e.Event, ...]:
    assignment = Assignment(
        lead=_unit(scene, command.unit),
        assisting=tuple(_unit(scene, unit) for unit in command.assisting),
        because=Because(route="designation", seen=(command.reason,)),
    )
    return (e.Designated(assignment=assignment, leader=command.leader),)


def _suspend(scene: _Scene, command: c.Suspend) -> tuple[e.Event, ...]:
    policy = scene.book.suspension
    if command.ground not in policy.grounds:
        grounds = ", ".join(sorted(policy.grounds))
        raise scene.refuse(
            "ground", f"{scene.book.name} does not stop the clock for {command.ground}; it does for {grounds}"
        )
    if command.until is not None and command.until <= scene.at:
        raise scene.refuse("until", f"the planned end {command.until.isoformat()} is not after {scene.at.isoformat()}")
    return (e.Suspended(ground=command.ground, until=command.until, approved_by=command.approved_by),)


def _resume(scene: _Scene, _command: c.Resume) -> tuple[e.Event, ...]:
    if scene.case.suspension is None:
        raise scene.refuse("not_suspended", "the clock is running; there is nothing to resume")
    clock = scene.clock.paused(Span(scene.case.suspension.since, scene.at))
    return (e.Resumed(clock=clock, deadlines=scene.deadlines(clock)),)


def _ask_extension(scene: _Scene, command: c.AskExtension) -> tuple[e.Event, ...]:
    case, policy = scene.case, scene.book.extension
    if case.asked is not None:
        raise scene.refuse("asked", "an extension has been asked for already; it is to be given or refused first")
    if len(scene.clock.extensions) >= policy.most:
        raise scene.refuse("too_many", f"{scene.book.name} allows {policy.most} extensions, and they were given")
    overdue = [each for each, deadline in case.deadlines.items() if scene.at >= deadline.at]
    if overdue:
        raise scene.refuse("too_late", f"{', '.join(overdue)} ended before the extension was asked for")
    _within_cap(scene, command.more)
    return (e.ExtensionAsked(by=command.more, reason=command.reason, asked_by=command.by),)


def _within_cap(scene: _Scene, more: TimeLimit) -> tuple[CitizenClock, Mapping[Milestone, Deadline]]:
    policy = scene.book.extension
    clock = scene.clock.extended(more)
    try:
        over = due(more, scene.at, scene.calendar).at > due(policy.each, scene.at, scene.calendar).at
        deadlines = scene.deadlines(clock)
    except BadInput as fault:
        raise scene.refuse("extension", str(fault)) from fault
    if over:
        raise scene.refuse("too_long", f"{more} is more than the {policy.each} that {scene.book.name} allows at a time")
    cap = deadlines.get(Milestone.CAP)
    beyond = [each for each, deadline in deadlines.items() if cap is not None and deadline.at > cap.at]
    if beyond and cap is not None:
        raise scene.refuse("cap", f"{more} more would move {', '.join(beyond)} past the latest day, {cap.on}")
    return clock, deadlines


def _extend(scene: _Scene, command: c.Extend) -> tuple[e.Event, ...]:
    asked = scene.case.asked
    if asked is None:
        raise scene.refuse("not_asked", "no extension has been asked for")
    if asked.asked_by == command.by:
        raise scene.refuse("same_person", f"{command.by} asked for it; another person approves")
    clock, deadlines = _within_cap(scene, asked.by)
    return (e.Extended(clock=clock, deadlines=deadlines, approved_by=command.by),)


def _refuse_extension(scene: _Scene, command: c.RefuseExtension) -> tuple[e.Event, ...]:
    if scene.case.asked is None:
        raise scene.refuse("not_asked", "no extension has been asked for")
    return (e.ExtensionRefused(reason=command.reason),)


def _reclassify(scene: _Scene, command: c.Reclassify) -> tuple[e.Event, ...]:
    _known(scene, command.problem)
    clock = evolve(scene.clock, grade=command.problem.grade)
    return (e.Reclassified(problem=command.problem, clock=clock, deadlines=scene.deadlines(clock)),)


def _give_feedback(scene: _Scene, command: c.GiveFeedback) -> tuple[e.Event, ...]:
    if Milestone.FEEDBACK not in scene.case.deadlines:
        raise scene.refuse("feedback", "no feedback is owed: it was given, or the grade asks for none")
    return (e.FeedbackGiven(text=command.text),)


def _resolve(_scene: _Scene, command: c.Resolve) -> tuple[e.Event, ...]:
    return (e.Resolved(resolution=command.resolution),)


def _reply(scene: _Scene, command: c.Reply) -> tuple[e.Event, ...]:
    return (e.Replied(reply=command.reply, deadlines=scene.desk_deadline(Milestone.FOLLOW_UP)),)


def _follow_up(scene: _Scene, command: c.FollowUp) -> tuple[e.Event, ...]:
    return (e.FollowedUp(follow_up=command.follow_up, deadlines=scene.desk_deadline(Milestone.CLOSING)),)


def _reopen(scene: _Scene, command: c.Reopen) -> tuple[e.Event, ...]:
    most = scene.book.replies.reopenings
    if scene.case.round > most:
        raise scene.refuse("too_many", f"{scene.book.name} reopens a case {most} time(s); register a new, linked one")
    clock = CitizenClock(started_at=scene.at, grade=scene.clock.grade)
    return (e.Reopened(reason=command.reason, clock=clock, deadlines=scene.deadlines(clock)),)


def _inspect(scene: _Scene, _command: c.Inspect) -> tuple[e.Event, ...]:
    case, events = scene.case, list[e.Event]()
    if not case.open or case.suspension is not None:
        return ()
    if case.sign is not None and case.status in LIFECYCLE[e.Acknowledged] and scene.at >= case.sign.at:
        events.append(e.Acknowledged(deemed=True))
    for step in scene.book.ladder.pending(case.deadlines, case.running_since, scene.calendar, case.steps):
        rung = scene.book.ladder.rung(step.rung)
        if rung is not None and step.due_at <= scene.at:
            events.append(e.Supervised(step=step, measure=rung.measure, responsible=case.responsible))
    return tuple(events)


_WHILE_SUSPENDED = (c.Resume, c.Withdraw, c.Inspect, c.GiveNotice)

#: For each command, the event whose row of `LIFECYCLE` says whether it is possible, and the decision.
_DECISIONS: Mapping[type[c.Command], tuple[type[e.Event] | None, Callable[[_Scene, Any], tuple[e.Event, ...]]]] = {
    c.Accept: (e.Accepted, _accept),
    c.Decline: (e.Declined, _decline),
    c.GiveNotice: (e.NoticeGiven, lambda _, command: (e.NoticeGiven(text=command.text),)),
    c.Settle: (e.Settled, _settle),
    c.Assign: (e.Assigned, _assign),
    c.Acknowledge: (e.Acknowledged, _acknowledge),
    c.Return: (e.Returned, _return),
    c.RefuseReturn: (e.ReturnRefused, _refuse_return),
    c.Designate: (e.Designated, _designate),
    c.Suspend: (e.Suspended, _suspend),
    c.Resume: (e.Resumed, _resume),
    c.AskExtension: (e.ExtensionAsked, _ask_extension),
    c.Extend: (e.Extended, _extend),
    c.RefuseExtension: (e.ExtensionRefused, _refuse_extension),
    c.Reclassify: (e.Reclassified, _reclassify),
    c.GiveFeedback: (e.FeedbackGiven, _give_feedback),
    c.Resolve: (e.Resolved, _resolve),
    c.SendBack: (e.SentBack, lambda _, command: (e.SentBack(reason=command.reason),)),
    c.Verify: (e.Verified, lambda _, __: (e.Verified(),)),
    c.Reply: (e.Replied, _reply),
    c.FollowUp: (e.FollowedUp, _follow_up),
    c.Reopen: (e.Reopened, _reopen),
    c.Withdraw: (e.Withdrawn, lambda _, command: (e.Withdrawn(reason=command.reason),)),
    c.Close: (e.Closed, lambda _, __: (e.Closed(),)),
    c.Archive: (e.Archived, lambda _, __: (e.Archived(),)),
    c.Inspect: (None, _inspect),
}
