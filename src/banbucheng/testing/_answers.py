"""What a host's own code answers, read as a day, and told in words."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from attrs import frozen

from banbucheng.worktime import Deadline, WorkCalendar

__all__ = ["Answer", "MyDue", "answered", "day_in_words", "moment_in_words", "number_in_words"]

#: A host's own code: from a moment and a number of working days to the last day, or the moment at which it is over.
MyDue = Callable[[datetime, int], object]

_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Answer:
    """What came of asking: a day, or none and what was there instead."""

    #: The last day on which it is not too late; None where the code raised, or gave no day.
    on: date | None
    #: Whether it says that it is not settled yet.
    provisional: bool = False
    #: Whether it raised.
    refused: bool = False
    #: The answer as a sentence goes on with it, such as `says Thu 2025-05-01, a day off`.
    said: str


def answered(ask: Callable[[], object], calendar: WorkCalendar) -> Answer:
    """The answer of a host's code."""
    try:
        value = ask()
    except Exception as error:  # noqa: BLE001 - whatever it raises is its answer
        return Answer(on=None, refused=True, said=f"raises {type(error).__name__}: {error}")
    on = _day(value, calendar)
    if on is None:
        return Answer(on=None, said=f"says {value!r}, which is no day")
    provisional = bool(getattr(value, "provisional", False))
    mark = ", provisionally" if provisional else ""
    return Answer(on=on, provisional=provisional, said=f"says {day_in_words(on, calendar)}{mark}")


def _day(value: object, calendar: WorkCalendar) -> date | None:
    """
    The last day that an answer means.

    A moment at 00:00 is the end of the day before, for the day lasts until 24:00 (Civil Code art. 203).
    """
    if isinstance(value, datetime):
        local = value if value.tzinfo is None else value.astimezone(calendar.zone)
        return local.date() if local.time() > local.time().min else local.date() - _DAY
    if isinstance(value, date):
        return value
    if isinstance(value, Deadline):
        return value.on
    on: object = getattr(value, "on", None)
    return on if isinstance(on, date) else None


def day_in_words(day: date, calendar: WorkCalendar) -> str:
    """A day with its weekday, and what is odd about it: `Sun 2025-01-26, a makeup workday`."""
    plain = f"{day:%a} {day}"
    if not calendar.first < day <= calendar.last:
        return plain
    if calendar.shifted(day) and calendar.works_on(day):
        return f"{plain}, a makeup workday"
    if calendar.works_on(day):
        return plain
    name = calendar.name_of(day)
    return f"{plain}, a day off ({name})" if name else f"{plain}, a day off"


def moment_in_words(at: datetime, calendar: WorkCalendar) -> str:
    """A moment on the clocks of the calendar, with its day in words."""
    local = at.astimezone(calendar.zone)
    day = day_in_words(local.date(), calendar)
    wall = local.time().isoformat()[:5] if not local.second else local.time().isoformat("seconds")
    head, comma, rest = day.partition(",")
    return f"{head} {wall}{comma}{rest}"


def number_in_words(number: int) -> str:
    """A number of working days."""
    return f"{number} working day{'' if number == 1 else 's'}"
