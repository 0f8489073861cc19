"""`banbucheng route explain`: why a case went where it went."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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
from banbucheng.routing import Assignment, Facts, Held, Routes, cell, holds
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber

__all__ = ["explain"]

#: How many rules that missed by one condition are shown.
_MOST = 5


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
    near = _near(routes, past.facts, would)
    if as_json:
        print_json(
            {"case": number, "went": _plain(went), "would": _plain(would), "near": [_held(*each) for each in near]}
        )
        return
    _show(console(), number, went, would, near, book, lang)


def _went(entries: Sequence[Entry]) -> Assignment | None:
    """Where it was sent first."""
    return next((each.event.assignment for each in entries if isinstance(each.event, Assigned)), None)


def _near(routes: Routes, facts: Facts, would: Assignment) -> Sequence[tuple[str, Held]]:
    """The rules before the one that took it that missed by one condition, with what that saw."""
    found: list[tuple[str, Held]] = []
    for rule in routes.order:
        if rule.id == would.because.rule or len(found) == _MOST:
            break
        failed = [name for name, condition in rule.when.items() if not holds(condition, facts.get(name))]
        if len(failed) == 1:
            saw = facts.get(failed[0])
            values = sorted(saw) if isinstance(saw, frozenset) else [] if saw is None else [str(saw)]
            found.append((rule.id, Held(fact=failed[0], wanted=cell(rule.when[failed[0]]), saw=tuple(values))))
    return found


def _show(
    out: Console,
    number: str,
    went: Assignment,
    would: Assignment,
    near: Sequence[tuple[str, Held]],
    book: Rulebook,
    lang: str,
) -> None:
    said = phrase("route.went", lang, number=number, unit=named(book, went.lead, lang), rule=went.because.rule)
    out.print(said, style="bold cyan")
    if went.because.said:
        out.print(" ".join(went.because.said))
    if went.because.held:
        out.print(_conditions(word("route.held", lang), [("", each) for each in went.because.held], lang))
    if (would.lead, would.because.rule) != (went.lead, went.because.rule):
        out.print()
        unit = named(book, would.lead, lang)
        out.print(phrase("route.would", lang, unit=unit, rule=would.because.rule), style="bold")
        if would.because.held:
            out.print(_conditions(word("route.held", lang), [("", each) for each in would.because.held], lang))
    for fault in would.because.faults:
        out.print(fault, style="bold red")
    if near:
        out.print()
        out.print(_conditions(word("route.near", lang), near, lang))


def _conditions(title: str, held: Sequence[tuple[str, Held]], lang: str) -> Table:
    made = table(title)
    ruled = any(rule for rule, _ in held)
    for code in (*(("rule",) if ruled else ()), "fact", "wanted", "saw"):
        made.add_column(word(f"route.{code}", lang), overflow="fold")
    for rule, each in held:
        # A text is told in full elsewhere.
        saw = " ".join(each.saw).replace("\n", " ")
        shown = f"{saw[:_LONG]}…" if len(saw) > _LONG else saw or word("route.nothing", lang)
        code = f"routes_fact.{each.fact}"
        fact = word(code, lang).split("|")[0]
        made.add_row(*((rule,) if ruled else ()), each.fact if fact == code else fact, each.wanted, shown)
    return made


#: How much of a text is shown.
_LONG = 40


def _plain(assignment: Assignment) -> Mapping[str, Any]:
    because = assignment.because
    return {
        "lead": assignment.lead,
        "assisting": list(assignment.assisting),
        "rule": because.rule,
        "source": because.source,
        "table": because.table,
        "said": list(because.said),
        "held": [_held("", each) for each in because.held],
        "faults": list(because.faults),
    }


def _held(rule: str, held: Held) -> Mapping[str, Any]:
    own = {"rule": rule} if rule else {}
    return {**own, "fact": held.fact, "wanted": held.wanted, "saw": list(held.saw)}
