"""A driver's error as ours. Its own words may hold what was written, so only its class is told; it stays the cause."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from banbucheng.errors import BadInput, StaleCase, StoreUnavailable

__all__ = ["raise_ours", "retryable", "translated"]

#: Serialization failure, deadlock, no lock at once: as PostgreSQL and the standard number them.
_STATES = {"40001", "40P01", "55P03"}
#: The same of MariaDB: changed since the transaction began, lock timeout, deadlock, no lock at once.
_NUMBERS = {1020, 1205, 1213, 3572}
#: Of SQLite: busy, locked; extended codes hold them in their last eight bits.
_BUSY = {5, 6}
_LAST_BITS = 0xFF


def retryable(error: BaseException) -> bool:
    """
    Whether the same work may well succeed in a new transaction: it lost to another writer, and nothing of it was kept.

    So it is with `StaleCase`, the victim of a deadlock, a serialization failure and a lock that was not had in time. A
    lost connection is not: whether its last commit took place, nobody knows.
    """
    return any(isinstance(each, StaleCase) or _lost(each) for each in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in seen:
        seen.append(following)
        yield following
        following = following.orig if isinstance(following, DBAPIError) else following.__cause__


def _lost(error: BaseException) -> bool:
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    code = getattr(error, "sqlite_errorcode", None)
    number = error.args[0] if error.args else None
    return state in _STATES or (isinstance(code, int) and code & _LAST_BITS in _BUSY) or _numbered(number)


def _numbered(number: object) -> bool:
    return type(number) is int and number in _NUMBERS


@contextmanager
def translated(connection: Connection, what: str) -> Generator[None, None, None]:
    """Let the errors of SQLAlchemy and of the driver through as ours."""
    try:
        yield
    except Exception as error:
        raise_ours(connection, what, error)
        raise


def raise_ours(connection: Connection, what: str, error: BaseException) -> None:
    """Raise our error for one of SQLAlchemy or of the driver; nothing for any other."""
    if isinstance(error, SQLAlchemyError):
        raise unavailable(what, getattr(error, "orig", None) or error) from error
    if isinstance(error, UnicodeError):
        raise BadInput("text", what, "it holds half of a character, which no database keeps; mend the text") from error
    if isinstance(error, connection.dialect.loaded_dbapi.Error):
        _let_go(connection, error)
        raise unavailable(what, error) from error


def unavailable(what: str, cause: BaseException) -> StoreUnavailable:
    """The database failed, in words that hold nothing of what was written."""
    hint = "; run the transaction again" if retryable(cause) else ""
    return StoreUnavailable(f"the database failed on {what!r}: {type(cause).__name__}; nothing of it was kept{hint}")


def _let_go(connection: Connection, error: Exception) -> None:
    """Have the pool drop a connection that broke; what runs past SQLAlchemy it cannot see."""
    if not connection.closed and not connection.invalidated:
        dialect: Any = connection.dialect
        if dialect.is_disconnect(error, connection.connection.dbapi_connection, None):
            connection.invalidate(error)
