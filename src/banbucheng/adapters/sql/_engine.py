"""Engines that are safe to write on, and transactions on them."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from banbucheng.adapters.sql._errors import retryable
from banbucheng.errors import BadInput, StoreUnavailable

__all__ = ["retried", "safe_sqlite", "sqlite_engine", "store_engine", "unit_of_work"]

_T = TypeVar("_T")
#: What is set on every new connection to SQLite.
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 10000")


def sqlite_engine(path: Path | str) -> Engine:
    """
    An engine on one SQLite file, such that a rollback takes everything with it and no acknowledged write is lost.

    It is `safe_sqlite` over a new engine.
    """
    return safe_sqlite(create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True))


def safe_sqlite(engine: Engine) -> Engine:
    """
    Make a SQLite engine safe to write on, and give it back; of an async engine, pass its `sync_engine`.

    The driver's own transactions let DDL and savepoints leak past a rollback; these begin at once (`BEGIN IMMEDIATE`),
    so that two writers wait for each other instead of failing half-way, and every commit is on the disk. Call it before
    the engine is used first. A connection that only reads can say so, and then waits for nobody:
    `connection.execution_options(sqlite_begin="DEFERRED")`.

    Raises:
        BadInput: it is the engine of another database.
    """
    if engine.dialect.name != "sqlite":
        raise BadInput("engine", engine.dialect.name, "only SQLite needs it; use the engine as it is")
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


def _connected(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begun(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    driver: Any = connection.connection.dbapi_connection
    if driver.isolation_level is not None:
        # As a connection is left that was in AUTOCOMMIT once.
        driver.isolation_level = None
    how = "BEGIN DEFERRED" if options.get("sqlite_begin") == "DEFERRED" else "BEGIN IMMEDIATE"
    cursor = driver.cursor()
    try:
        cursor.execute(how)
    except connection.dialect.loaded_dbapi.Error as error:
        raise OperationalError(how, None, error) from error
    finally:
        cursor.close()


def store_engine(url: str | URL) -> Engine:
    """
    An engine on a database of one's own, from a URL such as `postgresql+psycopg://window@db/cases`, safe to write on.

    On MariaDB and MySQL its transactions see what others have committed (READ COMMITTED), as they do on PostgreSQL.

    Raises:
        BadInput: it is no URL of a database, or the driver that it names is not installed; no password is shown.
    """
    shown = "a URL of a database"
    try:
        made = make_url(url)
        shown = made.render_as_string()
        options: dict[str, Any] = {"hide_parameters": True}
        if made.get_backend_name() in {"mysql", "mariadb"}:
            options["isolation_level"] = "READ COMMITTED"
        engine = create_engine(made, **options)
    except (ArgumentError, ValueError) as error:
        raise BadInput("url", shown, "write it like postgresql+psycopg://window@db/cases") from error
    except (NoSuchModuleError, ImportError) as error:
        raise BadInput("url", shown, f"its driver is not installed here, or has another name: {error}") from error
    return safe_sqlite(engine) if engine.dialect.name == "sqlite" else engine


@contextmanager
def unit_of_work(engine: Engine) -> Generator[Connection, None, None]:
    """
    A transaction for hosts that have none: it is kept when the block ends, and undone when it raises.

    A block that does much may `commit()` on the way; what follows is the next transaction.

    Raises:
        StoreUnavailable: the database cannot be reached, or the file is no database.
    """
    reached = False
    try:
        with engine.connect() as connection:
            reached = True
            yield connection
            connection.commit()
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        # What the driver says while it connects names a server or a file; later on it may quote what was written.
        said = type(cause).__name__ if reached else cause
        raise StoreUnavailable(f"{engine.url.render_as_string()}: {said}; nothing was written") from error


def retried(
    engine: Engine,
    work: Callable[[Connection], _T],
    *,
    attempts: int = 5,
    pause: Callable[[int], object] | None = None,
) -> _T:
    """
    What `work` gives, done in a transaction of its own; done again, in a new one, when it lost to another writer.

    `work` begins from nothing every time: it loads the case, decides and keeps. What `retryable` names is tried again,
    everything else is raised at once. Between two attempts `pause(attempt)` is called, from 1 on, where it is given.

    Raises:
        StaleCase: it lost the last time too; so with every other error of `work`.
        StoreUnavailable: as `unit_of_work`.
        BadInput: there is not even one attempt.
    """
    if attempts < 1:
        raise BadInput("attempts", attempts, "give a whole number, 1 or more")
    for attempt in range(1, attempts):
        try:
            with unit_of_work(engine) as connection:
                return work(connection)
        except Exception as error:
            if not retryable(error):
                raise
            if pause is not None:
                pause(attempt)
    with unit_of_work(engine) as connection:
        return work(connection)
