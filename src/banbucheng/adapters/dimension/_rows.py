"""The rows of the table, and the table in plain SQL."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from banbucheng.adapters.china import Notice
from banbucheng.errors import BadInput
from banbucheng.worktime import WorkCalendar

__all__ = ["CREATE_TABLE", "INSERT", "DayRow", "day_rows"]

_DAY = timedelta(days=1)


# A tuple and no attrs class: it is handed to a driver as it is, by the ten thousand.
class DayRow(NamedTuple):
    """One day of a calendar. The order of the fields is that of the columns."""

    day: date
    #: Whether it is a working day, as far as is known or expected.
    works: bool
    #: How many working days there are from the first day of the calendar through this one.
    workday_number: int
    #: Whether it is a makeup workday, one that falls on a weekend.
    makeup: bool
    #: The code of its festival or the name of its overlay; empty for most days.
    name: str
    #: The number of the notice that arranged it; empty where none was given.
    notice: str
    #: Whether its year has been announced.
    announced: bool
    #: Whether it is settled; in a year that is not announced most days are.
    certain: bool


#: The table for databases that have no BOOLEAN or have one alike: SQLite, DuckDB, PostgreSQL, MySQL.
CREATE_TABLE = """\
CREATE TABLE work_days (
    day DATE NOT NULL PRIMARY KEY,
    works BOOLEAN NOT NULL,
    workday_number INTEGER NOT NULL,
    makeup BOOLEAN NOT NULL,
    name VARCHAR(64) NOT NULL,
    notice VARCHAR(64) NOT NULL,
    announced BOOLEAN NOT NULL,
    certain BOOLEAN NOT NULL
)"""
#: The statement for `executemany`, for drivers that write a parameter as `?`.
INSERT = f"INSERT INTO work_days ({', '.join(DayRow._fields)}) VALUES ({', '.join('?' * len(DayRow._fields))})"  # noqa: S608 - made of our own names


def day_rows(
    calendar: WorkCalendar, *, first: date | None = None, last: date | None = None, notices: Iterable[Notice] = ()
) -> Iterator[DayRow]:
    """
    The rows of the days from the first through the last, by default of the whole calendar.

    `workday_number` of one day minus that of another is `workdays_between` them. It counts from the first day of the
    calendar whichever days are asked for, so that tables of different years fit together. `notices` are those the
    calendar was made from (`shipped_notices()` for China): the one that turned a day is named beside it, and beside
    all other days that are settled the one that arranged their year.

    Raises:
        BadInput: a range that runs backwards, or a day outside the calendar.
    """
    begins, ends = calendar.first if first is None else first, calendar.last if last is None else last
    if ends < begins:
        raise BadInput("last day", ends.isoformat(), f"it lies on or after the first, {begins.isoformat()}")
    number = (
        calendar.workdays_between(calendar.first, begins)
        + calendar.works_on(calendar.first)
        - calendar.works_on(begins)
    )
    calendar.works_on(ends)
    return _rows(calendar, begins, (ends - begins).days + 1, number, list(notices))


def _rows(calendar: WorkCalendar, begins: date, count: int, number: int, notices: Sequence[Notice]) -> Iterator[DayRow]:
    of_day = {day: notice.number for notice in notices for day in (*notice.off, *notice.on)}
    of_year = {notice.year: notice.number for notice in notices if not notice.amends}
    for place in range(count):
        day = begins + _DAY * place
        works = calendar.works_on(day)
        number += works
        certain = calendar.certain(day)
        yield DayRow(
            day=day,
            works=works,
            workday_number=number,
            makeup=calendar.shifted(day),
            name=calendar.name_of(day),
            notice=of_day.get(day) or (of_year.get(day.year, "") if certain else ""),
            announced=day <= calendar.announced_through,
            certain=certain,
        )
