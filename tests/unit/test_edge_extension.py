"""Edge cases, "5 Extension, reclassification, reopen": what moves a limit, and what a second round is."""

from datetime import date

import pytest
from attrs import evolve

from banbucheng.cases import Case
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.ledger import replay, summary
from banbucheng.replies import Resolution
from banbucheng.rulebook import LateReclassification, Rulebook
from banbucheng.sla import Promise
from banbucheng.terms import GradeCode, HandOverKind, Milestone, Outcome, Rating, ReopenGround, Status
from banbucheng.worktime import NaturalDays, WorkingDays

from ._edge import (
    ANSWER,
    ASSIGN,
    CHINA,
    CITY,
    CLERK,
    DONE,
    EXTEND,
    HEAD,
    INSPECT,
    MEDICAL,
    MEIZHOU,
    REOPEN,
    REPLY,
    RESOLVE,
    RESUME,
    UNIT,
    VERIFY,
    WINDOW,
    Window,
    accept,
    ask,
    days,
    due_on,
    follow_up,
    local,
    problem,
    returned,
    suspend,
)

CLOSE = c.Close(by=CLERK)
CLOSED = (accept(), ASSIGN, RESOLVE, VERIFY, REPLY, follow_up(), CLOSE)
FEEDBACK = c.GiveFeedback(by=CLERK, text="the archive answered")


def generous(most: int, each: int = 5) -> Window:
    """A window on 2025-03-05 that gives so many extensions of so many working days."""
    return Window.of("2025-03-05 09:30", extension={"most": most, "each": days(each)})


def reclassify(grade: str) -> c.Reclassify:
    """The matter is of another grade."""
    return c.Reclassify(by=CLERK, problem=problem(grade))


# Extension


@pytest.mark.parametrize(("more", "expected"), [(3, "2025-03-17"), (5, "2025-03-19")])
def test_x1_an_extension(more: int, expected: str) -> None:
    """X1 Received 2025-03-05 complex 5 WD = 03-12. Extend +3 -> 03-17; +5 -> 03-19 = the 10-WD cap."""
    window = Window()
    case = window.opened(accept())
    assert "2025-03-12" == due_on(case)["feedback"]
    case = window.do(case, ask(days(more)), EXTEND)
    assert {"feedback": expected, "cap": "2025-03-19"} == due_on(case)


def test_x1_past_the_cap_is_refused() -> None:
    """X1 +6 -> refused (would be 03-20): as too long at a time in Meizhou, as past the cap where six were allowed."""
    for window, code in ((Window(), "too_long"), (generous(1, each=6), "cap")):
        assert code == window.refused(window.opened(accept()), ask(days(6)))


def test_x1_two_extensions_of_three() -> None:
    """X1 Two extensions of 3 and 3: second refused or truncated, by policy; here refused, for number or cap."""
    for window, code in ((Window(), "too_many"), (generous(2), "cap")):
        case = window.opened(accept(), ask(days(3)), EXTEND)
        assert code == window.refused(case, ask(days(3)))
        assert "2025-03-17" == due_on(window.store.get(case.number))["feedback"]


def test_x1_four_extensions_do_not_walk_away() -> None:
    """X1 Four extensions must not walk away: a day each, and then the number, or the bound on asking, is reached."""
    window = Window.of("2025-03-05 09:30", extension={"most": 4})
    window = Window(book=evolve(window.book, bounds={**window.book.bounds, "ExtensionAsked": 9}), clock=window.clock)
    case = window.opened(accept())
    for _ in range(4):
        case = window.do(case, ask(days(1)), EXTEND)
    assert "2025-03-18" == due_on(case)["feedback"]
    assert "too_many" == window.refused(case, ask(days(1)))
    meizhou = generous(4)
    case = meizhou.opened(accept(), *[ask(days(1)), EXTEND] * 3)
    assert "too_often" == meizhou.refused(case, ask(days(1)))


def test_x1_an_extension_counts_in_the_unit_of_its_limit() -> None:
    """X1 An extension in another unit than the limit's has no meaning: refused."""
    window = Window()
    assert "extension" == window.refused(window.opened(accept()), ask(NaturalDays(3)))


def test_x2_asked_for_after_the_end() -> None:
    """X2 Request after expiry: refused; a second before it is taken."""
    late, in_time = Window(), Window()
    case, other = late.opened(accept()), in_time.opened(accept())
    assert "too_late" == late.at("2025-03-13 00:00").refused(case, ask(days(3)))
    assert in_time.at("2025-03-12 23:59:59").do(other, ask(days(3))).asked is not None


@pytest.mark.parametrize(("approved", "kept"), [("2025-03-12 17:00", True), ("2025-03-13 09:00", False)])
def test_x2_asked_for_before_and_approved_after(approved: str, kept: bool) -> None:  # noqa: FBT001 - a table
    """
    X2 Requested before, approved after expiry: policy, recorded.

    X2 (default: effective, breach not counted only if approved before).
    """
    window = Window()
    case = window.opened(accept())
    window.at("2025-03-12 16:00").do(case, ask(days(3)))
    case = window.at(approved).do(case, EXTEND)
    assert "2025-03-17" == due_on(case)["feedback"]
    case = window.at("2025-03-14 10:00").do(case, FEEDBACK)
    assert [kept] == [each.kept for each in case.reached if each.milestone == Milestone.FEEDBACK]
    assert case == replay(window.store.entries(case.number))


def test_x3_whoever_asks_does_not_approve() -> None:
    """X3 Applicant = approver: refused."""
    window = Window()
    case = window.opened(accept(), ask(days(3)))
    assert "same_person" == window.refused(case, c.Extend(by=UNIT))


def test_x4_a_request_moves_nothing() -> None:
    """X4 Pending request does not move the date; nor does a refused one."""
    window = Window()
    case = window.opened(accept())
    before = case.deadlines
    case = window.do(case, ask(days(3)))
    assert before == case.deadlines
    assert "asked" == window.refused(case, ask(days(3)))
    case = window.do(case, c.RefuseExtension(by=HEAD, reason="there is time enough"))
    assert (before, None) == (case.deadlines, case.asked)
    assert "not_asked" == window.refused(case, EXTEND)


def test_x5_without_its_extension_a_clock_is_as_it_was_with_its_pauses() -> None:
    """
    X5 Removing an extension restores exactly the value with pauses.

    No command takes a given extension back (what the citizen was told holds), so that this is told of the clock.
    """
    window = Window()
    case = window.opened(accept())
    window.at("2025-03-06 10:00").do(case, suspend())
    paused = window.at("2025-03-10 10:00").do(case, RESUME)
    assert {"feedback": "2025-03-14", "cap": "2025-03-21"} == due_on(paused)
    extended = window.do(case, ask(days(3)), EXTEND)
    assert {"feedback": "2025-03-19", "cap": "2025-03-21"} == due_on(extended)
    assert extended.clock is not None
    without = evolve(extended.clock, extensions=())
    assert paused.clock == without
    assert paused.deadlines == without.deadlines(MEIZHOU.promises, CHINA)


def test_x6_an_extension_lands_at_the_end_of_a_day() -> None:
    """X6 Extension on a day-based clock lands at end of day, whatever the hour it was given at."""
    window = Window()
    case = window.opened(accept())
    case = window.at("2025-03-11 15:17").do(case, ask(days(3)), EXTEND)
    assert "2025-03-18 00:00" == local(case.deadlines[Milestone.FEEDBACK].at)


def test_x7_the_citizen_is_told() -> None:
    """X7 The citizen must be told, with reason and new date (hotline rules): an event is emitted."""
    window = Window()
    case = window.opened(accept(), ask(days(3)), EXTEND)
    event = window.store.entries(case.number)[-1].event
    assert isinstance(event, e.Extended)
    told = (event.reason, event.deadlines[Milestone.FEEDBACK].on, event.approved_by)
    assert ("the archive answers next week", date(2025, 3, 17), HEAD) == told


def test_pauses_and_extensions_commute() -> None:
    """Properties everyone should have: pauses commute with extensions."""
    first, second = Window(), Window()
    one, other = first.opened(accept()), second.opened(accept())
    first.at("2025-03-06 10:00").do(one, ask(days(3)), EXTEND, suspend())
    one = first.at("2025-03-10 10:00").do(one, RESUME)
    second.at("2025-03-06 10:00").do(other, suspend())
    other = second.at("2025-03-10 10:00").do(other, RESUME, ask(days(3)), EXTEND)
    assert {"feedback": "2025-03-19", "cap": "2025-03-21"} == due_on(one) == due_on(other)


# Reclassification


def test_x8_simple_to_complex_counts_from_the_original_start() -> None:
    """X8 Reclassify simple -> complex on 2025-03-07: due 03-12 from the original start, not 03-14 from now."""
    window = Window()
    case = window.opened(accept("ordinary"))
    assert "2025-03-07" == due_on(case)["closure"]
    case = window.at("2025-03-07 10:00").do(case, reclassify("complex"))
    assert {"feedback": "2025-03-12", "cap": "2025-03-19"} == due_on(case)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [(LateReclassification.DUE_TODAY, "2025-03-11"), (LateReclassification.OVERDUE, "2025-03-07")],
)
def test_x8_complex_to_simple_when_that_would_be_over(policy: LateReclassification, expected: str) -> None:
    """X8 complex -> simple after 4 days: due in the past -> becomes due today or breached, by policy."""
    window = Window(book=evolve(MEIZHOU, late_reclassification=policy))
    case = window.opened(accept())
    case = window.at("2025-03-11 10:00").do(case, reclassify("ordinary"))
    assert {"closure": expected, "cap": "2025-03-19"} == due_on(case)


def test_x8_there_and_back_again() -> None:
    """X8 simple -> complex -> simple is idempotent; complex -> simple -> complex as well, though it was due today."""
    window = Window()
    case = window.opened(accept("ordinary"))
    there = window.at("2025-03-06 10:00").do(case, reclassify("complex"))
    back = window.do(case, reclassify("ordinary"))
    assert case.deadlines == back.deadlines != there.deadlines
    assert case.clock == back.clock
    other = window.opened(accept())
    window.at("2025-03-11 10:00").do(other, reclassify("ordinary"))
    back = window.do(other, reclassify("complex"))
    assert (other.clock, other.deadlines) == (back.clock, back.deadlines)


def test_x8_the_feedback_that_was_given_stays_given() -> None:
    """X8 What was reached before a reclassification is not owed once more."""
    window = Window()
    case = window.opened(accept())
    case = window.at("2025-03-06 10:00").do(case, FEEDBACK, reclassify("ordinary"), reclassify("complex"))
    assert {"cap": "2025-03-19"} == due_on(case)


# What moves nothing


def test_x9_nothing_that_is_done_beside_moves_a_limit() -> None:
    """X9 Edit, note, resend, transfer, rating: deadline unchanged."""
    window = Window()
    case = window.opened(accept())
    promised = case.deadlines
    beside = (
        c.GiveNotice(by=CLERK, text="bring the household register"),
        c.Contact(by=CLERK),
        c.HandOver(by=CLERK, to=CITY, kind=HandOverKind.UP, reason="the city keeps the register"),
        c.HandOver(by=CLERK, to=WINDOW, kind=HandOverKind.DOWN, reason="it does not"),
        ASSIGN,
        c.Acknowledge(by=UNIT),
        returned(MEDICAL),
        ASSIGN,
        c.Supervise(by=HEAD, rung="yellow", milestone=Milestone.FEEDBACK),
        INSPECT,
        RESOLVE,
        c.SendBack(by=CLERK, reason="the citizen still has no certificate"),
    )
    for hour, command in enumerate(beside, start=8):
        case = window.at(f"2025-03-06 {hour:02}:30").do(case, command)
        left = {each: case.deadlines[each] for each in promised}
        assert promised == left, command


def test_x9_a_rating_moves_nothing() -> None:
    """X9 rating: deadline unchanged; neither does an objection to it."""
    window = Window()
    case = window.opened(*CLOSED[:5], follow_up(Rating.DISSATISFIED))
    owed = case.deadlines
    case = window.do(case, c.ObjectToRating(by=UNIT, unit=MEDICAL, reason="the law leaves no choice"))
    assert owed == case.deadlines
    case = window.do(case, c.RuleOnObjection(by=HEAD, upheld=True, reason="it does not"))
    assert owed == case.deadlines


def stricter(edition: str = "2026.2") -> Rulebook:
    """Meizhou's next edition, in which feedback on a complex matter is owed within three working days."""
    complex_ = tuple(
        Promise(milestone=each.milestone, limit=WorkingDays(3), source=each.source)
        if each.milestone == Milestone.FEEDBACK
        else each
        for each in MEIZHOU.promises.grades[GradeCode("complex")]
    )
    promises = evolve(MEIZHOU.promises, grades={**MEIZHOU.promises.grades, GradeCode("complex"): complex_})
    return evolve(MEIZHOU, edition=edition, promises=promises)


def test_x10_open_cases_keep_their_edition_until_they_are_moved() -> None:
    """X10 SLA profile edited: open cases keep their snapshot unless migrated explicitly."""
    old = Window()
    case = old.opened(accept())
    new = Window(book=stricter(), editions=(MEIZHOU,), store=old.store, clock=old.clock)
    kept = new.at("2025-03-06 09:30").do(case, reclassify("ordinary"), reclassify("complex"))
    assert ("2026.1", "2025-03-12") == (kept.edition, due_on(kept)["feedback"])
    fresh = new.opened(accept())
    assert ("2026.2", "2025-03-11") == (fresh.edition, due_on(fresh)["feedback"])
    moved = new.do(case, c.ChangeEdition(by=HEAD))
    assert ("2026.2", "2025-03-10") == (moved.edition, due_on(moved)["feedback"])
    assert moved == replay(new.store.entries(case.number))


def test_x10_a_case_whose_edition_is_not_at_hand_is_not_guessed_at() -> None:
    """X10, L13 A case under an edition that the desk was not given is refused, not decided under another."""
    old = Window()
    case = old.opened(accept())
    new = Window(book=stricter(), store=old.store, clock=old.clock)
    assert "edition" == new.refused(case, ask(days(1)))


def test_x10_reports_of_closed_periods_never_change() -> None:
    """X10 reports of closed periods never change: what was reached keeps its deadline under any edition."""
    old = Window()
    case = old.opened(accept())
    old.at("2025-03-12 10:00").do(case, FEEDBACK, *CLOSED[1:])
    before = _figures(old)
    new = Window(book=stricter(), editions=(MEIZHOU,), store=old.store, clock=old.clock)
    new.at("2025-06-30 10:00").desk.recount_all(by=HEAD)
    assert [] == new.swept()
    assert before == _figures(new)
    assert "status" == new.refused(case, c.ChangeEdition(by=HEAD))


def _figures(window: Window) -> object:
    end = window.store.get(next(window.store.cases()).number).last_at
    return summary(window.store.cases(), window.store.ledger(), as_of=end, calendar=CHINA)


# Reopening


def closed_on(window: Window, text: str) -> Case:
    """A complex case of this moment that was closed at another."""
    case = window.opened(accept())
    return window.at(text).do(case, *CLOSED[1:])


def test_x11_a_reopened_case_has_a_clock_of_its_own() -> None:
    """X11 Reopen on dissatisfaction within window: new clock of its own, original outcome kept in statistics."""
    window = Window()
    case = closed_on(window, "2025-03-12 10:00")
    case = window.at("2025-03-17 10:00").do(case, REOPEN)
    assert (Status.ACCEPTED, 2) == (case.status, case.round)
    assert {"feedback": "2025-03-24", "cap": "2025-03-31"} == due_on(case)
    partly = Resolution(outcome=Outcome.PARTLY_DONE, account="certified for a year")
    case = window.do(case, ASSIGN, c.Resolve(by=UNIT, resolution=partly), VERIFY, REPLY)
    assert [Outcome.DONE, Outcome.PARTLY_DONE] == [each.outcome for each in case.resolutions]
    answered = [(each.round, local(each.at)) for each in case.reached if each.milestone == Milestone.CAP]
    assert [(1, "2025-03-12 10:00"), (2, "2025-03-17 10:00")] == answered


def test_x11_after_the_window_a_new_case_follows_the_old_one() -> None:
    """X11 after window: new linked case. Closed on 03-12, ten working days end with 03-26."""
    window = Window()
    case = closed_on(window, "2025-03-12 10:00")
    assert "too_late" == window.at("2025-03-27 00:00").refused(case, REOPEN)
    new = window.registered(follows=case.number)
    assert (case.number, True) == (new.complaint.follows, new.number != case.number)


def test_x11_to_the_last_second_of_the_window() -> None:
    """X11 Reopen within window: 03-26 is its last day, to the last second."""
    window = Window()
    case = closed_on(window, "2025-03-12 10:00")
    assert Status.ACCEPTED == window.at("2025-03-26 23:59:59").do(case, REOPEN).status


def test_x11_the_window_runs_from_closure() -> None:
    """X11 The window runs from closure, not last edit: answer and follow-up came days before, and move nothing."""
    window = Window()
    case = window.opened(*CLOSED[:5])
    window.at("2025-03-06 10:00").do(case, follow_up())
    closed = window.at("2025-03-07 10:00").do(case, CLOSE)
    assert closed.ended_at is not None
    assert "2025-03-07 10:00" == local(closed.ended_at)
    # Ten working days after Fri 03-07 end with Fri 03-21.
    assert "too_late" == window.at("2025-03-22 00:00").refused(case, REOPEN)


def test_x11_the_window_is_checked_on_stored_data() -> None:
    """X11 Checked on stored data, not input: a command has no moment of its own to bring."""
    assert {"by", "ground", "reason"} == {each.name for each in c.Reopen.__attrs_attrs__}


def test_x12_reopened_twice() -> None:
    """X12 Reopened twice: refused in Meizhou, which reopens once; where twice is allowed, the first outcome stays."""
    once, twice = Window(), Window.of("2025-03-05 09:30", replies={"reopenings": 2})
    case = once.opened(*CLOSED, REOPEN, *CLOSED[1:])
    assert "too_many" == once.refused(case, REOPEN)
    case = twice.opened(*CLOSED, REOPEN, *CLOSED[1:])
    case = twice.do(case, c.Reopen(by=CLERK, ground=ReopenGround.NEW_FACTS, reason="a letter was found"))
    assert (3, [DONE, DONE]) == (case.round, list(case.resolutions))
    case = twice.do(case, *CLOSED[1:])
    assert "too_many" == twice.refused(case, REOPEN)


def test_x12_reopened_and_then_merged() -> None:
    """X12 reopen then merge: it goes on in the other case, and comes back with the clock of its second round."""
    window = Window()
    case = window.opened(*CLOSED)
    other = window.opened(accept(), subject="医保报销")
    reopened = window.at("2025-03-10 10:00").do(case, REOPEN)
    merged = window.desk.merge(case.number, other.number, by=CLERK)
    assert (Status.MERGED, {case.number}) == (window.store.get(case.number).status, set(merged.joined))
    assert "status" == window.refused(case, REOPEN)
    back = window.desk.separate(case.number, by=CLERK)
    assert (2, reopened.deadlines, [DONE]) == (back.round, back.deadlines, list(back.resolutions))


def test_x13_from_answered_to_closed_nothing_changes() -> None:
    """X13 Solved -> closed changes nothing: neither the outcome nor what was kept of what the citizen was promised."""
    window = Window()
    case = window.opened(accept())
    answered = window.at("2025-03-10 10:00").do(case, *CLOSED[1:5])
    closed = window.at("2025-03-11 10:00").do(case, follow_up(), CLOSE)
    assert (answered.resolutions, ANSWER) == (closed.resolutions, closed.reply)
    assert answered.reached == closed.reached[: len(answered.reached)]
    later = {each.milestone for each in closed.reached[len(answered.reached) :]}
    assert {Milestone.FOLLOW_UP, Milestone.CLOSING} == later
    assert [] == window.at("2025-06-30 10:00").swept()
