"""The store over SQL: it writes on the host's connection, in the host's transaction."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from banbucheng.adapters._places import limited, micros, moment_and_number, place, read_place
from banbucheng.adapters.sql import _feed
from banbucheng.adapters.sql._joined import DEFAULT, Joined, Session, rows, write_all, written
from banbucheng.adapters.sql._rows import case_columns, case_of, entry_rows, numbered
from banbucheng.adapters.sql._schema import Tables
from banbucheng.adapters.sql._statements import Ready, Statements
from banbucheng.adapters.sql._where import first_of, first_page, is_since, matching
from banbucheng.cases import Case
from banbucheng.codec import from_json
from banbucheng.errors import CaseNotFound, StaleCase
from banbucheng.ledger import SHA256, Entry, link
from banbucheng.ports import CaseFilter, Page
from banbucheng.terms import CaseNumber

__all__ = ["SqlStore"]

#: How many rows are held at a time where all of them are asked for.
_BATCH = 1000
#: Before every moment and every number.
_BEGINNING: Mapping[str, Any] = {"since": -(2**62), "after": ""}


class SqlStore:
    """
    Cases and entries in the host's database.

    It never commits or rolls back: what it writes is the host's to keep. Tables come from
    `banbucheng.adapters.sql.migrations.upgrade`, or from the host's own migrations.
    """

    def __init__(
        self, connection: Connection | Session, schema: Tables | None = None, *, algorithm: str = SHA256
    ) -> None:
        """
        Join the transaction of a connection or a session; `schema` where the host gave prefix or schema of its own.

        New entries are chained by `algorithm`, `"sha256"` or `"sm3"`; a ledger can change over at any entry.

        Raises:
            BadInput: the algorithm is unknown, or this Python cannot do it.
        """
        link("", "", algorithm)
        self._joined, self._algorithm = Joined(connection, DEFAULT if schema is None else schema), algorithm

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        """Write a case and the new entries that led to it, together or not at all."""
        seen = case.version - len(entries)
        with self._joined.use(case.number) as (connection, sql):
            before = case.head if seen else ""
            if self._kept(connection, sql, case, entries, before):
                return
            # A case that was not fetched from here names another head than the one that stands, or none.
            head = _head(connection, sql, case.number, seen)
            if head == before or not self._kept(connection, sql, case, entries, head):
                raise StaleCase(case.number, seen)

    def get(self, number: CaseNumber) -> Case:
        """The case as its last entry left it."""
        found = self._rows("get", number, of=number) if _could_be(number) else ()
        if not found:
            raise CaseNotFound(number)
        return case_of(*found[0], name=number)

    def entries(self, number: CaseNumber) -> Sequence[Entry]:
        """All entries of a case, from its registration on."""
        found = self._rows("entries", number, of=number) if _could_be(number) else ()
        if not found:
            raise CaseNotFound(number)
        return tuple(from_json(Entry, body, name=number) for (body,) in found)

    def find(self, reference: str) -> CaseNumber | None:
        """The case that was registered under another system's reference."""
        found = self._rows("find", reference, of=reference) if reference and _could_be(reference) else ()
        return CaseNumber(found[0][0]) if found else None

    def cases(self) -> Iterator[Case]:
        """Every case, in the order of registration."""
        t = self._joined.tables
        c, e = t.cases.c, t.entries.c
        for _, body, head in self._in_order(select(e.position, c.body, c.head).join(t.cases, e.number == c.number), 1):
            yield case_of(body, head)

    def search(self, wanted: CaseFilter, *, after: str = "", limit: int = 50) -> Page[Case]:
        """The cases that fit, by the moment of their registration and then their number, a page at a time."""
        statement = first_page(self._joined.tables, wanted, after, limited(limit))
        with self._joined.use("search") as (connection, _):
            found = connection.execute(statement).all()
        items = tuple(case_of(row[0], row[1]) for row in found)
        last = place(*moment_and_number(items[-1].registered_at, items[-1].number)) if items else after
        return Page(items=items, after=last)

    def count(self, wanted: CaseFilter) -> int:
        """How many cases fit."""
        cases = self._joined.tables.cases
        counted = select(func.count()).select_from(cases).where(*matching(cases.c, wanted))
        with self._joined.use("count") as (connection, _):
            return connection.execute(counted).scalar_one()

    def due(self, before: datetime) -> Iterator[CaseNumber]:
        """The open cases with something due before a moment, the earliest first."""
        start = _BEGINNING
        while True:
            found = self._rows("due", "due", before=micros(before), many=_BATCH, **start)
            yield from (CaseNumber(number) for _, number in found)
            if len(found) < _BATCH:
                return
            start = {"since": found[-1][0], "after": found[-1][1]}

    def claim_due(self, before: datetime, *, after: str = "", limit: int = 500) -> Page[Case]:
        """The cases of `due`, a page at a time, held where the database can until the transaction ends."""
        at, number = read_place(after)
        start = {"since": at, "after": number} if after else _BEGINNING
        found = self._rows("claim", "due", before=micros(before), many=limited(limit), **start)
        items = tuple(case_of(body, head, name=number) for _, number, body, head in found)
        return Page(items=items, after=place(found[-1][0], found[-1][1]) if found else after)

    def ledger(self, since: datetime | None = None) -> Iterator[Entry]:
        """Every entry of every case, or of those registered since a moment, in the order they were kept."""
        t = self._joined.tables
        query, behind = select(t.entries.c.position, t.entries.c.body), 0
        if since is not None:
            with self._joined.use("ledger") as (connection, _):
                first = connection.execute(first_of(t, since)).scalar_one()
            if first is None:
                return
            query, behind = query.where(is_since(t, since)), first - 1
        for _, body in self._in_order(query, behind=behind):
            yield from_json(Entry, body)

    def entries_after(self, after: str = "", *, limit: int = 100) -> Page[Entry]:
        """What is new in the ledger since a place: every committed entry exactly once."""
        turn, position = _feed.read(after)
        with self._joined.use("feed") as (connection, _):
            found = _feed.after(connection, self._joined.tables, turn, position, limited(limit))
        items = tuple(from_json(Entry, body) for _, _, body in found)
        return Page(items=items, after=place(found[-1][0], found[-1][1]) if found else after)

    def take(self, series: str) -> int:
        """The next number of a series; undone with the transaction, so that none is left out."""
        with self._joined.use(series) as (connection, sql):
            return _taken(connection, sql, series)

    def _kept(self, connection: Connection, sql: Statements, case: Case, entries: Sequence[Entry], before: str) -> bool:
        """Whether the case was the one that the writer saw; if not, nothing was written."""
        new, seen = entry_rows(entries, before, self._algorithm), case.version - len(entries)
        row = case_columns(case, new[-1]["digest"] if new else before)
        row |= {"of": case.number, "seen": seen, "before": before} if seen else {"number": case.number}
        at_once = (sql.changed if seen else sql.added)[len(new) - 1 : len(new)]
        if at_once:
            return written(connection, at_once[0], row | numbered(new)) == len(new)
        if not (_added(connection, sql, row) if seen == 0 else written(connection, sql.change, row) == 1):
            return False
        try:
            write_all(connection, sql.write, new)
        except BaseException:
            # Half of it is written, and a host may commit in spite of the error: from here on it cannot.
            connection.invalidate()
            raise
        return True

    def _rows(self, statement: str, what: str, **values: object) -> Sequence[Sequence[Any]]:
        with self._joined.use(what) as (connection, sql):
            ready: Ready = getattr(sql, statement)
            return rows(connection, ready, values)

    def _in_order(self, query: Any, seq: int | None = None, behind: int = 0) -> Iterator[Any]:
        """The rows of a query over entries behind a position, in order, never more than a batch at a time in memory."""
        e, last = self._joined.tables.entries.c, behind
        query = query.order_by(e.position).limit(_BATCH)
        query = query if seq is None else query.where(e.seq == seq)
        while True:
            with self._joined.use("ledger") as (connection, _):
                found = connection.execute(query.where(e.position > last)).all()
            yield from found
            if len(found) < _BATCH:
                return
            last = found[-1][0]


def _could_be(text: str) -> bool:
    """Whether a text can stand in a database at all; PostgreSQL knows none with a NUL in it."""
    return "\0" not in text


def _head(connection: Connection, sql: Statements, number: CaseNumber, seen: int) -> str:
    """The head of the case as it stands."""
    found = rows(connection, sql.version, {"of": number})
    if not seen or not found or found[0][0] != seen:
        raise StaleCase(number, seen)
    return str(found[0][1])


def _added(connection: Connection, sql: Statements, row: Mapping[str, Any]) -> bool:
    """Whether a row was new; one that is there already leaves the transaction usable."""
    if sql.passes:
        return written(connection, sql.add, row) == 1
    with _usable(connection, sql) as new:
        new.append(written(connection, sql.add, row))
    return new == [1]


@contextmanager
def _usable(connection: Connection, sql: Statements) -> Generator[list[int], None, None]:
    """Pass a row over that is there already, and keep the transaction usable."""
    savepoint, new = None if sql.mends else connection.begin_nested(), list[int]()
    try:
        yield new
    except connection.dialect.loaded_dbapi.IntegrityError:
        new.clear()
    if savepoint is not None:
        (savepoint.commit if new else savepoint.rollback)()


def _taken(connection: Connection, sql: Statements, series: str) -> int:
    """The number that a series has come to, counted up by one."""
    if sql.taken is None:
        return int(rows(connection, sql.take, {"of": series})[0][0])
    if written(connection, sql.take, {"of": series}) == 0:
        with _usable(connection, sql) as new:
            new.append(written(connection, sql.begin_series, {"of": series}))
        written(connection, sql.take, {"of": series})
    return int(rows(connection, sql.taken, {"of": series})[0][0])
