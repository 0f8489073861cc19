"""Notices: what the State Council has announced for a year, as values and as files that people write."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from os import PathLike, fspath
from pkgutil import get_data

from attrs import frozen

from banbucheng.errors import BadInput, Fault, RulebookError

__all__ = ["Notice", "Notices", "data_text", "load_notices", "shipped_notices"]

_DAY = timedelta(days=1)
_LONGEST = 31
_REQUIRED: Mapping[str, type] = {"year": int, "number": str, "title": str, "published": date, "source": str}
_OPTIONAL: Mapping[str, type] = {"amends": str, "on": list, "off": dict, "unverified": list}


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
    # The tests hold this file to the checks of load_notices; a start-up need not repeat them.
    tables = tomllib.loads(data_text("notices.toml"))
    return tuple(_value(table, []) for table in tables["notice"]), tables["compared_with_holidays"]


def load_notices(path: str | PathLike[str]) -> Notices:
    """
    The notices of a TOML file with one `[[notice]]` per announcement, checked, with what looks odd in them.

    Raises:
        RulebookError: the file cannot be read or says what cannot be; every fault at once, naming the date.
    """
    name = fspath(path)
    try:
        with open(name, "rb") as file:
            tables = tomllib.load(file)
    except (OSError, ValueError) as error:
        raise RulebookError(name, [Fault("file", str(error))]) from error
    entries = tables.get("notice")
    if not isinstance(entries, list) or not entries:
        raise RulebookError(name, [Fault("notice", "write at least one [[notice]] table")])
    faults = [Fault(key, "is no key of this file; it has [[notice]] tables only") for key in tables.keys() - {"notice", "compared_with_holidays"}]
    notices: list[Notice] = []
    warnings: list[Fault] = []
    for place, entry in enumerate(entries, 1):
        found = _faults(f"notice {place}", entry)
        faults += found
        if not found:
            notices.append(notice := _value(entry, faults))
            warnings += _oddities(f"notice {place}", notice)
    if faults:
        raise RulebookError(name, faults)
    return Notices(tuple(notices), tuple(warnings))
