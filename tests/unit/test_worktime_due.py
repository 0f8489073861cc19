"""Deadlines on the real calendar: the table of edge cases, zones and cut-offs, limits of every kind, and bad input."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from banbucheng.adapters.china import china
from banbucheng.errors import BadInput
from banbucheng.worktime import (
    CountFrom,
    Deadline,
    EndOfBusiness,
    Ends,
    HalfWorkingDays,
    Hours,
    Months,
    NaturalDays,
    NaturalHours,
    NaturalMinutes,
    TimeLimit,
    WorkCalendar,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    due,
    elapsed,
    worked,
)

CHINA = china()
SHANGHAI = ZoneInfo("Asia/Shanghai")
B = CountFrom.NEXT_WORKDAY


def moment(text: str) -> datetime:
    """A moment on the clocks of Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def ons(received: str, year: int = 2025, count_from: CountFrom = CountFrom.DAY_AFTER) -> str:
    """The last days of 2, 5 and 10 working days from a day, as the table of edge cases writes them."""
    days = [
        due(WorkingDays(n, count_from=count_from), date.fromisoformat(f"{year}-{received}"), CHINA).on
        for n in (2, 5, 10)
    ]
    return " ".join(f"{day:%m-%d}" for day in days)


TABLE = [
    (2025, "03-10", "03-12 03-17 03-24", "C1 Mon 2025-03-10"),
    (2025, "03-14", "03-18 03-21 03-28", "C2 Fri 2025-03-14"),
    (2025, "03-15", "03-18 03-21 03-28", "C3 Sat 03-15"),
    (2025, "03-16", "03-18 03-21 03-28", "C3 Sun 03-16"),
    (2025, "01-24", "01-27 02-07 02-13", "C4 Fri 2025-01-24 (Sun 01-26 works)"),
    (
        2025,
        "01-26",
        "02-05 02-08 02-14",
        "C5 Sun 2025-01-26 (makeup, counts as a working receipt); 02-08 is a makeup Saturday",
    ),
    (2025, "01-27", "02-06 02-10 02-17", "C6 Mon 2025-01-27 (eve of Spring Festival)"),
    (2025, "01-30", "02-06 02-10 02-17", "C7 2025-01-30 (in the festival)"),
    (2025, "02-04", "02-06 02-10 02-17", "C7 2025-02-04 (in the festival)"),
    (2025, "02-07", "02-10 02-13 02-20", "C8 Fri 2025-02-07 (Sat 02-08 is day 1)"),
    (2025, "02-08", "02-11 02-14 02-21", "C9 Sat makeup 2025-02-08"),
    (2025, "02-09", "02-11 02-14 02-21", "C10 Sun 2025-02-09"),
    (2025, "04-27", "04-29 05-07 05-14", "C11 Sun makeup 2025-04-27"),
    (2025, "04-30", "05-07 05-12 05-19", "C12 Wed 2025-04-30"),
    (2025, "09-28", "09-30 10-11 10-17", "C13 Sun makeup 2025-09-28"),
    (2025, "09-30", "10-10 10-14 10-21", "C14 Tue 2025-09-30"),
    (2025, "10-03", "10-10 10-14 10-21", "C15 Fri 2025-10-03"),
    (2025, "10-10", "10-13 10-16 10-23", "C16 Fri 2025-10-10"),
    (2025, "10-11", "10-14 10-17 10-24", "C17 Sat makeup 2025-10-11"),
    (2025, "12-24", "12-26 12-31 01-08", "C18 Wed 2025-12-24"),
    (2025, "12-31", "01-05 01-08 01-15", "C19 Wed 2025-12-31 (Sun 2026-01-04 works)"),
    (2026, "02-13", "02-24 02-27 03-05", "C20 Fri 2026-02-13 (Sat 02-14 is day 1)"),
    (2026, "02-14", "02-25 02-28 03-06", "C21 Sat makeup 2026-02-14"),
    (2026, "04-03", "04-08 04-13 04-20", "C22 Fri 2026-04-03"),
    (2026, "05-08", "05-11 05-14 05-21", "C22 Fri 2026-05-08"),
    (2026, "09-30", "10-09 10-13 10-20", "C22 Wed 2026-09-30"),
    (2024, "02-09", "02-19 02-22 02-29", "C23 Fri 2024-02-09 (New Year's Eve, a working day that year)"),
]


@pytest.mark.parametrize(("year", "received", "expected"), [row[:3] for row in TABLE], ids=[row[3] for row in TABLE])
def test_working_days_after_a_receipt(year: int, received: str, expected: str) -> None:
    """Calendar table, school A: 2, 5 and 10 working days strictly after the day of receipt."""
    assert expected == ons(received, year)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("03-15", "03-19 03-24 03-31"),
        ("03-16", "03-19 03-24 03-31"),
        ("01-30", "02-07 02-11 02-18"),
        ("02-04", "02-07 02-11 02-18"),
        ("02-09", "02-12 02-17 02-24"),
        ("10-03", "10-11 10-15 10-22"),
        ("03-10", "03-12 03-17 03-24"),
        ("02-08", "02-11 02-14 02-21"),
    ],
)
def test_a_receipt_on_a_day_off_may_move_to_the_next_working_day(received: str, expected: str) -> None:
    """C3, C7, C10, C15, school B: a receipt on a day off is one of the next working day; on a working day nothing differs."""
    assert expected == ons(received, count_from=B)


def test_the_year_after_the_last_notice_is_provisional() -> None:
    """C24 2026-12-25 + 10 crosses into unannounced 2027: provisional, 2027-01-11 with only the statutory 1 January."""
    before_2027 = china(as_of=date(2026, 6, 1))
    found = due(WorkingDays(10), date(2026, 12, 25), before_2027)

    assert (date(2027, 1, 11), True) == (found.on, found.provisional)
    assert found.earliest <= found.on <= found.latest
    assert found.earliest < found.latest


@pytest.mark.parametrize(("number", "on"), [(2, date(2026, 12, 28)), (5, date(2026, 12, 31)), (10, date(2027, 1, 8))])
def test_the_days_before_an_unannounced_year(number: int, on: date) -> None:
    """2026-12-24 Thu: +2 = 12-28, +5 = 12-31, +10 = provisional (test vectors of 2023 to 2026)."""
    assert on == due(WorkingDays(number), date(2026, 12, 24), china(as_of=date(2026, 6, 1))).on


def test_a_deadline_before_anything_open_is_firm() -> None:
    """A deadline that nothing unannounced can move is firm, and earliest and latest are the day itself."""
    found = due(WorkingDays(2), date(2026, 12, 24), china(as_of=date(2026, 6, 1)))

    assert (False, found.on, found.on) == (found.provisional, found.earliest, found.latest)


def test_a_day_far_from_every_festival_is_firm_in_an_unannounced_year() -> None:
    """Days far from any statutory festival are certain even before the notice."""
    found = due(WorkingDays(5), date(2027, 7, 12), china(as_of=date(2026, 6, 1)))

    assert (date(2027, 7, 19), False) == (found.on, found.provisional)


def test_strict_refuses_what_is_provisional() -> None:
    """With `strict` a provisional answer is an error that names both ends; a firm one is not."""
    calendar = china(as_of=date(2026, 6, 1))

    with pytest.raises(BadInput, match=r"between 20\d\d-\d\d-\d\d and 20\d\d-\d\d-\d\d.*2026-12-31"):
        due(WorkingDays(10), date(2026, 12, 25), calendar, strict=True)
    assert date(2025, 3, 12) == due(WorkingDays(5), date(2025, 3, 5), calendar, strict=True).on


def test_a_deadline_across_new_year() -> None:
    """C25 2024-12-20 + 10 = 2025-01-06; Monday to Friday only would say 01-03."""
    assert date(2025, 1, 6) == due(WorkingDays(10), date(2024, 12, 20), CHINA).on


@pytest.mark.parametrize(
    ("start", "two", "five", "ten"),
    [
        ("2023-09-28", "2023-10-08", "2023-10-11", "2023-10-18"),
        ("2024-02-08", "2024-02-18", "2024-02-21", "2024-02-28"),
        ("2024-09-13", "2024-09-18", "2024-09-23", "2024-09-29"),
        ("2024-12-31", "2025-01-03", "2025-01-08", "2025-01-15"),
        ("2025-01-25", "2025-01-27", "2025-02-07", "2025-02-13"),
        ("2026-09-18", "2026-09-21", "2026-09-24", "2026-10-09"),
    ],
)
def test_vectors_from_the_notices(start: str, two: str, five: str, ten: str) -> None:
    """Start day excluded, counted by hand from the notices: +2, +5 and +10 working days."""
    found = [due(WorkingDays(n), date.fromisoformat(start), CHINA).on for n in (2, 5, 10)]

    assert [date.fromisoformat(day) for day in (two, five, ten)] == found


@pytest.mark.parametrize(
    ("last_day", "warning"),
    [
        ("2025-02-05", "2025-01-27"),
        ("2025-10-13", "2025-10-11"),
        ("2025-02-10", "2025-02-08"),
        ("2023-10-18", "2023-10-17"),
    ],
)
def test_a_working_day_before_the_last(last_day: str, warning: str) -> None:
    """L1 Warn 1 WD before: due 2025-02-05 -> 2025-01-27 (before the festival); 2025-10-13 -> Sat 10-11; 2025-02-10 -> Sat 02-08."""
    assert date.fromisoformat(warning) == CHINA.workday_after(date.fromisoformat(last_day), -1)


# Time of day and zone


@pytest.mark.parametrize(
    ("instant", "received"), [("2025-03-14T16:30Z", date(2025, 3, 15)), ("2025-03-16T16:30Z", date(2025, 3, 17))]
)
def test_the_day_of_receipt_is_the_local_one(instant: str, received: date) -> None:
    """T1 2025-03-14T16:30Z = Sat 00:30 in Shanghai, T2 Sun 16:30Z = Mon 00:30 local: the zone goes before the date."""
    assert received == CHINA.date_of(datetime.fromisoformat(instant))
    assert due(WorkingDays(2), received, CHINA) == due(WorkingDays(2), datetime.fromisoformat(instant), CHINA)


@pytest.mark.parametrize(
    "limit",
    [WorkingDays(3), NaturalDays(3), HalfWorkingDays(3), WorkingHours(3), NaturalHours(3), EndOfBusiness(), Months(1)],
    ids=str,
)
def test_one_instant_has_one_deadline(limit: TimeLimit) -> None:
    """T3 The same instant given in three zones, one result."""
    instant = datetime(2025, 3, 14, 3, 30, tzinfo=UTC)
    zones = [SHANGHAI, ZoneInfo("America/New_York"), timezone(timedelta(hours=5, minutes=45))]

    found = {due(limit, instant.astimezone(zone), CHINA) for zone in zones}

    assert {due(limit, instant, CHINA)} == found


@pytest.mark.parametrize("limit", [WorkingDays(1), WorkingHours(1), NaturalMinutes(5), EndOfBusiness()], ids=str)
def test_a_moment_without_a_zone_is_refused(limit: TimeLimit) -> None:
    """T3 Naive datetime: refused, with what to give instead."""
    with pytest.raises(BadInput, match="time zone"):
        due(limit, datetime(2025, 3, 14, 9), CHINA)  # noqa: DTZ001 - the naive moment is the point


@pytest.mark.parametrize(
    ("received", "on"),
    [
        ("2025-03-12 16:59:59", "2025-03-14"),
        ("2025-03-12 17:00:00", "2025-03-14"),
        ("2025-03-12 17:00:01", "2025-03-17"),
        ("2025-03-14 17:00:00", "2025-03-18"),
        ("2025-03-14 17:00:01", "2025-03-18"),
    ],
)
def test_the_cut_off(received: str, on: str) -> None:
    """T5 Cut-off 17:00: 16:59:59 and 17:00:00 are the same day, 17:00:01 the next; after a Friday that is a Saturday, school A."""
    limit = WorkingDays(2, cut_off=time(17))

    assert date.fromisoformat(on) == due(limit, moment(received), CHINA).on


def test_the_cut_off_under_the_other_school() -> None:
    """T5 On a Friday the next day is Saturday (non-working) and then school B moves the receipt to Monday."""
    limit = WorkingDays(2, cut_off=time(17), count_from=B)

    assert [date(2025, 3, 18), date(2025, 3, 19)] == [
        due(limit, moment(f"2025-03-14 17:00:0{second}"), CHINA).on for second in (0, 1)
    ]


def test_midnight_parts_two_days_of_receipt() -> None:
    """T6 Received at 23:59:59.999 and 00:00:00 differ by one receipt date."""
    late, early = moment("2025-03-11 23:59:59.999"), moment("2025-03-12 00:00:00")

    assert [date(2025, 3, 12), date(2025, 3, 13)] == [due(WorkingDays(1), start, CHINA).on for start in (late, early)]


def test_a_day_ends_at_midnight() -> None:
    """T12 On the due date: not overdue; at 00:00 of the next day it is (民法典 203: 截止时间为二十四时)."""
    found = due(WorkingDays(2), date(2025, 3, 10), CHINA)

    assert moment("2025-03-13 00:00") == found.at
    assert SHANGHAI is found.at.tzinfo


def test_a_limit_may_end_with_business() -> None:
    """民法典 203: 有业务时间的，停止业务活动的时间为截止时间."""
    found = due(WorkingDays(2, ends=Ends.CLOSE_OF_BUSINESS), date(2025, 3, 10), CHINA)

    assert (moment("2025-03-12 17:30"), date(2025, 3, 12)) == (found.at, found.on)


@pytest.mark.parametrize(("closed", "overdue"), [("2025-10-05", 0), ("2025-10-09", 1)])
def test_overdue_working_days(closed: str, overdue: int) -> None:
    """T12 due 2025-09-30, closed 10-05 -> 0 working days overdue; closed 10-09 -> 1."""
    assert overdue == elapsed(date(2025, 9, 30), date.fromisoformat(closed), CHINA)


def test_the_same_day_uses_nothing() -> None:
    """T13 days taken on the same day = 0."""
    assert 0 == elapsed(moment("2025-03-10 09:00"), moment("2025-03-10 17:00"), CHINA)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2025, 3, 10), date(2025, 3, 9)),
        (moment("2025-03-10 10:00"), moment("2025-03-10 09:59")),
        (moment("2025-03-10 10:00"), date(2025, 3, 9)),
    ],
)
def test_an_end_before_the_start_is_refused(start: date | datetime, end: date | datetime) -> None:
    """T13 reversed dates = error."""
    with pytest.raises(BadInput, match="before the start"):
        elapsed(start, end, CHINA)


def test_summer_time_of_long_ago() -> None:
    """T7 A historical Shanghai DST date (1986-1991) does not crash, and moves no date."""
    old = WorkCalendar.build(edition="old", first=date(1986, 1, 1), last=date(1991, 12, 31))

    assert date(1986, 5, 6) == due(WorkingDays(2), datetime(1986, 5, 3, 18, tzinfo=UTC), old).on
    assert datetime(1986, 5, 4, 15, tzinfo=UTC) == due(WorkingDays(0), date(1986, 5, 5), old).at - timedelta(days=1)
    assert date(1986, 5, 4) == old.date_of(datetime(1986, 5, 4, 14, 59, tzinfo=UTC))
    assert date(1986, 5, 5) == old.date_of(datetime(1986, 5, 4, 15, 0, tzinfo=UTC))


@pytest.mark.parametrize("day", [date(2025, 3, 28), date(2025, 10, 24)])
def test_a_day_of_23_or_25_hours_still_ends_at_midnight(day: date) -> None:
    """T4 Office in a DST zone: end of day is 24:00 local even on 23- or 25-hour days."""
    berlin = WorkCalendar.build(edition="berlin", first=date(2025, 1, 1), last=date(2025, 12, 31), zone="Europe/Berlin")
    ends = [due(NaturalDays(n, rolls=False), day, berlin) for n in (1, 2, 3)]

    assert ["00:00"] * 3 == [f"{end.at:%H:%M}" for end in ends]
    assert [day + timedelta(days=n) for n in (1, 2, 3)] == [end.on for end in ends]
    assert [day + timedelta(days=n + 1) for n in (1, 2, 3)] == [end.at.date() for end in ends]


def test_a_midnight_that_the_clocks_skip() -> None:
    """A day whose successor has no 00:00 ends when the clocks jump (Beirut, 2024-03-31)."""
    beirut = WorkCalendar.build(edition="beirut", first=date(2024, 1, 1), last=date(2024, 12, 31), zone="Asia/Beirut")
    end = beirut.end_of(date(2024, 3, 30))

    assert "2024-03-31 01:00" == f"{end:%Y-%m-%d %H:%M}"
    assert datetime(2024, 3, 30, 22, tzinfo=UTC) == end.astimezone(UTC)


# Limits that do not count working days


@pytest.mark.parametrize(
    ("limit", "start", "at"),
    [
        (NaturalHours(24), "2025-03-14 16:30", "2025-03-15 16:30"),
        (NaturalMinutes(15), "2025-03-15 23:50", "2025-03-16 00:05"),
        (NaturalMinutes(30), "2025-10-01 03:00", "2025-10-01 03:30"),
        (EndOfBusiness(), "2025-03-10 09:30", "2025-03-10 17:30"),
        (EndOfBusiness(), "2025-03-10 17:29:59", "2025-03-10 17:30"),
        (EndOfBusiness(), "2025-03-10 17:30", "2025-03-11 17:30"),
        (EndOfBusiness(), "2025-03-14 18:00", "2025-03-17 17:30"),
        (EndOfBusiness(), "2025-01-25 10:00", "2025-01-26 17:30"),
        (HalfWorkingDays(1), "2025-03-10 10:00", "2025-03-10 17:30"),
        (HalfWorkingDays(1), "2025-03-10 15:00", "2025-03-11 12:00"),
        (HalfWorkingDays(1), "2025-03-10 08:00", "2025-03-10 12:00"),
        (HalfWorkingDays(1), "2025-03-10 12:30", "2025-03-10 17:30"),
        (HalfWorkingDays(1), "2025-03-14 15:00", "2025-03-17 12:00"),
        (HalfWorkingDays(2), "2025-03-14 10:00", "2025-03-17 12:00"),
        (HalfWorkingDays(0), "2025-03-10 10:00", "2025-03-10 12:00"),
        (HalfWorkingDays(0), "2025-03-10 12:00", "2025-03-10 17:30"),
    ],
)
def test_limits_that_run_from_a_moment(limit: TimeLimit, start: str, at: str) -> None:
    """Hours of the clock run on days off too; half days and the end of business keep to opening hours."""
    assert moment(at) == due(limit, moment(start), CHINA).at


@pytest.mark.parametrize(
    ("start", "number", "on"),
    [
        ("2025-01-20", 10, "2025-02-05"),
        ("2025-03-05", 10, "2025-03-17"),
        ("2025-01-16", 10, "2025-01-26"),
        ("2025-03-05", 5, "2025-03-10"),
    ],
)
def test_a_last_day_off_rolls_to_the_day_after_the_holiday(start: str, number: int, on: str) -> None:
    """民法典 203: 期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日; a makeup Sunday is no day off."""
    assert date.fromisoformat(on) == due(NaturalDays(number), date.fromisoformat(start), CHINA).on


def test_natural_days_need_not_roll() -> None:
    """民法典 204: the parties may agree otherwise."""
    assert date(2025, 1, 30) == due(NaturalDays(10, rolls=False), date(2025, 1, 20), CHINA).on


@pytest.mark.parametrize(
    ("start", "number", "on"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-03-10", 1, "2025-04-10"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2025-04-01", 1, "2025-05-06"),
        ("2025-12-10", 1, "2026-01-12"),
    ],
)
def test_months_end_on_the_same_day_of_the_month(start: str, number: int, on: str) -> None:
    """民法典 202: 到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日; and art. 203 rolls what falls on a day off."""
    assert date.fromisoformat(on) == due(Months(number), date.fromisoformat(start), CHINA).on


@pytest.mark.parametrize("limit", [HalfWorkingDays(1), WorkingHours(1), WorkingMinutes(1), NaturalHours(1)], ids=str)
def test_a_limit_in_hours_needs_a_moment(limit: TimeLimit) -> None:
    """A date is a day and no moment: a limit in hours refuses it and says what to give."""
    with pytest.raises(BadInput, match="datetime"):
        due(limit, date(2025, 3, 10), CHINA)


def test_the_end_of_business_of_a_day() -> None:
    """A day will do for the end of business: its own close, or that of the next working day."""
    found = [due(EndOfBusiness(), day, CHINA).at for day in (date(2025, 3, 14), date(2025, 3, 15))]

    assert [moment("2025-03-14 17:30"), moment("2025-03-17 17:30")] == found


def test_hours_that_end_with_the_day_end_on_it() -> None:
    """The last day of 24 hours from 00:00 is that day, though they end at 00:00 of the next."""
    found = due(NaturalHours(24), moment("2025-03-10 00:00"), CHINA)

    assert (moment("2025-03-11 00:00"), date(2025, 3, 10)) == (found.at, found.on)


# Bad input


@pytest.mark.parametrize(("day", "on"), [("2025-03-14", "2025-03-14"), ("2025-03-15", "2025-03-17")])
def test_no_days_at_all(day: str, on: str) -> None:
    """D11 n = 0: due on the receipt day (or next working day if closed)."""
    assert [date.fromisoformat(on)] * 2 == [
        due(limit, date.fromisoformat(day), CHINA).on for limit in (WorkingDays(0), NaturalDays(0))
    ]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31), date(2003, 12, 31)])
@pytest.mark.parametrize("limit", [WorkingDays(1), WorkingDays(0), NaturalDays(1), Months(1)], ids=str)
def test_days_that_the_calendar_cannot_know(limit: TimeLimit, day: date) -> None:
    """D11 Dates year 1 / 9999: clean error."""
    with pytest.raises(BadInput):
        due(limit, day, CHINA)


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("limit", [WorkingDays(1), WorkingHours(1), NaturalHours(48), EndOfBusiness()], ids=str)
def test_moments_that_the_calendar_cannot_know(limit: TimeLimit, year: int) -> None:
    """D11 Dates year 1 / 9999: clean error, for moments too, at both ends of the year."""
    for start in (datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, 23, 59, tzinfo=UTC)):
        with pytest.raises(BadInput):
            due(limit, start, CHINA)


def test_an_answer_past_the_table_is_an_error() -> None:
    """K6 refused or error with a message, never an endless loop or a wrong sentinel."""
    with pytest.raises(BadInput, match="2004-01-01 through"):
        due(WorkingDays(10_000), date(2025, 3, 10), CHINA)
    with pytest.raises(BadInput, match="2004-01-01 through"):
        due(WorkingHours(100_000), moment("2025-03-10 09:00"), CHINA)


@pytest.mark.parametrize("start", ["2025-03-10", 20250310, None])
def test_a_start_that_is_no_day(start: object) -> None:
    """A start that is neither date nor datetime is named in the error."""
    with pytest.raises(BadInput):
        due(WorkingDays(2), start, CHINA)  # type: ignore[arg-type] # the wrong type is the point


def test_a_deadline_is_a_value() -> None:
    """Two deadlines of the same question are equal and hash alike; another edition makes another."""
    one, two = (due(WorkingDays(2), date(2025, 3, 10), CHINA) for _ in range(2))
    other = due(WorkingDays(2), date(2025, 3, 10), china(as_of=date(2025, 6, 1)))

    assert (one, hash(one)) == (two, hash(two))
    assert one != other
    assert isinstance(one, Deadline)
    assert "cn-2025@2024-11-12" == other.edition


def test_working_time_between_two_moments() -> None:
    """Hall hours 09:00-12:00 and 14:00-17:30, makeup days included."""
    assert timedelta(hours=8, minutes=30) == worked(moment("2025-01-24 16:30"), moment("2025-01-27 10:00"), CHINA)


def test_working_time_backwards_is_refused() -> None:
    """An end before the start is refused."""
    with pytest.raises(BadInput):
        worked(moment("2025-01-24 16:30"), moment("2025-01-24 16:29"), CHINA)


def test_hours_follow_their_season() -> None:
    """Of several schedules the last that holds on a day counts: summer hours from May to September."""
    summer = Hours.of(daily="08:30-12:00 15:00-18:00").valid(date(2025, 5, 1), date(2025, 9, 30))
    calendar = china(hours=[Hours.of(daily="09:00-12:00 14:00-17:30"), summer])

    assert ["17:30", "18:00", "17:30"] == [
        f"{due(EndOfBusiness(), day, calendar).at:%H:%M}"
        for day in (date(2025, 4, 28), date(2025, 5, 6), date(2025, 10, 9))
    ]
