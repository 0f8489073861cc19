"""What a fact can show, as far as the rules of a table can tell: one value for each class that no condition splits."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import frozen

from banbucheng.routing._conditions import Between, Condition, OneOf, holds
from banbucheng.routing._facts import Fact, FactKind, FactValue
from banbucheng.routing._rule import Rule

__all__ = ["Domain", "domains_of"]

#: What makes a code that no rule names: a character that no catalogue uses.
_OTHER = "~"


# Not slotted: the bits by condition are a cached property, which wants a __dict__.
@frozen(kw_only=True, slots=False)
class Domain:
    """The values of a fact that have one value at a time, one for each class that no condition of the table splits."""

    fact: Fact
    #: One value for each class, such as the first number of a stretch.
    values: tuple[FactValue, ...]

    def bits(self, condition: Condition) -> int:
        """The classes that meet a condition, one bit each."""
        known = self._known.get(condition)
        if known is None:
            known = self._known[condition] = sum(
                1 << n for n, value in enumerate(self.values) if holds(condition, value)
            )
        return known

    @property
    def all(self) -> int:
        """Every class."""
        return (1 << len(self.values)) - 1

    @cached_property
    def _known(self) -> dict[Condition, int]:
        return {}


def domains_of(rules: Iterable[Rule], facts: Mapping[str, Fact]) -> Mapping[str, Domain]:
    """The domain of every fact that the rules ask about, but for those that show several things at once."""
    conditions: dict[str, set[Condition]] = {}
    for rule in rules:
        for name, condition in rule.when.items():
            conditions.setdefault(name, set()).add(condition)
    found = {name: _values(facts[name], asked) for name, asked in conditions.items()}
    return {name: Domain(fact=facts[name], values=values) for name, values in found.items() if values}


def _values(fact: Fact, asked: set[Condition]) -> tuple[FactValue, ...]:
    match fact.kind:
        case FactKind.CODE if fact.values:
            return fact.values
        case FactKind.CODE | FactKind.PREFIX:
            return _codes([each for each in asked if isinstance(each, OneOf)])
        case FactKind.NUMBER:
            ranges = [stretch for each in asked if isinstance(each, Between) for stretch in each.ranges]
            starts = {low for low, _ in ranges if low is not None} | {
                high + 1 for _, high in ranges if high is not None
            }
            return tuple(sorted({fact.least} | {each for each in starts if fact.least <= each <= fact.most}))
        case FactKind.FLAG:
            return (False, True)
        case FactKind.CODES | FactKind.TEXT:
            return ()


def _codes(asked: list[OneOf]) -> tuple[str, ...]:
    """Every code named, and for every beginning named one code under it that nothing else names; and one that is none."""
    named = {code for each in asked for code in each.codes}
    under = {begin for each in asked for begin in each.under}
    return tuple(sorted(named | {f"{begin}{_OTHER}" for begin in under} | {_OTHER}))
