"""The proof of a table: mistakes of many kinds, all found, and none where there is none."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from banbucheng.routing import (
    Between,
    Condition,
    Fact,
    FactKind,
    Flag,
    Gravity,
    Mentions,
    OneOf,
    Outcome,
    Policy,
    Routes,
    Rule,
    Vocabulary,
    proved,
)
from banbucheng.routing._proving import Effort
from banbucheng.terms import GradeCode, UnitCode

VOCABULARY = Vocabulary(
    facts=(
        Fact(name="kind", kind=FactKind.CODE, values=("unable", "refused", "slow")),
        Fact(name="region", kind=FactKind.CODE, values=("441402", "441403")),
        Fact(name="level", kind=FactKind.NUMBER, least=1, most=4),
        Fact(name="working_day", kind=FactKind.FLAG),
        Fact(name="item", kind=FactKind.PREFIX, optional=True),
        Fact(name="text", kind=FactKind.TEXT),
    )
)
UNITS = {f"{region}-{each}": None for region in ("441402", "441403") for each in ("tax", "hrss", "police", "desk")}
NOT_GAPS = Effort(regions=0)


def one_of(*codes: str) -> OneOf:
    """One of these codes."""
    return OneOf(frozenset(codes))


def rule(name: str, when: Mapping[str, Condition], lead: str = "tax", tier: str = "general", **more: Any) -> Rule:
    """A rule of that name."""
    grade = more.pop("grade", None)
    return Rule(id=name, tier=tier, when=when, then=Outcome(lead=lead, grade=grade), basis="law", **more)


def table(*rules: Rule, **more: Any) -> Routes:
    """A table of these rules."""
    return Routes(rules=rules, fallback="desk", units=frozenset(map(UnitCode, UNITS)), vocabulary=VOCABULARY, **more)


#: A table with nothing the matter.
CLEAN = (
    rule("urgent", {"text": Mentions(any=frozenset({"停电"}))}, "police", "emergency"),
    rule("unable", {"kind": one_of("unable")}, "hrss"),
    rule("unable-up", {"kind": one_of("unable"), "level": Between(((None, 2),))}, "tax"),
    rule("refused", {"kind": one_of("refused"), "level": Between(((1, 2),))}, "police"),
    rule("refused-down", {"kind": one_of("refused"), "level": Between(((3, 4),))}, "tax"),
    rule("spring", {"kind": one_of("slow")}, "tax", valid_to=date(2026, 6, 30)),
    rule("summer", {"kind": one_of("slow")}, "hrss", valid_from=date(2026, 7, 1)),
)

#: Ten mistakes, each with what the proof must say of it, and nothing else.
MISTAKES: dict[str, tuple[Rule, str]] = {
    "dead by one": (rule("m1", {"kind": one_of("unable"), "text": Mentions(any=frozenset({"停电"}))}), "dead.one"),
    "dead by two": (rule("m2", {"kind": one_of("refused")}, "hrss"), "dead.together"),
    "dead by dates": (rule("m3", {"kind": one_of("slow")}, "police", rank=9), "dead.together"),
    "contradiction": (
        rule("m4", {"text": Mentions(all=frozenset({"身份证明"}), none=frozenset({"证明"}))}),
        "dead.contradiction",
    ),
    # It crosses `unable-up`, and neither is narrower.
    "overlap": (rule("m5", {"kind": one_of("unable"), "region": one_of("441402")}, "police"), "overlap.sure"),
    "redundant": (rule("m6", {"kind": one_of("unable"), "level": Between(((3, 3),))}, "hrss"), "redundant.rule"),
    "unit": (rule("m7", {"item": one_of("0114")}, "polise", "specific"), "unknown_unit"),
    "grade": (rule("m8", {"item": one_of("0114")}, tier="specific", grade=GradeCode("hard")), "unknown_grade"),
    "fact": (rule("m9", {"kynd": one_of("slow")}), "unknown_fact"),
    "dates": (rule("m10", {}, valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1)), "wrong_dates"),
}


def found(routes: Routes, **more: Any) -> set[tuple[str, str]]:
    """What the proof says, gaps aside, each with the rule at fault."""
    every = proved(routes, units=UNITS, sources={"law"}, grades={"easy"}, effort=NOT_GAPS, **more)
    return {(each.code, "".join(each.rules[:1])) for each in every if not each.code.startswith("gap")}


def test_a_sound_table_raises_no_alarm() -> None:
    """`proved clean`: neither narrower rules, nor dates that follow one another, nor another tier are a mistake."""
    assert set() == found(table(*CLEAN))


@pytest.mark.parametrize("name", MISTAKES)
def test_each_planted_mistake_is_found(name: str) -> None:
    """`ten planted mistakes, all ten found and no false alarm`, here one at a time."""
    planted, code = MISTAKES[name]
    said = found(table(*CLEAN, planted))
    assert {code} == {each for each, _ in said}
    assert planted.id in {rule for _, rule in said} or name == "overlap"


def test_all_planted_mistakes_are_found_together() -> None:
    """`all ten found`: one does not hide another."""
    said = found(table(*CLEAN, *(planted for planted, _ in MISTAKES.values())))
    assert {code for _, code in MISTAKES.values()} <= {code for code, _ in said}
    named = {rule for _, rule in said}
    assert {planted.id for planted, _ in MISTAKES.values()} - {"m5"} <= named


def test_the_rules_that_take_a_dead_rules_cases_are_named_with_a_case_each() -> None:
    """`shadowed by one or by several together`, with the killers named."""
    routes = table(*CLEAN, rule("m2", {"kind": one_of("refused"), "region": one_of("441402")}, "police", rank=5))
    dead = next(each for each in proved(routes) if each.code == "dead.together")
    assert ("m2", "refused", "refused-down") == (dead.rules[0], *sorted(dead.rules[1:]))
    assert list(dead.rules[1:]) == [each.taken_by for each in dead.examples]


@pytest.mark.parametrize(
    ("words", "code", "gravity"),
    [
        ("stamp", "overlap.sure", Gravity.ERROR),
        ("seal", "overlap.several", Gravity.WARNING),
    ],
)
def test_words_that_need_not_meet_are_only_a_warning(words: str, code: str, gravity: Gravity) -> None:
    """`where words in texts make it undecidable, it says "may overlap" and gives a witness text`."""
    routes = table(
        rule("one", {"text": Mentions(any=frozenset({"stamp"})), "kind": one_of("slow")}),
        rule("two", {"text": Mentions(any=frozenset({words})), "working_day": Flag(value=True)}, "police"),
    )
    overlap = next(each for each in proved(routes) if each.kind == "overlap")
    assert (code, gravity) == (overlap.code, overlap.gravity)
    assert {"stamp", words} <= set(str(overlap.examples[0].facts["text"]).split())


def test_unique_takes_no_overlap_at_all() -> None:
    """`unique`: disjointness proven at load, whatever the tier and the outcome."""
    routes = table(rule("a", {}, tier="override"), rule("b", {"kind": one_of("slow")}), policy=Policy.UNIQUE)
    assert ("overlap.sure", "a") in found(routes)


def test_a_rule_with_a_predicate_shadows_nothing_and_can_be_shadowed() -> None:
    """`a named, registered Python predicate … which the proof treats as "may match"`."""
    asking = rule("asking", {}, "police", "override", predicates=("ours",))
    routes = table(asking, rule("slow", {"kind": one_of("slow")}), predicates={"ours": lambda _: True})
    assert set() == found(routes)
    dead = table(rule("all", {}, tier="override"), evolve(asking, tier="general"), predicates=routes.predicates)
    assert ("dead.one", "asking") in found(dead)
    assert ("unknown_predicate", "asking") in found(evolve(routes, predicates={}))


def test_a_fact_that_may_be_missing_leaves_a_way_through() -> None:
    """Missing attribute = condition not met: rules that share out all codes still leave the cases that show none."""
    shared = (
        rule("a", {"item": OneOf(frozenset({"1"}))}, tier="override"),
        rule("b", {"item": OneOf(frozenset({"1"}), negated=True)}, tier="override"),
    )
    assert set() == found(table(*shared, rule("rest", {}, "police")))
    gap = next(each for each in proved(table(*shared)) if each.kind == "gap")
    assert [("item", "", True)] == [(each.fact, each.cell, each.missing) for each in gap.region]


def test_a_unit_that_closes_within_the_validity_is_found() -> None:
    """`units that do not exist or are closed on some date of validity`: the day before it closes is still well."""
    closing = {**UNITS, "441402-tax": date(2026, 7, 1)}
    for last, expected in ((date(2026, 6, 30), []), (date(2026, 7, 1), ["closed_unit"]), (None, ["closed_unit"])):
        routes = table(rule("slow", {"kind": one_of("slow")}, valid_to=last))
        assert expected == [each.code for each in proved(routes, units=closing) if each.gravity is Gravity.ERROR]


def test_a_gap_says_how_many_past_cases_fall_there() -> None:
    """`gaps (…, as readable regions with how many of last year's cases fall there)`."""
    routes = table(rule("a", {"kind": one_of("unable", "slow")}))
    past: list[tuple[dict[str, Any], date]] = [
        ({"kind": kind}, date(2026, 1, 1)) for kind in ("refused", "refused", "slow")
    ]
    gap = next(each for each in proved(routes, cases=past) if each.kind == "gap")
    assert (2, 3, [("kind", "refused")]) == (gap.cases, gap.of, [(each.fact, each.cell) for each in gap.region])


@pytest.mark.parametrize(
    ("fact", "condition", "code"),
    [
        ("level", Between(((1, 4),)), "always_true.condition"),
        ("kind", one_of("unable", "refused", "slow"), "always_true.condition"),
        ("text", Mentions(), "always_true.condition"),
        ("text", Mentions(any=frozenset({"证明"}), all=frozenset({"身份证明"})), "always_true.part"),
        ("item", OneOf(frozenset({"440114"}), frozenset({"44"})), "always_true.part"),
    ],
)
def test_a_condition_that_excludes_nothing_is_found(fact: str, condition: Condition, code: str) -> None:
    """`conditions that are always true`, of a finite fact or because of the rest of the condition."""
    assert {(code, "r")} == found(table(rule("r", {fact: condition})))
