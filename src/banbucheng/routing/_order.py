"""Precedence: the tier, then the strictly narrower rule, then the rank; never the order in which rules were given."""

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush

from banbucheng.routing._bits import places
from banbucheng.routing._conditions import Condition, Mentions, OneOf
from banbucheng.routing._domains import Domain
from banbucheng.routing._facts import Vocabulary
from banbucheng.routing._rule import Rule
from banbucheng.routing._wider import wider, words_imply

__all__ = ["implies", "in_precedence", "within"]


def implies(one: Condition, other: Condition, domain: Domain | None) -> bool:
    """Whether whatever meets the one condition is sure to meet the other, of the same fact."""
    if domain is not None:
        return domain.bits(one) | domain.bits(other) == domain.bits(other)
    match one, other:
        case Mentions(), Mentions():
            return words_imply(one, other)
        case OneOf(negated=False), OneOf(negated=False):
            return all(_covered(each, other) for each in one.codes) and all(
                each.startswith(tuple(other.under)) for each in one.under
            )
        case OneOf(negated=True), OneOf(negated=True):
            return implies(OneOf(other.codes, other.under), OneOf(one.codes, one.under), None)
        case _:
            return False


def _covered(code: str, by: OneOf) -> bool:
    return code in by.codes or code.startswith(tuple(by.under))


def within(one: Rule, other: Rule, domains: Mapping[str, Domain]) -> bool:
    """Whether whatever the one rule takes the other would take as well."""
    return set(other.predicates) <= set(one.predicates) and all(
        name in one.when and implies(one.when[name], condition, domains.get(name))
        for name, condition in other.when.items()
    )


def in_precedence(rules: tuple[Rule, ...], tiers: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """The rules, the first by precedence first; where nothing decides, the id does, and the proof of the table says so."""
    return tuple(rule for tier in tiers for rule in _ranked([each for each in rules if each.tier == tier], vocabulary))


def _ranked(rules: list[Rule], vocabulary: Vocabulary) -> Iterator[Rule]:
    """By rank and id, but none before a rule that is strictly narrower than itself."""
    rules.sort(key=lambda rule: (rule.rank, rule.id))
    count, bits = len(rules), wider(rules, vocabulary.by_name)
    waits: dict[int, int] = {}
    frees: dict[int, list[int]] = {}
    for place, rule in enumerate(rules):
        # To be compared are only those that come first by rank.
        for first in places(bits(rule) >> (count - place), place):
            if not bits(rules[first]) >> (count - 1 - place) & 1:
                waits[first] = waits.get(first, 0) + 1
                frees.setdefault(place, []).append(first)
    for place in range(count):
        # What waited is let go by the last of those that it waited for, and comes before all that is still to come.
        ready = [] if waits.get(place) else [place]
        while ready:
            next_one = heappop(ready)
            yield rules[next_one]
            for freed in frees.get(next_one, ()):
                waits[freed] -= 1
                if not waits[freed]:
                    heappush(ready, freed)
