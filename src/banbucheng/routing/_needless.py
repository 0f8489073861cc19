"""Conditions that hold whatever a case shows, and words and codes that change nothing."""

from collections.abc import Iterator, Mapping, Sequence

from banbucheng.routing._cells import cell
from banbucheng.routing._classes import Asked, bits_of, classes_of
from banbucheng.routing._conditions import Between, Condition, Flag, Mentions, OneOf
from banbucheng.routing._facts import Fact, FactKind
from banbucheng.routing._findings import Finding, FindingKind, Gravity
from banbucheng.routing._proving import found
from banbucheng.routing._rule import Rule

__all__ = ["needless"]


def needless(rules: Sequence[Rule], asked: Asked, facts: Mapping[str, Fact]) -> Iterator[Finding]:
    """The conditions of rules, each by itself, that exclude nothing, and what in them could be left out."""
    for name, same in asked.items():
        for condition, places in same.items():
            verdict = _needless(condition, facts[name])
            if verdict is not None:
                gravity, code, part = verdict
                values = {"fact": name, "cell": cell(condition), "part": part}
                for place in places:
                    yield found(FindingKind.ALWAYS_TRUE, gravity, code, (rules[place],), values=values)


def _needless(condition: Condition, fact: Fact) -> tuple[Gravity, str, str] | None:
    if not fact.optional and _always(condition, fact):
        return Gravity.WARNING, "condition", ""
    part = _idle_part(condition)
    return (Gravity.NOTE, "part", part) if part else None


def _always(condition: Condition, fact: Fact) -> bool:
    match condition:
        case Mentions():
            return not condition.all and not condition.none and (not condition.any or "" in condition.any)
        case OneOf() if fact.kind is FactKind.CODES:
            return condition.negated and not condition.codes and not condition.under
        case OneOf() if fact.values and not condition.negated and not condition.under:
            return len(condition.codes) >= len(fact.values) and condition.codes >= frozenset(fact.values)
        case OneOf() | Between():
            classes = classes_of(fact, (condition,))
            met = bits_of(condition, classes, {value: n for n, value in enumerate(classes)})
            every = (1 << len(classes)) - 1
            return met == (0 if isinstance(condition, OneOf) and condition.negated else every)
        case Flag():
            return False


def _idle_part(condition: Condition) -> str:
    """The first word or code that the others of the condition make needless; empty where there is none."""
    match condition:
        case Mentions():
            return _idle_word(condition)
        case OneOf():
            begins = sorted(condition.under)
            idle = [each for each in sorted(condition.codes) if each.startswith(tuple(begins))]
            idle += [f"{each}*" for each in begins if any(each != one and each.startswith(one) for one in begins)]
            return idle[0] if idle else ""
        case Between() | Flag():
            return ""


def _idle_word(condition: Mentions) -> str:
    must, wanted, never = sorted(condition.all), sorted(condition.any), sorted(condition.none)
    idle = [word for word in must if any(word != other and word in other for other in must)]
    # One of `any` within a word that must be there is there as well, and nothing else of `any` is needed.
    idle += [word for word in wanted if any(word in other for other in must)]
    idle += [word for word in wanted if any(word != other and other in word for other in wanted)]
    idle += [word for word in never if any(word != other and other in word for other in never)]
    return idle[0] if idle else ""
