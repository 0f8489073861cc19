"""
The bulletin as a document of Word (extra `docx`, which is python-docx), laid out as official documents are.

GB/T 9704-2012: A4 with 37 mm above and 28 mm on the left of a text of 156 by 225 mm (5.2.1), 22 lines of 28 characters in
FangSong of 16 points (5.2.2, 5.2.3), a title of 22 points (7.3.1), headings in SimHei (7.3.3).
"""

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from banbucheng.adapters.report._bulletin import Bulletin
from banbucheng.adapters.report._extra import needed

__all__ = ["bulletin_docx"]

_BODY, _HEADING, _TITLE, _LATIN = "FangSong", "SimHei", "FZXiaoBiaoSong-B05S", "Times New Roman"
#: Points of the body, of the title, and from line to line: 22 lines in 225 mm.
_SIZE, _LARGE, _LINE = 16, 22, 28.9
_SMALL = 12
#: The day that every file in the document bears, so that the same bulletin makes the same bytes.
_DAY = (1980, 1, 1, 0, 0, 0)


def bulletin_docx(text: Bulletin, path: Path) -> None:
    """
    Write the bulletin as a document of Word; the same bulletin makes the same file, to the byte.

    The fonts are those that the standard names; where a machine has none of them, Word and LibreOffice take others.

    Raises:
        BadInput: python-docx is not installed.
    """
    path.write_bytes(_Document(needed("docx", extra="docx", package="python-docx")).whole(text))


class _Document:
    """A document that grows paragraph by paragraph."""

    def __init__(self, docx: Any) -> None:
        self.shared: Any = needed("docx.shared", extra="docx", package="python-docx")
        self.align: Any = needed("docx.enum.text", extra="docx", package="python-docx").WD_ALIGN_PARAGRAPH
        self.qn: Any = needed("docx.oxml.ns", extra="docx", package="python-docx").qn
        self.made: Any = docx.Document()

    def whole(self, text: Bulletin) -> bytes:
        """The bytes of the document."""
        self.page(text)
        self.line(text.title, font=_TITLE, size=_LARGE, align=self.align.CENTER, style="Title", after=_LINE)
        self.line(text.salutation)
        self.line(text.opening, indent=True)
        for part in text.parts:
            self.line(part.heading, font=_HEADING, indent=True, style="Heading 1")
            for paragraph in part.paragraphs:
                self.line(paragraph, indent=True, align=self.align.JUSTIFY)
        self.line("")
        for said in (text.issuer, text.issued_on):
            self.line(said, align=self.align.RIGHT)
        self.line(text.annex, font=_HEADING, style="Heading 1").page_break_before = True
        self.table(text)
        out = BytesIO()
        self.made.save(out)
        return _steady(out.getvalue())

    def page(self, text: Bulletin) -> None:
        """The paper, its margins, and what the file says of itself."""
        section, mm = self.made.sections[0], self.shared.Mm
        section.page_width, section.page_height = mm(210), mm(297)
        section.top_margin, section.bottom_margin = mm(37), mm(35)
        section.left_margin, section.right_margin = mm(28), mm(26)
        about = self.made.core_properties
        about.title, about.author, about.comments = text.title, text.issuer, ""
        about.created = about.modified = datetime(*_DAY)  # noqa: DTZ001 - a mark that says no time

    def line(
        self,
        said: str,
        *,
        font: str = _BODY,
        size: float = _SIZE,
        align: Any = None,
        indent: bool = False,
        style: str = "Normal",
        after: float = 0,
    ) -> Any:
        """A paragraph; what it says is text and nothing else."""
        made = self.made.add_paragraph(style=style)
        look = made.paragraph_format
        look.alignment, look.space_before, look.space_after = align, self.shared.Pt(0), self.shared.Pt(after)
        look.line_spacing = self.shared.Pt(_LINE if size <= _SIZE else size * 1.6)
        if indent:
            look.first_line_indent = self.shared.Pt(2 * size)
        if style == "Title":
            for border in made.style.element.xpath(".//w:pBdr"):
                border.getparent().remove(border)
        self.run(made, said, font, size)
        return look

    def run(self, paragraph: Any, said: str, font: str, size: float, *, bold: bool = False) -> None:
        """A text in a font for Chinese and in one for what is written in Latin letters."""
        run = paragraph.add_run(_allowed(said))
        run.font.name, run.font.size, run.font.bold = _LATIN, self.shared.Pt(size), bold
        run.font.color.rgb = self.shared.RGBColor(0, 0, 0)
        fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 - python-docx has no other door to it
        for theme in ("w:asciiTheme", "w:eastAsiaTheme", "w:hAnsiTheme", "w:cstheme"):
            fonts.attrib.pop(self.qn(theme), None)
        fonts.set(self.qn("w:eastAsia"), font)

    def table(self, text: Bulletin) -> None:
        """The annex: one line a measure, the headings again on every page."""
        made = self.made.add_table(rows=0, cols=len(text.heads), style="Table Grid")
        for n, line in enumerate((text.heads, *text.lines)):
            cells = made.add_row().cells
            for at, (cell, said) in enumerate(zip(cells, line, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph.alignment = self.align.RIGHT if at else self.align.LEFT
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = self.shared.Pt(3)
                self.run(paragraph, said, _BODY, _SMALL, bold=not n)
        # The first column holds words, the others numbers.
        for at, column in enumerate(made.columns):
            for cell in column.cells:
                cell.width = self.shared.Mm(66 if not at else 30)
        element = self.made.element.makeelement(self.qn("w:tblHeader"), {})
        made.rows[0]._tr.get_or_add_trPr().append(element)  # noqa: SLF001 - as above


def _allowed(text: str) -> str:
    """A text without what XML cannot hold."""
    return "".join(each for each in text if each >= " " and not "\ud800" <= each <= "\udfff" and each < "\ufffe")


def _steady(data: bytes) -> bytes:
    """The same document with the same day on every file in it."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            each = zipfile.ZipInfo(name, _DAY)
            each.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(each, read.read(name))
    return out.getvalue()
