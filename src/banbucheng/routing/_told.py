"""What conditions saw, in values that are built once: the same is told of the same rules again and again."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from attrs import define, field

from banbucheng.routing._assignment import Held
from banbucheng.routing._cells import cell
from banbucheng.routing._conditions import Condition, Mentions, found
from banbucheng.routing._facts import Facts, FactValue
from banbucheng.routing._rule import Rule

__all__ = ["Miss", "MissKind", "Near", "Told"]

#: How many answers are kept; when there are more, all of them are forgotten.
_MOST = 8_192


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


class _Ask(NamedTuple):
    """A condition of a rule, ready to be told of."""

    condition: Condition
    #: As a cell of a decision table writes it.
    wanted: str
    #: Where it asks about a text the words that it wants, in order; else None.
    words: tuple[str, ...] | None
    #: Whether it asks for one of some words and no more, so that a text that it does not hold for has none of them.
    plain: bool


@define(eq=False)
class Told:
    """What was told of the rules of one table, by the rule itself, which the table keeps; no text of a case is kept."""

    _asks: dict[int, Mapping[str, _Ask]] = field(factory=dict[int, Mapping[str, _Ask]])
    _held: dict[tuple[object, ...], tuple[Held, ...]] = field(factory=dict[tuple[object, ...], tuple[Held, ...]])

    def held(self, rule: Rule, facts: Facts) -> tuple[Held, ...]:
        """The conditions of a rule that holds, by fact, with what each saw."""
        asks = self._asks.get(id(rule)) or self._ready(rule)
        seen = [_seen(ask, facts.get(fact)) for fact, ask in asks.items()]
        key = id(rule), *seen
        known = self._held.get(key)
        if known is None:
            if len(self._held) >= _MOST:
                self._held.clear()
            pairs = zip(asks.items(), seen, strict=True)
            known = tuple(Held(fact=fact, wanted=ask.wanted, saw=each) for (fact, ask), each in pairs)
            self._held[key] = known
        return known

    def missed(self, rule: Rule, fact: str, value: FactValue | None) -> Miss:
        """That the condition of a rule on a fact does not hold."""
        condition, wanted, words, plain = (self._asks.get(id(rule)) or self._ready(rule))[fact]
        if isinstance(value, str) and (plain or words is None):
            return Miss(MissKind.CONDITION, fact, wanted, () if plain else (value,))
        return Miss(MissKind.CONDITION, fact, wanted, _saw(condition, value))

    def _ready(self, rule: Rule) -> Mapping[str, _Ask]:
        asks = self._asks[id(rule)] = {fact: _ask(each) for fact, each in sorted(rule.when.items())}
        return asks


def _ask(condition: Condition) -> _Ask:
    words, plain = None, False
    if isinstance(condition, Mentions):
        words, plain = tuple(sorted(condition.any | condition.all)), not condition.all and not condition.none
    return _Ask(condition, cell(condition), words, plain)


def _seen(ask: _Ask, value: FactValue | None) -> tuple[str, ...]:
    """What a condition that holds has seen."""
    if isinstance(value, str):
        return (value,) if ask.words is None else tuple([word for word in ask.words if word in value])
    return found(ask.condition, value)


def _saw(condition: Condition, value: FactValue | None) -> tuple[str, ...] | None:
    """What a condition that does not hold has seen: of a text the words of the condition; None of what is missing."""
    if value is None:
        return None
    if isinstance(condition, Mentions) and isinstance(value, str):
        known = condition.any | condition.all | condition.none
        return tuple(sorted([word for word in known if word in value]))
    return tuple(sorted(value)) if isinstance(value, frozenset) else (str(value),)
