"""Precedence: the tier, then the strictly narrower rule, then the rank; never the order in which rules were given."""

from collections.abc import Mapping
from heapq import heappop, heappush

from banbucheng.routing._conditions import Condition, Mentions, OneOf
from banbucheng.routing._domains import Domain, domains_of
from banbucheng.routing._facts import Vocabulary
from banbucheng.routing._rule import Rule

__all__ = ["implies", "in_precedence", "within"]


def implies(one: Condition, other: Condition, domain: Domain | None) -> bool:
    """Whether whatever meets the one condition is sure to meet the other, of the same fact."""
    if domain is not None:
        return domain.bits(one) | domain.bits(other) == domain.bits(other)
    match one, other:
        case Mentions(), Mentions():
            return _words_imply(one, other)
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


def _words_imply(one: Mentions, other: Mentions) -> bool:
    """A text that holds a word holds every word within it."""
    sure = one.all | (one.any if len(one.any) == 1 else frozenset())
    anything = not other.any or any(within in word for word in sure for within in other.any)
    each_way = bool(one.any) and all(any(within in word for within in other.any) for word in one.any)
    return (
        (anything or each_way)
        and all(any(word in held for held in sure) for word in other.all)
        and all(any(kept in word for kept in one.none) for word in other.none)
    )


def within(one: Rule, other: Rule, domains: Mapping[str, Domain]) -> bool:
    """Whether whatever the one rule takes the other would take as well."""
    return set(other.predicates) <= set(one.predicates) and all(
        name in one.when and implies(one.when[name], condition, domains.get(name))
        for name, condition in other.when.items()
    )


def in_precedence(rules: tuple[Rule, ...], tiers: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """The rules, the first by precedence first; where nothing decides, the id does, and the proof of the table says so."""
    return tuple(rule for tier in tiers for rule in _ranked([each for each in rules if each.tier == tier], vocabulary))


def _ranked(rules: list[Rule], vocabulary: Vocabulary) -> list[Rule]:
    """By rank and id, but none before a rule that is strictly narrower than itself."""
    domains = domains_of(rules, vocabulary.by_name)
    wider = [
        [n for n, other in enumerate(rules) if n != m and within(one, other, domains) and not within(other, one, domains)]
        for m, one in enumerate(rules)
    ]
    waits = [0] * len(rules)
    for others in wider:
        for n in others:
            waits[n] += 1
    ready: list[tuple[int, str, int]] = []
    for n, rule in enumerate(rules):
        if not waits[n]:
            heappush(ready, (rule.rank, rule.id, n))
    order: list[Rule] = []
    while ready:
        _, _, m = heappop(ready)
        order.append(rules[m])
        for n in wider[m]:
            waits[n] -= 1
            if not waits[n]:
                heappush(ready, (rules[n].rank, rules[n].id, n))
    return order
