"""The tables made, where there are none."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, inspect, select

from banbucheng.adapters.sql._errors import translated
from banbucheng.adapters.sql._joined import DEFAULT, refuse_other
from banbucheng.adapters.sql._schema import SCHEMA_VERSION, Tables
from banbucheng.errors import StoreUnavailable

__all__ = ["create", "found_version", "schema_in"]


def create(connection: Connection, schema: Tables | None = None) -> None:
    """
    Make the tables where there are none, in the connection's transaction.

    Raises:
        StoreUnavailable: the tables are of another version of the library, or the database holds other people's tables
            under the same names; nothing was changed.
    """
    t = DEFAULT if schema is None else schema
    with translated(connection, "schema"):
        version = found_version(connection, t)
        if version is not None:
            refuse_other(version)
            return
        # The version's own table first: where making them is cut short, it tells that the others are ours.
        t.schema.create(connection, checkfirst=True)
        t.schema.metadata.create_all(connection, tables=t.all)
        connection.execute(insert(t.schema), {"version": SCHEMA_VERSION, "turns": 0})


def found_version(connection: Connection, t: Tables) -> int | None:
    """
    The version of the tables that are there; None where there are none, or making them was cut short.

    Raises:
        StoreUnavailable: the database holds other people's tables under the same names.
    """
    inspector, where = inspect(connection), schema_in(connection, t)
    there = [table.name for table in t.all if inspector.has_table(table.name, schema=where)]
    if not there:
        return None
    ours = t.schema.name in there
    if not ours or "version" not in {each["name"] for each in inspector.get_columns(t.schema.name, schema=where)}:
        raise StoreUnavailable(
            f"the database has a table {there[0]} already that is not ours; give ours a prefix of its own, see `tables`"
        )
    return connection.scalar(select(t.schema.c.version))


def schema_in(connection: Connection, t: Tables) -> str | None:
    """The schema that the tables are in on this connection, which may translate it."""
    translate: Mapping[Any, Any] = connection.get_execution_options().get("schema_translate_map") or {}
    name = t.schema.schema
    found: str | None = translate.get(name, name)
    return found
