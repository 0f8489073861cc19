"""A filter as a condition."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, exists, func, literal_column, select

from banbucheng.adapters._places import micros, read_place
from banbucheng.adapters.sql._schema import Tables
from banbucheng.ports import CaseFilter

__all__ = ["first_of", "first_page", "is_since", "matching"]

#: The last code point there is.
_LAST = chr(0x10FFFF)


def first_page(t: Tables, wanted: CaseFilter, after: str, limit: int) -> Executable:
    """The first cases behind a place, by the moment of their registration and then their number."""
    c = t.cases.c
    query = select(c.body, c.head).where(*matching(c, wanted)).order_by(c.registered_us, c.number).limit(limit)
    if not after:
        return query
    at, number = read_place(after)
    # Not `(a, b) > (x, y)`, nor `a > x OR (a = x AND b > y)`: MariaDB and SQLite would read the whole index for those.
    return query.where(c.registered_us >= at, (c.registered_us > at) | (c.number > number))


def matching(c: Any, wanted: CaseFilter) -> Iterator[ColumnElement[bool]]:
    """What has to hold of a case that fits, each a condition on a column."""
    if wanted.status:
        yield c.status.in_(sorted(each.value for each in wanted.status))
    if wanted.open is not None:
        yield c.is_open == int(wanted.open)
    same = {
        c.unit: wanted.unit,
        c.window_code: wanted.window,
        c.desk_code: wanted.desk,
        c.kind: wanted.kind,
        c.grade: wanted.grade,
        c.complainant: wanted.complainant,
    }
    yield from (column == value for column, value in same.items() if value is not None)
    for column, since, until in (
        (c.registered_us, wanted.registered_from, wanted.registered_before),
        (c.ended_us, wanted.ended_from, wanted.ended_before),
        (c.due_us, None, wanted.due_before),
    ):
        if since is not None:
            yield column >= micros(since)
        if until is not None:
            yield column < micros(until)
    if wanted.due_before is not None:
        yield c.is_open == literal_column("1")
    if wanted.number:
        # Not LIKE, for which SQLite takes A for a.
        yield c.number >= wanted.number
        yield c.number < wanted.number + _LAST


def first_of(t: Tables, since: datetime) -> Executable:
    """The position of the first entry of all cases registered since a moment."""
    c, e = t.cases.c, t.entries.c
    meant = select(c.number).where(c.registered_us >= micros(since))
    return select(func.min(e.position)).where(e.seq == 1, e.number.in_(meant))


def is_since(t: Tables, since: datetime) -> ColumnElement[bool]:
    """Whether the case of an entry was registered since a moment."""
    c, e = t.cases.c, t.entries.c
    return exists().where(c.number == e.number, c.registered_us >= micros(since))
