"""The ledger as tables for people and as plain data for programs."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from banbucheng.cli._shared import named
from banbucheng.codec import dump
from banbucheng.labels import phrase, word
from banbucheng.ledger import Share, Summary
from banbucheng.rulebook import Rulebook

__all__ = ["as_plain", "as_tables", "moment", "table"]

_BAR = 24


def moment(at: datetime, book_zone: Any) -> str:
    """A moment as a clerk reads it, local and to the minute."""
    return at.astimezone(book_zone).strftime("%Y-%m-%d %H:%M")


def table(title: str, *columns: tuple[str, str]) -> Table:
    """A table with a title and (heading, justification) columns."""
    made = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", header_style="bold", pad_edge=False)
    for heading, justify in columns:
        made.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    return made


def as_tables(found: Summary, book: Rulebook, zone: Any, lang: str, most: int = 12) -> RenderableType:
    """The figures as tables, at most so many lines each."""
    return Group(*_tables(found, book, zone, lang, most))


def as_plain(found: Summary) -> Mapping[str, Any]:
    """The figures as plain data."""
    plain: Mapping[str, Any] = dump(found)
    return plain


def _tables(found: Summary, book: Rulebook, zone: Any, lang: str, most: int) -> Iterator[RenderableType]:
    def said(key: str, **values: object) -> str:
        return phrase(f"view.{key}", lang, **values)

    yield Text(said("headline", name=book.names.get(lang, book.name), at=moment(found.as_of, zone)), style="bold cyan")
    yield Text(
        said(
            "counts",
            registered=found.registered,
            declined=found.declined,
            on_the_spot=found.settled_on_the_spot,
            answered=found.answered,
            open=found.open,
        )
    )
    yield Text()
    yield _counted(said("by_kind"), said("kind"), {named(book, k, lang): n for k, n in found.by_kind.items()}, said("cases"), most)
    yield _counted(said("by_unit"), said("unit"), {named(book, u, lang): n for u, n in found.by_unit.items()}, said("cases"), most)
    yield _kept(found, lang)
    yield _overdue(found, book, zone, lang, most)
    yield _warned(found, book, zone, lang, most)


def _counted(title: str, heading: str, counts: Mapping[str, int], unit: str, most: int) -> Table:
    made = table(title, (heading, "left"), (unit, "right"), ("", "left"))
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    top = max(counts.values(), default=1)
    for name, count in ordered[:most]:
        made.add_row(name, str(count), Text("█" * max(1, round(_BAR * count / top)), style="cyan"))
    rest = ordered[most:]
    if rest:
        made.add_row(f"… +{len(rest)}", str(sum(count for _, count in rest)), "")
    return made


def _share(share: Share) -> tuple[str, str, Text]:
    if not share.whole:
        return "0", "0", Text("-")
    part = share.part / share.whole
    bar = Text("█" * round(_BAR * part), style="green").append("░" * (_BAR - round(_BAR * part)), style="dim")
    return str(share.part), str(share.whole), bar.append(f" {part:.1%}", style="default")


def _kept(found: Summary, lang: str) -> Table:
    made = table(word("view.in_time", lang), ("", "left"), (word("view.part", lang), "right"), (word("view.of", lang), "right"), ("", "left"))
    for days, share in found.within.items():
        made.add_row(phrase("view.within", lang, days=days), *_share(share))
    for milestone, share in found.kept.items():
        if share.whole:
            made.add_row(phrase("view.kept", lang, milestone=word(f"milestone.{milestone}", lang)), *_share(share))
    return made


def _overdue(found: Summary, book: Rulebook, zone: Any, lang: str, most: int) -> RenderableType:
    if not found.overdue:
        return Text(word("view.nothing_overdue", lang), style="green")
    columns = ("number", "subject", "unit", "milestone", "due", "days_late")
    made = table(
        phrase("view.overdue", lang, count=len({each.number for each in found.overdue})),
        *((word(f"view.{each}", lang), "right" if each == "days_late" else "left") for each in columns),
    )
    for each in found.overdue[:most]:
        made.add_row(
            each.number,
            each.subject,
            named(book, each.unit, lang),
            word(f"milestone.{each.milestone}", lang),
            moment(each.due_at, zone),
            Text(str(each.working_days), style="bold red"),
        )
    if len(found.overdue) > most:
        made.add_row(f"… +{len(found.overdue) - most}")
    return made


def _warned(found: Summary, book: Rulebook, zone: Any, lang: str, most: int) -> RenderableType:
    counts = Counter(each.rung for each in found.warned)
    steps = " · ".join(f"{named(book, rung.code, lang)} {counts[rung.code]}" for rung in book.ladder.rungs)
    columns = ("when", "step", "milestone", "number", "unit")
    made = table(
        phrase("view.warned", lang, count=len(found.warned), steps=steps), *((word(f"view.{each}", lang), "left") for each in columns)
    )
    left_out = len(found.warned) - most
    if left_out > 0:
        made.add_row(f"… {left_out}")
    for each in found.warned[-most:]:
        made.add_row(
            moment(each.at, zone),
            named(book, each.rung, lang),
            word(f"milestone.{each.milestone}", lang),
            each.number,
            named(book, each.unit, lang),
        )
    return made
