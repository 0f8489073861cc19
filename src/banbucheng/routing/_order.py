"""Precedence: the tier, then the strictly narrower rule, then the rank; never the order in which rules were given."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush

from banbucheng.routing._bits import places
from banbucheng.routing._conditions import Condition, Mentions, OneOf
from banbucheng.routing._domains import Domain
from banbucheng.routing._facts import Vocabulary
from banbucheng.routing._index import Asked, asked_of
from banbucheng.routing._rule import Rule
from banbucheng.routing._wider import wider, words_imply

__all__ = ["implies", "in_precedence", "ordered", "within"]


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
    return ordered(rules, tiers, vocabulary)[0]


def ordered(rules: Iterable[Rule], tiers: Sequence[str], vocabulary: Vocabulary) -> tuple[tuple[Rule, ...], Asked]:
    """The rules by precedence, and what they ask."""
    height = {tier: place for place, tier in enumerate(tiers)}
    ranked = sorted(
        (rule for rule in rules if rule.tier in height), key=lambda rule: (height[rule.tier], rule.rank, rule.id)
    )
    asked = asked_of(ranked)
    order = [*_narrower_first([rule.tier for rule in ranked], wider(ranked, asked, vocabulary.by_name))]
    new = [0] * len(order)
    for place, old in enumerate(order):
        new[old] = place
    return tuple(ranked[old] for old in order), asked.moved(new)


def _narrower_first(tiers: Sequence[str], bits: Callable[[int], int]) -> Iterator[int]:
    """The places of ranked rules, as ranked, but within a tier none before a rule that is strictly narrower than itself."""
    count = len(tiers)
    waits: dict[int, int] = {}
    frees: dict[int, list[int]] = {}
    begins = 0
    for place in range(count):
        if tiers[place] != tiers[begins]:
            begins = place
        # To be compared are only those of the tier that come first by rank.
        earlier = bits(place) >> (count - place) & ((1 << (place - begins)) - 1)
        for first in places(earlier, place):
            if not bits(first) >> (count - 1 - place) & 1:
                waits[first] = waits.get(first, 0) + 1
                frees.setdefault(place, []).append(first)
    for place in range(count):
        # What waited is let go by the last of those that it waited for, and comes before all that is still to come.
        ready = [] if place in waits else [place]
        while ready:
            next_one = heappop(ready)
            yield next_one
            for freed in frees.get(next_one, ()):
                waits[freed] -= 1
                if not waits[freed]:
                    heappush(ready, freed)
