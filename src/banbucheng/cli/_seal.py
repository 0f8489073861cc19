"""`banbucheng seal`: the days that are over, sealed."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from banbucheng.adapters.clock import SystemClock
from banbucheng.adapters.sql import seal
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._database import database_option, opened
from banbucheng.cli._findings import seal_as_plain
from banbucheng.cli._shared import as_json_option, lang_option, print_json
from banbucheng.labels import phrase
from banbucheng.ledger import ALGORITHMS

__all__ = ["command"]


@click.command("seal")
@database_option
@click.option(
    "--day",
    "until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The last day to seal; it has to be over.  [default: yesterday]",
)
@click.option("--algorithm", type=click.Choice(list(ALGORITHMS)), default=ALGORITHMS[0], show_default=True)
@lang_option
@as_json_option
def command(database: Path, until: datetime | None, algorithm: str, lang: str, *, as_json: bool) -> None:
    """Seal every day that is over and was not sealed yet, and print the roots to publish."""
    zone, at = users_calendar().zone, SystemClock().now()
    day = at.astimezone(zone).date() - timedelta(days=1) if until is None else until.date()
    with opened(database) as connection:
        made = seal(connection, day, at=at, zone=zone, algorithm=algorithm)
    if as_json:
        print_json({"seals": [seal_as_plain(each) for each in made]})
        return
    if not made:
        click.echo(phrase("seal.none", lang, day=day.isoformat()))
        return
    for each in (sealed for sealed in made if sealed.size):
        click.echo(phrase("seal.made", lang, day=each.day.isoformat(), size=each.size, root=each.root))
    click.echo(phrase("seal.digest", lang, days=len(made), day=made[-1].day.isoformat(), digest=made[-1].digest))
    click.echo(phrase("seal.publish", lang))
