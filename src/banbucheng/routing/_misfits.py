"""What in the rules of a table names something that is not there."""

from collections import Counter
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from banbucheng.errors import Fault
from banbucheng.routing._conditions import KINDS_OF, Condition, OneOf
from banbucheng.routing._facts import Fact
from banbucheng.routing._routes import Routes
from banbucheng.routing._rule import Rule

__all__ = ["misfits"]


def misfits(routes: Routes) -> Iterator[Fault]:
    """Every fact, code, tier and predicate that a rule names and the table does not know, and every id that stands twice."""
    times = Counter(rule.id for rule in routes.rules)
    for name in sorted(name for name, count in times.items() if count > 1):
        yield Fault(f"rules.{name}", "stands twice; give each rule an id of its own")
    for rule in routes.rules:
        yield from _misfits(rule, routes)


def _misfits(rule: Rule, routes: Routes) -> Iterator[Fault]:
    where = rule.place or f"rules.{rule.id}"
    if rule.tier not in routes.tiers:
        yield _unknown(f"{where}.tier", rule.tier, routes.tiers)
    for name in rule.predicates:
        if name not in routes.predicates:
            yield _unknown(f"{where}.predicates", name, routes.predicates)
    for name, condition in rule.when.items():
        fact = routes.vocabulary.by_name.get(name)
        if fact is None:
            yield _unknown(f"{where}.when", name, routes.vocabulary.by_name)
        else:
            yield from _misused(f"{where}.when.{name}", condition, fact)
    if rule.valid_from is not None and rule.valid_to is not None and rule.valid_to < rule.valid_from:
        yield Fault(f"{where}.valid_to", f"{rule.valid_to} lies before {rule.valid_from}, the first day")


def _misused(where: str, condition: Condition, fact: Fact) -> Iterator[Fault]:
    wanted = KINDS_OF[fact.kind]
    if not isinstance(condition, wanted):
        yield Fault(where, f"{type(condition).__name__} cannot ask about a {fact.kind}; use {wanted.__name__}")
    elif isinstance(condition, OneOf) and fact.values:
        for code in sorted(condition.codes - set(fact.values)):
            yield _unknown(where, code, fact.values)


def _unknown(where: str, name: str, known: Collection[str]) -> Fault:
    near = get_close_matches(name, known, 1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    return Fault(where, f"{name!r} is none of {', '.join(known) or 'those that are there, for there are none'}{meant}")
