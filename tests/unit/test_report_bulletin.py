"""The bulletin of a month: its figures, its wording, its names, and the two forms in which it is sent out."""

import re
import zipfile
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from banbucheng.adapters.report import Bulletin, bulletin, bulletin_docx, bulletin_markdown
from banbucheng.errors import BadInput
from banbucheng.ledger import Effect, Report, Verdict, measures
from banbucheng.rulebook import BulletinPolicy

from ._calendar2025 import CALENDAR
from ._desk import HRSS, MEDICAL, MEIZHOU, Bench
from ._report import ACTING, made, worked

# python-docx carries no types that strict checkers take.
_docx = import_module("docx")


def told(report: Report | None = None, lang: str = "zh", *, name_units: bool | None = None) -> Bulletin:
    """The bulletin of March."""
    return bulletin(report or made(), MEIZHOU, zone=CALENDAR.zone, lang=lang, name_units=name_units)


def text_of(text: Bulletin) -> str:
    """All that a bulletin says, in one piece."""
    return bulletin_markdown(text).replace("\\", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_bulletin_has_every_part_in_both_languages(lang: str) -> None:
    """Issue 7, 7: a ready text: no code is left unworded, and no gap unfilled."""
    text = text_of(told(lang=lang))
    assert [] == re.findall(r"bulletin\.|report\.|\{|\}", text)
    assert 6 == len(told(lang=lang).parts)


def test_the_parts_are_numbered_as_official_documents_are() -> None:
    """GB/T 9704-2012, 7.3.3: the levels are numbered \u201c一、\u201d, then \u201c（一）\u201d, then \u201c1.\u201d."""
    text = told()
    assert ["一、", "二、", "三、", "四、", "五、", "六、"] == [part.heading[:2] for part in text.parts]
    assert ["（一）", "（二）", "（三）"] == [each[:3] for each in text.parts[3].paragraphs]
    assert text.parts[4].paragraphs[0].startswith("1. ")
    assert "关于梅州市“办不成事”反映窗口2025年3月运行情况的通报" == text.title
    assert "2025年3月31日" == text.issued_on


def test_the_figures_are_those_of_the_report() -> None:
    """Every measure is in the annex with its numerator and denominator."""
    report = made()
    lines = told(report).lines
    expected = [
        (each.names["zh"], str(share.part), str(share.whole))
        for each in measures()
        for share in (report.whole.shares[each.code],)
    ]
    assert expected == [line[:3] for line in lines]


def test_too_few_is_said_in_words() -> None:
    """Issue 7, 1: “too few” said in words: below the least number there is no percentage anywhere."""
    text = text_of(told(evolve(made(), least=1_000)))
    assert "%" not in text
    assert "样本过少" in text
    assert "%" in text_of(told())


def test_units_have_names_only_where_the_caller_says_so() -> None:
    """Issue 7, 7: names of units only where the rulebook says so."""
    names = {MEIZHOU.names_of(unit)["zh"] for unit in (HRSS, MEDICAL)}
    hidden, open_ = text_of(told()), text_of(told(name_units=True))
    assert [] == [name for name in names if name in hidden]
    assert [] == [name for name in names if name not in open_]
    assert "有关单位" in hidden
    assert "有关单位" not in open_.replace("各有关单位", "")


def test_the_rulebook_says_whether_units_have_names() -> None:
    """Issue 7, 7: names of units only where the rulebook says so; who asks otherwise is heard."""
    open_ = evolve(MEIZHOU, bulletin=BulletinPolicy(name_units=True, source="R"))
    asked = {
        (book.bulletin is not None, name_units): bulletin(made(), book, zone=CALENDAR.zone, name_units=name_units)
        for book in (MEIZHOU, open_)
        for name_units in (None, False, True)
    }
    named = {key for key, text in asked.items() if text == told(name_units=True)}
    assert {(True, None), (True, True), (False, True)} == named
    assert told(name_units=False) == asked[False, None] == asked[True, False]


def test_what_citizens_wrote_is_not_passed_round() -> None:
    """Subjects are a citizen's own words, and stay in the ledger; the bulletin has the numbers of the cases."""
    text = text_of(told())
    assert [] == [each for each in ACTING if each.strip() in text]
    assert [] == [each.subject for each in made().overdue if each.subject in text]
    assert made().overdue[0].number in text


def test_the_month_before_is_compared() -> None:
    """Comparison to the month before: more, fewer, as many, or none to compare with."""
    bench = worked()
    assert "上月没有正式件" in text_of(told(made(bench)))
    april = made(bench, of="2025-04")
    assert f"减少{made(bench).whole.sums['formal']}件" in text_of(told(april))
    both = evolve(made(bench), by_month={"2025-02": made(bench).whole, "2025-03": made(bench).whole})
    assert "持平" in text_of(told(both))
    assert "上月：" in text_of(told(both))
    fewer = evolve(made(bench), by_month={"2025-02": evolve(made(bench).whole, sums={"formal": 1})})
    assert f"增加{made(bench).whole.sums['formal'] - 1}件" in text_of(told(fewer))


def test_january_is_compared_with_december() -> None:
    """The month before January is December of the year before."""
    march = made()
    january = evolve(
        march, first=date(2025, 1, 1), last=date(2025, 1, 31), by_month={"2024-12": march.whole, "2025-02": march.whole}
    )
    assert "持平" in text_of(told(january))


def test_a_period_that_is_no_month_is_not_compared() -> None:
    """Some days are named by their first and last, and there is no month before them."""
    text = text_of(told(evolve(made(), last=date(2025, 3, 30))))
    assert "2025年3月1日至2025年3月30日" in text
    assert "上月" not in text


def test_an_empty_month_has_a_bulletin() -> None:
    """Nothing came in, nothing is overdue, nothing was returned: all of it is said, and no percentage is made up."""
    text = text_of(told(made(Bench(), improved=False)))
    assert "%" not in text
    for said in ("登记反映事项0件", "没有在办事项超过", "没有发生退单", "没有登记流程优化措施"):
        assert said in text


def test_a_late_improvement_is_called_late() -> None:
    """An improvement past its day and not done is called so, and asked for; one that is done has its effect."""
    report = made()
    assert "已逾期，尚未完成" in text_of(told(report))
    assert "1项优化措施" in text_of(told(report))
    ((improvement, _),) = report.improvements
    found = Effect(before=9, after=1, expected=8.5, chance=0.01, verdict=Verdict.WORKING)
    done = evolve(report, improvements=((improvement.done(date(2025, 3, 18)), found),))
    assert "由9件变为1件（按趋势预期8.5件）：有效" in text_of(told(done))
    assert "逾期" not in text_of(told(done))


def test_markdown_keeps_what_others_wrote_as_text() -> None:
    """The improvement's words hold marks of Markdown; each is escaped, and none makes emphasis or a link."""
    text = bulletin_markdown(told())
    assert r"\*one\* list \[of\](x) papers" in text
    assert r"1\. =cmd()\|'/c calc'!A1" in text


def test_a_long_list_is_cut_and_counted() -> None:
    """Ten overdue cases are told one by one, the rest as their number."""
    report = made()
    one = report.overdue[0]
    many = tuple(evolve(one, number=f"n{n:03}") for n in range(25))
    text = text_of(told(evolve(report, overdue=many)))
    assert "余15件见台账" in text
    assert "n009" in text
    assert "n010" not in text


def document(tmp_path: Path, lang: str = "zh") -> Any:
    """The bulletin as a document, read back."""
    path = tmp_path / "bulletin.docx"
    bulletin_docx(told(lang=lang), path)
    return _docx.Document(str(path))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_document_says_what_the_bulletin_says(tmp_path: Path, lang: str) -> None:
    """Every paragraph in order, and the annex as a table."""
    found, text = document(tmp_path, lang), told(lang=lang)
    paragraphs = [each.text for each in found.paragraphs if each.text]
    inner = [line for part in text.parts for line in (part.heading, *part.paragraphs)]
    assert [
        text.title,
        text.salutation,
        text.opening,
        *inner,
        text.issuer,
        text.issued_on,
        text.annex,
    ] == paragraphs
    cells = [tuple(cell.text for cell in row.cells) for row in found.tables[0].rows]
    assert [text.heads, *text.lines] == cells


def test_a_document_is_laid_out_as_official_ones_are(tmp_path: Path) -> None:
    """GB/T 9704-2012, 5.2: A4, 37 mm above, 28 mm on the left, a text of 156 by 225 mm, 16 points in FangSong."""
    found = document(tmp_path)
    (section,) = found.sections
    millimetres = [
        round(each / 36_000)
        for each in (
            section.page_width,
            section.page_height,
            section.top_margin,
            section.left_margin,
            section.page_width - section.left_margin - section.right_margin,
            section.page_height - section.top_margin - section.bottom_margin,
        )
    ]
    assert [210, 297, 37, 28, 156, 225] == millimetres
    title, body = found.paragraphs[0].runs[0], found.paragraphs[2].runs[0]
    assert (22.0, 16.0) == (title.font.size.pt, body.font.size.pt)
    assert 'w:eastAsia="FangSong"' in body._element.xml  # noqa: SLF001 - python-docx has no other door to it


def test_the_same_bulletin_is_the_same_file(tmp_path: Path) -> None:
    """Issue 7, 2: made again to the byte; no file in it bears the moment of writing."""
    bulletin_docx(told(), tmp_path / "a.docx")
    bulletin_docx(told(), tmp_path / "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.docx") as packed:
        assert {(1980, 1, 1, 0, 0, 0)} == {each.date_time for each in packed.infolist()}


def test_what_xml_cannot_hold_is_left_out(tmp_path: Path) -> None:
    """A control character in an improvement does not break the document."""
    path = tmp_path / "a.docx"
    bulletin_docx(evolve(told(), opening="one\x0btwo\x00\ud800three"), path)
    assert "onetwothree" in [each.text for each in _docx.Document(str(path)).paragraphs]


def test_without_its_extra_a_document_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad input that names the package and the extra."""
    monkeypatch.setitem(import_module("sys").modules, "docx", None)
    with pytest.raises(BadInput, match=r"python-docx.*banbucheng\[docx\]"):
        bulletin_docx(told(), tmp_path / "a.docx")
