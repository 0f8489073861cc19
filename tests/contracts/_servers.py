"""
The databases that the SQL store is run on, and tables of one's own in them.

PostgreSQL and MariaDB are found at BANBUCHENG_TEST_POSTGRESQL and BANBUCHENG_TEST_MARIADB, URLs as SQLAlchemy reads
them, or where they stand on a developer's machine. Where one does not answer, its tests are skipped, and say so; with
BANBUCHENG_TEST_REQUIRE_SERVERS=1 they fail.
"""

import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from sqlalchemy import Connection, Engine, MetaData, NullPool, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from banbucheng.adapters.sql import SqlStore, Tables, create, sqlite_engine, tables
from banbucheng.adapters.sql._feed import running_since

__all__ = ["BACKENDS", "SERVERS", "Place", "at_home", "url_of"]

_URLS = {
    "postgresql": ("BANBUCHENG_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"),
    "mariadb": ("BANBUCHENG_TEST_MARIADB", "mysql+pymysql://root@127.0.0.1:3306/test"),
}
SERVERS = tuple(_URLS)
BACKENDS = ("sqlite", *SERVERS)


@frozen
class Place:
    """Tables of one's own in a database."""

    engine: Engine
    tables: Tables

    def store(self, connection: Connection) -> SqlStore:
        """The store over them."""
        return SqlStore(connection, self.tables)

    def settle(self) -> None:
        """
        Wait for whoever else has a transaction open on this server of PostgreSQL, which holds every feed on it back.

        Others may run their tests on it; a transaction that stays open for a minute is none of a test.
        """
        if self.engine.dialect.name != "postgresql":
            return
        last, until = select(func.max(self.tables.entries.c.turn)), time.monotonic() + 60
        while time.monotonic() < until:
            with self.engine.begin() as connection:
                if (connection.scalar(last) or 0) < connection.scalar(select(running_since(self.tables))):
                    return
        pytest.fail("somebody's transaction has been open on this server for a minute")

    def empty(self) -> None:
        """Take every row out, but for the version's."""
        with self.engine.begin() as connection:
            for table in self.tables.all[1:]:
                connection.execute(table.delete())


def url_of(backend: str) -> str:
    """Where a server is to be found."""
    name, default = _URLS[backend]
    return os.environ.get(name, default)


@cache
def _answers(backend: str) -> str:
    """Why a server cannot be used; nothing if it can."""
    url = make_url(url_of(backend))
    try:
        server = create_engine(url if backend == "postgresql" else url.set(database=None), poolclass=NullPool)
        with server.begin() as connection:
            if backend == "mariadb":
                connection.execute(text(f"CREATE DATABASE IF NOT EXISTS `{url.database}`"))
    except (SQLAlchemyError, ImportError) as error:
        return f"{backend} does not answer at {url.render_as_string()}: {type(error).__name__}"
    return ""


@contextmanager
def at_home(backend: str, folder: Path, *, made: bool = True) -> Iterator[Place]:
    """Tables under a prefix that nobody else has, dropped afterwards; skip, or fail, where there is no such server."""
    if backend != "sqlite" and _answers(backend):
        (pytest.fail if os.environ.get("BANBUCHENG_TEST_REQUIRE_SERVERS") == "1" else pytest.skip)(_answers(backend))
    engine = sqlite_engine(folder / "cases.db") if backend == "sqlite" else create_engine(url_of(backend))
    if backend != "sqlite":
        # A test that hangs on a lock says so within seconds.
        event.listen(engine, "connect", _IMPATIENT[backend])
    schema = tables(MetaData(), prefix=f"t{uuid.uuid4().hex[:10]}_")
    try:
        if made:
            with engine.begin() as connection:
                create(connection, schema)
        yield Place(engine, schema)
    finally:
        with engine.begin() as connection:
            schema.schema.metadata.drop_all(connection)
        engine.dispose()


def _told(statement: str) -> Callable[[Any, object], None]:
    def connected(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        connection.commit()

    return connected


_IMPATIENT = {
    "mariadb": _told("SET SESSION innodb_lock_wait_timeout = 20"),
    "postgresql": _told("SET lock_timeout = '20s'"),
}
