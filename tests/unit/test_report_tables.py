"""The tables of a report, as a workbook and as CSV: real dates, headings in words, and nothing that acts."""

import csv
import io
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from banbucheng.adapters import report as reports
from banbucheng.adapters.report import (
    Column,
    Sheet,
    Style,
    Words,
    groups_sheet,
    ledger_csv,
    ledger_xlsx,
    report_xlsx,
    sheets_xlsx,
)
from banbucheng.errors import BadInput
from banbucheng.labels import word
from banbucheng.ledger import CaseRow, Share, figures, interval, measures

from ._calendar2025 import CALENDAR
from ._desk import MEIZHOU, moment
from ._report import ACTING, made

# openpyxl carries no types that strict checkers take.
_openpyxl = import_module("openpyxl")
AT = moment("2025-03-31 23:59")


def opened(path: Path) -> Any:
    """A workbook, read by another library than the one that wrote it."""
    return _openpyxl.load_workbook(path)


def written(tmp_path: Path, lang: str = "zh") -> Any:
    """The workbook of March."""
    path = tmp_path / "report.xlsx"
    report_xlsx(made(), MEIZHOU, path, zone=CALENDAR.zone, lang=lang)
    return opened(path)


def lines(sheet: Any) -> list[tuple[Any, ...]]:
    """What stands in a sheet below its headings."""
    return list(sheet.iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_workbook_has_its_sheets(tmp_path: Path, lang: str) -> None:
    """Issue 7, 6: measures, units, returns, what is overdue, and the ledger, under headings in words."""
    book = written(tmp_path, lang)
    expected = ["report.measures", "row.unit", "report.returns", "report.overdue", "report.ledger"]
    assert [word(code, lang) for code in expected] == book.sheetnames
    heads = [cell.value for cell in book[word("report.ledger", lang)][1]]
    assert [word(f"row.{name}", lang) for name in CaseRow._fields] == heads
    assert [] == [head for head in heads if head.startswith("row.")]


def test_every_column_of_a_row_has_a_heading_of_its_own() -> None:
    """No heading is missing and none stands twice, in either language."""
    for lang in ("zh", "en"):
        heads = [word(f"row.{name}", lang) for name in CaseRow._fields]
        assert len(set(heads)) == len(heads)
        assert [] == [head for head in heads if head.startswith("row.")]


def test_nothing_that_a_citizen_wrote_acts(tmp_path: Path) -> None:
    """D10 CSV export: formula injection neutralised. No formula and no link in any sheet, whatever was written."""
    book = written(tmp_path)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}
    assert [] == [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    said = [row[1] for row in lines(book[word("report.overdue", "zh")])]
    assert set(ACTING) <= {text.removeprefix("'") for text in said}
    assert [] == [text for text in said if text.lstrip()[0] in "=+-@"]


def test_no_part_of_the_file_holds_a_formula(tmp_path: Path) -> None:
    """D10: as no reader of ours is asked, but the file itself: no <f>, no link."""
    path = tmp_path / "report.xlsx"
    report_xlsx(made(), MEIZHOU, path, zone=CALENDAR.zone)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert [] == [name for name, data in parts.items() if b"<f>" in data or b"<f " in data or b"hyperlink" in data]


def test_days_are_days_and_numbers_are_numbers(tmp_path: Path) -> None:
    """Issue 7, 6: real dates: a day is a day of the spreadsheet, a count a number, a share has its per cent."""
    book = written(tmp_path)
    ledger = book[word("report.ledger", "zh")]
    at = {cell.value: n for n, cell in enumerate(ledger[1])}
    first = ledger[2]
    received = first[at[word("row.received_on", "zh")]]
    assert (datetime(2025, 3, 5), "yyyy-mm-dd") == (received.value, received.number_format)  # noqa: DTZ001 - as read
    assert (1, "n") == (
        first[at[word("row.registered", "zh")]].value,
        first[at[word("row.registered", "zh")]].data_type,
    )
    shares = [row[4] for row in book[word("report.measures", "zh")].iter_rows(min_row=2)]
    assert {"0.0%"} == {cell.number_format for cell in shares}


def test_measures_stand_with_numerator_denominator_and_interval(tmp_path: Path) -> None:
    """Issue 7, 1: always numerator and denominator; Wilson intervals; “too few” said in words."""
    found, report = lines(written(tmp_path)[word("report.measures", "zh")]), made()
    by_name = {row[0]: row for row in found}
    assert len(measures()) == len(found)
    for each in measures():
        share = report.whole.shares[each.code]
        row = by_name[each.names["zh"]]
        assert (share.part, share.whole) == row[2:4]
        if share.whole < report.least:
            assert (word("report.too_few", "zh"),) * 2 == row[5:]
        else:
            assert interval(share) == pytest.approx(row[5:])


def test_headings_stay_and_filter(tmp_path: Path) -> None:
    """Issue 7, 6: widths, filters, freeze panes."""
    ledger = written(tmp_path)[word("report.ledger", "zh")]
    assert "B2" == ledger.freeze_panes
    assert ledger.dimensions == ledger.auto_filter.ref


def test_a_chinese_character_is_as_wide_as_two(tmp_path: Path) -> None:
    """East Asian Width (UAX #11): a wide character takes two columns, so that nothing is cut off."""
    path = tmp_path / "a.xlsx"
    columns = (Column("a"), Column("b"), Column("c"))
    row = ["\u529e" * 10, "x" * 10, "\u529e" * 500]
    sheets_xlsx([Sheet(name="s", columns=columns, rows=[row])], path, title="t", at=AT)
    wide = opened(path)["s"].column_dimensions
    assert [22, 12, 60] == [int(wide[letter].width) for letter in "ABC"]


def test_the_same_report_is_the_same_file(tmp_path: Path) -> None:
    """Issue 7, 2: it can be made again to the byte; nothing of the file comes from this moment."""
    for name in ("a.xlsx", "b.xlsx"):
        report_xlsx(made(), MEIZHOU, tmp_path / name, zone=CALENDAR.zone)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert datetime(2025, 3, 31, 23, 59) == opened(tmp_path / "a.xlsx").properties.created  # noqa: DTZ001 - as read


def many(count: int) -> Iterator[CaseRow]:
    """A row again and again."""
    one = made().rows[0]
    return (one._replace(number=f"{n:06}") for n in range(count))


def test_a_workbook_does_not_grow_in_memory(tmp_path: Path) -> None:
    """100,000 cases within 64 MiB (benchmarks/report.py): ten times the rows take no more than a little more."""
    peaks = []
    for count in (100, 1_000):
        rows = many(count)
        tracemalloc.start()
        assert count == ledger_xlsx(rows, MEIZHOU, tmp_path / "a.xlsx", at=AT)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 2**20


def test_a_sheet_that_would_be_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad input: more rows than a sheet holds; no half table is left for a whole one."""
    monkeypatch.setattr(import_module("banbucheng.adapters.report._xlsx"), "_MOST", 10)
    with pytest.raises(BadInput, match="CSV"):
        ledger_xlsx(many(10), MEIZHOU, tmp_path / "a.xlsx", at=AT)
    assert [] == list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Bad input: the folder is not there."""
    with pytest.raises(BadInput, match="cannot be written"):
        ledger_xlsx(many(1), MEIZHOU, tmp_path / "none" / "a.xlsx", at=AT)


def test_without_its_extra_a_workbook_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad input that names the package and the extra."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(BadInput, match=r"XlsxWriter.*banbucheng\[xlsx\]"):
        ledger_xlsx(many(1), MEIZHOU, tmp_path / "a.xlsx", at=AT)


def test_csv_has_the_same_cells(tmp_path: Path) -> None:
    """CSV and the ledger of the workbook say the same, but for the days, which CSV writes as ISO 8601."""
    file = io.StringIO(newline="")
    report = made()
    assert len(report.rows) == ledger_csv(report.rows, MEIZHOU, file)
    found = list(csv.reader(io.StringIO(file.getvalue(), newline="")))
    sheet = written(tmp_path)[word("report.ledger", "zh")]
    cells = [
        ["" if each is None else str(each.date()) if isinstance(each, datetime) else str(each) for each in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    assert cells == found


def test_no_cell_of_csv_acts() -> None:
    """D10 CSV export: formula injection neutralised: an item's code, which a host may take from anywhere."""
    file = io.StringIO(newline="")
    row = made().rows[0]._replace(item="=1+1", category="@x", region="\t=2")
    ledger_csv([row], MEIZHOU, file)
    (_, cells) = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert {"'=1+1", "'@x", "'\t=2"} <= set(cells)
    assert [] == [cell for cell in cells if cell[:1] in set("=+-@")]


def test_groups_have_every_measure() -> None:
    """Figures by kind and month: a line a group, with each measure as numerator, denominator and share."""
    report = made()
    by = ("kind", "month")
    groups = figures(report.rows, calendar=CALENDAR, by=by)
    sheet = groups_sheet(groups, by, Words(MEIZHOU, "en"))
    rows = [*sheet.rows]
    assert len(groups) == len(rows)
    assert {len(by) + 2 + 3 * len(measures())} == {len(row) for row in rows} | {len(sheet.columns)}
    at = [each.code for each in measures()].index("overdue")
    (key, of), row = next(zip(groups.items(), rows, strict=True))
    share = of.shares["overdue"]
    assert [*key[1:]] == [row[1]]
    assert isinstance(share, Share)
    assert (share.part, share.whole) == tuple(row[len(by) + 2 + 3 * at :][:2])


def test_a_column_says_what_stands_in_it() -> None:
    """The style of a column is that of its cells: text, number, share or day."""
    sheet = reports.ledger_sheet(made().rows, Words(MEIZHOU, "zh"))
    kinds = {Style.TEXT: str, Style.NUMBER: int, Style.DAY: date}
    for row in sheet.rows:
        assert [] == [
            (column.head, cell)
            for column, cell in zip(sheet.columns, row, strict=True)
            if cell is not None and not isinstance(cell, kinds[column.style])
        ]
