"""The law of arrays: a column is answered row by row as the scalar functions answer it, refusals and all."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="arrays are the extra `fast`, which is NumPy")

from banbucheng.adapters.arrays import CalendarArrays  # noqa: E402 - it imports numpy
from banbucheng.errors import BadInput  # noqa: E402 - as above
from banbucheng.worktime import (  # noqa: E402 - as above
    CountFrom,
    Hours,
    Months,
    NaturalDays,
    TimeLimit,
    WorkCalendar,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    due,
)

HOURS = [
    Hours.of(daily="09:00-12:00 14:00-17:30"),
    Hours.of(daily="00:00-03:30 22:00-24:00", friday=""),
    Hours.of(daily="08:00-24:00"),
]
ZONES = ["Asia/Shanghai", "UTC", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]
CUT_OFFS = st.none() | st.times()

day_limits: st.SearchStrategy[TimeLimit] = st.one_of(
    st.builds(WorkingDays, st.integers(0, 40), count_from=st.sampled_from(CountFrom), cut_off=CUT_OFFS),
    st.builds(
        NaturalDays, st.integers(0, 60), count_from=st.sampled_from(CountFrom), cut_off=CUT_OFFS, rolls=st.booleans()
    ),
    st.builds(Months, st.integers(0, 5), count_from=st.sampled_from(CountFrom), cut_off=CUT_OFFS, rolls=st.booleans()),
)
hour_limits = st.builds(WorkingHours, st.integers(0, 90)) | st.builds(WorkingMinutes, st.integers(0, 3000))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """A calendar of up to seven months, in any century, with days turned off and on and some undecided."""
    first = draw(st.dates(date(1950, 1, 1), date(2300, 1, 1)))
    reach = st.integers(0, draw(st.integers(20, 200))).map(lambda place: first + timedelta(days=place))
    off = draw(st.sets(reach, max_size=25))
    return WorkCalendar.build(
        edition="drawn",
        first=first,
        last=draw(reach) + timedelta(days=20),
        zone=draw(st.sampled_from(ZONES)),
        off=off,
        on=draw(st.sets(reach, max_size=10)) - off,
        hours=draw(st.sampled_from(HOURS)),
        undecided=draw(st.sets(reach, max_size=10)),
    )


def around(calendar: WorkCalendar) -> st.SearchStrategy[list[date]]:
    """Days within the calendar, and now and then one outside."""
    near = st.dates(calendar.first, calendar.last)
    return st.lists(near, min_size=1, max_size=12) | st.lists(
        near | st.dates(calendar.first - timedelta(days=3), calendar.last + timedelta(days=3)), min_size=1, max_size=4
    )


def column(days: Sequence[date]) -> object:
    """Days as NumPy has them."""
    return np.array(days, "M8[D]")


def utc(moments: Sequence[datetime]) -> object:
    """Instants as NumPy has them."""
    return np.array([at.astimezone(UTC).replace(tzinfo=None) for at in moments], "M8[us]")


def told(question: Callable[[], object]) -> object:
    """The answer as a list, or the words of the refusal."""
    try:
        answer = question()
    except BadInput as refused:
        return str(refused)
    return answer.tolist() if isinstance(answer, np.ndarray) else answer


@given(calendars(), day_limits, st.data(), st.booleans())
def test_scalar_and_array_agree_on_days(
    calendar: WorkCalendar,
    limit: WorkingDays,
    data: st.DataObject,
    strict: bool,  # noqa: FBT001 - drawn
) -> None:
    """`due_on` and `bounds_on` give the dates of `due`, or the first of its refusals, for few rows as for many."""
    days, arrays = data.draw(around(calendar)), CalendarArrays.of(calendar)
    expected = told(lambda: [due(limit, day, calendar, strict=strict).on for day in days])
    bounds = told(lambda: [(one.earliest, one.latest) for one in (due(limit, day, calendar) for day in days)])

    few, many = column(days), column(days * 500)
    assert expected == told(lambda: arrays.due_on(limit, few, strict=strict))
    assert expected == told(lambda: arrays.due_on(limit, many, strict=strict)[: len(days)])
    assert bounds == told(
        lambda: list(zip(*(each.tolist() for each in arrays.bounds_on(limit, column(days))), strict=True))
    )


@given(calendars(), st.sampled_from(CountFrom), st.data())
def test_scalar_and_array_agree_on_mixed_numbers(calendar: WorkCalendar, rule: CountFrom, data: st.DataObject) -> None:
    """With a number for each row, each row is answered by its own; a number that is none is refused."""
    days = data.draw(around(calendar))
    numbers = data.draw(st.lists(st.integers(-1, 30), min_size=len(days), max_size=len(days)))
    arrays, limit = CalendarArrays.of(calendar), WorkingDays(7, count_from=rule)
    rows = list(zip(days, numbers, strict=True))
    expected = told(lambda: [due(WorkingDays(number, count_from=rule), day, calendar).on for day, number in rows])
    found = told(lambda: arrays.due_on(limit, column(days), numbers=numbers))

    # Numbers are looked at before days, so of two faults in one column either may be the one that is named.
    assert expected == found or (isinstance(expected, str) and isinstance(found, str))


@given(calendars(), st.data())
def test_scalar_and_array_agree_on_counts(calendar: WorkCalendar, data: st.DataObject) -> None:
    """`workdays_between` and `works_on` say what the calendar says, backwards too, and refuse what it refuses."""
    first = data.draw(around(calendar))
    last = data.draw(st.lists(st.dates(calendar.first, calendar.last), min_size=len(first), max_size=len(first)))
    arrays, between = CalendarArrays.of(calendar), calendar.workdays_between

    assert told(lambda: list(map(between, first, last))) == told(
        lambda: arrays.workdays_between(column(first), column(last))
    )
    assert told(lambda: list(map(between, last, first))) == told(
        lambda: arrays.workdays_between(column(last), column(first))
    )
    assert told(lambda: list(map(calendar.works_on, first))) == told(lambda: arrays.works_on(column(first)))


@given(calendars(), day_limits, st.data())
def test_scalar_and_array_agree_on_moments(calendar: WorkCalendar, limit: WorkingDays, data: st.DataObject) -> None:
    """An instant falls on the same local day, before or after the cut-off, when clocks change and in any century."""
    naive = datetime.combine(calendar.first, time.min)
    reach = st.datetimes(naive, naive + timedelta(days=21)).map(lambda at: at.replace(tzinfo=UTC))
    moments, arrays = data.draw(st.lists(reach, min_size=1, max_size=12)), CalendarArrays.of(calendar)

    assert told(lambda: [due(limit, at, calendar).on for at in moments]) == told(
        lambda: arrays.due_on(limit, utc(moments), utc=True)
    )


@given(calendars(), hour_limits, st.data())
def test_scalar_and_array_agree_on_hours(calendar: WorkCalendar, limit: WorkingHours, data: st.DataObject) -> None:
    """`due_at` gives the moments of `due`, through nights, noons and changes of clocks; or its first refusal."""
    naive = datetime.combine(calendar.first, time.min)
    reach = st.datetimes(naive - timedelta(days=1), naive + timedelta(days=40)).map(lambda at: at.replace(tzinfo=UTC))
    moments, arrays = data.draw(st.lists(reach, min_size=1, max_size=8)), CalendarArrays.of(calendar)

    assert told(lambda: [due(limit, at, calendar).at.astimezone(UTC) for at in moments]) == told(
        lambda: [at.replace(tzinfo=UTC) for at in arrays.due_at(limit, utc(moments), utc=True).tolist()]
    )
