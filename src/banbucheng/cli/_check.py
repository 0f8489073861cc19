"""`banbucheng check RULEBOOK`: every fault of a rulebook at once, or what it promises."""

import click

from banbucheng.cli._shared import as_json_option, book_named, console, lang_option, named, print_json
from banbucheng.cli._view import table
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
        print_json({"name": book.name, "edition": book.edition, "units": len(book.units), "routes": len(book.routes.routes), "faults": []})
        return
    out = console()
    out.print(
        phrase("check.sound", lang, name=book.names.get(lang, book.name), edition=book.edition, units=len(book.units), routes=len(book.routes.routes)),
        style="bold green",
    )
    made = table(word("check.limits", lang), *((word(f"check.{each}", lang), "left") for each in ("grade", "milestone", "limit", "own", "source")))
    for grade, milestone, limit, source in _limits(book):
        cited = book.sources[source]
        own = word("check.yes" if cited.own else "check.borrowed", lang)
        made.add_row(named(book, grade, lang), word(f"milestone.{milestone}", lang), limit, own, f"{cited.title} [{cited.mark}]")
    out.print(made, markup=False)


def _limits(book: Rulebook) -> list[tuple[str, str, str, str]]:
    owed = [("desk", each) for each in book.promises.desk]
    owed += [(grade, each) for grade, promises in book.promises.grades.items() for each in promises]
    return [(grade, str(each.milestone), str(each.limit), each.source) for grade, each in owed]
