"""Where the rows of cases are: a folder that `append` or `synthetic` wrote, opened by an engine as a table of Ibis."""

from importlib import import_module
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from banbucheng.adapters.analytics._columns import COLUMNS, PARTITIONS, SQL_TYPES
from banbucheng.errors import BadInput

__all__ = ["duckdb_cases", "polars_cases", "spark_cases"]

_FILES = ("region=*", "month=*", "*.parquet")


def duckdb_cases(folder: str | PathLike[str], *, memory: str = "1GB", threads: int | None = None) -> Any:
    """
    The rows of a folder in an embedded DuckDB, which needs no server and works beyond its memory.

    `memory` is how much it may hold before it writes aside, such as `1GB`; `threads` by default one for each processor.

    Raises:
        BadInput: there is no row in the folder.
    """
    connection = import_module("ibis").duckdb.connect(
        memory_limit=memory, preserve_insertion_order=False, **({} if threads is None else {"threads": threads})
    )
    files = fspath(Path(_filled(folder), *_FILES)).replace("'", "''")
    kinds = ", ".join(f"'{name}': {SQL_TYPES[name]}" for name in PARTITIONS)
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    connection.raw_sql(
        f"CREATE VIEW cases AS SELECT {columns} "  # noqa: S608 - our own names
        f"FROM read_parquet('{files}', hive_partitioning = true, hive_types = {{{kinds}}})"
    )
    return connection.table("cases")


def polars_cases(folder: str | PathLike[str]) -> Any:
    """
    The rows of a folder, read by Polars.

    Raises:
        BadInput: there is no row in the folder.
    """
    polars = import_module("polars")
    connection = import_module("ibis").polars.connect()
    rows = polars.scan_parquet(
        Path(_filled(folder), *_FILES),
        hive_partitioning=True,
        hive_schema=dict.fromkeys(PARTITIONS, polars.String),
    )
    connection.create_table("cases", rows.select(*COLUMNS))
    return connection.table("cases")


def spark_cases(session: Any, folder: str | PathLike[str]) -> Any:
    """
    The rows of a folder, read by the executors of a Spark session; they have to see the folder under the same path.

    Partitions are texts: the session is told not to guess their types.

    Raises:
        BadInput: there is no row in the folder.
    """
    session.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    rows = session.read.parquet(_filled(folder))
    connection = import_module("ibis").pyspark.connect(session)
    rows.select(*COLUMNS).createOrReplaceTempView("cases")
    return connection.table("cases")


def _filled(folder: str | PathLike[str]) -> str:
    if next(Path(folder).glob("/".join(_FILES)), None) is None:
        raise BadInput("folder", fspath(folder), "give one that `append` or `synthetic` wrote rows to")
    return fspath(folder)
