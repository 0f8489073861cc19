"""Opening hours as prefix sums, so that adding working time does not depend on how much is added."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from banbucheng.errors import BadInput
from banbucheng.worktime._hours import DAY, Stretches, since_midnight
from banbucheng.worktime._span import Span, local

__all__ = ["Clock", "clock_of", "midnight", "spans_on"]

_MICROSECOND = timedelta(microseconds=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day; where the clocks skip midnight, the moment to which they jump."""
    return _real(datetime(day.year, day.month, day.day, tzinfo=zone))


def _real(moment: datetime) -> datetime:
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def spans_on(day: date, stretches: Stretches, zone: ZoneInfo) -> Sequence[Span]:
    """
    The stretches of one day as moments; a time that the clocks skip resolves forward, one they repeat is the first.

    Kept in UTC inside, since Python compares moments of one zone by the wall and not by the instant.
    """
    found: list[Span] = []
    for opens, closes in stretches:
        ends = day + timedelta(days=1) if closes == time.min else day
        span = (
            datetime.combine(day, opens, zone).astimezone(UTC),
            datetime.combine(ends, closes, zone).astimezone(UTC),
        )
        if span[0] < span[1]:
            found.append(Span(*span))
    return found


# A plain class for the same reasons as Table.
class Clock:
    """The open time before any moment, and the moment by which so much of it has passed; in microseconds."""

    __slots__ = ("base", "before", "changing", "days", "origin", "zone")

    def __init__(
        self,
        zone: ZoneInfo,
        base: int,
        days: Sequence[Sequence[tuple[int, int]]],
        before: Sequence[int],
        changing: Mapping[int, Sequence[Span]],
    ) -> None:
        self.zone = zone
        #: The ordinal of the first day, and its midnight on the wall, from which the wall is reckoned on.
        self.base = base
        self.origin = datetime.fromordinal(base).replace(tzinfo=zone)
        #: The stretches of each day as microseconds from midnight by the wall clock; none where the house is closed.
        self.days = days
        #: The open time before each day, and after the last one.
        self.before = before
        #: The days on which the clocks change, as instants.
        self.changing = changing

    def after(self, moment: datetime, quota: int) -> datetime:
        """
        The first moment by which so much open time, more than none, has passed since another.

        Raises:
            BadInput: a moment without a zone, or a question that leaves the calendar.
        """
        there = moment if moment.tzinfo is self.zone else local(moment, self.zone)
        place, days, before = there.toordinal() - self.base, self.days, self.before
        if self.changing or not 0 <= place < len(days):
            return self.reached(self.passed(moment) + quota)
        # The two steps in one, for zones whose clocks never change: no sum is looked up twice.
        wall = ((there.hour * 60 + there.minute) * 60 + there.second) * 1_000_000 + there.microsecond
        total = before[place] + quota
        for opens, closes in days[place]:
            if wall < closes:
                if opens < wall:
                    total += wall - opens
                break
            total += closes - opens
        place = bisect_left(before, total, place + 1) - 1
        return self._at(place, total - before[place]) if place < len(days) else self.reached(total)

    def passed(self, moment: datetime) -> int:
        """
        The open time from the first day of the calendar up to this moment.

        Raises:
            BadInput: the moment knows no zone, or lies outside the calendar.
        """
        zone = self.zone
        there = moment if moment.tzinfo is zone else local(moment, zone)
        place = there.toordinal() - self.base
        if not 0 <= place < len(self.days):
            raise self.refusal("moment", str(moment))
        if place in self.changing:
            return self.before[place] + self._passed_on_change(place, moment.astimezone(UTC))
        wall = ((there.hour * 60 + there.minute) * 60 + there.second) * 1_000_000 + there.microsecond
        total = self.before[place]
        for opens, closes in self.days[place]:
            if wall <= opens:
                break
            total += min(closes, wall) - opens
        return total

    def reached(self, total: int) -> datetime:
        """
        The first moment by which so much open time has passed since the first day of the calendar.

        Raises:
            BadInput: the calendar ends before.
        """
        place = bisect_left(self.before, total) - 1
        if not 0 <= place < len(self.days):
            raise self.refusal("working time since the first day", str(timedelta(microseconds=total)))
        rest = total - self.before[place]
        if place in self.changing:
            return self._reached_on_change(place, rest)
        return self._at(place, rest)

    def opening(self, moment: datetime) -> datetime:
        """The moment itself where the house is open or just closing, else the next opening."""
        total, instant = self.passed(moment), moment.astimezone(UTC)
        opens = self.reached(total + 1).astimezone(UTC) - _MICROSECOND
        if opens <= instant or (total and self.reached(total).astimezone(UTC) == instant):
            return instant.astimezone(self.zone)
        return opens.astimezone(self.zone)

    def refusal(self, what: str, value: str) -> BadInput:
        """The error for a question that leaves the calendar."""
        first, last = date.fromordinal(self.base), date.fromordinal(self.base + len(self.days) - 1)
        return BadInput(what, value, f"this calendar knows the days from {first} through {last}")

    def _at(self, place: int, rest: int) -> datetime:
        for opens, closes in self.days[place]:
            if rest <= closes - opens:
                seconds, micro = divmod(opens + rest, 1_000_000)
                return self.origin + timedelta(place, seconds, micro)
            rest -= closes - opens
        raise self.refusal("working time since the first day", str(timedelta(microseconds=rest)))

    def _passed_on_change(self, place: int, instant: datetime) -> int:
        spans = (span for span in self.changing[place] if span.opens < instant)
        return sum((min(span.closes, instant) - span.opens) // _MICROSECOND for span in spans)

    def _reached_on_change(self, place: int, rest: int) -> datetime:
        moment = datetime.min.replace(tzinfo=UTC)
        for span in self.changing[place]:
            moment = span.opens + timedelta(microseconds=rest)
            rest -= (span.closes - span.opens) // _MICROSECOND
            if rest <= 0:
                break
        return moment.astimezone(self.zone)


def clock_of(first: date, days: Sequence[Stretches], zone: ZoneInfo) -> Clock:
    """The clock of the days from the first on, each with its stretches."""
    base = first.toordinal()
    changing = {
        place: spans_on(date.fromordinal(base + place), days[place], zone)
        for place in _changes(base, len(days), zone)
        if days[place]
    }
    walls = {stretches: _wall(stretches) for stretches in set(days)}
    lengths = {stretches: sum(closes - opens for opens, closes in wall) for stretches, wall in walls.items()}
    amounts = [lengths[stretches] for stretches in days]
    for place, spans in changing.items():
        amounts[place] = sum((span.closes - span.opens) // _MICROSECOND for span in spans)
    return Clock(zone, base, [walls[stretches] for stretches in days], list(accumulate(amounts, initial=0)), changing)


def _wall(stretches: Stretches) -> Sequence[tuple[int, int]]:
    return [(since_midnight(opens), since_midnight(closes) or DAY) for opens, closes in stretches]


def _changes(base: int, count: int, zone: ZoneInfo) -> Sequence[int]:
    day = timedelta(days=1)
    moment = datetime.fromordinal(base).replace(tzinfo=zone)
    found: list[int] = []
    offset = moment.utcoffset()
    for place in range(count):
        moment += day
        following = moment.utcoffset()
        if following != offset:
            found.append(place)
            offset = following
    return found
