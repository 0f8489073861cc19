"""
Working time: which days and hours count, and when a time limit is up.

Usable on its own; it knows nothing of complaints.
"""

from banbucheng.worktime._calendar import WorkCalendar
from banbucheng.worktime._deadline import Deadline
from banbucheng.worktime._hours import DEFAULT_HOURS, Hours, Stretches, stretches_from_text
from banbucheng.worktime._limit import (
    CountFrom,
    EndOfBusiness,
    Ends,
    HalfWorkingDays,
    Months,
    NaturalDays,
    NaturalHours,
    NaturalMinutes,
    TimeLimit,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    limit_from_text,
)
from banbucheng.worktime._overlay import Overlay
from banbucheng.worktime._pauses import PauseEnds
from banbucheng.worktime._reckon import due, elapsed, worked
from banbucheng.worktime._span import Span

__all__ = [
    "DEFAULT_HOURS",
    "CountFrom",
    "Deadline",
    "EndOfBusiness",
    "Ends",
    "HalfWorkingDays",
    "Hours",
    "Months",
    "NaturalDays",
    "NaturalHours",
    "NaturalMinutes",
    "Overlay",
    "PauseEnds",
    "Span",
    "Stretches",
    "TimeLimit",
    "WorkCalendar",
    "WorkingDays",
    "WorkingHours",
    "WorkingMinutes",
    "due",
    "elapsed",
    "limit_from_text",
    "stretches_from_text",
    "worked",
]
