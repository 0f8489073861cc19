"""Deadlines: when, by which limit, as whose calendar has it, and how sure that is."""

from datetime import date, datetime

from attrs import frozen

from banbucheng.worktime._limit import TimeLimit
from banbucheng.worktime._value import same, shown

__all__ = ["Deadline"]


# Not slotted: a frozen class that keeps a __dict__ is built in half the time, and every reckoning builds one.
@frozen(slots=False)
class Deadline:
    """The moment at which the time is up, with where it comes from."""

    __eq__, __repr__ = same, shown

    #: From this moment on it is too late; for a limit that ends with the day, 00:00 of the next.
    at: datetime
    #: The local date of the last day on which it is not too late.
    on: date
    #: The limit that it keeps.
    limit: TimeLimit
    #: The edition of the calendar that it was reckoned with.
    edition: str
    #: Whether an arrangement not yet published can still move it.
    provisional: bool
    #: The first and the last date that it can come to fall on; both are `on` where nothing is open.
    earliest: date
    latest: date

    def __hash__(self) -> int:
        # Few share their moment, and a moment keeps its hash: who looks deadlines up does not wait for seven fields.
        return hash(self.at)
