"""A desk to test with: Meizhou's rules over memory, a clock that is put, and a way to every status of a case."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, field, frozen

from banbucheng import routing
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.cases import Case, Command, Event, apply, decide
from banbucheng.cases import commands as c
from banbucheng.desk import Desk
from banbucheng.errors import Refusal
from banbucheng.intake import Complaint
from banbucheng.ledger import record
from banbucheng.ports import Store
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.returns import Return
from banbucheng.routing import Assignment, Condition, Mentions, OneOf, Routes, Rule, Whereabouts, facts_of
from banbucheng.rulebook import Rulebook
from banbucheng.sla import CitizenClock
from banbucheng.taxonomy import Problem
from banbucheng.terms import (
    CaseNumber,
    Channel,
    DeclineGround,
    GradeCode,
    HandOverKind,
    KindCode,
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
from banbucheng.worktime import WorkCalendar, WorkingDays

from ._calendar2025 import CALENDAR

__all__ = [
    "ASK",
    "CIVIL",
    "CLERK",
    "COMMANDS",
    "DONE",
    "EARLIER",
    "HALVES",
    "HRSS",
    "LEADER",
    "MEDICAL",
    "MEIZHOU",
    "OTHER",
    "PATHS",
    "POLICE",
    "TAX",
    "TOP",
    "UNIT",
    "WINDOW",
    "Bench",
    "accept",
    "assigned",
    "complaint",
    "moment",
    "problem",
    "returned",
    "routed_to",
]

_E = TypeVar("_E")
_SHANGHAI = ZoneInfo("Asia/Shanghai")

MEIZHOU: Rulebook = load_profile("meizhou")
#: The edition before this one; cases of it live on under it.
EARLIER: Rulebook = evolve(MEIZHOU, edition="2025.1", valid_to=date(2025, 12, 31))
CLERK, UNIT, LEADER = StaffId("clerk"), StaffId("unit"), StaffId("leader")
WINDOW, TOP = UnitCode("441402"), UnitCode("441400")
HRSS, MEDICAL, CIVIL, TAX, POLICE = (
    UnitCode(f"441402-{each}") for each in ("hrss", "medical", "civil", "tax", "police")
)


def moment(text: str) -> datetime:
    """A moment by the clocks of China, such as `2025-03-05 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=_SHANGHAI)


#: The clock of a case that is joined to another.
JOINED_CLOCK = CitizenClock(
    started_at=datetime(2025, 3, 5, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")), grade=GradeCode("ordinary")
)


def complaint(received: str = "2025-03-05 09:30", **changes: object) -> Complaint:
    """An old citizen of Meijiang cannot certify a pension by smartphone: a matter for the bureau of human resources."""
    told = Complaint(
        subject="养老认证要刷脸，老人不会用智能手机",
        received_at=moment(received),
        channel=Channel.WINDOW,
        region=RegionCode("441402"),
    )
    return evolve(told, **changes)


def problem(grade: str = "complex", kind: str = "unable") -> Problem:
    """A problem of Meizhou's taxonomy."""
    return Problem(kind=KindCode(kind), grade=GradeCode(grade))


def accept(grade: str = "complex") -> c.Accept:
    """Taking the matter on as one of a grade."""
    return c.Accept(by=CLERK, problem=problem(grade))


def returned(to: UnitCode) -> c.Return:
    """A unit's claim that the matter belongs to another."""
    claim = Return(ground=ReturnGround.NOT_OUR_DUTY, basis="the list of duties, item 7", belongs_to=to)
    return c.Return(by=UNIT, claim=claim)


#: A resolution and an answer that leave nothing to wish for.
DONE = Resolution(outcome=Outcome.DONE, account="certified at the counter")
_ANSWER = Reply(outcome=Outcome.DONE, text="your pension is certified until next March")
#: Five days more, as much as Meizhou gives at a time.
ASK = c.AskExtension(by=UNIT, more=WorkingDays(5), reason="the archive answers next week")

#: The case that others are merged with; where it matters, the second one told on that day.
OTHER = CaseNumber("441402-20250305-0002")
#: What only the desk gives, and only together with the other half, to the other case.
HALVES = (c.Merge, c.Join, c.Separate, c.Part)
#: One example of every command, that a case in the right status takes.
COMMANDS: Mapping[type[Command], Command] = {
    type(each): each
    for each in (
        accept(),
        c.Decline(by=CLERK, ground=DeclineGround.JUDICIAL),
        c.GiveNotice(by=CLERK, text="bring the household register"),
        c.Settle(by=CLERK, resolution=DONE, reply=_ANSWER),
        c.Assign(by=CLERK),
        c.Acknowledge(by=UNIT),
        returned(POLICE),
        c.RefuseReturn(by=CLERK, reason="item 7 names you"),
        c.Confer(by=CLERK, unit=HRSS, minutes="both agreed on 7 March"),
        c.Designate(by=CLERK, leader=LEADER, unit=HRSS, reason="it keeps the register"),
        c.HandOver(by=CLERK, to=TOP, kind=HandOverKind.UP, reason="no bureau of the district has a say in it"),
        c.Assist(by=UNIT, unit=CIVIL, answer="the register names no spouse"),
        c.Waive(by=CLERK, unit=CIVIL, reason="the register was found elsewhere"),
        c.Contact(by=UNIT, note="by phone"),
        c.Suspend(by=UNIT, ground=SuspensionGround.HEARING, approved_by=LEADER, told="the hearing is on 2 April"),
        c.Resume(by=UNIT),
        ASK,
        c.Extend(by=LEADER),
        c.RefuseExtension(by=LEADER, reason="there is time enough"),
        c.Reclassify(by=CLERK, problem=problem("ordinary", "refused")),
        c.GiveFeedback(by=UNIT, text="the archive has been asked"),
        c.Resolve(by=UNIT, resolution=DONE),
        c.SendBack(by=CLERK, reason="the citizen still has no certificate"),
        c.Verify(by=CLERK),
        c.Reply(by=CLERK, reply=_ANSWER),
        c.FollowUp(by=CLERK, follow_up=FollowUp(rating=Rating.SATISFIED)),
        c.ObjectToRating(by=UNIT, unit=HRSS, reason="it rates another matter"),
        c.RuleOnObjection(by=CLERK, upheld=True, reason="it does"),
        c.Reopen(by=CLERK, ground=ReopenGround.DISSATISFIED, reason="the certificate was refused"),
        c.Merge(by=CLERK, into=OTHER),
        c.Join(by=CLERK, number=OTHER, complaint=complaint(), clock=JOINED_CLOCK),
        c.Separate(by=CLERK),
        c.Part(by=CLERK, number=OTHER),
        c.ChangeEdition(by=CLERK),
        c.Recount(by=CLERK),
        c.Supervise(by=LEADER, rung="red", milestone=Milestone.CAP),
        c.HandToDiscipline(by=LEADER, checklist=("asked for a gift",), signers=(LEADER, CLERK), receipt="no. 7"),
        c.Withdraw(by=CLERK, reason="the citizen solved it alone"),
        c.Close(by=CLERK),
        c.Archive(by=CLERK),
        c.Inspect(by=CLERK),
    )
}


def _samples(*kinds: type[Command]) -> tuple[Command, ...]:
    return tuple(COMMANDS[kind] for kind in kinds)


_HANDLED = _samples(c.Accept, c.Assign, c.Acknowledge)
_REPLIED = (*_HANDLED, *_samples(c.Resolve, c.Verify, c.Reply))
#: A shortest way of a complex case from its registration to each status.
PATHS: Mapping[Status, Sequence[Command]] = {
    Status.REGISTERED: (),
    Status.DECLINED: _samples(c.Decline),
    Status.ACCEPTED: _samples(c.Accept),
    Status.ASSIGNED: _samples(c.Accept, c.Assign),
    Status.HANDLING: _HANDLED,
    Status.RETURNED: (*_HANDLED, returned(MEDICAL)),
    Status.DISPUTED: (*_HANDLED, returned(MEDICAL), c.Assign(by=CLERK), returned(HRSS)),
    Status.RESOLVED: (*_HANDLED, *_samples(c.Resolve)),
    Status.VERIFIED: (*_HANDLED, *_samples(c.Resolve, c.Verify)),
    Status.REPLIED: _REPLIED,
    Status.FOLLOWED_UP: (*_REPLIED, *_samples(c.FollowUp)),
    Status.WITHDRAWN: _samples(c.Withdraw),
    Status.MERGED: _samples(c.Accept, c.Merge),
    Status.CLOSED: (*_REPLIED, *_samples(c.FollowUp, c.Close)),
    Status.ARCHIVED: (*_REPLIED, *_samples(c.FollowUp, c.Close, c.Archive)),
}


@frozen(kw_only=True)
class Bench:
    """A desk at work over memory, and what there is to see of it."""

    book: Rulebook = MEIZHOU
    editions: tuple[Rulebook, ...] = (EARLIER,)
    calendar: WorkCalendar = CALENDAR
    store: Store = field(factory=MemoryStore)
    clock: SettableClock = field(factory=lambda: SettableClock(moment("2025-03-05 09:30")))

    @property
    def desk(self) -> Desk:
        """The desk itself."""
        return Desk(store=self.store, book=self.book, calendar=self.calendar, clock=self.clock, editions=self.editions)

    def at(self, text: str) -> "Bench":
        """The same desk, with its clock put forward."""
        self.clock.put(moment(text))
        return self

    def registered(self, **changes: object) -> Case:
        """A case that has just been registered, received at this moment."""
        told = evolve(complaint(), **{"received_at": self.clock.now(), **changes})
        return self.desk.register(told, by=CLERK)

    def do(self, case: Case, *commands: Command) -> Case:
        """The case after some commands."""
        for command in commands:
            case = self._half(case, command) if isinstance(command, HALVES) else self.desk.do(case.number, command)
        return case

    def _half(self, case: Case, command: Command) -> Case:
        """One half of a merger, without the other case."""
        at = self.clock.now()
        events = decide(case, command, at=at, book=self.book, calendar=self.calendar)
        entries = record(case.number, case.version, events, at=at, by=command.by)
        for event in events:
            case = apply(case, event, at=at)
        self.store.keep(case, entries)
        return case

    def opened(self, *commands: Command) -> Case:
        """A new case after some commands."""
        return self.do(self.registered(), *commands)

    def brought(self, status: Status) -> Case:
        """A new complex case that has been brought to a status."""
        return self.opened(*PATHS[status])

    def events(self, case: Case, kind: type[_E]) -> list[_E]:
        """What happened to the case, of one kind, in order."""
        return [each.event for each in self.store.entries(case.number) if isinstance(each.event, kind)]

    def last(self, case: Case) -> Event:
        """What happened to the case last."""
        return self.store.entries(case.number)[-1].event

    def refused(self, case: Case, command: Command) -> str:
        """The code with which a command is refused, having changed nothing."""
        before, entries = self.store.get(case.number), list(self.store.ledger())
        with pytest.raises(Refusal) as caught:
            self.do(case, command)
        assert (before, entries) == (self.store.get(case.number), list(self.store.ledger()))
        assert case.number == caught.value.number
        return caught.value.code


def routed_to(
    name: str,
    lead: str,
    *,
    assisting: Sequence[str] = (),
    kinds: Sequence[str] = (),
    regions: Sequence[str] = (),
    items: Sequence[str] = (),
    mentions: Sequence[str] = (),
    rank: int = 0,
    tier: str = "general",
    basis: str = "R",
) -> Rule:
    """A routing rule of that name to that department."""
    when: dict[str, Condition] = {
        "kind": OneOf(codes=frozenset(kinds)),
        "region": OneOf(codes=frozenset(regions)),
        "item": OneOf(under=frozenset(items)),
        "text": Mentions(any=frozenset(mentions)),
    }
    given = {"kind": kinds, "region": regions, "item": items, "text": mentions}
    return Rule(
        id=name,
        tier=tier,
        rank=rank,
        when={fact: condition for fact, condition in when.items() if given[fact]},
        then=routing.Outcome(lead=lead, assisting=tuple(assisting)),
        basis=basis,
    )


def assigned(routes: Routes, told: Complaint, sorted_as: Problem, region: str = "441402") -> Assignment:
    """Who answers by the routes for a complaint of Wednesday morning, at the window of a region."""
    where = Whereabouts(window=UnitCode(region), level=2, at=moment("2025-03-05 09:30"), working_day=True)
    return routes.assignment(facts_of(told, sorted_as, where, routes.vocabulary), RegionCode(region))
