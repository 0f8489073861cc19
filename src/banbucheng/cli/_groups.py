"""Figures by group, as a table for people and as plain data for programs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.table import Table

from banbucheng.adapters.report import Words
from banbucheng.cli._view import table
from banbucheng.labels import phrase, word
from banbucheng.ledger import Figures, Share, interval, measures, median

__all__ = ["groups_as_plain", "groups_as_table"]

#: The measures that a terminal has room for.
_SHOWN = ("within_the_cap", "overdue", "returned", "satisfied")

_Groups = Mapping[tuple[str, ...], Figures]


def groups_as_table(groups: _Groups, by: Sequence[str], words: Words, *, cases: int, most: int) -> Table:
    """One line a group, the most cases first; the rest of the lines is counted."""
    lang, names = words.lang, {each.code: each.names[words.lang] for each in measures()}
    made = table(phrase("ledger.shown", lang, cases=cases, by=words.listed([word(f"row.{name}", lang) for name in by])))
    for name in by:
        made.add_column(word(f"row.{name}", lang), overflow="fold")
    for head in (word("row.registered", lang), word("row.formal", lang), *(names[code] for code in _SHOWN)):
        made.add_column(head, justify="right")
    made.add_column(word("ledger.days", lang), justify="right")
    ordered = sorted(groups.items(), key=lambda each: (-each[1].sums["registered"], each[0]))
    for key, of in ordered[:most]:
        days = of.mean_days
        made.add_row(
            *(_said(name, code, words) for name, code in zip(by, key, strict=True)),
            str(of.sums["registered"]),
            str(of.sums["formal"]),
            *(f"{of.shares[code].part}/{of.shares[code].whole}" for code in _SHOWN),
            f"{days.part / days.whole:.1f}" if days.whole else "-",
        )
    if len(ordered) > most:
        made.add_row(f"\u2026 +{len(ordered) - most}", style="dim")
    return made


def groups_as_plain(groups: _Groups, by: Sequence[str], *, at: datetime) -> Mapping[str, Any]:
    """Every measure of every group, by code."""
    return {"as_of": at.isoformat(), "by": list(by), "groups": list(map(dict, _plain(groups, by)))}


def _plain(groups: _Groups, by: Sequence[str]) -> Iterable[Mapping[str, Any]]:
    for key, of in groups.items():
        yield {
            "key": dict(zip(by, key, strict=True)),
            "registered": of.sums["registered"],
            "formal": of.sums["formal"],
            "days": {**_share(of.mean_days), "median": median(of.taken)},
            "shares": {
                code: {**_share(share), **dict(zip(("low", "high"), interval(share), strict=True))}
                for code, share in of.shares.items()
            },
        }


def _share(share: Share) -> Mapping[str, int]:
    return {"part": share.part, "whole": share.whole}


def _said(name: str, code: str, words: Words) -> str:
    match name:
        case "channel":
            return words.word(f"channel.{code}")
        case "demand":
            return words.word(f"demand_type.{code}")
        case "category":
            return "/".join(words.named(each) for each in code.split("/")) or "-"
        case "month" | "item" | "region":
            return code or "-"
        case _:
            return words.named(code) or "-"
