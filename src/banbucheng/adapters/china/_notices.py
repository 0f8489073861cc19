"""Notices: what the State Council has announced for a year."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from attrs import frozen

from banbucheng.adapters.china._facts import days_in, entries, tables, unquoted
from banbucheng.errors import BadInput

__all__ = ["Notice", "compared_version", "shipped_notices"]


@frozen(kw_only=True, slots=False)
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


def shipped_notices() -> tuple[Notice, ...]:
    """The notices that come with the package, in the order in which they apply."""
    return _shipped()[0]


def compared_version() -> str:
    """The version of `holidays` that the notices of the package were compared with."""
    return _shipped()[1]


@cache
def _shipped() -> tuple[tuple[Notice, ...], str]:
    (_, head), *rest = tables("notices.toml")
    found: list[tuple[dict[str, str], dict[date, str]]] = []
    for name, table in rest:
        if name == "notice":
            found.append((table, {}))
        else:
            found[-1][1].update(
                (day, code) for code, value in table.items() for text in entries(value) for day in days_in(text)
            )
    return tuple(_notice(table, off) for table, off in found), unquoted(head["compared_with_holidays"])


def _notice(table: Mapping[str, str], off: Mapping[date, str]) -> Notice:
    return Notice(
        year=int(table["year"]),
        number=unquoted(table["number"]),
        title=unquoted(table["title"]),
        published=date.fromisoformat(table["published"]),
        source=unquoted(table["source"]),
        amends=unquoted(table.get("amends", "")),
        off=off,
        on=tuple(date.fromisoformat(day) for day in entries(table["on"])),
        unverified=tuple(entries(table.get("unverified", ""))),
    )
