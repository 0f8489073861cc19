"""`banbucheng route diff`: what a change of the rules would have done to past cases."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from banbucheng.cli._bars import load_as_svg, load_as_table
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._past import past_of, past_options
from banbucheng.cli._shared import as_json_option, console, lang_option, named, print_json, profile_option
from banbucheng.cli._tables import table_named
from banbucheng.cli._view import table
from banbucheng.labels import phrase, word
from banbucheng.routing import Difference, Load, Moved, difference
from banbucheng.rulebook import Rulebook

__all__ = ["diff"]


@click.command("diff")
@click.argument("old")
@click.argument("new")
@past_options
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Draw the load of the units to this file.")
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="How many moved cases to list.")
@profile_option
@lang_option
@as_json_option
def diff(
    old: str,
    new: str,
    ledger: Path | None,
    letters: Path | None,
    svg: Path | None,
    most: int,
    rulebook: str,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Ask two tables, or two rulebooks, about past cases, and show what goes elsewhere under the new one."""
    book, before = table_named(old, rulebook)
    _, after = table_named(new, rulebook)
    if ledger is None and letters is None:
        raise click.UsageError("give the past cases: --ledger DB or --letters CSV")
    past, unread = past_of(ledger, letters, book, users_calendar())
    found = difference(before, after, past)
    load = _load(found, book, lang)
    if svg is not None:
        svg.write_text(load_as_svg(load, lang, title=f"{old} → {new}"), encoding="utf-8")
    if as_json:
        print_json(_plain(found, (before.digest, after.digest), unread))
        return
    _show(console(), found, book, lang, most=most, unread=unread)
    if found.moved:
        console().print(load_as_table(load, lang))
    if svg is not None:
        console().print(phrase("route.drawn", lang, path=svg))


def _load(found: Difference, book: Rulebook, lang: str) -> Sequence[tuple[str, Load]]:
    """The units by name, those whose load changes most first."""
    by_change = sorted(found.load.items(), key=lambda each: (-abs(each[1].change), -each[1].old, each[0]))
    return [(named(book, unit, lang), load) for unit, load in by_change]


def _show(out: Console, found: Difference, book: Rulebook, lang: str, *, most: int, unread: int) -> None:
    share = f"{len(found.moved) / found.cases:.1%}" if found.cases else "0"
    counts = {"cases": found.cases, "moved": len(found.moved), "share": share, "altered": len(found.altered)}
    out.print(phrase("route.moved", lang, **counts), style="bold cyan")
    if unread:
        out.print(phrase("route.unread", lang, count=unread), style="yellow")
    for message, count in found.faults.items():
        out.print(f"{message} ({count})", style="bold red")
    if found.pairs:
        out.print()
        out.print(_pairs(found, book, lang))
    for title, cases in (("list", found.moved), ("altered_list", found.altered)):
        if cases:
            out.print()
            out.print(_list(word(f"route.{title}", lang), cases, book, lang, most))
    out.print()


def _pairs(found: Difference, book: Rulebook, lang: str) -> Table:
    made = table(word("route.pairs", lang))
    for code in ("from", "to"):
        made.add_column(word(f"route.{code}", lang), overflow="fold")
    made.add_column(word("route.cases", lang), justify="right")
    for (old, new), count in found.pairs.items():
        made.add_row(named(book, old, lang), named(book, new, lang), str(count))
    return made


def _list(title: str, cases: Sequence[Moved], book: Rulebook, lang: str, most: int) -> Table:
    made = table(title)
    for code in ("case", "from", "by", "to", "by"):
        made.add_column(word(f"route.{code}", lang), overflow="fold")
    for each in cases[:most]:
        made.add_row(each.number, named(book, each.old, lang), each.by_old, named(book, each.new, lang), each.by_new)
    if len(cases) > most:
        made.add_row(f"… +{len(cases) - most}", style="dim")
    return made


def _plain(found: Difference, digests: tuple[str, str], unread: int) -> Mapping[str, Any]:
    return {
        "old": digests[0],
        "new": digests[1],
        "cases": found.cases,
        "unread": unread,
        "pairs": [{"from": old, "to": new, "cases": count} for (old, new), count in found.pairs.items()],
        "moved": [_moved(each) for each in found.moved],
        "altered": [_moved(each) for each in found.altered],
        "load": {unit: {"old": load.old, "new": load.new} for unit, load in found.load.items()},
        "faults": dict(found.faults),
    }


def _moved(each: Moved) -> Mapping[str, str]:
    return {"case": each.number, "from": each.old, "to": each.new, "by_old": each.by_old, "by_new": each.by_new}
