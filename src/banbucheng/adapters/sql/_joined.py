"""The host's connection: joined, looked over once, and written on through the driver's own cursor."""

from collections.abc import Hashable, Mapping, Sequence
from contextlib import closing
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from attrs import frozen
from sqlalchemy import Connection, Dialect, MetaData, select
from sqlalchemy.exc import SQLAlchemyError

from banbucheng.adapters.sql._errors import raise_ours
from banbucheng.adapters.sql._schema import SCHEMA_VERSION, Tables, tables
from banbucheng.adapters.sql._statements import Ready, Statements, statements
from banbucheng.errors import StoreUnavailable

__all__ = ["DEFAULT", "Joined", "Session", "look_over", "refuse_other", "rows", "write_all", "written"]

DEFAULT = tables(MetaData())
#: The statements over some tables in the words of some database, once its schema has been seen to be ours.
_SEEN: WeakKeyDictionary[Dialect, dict[Hashable, Statements]] = WeakKeyDictionary()


class Session(Protocol):
    """A session of SQLAlchemy's ORM, as far as it is needed: it has a connection."""

    def connection(self) -> Connection:
        """The connection of its transaction."""
        ...


@frozen
class Joined:
    """A transaction of the host's; nothing here begins one that is not begun by its first statement, or ends one."""

    _bind: "Connection | Session"
    tables: Tables

    def use(self, what: str) -> "_Use":
        """
        The connection, within a transaction, and the statements for it; a driver's error on `what` becomes ours.

        The transaction is the host's, or one that this first statement begins, for the host to end.
        """
        bind = self._bind
        return _Use(self, bind if isinstance(bind, Connection) else bind.connection(), what)

    def statements(self, connection: Connection) -> Statements:
        """
        The statements for this database.

        Raises:
            StoreUnavailable: its tables are not there, or not of this version, or it keeps every statement at once.
        """
        ready = _SEEN.setdefault(connection.dialect, {})
        translate: Mapping[Any, Any] = connection.get_execution_options().get("schema_translate_map") or {}
        key = (self.tables.prefix, self.tables.cases.schema, *translate.items())
        if key not in ready:
            look_over(connection, self.tables)
            ready[key] = statements(self.tables, connection.dialect, translate)
        return ready[key]


class _Use:
    """One use of a connection; not a generator, which at four uses for each command would cost more than the rest."""

    __slots__ = ("_connection", "_joined", "_what")

    def __init__(self, joined: Joined, connection: Connection, what: str) -> None:
        self._joined, self._connection, self._what = joined, connection, what

    def __enter__(self) -> tuple[Connection, Statements]:
        connection = self._connection
        try:
            _refuse_autocommit(connection.get_execution_options().get("isolation_level"))
            if not connection.in_transaction():
                connection.begin()
            if connection.dialect.name == "sqlite":
                _refuse_leaks(connection)
            return connection, self._joined.statements(connection)
        except Exception as error:
            raise_ours(connection, self._what, error)
            raise

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if error is not None:
            raise_ours(self._connection, self._what, error)


def look_over(connection: Connection, t: Tables) -> None:
    """Refuse a database that this version cannot write, and a connection on which nothing can be undone."""
    _refuse_autocommit(connection.get_isolation_level())
    # In a savepoint, because where the table is missing PostgreSQL would have nothing more to do with the transaction.
    try:
        with connection.begin_nested():
            version = connection.scalar(select(t.schema.c.version))
    except SQLAlchemyError as error:
        raise StoreUnavailable(
            f"the tables {t.prefix}… cannot be read; make them with `banbucheng.adapters.sql.migrations.upgrade(connection)`"
        ) from error
    refuse_other(version)


def refuse_other(version: int | None) -> None:
    """Refuse the tables of any version but this one, and say what to do."""
    if version is not None and version > SCHEMA_VERSION:
        raise StoreUnavailable(
            f"the tables are of version {version}, this release writes version {SCHEMA_VERSION}; "
            "use the release of banbucheng that made them, or a later one"
        )
    if version != SCHEMA_VERSION:
        raise StoreUnavailable(
            f"the tables are of version {version}, this release writes version {SCHEMA_VERSION}; "
            "call `banbucheng.adapters.sql.migrations.upgrade(connection)` once, after a backup"
        )


def _refuse_autocommit(level: str | None) -> None:
    """Refuse a connection on which every statement is a transaction of its own."""
    if level == "AUTOCOMMIT":
        raise StoreUnavailable(
            "the connection is in AUTOCOMMIT: half a command could stay; give one with a transaction that can be undone"
        )


def _refuse_leaks(connection: Connection) -> None:
    """Refuse a SQLite connection on which the driver, and not the host, says where a transaction begins."""
    driver: Any = connection.connection.driver_connection
    told = driver.isolation_level is None or getattr(driver, "autocommit", None) is False
    if not (told and driver.in_transaction):
        raise StoreUnavailable(
            "this SQLite engine lets rows and savepoints leak past a rollback; pass it through "
            "`banbucheng.adapters.sql.safe_sqlite(engine)` where you make it, or use `sqlite_engine(path)`"
        )


def rows(connection: Connection, statement: Ready, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """What a query finds."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(statement.sql, statement.bound(values))
        return cursor.fetchall()


def written(connection: Connection, statement: Ready, values: Mapping[str, Any]) -> int:
    """How many rows a statement wrote."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(statement.sql, statement.bound(values))
        return int(cursor.rowcount)


def write_all(connection: Connection, statement: Ready, many: Sequence[Mapping[str, Any]]) -> None:
    """Run a statement once for each of some rows."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.executemany(statement.sql, [statement.bound(values) for values in many])
