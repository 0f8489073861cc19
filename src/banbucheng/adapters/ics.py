"""
A calendar, and the deadlines reckoned with it, as iCalendar files (extra `ics`, which is the icalendar package).

The same arguments make the same file: identifiers come from the days and from the caller, and the moment of writing is
the caller's `at`. So a program that subscribes to the file sees changes as changes and not as new events.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar, Event, Todo

from banbucheng.errors import BadInput
from banbucheng.labels import phrase, word
from banbucheng.worktime import Deadline, WorkCalendar

__all__ = ["calendar_ics", "deadlines_ics"]

_DAY = timedelta(days=1)
_PRODUCT = "-//banbucheng//banbucheng//"


def calendar_ics(calendar: WorkCalendar, first: date, last: date, language: str, *, at: datetime) -> str:
    """
    The days off that have a name, and the makeup workdays, from the first through the last, as events of whole days.

    What lies past `announced_through` is tentative, for its notice can still add to it. The language is one of
    `banbucheng.labels.LANGUAGES`.

    Raises:
        BadInput: a range that runs backwards, days outside the calendar, or an `at` without a zone.
    """
    if last < first:
        raise BadInput("last day", last.isoformat(), f"it lies on or after the first, {first.isoformat()}")
    events = [
        _filled(
            Event(),
            uid=f"{begins:%Y%m%d}-{name or 'makeup'}@banbucheng",
            dtstamp=_instant(at),
            dtstart=begins,
            dtend=ends + _DAY,
            summary=_summary(name, language),
            status="CONFIRMED" if ends <= calendar.announced_through else "TENTATIVE",
            transp="TRANSPARENT",
            x_banbucheng_edition=calendar.edition,
        )
        for begins, ends, name in _stretches(calendar, first, last)
    ]
    return _text(word("ics.calendar", language), events)


def deadlines_ics(
    deadlines: Iterable[tuple[str, Deadline, str]], language: str, *, at: datetime, as_events: bool = False
) -> str:
    """
    Deadlines as tasks that are due, or as events; each is given with an identifier of the caller's and a summary.

    One that ends with its day is due on that day, any other at its moment. A provisional one says so in its
    description, with the dates between which it lies; as an event it is tentative too.

    Raises:
        BadInput: an identifier twice, or an `at` without a zone.
    """
    entries: list[Any] = []
    seen: set[str] = set()
    for uid, deadline, summary in deadlines:
        if uid in seen:
            raise BadInput("identifier", uid, "each deadline has one of its own")
        seen.add(uid)
        own = {"uid": uid, "dtstamp": _instant(at), "summary": summary, **_provisional(deadline, language)}
        own |= {"x_banbucheng_limit": str(deadline.limit), "x_banbucheng_edition": deadline.edition}
        if as_events:
            status = "TENTATIVE" if deadline.provisional else "CONFIRMED"
            entries.append(_filled(Event(), dtstart=_due(deadline), status=status, **own))
        else:
            entries.append(_filled(Todo(), due=_due(deadline), **own))
    return _text(word("ics.deadlines", language), entries)


# icalendar is typed in part only; its components are filled here and nowhere else.
def _filled(component: Any, **fields: object) -> Any:
    for name, value in fields.items():
        component.add(name.replace("_", "-"), value)
    return component


def _text(name: str, components: Iterable[Any]) -> str:
    file = _filled(Calendar(), version="2.0", prodid=_PRODUCT, x_wr_calname=name)
    for component in components:
        file.add_component(component)
    return str(file.to_ical(), "utf-8")


def _provisional(deadline: Deadline, language: str) -> Mapping[str, str]:
    if not deadline.provisional:
        return {}
    earliest, latest = deadline.earliest.isoformat(), deadline.latest.isoformat()
    said = phrase("due.provisional", language, earliest=earliest, latest=latest)
    return {"description": said, "x_banbucheng_earliest": earliest, "x_banbucheng_latest": latest}


def _stretches(calendar: WorkCalendar, first: date, last: date) -> Iterator[tuple[date, date, str]]:
    """The days off of one name next to each other, and each makeup workday; the first and last day, with the name."""
    begun: tuple[date, str] | None = None
    for place in range((last - first).days + 1):
        day = first + _DAY * place
        name = "" if calendar.works_on(day) else calendar.name_of(day)
        if begun is not None and name != begun[1]:
            yield begun[0], day - _DAY, begun[1]
            begun = None
        if name and begun is None:
            begun = day, name
        if calendar.shifted(day):
            yield day, day, ""
    if begun is not None:
        yield begun[0], last, begun[1]


def _summary(name: str, language: str) -> str:
    if not name:
        return word("ics.makeup", language)
    code = f"worktime.festival.{name}"
    known = word(code, language)
    return phrase("ics.day_off", language, name=name if known == code else known)


def _due(deadline: Deadline) -> date | datetime:
    whole_day = deadline.at.timetz().replace(tzinfo=None) == time.min and deadline.at.date() == deadline.on + _DAY
    return deadline.on if whole_day else deadline.at.astimezone(UTC)


def _instant(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise BadInput("at", at, "give a datetime with a time zone")
    return at.astimezone(UTC).replace(microsecond=0)
