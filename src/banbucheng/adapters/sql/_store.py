"""The store over SQL: it writes on the host's connection, in the host's transaction."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from attrs import frozen
from sqlalchemy import Connection, Insert, MetaData, Select, Update, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from banbucheng.adapters.sql._schema import Tables, micros, tables
from banbucheng.cases import Case
from banbucheng.codec import from_json, to_json
from banbucheng.errors import CaseNotFound, StaleCase, StoreUnavailable
from banbucheng.ledger import Entry
from banbucheng.terms import CaseNumber

__all__ = ["SqlStore"]


@frozen
class _Statements:
    """Every statement of a store, built once: building one costs more than running it."""

    add: Insert
    change: Update
    write: Insert
    body: Select[str]
    entries: Select[str]
    numbered: Select[str]
    cases: Select[str]
    due: Select[str]
    ledger: Select[str]
    count: Update
    begin_series: Insert
    counted: Select[int]

    @classmethod
    def over(cls, t: Tables) -> "_Statements":
        c, e, s = t.cases.c, t.entries.c, t.series.c
        first = (e.number == c.number) & (e.seq == 1)
        return cls(
            add=insert(t.cases),
            change=update(t.cases).where(c.number == bindparam("of"), c.version == bindparam("seen")),
            write=insert(t.entries),
            body=select(c.body).where(c.number == bindparam("of")),
            entries=select(e.body).where(e.number == bindparam("of")).order_by(e.seq),
            numbered=select(c.number).where(c.reference == bindparam("of")),
            cases=select(c.body).join(t.entries, first).order_by(e.position),
            due=select(c.number).where(c.is_open == 1, c.due_us < bindparam("before")).order_by(c.due_us, c.number),
            ledger=select(e.body).order_by(e.position),
            count=update(t.series).where(s.name == bindparam("of")).values(last_number=s.last_number + 1),
            begin_series=insert(t.series),
            counted=select(s.last_number).where(s.name == bindparam("of")),
        )


_DEFAULT = _Statements.over(tables(MetaData()))


class SqlStore:
    """
    Cases and entries in the host's database.

    It never begins, commits or rolls back: what it writes is the host's to keep. Tables come from
    `banbucheng.adapters.sql.create`, or from the host's own migrations over `tables`.
    """

    def __init__(self, connection: Connection, schema: Tables | None = None) -> None:
        """Join the connection's transaction; `schema` where the host gave prefix or schema of its own."""
        self._connection = connection
        self._sql = _DEFAULT if schema is None else _Statements.over(schema)

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        """Write a case and the new entries that led to it, together or not at all."""
        seen = case.version - len(entries)
        with _translated(case.number):
            if seen == 0:
                with self._stale(case.number, seen):
                    self._connection.execute(self._sql.add, {"number": case.number, **_columns(case)})
            else:
                where = {"of": case.number, "seen": seen}
                if self._connection.execute(self._sql.change, {**_columns(case), **where}).rowcount != 1:
                    raise StaleCase(case.number, seen)
            self._connection.execute(self._sql.write, [_entry_row(entry) for entry in entries])

    def get(self, number: CaseNumber) -> Case:
        """The case as its last entry left it."""
        bodies = self._texts(self._sql.body, of=number)
        if not bodies:
            raise CaseNotFound(number)
        return from_json(Case, bodies[0], name=number)

    def entries(self, number: CaseNumber) -> Sequence[Entry]:
        """All entries of a case, from its registration on."""
        bodies = self._texts(self._sql.entries, of=number)
        if not bodies:
            raise CaseNotFound(number)
        return tuple(from_json(Entry, body, name=number) for body in bodies)

    def find(self, reference: str) -> CaseNumber | None:
        """The case that was registered under another system's reference."""
        return next((CaseNumber(number) for number in self._texts(self._sql.numbered, of=reference)), None)

    def cases(self) -> Iterator[Case]:
        """Every case, in the order of registration."""
        return (from_json(Case, body) for body in self._texts(self._sql.cases))

    def due(self, before: datetime) -> Iterator[CaseNumber]:
        """The open cases with something due before a moment, the earliest first."""
        return (CaseNumber(number) for number in self._texts(self._sql.due, before=micros(before)))

    def ledger(self) -> Iterator[Entry]:
        """Every entry of every case, in the order they were kept."""
        return (from_json(Entry, body) for body in self._texts(self._sql.ledger))

    def take(self, series: str) -> int:
        """The next number of a series."""
        with _translated(series):
            if self._connection.execute(self._sql.count, {"of": series}).rowcount == 0:
                self._connection.execute(self._sql.begin_series, {"name": series, "last_number": 1})
            return int(self._connection.execute(self._sql.counted, {"of": series}).scalar_one())

    def _texts(self, statement: Select[str], **parameters: object) -> Sequence[str]:
        with _translated(str(next(iter(parameters.values()), "all"))):
            return [row[0] for row in self._connection.execute(statement, parameters)]

    @contextmanager
    def _stale(self, number: CaseNumber, seen: int) -> Generator[None, None, None]:
        """A row that is there already, as a stale writer; the savepoint keeps the host's transaction usable."""
        try:
            with self._connection.begin_nested():
                yield
        except IntegrityError as error:
            raise StaleCase(number, seen) from error


def _columns(case: Case) -> dict[str, Any]:
    due = case.due_at
    return {
        "version": case.version,
        "status": case.status.value,
        "is_open": int(case.open),
        "unit": case.responsible,
        "registered_us": micros(case.registered_at),
        "due_us": None if due is None else micros(due),
        "reference": case.complaint.reference or None,
        "body": to_json(case),
    }


def _entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "seq": entry.seq,
        "at_us": micros(entry.at),
        "actor": entry.by,
        "event": type(entry.event).__name__,
        "body": to_json(entry),
    }


@contextmanager
def _translated(what: str) -> Generator[None, None, None]:
    """A driver's error as ours; its own words may hold what was written, so only its class is told."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise StoreUnavailable(
            f"the database failed on {what!r}: {type(cause).__name__}; nothing of it was kept"
        ) from error
