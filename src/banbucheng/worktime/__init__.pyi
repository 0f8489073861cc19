from banbucheng.worktime._calendar import WorkCalendar as WorkCalendar
from banbucheng.worktime._deadline import Deadline as Deadline
from banbucheng.worktime._explain import Explanation as Explanation, explain as explain
from banbucheng.worktime._hours import (
    DEFAULT_HOURS as DEFAULT_HOURS,
    Hours as Hours,
    Stretches as Stretches,
    stretches_from_text as stretches_from_text,
)
from banbucheng.worktime._limit import (
    CountFrom as CountFrom,
    EndOfBusiness as EndOfBusiness,
    Ends as Ends,
    HalfWorkingDays as HalfWorkingDays,
    Months as Months,
    NaturalDays as NaturalDays,
    NaturalHours as NaturalHours,
    NaturalMinutes as NaturalMinutes,
    TimeLimit as TimeLimit,
    WorkingDays as WorkingDays,
    WorkingHours as WorkingHours,
    WorkingMinutes as WorkingMinutes,
    limit_from_text as limit_from_text,
)
from banbucheng.worktime._moved import (
    Move as Move,
    Moves as Moves,
    Period as Period,
    Unresolved as Unresolved,
    moved as moved,
)
from banbucheng.worktime._notes import DayNote as DayNote, Reason as Reason
from banbucheng.worktime._overlay import Overlay as Overlay
from banbucheng.worktime._pauses import PauseEnds as PauseEnds
from banbucheng.worktime._reckon import due as due, elapsed as elapsed, worked as worked
from banbucheng.worktime._span import Span as Span
from banbucheng.worktime._words import limit_in_words as limit_in_words

__all__ = [
    "DEFAULT_HOURS",
    "CountFrom",
    "DayNote",
    "Deadline",
    "EndOfBusiness",
    "Ends",
    "Explanation",
    "HalfWorkingDays",
    "Hours",
    "Months",
    "Move",
    "Moves",
    "NaturalDays",
    "NaturalHours",
    "NaturalMinutes",
    "Overlay",
    "PauseEnds",
    "Period",
    "Reason",
    "Span",
    "Stretches",
    "TimeLimit",
    "Unresolved",
    "WorkCalendar",
    "WorkingDays",
    "WorkingHours",
    "WorkingMinutes",
    "due",
    "elapsed",
    "explain",
    "limit_from_text",
    "limit_in_words",
    "moved",
    "stretches_from_text",
    "worked",
]
