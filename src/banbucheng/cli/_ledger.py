"""`banbucheng ledger`: the figures of a database, and the cases behind them."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

import click
from attrs import frozen

from banbucheng.adapters.clock import SystemClock
from banbucheng.adapters.report import Sheet, Words, groups_sheet, ledger_sheet, sheet_csv, sheets_xlsx
from banbucheng.adapters.sql import SqlStore
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._database import database_option, reading
from banbucheng.cli._groups import groups_as_plain, groups_as_table
from banbucheng.cli._pick import Wanted, pick_options, wanted
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
from banbucheng.cli._written import form_of
from banbucheng.errors import BadInput
from banbucheng.labels import phrase
from banbucheng.ledger import DIMENSIONS, CaseRow, Figures, case_rows, figures, summary
from banbucheng.rulebook import Rulebook
from banbucheng.worktime import WorkCalendar

__all__ = ["command"]

_FORMS = ("table", "json", "csv", "xlsx")
#: What `--by` takes, beside the columns' own names.
_DIMENSIONS = {"cause": "causes"}


@click.command("ledger")
@database_option
@click.option(
    "--as-of",
    "as_of",
    type=day_or_moment,
    metavar="DATE-OR-TIME",
    help="Judge what is open as of this moment.  [default: now]",
)
@pick_options
@click.option(
    "--by", metavar="NAMES", help=f"The measures by any of these, with commas between: {', '.join(DIMENSIONS)}."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="csv and xlsx hold one line a case, or one a group.  [default: as --out ends, or table]",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write: .csv or .xlsx")
@click.option("--most", default=12, show_default=True, type=click.IntRange(1), help="Lines of each table.")
@profile_option
@lang_option
@as_json_option
def command(
    database: Path,
    as_of: date | datetime | None,
    of: str | None,
    since: date | None,
    to: date | None,
    by: str | None,
    form: str | None,
    out: Path | None,
    most: int,
    rulebook: str,
    lang: str,
    *,
    as_json: bool,
    **given: Sequence[str],
) -> None:
    """Show what came in, what was kept in time, what is overdue, what was warned of; or write the cases to a file."""
    book, calendar = book_named(rulebook), users_calendar()
    at = SystemClock().now() if as_of is None else at_zone(as_of, calendar.zone, time.max)
    form = _form("json" if as_json else form, out)
    wants = wanted(book, of=of, since=since, to=to, given=given)
    dimensions = tuple(_DIMENSIONS.get(each.strip(), each.strip()) for each in by.split(",")) if by else ()
    asked = _Asked(book, calendar, at, wants, lang)
    with reading(database) as store:
        if form in {"csv", "xlsx"}:
            rows = asked.rows(store)
            groups = figures(rows, calendar=calendar, by=dimensions) if dimensions else None
            asked.write(_sheet(rows, groups, dimensions, asked.words), form, out)
        elif dimensions:
            rows = asked.rows(store)
            groups = figures(rows, calendar=calendar, by=dimensions)
            if form == "json":
                print_json(groups_as_plain(groups, dimensions, at=at))
            else:
                console().print(groups_as_table(groups, dimensions, asked.words, cases=len(rows), most=most))
        else:
            asked.show(store, most, as_json=form == "json")


def _form(form: str | None, out: Path | None) -> str:
    """
    What is to be written.

    Raises:
        BadInput: the file and the form do not go together.
    """
    if out is None:
        if form == "xlsx":
            raise BadInput("format", form, "a workbook needs a file: --out cases.xlsx")
        return form or "table"
    found = form_of(out, (".csv", ".xlsx"))[1:]
    if form not in {None, found}:
        raise BadInput("out", str(out), f"its name says {found}, and --format says {form}")
    return found


def _sheet(
    rows: Sequence[CaseRow], groups: Mapping[tuple[str, ...], Figures] | None, by: Sequence[str], words: Words
) -> Sheet:
    return ledger_sheet(rows, words) if groups is None else groups_sheet(groups, by, words)


@frozen
class _Asked:
    """Whose cases, as of when, and which of them."""

    book: Rulebook
    calendar: WorkCalendar
    at: datetime
    wants: Wanted
    lang: str

    @property
    def words(self) -> Words:
        """The words of the rulebook in the language asked for."""
        return Words(self.book, self.lang)

    def rows(self, store: SqlStore) -> Sequence[CaseRow]:
        """The cases that were picked, as the measures see them."""
        rows = case_rows(store.ledger(), as_of=self.at, calendar=self.calendar)
        return [row for row in rows if self.wants.takes(row)]

    def show(self, store: SqlStore, most: int, *, as_json: bool) -> None:
        """The figures at a glance, of all cases or of those picked."""
        if self.wants.everything:
            found = summary(store.cases(), store.ledger(), as_of=self.at, calendar=self.calendar)
        else:
            entries = tuple(store.ledger())
            rows = case_rows(entries, as_of=self.at, calendar=self.calendar)
            picked = {row.number for row in rows if self.wants.takes(row)}
            found = summary(
                (case for case in store.cases() if case.number in picked),
                (entry for entry in entries if entry.number in picked),
                as_of=self.at,
                calendar=self.calendar,
            )
        if as_json:
            print_json(as_plain(found))
        else:
            console().print(as_tables(found, self.book, self.calendar.zone, self.lang, most))

    def write(self, sheet: Sheet, form: str, out: Path | None) -> None:
        """
        A table into a file, or CSV to where the terminal is.

        Raises:
            BadInput: the file cannot be written, or an extra is not installed.
        """
        if out is None:
            # UTF-8 whatever the terminal speaks, as other programs read it; the mark is for spreadsheets.
            told = io.StringIO(newline="")
            sheet_csv(sheet, told)
            click.echo(told.getvalue().encode(), nl=False)
            return
        try:
            if form == "csv":
                with out.open("w", encoding="utf-8-sig", newline="") as file:
                    lines = sheet_csv(sheet, file)
            else:
                lines = sheets_xlsx([sheet], out, title=self.book.names.get(self.lang, self.book.name), at=self.at)
        except OSError as failed:
            raise BadInput("out", str(out), f"it cannot be written: {failed.strerror}") from failed
        console().print(phrase("ledger.written", self.lang, path=out, lines=lines), soft_wrap=True)
