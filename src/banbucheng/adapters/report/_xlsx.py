"""
Tables as a workbook (extra `xlsx`, which is XlsxWriter): real dates, filters, headings that stay, nothing that acts.

The rows are read once and written as they come, so that a ledger of any length takes the memory of one row.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from banbucheng.adapters.cells import xlsx_cell
from banbucheng.adapters.report._extra import needed
from banbucheng.adapters.report._tables import Cell, Sheet, Style, ledger_sheet, report_sheets
from banbucheng.adapters.report._words import Words
from banbucheng.errors import BadInput
from banbucheng.ledger import CaseRow, Report
from banbucheng.rulebook import Rulebook

__all__ = ["ledger_xlsx", "report_xlsx", "sheets_xlsx"]

_FORMATS: Mapping[Style, Mapping[str, Any]] = {
    Style.TEXT: {"num_format": "@", "valign": "top"},
    Style.NUMBER: {"num_format": "0", "valign": "top"},
    Style.SHARE: {"num_format": "0.0%", "valign": "top", "align": "right"},
    Style.DAY: {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
}
_HEAD: Mapping[str, Any] = {"bold": True, "bg_color": "#E8EEF5", "bottom": 1, "valign": "vcenter"}
#: How wide a column is at least and at most, in digits.
_NARROW, _WIDE = 6, 60
#: What a column has beside its text: the button of the filter.
_BUTTON = 3
#: How many rows a sheet holds, and how many letters its name.
_MOST, _LONGEST = 1_048_576, 31
#: The paper, and how many columns it takes before nobody can read them.
_A4, _PAGE = 9, 12
#: How high the headings are, in points.
_TALL = 22


def report_xlsx(report: Report, book: Rulebook, path: Path, *, zone: tzinfo, lang: str = "zh") -> None:
    """
    Write a report as a workbook: measures, units, returns between units, what is overdue, and the ledger.

    The same report makes the same file, to the byte.

    Raises:
        BadInput: XlsxWriter is not installed, or a table has more rows than a sheet holds.
    """
    words = Words(book, lang)
    sheets_xlsx(report_sheets(report, words), path, title=words.title(report), at=report.as_of.astimezone(zone))


def ledger_xlsx(rows: Iterable[CaseRow], book: Rulebook, path: Path, *, at: datetime, lang: str = "zh") -> int:
    """
    Write rows of the ledger as a workbook of one sheet; how many there were. `at` is what the file says it was made.

    Raises:
        BadInput: XlsxWriter is not installed, or there are more rows than a sheet holds.
    """
    words = Words(book, lang)
    return sheets_xlsx([ledger_sheet(rows, words)], path, title=book.names.get(lang, book.name), at=at)


def sheets_xlsx(sheets: Iterable[Sheet], path: Path, *, title: str, at: datetime) -> int:
    """
    Write tables as the sheets of one workbook, in order; how many lines they have below their headings.

    Raises:
        BadInput: XlsxWriter is not installed, the file cannot be written, or a table has more rows than a sheet holds.
    """
    writer = needed("xlsxwriter", extra="xlsx", package="XlsxWriter")
    try:
        path.write_bytes(b"")
    except OSError as failed:
        said = f"it cannot be written ({failed.strerror}); close it elsewhere, or give another"
        raise BadInput("file", str(path), said) from failed
    book = writer.Workbook(str(path), {"constant_memory": True})
    book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
    formats = {style: book.add_format(dict(each)) for style, each in _FORMATS.items()}
    head = book.add_format(dict(_HEAD))
    try:
        count = sum(_written(book.add_worksheet(each.name[:_LONGEST]), each, formats, head) for each in sheets)
    except BaseException:
        # Closing clears away what was put aside on the disk; half a table is not left for a whole one.
        book.close()
        path.unlink()
        raise
    book.close()
    return count


def _written(into: Any, sheet: Sheet, formats: Mapping[Style, Any], head: Any) -> int:
    widths = [_width_of(each.head) + _BUTTON for each in sheet.columns]
    for at, column in enumerate(sheet.columns):
        into.write_string(0, at, xlsx_cell(column.head), head)
    into.set_row(0, _TALL)
    looks = [formats[each.style] for each in sheet.columns]
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        if count >= _MOST:
            raise BadInput(
                "rows", f"{count:,} and more", f"a sheet holds {_MOST - 1:,}; write CSV, or a shorter period"
            )
        _row(into, count, row, looks, widths)
    for at, wide in enumerate(widths):
        into.set_column(at, at, min(max(wide, _NARROW), _WIDE))
    into.freeze_panes(1, sheet.held)
    into.autofilter(0, 0, count, len(sheet.columns) - 1)
    into.set_landscape()
    into.set_paper(_A4)
    if len(sheet.columns) <= _PAGE:
        into.fit_to_pages(1, 0)
    into.repeat_rows(0)
    return count


def _row(into: Any, at: int, row: Sequence[Cell], looks: Sequence[Any], widths: list[int]) -> None:
    """What citizens write is a text, whatever it looks like: XlsxWriter guesses only where it is not told."""
    for column, cell in enumerate(row):
        match cell:
            case str():
                if cell:
                    into.write_string(at, column, xlsx_cell(cell), looks[column])
                    widths[column] = max(widths[column], _width_of(cell))
            case date():
                into.write_datetime(at, column, cell, looks[column])
                widths[column] = max(widths[column], _DAY)
            case None:
                pass
            case _:
                into.write_number(at, column, cell, looks[column])


#: How wide a day is, `2026-10-31`.
_DAY = 12


def _width_of(text: str) -> int:
    """How many digits a text is as wide as: a Chinese character takes two."""
    return len(text) + 2 if text.isascii() else sum(2 if east_asian_width(each) in "WF" else 1 for each in text) + 2
