"""`banbucheng import`: last year's ledger, from a file into a database."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from banbucheng.adapters.bulk import Imported, Importer, Reject, load_mapping, rows_of, write_rejects
from banbucheng.adapters.clock import SystemClock
from banbucheng.adapters.sql import create, sqlite_engine, store_engine, unit_of_work
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._database import DEFAULT, make_ready
from banbucheng.cli._shared import as_json_option, book_named, lang_option, print_json, profile_option
from banbucheng.labels import phrase
from banbucheng.terms import StaffId

__all__ = ["command"]

#: So many rejects are shown; all of them are in the file.
_SHOWN = 10


@click.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--mapping",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The TOML file that says which column holds what.",
)
@click.option(
    "--db",
    "database",
    default=DEFAULT,
    show_default=True,
    envvar="BANBUCHENG_DB",
    help="The SQLite file that holds the cases, or the URL of a database.",
)
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the rows go that cannot be taken.  [default: FILE.rejects.csv]",
)
@click.option("--by", default="import", show_default=True, help="In whose name the entries are written.")
@click.option("--batch", type=click.IntRange(1, 5000), default=500, show_default=True, help="Rows kept together.")
@profile_option
@lang_option
@as_json_option
def command(
    path: Path,
    mapping: Path,
    database: str,
    rejects: Path | None,
    by: str,
    batch: int,
    rulebook: str,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Import cases from a CSV, a workbook or JSON Lines; run it again to go on, nothing is imported twice."""
    how, book = load_mapping(mapping), book_named(rulebook)
    importer = Importer(
        mapping=how,
        book=book,
        calendar=users_calendar(),
        at=SystemClock().now(),
        by=StaffId(by),
        batch=batch,
    )
    beside = rejects or path.with_name(f"{path.name}.rejects.csv")
    some, through = list[Reject](), Imported()
    with _engine(database) as engine, write_rejects(beside, how.columns.values()) as write:

        def rejected(each: Reject) -> None:
            write(each)
            if len(some) < _SHOWN:
                some.append(each)

        with _progress(path.name, shown=not as_json) as progress:
            for through in importer.run(engine, rows_of(path), rejected=rejected):
                progress.update(progress.task_ids[0], completed=through.rows)
    if as_json:
        print_json(_plain(through, some, beside))
        return
    click.echo(phrase("import.summary", lang, rows=through.rows, kept=through.kept, known=through.known))
    if some:
        click.echo(phrase("import.rejected", lang, count=through.rejected, rows=through.rows, path=beside))
    for each in some:
        click.echo(f"  line {each.line}: {'; '.join(each.reasons)}")


@contextmanager
def _engine(database: str) -> Generator[Engine, None, None]:
    """An engine with tables of ours, of a file or behind a URL."""
    url = "://" in database
    engine = store_engine(database) if url else sqlite_engine(Path(database))
    try:
        with unit_of_work(engine) as connection:
            if url:
                create(connection)
            else:
                make_ready(connection, Path(database))
        yield engine
    finally:
        engine.dispose()


def _progress(name: str, *, shown: bool) -> Progress:
    terminal = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=terminal, disable=not (shown and terminal.is_terminal), transient=True)
    progress.add_task(name, total=None)
    return progress


def _plain(through: Imported, some: list[Reject], beside: Path) -> dict[str, Any]:
    return {
        "rows": through.rows,
        "imported": through.kept,
        "known": through.known,
        "rejected": through.rejected,
        "rejects": str(beside) if some else None,
        "reasons": [{"line": each.line, "reasons": list(each.reasons)} for each in some],
    }
