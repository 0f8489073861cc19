"""The hall: a database, a rulebook, a calendar and a clock, and what the counter keeps beside the library's tables."""

import base64
import hmac
import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from attrs import frozen
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, delete, insert, select

from banbucheng import Desk, Rulebook
from banbucheng.adapters.china import china
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import SqlStore, create, sqlite_engine, unit_of_work
from banbucheng.worktime import WorkCalendar

__all__ = ["Hall", "KeptClock", "People", "Visit", "open_hall"]

_OURS = MetaData()
_CLOCK = Table("counter_clock", _OURS, Column("at", String(40), nullable=False))
_PEOPLE = Table(
    "counter_people",
    _OURS,
    Column("token", String(40), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("phone", String(40), nullable=False),
)


@frozen
class KeptClock:
    """A clock that stands where it was put, in the database, so that a demonstration may let days pass at a keystroke."""

    connection: Connection

    def now(self) -> datetime:
        """The moment it was put to."""
        return datetime.fromisoformat(self.connection.execute(select(_CLOCK.c.at)).scalar_one())

    def put(self, at: datetime) -> None:
        """Put the clock to a moment."""
        self.connection.execute(delete(_CLOCK))
        self.connection.execute(insert(_CLOCK), {"at": at.isoformat()})


@frozen
class People:
    """
    Who complained, by token, apart from the cases: the ledger never holds a name.

    A demonstration keeps them in the clear; a real host encrypts them.
    """

    connection: Connection

    def keep(self, token: str, name: str, phone: str) -> None:
        """Keep somebody."""
        self.connection.execute(insert(_PEOPLE), {"token": token, "name": name, "phone": phone})

    def of(self, token: str) -> tuple[str, str]:
        """Name and phone behind a token; empty where nobody is."""
        row = self.connection.execute(select(_PEOPLE.c.name, _PEOPLE.c.phone).where(_PEOPLE.c.token == token)).first()
        return ("", "") if row is None else (row[0], row[1])


@frozen(kw_only=True)
class Visit:
    """One transaction at the counter."""

    desk: Desk
    clock: KeptClock
    people: People
    now: datetime


@frozen(kw_only=True)
class Hall:
    """All that a request needs."""

    engine: Engine
    book: Rulebook
    calendar: WorkCalendar
    secret: bytes

    @contextmanager
    def visit(self) -> Generator[Visit, None, None]:
        """A desk in a transaction of its own: kept when the block ends, undone when it raises."""
        with unit_of_work(self.engine) as connection:
            clock = KeptClock(connection)
            desk = Desk(store=SqlStore(connection), book=self.book, calendar=self.calendar, clock=clock)
            yield Visit(desk=desk, clock=clock, people=People(connection), now=clock.now())

    def receipt(self, number: str) -> str:
        """The code on the receipt of a case: nobody can tell it who has only the number, and nothing has to be kept."""
        digest = hmac.digest(self.secret, f"receipt {number}".encode(), "sha256")
        code = base64.b32encode(digest).decode()[:8]
        return f"{code[:4]}-{code[4:]}"

    def receipt_fits(self, number: str, code: str) -> bool:
        """Whether a code, however it was typed, is the one of the case."""
        # What no code holds was misread from what looks like it.
        typed = code.replace("-", "").replace(" ", "").upper().translate(str.maketrans("018", "OIB"))
        return hmac.compare_digest(self.receipt(number).replace("-", "").encode(), typed.encode())


def open_hall(database: Path) -> tuple[Hall, bool]:
    """The hall over a SQLite file, made where there is none; and whether it is new, with its clock not yet put."""
    engine = sqlite_engine(database)
    with unit_of_work(engine) as connection:
        create(connection)
        _OURS.create_all(connection)
        new = connection.execute(select(_CLOCK.c.at)).first() is None
        if new:
            KeptClock(connection).put(datetime.fromisoformat("2025-09-15T09:00:00+08:00"))
    hall = Hall(
        engine=engine,
        book=load_profile("meizhou"),
        calendar=china(),
        secret=_secret(database.with_suffix(".key")),
    )
    return hall, new


def _secret(file: Path) -> bytes:
    """The key that cookies and receipts are signed with, beside the database, for its owner's eyes alone."""
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(handle, secrets.token_bytes(32))
        os.close(handle)
    return file.read_bytes()
