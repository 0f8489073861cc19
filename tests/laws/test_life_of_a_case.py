"""
The laws of a case, whatever is asked of it and whenever: 件件有着落，事事有回音.

A machine registers complaints, lets time pass, changes the calendar, merges and gives commands at random, possible and
impossible ones alike, and after every step holds all cases to the laws; over the store in memory, and over SQLite.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

from attrs import evolve
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.sql import SqlStore, create, sqlite_engine
from banbucheng.cases import Case, Command, next_inspection
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.errors import Refusal
from banbucheng.ledger import Entry, replay
from banbucheng.ports import Store
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.returns import Return
from banbucheng.taxonomy import Problem
from banbucheng.terms import (
    CaseNumber,
    DeclineGround,
    HandOverKind,
    Milestone,
    Outcome,
    Rating,
    RegionCode,
    ReopenGround,
    ReturnGround,
    StaffId,
    Status,
    SuspensionGround,
    UnitCode,
)
from banbucheng.worktime import Deadline, NaturalDays, Overlay, WorkingDays
from tests.unit._desk import (
    CIVIL,
    CLERK,
    EARLIER,
    HALVES,
    HRSS,
    LEADER,
    MEDICAL,
    MEIZHOU,
    PATHS,
    POLICE,
    TAX,
    UNIT,
    WINDOW,
    Bench,
    moment,
    problem,
)
from tests.unit._desk import COMMANDS as EXAMPLES

S = Status
#: Some days before the Spring Festival, so that festivals and makeup workdays lie ahead.
START = moment("2025-01-20 09:30")
#: Where time stops, so that every limit still ends within the calendar of the year.
END = moment("2025-08-01 00:00")
#: A unit that there is not.
NOWHERE = UnitCode("441402-fire")
SCHEDULER = StaffId("scheduler")
#: What citizens are promised; the desk owes a ruling and a reply beside it.
PROMISED = (Milestone.ACCEPTANCE, Milestone.CONTACT, Milestone.FEEDBACK, Milestone.CLOSURE, Milestone.CAP)

staff = st.sampled_from([CLERK, UNIT, LEADER])
units = st.sampled_from([HRSS, MEDICAL, CIVIL, TAX, POLICE, NOWHERE])
windows = st.sampled_from([UnitCode(each) for each in ("441400", "441402", "441403", "441402-hrss")])
words = st.sampled_from(["as it should be", "because of item 7"])
outcomes = st.sampled_from([Outcome.DONE, Outcome.PARTLY_DONE, Outcome.UNREACHABLE])
grades = ["ordinary", "complex", "complex", "on_the_spot", "ordinary", "hopeless"]
problems = st.sampled_from([problem(each) for each in grades])
resolutions = st.builds(Resolution, outcome=outcomes, account=words)
replies = st.builds(Reply, outcome=outcomes, text=words)
claims = st.builds(Return, ground=st.sampled_from(ReturnGround), basis=words, belongs_to=units)
ratings = st.builds(FollowUp, rating=st.none() | st.sampled_from(Rating))
more = st.sampled_from([*map(WorkingDays, range(1, 7)), NaturalDays(3)])
reasons = st.just("") | words
assisting = st.lists(st.sampled_from([CIVIL, TAX, UnitCode("441400-hrss")]), max_size=2, unique=True).map(tuple)

#: Every command that one case alone is asked, with whatever it may carry.
COMMANDS: Mapping[type[Command], st.SearchStrategy[Command]] = {
    c.Accept: st.builds(c.Accept, by=staff, problem=problems),
    c.Decline: st.builds(c.Decline, by=staff, ground=st.sampled_from(DeclineGround), same_as=reasons, told=reasons),
    c.GiveNotice: st.builds(c.GiveNotice, by=staff, text=words),
    c.Contact: st.builds(c.Contact, by=staff),
    c.Settle: st.builds(c.Settle, by=staff, resolution=resolutions, reply=replies),
    c.Assign: st.builds(c.Assign, by=staff) | st.builds(c.Assign, by=staff, unit=units, reason=reasons),
    c.Acknowledge: st.builds(c.Acknowledge, by=staff),
    c.Return: st.builds(c.Return, by=staff, claim=claims),
    c.RefuseReturn: st.builds(c.RefuseReturn, by=staff, reason=words),
    c.Confer: st.builds(c.Confer, by=staff, unit=units, assisting=assisting, minutes=words),
    c.Designate: st.builds(
        c.Designate, by=staff, leader=st.just(LEADER), unit=units, assisting=assisting, reason=words
    ),
    c.HandOver: st.builds(c.HandOver, by=staff, to=windows, kind=st.sampled_from(HandOverKind), reason=words),
    c.Assist: st.builds(c.Assist, by=staff, unit=units, answer=words),
    c.Waive: st.builds(c.Waive, by=staff, unit=units, reason=words),
    c.Suspend: st.builds(
        c.Suspend, by=staff, ground=st.sampled_from(SuspensionGround), approved_by=st.just(LEADER), told=words
    ),
    c.Resume: st.builds(c.Resume, by=staff),
    c.AskExtension: st.builds(c.AskExtension, by=staff, more=more, reason=words),
    c.Extend: st.builds(c.Extend, by=staff),
    c.RefuseExtension: st.builds(c.RefuseExtension, by=staff, reason=words),
    c.Reclassify: st.builds(c.Reclassify, by=staff, problem=problems),
    c.ChangeEdition: st.builds(c.ChangeEdition, by=staff),
    c.Recount: st.builds(c.Recount, by=staff),
    c.GiveFeedback: st.builds(c.GiveFeedback, by=staff, text=words),
    c.Resolve: st.builds(c.Resolve, by=st.just(UNIT) | staff, resolution=resolutions),
    c.SendBack: st.builds(c.SendBack, by=staff, reason=words),
    c.Verify: st.builds(c.Verify, by=st.just(CLERK) | staff),
    c.Reply: st.builds(c.Reply, by=staff, reply=replies),
    c.FollowUp: st.builds(c.FollowUp, by=staff, follow_up=ratings),
    c.ObjectToRating: st.builds(c.ObjectToRating, by=staff, unit=units, reason=words),
    c.RuleOnObjection: st.builds(c.RuleOnObjection, by=staff, upheld=st.booleans(), reason=words),
    c.Reopen: st.builds(c.Reopen, by=staff, ground=st.sampled_from(ReopenGround), reason=words),
    c.Withdraw: st.builds(c.Withdraw, by=staff, reason=words),
    c.Close: st.builds(c.Close, by=staff, explanation=reasons),
    c.Supervise: st.builds(
        c.Supervise,
        by=staff,
        rung=st.sampled_from(["yellow", "red", "interview", "ladder"]),
        milestone=st.sampled_from(Milestone),
    ),
    c.HandToDiscipline: st.builds(
        c.HandToDiscipline, by=staff, checklist=st.just(("a gift",)), signers=st.tuples(staff, staff)
    ),
    c.Archive: st.builds(c.Archive, by=staff),
    c.Inspect: st.builds(c.Inspect, by=staff),
}
#: What leads on from a status, so that long lives are common.
ONWARD: Mapping[Status, Sequence[type[Command]]] = {
    S.REGISTERED: [c.Accept, c.Accept, c.Accept, c.Decline, c.HandOver],
    S.ACCEPTED: [c.Assign, c.Assign, c.Assign, c.Assign, c.Settle, c.Settle, c.Suspend, c.AskExtension, c.Reclassify],
    S.ASSIGNED: [c.Acknowledge, c.Acknowledge, c.Return, c.Return, c.Return, c.Return, c.Suspend, c.AskExtension],
    S.HANDLING: [c.Resolve, c.Resolve, c.Return, c.Return, c.Suspend, c.AskExtension, c.GiveFeedback, c.Withdraw],
    S.RETURNED: [c.Assign, c.Assign, c.Assign, c.RefuseReturn, c.HandOver],
    S.DISPUTED: [c.Designate, c.Confer, c.HandOver],
    S.RESOLVED: [c.Verify, c.Verify, c.SendBack],
    S.VERIFIED: [c.Reply],
    S.REPLIED: [c.FollowUp, c.FollowUp, c.Reopen],
    S.FOLLOWED_UP: [c.Close, c.Close, c.Reopen, c.ObjectToRating],
    S.CLOSED: [c.Reopen, c.Archive],
    S.DECLINED: [c.Archive],
    S.WITHDRAWN: [c.Archive],
    S.MERGED: [c.Archive, c.Recount],
    S.ARCHIVED: [c.Reopen],
}
#: Where a clock can be stopped.
IN_HAND = (S.ACCEPTED, S.ASSIGNED, S.HANDLING)
#: What is asked beside the main line.
BESIDE: Sequence[type[Command]] = [c.HandOver, c.ChangeEdition, c.Recount, c.Contact, c.Supervise, c.HandToDiscipline]
BESIDE += [c.HandOver, c.ChangeEdition, c.Reclassify, c.Assist, c.Waive, c.ObjectToRating]
#: The commands that may change what the citizen was promised, or when.
MOVERS = (c.Accept, c.Decline, c.Settle, c.Resume, c.Extend, c.Reclassify, c.GiveFeedback, c.Contact)
MOVERS += (c.Reply, c.FollowUp, c.Reopen, c.Withdraw, c.Close, c.ChangeEdition, c.Recount)
ANSWERS = e.Declined | e.Withdrawn | e.Replied | e.Settled


class LifeOfACase(RuleBasedStateMachine):
    """A desk over memory, to which anything may happen."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench(store=self.store(), clock=SettableClock(START))

    def store(self) -> Store:
        """An empty store."""
        return MemoryStore()

    @property
    def cases(self) -> list[Case]:
        """Every case on the desk."""
        return list(self.bench.store.cases())

    def entries(self, case: Case) -> Sequence[Entry]:
        """The record of a case."""
        return self.bench.store.entries(case.number)

    # What may happen

    @precondition(lambda self: len(self.cases) < 3)
    @rule(
        region=st.sampled_from(["441400", "441402", "441402"]),
        subject=st.sampled_from(["养老认证", "医保报销", "天气不好", "残疾人证"]),
        against=st.sampled_from([(), (), (), (), (HRSS,), (WINDOW,), (UNIT,)]),
        edition=st.sampled_from([MEIZHOU.edition, EARLIER.edition]),
    )
    def register(self, region: str, subject: str, against: tuple[str, ...], edition: str) -> None:
        """A citizen comes to the window, under this edition or the last, perhaps about its own people."""
        told = {"region": RegionCode(region), "subject": subject, "against": frozenset(against)}
        book = EARLIER if edition == EARLIER.edition else MEIZHOU
        evolve(self.bench, book=book).registered(**told)

    @precondition(lambda self: len(self.cases) < 3)
    @rule(status=st.sampled_from([S.DISPUTED, S.REPLIED, S.FOLLOWED_UP, S.HANDLING]))
    def begin_further_on(self, status: Status) -> None:
        """A case comes to a dispute, an answer or a rating, which by chance alone it seldom does."""
        number = self.bench.registered().number
        for given in PATHS[status]:
            self.give(self.bench.store.get(number), given)

    @precondition(lambda self: len(self.cases) < 2)
    @rule(minutes=st.sampled_from([0, 24 * 60, 4 * 24 * 60]), grades=st.lists(problems, min_size=2, max_size=2))
    def twins(self, minutes: int, grades: Sequence[Problem]) -> None:
        """Two citizens come about one matter, one after the other, and the one case goes on in the other."""
        numbers = []
        for grade in grades:
            case = self.give(self.bench.registered(), c.Accept(by=CLERK, problem=grade))
            numbers.append(case.number)
            self.wait(minutes)
        self.join(*numbers)

    @rule(minutes=st.sampled_from([1, 60, 24 * 60, 3 * 24 * 60]) | st.integers(0, 5 * 24 * 60))
    def wait(self, minutes: int) -> None:
        """Time passes."""
        self.bench.clock.put(min(END, self.bench.clock.now() + timedelta(minutes=minutes)))

    @rule()
    def inspect(self) -> None:
        """督办 is exactly once per rung: looking twice at one moment adds nothing, and nothing due is left over."""
        found = self.bench.desk.inspect_all(by=SCHEDULER)
        before = list(self.bench.store.ledger())
        assert () == self.bench.desk.inspect_all(by=SCHEDULER)
        assert before == list(self.bench.store.ledger())
        now = self.bench.clock.now()
        wanted = [next_inspection(case, book=MEIZHOU, calendar=self.bench.calendar) for case in self.cases]
        assert [] == [each for each in wanted if each is not None and each <= now]
        assert all(each.event.step.due_at <= now for each in found if isinstance(each.event, e.Supervised))

    @precondition(lambda self: len(self.bench.calendar.edition) < len("2025+storm+storm+"))
    @rule(ahead=st.integers(1, 10))
    def storm(self, ahead: int) -> None:
        """A notice gives a day off: what is owed is counted anew, none of it earlier; a second time nothing moves."""
        day = self.bench.calendar.date_of(self.bench.clock.now()) + timedelta(days=ahead)
        overlay = Overlay(name="storm", off=[day])
        self.bench = evolve(self.bench, calendar=self.bench.calendar.with_overlay(overlay))
        before = {case.number: promised(case) for case in self.cases}
        self.bench.desk.recount_all(by=SCHEDULER)
        for number, owed in before.items():
            after = promised(self.bench.store.get(number))
            assert owed.keys() == after.keys()
            assert all(due.at <= after[each].at for each, due in owed.items())
        assert 0 == self.bench.desk.recount_all(by=SCHEDULER).moved

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        """Somebody asks anything at all of a case."""
        case = data.draw(st.sampled_from(self.cases), label="case")
        self.give(case, data.draw(st.sampled_from(list(COMMANDS)).flatmap(COMMANDS.__getitem__), label="command"))

    @precondition(lambda self: any(case.status in IN_HAND for case in self.cases))
    @rule(data=st.data(), days=st.integers(1, 10), late=st.integers(-1, 5))
    def pause(self, data: st.DataObject, days: int, late: int) -> None:
        """The clock of a case is stopped until a moment, at which, or somewhat later, somebody looks."""
        case = data.draw(st.sampled_from([each for each in self.cases if each.status in IN_HAND]), label="case")
        self.give(case, evolve(EXAMPLES[c.Suspend], until=self.bench.clock.now() + timedelta(days=days)))
        self.wait((days + late) * 24 * 60)
        self.inspect()

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), kind=st.sampled_from(BESIDE))
    def ask_beside(self, data: st.DataObject, kind: type[Command]) -> None:
        """Somebody asks something beside the main line."""
        case = data.draw(st.sampled_from(self.cases), label="case")
        self.give(case, data.draw(COMMANDS[kind], label="command"))

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), steps=st.integers(2, 9))
    def lead_on(self, data: st.DataObject, steps: int) -> None:
        """A case is brought some steps further."""
        number = data.draw(st.sampled_from(self.cases), label="case").number
        for _ in range(steps):
            self.wait(data.draw(st.sampled_from([0, 0, 0, 60, 24 * 60, 5 * 24 * 60]), label="minutes"))
            case = self.bench.store.get(number)
            self.give(case, data.draw(st.sampled_from(onward(case)).flatmap(COMMANDS.__getitem__), label="command"))
            self.every_open_case_is_somebodys()

    @precondition(lambda self: len(self.cases) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        """Two cases are on one matter: both are written or neither, and of their promises the earlier one holds."""
        numbers = [data.draw(st.sampled_from(self.cases), label=label).number for label in ("case", "into")]
        self.join(*numbers)

    def join(self, *numbers: CaseNumber) -> None:
        """Let the one case go on in the other, if it may."""
        one, other = map(self.bench.store.get, numbers)
        before = list(self.bench.store.ledger())
        try:
            result = self.bench.desk.merge(*numbers, by=CLERK)
        except Refusal:
            assert before == list(self.bench.store.ledger())
            return
        for owed in (promised(one), promised(other)):
            assert all(result.deadlines[each].at <= due.at for each, due in owed.items() if each in result.deadlines)
        assert S.MERGED == self.bench.store.get(one.number).status

    @precondition(lambda self: any(case.status == S.MERGED for case in self.cases))
    @rule(data=st.data())
    def separate(self, data: st.DataObject) -> None:
        """They were not on one matter after all: the one goes on at its desk, with what it was promised."""
        merged = [case for case in self.cases if case.status == S.MERGED]
        case = data.draw(st.sampled_from(merged), label="case")
        before = list(self.bench.store.ledger())
        try:
            after = self.bench.desk.separate(case.number, by=CLERK)
        except Refusal:
            assert before == list(self.bench.store.ledger())
            return
        assert (S.ACCEPTED, case.desk, case.clock) == (after.status, after.responsible, after.clock)
        # Only a notice that came in between moves what it was promised, and none moves it to an earlier day.
        assert case.merger.deadlines.keys() == after.deadlines.keys()
        assert all(due.at <= after.deadlines[each].at for each, due in case.merger.deadlines.items())
        assert case.number not in self.bench.store.get(case.merger.into).joined

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), half=st.sampled_from(HALVES))
    def half(self, data: st.DataObject, half: type[Command]) -> None:
        """Half a merger is refused, and loses nobody."""
        case = data.draw(st.sampled_from(self.cases), label="case")
        given: Mapping[type[Command], Command] = {
            c.Merge: c.Merge(by=CLERK, into=case.number),
            c.Join: EXAMPLES[c.Join],
            c.Separate: c.Separate(by=CLERK),
            c.Part: c.Part(by=CLERK, number=case.number),
        }
        assert case == self.give(case, given[half])

    def give(self, case: Case, given: Command) -> Case:
        """Give a command: it is refused and changes nothing, or it changes only what it may."""
        before, ledger = self.entries(case), list(self.bench.store.ledger())
        try:
            after = self.bench.desk.do(case.number, given)
        except Refusal:
            kept = self.bench.store.get(case.number), self.entries(case), list(self.bench.store.ledger())
            assert (case, before, ledger) == kept
            return case
        assert after == self.bench.store.get(case.number)
        assert {given.by} >= {each.by for each in self.entries(case)[len(before) :]}
        holds_still(case, given, after)
        return after

    # What must always hold

    @invariant()
    def every_open_case_is_somebodys(self) -> None:
        """件件有着落: an open case has exactly one responsible unit that exists, and a deadline that runs or stands."""
        for case in self.cases:
            assert case.responsible in MEIZHOU.unit
            assert {case.desk, case.window} <= MEIZHOU.unit.keys()
            assert case.open == bool(case.deadlines)
            assert case.open == (case.due_at is not None)
            assert case.open == (case.ended_at is None)
            assert case.open or case.suspension is None

    @invariant()
    def nobody_judges_in_his_own_cause(self) -> None:
        """回避: who is complained about neither has the case nor does anything in it."""
        for case in self.cases:
            assert not {case.responsible, *case.awaited, *case.sent_to} & case.complaint.against
            assert not {each.by for each in self.entries(case)} & case.complaint.against

    @invariant()
    def no_case_ends_without_an_answer(self) -> None:
        """事事有回音: no case ends without an answer to the citizen, in each round anew or where it goes on."""
        for of_round in self.rounds():
            if isinstance(of_round[-1].event, e.Closed | e.Archived) and not merged_in(of_round):
                assert [each for each in of_round if isinstance(each.event, ANSWERS)]
        for case in self.cases:
            if case.merger is not None:
                other = self.bench.store.get(case.merger.into)
                assert case.number in other.joined
                assert other.open or other.reply is not None

    @invariant()
    def the_record_makes_the_case(self) -> None:
        """`replay(store.entries(id)) == store.get(id)`, with entries 1, 2, 3 … whose time never runs backwards."""
        for case in self.cases:
            entries = self.entries(case)
            assert case == replay(entries)
            assert list(range(1, case.version + 1)) == [each.seq for each in entries]
            assert all(one.at <= two.at for one, two in pairwise(entries))

    @invariant()
    def the_cap_is_the_latest_day(self) -> None:
        """最迟不超过10个工作日: no extension, pause or reclassification moves a promise past the cap."""
        for case in self.cases:
            cap = case.deadlines.get(Milestone.CAP)
            assert cap is None or case.joined or all(each.at <= cap.at for each in promised(case).values())

    @invariant()
    def every_rung_is_taken_once(self) -> None:
        """A step of supervision is taken once in a round, and never before it is due."""
        for of_round in self.rounds():
            taken = [each for each in of_round if isinstance(each.event, e.Supervised)]
            steps = [(each.event.step.milestone, each.event.step.rung) for each in taken]
            assert len(steps) == len(set(steps))
            assert all(each.event.step.due_at <= each.at for each in taken)

    @invariant()
    def nobody_is_warned_while_the_clock_stands(self) -> None:
        """P9 While paused: no warnings; between a stop of the clock and what ends it nothing is supervised."""
        for of_round in self.rounds():
            stands = False
            for event in (each.event for each in of_round):
                stands = isinstance(event, e.Suspended) or (stands and not isinstance(event, e.Resumed | e.Withdrawn))
                assert not (stands and isinstance(event, e.Supervised))

    @invariant()
    def the_ball_is_not_passed(self) -> None:
        """R9 In a round a case is sent out three times at most, to three units; whose it is by decision keeps it."""
        for of_round in self.rounds():
            events = [each.event for each in of_round]
            sent_to = [each.assignment.lead for each in events if isinstance(each, e.Assigned)]
            assert len(sent_to) == len(set(sent_to)) <= 3
            decided = [n for n, each in enumerate(events) if isinstance(each, e.Designated | e.Conferred)]
            assert not decided or not [each for each in events[decided[0] :] if isinstance(each, e.Returned)]

    @invariant()
    def nothing_goes_on_for_ever(self) -> None:
        """No event happens more often in a round than the rulebook allows, and every end is in reach."""
        for case in self.cases:
            assert all(count <= MEIZHOU.bounds[name] for name, count in case.counts.items())
            assert case.round <= 1 + MEIZHOU.replies.reopenings

    def rounds(self) -> list[Sequence[Entry]]:
        """The record of every round of every case: up to its first reopening, and from each one on."""
        found = []
        for case in self.cases:
            entries = self.entries(case)
            starts = [n for n, each in enumerate(entries) if n == 0 or isinstance(each.event, e.Reopened)]
            found += [entries[one:two] for one, two in pairwise([*starts, len(entries)])]
        return found


class Commuting(RuleBasedStateMachine):
    """Two desks over memory, which do the same to two cases, the one in this order and the other in that."""

    def __init__(self) -> None:
        super().__init__()
        self.benches = [Bench(clock=SettableClock(START)) for _ in range(2)]
        for bench in self.benches:
            bench.registered()
            bench.registered(subject="残疾人证")

    @rule(data=st.data())
    def both(self, data: st.DataObject) -> None:
        """Two commands on two cases commute: whoever comes first, each case becomes the same."""
        one, other = self.benches
        given = [
            (case, data.draw(st.sampled_from(onward(case)).flatmap(COMMANDS.__getitem__))) for case in one.store.cases()
        ]
        for bench, order in ((one, given), (other, reversed(given))):
            for case, command in order:
                with suppress(Refusal):
                    bench.desk.do(case.number, command)
        assert list(one.store.cases()) == list(other.store.cases())
        assert sorted(one.store.ledger(), key=line) == sorted(other.store.ledger(), key=line)

    @rule(minutes=st.sampled_from([60, 24 * 60, 3 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        """Time passes, for both alike."""
        for bench in self.benches:
            bench.clock.put(min(END, bench.clock.now() + timedelta(minutes=minutes)))


class LifeOverSqlite(LifeOfACase):
    """The same desk over SQLite: a store decides nothing, so every law holds there too."""

    def store(self) -> Store:
        """An empty database in memory, in a transaction that is rolled back at the end."""
        self.engine = sqlite_engine(":memory:")
        self.connection = self.engine.connect()
        create(self.connection)
        return SqlStore(self.connection)

    def teardown(self) -> None:
        """Leave nothing open."""
        self.connection.close()
        self.engine.dispose()


def line(entry: Entry) -> tuple[str, int]:
    """Which entry of which case."""
    return entry.number, entry.seq


def promised(case: Case) -> dict[Milestone, Deadline]:
    """What the citizen waits for."""
    return {each: due for each, due in case.deadlines.items() if each in PROMISED}


def merged_in(entries: Sequence[Entry]) -> bool:
    """Whether, at the end of these, the case goes on in another."""
    turns = [each.event for each in entries if isinstance(each.event, e.Merged | e.Separated)]
    return bool(turns) and isinstance(turns[-1], e.Merged)


def onward(case: Case) -> list[type[Command]]:
    """What leads on from where a case stands."""
    if case.suspension is not None:
        return [c.Resume, c.Resume, c.Inspect, c.Inspect, c.Withdraw, c.GiveNotice]
    if case.asked is not None and case.status in IN_HAND:
        return [c.Extend, c.Extend, c.Extend, c.RefuseExtension, *ONWARD[case.status][:1]]
    if case.awaited and case.status == S.HANDLING:
        return [c.Assist, c.Waive, c.Resolve]
    if case.designated and case.status == S.HANDLING:
        return [c.Return, c.Resolve]
    if case.objection is not None and case.objection.upheld is None:
        return [c.RuleOnObjection, c.Close]
    if case.joined and case.status == S.ACCEPTED:
        return [c.Assign, c.Assign, c.Suspend, c.AskExtension, c.Reclassify, c.Settle, c.Withdraw]
    moved = [c.ChangeEdition] if case.open and case.edition != MEIZHOU.edition else []
    return [*moved, *ONWARD[case.status]]


def holds_still(before: Case, given: Command, after: Case) -> None:
    """What no command may change, and what most may not."""
    assert before.reached == after.reached[: len(before.reached)]
    assert (before.complaint, before.window, before.registered_at) == (
        after.complaint,
        after.window,
        after.registered_at,
    )
    # The outcome of an earlier round is kept for good.
    kept = before.round - 1
    assert before.resolutions[:kept] == after.resolutions[:kept]
    # The clock of the citizen starts with a round, and never by a return, a transfer or an edit.
    if not isinstance(given, c.Accept | c.Reopen):
        started = before.clock and before.clock.started_at
        assert started == (after.clock and after.clock.started_at)
    if not isinstance(given, MOVERS) and (before.suspension is None or not isinstance(given, c.Inspect)):
        assert promised(before) == promised(after)
    # A pause or an extension takes nothing away, and brings nothing forward.
    if isinstance(given, c.Resume | c.Extend):
        assert before.deadlines.keys() == after.deadlines.keys()
        assert all(before.deadlines[each].at <= due.at for each, due in after.deadlines.items())
    # Under the same limits, on the same calendar, moving and counting anew move nothing.
    if isinstance(given, c.ChangeEdition | c.Recount):
        assert [(each, due.at) for each, due in before.deadlines.items()] == [
            (each, due.at) for each, due in after.deadlines.items()
        ]


#: Explaining a failure would take longer than finding it.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]
LifeOfACase.TestCase.settings = settings(max_examples=120, stateful_step_count=40, phases=PHASES)
Commuting.TestCase.settings = settings(max_examples=60, stateful_step_count=25, phases=PHASES)
LifeOverSqlite.TestCase.settings = settings(max_examples=20, stateful_step_count=25, phases=PHASES)


class TestLifeOfACase(LifeOfACase.TestCase):
    """件件有着落，事事有回音: whatever is asked of the cases and whenever, every law above holds after every step."""


class TestCommuting(Commuting.TestCase):
    """What is done to one case says nothing of another, in whatever order the two are done."""


class TestLifeOverSqlite(LifeOverSqlite.TestCase):
    """Every law above holds over SQLite as it does over memory."""
