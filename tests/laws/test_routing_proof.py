"""The laws of the proof of a table: what it finds is so, and what is so it finds, as a search through everything shows."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain, combinations, product

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from banbucheng.routing import (
    Between,
    Condition,
    Fact,
    FactKind,
    Facts,
    FactValue,
    Finding,
    FindingKind,
    Flag,
    Gravity,
    Mentions,
    OneOf,
    Outcome,
    Policy,
    Routes,
    Rule,
    Vocabulary,
    condition,
    holds,
    proof_of,
    proved,
    reproved,
)
from banbucheng.routing._proving import Effort

DAYS = (date(2026, 1, 1), date(2026, 1, 5), date(2026, 1, 10), date(2026, 1, 15))
#: Words within words: one lies in another.
WORDS = ("保", "社保", "税")
VOCABULARY = Vocabulary(
    facts=(
        Fact(name="kind", kind=FactKind.CODE, values=("a", "b"), optional=True),
        Fact(name="item", kind=FactKind.PREFIX),
        Fact(name="causes", kind=FactKind.CODES, values=("x", "y")),
        Fact(name="hour", kind=FactKind.NUMBER, least=0, most=9),
        Fact(name="open", kind=FactKind.FLAG),
        Fact(name="text", kind=FactKind.TEXT, optional=True),
    )
)
LIMITS = Effort(regions=60)

few_words = st.frozensets(st.sampled_from(WORDS), max_size=2)
conditions: Mapping[str, st.SearchStrategy[Condition]] = {
    "kind": st.builds(
        OneOf, st.frozensets(st.sampled_from("ab"), min_size=1, max_size=2), st.just(frozenset()), st.booleans()
    ),
    "item": st.builds(
        OneOf,
        st.frozensets(st.sampled_from(["441", "45"]), max_size=1),
        st.frozensets(st.sampled_from(["4", "44"]), max_size=1),
        st.booleans(),
    ),
    "causes": st.builds(
        OneOf, st.frozensets(st.sampled_from("xy"), min_size=1, max_size=2), st.just(frozenset()), st.booleans()
    ),
    "hour": st.sampled_from([Between(((None, 4),)), Between(((5, None),)), Between(((3, 6),)), Between(((8, 2),))]),
    "open": st.builds(Flag, st.booleans()),
    "text": st.builds(Mentions, few_words, st.frozensets(st.sampled_from(WORDS), max_size=1), few_words),
}


@st.composite
def rules(draw: st.DrawFn, name: str) -> Rule:
    """A rule with up to three conditions, often dated, and few outcomes."""
    asked = draw(st.sets(st.sampled_from(sorted(conditions)), max_size=3))
    dated = draw(st.integers(0, 3)) == 0
    first, last = sorted(draw(st.tuples(*[st.sampled_from(DAYS)] * 2)))
    return Rule(
        id=name,
        tier=draw(st.sampled_from(["high", "low"])),
        when={each: draw(conditions[each]) for each in sorted(asked)},
        then=Outcome(lead=draw(st.sampled_from(["one", "two"]))),
        rank=draw(st.integers(0, 1)),
        valid_from=first if dated and draw(st.booleans()) else None,
        valid_to=last if dated else None,
    )


@st.composite
def tables(draw: st.DrawFn) -> Routes:
    """A table of up to six rules."""
    return Routes(
        rules=tuple(draw(rules(f"r{n}")) for n in range(draw(st.integers(1, 6)))),
        fallback=draw(st.sampled_from(["one", "three"])),
        units=frozenset(),
        vocabulary=VOCABULARY,
        tiers=("high", "low"),
    )


@cache
def everything(asked: frozenset[str]) -> tuple[Facts, ...]:
    """One case for each way that conditions on these facts can tell cases apart."""
    texts = sorted({" ".join(some) for some in subsets(WORDS)})
    shown: Mapping[str, list[FactValue | None]] = {
        "kind": ["a", "b", None],
        "item": ["441", "45", "44~", "4~", "~"],
        "causes": [frozenset(some) for some in subsets("xy")],
        "hour": [0, 3, 5, 7],
        "open": [False, True],
        "text": [*texts, None],
    }
    names = sorted(asked)
    return tuple(dict(zip(names, values, strict=True)) for values in product(*(shown[name] for name in names)))


def subsets(of: tuple[str, ...] | str) -> Iterator[tuple[str, ...]]:
    """Every choice among some things."""
    return chain.from_iterable(combinations(of, n) for n in range(len(of) + 1))


def cases_of(routes: Routes) -> list[tuple[Facts, date]]:
    """Every case that the conditions of a table tell apart, with the facts it asks about, on each kind of day."""
    asked = frozenset(name for rule in routes.rules for name in rule.when)
    ends = {day for rule in routes.rules for day in (rule.valid_from, rule.valid_to) if day is not None}
    days = sorted({date.fromordinal(day.toordinal() + step) for day in ends for step in (-1, 0, 1)}) or [DAYS[0]]
    return [(facts, day) for facts in everything(asked) for day in days]


def fitting(routes: Routes, facts: Facts, on: date) -> list[Rule]:
    """The rules that hold for a case, the first by precedence first, as a plain loop finds them."""
    return [rule for rule in routes.order if rule.fits(facts) and rule.in_force_on(on)]


def of_kind(findings: tuple[Finding, ...], kind: FindingKind) -> list[Finding]:
    """The findings of one kind."""
    return [each for each in findings if each.kind is kind]


@settings(max_examples=40, deadline=None)
@given(tables())
def test_a_search_through_everything_finds_no_other_dead_rule(routes: Routes) -> None:
    """`on random small tables brute force finds nothing that the proof missed`, and nothing that it made up: dead rules."""
    winners = {found[0].id for facts, on in cases_of(routes) if (found := fitting(routes, facts, on))}
    dead = {each.rules[0] for each in of_kind(proved(routes, effort=LIMITS), FindingKind.DEAD)}
    assert {rule.id for rule in routes.rules} - winners == dead


@settings(max_examples=40, deadline=None)
@given(tables())
def test_a_search_through_everything_finds_no_other_rule_to_leave_out(routes: Routes) -> None:
    """`brute force finds nothing that the proof missed`: a rule is redundant if every case it takes hears the same next."""
    alive: set[str] = set()
    needed: set[str] = set()
    fallback = Outcome(lead=routes.fallback)
    for facts, on in cases_of(routes):
        found = fitting(routes, facts, on)
        if found:
            alive.add(found[0].id)
            if found[0].then != (found[1].then if found[1:] else fallback):
                needed.add(found[0].id)
    assert alive - needed == {each.rules[0] for each in of_kind(proved(routes, effort=LIMITS), FindingKind.REDUNDANT)}


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from(Policy))
def test_a_search_through_everything_finds_no_other_overlap(routes: Routes, policy: Policy) -> None:
    """
    `two rules of one tier that overlap partly with different outcomes are an error`; unique: disjointness is proven.

    A pair overlaps where one takes a case for which the other holds too and that neither tier, width nor rank gives it.
    """
    routes = evolve(routes, policy=policy)
    cases = cases_of(routes)
    held = {
        rule.id: {n for n, (facts, on) in enumerate(cases) if rule.fits(facts) and rule.in_force_on(on)}
        for rule in routes.rules
    }
    expected: set[tuple[str, str]] = set()
    for facts, on in cases:
        found = fitting(routes, facts, on)
        if policy is Policy.UNIQUE:
            expected |= {(one.id, other.id) for one, other in combinations(found, 2)}
            continue
        for other in found[1:]:
            first = found[0]
            decided = first.tier != other.tier or held[first.id] < held[other.id] or first.rank < other.rank
            if not decided and first.then != other.then:
                expected.add((first.id, other.id))
    found_pairs = {
        (each.rules[0], each.rules[1]) for each in of_kind(proved(routes, effort=LIMITS), FindingKind.OVERLAP)
    }
    assert expected == found_pairs


@settings(max_examples=40, deadline=None)
@given(tables())
def test_a_search_through_everything_finds_no_other_gap(routes: Routes) -> None:
    """`gaps (which combinations only the fallback takes, as readable regions)`: the regions together are just the gap."""
    gaps = of_kind(proved(routes, effort=LIMITS), FindingKind.GAP)
    assert "gap.more" not in {each.code for each in gaps}
    for facts, on in cases_of(routes):
        inside = any(within(each, facts, on) for each in gaps)
        assert inside is (routes.decide(facts, on).rule is None)


def within(gap: Finding, facts: Facts, on: date) -> bool:
    """Whether a case lies in the region of a gap, as its stretches say it."""
    for stretch in gap.region:
        if not stretch.fact:
            spans = (part.split("/") for part in stretch.cell.split("|"))
            if not any((first or "0") <= on.isoformat() <= (last or "9") for first, last in spans):
                return False
            continue
        value = facts.get(stretch.fact)
        if value is None:
            if not stretch.missing:
                return False
        elif not stretch.cell or not met(stretch.fact, stretch.cell, value):
            return False
    return True


def met(fact: str, cell: str, value: FactValue) -> bool:
    """Whether a value meets a cell; one that stands for codes that no rule names stands in the cell as it is."""
    if "~" in cell:
        return str(value) in cell.split("|")
    return holds(condition(VOCABULARY.by_name[fact], cell), value)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_every_finding_has_a_case_that_the_evaluator_confirms(routes: Routes) -> None:
    """`every finding of the proof has a witness that the evaluator confirms`."""
    by_id = {rule.id: rule for rule in routes.rules}
    for each in proved(routes, effort=LIMITS):
        for example in each.examples:
            decided = routes.decide(example.facts, example.on).rule
            assert example.taken_by == ("fallback" if decided is None else decided.id)
            holding = [by_id[name] for name in each.rules if by_id[name].fits(example.facts)]
            assert example.on is None or all(rule.in_force_on(example.on) for rule in holding)
            match each.kind:
                case FindingKind.DEAD:
                    assert by_id[each.rules[0]] in holding
                    assert example.taken_by in each.rules[1:]
                case FindingKind.OVERLAP:
                    assert example.taken_by == each.rules[0]
                    assert len(holding) == 2
                case FindingKind.REDUNDANT:
                    assert example.taken_by == each.rules[0]
                case FindingKind.GAP:
                    assert decided is None
                case _:
                    raise AssertionError(each)
        if each.kind in {FindingKind.OVERLAP, FindingKind.GAP, FindingKind.REDUNDANT} or len(each.rules) > 1:
            assert each.examples
        if each.kind is FindingKind.DEAD:
            assert list(each.rules[1:]) == [example.taken_by for example in each.examples]


@settings(max_examples=40, deadline=None)
@given(tables(), st.data())
def test_the_next_edition_is_proved_as_if_there_had_been_none_before(routes: Routes, data: st.DataObject) -> None:
    """`after one edit of 1,000 rules`: what is kept from before changes how long the proof takes, and not what it finds."""
    edited = list(routes.rules)
    edited[data.draw(st.integers(0, len(edited) - 1))] = data.draw(rules("new"))
    after = evolve(routes, rules=tuple(edited))
    again = reproved(proof_of(routes, effort=LIMITS), after)
    fresh = proof_of(after, effort=LIMITS)
    assert [(each.code, each.rules) for each in fresh.findings] == [(each.code, each.rules) for each in again.findings]


@settings(max_examples=30, deadline=None)
@given(tables(), st.integers(1, 12))
def test_a_search_that_is_given_up_says_so(routes: Routes, comparisons: int) -> None:
    """`A search that runs out of budget says "undecided" and fails in strict mode`: it never says that all is well."""
    whole = proved(routes, effort=LIMITS)
    short = proved(routes, effort=Effort(comparisons=comparisons, regions=60), strict=True)
    given_up = {(each.code.removeprefix("undecided."), *each.rules) for each in of_kind(short, FindingKind.UNDECIDED)}
    assert all(each.gravity is Gravity.ERROR for each in of_kind(short, FindingKind.UNDECIDED))
    for each in of_kind(whole, FindingKind.DEAD):
        known = {finding.rules[0] for finding in of_kind(short, FindingKind.DEAD)}
        assert each.rules[0] in known or ("dead", each.rules[0]) in given_up
    if of_kind(whole, FindingKind.GAP) and not of_kind(short, FindingKind.GAP):
        assert ("gap",) in given_up
