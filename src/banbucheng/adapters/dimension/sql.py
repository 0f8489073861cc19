"""The calendar as a table of SQLAlchemy (extra `sql`), on the host's metadata."""

from collections.abc import Iterable

from sqlalchemy import Boolean, Column, Connection, Date, Integer, MetaData, String, Table, insert

from banbucheng.adapters.dimension._rows import DayRow

__all__ = ["day_table", "insert_days"]


def day_table(metadata: MetaData, *, name: str = "work_days", schema: str | None = None) -> Table:
    """The table, defined on a metadata; the host creates it with the others."""
    return Table(
        name,
        metadata,
        Column("day", Date, primary_key=True),
        Column("works", Boolean, nullable=False),
        Column("workday_number", Integer, nullable=False, index=True),
        Column("makeup", Boolean, nullable=False),
        Column("name", String(64), nullable=False),
        Column("notice", String(64), nullable=False),
        Column("announced", Boolean, nullable=False),
        Column("certain", Boolean, nullable=False),
        schema=schema,
    )


def insert_days(connection: Connection, table: Table, rows: Iterable[DayRow]) -> None:
    """Fill the table, in the transaction of the host."""
    values = [row._asdict() for row in rows]
    if values:
        connection.execute(insert(table), values)
