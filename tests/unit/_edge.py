"""A window on the real calendar, for the edge cases: Meizhou's rules over memory, and a clock that is put."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, field, frozen

from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.cases import Case, Command
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.desk import Desk
from banbucheng.errors import Refusal
from banbucheng.intake import Complaint
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.returns import Return
from banbucheng.rulebook import Rulebook
from banbucheng.taxonomy import Problem
from banbucheng.terms import (
    Channel,
    GradeCode,
    KindCode,
    Outcome,
    Rating,
    RegionCode,
    ReopenGround,
    ReturnGround,
    StaffId,
    SuspensionGround,
    UnitCode,
)
from banbucheng.worktime import TimeLimit, WorkCalendar, WorkingDays

__all__ = [
    "ANSWER",
    "ASSIGN",
    "CHINA",
    "CITY",
    "CLERK",
    "DONE",
    "EXTEND",
    "HEAD",
    "HRSS",
    "INSPECT",
    "MEDICAL",
    "MEIZHOU",
    "POLICE",
    "REOPEN",
    "REPLY",
    "RESOLVE",
    "RESUME",
    "TAX",
    "UNIT",
    "VERIFY",
    "WINDOW",
    "Window",
    "accept",
    "ask",
    "complaint",
    "days",
    "due_on",
    "follow_up",
    "local",
    "moment",
    "problem",
    "returned",
    "suspend",
]

_SHANGHAI = ZoneInfo("Asia/Shanghai")

CHINA: WorkCalendar = china()
MEIZHOU: Rulebook = load_profile("meizhou")
CLERK, UNIT, HEAD = StaffId("clerk"), StaffId("unit"), StaffId("head")
CITY, WINDOW = UnitCode("441400"), UnitCode("441402")
HRSS, MEDICAL, POLICE, TAX = (UnitCode(f"441402-{each}") for each in ("hrss", "medical", "police", "tax"))

DONE = Resolution(outcome=Outcome.DONE, account="certified at the counter")
ANSWER = Reply(outcome=Outcome.DONE, text="your pension is certified until next March")
ASSIGN, INSPECT = c.Assign(by=CLERK), c.Inspect(by=CLERK)
RESUME, EXTEND = c.Resume(by=UNIT), c.Extend(by=HEAD)
RESOLVE, VERIFY, REPLY = c.Resolve(by=UNIT, resolution=DONE), c.Verify(by=CLERK), c.Reply(by=CLERK, reply=ANSWER)
REOPEN = c.Reopen(by=CLERK, ground=ReopenGround.DISSATISFIED, reason="the certificate was refused")


def moment(text: str) -> datetime:
    """A moment by the clocks of China, such as `2025-03-05 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=_SHANGHAI)


def complaint(received: str = "2025-03-05 09:30", **changes: object) -> Complaint:
    """An old citizen of Meijiang cannot certify a pension by smartphone: a matter for human resources."""
    told = Complaint(
        subject="养老认证要刷脸，老人不会用智能手机",
        received_at=moment(received),
        channel=Channel.WINDOW,
        region=RegionCode("441402"),
    )
    return evolve(told, **changes)


def problem(grade: str = "complex") -> Problem:
    """A problem of Meizhou's taxonomy."""
    return Problem(kind=KindCode("unable"), grade=GradeCode(grade))


def accept(grade: str = "complex") -> c.Accept:
    """Taking the matter on: ordinary closes in 2 working days, complex is told of in 5, both end in 10."""
    return c.Accept(by=CLERK, problem=problem(grade))


def suspend(until: str | None = None, ground: SuspensionGround = SuspensionGround.INSPECTION) -> c.Suspend:
    """Stopping the clock, until a planned end or for as long as may be."""
    ends = None if until is None else moment(until)
    return c.Suspend(by=UNIT, ground=ground, approved_by=HEAD, told="we wait for the laboratory", until=ends)


def ask(more: TimeLimit) -> c.AskExtension:
    """Asking for more time."""
    return c.AskExtension(by=UNIT, more=more, reason="the archive answers next week")


def returned(to: UnitCode) -> c.Return:
    """A unit's claim that the matter belongs to another."""
    claim = Return(ground=ReturnGround.NOT_OUR_DUTY, basis="the list of duties, item 7", belongs_to=to)
    return c.Return(by=UNIT, claim=claim)


def follow_up(rating: Rating | None = Rating.SATISFIED) -> c.FollowUp:
    """What the citizen thinks of it."""
    return c.FollowUp(by=CLERK, follow_up=FollowUp(rating=rating))


def days(number: int) -> WorkingDays:
    """So many working days."""
    return WorkingDays(number)


@frozen(kw_only=True)
class Window:
    """A desk at work on the calendar of China, and what there is to see of it."""

    book: Rulebook = MEIZHOU
    editions: tuple[Rulebook, ...] = ()
    calendar: WorkCalendar = CHINA
    store: MemoryStore = field(factory=MemoryStore)
    clock: SettableClock = field(factory=lambda: SettableClock(moment("2025-03-05 09:30")))

    @property
    def desk(self) -> Desk:
        """The desk itself."""
        return Desk(store=self.store, book=self.book, calendar=self.calendar, clock=self.clock, editions=self.editions)

    @classmethod
    def of(cls, text: str, **parts: object) -> "Window":
        """A window whose clock shows a moment, under Meizhou's rules with some parts changed."""
        book = evolve(MEIZHOU, **{name: evolve(getattr(MEIZHOU, name), **changes) for name, changes in parts.items()})
        return cls(book=book, clock=SettableClock(moment(text)))

    def at(self, text: str) -> "Window":
        """The same window, its clock put forward."""
        self.clock.put(moment(text))
        return self

    def registered(self, **changes: object) -> Case:
        """A case told at this moment."""
        return self.desk.register(evolve(complaint(), **{"received_at": self.clock.now(), **changes}), by=CLERK)

    def do(self, case: Case, *commands: Command) -> Case:
        """The case after some commands, all at this moment."""
        for command in commands:
            case = self.desk.do(case.number, command)
        return case

    def opened(self, *commands: Command, **changes: object) -> Case:
        """A new case after some commands."""
        return self.do(self.registered(**changes), *commands)

    def refused(self, case: Case, command: Command) -> str:
        """The code with which a command is refused, having changed nothing."""
        before, entries = self.store.get(case.number), tuple(self.store.ledger())
        with pytest.raises(Refusal) as caught:
            self.desk.do(case.number, command)
        assert (before, entries) == (self.store.get(case.number), tuple(self.store.ledger()))
        return caught.value.code

    def events(self, case: Case, kind: type[e.Event]) -> list[e.Event]:
        """What happened to the case, of one kind, in order."""
        return [each.event for each in self.store.entries(case.number) if isinstance(each.event, kind)]

    def swept(self) -> list[str]:
        """The steps of supervision that an inspection takes now: milestone, rung and true due moment."""
        entries = self.desk.inspect_all(by=StaffId("scheduler"))
        steps = [each.event.step for each in entries if isinstance(each.event, e.Supervised)]
        return [f"{step.milestone} {step.rung} {local(step.due_at)}" for step in steps]


def local(at: datetime) -> str:
    """A moment as the clocks of China show it."""
    return f"{at.astimezone(_SHANGHAI):%Y-%m-%d %H:%M}"


def due_on(case: Case) -> Mapping[str, str]:
    """The last day of everything that is owed."""
    return {str(milestone): f"{deadline.on}" for milestone, deadline in case.deadlines.items()}
