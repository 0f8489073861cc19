"""Notices in a file of the user's: read, checked, and every fault named."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from os import PathLike, fspath
from typing import Any

from attrs import frozen

from banbucheng.adapters.china._facts import days_in
from banbucheng.adapters.china._notices import Notice
from banbucheng.errors import Fault, RulebookError

__all__ = ["Notices", "load_notices"]

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
        with open(name, "rb") as file:
            tables = tomllib.load(file)
    except (OSError, ValueError) as error:
        raise RulebookError(name, [Fault("file", str(error))]) from error
    entries = tables.pop("notice", None)
    if not isinstance(entries, list) or not entries:
        raise RulebookError(name, [Fault("notice", "write one [[notice]] table for each announcement")])
    faults = [
        Fault(key, "no such key; the file has [[notice]] tables only")
        for key in tables
        if key != "compared_with_holidays"
    ]
    notices: list[Notice] = []
    for place, entry in enumerate(entries, 1):
        found = list(_shape(f"notice {place}", entry))
        if not found:
            notices.append(_checked(_value(entry, f"notice {place}", found), f"notice {place}", found))
        faults += found
    if faults:
        raise RulebookError(name, faults)
    return Notices(
        tuple(notices),
        tuple(warning for place, notice in enumerate(notices, 1) for warning in _oddities(notice, f"notice {place}")),
    )


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
    for code, stretches in entry.get("off", {}).items():
        for text in stretches if isinstance(stretches, list) else [stretches]:
            for day in _days(text, f"{where}.off.{code}", faults):
                if off.setdefault(day, code) != code:
                    faults.append(Fault(f"{where}.off.{code}", f"{day} already belongs to {off[day]}"))
    on = [day for text in entry.get("on", ()) for day in _days(text, f"{where}.on", faults)]
    for day in off.keys() & set(on):
        faults.append(Fault(f"{where}.on", f"{day} is also off, for {off.pop(day)}; a day is either off or on"))
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


def _days(text: object, where: str, faults: list[Fault]) -> Sequence[date]:
    try:
        days = days_in(str(text))
    except (ValueError, OverflowError):
        faults.append(
            Fault(where, f"{text!r} is no day; write 2027-01-01, or 2027-01-01..2027-01-03 with both days included")
        )
        return ()
    if not 0 < len(days) <= _LONGEST:
        faults.append(Fault(where, f"{text!r} runs backwards or over more than a month"))
        return ()
    return days


def _checked(notice: Notice, where: str, faults: list[Fault]) -> Notice:
    """The notice, once the days that it cannot arrange have become faults."""
    for kind, days in (("off", notice.off), ("on", notice.on)):
        for day in days:
            if day.year != notice.year and (day.year, day.month) != (notice.year - 1, 12):
                faults.append(Fault(f"{where}.{kind}", f"{day} lies outside {notice.year} and the December before"))
    if not notice.off and not notice.on:
        faults.append(Fault(where, "it turns no day off or on"))
    return notice


def _oddities(notice: Notice, where: str) -> Iterator[Fault]:
    for day in notice.on:
        if day.weekday() not in _WEEKEND:
            yield Fault(f"{where}.on", f"{day} is a weekday and works anyway; a makeup workday falls on a weekend")
    if notice.published.year not in (notice.year - 1, notice.year):
        yield Fault(f"{where}.published", f"{notice.published} is far from {notice.year}, the year it arranges")
