"""Broken files for Hypothesis: each is sound but for one fault that was planted in it, and says which."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from banbucheng.routing import Routes
from banbucheng.terms import UnitCode
from banbucheng.testing._rulebooks import Plain, plain_rulebooks, toml_of
from banbucheng.testing._tables import vocabulary
from banbucheng.testing._words import letter_columns, subjects

__all__ = ["BrokenFile", "broken_files", "broken_letters", "broken_notices", "broken_rulebooks", "broken_tables"]


@frozen(kw_only=True)
class BrokenFile:
    """A file with one fault in it."""

    #: Its name, whose ending tells the form.
    name: str
    data: bytes
    #: What is wrong with it.
    planted: str
    #: What whoever reads it has to name: a path in the file, a line, or a row and a column.
    where: str
    #: For a table of routing rules: the table whose facts and units it is about.
    base: Routes | None = None


def broken_files() -> st.SearchStrategy[BrokenFile]:
    """Broken files of every kind."""
    return broken_rulebooks() | broken_tables() | broken_letters() | broken_notices()


# Rulebooks


def broken_rulebooks() -> st.SearchStrategy[BrokenFile]:
    """Rulebooks in TOML with one fault; `load_rulebook` refuses them."""
    return st.builds(_broken_rulebook, plain_rulebooks(), st.sampled_from(sorted(_OF_RULEBOOKS)))


def _broken_rulebook(data: Plain, planted: str) -> BrokenFile:
    where, spoil = _OF_RULEBOOKS[planted]
    spoilt = spoil(data)
    text = spoilt if isinstance(spoilt, str) else toml_of(data)
    return BrokenFile(name="rules.toml", data=text.encode("utf-8", "surrogateescape"), planted=planted, where=where)


def _put(path: str, value: object) -> Callable[[Plain], object]:
    def spoil(data: Plain) -> None:
        *outer, key = path.split(".")
        table: Any = data
        for each in outer:
            table = table[int(each)] if each.isdigit() else table[each]
        if value is None:
            del table[key]
        else:
            table[key] = value

    return spoil


#: What is wrong with a rulebook: what has to be named, and what does it.
_OF_RULEBOOKS: Mapping[str, tuple[str, Callable[[Plain], object]]] = {
    "a promise of the desk is missing": ("limits.desk.reply", _put("limits.desk.reply", None)),
    "a grade has no limits": ("limits.ordinary", _put("limits.ordinary", None)),
    "a limit has no unit": ("limits.ordinary.closure.limit", _put("limits.ordinary.closure.limit", "2 days")),
    "a number is a text": ("returns.dispatches", _put("returns.dispatches", "3")),
    "a key is misspelt": ("returns.windwo", _put("returns.windwo", "1wd")),
    "a source is not named": ("kinds.difficult", _put("kinds.difficult.source", "S99")),
    "a rule names no unit that there is": ("rules[1].lead", _put("rules.0.lead", "nobody")),
    "a bound is zero": ("bounds.Suspended", _put("bounds.Suspended", 0)),
    "a rung stands twice": ("ladder.reminder", lambda data: data["ladder"].append(dict(data["ladder"][0]))),
    "a day is a text": ("valid_from", _put("valid_from", "2020-01-01")),
    "a quote is not closed": ("TOML", lambda data: f'{toml_of(data)}note = "\n'),
    "it is not UTF-8": ("byte", lambda data: f"# \udcff\n{toml_of(data)}"),
}


# Tables


def broken_tables() -> st.SearchStrategy[BrokenFile]:
    """Routing tables in CSV with one fault; `read_routes` refuses them, on the base that they carry."""
    return st.builds(_broken_table, st.lists(_ROWS, min_size=1, max_size=3), st.sampled_from(sorted(_OF_TABLES)))


def broken_letters() -> st.SearchStrategy[BrokenFile]:
    """Letters in CSV with one fault: a row that cannot be taken, or a header with which none can."""
    return st.builds(_broken_letters, st.lists(_LETTERS, min_size=1, max_size=3), st.sampled_from(sorted(_OF_LETTERS)))


_Row = list[str]
_TABLE = ["id", "tier", "kind", "hour", "lead"]
_ROWS = st.tuples(st.sampled_from(["", "a", "b|c", "!a"]), st.sampled_from(["", "9", ">=12"]), st.sampled_from("xyz"))
_LETTERS = st.tuples(st.integers(1, 28), st.integers(0, 23), st.sampled_from(subjects()))
_BASE = Routes(
    rules=(),
    fallback="x",
    units=frozenset(map(UnitCode, "xyz")),
    vocabulary=vocabulary(),
    tiers=("specific", "general"),
)


def _broken_table(drawn: Sequence[tuple[str, str, str]], planted: str) -> BrokenFile:
    rows = [[f"r{n}", "general", kind, hour, lead] for n, (kind, hour, lead) in enumerate(drawn, start=1)]
    return _spoilt("rules.csv", [_TABLE, *rows], planted, _OF_TABLES[planted], _BASE)


def _broken_letters(drawn: Sequence[tuple[int, int, str]], planted: str) -> BrokenFile:
    header = list(letter_columns().values())
    rows = [
        [str(n), f"2025-03-{day:02} {hour:02}:30", subject, "", "", "", ""]
        for n, (day, hour, subject) in enumerate(drawn, start=1)
    ]
    return _spoilt("letters.csv", [header, *rows], planted, _OF_LETTERS[planted])


def _spoilt(name: str, rows: list[_Row], planted: str, fault: "_Planted", base: Routes | None = None) -> BrokenFile:
    where, spoil = fault
    copies = [list(row) for row in rows]
    spoil(copies)
    text = "".join(",".join(row) + "\r\n" for row in copies)
    place = where.format(last=len(copies))
    return BrokenFile(name=name, data=text.encode("utf-8-sig"), planted=planted, where=place, base=base)


_Spoil = Callable[[list[_Row]], object]
#: What has to be named, with the number of the last row, and what does it.
_Planted = tuple[str, _Spoil]


def _cell(column: int, value: str, row: int = -1) -> _Spoil:
    def spoil(rows: list[_Row]) -> None:
        rows[row][column] = value

    return spoil


def _without(column: int) -> _Spoil:
    def spoil(rows: list[_Row]) -> None:
        for row in rows:
            del row[column]

    return spoil


def _twice(rows: list[_Row]) -> None:
    rows.append(list(rows[-1]))


#: What is wrong with a table.
_OF_TABLES: Mapping[str, _Planted] = {
    "a column is not known": ("row 1 column colour", _cell(2, "colour", 0)),
    "the units are missing": ("column lead", _without(4)),
    "a rule has no name": ("row {last} column id", _cell(0, "")),
    "a rule stands twice": ("row {last} column id", _twice),
    "a tier is not known": ("row {last} column tier", _cell(1, "urgent")),
    "a unit is not known": ("row {last} column lead", _cell(4, "nobody")),
    "an hour is a word": ("row {last} column hour", _cell(3, "late")),
    "a row has a cell too many": ("row {last}", lambda rows: rows[-1].append("x")),
    "a quote is not closed": ("row", _cell(2, '"a')),
}
#: The same of letters.
_OF_LETTERS: Mapping[str, _Planted] = {
    "the subjects are missing": ("line 1", _without(2)),
    "a letter has no number": ("line {last}", _cell(0, "")),
    "a letter stands twice": ("line {last}", _twice),
    "a moment is none": ("line {last}", _cell(1, "2025-02-30 09:30")),
    "a letter has no subject": ("line {last}", _cell(2, "")),
    "a letter was answered before it came": ("line {last}", _cell(3, "2024-12-31 09:30")),
    "a region is not served": ("line {last}", _cell(4, "000000")),
    "a channel is not known": ("line {last}", _cell(5, "pigeon")),
    "a count is a word": ("line {last}", _cell(6, "often")),
    "a row has a cell too many": ("line {last}", lambda rows: rows[-1].append("x")),
}


# Notices


def broken_notices() -> st.SearchStrategy[BrokenFile]:
    """Holiday notices in TOML with one fault; `load_notices` refuses them. The days are made up."""
    return st.builds(_broken_notice, st.integers(1, 5), st.sampled_from(sorted(_OF_NOTICES)))


def _broken_notice(long: int, planted: str) -> BrokenFile:
    notice: Plain = {
        "year": 2027,
        "number": "0",
        "title": "made up",
        "published": date(2026, 10, 12),
        "source": "made up",
        "on": ["2027-02-14"],
        "off": {"spring_festival": f"2027-02-05..2027-02-{5 + long:02}"},
    }
    data: Plain = {"notice": [notice]}
    where, spoil = _OF_NOTICES[planted]
    spoilt = spoil(data)
    text = spoilt if isinstance(spoilt, str) else toml_of(data)
    return BrokenFile(name="notices.toml", data=text.encode("utf-8"), planted=planted, where=where)


_OF_NOTICES: Mapping[str, tuple[str, Callable[[Plain], object]]] = {
    "it has no number": ("notice 1.number", _put("notice.0.number", None)),
    "a day is off and on": ("notice 1.on: 2027-02-05", _put("notice.0.on", ["2027-02-05"])),
    "a stretch runs backwards": (
        "notice 1.off.spring_festival",
        _put("notice.0.off.spring_festival", "2027-02-05..2027-01-01"),
    ),
    "a day is none": ("notice 1.on", _put("notice.0.on", ["2027-02-30"])),
    "a day is of another year": ("notice 1.on", _put("notice.0.on", ["2028-02-13"])),
    "its day is a text": ("notice 1.published", _put("notice.0.published", "2026-10-12")),
    "a key is misspelt": ("notice 1.onn", _put("notice.0.onn", ["2027-02-14"])),
    "it turns no day": ("notice 1", lambda data: data["notice"][0].update({"on": [], "off": {}})),
    "there is no notice": ("notice", lambda _: "# nothing\n"),
    "a quote is not closed": ("file", lambda data: f'{toml_of(data)}note = "\n'),
}
