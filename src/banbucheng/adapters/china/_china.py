"""The calendar of mainland China, from the notices that have been published."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from os import PathLike
from zlib import crc32

from banbucheng.adapters.china._forecast import LAST_FORECAST, forecast
from banbucheng.adapters.china._notices import Notice, compared_version, shipped_notices
from banbucheng.adapters.china._regions import region_overlays
from banbucheng.adapters.china._upstream import upstream
from banbucheng.errors import BadInput
from banbucheng.worktime import DEFAULT_HOURS, Hours, WorkCalendar

__all__ = ["china"]

_FIRST = 2004
#: How many years past the last announced one are laid out.
_AHEAD = 10


def china(
    region: str | None = None,
    as_of: date | None = None,
    *,
    notices: Sequence[Notice | str | PathLike[str]] = (),
    hours: Hours | Sequence[Hours] | None = None,
) -> WorkCalendar:
    """
    The working days of mainland China from 2004 on, with the notices of the State Council that have been published.

    `as_of` gives the calendar as it was known on that day. `notices` adds announcements that the package does not
    know yet, as values or as files (see `load_notices`). `region` is a code of GB/T 2260 whose own days off are laid
    over the national ones. Years not announced have their statutory festivals off, and are undecided around them.

    Raises:
        BadInput: a code that is no region, or a day before the first notice.
        RulebookError: a file of notices that cannot be used.
    """
    if not notices and hours is None:
        return _shipped(region, as_of)
    added = [notice for given in notices for notice in ([given] if isinstance(given, Notice) else _loaded(given))]
    return _calendar(region, as_of, tuple(added), DEFAULT_HOURS if hours is None else hours)


def _loaded(path: str | PathLike[str]) -> Sequence[Notice]:
    # By name, since only those who bring a file of their own should wait for tomllib.
    load_notices: Callable[[str | PathLike[str]], Notices] = import_module("banbucheng.adapters.china").load_notices
    return load_notices(path).notices


@lru_cache(maxsize=64)
def _shipped(region: str | None, as_of: date | None) -> WorkCalendar:
    return _calendar(region, as_of, (), DEFAULT_HOURS)


def _calendar(region: str | None, as_of: date | None, added: Sequence[Notice], hours: Hours | Sequence[Hours]) -> WorkCalendar:
    shipped = shipped_notices()
    known = [notice for notice in shipped if as_of is None or notice.published <= as_of]
    if not known:
        raise BadInput("as_of", str(as_of), f"the first notice known is that of {shipped[0].published}")
    added = [notice for notice in added if as_of is None or notice.published <= as_of]
    off: dict[date, str] = {}
    on: dict[date, str] = {}
    _lay(known, off, on)
    years = {notice.year for notice in known if not notice.amends}
    edition = str(max(notice.published for notice in known))
    newer = upstream(max(years), compared_version()) if as_of is None else None
    if newer is not None:
        off, on = {**off, **newer.off}, {**on, **dict.fromkeys(newer.on, "")}
        years |= set(range(max(years) + 1, newer.last + 1))
        edition = f"holidays-{newer.version}"
    _lay(added, off, on)
    years |= {notice.year for notice in added if not notice.amends}
    if added:
        edition = f"{max(edition, *(str(notice.published) for notice in added))}+{crc32(repr(added).encode()):08x}"
    return _built(region, as_of, off, on, years, edition, hours)


def _lay(notices: Sequence[Notice], off: dict[date, str], on: dict[date, str]) -> None:
    for notice in notices:
        for day, code in notice.off.items():
            on.pop(day, None)
            off[day] = code
        for day in notice.on:
            off.pop(day, None)
            on[day] = ""


def _built(
    region: str | None,
    as_of: date | None,
    off: dict[date, str],
    on: dict[date, str],
    years: set[int],
    edition: str,
    hours: Hours | Sequence[Hours],
) -> WorkCalendar:
    announced = next(year for year in range(_FIRST, LAST_FORECAST + 1) if year + 1 not in years)
    last = min(max(years) + _AHEAD, LAST_FORECAST)
    ahead = forecast(announced + 1, last, years)
    calendar = WorkCalendar.build(
        edition=f"cn-{announced}@{edition}",
        first=date(_FIRST, 1, 1),
        last=date(last, 12, 31),
        off={**{day: code for day, code in ahead.off.items() if day not in on}, **off},
        on=on,
        announced_through=date(announced, 12, 31),
        undecided=ahead.undecided - off.keys() - on.keys(),
        hours=hours,
    )
    return calendar
