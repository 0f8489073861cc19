"""The calendar as a table: its rows, and that a join in SQL counts as the library does."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from banbucheng.adapters.china import china, shipped_notices
from banbucheng.adapters.dimension import CREATE_TABLE, INSERT, DayRow, day_rows
from banbucheng.errors import BadInput
from banbucheng.worktime import WorkCalendar, WorkingDays, due

CALENDAR = china()
ROWS = list(day_rows(CALENDAR, notices=shipped_notices()))
#: A receipt every eleven days, with closings from the same day to a year later.
CASES = [
    (received, received + timedelta(days=(place * 37) % 365))
    for place, received in enumerate(date(2019, 1, 1) + timedelta(days=11 * n) for n in range(230))
]
COUNT = """\
SELECT c.number, closed.workday_number - received.workday_number
FROM cases c
JOIN work_days received ON received.day = c.received
JOIN work_days closed ON closed.day = c.closed
ORDER BY c.number"""
DUE = """\
SELECT c.number, due.day
FROM cases c
JOIN work_days received ON received.day = c.received
JOIN work_days due ON due.works AND due.workday_number = received.workday_number + 5
ORDER BY c.number"""


def row(day: date) -> DayRow:
    """The row of a day."""
    return next(each for each in ROWS if each.day == day)


def test_there_is_one_row_for_every_day() -> None:
    """The rows go from the first day of the calendar to the last, without a gap."""
    assert (CALENDAR.last - CALENDAR.first).days + 1 == len(ROWS)
    assert [CALENDAR.first + timedelta(days=place) for place in range(len(ROWS))] == [each.day for each in ROWS]


@pytest.mark.parametrize(
    ("day", "works", "makeup", "name", "notice"),
    [
        (date(2025, 1, 26), True, True, "", "国办发明电〔2024〕12号"),
        (date(2025, 1, 28), False, False, "spring_festival", "国办发明电〔2024〕12号"),
        (date(2025, 3, 10), True, False, "", "国办发明电〔2024〕12号"),
        (date(2019, 5, 3), False, False, "labour_day", "国办发明电〔2019〕3号"),
        (date(2019, 5, 6), True, False, "", "国办发明电〔2018〕15号"),
    ],
)
def test_a_row_says_what_is_known_of_its_day(day: date, works: bool, makeup: bool, name: str, notice: str) -> None:  # noqa: FBT001 - by parametrize
    """A day is named with its festival and with the notice that arranged it, an amendment before what it amends."""
    found = row(day)

    assert (works, makeup, name, notice, True, True) == (*found[1:2], *found[3:6], *found[6:])


def test_a_row_says_what_is_not_known() -> None:
    """Past the last notice a day is not announced, and near a festival not certain; no notice is named for it."""
    summer, winter = row(date(2027, 8, 4)), row(date(2027, 2, 13))

    assert (False, True, "") == (summer.announced, summer.certain, summer.notice)
    assert (False, False, "") == (winter.announced, winter.certain, winter.notice)


def test_parts_of_a_calendar_fit_together() -> None:
    """The numbers run on from the first day of the calendar, whichever days are asked for."""
    part = list(day_rows(CALENDAR, first=date(2025, 1, 1), last=date(2025, 12, 31), notices=shipped_notices()))

    assert [each for each in ROWS if each.day.year == 2025] == part
    assert 248 == sum(each.works for each in part)


def test_a_calendar_that_begins_with_a_working_day_counts_it() -> None:
    """The first day has number 1 if it works and 0 if it does not."""
    calendar = WorkCalendar.build(edition="t", first=date(2025, 3, 7), last=date(2025, 3, 11))

    assert [1, 1, 1, 2, 3] == [each.workday_number for each in day_rows(calendar)]
    assert [1, 2, 3] == [each.workday_number for each in day_rows(calendar, first=date(2025, 3, 9))]


def test_days_that_the_calendar_does_not_know_are_refused() -> None:
    """A range that runs backwards or out of the calendar is refused before the first row."""
    for first, last in [(date(2025, 1, 2), date(2025, 1, 1)), (date(1999, 1, 1), None), (None, date(2100, 1, 1))]:
        with pytest.raises(BadInput):
            day_rows(CALENDAR, first=first, last=last)


def counted() -> list[tuple[int, int]]:
    """What the library counts for the cases."""
    return [(number, CALENDAR.workdays_between(*case)) for number, case in enumerate(CASES)]


def due_on() -> list[tuple[int, date]]:
    """When the library says that they are due."""
    return [(number, due(WorkingDays(5), received, CALENDAR).on) for number, (received, _) in enumerate(CASES)]


def test_sqlite_counts_with_one_join() -> None:
    """With the plain statements of the module and nothing but the standard library."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(CREATE_TABLE)
        connection.executemany(INSERT, ([each.day.isoformat(), *each[1:]] for each in ROWS))
        connection.execute("CREATE TABLE cases (number INTEGER, received DATE, closed DATE)")
        cases = [(number, str(received), str(closed)) for number, (received, closed) in enumerate(CASES)]
        connection.executemany("INSERT INTO cases VALUES (?, ?, ?)", cases)

        assert counted() == connection.execute(COUNT).fetchall()
        assert due_on() == [(number, date.fromisoformat(day)) for number, day in connection.execute(DUE)]


def test_a_table_of_sqlalchemy_holds_the_rows() -> None:
    """The host creates the table with its own, fills it in its own transaction and joins it."""
    sqlalchemy = pytest.importorskip("sqlalchemy", reason="this table is the extra `sql`")
    from banbucheng.adapters.dimension.sql import day_table, insert_days  # noqa: PLC0415 - it imports SQLAlchemy

    table = day_table(metadata := sqlalchemy.MetaData(), name="office_days")
    engine = sqlalchemy.create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        insert_days(connection, table, ROWS)
        insert_days(connection, table, [])
        found = [DayRow(*each) for each in connection.execute(sqlalchemy.select(table).order_by(table.c.day))]
    engine.dispose()

    assert ROWS == found


def test_duckdb_counts_over_arrow(tmp_path: Path) -> None:
    """The Arrow table and the Parquet file are tables that a query can join as they are."""
    duckdb = pytest.importorskip("duckdb", reason="this engine is for the tests alone")
    pyarrow = pytest.importorskip("pyarrow", reason="Arrow is the extra `arrow`")
    from banbucheng.adapters.dimension.arrow import to_arrow, to_parquet  # noqa: PLC0415 - it imports pyarrow

    to_parquet(ROWS, tmp_path / "days.parquet")
    received, closed = zip(*CASES, strict=True)
    cases = pyarrow.table({"number": range(len(CASES)), "received": received, "closed": closed})
    for source in (to_arrow(ROWS), None):
        with closing(duckdb.connect()) as connection:
            connection.register("cases", cases)
            if source is None:
                connection.from_parquet(str(tmp_path / "days.parquet")).create_view("work_days")
            else:
                connection.register("work_days", source)

            assert counted() == connection.execute(COUNT).fetchall()
            assert due_on() == connection.execute(DUE).fetchall()


def test_duckdb_takes_the_plain_statements() -> None:
    """`CREATE_TABLE` and `INSERT` are not only for SQLite."""
    duckdb = pytest.importorskip("duckdb", reason="this engine is for the tests alone")
    rows = list(day_rows(CALENDAR, first=date(2025, 1, 24), last=date(2025, 2, 8)))

    with closing(duckdb.connect()) as connection:
        connection.execute(CREATE_TABLE)
        connection.executemany(INSERT, rows)

        assert rows == [DayRow(*each) for each in connection.execute("SELECT * FROM work_days ORDER BY day").fetchall()]


def test_arrow_has_the_types_of_the_rows(tmp_path: Path) -> None:
    """Dates are dates, nothing may be missing; no rows make an empty table, and the same rows the same file."""
    pytest.importorskip("pyarrow", reason="Arrow is the extra `arrow`")
    from banbucheng.adapters.dimension.arrow import to_arrow, to_parquet  # noqa: PLC0415 - it imports pyarrow

    found, empty = to_arrow(ROWS[:3]), to_arrow([])
    to_parquet(ROWS, tmp_path / "one.parquet")
    to_parquet(ROWS, tmp_path / "two.parquet")

    assert [each._asdict() for each in ROWS[:3]] == found.to_pylist()
    assert found.schema == empty.schema
    assert not any(each.nullable for each in empty.schema)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
