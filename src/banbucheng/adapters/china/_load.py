"""Notices in a file of the user's: read, checked, and every fault named."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from os import PathLike, fspath
from pathlib import Path
from typing import Any, cast
from zlib import crc32

from attrs import frozen

from banbucheng.adapters.china._facts import days_in
from banbucheng.adapters.china._notices import Notice
from banbucheng.errors import Fault, RulebookError

__all__ = ["Notices", "digest_of", "load_notices", "notices_of"]

_LONGEST = 31
_WEEKEND = (5, 6)
_REQUIRED: Mapping[str, type] = {"year": int, "number": str, "title": str, "published": date, "source": str}
_OPTIONAL: Mapping[str, type] = {"amends": str, "on": list, "off": dict, "unverified": list}
_KINDS = {
    int: "whole number",
    str: "text in quotes",
    date: "date such as 2026-11-04, without quotes",
    list: "list",
    dict: "table",
}


@frozen
class Notices:
    """What a file holds: its notices, and what looks odd in them though it can be used."""

    notices: tuple[Notice, ...]
    warnings: tuple[Fault, ...]


def load_notices(path: str | PathLike[str]) -> Notices:
    """
    The notices of a TOML file with one `[[notice]]` for each announcement, checked, with what looks odd in them.

    Raises:
        RulebookError: the file cannot be read, or says what cannot be; every fault at once, naming the date.
    """
    name = fspath(path)
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RulebookError(name, [Fault("file", str(error))]) from error
    entries = tables.pop("notice", None)
    if not isinstance(entries, list) or not entries:
        raise RulebookError(name, [Fault("notice", "write one [[notice]] table for each announcement")])
    unknown = tables.keys() - {"compared_with_holidays"}
    faults = [Fault(key, "no such key; the file has [[notice]] tables only") for key in unknown]
    notices: list[Notice] = []
    warnings: list[Fault] = []
    for place, entry in enumerate(cast("list[Mapping[str, Any]]", entries), 1):
        where = f"notice {place}"
        found = list(_shape(where, entry))
        if not found:
            notice = _value(entry, where, found)
            found += _misplaced(notice, where)
            warnings += _oddities(notice, where)
            notices.append(notice)
        faults += found
    if faults:
        raise RulebookError(name, faults)
    return Notices(tuple(notices), tuple(warnings))


def notices_of(given: Iterable[Notice | str | PathLike[str]]) -> Sequence[Notice]:
    """
    The notices that are given as values, and those of the files whose paths are given.

    Raises:
        RulebookError: a file that cannot be used.
    """
    return [notice for each in given for notice in ([each] if isinstance(each, Notice) else load_notices(each).notices)]


def digest_of(notices: Iterable[Notice]) -> str:
    """What tells these notices from others, in eight hexadecimal digits."""
    return f"{crc32(repr(list(notices)).encode()):08x}"


def _shape(where: str, entry: Mapping[str, object]) -> Iterator[Fault]:
    """What is missing, unknown or of the wrong type in one table."""
    known = {**_REQUIRED, **_OPTIONAL}
    for key in entry.keys() - known.keys():
        yield Fault(f"{where}.{key}", f"no such key; a notice has {', '.join(known)}")
    for key in _REQUIRED.keys() - entry.keys():
        yield Fault(f"{where}.{key}", "missing")
    for key, kind in known.items():
        value = entry.get(key)
        if key in entry and (not isinstance(value, kind) or isinstance(value, bool | datetime)):
            yield Fault(f"{where}.{key}", f"{value!r} should be a {_KINDS[kind]}")


def _value(entry: Mapping[str, Any], where: str, faults: list[Fault]) -> Notice:
    """The notice of one table; days that cannot be read, or are given twice, become faults."""
    off: dict[date, str] = {}
    stretches: Mapping[str, object] = entry.get("off", {})
    for code, texts in stretches.items():
        place = f"{where}.off.{code}"
        days = _days(texts, place, faults)
        faults += [Fault(place, f"{day} already belongs to {off[day]}") for day in days if off.get(day, code) != code]
        off |= {day: code for day in days if day not in off}
    on = _days(entry.get("on", []), f"{where}.on", faults)
    twice = off.keys() & set(on)
    faults += [Fault(f"{where}.on", f"{day} is also off, for {off[day]}; a day is either off or on") for day in twice]
    for day in twice:
        del off[day]
    return Notice(
        year=entry["year"],
        number=entry["number"],
        title=entry["title"],
        published=entry["published"],
        source=entry["source"],
        amends=entry.get("amends", ""),
        off=off,
        on=tuple(on),
        unverified=tuple(entry.get("unverified", ())),
    )


def _days(texts: object, where: str, faults: list[Fault]) -> Sequence[date]:
    """The days of a stretch, or of a list of them."""
    found: list[date] = []
    for text in cast("list[object]", texts) if isinstance(texts, list) else [texts]:
        try:
            days = days_in(str(text))
        except (ValueError, OverflowError):
            days, allowed = (), "is no day; write 2027-01-01, or 2027-01-01..2027-01-03 with both days included"
        else:
            allowed = "runs backwards or over more than a month"
        if 0 < len(days) <= _LONGEST:
            found += days
        else:
            faults.append(Fault(where, f"{text!r} {allowed}"))
    return found


def _misplaced(notice: Notice, where: str) -> Iterator[Fault]:
    """The days that a notice of its year cannot arrange."""
    for kind, days in (("off", notice.off), ("on", notice.on)):
        for day in days:
            if day.year != notice.year and (day.year, day.month) != (notice.year - 1, 12):
                yield Fault(f"{where}.{kind}", f"{day} lies outside {notice.year} and the December before")
    if not notice.off and not notice.on:
        yield Fault(where, "it turns no day off or on")


def _oddities(notice: Notice, where: str) -> Iterator[Fault]:
    for day in notice.on:
        if day.weekday() not in _WEEKEND:
            yield Fault(f"{where}.on", f"{day} is a weekday and works anyway; a makeup workday falls on a weekend")
    if notice.published.year not in (notice.year - 1, notice.year):
        yield Fault(f"{where}.published", f"{notice.published} is far from {notice.year}, the year it arranges")
