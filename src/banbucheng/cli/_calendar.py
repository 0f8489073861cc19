"""`banbucheng calendar`: a year's days off and makeup workdays, notices of one's own, and the whole as iCalendar."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import click

from banbucheng.adapters.china import Notice, draft_notice, load_notices, shipped_notices
from banbucheng.adapters.clock import SystemClock
from banbucheng.adapters.dimension import DayRow, day_rows
from banbucheng.cli._calendars import notices_folder, users_calendar, users_notices
from banbucheng.cli._shared import as_json_option, console, lang_option, print_json
from banbucheng.cli._view import table
from banbucheng.errors import Fault, RulebookError
from banbucheng.labels import phrase, word

__all__ = ["command"]

_DAY = timedelta(days=1)

region_option = click.option("--region", help="A region whose calendar differs, by its GB/T 2260 code.")
as_of_option = click.option(
    "--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="The calendar as the world knew it on this day."
)


class _Stretch(NamedTuple):
    """Days next to each other that the same was said of."""

    first: date
    last: date
    kind: str
    name: str
    notice: str


@click.group("calendar")
def command() -> None:
    """Show a year's days off and makeup workdays, add a notice on the day it is published, or export iCalendar."""


@command.command("show")
@click.argument("year", type=click.IntRange(1, 9999))
@region_option
@as_of_option
@lang_option
@as_json_option
def show(year: int, region: str | None, as_of: datetime | None, lang: str, *, as_json: bool) -> None:
    """Show the days off and makeup workdays of a year, each with the notice that arranged it."""
    known = None if as_of is None else as_of.date()
    calendar, added = users_calendar(region, known), users_notices()
    shipped = [notice for notice in shipped_notices() if known is None or notice.published <= known]
    rows = list(day_rows(calendar, first=date(year, 1, 1), last=date(year, 12, 31), notices=[*shipped, *added]))
    announced, workdays = rows[-1].announced, sum(row.works for row in rows)
    if as_json:
        days = [_plain(each) for each in _stretches(rows)]
        print_json(
            {"year": year, "edition": calendar.edition, "announced": announced, "workdays": workdays, "stretches": days}
        )
        return
    out = console()
    out.print(phrase("calendar.heading", lang, year=year, workdays=workdays), style="bold")
    out.print(_standing(year, shipped, added, lang, announced=announced), markup=False)
    made = table("")
    for each in ("days", "what", "notice"):
        made.add_column(word(f"calendar.{each}", lang), no_wrap=each == "days")
    for stretch in _stretches(rows):
        made.add_row(_days(stretch), _what(stretch, lang), stretch.notice)
    out.print(made, markup=False)


@command.command("add")
@click.argument("file", metavar="NOTICE.toml", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace a file of the same name that was added before.")
@lang_option
@as_json_option
def add(file: Path, lang: str, *, force: bool, as_json: bool) -> None:
    """
    Check a file of notices and keep it, so that `due` and `calendar` count with it.

    Every fault is named at once, and then nothing is kept. The file stays in BANBUCHENG_NOTICES, or else in
    banbucheng/notices of the folder of settings (XDG_CONFIG_HOME, ~/.config); remove it there to take it back.
    """
    found, kept = load_notices(file), notices_folder() / file.with_suffix(".toml").name
    text = file.read_bytes()
    there = kept.read_bytes() if kept.exists() else None
    if there not in {None, text} and not force:
        fault = Fault("file", f"another of this name was added before: {kept}; rename this one, or give --force")
        raise RulebookError(str(file), [fault])
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(".new")
    fresh.write_bytes(text)
    fresh.replace(kept)
    off, on = (sum(map(len, days)) for days in zip(*((each.off, each.on) for each in found.notices), strict=True))
    if as_json:
        warnings = [str(fault) for fault in found.warnings]
        print_json({"kept": str(kept), "notices": len(found.notices), "off": off, "on": on, "warnings": warnings})
        return
    out = console()
    for fault in found.warnings:
        out.print(phrase("calendar.warning", lang, fault=fault), style="yellow", markup=False)
    code = "calendar.kept" if there == text else "calendar.added"
    out.print(phrase(code, lang, path=kept, count=len(found.notices), off=off, on=on), markup=False, soft_wrap=True)


@command.command("draft")
@click.argument("year", type=click.IntRange(2004, 9999))
def draft(year: int) -> None:
    """Draft the notice of a year from the installed `holidays`, for a person to read against the notice and complete."""
    click.echo(draft_notice(year), nl=False)


@command.command("ics")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, writable=True))
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; else of the last announced year.")
@click.option("--through", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day; else of the last announced year.")
@region_option
@lang_option
def ics(file: Path, first: datetime | None, last: datetime | None, region: str | None, lang: str) -> None:
    """Write the days off and makeup workdays to an iCalendar file, which any calendar program reads."""
    try:
        written = import_module("banbucheng.adapters.ics").calendar_ics
    except ModuleNotFoundError as missing:
        if missing.name != "icalendar":
            raise
        raise click.ClickException("this command needs icalendar: pip install 'banbucheng[ics]'") from missing
    calendar = users_calendar(region)
    end = calendar.announced_through if last is None else last.date()
    begin = end.replace(month=1, day=1) if first is None else first.date()
    text: str = written(calendar, begin, end, lang, at=SystemClock().now())
    file.write_text(text, encoding="utf-8", newline="")
    count = text.count("BEGIN:VEVENT")
    console().print(phrase("calendar.written", lang, path=file, count=count), markup=False, soft_wrap=True)


def _stretches(rows: Sequence[DayRow]) -> Iterator[_Stretch]:
    """The named days off, the makeup workdays and what may still turn; like days next to each other as one."""
    last: _Stretch | None = None
    for row in rows:
        kind = _kind(row)
        said = (kind, row.name if kind == "off" else "", row.notice)
        if last is not None and said == last[2:]:
            last = last._replace(last=row.day)
            continue
        if last is not None and last.kind:
            yield last
        last = _Stretch(row.day, row.day, *said)
    if last is not None and last.kind:
        yield last


def _kind(row: DayRow) -> str:
    if row.makeup:
        return "makeup"
    if not row.certain:
        return "open"
    return "off" if row.name and not row.works else ""


def _standing(year: int, shipped: Sequence[Notice], added: Sequence[Notice], lang: str, *, announced: bool) -> str:
    """One sentence on where the arrangement of the year comes from."""
    if not announced:
        return word("calendar.not_announced", lang)
    own = [notice.number for notice in added if notice.year == year]
    numbers = [*(notice.number for notice in shipped if notice.year == year), *own]
    if not numbers:
        return word("calendar.from_holidays", lang)
    return phrase(
        "calendar.added_by" if own else "calendar.announced", lang, notice=word("calendar.and", lang).join(numbers)
    )


def _plain(each: _Stretch) -> dict[str, object]:
    return {**each._asdict(), "first": each.first.isoformat(), "last": each.last.isoformat()}


def _days(each: _Stretch) -> str:
    first = f"{each.first:%m-%d}"
    return first if each.first == each.last else f"{first} .. {each.last:%m-%d}"


def _what(each: _Stretch, lang: str) -> str:
    if each.kind != "off":
        return word(f"calendar.{each.kind}", lang)
    code = f"worktime.festival.{each.name}"
    known = word(code, lang)
    return phrase("calendar.off", lang, name=each.name if known == code else known)
