"""The laws of routing, over generated tables and cases of every kind of fact."""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from unittest.mock import patch

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from banbucheng.adapters.words import native
from banbucheng.routing import (
    Between,
    Condition,
    Fact,
    FactKind,
    Facts,
    FactValue,
    Flag,
    Mentions,
    MissKind,
    OneOf,
    Outcome,
    Policy,
    Routes,
    Rule,
    Scanner,
    Vocabulary,
    _texts,
    cell,
    explained,
    holds,
    in_pairs,
    tried,
)
from banbucheng.routing._domains import domains_of
from banbucheng.routing._order import within

#: One fact of every kind, and of some kinds two.
VOCABULARY = Vocabulary(
    facts=(
        Fact(name="kind", kind=FactKind.CODE, values=("a", "b", "c")),
        Fact(name="open", kind=FactKind.CODE),
        Fact(name="causes", kind=FactKind.CODES, values=("a", "b", "c")),
        Fact(name="item", kind=FactKind.PREFIX),
        Fact(name="hour", kind=FactKind.NUMBER, least=0, most=9),
        Fact(name="working_day", kind=FactKind.FLAG),
        Fact(name="text", kind=FactKind.TEXT),
        Fact(name="note", kind=FactKind.TEXT),
    )
)
UNITS = ("x", "y", "z")
TIERS = ("high", "low")
DAYS = [date(2026, 1, day) for day in (1, 2, 3, 4)]

#: Few letters, so that words and codes lie within one another as often as not.
words = st.text("社保卡", min_size=1, max_size=3)
numbers = st.integers(-1, 10)
few_words = st.frozensets(words, max_size=2)


def one_of(letters: str, *, under: bool) -> st.SearchStrategy[OneOf]:
    """Codes of these letters, and beginnings of codes."""
    listed = st.frozensets(st.text(letters, min_size=1, max_size=3 if under else 1), max_size=3)
    begins = st.frozensets(st.text(letters, max_size=2), max_size=2) if under else st.just(frozenset[str]())
    return st.builds(OneOf, listed, begins, negated=st.booleans())


stretch = st.tuples(st.none() | numbers, st.none() | numbers)
ASKS: dict[FactKind, st.SearchStrategy[Condition]] = {
    FactKind.CODE: one_of("abcd", under=False),
    FactKind.CODES: one_of("abcd", under=True),
    FactKind.PREFIX: one_of("124", under=True),
    FactKind.NUMBER: st.builds(Between, st.lists(stretch, min_size=1, max_size=3).map(tuple)),
    FactKind.FLAG: st.builds(Flag, st.booleans()),
    FactKind.TEXT: st.builds(Mentions, few_words, few_words, st.frozensets(words, max_size=1)),
}
#: What a case shows: what its kind has, nothing, or something of another kind.
SHOWS: dict[FactKind, st.SearchStrategy[FactValue | None]] = {
    FactKind.CODE: st.sampled_from("abcd"),
    FactKind.CODES: st.frozensets(st.text("abcd", min_size=1, max_size=2), max_size=3),
    FactKind.PREFIX: st.text("124", max_size=4),
    FactKind.NUMBER: numbers,
    FactKind.FLAG: st.booleans(),
    FactKind.TEXT: st.text("社保卡办", max_size=12),
}
anything = st.none() | st.sampled_from(["", "a", "1", 1, 0, True, frozenset({"a"}), frozenset[str]()])
conditions = st.fixed_dictionaries({}, optional={each.name: ASKS[each.kind] for each in VOCABULARY.facts})
cases: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {}, optional={each.name: st.one_of(SHOWS[each.kind], SHOWS[each.kind], anything) for each in VOCABULARY.facts}
)


def few(when: dict[str, Condition]) -> dict[str, Condition]:
    """At most three of the conditions, so that rules fit now and then."""
    return dict(sorted(when.items(), key=repr)[:3])


rules = st.builds(
    Rule,
    id=st.just(""),
    tier=st.sampled_from(TIERS),
    when=conditions.map(few),
    predicates=st.sampled_from([(), (), (), ("yes",), ("no",), ("broken",), ("no", "broken")]),
    then=st.builds(
        Outcome, lead=st.sampled_from(UNITS), assisting=st.lists(st.sampled_from(UNITS), max_size=2).map(tuple)
    ),
    rank=st.integers(0, 2),
    valid_from=st.none() | st.sampled_from(DAYS),
    valid_to=st.none() | st.sampled_from(DAYS),
)
tables = st.lists(rules, max_size=12).map(lambda found: tuple(evolve(each, id=f"r{n}") for n, each in enumerate(found)))
days = st.none() | st.sampled_from(DAYS)


def broken(facts: Facts) -> bool:
    """A predicate with a mistake in it."""
    raise KeyError(len(facts))


def routes(table: Sequence[Rule], policy: Policy = Policy.FIRST, scanner: Scanner = in_pairs) -> Routes:
    """A table of these rules."""
    return Routes(
        rules=tuple(table),
        fallback="f",
        units=frozenset(),
        vocabulary=VOCABULARY,
        tiers=TIERS,
        policy=policy,
        predicates={"yes": lambda _: True, "no": lambda _: False, "broken": broken},
        scanner=scanner,
    )


def ranked_naively(table: Sequence[Rule]) -> list[Rule]:
    """Every pair of rules of a tier is compared; of those that nothing narrower waits for, the first by rank and id."""
    order: list[Rule] = []
    for tier in TIERS:
        rest = [each for each in table if each.tier == tier]
        domains = domains_of(rest, VOCABULARY.by_name)
        wider = {
            one.id: [other.id for other in rest if within(one, other, domains) and not within(other, one, domains)]
            for one in rest
        }
        while rest:
            waiting = {name for each in rest for name in wider[each.id]}
            order.append(min((each for each in rest if each.id not in waiting), key=lambda each: (each.rank, each.id)))
            rest.remove(order[-1])
    return order


def fitting(table: Routes, facts: Facts, on: date | None) -> Iterator[Rule]:
    """The plain loop over the rules by precedence: those that fit and are in force."""
    return (each for each in table.order if each.fits(facts) and (on is None or each.in_force_on(on)))


def asked_naively(rule: Rule, faults: list[str]) -> bool:
    """What the predicates of a rule say, one after the other, up to the first that does not say yes."""
    for name in rule.predicates:
        if name == "broken":
            faults.append(rule.id)
        if name != "yes":
            return False
    return True


@given(tables, st.lists(cases, min_size=1, max_size=5), days, st.sampled_from([in_pairs, native]), st.booleans())
@settings(max_examples=50)
def test_the_index_and_the_plain_loop_agree(
    table: tuple[Rule, ...],
    matters: list[Facts],
    on: date | None,
    scanner: Scanner,
    scanned: bool,  # noqa: FBT001 - drawn
) -> None:
    """“the index and a naive first-match loop agree on every table and case”; an exception is a named fault."""
    indexed = routes(table, scanner=scanner)
    # So few rules would ask for their words one by one.
    with patch.object(_texts, "_MANY", -1 if scanned else 5_000):
        agree(indexed, matters, on)


def agree(indexed: Routes, matters: list[Facts], on: date | None) -> None:
    """The decisions of the table are those of the plain loop."""
    for facts in matters:
        faults: list[str] = []
        expected = next((each for each in fitting(indexed, facts, on) if asked_naively(each, faults)), None)
        decision = indexed.decide(facts, on)
        assert expected is decision.rule
        assert (expected.then.lead if expected else "f") == decision.outcome.lead
        assert faults == [each.split(":")[0] for each in decision.faults]
        assert all("KeyError" in each for each in decision.faults)


@given(tables, st.lists(cases, min_size=1, max_size=5), days)
@settings(max_examples=25)
def test_collecting_agrees_with_the_plain_loop(table: tuple[Rule, ...], matters: list[Facts], on: date | None) -> None:
    """“`collect` (assisting units, tags)”: those of all the rules that hold, each once, the leading unit never."""
    collecting = routes(table, Policy.COLLECT)
    for facts in matters:
        faults: list[str] = []
        all_of = [each for each in fitting(collecting, facts, on) if asked_naively(each, faults)]
        decision = collecting.decide(facts, on)
        assert (all_of[0] if all_of else None) is decision.rule
        assert len(faults) == len(decision.faults)
        if len(all_of) > 1:
            lead = all_of[0].then.lead
            units = dict.fromkeys(unit for each in all_of for unit in each.then.assisting if unit != lead)
            assert (lead, tuple(units)) == (decision.outcome.lead, decision.outcome.assisting)


@given(tables, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_precedence_is_the_tier_then_the_narrower_rule_then_the_rank(
    table: tuple[Rule, ...], chance: random.Random
) -> None:
    """“order of loading does not matter, precedence does”: tier, then the strictly narrower rule, then an explicit rank."""
    shuffled = chance.sample(table, len(table))
    assert ranked_naively(table) == [*routes(table).order] == [*routes(shuffled).order]


@given(tables, rules, st.lists(cases, min_size=1, max_size=4), days)
@settings(max_examples=25)
def test_adding_a_rule_changes_only_what_it_matches(
    table: tuple[Rule, ...], added: Rule, matters: list[Facts], on: date | None
) -> None:
    """“adding a rule changes only cases that it matches”."""
    more = routes((*table, evolve(added, id="added")))
    before = routes(table)
    for facts in matters:
        if not added.fits(facts):
            assert before.decide(facts, on).rule == more.decide(facts, on).rule


@given(tables, st.lists(cases, min_size=1, max_size=4), days)
@settings(max_examples=40)
def test_an_explanation_holds_when_it_is_evaluated_again(
    table: tuple[Rule, ...], matters: list[Facts], on: date | None
) -> None:
    """“explanation's conditions, re-evaluated, give the same answer”; “dry run equals live”."""
    asked = routes(table)
    for facts in matters:
        told = explained(asked, facts, on, most=100)
        assert asked.decide(facts, on) == told.decision
        winner = told.decision.rule
        assert (winner is None and not told.held) or (winner is not None and winner.fits(facts))
        if winner is not None:
            assert {cell(each) for each in winner.when.values()} == {each.wanted for each in told.held}
        rest = [each for each in fitting(asked, facts, on) if asked_naively(each, [])]
        assert rest[1:] == [*told.runners_up]
        assert missed_by_one(asked, facts, on) == [(each.rule.id, each.missed.name) for each in told.near]
        assert all(each.above == (winner is None or before(asked, each.rule, winner)) for each in told.near)


def before(table: Routes, one: Rule, other: Rule) -> bool:
    """Whether the one rule comes before the other."""
    ids = [each.id for each in table.order]
    return ids.index(one.id) < ids.index(other.id)


def missed_by_one(table: Routes, facts: Facts, on: date | None) -> list[tuple[str, str]]:
    """The rules that miss by one condition, by the day or by a predicate, and which; found one by one."""
    found: list[tuple[str, str]] = []
    for rule in table.order:
        misses = [name for name, each in rule.when.items() if not holds(each, facts.get(name))]
        misses += [""] if on is not None and not rule.in_force_on(on) else []
        misses += [name for name in rule.predicates if name != "yes"][:1]
        if len(misses) == 1:
            found.append((rule.id, misses[0]))
    return found


@given(tables, cases, days)
@settings(max_examples=20)
def test_every_rule_tried_says_why_not(table: tuple[Rule, ...], facts: Facts, on: date | None) -> None:
    """R6 Explanation lists every rule tried and why not."""
    asked = routes(table)
    told = tried(asked, facts, on)
    assert [*asked.order] == [each.rule for each in told]
    assert missed_by_one(asked, facts, on) == [
        (each.rule.id, each.missed[0].name) for each in told if len(each.missed) == 1
    ]
    for each in told:
        conditions = [miss for miss in each.missed if miss.kind is MissKind.CONDITION]
        assert each.rule.fits(facts) == (not conditions)
        assert all((miss.saw is None) == (facts.get(miss.name) is None) for miss in conditions)


@given(st.lists(words, min_size=1, max_size=30, unique=True).map(tuple), st.text("社保卡办\ud800", max_size=30))
@settings(max_examples=50)
def test_every_scanner_finds_what_is_there(known: tuple[str, ...], text: str) -> None:
    """A word counts wherever it stands, within a longer word as well, whatever looks for it."""
    expected = {number for number, word in enumerate(known) if word in text}
    assert expected == {*in_pairs(known)(text)} == {*native(known)(text)}
