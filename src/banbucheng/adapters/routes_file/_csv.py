"""CSV as spreadsheets read and write it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from banbucheng.adapters.routes_file._bytes import text_of
from banbucheng.errors import Fault, RulebookError

__all__ = ["csv_bytes", "csv_rows"]

#: What a spreadsheet would take for a formula; an apostrophe before it makes it a text, and is no part of it.
_FORMULA = re.compile(r"'*[=+@\t\r-]")
_QUOTED = re.compile(r"'+[=+@\t\r-]")
#: A number below nothing, which is no formula.
_NUMBER = re.compile(r"-[0-9][0-9|-]*")


def csv_rows(data: bytes, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    """
    Each row with its number as a spreadsheet counts, from 1.

    Raises:
        RulebookError: the bytes are no text, or a quote is not closed, which would swallow the rows after it.
    """
    text = text_of(data, name)
    first = text.partition("\n")[0]
    if "," not in first and (";" in first or "\t" in first):
        raise RulebookError(
            name, (Fault("row 1", "is not separated by commas; save the file as CSV, comma separated"),)
        )
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            yield number, [each[1:] if each[:1] == "'" and _QUOTED.match(each) else each for each in row]
    except csv.Error as error:
        said = f'{error}; look for a quote that is not closed, and write "" for a quote within quotes'
        raise RulebookError(name, (Fault(f"row {number + 1}", said),)) from error


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as UTF-8 with a mark, by which spreadsheets know it."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    for row in rows:
        writer.writerow([_safe(each) for each in row])
    return made.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
