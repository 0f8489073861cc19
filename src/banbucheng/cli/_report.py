"""`banbucheng report`: the report of a month, to look at, to reckon with, or to send out."""

from datetime import date, datetime, time
from pathlib import Path

import click

from banbucheng.adapters.improvements_file import load_improvements
from banbucheng.adapters.report import figures_png
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._database import database_option, reading
from banbucheng.cli._shared import at_zone, book_named, console, day_or_moment, lang_option, profile_option
from banbucheng.cli._written import FORMS, form_of, write_report
from banbucheng.errors import BadInput
from banbucheng.labels import phrase
from banbucheng.ledger import first_needed, month, report

__all__ = ["command"]

_FOLDER: click.Path = click.Path(path_type=Path, file_okay=False)
_FILE: click.Path = click.Path(path_type=Path, dir_okay=False)
_TOML: click.Path = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("report")
@database_option
@click.option("--month", "of", required=True, metavar="YYYY-MM", help="The month in which the cases were received.")
@click.option("--out", type=_FILE, help=f"The file to write; its name tells the form: {', '.join(FORMS)}")
@click.option("--figures", type=_FOLDER, help="A folder for each figure as a picture: trend.png and so on.")
@click.option("--font", type=_FILE, help="The font of the pictures.  [default: BANBUCHENG_FONT, or one of the system]")
@click.option(
    "--name-units/--no-name-units",
    default=None,
    help="Name units in the bulletin, or not.  [default: as the rulebook says]",
)
@click.option("--improvements", "changes", type=_TOML, help="A TOML file with what was changed because of like cases.")
@click.option(
    "--as-of",
    "as_of",
    type=day_or_moment,
    metavar="DATE-OR-TIME",
    help="Count no entry after this moment.  [default: the end of the month]",
)
@profile_option
@lang_option
def command(
    database: Path,
    of: str,
    out: Path | None,
    figures: Path | None,
    font: Path | None,
    changes: Path | None,
    as_of: date | datetime | None,
    rulebook: str,
    lang: str,
    *,
    name_units: bool | None,
) -> None:
    """Write the report of a month: a page (.html), a workbook (.xlsx), its cases (.csv), a bulletin (.md, .docx)."""
    book, calendar = book_named(rulebook), users_calendar()
    first, last = month(of)
    at = at_zone(as_of or last, calendar.zone, time.max)
    if out is None and figures is None:
        raise BadInput("out", "nothing", "give a file to write with --out, or a folder for pictures with --figures")
    if out is not None:
        form_of(out)
    done = () if changes is None else load_improvements(changes, book)
    since = datetime.combine(first_needed(first, last, done), time(), calendar.zone)
    with reading(database) as store:
        made = report(
            store.ledger(since), book=book, calendar=calendar, first=first, last=last, as_of=at, improvements=done
        )
    written: list[Path] = []
    if out is not None:
        write_report(made, book, out, zone=calendar.zone, lang=lang, name_units=name_units)
        written.append(out)
    if figures is not None:
        written += figures_png(made, book, figures, lang=lang, font=font)
    for path in written:
        console().print(phrase("report.written", lang, path=path, cases=made.whole.sums["registered"]), soft_wrap=True)
