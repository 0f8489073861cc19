"""From instants to the days and times of the calendar's zone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from banbucheng.adapters.arrays._columns import NAT, Column, Dates, Numbers
from banbucheng.errors import BadInput

__all__ = ["Offsets", "local_days", "offsets_of", "utc_micros"]

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZONES = "give moments with a zone, or utc=True for those of UTC"
_PER_DAY = {"us": 86_400_000_000, "ns": 86_400_000_000_000}


class Offsets(NamedTuple):
    """How far the clocks of a zone are ahead of UTC, and from when on; in seconds."""

    since: Numbers
    ahead: Numbers

    def at(self, seconds: Numbers) -> Numbers:
        """The offset at each instant; one alone where the clocks never change."""
        return (
            self.ahead
            if len(self.ahead) == 1
            else np.take(self.ahead, np.searchsorted(self.since, seconds, side="right"))
        )


def offsets_of(zone: ZoneInfo, first: date, last: date) -> Offsets:
    """The offsets of a zone from before the first day until after the last, as far as Python's dates reach."""
    moment = datetime.fromordinal(max(first.toordinal() - 2, 2)).replace(tzinfo=UTC)
    end = datetime.fromordinal(min(last.toordinal() + 2, date.max.toordinal() - 1)).replace(tzinfo=UTC)
    since: list[int] = []
    ahead = [_ahead(moment, zone)]
    while moment < end:
        if _ahead(moment + _DAY, zone) != ahead[-1]:
            change = _change(moment, moment + _DAY, zone)
            since.append((change - _EPOCH) // _SECOND)
            ahead.append(_ahead(change, zone))
        moment += _DAY
    return Offsets(np.array(since, np.int64), np.array(ahead, np.int64))


def local_days(what: str, column: Column, offsets: Offsets, cut_off: time | None, *, utc: bool) -> Numbers:
    """
    The days of a column, as numbers since 1970; an instant falls on its local day, after the cut-off on the next.

    Raises:
        BadInput: a time of day without a zone.
    """
    values = column.values
    if np.datetime_data(values.dtype)[0] == "D":
        return values.view(np.int64)
    if not (column.zoned or utc):
        return _midnights(what, values).view(np.int64)
    unit = "ns" if np.datetime_data(values.dtype)[0] == "ns" else "us"
    ticks = values.astype(f"M8[{unit}]").view(np.int64)
    per_second = _PER_DAY[unit] // 86_400
    local = ticks + offsets.at(ticks // per_second) * per_second
    days = local // _PER_DAY[unit]
    if cut_off is not None:
        seconds = (cut_off.hour * 60 + cut_off.minute) * 60 + cut_off.second
        latest = seconds * per_second + cut_off.microsecond * (per_second // 1_000_000)
        days += local - days * _PER_DAY[unit] > latest
    days[ticks == NAT] = NAT
    return days


def utc_micros(what: str, column: Column, *, utc: bool) -> Numbers:
    """
    The instants of a column as microseconds since 1970.

    Raises:
        BadInput: they know no zone.
    """
    if not (column.zoned or utc):
        raise BadInput(what, str(column.values.dtype), f"working time runs from a moment: {_ZONES}")
    return column.values.astype("M8[us]").view(np.int64)


def _midnights(what: str, values: Dates) -> Dates:
    days = values.astype("M8[D]")
    timed = (days.astype(values.dtype) != values) & ~np.isnat(values)
    if timed.any():
        first = str(values[timed.argmax()])
        raise BadInput(what, first, f"a time of day needs a zone to fall on a day: {_ZONES}")
    return days


def _ahead(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return 0 if offset is None else offset // _SECOND


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    was = _ahead(before, zone)
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        before, after = (middle, after) if _ahead(middle, zone) == was else (before, middle)
    return after
