"""Time limits: how much time there is, of which kind, and how it is counted."""

import re
from collections.abc import Callable
from datetime import time
from enum import StrEnum

from attrs import Attribute, field, frozen

from banbucheng.errors import BadInput
from banbucheng.worktime._value import hashed, same, shown

__all__ = [
    "CountFrom",
    "EndOfBusiness",
    "Ends",
    "HalfWorkingDays",
    "Months",
    "NaturalDays",
    "NaturalHours",
    "NaturalMinutes",
    "TimeLimit",
    "WorkingDays",
    "WorkingHours",
    "WorkingMinutes",
    "limit_from_text",
]


class CountFrom(StrEnum):
    """The day that day one follows, when a matter comes in on a day off."""

    #: Day one is the first that counts after the receipt, wherever the receipt fell (Civil Code art. 201).
    DAY_AFTER = "day_after"
    #: A receipt on a day off is taken for one on the next working day, which is then not counted itself.
    NEXT_WORKDAY = "next_workday"


class Ends(StrEnum):
    """The moment of the last day at which the time is up (Civil Code art. 203 allows both)."""

    MIDNIGHT = "midnight"
    CLOSE_OF_BUSINESS = "close_of_business"


def _number(most: int) -> Callable[[object, "Attribute[int]", object], None]:
    def check(owner: object, _: "Attribute[int]", value: object) -> None:
        if type(value) is not int or not 0 <= value <= most:
            raise BadInput(type(owner).__name__, value, f"give a whole number from 0 to {most}")

    return check


def _choice(owner: object, attribute: "Attribute[CountFrom] | Attribute[Ends]", value: object) -> None:
    choices = CountFrom if attribute.name == "count_from" else Ends
    # A validator and no converter, whose signature attrs would examine each time the module is loaded.
    if type(value) is not choices:
        raise BadInput(
            f"{type(owner).__name__}.{attribute.name}", value, f"give a {choices.__name__}: {', '.join(choices)}"
        )


def _time_of_day(owner: object, _: "Attribute[time | None]", value: time | None) -> None:
    if value is not None and (type(value) is not time or value.tzinfo is not None):
        raise BadInput(f"{type(owner).__name__}.cut_off", value, "give a local time of day without a zone, or None")


# Not slotted, here and below: attrs builds such a class in two thirds of the time, and a cold start waits for them all.
@frozen(slots=False)
class WorkingDays:
    """
    A number of working days; the day of receipt is not one of them (Licensing Law art. 82, Civil Code art. 201).

    None is due on the day of receipt itself, or on the next working day where that is a day off.
    """

    __eq__, __hash__, __repr__ = same, hashed, shown

    number: int = field(validator=_number(10_000))
    #: What a receipt on a day off is followed by.
    count_from: CountFrom = field(default=CountFrom.DAY_AFTER, kw_only=True, validator=_choice)
    #: A receipt later than this time of day is one of the next day; at this very time it is still in time.
    cut_off: time | None = field(default=None, kw_only=True, validator=_time_of_day)
    ends: Ends = field(default=Ends.MIDNIGHT, kw_only=True, validator=_choice)

    def __str__(self) -> str:
        return f"{self.number}wd"


@frozen(slots=False)
class NaturalDays:
    """
    A number of calendar days; the day of receipt is not one of them.

    Where the last is a day off, the time runs to the end of the next working day (Civil Code art. 203).
    """

    __eq__, __hash__, __repr__ = same, hashed, shown

    number: int = field(validator=_number(10_000))
    count_from: CountFrom = field(default=CountFrom.DAY_AFTER, kw_only=True, validator=_choice)
    cut_off: time | None = field(default=None, kw_only=True, validator=_time_of_day)
    ends: Ends = field(default=Ends.MIDNIGHT, kw_only=True, validator=_choice)
    #: Whether a last day that is off moves to the next working day.
    rolls: bool = field(default=True, kw_only=True)

    def __str__(self) -> str:
        return f"{self.number}d"


@frozen(slots=False)
class Months:
    """
    A number of months: due on the same day of the later month, or on its last where it has no such day.

    Where that is a day off, the time runs to the end of the next working day (Civil Code art. 202, 203).
    """

    __eq__, __hash__, __repr__ = same, hashed, shown

    number: int = field(validator=_number(360))
    count_from: CountFrom = field(default=CountFrom.DAY_AFTER, kw_only=True, validator=_choice)
    cut_off: time | None = field(default=None, kw_only=True, validator=_time_of_day)
    ends: Ends = field(default=Ends.MIDNIGHT, kw_only=True, validator=_choice)
    rolls: bool = field(default=True, kw_only=True)

    def __str__(self) -> str:
        return f"{self.number}mo"


@frozen(slots=False)
class HalfWorkingDays:
    """
    A number of mornings and afternoons of working days, parted at the calendar's midday.

    The half in which a matter comes in is not counted; it is due at the close of the last one. None is due at
    the close of the half of receipt, or of the next one where the house is closed.
    """

    __eq__, __hash__, __repr__ = same, hashed, shown

    number: int = field(validator=_number(20_000))

    def __str__(self) -> str:
        return f"{self.number}hwd"


@frozen(slots=False)
class WorkingHours:
    """A number of hours in which the house is open, counted from the moment itself (Civil Code art. 201)."""

    __eq__, __hash__, __repr__ = same, hashed, shown

    number: int = field(validator=_number(100_000))

    def __str__(self) -> str:
        return f"{self.number}wh"


@frozen(slots=False)
class WorkingMinutes:
    """A number of minutes in which the house is open, counted from the moment itself."""

    __eq__, __hash__, __repr__ = same, hashed, shown

    number: int = field(validator=_number(6_000_000))

    def __str__(self) -> str:
        return f"{self.number}wm"


@frozen(slots=False)
class NaturalHours:
    """A number of hours of the clock, day and night, working day or not."""

    __eq__, __hash__, __repr__ = same, hashed, shown

    number: int = field(validator=_number(100_000))

    def __str__(self) -> str:
        return f"{self.number}h"


@frozen(slots=False)
class NaturalMinutes:
    """A number of minutes of the clock, day and night, working day or not."""

    __eq__, __hash__, __repr__ = same, hashed, shown

    number: int = field(validator=_number(6_000_000))

    def __str__(self) -> str:
        return f"{self.number}min"


@frozen(slots=False)
class EndOfBusiness:
    """The close of business on the day of receipt; what comes in at the close or later has until the next working day's."""

    __eq__, __hash__, __repr__ = same, hashed, shown

    def __str__(self) -> str:
        return "eob"


#: Every kind of limit.
TimeLimit = (
    WorkingDays
    | NaturalDays
    | HalfWorkingDays
    | WorkingHours
    | WorkingMinutes
    | NaturalHours
    | NaturalMinutes
    | Months
    | EndOfBusiness
)

_UNITS: dict[str, Callable[[int], TimeLimit]] = {
    "wd": WorkingDays,
    "d": NaturalDays,
    "hwd": HalfWorkingDays,
    "wh": WorkingHours,
    "wm": WorkingMinutes,
    "h": NaturalHours,
    "min": NaturalMinutes,
    "mo": Months,
}
_FORMS = (
    "give a number and a unit: 2wd (working days), 10d (natural days), 1hwd (half working days), 3wh (working hours), "
    "30wm (working minutes), 24h (natural hours), 15min (natural minutes), 1mo (months); or eob (end of business)"
)


def limit_from_text(text: str) -> TimeLimit:
    """
    The limit that a short form such as `2wd` or `eob` names, with the default counting rules.

    Raises:
        BadInput: no limit is written so; the message lists the forms.
    """
    if text == "eob":
        return EndOfBusiness()
    match = re.fullmatch(r"([0-9]{1,9})([a-z]+)", text)
    if match is None or match[2] not in _UNITS:
        raise BadInput("time limit", text, _FORMS)
    return _UNITS[match[2]](int(match[1]))
