"""
Figures over millions of cases: their rows as Parquet, and the measures as one expression for any engine.

Needs the extra `analytics`: DuckDB, which is the engine by default, pyarrow and Ibis, which speaks to the others.
"""

from banbucheng.adapters.analytics._columns import COLUMNS, COUNTED, CREATE_TABLE
from banbucheng.adapters.analytics._engines import duckdb_cases, polars_cases, spark_cases
from banbucheng.adapters.analytics._measured import days, figures, latest, sums, taken
from banbucheng.adapters.analytics._synthetic import synthetic

__all__ = [
    "COLUMNS",
    "COUNTED",
    "CREATE_TABLE",
    "days",
    "duckdb_cases",
    "figures",
    "latest",
    "polars_cases",
    "spark_cases",
    "sums",
    "synthetic",
    "taken",
]
