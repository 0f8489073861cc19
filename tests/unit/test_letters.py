"""Letters from a CSV file: every row that can be read is kept, every other is named with its line and the reason."""

import csv
import io
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banbucheng.adapters.china import china
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.cli._letters import Letters, read_letters
from banbucheng.errors import RulebookError
from banbucheng.terms import Channel, ComplainantKind, DeclineGround, DemandType, Rating, SpecialGroup

BOOK, CALENDAR = load_profile("meizhou"), china()
SHANGHAI = ZoneInfo("Asia/Shanghai")
CAME = datetime(2025, 9, 15, 9, 30, tzinfo=SHANGHAI)


def read(path: Path) -> Letters:
    """What a Meizhou desk reads in a file."""
    return read_letters(path, book=BOOK, calendar=CALENDAR)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the letters of a test lie."""
    return tmp_path / "letters.csv"


def rows(path: Path, *lines: str, header: str = "编号,来信时间,主题", encoding: str = "utf-8") -> Letters:
    """What is read in a file of these lines under a header."""
    path.write_bytes("\n".join([header, *lines, ""]).encode(encoding))
    return read(path)


def told(letters: Letters) -> list[str]:
    """The rows that could not be read, as they are told."""
    return [str(fault) for fault in letters.rejected]


# What is right


def test_a_row_becomes_a_letter(file: Path) -> None:
    """Every column has its place in the complaint; the codes may stand there in words."""
    header = "编号,来信时间,答复时间,主题,内容,渠道,诉求类型,区划,反映人类型,特殊群体,跑动次数,满意度,不予受理"
    line = (
        "B1,2025-09-15 09:30:00,2025-09-16 10:00:01,系统打不开,试了三次,窗口,投诉,441402,企业,老年人|代办,2,满意,"
        "民事纠纷"
    )

    (letter,) = rows(file, line, header=header).read

    complaint = letter.complaint
    assert ("B1", 2) == (letter.id, letter.line)
    assert ("系统打不开", "试了三次", "letters:B1", 2) == (
        complaint.subject,
        complaint.detail,
        complaint.reference,
        complaint.visits,
    )
    assert (Channel.WINDOW, DemandType.COMPLAINT, "441402") == (complaint.channel, complaint.demand, complaint.region)
    assert ComplainantKind.ORGANISATION == complaint.complainant.kind
    assert {SpecialGroup.ELDERLY, SpecialGroup.PROXY} == complaint.complainant.groups
    assert (CAME, datetime(2025, 9, 16, 10, 0, 1, tzinfo=SHANGHAI)) == (complaint.received_at, letter.answered_at)
    assert (Rating.SATISFIED, DeclineGround.CIVIL_DISPUTE) == (letter.rating, letter.declined)


def test_three_columns_are_enough(file: Path) -> None:
    """A number, a moment and a subject make a letter; it came online, to the city, and asks for help."""
    (letter,) = rows(file, "1,2025-09-15 09:30:00,老人没有智能手机").read

    assert (Channel.ONLINE, DemandType.HELP, "441400") == (
        letter.complaint.channel,
        letter.complaint.demand,
        letter.complaint.region,
    )
    assert (None, None, None) == (letter.answered_at, letter.rating, letter.declined)


def test_the_order_of_the_columns_is_free(file: Path) -> None:
    """Columns are found by their names, in any order; those that nobody asks for are let be."""
    (letter,) = rows(file, "7,x,2025-09-15 9:30,1", header=" 来信字数 ,主题,来信时间,编号").read

    assert ("1", "x", CAME) == (letter.id, letter.complaint.subject, letter.complaint.received_at)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019/4/25 9:32:09", datetime(2019, 4, 25, 9, 32, 9, tzinfo=SHANGHAI)),
        ("2019-04-25 09:32:09", datetime(2019, 4, 25, 9, 32, 9, tzinfo=SHANGHAI)),
        ("2019-4-25 9:32", datetime(2019, 4, 25, 9, 32, tzinfo=SHANGHAI)),
        ("2019-04-25T09:32:09", datetime(2019, 4, 25, 9, 32, 9, tzinfo=SHANGHAI)),
        ("2019-04-25T09:32:09.250", datetime(2019, 4, 25, 9, 32, 9, 250_000, tzinfo=SHANGHAI)),
        ("2019-04-25T01:32:09Z", datetime(2019, 4, 25, 1, 32, 9, tzinfo=UTC)),
        ("2019-04-25T09:32:09+08:00", datetime(2019, 4, 25, 9, 32, 9, tzinfo=SHANGHAI)),
        ("2019-04-24T20:32:09-05:00", datetime(2019, 4, 24, 20, 32, 9, tzinfo=timezone(timedelta(hours=-5)))),
        ("  2019/4/25 9:32:09 ", datetime(2019, 4, 25, 9, 32, 9, tzinfo=SHANGHAI)),
    ],
)
def test_moments_are_read_as_people_write_them(file: Path, text: str, moment: datetime) -> None:
    """As spreadsheets write them and as ISO 8601 does; one without an offset is local time in China."""
    (letter,) = rows(file, f"1,{text},主题").read

    assert (moment, SHANGHAI) == (letter.complaint.received_at, letter.complaint.received_at.tzinfo)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_the_usual_encodings_are_read(file: Path, encoding: str) -> None:
    """UTF-8 with and without its mark, and what a Chinese spreadsheet saves."""
    assert ["开发区"] == [
        each.complaint.subject for each in rows(file, "1,2025-09-15 9:30,开发区", encoding=encoding).read
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_usual_ends_of_line_are_read(file: Path, end: str) -> None:
    """Of Unix, Windows, and spreadsheets of old."""
    file.write_bytes(end.join(["编号,来信时间,主题", "1,2025-09-15 9:30,x", "2,2025-09-15,y", ""]).encode())

    found = read(file)

    assert (2, ["1"], ["line 3"]) == (
        found.rows,
        [each.id for each in found.read],
        [each.where for each in found.rejected],
    )


def test_lines_are_those_of_the_file(file: Path) -> None:
    """A text that runs over several lines, and empty lines, do not put the numbers of the lines out."""
    found = rows(
        file,
        '1,2025-09-15 9:30,"第一行',
        "第二行",
        '第三行"',  # one row, lines 2 to 4
        "",  # 5
        "2,soon,x",  # 6
        '3,2025-09-15 9:30,"a ""b"", c"',  # 7
        "4,soon,y",  # 8
    )

    assert [2, 7] == [letter.line for letter in found.read]
    assert ["第一行\n第二行\n第三行", 'a "b", c'] == [letter.complaint.subject for letter in found.read]
    assert ["line 6", "line 8"] == [fault.where for fault in found.rejected]
    assert 4 == found.rows


def test_what_a_terminal_would_obey_is_taken_out(file: Path) -> None:
    """Control characters, NUL among them, are marked as unreadable; the rest of the letter is kept."""
    file.write_bytes("编号,来信时间,主题,内容\n1,2025-09-15 9:30,a\0b\x1b[31mc,tab\tkept".encode())

    (letter,) = read(file).read

    assert ("a\ufffdb\ufffd[31mc", "tab\tkept") == (letter.complaint.subject, letter.complaint.detail)


# What is wrong with a row


HEADER = "编号,来信时间,主题,答复时间,渠道,区划,跑动次数,满意度,不予受理,特殊群体"
GOOD = "1,2025-09-15 09:30:00,主题,2025-09-16 10:00:00,窗口,441402,2,满意,,老年人"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (GOOD.replace("1,2025-09-15", ",2025-09-15"), "编号"),
        (GOOD.replace("主题", " "), "subject"),
        (GOOD.replace("09-15", "09-31"), "来信时间: '2025-09-31 09:30:00'"),
        (GOOD.replace("09:30:00", "24:30:00"), "来信时间: '2025-09-15 24:30:00'"),
        (GOOD.replace("2025-09-15 09:30:00", ""), "来信时间: ''"),
        (GOOD.replace("2025-09-15 09:30:00", "2025-09-15"), "来信时间: '2025-09-15'"),
        (GOOD.replace("2025-09-15 09:30:00", "45915.39583"), "来信时间: '45915.39583'"),
        (GOOD.replace("2025-09-15 09:30:00", "15/9/2025 9:30"), "来信时间: '15/9/2025 9:30'"),
        (GOOD.replace("2025-09-15 09:30:00", "2025年9月15日 9:30"), "来信时间: '2025年9月15日 9:30'"),
        (GOOD.replace("2025-09-15 09:30:00", "0000-09-15 09:30:00"), "来信时间"),
        (GOOD.replace("2025-09-15 09:30:00", "1983-09-15 09:30:00"), "takes letters from 2004-01-01"),
        (GOOD.replace("2025-09-16", "9999-12-31"), "takes letters from 2004-01-01"),
        (GOOD.replace("2025-09-16", "2205-09-16"), "答复时间: '2205-09-16 10:00:00'"),
        (GOOD.replace("2025-09-16 10:00:00", "9999-12-31T23:59:59-12:00"), "答复时间"),
        (GOOD.replace("2025-09-16", "2025-09-14"), "not before the letter came, 2025-09-15 09:30:00"),
        (GOOD.replace("2025-09-16 10:00:00", "x"), "答复时间: 'x'"),
        (GOOD.replace("窗口", "当面"), "'当面' cannot be used; give one of 窗口"),
        (GOOD.replace("441402", "440100"), "区划: '440100'"),
        (GOOD.replace(",2,", ",-2,"), "'-2' cannot be used; give a whole number"),
        (GOOD.replace(",2,", ",两次,"), "'两次' cannot be used; give a whole number"),
        (GOOD.replace(",2,", f",{'9' * 5000},"), ""),
        (GOOD.replace("满意", "还行"), "'还行' cannot be used; give one of 非常满意"),
        (GOOD.replace("满意,", "满意,不想管"), "'不想管' cannot be used; give one of"),
        (GOOD.replace("满意,", "满意,与现行政策法规不符"), "不予受理: '与现行政策法规不符'"),
        (GOOD.replace("老年人", "老年人|学生"), "'学生' cannot be used; give one of 老年人"),
        (GOOD + ",more", "11"),
        (GOOD.removesuffix(",老年人"), "9"),
        ("1", "the header has 10"),
    ],
)
def test_a_broken_row_is_named_and_the_others_are_kept(file: Path, line: str, said: str) -> None:
    """One broken row costs that row alone: its line and the reason are told, the good ones around it are kept."""
    before, after = GOOD.replace("1,", "before,", 1), GOOD.replace("1,", "after,", 1)

    found = rows(file, before, line, after, header=HEADER)

    assert ["before", "after"] == [letter.id for letter in found.read]
    assert ["line 3"] == [fault.where for fault in found.rejected]
    assert said in found.rejected[0].what
    assert 3 == found.rows


def test_every_broken_row_is_told_at_once(file: Path) -> None:
    """All faults of a file come together, in the order of the lines."""
    found = rows(file, "1,soon,x", "2,2025-09-15 9:30,", "3,2025-09-15 9:30,x", "4,2025-09-15 9:30")

    assert ["line 2", "line 3", "line 5"] == [fault.where for fault in found.rejected]
    assert (4, 1) == (found.rows, len(found.read))


def test_a_number_that_stands_twice_is_taken_once(file: Path) -> None:
    """The first row of a number is the letter; a second one is named, with the line of the first."""
    found = rows(file, "7,2025-09-15 9:30,x", "8,2025-09-15 9:30,y", "7,2025-09-15 9:31,z")

    assert ["x", "y"] == [letter.complaint.subject for letter in found.read]
    assert ["line 4: 编号: '7' cannot be used; it stands on line 2 already"] == told(found)


def test_a_number_whose_first_row_is_broken_is_still_free(file: Path) -> None:
    """A row that was not taken does not take its number with it."""
    assert ["y"] == [each.complaint.subject for each in rows(file, "7,soon,x", "7,2025-09-15 9:30,y").read]


def test_a_cell_without_end_costs_its_row_alone(file: Path) -> None:
    """A quote that is never closed, and a cell beyond what CSV readers take, are told as faults of a line."""
    endless = rows(file, "1,2025-09-15 9:30,x", f"2,2025-09-15 9:30,{'长' * 140_000}", "3,2025-09-15 9:30,y")
    assert (["1", "3"], ["line 3"]) == ([each.id for each in endless.read], [each.where for each in endless.rejected])

    unclosed = rows(file, '1,2025-09-15 9:30,"x', "2,2025-09-15 9:30,y")
    assert 1 == unclosed.rows == len(unclosed.read) + len(unclosed.rejected)


# What is wrong with a file


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", ["编号", "来信时间", "主题"]),
        ("编号,主题\n1,x\n".encode(), ["来信时间"]),
        (b"id,came,subject\n", ["编号", "来信时间", "主题"]),
        ("编号,来信时间,主题,主题\n".encode(), ["主题"]),
        ("编号,来信时间,主题\n1,2025-09-15 9:30,x\n".encode("utf-16-le"), ["编号", "来信时间", "主题"]),
    ],
)
def test_a_file_without_its_columns_is_refused(file: Path, content: bytes, faults: list[str]) -> None:
    """Each column that is missing or stands there twice is one fault of line 1; nothing is guessed."""
    file.write_bytes(content)

    with pytest.raises(RulebookError) as wrong:
        read(file)

    assert faults == [name for fault in wrong.value.faults for name in faults if f" {name} " in fault.what]
    assert {"line 1"} == {fault.where for fault in wrong.value.faults}


def test_a_header_alone_is_no_letter_and_no_fault(file: Path) -> None:
    """A file with a header and nothing below it has no letters."""
    assert Letters(rows=0, read=(), rejected=()) == rows(file)


def test_a_file_in_another_encoding_is_refused(file: Path) -> None:
    """What is neither UTF-8 nor GB 18030 is told how to save it."""
    file.write_bytes("编号,来信时间,主题\n".encode("utf-16"))

    with pytest.raises(RulebookError, match="save it as CSV UTF-8"):
        read(file)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    """A file that is not there, or is a folder, is one fault."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(RulebookError, match="cannot be read"):
            read(path)


# Whatever comes


def kept_or_named(content: bytes) -> None:
    """Any file is read, with each row either kept or named, or is refused with our own error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letters.csv"
        path.write_bytes(content)
        try:
            found = read(path)
        except RulebookError as error:
            assert error.faults  # noqa: PT017 - whether there was an error is not the point
            return
    assert found.rows == len(found.read) + len(found.rejected)
    assert len({letter.id for letter in found.read}) == len(found.read)
    assert [letter.line for letter in found.read] == sorted({letter.line for letter in found.read})
    assert not {letter.line for letter in found.read} & {int(fault.where.split()[1]) for fault in found.rejected}


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """No content of a file makes anything but letters, named rows, or our own error."""
    kept_or_named(content)


@given(st.binary(max_size=400))
def test_any_bytes_below_a_header_are_read_or_refused(content: bytes) -> None:
    """Nor does it where the header is sound."""
    kept_or_named("编号,来信时间,主题\n".encode() + content)


CELLS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.sampled_from(
        ["1", "2", "2025-09-15 9:30", "2019/4/25 9:32:09", "主题", "441402", "窗口", "", "满意", "涉法涉诉"]
    ),
    st.datetimes().map(str),
)


@settings(max_examples=200)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=6))
def test_any_rows_are_kept_or_named(cells: list[list[str]]) -> None:
    """Rows of any cells, written as CSV is written, are each kept or named."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["编号", "来信时间", "主题", "答复时间", "区划", "满意度"])
    writer.writerows(cells)
    kept_or_named(text.getvalue().encode())
