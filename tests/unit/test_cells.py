"""Cells of tables and lines of logs: what a citizen wrote does not act."""

import csv
import io
import logging
import sys
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banbucheng.adapters.cells import cell, log_line, write_csv, xlsx_cell

#: What attackers begin a cell with: OWASP "CSV Injection", ASVS 1.2.10, CWE-1236, and storage-facts §4.
STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−"]
UNSEEN = [
    "",
    " ",
    "   ",
    "\ufeff",
    "\u200b",
    "\u200d",
    "\u2060",
    "\u00a0",
    "\u3000",
    "\u202e",
    "\u00ad",
    " \ufeff\u200b",
]
PAYLOADS = ["cmd|' /C calc'!A0", 'HYPERLINK("http://x/?"&A1)', "1+1", "SUM(1)"]

texts = st.text(st.characters() | st.sampled_from("=+-@＝＋－＠\t\r\n\0 '\ufeff\u200b\u3000"), max_size=8)


@pytest.mark.parametrize("start", STARTS, ids=ascii)
@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_a_formula_is_neutralised(start: str, unseen: str) -> None:
    """D10 CSV export: formula injection neutralised; behind blanks and signs that nobody sees, and full-width, too."""
    for payload in PAYLOADS:
        text = f"{unseen}{start}{payload}"

        assert f"'{text}" == cell(text)


@pytest.mark.parametrize("value", [-5, -5.25, 0, 3.0, Decimal("-2.5"), True, None, date(2025, 3, 5)])
def test_what_is_no_text_stays(value: object) -> None:
    """A real negative number stays a number; only texts are guarded."""
    assert value is cell(value)
    assert value is xlsx_cell(value)


@pytest.mark.parametrize(
    "text", ["", "二手房过户", "a=b", "3-5 days", "'quoted", "“办不成事”", "№ 7", "(0753) 2222222", "é"]
)
def test_a_harmless_text_stays(text: str) -> None:
    """What cannot run is written as it was told."""
    assert text is cell(text)


def test_a_negative_number_as_text_is_a_text() -> None:
    """Whoever writes a number as text gets a text: nobody can tell `-5` from the start of `-5+cmd|…`."""
    assert "'-5" == cell("-5")


@given(texts)
def test_a_cell_is_not_guarded_twice(text: str) -> None:
    """Guarding twice is guarding once, and the text is all there behind one apostrophe at most."""
    guarded = cell(text)

    assert guarded == cell(guarded)
    assert guarded in {text, f"'{text}"}


@given(texts)
def test_nothing_begins_with_what_runs(text: str) -> None:
    """CWE-1236, by another way of looking: fold the width, drop what is not seen, and see what comes first."""
    folded = "".join(
        each
        for each in unicodedata.normalize("NFKC", cell(text))
        if not each.isspace() and unicodedata.category(each) not in {"Cf", "Cc", "Mn", "Me"}
    )

    assert folded[:1] not in set("=+-@")


def test_every_sign_that_folds_to_one_of_the_four_is_known() -> None:
    """No sign of Unicode is left that a spreadsheet which folds widths (NFKC) would take for the start of a formula."""
    alike = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.normalize("NFKC", chr(code))[:1] in {"=", "+", "-", "@"}
    ]

    assert [] == [f"U+{ord(each):04X}" for each in alike if cell(f"{each}1") == f"{each}1"]
    assert len(alike) > 10


def test_every_sign_that_is_not_seen_is_passed_over() -> None:
    """Whatever Unicode calls a control, a format sign or a blank hides no formula behind it."""
    unseen = [
        c for n in range(sys.maxunicode + 1) if unicodedata.category(c := chr(n)) in {"Cc", "Cf", "Zs", "Zl", "Zp"}
    ]

    assert [] == [f"U+{ord(each):04X}" for each in unseen if not cell(f"{each}=1").startswith("'")]


def test_csv_is_read_back_as_it_was_written() -> None:
    """D10 CSV export: formula injection neutralised; every text in quotes, so that no other separator opens a cell."""
    file = io.StringIO(newline="")

    write_csv(file, [["number", "told"], ["441402-20250305-0001", "a;=cmd()"], [7, "=1+1\r\n=2"], [-5, None]])

    assert '"number","told"\r\n"441402-20250305-0001","a;=cmd()"\r\n7,"\'=1+1\r\n=2"\r\n-5,""\r\n' == file.getvalue()
    rows = list(csv.reader(io.StringIO(file.getvalue(), newline="")))
    assert ["7", "'=1+1\r\n=2"] == rows[2]


def test_a_workbook_holds_texts_and_no_formulas(tmp_path: Path) -> None:
    """D10, in XLSX: what is read back from the file is a string, whatever it began with, and controls are gone."""
    openpyxl: Any = pytest.importorskip("openpyxl", reason="only whoever exports workbooks has it")
    book = openpyxl.Workbook()
    told = ["=1+1", "\x00=2", "a\x07b", "＝3", "half \ud800", "x" * 40_000]
    for number, text in enumerate(told, start=1):
        book.active.cell(number, 1).value = xlsx_cell(text)
    book.save(tmp_path / "told.xlsx")

    cells = [line[0] for line in openpyxl.load_workbook(tmp_path / "told.xlsx").active.iter_rows()]

    assert ["'=1+1", "'=2", "ab", "'＝3", "half ", "x" * 32_767] == [each.value for each in cells]
    assert {"s"} == {each.data_type for each in cells}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nINFO root granted", "a\\nINFO root granted"),
        ("a\r\nb", "a\\r\\nb"),
        ("a\u2028b\u2029c\x85d", "a\\u2028b\\u2029c\\x85d"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("half \ud800", "half \\ud800"),
        ("办不成 plain", "办不成 plain"),
        ("两\u3000格", "两\u3000格"),
    ],
    ids=ascii,
)
def test_a_text_is_one_line_of_a_log(text: str, line: str) -> None:
    """No injection (SQL, CSV/XLSX formula, HTML, log line): what was told cannot forge a line of the log."""
    assert line == log_line(text)


@given(st.text())
def test_no_text_makes_two_lines(text: str) -> None:
    """Whatever was told, a handler writes one line, in an encoding that can hold it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.emit(logging.LogRecord("desk", logging.INFO, __file__, 1, "told: %s", (log_line(text),), None))

    assert 1 == len(stream.getvalue().splitlines())
    assert stream.getvalue().encode("utf-8")
