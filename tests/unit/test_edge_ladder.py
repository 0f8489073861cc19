"""Edge cases, "6 Ladder and breach": which steps are taken when, once each, and what counts as too late."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from attrs import evolve, frozen

from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile, load_rulebook
from banbucheng.cases import Case, apply, decide
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.desk import Desk
from banbucheng.errors import BadInput, Refusal, RulebookError, StaleCase
from banbucheng.ledger import Entry, Share, digest, record, summary
from banbucheng.supervision import Addressee, Rung, Step, addressee
from banbucheng.terms import CaseNumber, GradeCode, Measure, Milestone, UnitCode
from banbucheng.worktime import NaturalHours, WorkingDays, due

from ._edge import (
    ASSIGN,
    CHINA,
    CITY,
    CLERK,
    EXTEND,
    HEAD,
    HRSS,
    INSPECT,
    MEDICAL,
    MEIZHOU,
    POLICE,
    REPLY,
    RESOLVE,
    TAX,
    VERIFY,
    Window,
    accept,
    ask,
    complaint,
    days,
    local,
    moment,
    suspend,
)

YELLOW = MEIZHOU.ladder.rungs[0]
SUPERVISE = c.Supervise(by=HEAD, rung="yellow", milestone=Milestone.CLOSURE)


@pytest.mark.parametrize(
    ("received", "due_on", "warned"),
    [
        ("2025-01-26 10:00", date(2025, 2, 5), "2025-01-27"),
        ("2025-10-10 10:00", date(2025, 10, 13), "2025-10-11"),
        ("2025-02-07 10:00", date(2025, 2, 10), "2025-02-08"),
    ],
)
def test_l1_warned_one_working_day_before(received: str, due_on: date, warned: str) -> None:
    """
    L1 Warn 1 WD before: due 2025-02-05 -> warning on 2025-01-27 (before the festival).

    L1 due 2025-10-13 -> Sat 10-11; due 2025-02-10 -> Sat 02-08.
    """
    window = Window.of(received)
    case = window.opened(accept("ordinary"))
    assert due_on == case.deadlines[Milestone.CLOSURE].on
    assert [] == window.at(f"{warned} 08:59").swept()
    assert [f"closure yellow {warned} 09:00"] == window.at(f"{warned} 09:00").swept()


def test_l2_a_warning_as_long_as_its_limit_comes_at_once() -> None:
    """L2 Warning offset >= limit: refused at configuration, or "at once"; here at once, for a matter of today."""
    window = Window()
    window.opened(accept("on_the_spot"))
    assert ["closure yellow 2025-03-05 09:30"] == window.swept()


def test_l2_at_once_is_not_before_the_house_opens() -> None:
    """L2, L11 "at once" of what is accepted on a day off is the next opening; of one moment, steps keep their order."""
    window = Window.of("2025-03-08 20:00")
    window.opened(accept("on_the_spot"))
    assert [] == window.swept()
    # Due on Monday 03-10, the next working day.
    assert ["closure yellow 2025-03-10 09:00"] == window.at("2025-03-10 09:00").swept()
    evening = Window.of("2025-03-05 20:00")
    evening.opened(accept("on_the_spot"))
    both = ["closure yellow 2025-03-06 09:00", "closure red 2025-03-06 09:00"]
    assert both == evening.at("2025-03-06 09:00").swept()


#: What the ladder asks for where an ordinary matter of 2025-03-05, due on 03-07 and at the latest on 03-19, is let lie.
LET_LIE = [
    "closure yellow 2025-03-06 09:00",
    "closure red 2025-03-10 09:00",
    "closure letter 2025-03-11 09:00",
    "closure interview 2025-03-13 09:00",
    "closure circulate 2025-03-17 09:00",
    "cap yellow 2025-03-18 09:00",
]


def test_l3_what_was_missed_is_made_good() -> None:
    """L3 Scheduler down a week: every missed rung fires once, in order, with the true due time."""
    window = Window()
    case = window.opened(accept("ordinary"))
    assert LET_LIE == window.at("2025-03-18 16:00").swept()
    assert [] == window.swept()
    assert ["2025-03-18 16:00"] * 6 == [local(each.at) for each in _steps(window, case)]


def test_l3_the_same_steps_however_often_somebody_looks() -> None:
    """L3 Looked at every hour or once in two weeks, the steps are the same."""
    window = Window()
    window.opened(accept("ordinary"))
    found = []
    at = window.clock.now()
    while at < moment("2025-03-18 16:00"):
        at += timedelta(hours=1)
        window.clock.put(at)
        found += window.swept()
    assert LET_LIE == found


def _steps(window: Window, case: Case) -> list[Entry]:
    return [each for each in window.store.entries(case.number) if isinstance(each.event, e.Supervised)]


def test_l4_of_two_workers_one_wins() -> None:
    """L4 two workers: one wins; the other, who decided on the same state, is refused, and then finds nothing more."""
    window = Window()
    case = window.opened(accept("ordinary"))
    window.at("2025-03-06 09:00")
    at = window.clock.now()
    late = decide(case, INSPECT, at=at, book=MEIZHOU, calendar=CHINA)
    (step,) = late
    assert ["closure yellow 2025-03-06 09:00"] == window.swept()
    with pytest.raises(StaleCase):
        window.store.keep(apply(case, step, at=at), record(case.number, case.version, late, at=at, by=CLERK))
    assert [] == window.swept()
    assert 1 == len(_steps(window, case))


def test_l4_who_loses_one_case_goes_on_with_the_others() -> None:
    """L4 two workers: one wins; a sweep that loses a case to the other takes the steps of all the rest."""

    class Raced(MemoryStore):
        def keep(self, case: Case, entries: Sequence[Entry]) -> None:
            if case.number == lost and len(entries) == 1 and isinstance(entries[0].event, e.Supervised):
                raise StaleCase(case.number, case.version - 1)
            super().keep(case, entries)

    lost, window = "", Window()
    desk = evolve(window.desk, store=Raced())
    told = evolve(complaint(), received_at=window.clock.now())
    numbers = [desk.register(told, by=CLERK).number for _ in range(3)]
    for number in numbers:
        desk.do(number, accept("ordinary"))
    lost = numbers[0]
    window.at("2025-03-06 09:00")
    assert numbers[1:] == [entry.number for entry in desk.inspect_all(by=CLERK)]


def test_l5_a_step_taken_by_hand_is_not_taken_again() -> None:
    """L5 manual escalation consumes the rung (DIGIT)."""
    window = Window()
    case = window.opened(accept("ordinary"), SUPERVISE)
    assert "taken" == window.refused(case, SUPERVISE)
    assert [] == window.at("2025-03-06 09:00").swept()
    assert ["closure red 2025-03-10 09:00"] == window.at("2025-03-10 09:00").swept()
    assert [True, False] == [each.event.by_hand for each in _steps(window, case)]


def test_l5_only_a_step_that_there_is() -> None:
    """L5 A step by hand is one of the ladder, for something that is owed."""
    window = Window()
    case = window.opened(accept("ordinary"))
    for rung, milestone in (("purple", Milestone.CLOSURE), ("yellow", Milestone.FEEDBACK)):
        assert "rung" == window.refused(case, c.Supervise(by=HEAD, rung=rung, milestone=milestone))


def test_l6_up_the_chain() -> None:
    """L6 An interview goes one up from the county's bureau, circulation two: to the city's bureau, and its window."""
    window = Window()
    case = window.opened(accept("ordinary"), ASSIGN)
    window.at("2025-03-17 09:00").swept()
    up = {each.event.step.rung: each.event.addressee for each in _steps(window, case)}
    assert Addressee(unit=HRSS) == up["letter"]
    assert Addressee(unit=UnitCode("441400-hrss")) == up["interview"]
    assert Addressee(unit=CITY) == up["circulate"]


def test_l6_at_the_top_of_the_chain() -> None:
    """L6 top of chain: stop with an observable reason; above the city's window there is none."""
    window = Window()
    case = window.opened(accept("ordinary"), ASSIGN, region=CITY)
    window.at("2025-03-17 09:00").swept()
    up = {each.event.step.rung: each.event.addressee for each in _steps(window, case)}
    assert Addressee(unit=CITY) == up["interview"]
    assert Addressee(unit=CITY, stopped="top") == up["circulate"]


def test_l6_a_cycle_of_superiors() -> None:
    """L6 cycle in `reports_to`: stop with an observable reason."""
    a, b = UnitCode("a"), UnitCode("b")
    assert Addressee(unit=b, stopped="cycle") == addressee(a, 5, {a: b, b: a})
    assert Addressee(unit=a, stopped="cycle") == addressee(a, 1, {a: a})
    assert Addressee(unit=a, stopped="top") == addressee(a, 1, {})
    assert Addressee(unit=a) == addressee(a, 0, {a: a})


def test_l6_a_case_under_superiors_in_a_circle_is_supervised_all_the_same() -> None:
    """L6 A rulebook whose units report to each other in a circle makes no endless loop; the step says so."""
    units = tuple(evolve(unit, superior=HRSS) if unit.code == "441400-hrss" else unit for unit in MEIZHOU.units)
    window = Window(book=evolve(MEIZHOU, units=units))
    case = window.opened(accept("ordinary"), ASSIGN)
    window.at("2025-03-17 09:00").swept()
    last = _steps(window, case)[-1].event.addressee
    assert Addressee(unit=UnitCode("441400-hrss"), stopped="cycle") == last


ANSWERED = (ASSIGN, RESOLVE, VERIFY, REPLY)


def test_l7_a_breach_that_nobody_saw_is_a_breach() -> None:
    """L7 Breach then resolved between two sweeps is a breach (Chatwoot)."""
    window = Window()
    case = window.opened(accept("ordinary"))
    case = window.at("2025-03-08 10:00").do(case, *ANSWERED)
    assert [] == window.at("2025-03-10 09:00").swept()
    assert [False] == [each.kept for each in case.reached if each.milestone == Milestone.CLOSURE]
    figures = summary(window.store.cases(), window.store.ledger(), as_of=window.clock.now(), calendar=CHINA)
    assert Share(0, 1) == figures.kept[Milestone.CLOSURE]


@pytest.mark.parametrize(
    ("at", "kept"),
    [("2025-03-07 23:59:59", True), ("2025-03-07 23:59:59.999999", True), ("2025-03-08 00:00", False)],
)
def test_l8_to_the_last_second(at: str, kept: bool) -> None:  # noqa: FBT001 - a table
    """L8 Answered one second before the end: met; at the end it is over."""
    window = Window()
    case = window.opened(accept("ordinary"))
    case = window.at(at).do(case, *ANSWERED)
    assert [kept] == [each.kept for each in case.reached if each.milestone == Milestone.CLOSURE]


@frozen
class TurnedBack:
    """A clock that was put back."""

    at: datetime

    def now(self) -> datetime:
        """The moment it was put to."""
        return self.at


def test_l9_nothing_is_dated_back() -> None:
    """L9 Backdated answer: audited, uses the recorded event time policy: what counts is when it was recorded."""
    window = Window()
    case = window.opened(accept("ordinary"))
    case = window.at("2025-03-10 10:00").do(case, *ANSWERED[:3])
    desk = Desk(store=window.store, book=MEIZHOU, calendar=CHINA, clock=TurnedBack(moment("2025-03-07 17:00")))
    with pytest.raises(Refusal) as caught:
        desk.do(case.number, REPLY)
    assert "backdated" == caught.value.code
    with pytest.raises(BadInput):
        SettableClock(moment("2025-03-10 10:00")).put(moment("2025-03-07 17:00"))
    case = window.do(case, REPLY)
    assert "2025-03-10 10:00" == local(window.store.entries(case.number)[-1].at)
    assert [False] == [each.kept for each in case.reached if each.milestone == Milestone.CLOSURE]


def test_l10_one_digest_for_each_unit() -> None:
    """L10 10 000 cases due the same morning: one digest per unit (Frappe #2967)."""
    step = Step(due_at=moment("2025-03-06 09:00"), milestone=Milestone.CLOSURE, rung="yellow")
    units = (HRSS, MEDICAL, POLICE, TAX)
    entries = [_warned(n, step, units[n % 4]) for n in range(10_000)]
    found = digest(entries)
    assert dict.fromkeys(units, 2_500) == {unit: len(steps) for unit, steps in found.items()}
    assert entries == sorted((each for steps in found.values() for each in steps), key=lambda each: each.number)


def _warned(n: int, step: Step, unit: UnitCode) -> Entry:
    to = Addressee(unit=unit)
    event = e.Supervised(step=step, measure=Measure.REMIND, responsible=unit, addressee=to, by_hand=False)
    return Entry(number=CaseNumber(f"441402-20250305-{n:05}"), seq=3, at=step.due_at, by=CLERK, event=event)


def test_l10_a_morning_of_many_cases() -> None:
    """L10 A hundred live cases due the same morning: the sweep takes each step, the host sends two messages."""
    window = Window()
    for n in range(100):
        window.opened(accept("ordinary"), ASSIGN, subject="医保报销" if n % 4 else "养老认证")
    window.at("2025-03-06 09:00")
    found = digest(window.desk.inspect_all(by=CLERK))
    assert {HRSS: 25, MEDICAL: 75} == {unit: len(steps) for unit, steps in found.items()}


@pytest.mark.parametrize("hour", [0, 9, 20])
def test_l11_nobody_is_alarmed_at_night_or_on_holidays(hour: int) -> None:
    """L11 No alert at 00:00 or on holidays: every step for a receipt on any day of 2025 lies in office hours."""
    outside = Counter[str]()
    for n in range(365):
        started = moment(f"2025-01-01 {hour:02}:00") + timedelta(days=n)
        for limit in (0, 2, 5, 10):
            deadlines = {Milestone.CLOSURE: due(WorkingDays(limit), started, CHINA)}
            for step in MEIZHOU.ladder.pending(deadlines, started, CHINA, ()):
                day = CHINA.date_of(step.due_at)
                opens, closes = CHINA.opens(day), CHINA.closes(day)
                if opens is None or closes is None or not opens <= step.due_at < closes:
                    outside[step.rung] += 1
    assert Counter() == outside


def test_l11_unless_the_rung_says_otherwise() -> None:
    """L11 only in office hours unless the rung says otherwise; an hour after a day's end waits for the opening."""
    hour = evolve(YELLOW, offset=NaturalHours(1), before=False)
    deadline = due(WorkingDays(2), moment("2025-03-05 09:30"), CHINA)
    assert "2025-03-10 09:00" == local(hour.moment(deadline, CHINA))
    assert "2025-03-08 01:00" == local(evolve(hour, any_hour=True).moment(deadline, CHINA))


def test_l12_steps_not_yet_taken_move_with_their_deadline() -> None:
    """L12 Rungs recomputed when the deadline moves: unfired ones move."""
    window = Window()
    case = window.opened(accept(), ask(days(3)), EXTEND)
    assert "2025-03-17" == f"{case.deadlines[Milestone.FEEDBACK].on}"
    assert [] == window.at("2025-03-11 09:00").swept()
    assert ["feedback yellow 2025-03-14 09:00"] == window.at("2025-03-14 09:00").swept()


@pytest.mark.parametrize(("rearms", "again"), [(False, []), (True, ["feedback yellow 2025-03-14 09:00"])])
def test_l12_steps_taken_are_not_taken_again_unless_the_rulebook_says_so(
    rearms: bool,  # noqa: FBT001 - a table
    again: list[str],
) -> None:
    """L12 those fired are not re-fired unless the new date is later by policy."""
    window = Window.of("2025-03-05 09:30", ladder={"rearms": rearms})
    case = window.opened(accept())
    assert ["feedback yellow 2025-03-11 09:00"] == window.at("2025-03-11 09:00").swept()
    window.at("2025-03-11 10:00").do(case, ask(days(3)), EXTEND)
    assert [] == window.swept()
    assert again == window.at("2025-03-14 09:00").swept()


def test_l12_a_pause_moves_what_is_to_come_and_repeats_nothing() -> None:
    """L12 A warning that was given before a pause is not given again after it; the red card moves."""
    window = Window()
    case = window.opened(accept())
    window.at("2025-03-11 09:00").swept()
    window.at("2025-03-12 10:00").do(case, suspend("2025-03-19 09:00"))
    assert [] == window.at("2025-03-19 09:00").swept()
    # Paused for 03-12, 13, 14, 17 and 18: feedback is due on 03-19, the cap on 03-26.
    assert ["feedback red 2025-03-20 09:00"] == window.at("2025-03-20 09:00").swept()


def test_l13_a_broken_ladder_is_loud(tmp_path: Path) -> None:
    """L13 Missing or broken configuration: loud, not silent default (DIGIT); every fault at once, with its place."""
    text = files("banbucheng.profiles").joinpath("meizhou.toml").read_text("utf-8")
    broken = text.replace('offset = "-1wd"', 'offset = "-1h"').replace('measure = "urge"', 'measure = "shout"')
    file = tmp_path / "broken.toml"
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(file)
    places = [fault.where for fault in caught.value.faults]
    assert 2 == len(places)
    assert all("ladder" in place for place in places)


def test_l13_a_missing_rulebook_is_loud() -> None:
    """L13 Missing configuration: a profile that does not ship is named."""
    with pytest.raises((RulebookError, BadInput)):
        load_profile("atlantis")


def test_l13_a_grade_without_limits_is_loud() -> None:
    """L13 Missing configuration: a grade whose limits are missing is a fault of the rulebook."""
    promises = evolve(MEIZHOU.promises, grades={GradeCode("ordinary"): MEIZHOU.promises.grades[GradeCode("ordinary")]})
    with pytest.raises(RulebookError) as caught:
        evolve(MEIZHOU, promises=promises)
    assert {"limits.complex", "limits.on_the_spot"} == {fault.where for fault in caught.value.faults}


def test_the_rungs_of_the_sample_are_in_order() -> None:
    """The ladder of Meizhou: yellow before the end, then red, letter, interview, circulation."""
    deadline = due(WorkingDays(2), moment("2025-03-05 09:30"), CHINA)
    rungs: tuple[Rung, ...] = MEIZHOU.ladder.rungs
    assert [line.split()[1] for line in LET_LIE[:5]] == [rung.code for rung in rungs]
    moments = [rung.moment(deadline, CHINA) for rung in rungs]
    assert sorted(moments) == moments
