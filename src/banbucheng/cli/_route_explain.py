"""`banbucheng route explain`: why a case went where it went."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, assert_never

import click
from rich.console import Console
from rich.table import Table

from banbucheng.cases.events import Assigned
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._database import database_option, reading
from banbucheng.cli._shared import as_json_option, console, lang_option, named, print_json, profile_option
from banbucheng.cli._tables import table_named
from banbucheng.cli._view import table
from banbucheng.errors import BadInput
from banbucheng.labels import phrase, word
from banbucheng.ledger import Entry, dispatches
from banbucheng.routing import Assignment, Held, Miss, MissKind, Near, explained
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber

__all__ = ["explain"]

#: How many rules that missed by one condition are shown, and how much of a text.
_MOST, _LONG = 5, 40


@click.command("explain")
@click.argument("number", metavar="CASE")
@database_option
@click.option("--rules", help="A table to ask instead of the rulebook's own, such as one that is to come.")
@profile_option
@lang_option
@as_json_option
def explain(number: str, database: Path, rules: str | None, rulebook: str, lang: str, *, as_json: bool) -> None:
    """Show why a case went where it went: the conditions that held with what they saw, and rules that just missed."""
    book, routes = table_named(rulebook if rules is None else rules, rulebook)
    with reading(database) as store:
        entries = store.entries(CaseNumber(number))
    went = _went(entries)
    past = next(dispatches(entries, book, users_calendar(), vocabulary=routes.vocabulary), None)
    if went is None or past is None:
        raise BadInput("case", number, "it has been sent to no unit yet")
    would = routes.assignment(past.facts, past.region, past.on)
    near = explained(routes, past.facts, past.on, most=_MOST).near
    if as_json:
        print_json(
            {"case": number, "went": _plain(went), "would": _plain(would), "near": [_missed(each) for each in near]}
        )
        return
    _show(console(), number, went, would, near, book, lang)


def _went(entries: Sequence[Entry]) -> Assignment | None:
    """Where it was sent first."""
    return next((each.event.assignment for each in entries if isinstance(each.event, Assigned)), None)


def _show(
    out: Console,
    number: str,
    went: Assignment,
    would: Assignment,
    near: Sequence[Near],
    book: Rulebook,
    lang: str,
) -> None:
    said = phrase("route.went", lang, number=number, unit=named(book, went.lead, lang), rule=went.because.rule)
    out.print(said, style="bold cyan")
    if went.because.said:
        out.print(" ".join(went.because.said))
    if went.because.held:
        out.print(_conditions(word("route.held", lang), went.because.held, lang))
    if (would.lead, would.because.rule) != (went.lead, went.because.rule):
        out.print()
        unit = named(book, would.lead, lang)
        out.print(phrase("route.would", lang, unit=unit, rule=would.because.rule), style="bold")
        if would.because.held:
            out.print(_conditions(word("route.held", lang), would.because.held, lang))
    for fault in would.because.faults:
        out.print(fault, style="bold red")
    if near:
        out.print()
        out.print(_nearly(near, lang))


def _conditions(title: str, held: Sequence[Held], lang: str) -> Table:
    made = table(title)
    for code in ("fact", "wanted", "saw"):
        made.add_column(word(f"route.{code}", lang), overflow="fold")
    for each in held:
        made.add_row(_fact(each.fact, lang), each.wanted, _saw(each.saw, lang))
    return made


def _nearly(near: Sequence[Near], lang: str) -> Table:
    """The rules that missed by one thing; those that come before the one that took it would have taken it."""
    made = table(word("route.near", lang))
    for code in ("rule", "fact", "wanted", "saw", "takes"):
        made.add_column(word(f"route.{code}", lang), overflow="fold")
    for each in near:
        missed, takes = each.missed, "✓" if each.above else ""
        made.add_row(each.rule.id, _asked(missed, lang), missed.wanted, _saw(missed.saw or (), lang), takes)
    return made


def _asked(missed: Miss, lang: str) -> str:
    match missed.kind:
        case MissKind.CONDITION:
            return _fact(missed.name, lang)
        case MissKind.PREDICATE:
            return missed.name
        case MissKind.VALIDITY:
            return word("route.validity", lang)
    assert_never(missed.kind)


def _fact(name: str, lang: str) -> str:
    code = f"routes_fact.{name}"
    said = word(code, lang).split("|")[0]
    return name if said == code else said


def _saw(saw: Sequence[str], lang: str) -> str:
    """What was seen, on one line; a text is told in full elsewhere."""
    said = " ".join(saw).replace("\n", " ")
    return f"{said[:_LONG]}…" if len(said) > _LONG else said or word("route.nothing", lang)


def _plain(assignment: Assignment) -> Mapping[str, Any]:
    because = assignment.because
    return {
        "lead": assignment.lead,
        "assisting": list(assignment.assisting),
        "rule": because.rule,
        "source": because.source,
        "table": because.table,
        "said": list(because.said),
        "held": [_held(each) for each in because.held],
        "faults": list(because.faults),
    }


def _held(held: Held) -> Mapping[str, Any]:
    return {"fact": held.fact, "wanted": held.wanted, "saw": list(held.saw)}


def _missed(near: Near) -> Mapping[str, Any]:
    missed = near.missed
    saw = None if missed.saw is None else list(missed.saw)
    told = {"kind": missed.kind, "name": missed.name, "wanted": missed.wanted, "saw": saw}
    return {"rule": near.rule.id, "above": near.above, **told}
