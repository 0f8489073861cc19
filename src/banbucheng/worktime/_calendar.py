"""The calendar: which days work, in which zone, at which hours, as whose edition."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import Factory, evolve, field, frozen

from banbucheng.errors import BadInput
from banbucheng.worktime._clock import Clock, clock_of, midnight, spans_on
from banbucheng.worktime._days import (
    OPEN,
    SHIFTED,
    UNDECIDED,
    WORKS,
    common,
    day_of,
    named,
    overlaid,
    turn,
    weeks,
    whole,
)
from banbucheng.worktime._deadline import Deadline
from banbucheng.worktime._hours import DEFAULT_HOURS, Hours, Stretches, both
from banbucheng.worktime._overlay import Overlay
from banbucheng.worktime._span import Span, local
from banbucheng.worktime._table import Table, table_of

__all__ = ["WorkCalendar"]

_EXPECTED = bytes(flags & WORKS for flags in range(256))
_EARLIEST = bytes(1 if flags & (WORKS | UNDECIDED) else 0 for flags in range(256))
_LATEST = bytes(1 if flags & WORKS and not flags & UNDECIDED else 0 for flags in range(256))
_DOUBTFUL = bytes(1 if flags & UNDECIDED else 0 for flags in range(256))


#: By the number of working days, and the number of the last one.
Deadlines = dict[int, dict[int, Deadline]]


def _zone(value: str | ZoneInfo) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput("zone", value, "name a zone of the IANA database, such as Asia/Shanghai") from None


def _layers(value: Hours | Sequence[Hours]) -> tuple[Hours, ...]:
    return (value,) if isinstance(value, Hours) else tuple(value)


def _expected(calendar: "WorkCalendar") -> Table:
    return table_of(calendar.first, calendar.flags.translate(_EXPECTED))


def _first_doubtful(calendar: "WorkCalendar") -> date:
    place = calendar.flags.translate(_DOUBTFUL).find(1)
    return calendar.first + timedelta(days=place if place >= 0 else len(calendar.flags))


# Not slotted: the tables that few callers need are cached properties, which want a __dict__.
@frozen(kw_only=True, slots=False)
class WorkCalendar:
    """
    Which days are working days, in which zone and at which hours, as far as has been announced.

    Built with `WorkCalendar.build`, or for China by `banbucheng.adapters.china.china`. Days are `date`s of the
    calendar's own zone; a day outside the table is an error and never a guess.
    """

    #: The zone that turns a moment into a day.
    zone: ZoneInfo = field(converter=_zone)
    #: The name of this state of knowledge; two calendars of one edition answer alike.
    edition: str
    #: The last day of the last year whose arrangement has been published.
    announced_through: date
    #: The first day of the table.
    first: date
    #: One byte a day from the first on: its bits say that it works, may turn, is a makeup workday, or is open without
    #: being a working day.
    flags: bytes = field(repr=False)
    #: The code of the festival, or the overlay's own name, of the days that have one.
    names: Mapping[date, str] = field(factory=dict[date, str], repr=False, hash=False)
    #: The weekdays that are off as a rule (0 = Monday).
    weekend: frozenset[int] = frozenset({5, 6})
    #: Opening hours; of several that hold on a day, the last.
    hours: tuple[Hours, ...] = field(default=(DEFAULT_HOURS,), converter=_layers, repr=False)
    #: Opening hours that an overlay set for single days.
    special: Mapping[date, Stretches] = field(factory=dict[date, Stretches], repr=False, hash=False)
    # What the reckoning looks up: the working days as expected, the first day that may turn (or the one after the
    # table), and the ends of days, their halves and the deadlines that were worked out before.
    table: Table = field(init=False, repr=False, eq=False, default=Factory(_expected, takes_self=True))
    doubtful_from: date = field(init=False, repr=False, eq=False, default=Factory(_first_doubtful, takes_self=True))
    ends: dict[date, datetime] = field(init=False, repr=False, eq=False, factory=dict[date, datetime])
    halves: dict[date, Sequence[Span]] = field(init=False, repr=False, eq=False, factory=dict[date, Sequence[Span]])
    deadlines: Deadlines = field(init=False, repr=False, eq=False, factory=dict[int, dict[int, Deadline]])

    @classmethod
    def build(
        cls,
        *,
        edition: str,
        first: date,
        last: date,
        zone: str | ZoneInfo = "Asia/Shanghai",
        off: Mapping[date, str] | Iterable[date] = (),
        on: Mapping[date, str] | Iterable[date] = (),
        weekend: Iterable[int] = (5, 6),
        hours: Hours | Sequence[Hours] = DEFAULT_HOURS,
        announced_through: date | None = None,
        undecided: Iterable[date] = (),
    ) -> "WorkCalendar":
        """
        The calendar of the days from the first through the last, with the days off and on and their names.

        A day of the weekend that is `on` is a makeup workday; an `undecided` one is expected as given, yet may turn.

        Raises:
            BadInput: a range that runs backwards, a day both off and on, or no working day at all.
        """
        if last < first:
            raise BadInput("last day", last.isoformat(), f"it lies on or after the first, {first.isoformat()}")
        days_off, days_on, week = named(off), named(on), frozenset(weekend)
        twice = days_off.keys() & days_on.keys()
        if twice:
            raise BadInput("day", min(twice).isoformat(), "a day is either off or on")
        flags = weeks(first, last, week)
        turn(flags, first, days_off, days_on, week)
        for day in undecided:
            if first <= day <= last:
                flags[day.toordinal() - first.toordinal()] |= UNDECIDED
        return cls(
            zone=zone,
            edition=edition,
            announced_through=last if announced_through is None else announced_through,
            first=first,
            flags=bytes(flags),
            names={day: name for day, name in {**days_off, **days_on}.items() if name},
            weekend=week,
            hours=hours,
        )

    @property
    def last(self) -> date:
        """The last day of the table."""
        return self.first + timedelta(days=len(self.flags) - 1)

    # Days

    def works_on(self, day: date) -> bool:
        """Whether it is a working day, as far as is known or expected."""
        return bool(self._flags(day) & WORKS)

    def certain(self, day: date) -> bool:
        """Whether it is settled that the day works or that it is off."""
        return not self._flags(day) & UNDECIDED

    def shifted(self, day: date) -> bool:
        """Whether it is a makeup workday, one that falls on a weekend."""
        return bool(self._flags(day) & SHIFTED)

    def name_of(self, day: date) -> str:
        """The code of the festival or the name of the overlay that the day has; empty for most days."""
        self.table.place(day_of(day))
        return self.names.get(day, "")

    def workday_after(self, day: date, n: int) -> date:
        """
        The n-th working day strictly after the day; a negative n counts back.

        For 0 it is the day itself, or the next that works.

        Raises:
            BadInput: `day` is a moment and no date, `n` no whole number, or the answer lies outside the table.
        """
        if type(n) is int and type(day) is date:
            table = self.table
            place = day.toordinal() - table.base
            if n > 0 and place > 0:
                try:
                    return table.days[table.ranks[place] + n]
                except IndexError:
                    pass
            return table.days[table.number_after(day, n)]
        return self.table.days[self.table.number_after(day_of(day), whole(n))]

    def workdays_between(self, first: date, last: date) -> int:
        """
        The working days after the first day, through the last; a last day before the first gives the number negated.

        Raises:
            BadInput: a moment instead of a date, or a day outside the table.
        """
        if type(first) is date and type(last) is date:
            table = self.table
            start, end = first.toordinal() - table.base, last.toordinal() - table.base
            if start > 0 and end > 0:
                try:
                    return table.ranks[end] - table.ranks[start]
                except IndexError:
                    pass
        return self.table.between(day_of(first), day_of(last))

    def date_of(self, moment: datetime) -> date:
        """
        The day on which a moment falls in the calendar's zone.

        Raises:
            BadInput: the moment knows no zone.
        """
        if moment.tzinfo is not self.zone:
            moment = local(moment, self.zone)
        return moment.date()

    def end_of(self, day: date) -> datetime:
        """The moment at which the day is over: 00:00 of the next, whether the day had 23, 24 or 25 hours."""
        end = self.ends.get(day)
        if end is None:
            self.table.place(day_of(day))
            end = self.ends[day] = midnight(day + timedelta(days=1), self.zone)
        return end

    # Hours

    def stretches_on(self, day: date) -> Stretches:
        """The opening hours of the day; none where the house is closed."""
        return self._stretches(day, self._flags(day))

    def opens(self, day: date) -> datetime | None:
        """When the house first opens on the day; None where it does not."""
        stretches = self.stretches_on(day)
        return datetime.combine(day, stretches[0][0], self.zone) if stretches else None

    def closes(self, day: date) -> datetime | None:
        """When the house last closes on the day; None where it does not open."""
        return self.closing(day) if self.stretches_on(day) else None

    def hours_on(self, day: date) -> Stretches:
        """The opening hours that the day has where it works: those set for it alone, or the last schedule that holds."""
        special = self.special.get(day)
        if special is not None:
            return special
        for hours in reversed(self.hours):
            if hours.covers(day):
                return hours.on(day, makeup=day.weekday() in self.weekend)
        return ()

    def closing(self, day: date) -> datetime | None:
        """When the house closes on the day, supposing that it works; None where no hours are set for it."""
        stretches = self.hours_on(day)
        if not stretches:
            return None
        closes = stretches[-1][1]
        return datetime.combine(day, closes, self.zone) if closes != time.min else self.end_of(day)

    def halves_on(self, day: date) -> Sequence[Span]:
        """The open part of the morning and of the afternoon, supposing that the day works; only those that there are."""
        known = self.halves.get(day)
        if known is None:
            stretches, midday = self.hours_on(day), self._midday_on(day)
            halves = ((time.min, midday), (midday, time.min))
            found = (spans_on(day, both(stretches, (half,)), self.zone) for half in halves)
            known = self.halves[day] = [Span(spans[0].opens, spans[-1].closes) for spans in found if spans]
        return known

    # What may turn out, for the reckoning

    @cached_property
    def bounds(self) -> tuple[Table, Table]:
        """The tables with every undecided day working, and with none of them working."""
        earliest, latest = (table_of(self.first, self.flags.translate(worked)) for worked in (_EARLIEST, _LATEST))
        return earliest, latest

    @cached_property
    def clock(self) -> Clock:
        """The open time of the days as they are expected."""
        return self._clock(_EXPECTED)

    @cached_property
    def clock_bounds(self) -> tuple[Clock, Clock]:
        """The open time with every undecided day working, and with none of them working."""
        return self._clock(_EARLIEST), self._clock(_LATEST)

    # Other calendars

    def with_overlay(self, overlay: Overlay) -> "WorkCalendar":
        """The calendar with an overlay's days turned; its name is added to the edition."""
        flags, names, on = overlaid(overlay, self.first, self.flags, self.names, self.weekend)
        opened = {} if overlay.open is None else dict.fromkeys(on, overlay.open)
        hours = {day: stretches for day, stretches in overlay.hours.items() if overlay.covers(day)}
        return evolve(
            self,
            edition=f"{self.edition}+{overlay.name}",
            flags=flags,
            names=names,
            special={**self.special, **opened, **hours},
        )

    def __and__(self, other: "WorkCalendar") -> "WorkCalendar":
        """
        The calendar of what needs both: it works, and is open, where both do.

        Raises:
            BadInput: they lie in different zones, or have no day in common.
        """
        first, last = max(self.first, other.first), min(self.last, other.last)
        if self.zone is not other.zone or last < first:
            allowed = f"only calendars of one zone and one time go together; {self.edition} has another"
            raise BadInput("calendar", other.edition, allowed)
        start = first.toordinal()
        days = [date.fromordinal(start + place) for place in range((last - first).days + 1)]
        flags = [each.flags[start - each.first.toordinal() :][: len(days)] for each in (self, other)]
        return evolve(
            self,
            edition=f"{self.edition}&{other.edition}",
            announced_through=min(self.announced_through, other.announced_through),
            first=first,
            flags=common(*flags),
            names={**other.names, **self.names},
            special={day: both(self.hours_on(day), other.hours_on(day)) for day in days},
        )

    def _flags(self, day: date) -> int:
        return self.flags[self.table.place(day_of(day)) - 1]

    def _stretches(self, day: date, flags: int) -> Stretches:
        return self.hours_on(day) if flags & (WORKS | OPEN) else ()

    def _midday_on(self, day: date) -> time:
        return next((hours.midday for hours in reversed(self.hours) if hours.covers(day)), time(12))

    def _clock(self, worked: bytes) -> Clock:
        start = self.first.toordinal()
        days = [
            self._stretches(date.fromordinal(start + place), worked[flags] | flags & OPEN)
            for place, flags in enumerate(self.flags)
        ]
        return clock_of(self.first, days, self.zone)
