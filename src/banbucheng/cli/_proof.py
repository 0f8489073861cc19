"""`banbucheng proof CASE`: what a citizen or auditor takes home."""

from datetime import datetime
from pathlib import Path

import click

from banbucheng.adapters.sql import proof
from banbucheng.cli._database import database_option, opened
from banbucheng.cli._shared import print_json
from banbucheng.codec import dump
from banbucheng.terms import CaseNumber

__all__ = ["command"]


@click.command("proof")
@click.argument("number")
@database_option
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The seal of this day.  [default: the last that covers the case]",
)
def command(number: str, database: Path, day: datetime | None) -> None:
    """Print the proof, as JSON, that a day's seal covers a case; `verify FILE.json --root …` checks it offline."""
    with opened(database) as connection:
        found, _ = proof(connection, CaseNumber(number), None if day is None else day.date())
    print_json(dump(found))
