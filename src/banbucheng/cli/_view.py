"""The ledger as tables for people and as plain data for programs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from attrs import frozen
from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from banbucheng.cli._shared import named
from banbucheng.codec import dump
from banbucheng.labels import phrase, word
from banbucheng.ledger import Overdue, Share, Summary
from banbucheng.rulebook import Rulebook

__all__ = ["as_plain", "as_tables", "columns", "last_moment", "moment", "table"]

_BAR = 24
#: Columns whose cells are read as one thing and never broken over two lines.
_WHOLE = frozenset(
    {"view.number", "view.when", "view.due", "view.milestone", "view.in_time", "check.limit", "check.own"}
)
#: What the heading of a number may take before it is broken over two lines, if its words allow that.
_HEADING = 9
_NUMBERS = frozenset({"view.cases", "view.part", "view.of", "view.days_late", "#"})


def moment(at: datetime, zone: tzinfo) -> str:
    """A moment as a clerk reads it, local and to the minute."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def last_moment(on: date, at: datetime, zone: tzinfo) -> str:
    """When a deadline is up: its last day, with the time where that lies within the day."""
    return moment(at, zone) if at.astimezone(zone).date() == on else on.isoformat()


def table(title: str) -> Table:
    """A table without columns yet."""
    return Table(
        title=title,
        box=box.SIMPLE_HEAD,
        show_edge=False,
        title_justify="left",
        title_style="bold",
        header_style="dim",
        pad_edge=False,
        collapse_padding=True,
    )


def columns(made: Table, codes: Sequence[str], lang: str) -> Table:
    """The table with a column under the word for each code."""
    for code in codes:
        heading, whole = word(code, lang), code in _WHOLE
        if code in _NUMBERS:
            widest = max(_HEADING, *map(cell_len, heading.split()))
            made.add_column(heading, justify="right", max_width=widest, no_wrap=whole)
        else:
            made.add_column(heading, overflow="fold", no_wrap=whole)
    return made


def as_tables(found: Summary, book: Rulebook, zone: tzinfo, lang: str, most: int = 12) -> RenderableType:
    """The figures as tables, at most so many lines each."""
    return _View(found, book, zone, lang, most).all()


def as_plain(found: Summary) -> Mapping[str, Any]:
    """The figures as plain data."""
    plain: Mapping[str, Any] = dump(found)
    return plain


@frozen
class _View:
    """Some figures, and how somebody wants to read them."""

    found: Summary
    book: Rulebook
    zone: tzinfo
    lang: str
    most: int

    def all(self) -> Group:
        parts = [part for each in self.parts() for part in (each, Text())]
        return Group(*self.heading(), *parts)

    def heading(self) -> Iterator[RenderableType]:
        found, name = self.found, self.book.names.get(self.lang, self.book.name)
        yield Text(phrase("view.headline", self.lang, name=name, at=moment(found.as_of, self.zone)), style="bold cyan")
        yield Text(
            phrase(
                "view.counts",
                self.lang,
                registered=found.registered,
                declined=found.declined,
                on_the_spot=found.settled_on_the_spot,
                answered=found.answered,
                open=found.open,
            )
        )
        yield Text()

    def parts(self) -> Iterator[RenderableType]:
        if self.found.by_kind:
            yield self.counted("kind", self.found.by_kind)
        if self.found.by_unit:
            yield self.counted("unit", self.found.by_unit)
        yield self.kept()
        yield self.overdue()
        yield self.warned()

    def named(self, code: str) -> str:
        return named(self.book, code, self.lang)

    def counted(self, what: str, counts: Mapping[Any, int]) -> Table:
        made = columns(table(word(f"view.by_{what}", self.lang)), (f"view.{what}", "view.cases"), self.lang)
        made.add_column("", no_wrap=True)
        ordered = sorted(
            ((self.named(code), count) for code, count in counts.items()), key=lambda each: (-each[1], each[0])
        )
        for name, count in ordered[: self.most]:
            made.add_row(name, str(count), Text("█" * max(1, round(_BAR * count / ordered[0][1])), style="cyan"))
        rest = ordered[self.most :]
        if rest:
            made.add_row(f"… +{len(rest)}", str(sum(count for _, count in rest)), "", style="dim")
        return made

    def kept(self) -> Table:
        made = columns(table(word("view.in_time", self.lang)), ("view.milestone", "view.part", "view.of"), self.lang)
        made.add_column("", no_wrap=True)
        for days, share in self.found.within.items():
            made.add_row(phrase("view.within", self.lang, days=days), *_share(share))
        for milestone, share in self.found.kept.items():
            if share.whole:
                reached = word(f"milestone.{milestone}", self.lang)
                made.add_row(phrase("view.kept", self.lang, milestone=reached), *_share(share))
        return made

    def overdue(self) -> RenderableType:
        """One line a case, from the first limit that it missed."""
        missed: dict[str, list[Overdue]] = {}
        for each in self.found.overdue:
            missed.setdefault(each.number, []).append(each)
        if not missed:
            return Text(word("view.nothing_overdue", self.lang), style="green")
        made = table(phrase("view.overdue", self.lang, count=len(missed)))
        names = ("number", "subject", "unit", "milestone", "due", "days_late")
        columns(made, [f"view.{name}" for name in names], self.lang)
        for first, *more in list(missed.values())[: self.most]:
            made.add_row(
                first.number,
                first.subject,
                self.named(first.unit),
                "\n".join(word(f"milestone.{each.milestone}", self.lang) for each in (first, *more)),
                "\n".join(last_moment(each.due_on, each.due_at, self.zone) for each in (first, *more)),
                Text("\n".join(str(each.working_days) for each in (first, *more)), style="bold red"),
            )
        if len(missed) > self.most:
            made.add_row(f"… +{len(missed) - self.most}", style="dim")
        return made

    def warned(self) -> Table:
        """The last steps that were taken, and how many of each kind there were."""
        warned = self.found.warned
        counts = Counter(each.rung for each in warned)
        steps = " · ".join(f"{self.named(rung.code)} {counts[rung.code]}" for rung in self.book.ladder.rungs)
        made = table(phrase("view.warned", self.lang, count=len(warned), steps=steps))
        names = ("when", "step", "milestone", "number", "unit")
        columns(made, [f"view.{name}" for name in names], self.lang)
        if len(warned) > self.most:
            made.add_row(f"… +{len(warned) - self.most}", style="dim")
        for each in warned[-self.most :]:
            made.add_row(
                moment(each.at, self.zone),
                self.named(each.rung),
                word(f"milestone.{each.milestone}", self.lang),
                each.number,
                self.named(each.unit),
            )
        return made


def _share(share: Share) -> tuple[str, str, Text]:
    if not share.whole:
        return "0", "0", Text("-")
    part = share.part / share.whole
    bar = Text("█" * round(_BAR * part), style="green").append("░" * (_BAR - round(_BAR * part)), style="dim")
    return str(share.part), str(share.whole), bar.append(f" {part:.1%}", style="default")
