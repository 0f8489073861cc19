"""Why a matter goes where it goes: what held, what nearly held, and what would change the answer."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import islice

from attrs import define, field, frozen

from banbucheng.routing._assignment import Held
from banbucheng.routing._bits import places
from banbucheng.routing._conditions import holds
from banbucheng.routing._facts import Facts
from banbucheng.routing._index import Index
from banbucheng.routing._routes import Decision, Routes
from banbucheng.routing._rule import Rule
from banbucheng.routing._told import Miss, MissKind, Near

__all__ = ["Explanation", "Miss", "MissKind", "Near", "Tried", "explained", "tried"]

#: What stands for the day among the facts.
_DAY = ""
#: So many of the first rules are looked at for near misses before all of them are.
_FIRST = 4_096


@frozen(kw_only=True)
class Tried:
    """A rule, and all that kept it from holding; nothing where it holds."""

    rule: Rule
    missed: tuple[Miss, ...]


# Not slotted: the runners-up are a cached property, which wants a __dict__. Not frozen, for one is made for every
# explanation, and a frozen one takes five times as long to make; take it for one.
@define(eq=False, slots=False)
class Explanation:
    """Why a matter goes where it goes."""

    decision: Decision
    #: The day of which validity was asked; None where it was not.
    on: date | None
    #: The conditions of the rule that took it, with what each saw.
    held: tuple[Held, ...]
    #: The first of the rules by precedence that missed by one thing alone.
    near: tuple[Near, ...]
    _routes: Routes = field(repr=False)
    _facts: Facts = field(repr=False)
    _left: int = field(repr=False)
    _most: int = field(repr=False)

    @cached_property
    def runners_up(self) -> tuple[Rule, ...]:
        """The first of the rules by precedence that hold as well, and come after it; found when first asked for."""
        return tuple(islice(_runners_up(self._routes, self._facts, self._left, self.decision.rule), self._most))

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
    masks = index.masks(facts)
    if index.days is not None and on is not None:
        masks[_DAY] = index.in_force(on)
    left = index.whole
    for mask in masks.values():
        left &= mask
    decision = routes.decision(left, facts)
    rules, rule = index.rules, decision.rule
    count = len(rules)
    won = count - left.bit_length()
    if won < count and rules[won] is not rule:
        won = next((place for place in places(left, count) if rules[place] is rule), count)
    held = () if rule is None else routes.told.held(rule, facts)
    near = tuple(islice(_near(routes, facts, masks, won), most))
    return Explanation(decision, on, held, near, routes, facts, left, most)


def _runners_up(routes: Routes, facts: Facts, left: int, first: Rule | None) -> Iterator[Rule]:
    """Of the rules whose conditions hold, those that hold as well as the first of them, and come after it."""
    found = (routes.order[place] for place in places(left, len(routes.order)))
    if any(rule is first for rule in found):
        yield from (rule for rule in found if not rule.predicates or _unmet(routes, rule, facts) is None)


def _near(routes: Routes, facts: Facts, masks: Mapping[str, int], won: int) -> Iterator[Near]:
    """The rules that miss one thing, by precedence; those that stand before the one that won would have taken it."""
    index, missed = routes.index, routes.told.missed
    rules, end = index.rules, len(index.rules)
    # Few are asked for. They are mostly among the first rules, whose numbers are short once the others are cut off.
    for low in dict.fromkeys((max(0, end - _FIRST), 0)):
        once = _once(index, masks, low) & ((1 << (end - low)) - 1)
        while once:
            bit = once.bit_length() - 1
            once ^= 1 << bit
            bit += low
            rule, above = rules[-1 - bit], len(rules) - 1 - bit < won
            unmet = _unmet(routes, rule, facts) if rule.predicates else None
            for fact in rule.when:
                if not masks[fact] >> bit & 1:
                    if unmet is None:
                        yield Near(rule, missed(rule, fact, facts.get(fact)), above)
                    break
            else:
                late = None if masks.get(_DAY, -1) >> bit & 1 else _out_of_force(rule)
                other = late or unmet
                if other is not None and (late is None or unmet is None):
                    yield Near(rule, other, above)
        end = low


def _once(index: Index, masks: Mapping[str, int], low: int) -> int:
    """The rules from this bit up that miss one condition, or none and may yet miss a predicate."""
    # Those that miss nothing so far, and those that miss no more than one thing.
    left = once = index.whole >> low
    for mask in masks.values():
        part = mask >> low
        once = once & part | left
        left &= part
    return once ^ left | left & (index.hosted >> low)


def _out_of_force(rule: Rule) -> Miss:
    days = (rule.valid_from, rule.valid_to)
    return Miss(MissKind.VALIDITY, "", "..".join("" if day is None else day.isoformat() for day in days), None)


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
            yield routes.told.missed(rule, fact, facts.get(fact))
    unmet = _unmet(routes, rule, facts)
    if unmet is not None:
        yield unmet
