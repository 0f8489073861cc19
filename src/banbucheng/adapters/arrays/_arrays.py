"""The calendar as arrays, and what is asked of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TypeVar, overload

import numpy as np
from attrs import evolve, frozen

from banbucheng.adapters.arrays._columns import NAT, Column, Dates, Numbers, column_of, whole_numbers
from banbucheng.adapters.arrays._open import MICRO, OpenTime, open_time_of
from banbucheng.adapters.arrays._tables import CHUNK, EPOCH, GONE, OPEN, DayLimit, Side, side_of
from banbucheng.adapters.arrays._zone import Offsets, local_days, offsets_of, utc_micros
from banbucheng.errors import BadInput
from banbucheng.worktime import Deadline, TimeLimit, WorkCalendar, WorkingDays, WorkingHours, WorkingMinutes, due

__all__ = ["CalendarArrays"]

_Column = TypeVar("_Column")

_EARLIEST, _LATEST = 1, 2
# What days outside the table count for: any such count is far below what two days of a table can make.
_OUT_TO, _OUT_FROM, _FAR = -(1 << 40), 1 << 41, -(1 << 39)
# Any marked answer is higher, any plain one lower.
_MARKED = OPEN >> 1
# The most working days that a limit can have, and a number that every limit can.
_MOST, _ALWAYS_ALLOWED = 10_000, 360
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)


# Not slotted: the tables that few callers need are cached properties, which want a __dict__.
@frozen(slots=False)
class CalendarArrays:
    """
    A calendar laid out as arrays, to be kept and asked again; row by row it answers what `due` and the calendar answer.

    A column is a NumPy array of `datetime64`, a pandas Series or DatetimeIndex, or a polars Series, and the answer is
    of the same kind. Moments with a zone fall on the day that it then is in the calendar's zone. Those without one are
    taken for dates where all of them are midnights; with `utc` they are instants of UTC; else they are refused.
    A missing date has a missing answer.
    """

    calendar: WorkCalendar

    @classmethod
    def of(cls, calendar: WorkCalendar) -> "CalendarArrays":
        """The arrays of a calendar."""
        return cls(calendar)

    def due_on(
        self, limit: DayLimit, starts: _Column, *, numbers: object = None, utc: bool = False, strict: bool = False
    ) -> _Column:
        """
        The last day of the limit for each start, as `due(...).on` names it.

        `numbers`, an integer column with one for each start, take the place of the limit's own. With `strict`, an
        answer that can still move is refused.

        Raises:
            BadInput: what `due` raises for the first row that it refuses, with a note that names the row.
        """
        column = column_of("starts", starts)
        days = local_days("starts", column, self._offsets, limit.cut_off, utc=utc)
        if numbers is None and len(days) > len(self._expected.ranks):
            found = self._by_table(limit, days, strict=strict)
        else:
            found = self._by_row(limit, days, numbers, strict=strict)
        answer: _Column = column.dates(found.view("M8[D]"))
        return answer

    def bounds_on(
        self, limit: DayLimit, starts: _Column, *, numbers: object = None, utc: bool = False
    ) -> tuple[_Column, _Column]:
        """
        The first and the last day on which each deadline can come to fall; they differ where it is provisional.

        Raises:
            BadInput: as `due_on`.
        """
        column = column_of("starts", starts)
        days = local_days("starts", column, self._offsets, limit.cut_off, utc=utc)
        each, none = self._each(limit, numbers, len(days))
        earliest, latest = (side.last_days(limit, days, each, none=none) for side in (self._earliest, self._latest))
        gone = (earliest == GONE) | (latest == GONE)
        earliest[gone] = latest[gone] = NAT
        for row in np.flatnonzero(gone & (days != NAT)).tolist():
            deadline = self._scalar(limit, row, days, each)
            earliest[row], latest[row] = _day_number(deadline.earliest), _day_number(deadline.latest)
        return column.dates(earliest.view("M8[D]")), column.dates(latest.view("M8[D]"))

    def due_at(self, limit: WorkingHours | WorkingMinutes, starts: _Column, *, utc: bool = False) -> _Column:
        """
        The moment at which so much working time has passed since each start, as `due(...).at` names it.

        It takes moments with a zone, or with `utc` those of UTC, and gives moments in the calendar's zone; NumPy, which
        knows no zones, gets UTC. Both are cut to whole microseconds.

        Raises:
            BadInput: as `due_on`; and for moments without a zone.
        """
        column = column_of("starts", starts)
        moments = utc_micros("starts", column, utc=utc)
        quota = (
            timedelta(hours=limit.number) if isinstance(limit, WorkingHours) else timedelta(minutes=limit.number)
        ) // MICRO
        found = self._open.reached(moments, quota)
        answered = found.copy()
        # A provisional answer whose latest moment lies outside the calendar is refused, as `due` refuses it.
        doubtful = np.flatnonzero(found > self._doubtful_at)
        if len(doubtful):
            answered[doubtful] = self._latest_open.reached(moments[doubtful], quota)
        for row in np.flatnonzero((answered == NAT) & (moments != NAT)).tolist():
            start = _UNIX + timedelta(microseconds=int(moments[row]))
            found[row] = (_noted(limit, start, self.calendar, row).at - _UNIX) // MICRO
        answer: _Column = column.moments(found.view("M8[us]"), self.calendar.zone.key)
        return answer

    def works_on(self, days: _Column, *, utc: bool = False) -> _Column:
        """
        Whether each day is a working day, as far as is known or expected; pandas gets `boolean`, NumPy False for NaT.

        Raises:
            BadInput: a day outside the calendar.
        """
        column = column_of("days", days)
        asked = local_days("days", column, self._offsets, None, utc=utc)
        ranks, nexts = (
            np.take(each, self._expected.places(asked), mode="clip")
            for each in (self._expected.ranks, self._expected.nexts)
        )
        for row in np.flatnonzero((ranks == NAT) & (asked != NAT)).tolist():
            self.calendar.works_on(_day(int(asked[row])))
        answer: _Column = column.flags((ranks == nexts) & (ranks != NAT), ranks == NAT)
        return answer

    @overload
    def workdays_between(self, first: Dates | date, last: Dates, *, utc: bool = False) -> Numbers: ...
    @overload
    def workdays_between(self, first: Dates, last: date, *, utc: bool = False) -> Numbers: ...
    @overload
    def workdays_between(self, first: date, last: _Column, *, utc: bool = False) -> _Column: ...
    @overload
    def workdays_between(self, first: _Column, last: _Column | date, *, utc: bool = False) -> _Column: ...
    def workdays_between(self, first: object, last: object, *, utc: bool = False) -> object:
        """
        The working days after each first day, through the last, as `WorkCalendar.workdays_between` counts them.

        One of the two may be a single date. pandas gets `Int64` and polars nulls for what is missing; NumPy, which has
        no missing whole number, is refused a NaT.

        Raises:
            BadInput: columns of different length or index, a day outside the calendar, and in NumPy a missing date.
        """
        ends = [
            each if isinstance(each, date) and not isinstance(each, datetime) else column_of(what, each)
            for what, each in (("first", first), ("last", last))
        ]
        given = [end for end in ends if isinstance(end, Column)]
        if not given:
            raise BadInput(
                "first and last", first, "one of them has to be a column; a calendar counts between two dates"
            )
        length = len(given[0].values)
        if length != len(given[-1].values) or not _aligned(first, last):
            raise BadInput(
                "last", len(given[-1].values), f"give as many rows as first has, {length}, and the same index"
            )
        starts, stops = (
            local_days("day", end, self._offsets, None, utc=utc)
            if isinstance(end, Column)
            else np.full(length, _day_number(end))
            for end in ends
        )
        found = self._counted(starts, stops)
        missing = np.zeros(length, np.bool_)
        if found.min(initial=0) < _FAR:
            missing = found < _FAR
            for row in np.flatnonzero(missing & (starts != NAT) & (stops != NAT)).tolist():
                self.calendar.workdays_between(_day(int(starts[row])), _day(int(stops[row])))
        return given[0].numbers(found, missing)

    def _counted(self, starts: Numbers, stops: Numbers) -> Numbers:
        found, kept = np.empty(len(starts), np.int64), np.empty(min(len(starts), CHUNK), np.int64)
        places, (ranks_from, ranks_to) = self._expected.places, self._ends
        for start in range(0, len(starts), CHUNK):
            part = slice(start, start + CHUNK)
            out = found[part]
            np.take(ranks_to, places(stops[part]), out=out, mode="clip")
            np.take(ranks_from, places(starts[part]), out=kept[: len(out)], mode="clip")
            out -= kept[: len(out)]
        return found

    def _each(self, limit: DayLimit, numbers: object, count: int) -> tuple[Numbers, bool]:
        """The number of each row, all of them checked, and whether some are 0."""
        if numbers is None:
            return np.full(count, limit.number), limit.number == 0
        found = whole_numbers(numbers, count)
        lowest = int(found.min(initial=1))
        # A table shorter than the highest number has no answer for a higher one, and the row is looked at again.
        unbounded = not isinstance(limit, WorkingDays) or len(self._expected.days) > _MOST
        if lowest < 0 or (unbounded and found.max(initial=0) > _ALWAYS_ALLOWED):
            for row in (found.argmin(), found.argmax()):
                evolve(limit, number=int(found[row]))
        return found, lowest == 0

    def _by_row(self, limit: DayLimit, days: Numbers, numbers: object, *, strict: bool) -> Numbers:
        each, none = self._each(limit, numbers, len(days))
        found = self._expected.last_days(limit, days, each, none=none)
        if found.max(initial=0) < _MARKED:
            return found
        self._unmark(limit, days, each, found, none=none, strict=strict)
        return self._filled(limit, days, each, found, strict=strict)

    def _by_table(self, limit: DayLimit, days: Numbers, *, strict: bool) -> Numbers:
        """The answers for many days, from a table of the answers for every day that there is."""
        side, known = self._expected, self._expected.known()
        each, none = self._each(limit, None, len(known))
        answers = side.last_days(limit, known, each, none=none)
        self._unmark(limit, known, each, answers, none=none, strict=strict)
        table = np.full(len(side.ranks), NAT)
        table[known - side.shift] = answers
        found = np.empty(len(days), np.int64)
        np.take(table, side.places(days), out=found, mode="clip")
        return found if found.min() != NAT else self._filled(limit, days, None, found, strict=strict)

    def _unmark(
        self, limit: DayLimit, days: Numbers, each: Numbers, found: Numbers, *, none: bool, strict: bool
    ) -> None:
        """The marked answers as plain ones, in place; NaT for those that the scalar function refuses."""
        gone = found > GONE >> 1
        rows = np.flatnonzero((found > _MARKED) & ~gone)
        found[gone] = NAT
        found[rows] -= OPEN
        latest = self._latest.last_days(limit, days[rows], each[rows], none=none)
        refused = latest == GONE
        if strict:
            refused |= latest != self._earliest.last_days(limit, days[rows], each[rows], none=none)
        found[rows[refused]] = NAT

    def _filled(self, limit: DayLimit, days: Numbers, each: Numbers | None, found: Numbers, *, strict: bool) -> Numbers:
        """The answers, after the scalar function was asked for those that are missing; it refuses, or knows better."""
        for row in np.flatnonzero((found == NAT) & (days != NAT)).tolist():
            found[row] = _day_number(self._scalar(limit, row, days, each, strict=strict).on)
        return found

    def _scalar(
        self, limit: DayLimit, row: int, days: Numbers, each: Numbers | None, *, strict: bool = False
    ) -> Deadline:
        own = limit if each is None else evolve(limit, number=int(each[row]))
        return _noted(own, _day(int(days[row])), self.calendar, row, strict=strict)

    @cached_property
    def _expected(self) -> Side:
        return side_of(self.calendar)

    @cached_property
    def _earliest(self) -> Side:
        return side_of(self.calendar, _EARLIEST)

    @cached_property
    def _latest(self) -> Side:
        return side_of(self.calendar, _LATEST)

    @cached_property
    def _ends(self) -> tuple[Numbers, Numbers]:
        ranks = self._expected.ranks
        return np.where(ranks == NAT, _OUT_FROM, ranks), np.where(ranks == NAT, _OUT_TO, ranks)

    @cached_property
    def _doubtful_at(self) -> int:
        day = self.calendar.doubtful_from - timedelta(days=1)
        return (self.calendar.end_of(day) - _UNIX) // MICRO if day >= self.calendar.first else NAT

    @cached_property
    def _offsets(self) -> Offsets:
        return offsets_of(self.calendar.zone, self.calendar.first, self.calendar.last)

    @cached_property
    def _open(self) -> OpenTime:
        return open_time_of(self.calendar)

    @cached_property
    def _latest_open(self) -> OpenTime:
        return open_time_of(self.calendar, _LATEST)


def _noted(
    limit: TimeLimit, start: date | datetime, calendar: WorkCalendar, row: int, *, strict: bool = False
) -> Deadline:
    try:
        return due(limit, start, calendar, strict=strict)
    except BadInput as error:
        error.add_note(f"in row {row}")
        raise


def _aligned(first: object, last: object) -> bool:
    one, other = getattr(first, "index", None), getattr(last, "index", None)
    equals: Callable[[object], object] | None = getattr(one, "equals", None)
    return equals is None or not hasattr(other, "equals") or bool(equals(other))


def _day_number(day: date) -> int:
    return day.toordinal() - EPOCH


def _day(number: int) -> date:
    try:
        return date.fromordinal(number + EPOCH)
    except (ValueError, OverflowError):
        raise BadInput(
            "day", str(np.datetime64(number, "D")), "no calendar reaches beyond the years 1 to 9999"
        ) from None
