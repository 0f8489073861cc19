"""The desk at work: load, decide, apply, record, keep."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import define, evolve, frozen

from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.cases import Case, Command
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.desk import Desk, Recounting
from banbucheng.errors import BadInput, CaseNotFound, Refusal, RulebookError, StaleCase
from banbucheng.ledger import Entry
from banbucheng.supervision import Ladder
from banbucheng.terms import CaseNumber, Milestone, RegionCode, StaffId, Status, UnitCode
from banbucheng.worktime import Overlay, WorkingDays

from ._calendar2025 import CALENDAR
from ._desk import (
    CLERK,
    COMMANDS,
    EARLIER,
    HALVES,
    HRSS,
    LEADER,
    MEIZHOU,
    UNIT,
    WINDOW,
    Bench,
    accept,
    complaint,
    moment,
    returned,
)

SCHEDULER = StaffId("scheduler")


def handled(bench: Bench, grade: str = "complex") -> Case:
    """A new case that its unit has signed for."""
    return bench.opened(accept(grade), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))


def taken(entries: Sequence[Entry]) -> list[tuple[str, str, str]]:
    """The steps of supervision among some entries: when they were due, for what, which rung."""
    steps = [each.event.step for each in entries if isinstance(each.event, e.Supervised)]
    return [(f"{each.due_at:%m-%d %H:%M}", str(each.milestone), each.rung) for each in steps]


# Registering


def test_registering_twice_by_reference_is_once(bench: Bench) -> None:
    """D9 Repeat import idempotent: a reference that is known gives the case that there is, as it stands now."""
    first = bench.registered(reference="12345-7")
    bench.do(first, accept())
    again = bench.at("2025-03-06 10:00").registered(reference="12345-7", subject="something else")
    assert (first.number, Status.ACCEPTED, 2) == (again.number, again.status, len(list(bench.store.ledger())))


def test_without_a_reference_every_complaint_is_its_own(bench: Bench) -> None:
    """D8 One person, many complaints: the same words told twice without a reference are two cases."""
    assert ["441402-20250305-0001", "441402-20250305-0002"] == [bench.registered().number for _ in range(2)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2025, 3, 14, 16, 30, tzinfo=UTC), "441402-20250315-0001"),
        (datetime(2025, 3, 14, 15, 59, 59, tzinfo=UTC), "441402-20250314-0001"),
        (datetime(2025, 12, 30, 16, 30, tzinfo=UTC), "441402-20251231-0001"),
    ],
)
def test_a_number_has_the_local_date(now: datetime, expected: str) -> None:
    """T1 Instant 2025-03-14T16:30Z = Sat 00:30 in Shanghai; D1 rollover by *local* date."""
    bench = Bench(clock=SettableClock(now))
    assert expected == bench.registered().number


def test_every_window_and_day_has_its_own_series(bench: Bench) -> None:
    """D1 Numbers are unique: counted per window and day, from 1."""
    numbers = [bench.registered(region=RegionCode(each)).number for each in ("441402", "441403", "441402")]
    numbers.append(bench.at("2025-03-06 09:30").registered().number)
    expected = ["441402-20250305-0001", "441403-20250305-0001", "441402-20250305-0002", "441402-20250306-0001"]
    assert expected == numbers


def test_a_host_numbers_as_it_likes(bench: Bench) -> None:
    """D1 By policy: a numbering of the host's own gets the window and the local day, and names the series."""

    def by_year(window: UnitCode, day: date) -> str:
        return f"{window[:4]}/{day.year}"

    desk = evolve(bench.desk, numbering=by_year)
    assert ["4414/2025-0001", "4414/2025-0002"] == [desk.register(complaint(), by=CLERK).number for _ in range(2)]


def test_a_bad_complaint_leaves_nothing(bench: Bench) -> None:
    """A complaint of an unknown region, or from the future, leaves no case, no entry and no gap in the numbers."""
    for bad in ({"region": RegionCode("110000")}, {"received_at": moment("2025-03-05 09:31")}):
        with pytest.raises(BadInput):
            bench.registered(**bad)
    assert ([], "441402-20250305-0001") == (list(bench.store.ledger()), bench.registered().number)


def test_an_edition_takes_cases_while_it_is_in_force() -> None:
    """X10 An edition takes new cases from its first day through its last, else `edition`; nothing is kept."""
    book = evolve(MEIZHOU, valid_from=date(2025, 3, 4), valid_to=date(2025, 3, 5))
    taken = []
    for day in ("2025-03-03", "2025-03-04", "2025-03-05", "2025-03-06"):
        bench = Bench(book=book, clock=SettableClock(moment(f"{day} 09:30")))
        try:
            taken.append(bench.registered().status)
        except Refusal as refusal:
            taken.append(f"{refusal.code} {len(list(bench.store.ledger()))}")
    assert ["edition 0", Status.REGISTERED, Status.REGISTERED, "edition 0"] == taken


def test_a_case_wants_its_edition(bench: Bench) -> None:
    """X10 A desk without the edition that a case lives under does nothing in it (`edition`); given it, it does."""
    case = evolve(bench, book=EARLIER).registered()
    assert "edition" == evolve(bench, editions=()).refused(case, accept())
    assert Status.ACCEPTED == bench.do(case, accept()).status


def test_a_rulebook_that_breaks_a_law_makes_no_desk(bench: Bench) -> None:
    """A rulebook under which something could go on for ever is refused with every fault, unless expressly allowed."""
    book = evolve(MEIZHOU, bounds={})
    with pytest.raises(RulebookError) as caught:
        evolve(bench, book=book).registered()
    assert {f"bounds.{each}" for each in MEIZHOU.bounds} == {each.where for each in caught.value.faults}
    desk = Desk(store=bench.store, book=book, calendar=CALENDAR, clock=bench.clock, unlawful=True)
    assert Status.REGISTERED == desk.register(complaint(), by=CLERK).status


def test_nobody_registers_a_complaint_about_himself(bench: Bench) -> None:
    """回避: whoever is complained about registers nothing (`recused`), and leaves no gap in the numbers."""
    told = complaint(against=frozenset({CLERK}))
    with pytest.raises(Refusal) as caught:
        bench.desk.register(told, by=CLERK)
    assert ("recused", "441402-20250305-0001") == (caught.value.code, bench.desk.register(told, by=LEADER).number)


def test_an_entry_names_who_and_when(bench: Bench) -> None:
    """Every line of the ledger says by whose hand and at which moment: the registrar's, then the commander's."""
    case = bench.registered()
    bench.at("2025-03-05 10:00").do(case, c.Accept(by=LEADER, problem=accept().problem))
    expected = [(CLERK, moment("2025-03-05 09:30")), (LEADER, moment("2025-03-05 10:00"))]
    assert expected == [(each.by, each.at) for each in bench.store.ledger()]


# Doing


def test_an_unknown_number_is_named(bench: Bench) -> None:
    """A command to a case that there is not is `CaseNotFound`, and names the number."""
    with pytest.raises(CaseNotFound) as caught:
        bench.desk.do(CaseNumber("441402-20250305-0007"), c.Close(by=CLERK))
    assert "441402-20250305-0007" == caught.value.number


def test_a_refusal_changes_nothing(bench: Bench) -> None:
    """D7 Nothing half-written: after a refusal the case, its entries and the ledger are what they were."""
    case = handled(bench)
    before = bench.store.entries(case.number), list(bench.store.ledger())
    with pytest.raises(Refusal):
        bench.desk.do(case.number, c.Close(by=CLERK))
    assert (case, *before) == (
        bench.store.get(case.number),
        bench.store.entries(case.number),
        list(bench.store.ledger()),
    )


def test_what_is_handed_back_is_what_is_kept(bench: Bench) -> None:
    """The case that a command hands back is the one that the store has."""
    case = handled(bench)
    assert bench.store.get(case.number) == case


def test_one_command_may_cause_several_entries(bench: Bench) -> None:
    """A return that is a dispute is two entries of one moment and one hand, kept together."""
    case = bench.do(handled(bench), returned(UnitCode("441402-tax")), c.Assign(by=CLERK))
    bench.at("2025-03-06 10:00").do(case, returned(HRSS))
    *_, one, two = bench.store.entries(case.number)
    assert [(e.Returned, moment("2025-03-06 10:00"), UNIT), (e.Disputed, moment("2025-03-06 10:00"), UNIT)] == [
        (type(each.event), each.at, each.by) for each in (one, two)
    ]


@frozen
class Behind:
    """A store that hands out a case as it was, as one does that somebody else has just written to."""

    store: MemoryStore
    case: Case

    def get(self, _: CaseNumber) -> Case:
        """The case as it was."""
        return self.case

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        """What the store itself says to that."""
        self.store.keep(case, entries)


def test_of_two_writers_one_wins(bench: Bench) -> None:
    """L4 Two workers: one wins; D7 the second writer gets an error, nothing half-written."""
    case = bench.registered()
    accepted = bench.do(case, accept())
    desk = Desk(store=Behind(bench.store, case), book=MEIZHOU, calendar=CALENDAR, clock=bench.clock)
    with pytest.raises(StaleCase) as caught:
        desk.do(case.number, COMMANDS[c.Decline])
    assert (1, accepted, 2) == (caught.value.seen, bench.store.get(case.number), len(list(bench.store.ledger())))


@define
class Hasty:
    """A clock that runs on by a minute whenever it is looked at."""

    at: datetime
    looks: int = 0

    def now(self) -> datetime:
        """A minute later than the last time."""
        self.looks += 1
        self.at += timedelta(minutes=1)
        return self.at


def test_the_clock_is_asked_once_a_call(bench: Bench) -> None:
    """Time enters once per call: every entry of a call has one and the same moment, even of many cases."""
    cases = [handled(bench) for _ in range(3)]
    clock = Hasty(moment("2025-03-18 10:00"))
    desk = evolve(bench.desk, clock=clock)
    looks = []
    entries = desk.inspect_all(by=SCHEDULER)
    looks.append(clock.looks)
    desk.do(cases[0].number, COMMANDS[c.GiveNotice])
    looks.append(clock.looks)
    desk.register(complaint(), by=CLERK)
    looks.append(clock.looks)
    assert ([1, 2, 3], {moment("2025-03-18 10:01")}) == (looks, {each.at for each in entries})


def test_a_clock_is_only_put_forward() -> None:
    """A clock that is set for the past and for tests goes forward or stands, and never runs backwards."""
    clock = SettableClock(moment("2025-03-05 09:30"))
    clock.put(moment("2025-03-05 09:30"))
    with pytest.raises(BadInput):
        clock.put(moment("2025-03-05 09:29"))
    assert moment("2025-03-05 09:30") == clock.now()


# Two cases


@pytest.mark.parametrize("kind", HALVES, ids=lambda kind: kind.__name__)
def test_half_a_merger_is_refused(bench: Bench, kind: type[Command]) -> None:
    """D2 A case that went on nowhere would be lost: one half of a merger alone is refused with `merger`."""
    case = handled(bench)
    with pytest.raises(Refusal) as caught:
        bench.desk.do(case.number, COMMANDS[kind])
    assert ("merger", case) == (caught.value.code, bench.store.get(case.number))


def test_a_merger_that_cannot_be_leaves_both_as_they_were(bench: Bench) -> None:
    """D7 Nothing half-written: where either case is not where it can be merged, neither is touched."""
    one, handling, registered = bench.opened(accept()), handled(bench), bench.registered()
    before = list(bench.store.ledger())
    for number, into in ((handling, one), (one, registered), (one, evolve(one, number=CaseNumber("441402-1-0001")))):
        with pytest.raises((Refusal, CaseNotFound)):
            bench.desk.merge(number.number, into.number, by=CLERK)
    assert before == list(bench.store.ledger())


def test_what_is_not_merged_is_not_separated(bench: Bench) -> None:
    """Separating a case that was never merged is refused with `status`, and nothing is written."""
    case = handled(bench)
    with pytest.raises(Refusal) as caught:
        bench.desk.separate(case.number, by=CLERK)
    assert ("status", case) == (caught.value.code, bench.store.get(case.number))


def test_a_duplicate_is_suspected_and_no_more(bench: Bench) -> None:
    """D3 Duplicate suspected only within window and subject; never automatic closing."""
    old = bench.registered()
    bench.at("2025-06-02 09:30")
    same, other = bench.registered(), bench.registered(subject="天气不好")
    elsewhere = bench.registered(region=RegionCode("441403"))
    told = complaint("2025-06-04 09:30", subject="养老认证要刷脸，老人不会用")
    bench.at("2025-06-04 09:30")
    found = [[each.number for each in bench.desk.suspected_duplicates(told, days=days)] for days in (90, 91, 2)]
    assert [[same.number], [old.number, same.number], [same.number]] == found
    assert [Status.REGISTERED] * 2 == [bench.store.get(each.number).status for each in (other, elsewhere)]


# Counting anew


def test_a_notice_is_counted_over_all_open_cases(bench: Bench) -> None:
    """K2 Counts returned: examined, moved, unchanged, deferred; applied twice = no-op."""
    storm = CALENDAR.with_overlay(Overlay(name="storm", off=[date(2025, 3, 10)]))
    moved, unchanged, deferred = handled(bench), bench.brought(Status.REPLIED), handled(bench)
    bench.do(deferred, COMMANDS[c.Suspend])
    bench.opened(COMMANDS[c.Withdraw])
    desk = evolve(bench, calendar=storm).desk
    counts = [desk.recount_all(by=SCHEDULER) for _ in range(2)]
    assert [
        Recounting(examined=3, moved=1, unchanged=1, deferred=1),
        Recounting(examined=3, moved=0, unchanged=2, deferred=1),
    ] == counts
    assert date(2025, 3, 13) == bench.store.get(moved.number).deadlines[Milestone.FEEDBACK].on
    assert unchanged == bench.store.get(unchanged.number)


def test_one_case_does_not_hold_up_the_others(bench: Bench) -> None:
    """K2 unresolvable: a case under an edition that the desk was not given is counted as such, and the others move."""
    storm = CALENDAR.with_overlay(Overlay(name="storm", off=[date(2025, 3, 10)]))
    handled(bench)
    handled(evolve(bench, book=EARLIER))
    desk = evolve(bench, calendar=storm, editions=()).desk
    expected = Recounting(examined=2, moved=1, unchanged=0, deferred=0, unresolvable=1)
    assert expected == desk.recount_all(by=SCHEDULER)


def test_a_notice_reaches_a_merged_case_when_it_goes_on_alone(bench: Bench) -> None:
    """K1, D2 While it was merged no notice moved it: on its own again it is counted on the calendar of today."""
    one, other = bench.opened(accept()), bench.opened(accept())
    bench.desk.merge(one.number, other.number, by=CLERK)
    storm = CALENDAR.with_overlay(Overlay(name="storm", off=[date(2025, 3, 10)]))
    desk = evolve(bench, calendar=storm).desk
    desk.recount_all(by=SCHEDULER)
    alone = desk.separate(one.number, by=CLERK)
    assert date(2025, 3, 13) == alone.deadlines[Milestone.FEEDBACK].on
    assert bench.store.get(other.number).deadlines == alone.deadlines


# Inspecting


def test_after_a_week_of_downtime(bench: Bench) -> None:
    """L3 Scheduler down a week: every missed rung fires once, in order, with the true due time."""
    case = handled(bench)
    bench.at("2025-03-10 09:00").desk.inspect_all(by=SCHEDULER)
    entries = bench.at("2025-03-17 10:00").desk.inspect_all(by=SCHEDULER)
    expected = [
        ("03-11 09:00", "feedback", "yellow"),
        ("03-13 09:00", "feedback", "red"),
        ("03-14 09:00", "feedback", "letter"),
    ]
    assert expected == taken(entries)
    assert {(case.number, moment("2025-03-17 10:00"), SCHEDULER)} == {
        (each.number, each.at, each.by) for each in entries
    }
    assert () == bench.desk.inspect_all(by=SCHEDULER)


def test_a_festival_is_no_downtime(bench: Bench) -> None:
    """L11 No alert on holidays: due 2025-09-30, looked at every day of National Day, the red card comes on 10-09."""
    bench.at("2025-09-28 10:00").opened(accept("ordinary"))
    seen = []
    for day in range(1, 10):
        seen += taken(bench.at(f"2025-10-{day:02} 10:00").desk.inspect_all(by=SCHEDULER))
    assert [("09-29 09:00", "closure", "yellow"), ("10-09 09:00", "closure", "red")] == seen


@pytest.mark.parametrize(
    ("received", "warned"),
    [
        ("2025-03-05 09:30", "2025-03-11 09:00"),
        ("2025-01-24 09:30", "2025-02-06 09:00"),
        ("2025-09-30 09:30", "2025-10-13 09:00"),
    ],
)
def test_a_warning_comes_when_it_is_due(received: str, warned: str) -> None:
    """L1 Warn 1 WD before: who looks at the opening of that day gives the warning then, and not a day late."""
    bench = Bench(clock=SettableClock(moment(received)))
    handled(bench)
    assert [(warned[5:], "feedback", "yellow")] == taken(bench.at(warned).desk.inspect_all(by=SCHEDULER))


def test_a_ladder_that_starts_earlier_is_climbed_earlier() -> None:
    """L1 A rung three working days before the last day, 03-12, is taken at the opening of 03-07."""
    early = evolve(MEIZHOU.ladder.rungs[0], code="early", offset=WorkingDays(3))
    bench = Bench(book=evolve(MEIZHOU, ladder=Ladder(rungs=(early, *MEIZHOU.ladder.rungs))))
    handled(bench)
    seen = [bench.at(each).desk.inspect_all(by=SCHEDULER) for each in ("2025-03-07 08:59", "2025-03-07 09:00")]
    assert [[], [("03-07 09:00", "feedback", "early")]] == [taken(each) for each in seen]


def test_silence_is_found_by_an_inspection(bench: Bench) -> None:
    """R10 Silence = deemed accepted: found at the first look after the working day to sign."""
    bench.opened(accept(), c.Assign(by=CLERK))
    looks = [bench.at(each).desk.inspect_all(by=SCHEDULER) for each in ("2025-03-06 23:59", "2025-03-07 00:00")]
    assert [[], [e.Acknowledged(deemed=True)]] == [[each.event for each in entries] for entries in looks]


def test_all_open_cases_are_inspected_the_earliest_first(bench: Bench) -> None:
    """L10 Many cases in one sweep: each gets its own steps; the suspended and the ended get none."""
    complex_, ordinary = handled(bench), handled(bench, "ordinary")
    bench.do(handled(bench), COMMANDS[c.Suspend])
    bench.opened(COMMANDS[c.Withdraw])
    entries = bench.at("2025-03-11 10:00").desk.inspect_all(by=SCHEDULER)
    expected = [
        (ordinary.number, "yellow"),
        (ordinary.number, "red"),
        (ordinary.number, "letter"),
        (complex_.number, "yellow"),
    ]
    assert expected == [(each.number, each.event.step.rung) for each in entries]


def test_one_sweep_or_many_take_the_same_steps(bench: Bench) -> None:
    """L3 Whether somebody looked every day or once at the end: the same steps with the same true due moments."""
    other = Bench(clock=SettableClock(moment("2025-03-05 09:30")))
    case, twin = handled(bench), handled(other)
    for day in range(6, 32):
        bench.at(f"2025-03-{day:02} 12:00").desk.inspect_all(by=SCHEDULER)
    other.at("2025-03-31 12:00").desk.inspect_all(by=SCHEDULER)
    assert bench.events(case, e.Supervised) == other.events(twin, e.Supervised)
    assert 10 == len(other.events(twin, e.Supervised))


def test_a_step_goes_to_who_is_responsible(bench: Bench) -> None:
    """督办 is of the unit that has the case: of the bureau while it handles, of the window while it holds the claim."""
    at_unit, at_window = handled(bench), bench.do(handled(bench), COMMANDS[c.Resolve])
    bench.at("2025-03-12 10:00").desk.inspect_all(by=SCHEDULER)
    found = [bench.events(each, e.Supervised) for each in (at_unit, at_window)]
    found = [next(each for each in of if each.step.milestone == Milestone.FEEDBACK) for of in found]
    assert [(HRSS, Milestone.FEEDBACK), (WINDOW, Milestone.FEEDBACK)] == [
        (each.responsible, each.step.milestone) for each in found
    ]
