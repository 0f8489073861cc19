"""`banbucheng archive CASE`: a closed case as one file."""

import re
from contextlib import suppress
from pathlib import Path

import click

from banbucheng.adapters.archive import package
from banbucheng.adapters.sql import lines, proof
from banbucheng.cli._database import database_option, opened
from banbucheng.cli._shared import book_named, lang_option, profile_option
from banbucheng.errors import BadInput
from banbucheng.labels import phrase
from banbucheng.terms import CaseNumber

__all__ = ["command"]

#: A text in JSON that may be a code.
_CODE = re.compile(r'"([^"\\]{1,40})"')


@click.command("archive")
@click.argument("number")
@database_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it.  [default: CASE.zip]")
@click.option("--retention", default="", help="The term of retention, as your schedule words it.")
@profile_option
@lang_option
def command(number: str, database: Path, out: Path | None, retention: str, rulebook: str, lang: str) -> None:
    """Pack a closed case into one zip to be filed: entries, digests, proof, metadata, and a page to read."""
    book = book_named(rulebook)
    with opened(database) as connection:
        stored = lines(connection, CaseNumber(number))
        sealed = None
        with suppress(BadInput):
            sealed = proof(connection, CaseNumber(number))
    codes = sorted({code for line in stored for code in _CODE.findall(line[2])})
    names = {code: found for code in codes if (found := book.names_of(code))}
    made = package(stored, proof=sealed, names=names, retention=retention)
    file = Path(f"{number}.zip") if out is None else out
    try:
        file.write_bytes(made)
    except OSError as error:
        raise BadInput("out", str(file), f"it cannot be written: {error.strerror}") from error
    click.echo(phrase("archive.made", lang, number=number, file=file, bytes=len(made)))
