"""Pauses: what stands still under each policy, and what never costs anything."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from banbucheng.adapters.china import china
from banbucheng.worktime import (
    EndOfBusiness,
    HalfWorkingDays,
    Months,
    NaturalDays,
    NaturalHours,
    PauseEnds,
    Span,
    TimeLimit,
    WorkingDays,
    WorkingHours,
    due,
    elapsed,
    worked,
)

CHINA = china()
SHANGHAI = ZoneInfo("Asia/Shanghai")
RECEIVED = date(2025, 3, 5)
FIVE = WorkingDays(5)


def moment(text: str) -> datetime:
    """A moment on the clocks of Shanghai; a day alone is its ten o'clock."""
    return datetime.fromisoformat(text if " " in text else f"{text} 10:00").replace(tzinfo=SHANGHAI)


def pause(opens: str, closes: str) -> Span:
    """A pause of 2025."""
    return Span(moment(f"2025-{opens}"), moment(f"2025-{closes}"))


@pytest.mark.parametrize(
    ("ends", "on"),
    [
        (PauseEnds.FROM_PAUSE_DAY, "2025-03-17"),
        (PauseEnds.BOTH_DAYS, "2025-03-18"),
        (PauseEnds.WHOLE_DAYS, "2025-03-14"),
    ],
)
def test_which_ends_of_a_pause_stand_still(ends: PauseEnds, on: str) -> None:
    """P1 Received Wed 2025-03-05, 5 WD = 03-12. Pause Fri 03-07, resume Wed 03-12: 03-17, or 03-18, or 03-14, by policy."""
    assert date(2025, 3, 12) == due(FIVE, RECEIVED, CHINA).on
    assert date.fromisoformat(on) == due(FIVE, RECEIVED, CHINA, pauses=[pause("03-07", "03-12")], pause_ends=ends).on


def test_the_resume_day_counts_unless_said_otherwise() -> None:
    """P1 the pause day is excluded and the resume day counts (proposed): 03-17."""
    assert date(2025, 3, 17) == due(FIVE, RECEIVED, CHINA, pauses=[pause("03-07", "03-12")]).on


@pytest.mark.parametrize("ends", PauseEnds)
def test_a_pause_within_a_day_costs_nothing(ends: PauseEnds) -> None:
    """P2 Pause and resume the same day: 03-12, unchanged, or the abuse of 10 one-minute pauses buys 10 days."""
    minutes = [pause(f"03-{day:02} 10:00", f"03-{day:02} 10:01") for day in range(5, 15)]

    assert date(2025, 3, 12) == due(FIVE, RECEIVED, CHINA, pauses=minutes, pause_ends=ends).on


def test_a_pause_over_a_weekend_costs_nothing() -> None:
    """P3 Pause only over a weekend: unchanged."""
    assert date(2025, 3, 12) == due(FIVE, RECEIVED, CHINA, pauses=[pause("03-08 00:00", "03-10 00:00")]).on


def test_a_pause_over_national_day() -> None:
    """P4 received 2025-09-29, 5 WD = 10-13; pause [09-30, 10-10) -> 10-15 (two working days: 09-30 and 10-09)."""
    received = date(2025, 9, 29)

    assert date(2025, 10, 13) == due(FIVE, received, CHINA).on
    assert date(2025, 10, 15) == due(FIVE, received, CHINA, pauses=[pause("09-30 00:00", "10-10 00:00")]).on


@pytest.mark.parametrize("ends", PauseEnds)
def test_pauses_are_united(ends: PauseEnds) -> None:
    """P5 Two pauses the same day or adjacent: union, never double. P6 Overlapping pauses: unioned."""
    whole = due(FIVE, RECEIVED, CHINA, pauses=[pause("03-07", "03-12")], pause_ends=ends)

    for parts in (
        [pause("03-07", "03-10"), pause("03-10", "03-12")],
        [pause("03-07", "03-11"), pause("03-10", "03-12")],
        [pause("03-10", "03-12"), pause("03-07", "03-10")],
        [pause("03-07", "03-12"), pause("03-07", "03-12")],
        [pause("03-07", "03-12"), pause("03-10 11:00", "03-10 12:00")],
    ):
        assert whole == due(FIVE, RECEIVED, CHINA, pauses=parts, pause_ends=ends)


def test_two_pauses_that_share_a_day() -> None:
    """P5 A day on which one pause ends and the next begins is paused once."""
    parts = [pause("03-07 10:00", "03-10 10:00"), pause("03-10 15:00", "03-12 10:00")]

    assert date(2025, 3, 17) == due(FIVE, RECEIVED, CHINA, pauses=parts).on
    assert date(2025, 3, 18) == due(FIVE, RECEIVED, CHINA, pauses=parts, pause_ends=PauseEnds.BOTH_DAYS).on


def test_a_pause_outside_the_time_costs_nothing() -> None:
    """A pause over before the receipt, or that begins after the last day, changes nothing."""
    for far in (pause("02-10", "02-20"), pause("03-13", "03-20")):
        assert due(FIVE, RECEIVED, CHINA) == due(FIVE, RECEIVED, CHINA, pauses=[far])


@pytest.mark.parametrize("now", ["03-12 23:59", "03-13 09:00", "03-20 09:00", "05-06 09:00"])
@pytest.mark.parametrize("ends", [PauseEnds.FROM_PAUSE_DAY, PauseEnds.BOTH_DAYS])
@pytest.mark.parametrize(
    "limit",
    [FIVE, NaturalDays(7), Months(1), HalfWorkingDays(9), WorkingHours(30), NaturalHours(150), EndOfBusiness()],
    ids=str,
)
def test_nothing_is_overdue_while_paused(limit: TimeLimit, ends: PauseEnds, now: str) -> None:
    """P9 While paused: no breach, even if the old date passes: counted with a pause until now, the time is never up before."""
    started = moment("2025-03-05 09:30")
    held = due(limit, started, CHINA)
    begun = min(moment("2025-03-12 09:30"), held.at - timedelta(minutes=1))

    found = due(limit, started, CHINA, pauses=[Span(begun, moment(f"2025-{now}"))], pause_ends=ends)

    assert found.at > moment(f"2025-{now}")


@pytest.mark.parametrize("ends", PauseEnds)
@pytest.mark.parametrize(
    ("paused", "resumed"), [("03-07", "03-12"), ("03-06", "03-25"), ("03-12", "04-30"), ("03-10", "03-11")]
)
def test_what_is_used_at_the_end_is_what_was_given(paused: str, resumed: str, ends: PauseEnds) -> None:
    """P14 invariant, whatever the policy: on the last day exactly the limit has been used."""
    pauses = [pause(paused, resumed)]
    held = due(FIVE, RECEIVED, CHINA, pauses=pauses, pause_ends=ends)

    assert 5 == elapsed(RECEIVED, held.on, CHINA, pauses=pauses, pause_ends=ends)


@pytest.mark.parametrize(
    ("paused", "resumed"), [("03-07", "03-12"), ("03-06", "03-25"), ("03-12", "04-30"), ("03-10", "03-11")]
)
def test_the_remaining_days_are_the_same_before_and_after(paused: str, resumed: str) -> None:
    """P14 Remaining days are equal before and after a pause: what the pause day found left, the resume day finds left."""
    span = pause(paused, resumed)
    held = due(FIVE, RECEIVED, CHINA, pauses=[span])

    before = 5 - elapsed(RECEIVED, span.opens - timedelta(days=1), CHINA)
    after = elapsed(span.closes - timedelta(days=1), held.on, CHINA)

    assert before == after


def test_hours_stand_still_to_the_moment() -> None:
    """A limit in hours is paused in hours: two hours of pause within opening hours move it by two."""
    start = moment("2025-03-10 09:00")
    pauses = [pause("03-10 10:00", "03-10 13:00")]

    assert moment("2025-03-10 12:00") == due(WorkingHours(3), start, CHINA).at
    assert moment("2025-03-10 16:00") == due(WorkingHours(3), start, CHINA, pauses=pauses).at
    assert moment("2025-03-10 15:00") == due(NaturalHours(3), start, CHINA, pauses=pauses).at
    assert timedelta(hours=3) == worked(start, moment("2025-03-10 16:00"), CHINA, pauses=pauses)


def test_a_quota_that_is_met_when_a_pause_begins_is_met() -> None:
    """A pause that begins the moment the time is up moves nothing."""
    pauses = [pause("03-10 12:00", "03-11 12:00")]

    for limit in (WorkingHours(3), NaturalHours(3)):
        assert moment("2025-03-10 12:00") == due(limit, moment("2025-03-10 09:00"), CHINA, pauses=pauses).at


def test_a_pause_at_the_close_moves_the_end_of_business() -> None:
    """What is paused at the close is due at the close after it is resumed."""
    start = moment("2025-03-10 09:00")
    ends = [
        due(EndOfBusiness(), start, CHINA, pauses=[pause("03-10 16:00", until)]).at
        for until in ("03-10 17:00", "03-11 10:00", "03-14 18:00")
    ]

    assert [moment("2025-03-10 17:30"), moment("2025-03-11 17:30"), moment("2025-03-17 17:30")] == ends


@pytest.mark.parametrize(
    ("ends", "at"),
    [
        (PauseEnds.FROM_PAUSE_DAY, "2025-03-12 17:30"),
        (PauseEnds.BOTH_DAYS, "2025-03-13 12:00"),
        (PauseEnds.WHOLE_DAYS, "2025-03-12 12:00"),
    ],
)
def test_half_days_stand_still_by_halves(ends: PauseEnds, at: str) -> None:
    """Received Mon morning, 3 halves = Tue 17:30; paused Mon to Tue afternoon, two halves stand still, or three, or one."""
    start, pauses = moment("2025-03-10 09:30"), [pause("03-10 15:00", "03-11 15:00")]

    assert moment("2025-03-11 17:30") == due(HalfWorkingDays(3), start, CHINA).at
    assert moment(at) == due(HalfWorkingDays(3), start, CHINA, pauses=pauses, pause_ends=ends).at


def test_natural_days_and_months_stand_still_in_natural_days() -> None:
    """Every calendar day of the pause moves a limit that counts calendar days."""
    pauses = [pause("03-07", "03-12")]

    for limit in (NaturalDays(10, rolls=False), Months(1, rolls=False)):
        plain, held = (due(limit, RECEIVED, CHINA, pauses=each).on for each in ((), pauses))
        assert timedelta(days=5) == held - plain


def test_longer_pauses_never_come_earlier() -> None:
    """Each day that a pause lasts longer leaves the deadline where it is or moves it on."""
    days = [due(FIVE, RECEIVED, CHINA, pauses=[pause("03-07", f"04-{day:02}")]).on for day in range(1, 30)]

    assert all(one <= two for one, two in pairwise(days))
