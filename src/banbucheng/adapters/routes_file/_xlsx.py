"""Workbooks as analysts keep them. Needs openpyxl to read and XlsxWriter to write: the extra `xlsx`."""

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any

from banbucheng.adapters.routes_file._known import Dated
from banbucheng.errors import Fault, RulebookError

__all__ = ["xlsx_bytes", "xlsx_rows"]

# Neither carries types that strict checkers take.
_openpyxl = import_module("openpyxl")
_escape = import_module("openpyxl.utils.escape")
_letters = import_module("openpyxl.utils").get_column_letter
_writer = import_module("xlsxwriter")
#: How many bytes a workbook may unfold to, which a small file can make very many of.
_MOST = 256_000_000
_WIDTHS = {"id": 24, "text": 48, "note": 32}
_FORMULA, _ERROR = "f", "e"


def xlsx_rows(data: bytes, name: str, sheet: str | None) -> tuple[str, Sequence[tuple[int, Sequence[str]]]]:
    """
    The title of a sheet, and its rows with their numbers; the only one that is not blank, where none is named.

    Raises:
        RulebookError: it is no workbook, has no such sheet, or holds what cannot be a rule: formulas, merged cells.
    """
    book = _opened(data, name)
    found = _sheet(book, name, sheet)
    faults = [Fault(f"{name} sheet {found.title}", said) for said in _merged(found)]
    width = found.max_column
    rows: list[tuple[int, Sequence[str]]] = []
    for number, row in enumerate(found.iter_rows(), start=1):
        cells = [""] * width
        for at, each in enumerate(row):
            try:
                cells[at] = _text(each.value, each.data_type)
            except ValueError as wrong:
                faults.append(Fault(f"{name} sheet {found.title} row {number} column {_letters(at + 1)}", str(wrong)))
        rows.append((number, cells))
    if faults:
        raise RulebookError(name, tuple(faults))
    return found.title, _trimmed(rows)


def xlsx_bytes(rows: Iterable[Sequence[str]], *, title: str, names: Sequence[str]) -> bytes:
    """A workbook of one sheet, all of it text, with the header held in place and a filter on it."""
    made = io.BytesIO()
    options: Mapping[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = _writer.Workbook(made, options)
    sheet, bold, plain = (
        book.add_worksheet(title),
        book.add_format({"bold": True}),
        book.add_format({"num_format": "@"}),
    )
    last = 0
    for last, row in enumerate(rows):
        for at, text in enumerate(row):
            if text:
                sheet.write_string(last, at, text, plain if last else bold)
    for at, each in enumerate(names):
        sheet.set_column(at, at, _WIDTHS.get(each, 14), plain)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, max(0, len(names) - 1))
    book.close()
    return made.getvalue()


def _opened(data: bytes, name: str) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(each.file_size for each in packed.infolist())
        if size <= _MOST:
            # What openpyxl warns of, such as a filter or a style that it drops, is no part of a rule.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return _openpyxl.load_workbook(io.BytesIO(data))
    except Exception as error:
        said = "is no workbook that can be read; save it as .xlsx without a password"
        raise RulebookError(name, (Fault("file", f"{said} ({type(error).__name__})"),)) from error
    raise RulebookError(name, (Fault("file", f"unfolds to {size:,} bytes; a table of rules has {_MOST:,} at most"),))


def _sheet(book: Any, name: str, title: str | None) -> Any:
    sheets = {each.title: each for each in book.worksheets}
    if title is not None:
        if title not in sheets:
            raise RulebookError(name, (Fault(f"sheet {title}", f"is not there; there are {', '.join(sheets)}"),))
        return sheets[title]
    filled = [each for each in sheets.values() if each.max_row > 1 or each.max_column > 1]
    if len(filled) != 1:
        titles = ", ".join(each.title for each in filled) or "none"
        raise RulebookError(name, (Fault("file", f"name the sheet of the rules; those with cells are {titles}"),))
    return filled[0]


def _merged(sheet: Any) -> Iterator[str]:
    """A merged cell is blank in all rows but the first, and blank means anything."""
    for each in sheet.merged_cells.ranges:
        yield f"{each.coord} is merged; unmerge it and fill in each of its cells"


def _text(value: object, kind: str) -> str:
    match value:
        case None:
            return ""
        case _ if kind == _FORMULA:
            raise ValueError(f"{str(value)[:40]} is a formula; paste it as a value")
        case _ if kind == _ERROR:
            raise ValueError(f"{value} is an error of the spreadsheet; give a value")
        case str():
            plain: str = _escape.unescape(value)
            return plain
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return Dated(value.date() if value.time() == datetime.min.time() else value)
        case _:
            raise ValueError(f"{value} is neither text, whole number nor day; format the column as text")


def _trimmed(rows: list[tuple[int, Sequence[str]]]) -> Sequence[tuple[int, Sequence[str]]]:
    """Without the columns to the right in which nothing stands: a spreadsheet keeps them when it has once had them."""
    width = max((at + 1 for _, cells in rows for at, each in enumerate(cells) if each), default=0)
    return [(number, cells[:width]) for number, cells in rows]
