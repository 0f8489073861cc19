"""Letters from a CSV file: every row that can be read, and every other with its line and the reason."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from attrs import frozen

from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.intake import Complainant, Complaint
from banbucheng.labels import word, words
from banbucheng.rulebook import Rulebook
from banbucheng.terms import Channel, ComplainantKind, DeclineGround, DemandType, Rating, RegionCode, SpecialGroup
from banbucheng.worktime import WorkCalendar

__all__ = ["Letter", "Letters", "read_letters"]

_Code = TypeVar("_Code", bound=StrEnum)
#: What no text needs, and what a terminal would obey.
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?")


_COLUMNS = (
    "id",
    "came",
    "answered",
    "subject",
    "detail",
    "channel",
    "demand",
    "region",
    "who",
    "groups",
    "visits",
    "rating",
    "declined",
)
_NEEDED = ("id", "came", "subject")
#: What the longest deadlines of a letter may take.
_TO_SPARE = timedelta(days=366)


@frozen(kw_only=True)
class Letter:
    """One letter, and what became of it where the file says so."""

    line: int
    #: Its number in the file.
    id: str
    complaint: Complaint
    answered_at: datetime | None
    rating: Rating | None
    declined: DeclineGround | None


@frozen(kw_only=True)
class Letters:
    """A file of letters."""

    rows: int
    read: tuple[Letter, ...]
    #: The rows that could not be read; `where` is the line.
    rejected: tuple[Fault, ...]


def read_letters(path: Path, *, book: Rulebook, calendar: WorkCalendar) -> Letters:
    """
    The letters of a CSV file with a header in Chinese, as far as a desk under the rulebook can take them.

    A row that names no region is one of the rulebook's first; a moment without an offset is local to the calendar.

    Raises:
        RulebookError: the file cannot be read at all, or lacks a column that it needs.
    """
    rows = list(_rows(path))
    form = _Form(stem=path.stem, book=book, calendar=calendar)
    read: list[Letter] = []
    rejected: list[Fault] = []
    lines: dict[str, int] = {}
    for line, row in rows:
        try:
            letter = form.letter(line, _cells(row))
            first = lines.setdefault(letter.complaint.reference, line)
            if first != line:
                raise BadInput(_column("id"), letter.id, f"it stands on line {first} already")
        except ValueError as error:
            rejected.append(Fault(f"line {line}", str(error)))
        else:
            read.append(letter)
    return Letters(rows=len(rows), read=tuple(read), rejected=tuple(rejected))


def _column(name: str) -> str:
    return word(f"letters.{name}", "zh")


def _rows(path: Path) -> Iterator[tuple[int, Sequence[tuple[str, str]] | BadInput]]:
    """Each row after the header with the line that it begins on: its cells by column, or what is wrong with it."""
    rows = _parsed(_text(path))
    _, first = next(rows, (1, list[str]()))
    header = [] if isinstance(first, BadInput) else [each.strip() for each in first]
    faults = [f"the column {name} is missing" for name in map(_column, _NEEDED) if name not in header]
    faults += [f"the column {name} stands there twice" for name in map(_column, _COLUMNS) if header.count(name) > 1]
    if faults:
        raise RulebookError(str(path), tuple(Fault("line 1", fault) for fault in faults))
    for line, row in rows:
        if isinstance(row, BadInput):
            yield line, row
        elif len(row) != len(header):
            allowed = f"the header has {len(header)}; quote a text that holds a comma"
            yield line, BadInput("number of columns", len(row), allowed)
        else:
            yield line, tuple(zip(header, row, strict=True))


def _parsed(text: str) -> Iterator[tuple[int, list[str] | BadInput]]:
    """The rows that are not empty, each with the line that it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""))
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield line, BadInput("row", "", f"{error}; look for a quote that is not closed")
            continue
        if row is None:
            return
        if row:
            yield line, row


def _cells(row: Sequence[tuple[str, str]] | BadInput) -> Mapping[str, str]:
    """The cells of a row by the code of their column; empty where the file lacks the column."""
    if isinstance(row, BadInput):
        raise row
    cells = dict(row)
    return {name: cells.get(_column(name), "").strip() for name in _COLUMNS}


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RulebookError(str(path), (Fault("file", f"cannot be read: {error.strerror}"),)) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return _CONTROL.sub("\ufffd", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise RulebookError(str(path), (Fault("file", "is neither UTF-8 nor GB 18030; save it as CSV UTF-8"),))


@frozen(kw_only=True)
class _Form:
    """What a letter must be for the desk to take it."""

    stem: str
    book: Rulebook
    calendar: WorkCalendar

    def letter(self, line: int, cell: Mapping[str, str]) -> Letter:
        """
        The letter of a row.

        Raises:
            ValueError: a cell cannot be used; BadInput says which.
        """
        if not cell["id"]:
            raise BadInput(_column("id"), "", "give each letter its own")
        came = self.moment("came", cell["came"])
        answered = self.moment("answered", cell["answered"]) if cell["answered"] else None
        if answered is not None and answered < came:
            raise BadInput(_column("answered"), cell["answered"], f"not before the letter came, {cell['came']}")
        return Letter(
            line=line,
            id=cell["id"],
            complaint=Complaint(
                subject=cell["subject"],
                detail=cell["detail"],
                received_at=came,
                channel=_code("channel", cell["channel"], Channel) if cell["channel"] else Channel.ONLINE,
                demand=_code("demand_type", cell["demand"], DemandType) if cell["demand"] else DemandType.HELP,
                region=self.region(cell["region"]),
                complainant=_complainant(cell),
                visits=_whole("visits", cell["visits"]) if cell["visits"] else 0,
                reference=f"{self.stem}:{cell['id']}",
            ),
            answered_at=answered,
            rating=_code("rating", cell["rating"], Rating) if cell["rating"] else None,
            declined=self.ground(cell["declined"]) if cell["declined"] else None,
        )

    def moment(self, name: str, text: str) -> datetime:
        """A moment that the calendar knows, with some time to spare for the deadlines that follow it."""
        found = _moment(name, text, self.calendar.zone)
        last = self.calendar.last - _TO_SPARE
        if not self.calendar.first <= found.date() <= last:
            raise BadInput(_column(name), text, f"the calendar takes letters from {self.calendar.first} to {last}")
        return found

    def region(self, text: str) -> RegionCode:
        """A region that the rulebook serves."""
        codes = [each.code for each in self.book.regions]
        if text and text not in codes:
            raise BadInput(_column("region"), text, f"{self.book.name} serves {', '.join(codes)}")
        return RegionCode(text or codes[0])

    def ground(self, text: str) -> DeclineGround:
        """A ground on which the rulebook declines."""
        ground = _code("decline_ground", text, DeclineGround)
        if self.book.decline_rule(ground) is None:
            grounds = ", ".join(word(f"decline_ground.{each.ground}", "zh") for each in self.book.declines)
            raise BadInput(_column("declined"), text, f"{self.book.name} declines on {grounds}")
        return ground


def _complainant(cell: Mapping[str, str]) -> Complainant:
    groups = frozenset(_code("special_group", each, SpecialGroup) for each in cell["groups"].split("|") if each)
    kind = _code("complainant_kind", cell["who"], ComplainantKind) if cell["who"] else ComplainantKind.PERSON
    return Complainant(kind=kind, groups=groups)


def _moment(name: str, text: str, zone: tzinfo) -> datetime:
    match = _MOMENT.fullmatch(text)
    try:
        if match is not None:
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=zone)
        if "T" in text:
            found = datetime.fromisoformat(text)
            return found.astimezone(zone) if found.tzinfo is not None else found.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        pass
    raise BadInput(_column(name), text, "give a moment such as 2025-09-15 09:30:00")


def _whole(name: str, text: str) -> int:
    if not text.isdecimal():
        raise BadInput(_column(name), text, "give a whole number")
    return int(text)


def _code(section: str, text: str, codes: type[_Code]) -> _Code:
    for code in codes:
        if text in (code, word(f"{section}.{code}", "zh")):
            return code
    allowed = ", ".join(words("zh")[f"{section}.{code}"] for code in codes)
    raise BadInput(section.replace("_", " "), text, f"give one of {allowed}")
