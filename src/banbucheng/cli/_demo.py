"""`banbucheng demo`: a window at work on letters, from the first to the ledger."""

from collections.abc import Mapping
from datetime import date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
from attrs import evolve
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection

from banbucheng.adapters.clock import SettableClock, SystemClock
from banbucheng.adapters.sql import SqlStore, sqlite_engine, unit_of_work
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._database import make_ready
from banbucheng.cli._drive import Drive
from banbucheng.cli._letters import Letter, Letters, read_letters
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
from banbucheng.cli._written import FORMS, form_of, write_report
from banbucheng.desk import Desk
from banbucheng.labels import phrase
from banbucheng.ledger import Summary, report, summary
from banbucheng.rulebook import Rulebook
from banbucheng.worktime import WorkCalendar

__all__ = ["command"]

#: Steps that are kept together; a run that is cut off loses at most these, and takes them again.
_BATCH = 100
_WITHIN = (2, 5, 10)


@click.command("demo")
@click.option(
    "--letters",
    "path",
    type=click.Path(path_type=Path),
    help="A CSV of letters; the sample that ships if none is given.",
)
@click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The SQLite file to keep the cases in.  "
    "[default: banbucheng-demo.db, or banbucheng-NAME.db for letters of your own]",
)
@click.option(
    "--as-of",
    "as_of",
    type=day_or_moment,
    metavar="DATE-OR-TIME",
    help="Stop the clock here.  [default: the last moment in the letters]",
)
@click.option(
    "--report",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Write the report of all letters too, in the form that the name tells: {', '.join(FORMS)}",
)
@profile_option
@lang_option
@as_json_option
def command(
    path: Path | None,
    database: Path | None,
    as_of: date | datetime | None,
    out: Path | None,
    rulebook: str,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Let the window take letters, route them, count their working days, remind, reply, and print its ledger."""
    # Letters of any year are played as if the edition had been in force when they came.
    book, calendar = evolve(book_named(rulebook), valid_from=date.min, valid_to=None), users_calendar()
    if out is not None:
        form_of(out)
    source = path or Path(str(files("banbucheng.profiles").joinpath("letters.csv")))
    letters = read_letters(source, book=book, calendar=calendar)
    target = database or Path("banbucheng-demo.db" if path is None else f"banbucheng-{path.stem}.db")
    until = _last(letters.read) if as_of is None else at_zone(as_of, calendar.zone, time.max)
    engine = sqlite_engine(target)
    try:
        with unit_of_work(engine) as connection:
            make_ready(connection, target)
            connection.commit()
            _play(connection, letters, book, calendar, until, bar=not as_json)
            store = SqlStore(connection)
            found = summary(store.cases(), store.ledger(), as_of=until, calendar=calendar, within=_WITHIN)
            first = next(store.cases(), None)
            if out is not None:
                _write(out, store, letters, book, calendar, until, lang)
    finally:
        engine.dispose()
    if as_json:
        print_json(_report(letters, found, calendar, target))
        return
    _show(console(), letters, found, book, calendar, lang)
    terminal = console()
    terminal.print(phrase("demo.kept_in", lang, path=target))
    if first is not None:
        program = click.get_current_context().find_root().info_name
        terminal.print(phrase("demo.next", lang, program=program, number=first.number, path=target), soft_wrap=True)


def _last(letters: tuple[Letter, ...]) -> datetime:
    """The last moment that the letters speak of; this one if there are none."""
    came = [letter.complaint.received_at for letter in letters]
    answered = [letter.answered_at for letter in letters if letter.answered_at is not None]
    return max([*came, *answered], default=None) or SystemClock().now()


def _write(
    out: Path, store: SqlStore, letters: Letters, book: Rulebook, calendar: WorkCalendar, until: datetime, lang: str
) -> None:
    """The report of the days from the first letter to the last."""
    days = [calendar.date_of(letter.complaint.received_at) for letter in letters.read] or [calendar.date_of(until)]
    made = report(store.ledger(), book=book, calendar=calendar, first=min(days), last=max(days), as_of=until)
    write_report(made, book, out, zone=calendar.zone, lang=lang)


def _play(
    connection: Connection, letters: Letters, book: Rulebook, calendar: WorkCalendar, until: datetime, *, bar: bool
) -> None:
    clock = SettableClock(min((letter.complaint.received_at for letter in letters.read), default=until))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    desk = Desk(store=SqlStore(connection), book=book, calendar=calendar, clock=clock)
    terminal = Console(stderr=True)
    with Progress(*columns, console=terminal, disable=not (bar and terminal.is_terminal), transient=True) as progress:
        task = progress.add_task(book.name, total=len(letters.read))
        for step, through in enumerate(Drive(desk, clock, letters.read, until).steps(), start=1):
            progress.update(task, completed=through)
            if step % _BATCH == 0:
                connection.commit()
    connection.commit()


def _report(letters: Letters, found: Summary, calendar: WorkCalendar, database: Path) -> Mapping[str, Any]:
    answers = [(letter.complaint.received_at, at) for letter in letters.read if (at := letter.answered_at) is not None]
    days = [calendar.workdays_between(calendar.date_of(came), calendar.date_of(at)) for came, at in answers]
    return {
        "letters": letters.rows,
        "imported": len(letters.read),
        "rejected": [
            {"line": int(fault.where.removeprefix("line ")), "reason": fault.what} for fault in letters.rejected
        ],
        "answered": len(days),
        "answered_within": {str(limit): sum(taken <= limit for taken in days) for limit in _WITHIN},
        "database": str(database),
        "ledger": as_plain(found),
    }


def _show(out: Console, letters: Letters, found: Summary, book: Rulebook, calendar: WorkCalendar, lang: str) -> None:
    out.print(as_tables(found, book, calendar.zone, lang))
    if letters.rejected:
        out.print(phrase("demo.rejected", lang, count=len(letters.rejected), rows=letters.rows), style="bold red")
        for fault in letters.rejected:
            out.print(f"  {fault}")
