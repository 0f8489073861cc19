"""The laws of the life of a case, held to what is recorded of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from banbucheng.cases import Case, apply, begin, events
from banbucheng.errors import BrokenLedger
from banbucheng.ledger import Entry, replay
from banbucheng.rulebook import Rulebook
from banbucheng.sla import CitizenClock
from banbucheng.terms import Milestone
from banbucheng.testing._searched import Broken, report
from banbucheng.worktime import Deadline, WorkCalendar

__all__ = ["assert_case_laws", "promised"]

#: What citizens are promised; the desk owes a ruling and a reply beside it.
_PROMISED = (Milestone.ACCEPTANCE, Milestone.CONTACT, Milestone.FEEDBACK, Milestone.CLOSURE, Milestone.CAP)
_ANSWERS = events.Declined | events.Withdrawn | events.Replied | events.Settled


def promised(case: Case) -> Mapping[Milestone, Deadline]:
    """What the citizen waits for, and until when."""
    return {each: due for each, due in case.deadlines.items() if each in _PROMISED}


def assert_case_laws(
    entries: Sequence[Entry], *, book: Rulebook | None = None, calendar: WorkCalendar | None = None
) -> None:
    """
    Hold the whole record of one case to the laws of its life, as a store, an import or a host hands it out.

    With the rulebook its bounds and its units are asked about too; with the calendar besides, under which all of it was
    counted, the deadlines that were set anew are counted once more. Every law that is broken is named at once, with the
    first entry that breaks it.

    Raises:
        AssertionError: a law does not hold.
    """
    try:
        replay(entries)
    except BrokenLedger as error:
        clause = "What is recorded of a case makes the case: entries 1, 2, 3 and so on, each possible after the last."
        raise AssertionError(report("the life of a case", [Broken(clause, str(error))])) from error
    life = _Life(entries=tuple(entries), trail=tuple(_trail(entries)), book=book, calendar=calendar)
    found = [Broken(clause, said) for clause, law in _LAWS.items() if (said := next(law(life), ""))]
    if found:
        raise AssertionError(report("the life of a case", found))


@frozen(kw_only=True)
class _Life:
    """The record of one case."""

    entries: tuple[Entry, ...]
    #: The case after each entry.
    trail: tuple[Case, ...]
    book: Rulebook | None
    calendar: WorkCalendar | None

    @property
    def case(self) -> Case:
        """Where it stands."""
        return self.trail[-1]

    def rounds(self) -> Iterator[Sequence[Entry]]:
        """The record of each handling: up to the first reopening, and from each one on."""
        starts = [n for n, each in enumerate(self.entries) if n == 0 or isinstance(each.event, events.Reopened)]
        return (self.entries[one:two] for one, two in pairwise([*starts, len(self.entries)]))


def _trail(entries: Sequence[Entry]) -> Iterator[Case]:
    case: Case | None = None
    for entry in entries:
        event = entry.event
        if isinstance(event, events.Registered):
            case = begin(event, at=entry.at)
        elif case is not None:
            case = apply(case, event, at=entry.at)
        if case is not None:
            yield case


_Law = Callable[[_Life], Iterator[str]]


def _somebodys(life: _Life) -> Iterator[str]:
    case = life.case
    said = f"{case.number} is {case.status} after entry {case.version}"
    if case.open and not case.deadlines:
        yield f"{said}, and nothing is due"
    if not case.open and case.deadlines:
        yield f"{said}, and {', '.join(case.deadlines)} still runs"
    if case.open is (case.ended_at is not None):
        yield f"{said}, and {'has' if case.open else 'has not'} ended"
    units = case.responsible, case.desk, case.window
    if life.book is not None and not life.book.unit.keys() >= {*units}:
        yield f"{said}, with {', '.join(sorted({*units} - life.book.unit.keys()))}, a unit that there is not"


def _forwards(life: _Life) -> Iterator[str]:
    for one, other in pairwise(life.entries):
        if other.at < one.at:
            yield f"{_of(other)} is of {other.at.isoformat()}, the one before it of {one.at.isoformat()}"


def _recused(life: _Life) -> Iterator[str]:
    case = life.case
    for entry in life.entries:
        if entry.by in case.complaint.against:
            yield f"{_of(entry)} is by {entry.by}, who is complained about"
    # Above the window of the top region there is none to turn to.
    top = {case.window} if life.book is None else {each for each in life.book.unit if each not in life.book.superiors}
    for unit in ({case.responsible, *case.awaited, *case.sent_to} & case.complaint.against) - top:
        yield f"{case.number} was given to {unit}, which is complained about"


def _answered(life: _Life) -> Iterator[str]:
    for of_round in life.rounds():
        last = of_round[-1]
        turns = [each.event for each in of_round if isinstance(each.event, events.Merged | events.Separated)]
        merged = bool(turns) and isinstance(turns[-1], events.Merged)
        ended = isinstance(last.event, events.Closed | events.Archived)
        if ended and not merged and not [each for each in of_round if isinstance(each.event, _ANSWERS)]:
            yield f"{_of(last)} ends it, and nobody has answered the citizen"


def _capped(life: _Life) -> Iterator[str]:
    case = life.case
    cap = case.deadlines.get(Milestone.CAP)
    for milestone, due in promised(case).items():
        if cap is not None and not case.joined and due.at > cap.at:
            yield f"{milestone} is due {due.on}, the cap is {cap.on}"


def _taken_once(life: _Life) -> Iterator[str]:
    for of_round in life.rounds():
        taken: set[tuple[Milestone, str]] = set()
        for entry in of_round:
            if isinstance(entry.event, events.Supervised):
                step = entry.event.step
                if (step.milestone, step.rung) in taken:
                    yield f"{_of(entry)} takes {step.rung} of {step.milestone} a second time"
                if step.due_at > entry.at:
                    yield f"{_of(entry)} is of {entry.at.isoformat()}, its step is due {step.due_at.isoformat()}"
                taken.add((step.milestone, step.rung))


def _left_alone(life: _Life) -> Iterator[str]:
    since = 0
    for entry in life.entries:
        match entry.event:
            case events.Suspended():
                since = entry.seq
            case events.Resumed() | events.Withdrawn() | events.Reopened():
                since = 0
            case events.Supervised() if since:
                yield f"{_of(entry)} comes while the clock stands since entry {since}"
            case _:
                pass


def _not_passed_on(life: _Life) -> Iterator[str]:
    most = len(life.entries) if life.book is None else life.book.returns.dispatches
    for of_round in life.rounds():
        sent_to: list[str] = []
        decided = 0
        for entry in of_round:
            match entry.event:
                case events.Assigned(assignment=assignment):
                    sent_to.append(assignment.lead)
                    if len(sent_to) > most or len(set(sent_to)) < len(sent_to):
                        yield f"{_of(entry)} sends it out for the {len(sent_to)}. time: {', '.join(sent_to)}"
                case events.Designated() | events.Conferred():
                    decided = entry.seq
                case events.Returned() if decided:
                    yield f"{_of(entry)} gives it back, though entry {decided} has decided whose it is"
                case _:
                    pass


def _bounded(life: _Life) -> Iterator[str]:
    case, book = life.case, life.book
    if book is None or case.edition != book.edition:
        return
    for name, count in case.counts.items():
        if count > book.bounds.get(name, count):
            yield f"{name} has happened {count} times in one handling, {book.name} allows {book.bounds[name]}"
    if case.round > 1 + book.replies.reopenings:
        yield f"it was reopened {case.round - 1} times, {book.name} allows {book.replies.reopenings}"


def _clock_kept(life: _Life) -> Iterator[str]:
    before: CitizenClock | None = None
    for entry, case in zip(life.entries, life.trail, strict=True):
        now, again = case.clock, isinstance(entry.event, events.Reopened)
        if before is not None and now is not None and not again:
            if now.started_at != before.started_at:
                was = before.started_at.isoformat()
                yield f"{_of(entry)} lets the clock begin at {now.started_at.isoformat()}; it was {was}"
            if now.pauses[: len(before.pauses)] != before.pauses:
                yield f"{_of(entry)} loses a pause: {len(before.pauses)} before it, {len(now.pauses)} after it"
            if now.extensions[: len(before.extensions)] != before.extensions:
                yield f"{_of(entry)} loses an extension"
        before = now


def _counted(life: _Life) -> Iterator[str]:
    book, calendar = life.book, life.calendar
    for entry in life.entries:
        event = entry.event
        if (
            book is None
            or calendar is None
            or not isinstance(event, events.Reclassified | events.Extended | events.Resumed)
        ):
            continue
        right = event.clock.deadlines(book.promises, calendar)
        for milestone, due in event.deadlines.items():
            if milestone in right and right[milestone].at != due.at:
                kept = f"{len(event.clock.pauses)} pause(s) and {len(event.clock.extensions)} extension(s)"
                yield f"{_of(entry)} says {milestone} by {due.on}; with {kept} it is {right[milestone].on}"


def _of(entry: Entry) -> str:
    return f"entry {entry.seq} ({type(entry.event).__name__})"


#: Each law by its clause.
_LAWS: Mapping[str, _Law] = {
    "Every case is somebody's: an open one has a unit that there is, and something that is due.": _somebodys,
    "Time never runs backwards.": _forwards,
    "Nobody judges in his own cause: who is complained about has no part in it.": _recused,
    "No case ends without an answer to the citizen, in each handling anew.": _answered,
    "Nothing is promised for later than the cap.": _capped,
    "A step of supervision is taken once in a handling, and never before it is due.": _taken_once,
    "Nobody is warned while the clock stands.": _left_alone,
    "The ball is not passed: to no unit twice, and not back once it is decided whose it is.": _not_passed_on,
    "Nothing goes on for ever.": _bounded,
    "The citizen's clock starts once, and what it has stood still it keeps, also when the matter is reclassified.": _clock_kept,
    "What is set anew is counted from the first start, with every pause and extension.": _counted,
}
