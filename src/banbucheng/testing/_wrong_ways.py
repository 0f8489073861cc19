"""Mistakes that are made again and again, by what they answer: a broken law is told together with its likely cause."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from banbucheng.errors import BadInput
from banbucheng.testing._answers import MyDue, answered
from banbucheng.testing._calendars import edges
from banbucheng.worktime import CountFrom, WorkCalendar, WorkingDays, due

__all__ = ["looks_like"]

_DAY = timedelta(days=1)
#: So many days of the calendar are asked about, from the latest back.
_PROBES = 80
WrongWay = Callable[[datetime, int, WorkCalendar], date]


def looks_like(my_due: MyDue, calendar: WorkCalendar, count_from: CountFrom) -> Sequence[str]:
    """The known mistakes that give the host's very answers wherever they are asked."""
    asked = [(start, number) for start in _probes(calendar) for number in (1, 2, 5)]
    answers = [answered(lambda start=start, n=n: my_due(start, n), calendar).on for start, n in asked]  # type: ignore[misc] # mypy does not take a lambda's default
    ways = {**_WAYS, **_OTHER_SCHOOL[count_from]}
    return [
        said
        for said, way in ways.items()
        if all(answer == way(start, number, calendar) for (start, number), answer in zip(asked, answers, strict=True))
    ]


def _probes(calendar: WorkCalendar) -> Iterator[datetime]:
    last = min(calendar.announced_through, calendar.last) - 60 * _DAY
    days = [day for day in edges(calendar) if day <= last][-_PROBES:]
    return (datetime.combine(day, wall, calendar.zone) for day in days for wall in (time(9, 30), time(0, 30)))


def _counted(day: date, number: int, works: Callable[[date], bool]) -> date:
    while number:
        day += _DAY
        number -= works(day)
    return day


def _monday_to_friday(start: datetime, number: int, calendar: WorkCalendar) -> date:
    return _counted(calendar.date_of(start), number, lambda day: day.weekday() not in calendar.weekend)


def _without_makeup(start: datetime, number: int, calendar: WorkCalendar) -> date:
    works = calendar.works_on
    return _counted(calendar.date_of(start), number, lambda day: works(day) and day.weekday() not in calendar.weekend)


def _in_utc(start: datetime, number: int, calendar: WorkCalendar) -> date:
    return calendar.workday_after(start.astimezone(UTC).date(), number)


def _with_the_day_of_receipt(start: datetime, number: int, calendar: WorkCalendar) -> date:
    return calendar.workday_after(calendar.date_of(start) - _DAY, number)


def _natural_days(start: datetime, number: int, calendar: WorkCalendar) -> date:
    return calendar.date_of(start) + number * _DAY


def _seconds(start: datetime, number: int, calendar: WorkCalendar) -> date:
    return calendar.date_of(start + timedelta(seconds=number))


def _by_school(count_from: CountFrom) -> WrongWay:
    def way(start: datetime, number: int, calendar: WorkCalendar) -> date:
        try:
            return due(WorkingDays(number, count_from=count_from), start, calendar).on
        except BadInput:
            return date.max

    return way


_WAYS: Mapping[str, WrongWay] = {
    "it counts Monday to Friday, and knows neither days off nor makeup workdays": _monday_to_friday,
    "it knows the days off, and no makeup workdays": _without_makeup,
    "it takes the date of a moment in UTC": _in_utc,
    "it counts the day of receipt as day one": _with_the_day_of_receipt,
    "it counts natural days": _natural_days,
    "it adds seconds, not days": _seconds,
}
#: What is a mistake depends on what was decided.
_OTHER_SCHOOL: Mapping[CountFrom, Mapping[str, WrongWay]] = {
    CountFrom.DAY_AFTER: {
        "it takes a receipt on a day off for one on the next working day, which it then does not count (school B); "
        "if that is what you want, say count_from=CountFrom.NEXT_WORKDAY": _by_school(CountFrom.NEXT_WORKDAY)
    },
    CountFrom.NEXT_WORKDAY: {
        "it counts from the day after the receipt, wherever that fell (school A); if that is what you want, say "
        "count_from=CountFrom.DAY_AFTER": _by_school(CountFrom.DAY_AFTER)
    },
}
