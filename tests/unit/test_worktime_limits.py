"""Limits as values: their short forms, their words, and what they refuse."""

from datetime import UTC, time

import pytest

from banbucheng.errors import BadInput
from banbucheng.worktime import (
    CountFrom,
    EndOfBusiness,
    Ends,
    HalfWorkingDays,
    Months,
    NaturalDays,
    NaturalHours,
    NaturalMinutes,
    TimeLimit,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    limit_from_text,
    limit_in_words,
)

FORMS: list[tuple[str, TimeLimit, str, str]] = [
    ("2wd", WorkingDays(2), "2个工作日", "2 working days"),
    ("1wd", WorkingDays(1), "1个工作日", "1 working day"),
    ("10d", NaturalDays(10), "10天", "10 days"),
    ("1hwd", HalfWorkingDays(1), "半个工作日", "half a working day"),
    ("3wh", WorkingHours(3), "3个工作小时", "3 working hours"),
    ("30wm", WorkingMinutes(30), "30个工作分钟", "30 working minutes"),
    ("24h", NaturalHours(24), "24小时", "24 hours"),
    ("15min", NaturalMinutes(15), "15分钟", "15 minutes"),
    ("1mo", Months(1), "1个月", "1 month"),
    ("eob", EndOfBusiness(), "下班前", "end of business"),
]
NUMBERED = [
    WorkingDays,
    NaturalDays,
    HalfWorkingDays,
    WorkingHours,
    WorkingMinutes,
    NaturalHours,
    NaturalMinutes,
    Months,
]


@pytest.mark.parametrize(("text", "limit"), [row[:2] for row in FORMS], ids=[row[0] for row in FORMS])
def test_a_limit_has_a_short_form(text: str, limit: TimeLimit) -> None:
    """Each limit is written and read in one short form."""
    assert text == str(limit)
    assert limit == limit_from_text(text)


@pytest.mark.parametrize(("limit", "zh", "en"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS])
def test_a_limit_in_words(limit: TimeLimit, zh: str, en: str) -> None:
    """Each limit can be said in both languages."""
    assert (zh, en) == (limit_in_words(limit, "zh"), limit_in_words(limit, "en"))


@pytest.mark.parametrize(
    "text", ["", "2", "wd", "2 wd", "2wds", "-1wd", "1.5d", "２wd", "2WD", "9999999999wd", "eob2", "2y"]
)
def test_a_text_that_is_no_limit(text: str) -> None:
    """An unknown text is refused, and the error lists the forms."""
    with pytest.raises(BadInput, match=r"2wd .working days.*eob"):
        limit_from_text(text)


@pytest.mark.parametrize("number", [-1, True, False, 2.0, "2", None, 10**9])
@pytest.mark.parametrize("kind", NUMBERED, ids=lambda kind: kind.__name__)
def test_a_number_that_counts_nothing(kind: type[WorkingDays], number: object) -> None:
    """D11 n negative, bool, float, > bound: refused, naming the value and what is allowed."""
    with pytest.raises(BadInput, match=rf"{kind.__name__}: .*whole number from 0 to \d+"):
        kind(number)  # type: ignore[arg-type] # the wrong type is the point


def test_a_number_beyond_the_bound_in_a_text() -> None:
    """A short form has the bounds of its limit."""
    with pytest.raises(BadInput, match="from 0 to 10000"):
        limit_from_text("10001wd")


@pytest.mark.parametrize("value", ["17:00", 17, time(17, tzinfo=UTC)])
def test_a_cut_off_is_a_time_of_day(value: object) -> None:
    """A cut-off that is no local time of day is refused."""
    with pytest.raises(BadInput, match="time of day"):
        WorkingDays(2, cut_off=value)  # type: ignore[arg-type] # the wrong type is the point


def test_a_counting_rule_is_one_of_those_there_are() -> None:
    """A counting rule or an end that is none is refused, with those that are."""
    with pytest.raises(BadInput, match="CountFrom: day_after, next_workday"):
        WorkingDays(2, count_from="day_after")  # type: ignore[arg-type] # the wrong type is the point
    with pytest.raises(BadInput, match="Ends: midnight, close_of_business"):
        Months(2, ends=CountFrom.DAY_AFTER)  # type: ignore[arg-type] # the wrong type is the point


def test_limits_are_values() -> None:
    """Equal rules make equal limits; another rule makes another limit, though its short form is the same."""
    closing = WorkingDays(2, ends=Ends.CLOSE_OF_BUSINESS)

    assert {WorkingDays(2)} == {WorkingDays(2), WorkingDays(2, count_from=CountFrom.DAY_AFTER)}
    assert (closing != WorkingDays(2), str(closing)) == (True, "2wd")


def test_limits_of_different_kinds_differ() -> None:
    """Three hours are not three minutes, though both are three of something, and each says what it is."""
    kinds = [kind(3) for kind in NUMBERED]

    assert len(NUMBERED) == len(set(kinds)) == len({repr(each) for each in kinds})
    assert "WorkingHours(number=3)" == repr(WorkingHours(3))
    assert WorkingHours(3) != 3


def test_limits_can_be_taken_apart() -> None:
    """A limit is taken apart by `match` with its number in the first place."""
    match limit_from_text("5wd"):
        case WorkingDays(number):
            assert 5 == number
        case _:
            pytest.fail("5wd is a number of working days")


def test_a_language_that_is_not_spoken() -> None:
    """Another language is refused, with those there are."""
    with pytest.raises(BadInput, match="zh, en"):
        limit_in_words(WorkingDays(2), "fr")
