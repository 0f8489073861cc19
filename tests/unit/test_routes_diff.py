"""Issue 5, items 6 and 8: past cases asked under other rules, and a new edition beside the one at work."""

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.routes_file import findings_of, revised, words_of, write_routes
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.cases import commands as c
from banbucheng.errors import BadInput, RulebookError
from banbucheng.ledger import dispatches
from banbucheng.routing import (
    FALLBACK,
    Fact,
    FactKind,
    Load,
    Moved,
    OneOf,
    Outcome,
    Past,
    Policy,
    Routes,
    Rule,
    Vocabulary,
    difference,
)
from banbucheng.terms import RegionCode, UnitCode

from ._calendar2025 import CALENDAR
from ._desk import Bench, complaint, problem

EAST, WEST = RegionCode("999901"), RegionCode("999902")
UNITS = frozenset(UnitCode(f"{region}{unit}") for region in (EAST, WEST) for unit in ("", "-tax", "-hrss"))
WORDS = Vocabulary(facts=(Fact(name="item", kind=FactKind.PREFIX),))
MEIZHOU = load_profile("meizhou")


def table(*rules: Rule, fallback: str = "window") -> Routes:
    """A table of two regions."""
    return Routes(rules=rules, fallback=fallback, units=UNITS, vocabulary=WORDS)


def rule(name: str, item: str, lead: str, **more: object) -> Rule:
    """A rule for an item."""
    return Rule(id=name, tier="general", when={"item": OneOf(frozenset({item}))}, then=Outcome(lead=lead), **more)


def past(number: str, item: str, region: RegionCode = EAST, on: date | None = None) -> Past:
    """A case of an item."""
    return Past(number=number, region=region, facts={"item": item}, on=on)


# difference


def test_a_change_moves_what_it_moves_and_nothing_else() -> None:
    """Counts per pair of units, the list, and the effect on load per unit; by hand for four cases of two regions."""
    old = table(rule("a", "1", "tax"), rule("b", "2", "tax"))
    new = table(rule("a", "1", "hrss"), rule("b", "2", "tax"))

    found = difference(old, new, [past("x", "1"), past("y", "2"), past("z", "1", WEST), past("w", "3")])

    assert 4 == found.cases
    assert (
        Moved(number="x", old=UnitCode("999901-tax"), new=UnitCode("999901-hrss"), by_old="a", by_new="a"),
        Moved(number="z", old=UnitCode("999902-tax"), new=UnitCode("999902-hrss"), by_old="a", by_new="a"),
    ) == found.moved
    assert {("999901-tax", "999901-hrss"): 1, ("999902-tax", "999902-hrss"): 1} == found.pairs
    assert {
        "999901": Load(old=1, new=1),
        "999901-hrss": Load(old=0, new=1),
        "999901-tax": Load(old=2, new=1),
        "999902-hrss": Load(old=0, new=1),
        "999902-tax": Load(old=1, new=0),
    } == found.load
    assert -1 == found.load[UnitCode("999901-tax")].change


def test_what_stays_and_changes_otherwise_is_told_apart() -> None:
    """Another priority moves no case, and is no change of nothing."""
    old = table(rule("a", "1", "tax"))
    new = table(evolve(rule("a2", "1", "tax"), then=Outcome(lead="tax", priority="high")))

    found = difference(old, new, [past("x", "1"), past("y", "2")])

    assert ((), {}) == (found.moved, found.pairs)
    assert [("x", "a", "a2")] == [(each.number, each.by_old, each.by_new) for each in found.altered]


def test_a_fallback_is_a_rule_like_another() -> None:
    """A case that nothing takes goes to the fallback, whose name it tells."""
    found = difference(table(), table(fallback="tax"), [past("x", "1")])

    assert [(FALLBACK, FALLBACK, "999901", "999901-tax")] == [
        (each.by_old, each.by_new, each.old, each.new) for each in found.moved
    ]


def test_validity_is_asked_of_the_day_of_the_case() -> None:
    """A rule that begins in June moves no case of May."""
    new = table(rule("a", "1", "tax", valid_from=date(2026, 6, 1)))

    found = difference(table(), new, [past("may", "1", on=date(2026, 5, 31)), past("june", "1", on=date(2026, 6, 1))])

    assert ["june"] == [each.number for each in found.moved]


def test_a_predicate_that_fails_is_counted() -> None:
    """Its exception is a named fault, never a silent no, in a dry run as in a live one."""

    def broken(facts: object) -> bool:
        raise LookupError(str(facts)[:0] or "no line")

    new = evolve(table(rule("a", "1", "tax", predicates=("open",))), predicates={"open": broken})

    found = difference(table(), new, [past("x", "1"), past("y", "1")])

    assert {"a: predicate open failed: LookupError: no line": 2} == found.faults


RULES = st.builds(rule, st.just(""), st.sampled_from("123"), st.sampled_from(["tax", "hrss", "window"]))
TABLES = st.builds(
    lambda rules, policy: evolve(table(*(evolve(each, id=str(n)) for n, each in enumerate(rules))), policy=policy),
    st.lists(RULES, max_size=4),
    st.sampled_from([Policy.FIRST, Policy.COLLECT]),
)
CASES = st.lists(st.builds(past, st.just("x"), st.sampled_from("1234"), st.sampled_from([EAST, WEST])), max_size=8)


@given(TABLES, TABLES, CASES)
def test_a_dry_run_says_what_a_live_one_does(old: Routes, new: Routes, cases: list[Past]) -> None:
    """Law: dry run equals live. Loads are what assignments, counted one by one, come to."""
    found = difference(old, new, cases)

    before = [old.assignment(each.facts, each.region, each.on).lead for each in cases]
    after = [new.assignment(each.facts, each.region, each.on).lead for each in cases]
    assert {unit: Load(old=before.count(unit), new=after.count(unit)) for unit in {*before, *after}} == found.load
    assert sum(one != other for one, other in zip(before, after, strict=True)) == len(found.moved)
    assert len(found.moved) == sum(found.pairs.values())


# dispatches


def test_a_case_is_asked_as_it_stood_when_it_was_sent_out(bench: Bench) -> None:
    """The facts of the replay are those that the live decision saw: the same rule takes it, with the same evidence."""
    case = bench.desk.register(complaint(), by="clerk")
    bench.desk.do(case.number, c.Accept(by="clerk", problem=problem()))
    sent = bench.desk.do(case.number, c.Assign(by="clerk"))
    assert isinstance(bench.desk.store, MemoryStore)

    (found,) = dispatches(bench.desk.store.ledger(), bench.desk.book, bench.desk.calendar)

    assert (case.number, case.complaint.region) == (found.number, found.region)
    assert sent.assignment == bench.desk.book.routes.assignment(found.facts, found.region, found.on)


def test_a_case_that_was_not_sent_out_is_not_asked(bench: Bench) -> None:
    """It has no facts of a decision yet."""
    bench.desk.register(complaint(), by="clerk")

    assert [] == list(dispatches(bench.desk.store.ledger(), bench.desk.book, bench.desk.calendar))


def test_the_rulebook_has_to_have_the_windows_of_the_cases(bench: Bench) -> None:
    """Cases of another city are told, not guessed."""
    case = bench.desk.register(complaint(), by="clerk")
    bench.desk.do(case.number, c.Accept(by="clerk", problem=problem()))
    bench.desk.do(case.number, c.Assign(by="clerk"))

    with pytest.raises(BadInput, match="give the rulebook that"):
        list(dispatches(bench.desk.store.ledger(), load_profile("luquan"), CALENDAR))


# revised


def test_a_new_edition_is_made_beside_the_one_at_work(tmp_path: Path) -> None:
    """A new edition is compiled and proved beside the running one and swapped whole."""
    rules = tuple(
        evolve(each, then=evolve(each.then, lead="tax")) if each.id == "provident-fund" else each
        for each in MEIZHOU.routes.rules
    )
    write_routes(evolve(MEIZHOU.routes, rules=rules), tmp_path / "rules.csv")
    before = MEIZHOU.routes.digest

    found = revised(MEIZHOU, tmp_path / "rules.csv", edition="next", valid_from=date(2026, 7, 1))

    assert ("next", date(2026, 7, 1)) == (found.edition, found.valid_from)
    assert rules == found.routes.rules
    assert {"index", "digest", "order"} <= vars(found.routes).keys()
    assert before == MEIZHOU.routes.digest != found.routes.digest


def test_open_cases_keep_their_edition_when_a_desk_gets_the_next(bench: Bench, tmp_path: Path) -> None:
    """A desk is a value: the next one is made whole, takes new cases under the new edition, and knows the old one."""
    case = bench.desk.register(complaint(), by="clerk")
    write_routes(MEIZHOU.routes, tmp_path / "rules.csv")
    book = revised(bench.desk.book, tmp_path / "rules.csv", edition="next")

    desk = evolve(bench.desk, book=book, editions=(bench.desk.book, *bench.desk.editions))

    assert bench.desk.book.edition == desk.do(case.number, c.Accept(by="clerk", problem=problem())).edition
    assert "next" == desk.register(complaint(reference="other"), by="clerk").edition


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",fund,", ",funds,", "rules.csv row 5 column lead: 'funds' cannot be used; did you mean 'fund'?"),
        (",fund,,R", ",fund,,NOWHERE", "source 'NOWHERE' is not in [sources]"),
        ("\n", "\n,", "has "),
    ],
)
def test_a_broken_file_never_goes_live(old: str, new: str, said: str, tmp_path: Path) -> None:
    """Broken files never go live and never switch a rule off silently: the rulebook at work is left as it is."""
    path = tmp_path / "rules.csv"
    write_routes(MEIZHOU.routes, path)
    text = path.read_text("utf-8-sig").replace("\r\n", "\n")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    before = MEIZHOU.routes.digest

    with pytest.raises(RulebookError) as error:
        revised(MEIZHOU, path, edition="next")

    assert any(said in str(each) for each in error.value.faults), error.value
    assert before == MEIZHOU.routes.digest


def test_a_table_with_a_dead_rule_never_goes_live(tmp_path: Path) -> None:
    """What the proof calls an error is one: a rule that can never fire, with its place and a case that shows it."""
    (first, *_) = MEIZHOU.routes.rules
    twin = evolve(first, id="twin", then=evolve(first.then, lead="tax"))
    write_routes(evolve(MEIZHOU.routes, rules=(*MEIZHOU.routes.rules, twin)), tmp_path / "rules.csv")

    with pytest.raises(RulebookError) as error:
        revised(MEIZHOU, tmp_path / "rules.csv", edition="next")

    assert any(
        f"row {len(MEIZHOU.routes.rules) + 2}" in each.where and "twin" in each.what for each in error.value.faults
    )


def test_a_unit_that_closes_is_an_error_of_the_next_edition(tmp_path: Path) -> None:
    """Units that do not exist or are closed on some date of validity."""
    write_routes(MEIZHOU.routes, tmp_path / "rules.csv")
    closed = {UnitCode("441402-fund"): date(2027, 1, 1)}

    assert any("closed" in each.code for each in findings_of(MEIZHOU.routes, MEIZHOU, closed=closed))
    with pytest.raises(RulebookError):
        revised(MEIZHOU, tmp_path / "rules.csv", edition="next", closed=closed)


def test_an_edition_has_a_name_of_its_own(tmp_path: Path) -> None:
    """A case keeps the edition that it lives under, so two of one name could not be told apart."""
    with pytest.raises(BadInput, match="give the new rules a name of their own"):
        revised(MEIZHOU, tmp_path / "rules.csv", edition=MEIZHOU.edition)


def test_a_table_may_name_units_as_people_do() -> None:
    """Departments and units by their names in the rulebook; the window too."""
    named = words_of(MEIZHOU).codes

    assert ("hrss", "441402-hrss", "window") == tuple(
        named["lead"][each] for each in ("人力资源和社会保障局", "梅江区人力资源和社会保障局", "“办不成事”反映窗口")
    )
    assert "441402" == named["region"]["梅江区"]
