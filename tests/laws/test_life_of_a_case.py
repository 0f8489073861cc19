"""
The laws of a case, whatever is asked of it and whenever: 件件有着落，事事有回音.

A machine registers complaints, lets time pass and gives commands at random, possible and impossible ones alike, and
after every step holds all cases to the laws.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from banbucheng.adapters.clock import SettableClock
from banbucheng.cases import Case, Command, next_inspection
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.errors import Refusal
from banbucheng.ledger import Entry, replay
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.returns import Return
from banbucheng.terms import (
    DeclineGround,
    Milestone,
    Outcome,
    Rating,
    RegionCode,
    ReturnGround,
    StaffId,
    Status,
    SuspensionGround,
)
from banbucheng.worktime import NaturalDays, WorkingDays
from tests.unit._calendar2025 import CALENDAR
from tests.unit._desk import CIVIL, HRSS, LEADER, MEDICAL, MEIZHOU, PATHS, POLICE, TAX, UNIT, Bench, moment, problem

S = Status
#: Some days before the Spring Festival, so that festivals and makeup workdays lie ahead.
START = moment("2025-01-20 09:30")
#: Where time stops, so that every limit still ends within the calendar of the year.
END = moment("2025-08-01 00:00")
#: A unit that there is not.
NOWHERE = "441402-fire"

staff = st.sampled_from([StaffId("clerk"), UNIT, LEADER])
units = st.sampled_from([HRSS, MEDICAL, CIVIL, TAX, POLICE, NOWHERE])
words = st.sampled_from(["as it should be", "because of item 7"])
outcomes = st.sampled_from([Outcome.DONE, Outcome.PARTLY_DONE, Outcome.REDIRECTED])
problems = st.sampled_from(
    list(map(problem, ("ordinary", "complex", "complex", "on_the_spot", "ordinary", "hopeless")))
)
resolutions = st.builds(Resolution, outcome=outcomes, account=words)
replies = st.builds(Reply, outcome=outcomes, text=words)
claims = st.builds(Return, ground=st.sampled_from(ReturnGround), basis=words, belongs_to=units)
ratings = st.builds(FollowUp, rating=st.none() | st.sampled_from(Rating))
more = st.sampled_from([*map(WorkingDays, range(1, 7)), NaturalDays(3)])
reasons = st.just("") | words

#: Every command there is, with whatever it may carry.
COMMANDS: Mapping[type[Command], st.SearchStrategy[Command]] = {
    c.Accept: st.builds(c.Accept, by=staff, problem=problems),
    c.Decline: st.builds(c.Decline, by=staff, ground=st.sampled_from(DeclineGround)),
    c.GiveNotice: st.builds(c.GiveNotice, by=staff, text=words),
    c.Settle: st.builds(c.Settle, by=staff, resolution=resolutions, reply=replies),
    c.Assign: st.builds(c.Assign, by=staff) | st.builds(c.Assign, by=staff, unit=units, reason=reasons),
    c.Acknowledge: st.builds(c.Acknowledge, by=staff),
    c.Return: st.builds(c.Return, by=staff, claim=claims),
    c.RefuseReturn: st.builds(c.RefuseReturn, by=staff, reason=words),
    c.Designate: st.builds(c.Designate, by=staff, leader=st.just(LEADER), unit=units, reason=words),
    c.Suspend: st.builds(
        c.Suspend, by=staff, ground=st.sampled_from(SuspensionGround), approved_by=st.just(LEADER), until=st.none()
    ),
    c.Resume: st.builds(c.Resume, by=staff),
    c.AskExtension: st.builds(c.AskExtension, by=staff, more=more, reason=words),
    c.Extend: st.builds(c.Extend, by=staff),
    c.RefuseExtension: st.builds(c.RefuseExtension, by=staff, reason=words),
    c.Reclassify: st.builds(c.Reclassify, by=staff, problem=problems),
    c.GiveFeedback: st.builds(c.GiveFeedback, by=staff, text=words),
    c.Resolve: st.builds(c.Resolve, by=staff, resolution=resolutions),
    c.SendBack: st.builds(c.SendBack, by=staff, reason=words),
    c.Verify: st.builds(c.Verify, by=staff),
    c.Reply: st.builds(c.Reply, by=staff, reply=replies),
    c.FollowUp: st.builds(c.FollowUp, by=staff, follow_up=ratings),
    c.Reopen: st.builds(c.Reopen, by=staff, reason=words),
    c.Withdraw: st.builds(c.Withdraw, by=staff, reason=words),
    c.Close: st.builds(c.Close, by=staff),
    c.Archive: st.builds(c.Archive, by=staff),
    c.Inspect: st.builds(c.Inspect, by=staff),
}
#: What leads on from a status, so that long lives are common.
ONWARD: Mapping[Status, Sequence[type[Command]]] = {
    S.REGISTERED: [c.Accept, c.Accept, c.Accept, c.Decline],
    S.ACCEPTED: [c.Assign, c.Assign, c.Assign, c.Assign, c.Settle, c.Settle, c.Suspend, c.AskExtension, c.Reclassify],
    S.ASSIGNED: [c.Acknowledge, c.Acknowledge, c.Return, c.Return, c.Return, c.Return, c.Suspend, c.AskExtension],
    S.HANDLING: [c.Resolve, c.Resolve, c.Return, c.Return, c.Suspend, c.AskExtension, c.GiveFeedback, c.Withdraw],
    S.RETURNED: [c.Assign, c.Assign, c.Assign, c.RefuseReturn],
    S.DISPUTED: [c.Designate],
    S.RESOLVED: [c.Verify, c.Verify, c.SendBack],
    S.VERIFIED: [c.Reply],
    S.REPLIED: [c.FollowUp, c.Reopen],
    S.FOLLOWED_UP: [c.Close, c.Reopen],
    S.CLOSED: [c.Reopen, c.Archive],
    S.DECLINED: [c.Archive],
    S.WITHDRAWN: [c.Archive],
    S.ARCHIVED: [c.Reopen],
}
#: The commands that may change which deadlines run, or move them.
MOVERS = (c.Accept, c.Decline, c.Settle, c.Resume, c.Extend, c.Reclassify, c.GiveFeedback)
MOVERS += (c.Reply, c.FollowUp, c.Reopen, c.Withdraw, c.Close)
ANSWERS = e.Declined | e.Withdrawn | e.Replied | e.Settled


class LifeOfACase(RuleBasedStateMachine):
    """A desk over memory, to which anything may happen."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench(clock=SettableClock(START))

    @property
    def cases(self) -> list[Case]:
        """Every case on the desk."""
        return list(self.bench.store.cases())

    def entries(self, case: Case) -> Sequence[Entry]:
        """The record of a case."""
        return self.bench.store.entries(case.number)

    # What may happen

    @precondition(lambda self: len(self.cases) < 3)
    @rule(region=st.sampled_from(["441400", "441402"]), subject=st.sampled_from(["养老认证", "医保报销", "天气不好"]))
    def register(self, region: str, subject: str) -> None:
        """A citizen comes to the window."""
        self.bench.registered(region=RegionCode(region), subject=subject)

    @precondition(lambda self: len(self.cases) < 3)
    @rule()
    def quarrel(self) -> None:
        """Two units pass the ball: chance alone seldom comes to a dispute."""
        number = self.bench.registered().number
        for given in PATHS[S.DISPUTED]:
            self.give(self.bench.store.get(number), given)

    @rule(minutes=st.sampled_from([1, 60, 24 * 60, 3 * 24 * 60]) | st.integers(0, 5 * 24 * 60))
    def wait(self, minutes: int) -> None:
        """Time passes."""
        self.bench.clock.put(min(END, self.bench.clock.now() + timedelta(minutes=minutes)))

    @rule()
    def inspect(self) -> None:
        """督办 is exactly once per rung: looking twice at one moment adds nothing, and nothing due is left over."""
        found = self.bench.desk.inspect_all(by=StaffId("scheduler"))
        before = list(self.bench.store.ledger())
        assert () == self.bench.desk.inspect_all(by=StaffId("scheduler"))
        assert before == list(self.bench.store.ledger())
        now = self.bench.clock.now()
        wanted = [next_inspection(case, book=MEIZHOU, calendar=CALENDAR) for case in self.cases]
        assert [] == [each for each in wanted if each is not None and each <= now]
        assert all(each.event.step.due_at <= now for each in found if isinstance(each.event, e.Supervised))

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        """Somebody asks anything at all of a case."""
        case = data.draw(st.sampled_from(self.cases), label="case")
        self.give(case, data.draw(st.sampled_from(list(COMMANDS)).flatmap(COMMANDS.__getitem__), label="command"))

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), steps=st.integers(1, 8))
    def lead_on(self, data: st.DataObject, steps: int) -> None:
        """A case is brought some steps further."""
        number = data.draw(st.sampled_from(self.cases), label="case").number
        for _ in range(steps):
            self.wait(data.draw(st.sampled_from([0, 0, 0, 60, 24 * 60, 5 * 24 * 60]), label="minutes"))
            case = self.bench.store.get(number)
            self.give(case, data.draw(st.sampled_from(onward(case)).flatmap(COMMANDS.__getitem__), label="command"))
            self.every_open_case_is_somebodys()

    def give(self, case: Case, given: Command) -> None:
        """Give a command: it is refused and changes nothing, or it changes only what it may."""
        before, ledger = self.entries(case), list(self.bench.store.ledger())
        try:
            after = self.bench.desk.do(case.number, given)
        except Refusal:
            kept = self.bench.store.get(case.number), self.entries(case), list(self.bench.store.ledger())
            assert (case, before, ledger) == kept
            return
        assert after == self.bench.store.get(case.number)
        assert {given.by} >= {each.by for each in self.entries(case)[len(before) :]}
        holds_still(case, given, after)

    # What must always hold

    @invariant()
    def every_open_case_is_somebodys(self) -> None:
        """件件有着落: an open case has exactly one responsible unit that exists, and a deadline that runs or stands."""
        for case in self.cases:
            assert case.responsible in MEIZHOU.routes.units
            assert case.open == bool(case.deadlines)
            assert case.open == (case.due_at is not None or case.suspension is not None)
            assert case.open == (case.ended_at is None)

    @invariant()
    def no_case_ends_without_an_answer(self) -> None:
        """事事有回音: no case closes without an answer to the citizen, in each round anew."""
        for of_round in self.rounds():
            if isinstance(of_round[-1].event, e.Closed | e.Archived):
                assert [each for each in of_round if isinstance(each.event, ANSWERS)]

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
        """最迟不超过10个工作日: no extension, pause or reclassification moves a milestone past the cap."""
        for case in self.cases:
            cap = case.deadlines.get(Milestone.CAP)
            assert cap is None or all(each.at <= cap.at for each in case.deadlines.values())

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
        """R9 In a round a case is sent out three times at most, to three units; who is designated keeps it."""
        for of_round in self.rounds():
            events = [each.event for each in of_round]
            sent_to = [each.assignment.lead for each in events if isinstance(each, e.Assigned)]
            assert len(sent_to) == len(set(sent_to)) <= 3
            kinds = [type(each) for each in events]
            assert e.Designated not in kinds or e.Returned not in kinds[kinds.index(e.Designated) :]

    def rounds(self) -> list[Sequence[Entry]]:
        """The record of every round of every case: up to its first reopening, and from each one on."""
        found = []
        for case in self.cases:
            entries = self.entries(case)
            starts = [n for n, each in enumerate(entries) if n == 0 or isinstance(each.event, e.Reopened)]
            found += [entries[one:two] for one, two in pairwise([*starts, len(entries)])]
        return found


def onward(case: Case) -> list[type[Command]]:
    """What leads on from where a case stands."""
    if case.suspension is not None:
        return [c.Resume, c.Resume, c.Inspect, c.Inspect, c.Withdraw, c.GiveNotice]
    if case.asked is not None and case.status in {S.ACCEPTED, S.ASSIGNED, S.HANDLING}:
        return [c.Extend, c.Extend, c.Extend, c.RefuseExtension, *ONWARD[case.status][:1]]
    if case.designated and case.status == S.HANDLING:
        return [c.Return, c.Resolve]
    return [*ONWARD[case.status]]


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
    if not isinstance(given, MOVERS):
        assert before.deadlines == after.deadlines
    if isinstance(given, c.Resume | c.Extend):
        assert before.deadlines.keys() == after.deadlines.keys()
        assert all(before.deadlines[each].at <= due.at for each, due in after.deadlines.items())


#: Explaining a failure would take longer than finding it.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]
LifeOfACase.TestCase.settings = settings(max_examples=120, stateful_step_count=40, phases=PHASES)


class TestLifeOfACase(LifeOfACase.TestCase):
    """件件有着落，事事有回音: whatever is asked of the cases and whenever, every law above holds after every step."""
