"""The walk through every abstract state of a case under a rulebook."""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

from attrs import evolve, field, frozen

from banbucheng.cases import LIFECYCLE, REPEATABLE, Case, begin, events, register
from banbucheng.intake import Complaint
from banbucheng.proof._laws import ENDS, Law, broken_by_state, broken_by_step
from banbucheng.proof._moves import BEGIN, PLAIN_WEEKS, Move, World, moves
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber, Channel, Status

__all__ = ["Proof", "Story", "prove"]

_MAY_RETURN = frozenset({Status.ASSIGNED, Status.HANDLING})
#: What makes two cases the same state.
_Key: TypeAlias = tuple[object, ...]


@frozen(kw_only=True)
class Story:
    """The shortest way to break a law: what was done, and when, from the registration on."""

    law: Law
    steps: tuple[tuple[datetime, str], ...]


@frozen(kw_only=True)
class Proof:
    """What the walk found."""

    name: str
    edition: str
    states: int
    transitions: int
    #: The shortest story for each law that is broken; none where the rulebook keeps them all.
    broken: tuple[Story, ...]

    @property
    def holds(self) -> bool:
        """Whether every law holds in every state."""
        return not self.broken


@frozen
class _Walk:
    """What has been seen so far."""

    parents: dict[_Key, tuple[_Key, str, datetime] | None] = field(
        factory=dict[_Key, "tuple[_Key, str, datetime] | None"]
    )
    edges: list[tuple[_Key, _Key, str, bool]] = field(factory=list[tuple[_Key, _Key, str, bool]])
    ends: set[_Key] = field(factory=set[_Key])
    broken: dict[Law, Story] = field(factory=dict[Law, Story])

    def story(self, law: Law, key: _Key, *more: tuple[datetime, str]) -> None:
        """Keep the way to a state as the story of a law, if it is the first."""
        if law in self.broken:
            return
        steps: list[tuple[datetime, str]] = list(reversed(more))
        while (parent := self.parents[key]) is not None:
            key, name, moment = parent
            steps.append((moment, name))
        self.broken[law] = Story(law=law, steps=((BEGIN, "Register"), *reversed(steps)))


def prove(book: Rulebook, *, most: int = 1_000_000) -> Proof:
    """
    Walk every abstract state that a case can reach under a rulebook, and hold each to every law.

    A state is where a case stands, what is suspended, asked for, returned and awaited, how often it was sent out,
    extended and reopened, which of its moments have passed, and which rungs were taken. Bounds on repetition are not
    walked through: each cycle is shown to hold a step that the rulebook bounds. At most `most` states are seen.
    """
    region = book.regions[-1].code
    unbounded = evolve(book, bounds={})
    complaint = Complaint(subject="proof", received_at=BEGIN, channel=Channel.WINDOW, region=region)
    registered = register(complaint, CaseNumber("proof"), at=BEGIN, book=unbounded, calendar=PLAIN_WEEKS)
    case = begin(registered, at=BEGIN)
    world = World.of(unbounded, case.window)
    walk = _Walk()
    first = _key(case, BEGIN, unbounded)
    walk.parents[first] = None
    queue = deque([(first, case, BEGIN)])
    while queue and len(walk.parents) < most:
        key, case, at = queue.popleft()
        _look(walk, key, case, book)
        for move in moves(case, at, world):
            following = _key(move.after, move.at, unbounded)
            walk.edges.append((key, following, move.name, _bounded(move, book)))
            _look_at_step(walk, key, case, move)
            if following not in walk.parents:
                walk.parents[following] = (key, move.name, move.at)
                queue.append((following, move.after, move.at))
    _look_back(walk)
    _look_round(walk)
    _look_aside(walk, book)
    return Proof(
        name=book.name,
        edition=book.edition,
        states=len(walk.parents),
        transitions=len(walk.edges),
        broken=tuple(walk.broken[law] for law in Law if law in walk.broken),
    )


def _key(case: Case, at: datetime, book: Rulebook) -> _Key:
    """Where a case stands, with what has passed of its moments instead of the moments themselves."""
    moments = {str(each): deadline.at for each, deadline in case.deadlines.items()}
    if case.status in _MAY_RETURN and case.return_window is not None:
        moments["return"] = case.return_window.at
    rungs = sum(not rung.milestones or each in rung.milestones for rung in book.ladder.rungs for each in case.deadlines)
    return (
        case.status,
        case.round,
        None if case.problem is None else case.problem.grade,
        None if case.clock is None else len(case.clock.extensions),
        len(case.sent_to),
        case.responsible == case.desk,
        case.designated or case.return_refused,
        case.returned is None,
        case.asked is None,
        case.suspension is None,
        bool(case.awaited),
        case.follow_up is not None and case.follow_up.bad,
        case.objection is None,
        None if case.objection is None else case.objection.upheld,
        frozenset(case.deadlines),
        frozenset(name for name, moment in moments.items() if moment <= at),
        sum(milestone in case.deadlines for milestone, _ in case.steps) >= rungs,
    )


def _bounded(move: Move, book: Rulebook) -> bool:
    """Whether the rulebook says how often the step can be taken."""
    names = {type(event).__name__ for event, _ in move.trail if type(event) in REPEATABLE}
    if names:
        return names <= book.bounds.keys()
    return any(isinstance(event, events.Reopened) for event, _ in move.trail)


def _look(walk: _Walk, key: _Key, case: Case, book: Rulebook) -> None:
    if case.status in ENDS:
        walk.ends.add(key)
    for law in broken_by_state(case, book):
        walk.story(law, key)


def _look_at_step(walk: _Walk, key: _Key, case: Case, move: Move) -> None:
    for event, after in move.trail:
        for law in broken_by_step(case, event, after):
            walk.story(law, key, (move.at, move.name))
        case = after


def _look_back(walk: _Walk) -> None:
    """From every state an end: backwards from the ends, over steps that need no luck with a bound and no giving up."""
    before: dict[_Key, list[_Key]] = {}
    for source, target, name, bounded in walk.edges:
        if not bounded and name != "Withdraw":
            before.setdefault(target, []).append(source)
    reached = _reachable(walk.ends, before)
    for key in walk.parents:
        if key not in reached:
            walk.story(Law.END_REACHABLE, key)
            return


def _reachable(starts: Iterable[_Key], following: Mapping[_Key, list[_Key]]) -> set[_Key]:
    seen = set(starts)
    queue = deque(seen)
    while queue:
        for key in following.get(queue.popleft(), ()):
            if key not in seen:
                seen.add(key)
                queue.append(key)
    return seen


def _look_round(walk: _Walk) -> None:
    """No cycle without a bounded step: what is left without the bounded ones can be put in an order."""
    following: dict[_Key, list[tuple[_Key, str]]] = {}
    entering: dict[_Key, int] = dict.fromkeys(walk.parents, 0)
    for source, target, name, bounded in walk.edges:
        if not bounded:
            following.setdefault(source, []).append((target, name))
            entering[target] += 1
    queue = deque(key for key, count in entering.items() if not count)
    while queue:
        for target, _ in following.get(queue.popleft(), ()):
            entering[target] -= 1
            if not entering[target]:
                queue.append(target)
    left = {key for key, count in entering.items() if count}
    for key in walk.parents:
        if key in left and (way := _round(key, following)):
            walk.story(Law.BOUNDED, key, *((BEGIN, name) for name in way))
            return


def _look_aside(walk: _Walk, book: Rulebook) -> None:
    """The steps beside the main line, which lead nowhere and are not walked: each that can be taken needs its bound."""
    for event in sorted(REPEATABLE, key=lambda event: event.__name__):
        if event.__name__ in book.bounds or event.__name__ in book.switched_off:
            continue
        first = next((key for key in walk.parents if key[0] in LIFECYCLE[event]), None)
        if first is not None:
            walk.story(Law.BOUNDED, first, (BEGIN, event.__name__), (BEGIN, event.__name__))


def _round(start: _Key, following: Mapping[_Key, list[tuple[_Key, str]]]) -> tuple[str, ...]:
    """The shortest way from a state back to it; empty where there is none."""
    ways: dict[_Key, tuple[str, ...]] = {start: ()}
    queue = deque([start])
    while queue:
        key = queue.popleft()
        for target, name in following.get(key, ()):
            if target == start:
                return (*ways[key], name)
            if target not in ways:
                ways[target] = (*ways[key], name)
                queue.append(target)
    return ()
