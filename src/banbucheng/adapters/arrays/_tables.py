"""The tables of a calendar as arrays, and the last day of a limit looked up in them."""

from datetime import date
from typing import NamedTuple

import numpy as np

from banbucheng.adapters.arrays._columns import NAT, Numbers
from banbucheng.worktime import CountFrom, Months, NaturalDays, WorkCalendar, WorkingDays

__all__ = ["CHUNK", "EPOCH", "GONE", "OPEN", "DayLimit", "Side", "side_of"]

#: The limits that are counted in days.
DayLimit = WorkingDays | NaturalDays | Months

#: The ordinal of the day from which NumPy counts.
EPOCH = date(1970, 1, 1).toordinal()
#: Rows that are worked on at a time: what lies between two steps stays in the nearest memory.
CHUNK = 1 << 16
#: What is added to a day that may still move, and what stands for a day that there is not: one look at the highest
#: of a million answers says whether any of them needs a second one.
OPEN = 1 << 40
GONE = 1 << 62

# Below this, tables are looked up by the number of the day itself, which saves a subtraction for every row.
_ABSOLUTE = 100_000


class Side(NamedTuple):
    """One table as arrays, looked up by `day - shift`; what lies outside is found at their ends and is no answer."""

    shift: int
    #: The first day whose answer may move.
    doubtful: int
    #: The number of the last working day through each day, and of the first one from it on; NaT outside.
    ranks: Numbers
    nexts: Numbers
    #: The working days by their number, NaT at both ends; and the same marked with OPEN and GONE.
    days: Numbers
    marked: Numbers

    def places(self, days: Numbers) -> Numbers:
        """Where days stand."""
        return days - self.shift if self.shift else days

    def last_days(self, limit: DayLimit, days: Numbers, numbers: Numbers, *, none: bool) -> Numbers:
        """
        The last day of the limit for each day of receipt, marked, with a number for each in the place of its own.

        `none` says whether some of the numbers are 0.
        """
        found, kept = np.empty(len(days), np.int64), np.empty(min(len(days), CHUNK), np.int64)
        for start in range(0, len(days), CHUNK):
            part = slice(start, start + CHUNK)
            places, out = self.places(days[part]), found[part]
            if isinstance(limit, WorkingDays):
                self._numbers(limit, places, numbers[part], kept[: len(out)], none=none)
                np.take(self.marked, kept[: len(out)], out=out, mode="clip")
            else:
                np.copyto(out, self._natural(limit, places, numbers[part]))
        return found

    def known(self) -> Numbers:
        """The days of the table."""
        return np.flatnonzero(self.ranks >= 0) + self.shift

    def _numbers(self, limit: WorkingDays, places: Numbers, numbers: Numbers, out: Numbers, *, none: bool) -> None:
        # Look-ups into memory that is there already, and that need not raise, are the fastest that NumPy has.
        from_next = limit.count_from is CountFrom.NEXT_WORKDAY
        np.take(self.nexts if from_next else self.ranks, places, out=out, mode="clip")
        out += numbers
        if none and not from_next:
            rows = numbers == 0
            out[rows] = np.take(self.nexts, places[rows], mode="clip")

    def _natural(self, limit: NaturalDays | Months, places: Numbers, numbers: Numbers) -> Numbers:
        if limit.count_from is CountFrom.NEXT_WORKDAY:
            zero = np.take(self.days, np.take(self.nexts, places, mode="clip"), mode="clip")
        else:
            zero = np.where(np.take(self.ranks, places, mode="clip") < 0, NAT, places + self.shift)
        last = zero + numbers if isinstance(limit, NaturalDays) else _months_later(zero, numbers)
        nexts = np.take(self.nexts, np.where(zero == NAT, NAT, last - self.shift), mode="clip")
        found = np.take(self.days, nexts, mode="clip") if limit.rolls else np.where(nexts < 0, NAT, last)
        return _marking(found, self.doubtful)


def side_of(calendar: WorkCalendar, which: int = 0) -> Side:
    """The calendar's table as arrays: what is expected (0), every undecided day working (1), or none of them (2)."""
    table = calendar.table if which == 0 else calendar.bounds[which - 1]
    first = table.base + 1 - EPOCH
    shift = 0 if 0 < first < _ABSOLUTE else first - 1
    through = np.asarray(table.ranks, np.int64)
    ranks = np.full(first - shift + len(through), NAT)
    nexts = ranks.copy()
    ranks[first - shift : -1] = through[1:]
    nexts[first - shift : -1] = through[:-1] + 1
    days = np.concatenate([[NAT], np.flatnonzero(np.diff(through)) + first, [NAT]])
    doubtful = calendar.doubtful_from.toordinal() - EPOCH if which == 0 else GONE
    return Side(shift, doubtful, ranks, nexts, days, _marking(days, doubtful))


def _marking(found: Numbers, doubtful: int) -> Numbers:
    return np.where(found == NAT, GONE, np.where(found >= doubtful, found + OPEN, found))


def _months_later(days: Numbers, months: Numbers) -> Numbers:
    known = np.where(days == NAT, 0, days).view("M8[D]")
    month = known.astype("M8[M]")
    place = (known - month.astype("M8[D]")).view(np.int64)
    first = (month.view(np.int64) + months).view("M8[M]")
    length = ((first + 1).astype("M8[D]") - first.astype("M8[D]")).view(np.int64)
    found: Numbers = first.astype("M8[D]").view(np.int64) + np.minimum(place, length - 1)
    return found
