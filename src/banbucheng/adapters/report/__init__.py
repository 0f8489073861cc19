"""
The report of a period, for whoever looks at it: a page, a workbook, CSV, a bulletin to send out, and pictures.

What needs an extra says so when it is called; nothing here is loaded before it is needed.
"""

from banbucheng.adapters.report._bulletin import Bulletin, Part, bulletin_markdown
from banbucheng.adapters.report._bulletin_text import bulletin
from banbucheng.adapters.report._csv import ledger_csv, sheet_csv
from banbucheng.adapters.report._docx import bulletin_docx
from banbucheng.adapters.report._html import page
from banbucheng.adapters.report._png import figures_png
from banbucheng.adapters.report._tables import Column, Sheet, Style, groups_sheet, ledger_sheet, report_sheets
from banbucheng.adapters.report._words import Words
from banbucheng.adapters.report._xlsx import ledger_xlsx, report_xlsx, sheets_xlsx

__all__ = [
    "Bulletin",
    "Column",
    "Part",
    "Sheet",
    "Style",
    "Words",
    "bulletin",
    "bulletin_docx",
    "bulletin_markdown",
    "figures_png",
    "groups_sheet",
    "ledger_csv",
    "ledger_sheet",
    "ledger_xlsx",
    "page",
    "report_sheets",
    "report_xlsx",
    "sheet_csv",
    "sheets_xlsx",
]
