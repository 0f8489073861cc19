"""The tables as the first release made them."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

__all__ = ["version_1"]

_BIG = BigInteger().with_variant(Integer, "sqlite")


def version_1(prefix: str, schema: str | None) -> Sequence[Table]:
    """The four tables of version 1; the one that holds the version comes first."""
    metadata = MetaData()
    return [
        Table(f"{prefix}schema", metadata, Column("version", Integer, primary_key=True), schema=schema),
        Table(
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
        ),
        Table(
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
        ),
        Table(
            f"{prefix}series",
            metadata,
            Column("name", String(60), primary_key=True),
            Column("last_number", Integer, nullable=False),
            schema=schema,
        ),
    ]
