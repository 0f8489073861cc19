"""
Deadlines by the million (extra `fast`, which is NumPy): the answers of `banbucheng.worktime`, over whole columns.

A column is a NumPy array of `datetime64`, a pandas Series or DatetimeIndex, or a polars Series; what comes in as one
kind goes out as the same. Neither pandas nor polars is imported here: who hands one in has it loaded.
"""

from banbucheng.adapters.arrays._arrays import CalendarArrays

__all__ = ["CalendarArrays"]
