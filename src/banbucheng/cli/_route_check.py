"""`banbucheng route check`: what the proof of a table finds, each with a case that shows it."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from banbucheng.adapters.routes_file import findings_of
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._past import past_of, past_options
from banbucheng.cli._shared import as_json_option, console, lang_option, print_json, profile_option
from banbucheng.cli._tables import table_named
from banbucheng.labels import phrase, word
from banbucheng.routing import Example, FactValue, Finding, Gravity, Routes, told

__all__ = ["check"]

_STYLES = {Gravity.ERROR: "bold red", Gravity.WARNING: "yellow", Gravity.NOTE: "dim"}
#: How much of a digest tells it from others.
_DIGEST = 12


@click.command("check")
@click.argument("table")
@past_options
@click.option("--sheet", help="The sheet of a workbook; the only one with cells if none is given.")
@click.option("--strict", is_flag=True, help="A question that the proof gave up is an error too.")
@profile_option
@lang_option
@as_json_option
def check(
    table: str,
    ledger: Path | None,
    letters: Path | None,
    sheet: str | None,
    rulebook: str,
    lang: str,
    *,
    strict: bool,
    as_json: bool,
) -> None:
    """Prove a table of rules, or those of a rulebook: dead rules, overlaps, gaps, and names that are not there."""
    book, routes = table_named(table, rulebook, sheet)
    past, _ = past_of(ledger, letters, book, users_calendar())
    found = findings_of(routes, book, cases=[(each.facts, each.on) for each in past], strict=strict)
    if as_json:
        plain = [_plain(each) for each in found]
        print_json({"table": table, "rules": len(routes.rules), "digest": routes.digest, "findings": plain})
    else:
        _show(console(), routes, found, lang)
    if any(each.gravity is Gravity.ERROR for each in found):
        sys.exit(1)


def _show(out: Console, routes: Routes, found: Sequence[Finding], lang: str) -> None:
    counts = Counter(each.gravity for each in found)
    size = {"rules": len(routes.rules), "digest": routes.digest[:_DIGEST]}
    if not found:
        out.print(phrase("route.sound", lang, **size), style="bold green")
        return
    numbers = {f"{each}s": counts[each] for each in Gravity}
    style = "bold red" if counts[Gravity.ERROR] else "bold yellow"
    out.print(phrase("route.findings", lang, **size, **numbers), style=style)
    for each in found:
        out.print()
        for line in _told(each, lang):
            out.print(line)


def _told(finding: Finding, lang: str) -> Iterator[Text]:
    head = Text(word(f"route.{finding.gravity}", lang), style=_STYLES[finding.gravity])
    yield head.append(f"  {told(finding, lang)}", style="default")
    for rule, place in zip(finding.rules, finding.places, strict=False):
        yield Text(f"  {rule}" + (f" · {place}" if place else ""), style="dim")
    if finding.region:
        yield Text("  " + " · ".join(f"{each.fact} {each.cell}".rstrip() for each in finding.region))
    for example in finding.examples[:1]:
        yield Text(f"  {word('route.example', lang)}: {_shown(example)} → {example.taken_by}")
    if finding.cases is not None:
        yield Text("  " + phrase("route.past", lang, cases=finding.cases, of=finding.of))


def _shown(example: Example) -> str:
    said = [f"{name}={_value(value)}" for name, value in example.facts.items() if value is not None]
    return ", ".join([*said, *([] if example.on is None else [str(example.on)])])


def _value(value: FactValue) -> str:
    return "|".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _plain(finding: Finding) -> Mapping[str, Any]:
    return {
        "kind": finding.kind,
        "gravity": finding.gravity,
        "code": finding.code,
        "rules": list(finding.rules),
        "places": list(finding.places),
        "values": dict(finding.values),
        "examples": [
            {
                "facts": {name: _json(value) for name, value in each.facts.items()},
                "on": None if each.on is None else each.on.isoformat(),
                "taken_by": each.taken_by,
            }
            for each in finding.examples
        ],
        "region": [{"fact": each.fact, "cell": each.cell, "missing": each.missing} for each in finding.region],
        "cases": finding.cases,
        "of": finding.of,
    }


def _json(value: FactValue | None) -> object:
    return sorted(value) if isinstance(value, frozenset) else value
