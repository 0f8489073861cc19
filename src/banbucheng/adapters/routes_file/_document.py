"""A table of rules as one document of plain data, which TOML and JSON share."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import evolve

from banbucheng.adapters._toml import Reader
from banbucheng.adapters.routes_file._known import Known, day, known_of
from banbucheng.adapters.routes_file._typed import typed_of, untyped
from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.routing import (
    TIERS,
    CellWords,
    Condition,
    Fact,
    FactKind,
    Outcome,
    Policy,
    Routes,
    Rule,
    Vocabulary,
    cell,
    condition_of,
)
from banbucheng.terms import GradeCode, UnitCode

__all__ = ["document_of", "fact_in", "routes_in", "rules_of"]


def document_of(routes: Routes, *, typed: bool) -> dict[str, Any]:
    """
    The whole of a table: its rules, its facts, its units, and how it ranks.

    Typed, conditions are objects, days are texts and the digest is told, as JSON has them; else conditions are cells
    and days days, and no digest stands in the way of whoever changes a rule.
    """
    return {
        "fallback": routes.fallback,
        **({"digest": routes.digest} if typed else {}),
        "units": sorted(routes.units),
        "routing": {"tiers": list(routes.tiers), "policy": str(routes.policy)},
        "facts": [_fact(each) for each in routes.vocabulary.facts],
        "rules": [_rule(each, typed=typed) for each in routes.rules],
    }


def routes_in(data: Mapping[str, Any], *, name: str, base: Routes | None, words: CellWords | None = None) -> Routes:
    """
    The table that a document describes; what it leaves out is the base's.

    Where there is a base, the document's facts must be facts of the base, whose desk has to show them.

    Raises:
        RulebookError: the document is wrong; every fault at once, each with its path.
    """
    faults: list[Fault] = []
    top = Reader(data, "", faults)
    for sign in ("$schema", "digest"):
        top.text(sign, "")
    settings = top.inner("routing") if top.holds("routing") else None
    tiers = (settings.texts("tiers") if settings else ()) or (base.tiers if base else TIERS)
    start = Routes(
        rules=(),
        fallback=(top.text("fallback", "") or base.fallback) if base else top.text("fallback") or "?",
        units=frozenset(map(UnitCode, top.texts("units"))) or (base.units if base else frozenset()),
        vocabulary=_vocabulary(top, base),
        tiers=tiers,
        policy=_policy(settings) or (base.policy if base else Policy.FIRST),
        predicates=base.predicates if base else {},
    )
    found = evolve(start, rules=rules_of(top.listed("rules"), known_of(start, words)))
    if settings is not None:
        settings.done()
    top.done()
    if faults:
        raise RulebookError(name, tuple(faults))
    said = data.get("digest")
    if said and said != found.digest:
        what = f"is {said}, the rules have {found.digest}; whoever changed them on purpose takes it out"
        raise RulebookError(name, (Fault("digest", what),))
    return found


def rules_of(tables: Iterable[Reader], known: Known) -> tuple[Rule, ...]:
    """The rules of a list of tables; what is wrong is noted with its path among the faults of the readers."""
    ids: dict[str, str] = {}
    return tuple(rule for table in tables for rule in _read(table, known, ids))


def _read(t: Reader, known: Known, ids: dict[str, str]) -> Iterator[Rule]:
    before, grade = len(t.faults), t.text("grade", "")
    begin, end = _day(t, "valid_from"), _day(t, "valid_to")
    if begin is not None and end is not None and end < begin:
        t.fault("valid_to", f"{end} lies before {begin}")
    rule = Rule(
        id=t.text("id"),
        tier=_named(t, "tier", (t.text("tier", ""),), known)[0],
        rank=_rank(t),
        when=_conditions(t, known),
        predicates=_named(t, "predicates", t.texts("predicates"), known),
        then=Outcome(
            lead=_named(t, "lead", (t.text("lead"),), known)[0],
            assisting=_named(t, "assisting", t.texts("assisting"), known),
            grade=GradeCode(grade) if grade else None,
            priority=t.text("priority", ""),
            tags=t.texts("tags"),
        ),
        valid_from=begin,
        valid_to=end,
        basis=t.text("basis", ""),
        note=t.text("note", ""),
        approved_by=t.text("approved_by", ""),
        place=t.path,
    )
    t.done()
    first = ids.setdefault(rule.id, t.path)
    if rule.id and first != t.path:
        t.fault("id", f"{rule.id!r} stands in {first} already; give each rule its own")
    for name in ("id", "lead"):
        if name in t.table and t.table[name] == "":
            t.fault(name, "is empty; every rule needs it")
    if len(t.faults) == before:
        yield rule


def _named(t: Reader, key: str, names: tuple[str, ...], known: Known) -> tuple[str, ...]:
    asked = {"tier": known.tier, "predicates": known.predicate}.get(key, known.unit)
    found: list[str] = []
    for name in names:
        try:
            found.append(asked(name) if name or key == "tier" else name)
        except BadInput as error:
            t.fault(key, f"{name!r} cannot be used; {error.allowed}")
            found.append(name)
    return tuple(found)


def _rank(t: Reader) -> int:
    return t.whole("rank", least=-(10**9), default=0)


def _day(t: Reader, key: str) -> date | None:
    if not t.holds(key):
        return None
    value = t.table[key]
    if type(value) is date:
        return value
    try:
        return day(value) if isinstance(value, str) else t.day(key)
    except BadInput as error:
        t.fault(key, f"{value!r} cannot be used; {error.allowed}")
        return None


def _conditions(t: Reader, known: Known) -> Mapping[str, Condition]:
    found: dict[str, Condition] = {}
    asked = t.inner("when") if t.holds("when") else Reader({}, "", [])
    for name, value in asked.table.items():
        fact = known.vocabulary.by_name.get(name)
        if fact is None:
            t.nearest(f"when.{name}", name, list(known.vocabulary.by_name))
            continue
        try:
            found[name] = condition_of(fact, untyped(fact, value), known.words)
        except BadInput as error:
            asked.fault(name, f"{error.value!r} cannot be used; {error.allowed}")
    return found


def _vocabulary(top: Reader, base: Routes | None) -> Vocabulary:
    given = [fact_in(each) for each in top.listed("facts", needed=base is None)]
    if base is None:
        return Vocabulary(facts=tuple(given))
    shown = base.vocabulary.by_name
    for fact in given:
        if fact.name not in shown:
            top.nearest("facts", fact.name, list(shown))
    return base.vocabulary


def fact_in(t: Reader) -> Fact:
    """A fact that a file declares."""
    widest = 10**18
    fact = Fact(
        name=t.text("name"),
        kind=t.one_of("kind", FactKind),
        values=t.texts("values"),
        least=t.whole("least", least=-widest, default=0),
        most=t.whole("most", least=-widest, default=1_000_000),
        optional=t.flag("optional", default=False),
    )
    t.done()
    return fact


def _policy(t: Reader | None) -> Policy | None:
    return t.one_of("policy", Policy) if t is not None and t.holds("policy") else None


def _fact(fact: Fact) -> dict[str, Any]:
    bounds = {"least": fact.least, "most": fact.most} if fact.kind is FactKind.NUMBER else {}
    return {
        "name": fact.name,
        "kind": str(fact.kind),
        **({"values": list(fact.values)} if fact.values else {}),
        **bounds,
        **({"optional": True} if fact.optional else {}),
    }


def _rule(rule: Rule, *, typed: bool) -> dict[str, Any]:
    then = rule.then
    days = {"valid_from": rule.valid_from, "valid_to": rule.valid_to}
    said: dict[str, Any] = {
        "rank": rule.rank,
        "when": {name: typed_of(each) if typed else cell(each) for name, each in rule.when.items()},
        "predicates": list(rule.predicates),
        "lead": then.lead,
        "assisting": list(then.assisting),
        "grade": then.grade,
        "priority": then.priority,
        "tags": list(then.tags),
        **{name: each.isoformat() if typed and each else each for name, each in days.items()},
        "basis": rule.basis,
        "note": rule.note,
        "approved_by": rule.approved_by,
    }
    return {"id": rule.id, "tier": rule.tier, **{name: each for name, each in said.items() if each}}
