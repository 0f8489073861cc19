"""The calendar of mainland China, from the notices that have been published."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib import import_module
from os import PathLike
from types import ModuleType
from typing import NamedTuple

from attrs import evolve

from banbucheng.adapters.china._forecast import LAST_FORECAST, forecast
from banbucheng.adapters.china._notices import Notice, compared_version, shipped_notices
from banbucheng.adapters.china._upstream import upstream
from banbucheng.errors import BadInput
from banbucheng.worktime import DEFAULT_HOURS, Hours, Overlay, WorkCalendar

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
        BadInput: a code that is no region, a moment instead of a day, or a day before the first notice.
        RulebookError: a file of notices that cannot be used.
    """
    if as_of is not None and type(as_of) is not date:
        raise BadInput("as_of", as_of, "give a datetime.date, the day whose knowledge is asked for")
    if not notices and hours is None:
        return _shipped(region, as_of)
    added: Sequence[Notice] = _part("_load").notices_of(notices) if notices else ()
    return _calendar(region, as_of, added, DEFAULT_HOURS if hours is None else hours)


def _part(name: str) -> ModuleType:
    # By its name, so that only those wait for regions, or for tomllib, who ask for them.
    return import_module(f"{__package__}.{name}")


@lru_cache(maxsize=64)
def _shipped(region: str | None, as_of: date | None) -> WorkCalendar:
    return _calendar(region, as_of, (), DEFAULT_HOURS)


def _calendar(
    region: str | None, as_of: date | None, added: Sequence[Notice], hours: Hours | Sequence[Hours]
) -> WorkCalendar:
    calendar = _national(_announced(as_of, added), hours)
    layers: Sequence[tuple[str, Overlay]] = _part("_regions").region_layers(region, as_of) if region is not None else ()
    for edition, overlay in layers:
        calendar = evolve(calendar.with_overlay(overlay), edition=f"{calendar.edition}+{edition}")
    return calendar


class _Announced(NamedTuple):
    """What has been announced: the days off with their festivals, the makeup workdays, the years, and the edition."""

    off: dict[date, str]
    on: dict[date, str]
    years: set[int]
    edition: str


def _announced(as_of: date | None, added: Sequence[Notice]) -> _Announced:
    """Everything that was announced by a day, the later over the earlier; what the caller adds goes last."""
    shipped = shipped_notices()
    known = [notice for notice in shipped if as_of is None or notice.published <= as_of]
    if not known:
        raise BadInput("as_of", str(as_of), f"nothing is known before the first notice, of {shipped[0].published}")
    found = _Announced({}, {}, set(), str(max(notice.published for notice in known)))
    _lay(known, found)
    newer = upstream(max(found.years), compared_version()) if as_of is None else None
    if newer is not None:
        version, last, off, on = newer
        found.off.update(off)
        found.on.update(dict.fromkeys(on, ""))
        found.years.update(range(max(found.years) + 1, last + 1))
        found = found._replace(edition=f"holidays-{version}")
    added = [notice for notice in added if as_of is None or notice.published <= as_of]
    if added:
        _lay(added, found)
        latest = max(found.edition, *(str(notice.published) for notice in added))
        # What users add is theirs: its digest keeps two different files from passing for one edition.
        found = found._replace(edition=f"{latest}+{_part('_load').digest_of(added)}")
    return found


def _lay(notices: Sequence[Notice], found: _Announced) -> None:
    for notice in notices:
        for day, code in notice.off.items():
            found.on.pop(day, None)
            found.off[day] = code
        for day in notice.on:
            found.off.pop(day, None)
            found.on[day] = ""
        if not notice.amends:
            found.years.add(notice.year)


def _national(known: _Announced, hours: Hours | Sequence[Hours]) -> WorkCalendar:
    through = next(year for year in range(_FIRST, LAST_FORECAST + 1) if year + 1 not in known.years)
    last = min(max(known.years) + _AHEAD, LAST_FORECAST)
    expected, undecided = forecast(frozenset(range(through + 1, last + 1)) - known.years)
    return WorkCalendar.build(
        edition=f"cn-{through}@{known.edition}",
        first=date(_FIRST, 1, 1),
        last=date(last, 12, 31),
        off={**{day: code for day, code in expected.items() if day not in known.on}, **known.off},
        on=known.on,
        announced_through=date(through, 12, 31),
        undecided=undecided - known.off.keys() - known.on.keys(),
        hours=hours,
    )
