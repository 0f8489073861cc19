"""Edge cases, "4 Pause": what stops a clock, for how long, and what a pause never does."""

from datetime import date, datetime, timedelta

import pytest
from attrs import evolve

from banbucheng.cases import Case, decide
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.errors import Refusal
from banbucheng.ledger import summary
from banbucheng.terms import DeclineGround, Milestone, Status, SuspensionGround
from banbucheng.worktime import PauseEnds, Span, WorkingDays, due, elapsed

from ._edge import (
    ANSWER,
    CHINA,
    CLERK,
    DONE,
    INSPECT,
    MEIZHOU,
    RESUME,
    Window,
    accept,
    ask,
    due_on,
    local,
    moment,
    problem,
    suspend,
)

FIVE = WorkingDays(5)


def paused(window: Window, since: str, until: str, *commands: c.Command) -> Case:
    """A complex case of this moment, paused and resumed."""
    case = window.opened(accept(), *commands)
    window.at(since).do(case, suspend())
    return window.at(until).do(case, RESUME)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (PauseEnds.FROM_PAUSE_DAY, "2025-03-17"),
        (PauseEnds.BOTH_DAYS, "2025-03-18"),
        (PauseEnds.WHOLE_DAYS, "2025-03-14"),
    ],
)
def test_p1_which_ends_of_a_pause_stand_still_is_the_rulebooks(ends: PauseEnds, expected: str) -> None:
    """
    P1 Received Wed 2025-03-05, 5 WD = 03-12. Pause Fri 03-07, resume Wed 03-12.

    03-17 if the pause day is excluded and the resume day counts (proposed); 03-18 if both ends are paused (MoJ); 03-14
    if only whole days between count.
    """
    window = Window.of("2025-03-05 09:30", suspension={"pause_ends": ends})
    assert "2025-03-12" == due_on(window.opened(accept()))["feedback"]
    case = paused(window, "2025-03-07 10:00", "2025-03-12 10:00")
    assert expected == due_on(case)["feedback"]


def test_p1_the_proposed_ends_are_the_default() -> None:
    """P1 03-17 if the pause day is excluded and the resume day counts (proposed)."""
    case = paused(Window(), "2025-03-07 10:00", "2025-03-12 10:00")
    assert {"feedback": "2025-03-17", "cap": "2025-03-24"} == due_on(case)


def test_p1_the_policy_is_stored_on_the_case() -> None:
    """P1 The policy is stored on the case: it decides there, whatever the rulebook says when the clock is resumed."""
    window = Window.of("2025-03-05 09:30", suspension={"pause_ends": PauseEnds.BOTH_DAYS})
    case = window.opened(accept())
    assert case.clock is not None
    assert PauseEnds.BOTH_DAYS == case.clock.pause_ends
    window.at("2025-03-07 10:00").do(case, suspend())
    later = Window(store=window.store, clock=window.clock)
    assert "2025-03-18" == due_on(paused_end(later, case, "2025-03-12 10:00"))["feedback"]


def paused_end(window: Window, case: Case, at: str) -> Case:
    """The case resumed at a moment."""
    return window.at(at).do(case, RESUME)


def test_p2_pause_and_resume_the_same_day() -> None:
    """P2 Pause and resume the same day: 03-12, unchanged."""
    assert "2025-03-12" == due_on(paused(Window(), "2025-03-07 09:00", "2025-03-07 17:00"))["feedback"]


def test_p2_ten_pauses_of_a_minute_buy_nothing() -> None:
    """P2 ... or the abuse of 10 one-minute pauses buys 10 days: here they buy none, and after four the desk refuses."""
    window = Window()
    case = window.opened(accept())
    for minute in range(0, 8, 2):
        window.at(f"2025-03-07 10:{minute:02}").do(case, suspend())
        case = window.at(f"2025-03-07 10:{minute + 1:02}").do(case, RESUME)
    assert "2025-03-12" == due_on(case)["feedback"]
    assert "too_often" == window.refused(case, suspend())


def test_p2_ten_pauses_of_a_minute_on_ten_days_cost_nothing() -> None:
    """P2 ten one-minute pauses on ten days, by arithmetic: 03-12, unchanged."""
    minutes = [Span(moment(f"2025-03-{day:02} 10:00"), moment(f"2025-03-{day:02} 10:01")) for day in range(5, 15)]
    assert date(2025, 3, 12) == due(FIVE, moment("2025-03-05 09:30"), CHINA, pauses=minutes).on


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2025-03-08 10:00", "2025-03-09 16:00"),
        ("2025-03-08 00:00", "2025-03-10 00:00"),
        ("2025-03-08 10:00", "2025-03-10 09:00"),
    ],
)
def test_p3_a_pause_only_over_a_weekend(since: str, until: str) -> None:
    """P3 Pause only over a weekend: unchanged."""
    assert "2025-03-12" == due_on(paused(Window(), since, until))["feedback"]


def test_p4_a_pause_over_national_day() -> None:
    """P4 received 2025-09-29, 5 WD = 10-13; pause [09-30, 10-10) -> 10-15 (two working days: 09-30 and 10-09)."""
    window = Window.of("2025-09-29 09:30")
    case = window.opened(accept())
    assert "2025-10-13" == due_on(case)["feedback"]
    window.at("2025-09-30 00:00").do(case, suspend("2025-10-10 00:00"))
    case = window.at("2025-10-10 09:00").do(case, INSPECT)
    assert {"feedback": "2025-10-15", "cap": "2025-10-22"} == due_on(case)


@pytest.mark.parametrize(
    "middle",
    [
        ("2025-03-10 10:00", "2025-03-10 15:00"),
        ("2025-03-10 10:00", "2025-03-10 10:00"),
        ("2025-03-07 15:00", "2025-03-07 16:00"),
    ],
    ids=["the same day", "adjacent", "both on the first day"],
)
def test_p5_two_pauses_the_same_day_or_adjacent(middle: tuple[str, str]) -> None:
    """P5 Two pauses the same day or adjacent: union, never double."""
    window = Window()
    case = paused(window, "2025-03-07 10:00", middle[0])
    window.at(middle[1]).do(case, suspend())
    assert "2025-03-17" == due_on(paused_end(window, case, "2025-03-12 10:00"))["feedback"]


def test_p6_a_second_pause_over_the_first_is_refused() -> None:
    """P6 Overlapping pauses: refused or unioned; here refused, the first is resumed before."""
    window = Window()
    case = window.opened(accept())
    window.at("2025-03-07 10:00").do(case, suspend())
    assert "suspended" == window.at("2025-03-10 10:00").refused(case, suspend())


def test_p6_overlapping_pauses_are_one_where_they_meet_in_arithmetic() -> None:
    """P6 Overlapping pauses: unioned where a host hands them to the arithmetic."""
    parts = [
        Span(moment("2025-03-07 10:00"), moment("2025-03-11 10:00")),
        Span(moment("2025-03-10 10:00"), moment("2025-03-12 10:00")),
    ]
    assert date(2025, 3, 17) == due(FIVE, moment("2025-03-05 09:30"), CHINA, pauses=parts).on


def test_p7_a_pause_begins_now_and_at_no_other_time() -> None:
    """P7 Pause before receipt, in the future, before last resume: refused. It begins with its command."""
    window = Window()
    case = paused(window, "2025-03-07 10:00", "2025-03-10 10:00")
    for earlier in ("2025-03-04 10:00", "2025-03-07 12:00", "2025-03-10 09:59"):
        with pytest.raises(Refusal) as caught:
            decide(case, suspend(), at=moment(earlier), book=MEIZHOU, calendar=CHINA)
        assert "backdated" == caught.value.code
    assert "until" == window.refused(case, suspend("2025-03-10 10:00"))
    assert "until" == window.refused(case, suspend("2025-03-09 10:00"))


def test_p7_a_pause_before_the_clock_runs_is_refused() -> None:
    """P7 Pause before receipt: refused; there is no clock to stop before acceptance, nor after the answer."""
    window = Window()
    assert "status" == window.refused(window.registered(), suspend())
    settled = window.opened(accept("on_the_spot"), c.Settle(by=CLERK, resolution=DONE, reply=ANSWER))
    assert "status" == window.refused(settled, suspend())


def test_p7_nothing_to_resume() -> None:
    """P7 Resume without pause: refused."""
    window = Window()
    case = window.opened(accept())
    assert "not_suspended" == window.refused(case, RESUME)
    window.at("2025-03-07 10:00").do(case, suspend())
    window.at("2025-03-10 10:00").do(case, RESUME)
    assert "not_suspended" == window.refused(case, RESUME)


def test_p8_paused_from_the_first_moment_on() -> None:
    """P8 Created directly in a paused state: clock never ran; five days are left when it is resumed a week later."""
    window = Window()
    case = window.opened(accept(), suspend())
    assert case.suspension is not None
    assert moment("2025-03-05 09:30") == case.suspension.since
    # Of 5 working days none was used: 03-12 is the first, then 13, 14, 17, 18.
    assert "2025-03-18" == due_on(paused_end(window, case, "2025-03-12 09:30"))["feedback"]


def test_p8_ended_from_the_first_moment_on() -> None:
    """P8 Created directly in a closed state: clock never ran; state well defined."""
    window = Window()
    case = window.opened(c.Decline(by=CLERK, ground=DeclineGround.JUDICIAL))
    assert (Status.DECLINED, None, {}, None) == (case.status, case.clock, case.deadlines, case.due_at)
    assert [Milestone.ACCEPTANCE] == [each.milestone for each in case.reached]
    assert "status" == window.refused(case, suspend())
    assert [] == window.at("2025-06-05 09:30").swept()


def test_p9_nothing_is_warned_of_or_broken_while_paused() -> None:
    """P9 While paused: no warnings, no breach, even if the old date passes."""
    window = Window()
    case = window.opened(accept())
    window.at("2025-03-07 10:00").do(case, suspend("2025-04-01 09:00"))
    found = []
    for day in ("2025-03-11 09:00", "2025-03-12 23:59", "2025-03-13 09:00", "2025-03-20 09:00", "2025-03-31 17:00"):
        found += window.at(day).swept()
    assert [] == found
    now = summary(window.store.cases(), window.store.ledger(), as_of=window.clock.now(), calendar=CHINA)
    assert () == now.overdue
    # 03-06 was day 1; 04-01 is day 2, then 04-02, 04-03 and, after Qingming, 04-07.
    case = window.at("2025-04-01 09:00").do(case, INSPECT)
    assert "2025-04-07" == due_on(case)["feedback"]
    assert ["feedback yellow 2025-04-03 09:00"] == window.at("2025-04-03 09:00").swept()


def test_p10_a_pause_after_the_breach_undoes_nothing() -> None:
    """P10 Pause after breach: allowed or refused by policy; never un-breaches. Here allowed."""
    window = Window()
    case = window.opened(accept())
    window.at("2025-03-14 10:00").do(case, suspend())
    case = window.at("2025-03-18 10:00").do(case, RESUME)
    # Feedback was due on 03-12 and stays so; the cap of 03-19 moves by Fri 03-14 and Mon 03-17.
    assert {"feedback": "2025-03-12", "cap": "2025-03-21"} == due_on(case)
    case = window.do(case, c.GiveFeedback(by=CLERK, text="the archive answered"))
    assert [False] == [each.kept for each in case.reached if each.milestone == Milestone.FEEDBACK]


def test_p11_a_pause_survives_reclassification() -> None:
    """P11 Pause survives reclassification: two days from the original start, and the three paused ones."""
    window = Window()
    case = window.opened(accept("ordinary"))
    window.at("2025-03-07 10:00").do(case, suspend())
    case = window.at("2025-03-12 10:00").do(case, RESUME)
    assert "2025-03-12" == due_on(case)["closure"]
    case = window.do(case, c.Reclassify(by=CLERK, problem=problem("complex")))
    assert {"feedback": "2025-03-17", "cap": "2025-03-24"} == due_on(case)


def test_p11_a_pause_survives_that_an_extension_is_taken_away() -> None:
    """P11 Pause survives extension removal; the clock counts anew from its start, whatever was added or taken away."""
    window = Window.of("2025-03-05 09:30", extension={"most": 1})
    case = paused(window, "2025-03-07 10:00", "2025-03-12 10:00")
    assert case.clock is not None
    longer = case.clock.extended(WorkingDays(3))
    promises = MEIZHOU.promises
    assert date(2025, 3, 20) == longer.deadlines(promises, CHINA)[Milestone.FEEDBACK].on
    assert date(2025, 3, 17) == evolve(longer, extensions=()).deadlines(promises, CHINA)[Milestone.FEEDBACK].on


def test_p12_nothing_is_parked_for_months() -> None:
    """
    P12 Paused > N months: auto-close job with dry run.

    A case is never closed without an answer here, so that what the line is after is had another way: no pause outlasts
    what the rulebook allows, its end is known from its first moment (the dry run), and it ends with nobody's help.
    """
    window = Window()
    case = window.opened(accept())
    case = window.at("2025-03-07 10:00").do(case, suspend())
    assert case.suspension is not None
    # The thirty working days from 03-07 on; Qingming (Fri 04-04) is none of them.
    assert "2025-04-19 00:00" == local(case.suspension.until)
    assert case.due_at == case.suspension.until
    case = window.at("2025-04-21 09:30").do(case, INSPECT)
    # 03-06 was day 1; Mon 04-21 is day 2.
    assert (None, "2025-04-24") == (case.suspension, due_on(case)["feedback"])


def test_p12_what_came_due_since_a_planned_end_is_taken_in_the_same_inspection() -> None:
    """P9, L3 A pause that ended while no one looked, and the warnings since, are made good in one inspection."""
    window = Window()
    case = window.opened(accept())
    window.at("2025-03-07 10:00").do(case, suspend("2025-03-12 09:00"))
    assert ["feedback yellow 2025-03-14 09:00"] == window.at("2025-03-14 10:00").swept()
    assert [] == window.swept()


def test_p13_there_is_a_cap_on_pausing() -> None:
    """P13 Pause cap (total days) to stop parking: thirty working days in Meizhou, all pauses together."""
    window = Window()
    case = window.opened(accept())
    window.at("2025-03-07 10:00")
    assert "too_long" == window.refused(case, suspend("2025-04-19 00:01"))
    window.do(case, suspend())
    window.at("2025-03-12 10:00").do(case, RESUME)
    # Three days are used (03-07, 03-10, 03-11); twenty-seven from Thu 03-13 on end with Mon 04-21.
    assert "too_long" == window.at("2025-03-13 10:00").refused(case, suspend("2025-04-22 00:01"))
    case = window.do(case, suspend("2025-04-22 00:00"))
    case = window.at("2025-04-22 10:00").do(case, INSPECT)
    assert "too_long" == window.refused(case, suspend())


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2025-03-06 09:00", "2025-03-10 09:00"),
        ("2025-03-07 10:00", "2025-03-12 10:00"),
        ("2025-03-08 10:00", "2025-03-31 10:00"),
        ("2025-03-12 23:59", "2025-04-08 00:00"),
    ],
)
def test_p14_what_is_left_is_the_same_before_and_after(since: str, until: str) -> None:
    """P14 Remaining days are equal before and after a pause (invariant)."""
    window = Window()
    before = window.opened(accept()).deadlines[Milestone.FEEDBACK].at
    after = paused(window, since, until).deadlines[Milestone.FEEDBACK].at
    assert _left(moment(since), before) == _left(moment(until), after)


def _left(now: datetime, ends: datetime) -> int:
    """The working days from that of `now` on, it included, to a limit that ends at 00:00 of the day after."""
    return elapsed(now.date() - timedelta(days=1), ends.date() - timedelta(days=1), CHINA)


def test_p15_both_the_planned_end_and_the_actual_one_are_kept() -> None:
    """P15 Planned resume date vs actual: both stored."""
    window = Window()
    case = window.opened(accept())
    window.at("2025-03-07 10:00").do(case, suspend("2025-03-20 09:00"))
    case = window.at("2025-03-12 10:00").do(case, RESUME)
    (stopped,), (resumed,) = window.events(case, e.Suspended), window.events(case, e.Resumed)
    assert ("2025-03-20 09:00", False) == (local(stopped.until), resumed.planned)
    assert ["2025-03-12 10:00"] == [local(pause.closes) for pause in resumed.clock.pauses]


def test_p15_a_planned_end_is_the_actual_one_however_late_somebody_looks() -> None:
    """P15 Where nobody resumes it, the planned end is the actual one, not the moment of the inspection."""
    window = Window()
    case = window.opened(accept())
    window.at("2025-03-07 10:00").do(case, suspend("2025-03-12 10:00"))
    case = window.at("2025-03-13 16:00").do(case, INSPECT)
    (resumed,) = window.events(case, e.Resumed)
    assert (True, "2025-03-12 10:00") == (resumed.planned, local(resumed.clock.pauses[0].closes))
    assert "2025-03-17" == due_on(case)["feedback"]


def test_a_pause_has_a_ground_of_the_rulebook() -> None:
    """A clock stops on a ground of the rulebook alone (domain 4.1), and nothing else is done meanwhile."""
    window = Window.of("2025-03-05 09:30", suspension={"grounds": frozenset({SuspensionGround.HEARING})})
    case = window.opened(accept())
    assert "ground" == window.refused(case, suspend())
    case = window.do(case, suspend(ground=SuspensionGround.HEARING))
    assert "suspended" == window.refused(case, ask(WorkingDays(1)))
