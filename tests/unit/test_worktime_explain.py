"""Explanations: every day of the stretch, whether it counted and why, in words and as a picture."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

import banbucheng.worktime as room
from banbucheng.adapters.china import china
from banbucheng.errors import BadInput
from banbucheng.worktime import (
    CountFrom,
    DayNote,
    EndOfBusiness,
    HalfWorkingDays,
    Hours,
    Months,
    NaturalDays,
    NaturalHours,
    NaturalMinutes,
    Overlay,
    PauseEnds,
    Reason,
    Span,
    TimeLimit,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    due,
    explain,
)

CHINA = china()
SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime:
    """A moment on the clocks of Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def reasons(notes: tuple[DayNote, ...]) -> list[str]:
    """The days of some notes with their reasons."""
    return [f"{note.on:%m-%d} {note.reason}" for note in notes]


def test_every_day_of_the_stretch() -> None:
    """C4 Fri 2025-01-24 + 5: Sunday the 26th works, the festival does not, and day five is 02-07."""
    found = explain(WorkingDays(5), date(2025, 1, 24), CHINA)

    assert due(WorkingDays(5), date(2025, 1, 24), CHINA) == found.deadline
    assert {
        date(2025, 1, 26): 1,
        date(2025, 1, 27): 2,
        date(2025, 2, 5): 3,
        date(2025, 2, 6): 4,
        date(2025, 2, 7): 5,
    } == {note.on: note.counted for note in found.notes if note.counted is not None}
    assert ["01-24 receipt", "01-25 weekend", "01-26 makeup_workday", "01-27 workday", "01-28 day_off"] == reasons(
        found.notes[:5]
    )
    assert ["spring_festival"] * 8 == [note.name for note in found.notes[4:12]]


@pytest.mark.parametrize(
    "limit",
    [
        WorkingDays(10),
        WorkingDays(0),
        WorkingDays(7, count_from=CountFrom.NEXT_WORKDAY),
        NaturalDays(10),
        NaturalDays(9, rolls=False),
        Months(1),
        HalfWorkingDays(7),
        WorkingHours(40),
        WorkingMinutes(95),
        NaturalHours(100),
        NaturalMinutes(15),
        EndOfBusiness(),
    ],
    ids=str,
)
@pytest.mark.parametrize("start", ["2025-01-24 16:00", "2025-01-25 10:00", "2025-03-05 09:30", "2026-12-24 11:00"])
@pytest.mark.parametrize("ends", PauseEnds)
def test_an_explanation_agrees_with_the_deadline(limit: TimeLimit, start: str, ends: PauseEnds) -> None:
    """Computed by the same code as the date: the deadline is that of `due`, and what counted adds up to the limit."""
    begun = moment(start)
    pauses = [Span(begun + timedelta(days=1), begun + timedelta(days=3))]

    found = explain(limit, begun, CHINA, pauses=pauses, pause_ends=ends)

    assert due(limit, begun, CHINA, pauses=pauses, pause_ends=ends) == found.deadline
    assert [begun.date() + timedelta(days=n) for n in range(len(found.notes))] == [note.on for note in found.notes]
    assert found.deadline.on == found.notes[-1].on
    counted = [note.counted for note in found.notes if note.counted is not None]
    match limit:
        case WorkingDays(number) if number:
            assert list(range(1, number + 1)) == counted
        case NaturalDays(number):
            assert list(range(1, number + 1)) == counted
        case HalfWorkingDays(number):
            assert number == max(counted)
        case WorkingHours(number) | NaturalHours(number):
            assert timedelta(hours=number) == sum((note.time for note in found.notes if note.time), timedelta())
        case WorkingMinutes(number) | NaturalMinutes(number):
            assert timedelta(minutes=number) == sum((note.time for note in found.notes if note.time), timedelta())
        case _:
            assert [] == [number for number in counted if number < 1]


def test_paused_days_say_so() -> None:
    """P1 the pause day stands still, the resume day counts."""
    pauses = [Span(moment("2025-03-07 10:00"), moment("2025-03-12 10:00"))]
    found = explain(WorkingDays(5), date(2025, 3, 5), CHINA, pauses=pauses)

    assert [
        "03-06 workday",
        "03-07 paused",
        "03-08 paused",
        "03-09 paused",
        "03-10 paused",
        "03-11 paused",
        "03-12 workday",
    ] == reasons(found.notes[1:8])


def test_what_belongs_to_the_receipt() -> None:
    """After the cut-off, and under school B, the days up to the deemed receipt are named so."""
    limit = WorkingDays(1, cut_off=time(17), count_from=CountFrom.NEXT_WORKDAY)
    found = explain(limit, moment("2025-03-14 18:00"), CHINA)

    assert [
        "03-14 receipt",
        "03-15 deemed_receipt",
        "03-16 deemed_receipt",
        "03-17 deemed_receipt",
        "03-18 workday",
    ] == reasons(found.notes)


def test_a_last_day_that_rolls() -> None:
    """民法典 203: the days off after the last are no longer counted, and the day it moves to says so."""
    found = explain(NaturalDays(10), date(2025, 1, 20), CHINA)

    assert (10, date(2025, 1, 30)) == max((note.counted, note.on) for note in found.notes if note.counted)
    assert ["02-04 day_off", "02-05 rolled"] == reasons(found.notes[-2:])


def test_what_is_not_announced_says_so() -> None:
    """A day that a notice may still turn is undecided, and counted as expected."""
    found = explain(WorkingDays(10), date(2026, 12, 25), china(as_of=date(2026, 6, 1)))

    assert Reason.UNDECIDED in {note.reason for note in found.notes}
    assert found.deadline.provisional


def test_days_that_an_office_changes() -> None:
    """A closure bears its own name, and extended service is open and yet not counted."""
    calendar = CHINA.with_overlay(Overlay(name="台风“苏拉”", off=[date(2025, 9, 1)])).with_overlay(
        Overlay(name="周六开放", on=[date(2025, 8, 30)], counts=False)
    )
    found = explain(WorkingDays(1), date(2025, 8, 29), calendar)

    assert ["08-30 extended_service", "08-31 weekend", "09-01 day_off", "09-02 workday"] == reasons(found.notes[1:])
    assert "2025-09-01 周一·台风“苏拉”" in found.text("zh").splitlines()


def test_a_text_in_chinese() -> None:
    """Each day a line, with its weekday, what it is and its number, and the outcome last."""
    lines = explain(WorkingDays(6), date(2025, 1, 27), CHINA).text("zh").splitlines()

    assert "2025-01-27 周一·收件日，不计" == lines[0]
    assert "2025-01-28 周二·春节" == lines[1]
    assert "2025-02-08 周六·调休上班 第4个工作日" == lines[12]
    assert "2025-02-09 周日·周末" == lines[13]
    assert f"截止：2025-02-11 24:00（6个工作日，日历{CHINA.edition}）" == lines[-1]


def test_a_text_in_english() -> None:
    """The same in English, with the range of a provisional deadline."""
    calendar = china(as_of=date(2026, 6, 1))
    lines = explain(WorkingDays(10), date(2026, 12, 25), calendar).text("en").splitlines()

    assert "2026-12-28 Mon · working day no. 1" == lines[3]
    assert "2027-01-01 Fri · New Year" == lines[7]
    assert lines[-1].startswith("due 2027-01-11 24:00 (10 working days, calendar cn-2026@2025-11-04), provisional, ")


def test_hours_in_words() -> None:
    """A limit in hours says how much of it each day used."""
    lines = explain(WorkingHours(8), moment("2025-03-10 16:30"), CHINA).text("zh").splitlines()

    assert [
        "2025-03-10 周一·工作日 计60分钟",
        "2025-03-11 周二·工作日 计390分钟",
        "2025-03-12 周三·工作日 计30分钟",
    ] == lines[:3]
    assert lines[3].startswith("截止：2025-03-12 09:30（8个工作小时")


PICTURE = """\
2025年02月
 一  二  三  四  五  六  日
                      1.  2.
  3.  4.  5*  6*  7*  8*  9.
 10* 11! 12  13  14  15  16
 17  18  19  20  21  22  23
 24  25  26  27  28

> 收件  * 计入  . 休息  ! 截止"""


def test_a_picture_of_the_months() -> None:
    """A small picture in the terminal: every day of the stretch with its sign, months in order, the signs explained."""
    picture = explain(WorkingDays(6), date(2025, 1, 27), CHINA).month("zh")

    assert PICTURE == picture[picture.index("2025年02月") :]
    assert picture.startswith("2025年01月\n 一  二  三  四  五  六  日\n")
    assert " 27> 28. 29. 30. 31." in picture


def test_a_picture_in_english() -> None:
    """The same in English, with paused days."""
    pauses = [Span(moment("2025-03-07 10:00"), moment("2025-03-12 10:00"))]
    lines = explain(WorkingDays(5), date(2025, 3, 5), CHINA, pauses=pauses).month("en").splitlines()

    assert ["2025-03", " Mo  Tu  We  Th  Fr  Sa  Su"] == lines[:2]
    assert "  3   4   5>  6*  7=  8=  9=" == lines[3]
    assert "> receipt  * counted  . off  = paused  ! due" == lines[-1]


def test_a_language_that_is_not_spoken() -> None:
    """Another language is refused, with those there are."""
    found = explain(WorkingDays(1), date(2025, 3, 5), CHINA)

    for render in (found.text, found.month):
        with pytest.raises(BadInput, match="zh, en"):
            render("fr")


def test_half_days_in_words() -> None:
    """Half days are numbered by the last one of the day."""
    lines = explain(HalfWorkingDays(3), moment("2025-03-10 15:00"), CHINA).text("zh").splitlines()

    assert [
        "2025-03-10 周一·收件日，不计",
        "2025-03-11 周二·工作日 第2个半天",
        "2025-03-12 周三·工作日 第3个半天",
    ] == lines[:3]


def test_closed_weekdays_are_days_off() -> None:
    """A weekday that is off without a name is a day off all the same."""
    calendar = CHINA.with_overlay(Overlay(name="", off=[date(2025, 3, 6)]))

    assert "2025-03-06 周四·休息日" == explain(WorkingDays(1), date(2025, 3, 5), calendar).text("zh").splitlines()[1]


def test_hours_of_a_changing_day_are_real() -> None:
    """The hours of a day on which the clocks change are those that passed."""
    berlin = china(hours=Hours.of(daily="00:00-24:00"))
    found = explain(NaturalHours(48), moment("2025-03-29 00:00"), berlin)

    assert [timedelta(hours=24)] * 2 == [note.time for note in found.notes]


def test_the_room_opens_on_what_its_stub_promises() -> None:
    """The names that the lazy door lists are there, and no others."""
    assert set(room.__all__) <= set(dir(room))
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = room.no_such_thing  # type: ignore[attr-defined] # it is the claim that there is none
