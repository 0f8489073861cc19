"""Past cases to ask routing rules about: those of a ledger, or letters of a CSV file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from banbucheng.cli._database import reading
from banbucheng.cli._letters import Letter, read_letters
from banbucheng.errors import BadInput
from banbucheng.ledger import dispatches
from banbucheng.routing import Past, facts_of
from banbucheng.rulebook import Rulebook
from banbucheng.worktime import WorkCalendar

__all__ = ["past_of", "past_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_PATH: click.Path = click.Path(path_type=Path, dir_okay=False)


def past_options(command: _Command) -> _Command:
    """The options that name past cases."""
    kept = click.option("--ledger", type=_PATH, help="The SQLite file of cases that were sent out.")
    told = click.option("--letters", type=_PATH, help="A CSV of letters, sorted by what their words suggest.")
    return kept(told(command))


def past_of(
    ledger: Path | None, letters: Path | None, book: Rulebook, calendar: WorkCalendar
) -> tuple[tuple[Past, ...], int]:
    """
    The cases of one of the two, as they stood when they were sent out, and how many cannot be read; none without either.

    Raises:
        BadInput: both are given.
    """
    if ledger is not None and letters is not None:
        raise BadInput("past cases", str(letters), "give a ledger or letters, not both")
    if ledger is not None:
        return _kept(ledger, book, calendar), 0
    if letters is None:
        return (), 0
    found = read_letters(letters, book=book, calendar=calendar)
    return tuple(_told(each, book, calendar) for each in found.read), len(found.rejected)


def _kept(path: Path, book: Rulebook, calendar: WorkCalendar) -> tuple[Past, ...]:
    with reading(path) as store:
        return tuple(dispatches(store.ledger(), book, calendar))


def _told(letter: Letter, book: Rulebook, calendar: WorkCalendar) -> Past:
    told = letter.complaint
    where = book.whereabouts(book.window_of(told.region, told.site), told.received_at, calendar)
    facts = facts_of(told, book.suggested(told), where, book.routes.vocabulary)
    return Past(number=letter.id, region=told.region, facts=facts, on=where.at.date())
