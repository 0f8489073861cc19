"""The tables of any version, brought to the version of this release."""

import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import BigInteger, Connection, func, select, update

from banbucheng.adapters.sql._create import create, found_version
from banbucheng.adapters.sql._errors import translated
from banbucheng.adapters.sql._joined import DEFAULT, refuse_other
from banbucheng.adapters.sql._schema import SCHEMA_VERSION, Tables
from banbucheng.adapters.sql.migrations._steps import STEPS
from banbucheng.errors import StoreUnavailable

__all__ = ["leave_out", "upgrade"]

#: How many seconds a process waits for another one that is at it.
_PATIENCE = 600


def upgrade(connection: Connection, schema: Tables | None = None) -> None:
    """
    Make the tables, or bring them to this release, in the connection's transaction; nothing to do costs next to nothing.

    Several processes may call it at once, at every start. Make a backup first. MariaDB commits with every change of a
    table, whatever was written before included: give it a connection of its own. Where it was cut short, call it again.
    On PostgreSQL it also sets the feed right after a dump was loaded into another server.

    Raises:
        StoreUnavailable: the tables are of a later release, or the database holds other people's under the same names.
    """
    t = DEFAULT if schema is None else schema
    with translated(connection, "schema"), _alone(connection, t):
        version = found_version(connection, t)
        if version is None:
            create(connection, t)
            return
        if version > SCHEMA_VERSION:
            refuse_other(version)
        for step in range(version + 1, SCHEMA_VERSION + 1):
            STEPS[step](connection, t)
        if connection.dialect.name == "postgresql":
            _go_on(connection, t)


def leave_out(*ours: Tables) -> Callable[[Any, str | None, str, bool, Any], bool]:
    """
    What Alembic asks for as `include_object`, so that `revision --autogenerate` leaves our tables alone.

    Without it, autogenerate drops tables that the host's metadata does not name. None given means the default ones.
    """
    names = {(table.schema, table.name) for t in (ours or (DEFAULT,)) for table in t.all}

    def include_object(thing: Any, _name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:  # noqa: FBT001 - as Alembic calls it
        table = thing if kind == "table" else getattr(thing, "table", None)
        return table is None or (table.schema, table.name) not in names

    return include_object


@contextmanager
def _alone(connection: Connection, t: Tables) -> Generator[None, None, None]:
    """Let one process at a time change the tables."""
    name = f"banbucheng {t.schema.schema or ''}.{t.prefix}"
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(zlib.crc32(name.encode()))))
        yield
    elif connection.dialect.name in {"mysql", "mariadb"}:
        if connection.scalar(select(func.get_lock(name[-60:], _PATIENCE))) != 1:
            raise StoreUnavailable("another process has been changing the tables for ten minutes; see what holds it up")
        try:
            yield
            # Its changes of tables are committed anyway; the version must be too before the next process looks.
            connection.exec_driver_sql("COMMIT")
        finally:
            connection.execute(select(func.release_lock(name[-60:])))
    else:
        yield


def _go_on(connection: Connection, t: Tables) -> None:
    """Let the turns to come lie behind those that were given, also where transactions are numbered from 1 again."""
    last = connection.scalar(select(func.max(t.entries.c.turn))) or 0
    now = connection.execute(select(func.txid_current(type_=BigInteger) + t.schema.c.turns)).scalar_one()
    if last >= now:
        connection.execute(update(t.schema).values(turns=t.schema.c.turns + (last - now + 1)))
