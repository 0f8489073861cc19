"""The calendar as a value: what it knows, what it refuses, and how overlays and other calendars change it."""

import pickle
from datetime import UTC, date, datetime, time, timedelta

import pytest

from banbucheng.errors import BadInput
from banbucheng.worktime import EndOfBusiness, Hours, Overlay, WorkCalendar, WorkingDays, WorkingHours, due

from ._calendar2025 import CALENDAR

DAY = timedelta(days=1)
GUANGXI = Overlay(
    name="sanyuesan",
    off=[date(2017, 3, 30), date(2017, 3, 31), date(2017, 4, 1)],
    on=[date(2017, 4, 8)],
    source="the notice of Guangxi for 2017",
)


def year(number: int = 2025, **more: object) -> WorkCalendar:
    """A year of which only weekends are off, unless told otherwise."""
    return WorkCalendar.build(edition="e", first=date(number, 1, 1), last=date(number, 12, 31), **more)  # type: ignore[arg-type] # passed on


@pytest.mark.parametrize(
    ("day", "works"),
    [("2025-01-26", True), ("2025-01-27", True), ("2025-01-28", False), ("2025-03-15", False), ("2025-10-11", True)],
)
def test_which_days_work(day: str, works: bool) -> None:  # noqa: FBT001 - a column of the table
    """Makeup Sundays and Saturdays work, festivals and weekends do not (notice for 2025)."""
    assert works is CALENDAR.works_on(date.fromisoformat(day))


def test_which_days_are_makeup_workdays() -> None:
    """A makeup workday is one that falls on a weekend."""
    days = [date(2025, 1, 1) + DAY * n for n in range(365)]

    assert ["01-26", "02-08", "04-27", "09-28", "10-11"] == [f"{day:%m-%d}" for day in days if CALENDAR.shifted(day)]


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        ("2025-01-24", 1, "2025-01-26"),
        ("2025-01-24", 3, "2025-02-05"),
        ("2025-01-25", 0, "2025-01-26"),
        ("2025-01-24", 0, "2025-01-24"),
        ("2025-02-05", -1, "2025-01-27"),
        ("2025-02-04", -1, "2025-01-27"),
        ("2025-02-05", -3, "2025-01-24"),
        ("2025-02-06", -2, "2025-01-27"),
    ],
)
def test_working_days_in_both_directions(day: str, number: int, expected: str) -> None:
    """The n-th strictly after, the n-th strictly before, and for 0 the day itself or the next that works."""
    assert date.fromisoformat(expected) == CALENDAR.workday_after(date.fromisoformat(day), number)


def test_working_days_between_two_days() -> None:
    """The working days of (first, last]; the other way round the same number, negated."""
    first, last = date(2025, 1, 24), date(2025, 2, 8)

    assert (6, -6, 0) == (
        CALENDAR.workdays_between(first, last),
        CALENDAR.workdays_between(last, first),
        CALENDAR.workdays_between(last, last),
    )


def test_names_are_those_of_the_festivals() -> None:
    """A festival's weekend bears its name; an ordinary day has none."""
    assert ["spring_festival", "national_day", "national_day", ""] == [
        CALENDAR.name_of(date(2025, month, day)) for month, day in ((2, 1), (10, 1), (9, 28), (3, 15))
    ]


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2026, 1, 1), date(1, 1, 1), date(9999, 12, 31)])
def test_days_outside_are_errors(day: date) -> None:
    """Dates outside what the calendar can know: an error that names the range, in every question."""
    for ask in (
        CALENDAR.works_on,
        CALENDAR.certain,
        CALENDAR.shifted,
        CALENDAR.name_of,
        CALENDAR.end_of,
        CALENDAR.opens,
        lambda each: CALENDAR.workday_after(each, 1),
        lambda each: CALENDAR.workday_after(each, 0),
        lambda each: CALENDAR.workday_after(each, -1),
        lambda each: CALENDAR.workdays_between(each, date(2025, 3, 3)),
        lambda each: CALENDAR.workdays_between(date(2025, 3, 3), each),
    ):
        with pytest.raises(BadInput, match="2025-01-01 through 2025-12-31"):
            ask(day)


@pytest.mark.parametrize(
    ("day", "number"), [("2025-12-31", 1), ("2025-01-01", -1), ("2025-06-02", 300), ("2025-06-02", -300)]
)
def test_answers_outside_are_errors(day: str, number: int) -> None:
    """K6 a count that leaves the table is an error with a message, never a sentinel."""
    with pytest.raises(BadInput, match="2025-01-01 through 2025-12-31"):
        CALENDAR.workday_after(date.fromisoformat(day), number)


@pytest.mark.parametrize("number", [True, 1.0, "1", None])
def test_numbers_that_are_none_are_errors(number: object) -> None:
    """A bool or float for N: an error that names the value and what is allowed."""
    with pytest.raises(BadInput, match="whole number"):
        CALENDAR.workday_after(date(2025, 3, 10), number)  # type: ignore[arg-type] # the wrong type is the point


@pytest.mark.parametrize("day", [datetime(2025, 3, 10, tzinfo=UTC), "2025-03-10", 20250310])
def test_days_that_are_none_are_errors(day: object) -> None:
    """A moment is no day: its date depends on the zone, so it is refused rather than cut (the zone trap)."""
    for ask in (
        CALENDAR.works_on,
        CALENDAR.end_of,
        lambda each: CALENDAR.workday_after(each, 1),
        lambda each: CALENDAR.workdays_between(each, date(2025, 3, 3)),
    ):
        with pytest.raises(BadInput, match="date_of"):
            ask(day)  # type: ignore[arg-type] # the wrong type is the point


def test_the_zone_goes_before_the_date() -> None:
    """2026-09-30T17:00Z is 1 October in Shanghai: the zone is applied before the date is taken."""
    assert date(2025, 10, 1) == CALENDAR.date_of(datetime(2025, 9, 30, 17, tzinfo=UTC))


def test_a_calendar_without_a_working_day_is_refused() -> None:
    """K6 Calendar with no working day: refused with a message, never an endless loop."""
    with pytest.raises(BadInput, match="working day"):
        year(weekend=range(7))


def test_a_day_both_off_and_on_is_refused() -> None:
    """K4 A date both holiday and makeup: refused naming the date."""
    with pytest.raises(BadInput, match="2025-01-26"):
        year(off=[date(2025, 1, 26)], on=[date(2025, 1, 26)])


def test_a_range_that_runs_backwards_is_refused() -> None:
    """A last day before the first is refused."""
    with pytest.raises(BadInput, match="on or after"):
        WorkCalendar.build(edition="e", first=date(2025, 1, 2), last=date(2025, 1, 1))


@pytest.mark.parametrize("zone", ["Asia/Peking2", "", "../etc/passwd", "CST-8"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    """A zone that is none is refused, with an example of one."""
    with pytest.raises(BadInput, match="Asia/Shanghai"):
        year(zone=zone)


def test_a_holiday_over_new_year() -> None:
    """K7 A holiday spanning New Year (28 Dec-3 Jan) matches on both sides."""
    over = [date(2024, 12, 28) + DAY * n for n in range(7)]
    calendar = WorkCalendar.build(edition="e", first=date(2024, 1, 1), last=date(2025, 12, 31), off=over)

    assert date(2025, 1, 6) == calendar.workday_after(date(2024, 12, 27), 1)
    assert date(2024, 12, 27) == calendar.workday_after(date(2025, 1, 6), -1)


def test_a_weekend_can_be_any_days() -> None:
    """A calendar may have its weekend on other days, or none."""
    friday = year(weekend=(4, 5), on=[date(2025, 3, 7)])

    assert [True, True, False] == [friday.works_on(date(2025, 3, day)) for day in (7, 9, 14)]
    assert friday.shifted(date(2025, 3, 7))
    assert all(year(weekend=()).works_on(date(2025, 1, 1) + DAY * n) for n in range(365))


def test_what_is_undecided_makes_an_answer_provisional() -> None:
    """A deadline is provisional where an undecided day can move it, and only there."""
    calendar = year(undecided=[date(2025, 3, 15), date(2025, 3, 18)])
    found = [due(WorkingDays(2), date(2025, 3, day), calendar) for day in (10, 14, 20)]

    assert [False, True, False] == [each.provisional for each in found]
    assert (date(2025, 3, 17), date(2025, 3, 18), date(2025, 3, 19)) == (
        found[1].earliest,
        found[1].on,
        found[1].latest,
    )
    assert [False, True] == [calendar.certain(date(2025, 3, day)) for day in (15, 16)]


def test_hours_may_be_provisional_within_one_day() -> None:
    """Two answers on one date are two answers: the moment is provisional, though the date is not."""
    hours = Hours.of(daily="09:00-17:00", makeup="09:00-12:00")
    calendar = year(undecided=[date(2025, 3, 15)], hours=hours)
    found = due(WorkingHours(10), datetime(2025, 3, 14, 16, tzinfo=calendar.zone), calendar)

    assert (True, date(2025, 3, 18)) == (found.provisional, found.on)
    assert (date(2025, 3, 17), date(2025, 3, 18)) == (found.earliest, found.latest)


def test_a_calendar_is_a_value() -> None:
    """Equal definitions make equal calendars, which survive pickling; editions tell others apart."""
    assert (year(), hash(year())) == (year(), hash(year()))
    assert year() != year(2024)
    assert pickle.loads(pickle.dumps(year())) == year()  # noqa: S301 - our own bytes
    assert (date(2025, 12, 31), date(2025, 12, 31)) == (year().last, year().announced_through)


# Overlays


def test_guangxi_in_2017() -> None:
    """Guangxi 三月三 2017: the national makeup day 04-01 off, 04-08 on."""
    national = year(2017, off={date(2017, 4, day): "qingming" for day in (2, 3, 4)}, on=[date(2017, 4, 1)])
    guangxi = national.with_overlay(GUANGXI)

    assert [(True, False), (False, True)] == [
        (calendar.works_on(date(2017, 4, 1)), calendar.works_on(date(2017, 4, 8))) for calendar in (national, guangxi)
    ]
    assert (date(2017, 4, 1), date(2017, 4, 5)) == (
        due(WorkingDays(3), date(2017, 3, 29), national).on,
        due(WorkingDays(1), date(2017, 3, 29), guangxi).on,
    )
    assert ("sanyuesan", "e+sanyuesan") == (guangxi.name_of(date(2017, 4, 1)), guangxi.edition)
    assert guangxi.shifted(date(2017, 4, 8))


def test_a_closure_moves_deadlines() -> None:
    """Typhoon closures: a working day that is off moves what was due on it."""
    typhoon = Overlay(name="saola", off=[date(2025, 9, 1)], source="orange signal")

    assert date(2025, 9, 2) == due(WorkingDays(1), date(2025, 8, 29), CALENDAR.with_overlay(typhoon)).on


def test_an_afternoon_closed() -> None:
    """Half days as hours: an overlay may shorten a day without turning it off."""
    storm = Overlay(name="storm", hours={date(2025, 9, 1): "09:00-12:00"})
    calendar = CALENDAR.with_overlay(storm)

    assert time(12) == due(EndOfBusiness(), date(2025, 9, 1), calendar).at.time()
    assert calendar.works_on(date(2025, 9, 1))


def test_extended_service_makes_no_working_day() -> None:
    """A hall open on Saturdays that does *not* make legal working days: its hours are open, its days do not count."""
    saturdays = Overlay(
        name="saturday hall",
        weekdays=[5],
        open="09:00-12:00",
        counts=False,
        valid_from=date(2025, 3, 1),
        valid_through=date(2025, 6, 30),
    )
    calendar = CALENDAR.with_overlay(saturdays)
    friday = datetime(2025, 3, 14, 17, tzinfo=calendar.zone)

    assert not calendar.works_on(date(2025, 3, 15))
    assert due(WorkingDays(2), date(2025, 3, 14), CALENDAR).on == due(WorkingDays(2), date(2025, 3, 14), calendar).on
    assert (
        datetime(2025, 3, 15, 10, tzinfo=calendar.zone)
        == due(WorkingHours(1), friday.replace(hour=17, minute=30), calendar).at
    )
    assert [None, None] == [calendar.opens(date(2025, month, day)) for month, day in ((2, 22), (5, 3))]


def test_an_overlay_holds_within_its_bounds() -> None:
    """Days outside an overlay's validity are left as they are."""
    overlay = Overlay(name="x", off=[date(2025, 3, 10), date(2025, 3, 17)], valid_from=date(2025, 3, 15))
    calendar = CALENDAR.with_overlay(overlay)

    assert [True, False] == [calendar.works_on(date(2025, 3, day)) for day in (10, 17)]


def test_overlays_settle_what_was_open() -> None:
    """A day that an overlay turns is decided."""
    calendar = year(undecided=[date(2025, 3, 15)]).with_overlay(Overlay(name="x", on=[date(2025, 3, 15)]))

    assert (True, True) == (calendar.certain(date(2025, 3, 15)), calendar.works_on(date(2025, 3, 15)))


def test_overlays_that_contradict_themselves_are_refused() -> None:
    """A day both off and on is refused naming the date; weekdays want bounds and numbers from 0 to 6."""
    with pytest.raises(BadInput, match="2025-03-15"):
        Overlay(name="x", off=[date(2025, 3, 15)], on=[date(2025, 3, 15)])
    with pytest.raises(BadInput, match="valid_from"):
        Overlay(name="x", weekdays=[5])
    with pytest.raises(BadInput, match="Monday"):
        Overlay(name="x", weekdays=[7], valid_from=date(2025, 1, 1), valid_through=date(2025, 2, 1))


# Two calendars together


def test_two_calendars_work_where_both_do() -> None:
    """Composing two calendars: a day works where both work, and the house is open where both are."""
    one = year(off={date(2025, 3, 10): "flood"}, hours=Hours.of(daily="09:00-15:00"))
    two = year(off={date(2025, 3, 11): "fire"}, on=[date(2025, 3, 15)], hours=Hours.of(daily="11:00-17:00"))
    both = one & two

    assert [False, False, True, False] == [both.works_on(date(2025, 3, day)) for day in (10, 11, 12, 15)]
    assert ("11:00", "15:00") == (f"{both.opens(date(2025, 3, 12)):%H:%M}", f"{both.closes(date(2025, 3, 12)):%H:%M}")
    assert ("flood", "fire", "e&e") == (both.name_of(date(2025, 3, 10)), both.name_of(date(2025, 3, 11)), both.edition)


def test_what_both_know_is_what_is_known() -> None:
    """Two calendars together reach as far as both do, and doubt what either doubts and neither rules out."""
    long = WorkCalendar.build(
        edition="a", first=date(2024, 1, 1), last=date(2025, 6, 30), undecided=[date(2025, 3, 15)]
    )
    short = year(undecided=[date(2025, 3, 17)], announced_through=date(2025, 3, 31))
    both = long & short

    assert (date(2025, 1, 1), date(2025, 6, 30), date(2025, 3, 31)) == (both.first, both.last, both.announced_through)
    assert [True, False] == [both.certain(date(2025, 3, day)) for day in (15, 17)]


def test_calendars_that_do_not_go_together() -> None:
    """Calendars of two zones, or of two times, are refused."""
    for other in (year(zone="Europe/Berlin"), year(2024)):
        with pytest.raises(BadInput, match="go together"):
            _ = year() & other
