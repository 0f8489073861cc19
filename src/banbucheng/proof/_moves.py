"""Everything that people and time can do to a case, in one canonical form each."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from attrs import frozen

from banbucheng.cases import Case, Command, Event, apply, commands, decide
from banbucheng.errors import Refusal
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.returns import Return
from banbucheng.rulebook import Rulebook
from banbucheng.taxonomy import Problem
from banbucheng.terms import (
    DeclineGround,
    HandOverKind,
    Outcome,
    Rating,
    ReopenGround,
    ReturnGround,
    StaffId,
    Status,
    UnitCode,
)
from banbucheng.worktime import WorkCalendar

__all__ = ["BEGIN", "PLAIN_WEEKS", "Move", "World", "moves"]

#: A calendar of nothing but weeks, so that a proof does not depend on any year's festivals.
PLAIN_WEEKS = WorkCalendar.build(edition="plain weeks", first=date(2024, 1, 1), last=date(2033, 12, 31))
#: A Wednesday morning.
BEGIN = datetime(2025, 3, 5, 9, 30, tzinfo=PLAIN_WEEKS.zone)

_WITH_UNIT = frozenset({Status.ASSIGNED, Status.HANDLING})
_CLERK, _UNIT, _HEAD, _OTHER = StaffId("clerk"), StaffId("unit"), StaffId("head"), StaffId("other head")
_ANSWER = Reply(outcome=Outcome.DONE, text="answer")
_DONE = Resolution(outcome=Outcome.DONE, account="done")
_NO = Resolution(outcome=Outcome.NOT_LAWFUL, account="no", legal_basis="law", second_signer=_HEAD)


@frozen(kw_only=True)
class World:
    """What the moves need to know of a rulebook."""

    book: Rulebook
    #: A unit to send a case to besides the one that the routes name, and the window.
    others: tuple[UnitCode, ...]
    #: A window above the one that begins, if there is one.
    above: UnitCode | None

    @classmethod
    def of(cls, book: Rulebook, window: UnitCode) -> "World":
        """The world of a rulebook, for a case that begins at a window."""
        region = book.unit[window].region
        near = [unit.code for unit in book.units if unit.region == region and unit.code != window]
        return cls(book=book, others=(near[0], window), above=book.unit[window].superior)


@frozen(kw_only=True)
class Move:
    """One step that can be taken: by a command, or by time alone."""

    #: The command's class name, or `time`.
    name: str
    at: datetime
    #: What happened, each event with the case after it; nothing where only time went by.
    trail: tuple[tuple[Event, Case], ...]
    after: Case


def moves(case: Case, at: datetime, world: World) -> Iterator[Move]:
    """Every step from a case at a moment; time moves to the next moment at which something changes, and is inspected."""
    for command in _commands(case, at, world):
        move = _tried(case, command, at, world.book)
        if move is not None:
            yield move
    later = _next_moment(case, at, world.book)
    if later is not None:
        inspected = _tried(case, commands.Inspect(by=_CLERK), later, world.book)
        trail, after = ((), case) if inspected is None else (inspected.trail, inspected.after)
        yield Move(name="time", at=later, trail=trail, after=after)


def _tried(case: Case, command: Command, at: datetime, book: Rulebook) -> Move | None:
    try:
        events = decide(case, command, at=at, book=book, calendar=PLAIN_WEEKS)
    except Refusal:
        return None
    trail: list[tuple[Event, Case]] = []
    for event in events:
        case = apply(case, event, at=at)
        trail.append((event, case))
    return Move(name=type(command).__name__, at=at, trail=tuple(trail), after=case) if trail else None


def _next_moment(case: Case, at: datetime, book: Rulebook) -> datetime | None:
    """The next end of anything that runs; once all have ended, the moment of the last rung that is still to come."""
    if not case.open:
        return None
    if case.suspension is not None:
        return case.suspension.until
    with_unit = (case.sign, case.return_window) if case.status in _WITH_UNIT else ()
    ends = [deadline.at for deadline in (*case.deadlines.values(), *with_unit) if deadline is not None]
    ahead: list[datetime] = [moment for moment in ends if moment > at]
    if ahead:
        return min(ahead)
    pending = book.ladder.pending(case.deadlines, case.running_since, PLAIN_WEEKS, case.steps)
    return max(pending[-1].due_at, at) if pending else None


def _commands(case: Case, at: datetime, world: World) -> Iterator[Command]:
    book = world.book
    grades = [grade.code for grade in book.taxonomy.grades]
    for grade in grades:
        problem = Problem(kind=book.unsorted.kind, grade=grade)
        yield commands.Accept(by=_CLERK, problem=problem)
        if case.problem is not None and case.problem.grade != grade:
            yield commands.Reclassify(by=_CLERK, problem=problem)
    for rule in book.declines[:1]:
        yield commands.Decline(by=_CLERK, ground=rule.ground, same_as="X", told="told")
    yield commands.Decline(by=_CLERK, ground=DeclineGround.OUT_OF_SCOPE)
    yield from _dispatches(case, world)
    yield from _clocks(at, book)
    yield from _endings(case)


def _dispatches(case: Case, world: World) -> Iterator[Command]:
    yield commands.Settle(by=_CLERK, resolution=_DONE, reply=_ANSWER)
    yield commands.Assign(by=_CLERK)
    yield commands.Acknowledge(by=_UNIT)
    for unit in world.others:
        claim = Return(ground=ReturnGround.NOT_OUR_DUTY, basis="basis", belongs_to=unit)
        yield commands.Return(by=_UNIT, claim=claim)
    yield commands.RefuseReturn(by=_CLERK, reason="reason")
    yield commands.Confer(by=_CLERK, unit=world.others[0], minutes="minutes")
    yield commands.Designate(by=_CLERK, leader=_HEAD, unit=world.others[0], reason="reason")
    for unit in sorted(case.awaited):
        yield commands.Waive(by=_CLERK, unit=unit, reason="reason")
    if world.above is not None:
        yield commands.HandOver(by=_CLERK, to=world.above, kind=HandOverKind.UP, reason="reason")
        yield commands.HandOver(by=_CLERK, to=case.window, kind=HandOverKind.DOWN, reason="reason")


def _clocks(at: datetime, book: Rulebook) -> Iterator[Command]:
    for ground in sorted(book.suspension.grounds)[:1]:
        yield commands.Suspend(by=_CLERK, ground=ground, approved_by=_HEAD, told="told")
        until = at + timedelta(days=1)
        yield commands.Suspend(by=_CLERK, ground=ground, approved_by=_HEAD, told="told", until=until)
    yield commands.Resume(by=_CLERK)
    yield commands.AskExtension(by=_UNIT, more=book.extension.each, reason="reason")
    yield commands.Extend(by=_HEAD)
    yield commands.RefuseExtension(by=_HEAD, reason="reason")
    yield commands.GiveFeedback(by=_CLERK, text="text")


def _endings(case: Case) -> Iterator[Command]:
    for resolution in (_DONE, _NO):
        yield commands.Resolve(by=_UNIT, resolution=resolution)
    yield commands.SendBack(by=_CLERK, reason="reason")
    yield commands.Verify(by=_CLERK)
    yield commands.Reply(by=_CLERK, reply=_ANSWER)
    for rating in (None, Rating.SATISFIED, Rating.DISSATISFIED):
        yield commands.FollowUp(by=_CLERK, follow_up=FollowUp(rating=rating))
    yield commands.ObjectToRating(by=_UNIT, unit=case.window, reason="reason")
    for upheld in (True, False):
        yield commands.RuleOnObjection(by=_CLERK, upheld=upheld, reason="reason")
    yield commands.Reopen(by=_CLERK, ground=ReopenGround.DISSATISFIED, reason="reason")
    yield commands.Withdraw(by=_CLERK, reason="reason")
    yield commands.Close(by=_CLERK, explanation="explanation")
    yield commands.Archive(by=_CLERK)
