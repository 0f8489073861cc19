"""`banbucheng case NUMBER`: one case, with every entry of its life."""

from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path

import click
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from banbucheng.cases import Case, events
from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._database import database_option, reading
from banbucheng.cli._shared import as_json_option, book_named, console, lang_option, named, print_json, profile_option
from banbucheng.cli._view import columns, last_moment, moment, table
from banbucheng.codec import dump
from banbucheng.labels import phrase, word
from banbucheng.ledger import Entry
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber, Milestone
from banbucheng.worktime import Deadline

__all__ = ["command"]


@click.command("case")
@click.argument("number")
@database_option
@profile_option
@lang_option
@as_json_option
def command(number: str, database: Path, rulebook: str, lang: str, *, as_json: bool) -> None:
    """Show a case: where it stands, its deadlines, and every entry of its life."""
    book = book_named(rulebook)
    with reading(database) as store:
        case, entries = store.get(CaseNumber(number)), store.entries(CaseNumber(number))
    if as_json:
        print_json({"case": dump(case), "entries": [dump(entry) for entry in entries]})
        return
    zone = users_calendar().zone
    parts = (*_heading(case, book, lang), _deadlines(case, lang, zone), Text(), _life(entries, book, lang, zone))
    console().print(Group(*parts))


def _heading(case: Case, book: Rulebook, lang: str) -> list[RenderableType]:
    status = word(f"status.{case.status}", lang)
    lines = [Text(f"{case.number}  {status}", style="bold cyan"), Text(case.complaint.subject, style="bold")]
    if case.complaint.detail:
        lines.append(Text(case.complaint.detail))
    if case.problem is not None:
        causes = " ".join(named(book, cause, lang) for cause in sorted(case.problem.causes))
        sorted_as = (named(book, case.problem.kind, lang), named(book, case.problem.grade, lang), causes)
        lines.append(Text(" · ".join(part for part in sorted_as if part)))
    lines.append(Text(phrase("case.responsible", lang, unit=named(book, case.responsible, lang))))
    if case.decline is not None:
        ground = word(f"decline_ground.{case.decline.ground}", lang)
        lines.append(Text(phrase("case.declined", lang, ground=ground, instead=case.decline.instead), style="yellow"))
    return [*lines, Text()]


def _deadlines(case: Case, lang: str, zone: tzinfo) -> Table:
    made = table(word("case.deadlines", lang))
    columns(made, ("view.milestone", "view.due", "view.when", "view.in_time"), lang)
    for each in case.reached:
        mark = Text("✓", style="green") if each.kept else Text("✗", style="bold red")
        made.add_row(*_due(each.milestone, each.deadline, lang, zone), moment(each.at, zone), mark)
    for milestone, deadline in case.deadlines.items():
        made.add_row(*_due(milestone, deadline, lang, zone), "", _running(case, deadline, lang))
    return made


def _running(case: Case, deadline: Deadline, lang: str) -> Text:
    if case.suspension is not None:
        return Text(word("case.suspended", lang))
    return Text("✗", style="bold red") if case.last_at >= deadline.at else Text("…")


def _due(milestone: Milestone, deadline: Deadline, lang: str, zone: tzinfo) -> tuple[str, str]:
    return word(f"milestone.{milestone}", lang), last_moment(deadline.on, deadline.at, zone)


def _life(entries: Sequence[Entry], book: Rulebook, lang: str, zone: tzinfo) -> Table:
    made = columns(table(word("case.life", lang)), ("#", "view.when", "view.event", "view.by", "view.detail"), lang)
    for entry in entries:
        name = word(f"event.{type(entry.event).__name__}", lang)
        made.add_row(str(entry.seq), moment(entry.at, zone), name, entry.by, _detail(entry, book, lang))
    return made


def _detail(entry: Entry, book: Rulebook, lang: str) -> str:
    match entry.event:
        case events.Accepted(problem=problem):
            return f"{named(book, problem.kind, lang)} · {named(book, problem.grade, lang)}"
        case events.Assigned(assignment=assignment) | events.Designated(assignment=assignment):
            because = assignment.because
            return f"{named(book, assignment.lead, lang)} ({' '.join((because.rule, *because.seen))})"
        case events.Declined(decline=decline):
            return word(f"decline_ground.{decline.ground}", lang)
        case events.Acknowledged(deemed=True):
            return word("case.deemed", lang)
        case events.Supervised(step=step):
            return f"{named(book, step.rung, lang)} · {word(f'milestone.{step.milestone}', lang)}"
        case events.Resolved(resolution=resolution) | events.Settled(resolution=resolution):
            return word(f"outcome.{resolution.outcome}", lang)
        case events.FollowedUp(follow_up=follow_up):
            return word(f"rating.{follow_up.rating}", lang) if follow_up.rating else word("case.no_rating", lang)
        case events.Reopened(reason=reason) | events.Withdrawn(reason=reason) | events.SentBack(reason=reason):
            return reason
        case _:
            return ""
