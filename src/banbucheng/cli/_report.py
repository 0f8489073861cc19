"""`banbucheng report`: the report of a month, to look at."""

from datetime import date, datetime, time
from pathlib import Path

import click

from banbucheng.adapters.report import page
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._database import database_option, reading
from banbucheng.cli._shared import at_zone, book_named, console, day_or_moment, lang_option, profile_option
from banbucheng.errors import BadInput
from banbucheng.labels import phrase
from banbucheng.ledger import month, report

__all__ = ["command"]


@click.command("report")
@database_option
@click.option("--month", "of", required=True, metavar="YYYY-MM", help="The month in which the cases were received.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write: .html")
@click.option(
    "--as-of",
    "as_of",
    type=day_or_moment,
    metavar="DATE-OR-TIME",
    help="Count no entry after this moment.  [default: the end of the month]",
)
@profile_option
@lang_option
def command(database: Path, of: str, out: Path, as_of: date | datetime | None, rulebook: str, lang: str) -> None:
    """Write the report of a month: one HTML page that stands alone and prints well."""
    book, calendar = book_named(rulebook), users_calendar()
    first, last = month(of)
    at = at_zone(as_of or last, calendar.zone, time.max)
    if out.suffix != ".html":
        raise BadInput("out", str(out), "give a file whose name ends in .html")
    with reading(database) as store:
        made = report(store.ledger(), book=book, calendar=calendar, first=first, last=last, as_of=at)
    out.write_text(page(made, book, zone=calendar.zone, lang=lang), encoding="utf-8")
    console().print(phrase("report.written", lang, path=out, cases=made.whole.sums["registered"]))
