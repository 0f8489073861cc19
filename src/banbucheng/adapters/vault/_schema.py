"""
The tables of the vault, portable: short names, explicit lengths, no reserved words.

Sealed values are Base64, digests hexadecimal, moments microseconds since 1970 in UTC: nothing that a database could
read, sort or compare in a way of its own.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import frozen
from sqlalchemy import BigInteger, Column, Connection, Index, Integer, MetaData, String, Table, insert, inspect, select
from sqlalchemy.dialects import mysql

from banbucheng.errors import BadInput, StoreUnavailable

__all__ = ["VAULT_VERSION", "VaultTables", "create_vault", "micros", "moment", "vault_tables"]

#: Counts up with every change of the tables.
VAULT_VERSION = 1

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BIG = BigInteger().with_variant(Integer, "sqlite")
_PREFIX = re.compile(r"[a-z_][a-z0-9_]{0,15}")
_MYSQL = {"mysql_engine": "InnoDB", "mariadb_engine": "InnoDB"}


def micros(at: datetime) -> int:
    """A moment as whole microseconds since 1970 in UTC."""
    if at.tzinfo is None:
        raise BadInput("at", at, "give a datetime with its zone, such as 2025-03-05T09:30+08:00")
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(us: int) -> datetime:
    """The moment again, in UTC."""
    return _EPOCH + timedelta(microseconds=us)


@frozen(kw_only=True)
class VaultTables:
    """The tables of one vault, on the host's metadata."""

    people: Table
    #: The sealed values, one row for each field of a person.
    sealed: Table
    #: Keyed digests, by which a value that is known exactly is found.
    index: Table
    #: Who did what with whose fields, when and why; no values.
    log: Table
    holds: Table
    #: By which the keys are known again.
    keys: Table
    schema: Table

    @property
    def every(self) -> tuple[Table, ...]:
        """All of them."""
        return (self.people, self.sealed, self.index, self.log, self.holds, self.keys, self.schema)


def vault_tables(metadata: MetaData, *, prefix: str = "bbc_", schema: str | None = None) -> VaultTables:
    """
    The tables, defined on a metadata; the host may give a prefix and a schema of its own.

    Raises:
        BadInput: the prefix is longer than 16 characters, or is not made of lower-case letters, digits and `_`.
    """
    if not _PREFIX.fullmatch(prefix):
        raise BadInput("prefix", prefix, "use up to 16 lower-case letters, digits and _, not beginning with a digit")
    where: dict[str, Any] = {"schema": schema, **_MYSQL}
    return VaultTables(
        people=_people(metadata, prefix, where),
        sealed=_sealed(metadata, prefix, where),
        index=_index(metadata, prefix, where),
        log=_log(metadata, prefix, where),
        holds=_holds(metadata, prefix, where),
        keys=_keys(metadata, prefix, where),
        schema=Table(
            f"{prefix}vault_schema",
            metadata,
            Column("version", Integer, primary_key=True, autoincrement=False),
            **where,
        ),
    )


def create_vault(connection: Connection, tables: VaultTables | None = None) -> VaultTables:
    """
    Make the tables where there are none, in the connection's transaction.

    Raises:
        StoreUnavailable: some are there and some are not, or they are of another version; nothing was changed.
    """
    t = vault_tables(MetaData()) if tables is None else tables
    inspector = inspect(connection)
    there = [each.name for each in t.every if inspector.has_table(each.name, schema=each.schema)]
    if not there:
        t.schema.metadata.create_all(connection, tables=t.every)
        connection.execute(insert(t.schema), {"version": VAULT_VERSION})
        return t
    if len(there) < len(t.every):
        raise StoreUnavailable(
            f"the database has a table {there[0]} already that is not ours; give ours a prefix of its own"
        )
    found = connection.execute(select(t.schema.c.version)).scalar_one_or_none()
    if found is None:
        connection.execute(insert(t.schema), {"version": VAULT_VERSION})
    elif found != VAULT_VERSION:
        raise StoreUnavailable(
            f"the vault is of version {found}, this library writes version {VAULT_VERSION}; "
            "use the release of banbucheng that made it"
        )
    return t


def _code(length: int) -> String:
    """ASCII, compared to the letter: the names of people and keys, digests, Base64."""
    letters = mysql.VARCHAR(length, charset="ascii", collation="ascii_bin")
    return String(length).with_variant(letters, "mysql", "mariadb")


def _prose(length: int) -> String:
    """What people wrote, in any script, whatever the database takes for its default."""
    return String(length).with_variant(mysql.VARCHAR(length, charset="utf8mb4"), "mysql", "mariadb")


def _people(metadata: MetaData, prefix: str, where: dict[str, Any]) -> Table:
    return Table(
        f"{prefix}people",
        metadata,
        Column("token", _code(32), primary_key=True),
        Column("suite", _code(16), nullable=False),
        # Which data key of the person: counts up when it is replaced.
        Column("generation", Integer, nullable=False),
        # Empty once the person is erased.
        Column("wrap_key", _code(32)),
        Column("wrapped_key", _code(200)),
        Column("kept_us", BigInteger, nullable=False),
        Column("erased_us", BigInteger),
        Index(f"{prefix}people_wrap", "wrap_key", "token"),
        **where,
    )


def _sealed(metadata: MetaData, prefix: str, where: dict[str, Any]) -> Table:
    return Table(
        f"{prefix}people_sealed",
        metadata,
        Column("token", _code(32), primary_key=True),
        Column("field_name", _code(30), primary_key=True),
        Column("blob_text", _code(2000), nullable=False),
        **where,
    )


def _index(metadata: MetaData, prefix: str, where: dict[str, Any]) -> Table:
    return Table(
        f"{prefix}people_index",
        metadata,
        Column("token", _code(32), primary_key=True),
        Column("field_name", _code(30), primary_key=True),
        Column("index_key", _code(32), nullable=False),
        Column("digest", _code(64), nullable=False),
        Index(f"{prefix}people_ix_find", "digest", "token"),
        Index(f"{prefix}people_ix_key", "index_key", "token"),
        **where,
    )


def _log(metadata: MetaData, prefix: str, where: dict[str, Any]) -> Table:
    return Table(
        f"{prefix}vault_log",
        metadata,
        Column("position", _BIG, primary_key=True, autoincrement=True),
        Column("at_us", BigInteger, nullable=False),
        Column("actor", _prose(64), nullable=False),
        Column("deed", _code(20), nullable=False),
        Column("token", _code(32)),
        Column("field_names", _code(400), nullable=False),
        Column("why", _prose(400), nullable=False),
        Index(f"{prefix}vault_log_who", "token", "position"),
        **where,
    )


def _holds(metadata: MetaData, prefix: str, where: dict[str, Any]) -> Table:
    return Table(
        f"{prefix}holds",
        metadata,
        Column("hold_id", _code(32), primary_key=True),
        Column("token", _code(32), nullable=False),
        Column("placed_us", BigInteger, nullable=False),
        Column("placed_by", _prose(64), nullable=False),
        Column("placed_why", _prose(400), nullable=False),
        Column("lifted_us", BigInteger),
        Column("lifted_by", _prose(64)),
        Column("lifted_why", _prose(400)),
        Index(f"{prefix}holds_token", "token"),
        **where,
    )


def _keys(metadata: MetaData, prefix: str, where: dict[str, Any]) -> Table:
    return Table(
        f"{prefix}vault_keys",
        metadata,
        Column("key_id", _code(32), primary_key=True),
        Column("purpose", _code(10), nullable=False),
        Column("check_digest", _code(64), nullable=False),
        **where,
    )
