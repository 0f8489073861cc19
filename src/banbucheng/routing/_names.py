"""What the rules of a table name that is not there, or not any more."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from attrs import define, field, frozen

from banbucheng.routing._cells import cell
from banbucheng.routing._classes import Asked
from banbucheng.routing._conditions import KINDS_OF, Condition, OneOf, holds
from banbucheng.routing._facts import Fact
from banbucheng.routing._findings import Finding, FindingKind, Gravity
from banbucheng.routing._proving import found
from banbucheng.routing._routes import Routes
from banbucheng.routing._rule import WINDOW, Rule
from banbucheng.terms import RegionCode

__all__ = ["Known", "misnamed", "sound"]


@frozen(kw_only=True)
class Known:
    """What there is to be named; None where nobody said, and then it is not asked."""

    #: Every unit, with the first day on which it is closed.
    units: Mapping[str, date | None]
    sources: Collection[str] | None = None
    grades: Collection[str] | None = None
    predicates: Collection[str]


def sound(routes: Routes, asked: Asked) -> list[Rule]:
    """The rules that make enough sense for the rest of the proof: what they ask can be asked, in a tier, on some day."""
    facts = routes.vocabulary.by_name
    senseless: set[int] = set()
    for name, same in asked.items():
        wanted = KINDS_OF[facts[name].kind] if name in facts else ()
        for condition, places in same.items():
            if not isinstance(condition, wanted):
                senseless.update(places)
    return [
        rule
        for n, rule in enumerate(routes.rules)
        if n not in senseless and rule.tier in routes.tiers and not _backwards(rule)
    ]


def misnamed(routes: Routes, asked: Asked, known: Known) -> list[Finding]:
    """What the rules name wrongly."""
    findings = [
        found(FindingKind.DUPLICATE_ID, Gravity.ERROR, "", [rule for rule in routes.rules if rule.id == name])
        for name, times in Counter(rule.id for rule in routes.rules).items()
        if times > 1
    ]
    meant = _Meant(routes, known, _regions(routes))
    for rule in routes.rules:
        findings += _wrong(rule, routes)
        findings += _unlisted(rule, known)
        findings += _units(rule, meant)
    findings += _fallback(routes, meant)
    facts = routes.vocabulary.by_name
    for name, same in asked.items():
        for condition, places in same.items():
            for kind, values in _misused(name, condition, facts):
                findings += (found(kind, Gravity.ERROR, "", (routes.rules[n],), values=values) for n in places)
    return findings


def _backwards(rule: Rule) -> bool:
    return rule.valid_from is not None and rule.valid_to is not None and rule.valid_to < rule.valid_from


#: The kind of a mistake in a condition, and what it says.
_Wrong = tuple[FindingKind, dict[str, str]]


def _wrong(rule: Rule, routes: Routes) -> list[Finding]:
    wrong: list[Finding] = []
    if rule.tier not in routes.tiers:
        values = _near("tier", rule.tier, routes.tiers)
        wrong.append(found(FindingKind.UNKNOWN_TIER, Gravity.ERROR, "", (rule,), values=values))
    if _backwards(rule):
        values = {"first": str(rule.valid_from), "last": str(rule.valid_to)}
        wrong.append(found(FindingKind.WRONG_DATES, Gravity.ERROR, "", (rule,), values=values))
    return wrong


def _misused(name: str, condition: Condition, facts: Mapping[str, Fact]) -> Iterator[_Wrong]:
    fact = facts.get(name)
    if fact is None:
        yield FindingKind.UNKNOWN_FACT, _near("fact", name, facts)
    elif not isinstance(condition, KINDS_OF[fact.kind]):
        yield FindingKind.WRONG_CONDITION, {"fact": name, "cell": cell(condition), "kind": str(fact.kind)}
    elif fact.values and isinstance(condition, OneOf):
        for code in sorted(condition.codes.difference(fact.values)):
            yield FindingKind.UNKNOWN_VALUE, {"fact": name, **_near("value", code, fact.values)}


def _near(what: str, name: str, known: Collection[str]) -> dict[str, str]:
    """The name, and the one that was meant, as far as the spelling tells."""
    near = get_close_matches(name, known, 1)
    return {what: name, **({"near": near[0]} if near else {})}


def _unlisted(rule: Rule, known: Known) -> Iterator[Finding]:
    error = Gravity.ERROR
    grade = rule.then.grade
    if known.grades is not None and grade is not None and grade not in known.grades:
        yield found(FindingKind.UNKNOWN_GRADE, error, "", (rule,), values=_near("grade", grade, known.grades))
    if known.sources is not None and rule.basis not in known.sources:
        yield found(FindingKind.UNKNOWN_SOURCE, error, "", (rule,), values=_near("source", rule.basis, known.sources))
    for name in rule.predicates:
        if name not in known.predicates:
            values = _near("predicate", name, known.predicates)
            yield found(FindingKind.UNKNOWN_PREDICATE, error, "", (rule,), values=values)


def _regions(routes: Routes) -> tuple[str, ...]:
    fact = routes.vocabulary.by_name.get("region")
    return fact.values if fact is not None else ()


@define
class _Meant:
    """The units that a name means: by region, with what was looked up before."""

    routes: Routes
    known: Known
    regions: tuple[str, ...]
    found: dict[tuple[str, Condition | None], tuple[str, date | None]] = field(factory=dict[Any, Any])

    def wrong(self, name: str, asked: Condition | None) -> tuple[str, date | None]:
        """The regions where there is no such unit (`*`: anywhere), and the first day on which one of those meant is closed."""
        key = name, asked
        if key not in self.found:
            self.found[key] = self._wrong(name, asked)
        return self.found[key]

    def _wrong(self, name: str, asked: Condition | None) -> tuple[str, date | None]:
        units = self.known.units
        if name in units:
            return "", units[name]
        if not self.regions:
            there = name == WINDOW or any(unit.endswith(f"-{name}") for unit in units)
            return "" if there else "*", None
        regions = [each for each in self.regions if asked is None or holds(asked, each)]
        meant = [(region, self.routes.unit(name, RegionCode(region))) for region in regions]
        closed = [day for _, unit in meant if (day := units.get(unit)) is not None]
        return ", ".join(region for region, unit in meant if unit not in units), min(closed, default=None)


def _units(rule: Rule, meant: _Meant) -> Iterator[Finding]:
    asked = rule.when.get("region")
    then = rule.then
    for name in (then.lead, *then.assisting):
        missing, closed = meant.wrong(name, asked)
        if missing:
            values = {"unit": name, "regions": missing}
            yield found(FindingKind.UNKNOWN_UNIT, Gravity.ERROR, "", (rule,), values=values)
        if closed is not None and (rule.valid_to is None or closed <= rule.valid_to):
            values = {"unit": name, "closed_from": closed.isoformat()}
            yield found(FindingKind.CLOSED_UNIT, Gravity.ERROR, "", (rule,), values=values)


def _fallback(routes: Routes, meant: _Meant) -> Iterator[Finding]:
    missing, closed = meant.wrong(routes.fallback, None)
    if missing:
        values = {"unit": routes.fallback, "regions": missing}
        yield found(FindingKind.UNKNOWN_UNIT, Gravity.ERROR, "", values=values)
    if closed is not None:
        values = {"unit": routes.fallback, "closed_from": closed.isoformat()}
        yield found(FindingKind.CLOSED_UNIT, Gravity.ERROR, "", values=values)
