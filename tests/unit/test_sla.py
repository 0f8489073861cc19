"""Limits, and what may move them."""

from datetime import date

import pytest

from banbucheng.errors import BadInput
from banbucheng.sla import CitizenClock, Promise, Promises, extended
from banbucheng.terms import GradeCode, Milestone
from banbucheng.worktime import CountFrom, NaturalDays, Span, TimeLimit, WorkingDays, WorkingHours

from ._calendar2025 import CALENDAR
from ._desk import MEIZHOU, moment

COMPLEX, ORDINARY, SPOT = GradeCode("complex"), GradeCode("ordinary"), GradeCode("on_the_spot")
RECEIVED = "2025-03-05 09:30"


def clock(started: str = RECEIVED, grade: GradeCode = COMPLEX) -> CitizenClock:
    """A clock that started then."""
    return CitizenClock(started_at=moment(started), grade=grade)


def days(of: CitizenClock) -> dict[Milestone, str]:
    """The last day of every milestone under Meizhou's promises."""
    return {each: f"{due.on:%m-%d}" for each, due in of.deadlines(MEIZHOU.promises, CALENDAR).items()}


def span(opens: str, closes: str) -> Span:
    """A pause from one moment to another."""
    return Span(moment(opens), moment(closes))


def promised(grade: str) -> dict[Milestone, str]:
    """The limits that Meizhou promises for a grade, in their short form."""
    return {each.milestone: str(each.limit) for each in MEIZHOU.promises.grades[GradeCode(grade)]}


def test_the_limits_of_meizhou() -> None:
    """梅州日报: 一般 2个工作日内办结; 复杂 5个工作日内反馈; 最迟不超过10个工作日; 现场办理 first (domain §1)."""
    expected = [
        {Milestone.CLOSURE: "0wd", Milestone.CAP: "10wd"},
        {Milestone.CLOSURE: "2wd", Milestone.CAP: "10wd"},
        {Milestone.FEEDBACK: "5wd", Milestone.CAP: "10wd"},
    ]
    assert expected == [promised(each) for each in ("on_the_spot", "ordinary", "complex")]


@pytest.mark.parametrize(
    ("started", "two", "five", "ten"),
    [
        ("2025-03-10 10:00", "03-12", "03-17", "03-24"),
        ("2025-03-14 10:00", "03-18", "03-21", "03-28"),
        ("2025-01-24 10:00", "01-27", "02-07", "02-13"),
        ("2025-01-26 10:00", "02-05", "02-08", "02-14"),
        ("2025-01-30 10:00", "02-06", "02-10", "02-17"),
        ("2025-04-30 10:00", "05-07", "05-12", "05-19"),
        ("2025-09-28 10:00", "09-30", "10-11", "10-17"),
        ("2025-10-11 23:59", "10-14", "10-17", "10-24"),
    ],
)
def test_limits_count_the_working_days_of_china(started: str, two: str, five: str, ten: str) -> None:
    """C1, C2, C4, C5, C7, C12, C13, C17 of the calendar table: 2, 5 and 10 working days."""
    expected = {Milestone.CLOSURE: two, Milestone.CAP: ten}, {Milestone.FEEDBACK: five, Milestone.CAP: ten}
    assert expected == (days(clock(started, ORDINARY)), days(clock(started, COMPLEX)))


def test_a_day_is_up_at_midnight() -> None:
    """A limit in days ends with its last day: from 00:00 of the next it is too late (Civil Code art. 203)."""
    due = clock().deadlines(MEIZHOU.promises, CALENDAR)[Milestone.FEEDBACK]
    assert (moment("2025-03-13 00:00"), date(2025, 3, 12), "2025") == (due.at, due.on, due.edition)


def test_on_the_spot_is_the_same_day() -> None:
    """D11 n = 0: due on the receipt day (or next working day if closed)."""
    told = ["2025-03-05 09:30", "2025-03-08 09:30", "2025-02-08 09:30"]
    assert ["03-05", "03-10", "02-08"] == [days(clock(each, SPOT))[Milestone.CLOSURE] for each in told]


def test_a_desk_promise_is_found_by_its_milestone() -> None:
    """The desk's own promises are found by what they are for."""
    expected = ["1hwd", "1wd", "1wd"]
    asked = (Milestone.ACCEPTANCE, Milestone.FOLLOW_UP, Milestone.CLOSING)
    assert expected == [str(MEIZHOU.promises.of_desk(each).limit) for each in asked]


@pytest.mark.parametrize(
    ("started", "pauses", "expected"),
    [
        (RECEIVED, [("2025-03-07 10:00", "2025-03-12 10:00")], "03-17"),
        (RECEIVED, [("2025-03-07 10:00", "2025-03-07 16:00")], "03-12"),
        (RECEIVED, [(f"2025-03-07 10:{n:02}", f"2025-03-07 10:{n + 1:02}") for n in range(0, 20, 2)], "03-12"),
        (RECEIVED, [("2025-03-08 10:00", "2025-03-10 08:00")], "03-12"),
        ("2025-09-29 10:00", [("2025-09-30 09:00", "2025-10-10 09:00")], "10-15"),
        (RECEIVED, [("2025-03-07 10:00", "2025-03-10 10:00"), ("2025-03-10 11:00", "2025-03-12 10:00")], "03-17"),
    ],
)
def test_a_pause_moves_the_last_day(started: str, pauses: list[tuple[str, str]], expected: str) -> None:
    """P1 to P5: 03-17; the same day, ten times over, or a weekend 03-12; National Day 10-15; adjacent 03-17."""
    paused = clock(started)
    for opens, closes in pauses:
        paused = paused.paused(span(opens, closes))
    assert expected == days(paused)[Milestone.FEEDBACK]


def test_a_pause_moves_the_cap_as_well() -> None:
    """Time that the law leaves out is left out of every limit: three working days later, for the cap too."""
    paused = clock().paused(span("2025-03-07 10:00", "2025-03-12 10:00"))
    assert {Milestone.FEEDBACK: "03-17", Milestone.CAP: "03-24"} == days(paused)


@pytest.mark.parametrize(("more", "expected"), [(3, "03-17"), (5, "03-19")])
def test_an_extension_moves_the_milestone_and_never_the_cap(more: int, expected: str) -> None:
    """X1 Received 2025-03-05 complex 5 WD = 03-12. Extend +3 -> 03-17; +5 -> 03-19 = the 10-WD cap."""
    assert {Milestone.FEEDBACK: expected, Milestone.CAP: "03-19"} == days(clock().extended(WorkingDays(more)))


def test_extensions_and_pauses_commute() -> None:
    """Properties: pauses commute with extensions."""
    pause, more = span("2025-03-07 10:00", "2025-03-12 10:00"), WorkingDays(2)
    expected = {Milestone.FEEDBACK: "03-19", Milestone.CAP: "03-24"}
    assert [expected] * 2 == [days(clock().paused(pause).extended(more)), days(clock().extended(more).paused(pause))]


def test_extensions_add_up() -> None:
    """Two extensions of one and two days are one of three."""
    assert "03-17" == days(clock().extended(WorkingDays(1)).extended(WorkingDays(2)))[Milestone.FEEDBACK]


@pytest.mark.parametrize(
    ("limit", "by", "expected"),
    [
        (WorkingDays(5), WorkingDays(3), WorkingDays(8)),
        (NaturalDays(30), NaturalDays(15), NaturalDays(45)),
        (
            WorkingDays(5, count_from=CountFrom.NEXT_WORKDAY),
            WorkingDays(3),
            WorkingDays(8, count_from=CountFrom.NEXT_WORKDAY),
        ),
    ],
)
def test_a_limit_is_extended_in_its_own_unit(limit: TimeLimit, by: TimeLimit, expected: TimeLimit) -> None:
    """Days are added to days of the same kind, and the way of counting stays that of the limit."""
    assert expected == extended(limit, by)


@pytest.mark.parametrize(
    ("limit", "by"),
    [
        (WorkingDays(5), NaturalDays(3)),
        (NaturalDays(5), WorkingDays(3)),
        (WorkingDays(5), WorkingHours(3)),
        (WorkingHours(5), WorkingHours(3)),
    ],
)
def test_units_are_not_mixed(limit: TimeLimit, by: TimeLimit) -> None:
    """A working day is no natural day: an extension in another unit is refused, never converted."""
    with pytest.raises(BadInput) as caught:
        extended(limit, by)
    assert ("extension", str(by)) == (caught.value.what, caught.value.value)


def test_a_clock_stays_what_it_was() -> None:
    """A change is a new value; the clock that was asked is as before."""
    before = clock()
    before.extended(WorkingDays(3)).paused(span("2025-03-07 10:00", "2025-03-12 10:00"))
    assert clock() == before


def test_each_grade_has_its_own_promises() -> None:
    """The deadlines of a clock are those of its grade and of no other."""
    of = {
        ORDINARY: (Promise(milestone=Milestone.CLOSURE, limit=WorkingDays(2), source="S"),),
        COMPLEX: (Promise(milestone=Milestone.CAP, limit=WorkingDays(10), source="S"),),
    }
    found = clock(grade=ORDINARY).deadlines(Promises(desk=(), grades=of), CALENDAR)
    assert [(Milestone.CLOSURE, date(2025, 3, 7))] == [(each, due.on) for each, due in found.items()]
