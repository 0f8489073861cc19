"""What an entry of the ledger says: all of it to staff, and to the citizen what concerns the citizen."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from banbucheng import Entry, Milestone, events
from banbucheng.cases.events import Deadlines
from banbucheng.routing import Because
from banbucheng.terms import ReturnGround
from counter.words import Words

__all__ = ["Told", "for_citizen", "for_staff"]

#: What the citizen is not shown: steps between offices, and what must not be known outside.
_INSIDE = (
    events.Supervised,
    events.HandedToDiscipline,
    events.RatingObjected,
    events.ObjectionRuled,
    events.ReturnRefused,
    events.ExtensionAsked,
    events.ExtensionRefused,
    events.Resolved,
    events.SentBack,
    events.EditionChanged,
    events.Joined,
    events.Parted,
    events.Waived,
    events.Archived,
)


@frozen(kw_only=True)
class Told:
    """One line of a timeline."""

    at: datetime
    title: str
    lines: Sequence[str]
    #: Who did it; empty where that is not shown.
    by: str
    #: `warning` for a step of supervision, `answer` for what the citizen is told, `` for the rest.
    tone: str


def for_staff(entries: Sequence[Entry], words: Words) -> list[Told]:
    """Every entry, the latest first."""
    told = [_told(each, words, inside=True, by=words.hand(each.by)) for each in entries]
    return told[::-1]


def for_citizen(entries: Sequence[Entry], words: Words) -> list[Told]:
    """What happened to the matter in the citizen's eyes, the latest first; no member of staff is named."""
    told = [_told(each, words, inside=False, by="") for each in entries if not isinstance(each.event, _INSIDE)]
    return told[::-1]


def _told(entry: Entry, words: Words, *, inside: bool, by: str) -> Told:
    event = entry.event
    name = type(event).__name__
    title = words.say(f"event.{name}" if inside else f"citizen.{name}")
    if title == f"citizen.{name}":
        title = words.say(f"event.{name}")
    tone = "warning" if isinstance(event, events.Supervised | events.Disputed) else ""
    answers = (events.Replied, events.Settled, events.NoticeGiven, events.FeedbackGiven, events.Declined)
    tone = "answer" if isinstance(event, answers) else tone
    lines = [line for line in _lines(event, words, inside=inside) if line]
    return Told(at=entry.at, title=title, lines=lines, by=by, tone=tone)


def _lines(event: object, words: Words, *, inside: bool) -> list[str]:
    """What was said, for either reader."""
    match event:
        case events.Accepted(problem=problem, deadlines=deadlines):
            kind = [words.named(problem.kind)] if inside else []
            return [" · ".join([*kind, words.named(problem.grade)]), _owed(deadlines, words)]
        case events.Registered(deadlines=deadlines) | events.Reopened(deadlines=deadlines):
            return [_owed(deadlines, words)]
        case events.Declined(decline=decline):
            return [words.say(f"decline_ground.{decline.ground}"), decline.instead, decline.told]
        case events.NoticeGiven(text=text) | events.FeedbackGiven(text=text):
            return [text]
        case events.Settled(reply=reply) | events.Replied(reply=reply):
            return [words.say(f"outcome.{reply.outcome}"), reply.text]
        case (
            events.Assigned(assignment=assignment)
            | events.Conferred(assignment=assignment)
            | events.Designated(assignment=assignment)
        ):
            named = [words.named(each) for each in (assignment.lead, *assignment.assisting)]
            return [words.say("page.and").join(named), _because(assignment.because, words) if inside else ""]
        case events.HandedOver(to=to):
            return [words.named(to)]
        case events.Suspended(ground=ground, until=until, told=told):
            return [words.say(f"suspension_ground.{ground}"), told, words.say("page.until", at=words.moment(until))]
        case events.Resumed(deadlines=deadlines) | events.Reclassified(deadlines=deadlines):
            return [_owed(deadlines, words)]
        case events.Recounted(deadlines=deadlines):
            return [_owed(deadlines, words)]
        case events.Extended(deadlines=deadlines, reason=reason):
            return [reason, _owed(deadlines, words)]
        case events.FollowedUp(follow_up=follow_up):
            rated = "case.no_rating" if follow_up.rating is None else f"rating.{follow_up.rating}"
            return [words.say(rated), follow_up.remark]
        case events.Closed(explanation=explanation):
            return [explanation]
        case events.Acknowledged(deemed=True):
            return [words.say("case.deemed")]
        case events.Assisted(unit=unit, answer=answer):
            return [words.named(unit), answer if inside else ""]
        case _:
            return _inside(event, words) if inside else []


def _inside(event: object, words: Words) -> list[str]:
    """What was said between offices."""
    match event:
        case events.Supervised(step=step, addressee=addressee):
            to = words.say("page.to", unit=words.named(addressee.unit))
            return [f"{words.named(step.rung)} · {words.say(f'milestone.{step.milestone}')}", to]
        case events.Returned(claim=claim):
            belongs = words.say("page.belongs_to", unit=words.named(claim.belongs_to))
            return [f"{words.say(f'return_ground.{claim.ground}')} · {belongs}", claim.basis]
        case events.Disputed(sent_to=sent_to):
            return [" → ".join(words.named(each) for each in sent_to)]
        case events.Resolved(resolution=resolution):
            return [words.say(f"outcome.{resolution.outcome}"), resolution.account, resolution.legal_basis]
        case events.ExtensionAsked(more=more, reason=reason):
            return [f"+{words.limit(more)}", reason]
        case events.ReturnRefused(reason=reason) | events.SentBack(reason=reason) | events.Withdrawn(reason=reason):
            return [reason]
        case events.ExtensionRefused(reason=reason) | events.Waived(reason=reason):
            return [reason]
        case events.Contacted(note=note):
            return [note]
        case _:
            return []


def _because(because: Because, words: Words) -> str:
    """The rule that decided, or why a person did, with what was seen or said."""
    rule = words.say(f"because.{because.rule}")
    seen = [
        words.say(f"return_ground.{each}") if each in set(ReturnGround) else words.named(each) for each in because.seen
    ]
    return " · ".join([rule.removeprefix("because."), *seen])


def _owed(deadlines: Deadlines, words: Words) -> str:
    return words.say("page.stop").join(_due(milestone, deadlines, words) for milestone in deadlines)


def _due(milestone: Milestone, deadlines: Deadlines, words: Words) -> str:
    return words.say("page.due", milestone=words.say(f"milestone.{milestone}"), on=words.until(deadlines[milestone]))
