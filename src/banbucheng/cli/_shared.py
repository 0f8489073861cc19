"""What several commands share: options, the database, the way out to the terminal."""

import json
import os
import re
import sys
from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from banbucheng.adapters.rulebook_file import load_profile, load_rulebook, profiles
from banbucheng.errors import BadInput
from banbucheng.labels import LANGUAGES, word
from banbucheng.rulebook import Rulebook

__all__ = [
    "as_json_option",
    "at_zone",
    "book_named",
    "console",
    "day_or_moment",
    "lang_option",
    "named",
    "print_json",
    "profile_option",
]

lang_option = click.option(
    "--lang",
    type=click.Choice(list(LANGUAGES)),
    default="zh",
    envvar="BANBUCHENG_LANG",
    show_default=True,
    help="Language of what is printed.",
)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
profile_option = click.option(
    "--rulebook",
    "rulebook",
    default="meizhou",
    show_default=True,
    help="A rulebook that ships, or a TOML file.",
)


def console() -> Console:
    """The terminal; as wide as it is, or wide enough for the tables where there is none."""
    piped = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Console(highlight=False, markup=False, emoji=False, width=100 if piped else None)


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on stdout, Chinese as it is: UTF-8 whatever the terminal speaks, as JSON is everywhere."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2).encode())


def book_named(name: str) -> Rulebook:
    """
    A rulebook that ships, or one in a file.

    Raises:
        RulebookError, BadInput: there is none, or it is wrong.
    """
    if name in profiles():
        return load_profile(name)
    if not Path(name).exists():
        raise BadInput("rulebook", name, f"give a TOML file that is there, or one that ships: {', '.join(profiles())}")
    return load_rulebook(Path(name))


def named(book: Rulebook, code: str, lang: str) -> str:
    """The word for a code: the rulebook's own, or the library's, or the code."""
    return book.names_of(code).get(lang) or word(code, lang)


def day_or_moment(text: str) -> date | datetime:
    """A date, or a moment; one without an offset is local time of the calendar's zone."""
    try:
        found = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else datetime.fromisoformat(text)
    except ValueError:
        found = date.min
    # The first and the last year have moments that no other zone can say.
    if not date.min.year < found.year < date.max.year:
        raise click.BadParameter(f"{text!r} is not a date such as 2025-03-05 or a time such as 2025-03-05T16:30")
    return found


def at_zone(value: date | datetime, zone: tzinfo, default: time) -> datetime:
    """A moment in a zone; a date gets a time of day."""
    if not isinstance(value, datetime):
        return datetime.combine(value, default, zone)
    return value if value.tzinfo is not None else value.replace(tzinfo=zone)
