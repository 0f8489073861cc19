"""Who answers for what, and why."""

import pytest

from banbucheng.errors import BadInput
from banbucheng.intake import ServiceItem
from banbucheng.routing import Because, Held, Routes, Rule, Whereabouts, facts_of
from banbucheng.terms import RegionCode, UnitCode

from ._desk import MEIZHOU, assigned, complaint, moment, problem, routed_to

HERE = RegionCode("441402")
UNITS = frozenset(
    map(UnitCode, ["441400", "441402", "441402-hrss", "441402-tax", "441402-police", "441403-police", "tribunal"])
)


def routes(*given: Rule, fallback: str = "window") -> Routes:
    """A table of these rules, and the window for the rest."""
    return Routes(rules=given, fallback=fallback, units=UNITS, vocabulary=MEIZHOU.routes.vocabulary)


def fits(rule: Rule, **told: object) -> bool:
    """Whether a rule takes a complaint of Wednesday morning."""
    where = Whereabouts(window=UnitCode(HERE), level=2, at=moment("2025-03-05 09:30"), working_day=True)
    return rule.fits(facts_of(complaint(**told), problem(), where, MEIZHOU.routes.vocabulary))


def test_an_elderly_pension_goes_to_human_resources() -> None:
    """Meizhou's typical case, 养老认证, goes to the human resources bureau of the citizen's district (domain §1)."""
    found = assigned(MEIZHOU.routes, complaint(), problem())
    because = found.because
    assert ("441402-hrss", "pension-certification", "R") == (found.lead, because.rule, because.source)
    assert ["养老认证"] == [each for held in because.held for each in held.saw]
    assert MEIZHOU.routes.digest == because.table


def test_what_no_rule_names_goes_to_the_fallback() -> None:
    """R2 No rule matches: fallback unit, never None."""
    found = assigned(MEIZHOU.routes, complaint(subject="天气不好"), problem())
    assert (UnitCode("441402"), "fallback", ()) == (found.lead, found.because.rule, found.because.held)


def test_precedence_is_no_accident_of_order() -> None:
    """Issue 4, 2: the rank decides between two rules of one tier that both hold, in whatever order they are given."""
    rules = (routed_to("a", "tax", mentions=["stamp"], rank=2), routed_to("b", "hrss", mentions=["seal"], rank=1))
    told = complaint(subject="no stamp, no seal")
    assert ["b", "b"] == [assigned(routes(*given), told, problem()).because.rule for given in (rules, rules[::-1])]


def test_the_narrower_rule_wins_whatever_its_rank() -> None:
    """Issue 4, 2: tier, then the strictly narrower rule, then an explicit rank."""
    wide, narrow = routed_to("wide", "tax", items=["44"], rank=1), routed_to("narrow", "hrss", items=["4401"], rank=9)
    told = complaint(item=ServiceItem(code="440114"))
    assert "narrow" == assigned(routes(wide, narrow), told, problem()).because.rule


def test_a_higher_tier_wins_whatever_the_rest() -> None:
    """Issue 4, 1: tiers are named and ordered, override > emergency > specific > general."""
    over = routed_to("over", "tax", tier="override", rank=9)
    narrow = routed_to("narrow", "hrss", items=["4401"], rank=1)
    told = complaint(item=ServiceItem(code="440114"))
    assert "over" == assigned(routes(narrow, over), told, problem()).because.rule


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, True),
        ({"kinds": ["unable"]}, True),
        ({"kinds": ["refused"]}, False),
        ({"regions": ["441402", "441403"]}, True),
        ({"regions": ["441403"]}, False),
        ({"items": ["4401", "9"]}, True),
        ({"items": ["0114"]}, False),
        ({"mentions": ["bus", "stamp"]}, True),
        ({"mentions": ["bus"]}, False),
        ({"kinds": ["unable"], "mentions": ["bus"]}, False),
        ({"regions": ["441403"], "mentions": ["stamp"]}, False),
    ],
)
def test_all_conditions_of_a_rule_must_hold(conditions: dict[str, list[str]], expected: bool) -> None:  # noqa: FBT001
    """A rule fits where every one of its conditions holds; one that is left out holds for everything."""
    rule = routed_to("r", "tax", **conditions)
    assert expected == fits(rule, subject="no stamp", item=ServiceItem(code="440114"))


def test_a_rule_by_item_does_not_take_what_names_no_item() -> None:
    """R5 A rule on a missing field is no match, and no error."""
    assert not fits(routed_to("r", "tax", items=["44"]))


def test_the_words_found_say_why() -> None:
    """R6 The assignment says which rule took it, by which words of the complaint, and from which source."""
    told = complaint(subject="no stamp", detail="no seal", wish="a bus")
    found = assigned(routes(routed_to("r", "tax", mentions=["stamp", "ship", "bus"], basis="S")), told, problem())
    held = (Held(fact="text", wanted="any:bus|ship|stamp", saw=("bus", "stamp")),)
    assert Because(rule="r", held=held, source="S", table=found.because.table) == found.because


def test_assisting_departments_are_those_of_the_region() -> None:
    """主办 and 协办: both are the region's own department, or a unit that is named outright."""
    table = routes(routed_to("r", "tax", assisting=("police", "tribunal", "window")))
    found = assigned(table, complaint(), problem())
    assert ("441402-tax", ("441402-police", "tribunal", "441402")) == (found.lead, found.assisting)


def test_each_region_has_a_department_of_its_own() -> None:
    """属地管理: the same rule sends the matters of two districts to two bureaus."""
    table = routes(routed_to("r", "police"))
    regions = [RegionCode(each) for each in ("441402", "441403")]
    found = [assigned(table, complaint(region=each), problem(), each).lead for each in regions]
    assert ["441402-police", "441403-police"] == found


def test_the_level_that_has_the_case_sends_it_out() -> None:
    """提级: a matter of the district that the city's window has taken over goes to the bureaus of the city."""
    found = assigned(MEIZHOU.routes, complaint(), problem(), "441400")
    assert UnitCode("441400-hrss") == found.lead


def test_a_dry_run_is_the_live_result() -> None:
    """R7 Dry-run result = live result on the same input: asked twice, the table answers the same."""
    table = MEIZHOU.routes
    assert assigned(table, complaint(), problem()) == assigned(table, complaint(), problem())


def test_there_is_always_a_fallback() -> None:
    """R2 A table without a fallback is refused, for then there would be nobody to answer."""
    with pytest.raises(BadInput) as caught:
        routes(fallback="")
    assert "fallback" == caught.value.what
