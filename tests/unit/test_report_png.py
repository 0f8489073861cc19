"""The figures as pictures: the data of the page, in a font that has every character, or a word about what to install."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from banbucheng.adapters.report import figures_png
from banbucheng.adapters.report._drawings import Bars, Columns, Dots, Drawing, Heat, drawings
from banbucheng.adapters.report._svg import svg
from banbucheng.adapters.report._words import Words
from banbucheng.errors import BadInput
from banbucheng.ledger import Report

from ._desk import MEIZHOU, Bench
from ._report import made

_fonts = import_module("banbucheng.adapters.report._fonts")
_ft2font = import_module("matplotlib.ft2font")
_picture = import_module("banbucheng.adapters.report._png")
_data = import_module("matplotlib").get_data_path()
#: A font that comes with matplotlib and has no Chinese.
LATIN = Path(_data) / "fonts" / "ttf" / "DejaVuSans.ttf"
CODES = ("trend", "kinds", "causes", "days", "units", "passes")


def drawn(lang: str = "zh", report: Report | None = None) -> Mapping[str, Drawing]:
    """The figures of March, as data."""
    return drawings(report or made(), Words(MEIZHOU, lang))


@pytest.fixture
def chinese() -> Path:
    """A font of this machine that has every character of the report."""
    try:
        path: Path = _fonts.font_for("".join(text for each in drawn().values() for text in _picture._texts(each)))  # noqa: SLF001 - our own
    except BadInput as missing:
        pytest.skip(str(missing))
    return path


def test_each_figure_is_a_picture(tmp_path: Path, chinese: Path) -> None:
    """Issue 7, 6: PNG of each figure: one file for each that has anything to show, named for its section."""
    written = figures_png(made(), MEIZHOU, tmp_path / "new", font=chinese)
    assert [f"{code}.png" for code in CODES if code in drawn()] == [path.name for path in written]
    assert {b"\x89PNG\r\n\x1a\n"} == {path.read_bytes()[:8] for path in written}


def test_the_same_report_is_the_same_picture(tmp_path: Path, chinese: Path) -> None:
    """Issue 7, 2: made again to the byte."""
    for folder in ("a", "b"):
        figures_png(made(), MEIZHOU, tmp_path / folder, font=chinese)
    assert (tmp_path / "a" / "days.png").read_bytes() == (tmp_path / "b" / "days.png").read_bytes()


def test_a_font_without_chinese_is_refused_and_named(tmp_path: Path) -> None:
    """Issue 7, 6: a missing CJK font is a clear error that names the package, never boxes."""
    with pytest.raises(BadInput, match="fonts-wqy-microhei") as caught:
        figures_png(made(), MEIZHOU, tmp_path, font=LATIN)
    assert "U+" in str(caught.value)
    assert [] == list(tmp_path.iterdir())


def test_the_font_of_the_environment_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Font discovery: argument, then BANBUCHENG_FONT, then the system."""
    monkeypatch.setenv("BANBUCHENG_FONT", str(LATIN))
    with pytest.raises(BadInput, match="DejaVuSans"):
        figures_png(made(), MEIZHOU, tmp_path)
    assert LATIN == _fonts.font_for("abc")
    monkeypatch.setenv("BANBUCHENG_FONT", str(tmp_path / "none.ttf"))
    with pytest.raises(BadInput, match=r"none\.ttf"):
        _fonts.font_for("abc")


def test_without_any_font_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a CJK font: the error says what to install, and which characters are missing."""
    monkeypatch.delenv("BANBUCHENG_FONT", raising=False)
    monkeypatch.setattr(_fonts, "_installed", lambda: iter([LATIN]))
    with pytest.raises(BadInput, match="fonts-wqy-microhei"):
        _fonts.font_for("\u529e\u4e0d\u6210\u4e8b")
    assert LATIN == _fonts.font_for("only Latin 12%")


def test_a_rare_character_is_missed_where_the_font_has_it_not(chinese: Path) -> None:
    """A font of Chinese that lacks one character of a name is no font for it."""
    lacking = next(
        chr(each) for each in range(0x2A6DF, 0x20000, -1) if each not in _ft2font.FT2Font(str(chinese)).get_charmap()
    )
    with pytest.raises(BadInput, match="U\\+2"):
        _fonts.font_for(lacking, chinese)


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    """Bad input: a file that is no font."""
    path = tmp_path / "a.ttf"
    path.write_text("no font", encoding="utf-8")
    with pytest.raises(BadInput, match=r"\.ttf"):
        _fonts.font_for("abc", path)


def test_pictures_and_page_show_the_same_data(tmp_path: Path, chinese: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures are the same data as the page's: whatever is written in one is written in the other."""
    said: list[str] = []
    text = import_module("matplotlib.text").Text
    draw = text.draw

    def noting(self: Any, *arguments: Any, **named: Any) -> Any:
        said.append(self.get_text())
        return draw(self, *arguments, **named)

    monkeypatch.setattr(text, "draw", noting)
    for code, each in drawn().items():
        said.clear()
        _picture._Picture(chinese).save(each, tmp_path / "a.png")  # noqa: SLF001 - our own
        shown, page = " ".join(said), svg(each)
        match each:
            case Bars(bars=bars) | Columns(bars=bars):
                expected = [text for bar in bars for text in (bar.name, bar.said)]
            case Dots(dots=dots):
                expected = [text for dot in dots for text in (dot.name, dot.said)]
            case Heat(names=names, cells=cells):
                expected = [*names, *(said for _, said in cells.values())]
        assert [] == [text for text in expected if text not in shown], code
        assert [] == [text for text in expected if text not in page], code


def test_signs_of_mathematics_in_a_name_are_signs(tmp_path: Path) -> None:
    """A unit's name with dollar signs and backslashes is drawn as it is written."""
    report = evolve(made(), by_kind={"a $\\frac{$ b": made().whole})
    names = drawn("en", report)["kinds"]
    assert isinstance(names, Bars)
    path = _picture._Picture(LATIN).save(names, tmp_path / "a.png")  # noqa: SLF001 - our own
    assert path.stat().st_size


def test_an_empty_month_has_no_figure(tmp_path: Path) -> None:
    """Nothing is drawn of nothing."""
    assert {} == drawn(report=made(Bench()))
    assert () == figures_png(made(Bench()), MEIZHOU, tmp_path, font=LATIN)


def test_a_long_name_is_cut_and_not_laid_over_the_bars() -> None:
    """A name has half of the drawing at most, so that there is room for its bar."""
    report = evolve(made(), by_kind={"x" * 400: made().whole})
    assert "\u2026" in svg(drawn("en", report)["kinds"])


def test_a_matrix_of_many_units_keeps_the_busiest() -> None:
    """Of thirty units that pass the ball, the twenty that do so most are shown."""
    report = made()
    (passes,) = report.passes.values()
    pairs = {(f"a{n:02}", f"b{n:02}"): evolve(passes, returned=n + 1) for n in range(15)}
    heat = drawn("en", evolve(report, passes=pairs))["passes"]
    assert isinstance(heat, Heat)
    assert [f"{side}{n:02}" for side in "ab" for n in range(5, 15)] == [*heat.names]
    assert 10 == len(heat.cells)


def test_without_its_extra_a_picture_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad input that names the package and the extra."""
    for name in ("matplotlib.font_manager", "matplotlib.ft2font"):
        monkeypatch.setitem(import_module("sys").modules, name, None)
    with pytest.raises(BadInput, match=r"matplotlib.*banbucheng\[plot\]"):
        figures_png(made(), MEIZHOU, tmp_path)
