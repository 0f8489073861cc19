"""What the stories share: moments in China, the host's scheduler, and a case's ledger printed as a timeline."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from banbucheng import Desk, Entry, Refusal, Rulebook, events
from banbucheng.adapters.clock import SettableClock
from banbucheng.cases import Command
from banbucheng.cases.events import Deadlines
from banbucheng.labels import word
from banbucheng.routing import Assignment
from banbucheng.terms import CaseNumber, StaffId

_CHINA = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime:
    """A moment by the clocks of China, such as `2025-03-10 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=_CHINA)


def wait(desk: Desk, clock: SettableClock, until: datetime) -> None:
    """Let time pass; the host's scheduler has the desk look at its cases at nine every morning, weekends included."""
    morning = clock.now().replace(hour=9, minute=0)
    while (morning := morning + timedelta(days=1)) <= until:
        clock.put(morning)
        desk.inspect_all(by=StaffId("scheduler"))
    clock.put(until)


def refusal(desk: Desk, number: CaseNumber, command: Command) -> Refusal:
    """What the desk says to a command that the rules do not allow."""
    try:
        desk.do(number, command)
    except Refusal as refused:
        return refused
    raise AssertionError(f"the desk took {command}")


def tell(desk: Desk, number: CaseNumber) -> None:
    """Print every entry of a case: when, what, and what was said."""
    print(f"{number}")
    for entry in desk.store.entries(number):
        name = word(f"event.{type(entry.event).__name__}", "en")
        print(f"  {entry.at:%a %m-%d %H:%M}  {name:<19} {_said(entry, desk.book)}".rstrip())


def dates(deadlines: Deadlines) -> str:
    """The last day of each deadline."""
    return ", ".join(f"{word(f'milestone.{each}', 'en')} {due.on:%m-%d}" for each, due in deadlines.items())


def _said(entry: Entry, book: Rulebook) -> str:
    match entry.event:
        case events.Registered(complaint=complaint):
            return complaint.subject
        case events.Accepted(problem=problem, deadlines=deadlines):
            kind, grade = book.names_of(problem.kind)["zh"], book.names_of(problem.grade)["en"]
            return f"{kind} ({grade}); owed: {dates(deadlines)}"
        case events.NoticeGiven(text=text) | events.FeedbackGiven(text=text):
            return text
        case events.Assigned() | events.Conferred() | events.Designated() as sent:
            return _sent(sent.assignment, book)
        case events.Returned(claim=claim):
            ground = word(f"return_ground.{claim.ground}", "en")
            return f'"{ground}", it belongs to {book.names_of(claim.belongs_to)["en"]}: {claim.basis}'
        case events.Assisted(unit=unit, answer=answer):
            return f"{book.names_of(unit)['en']}: {answer}"
        case events.Supervised(step=step, addressee=addressee):
            to = book.names_of(addressee.unit)["en"]
            return f"{book.names_of(step.rung)['en']} for {word(f'milestone.{step.milestone}', 'en')}, to {to}"
        case events.Settled(resolution=resolution) | events.Resolved(resolution=resolution):
            return f"{word(f'outcome.{resolution.outcome}', 'en')}: {resolution.account}"
        case events.Replied(reply=reply):
            return reply.text
        case events.FollowedUp(follow_up=follow_up):
            rating = "case.no_rating" if follow_up.rating is None else f"rating.{follow_up.rating}"
            return f"{word(rating, 'en')} {follow_up.remark}"
        case events.Reopened(reason=reason, deadlines=deadlines):
            return f"{reason}; owed anew: {dates(deadlines)}"
        case events.Closed(explanation=explanation):
            return explanation
        case _:
            return ""


def _sent(assignment: Assignment, book: Rulebook) -> str:
    assisting = ", ".join(book.names_of(each)["en"] for each in assignment.assisting)
    lead = book.names_of(assignment.lead)["en"] + (f", assisted by {assisting}" if assisting else "")
    return f"to {lead} ({assignment.because.rule}: {' '.join(assignment.because.seen)})"
