"""Why a matter goes where it goes: what held, what nearly held, and what would change the answer."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import islice

from attrs import frozen

from banbucheng.routing._assignment import Held
from banbucheng.routing._bits import places
from banbucheng.routing._conditions import Condition, Mentions, holds
from banbucheng.routing._facts import Facts, FactValue
from banbucheng.routing._routes import Decision, Routes, held, written
from banbucheng.routing._rule import Rule

__all__ = ["Explanation", "Miss", "MissKind", "Near", "Tried", "explained", "tried"]


class MissKind(StrEnum):
    """What kept a rule from holding."""

    CONDITION = "condition"
    #: A predicate of the host said no, or failed.
    PREDICATE = "predicate"
    #: The rule is not in force on the day.
    VALIDITY = "validity"


@frozen
class Miss:
    """One thing that kept a rule from holding."""

    kind: MissKind
    #: The fact, or the name of the predicate; empty for the validity.
    name: str
    #: The condition as a cell of a decision table writes it, or the days of validity as `first..last`.
    wanted: str
    #: What the case showed, of a text the words of the condition that it holds; None where the fact is missing.
    saw: tuple[str, ...] | None


@frozen
class Near:
    """A rule that would have held but for one thing."""

    rule: Rule
    missed: Miss
    #: Whether it comes before the rule that took the matter, and so would have taken it.
    above: bool


@frozen(kw_only=True)
class Tried:
    """A rule, and all that kept it from holding; nothing where it holds."""

    rule: Rule
    missed: tuple[Miss, ...]


@frozen(kw_only=True)
class Explanation:
    """Why a matter goes where it goes."""

    decision: Decision
    #: The day of which validity was asked; None where it was not.
    on: date | None
    #: The conditions of the rule that took it, with what each saw.
    held: tuple[Held, ...]
    #: The first of the rules by precedence that hold as well, and come after it.
    runners_up: tuple[Rule, ...]
    #: The first of the rules by precedence that missed by one thing alone.
    near: tuple[Near, ...]

    @property
    def changes(self) -> tuple[Near, ...]:
        """What would change the answer: the rules that would have taken the matter, had this one fact been other."""
        return tuple(each for each in self.near if each.above and each.missed.kind is MissKind.CONDITION)


def explained(routes: Routes, facts: Facts, on: date | None = None, *, most: int = 3) -> Explanation:
    """
    Why a matter goes where `routes.decide(facts, on)` sends it, with so many near misses and runners-up at most.

    Near misses and runners-up come by precedence, so that those that would have won are first. Of a near miss the host's
    predicates are asked too, and it is none if they say no or fail; so they may be asked more often than by a decision.
    """
    index = routes.index
    count, whole = len(index.rules), index.whole
    # The rules that missed something, and those that missed more than one thing.
    missed, twice = whole ^ index.in_force(on), 0
    fails = [("", missed)] if missed else []
    for fact, mask in index.masks(facts):
        failed = whole ^ mask
        twice |= missed & failed
        missed |= failed
        fails.append((fact, failed))
    left = whole ^ missed
    decision = routes.decision(left, facts)
    won = next((place for place in places(left, count) if index.rules[place] is decision.rule), count)
    rest = left & ((1 << (count - won)) - 1 >> 1)
    runners_up = (index.rules[place] for place in places(rest, count))
    return Explanation(
        decision=decision,
        on=on,
        held=() if decision.rule is None else held(decision.rule, facts),
        runners_up=tuple(islice((rule for rule in runners_up if not _unmet(routes, rule, facts)), most)),
        near=tuple(islice(_near(routes, facts, (missed ^ twice) | (left & index.hosted), fails, won), most)),
    )


def _near(routes: Routes, facts: Facts, once: int, fails: Sequence[tuple[str, int]], won: int) -> Iterator[Near]:
    """The rules that missed one thing, of those that missed one condition or none."""
    rules = routes.index.rules
    count = len(rules)
    for place in places(once, count):
        rule = rules[place]
        unmet = _unmet(routes, rule, facts) if rule.predicates else ()
        bit = 1 << (count - 1 - place)
        name = next((fact for fact, failed in fails if failed & bit), None)
        if name is not None and not unmet:
            yield Near(rule, _miss(rule, name, facts), place < won)
        if name is None and len(unmet) == 1:
            yield Near(rule, unmet[0], place < won)


def _miss(rule: Rule, fact: str, facts: Facts) -> Miss:
    if not fact:
        days = (rule.valid_from, rule.valid_to)
        return Miss(MissKind.VALIDITY, "", "..".join("" if day is None else day.isoformat() for day in days), None)
    condition = rule.when[fact]
    return Miss(MissKind.CONDITION, fact, written(condition), _saw(condition, facts.get(fact)))


def _saw(condition: Condition, value: FactValue | None) -> tuple[str, ...] | None:
    match value:
        case None:
            return None
        case frozenset():
            return tuple(sorted(value))
        case str() if isinstance(condition, Mentions):
            return tuple(word for word in sorted(condition.any | condition.all | condition.none) if word in value)
        case _:
            return (str(value),)


def _unmet(routes: Routes, rule: Rule, facts: Facts) -> tuple[Miss, ...]:
    """The first of the host's predicates of a rule that says no, or fails, which is then what it saw."""
    for name in rule.predicates:
        faults: list[str] = []
        if not routes.asked(name, rule, facts, faults):
            return (Miss(MissKind.PREDICATE, name, "", tuple(faults)),)
    return ()


def tried(routes: Routes, facts: Facts, on: date | None = None) -> tuple[Tried, ...]:
    """Every rule by precedence, and all that kept it from holding; of the host's predicates the first that says no."""
    return tuple(Tried(rule=rule, missed=tuple(_missed(routes, rule, facts, on))) for rule in routes.order)


def _missed(routes: Routes, rule: Rule, facts: Facts, on: date | None) -> Iterator[Miss]:
    if on is not None and not rule.in_force_on(on):
        yield _miss(rule, "", facts)
    for fact, condition in sorted(rule.when.items()):
        if not holds(condition, facts.get(fact)):
            yield _miss(rule, fact, facts)
    yield from _unmet(routes, rule, facts)
