"""`banbucheng check RULEBOOK`: every fault of a rulebook at once, or what it promises."""

import click
from rich.table import Table

from banbucheng.cli._shared import as_json_option, book_named, console, lang_option, named, print_json
from banbucheng.cli._view import columns, table
from banbucheng.labels import phrase, word
from banbucheng.rulebook import Rulebook

__all__ = ["command"]


@click.command("check")
@click.argument("rulebook")
@lang_option
@as_json_option
def command(rulebook: str, lang: str, *, as_json: bool) -> None:
    """Check a rulebook (a TOML file, or one that ships): all its faults at once, or its limits with their sources."""
    book = book_named(rulebook)
    if as_json:
        print_json({"name": book.name, "edition": book.edition, **_size(book), "faults": []})
        return
    name = book.names.get(lang, book.name)
    out = console()
    out.print(phrase("check.sound", lang, name=name, edition=book.edition, **_size(book)), style="bold green")
    out.print()
    out.print(_limits(book, lang))


def _size(book: Rulebook) -> dict[str, int]:
    return {"units": len(book.units), "routes": len(book.routes.rules)}


def _limits(book: Rulebook, lang: str) -> Table:
    made = table(word("check.limits", lang))
    columns(made, ("check.grade", "check.milestone", "check.limit", "check.own", "check.source"), lang)
    owed = [(word("channel.window", lang), each) for each in book.promises.desk]
    owed += [(named(book, grade, lang), each) for grade, promises in book.promises.grades.items() for each in promises]
    for whose, promise in owed:
        cited = book.sources[promise.source]
        own = word("check.yes" if cited.own else "check.borrowed", lang)
        milestone = word(f"milestone.{promise.milestone}", lang)
        made.add_row(whose, milestone, str(promise.limit), own, f"{cited.title} [{cited.mark}]")
    return made
