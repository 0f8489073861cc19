"""Which cases a command is about: options that pick them, by code or by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import click
from attrs import frozen

from banbucheng.errors import BadInput
from banbucheng.labels import LANGUAGES, word
from banbucheng.ledger import CaseRow, month
from banbucheng.rulebook import Rulebook
from banbucheng.terms import Channel, Status

__all__ = ["Wanted", "pick_options", "wanted"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
#: The columns that are picked from, in the order of the options.
_COLUMNS = ("unit", "kind", "causes", "region", "window", "channel", "status")
_TOLD = {
    "unit": "The unit that answers.",
    "kind": "The kind.",
    "causes": "The cause; a case can have several.",
    "region": "The region, six digits.",
    "window": "The window that took it.",
    "channel": "How it came.",
    "status": "Where it stands.",
}


@frozen(kw_only=True)
class Wanted:
    """What a case has to be, to be among those picked."""

    #: The codes that each column may have; a column that is not there may have any.
    codes: Mapping[str, frozenset[str]]
    first: date
    last: date

    @property
    def everything(self) -> bool:
        """Whether nothing was asked for, so that every case fits."""
        return not self.codes and (self.first, self.last) == (date.min, date.max)

    def takes(self, row: CaseRow) -> bool:
        """Whether a case is among those picked."""
        return self.first <= row.received_on <= self.last and all(
            not codes.isdisjoint(getattr(row, column).split("|")) for column, codes in self.codes.items()
        )


def pick_options(command: _Command) -> _Command:
    """The options that pick cases; each may be given several times, and means any of what is given."""
    until = click.option("--to", "to", type=_day, metavar="DATE", help="Received on this day or before.")
    since = click.option("--from", "since", type=_day, metavar="DATE", help="Received on this day or after.")
    command = since(until(command))
    for column in reversed(_COLUMNS):
        name = "cause" if column == "causes" else column
        command = click.option(
            f"--{name}", column, multiple=True, metavar="CODE-OR-NAME", help=f"{_TOLD[column]}  [more than once]"
        )(command)
    return click.option("--month", "of", metavar="YYYY-MM", help="The month in which it was received.")(command)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a date such as 2025-03-05") from None


def wanted(
    book: Rulebook, *, of: str | None, since: date | None, to: date | None, given: Mapping[str, Sequence[str]]
) -> Wanted:
    """
    What a user asked for, with names as codes.

    Raises:
        BadInput: no month, a period that runs backwards, or what the rulebook has no code or name for.
    """
    first, last = (date.min, date.max) if of is None else month(of)
    first, last = max(first, since or first), min(last, to or last)
    if last < first:
        raise BadInput("period", f"{first} to {last}", "no day lies in it; give a later --to or an earlier --from")
    known = _known(book)
    codes = {
        column: frozenset(code for text in texts for code in _codes(column, text, known[column]))
        for column, texts in given.items()
        if texts
    }
    return Wanted(codes=codes, first=first, last=last)


def _known(book: Rulebook) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Every code of a column with its names."""
    units: Mapping[str, frozenset[str]] = {str(each.code): frozenset(each.names.values()) for each in book.units}
    taxonomy = book.taxonomy
    return {
        "unit": units,
        "window": units,
        "kind": {str(each.code): frozenset(each.names.values()) for each in taxonomy.kinds},
        "causes": {str(each.code): frozenset(each.names.values()) for each in taxonomy.causes},
        "region": {str(each.code): frozenset(each.names.values()) for each in book.regions},
        "channel": {each.value: frozenset(word(f"channel.{each}", lang) for lang in LANGUAGES) for each in Channel},
        "status": {each.value: frozenset(word(f"status.{each}", lang) for lang in LANGUAGES) for each in Status},
    }


def _codes(column: str, text: str, known: Mapping[str, frozenset[str]]) -> Iterable[str]:
    """The code itself, or every code with that name."""
    found = [code for code, names in known.items() if text == code or text in names]
    if not found:
        some = ", ".join(list(known)[:12])
        raise BadInput(column, text, f"the rulebook has no such code or name; there are {some}, ...")
    return found
