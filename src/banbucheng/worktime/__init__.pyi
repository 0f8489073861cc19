from banbucheng.worktime._calendar import WorkCalendar as WorkCalendar
from banbucheng.worktime._deadline import Deadline as Deadline
from banbucheng.worktime._explain import Explanation as Explanation
from banbucheng.worktime._explain import explain as explain
from banbucheng.worktime._hours import (
    DEFAULT_HOURS as DEFAULT_HOURS,
)
from banbucheng.worktime._hours import (
    Hours as Hours,
)
from banbucheng.worktime._hours import (
    Stretches as Stretches,
)
from banbucheng.worktime._hours import (
    stretches_from_text as stretches_from_text,
)
from banbucheng.worktime._limit import (
    CountFrom as CountFrom,
)
from banbucheng.worktime._limit import (
    EndOfBusiness as EndOfBusiness,
)
from banbucheng.worktime._limit import (
    Ends as Ends,
)
from banbucheng.worktime._limit import (
    HalfWorkingDays as HalfWorkingDays,
)
from banbucheng.worktime._limit import (
    Months as Months,
)
from banbucheng.worktime._limit import (
    NaturalDays as NaturalDays,
)
from banbucheng.worktime._limit import (
    NaturalHours as NaturalHours,
)
from banbucheng.worktime._limit import (
    NaturalMinutes as NaturalMinutes,
)
from banbucheng.worktime._limit import (
    TimeLimit as TimeLimit,
)
from banbucheng.worktime._limit import (
    WorkingDays as WorkingDays,
)
from banbucheng.worktime._limit import (
    WorkingHours as WorkingHours,
)
from banbucheng.worktime._limit import (
    WorkingMinutes as WorkingMinutes,
)
from banbucheng.worktime._limit import (
    limit_from_text as limit_from_text,
)
from banbucheng.worktime._moved import (
    Move as Move,
)
from banbucheng.worktime._moved import (
    Moves as Moves,
)
from banbucheng.worktime._moved import (
    Unresolved as Unresolved,
)
from banbucheng.worktime._moved import (
    moved as moved,
)
from banbucheng.worktime._notes import DayNote as DayNote
from banbucheng.worktime._notes import Reason as Reason
from banbucheng.worktime._overlay import Overlay as Overlay
from banbucheng.worktime._pauses import PauseEnds as PauseEnds
from banbucheng.worktime._period import Period as Period
from banbucheng.worktime._reckon import due as due
from banbucheng.worktime._reckon import elapsed as elapsed
from banbucheng.worktime._reckon import worked as worked
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
