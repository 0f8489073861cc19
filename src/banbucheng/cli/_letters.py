"""Letters from a CSV file: every row that can be read, and every other with its line and the reason."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from attrs import frozen

from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.intake import Complainant, Complaint
from banbucheng.labels import word, words
from banbucheng.terms import Channel, ComplainantKind, DeclineGround, DemandType, Rating, RegionCode, SpecialGroup

__all__ = ["Letter", "Letters", "read_letters"]

_Code = TypeVar("_Code", bound=StrEnum)
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?")


@frozen(kw_only=True)
class Letter:
    """One letter, and what became of it where the file says so."""

    line: int
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


def read_letters(path: Path, *, region: RegionCode, zone: tzinfo) -> Letters:
    """
    The letters of a CSV file with a header in Chinese; `region` is that of a row that names none.

    Raises:
        RulebookError: the file cannot be read at all, or lacks a column that it needs.
    """
    rows = list(_rows(path))
    read: list[Letter] = []
    rejected: list[Fault] = []
    lines: dict[str, int] = {}
    for line, row in rows:
        try:
            letter = _letter(path.stem, line, row, region, zone)
            first = lines.setdefault(letter.complaint.reference, line)
            if first != line:
                raise BadInput(_column("id"), row[_column("id")], f"it stands on line {first} already")
        except (BadInput, ValueError) as error:
            rejected.append(Fault(f"line {line}", str(error)))
        else:
            read.append(letter)
    return Letters(rows=len(rows), read=tuple(read), rejected=tuple(rejected))


def _column(name: str) -> str:
    return word(f"letters.{name}", "zh")


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    header = [each.strip() for each in next(reader, list[str]())]
    missing = [name for name in map(_column, ("id", "came", "subject")) if name not in header]
    if missing:
        raise RulebookError(str(path), tuple(Fault("line 1", f"the column {name} is missing") for name in missing))
    line = reader.line_num + 1
    for row in reader:
        if row:
            # A row that is too short or too long is handed on as it is; `_letter` says what is wrong with it.
            yield line, {**dict(zip(header, row, strict=False)), "": str(len(row) - len(header))}
        line = reader.line_num + 1


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RulebookError(str(path), (Fault("file", f"cannot be read: {error.strerror}"),)) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).replace("\0", "\ufffd")
        except UnicodeDecodeError:
            continue
    raise RulebookError(str(path), (Fault("file", "is neither UTF-8 nor GB 18030; save it as CSV UTF-8"),))


def _letter(stem: str, line: int, row: Mapping[str, str], region: RegionCode, zone: tzinfo) -> Letter:
    if row[""] != "0":
        raise BadInput("row", f"{row['']} columns", "as many columns as the header has; quote a text that holds a comma")
    cell = {name: row.get(_column(name), "").strip() for name in _COLUMNS}
    if not cell["id"]:
        raise BadInput(_column("id"), "", "give each letter its own")
    came = _moment("came", cell["came"], zone)
    answered = _moment("answered", cell["answered"], zone) if cell["answered"] else None
    if answered is not None and answered < came:
        raise BadInput(_column("answered"), cell["answered"], f"not before the letter came, {cell['came']}")
    groups = [_code("special_group", each, SpecialGroup) for each in cell["groups"].split("|") if each]
    return Letter(
        line=line,
        complaint=Complaint(
            subject=cell["subject"],
            detail=cell["detail"],
            received_at=came,
            channel=_code("channel", cell["channel"], Channel) if cell["channel"] else Channel.ONLINE,
            demand=_code("demand_type", cell["demand"], DemandType) if cell["demand"] else DemandType.HELP,
            region=RegionCode(cell["region"] or region),
            complainant=Complainant(
                kind=_code("complainant_kind", cell["who"], ComplainantKind) if cell["who"] else ComplainantKind.PERSON,
                groups=frozenset(groups),
            ),
            visits=_whole("visits", cell["visits"]) if cell["visits"] else 0,
            reference=f"{stem}:{cell['id']}",
        ),
        answered_at=answered,
        rating=_code("rating", cell["rating"], Rating) if cell["rating"] else None,
        declined=_code("decline_ground", cell["declined"], DeclineGround) if cell["declined"] else None,
    )


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


def _moment(name: str, text: str, zone: tzinfo) -> datetime:
    match = _MOMENT.fullmatch(text)
    try:
        if match is not None:
            return datetime(*(int(part or 0) for part in match.groups()), tzinfo=zone)  # type: ignore[misc,arg-type]
    except ValueError:
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
