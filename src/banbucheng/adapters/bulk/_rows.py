"""The rows of a file: CSV, JSON Lines or a workbook, read a line at a time, each with the line it begins on."""

import codecs
import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, time
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from attrs import frozen

from banbucheng.errors import BadInput, Fault, RulebookError

__all__ = ["Row", "rows_of"]

#: What no text needs, and what a terminal would obey.
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
#: A cell that a spreadsheet would have run, and that was guarded when it was written: see `adapters.cells`.
_GUARDED = re.compile(r"'(?=[=+\-@\s])")
#: What a file is tried as, in this order; what is valid UTF-8 is hardly ever meant as GB 18030.
_ENCODINGS = ("utf-8-sig", "gb18030")
_PIECE = 1 << 20
#: A line of JSON, or all that a workbook unpacks to, in bytes; longer is no ledger but an attack or a mistake.
_LONGEST_LINE, _LARGEST_WORKBOOK = 1 << 22, 1 << 30


@frozen
class Row:
    """One row: the line it begins on, its cells by their column, and why it cannot be read, where it cannot."""

    line: int
    cells: Mapping[str, str]
    fault: str = ""


def rows_of(path: Path) -> Iterator[Row]:
    """
    The rows of a file, by the ending of its name: `.csv`, `.jsonl` or `.ndjson`, `.xlsx`.

    Of a workbook the first sheet is read, and the first row of a sheet or of a CSV names the columns. A row that
    cannot be read carries its fault and stops no other.

    Raises:
        RulebookError: the file cannot be read at all; with its line.
        BadInput: the ending is none of these, or reading a workbook needs a package that is not installed.
    """
    readers: Mapping[str, Callable[[Path], Iterator[Row]]] = {
        ".csv": _csv_rows,
        ".jsonl": _json_rows,
        ".ndjson": _json_rows,
        ".xlsx": _workbook_rows,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadInput("file", str(path), f"give one that ends in {', '.join(readers)}")
    try:
        yield from reader(path)
    except OSError as error:
        raise _unreadable(path, "file", f"cannot be read: {error.strerror or error}") from error


def _unreadable(path: Path, where: str, what: str) -> RulebookError:
    return RulebookError(str(path), (Fault(where, what),))


def _encoding(path: Path) -> str:
    """The first encoding that the whole file is valid in."""
    for encoding in _ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        with path.open("rb") as file:
            try:
                for piece in iter(partial(file.read, _PIECE), b""):
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
        return encoding
    raise _unreadable(path, "file", "is neither UTF-8 nor GB 18030; save it as CSV UTF-8")


def _csv_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding=_encoding(path), newline="") as file:
        reader = csv.reader(file)
        header: Sequence[str] | None = None
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                if header is None:
                    raise _unreadable(path, f"line {line}", f"{error}; look for a quote that is not closed") from error
                yield Row(line, {}, f"{error}; look for a quote that is not closed")
                continue
            if cells is None:
                break
            if not any(cells):
                continue
            if header is None:
                header = _header(path, line, cells)
            elif len(cells) != len(header):
                said = f"it has {len(cells)} cells and the header has {len(header)}; quote a text that holds a comma"
                yield Row(line, dict(zip(header, map(_clean, cells), strict=False)), said)
            else:
                yield Row(line, dict(zip(header, map(_clean, cells), strict=True)))
        if header is None:
            raise _unreadable(path, "line 1", "the file is empty; its first row has to name the columns")


def _header(path: Path, line: int, cells: Sequence[object]) -> Sequence[str]:
    names = [_clean(_told(each)).strip() for each in cells]
    faults = [
        f"the column {name!r} stands there twice" for name in dict.fromkeys(names) if name and names.count(name) > 1
    ]
    if faults:
        raise RulebookError(str(path), tuple(Fault(f"line {line}", fault) for fault in faults))
    return names


def _clean(text: str) -> str:
    if text[:1] == "'":
        text = _GUARDED.sub("", text, count=1) if _GUARDED.match(text) else text
    return text if text.isprintable() else _CONTROL.sub("\ufffd", text)


def _json_rows(path: Path) -> Iterator[Row]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="\n") as file:
        for line, text in enumerate(iter(partial(file.readline, _LONGEST_LINE), ""), start=1):
            if len(text) >= _LONGEST_LINE:
                raise _unreadable(
                    path, f"line {line}", f"is longer than {_LONGEST_LINE} characters; write one record a line"
                )
            if text.strip():
                yield _json_row(line, text)


def _json_row(line: int, text: str) -> Row:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Row(line, {}, f"is not JSON: {type(error).__name__ if isinstance(error, RecursionError) else error}")
    if not isinstance(found, dict):
        return Row(line, {}, "is not a JSON object, {...}")
    fields = cast("Mapping[str, Any]", found)
    nested = [name for name, value in fields.items() if isinstance(value, dict | list)]
    cells = {_clean(name): _clean(_told(value)) for name, value in fields.items() if name not in nested}
    return Row(line, cells, f"the field {_clean(nested[0])!r} is no single value" if nested else "")


def _told(value: object) -> str:
    """A typed value as a clerk would have written it."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return f"{value:.0f}"
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _workbook_rows(path: Path) -> Iterator[Row]:
    try:
        load: Any = import_module("openpyxl").load_workbook
    except ModuleNotFoundError as missing:
        raise BadInput(
            "file", str(path), "a workbook is read with openpyxl: pip install 'banbucheng[xlsx]'"
        ) from missing
    try:
        with zipfile.ZipFile(path) as packed:
            _refuse_bomb(path, sum(each.file_size for each in packed.infolist()))
        with closing(load(path, read_only=True, data_only=True)) as book:
            yield from _sheet_rows(path, book.worksheets[0].iter_rows(values_only=True))
    except (RulebookError, OSError):
        raise
    except Exception as error:
        # Whatever is wrong with a workbook, its reader fails over it in a way of its own.
        said = f"is no workbook that can be read ({type(error).__name__}); open it and save it again, or save it as CSV"
        raise _unreadable(path, "file", said) from error


def _refuse_bomb(path: Path, size: int) -> None:
    if size > _LARGEST_WORKBOOK:
        raise _unreadable(path, "file", f"unpacks to {size >> 20} MiB; save the sheet as CSV")


def _sheet_rows(path: Path, rows: Iterator[Sequence[object]]) -> Iterator[Row]:
    header: Sequence[str] | None = None
    for line, cells in enumerate(rows, start=1):
        if all(cell is None for cell in cells):
            continue
        if header is None:
            header = _header(path, line, cells)
        else:
            row = {name: _clean(_told(cell)) for name, cell in zip(header, cells, strict=False) if name}
            beyond = any(cell is not None for cell in cells[len(header) :])
            yield Row(line, row, "it has cells to the right of the last column" if beyond else "")
    if header is None:
        raise _unreadable(path, "line 1", "the sheet is empty; its first row has to name the columns")
