"""A rulebook whose parts fit, and every fault of one whose parts do not."""

from collections.abc import Sequence

import pytest
from attrs import evolve

from banbucheng.errors import RulebookError
from banbucheng.routing import Routes, Rule
from banbucheng.rulebook import DESK_MILESTONES
from banbucheng.sla import Promise, Promises
from banbucheng.supervision import Ladder
from banbucheng.taxonomy import Problem
from banbucheng.terms import DeclineGround, GradeCode, KindCode, Milestone, RegionCode, UnitCode
from banbucheng.worktime import WorkingDays

from ._desk import MEIZHOU, complaint, routed_to

#: The thirteen cause tags (domain §5).
CAUSES = (
    "material",
    "policy",
    "process",
    "system",
    "time",
    "notice",
    "duty",
    "cross",
    "legacy",
    "conduct",
    "ability",
    "special_group",
    "applicant",
)


def faults(**changes: object) -> dict[str, str]:
    """The faults of Meizhou's rulebook with these changes, by their paths."""
    with pytest.raises(RulebookError) as caught:
        evolve(MEIZHOU, **changes)
    assert "meizhou" == caught.value.name
    return {each.where: each.what for each in caught.value.faults}


def routes(*extra: Rule, fallback: str = "window") -> Routes:
    """Meizhou's units under other rules."""
    return evolve(MEIZHOU.routes, rules=extra, fallback=fallback)


def route(lead: str = "tax", **given: Sequence[str]) -> Rule:
    """A rule to the tax bureau, unless told otherwise."""
    return routed_to("r", lead, **given)


def promises(**grades: tuple[Promise, ...]) -> Promises:
    """Meizhou's promises with those of some grades replaced."""
    return evolve(MEIZHOU.promises, grades={**MEIZHOU.promises.grades, **grades})


def promise(milestone: Milestone, source: str = "R") -> Promise:
    """A promise of ten working days."""
    return Promise(milestone=milestone, limit=WorkingDays(10), source=source)


def test_every_region_has_every_department() -> None:
    """Nine regions of the city (domain §8), each with its window and fourteen departments of the sample catalogue."""
    windows = {each.code for each in MEIZHOU.regions}
    assert (9, 9 * 15, True) == (len(windows), len(MEIZHOU.units), windows <= MEIZHOU.routes.units)


def test_meizhou_owns_only_its_article() -> None:
    """Only what §1 says is Meizhou's own: every other source is borrowed."""
    assert ["S2"] == [code for code, source in MEIZHOU.sources.items() if source.own]


@pytest.mark.parametrize("missing", DESK_MILESTONES)
def test_a_desk_promises_its_own_milestones(missing: Milestone) -> None:
    """L13 Missing configuration is loud: every desk promises acceptance, reply, follow-up, rectification and closing."""
    desk = tuple(each for each in MEIZHOU.promises.desk if each.milestone != missing)
    assert {f"limits.desk.{missing}"} == faults(promises=evolve(MEIZHOU.promises, desk=desk)).keys()


def test_every_grade_has_limits_and_every_limit_a_grade() -> None:
    """L13 A grade without limits, and limits of no grade, are faults, both told at once."""
    grades = dict(MEIZHOU.promises.grades)
    grades[GradeCode("odd")] = grades.pop(GradeCode("complex"))
    found = faults(promises=evolve(MEIZHOU.promises, grades=grades))
    assert {"limits.odd", "limits.complex"} == found.keys()


def test_a_grade_that_promises_nothing_is_refused() -> None:
    """A grade without any milestone would leave an open case without a deadline."""
    assert {"limits.complex"} == faults(promises=promises(complex=())).keys()


def test_a_grade_owes_an_end() -> None:
    """件件有着落: a grade of feedback alone would leave a case without any deadline once feedback is given."""
    assert {"limits.complex"} == faults(promises=promises(complex=(promise(Milestone.FEEDBACK),))).keys()


@pytest.mark.parametrize(("kind", "grade"), [("nothing", "ordinary"), ("difficult", "nothing")])
def test_what_nothing_speaks_for_is_of_the_taxonomy(kind: str, grade: str) -> None:
    """The problem that an unsorted complaint is taken for must be one of the rulebook's own."""
    assert {"unsorted"} == faults(unsorted=Problem(kind=KindCode(kind), grade=GradeCode(grade))).keys()


@pytest.mark.parametrize("named", [{"lead": "fire"}, {"assisting": ("tax", "fire")}])
def test_a_route_names_units_that_there_are(named: dict[str, object]) -> None:
    """R3 Rule references a unit that there is not: load error, naming the route and the unit."""
    found = faults(routes=routes(route(regions=["441402"], **named)))
    assert [("rules.r", True)] == [(where, "'fire'" in what) for where, what in found.items()]


def test_a_route_must_have_its_unit_in_every_region() -> None:
    """A department that one region lacks is a fault of a route that holds for all regions, and the region is named."""
    units = MEIZHOU.routes.units - {UnitCode("441403-tax")}
    found = faults(routes=evolve(routes(route()), units=units))
    assert [("rules.r", True)] == [(where, "441403" in what) for where, what in found.items()]


def test_a_route_names_kinds_that_there_are() -> None:
    """A route for a kind that the taxonomy does not have would never fit, and is a fault."""
    found = faults(routes=routes(route(kinds=["unable", "sleepy"])))
    assert [("rules.r.when.kind", True)] == [(where, what.startswith("'sleepy'")) for where, what in found.items()]


def test_the_fallback_is_a_unit() -> None:
    """R2 The fallback unit exists, or the rulebook is refused."""
    assert {"fallback"} == faults(routes=routes(fallback="fire")).keys()


def test_the_window_of_every_case_is_a_unit() -> None:
    """An open case has a responsible unit that exists: a city without a window of its own is refused."""
    windows = {UnitCode(each.code) for each in MEIZHOU.regions}
    assert faults(routes=evolve(routes(fallback="tax"), units=MEIZHOU.routes.units - windows))


def test_a_rung_has_a_code_of_its_own() -> None:
    """L13 Two rungs of one code would be one: the second never fires, so the rulebook is refused."""
    first, *rest = MEIZHOU.ladder.rungs
    assert faults(ladder=Ladder(rungs=(first, *(evolve(each, code=first.code) for each in rest))))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"promises": promises(complex=(promise(Milestone.CAP, "S0"),))}, {"limits.complex.cap"}),
        (
            {
                "promises": evolve(
                    MEIZHOU.promises, desk=tuple(evolve(each, source="S0") for each in MEIZHOU.promises.desk)
                )
            },
            {f"limits.desk.{each}" for each in DESK_MILESTONES},
        ),
        ({"routes": routes(route(basis="S0"))}, {"rules.r"}),
        ({"returns": evolve(MEIZHOU.returns, source="S0")}, {"returns"}),
        ({"extension": evolve(MEIZHOU.extension, source="S0")}, {"extension"}),
        ({"suspension": evolve(MEIZHOU.suspension, source="S0")}, {"suspension"}),
        ({"replies": evolve(MEIZHOU.replies, source="S0")}, {"replies"}),
        ({"declines": (evolve(MEIZHOU.declines[0], source="S0"),)}, {"declines.judicial"}),
        ({"ladder": Ladder(rungs=(evolve(MEIZHOU.ladder.rungs[0], source="S0"),))}, {"ladder.yellow"}),
        (
            {
                "taxonomy": evolve(
                    MEIZHOU.taxonomy, kinds=tuple(evolve(each, source="S0") for each in MEIZHOU.taxonomy.kinds)
                )
            },
            {"kinds.dare_not", "kinds.unwilling", "kinds.unable", "kinds.difficult", "kinds.refused"},
        ),
        (
            {
                "taxonomy": evolve(
                    MEIZHOU.taxonomy, causes=tuple(evolve(each, source="S0") for each in MEIZHOU.taxonomy.causes)
                )
            },
            {f"causes.{each}" for each in CAUSES},
        ),
    ],
)
def test_every_number_names_a_source_that_there_is(changes: dict[str, object], expected: set[str]) -> None:
    """Every number carries its source: one that is not among the sources is a fault of that number."""
    assert expected == faults(**changes).keys()


def test_every_fault_is_told_at_once() -> None:
    """A rulebook with three mistakes gets three faults, each with its path."""
    found = faults(
        unsorted=Problem(kind=KindCode("nothing"), grade=GradeCode("ordinary")),
        routes=routes(fallback="fire"),
        replies=evolve(MEIZHOU.replies, source="S0"),
    )
    assert {"unsorted", "fallback", "replies"} == found.keys()


def test_a_suggestion_is_filled_up() -> None:
    """What the words suggest is taken, and what they leave open is the rulebook's `unsorted`: 不好办, 一般."""
    expected = [("unable", "ordinary"), ("difficult", "ordinary"), ("refused", "complex")]
    told = ["老人不会用智能手机", "天气不好", "两个部门互相推"]
    suggested = [MEIZHOU.suggested(complaint(subject=each)) for each in told]
    assert expected == [(each.kind, each.grade) for each in suggested]


def test_the_window_of_a_region() -> None:
    """A region is served by its own window; one that has none by the window of the city."""
    units = frozenset(each for each in MEIZHOU.routes.units if not each.startswith("441403"))
    city = evolve(MEIZHOU, routes=evolve(routes(fallback="441400"), units=units))
    assert ["441402", "441400"] == [city.window_of(RegionCode(each)) for each in ("441402", "441403")]


def test_a_ground_that_the_city_does_not_decline_on_has_no_rule() -> None:
    """Meizhou declines what is before a court, and takes on (and explains) what is against policy (domain §2.2)."""
    rule = MEIZHOU.decline_rule(DeclineGround.JUDICIAL)
    assert ("12348", None) == (rule.instead[-5:], MEIZHOU.decline_rule(DeclineGround.AGAINST_POLICY))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("441402-hrss", "梅江区人力资源和社会保障局"),
        ("441402", "梅江区“办不成事”反映窗口"),
        ("unable", "不会办"),
        ("material", "材料"),
        ("complex", "复杂"),
        ("yellow", "黄牌提醒"),
        ("nothing", None),
    ],
)
def test_whatever_is_named_has_a_name(code: str, expected: str | None) -> None:
    """The Chinese name of a unit, kind, cause, grade or rung is found by its code."""
    assert expected == MEIZHOU.names_of(code).get("zh")
