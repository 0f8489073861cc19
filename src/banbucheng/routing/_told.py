"""What conditions saw, in values that are built once: the same is told of the same rules again and again."""

from collections.abc import Hashable, MutableMapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeVar

from attrs import define, field, frozen

from banbucheng.routing._assignment import Held
from banbucheng.routing._cells import cell
from banbucheng.routing._conditions import Condition, Mentions, found
from banbucheng.routing._facts import Facts, FactValue
from banbucheng.routing._rule import Rule

__all__ = ["Miss", "MissKind", "Near", "Told", "saw", "written"]

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")

#: How many values are kept of each kind; when there are more, all of them are forgotten.
_MOST = 8_192

#: Cells that were written before.
written = lru_cache(maxsize=4096)(cell)


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


class _Ask(NamedTuple):
    """A condition of a rule, ready to be told of."""

    fact: str
    condition: Condition
    #: The words that it wants, in order, if it asks about a text.
    words: tuple[str, ...]
    mentions: bool


@define(eq=False)
class Told:
    """What was told of the rules of one table, by the rule itself, which the table keeps; no text of a case is kept."""

    _asks: dict[int, tuple[_Ask, ...]] = field(factory=dict[int, tuple[_Ask, ...]])
    _held: dict[tuple[object, ...], tuple[Held, ...]] = field(factory=dict[tuple[object, ...], tuple[Held, ...]])
    _near: dict[tuple[object, ...], Near] = field(factory=dict[tuple[object, ...], Near])

    def held(self, rule: Rule, facts: Facts) -> tuple[Held, ...]:
        """The conditions of a rule that holds, by fact, with what each saw."""
        asks = self._asks.get(id(rule)) or _kept(self._asks, id(rule), _asks_of(rule))
        seen = [_seen(ask, facts.get(ask.fact)) for ask in asks]
        key = id(rule), *seen
        known = self._held.get(key)
        if known is None:
            pairs = zip(asks, seen, strict=True)
            told = tuple(Held(fact=ask.fact, wanted=written(ask.condition), saw=each) for ask, each in pairs)
            known = _kept(self._held, key, told)
        return known

    def near(self, rule: Rule, fact: str, value: FactValue | None, above: bool) -> Near:  # noqa: FBT001 - asked often
        """A rule that missed by its condition on one fact alone."""
        condition = rule.when[fact]
        if value.__class__ is not str:
            seen = saw(condition, value)
        elif condition.__class__ is not Mentions:
            seen = (value,)
        else:
            # A text in which one of some words was wanted, and no more, holds none of them.
            seen = saw(condition, value) if condition.all or condition.none else ()
        key = id(rule), fact, seen, above
        known = self._near.get(key)
        if known is None:
            missed = Miss(MissKind.CONDITION, fact, written(condition), seen)
            known = _kept(self._near, key, Near(rule, missed, above))
        return known


def _kept(known: MutableMapping[_Key, _Value], key: _Key, value: _Value) -> _Value:
    if len(known) >= _MOST:
        known.clear()
    known[key] = value
    return value


def _asks_of(rule: Rule) -> tuple[_Ask, ...]:
    return tuple(
        _Ask(fact, each, tuple(sorted(each.any | each.all)), mentions=True)
        if isinstance(each, Mentions)
        else _Ask(fact, each, (), mentions=False)
        for fact, each in sorted(rule.when.items())
    )


def _seen(ask: _Ask, value: FactValue | None) -> tuple[str, ...]:
    """What a condition that holds has seen."""
    if isinstance(value, str):
        return tuple([word for word in ask.words if word in value]) if ask.mentions else (value,)
    return found(ask.condition, value)


def saw(condition: Condition, value: FactValue | None) -> tuple[str, ...] | None:
    """What a condition that does not hold has seen: of a text the words of the condition; None of what is missing."""
    if value is None:
        return None
    if isinstance(condition, Mentions) and isinstance(value, str):
        known = condition.any | condition.all | condition.none
        return tuple(sorted([word for word in known if word in value]))
    return tuple(sorted(value)) if isinstance(value, frozenset) else (str(value),)
