"""A limit that runs: everything that a deadline is reckoned from."""

from datetime import date, datetime

from attrs import frozen

from banbucheng.errors import BadInput
from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._days import day_of
from banbucheng.worktime._limit import TimeLimit
from banbucheng.worktime._pauses import PauseEnds
from banbucheng.worktime._span import Span, aware
from banbucheng.worktime._value import hashed, same, shown

__all__ = ["Period", "begun_on", "moment_of"]


# Not slotted, as the limits: a cold start waits for every class that attrs builds.
@frozen(kw_only=True, slots=False)
class Period:
    """A limit that runs, from its start, with its pauses."""

    __eq__, __hash__, __repr__ = same, hashed, shown

    #: What the caller knows it by, such as the number of a case.
    key: str = ""
    limit: TimeLimit
    start: date | datetime
    pauses: tuple[Span, ...] = ()
    pause_ends: PauseEnds = PauseEnds.FROM_PAUSE_DAY


def begun_on(start: date | datetime, calendar: WorkCalendar) -> date:
    """
    The local day of a start.

    Raises:
        BadInput: it is a moment without a zone, or neither moment nor day.
    """
    return calendar.date_of(start) if isinstance(start, datetime) else day_of(start)


def moment_of(period: Period) -> datetime:
    """
    The moment at which a period began.

    Raises:
        BadInput: it began on a day, or at a moment without a zone.
    """
    if not isinstance(period.start, datetime):
        allowed = f"a limit such as {period.limit} runs from a moment; give a datetime with a time zone"
        raise BadInput("start", period.start, allowed)
    return aware("start", period.start)
