"""Regression anchors of other systems' own suites, for the generic engine."""

from datetime import date, datetime

import pytest

from banbucheng.worktime import Ends, Hours, NaturalDays, WorkCalendar, WorkingDays, due

UK = WorkCalendar.build(
    edition="uk",
    zone="Europe/London",
    first=date(2007, 1, 1),
    last=date(2009, 12, 31),
    off=[
        *[date(2007, month, day) for month, day in ((1, 1), (4, 6), (4, 9), (12, 25), (12, 26))],
        *[date(2008, month, day) for month, day in ((1, 1), (3, 17), (3, 21), (3, 24), (5, 5), (5, 26), (8, 25))],
        *[date(2008, 12, 25), date(2008, 12, 26), date(2009, 1, 1), date(2009, 3, 17)],
        *[date(2009, 4, 10), date(2009, 4, 13)],
    ],
)
ENGLAND = WorkCalendar.build(
    edition="england",
    zone="Europe/London",
    first=date(2017, 1, 1),
    last=date(2023, 12, 31),
    off=[date(2017, 5, 1), date(2017, 5, 29), date(2017, 8, 28), date(2021, 5, 31), date(2021, 8, 30)],
)


@pytest.mark.parametrize(
    ("start", "on"),
    [
        ("2008-10-01", "2008-10-29"),
        ("2007-02-01", "2007-03-01"),
        ("2008-02-01", "2008-02-29"),
        ("2009-03-12", "2009-04-14"),
        ("2009-03-13", "2009-04-15"),
        ("2009-03-14", "2009-04-15"),
        ("2009-03-15", "2009-04-15"),
        ("2009-03-16", "2009-04-16"),
    ],
)
def test_freedom_of_information_requests(start: str, on: str) -> None:
    """Alaveteli, UK calendar, 20 WD: 2008-10-01 -> 10-29; 2009-03-12 -> 04-14; Fri 03-13 = Sat 03-14 = Sun 03-15 -> 04-15."""
    assert date.fromisoformat(on) == due(WorkingDays(20), date.fromisoformat(start), UK).on


def test_calendar_days_over_christmas() -> None:
    """Alaveteli, calendar-day mode 2008-12-05 + 20 -> 12-29."""
    assert date(2008, 12, 29) == due(NaturalDays(20), date(2008, 12, 5), UK).on


@pytest.mark.parametrize(
    ("start", "number", "on"),
    [
        ("2017-05-18", 20, "2017-06-16"),
        ("2017-05-18", 3, "2017-05-23"),
        ("2017-05-18", 30, "2017-06-30"),
        ("2017-05-18", 40, "2017-07-14"),
        ("2021-07-03", 3, "2021-07-07"),
        ("2021-07-03", 20, "2021-07-30"),
    ],
)
def test_correspondence_of_a_ministry(start: str, number: int, on: str) -> None:
    """MoJ: Thu 2017-05-18 -> 20 WD 06-16, escalation 3 -> 05-23, +10 -> 06-30, cap +20 -> 07-14; Sat 2021-07-03 -> 07-07, 07-30."""
    assert date.fromisoformat(on) == due(WorkingDays(number), date.fromisoformat(start), ENGLAND).on


def test_working_days_before_a_day() -> None:
    """MoJ: 10 before 2023-12-04 = 11-20, or 11-17 where St Andrew's Day is a holiday."""
    scotland = WorkCalendar.build(
        edition="scotland", first=date(2023, 1, 1), last=date(2023, 12, 31), off=[date(2023, 11, 30)]
    )

    assert date(2023, 11, 20) == ENGLAND.workday_after(date(2023, 12, 4), -10)
    assert date(2023, 11, 17) == scotland.workday_after(date(2023, 12, 4), -10)


def test_a_help_desk_from_morning_to_evening() -> None:
    """GLPI: 2018-11-19 10:00 + 7 WD -> 11-28, 20:00 end of day; -7 -> 11-08."""
    desk = WorkCalendar.build(
        edition="glpi",
        zone="Europe/Paris",
        first=date(2018, 1, 1),
        last=date(2018, 12, 31),
        hours=Hours.of(daily="08:00-20:00"),
    )
    start = datetime(2018, 11, 19, 10, tzinfo=desk.zone)
    found = due(WorkingDays(7, ends=Ends.CLOSE_OF_BUSINESS), start, desk)

    assert datetime(2018, 11, 28, 20, tzinfo=desk.zone) == found.at
    assert date(2018, 11, 8) == desk.workday_after(start.date(), -7)
