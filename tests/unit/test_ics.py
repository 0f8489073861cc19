"""Calendars and deadlines as iCalendar, read back by the package that calendar programs are tested against."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

icalendar = pytest.importorskip("icalendar", reason="iCalendar is the extra `ics`")

from banbucheng.adapters.china import china  # noqa: E402 - after the check above, like the next
from banbucheng.adapters.ics import calendar_ics, deadlines_ics  # noqa: E402 - it imports icalendar
from banbucheng.errors import BadInput  # noqa: E402 - as above
from banbucheng.worktime import Overlay, WorkingDays, WorkingHours, due  # noqa: E402 - as above

CALENDAR = china()
AT = datetime(2025, 11, 5, 8, 30, tzinfo=UTC)
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def entries(text: str, kind: str) -> list[Any]:
    """The components of a kind in a file."""
    return list(icalendar.Calendar.from_ical(text).walk(kind))


def days_in(event: Any) -> list[date]:
    """The days that an event takes."""
    first, last = event["DTSTART"].dt, event["DTEND"].dt
    return [first + timedelta(days=place) for place in range((last - first).days)]


def test_a_year_reads_back_as_it_was_written() -> None:
    """Every day off with a name is in one event, every makeup workday in one, and no other day in any."""
    events = entries(calendar_ics(CALENDAR, *YEAR, "en", at=AT), "VEVENT")
    makeup = [day for event in events if event["SUMMARY"] == "Makeup workday" for day in days_in(event)]
    off = [day for event in events if event["SUMMARY"] != "Makeup workday" for day in days_in(event)]
    year = [YEAR[0] + timedelta(days=place) for place in range(365)]

    assert [day for day in year if CALENDAR.shifted(day)] == makeup
    assert [day for day in year if CALENDAR.name_of(day) and not CALENDAR.works_on(day)] == off
    assert {"CONFIRMED"} == {str(event["STATUS"]) for event in events}


def test_a_festival_is_one_event_in_either_language() -> None:
    """The Spring Festival of 2025 takes eight days, and is called what people call it."""
    for language, name in (("zh", "春节（休）"), ("en", "Spring Festival (off)")):
        events = entries(calendar_ics(CALENDAR, *YEAR, language, at=AT), "VEVENT")
        (found,) = [event for event in events if name == event["SUMMARY"]]
        assert [date(2025, 1, 28) + timedelta(days=place) for place in range(8)] == days_in(found)


def test_the_days_of_an_office_carry_its_own_name() -> None:
    """A name that the library has no word for is shown as it is."""
    office = CALENDAR.with_overlay(Overlay(name="typhoon Ragasa", off=[date(2025, 9, 24)]))

    found = entries(calendar_ics(office, date(2025, 9, 22), date(2025, 9, 26), "en", at=AT), "VEVENT")

    assert ["typhoon Ragasa (off)"] == [event["SUMMARY"] for event in found]


def test_the_same_arguments_make_the_same_file() -> None:
    """Nothing in it comes from the machine, and every event has an identifier of its own."""
    text = calendar_ics(CALENDAR, *YEAR, "zh", at=AT)
    uids = [str(event["UID"]) for event in entries(text, "VEVENT")]

    assert text == calendar_ics(CALENDAR, *YEAR, "zh", at=AT)
    assert sorted(set(uids)) == sorted(uids)
    assert {AT} == {event["DTSTAMP"].dt for event in entries(text, "VEVENT")}


def test_an_amendment_changes_an_event_and_makes_no_new_one() -> None:
    """When the notice of 2020-01-27 made the Spring Festival longer, its event kept its identifier."""
    span = (date(2020, 1, 20), date(2020, 2, 10))

    def festival(as_of: date) -> tuple[str, date]:
        events = entries(calendar_ics(china(as_of=as_of), *span, "en", at=AT), "VEVENT")
        found = next(event for event in events if "Spring Festival" in event["SUMMARY"])
        return str(found["UID"]), found["DTEND"].dt

    before, after = festival(date(2020, 1, 20)), festival(date(2020, 2, 1))

    assert before[0] == after[0]
    assert [date(2020, 1, 31), date(2020, 2, 3)] == [before[1], after[1]]


def test_what_is_not_announced_is_tentative() -> None:
    """The festivals of a year without a notice are in the file, as what can still change."""
    events = entries(calendar_ics(CALENDAR, date(2027, 1, 1), date(2027, 12, 31), "en", at=AT), "VEVENT")

    assert events
    assert {"TENTATIVE"} == {str(event["STATUS"]) for event in events}


def test_deadlines_are_tasks_that_are_due() -> None:
    """One that ends with its day is due on the day, one of hours at its moment."""
    whole = due(WorkingDays(5), date(2025, 3, 10), CALENDAR)
    hours = due(WorkingHours(3), datetime(2025, 3, 10, 2, tzinfo=UTC), CALENDAR)
    text = deadlines_ics([("a@city", whole, "市民反映一"), ("b@city", hours, "two; with, signs")], "zh", at=AT)

    first, second = entries(text, "VTODO")

    assert ("a@city", date(2025, 3, 17), "市民反映一") == (first["UID"], first["DUE"].dt, first["SUMMARY"])
    assert ("b@city", hours.at, "two; with, signs") == (second["UID"], second["DUE"].dt, second["SUMMARY"])
    assert "5wd" == first["X-BANBUCHENG-LIMIT"]
    assert "DESCRIPTION" not in first


@pytest.mark.parametrize("as_events", [False, True])
def test_a_provisional_deadline_says_where_it_lies(as_events: bool) -> None:  # noqa: FBT001 - by parametrize
    """In words for people, in fields for programs, and as an event by its status."""
    deadline = due(WorkingDays(10), date(2026, 12, 25), CALENDAR)
    text = deadlines_ics([("a", deadline, "s")], "en", at=AT, as_events=as_events)

    (found,) = entries(text, "VEVENT" if as_events else "VTODO")

    assert f"between {deadline.earliest} and {deadline.latest}" in found["DESCRIPTION"]
    assert (str(deadline.earliest), str(deadline.latest)) == (
        found["X-BANBUCHENG-EARLIEST"],
        found["X-BANBUCHENG-LATEST"],
    )
    assert (["TENTATIVE"] if as_events else []) == [found[name] for name in ("STATUS",) if name in found]
    assert deadline.on == found["DTSTART" if as_events else "DUE"].dt


def test_bad_input_is_named() -> None:
    """A range that runs backwards, an identifier twice, a moment without a zone, days that nobody knows."""
    deadline = due(WorkingDays(5), date(2025, 3, 10), CALENDAR)

    with pytest.raises(BadInput, match="2025-12-31"):
        calendar_ics(CALENDAR, YEAR[1], YEAR[0], "en", at=AT)
    with pytest.raises(BadInput, match="1999-01-01"):
        calendar_ics(CALENDAR, date(1999, 1, 1), YEAR[1], "en", at=AT)
    with pytest.raises(BadInput, match="time zone"):
        calendar_ics(CALENDAR, *YEAR, "en", at=AT.replace(tzinfo=None))
    with pytest.raises(BadInput, match="time zone"):
        deadlines_ics([("a", deadline, "s")], "en", at=AT.replace(tzinfo=None))
    with pytest.raises(BadInput, match="one of its own"):
        deadlines_ics([("a", deadline, "s"), ("a", deadline, "t")], "en", at=AT)
