"""Tables as CSV that Excel opens: UTF-8 with its mark, and no text of a citizen that acts in a cell."""

from collections.abc import Iterable

from banbucheng.adapters.cells import CanWrite, write_csv
from banbucheng.adapters.report._tables import Sheet, ledger_sheet
from banbucheng.adapters.report._words import Words
from banbucheng.ledger import CaseRow
from banbucheng.rulebook import Rulebook

__all__ = ["ledger_csv", "sheet_csv"]


def ledger_csv(rows: Iterable[CaseRow], book: Rulebook, file: CanWrite, *, lang: str = "zh") -> int:
    """
    Write rows of the ledger to a file, one line a case under a line of headings; how many cases there were.

    Open the file with `newline=""`, and with `encoding="utf-8-sig"` where Excel is to read it. The rows are read once.
    """
    return sheet_csv(ledger_sheet(rows, Words(book, lang)), file)


def sheet_csv(sheet: Sheet, file: CanWrite) -> int:
    """Write one table; how many lines it has below its headings."""
    count = 0

    def lines() -> Iterable[list[object]]:
        nonlocal count
        yield [each.head for each in sheet.columns]
        for row in sheet.rows:
            count += 1
            yield ["" if cell is None else cell for cell in row]

    write_csv(file, lines())
    return count
