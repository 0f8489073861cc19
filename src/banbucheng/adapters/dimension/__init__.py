"""
The calendar as a table with one row a day: with it, any SQL engine counts working days by one join.

The rows need nothing but the library; `dimension.arrow` makes Arrow and Parquet of them, `dimension.sql` a table of
SQLAlchemy.
"""

from banbucheng.adapters.dimension._rows import CREATE_TABLE, INSERT, DayRow, day_rows

__all__ = ["CREATE_TABLE", "INSERT", "DayRow", "day_rows"]
