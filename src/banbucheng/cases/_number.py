"""How cases are numbered."""

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from banbucheng.terms import CaseNumber, UnitCode

__all__ = ["Numbering", "number_by_window_and_day", "numbered"]

#: A strategy: the series that a window's new case of a day belongs to, whose next number is then put behind it.
Numbering: TypeAlias = Callable[[UnitCode, date], str]


def number_by_window_and_day(window: UnitCode, day: date) -> str:
    """The default series, `{window}-{yyyymmdd}` by the local date; numbers are then `…-0001`, `…-0002`."""
    return f"{window}-{day:%Y%m%d}"


def numbered(series: str, count: int) -> CaseNumber:
    """The number of the `count`-th case of a series."""
    return CaseNumber(f"{series}-{count:04d}")
