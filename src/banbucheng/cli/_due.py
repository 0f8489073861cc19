"""`banbucheng due`: a deadline, and day by day how it came about."""

from datetime import date, datetime

import click
from attrs import evolve

from banbucheng.cli._calendars import users_calendar
from banbucheng.cli._shared import as_json_option, console, day_or_moment, lang_option, print_json
from banbucheng.labels import phrase
from banbucheng.worktime import (
    CountFrom,
    Ends,
    Explanation,
    Months,
    NaturalDays,
    TimeLimit,
    WorkingDays,
    due,
    explain,
    limit_from_text,
)

__all__ = ["command"]


@click.command("due")
@click.argument("start", metavar="DATE-OR-TIME", type=day_or_moment)
@click.option("--limit", "text", required=True, help="Such as 5wd, 10d, 1hwd, 3wh, 30wm, 24h, 15min, 1mo or eob.")
@click.option(
    "--count-from",
    type=click.Choice([each.value for each in CountFrom]),
    default=CountFrom.DAY_AFTER.value,
    show_default=True,
    help="What follows a receipt on a day off.",
)
@click.option(
    "--ends",
    type=click.Choice([each.value for each in Ends]),
    default=Ends.MIDNIGHT.value,
    show_default=True,
    help="When the last day ends.",
)
@click.option("--region", help="A region whose calendar differs, by its GB/T 2260 code.")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="Answer as the world knew it on this day.")
@click.option("--strict", is_flag=True, help="Refuse an answer that is only provisional.")
@lang_option
@as_json_option
def command(
    start: date | datetime,
    text: str,
    count_from: str,
    ends: str,
    region: str | None,
    as_of: datetime | None,
    lang: str,
    *,
    strict: bool,
    as_json: bool,
) -> None:
    """Count a time limit from a date (or a moment, local time unless it has an offset) and explain every day."""
    calendar = users_calendar(region, None if as_of is None else as_of.date())
    if isinstance(start, datetime) and start.tzinfo is None:
        start = start.replace(tzinfo=calendar.zone)
    limit = _counted(limit_from_text(text), CountFrom(count_from), Ends(ends))
    due(limit, start, calendar, strict=strict)
    found = explain(limit, start, calendar)
    if as_json:
        print_json(_plain(found))
        return
    out = console()
    out.print(found.text(lang), markup=False)
    out.print()
    out.print(found.month(lang), markup=False)
    if found.deadline.provisional:
        out.print(
            phrase("due.provisional", lang, earliest=found.deadline.earliest, latest=found.deadline.latest),
            style="yellow",
        )


def _counted(limit: TimeLimit, count_from: CountFrom, ends: Ends) -> TimeLimit:
    return (
        evolve(limit, count_from=count_from, ends=ends)
        if isinstance(limit, WorkingDays | NaturalDays | Months)
        else limit
    )


def _plain(found: Explanation) -> dict[str, object]:
    deadline = found.deadline
    return {
        "due_on": deadline.on.isoformat(),
        "due_at": deadline.at.isoformat(),
        "provisional": deadline.provisional,
        "earliest": deadline.earliest.isoformat(),
        "latest": deadline.latest.isoformat(),
        "limit": str(deadline.limit),
        "edition": deadline.edition,
        "days": [
            {
                "on": day.on.isoformat(),
                "works": day.works,
                "counted": day.counted,
                "reason": str(day.reason),
                "name": day.name,
            }
            for day in found.notes
        ],
    }
