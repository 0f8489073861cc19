"""
The tables, portable: short names, explicit lengths, no reserved words.

Moments are microseconds since 1970 in UTC, whole numbers that every database keeps and orders alike; the same moments
stand readable, with their offset, in the JSON of the body.
"""

import re
from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine

from banbucheng.errors import BadInput

__all__ = ["SCHEMA_VERSION", "Code", "LongText", "Tables", "tables"]

#: Counts up with every change of the tables.
SCHEMA_VERSION = 2

BIG = BigInteger().with_variant(Integer, "sqlite")
_PREFIX = re.compile(r"[a-z_][a-z0-9_]{0,15}")
_MYSQL = {"mysql_engine": "InnoDB", "mariadb_engine": "InnoDB"}


class Code(TypeDecorator[str]):
    """A short text that is compared and ordered to the letter, by code point, on every database."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column as the database has to be told it: by default MariaDB takes A for a, and PostgreSQL skips dashes."""
        kept: Any = self.impl_instance
        length: int = kept.length
        if dialect.name == "postgresql":
            return dialect.type_descriptor(String(length, collation="C"))
        if dialect.name in {"mysql", "mariadb"}:
            # Of the two, only MariaDB has one that tells a text from the same with a space behind it.
            letters = "utf8mb4_nopad_bin" if getattr(dialect, "is_mariadb", False) else "utf8mb4_bin"
            return dialect.type_descriptor(mysql.VARCHAR(length, charset="utf8mb4", collation=letters))
        return dialect.type_descriptor(String(length))


class LongText(TypeDecorator[str]):
    """A text of any length, in any script."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column as the database has to be told it: a TEXT of MariaDB ends after 64 KB."""
        if dialect.name in {"mysql", "mariadb"}:
            return dialect.type_descriptor(mysql.MEDIUMTEXT(charset="utf8mb4"))
        return dialect.type_descriptor(Text())


@frozen(kw_only=True)
class Tables:
    """The tables of one store, on the host's metadata."""

    cases: Table
    entries: Table
    series: Table
    schema: Table
    seals: Table
    seal_leaves: Table
    #: What the names of the tables begin with.
    prefix: str

    @property
    def all(self) -> Sequence[Table]:
        """Every table of ours."""
        return [self.schema, self.cases, self.entries, self.series, self.seals, self.seal_leaves]


def tables(metadata: MetaData, *, prefix: str = "bbc_", schema: str | None = None) -> Tables:
    """
    The tables, defined on a metadata; the host may give a prefix and a schema of its own.

    Raises:
        BadInput: the prefix is longer than 16 characters, or is not made of lower-case letters, digits and `_`.
    """
    if not _PREFIX.fullmatch(prefix):
        raise BadInput("prefix", prefix, "use up to 16 lower-case letters, digits and _, not beginning with a digit")
    where: dict[str, Any] = {"schema": schema, **_MYSQL}
    return Tables(
        cases=_cases(metadata, prefix, where),
        entries=_entries(metadata, prefix, where),
        series=Table(
            f"{prefix}series",
            metadata,
            Column("name", Code(60), primary_key=True),
            Column("last_number", Integer, nullable=False),
            **where,
        ),
        schema=Table(
            f"{prefix}schema",
            metadata,
            Column("version", Integer, primary_key=True, autoincrement=False),
            # What is added to the number of a transaction, or the last turn that was given: see `_feed`.
            Column("turns", BigInteger, nullable=False, server_default="0"),
            **where,
        ),
        seals=Table(
            f"{prefix}seals",
            metadata,
            Column("day", Code(10), primary_key=True),
            Column("size", Integer, nullable=False),
            Column("root", Code(64), nullable=False),
            Column("before", Code(64), nullable=False),
            Column("algorithm", Code(10), nullable=False),
            **where,
        ),
        seal_leaves=Table(
            f"{prefix}seal_leaves",
            metadata,
            Column("day", Code(10), primary_key=True),
            Column("number", Code(40), primary_key=True),
            Column("seq", Integer, nullable=False),
            Column("head", Code(64), nullable=False),
            **where,
        ),
        prefix=prefix,
    )


def _cases(metadata: MetaData, prefix: str, where: dict[str, Any]) -> Table:
    return Table(
        f"{prefix}cases",
        metadata,
        Column("number", Code(40), primary_key=True),
        Column("version", Integer, nullable=False),
        Column("status", Code(20), nullable=False),
        Column("is_open", Integer, nullable=False),
        Column("unit", Code(40), nullable=False),
        Column("registered_us", BigInteger, nullable=False),
        Column("due_us", BigInteger),
        Column("reference", Code(64), unique=True),
        Column("body", LongText, nullable=False),
        Column("window_code", Code(40), nullable=False, server_default=""),
        Column("desk_code", Code(40), nullable=False, server_default=""),
        Column("kind", Code(40), nullable=False, server_default=""),
        Column("grade", Code(40), nullable=False, server_default=""),
        Column("complainant", Code(64), nullable=False, server_default=""),
        Column("ended_us", BigInteger),
        Column("head", Code(64), nullable=False, server_default=""),
        Index(f"{prefix}cases_due", "is_open", "due_us", "number"),
        Index(f"{prefix}cases_told", "registered_us", "number"),
        Index(f"{prefix}cases_unit", "unit", "is_open", "registered_us", "number"),
        Index(f"{prefix}cases_person", "complainant", "registered_us", "number"),
        **where,
    )


def _entries(metadata: MetaData, prefix: str, where: dict[str, Any]) -> Table:
    return Table(
        f"{prefix}entries",
        metadata,
        Column("position", BIG, primary_key=True, autoincrement=True),
        Column("number", Code(40), nullable=False),
        Column("seq", Integer, nullable=False),
        Column("at_us", BigInteger, nullable=False),
        Column("actor", Code(64), nullable=False),
        Column("event", Code(30), nullable=False),
        Column("body", LongText, nullable=False),
        Column("digest", Code(64), nullable=False, server_default=""),
        # When it was its turn to be told to others: see `_feed`.
        Column("turn", BigInteger, nullable=False, server_default="0"),
        UniqueConstraint("number", "seq", name=f"{prefix}entries_seq"),
        Index(f"{prefix}entries_turn", "turn", "position"),
        **where,
    )
