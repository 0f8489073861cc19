"""
Figures over millions of cases: their rows as Parquet, and the measures as one expression for any engine.

Needs the extra `analytics`: DuckDB, which is the engine by default, pyarrow and Ibis, which speaks to the others.
"""

from banbucheng.adapters.analytics._columns import COLUMNS, COUNTED, CREATE_TABLE
from banbucheng.adapters.analytics._engines import duckdb_cases, polars_cases, spark_cases
from banbucheng.adapters.analytics._export import Feed, FeedPage, append, restate
from banbucheng.adapters.analytics._measured import MEASURED, days, figures, latest, sums, taken
from banbucheng.adapters.analytics._synthetic import synthetic

__all__ = [
    "COLUMNS",
    "COUNTED",
    "CREATE_TABLE",
    "MEASURED",
    "Feed",
    "FeedPage",
    "append",
    "days",
    "duckdb_cases",
    "figures",
    "latest",
    "polars_cases",
    "restate",
    "spark_cases",
    "sums",
    "synthetic",
    "taken",
]
