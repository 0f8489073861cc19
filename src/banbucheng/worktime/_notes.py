"""What a day was for a deadline, as a value."""

from datetime import date, timedelta
from enum import StrEnum

from attrs import frozen

__all__ = ["DayNote", "Reason"]


class Reason(StrEnum):
    """Why a day counted, or why it did not."""

    #: The day on which the matter came in, which a count of days leaves out.
    RECEIPT = "receipt"
    #: A day that still belongs to the receipt: it came after the cut-off, or moves to the next working day.
    DEEMED_RECEIPT = "deemed_receipt"
    WORKDAY = "workday"
    #: A weekend day that is worked for a day off elsewhere.
    MAKEUP_WORKDAY = "makeup_workday"
    WEEKEND = "weekend"
    #: A festival, or a day that an overlay turned off.
    DAY_OFF = "day_off"
    #: The hall is open, yet it is no legal working day.
    EXTENDED_SERVICE = "extended_service"
    PAUSED = "paused"
    #: An arrangement not yet published may still turn the day; until then it is taken as expected.
    UNDECIDED = "undecided"
    #: The last day was off, so the time runs to the end of this one.
    ROLLED = "rolled"


@frozen(kw_only=True)
class DayNote:
    """What one day was for a deadline."""

    on: date
    works: bool
    #: The number of the day, or of its last half day, within the limit; None where none counts, and for hours.
    counted: int | None
    reason: Reason
    #: The festival's code or the overlay's own name; empty for most days.
    name: str = ""
    #: How much of a limit in hours was used on the day; None for other limits.
    time: timedelta | None = None
