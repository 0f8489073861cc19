"""Pauses: what stands still, and for how long, under each policy."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._span import Span, joined

__all__ = ["PauseEnds", "paused_days"]


class PauseEnds(StrEnum):
    """Which ends of a pause stand still where a limit counts in days; a pause within one day never costs anything."""

    #: The day of the pause stands still, the day of resuming counts.
    FROM_PAUSE_DAY = "from_pause_day"
    #: Both the day of the pause and the day of resuming stand still.
    BOTH_DAYS = "both_days"
    #: Only the days that are wholly within stand still.
    WHOLE_DAYS = "whole_days"


def paused_days(pauses: Sequence[Span], ends: PauseEnds, calendar: WorkCalendar) -> Sequence[tuple[date, date]]:
    """The days that stand still, as disjoint half-open stretches in order."""
    found: list[tuple[int, int]] = []
    for span in joined(pauses):
        first, last = calendar.date_of(span.opens).toordinal(), calendar.date_of(span.closes).toordinal()
        found += reach(first, last, ends)
    return [(date.fromordinal(first), date.fromordinal(last)) for first, last in merged(found)]


def reach(paused: int, resumed: int, ends: PauseEnds) -> Sequence[tuple[int, int]]:
    """What stands still between two numbered days or halves, as a half-open stretch, or nothing."""
    first = paused + (ends is PauseEnds.WHOLE_DAYS)
    last = resumed + (ends is PauseEnds.BOTH_DAYS)
    return [(first, last)] if paused < resumed and first < last else []


def merged(stretches: Iterable[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """The same numbers as disjoint half-open stretches in order."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(stretches):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
