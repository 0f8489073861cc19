"""Columns of NumPy, pandas and polars: as `datetime64` on the way in, as what they were on the way out."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from banbucheng.errors import BadInput

__all__ = ["NAT", "Column", "Dates", "Flags", "Numbers", "column_of", "whole_numbers"]

Numbers = NDArray[np.int64]
Dates = NDArray[np.datetime64]
Flags = NDArray[np.bool_]

#: How NumPy writes a missing date as a number.
NAT = int(np.iinfo(np.int64).min)

_UNITS = {"D", "h", "m", "s", "ms", "us", "ns"}
_KINDS = "give NumPy datetime64, a pandas Series or DatetimeIndex of datetimes, or a polars Series of Date or Datetime"
_WHOLE = "give one whole number for each start, in an integer column without gaps"


@frozen(kw_only=True)
class Column:
    """A column as it was read, and the ways to make one of its kind."""

    #: The dates or moments, in one dimension; NaT where one is missing.
    values: Dates
    #: Whether they are instants of UTC; else they are dates, or moments of which nobody knows the zone.
    zoned: bool
    #: A column of dates, of instants in a zone, of whole numbers (with what is missing), or of yes and no.
    dates: Callable[[Dates], Any]
    moments: Callable[[Dates, str], Any]
    numbers: Callable[[Numbers, Flags], Any]
    flags: Callable[[Flags, Flags], Any]


def column_of(what: str, value: object) -> Column:
    """
    The column that the value is.

    Raises:
        BadInput: it is none, or none of dates or moments.
    """
    if issubclass(type(value), np.ndarray):
        return _numpy(what, np.asarray(value))
    for home in {each.__module__.partition(".")[0] for each in type(value).__mro__}:
        if home == "pandas" and hasattr(value, "dtype"):
            return _pandas(what, value)
        if home == "polars" and hasattr(value, "to_physical"):
            return _polars(what, value)
    raise BadInput(what, type(value).__name__, _KINDS)


def whole_numbers(value: object, count: int) -> Numbers:
    """
    The numbers of a column, one for each of `count` starts.

    Raises:
        BadInput: they are no whole numbers, some are missing, or there are more or fewer.
    """
    found = np.asarray(value)
    if found.dtype.kind not in "iu":
        raise BadInput("numbers", str(found.dtype), _WHOLE)
    if found.size != count:
        raise BadInput("numbers", found.size, f"{_WHOLE}; there are {count}")
    return np.ascontiguousarray(found, dtype=np.int64).reshape(-1)


def _numpy(what: str, array: NDArray[Any]) -> Column:
    if array.dtype.kind != "M":
        raise BadInput(what, str(array.dtype), _KINDS)
    shape = array.shape

    def numbers(found: Numbers, missing: Flags) -> Numbers:
        if missing.any():
            raise BadInput(what, "NaT", "NumPy has no missing whole number; leave out the rows without a date")
        return found.reshape(shape)

    return Column(
        values=_native(what, array).reshape(-1),
        zoned=False,
        dates=lambda found: found.reshape(shape),
        moments=lambda found, _: found.reshape(shape),
        numbers=numbers,
        flags=lambda found, missing: (found & ~missing).reshape(shape),
    )


def _pandas(what: str, value: Any) -> Column:
    pandas: Any = sys.modules["pandas"]
    kind = value.dtype
    if kind.kind != "M" or hasattr(kind, "pyarrow_dtype"):
        raise BadInput(what, str(kind), 'give a pandas column of datetime64, as .astype("datetime64[s]") makes one')
    zoned = getattr(kind, "tz", None) is not None
    is_index = isinstance(value, pandas.Index)
    plain = value if not zoned else value.tz_convert(None) if is_index else value.dt.tz_convert(None)
    values: NDArray[Any] = plain.to_numpy()
    unit = np.datetime_data(values.dtype)[0]

    def back(found: Any) -> Any:
        return (
            pandas.Index(found, name=value.name)
            if is_index
            else pandas.Series(found, index=value.index, name=value.name)
        )

    def moments(found: Dates, zone: str) -> Any:
        return back(pandas.DatetimeIndex(found).tz_localize("UTC").tz_convert(zone))

    return Column(
        values=_native(what, values),
        zoned=zoned,
        dates=lambda found: back(found.astype(f"M8[{unit}]")),
        moments=moments,
        numbers=lambda found, missing: back(pandas.arrays.IntegerArray(found, missing)),
        flags=lambda found, missing: back(pandas.arrays.BooleanArray(found, missing)),
    )


def _polars(what: str, value: Any) -> Column:
    polars: Any = sys.modules["polars"]
    kind = value.dtype
    if kind not in (polars.Date, polars.Datetime):
        raise BadInput(what, str(kind), "give a polars column of Date or Datetime")
    unit, zoned = ("D", False) if kind == polars.Date else (kind.time_unit, kind.time_zone is not None)
    missing = value.is_null().to_numpy() if value.null_count() else None
    ticks = value.to_physical().fill_null(0).to_numpy().astype(np.int64)
    if missing is not None:
        ticks[missing] = NAT

    def back(found: NDArray[Any], gaps: Flags, dtype: Any) -> Any:
        made = polars.Series(value.name, found).cast(dtype)
        return made.scatter(np.flatnonzero(gaps), None) if gaps.any() else made

    return Column(
        values=ticks.view(f"M8[{unit}]"),
        zoned=zoned,
        dates=lambda found: back(found.view(np.int64).astype(np.int32), np.isnat(found), polars.Date),
        moments=lambda found, zone: back(found.view(np.int64), np.isnat(found), polars.Datetime("us", zone)),
        numbers=lambda found, missing: back(found, missing, polars.Int64),
        flags=lambda found, missing: back(found, missing, polars.Boolean),
    )


def _native(what: str, values: NDArray[Any]) -> Dates:
    """The values side by side and in the machine's order of bytes, if they are days or moments."""
    unit = np.datetime_data(values.dtype)[0]
    if unit not in _UNITS:
        raise BadInput(
            what, str(values.dtype), f"datetime64 takes days or moments; its unit is one of {', '.join(sorted(_UNITS))}"
        )
    return np.ascontiguousarray(values, dtype=f"M8[{unit}]")
