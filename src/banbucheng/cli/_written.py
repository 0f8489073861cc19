"""Reports into files, each in the form that the name of its file tells."""

from datetime import tzinfo
from pathlib import Path

from banbucheng.adapters.report import bulletin, bulletin_docx, bulletin_markdown, ledger_csv, page, report_xlsx
from banbucheng.errors import BadInput
from banbucheng.ledger import Report
from banbucheng.rulebook import Rulebook

__all__ = ["FORMS", "form_of", "write_report"]

#: How the name of a file ends, by what is written into it: a page, a workbook, one line a case, and the bulletin twice.
FORMS = (".html", ".xlsx", ".csv", ".md", ".docx")


def form_of(out: Path, forms: tuple[str, ...] = FORMS) -> str:
    """
    The form of a file, by its name.

    Raises:
        BadInput: the name ends in none of the forms, or the folder is not there.
    """
    form = out.suffix.lower()
    if form not in forms:
        raise BadInput("out", str(out), f"give a file whose name ends in {', '.join(forms)}")
    if not out.parent.is_dir():
        raise BadInput("out", str(out), f"there is no folder {out.parent}; make it first")
    return form


def write_report(
    report: Report, book: Rulebook, out: Path, *, zone: tzinfo, lang: str, name_units: bool | None = None
) -> None:
    """
    Write a report in the form that the name of the file tells; units are named as the rulebook says, where nobody else does.

    Raises:
        BadInput: there is no such form, the file cannot be written, or an extra is not installed.
    """
    try:
        match form_of(out):
            case ".html":
                out.write_text(page(report, book, zone=zone, lang=lang), encoding="utf-8", newline="\n")
            case ".xlsx":
                report_xlsx(report, book, out, zone=zone, lang=lang)
            case ".csv":
                with out.open("w", encoding="utf-8-sig", newline="") as file:
                    ledger_csv(report.rows, book, file, lang=lang)
            case form:
                text = bulletin(report, book, zone=zone, lang=lang, name_units=name_units)
                if form == ".md":
                    out.write_text(bulletin_markdown(text), encoding="utf-8", newline="\n")
                else:
                    bulletin_docx(text, out)
    except OSError as failed:
        raise BadInput("out", str(out), f"it cannot be written: {failed.strerror}") from failed
