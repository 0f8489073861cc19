"""Notices: what the State Council has announced for a year, as values and as files that people write."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from os import PathLike, fspath
from pkgutil import get_data
from typing import Any

from attrs import frozen

from banbucheng.errors import BadInput, Fault, RulebookError

__all__ = ["Notice", "Notices", "data_text", "load_notices", "shipped_notices"]

_DAY = timedelta(days=1)
_LONGEST = timedelta(days=31)
_WEEKEND = (5, 6)
_REQUIRED: Mapping[str, type] = {"year": int, "number": str, "title": str, "published": date, "source": str}
_OPTIONAL: Mapping[str, type] = {"amends": str, "on": list, "off": dict, "unverified": list}
_KINDS = {int: "whole number", str: "text in quotes", date: "date such as 2026-11-04, without quotes", list: "list", dict: "table"}


@frozen(kw_only=True)
class Notice:
    """
    One announcement: the days that it turns off and on, and where it can be read.

    Raises:
        BadInput: a day both off and on, naming it.
    """

    #: The year that it arranges; some of its days may lie in the December before.
    year: int
    #: The number of the document, its title, and the day on which it was published.
    number: str
    title: str
    published: date
    #: The address at which it can be read.
    source: str
    #: The number of the announcement that it changes; empty where it arranges a whole year.
    amends: str = ""
    #: The days off, weekends among them, each with the code of its festival.
    off: Mapping[date, str]
    #: The makeup workdays.
    on: tuple[date, ...] = ()
    #: The fields that could not be matched against a second source.
    unverified: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        for day in self.on:
            if day in self.off:
                raise BadInput(f"notice {self.number}", day.isoformat(), "a day is either off or on")


@frozen
class Notices:
    """What a file holds: its notices, and what looks odd in them though it can be used."""

    notices: tuple[Notice, ...]
    warnings: tuple[Fault, ...]


def data_text(name: str) -> str:
    """The text of a data file of this package."""
    # Not importlib.resources, whose import alone takes a third of the time that attrs takes.
    return (get_data(__name__, name) or b"").decode()


@cache
def shipped_notices() -> tuple[tuple[Notice, ...], str]:
    """The notices that come with the package, oldest first, and the version of `holidays` that they were compared with."""
    tables = tomllib.loads(data_text("notices.toml"))
    # The tests hold this file to the checks of load_notices, so a start-up need not repeat them.
    return tuple(_value(entry, "", []) for entry in tables["notice"]), tables["compared_with_holidays"]


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
    faults = [Fault(key, "no such key; the file has [[notice]] tables only") for key in tables if key != "compared_with_holidays"]
    notices: list[Notice] = []
    for place, entry in enumerate(entries, 1):
        found = list(_shape(f"notice {place}", entry))
        if not found:
            notices.append(_checked(_value(entry, f"notice {place}", found), f"notice {place}", found))
        faults += found
    if faults:
        raise RulebookError(name, faults)
    return Notices(tuple(notices), tuple(warning for place, notice in enumerate(notices, 1) for warning in _oddities(notice, f"notice {place}")))


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
        first, _, last = str(text).partition("..")
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        faults.append(Fault(where, f"{text!r} is no day; write 2027-01-01, or 2027-01-01..2027-01-03 with both days included"))
        return ()
    if not start <= end < start + _LONGEST:
        faults.append(Fault(where, f"{text!r} runs backwards or over more than a month"))
        return ()
    return [start + _DAY * place for place in range((end - start).days + 1)]


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
