"""Deadlines by the million: each kind of column, each counting rule, and what is refused."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

np = pytest.importorskip("numpy", reason="arrays are the extra `fast`, which is NumPy")

from banbucheng.adapters.arrays import CalendarArrays  # noqa: E402 - it imports numpy
from banbucheng.adapters.china import china  # noqa: E402 - as above
from banbucheng.errors import BadInput  # noqa: E402 - as above
from banbucheng.worktime import (  # noqa: E402 - as above
    CountFrom,
    Hours,
    Months,
    NaturalDays,
    WorkCalendar,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    due,
)

CALENDAR = china()
ARRAYS = CalendarArrays.of(CALENDAR)
FIVE = WorkingDays(5)

#: edge-cases.md, section 1: received, and due in 2, 5 and 10 working days.
TABLE = [
    ("2025-03-10", "2025-03-12", "2025-03-17", "2025-03-24"),
    ("2025-03-15", "2025-03-18", "2025-03-21", "2025-03-28"),
    ("2025-01-24", "2025-01-27", "2025-02-07", "2025-02-13"),
    ("2025-01-26", "2025-02-05", "2025-02-08", "2025-02-14"),
    ("2025-02-07", "2025-02-10", "2025-02-13", "2025-02-20"),
    ("2025-09-28", "2025-09-30", "2025-10-11", "2025-10-17"),
    ("2025-12-31", "2026-01-05", "2026-01-08", "2026-01-15"),
    ("2026-02-14", "2026-02-25", "2026-02-28", "2026-03-06"),
    ("2024-02-09", "2024-02-19", "2024-02-22", "2024-02-29"),
]
#: The same where a receipt on a day off is one of the next working day.
NEXT = [
    ("2025-03-15", "2025-03-19", "2025-03-24", "2025-03-31"),
    ("2025-01-30", "2025-02-07", "2025-02-11", "2025-02-18"),
    ("2025-10-03", "2025-10-11", "2025-10-15", "2025-10-22"),
    ("2025-03-10", "2025-03-12", "2025-03-17", "2025-03-24"),
]


def days(*texts: str) -> object:
    """Days as NumPy has them."""
    return np.array(texts, "M8[D]")


def told(found: object) -> list[str]:
    """Days as a test reads them."""
    return [str(each) for each in found]  # type: ignore[attr-defined]


def instants(moments: Sequence[datetime]) -> object:
    """Moments of UTC as NumPy has them."""
    return np.array([at.replace(tzinfo=None) for at in moments], "M8[us]")


# NumPy


@pytest.mark.parametrize(("place", "number"), [(1, 2), (2, 5), (3, 10)])
def test_the_known_deadlines_come_out(place: int, number: int) -> None:
    """The table of edge cases holds for a column as for a date."""
    found = ARRAYS.due_on(WorkingDays(number), days(*(row[0] for row in TABLE)))

    assert [row[place] for row in TABLE] == told(found)


def test_each_row_can_have_a_number_of_its_own() -> None:
    """`numbers` takes the place of the limit's own."""
    starts = days(*[row[0] for row in TABLE for _ in range(3)])

    found = ARRAYS.due_on(WorkingDays(99), starts, numbers=np.resize([2, 5, 10], len(starts)))

    assert [day for row in TABLE for day in row[1:]] == told(found)


def test_a_receipt_on_a_day_off_can_count_for_the_next_working_day() -> None:
    """The counting rule of the limit holds for one number and for many."""
    rule = WorkingDays(5, count_from=CountFrom.NEXT_WORKDAY)
    starts = days(*(row[0] for row in NEXT))

    assert [row[2] for row in NEXT] == told(ARRAYS.due_on(rule, starts))
    assert [row[1] for row in NEXT] == told(ARRAYS.due_on(rule, starts, numbers=[2] * len(NEXT)))


@pytest.mark.parametrize("rule", CountFrom)
def test_none_is_due_at_once_or_on_the_next_working_day(rule: CountFrom) -> None:
    """A limit of 0 days, among others or alone, is due on the day of receipt if that works."""
    starts = days("2025-03-14", "2025-03-15", "2025-01-26", "2025-10-03")
    expected = ["2025-03-14", "2025-03-17", "2025-01-26", "2025-10-09"]

    assert expected == told(ARRAYS.due_on(WorkingDays(0, count_from=rule), starts))
    assert expected == told(ARRAYS.due_on(WorkingDays(3, count_from=rule), starts, numbers=[0] * 4))


def test_many_rows_are_answered_like_few() -> None:
    """Columns longer than the calendar take another way to the same answer."""
    starts = np.resize(np.arange(np.datetime64("2004-01-01"), np.datetime64("2026-01-01")), 30_000)

    few = np.concatenate([ARRAYS.due_on(FIVE, part) for part in np.array_split(starts, 10)])

    assert told(few) == told(ARRAYS.due_on(FIVE, starts))


@pytest.mark.parametrize("limit", [NaturalDays(10), NaturalDays(10, rolls=False), Months(1), Months(13)])
def test_natural_days_and_months_go_the_same_way(limit: NaturalDays | Months) -> None:
    """Limits in natural days and months are answered as `due` answers them, with and without numbers."""
    starts = np.arange(np.datetime64("2023-12-25"), np.datetime64("2025-03-05"))
    expected = [due(limit, day.item(), CALENDAR).on for day in starts]

    assert expected == ARRAYS.due_on(limit, starts).tolist()
    assert expected == ARRAYS.due_on(limit, starts, numbers=np.full(len(starts), limit.number)).tolist()


def test_a_column_can_have_any_shape() -> None:
    """What was a matrix stays one, and an empty column stays empty."""
    starts = days("2025-03-10", "2025-03-14", "2025-01-24", "2025-01-26").reshape(2, 2)

    found = ARRAYS.due_on(FIVE, starts)

    assert [["2025-03-17", "2025-03-21"], ["2025-02-07", "2025-02-08"]] == [told(row) for row in found]
    assert [] == told(ARRAYS.due_on(FIVE, days()))
    assert [] == ARRAYS.workdays_between(days(), days()).tolist()


def test_the_column_is_left_as_it_was() -> None:
    """No answer is written over a question, whatever the order of its bytes and however it is cut."""
    starts = days(*[row[0] for row in TABLE])
    kept = starts.copy()

    told(ARRAYS.due_on(FIVE, starts[::2]))

    assert told(ARRAYS.due_on(FIVE, starts)) == told(ARRAYS.due_on(FIVE, starts.astype(">M8[D]")))
    assert told(kept) == told(starts)


def test_what_is_missing_stays_missing() -> None:
    """NaT is answered with NaT; a count of it, which NumPy cannot leave out, is refused."""
    starts = days("2025-03-10", "NaT")

    assert ["2025-03-17", "NaT"] == told(ARRAYS.due_on(FIVE, starts))
    assert ["2025-03-12", "NaT"] == told(ARRAYS.due_on(FIVE, starts, numbers=[2, 5]))
    assert ["2025-03-17", "NaT"] == told(ARRAYS.due_on(FIVE, np.resize(starts, 40_000))[:2])
    assert ["2025-04-10", "NaT"] == told(ARRAYS.due_on(Months(1), starts))
    assert [True, False] == ARRAYS.works_on(starts).tolist()
    with pytest.raises(BadInput, match="NaT"):
        ARRAYS.workdays_between(starts, starts)


def test_working_days_are_counted_between_two_columns() -> None:
    """The working days after the first, through the last; a single date may stand for a column."""
    first, last = days("2025-01-24", "2025-10-01", "2025-02-07"), days("2025-02-07", "2025-10-01", "2025-01-24")

    assert [5, 0, -5] == ARRAYS.workdays_between(first, last).tolist()
    assert [5, 170, 0] == ARRAYS.workdays_between(date(2025, 1, 24), last).tolist()
    assert [5, -165, 0] == ARRAYS.workdays_between(first, date(2025, 2, 7)).tolist()


# Moments


def test_moments_fall_on_the_local_day() -> None:
    """An instant of UTC is a day in Shanghai; edge cases T1 and T2."""
    moments = np.array(["2025-03-14T16:30", "2025-03-14T15:59:59", "2025-03-16T16:30"], "M8[s]")

    assert ["2025-03-21", "2025-03-21", "2025-03-24"] == told(ARRAYS.due_on(FIVE, moments, utc=True))


def test_what_comes_in_after_the_cut_off_is_of_the_next_day() -> None:
    """At the cut-off it is in time, a moment later it is not; edge case T5."""
    limit = WorkingDays(2, cut_off=time(17))
    moments = np.array(["2025-03-13T08:59:59", "2025-03-13T09:00", "2025-03-13T09:00:00.000000001"], "M8[ns]")

    assert ["2025-03-17", "2025-03-17", "2025-03-18"] == told(ARRAYS.due_on(limit, moments, utc=True))


def test_midnights_without_a_zone_are_dates() -> None:
    """What only looks like a moment is taken for the date that it is; a time of day without a zone is refused."""
    assert ["2025-03-17"] == told(ARRAYS.due_on(FIVE, np.array(["2025-03-10"], "M8[ns]")))
    with pytest.raises(BadInput, match="needs a zone"):
        ARRAYS.due_on(FIVE, np.array(["2025-03-10T00:00:01"], "M8[s]"))


def test_a_zone_whose_clocks_change_has_its_own_days() -> None:
    """Either side of a change of clocks an instant falls on the day on which Python has it."""
    zone = ZoneInfo("America/New_York")
    calendar = WorkCalendar.build(edition="ny", first=date(1968, 1, 1), last=date(2030, 12, 31), zone=zone)
    begins = datetime(2025, 3, 7, tzinfo=UTC)
    moments = [begins + timedelta(minutes=37 * place) for place in range(300)]
    moments += [at.replace(month=11) for at in moments] + [at.replace(year=1969) for at in moments]

    found = CalendarArrays.of(calendar).due_on(FIVE, instants(moments), utc=True)

    assert [due(FIVE, at, calendar).on for at in moments] == found.tolist()


# Working hours


@pytest.mark.parametrize(
    "limit", [WorkingHours(0), WorkingHours(2), WorkingHours(13), WorkingMinutes(385), WorkingMinutes(1)]
)
def test_working_hours_are_added_like_one_by_one(limit: WorkingHours | WorkingMinutes) -> None:
    """In the night, at an opening, at noon, at a close and on a day off, the moment is the one that `due` names."""
    begins = datetime(2025, 9, 26, 16, tzinfo=UTC)
    moments = [begins + timedelta(minutes=30 * place) for place in range(700)]

    found = ARRAYS.due_at(limit, instants(moments), utc=True)

    assert [due(limit, at, CALENDAR).at.astimezone(UTC) for at in moments] == [
        at.replace(tzinfo=UTC) for at in found.tolist()
    ]


def test_working_hours_cross_a_change_of_clocks() -> None:
    """A house that is open by night loses and gains the hour that the clocks do."""
    hours = Hours.of(daily="00:00-04:00 22:00-24:00")
    calendar = WorkCalendar.build(
        edition="b", first=date(2025, 1, 1), last=date(2025, 12, 31), zone="Europe/Berlin", weekend=(), hours=hours
    )
    changes = [datetime(2025, 3, 28, 20, 13, tzinfo=UTC), datetime(2025, 10, 24, 20, 13, tzinfo=UTC)]
    moments = [begins + timedelta(minutes=41 * place) for begins in changes for place in range(150)]

    for limit in (WorkingHours(0), WorkingHours(5), WorkingMinutes(77)):
        found = CalendarArrays.of(calendar).due_at(limit, instants(moments), utc=True)
        assert [due(limit, at, calendar).at.astimezone(UTC) for at in moments] == [
            at.replace(tzinfo=UTC) for at in found.tolist()
        ]


def test_working_hours_need_a_moment() -> None:
    """From a date no hour can run."""
    with pytest.raises(BadInput, match="from a moment"):
        ARRAYS.due_at(WorkingHours(2), days("2025-03-10"))


# The future


def test_provisional_deadlines_have_bounds() -> None:
    """Past what is announced the two columns differ where the scalar function calls its answer provisional."""
    starts = np.arange(np.datetime64("2026-11-01"), np.datetime64("2028-06-01"))
    scalar = [due(WorkingDays(10), day.item(), CALENDAR) for day in starts]

    earliest, latest = ARRAYS.bounds_on(WorkingDays(10), starts)

    assert [each.earliest for each in scalar] == earliest.tolist()
    assert [each.latest for each in scalar] == latest.tolist()
    assert [each.provisional for each in scalar] == (earliest != latest).tolist()
    assert [each.on for each in scalar] == ARRAYS.due_on(WorkingDays(10), starts).tolist()


def test_strict_refuses_what_may_still_move() -> None:
    """With `strict` the first provisional row is named, whichever way the column is answered."""
    starts = np.resize(days("2026-06-01", "2026-12-25"), 40_000)

    for column in (starts[:2], starts):
        with pytest.raises(BadInput, match="strict deadline") as caught:
            ARRAYS.due_on(WorkingDays(10), column, strict=True)
        assert ["in row 1"] == caught.value.__notes__


def test_the_end_of_the_table_is_where_the_scalar_function_has_it() -> None:
    """A start whose latest date lies outside is refused, though the expected one does not; `due` does the same."""
    starts = np.arange(CALENDAR.last - timedelta(days=40), CALENDAR.last + timedelta(days=1), dtype="M8[D]")

    def told(question: Callable[[], object]) -> object:
        try:
            return question()
        except BadInput as refused:
            return str(refused)

    expected = [told(lambda row=start: [due(FIVE, row.item(), CALENDAR).on]) for start in starts]

    assert expected == [told(lambda row=start: ARRAYS.due_on(FIVE, row.reshape(1)).tolist()) for start in starts]
    assert {str, list} == {type(each) for each in expected}


def test_an_answer_that_may_leave_the_calendar_is_refused() -> None:
    """Where the last day of the calendar is undecided, what is due on it might be due after it, few rows or many."""
    calendar = WorkCalendar.build(
        edition="e", first=date(2025, 3, 3), last=date(2025, 3, 14), undecided=[date(2025, 3, 14)]
    )
    arrays = CalendarArrays.of(calendar)

    assert ["2025-03-13"] == told(arrays.due_on(FIVE, days("2025-03-06")))
    for starts in (days("2025-03-06", "2025-03-07"), np.resize(days("2025-03-06", "2025-03-07"), 50)):
        for ask in (arrays.due_on, arrays.bounds_on):
            with pytest.raises(BadInput, match="2025-03-14"):
                ask(FIVE, starts)


# What is refused


@pytest.mark.parametrize(
    ("starts", "numbers", "said"),
    [
        (["2025-03-10", "2003-12-31"], None, "2003-12-31.*2004-01-01 through"),
        (["2025-03-10", "2003-12-31"], [2, 5], "2003-12-31.*2004-01-01 through"),
        (["2999-01-01"], None, "2999-01-01"),
        (["20001-01-01"], None, "20001-01-01.*9999"),
        (["2025-03-10"], [1, 2], "one whole number for each"),
        (["2025-03-10"], [1.0], "float64"),
        (["2025-03-10"], [True], "bool"),
        (["2025-03-10"], [-1], "-1"),
        (["2025-03-10"], [10_001], "10001"),
        (["2025-03-10"], [2**62], str(2**62)),
        (["2003-12-31"], [2**40 + 5], str(2**40 + 5)),
    ],
)
def test_what_cannot_be_answered_is_named(starts: list[str], numbers: list[float] | None, said: str) -> None:
    """A day outside the calendar or a number that is none stops the column, with the value and what is allowed."""
    with pytest.raises(BadInput, match=said):
        ARRAYS.due_on(FIVE, days(*starts), numbers=numbers)


@pytest.mark.parametrize(
    "value", [["2025-03-10"], date(2025, 3, 10), np.array([1]), np.array(["2025-03"], "M8[M]"), None]
)
def test_what_is_no_column_is_named(value: object) -> None:
    """Lists, single dates and columns of numbers or months are no columns of days."""
    with pytest.raises(BadInput, match="starts"):
        ARRAYS.due_on(FIVE, value)


def test_counts_outside_the_calendar_are_refused() -> None:
    """A count has no answer where either end, or both, lie outside; nor have columns of different length."""
    inside, outside = days("2025-03-10"), days("1999-03-10")

    for first, last in [(inside, outside), (outside, inside), (outside, outside)]:
        with pytest.raises(BadInput, match="1999-03-10"):
            ARRAYS.workdays_between(first, last)
    with pytest.raises(BadInput, match="1999-03-10"):
        ARRAYS.works_on(outside)
    with pytest.raises(BadInput, match="as many rows"):
        ARRAYS.workdays_between(inside, days("2025-03-10", "2025-03-11"))
    with pytest.raises(BadInput, match="has to be a column"):
        ARRAYS.workdays_between(date(2025, 1, 1), date(2025, 1, 2))


def test_a_calendar_of_many_years_still_checks_the_numbers() -> None:
    """Where the table is longer than any limit may be, too high a number is refused all the same."""
    long = CalendarArrays.of(WorkCalendar.build(edition="long", first=date(1900, 1, 1), last=date(2100, 12, 31)))

    assert told(days("1938-05-02")) == told(long.due_on(FIVE, days("1900-01-01"), numbers=[10_000]))
    with pytest.raises(BadInput, match="10001"):
        long.due_on(FIVE, days("1900-01-01", "1900-01-01"), numbers=[1, 10_001])


# pandas


def test_pandas_gets_pandas_back() -> None:
    """A Series keeps its index, its name and its unit; what is missing stays so, and counts become Int64."""
    pandas = pytest.importorskip("pandas", reason="the columns of this test are pandas')")
    starts = pandas.Series(pandas.to_datetime(["2025-01-24", None, "2025-09-30"]), index=[3, 5, 9], name="received")

    found = ARRAYS.due_on(FIVE, starts)
    expected = pandas.Series(pandas.to_datetime(["2025-02-07", None, "2025-10-14"]), index=[3, 5, 9], name="received")

    pandas.testing.assert_series_equal(expected.astype(starts.dtype), found)
    counts = pandas.Series([5, None, 5], index=[3, 5, 9], name="received", dtype="Int64")
    pandas.testing.assert_series_equal(counts, ARRAYS.workdays_between(starts, found))
    assert [True, pandas.NA, True] == ARRAYS.works_on(starts).tolist()
    assert ["2025-02-07"] == [str(day.date()) for day in ARRAYS.due_on(FIVE, pandas.DatetimeIndex(["2025-01-24"]))]


def test_pandas_moments_know_their_zone() -> None:
    """Moments in any zone fall on the local day, and come back from an addition of hours in the calendar's zone."""
    pandas = pytest.importorskip("pandas", reason="the columns of this test are pandas'")
    instants = pandas.Series(pandas.to_datetime(["2025-03-14T16:30Z", None]))

    for zone in ("UTC", "Asia/Shanghai", "America/New_York"):
        starts = instants.dt.tz_convert(zone)
        assert "2025-03-21" == str(ARRAYS.due_on(FIVE, starts)[0].date())
        found = ARRAYS.due_at(WorkingHours(2), starts)
        assert "2025-03-17T11:00:00+08:00" == found[0].isoformat()
        assert pandas.isna(found[1])


def test_pandas_columns_that_do_not_match_are_refused() -> None:
    """Rows are matched by place, so two Series of different index are not counted; nor are texts dates."""
    pandas = pytest.importorskip("pandas", reason="the columns of this test are pandas'")
    starts = pandas.Series(pandas.to_datetime(["2025-01-24", "2025-09-30"]))

    with pytest.raises(BadInput, match="same index"):
        ARRAYS.workdays_between(starts, starts[::-1])
    with pytest.raises(BadInput, match="datetime64"):
        ARRAYS.due_on(FIVE, pandas.Series(["2025-01-24"]))


# polars


def test_polars_gets_polars_back() -> None:
    """A Series keeps its name and its nulls; dates, counts and flags have their own types."""
    polars = pytest.importorskip("polars", reason="the columns of this test are polars'")
    starts = polars.Series("received", [date(2025, 1, 24), None, date(2025, 9, 30)])
    due_on = polars.Series("received", [date(2025, 2, 7), None, date(2025, 10, 14)])

    assert due_on.equals(ARRAYS.due_on(FIVE, starts), check_dtypes=True, check_names=True)
    assert [5, None, 5] == ARRAYS.workdays_between(starts, due_on).to_list()
    assert [True, None, True] == ARRAYS.works_on(starts).to_list()
    assert [] == ARRAYS.due_on(FIVE, starts.clear()).to_list()


def test_polars_moments_know_their_zone() -> None:
    """Moments with a zone fall on the local day; those without one are dates, or refused."""
    polars = pytest.importorskip("polars", reason="the columns of this test are polars'")
    naive = polars.Series([datetime(2025, 3, 14, 16, 30), None])  # noqa: DTZ001 - what is to be refused
    starts = naive.dt.replace_time_zone("UTC")

    assert [date(2025, 3, 21), None] == ARRAYS.due_on(FIVE, starts).to_list()
    assert [datetime(2025, 3, 17, 11, tzinfo=CALENDAR.zone), None] == ARRAYS.due_at(WorkingHours(2), starts).to_list()
    with pytest.raises(BadInput, match="zone"):
        ARRAYS.due_on(FIVE, naive)
    with pytest.raises(BadInput, match="polars column"):
        ARRAYS.due_on(FIVE, polars.Series([1, 2]))


def test_an_expression_of_polars_can_ask() -> None:
    """In a query the arrays are a function of a column."""
    polars = pytest.importorskip("polars", reason="the columns of this test are polars'")
    frame = polars.DataFrame({"received": [date(2025, 1, 24)], "days": [2]})
    column = polars.struct("received", "days").map_batches(
        lambda both: ARRAYS.due_on(FIVE, both.struct.field("received"), numbers=both.struct.field("days")),
        return_dtype=polars.Date,
    )

    assert [date(2025, 1, 27)] == frame.select(column).to_series().to_list()


def test_neither_pandas_nor_polars_is_loaded() -> None:
    """Whoever works with NumPy alone pays for nothing else."""
    code = (
        "import sys, numpy\nfrom banbucheng.adapters.arrays import CalendarArrays\n"
        "from banbucheng.adapters.china import china\nfrom banbucheng.worktime import WorkingDays\n"
        "CalendarArrays.of(china()).due_on(WorkingDays(5), numpy.array(['2025-03-10'], 'M8[D]'))\n"
        "print(*sorted({'pandas', 'polars', 'pyarrow', 'holidays'} & set(sys.modules)))"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 - our own Python

    assert [] == loaded
