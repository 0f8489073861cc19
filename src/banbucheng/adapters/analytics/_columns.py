"""The columns of a case's row in a file and in a database, each with its type."""

from collections.abc import Mapping
from datetime import date
from typing import get_args, get_type_hints

from banbucheng.ledger import CaseRow

__all__ = ["COLUMNS", "COUNTED", "CREATE_TABLE", "PARTITIONS", "SQL_TYPES"]

#: The columns that are sums, in the order of the row.
COUNTED: tuple[str, ...] = CaseRow._fields[CaseRow._fields.index("registered") :]
#: The columns that a file has in its path and not in its rows.
PARTITIONS = ("region", "month")
#: Numbers that can pass 127; all other numbers are 0 or 1.
_WIDE = {"version": "int32", "suspended_days": "int32", "batch": "int64"}
_SQL = {"string": "VARCHAR", "date": "DATE", "int8": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT"}


def _type_of(name: str, hint: object) -> str:
    if hint is date or date in get_args(hint):
        return "date"
    return "string" if hint is str else _WIDE.get(name, "int8")


#: Every column with its type: those of `CaseRow`, and `batch`, which says when the row was exported.
COLUMNS: Mapping[str, str] = {
    name: _type_of(name, hint) for name, hint in {**get_type_hints(CaseRow), "batch": int}.items()
}
#: The same in SQL.
SQL_TYPES: Mapping[str, str] = {name: _SQL[kind] for name, kind in COLUMNS.items()}
#: The table for a database that keeps the rows itself. PostgreSQL takes `PARTITION BY` behind it.
CREATE_TABLE = "CREATE TABLE case_rows (\n{}\n)".format(
    ",\n".join(
        f'    "{name}" {kind}{"" if name in {"answered_on", "closed_on"} else " NOT NULL"}'
        for name, kind in SQL_TYPES.items()
    )
)
