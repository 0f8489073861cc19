"""Engines that are safe to write on, and the tables made ready."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event, insert, inspect, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from banbucheng.adapters.sql._schema import SCHEMA_VERSION, Tables, tables
from banbucheng.errors import StoreUnavailable

__all__ = ["create", "sqlite_engine", "unit_of_work"]


def sqlite_engine(path: Path | str) -> Engine:
    """
    An engine on one SQLite file, such that a rollback takes everything with it and no acknowledged write is lost.

    The driver's own transactions let DDL and savepoints leak past a rollback; ours begin at once (`BEGIN IMMEDIATE`),
    so that two writers wait for each other instead of failing half-way, and every commit is on the disk.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 10000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def create(connection: Connection, schema: Tables | None = None) -> None:
    """
    Make the tables where there are none, in the connection's transaction.

    Raises:
        StoreUnavailable: the tables are of another version of the library, or the database holds other people's tables
            under the same names; nothing was changed.
    """
    t = tables(MetaData()) if schema is None else schema
    ours = [t.schema, t.cases, t.entries, t.series]
    inspector = inspect(connection)
    there = [table.name for table in ours if inspector.has_table(table.name, schema=table.schema)]
    if not there:
        t.schema.metadata.create_all(connection, tables=ours)
        connection.execute(insert(t.schema), {"version": SCHEMA_VERSION})
        return
    if len(there) < len(ours):
        raise StoreUnavailable(
            f"the database has a table {there[0]} already that is not ours; give ours a prefix of its own, see `tables`"
        )
    found = connection.execute(select(t.schema.c.version)).scalar_one_or_none()
    if found is None:
        connection.execute(insert(t.schema), {"version": SCHEMA_VERSION})
    elif found != SCHEMA_VERSION:
        raise StoreUnavailable(
            f"the tables are of version {found}, this library writes version {SCHEMA_VERSION}; "
            "use the release of banbucheng that made them"
        )


@contextmanager
def unit_of_work(engine: Engine) -> Generator[Connection, None, None]:
    """
    A transaction for hosts that have none: it is kept when the block ends, and undone when it raises.

    A block that does much may `commit()` on the way; what follows is the next transaction.

    Raises:
        StoreUnavailable: the database cannot be reached, or the file is no database.
    """
    try:
        with engine.connect() as connection:
            yield connection
            connection.commit()
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise StoreUnavailable(f"{engine.url.render_as_string()}: {cause}; nothing was written") from error
