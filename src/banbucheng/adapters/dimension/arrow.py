"""The calendar as an Arrow table and a Parquet file (extra `arrow`, which is pyarrow)."""

from collections.abc import Iterable
from importlib import import_module
from os import PathLike, fspath
from typing import Any

from banbucheng.adapters.dimension._rows import DayRow

__all__ = ["to_arrow", "to_parquet"]

# pyarrow has no types; what comes from it is anything.
_arrow = import_module("pyarrow")
_parquet = import_module("pyarrow.parquet")
_SCHEMA: Any = _arrow.schema(
    [
        _arrow.field("day", _arrow.date32(), nullable=False),
        _arrow.field("works", _arrow.bool_(), nullable=False),
        _arrow.field("workday_number", _arrow.int32(), nullable=False),
        _arrow.field("makeup", _arrow.bool_(), nullable=False),
        _arrow.field("name", _arrow.string(), nullable=False),
        _arrow.field("notice", _arrow.string(), nullable=False),
        _arrow.field("announced", _arrow.bool_(), nullable=False),
        _arrow.field("certain", _arrow.bool_(), nullable=False),
    ]
)


def to_arrow(rows: Iterable[DayRow]) -> Any:
    """The rows as a `pyarrow.Table`, which polars, pandas and DuckDB take as it is."""
    columns = zip(*rows, strict=True)
    return _arrow.table([list(column) for column in columns] or [[] for _ in _SCHEMA], schema=_SCHEMA)


def to_parquet(rows: Iterable[DayRow], path: str | PathLike[str]) -> None:
    """Write the rows to a Parquet file; the same rows make the same file."""
    _parquet.write_table(to_arrow(rows), fspath(path))
