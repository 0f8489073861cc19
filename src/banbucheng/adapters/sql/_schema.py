"""
The tables, portable: short names, explicit lengths, no reserved words.

Moments are microseconds since 1970 in UTC, whole numbers that every database keeps and orders alike; the same moments
stand readable, with their offset, in the JSON of the body.
"""

from datetime import UTC, datetime, timedelta

from attrs import frozen
from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

__all__ = ["SCHEMA_VERSION", "Tables", "micros", "tables"]

#: Counts up with every change of the tables.
SCHEMA_VERSION = 1

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BIG = BigInteger().with_variant(Integer, "sqlite")


def micros(at: datetime) -> int:
    """A moment as whole microseconds since 1970 in UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)


@frozen(kw_only=True)
class Tables:
    """The tables of one store, on the host's metadata."""

    cases: Table
    entries: Table
    series: Table
    schema: Table


def tables(metadata: MetaData, *, prefix: str = "bbc_", schema: str | None = None) -> Tables:
    """The tables, defined on a metadata; the host may give a prefix and a schema of its own."""
    cases = Table(
        f"{prefix}cases",
        metadata,
        Column("number", String(40), primary_key=True),
        Column("version", Integer, nullable=False),
        Column("status", String(20), nullable=False),
        Column("is_open", Integer, nullable=False),
        Column("unit", String(40), nullable=False),
        Column("registered_us", BigInteger, nullable=False),
        Column("due_us", BigInteger),
        Column("reference", String(64), unique=True),
        Column("body", Text, nullable=False),
        Index(f"{prefix}cases_due", "is_open", "due_us", "number"),
        schema=schema,
    )
    entries = Table(
        f"{prefix}entries",
        metadata,
        Column("position", _BIG, primary_key=True, autoincrement=True),
        Column("number", String(40), nullable=False),
        Column("seq", Integer, nullable=False),
        Column("at_us", BigInteger, nullable=False),
        Column("actor", String(64), nullable=False),
        Column("event", String(30), nullable=False),
        Column("body", Text, nullable=False),
        UniqueConstraint("number", "seq", name=f"{prefix}entries_seq"),
        schema=schema,
    )
    series = Table(
        f"{prefix}series",
        metadata,
        Column("name", String(60), primary_key=True),
        Column("last_number", Integer, nullable=False),
        schema=schema,
    )
    version = Table(f"{prefix}schema", metadata, Column("version", Integer, primary_key=True), schema=schema)
    return Tables(cases=cases, entries=entries, series=series, schema=version)
