"""Open time as arrays: adding working hours to a million moments."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from banbucheng.adapters.arrays._columns import NAT, Numbers
from banbucheng.adapters.arrays._tables import CHUNK
from banbucheng.worktime import WorkCalendar

__all__ = ["MICRO", "OpenTime", "open_time_of"]

MICRO = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a time on the wall, to which the offset is added


class OpenTime(NamedTuple):
    """Every open stretch of a calendar in microseconds of UTC since 1970, with the open time before it."""

    #: The first moment of the calendar, and the one after its last.
    first: int
    last: int
    opens: Numbers
    closes: Numbers
    #: The open time before each stretch, and after the last.
    before: Numbers

    def reached(self, moments: Numbers, quota: int) -> Numbers:
        """The moment at which so much open time has passed since each; NaT where the calendar has none."""
        found = np.empty(len(moments), np.int64)
        for start in range(0, len(moments), CHUNK):
            part = slice(start, start + CHUNK)
            found[part] = self._reached(moments[part], quota)
        return found

    def _reached(self, moments: Numbers, quota: int) -> Numbers:
        place = np.searchsorted(self.opens, moments, side="right") - 1
        open_until = np.minimum(moments, np.take(self.closes, place, mode="clip"))
        total = np.where(
            place < 0,
            0,
            np.take(self.before, place, mode="clip") + open_until - np.take(self.opens, place, mode="clip"),
        )
        if quota:
            found = self._moment(total + quota)
        else:
            # Nothing to add: the moment itself where the house is open or just closing, else the next opening.
            inside = (place >= 0) & (moments <= np.take(self.closes, place, mode="clip"))
            following = np.take(self.opens, place + 1, mode="clip")
            found = np.where(inside, moments, np.where(place + 1 < len(self.opens), following, NAT))
        found[(moments < self.first) | (moments >= self.last)] = NAT
        return found

    def _moment(self, total: Numbers) -> Numbers:
        place = np.searchsorted(self.before, total, side="left") - 1
        found = np.take(self.opens, place, mode="clip") + total - np.take(self.before, place, mode="clip")
        found[place >= len(self.opens)] = NAT
        return found


def open_time_of(calendar: WorkCalendar, which: int = 0) -> OpenTime:
    """The open time as it is expected (0), with every undecided day working (1), or with none of them (2)."""
    clock: Any = calendar.clock if which == 0 else calendar.clock_bounds[which - 1]
    opens: list[int] = []
    closes: list[int] = []
    for place, stretches in enumerate(clock.days):
        if place in clock.changing:
            spans = clock.changing[place]
            opens += [_micros(span.opens) for span in spans]
            closes += [_micros(span.closes) for span in spans]
        elif stretches:
            midnight = _midnight(clock.base + place, calendar)
            opens += [midnight + start for start, _ in stretches]
            closes += [midnight + end for _, end in stretches]
    before = np.concatenate([[0], np.cumsum(np.array(closes, np.int64) - np.array(opens, np.int64))])
    ends = (_midnight(clock.base, calendar), _midnight(clock.base + len(clock.days), calendar))
    return OpenTime(*ends, np.array(opens, np.int64), np.array(closes, np.int64), before)


def _midnight(ordinal: int, calendar: WorkCalendar) -> int:
    wall = datetime.fromordinal(ordinal)
    offset = wall.replace(tzinfo=calendar.zone).utcoffset() or timedelta(0)
    return (wall - _NAIVE_EPOCH - offset) // MICRO


def _micros(moment: datetime) -> int:
    return (moment.astimezone(UTC) - _EPOCH) // MICRO
