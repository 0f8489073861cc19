"""`banbucheng ledger`: the figures of a database."""

from datetime import date, datetime, time
from pathlib import Path

import click

from banbucheng.adapters.clock import SystemClock
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._database import database_option, reading
from banbucheng.cli._shared import (
    as_json_option,
    at_zone,
    book_named,
    console,
    day_or_moment,
    lang_option,
    print_json,
    profile_option,
)
from banbucheng.cli._view import as_plain, as_tables
from banbucheng.ledger import summary

__all__ = ["command"]


@click.command("ledger")
@database_option
@click.option(
    "--as-of",
    "as_of",
    type=day_or_moment,
    metavar="DATE-OR-TIME",
    help="Judge what is open as of this moment.  [default: now]",
)
@click.option("--most", default=12, show_default=True, type=click.IntRange(1), help="Lines of each table.")
@profile_option
@lang_option
@as_json_option
def command(
    database: Path, as_of: date | datetime | None, most: int, rulebook: str, lang: str, *, as_json: bool
) -> None:
    """Show what came in, what was kept in time, what is overdue, what was warned of."""
    book, calendar = book_named(rulebook), users_calendar()
    at = SystemClock().now() if as_of is None else at_zone(as_of, calendar.zone, time.max)
    with reading(database) as store:
        found = summary(store.cases(), store.ledger(), as_of=at, calendar=calendar)
    if as_json:
        print_json(as_plain(found))
        return
    console().print(as_tables(found, book, calendar.zone, lang, most))
