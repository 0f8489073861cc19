"""
Cells of a table that others will open, and lines of a log that others will read: no text of a citizen acts in them.

A spreadsheet runs a cell of CSV that begins with `=`, `+`, `-` or `@` as a formula, also behind blanks and signs that
nobody sees, and in some editions in full-width form (OWASP ASVS 1.2.10, CWE-1236).
"""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

__all__ = ["CanWrite", "cell", "log_line", "write_csv", "xlsx_cell"]

_T = TypeVar("_T")

_XLSX_LONGEST = 32_767
_FORMULA = "=+-@"
#: Signs that look like the four to a spreadsheet: full-width, small, super- and subscript, and
#: those of mathematics.
_LIKE_THEM = (
    "\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u207b\u207c\u208a\u208b\u208c\u2212\u2a75\u2a76\ufb29"
)
_RUNS = frozenset(_FORMULA + _LIKE_THEM)
#: Signs at the start that make some spreadsheets begin to read only behind them.
_BREAKS = frozenset("\t\r\n\x00")
#: Categories of Unicode that a spreadsheet may pass over: control, format, blanks, and marks without a letter.
_PASSED_OVER = frozenset({"Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Zs"})
#: What a log takes for the end of a line, a terminal for a command, or a reader for text the other way round.
_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Where a text most often begins: with an ASCII sign that is harmless, or a Han character. One look-up is all they cost.
_HARMLESS = frozenset(map(chr, (*range(0x21, 0x7F), *range(0x4E00, 0xA000)))) - _RUNS


class CanWrite(Protocol):
    """A file, or whatever takes text."""

    def write(self, text: str, /) -> object:
        """Take a piece of text."""
        ...


def cell(value: _T) -> _T | str:
    """
    A value as it may stand in CSV: a text that a spreadsheet could run gets an apostrophe in front, all else stays.

    Numbers stay numbers, negative ones too; the text `-5` is a text. A guarded cell is not guarded twice. Who reads the
    file back takes one apostrophe off where one of `=+-@` or a blank follows it; a text that began so itself
    cannot be told from one that was guarded.
    """
    if not isinstance(value, str) or not value or value[0] in _HARMLESS:
        return value
    return f"'{value}" if _acts(value) else value


def xlsx_cell(value: _T) -> _T | str:
    """
    A value as it may stand in a workbook: guarded as in CSV, for who saves it as that later.

    Signs that XML cannot hold are left out, and what is longer than a cell can be is cut off. Write it as a typed
    string (`cell.data_type = "s"` in openpyxl), so that nothing takes it for a formula.
    """
    if not isinstance(value, str):
        return value
    written = "".join(each for each in value if each in "\t\n\r" or unicodedata.category(each) not in {"Cc", "Cs"})
    return cell(written)[:_XLSX_LONGEST]


def write_csv(file: CanWrite, rows: Iterable[Sequence[object]]) -> None:
    """
    Write rows with every cell guarded and every text in quotes, so that no other separator begins a cell within it.

    Open the file with `newline=""`, and with `encoding="utf-8-sig"` where Excel is to read Chinese in it.
    """
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([cell(each) for each in row] for row in rows)


def log_line(text: object) -> str:
    r"""
    A text as one line of a log: line ends, escapes of terminals and signs that turn text round appear as `\n`, `\x1b`.

    It hides no personal values; those are typed, and print as masks, see `banbucheng.adapters.vault`.
    """
    told = str(text)
    if told.isprintable():
        return told
    return "".join(_escape(each) if unicodedata.category(each) in _ESCAPED else each for each in told)


def _acts(text: str) -> bool:
    """Whether a spreadsheet could find something to run at the start of a text, behind what it passes over."""
    for each in text:
        if each in _RUNS or each in _BREAKS:
            return True
        if unicodedata.category(each) not in _PASSED_OVER:
            return False
    return False


def _escape(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
