"""The tables of a report as data: the same for a workbook and for CSV."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from attrs import frozen

from banbucheng.adapters.report._words import Words
from banbucheng.ledger import CaseRow, Figures, Report, Share, interval, measures

__all__ = ["Cell", "Column", "Sheet", "Style", "groups_sheet", "ledger_sheet", "report_sheets"]

#: What may stand in a cell; None leaves it blank.
Cell = str | int | float | date | None


class Style(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "number"
    #: A share from 0 to 1.
    SHARE = "share"
    DAY = "day"


@frozen
class Column:
    """The heading of a column, and what stands in it."""

    head: str
    style: Style = Style.TEXT


@frozen(kw_only=True)
class Sheet:
    """A table with a name; its rows are read once and never held all together."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    #: How many columns stay where they are when one moves to the right.
    held: int = 1


def ledger_sheet(rows: Iterable[CaseRow], words: Words) -> Sheet:
    """One line a case, in words; the columns are those of `CaseRow`."""
    styles = {name: Style.DAY for name in CaseRow._fields if name.endswith("_on")}
    styles |= dict.fromkeys((name for name in CaseRow._fields if name in _COUNTED), Style.NUMBER)
    columns = (Column(words.word(f"row.{name}"), styles.get(name, Style.TEXT)) for name in CaseRow._fields)
    said = _said(words)
    places = [(CaseRow._fields.index(name), reader) for name, reader in said.items()]
    return Sheet(name=words.say("ledger"), columns=tuple(columns), rows=_lines(rows, places))


def groups_sheet(groups: Mapping[tuple[str, ...], Figures], by: Sequence[str], words: Words) -> Sheet:
    """One line for each group of cases: its formal cases, and every measure as numerator, denominator and share."""
    columns = [*(Column(words.word(f"row.{name}")) for name in by)]
    columns += [Column(words.word(f"row.{name}"), Style.NUMBER) for name in ("registered", "formal")]
    for each in measures():
        name = each.names[words.lang]
        columns += [Column(f"{name} {words.say(code)}", Style.NUMBER) for code in ("part", "whole")]
        columns.append(Column(f"{name} {words.say('share')}", Style.SHARE))
    said = _said(words)
    rows = (
        [
            *(said[name](code) if name in said else code for name, code in zip(by, key, strict=True)),
            *(of.sums[name] for name in ("registered", "formal")),
            *(cell for each in measures() for cell in _share(of.shares[each.code])),
        ]
        for key, of in groups.items()
    )
    return Sheet(name=words.word("ledger.figures"), columns=tuple(columns), rows=rows, held=len(by))


def report_sheets(report: Report, words: Words) -> Iterator[Sheet]:
    """The tables of a report: measures, units, pairs of units, what is overdue, and the ledger."""
    yield _measures(report, words)
    units = groups_sheet({(unit,): of for unit, of in report.by_unit.items()}, ("unit",), words)
    yield Sheet(name=words.word("row.unit"), columns=units.columns, rows=units.rows)
    yield _pairs(report, words)
    yield _overdue(report, words)
    yield ledger_sheet(report.rows, words)


def _measures(report: Report, words: Words) -> Sheet:
    heads = (("measure", Style.TEXT), ("meaning", Style.TEXT), ("part", Style.NUMBER), ("whole", Style.NUMBER))
    shares = (("share", Style.SHARE), ("low", Style.SHARE), ("high", Style.SHARE))
    columns = (Column(words.say(code), style) for code, style in (*heads, *shares))
    rows = list[Sequence[Cell]]()
    for each in measures():
        share = report.whole.shares[each.code]
        few = (words.say("too_few"), words.say("too_few"))
        sure = interval(share) if share.whole >= report.least else few
        rows.append((each.names[words.lang], each.meaning[words.lang], *_share(share), *sure))
    return Sheet(name=words.say("measures"), columns=tuple(columns), rows=rows)


def _pairs(report: Report, words: Words) -> Sheet:
    numbers = (Column(words.say(code), Style.NUMBER) for code in ("returns", "refused"))
    rows = (
        (words.named(one), words.named(other), each.returned, each.refused)
        for (one, other), each in report.passes.items()
    )
    heads = (Column(words.say("returning")), Column(words.say("claimed")), *numbers)
    # The heading of the page is too long for the tab of a sheet, which takes 31 letters.
    return Sheet(name=words.say("returns"), columns=heads, rows=rows)


def _overdue(report: Report, words: Words) -> Sheet:
    columns = (
        *(Column(words.say(code)) for code in ("number", "subject", "unit", "subject_due")),
        Column(words.say("due"), Style.DAY),
        Column(words.say("late"), Style.NUMBER),
    )
    rows = (
        (
            each.number,
            each.subject,
            words.named(each.unit),
            words.word(f"milestone.{each.milestone}"),
            each.due_on,
            each.working_days,
        )
        for each in report.overdue
    )
    return Sheet(name=words.say("overdue"), columns=columns, rows=rows)


#: The columns of a row that count.
_COUNTED = frozenset(CaseRow._fields[CaseRow._fields.index("registered") :]) | {"version"}


def _said(words: Words) -> Mapping[str, Callable[[str], str]]:
    """How the code in a column is said, by the name of the column; each code is looked up once."""
    known: dict[tuple[str, str], str] = {}

    def told(section: str) -> Callable[[str], str]:
        def say(code: str) -> str:
            if (section, code) not in known:
                known[section, code] = words.word(f"{section}.{code}") if section else words.named(code)
            return known[section, code]

        return say

    named = told("")
    return {
        **dict.fromkeys(("window", "unit", "kind", "grade"), named),
        "causes": lambda codes: words.listed([named(each) for each in codes.split("|")]),
        "category": lambda path: "/".join(named(each) for each in path.split("/")),
        "channel": told("channel"),
        "demand": told("demand_type"),
        "status": told("status"),
    }


def _lines(rows: Iterable[CaseRow], places: Sequence[tuple[int, Callable[[str], str]]]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        cells: list[Cell] = list(row)
        for place, say in places:
            code = row[place]
            cells[place] = say(code) if isinstance(code, str) else code
        yield cells


def _share(share: Share) -> tuple[int, int, float | None]:
    return share.part, share.whole, share.part / share.whole if share.whole else None
