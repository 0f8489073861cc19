"""Which steps of supervision are due, and when."""

from datetime import date

import pytest
from attrs import evolve

from banbucheng.supervision import Ladder, Rung, Step, addressee
from banbucheng.terms import Measure, Milestone, UnitCode
from banbucheng.worktime import Deadline, NaturalHours, TimeLimit, WorkingDays, WorkingHours, due

from ._calendar2025 import CALENDAR
from ._desk import MEIZHOU, moment

LONG_AGO = moment("2025-01-02 09:00")


def rung(code: str, days: int, *milestones: Milestone, up: int = 0) -> Rung:
    """A rung so many working days from the last day, for these milestones or for all."""
    return Rung(
        code=code,
        names={"en": code},
        offset=WorkingDays(abs(days)),
        before=days < 0,
        up=up,
        measure=Measure.REMIND,
        milestones=frozenset(milestones),
        to="the head",
        source="S",
    )


def deadline(on: str) -> Deadline:
    """A deadline whose last day is this one."""
    day = date.fromisoformat(on)
    return Deadline(CALENDAR.end_of(day), day, WorkingDays(5), CALENDAR.edition, False, day, day)  # noqa: FBT003


def steps(ladder: Ladder, started: str, **last_days: str) -> list[tuple[str, str, str]]:
    """The steps that these last days ask for: when, for what, which rung."""
    deadlines = {Milestone(each): deadline(on) for each, on in last_days.items()}
    found = ladder.pending(deadlines, moment(started), CALENDAR, ())
    return [(f"{each.due_at:%m-%d %H:%M}", str(each.milestone), each.rung) for each in found]


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [("2025-02-05", "01-27"), ("2025-10-13", "10-11"), ("2025-02-10", "02-08"), ("2025-03-12", "03-11")],
)
def test_a_warning_comes_on_the_working_day_before(last_day: str, expected: str) -> None:
    """L1 Warn 1 WD before: due 02-05 -> 01-27 (before the festival); due 10-13 -> Sat 10-11; due 02-10 -> Sat 02-08."""
    found = steps(Ladder(rungs=(rung("yellow", -1),)), "2025-01-02 09:00", closure=last_day)
    assert [(f"{expected} 09:00", "closure", "yellow")] == found


@pytest.mark.parametrize(("offset", "expected"), [(0, "09-30"), (1, "10-09"), (2, "10-10"), (3, "10-11"), (4, "10-13")])
def test_rungs_after_the_last_day_are_counted_in_working_days(offset: int, expected: str) -> None:
    """T12 Due 2025-09-30: 0 working days overdue until 10-09; L11 no alert at 00:00 or on holidays."""
    found = steps(Ladder(rungs=(rung("r", offset),)), "2025-09-01 09:00", closure="2025-09-30")
    assert [(f"{expected} 09:00", "closure", "r")] == found


def test_a_warning_before_the_start_is_due_at_once() -> None:
    """L2 Warning offset >= limit: "at once"."""
    found = steps(Ladder(rungs=(rung("yellow", -1),)), "2025-03-05 15:00", closure="2025-03-05")
    assert [("03-05 15:00", "closure", "yellow")] == found


def test_steps_stand_in_the_order_of_their_moments() -> None:
    """L3 Every rung in order, with the true due time, over all milestones at once."""
    ladder = Ladder(rungs=(rung("red", 1), rung("yellow", -1)))
    expected = [
        ("03-11 09:00", "feedback", "yellow"),
        ("03-13 09:00", "feedback", "red"),
        ("03-18 09:00", "cap", "yellow"),
        ("03-20 09:00", "cap", "red"),
    ]
    assert expected == steps(ladder, "2025-03-05 09:30", cap="2025-03-19", feedback="2025-03-12")


def test_a_rung_watches_its_milestones() -> None:
    """A rung that names milestones watches those; one that names none watches all."""
    ladder = Ladder(rungs=(rung("closure-only", -1, Milestone.CLOSURE), rung("all", 1)))
    found = steps(ladder, "2025-03-05 09:30", closure="2025-03-07", follow_up="2025-03-07")
    assert {("closure", "closure-only"), ("closure", "all"), ("follow_up", "all")} == {each[1:] for each in found}


def test_what_was_taken_is_not_pending() -> None:
    """L5, L12 A rung that has fired is consumed, for its milestone and for that one alone."""
    ladder = Ladder(rungs=(rung("yellow", -1),))
    deadlines = {Milestone.CLOSURE: deadline("2025-03-07"), Milestone.CAP: deadline("2025-03-19")}
    found = ladder.pending(deadlines, LONG_AGO, CALENDAR, {(Milestone.CLOSURE, "yellow"), (Milestone.CAP, "red")})
    assert [Step(due_at=moment("2025-03-18 09:00"), milestone=Milestone.CAP, rung="yellow")] == found


def test_unfired_rungs_move_with_the_deadline() -> None:
    """L12 Rungs recomputed when the deadline moves: unfired ones move."""
    ladder = Ladder(rungs=(rung("yellow", -1),))
    moved = due(WorkingDays(8), moment("2025-03-05 09:30"), CALENDAR)
    found = ladder.pending({Milestone.FEEDBACK: moved}, moment("2025-03-05 09:30"), CALENDAR, ())
    assert [moment("2025-03-14 09:00")] == [each.due_at for each in found]


def test_no_deadline_asks_for_no_step() -> None:
    """Where nothing is owed nobody is warned."""
    assert [] == MEIZHOU.ladder.pending({}, LONG_AGO, CALENDAR, ())


def test_a_rung_is_found_by_its_code() -> None:
    """A rung is found by its code; a code that the ladder does not have finds none."""
    ladder = MEIZHOU.ladder
    assert (Measure.SUPERVISION_LETTER, None) == (ladder.rung("letter").measure, ladder.rung("ladder"))


def test_the_ladder_of_meizhou() -> None:
    """黄牌 one working day before, 红牌 on the first day overdue, then 督办单, 约谈 and 通报 (domain §9, profile)."""
    expected = [("yellow", -1), ("red", 1), ("letter", 2), ("interview", 4), ("circulate", 6)]
    rungs = MEIZHOU.ladder.rungs
    assert expected == [(each.code, -each.offset.number if each.before else each.offset.number) for each in rungs]


# Other distances


def counted(offset: TimeLimit, last_day: str, *, any_hour: bool = False) -> str:
    """When a rung at a distance that is not in working days comes after this last day."""
    placed = evolve(rung("r", 0), offset=offset, any_hour=any_hour)
    return f"{placed.moment(deadline(last_day), CALENDAR):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("offset", "last_day", "expected"),
    [
        (NaturalHours(2), "2025-03-12", "03-13 09:00"),
        (NaturalHours(12), "2025-03-12", "03-13 12:00"),
        (NaturalHours(20), "2025-03-12", "03-14 09:00"),
        (NaturalHours(12), "2025-03-14", "03-17 09:00"),
        (NaturalHours(30), "2025-09-30", "10-09 09:00"),
        (NaturalHours(24), "2025-02-06", "02-08 09:00"),
        (WorkingHours(2), "2025-03-12", "03-13 11:00"),
    ],
)
def test_a_rung_waits_for_the_opening(offset: TimeLimit, last_day: str, expected: str) -> None:
    """L11 No alert at 00:00 or on holidays: what falls outside office hours waits for the next opening."""
    assert expected == counted(offset, last_day)


def test_a_rung_for_any_hour_waits_for_nothing() -> None:
    """A danger does not wait: two hours after the end of 2025-09-30 is 02:00 on National Day."""
    assert "10-01 02:00" == counted(NaturalHours(2), "2025-09-30", any_hour=True)


# To whom

#: Who stands above whom: a bureau, the district, the city; and two offices that name each other.
ABOVE = {UnitCode("bureau"): UnitCode("district"), UnitCode("district"): UnitCode("city")}
CIRCLE = {UnitCode("one"): UnitCode("other"), UnitCode("other"): UnitCode("one")}


@pytest.mark.parametrize(
    ("up", "expected"),
    [(0, ("bureau", "")), (1, ("district", "")), (2, ("city", "")), (3, ("city", "top")), (9, ("city", "top"))],
)
def test_a_step_climbs_as_high_as_its_rung_says(up: int, expected: tuple[str, str]) -> None:
    """L6 Top of chain: stop with an observable reason, at the last unit that there is."""
    found = addressee(UnitCode("bureau"), up, ABOVE)
    assert expected == (found.unit, found.stopped)


@pytest.mark.parametrize(("up", "expected"), [(1, ("other", "")), (2, ("other", "cycle")), (7, ("other", "cycle"))])
def test_a_circle_of_superiors_is_left(up: int, expected: tuple[str, str]) -> None:
    """L6 Cycle in `reports_to`: stop with an observable reason."""
    found = addressee(UnitCode("one"), up, CIRCLE)
    assert expected == (found.unit, found.stopped)


def test_meizhou_climbs_from_the_fourth_rung_on() -> None:
    """提级: card and letter go to the unit itself, 约谈 one level up, 通报 two."""
    assert [0, 0, 0, 1, 2] == [each.up for each in MEIZHOU.ladder.rungs]
