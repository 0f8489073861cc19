"""
Several levels (domain 8): a case goes up, down and across between windows, and the citizen notices only who helps.

It keeps its number and its citizen's clock; the window that took it first stays the citizen's contact.
"""

import pytest
from attrs import evolve

from banbucheng.cases import Case, sees, sees_identity
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.errors import BadInput, Refusal
from banbucheng.rulebook import Unit
from banbucheng.terms import HandOverKind, RegionCode, StaffId, Status, UnitCode

from ._edge import (
    ASSIGN,
    CITY,
    CLERK,
    HEAD,
    HRSS,
    MEDICAL,
    MEIZHOU,
    REOPEN,
    REPLY,
    RESOLVE,
    UNIT,
    VERIFY,
    WINDOW,
    Window,
    accept,
    complaint,
    due_on,
    follow_up,
    local,
    returned,
)

MEIXIAN = UnitCode("441403")
CITY_HRSS = UnitCode("441400-hrss")
HALL = UnitCode("441402-hall2")


def hand_over(to: UnitCode, kind: HandOverKind) -> c.HandOver:
    """Sending a case to another window."""
    return c.HandOver(by=CLERK, to=to, kind=kind, reason="the register is kept there")


UP, DOWN = hand_over(CITY, HandOverKind.UP), hand_over(WINDOW, HandOverKind.DOWN)
ACROSS = hand_over(MEIXIAN, HandOverKind.ACROSS)


@pytest.mark.parametrize(
    ("region", "step", "to"), [("441402", UP, CITY), ("441400", DOWN, WINDOW), ("441402", ACROSS, MEIXIAN)]
)
def test_up_down_and_across(region: str, step: c.HandOver, to: UnitCode) -> None:
    """Hand up, hand down, hand across: another window has it, and is responsible."""
    window = Window()
    case = window.opened(accept(), region=RegionCode(region))
    case = window.do(case, step)
    assert (UnitCode(region), to, to, Status.ACCEPTED) == (case.window, case.desk, case.responsible, case.status)
    assert [e.HandedOver(to=to, kind=step.kind, reason=step.reason)] == window.events(case, e.HandedOver)


def test_number_and_clock_go_with_it() -> None:
    """The case keeps its number and its citizen's clock, however often it goes and however long that takes."""
    window = Window()
    case = window.opened(accept())
    for day, step in (
        ("06", UP),
        ("07", hand_over(MEIXIAN, HandOverKind.DOWN)),
        ("10", hand_over(WINDOW, HandOverKind.ACROSS)),
    ):
        case = window.at(f"2025-03-{day} 10:00").do(case, step)
    assert "441402-20250305-0001" == case.number
    assert {"feedback": "2025-03-12", "cap": "2025-03-19"} == due_on(case)
    assert "2025-03-05 09:30" == local(case.clock.started_at)


def test_it_does_not_go_round_for_ever() -> None:
    """Windows pass no ball either: so many times as the rulebook says in one handling, four in Meizhou."""
    window = Window()
    case = window.opened(accept(), *[UP, DOWN] * 2)
    assert "too_often" == window.refused(case, UP)


@pytest.mark.parametrize(
    "step",
    [
        hand_over(MEIXIAN, HandOverKind.UP),
        hand_over(CITY, HandOverKind.DOWN),
        hand_over(CITY, HandOverKind.ACROSS),
        hand_over(WINDOW, HandOverKind.ACROSS),
        hand_over(HRSS, HandOverKind.ACROSS),
        hand_over(CITY_HRSS, HandOverKind.UP),
    ],
    ids=lambda step: f"{step.kind} to {step.to}",
)
def test_only_where_the_regions_stand_so(step: c.HandOver) -> None:
    """Up is to the region above, down to one below, across beside; to a window, and never to itself."""
    window = Window()
    assert "hand_over" == window.refused(window.opened(accept()), step)


def test_no_window_takes_a_case_from_a_unit_that_handles_it() -> None:
    """What a unit has is returned or resolved first; a return, or a dispute, may be taken up to the level above."""
    window = Window()
    case = window.opened(accept(), ASSIGN)
    assert "status" == window.refused(case, UP)
    case = window.do(case, returned(MEDICAL), UP)
    assert (CITY, Status.RETURNED) == (case.responsible, case.status)


def test_the_window_that_has_it_routes_in_its_own_region() -> None:
    """Handed up, a matter goes to the city's department, by the same routes."""
    window = Window()
    assert CITY_HRSS == window.opened(accept(), UP, ASSIGN).responsible
    assert HRSS == window.opened(accept(), ASSIGN).responsible


def test_the_first_window_follows_it_up() -> None:
    """The first-contact window stays the citizen's contact and does the follow-up; the one above answers."""
    window = Window()
    case = window.opened(accept(), UP, ASSIGN, RESOLVE)
    assert CITY == case.responsible
    case = window.do(case, VERIFY, REPLY)
    assert (Status.REPLIED, WINDOW) == (case.status, case.responsible)
    assert WINDOW == window.do(case, follow_up()).responsible


def test_a_reopened_case_goes_on_where_it_was() -> None:
    """Reopened, it is with the window that had it last, under the same number."""
    window = Window()
    case = window.opened(accept(), UP, ASSIGN, RESOLVE, VERIFY, REPLY, REOPEN)
    assert (CITY, WINDOW, "441402-20250305-0001") == (case.responsible, case.window, case.number)


# Several sites


def with_two_halls() -> Window:
    """Meijiang with a second hall."""
    hall = Unit(code=HALL, names={"zh": "人社分厅", "en": "branch hall"}, region=RegionCode("441402"), superior=CITY)
    units = (*MEIZHOU.units, hall)
    routes = evolve(MEIZHOU.routes, units=MEIZHOU.routes.units | {HALL})
    return Window(book=evolve(MEIZHOU, units=units, routes=routes))


def test_several_sites_at_one_level() -> None:
    """Several sites per level: a site takes its own cases under its own number, and hands them across in the region."""
    window = with_two_halls()
    case = window.opened(accept(), site=HALL)
    assert ("441402-hall2-20250305-0001", HALL, HALL) == (case.number, case.window, case.responsible)
    case = window.do(case, hand_over(WINDOW, HandOverKind.ACROSS), ASSIGN)
    assert HRSS == case.responsible
    assert HALL == window.do(case, RESOLVE, VERIFY, REPLY).responsible


def test_a_site_that_there_is_not_is_named() -> None:
    """A site that the region does not have is refused with those that it has."""
    with pytest.raises(BadInput) as caught:
        with_two_halls().registered(site="441403")
    assert "441402, 441402-hall2" in str(caught.value)


# Who sees it


def visible(case: Case) -> list[str]:
    """The regions that see a case."""
    return [region.code for region in MEIZHOU.regions if sees(case, region.code, MEIZHOU)]


def test_the_city_sees_all_and_a_county_its_own() -> None:
    """Visibility by level: the city sees all county cases in the ledger, a county sees its own."""
    window = Window()
    assert ["441400", "441402"] == visible(window.opened(accept()))
    assert ["441400"] == visible(window.opened(accept(), region=CITY))


def test_a_county_sees_what_it_received_and_what_it_sent() -> None:
    """Visibility by level: a county sees its own and what it received; what it sent away is its own still."""
    window = Window()
    across = window.opened(accept(), ACROSS)
    assert ["441400", "441402", "441403"] == visible(across)
    assert ["441400", "441402"] == visible(window.opened(accept(), UP, ASSIGN))


def test_a_unit_that_had_it_once_sees_it_still() -> None:
    """Visibility by level: what was once sent to a unit of another region stays visible there."""
    window = Window()
    case = window.opened(accept(), c.Assign(by=CLERK, unit=UnitCode("441403-tax"), reason="they hold the file"))
    case = window.do(case, returned(MEDICAL), ASSIGN)
    assert ["441400", "441402", "441403"] == visible(case)


# Recusal


def test_whoever_is_complained_about_does_nothing() -> None:
    """Recusal: whoever is complained about handles nothing in the case, not even its registration."""
    window = Window()
    rude = StaffId("rude clerk")
    with pytest.raises(Refusal) as caught:
        window.desk.register(complaint(against=frozenset({rude})), by=rude)
    assert "recused" == caught.value.code
    case = window.opened(accept(), against=frozenset({rude}))
    assert "recused" == window.refused(case, evolve(ASSIGN, by=rude))


def test_a_unit_that_is_complained_about_is_sent_nothing() -> None:
    """Recusal: where the routes name the unit complained about, the desk itself leads, and nobody can send it there."""
    window = Window()
    case = window.opened(accept(), against=frozenset({HRSS}))
    there = c.Assign(by=CLERK, unit=HRSS, reason="they know it best")
    assert "recused" == window.refused(case, there)
    case = window.do(case, ASSIGN)
    assert (WINDOW, "recusal") == (case.responsible, case.assignment.because.rule)
    assert (HRSS, "pension-certification") == case.assignment.because.seen


def test_a_unit_that_is_complained_about_does_not_assist() -> None:
    """Recusal: it is left out of those that assist as well."""
    window = Window()
    civil = UnitCode("441402-civil")
    case = window.opened(accept(), ASSIGN, subject="残疾人证办不了", against=frozenset({civil}))
    assert (UnitCode("441402-disabled"), frozenset()) == (case.responsible, case.awaited)


def test_a_window_that_is_complained_about_is_handed_nothing() -> None:
    """Recusal: a case against a window is not handed to it."""
    window = Window()
    case = window.opened(accept(), against=frozenset({CITY}))
    assert "recused" == window.refused(case, UP)


def test_whoever_is_complained_about_does_not_learn_by_whom() -> None:
    """Recusal: whoever is complained about does not see the complainant's identity; everybody else may."""
    window = Window()
    rude = StaffId("rude clerk")
    case = window.opened(accept(), against=frozenset({rude, HRSS}))
    assert [False, False, True] == [
        sees_identity(case, rude, WINDOW),
        sees_identity(case, UNIT, HRSS),
        sees_identity(case, UNIT, MEDICAL),
    ]


# City and county departments


def disputed(window: Window) -> Case:
    """A case that two bureaus of a county dispute about."""
    return window.opened(accept(), ASSIGN, returned(CITY_HRSS), ASSIGN, returned(HRSS))


@pytest.mark.parametrize("kind", [c.Confer, c.Designate])
def test_the_upper_level_leads(kind: type) -> None:
    """County vs city department overlap: the city department leads (Weifang regulation art. 24)."""
    window = Window()
    case = disputed(window)
    assert Status.DISPUTED == case.status
    said = {"minutes": "minutes 7"} if kind is c.Confer else {"leader": HEAD, "reason": "by law"}
    wrong = kind(by=CLERK, unit=HRSS, assisting=(CITY_HRSS,), **said)
    assert "upper_leads" == window.refused(case, wrong)
    right = kind(by=CLERK, unit=CITY_HRSS, assisting=(HRSS,), **said)
    case = window.do(case, right)
    assert (CITY_HRSS, {HRSS}) == (case.responsible, case.awaited)


def test_other_departments_of_the_upper_level_may_assist() -> None:
    """Only the same department one level up has to lead; another of the city may assist the county's."""
    window = Window()
    case = disputed(window)
    case = window.do(
        case, c.Designate(by=CLERK, leader=HEAD, unit=HRSS, assisting=(UnitCode("441400-tax"),), reason="by law")
    )
    assert HRSS == case.responsible


def test_a_city_may_decide_otherwise() -> None:
    """Who leads is a policy of the rulebook."""
    window = Window.of("2025-03-05 09:30", returns={"upper_leads": False})
    case = disputed(window)
    case = window.do(case, c.Designate(by=CLERK, leader=HEAD, unit=HRSS, assisting=(CITY_HRSS,), reason="by law"))
    assert (HRSS, {CITY_HRSS}) == (case.responsible, case.awaited)
