"""Who answers for what, and why."""

import pytest

from banbucheng.errors import BadInput
from banbucheng.intake import ServiceItem
from banbucheng.routing import Assignment, Because, Route, Routes
from banbucheng.terms import KindCode, RegionCode, UnitCode

from ._desk import MEIZHOU, complaint, problem

HERE = RegionCode("441402")
UNITS = frozenset(
    map(UnitCode, ["441400", "441402", "441402-hrss", "441402-tax", "441402-police", "441403-police", "tribunal"])
)


def route(name: str, lead: str, **conditions: object) -> Route:
    """A route of that name to that department."""
    return Route(id=name, lead=lead, source="S", **conditions)


def routes(*given: Route, fallback: str = "window") -> Routes:
    """Routes with these in order, and the window for the rest."""
    return Routes(routes=given, fallback=fallback, units=UNITS)


def test_an_elderly_pension_goes_to_human_resources() -> None:
    """Meizhou's typical case, 养老认证, goes to the human resources bureau of the citizen's district (domain §1)."""
    found = MEIZHOU.routes.assignment(complaint(), problem(), HERE)
    expected = Assignment(
        lead=UnitCode("441402-hrss"), because=Because(route="pension-certification", seen=("养老认证",), source="R")
    )
    assert expected == found


def test_what_no_route_names_goes_to_the_fallback() -> None:
    """R2 No rule matches: fallback unit, never None."""
    found = MEIZHOU.routes.assignment(complaint(subject="天气不好"), problem(), HERE)
    assert Assignment(lead=UnitCode("441402"), because=Because(route="fallback")) == found


def test_the_first_route_that_fits_wins() -> None:
    """R1 Two rules that both match: evaluation is still deterministic, the earlier one wins, on every call."""
    found = routes(route("later", "tax", mentions=("stamp",)), route("earlier", "hrss"))
    turned = routes(route("earlier", "hrss"), route("later", "tax", mentions=("stamp",)))
    told = complaint(subject="no stamp")
    assert [("later", "441402-tax"), ("earlier", "441402-hrss")] == [
        (each.because.route, each.lead)
        for each in (found.assignment(told, problem(), HERE), turned.assignment(told, problem(), HERE))
    ]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, True),
        ({"kinds": frozenset({KindCode("unable")})}, True),
        ({"kinds": frozenset({KindCode("refused")})}, False),
        ({"regions": frozenset({RegionCode("441402"), RegionCode("441403")})}, True),
        ({"regions": frozenset({RegionCode("441403")})}, False),
        ({"items": ("4401", "9")}, True),
        ({"items": ("0114",)}, False),
        ({"mentions": ("bus", "stamp")}, True),
        ({"mentions": ("bus",)}, False),
        ({"kinds": frozenset({KindCode("unable")}), "mentions": ("bus",)}, False),
        ({"regions": frozenset({RegionCode("441403")}), "mentions": ("stamp",)}, False),
    ],
)
def test_all_conditions_of_a_route_must_hold(conditions: dict[str, object], expected: bool) -> None:  # noqa: FBT001
    """A route fits where every one of its conditions holds; one that is left empty holds for everything."""
    told = complaint(subject="no stamp", item=ServiceItem(code="440114"))
    assert expected == route("r", "tax", **conditions).fits(told, problem())


def test_a_route_by_item_does_not_take_what_names_no_item() -> None:
    """R5 A rule on a missing field is no match, and no error."""
    assert not route("r", "tax", items=("44",)).fits(complaint(), problem())


def test_the_words_found_say_why() -> None:
    """R6 The assignment says which route took it, by which words of the complaint, and from which source."""
    told = complaint(subject="no stamp", detail="no seal", wish="a bus")
    found = routes(route("r", "tax", mentions=("stamp", "ship", "bus"))).assignment(told, problem(), HERE)
    assert Because(route="r", seen=("stamp", "bus"), source="S") == found.because


def test_assisting_departments_are_those_of_the_region() -> None:
    """主办 and 协办: both are the region's own department, or a unit that is named outright."""
    table = routes(route("r", "tax", assisting=("police", "tribunal", "window")))
    found = table.assignment(complaint(), problem(), HERE)
    assert ("441402-tax", ("441402-police", "tribunal", "441402")) == (found.lead, found.assisting)


def test_each_region_has_a_department_of_its_own() -> None:
    """属地管理: the same rule sends the matters of two districts to two bureaus."""
    table = routes(route("r", "police"))
    regions = [RegionCode(each) for each in ("441402", "441403")]
    found = [table.assignment(complaint(region=each), problem(), each).lead for each in regions]
    assert ["441402-police", "441403-police"] == found


def test_the_level_that_has_the_case_sends_it_out() -> None:
    """提级: a matter of the district that the city's window has taken over goes to the bureaus of the city."""
    found = MEIZHOU.routes.assignment(complaint(), problem(), RegionCode("441400"))
    assert UnitCode("441400-hrss") == found.lead


def test_a_dry_run_is_the_live_result() -> None:
    """R7 Dry-run result = live result on the same input: asked twice, the table answers the same."""
    table = MEIZHOU.routes
    assert table.assignment(complaint(), problem(), HERE) == table.assignment(complaint(), problem(), HERE)


def test_there_is_always_a_fallback() -> None:
    """R2 A table without a fallback is refused, for then there would be nobody to answer."""
    with pytest.raises(BadInput) as caught:
        routes(fallback="")
    assert "fallback" == caught.value.what
