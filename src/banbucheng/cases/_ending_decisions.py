"""Decisions about the end: resolve, verify, reply, follow up, rate, reopen, close."""

from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.cases._scene import Scene
from banbucheng.terms import Milestone
from banbucheng.worktime import due

__all__ = [
    "archive",
    "close",
    "follow_up",
    "give_feedback",
    "hand_to_discipline",
    "object_to_rating",
    "reopen",
    "reply",
    "resolve",
    "rule_on_objection",
    "send_back",
    "verify",
    "withdraw",
]


def give_feedback(scene: Scene, command: c.GiveFeedback) -> tuple[e.Event, ...]:
    """Where feedback is owed; it is a milestone of its own and closes nothing."""
    if Milestone.FEEDBACK not in scene.case.deadlines:
        raise scene.refuse("feedback", "no feedback is owed: it was given, or the grade asks for none")
    return (e.FeedbackGiven(text=command.text),)


def resolve(scene: Scene, command: c.Resolve) -> tuple[e.Event, ...]:
    """The unit's claim, once every assisting unit gave its part; a "no" is signed by two."""
    if scene.case.awaited:
        missing = ", ".join(sorted(scene.case.awaited))
        raise scene.refuse("awaited", f"the part of {missing} is missing; get it, or waive it with a reason")
    if command.resolution.second_signer == command.by:
        raise scene.refuse("same_person", f"{command.by} resolves it; another person signs second")
    owed = scene.owed(Milestone.REPLY)[Milestone.REPLY]
    return (e.Resolved(resolution=command.resolution, by=command.by, reply=owed),)


def send_back(_scene: Scene, command: c.SendBack) -> tuple[e.Event, ...]:
    """It is not done."""
    return (e.SentBack(reason=command.reason),)


def verify(scene: Scene, command: c.Verify) -> tuple[e.Event, ...]:
    """By another person than whoever resolved it."""
    if scene.case.resolved_by == command.by:
        raise scene.refuse("same_person", f"{command.by} resolved it; another person verifies")
    return (e.Verified(),)


def reply(scene: Scene, command: c.Reply) -> tuple[e.Event, ...]:
    """The citizen is answered; that ends the citizen's clock."""
    return (e.Replied(reply=command.reply, deadlines=scene.owed(Milestone.FOLLOW_UP)),)


def follow_up(scene: Scene, command: c.FollowUp) -> tuple[e.Event, ...]:
    """What the citizen thinks; a bad review is owed rectification."""
    bad = command.follow_up.bad
    owed = (Milestone.RECTIFICATION, Milestone.CLOSING) if bad else (Milestone.CLOSING,)
    deadlines = dict(scene.owed(*owed))
    if bad:
        deadlines[Milestone.CLOSING] = max(deadlines.values(), key=lambda deadline: deadline.at)
    return (e.FollowedUp(follow_up=command.follow_up, deadlines=deadlines),)


def object_to_rating(scene: Scene, command: c.ObjectToRating) -> tuple[e.Event, ...]:
    """Once, by a unit, against a rating that there is."""
    case = scene.case
    if case.follow_up is None or case.follow_up.rating is None:
        raise scene.refuse("not_rated", "the case was not rated; there is nothing to object to")
    if case.objection is not None:
        raise scene.refuse("objected", "the rating has been objected to already")
    return (e.RatingObjected(unit=scene.unit(command.unit), reason=command.reason),)


def rule_on_objection(scene: Scene, command: c.RuleOnObjection) -> tuple[e.Event, ...]:
    """Once."""
    objection = scene.case.objection
    if objection is None or objection.upheld is not None:
        raise scene.refuse("not_objected", "no objection waits for a ruling")
    return (e.ObjectionRuled(upheld=command.upheld, reason=command.reason),)


def reopen(scene: Scene, command: c.Reopen) -> tuple[e.Event, ...]:
    """As often, and as long after the closure, as the rulebook allows; on a clock of its own."""
    case, policy = scene.case, scene.book.replies
    if case.round > policy.reopenings:
        said = f"{scene.book.name} reopens a case {policy.reopenings} time(s); register a new one that follows it"
        raise scene.refuse("too_many", said)
    if case.ended_at is not None:
        ends = due(policy.reopen_within, case.ended_at, scene.calendar)
        if scene.at >= ends.at:
            said = f"it could be reopened through {ends.on}; register a new one that follows it"
            raise scene.refuse("too_late", said)
    clock = scene.started(scene.clock.grade, scene.clock.statutory)
    deadlines = clock.deadlines(scene.book.promises, scene.calendar)
    return (e.Reopened(ground=command.ground, reason=command.reason, clock=clock, deadlines=deadlines),)


def withdraw(scene: Scene, command: c.Withdraw) -> tuple[e.Event, ...]:
    """The citizen's own wish, confirmed; it ends nobody else's matter."""
    if scene.case.joined:
        others = ", ".join(scene.case.joined)
        raise scene.refuse("joined", f"{others} goes on in this case, and its citizen waits; separate it first")
    return (e.Withdrawn(reason=command.reason),)


def close(scene: Scene, command: c.Close) -> tuple[e.Event, ...]:
    """Nothing more is owed; a bad review that was not put right is explained."""
    case = scene.case
    unruled = case.objection is not None and case.objection.upheld is None
    if unruled:
        raise scene.refuse("objected", "the objection to the rating waits for a ruling")
    counts = case.objection is None or not case.objection.upheld
    if case.follow_up is not None and case.follow_up.bad and counts and not command.explanation:
        raise scene.refuse("bad_review", "a bad review is put right by reopening the case, or explained to the citizen")
    return (e.Closed(explanation=command.explanation),)


def archive(_scene: Scene, _command: c.Archive) -> tuple[e.Event, ...]:
    """Filed."""
    return (e.Archived(),)


def hand_to_discipline(scene: Scene, command: c.HandToDiscipline) -> tuple[e.Event, ...]:
    """Signed by two."""
    first, second = command.signers
    if first == second:
        raise scene.refuse("same_person", f"{first} signed twice; two people sign")
    handed = e.HandedToDiscipline(checklist=command.checklist, signers=command.signers, receipt=command.receipt)
    return (handed,)
