"""Routing for Hypothesis: conditions, rules, whole tables, and the facts that they are asked about."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve
from hypothesis import strategies as st

from banbucheng.routing import (
    Between,
    Condition,
    Fact,
    FactKind,
    Facts,
    FactValue,
    Flag,
    Mentions,
    OneOf,
    Outcome,
    Policy,
    Routes,
    Rule,
    Vocabulary,
)
from banbucheng.terms import UnitCode
from banbucheng.testing._words import subjects

__all__ = ["conditions", "facts", "routes", "rules", "vocabulary"]

#: Codes and beginnings of codes, so few that rules meet.
_CODES = ("a", "b", "c")
_DIGITS = "124"
_DAYS = [date(2026, 1, day) for day in (1, 2, 3, 4)]
_UNITS = ("x", "y", "z")


def vocabulary() -> Vocabulary:
    """A fact of every kind, which is what tables are about where no other vocabulary is given."""
    return Vocabulary(
        facts=(
            Fact(name="kind", kind=FactKind.CODE, values=_CODES),
            Fact(name="causes", kind=FactKind.CODES, values=_CODES),
            Fact(name="item", kind=FactKind.PREFIX),
            Fact(name="hour", kind=FactKind.NUMBER, least=0, most=23),
            Fact(name="working_day", kind=FactKind.FLAG),
            Fact(name="text", kind=FactKind.TEXT),
        )
    )


def conditions(fact: Fact) -> st.SearchStrategy[Condition]:
    """Conditions that may ask about a fact and that something can meet; they shrink to one code, word or number."""
    match fact.kind:
        case FactKind.NUMBER:
            return st.builds(_stretch, st.integers(fact.least, fact.most), st.none() | st.integers(0, fact.most))
        case FactKind.FLAG:
            return st.builds(Flag, st.sampled_from([True, False]))
        case FactKind.TEXT:
            return st.builds(
                Mentions, _some(_words(), least=1), _some(_words(), most=1), _some(_words(), most=1)
            ).filter(lambda each: not each.none & (each.any | each.all))
        case FactKind.PREFIX:
            return st.builds(OneOf, st.just(frozenset[str]()), _some(_begun(fact), least=1), st.booleans())
        case _:
            # A negated condition needs another code to hold for.
            negated = st.sampled_from([False, True] if len(fact.values) > 1 else [False])
            return st.builds(OneOf, _some(_values(fact), least=1, most=1), st.just(frozenset[str]()), negated)


def facts(asked: Vocabulary | None = None) -> st.SearchStrategy[Facts]:
    """What a case shows of a vocabulary; any of it may be missing."""
    shown = {each.name: _shown(each) for each in (asked or vocabulary()).facts}
    return st.fixed_dictionaries({}, optional=shown)


@st.composite
def rules(
    draw: st.DrawFn, asked: Vocabulary | None = None, units: Sequence[str] = _UNITS, tiers: Sequence[str] = ("general",)
) -> Rule:
    """Rules of up to three conditions; they shrink to one without any."""
    by_name = (asked or vocabulary()).by_name
    names = draw(st.lists(st.sampled_from(sorted(by_name)), max_size=3, unique=True))
    first, last = draw(st.tuples(*[st.none() | st.sampled_from(_DAYS)] * 2))
    backwards = first is not None and last is not None and last < first
    assisting = draw(st.lists(st.sampled_from(units), max_size=1))
    lead = draw(st.sampled_from(units))
    return Rule(
        id=f"r{draw(st.integers(1, 99))}",
        tier=draw(st.sampled_from(tiers)),
        rank=draw(st.integers(0, 2)),
        when={name: draw(conditions(by_name[name])) for name in sorted(names)},
        then=Outcome(lead=lead, assisting=tuple(each for each in assisting if each != lead)),
        valid_from=last if backwards else first,
        valid_to=first if backwards else last,
    )


def routes(
    asked: Vocabulary | None = None, units: Sequence[str] = _UNITS, *, most: int = 6
) -> st.SearchStrategy[Routes]:
    """Tables of up to so many rules over a vocabulary, with two tiers; they shrink to the fallback alone."""
    known, tiers = asked or vocabulary(), ("specific", "general")
    return st.builds(
        _table,
        st.lists(rules(known, units, tiers), max_size=most),
        st.just(known),
        st.just(tuple(units)),
        st.just(tiers),
        st.sampled_from([Policy.FIRST, Policy.COLLECT]),
    )


def _table(
    found: Sequence[Rule], known: Vocabulary, units: tuple[str, ...], tiers: tuple[str, ...], policy: Policy
) -> Routes:
    numbered = tuple(evolve(each, id=f"r{n}") for n, each in enumerate(found, start=1))
    return Routes(
        rules=numbered,
        fallback=units[0],
        units=frozenset(map(UnitCode, units)),
        vocabulary=known,
        tiers=tiers,
        policy=policy,
    )


def _stretch(low: int, length: int | None) -> Between:
    return Between(((low, None if length is None else low + length),))


def _some(each: st.SearchStrategy[str], *, least: int = 0, most: int = 2) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(each, min_size=least, max_size=most)


def _words() -> st.SearchStrategy[str]:
    return st.sampled_from([each[:2] for each in subjects()])


def _values(fact: Fact) -> st.SearchStrategy[str]:
    return st.sampled_from(fact.values or _CODES)


def _begun(fact: Fact) -> st.SearchStrategy[str]:
    begun = [each[:1] for each in fact.values if each]
    return st.sampled_from(begun) if begun else st.text(_DIGITS, min_size=1, max_size=2)


def _shown(fact: Fact) -> st.SearchStrategy[FactValue | None]:
    shown: Mapping[FactKind, st.SearchStrategy[FactValue]] = {
        FactKind.CODE: _values(fact),
        FactKind.CODES: st.frozensets(_values(fact), max_size=2),
        FactKind.PREFIX: _values(fact) if fact.values else st.text(_DIGITS, min_size=1, max_size=3),
        FactKind.NUMBER: st.integers(fact.least, fact.most),
        FactKind.FLAG: st.booleans(),
        FactKind.TEXT: st.sampled_from(subjects()) | st.text("".join(subjects()), max_size=8),
    }
    return shown[fact.kind]
