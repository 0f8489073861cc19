"""`banbucheng retention`: whose time in the vault is over, and, when told to, their erasure."""

from datetime import date, datetime, time
from pathlib import Path

import click
from sqlalchemy import Connection, MetaData, inspect

from banbucheng.adapters.clock import SystemClock
from banbucheng.adapters.sql import SqlStore, sqlite_engine, unit_of_work
from banbucheng.adapters.vault import Expired, Retention, Vault, create_vault, erase_expired, expired, vault_tables
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._database import database_option, make_ready
from banbucheng.cli._shared import as_json_option, at_zone, day_or_moment, print_json
from banbucheng.errors import BadInput, StoreUnavailable
from banbucheng.terms import Status

__all__ = ["command"]


@click.command("retention")
@database_option
@click.option(
    "--years",
    "schedule",
    multiple=True,
    required=True,
    metavar="STATUS=YEARS",
    help="Years after the end, such as closed=10; once for each of closed, archived, declined, withdrawn.",
)
@click.option("--unused-days", type=int, help="Days after which somebody goes of whom no case speaks.")
@click.option("--at", "moment", type=day_or_moment, metavar="DATE-OR-TIME", help="As of a moment that is not now.")
@click.option("--dry-run/--erase", default=True, show_default=True, help="List who would be erased, or erase them.")
@click.option("--by", default="", help="Who erases; for the record.")
@click.option("--why", default="", help="On what ground; for the record.")
@as_json_option
def command(
    database: Path,
    schedule: tuple[str, ...],
    unused_days: int | None,
    moment: date | datetime | None,
    by: str,
    why: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """List the people in the vault whose time is over, each with the day and the cases; no key is needed."""
    zone = users_calendar(None, None).zone
    at = SystemClock().now().astimezone(zone) if moment is None else at_zone(moment, zone, time())
    policy = Retention(years=dict(_years(each) for each in schedule), unused_days=unused_days)
    if not database.exists():
        raise StoreUnavailable(f"{database}: there is no such file")
    engine = sqlite_engine(database)
    try:
        with unit_of_work(engine) as connection:
            store, vault = SqlStore(connection), _vault(connection, database)
            # Erased in the same transaction in which they were found.
            found = (
                expired(vault, store, policy, at=at)
                if dry_run
                else erase_expired(vault, store, policy, by=by, why=why, at=at)
            )
    finally:
        engine.dispose()
    if as_json:
        print_json({"at": at.isoformat(), "erased": not dry_run, "people": [_plain(each) for each in found]})
        return
    for each in found:
        click.echo(f"{each.token}  {each.since.astimezone(zone):%Y-%m-%d}  {' '.join(each.cases) or '-'}")


def _vault(connection: Connection, path: Path) -> Vault:
    """The vault in a file that has one; nothing is made in a file that has none."""
    if not inspect(connection).has_table(vault_tables(MetaData()).people.name):
        raise StoreUnavailable(f"{path}: holds no vault; `create_vault` makes one")
    make_ready(connection, path)
    create_vault(connection)
    return Vault(connection)


def _years(text: str) -> tuple[Status, int]:
    status, _, years = text.partition("=")
    if status not in set(Status) or not years.isascii() or not years.isdigit():
        raise BadInput("--years", text, "write a status and whole years, such as closed=10")
    return Status(status), int(years)


def _plain(each: Expired) -> dict[str, object]:
    return {"token": each.token, "since": each.since.isoformat(), "cases": list(each.cases)}
