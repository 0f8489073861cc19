"""Why a matter goes where it goes: what held, what nearly held, and what would change the answer."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from itertools import islice

from attrs import define, frozen

from banbucheng.routing._assignment import Held
from banbucheng.routing._bits import places
from banbucheng.routing._conditions import Condition, Mentions, holds
from banbucheng.routing._facts import Facts, FactValue
from banbucheng.routing._routes import Decision, Routes, held, written
from banbucheng.routing._rule import Rule

__all__ = ["Explanation", "Miss", "MissKind", "Near", "Tried", "explained", "tried"]

#: What stands for the day among the facts.
_DAY = ""


class MissKind(StrEnum):
    """What kept a rule from holding."""

    CONDITION = "condition"
    #: A predicate of the host said no, or failed.
    PREDICATE = "predicate"
    #: The rule is not in force on the day.
    VALIDITY = "validity"


# Several of these are made for every explanation. A frozen one takes five times as long to make; take it for one.
@define(unsafe_hash=True)
class Miss:
    """One thing that kept a rule from holding."""

    kind: MissKind
    #: The fact, or the name of the predicate; empty for the validity.
    name: str
    #: The condition as a cell of a decision table writes it, or the days of validity as `first..last`.
    wanted: str
    #: What the case showed, of a text the words of the condition that it holds; None where the fact is missing.
    saw: tuple[str, ...] | None


# As above.
@define(unsafe_hash=True)
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


# As above.
@define(kw_only=True, unsafe_hash=True)
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
    count, masks = len(index.rules), {_DAY: index.in_force(on)}
    masks |= index.masks(facts)
    # The rules that miss nothing so far, and those that miss no more than one thing.
    left = once = index.whole
    for mask in masks.values():
        once = once & mask | left
        left &= mask
    decision = routes.decision(left, facts)
    won = count - left.bit_length()
    if won < count and index.rules[won] is not decision.rule:
        won = next((place for place in places(left, count) if index.rules[place] is decision.rule), count)
    rest = left & ((1 << (count - won)) - 1 >> 1)
    # A rule that misses no condition may yet miss a predicate.
    once = once ^ left | left & index.hosted if index.hosted else once ^ left
    return Explanation(
        decision=decision,
        on=on,
        held=() if decision.rule is None else held(decision.rule, facts),
        runners_up=_runners_up(routes, facts, rest, most) if rest else (),
        near=tuple(islice(_near(routes, facts, masks, once, won), most)),
    )


def _runners_up(routes: Routes, facts: Facts, rest: int, most: int) -> tuple[Rule, ...]:
    rules = routes.index.rules
    found: list[Rule] = []
    for place in places(rest, len(rules)):
        if len(found) >= most:
            break
        if not rules[place].predicates or _unmet(routes, rules[place], facts) is None:
            found.append(rules[place])
    return tuple(found)


def _near(routes: Routes, facts: Facts, masks: Mapping[str, int], once: int, won: int) -> Iterator[Near]:
    """The rules that miss one thing, of those that miss one condition, or none and may yet miss a predicate."""
    rules = routes.index.rules
    top = len(rules) - 1
    for place in places(once, len(rules)):
        rule = rules[place]
        unmet = _unmet(routes, rule, facts) if rule.predicates else None
        missed = None if masks[_DAY] >> (top - place) & 1 else _out_of_force(rule)
        for fact, condition in rule.when.items():
            if not masks[fact] >> (top - place) & 1:
                missed = Miss(MissKind.CONDITION, fact, written(condition), _saw(condition, facts.get(fact)))
                break
        one = missed or unmet
        if one is not None and (missed is None or unmet is None):
            yield Near(rule, one, place < won)


def _out_of_force(rule: Rule) -> Miss:
    days = (rule.valid_from, rule.valid_to)
    return Miss(MissKind.VALIDITY, "", "..".join("" if day is None else day.isoformat() for day in days), None)


def _saw(condition: Condition, value: FactValue | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    if isinstance(value, str) and isinstance(condition, Mentions):
        return tuple(word for word in sorted(condition.any | condition.all | condition.none) if word in value)
    return tuple(sorted(value)) if isinstance(value, frozenset) else (str(value),)


def _unmet(routes: Routes, rule: Rule, facts: Facts) -> Miss | None:
    """The first of the host's predicates of a rule that says no, or fails, which is then what it saw."""
    for name in rule.predicates:
        faults: list[str] = []
        if not routes.asked(name, rule, facts, faults):
            return Miss(MissKind.PREDICATE, name, "", tuple(faults))
    return None


def tried(routes: Routes, facts: Facts, on: date | None = None) -> tuple[Tried, ...]:
    """Every rule by precedence, and all that kept it from holding; of the host's predicates the first that says no."""
    return tuple(Tried(rule=rule, missed=tuple(_missed(routes, rule, facts, on))) for rule in routes.order)


def _missed(routes: Routes, rule: Rule, facts: Facts, on: date | None) -> Iterator[Miss]:
    if on is not None and not rule.in_force_on(on):
        yield _out_of_force(rule)
    for fact, condition in sorted(rule.when.items()):
        if not holds(condition, facts.get(fact)):
            yield Miss(MissKind.CONDITION, fact, written(condition), _saw(condition, facts.get(fact)))
    unmet = _unmet(routes, rule, facts)
    if unmet is not None:
        yield unmet
