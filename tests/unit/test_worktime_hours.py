"""Working hours: the clock of an open house, zones whose clocks change, and schedules of every shape."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from banbucheng.adapters.china import china
from banbucheng.errors import BadInput
from banbucheng.worktime import (
    EndOfBusiness,
    HalfWorkingDays,
    Hours,
    Span,
    WorkCalendar,
    WorkingHours,
    WorkingMinutes,
    due,
    stretches_from_text,
    worked,
)

CHINA = china()
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


def moment(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A moment on the clocks of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def office(daily: str, zone: str = "Asia/Shanghai", year: int = 2025, **weekdays: str) -> WorkCalendar:
    """An office of a year without festivals."""
    hours = Hours.of(daily=daily, **weekdays)
    return WorkCalendar.build(edition="office", first=date(year, 1, 1), last=date(year, 12, 31), zone=zone, hours=hours)


def shown(limit: WorkingHours | WorkingMinutes, start: str, calendar: WorkCalendar) -> str:
    """When the limit is up, on the clocks of the calendar."""
    return f"{due(limit, moment(start, calendar.zone), calendar).at:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize("day", range(10, 15))
def test_a_quota_that_is_met_at_the_close_is_due_at_the_close(day: int) -> None:
    """T8 Hour clock: quota met exactly at closing = due at closing, not next opening, on any weekday."""
    assert f"2025-03-{day} 18:00:00" == shown(WorkingHours(2), f"2025-03-{day} 16:00", office("10:00-18:00"))


@pytest.mark.parametrize("day", range(10, 15))
def test_a_house_that_closes_at_midnight(day: int) -> None:
    """T9 Closing at 24:00 = 00:00 next day, once: the deadline is on the day that ends then."""
    found = due(WorkingHours(2), moment(f"2025-03-{day} 22:00"), office("18:00-24:00"))

    assert (moment(f"2025-03-{day + 1} 00:00"), date(2025, 3, day)) == (found.at, found.on)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2025-03-10 12:30", "2025-03-10 15:00:00"),
        ("2025-03-10 07:00", "2025-03-10 10:00:00"),
        ("2025-03-10 20:00", "2025-03-11 10:00:00"),
        ("2025-01-28 10:00", "2025-02-05 10:00:00"),
        ("2025-01-26 16:30", "2025-01-26 17:30:00"),
        ("2025-01-26 17:00", "2025-01-27 09:30:00"),
        ("2025-03-10 11:30", "2025-03-10 14:30:00"),
    ],
)
def test_an_hour_from_outside_opening_hours(start: str, expected: str) -> None:
    """T10 Lunch split; created in lunch, before opening, after closing, on a holiday."""
    assert expected == shown(WorkingHours(1), start, CHINA)


def test_over_a_weekend() -> None:
    """T10 Fri 17:00 + 2 h (10-18) = Mon 11:00 (Frappe)."""
    assert "2025-03-17 11:00:00" == shown(WorkingHours(2), "2025-03-14 17:00", office("10:00-18:00"))


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2025-03-10 10:00", "2025-03-10 10:00:00"),
        ("2025-03-10 12:00", "2025-03-10 12:00:00"),
        ("2025-03-10 12:01", "2025-03-10 14:00:00"),
        ("2025-03-10 17:30", "2025-03-10 17:30:00"),
        ("2025-03-14 18:00", "2025-03-17 09:00:00"),
    ],
)
def test_no_hours_at_all(start: str, expected: str) -> None:
    """D11 n = 0: due at once, or at the next opening if closed; the very close is still open, so that limits add up."""
    assert expected == shown(WorkingHours(0), start, CHINA)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        # Spring forward, 2025-03-30: 02:00 becomes 03:00, so the night shift has an hour less.
        ("2025-03-30 00:30", 2, "2025-03-30 03:30"),
        ("2025-03-29 23:00", 3, "2025-03-30 03:00"),
        # Fall back, 2025-10-26: 03:00 becomes 02:00, so it has an hour more.
        ("2025-10-26 00:30", 2, "2025-10-26 02:30"),
        ("2025-10-26 00:30", 3, "2025-10-26 02:30"),
        ("2025-10-26 00:30", 4, "2025-10-26 03:30"),
    ],
)
def test_hours_are_real_hours_when_the_clocks_change(start: str, hours: int, expected: str) -> None:
    """T4, T11: an hour is an hour, whatever the clocks show; by the instant, three hours from 00:30 are 02:30 for the second time."""
    berlin = ZoneInfo("Europe/Berlin")
    always = WorkCalendar.build(
        edition="always",
        first=date(2025, 1, 1),
        last=date(2025, 12, 31),
        zone="Europe/Berlin",
        weekend=(),
        hours=Hours.of(daily="00:00-24:00"),
    )
    found = due(WorkingHours(hours), moment(start, berlin), always).at

    assert expected == f"{found:%Y-%m-%d %H:%M}"
    assert timedelta(hours=hours) == found.astimezone(UTC) - moment(start, berlin).astimezone(UTC)


def test_an_opening_that_the_clocks_skip_resolves_forward() -> None:
    """T11 Non-existent local time on spring-forward resolves forward (biz): a house that opens at 02:30 opens at 03:30."""
    night = WorkCalendar.build(
        edition="night",
        first=date(2025, 3, 1),
        last=date(2025, 4, 30),
        zone="Europe/Berlin",
        weekend=(),
        hours=Hours.of(daily="02:30-06:00"),
    )

    assert "2025-03-30 04:30:00" == shown(WorkingHours(1), "2025-03-30 00:00", night)
    assert timedelta(hours=2, minutes=30) == worked(
        moment("2025-03-30 00:00", night.zone), moment("2025-03-30 12:00", night.zone), night
    )


def test_a_clock_change_outside_opening_hours_changes_nothing() -> None:
    """T4 A house open by day keeps its hours through both changes of the year."""
    berlin = office("09:00-17:00", "Europe/Berlin")

    assert ["2025-03-31 10:00:00", "2025-10-27 10:00:00"] == [
        shown(WorkingHours(2), start, berlin) for start in ("2025-03-28 16:00", "2025-10-24 16:00")
    ]


def test_hours_of_the_days_of_summer_time_in_shanghai() -> None:
    """T7 A historical Shanghai DST date (1986-1991): hours count as on any other day."""
    old = office("09:00-12:00 14:00-17:30", year=1986)

    assert "1986-05-05 10:00:00" == shown(WorkingHours(1), "1986-05-04 10:00", old)


@pytest.mark.parametrize(("seconds", "expected"), [(3600, "2025-03-10 18:00:00"), (3601, "2025-03-11 10:00:01")])
def test_a_hold_at_the_end_of_the_day(seconds: int, expected: str) -> None:
    """Frappe: hold of 3600 s vs 3601 s at day end (second rolls to next day 10:00:01)."""
    start = moment("2025-03-10 10:00")
    hold = Span(moment("2025-03-10 12:00"), moment("2025-03-10 12:00") + timedelta(seconds=seconds))

    found = due(WorkingHours(7), start, office("10:00-18:00"), pauses=[hold])

    assert expected == f"{found.at:%Y-%m-%d %H:%M:%S}"


def test_a_hold_across_a_holiday() -> None:
    """Frappe: hold across a holiday counts working seconds only."""
    hold = Span(moment("2025-01-27 17:00"), moment("2025-02-05 09:30"))

    found = due(WorkingHours(2), moment("2025-01-27 16:30"), CHINA, pauses=[hold])

    assert moment("2025-02-05 11:00") == found.at


@pytest.mark.parametrize("number", [1, 7, 40, 400])
def test_long_quotas_agree_with_counting_minutes(number: int) -> None:
    """Hours added at once are those found by walking from minute to minute."""
    start = moment("2025-04-25 15:10")
    at, left = start, number * 60
    while left:
        wall = at.time()
        is_open = time(9) <= wall < time(12) or time(14) <= wall < time(17, 30)
        left -= CHINA.works_on(at.date()) and is_open
        at += timedelta(minutes=1)

    assert at == due(WorkingHours(number), start, CHINA).at
    assert at == due(WorkingMinutes(number * 60), start, CHINA).at


# Schedules


def test_hours_differ_by_weekday() -> None:
    """A schedule of hours per weekday with any number of stretches."""
    hours = office("09:00-12:00 13:00-15:00 16:00-17:00", friday="09:00-12:00", saturday="")

    assert "2025-03-17 10:00:00" == shown(WorkingHours(2), "2025-03-14 11:00", hours)
    assert "2025-03-13 16:30:00" == shown(WorkingMinutes(60), "2025-03-13 14:30", hours)


def test_a_makeup_workday_keeps_the_hours_of_monday() -> None:
    """Makeup days use a pattern of their own: Monday's, unless another is given."""
    mondays = china(hours=Hours.of(daily="09:00-17:00", monday="10:00-16:00"))
    short = china(hours=Hours.of(daily="09:00-17:00", makeup="09:00-12:00"))

    assert ["16:00", "12:00"] == [f"{calendar.closes(date(2025, 1, 26)):%H:%M}" for calendar in (mondays, short)]


def test_a_half_day() -> None:
    """Per-date exceptions: an afternoon off shortens that day only."""
    calendar = china(hours=Hours.of(daily="09:00-12:00 14:00-17:30", exceptions={date(2025, 3, 7): "09:00-12:00"}))
    ends = [due(EndOfBusiness(), date(2025, 3, day), calendar).at for day in (6, 7, 10)]

    assert ["03-06 17:30", "03-07 12:00", "03-10 17:30"] == [f"{end:%m-%d %H:%M}" for end in ends]
    assert moment("2025-03-10 12:00") == due(HalfWorkingDays(1), moment("2025-03-07 10:00"), calendar).at


def test_a_half_is_parted_at_midday() -> None:
    """A house without a lunch break still has a morning and an afternoon, parted at its midday."""
    calendar = office("10:00-18:00")
    halves = [due(HalfWorkingDays(n), moment("2025-03-10 10:30"), calendar).at for n in (0, 1, 2)]

    assert ["03-10 12:00", "03-10 18:00", "03-11 12:00"] == [f"{half:%m-%d %H:%M}" for half in halves]


def test_when_the_house_opens_and_closes() -> None:
    """Opening and closing moments of a day; none where it is closed."""
    assert (moment("2025-01-26 09:00"), moment("2025-01-26 17:30")) == (
        CHINA.opens(date(2025, 1, 26)),
        CHINA.closes(date(2025, 1, 26)),
    )
    assert (None, None) == (CHINA.opens(date(2025, 1, 28)), CHINA.closes(date(2025, 1, 28)))


@pytest.mark.parametrize(
    "text",
    ["09:00-12:00 11:00-13:00", "12:00-09:00", "09:00-09:00", "14:00-24:00 09:00-12:00", "09:00-24:00 23:00-24:00"],
)
def test_overlapping_hours_are_refused(text: str) -> None:
    """Overlapping hours: an error that names the value and what is allowed."""
    with pytest.raises(BadInput, match="overlap"):
        stretches_from_text(text)


@pytest.mark.parametrize("text", ["9-12", "09:00", "09:00-25:00", "from nine", "09:00-12:00-13:00"])
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    """Opening hours are written one way, which the error shows."""
    with pytest.raises(BadInput, match="09:00-12:00 14:00-17:30"):
        stretches_from_text(text)


def test_an_unknown_weekday_is_refused() -> None:
    """A weekday that is none is named, with those that are."""
    with pytest.raises(BadInput, match=r"'funday'.*monday"):
        Hours.of(daily="09:00-17:00", funday="")


def test_a_week_has_seven_days() -> None:
    """Hours of fewer days than a week are refused."""
    with pytest.raises(BadInput, match="seven days"):
        Hours(weekly=(((time(9), time(12)),),) * 6, makeup=())


def test_a_house_that_never_opens_has_no_hours_to_give() -> None:
    """K6 Working days without any opening hours: an error with a message, never an endless loop."""
    closed = office("")

    for limit in (WorkingHours(1), WorkingHours(0), HalfWorkingDays(1), EndOfBusiness()):
        with pytest.raises(BadInput):
            due(limit, moment("2025-03-10 10:00"), closed)


# Spans


def test_spans_are_half_open() -> None:
    """A span holds its opening and not its close."""
    span = Span(moment("2025-03-10 09:00"), moment("2025-03-10 12:00"))

    assert [True, True, False] == [moment(f"2025-03-10 {at}") in span for at in ("09:00", "11:59", "12:00")]


def test_the_algebra_of_spans() -> None:
    """What two spans share, and what is left of one without the other."""
    nine, ten, eleven, twelve = (moment(f"2025-03-10 {hour}:00") for hour in ("09", "10", "11", "12"))

    assert Span(ten, eleven) == Span(nine, eleven) & Span(ten, twelve)
    assert not Span(nine, ten) & Span(eleven, twelve)
    assert (Span(nine, ten), Span(eleven, twelve)) == Span(nine, twelve) - Span(ten, eleven)
    assert (Span(nine, ten),) == Span(nine, ten) - Span(eleven, twelve)
    assert () == Span(ten, eleven) - Span(nine, twelve)
    assert () == Span(ten, ten) - Span(eleven, twelve)


def test_a_span_cannot_run_backwards() -> None:
    """An end before the beginning is refused, and so is a moment without a zone."""
    with pytest.raises(BadInput, match="before it begins"):
        Span(moment("2025-03-10 10:00"), moment("2025-03-10 09:00"))
    with pytest.raises(BadInput, match="time zone"):
        Span(moment("2025-03-10 10:00"), datetime(2025, 3, 10, 11))  # noqa: DTZ001 - the naive moment is the point


def test_a_span_over_the_hour_that_autumn_repeats() -> None:
    """Moments compare by the instant: from the first 02:50 to the second 02:10 is twenty minutes, and no mistake."""
    berlin = ZoneInfo("Europe/Berlin")
    opens, closes = datetime(2025, 10, 26, 2, 50, tzinfo=berlin), datetime(2025, 10, 26, 2, 10, tzinfo=berlin, fold=1)
    span = Span(opens, closes)

    assert datetime(2025, 10, 26, 1, 0, tzinfo=UTC) in span
    assert datetime(2025, 10, 26, 2, 0, tzinfo=berlin) not in span
