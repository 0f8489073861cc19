"""Calendars, moments near their edges, and limits, for Hypothesis."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from banbucheng.worktime import (
    CountFrom,
    EndOfBusiness,
    HalfWorkingDays,
    Months,
    NaturalDays,
    NaturalHours,
    NaturalMinutes,
    Span,
    TimeLimit,
    WorkCalendar,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
)

__all__ = ["calendars", "days", "edges", "limits", "moments", "spans"]

_DAY = timedelta(days=1)
_FIRST, _LAST = date(2024, 1, 1), date(2026, 12, 31)
#: The days of which generated arrangements are made; the table is left alone at both ends.
_ARRANGED = (date(2024, 12, 20), date(2026, 6, 30))
#: Where what is announced ends, if not with the table.
_ANNOUNCED = date(2025, 12, 31)
#: How many days are left between a day that is drawn and the end of the table.
_TO_SPARE = 60
_MORNING = time(9, 30)


@st.composite
def calendars(
    draw: st.DrawFn, *, zones: Sequence[str] = ("Asia/Shanghai",), announced: bool | None = None
) -> WorkCalendar:
    """
    Calendars of 2024 to 2026 with festivals and makeup workdays, of which 2026 may not have been announced.

    `announced` fixes whether all of it has been. They shrink to plain weeks in the first zone.
    """
    off = {
        day: "festival" for first in draw(_few(st.dates(*_ARRANGED))) for day in _run(first, draw(st.integers(1, 8)))
    }
    near = sorted({day for each in off for day in _run(each - 7 * _DAY, 15)} - off.keys())
    weekend = [day for day in near if day.weekday() >= 5]
    on = draw(_few(st.sampled_from(weekend))) if weekend else []
    known = draw(st.sampled_from([True, False])) if announced is None else announced
    undecided = [] if known else [*_run(_ANNOUNCED + _DAY, 4), *(day for day in [*off, *weekend] if day > _ANNOUNCED)]
    # New Year's Day is off by law, whatever is announced around it.
    new_year = {} if known else {_ANNOUNCED + _DAY: "new_year"}
    return WorkCalendar.build(
        edition="generated",
        first=_FIRST,
        last=_LAST,
        zone=draw(st.sampled_from(zones)),
        off={**off, **new_year},
        on=[day for day in on if day not in new_year],
        undecided=undecided,
        announced_through=_LAST if known else _ANNOUNCED,
    )


def edges(calendar: WorkCalendar) -> Sequence[date]:
    """
    The days on which counting goes wrong first, the earliest first.

    They are the last three of its announced years: every day that is not as its weekday would have it, the three days
    before and after those, and the last and first days of years.
    """
    last = min(calendar.announced_through, calendar.last)
    first = max(calendar.first + _DAY, date(last.year - 2, 1, 1))
    within = [first + n * _DAY for n in range((last - first).days + 1)]
    odd = [day for day in within if calendar.works_on(day) is (day.weekday() in calendar.weekend)]
    odd += [day for day in within if (day.month, day.day) == (12, 31)]
    around = {day + n * _DAY for day in odd for n in range(-3, 4)}
    return sorted(day for day in around if first <= day <= last)


def days(calendar: WorkCalendar, *, spare: int = _TO_SPARE) -> st.SearchStrategy[date]:
    """Days of a calendar, most of them near its edges, with so many days to spare before what is announced ends."""
    last = min(calendar.announced_through, calendar.last) - spare * _DAY
    # Plain working days come first, for an example to shrink to.
    near = sorted((day for day in edges(calendar) if day <= last), key=lambda day: _oddity(day, calendar))
    anywhere = st.dates(max(calendar.first + _DAY, date(last.year - 2, 1, 1)), last)
    return st.sampled_from(near) | anywhere if near else anywhere


def moments(
    calendar: WorkCalendar, on: st.SearchStrategy[date] | None = None, *, offsets: bool = False
) -> st.SearchStrategy[datetime]:
    """
    Moments in a calendar's zone, most of them a breath before, at or after midnight, an opening or a closing.

    `on` draws their days; `offsets` writes some of them in UTC. They shrink to a morning at 09:30.
    """
    return _moments(calendar, days(calendar) if on is None else on, offsets=offsets)


@st.composite
def _moments(draw: st.DrawFn, calendar: WorkCalendar, on: st.SearchStrategy[date], *, offsets: bool) -> datetime:
    day = draw(on)
    wall = draw(st.sampled_from(_times(calendar, day)) | st.times().map(_whole_seconds))
    at = datetime.combine(day, wall, calendar.zone)
    return at.astimezone(UTC) if offsets and draw(st.booleans()) else at


def limits(*kinds: type[TimeLimit], most: int = 20) -> st.SearchStrategy[TimeLimit]:
    """Limits of these kinds, or of every kind if none is given, none longer than `most` days; they shrink to one."""
    number, minutes = st.integers(1, most), st.integers(1, 60 * most)
    count_from = st.sampled_from(CountFrom)
    every: Mapping[type[TimeLimit], st.SearchStrategy[TimeLimit]] = {
        WorkingDays: st.builds(WorkingDays, number, count_from=count_from),
        NaturalDays: st.builds(NaturalDays, number, count_from=count_from, rolls=st.booleans()),
        HalfWorkingDays: st.builds(HalfWorkingDays, number),
        WorkingHours: st.builds(WorkingHours, number),
        WorkingMinutes: st.builds(WorkingMinutes, minutes),
        NaturalHours: st.builds(NaturalHours, number),
        NaturalMinutes: st.builds(NaturalMinutes, minutes),
        Months: st.builds(Months, st.just(1)),
        EndOfBusiness: st.builds(EndOfBusiness),
    }
    return st.one_of([every[kind] for kind in kinds or every])


def spans(calendar: WorkCalendar, *, most: int = 20) -> st.SearchStrategy[Span]:
    """Stretches of time of up to so many days in a calendar, such as pauses; they shrink to a day."""
    opens = moments(calendar, days(calendar, spare=_TO_SPARE + most))
    return st.builds(_span, opens, st.integers(1, most), st.booleans())


def _span(opens: datetime, number: int, late: bool) -> Span:  # noqa: FBT001 - builds gives what it draws by position
    closes = opens + number * _DAY
    return Span(opens, closes.replace(hour=23, minute=59) if late else closes)


def _oddity(day: date, calendar: WorkCalendar) -> tuple[bool, bool]:
    return not calendar.works_on(day), calendar.shifted(day)


def _few(each: st.SearchStrategy[date]) -> st.SearchStrategy[list[date]]:
    return st.lists(each, max_size=3, unique=True)


def _run(first: date, number: int) -> Iterator[date]:
    return (first + n * _DAY for n in range(number))


def _times(calendar: WorkCalendar, day: date) -> Sequence[time]:
    """The times of day at which something begins or ends, and the second before and after each."""
    turns = [each for stretch in calendar.hours_on(day) for each in stretch]
    near = [_shifted(turn, seconds) for turn in turns for seconds in (0, -1, 1)]
    return [_MORNING, time(0), time(0, 30), *_without_repeats(near), time(23, 59, 59, 999999)]


def _shifted(wall: time, seconds: int) -> time:
    return (datetime.combine(_FIRST, wall) + timedelta(seconds=seconds)).time()


def _without_repeats(walls: Iterable[time]) -> Sequence[time]:
    return list(dict.fromkeys(walls))


def _whole_seconds(wall: time) -> time:
    return wall.replace(microsecond=0)
