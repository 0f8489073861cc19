"""`banbucheng route propose`: rules that the ends of past disputes suggest, for a person to accept."""

from datetime import date, datetime
from pathlib import Path

import click
from attrs import evolve

from banbucheng.adapters.clock import SystemClock
from banbucheng.adapters.routes_file import write_routes
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._database import reading
from banbucheng.cli._shared import (
    as_json_option,
    book_named,
    console,
    day_or_moment,
    lang_option,
    print_json,
    profile_option,
)
from banbucheng.cli._view import table
from banbucheng.errors import BadInput
from banbucheng.labels import phrase, word
from banbucheng.ledger import dispatches, proposals
from banbucheng.routing import cell

__all__ = ["propose"]


@click.command("propose")
@click.option(
    "--ledger", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The SQLite file of past cases."
)
@click.option("--least", type=click.IntRange(1), default=2, show_default=True, help="From how many disputes on.")
@click.option("--basis", required=True, help="The source in the rulebook that allows it, such as the minutes.")
@click.option(
    "--from", "since", type=day_or_moment, metavar="DATE", help="The first day of the rules.  [default: today]"
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the proposed rules as a table here."
)
@profile_option
@lang_option
@as_json_option
def propose(
    ledger: Path,
    least: int,
    basis: str,
    since: date | datetime | None,
    out: Path | None,
    rulebook: str,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Propose routing rules from designations, conferences and accepted returns, with what they would have changed."""
    book, calendar = book_named(rulebook), users_calendar()
    if basis not in book.sources:
        raise BadInput("basis", basis, f"name one of the sources of {book.name}: {', '.join(book.sources)}")
    on = calendar.date_of(SystemClock().now()) if since is None else date(since.year, since.month, since.day)
    with reading(ledger) as store:
        seen = {each.number: each.facts for each in dispatches(store.ledger(), book, calendar)}
        cases = [case for case in store.cases() if case.number in seen]
    found = list(proposals(cases, book, facts=lambda case: seen[case.number], basis=basis, on=on, least=least))
    if out is not None:
        write_routes(evolve(book.routes, rules=tuple(each.rule for each in found)), out)
    if as_json:
        print_json(
            {
                "proposals": [
                    {
                        "id": each.rule.id,
                        "when": {name: cell(condition) for name, condition in each.rule.when.items()},
                        "lead": each.rule.then.lead,
                        "assisting": list(each.rule.then.assisting),
                        "evidence": list(each.evidence),
                        "against": list(each.against),
                        "moved": each.moved,
                        "spared": each.spared,
                    }
                    for each in found
                ]
            }
        )
        return
    shown = table(phrase("route.proposed", lang, count=len(found)))
    for column in ("proposed_rule", "proposed_when", "proposed_lead", "proposed_evidence", "proposed_effect"):
        shown.add_column(word(f"route.{column}", lang), overflow="fold")
    for each in found:
        shown.add_row(
            each.rule.id,
            "; ".join(f"{name} {cell(condition)}" for name, condition in each.rule.when.items()),
            each.rule.then.lead,
            f"{len(each.evidence)} : {len(each.against)}",
            phrase("route.spared", lang, moved=each.moved, spared=each.spared),
        )
    console().print(shown)
