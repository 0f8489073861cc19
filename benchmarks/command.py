"""
What one command costs: `python3 dev.py bench command`.

A case lives its life over the store in memory: it is told, accepted, sent out, signed for, stopped and resumed, extended,
resolved, verified, answered, followed up, closed and filed. The first table is the whole of it through the desk, the
second each part of a command alone: what the desk does, and what a store over SQL does beside its statements. Figures
are CPU time of one core for one command, the median of the rounds, with the middle half of them as spread.

    --json            print one document and nothing else
    --rounds=N        how many rounds, by default 15
    --lives=N         how many lives in each round, by default 40
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.cases import Case, Command, Event, apply, decide
from banbucheng.cases import commands as c
from banbucheng.codec import from_json, to_json
from banbucheng.desk import Desk
from banbucheng.intake import Complaint
from banbucheng.ledger import Entry, record
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.taxonomy import Problem
from banbucheng.terms import (
    CaseNumber,
    Channel,
    GradeCode,
    KindCode,
    Outcome,
    Rating,
    RegionCode,
    StaffId,
    SuspensionGround,
)
from banbucheng.worktime import WorkCalendar, WorkingDays

#: What the whole of a command may take over the store in memory, in microseconds: 30,000 commands in a second.
GOAL = 1e6 / 30_000

_CALENDAR, _BOOK = china(), load_profile("meizhou")
_CLERK, _UNIT, _LEADER = StaffId("clerk"), StaffId("unit"), StaffId("leader")
_TOLD_AT = datetime(2025, 3, 5, 9, 30, tzinfo=_CALENDAR.zone)
_DONE = Resolution(outcome=Outcome.DONE, account="certified at the counter")
_ANSWER = Reply(outcome=Outcome.DONE, text="your pension is certified until next March")
_PROBLEM = Problem(kind=KindCode("unable"), grade=GradeCode("complex"))

#: What is asked of a case after its registration, and how many hours after the step before it.
LIFE: Sequence[tuple[int, Command]] = (
    (1, c.Accept(by=_CLERK, problem=_PROBLEM)),
    (1, c.Assign(by=_CLERK)),
    (2, c.Acknowledge(by=_UNIT)),
    (2, c.Contact(by=_UNIT, note="by phone")),
    (
        16,
        c.Suspend(by=_UNIT, ground=SuspensionGround.HEARING, approved_by=_LEADER, told="the hearing is on 7 March"),
    ),
    (24, c.Resume(by=_UNIT)),
    (3, c.AskExtension(by=_UNIT, more=WorkingDays(5), reason="the archive answers next week")),
    (2, c.Extend(by=_LEADER)),
    (67, c.GiveFeedback(by=_UNIT, text="the archive has been asked")),
    (1, c.Inspect(by=_CLERK)),
    (24, c.Resolve(by=_UNIT, resolution=_DONE)),
    (1, c.Verify(by=_CLERK)),
    (1, c.Reply(by=_CLERK, reply=_ANSWER)),
    (24, c.FollowUp(by=_CLERK, follow_up=FollowUp(rating=Rating.SATISFIED))),
    (1, c.Close(by=_CLERK)),
    (1, c.Archive(by=_CLERK)),
)


class Step(NamedTuple):
    """One command, with everything that came of it."""

    before: Case
    command: Command
    at: datetime
    events: Sequence[Event]
    after: Case
    entries: Sequence[Entry]


class Timed(NamedTuple):
    """What one part took for one command, in microseconds."""

    name: str
    median: float
    low: float
    high: float


def told(count: int) -> Complaint:
    """The matter of an old citizen who cannot certify a pension by smartphone."""
    return Complaint(
        subject="The certificate for the pension asks for a photograph by smartphone",
        detail="The mother is 83, has no smartphone, and was sent home from the counter twice.",
        received_at=_TOLD_AT,
        channel=Channel.WINDOW,
        region=RegionCode("441402"),
        reference=f"12345-{count}",
    )


def desk(calendar: WorkCalendar = _CALENDAR) -> Desk:
    """A desk over an empty store in memory."""
    return Desk(store=MemoryStore(), book=_BOOK, calendar=calendar, clock=SettableClock(_TOLD_AT))


def lived() -> Sequence[Step]:
    """Every step of one life, through the same doors as the desk's."""
    at = _TOLD_AT
    steps: list[Step] = []
    case = desk().register(told(0), by=_CLERK)
    for hours, command in LIFE:
        at += timedelta(hours=hours)
        events = decide(case, command, at=at, book=_BOOK, calendar=_CALENDAR)
        entries = record(case.number, case.version, events, at=at, by=command.by)
        after = case
        for event in events:
            after = apply(after, event, at=at)
        steps.append(Step(case, command, at, events, after, entries))
        case = after
    return steps


# The whole


def whole(lives: int) -> Callable[[], float]:
    """The microseconds of one command through the desk, of cases that live side by side; registration is not timed."""

    def run() -> float:
        at_work = desk()
        clock = at_work.clock
        assert isinstance(clock, SettableClock)  # noqa: S101 - put there above
        numbers = [at_work.register(told(count), by=_CLERK).number for count in range(lives)]
        took = 0.0
        for hours, command in LIFE:
            clock.put(clock.now() + timedelta(hours=hours))
            started = time.process_time()
            for number in numbers:
                at_work.do(number, command)
            took += time.process_time() - started
        return took * 1e6 / lives / len(LIFE)

    return run


def registration(lives: int) -> Callable[[], float]:
    """The microseconds of one registration through the desk."""

    def run() -> float:
        at_work, complaints = desk(), [told(count) for count in range(lives)]
        started = time.process_time()
        for complaint in complaints:
            at_work.register(complaint, by=_CLERK)
        return (time.process_time() - started) * 1e6 / lives

    return run


# The parts


def parts(lives: int) -> Mapping[str, Callable[[], float]]:
    """The parts of a command in the order in which they come, and those of a store that keeps texts."""
    steps = lived()
    bodies = [to_json(step.before, brief=True) for step in steps]
    lines = [to_json(entry) for step in steps for entry in step.entries]

    def decided(step: Step) -> object:
        return decide(step.before, step.command, at=step.at, book=_BOOK, calendar=_CALENDAR)

    def applied(step: Step) -> object:
        case = step.before
        for event in step.events:
            case = apply(case, event, at=step.at)
        return case

    def recorded(step: Step) -> object:
        case = step.before
        return record(case.number, case.version, step.events, at=step.at, by=step.command.by)

    def every(of: Sequence[Any], part: Callable[[Any], object]) -> Callable[[], float]:
        return lambda: _taken(of, part, lives) * len(of) / len(steps)

    return {
        "decide": every(steps, decided),
        "apply": every(steps, applied),
        "record": every(steps, recorded),
        "load from and keep in memory": lambda: _kept(steps, lives),
        "case to text": every(steps, lambda step: to_json(step.after, brief=True)),
        "entries to text": every(steps, lambda step: [to_json(entry) for entry in step.entries]),
        "case from text": every(bodies, lambda body: from_json(Case, body)),
        "entries from text": every(lines, lambda line: from_json(Entry, line)),
    }


def _taken(of: Sequence[Any], part: Callable[[Any], object], lives: int) -> float:
    started = time.process_time()
    for _ in range(lives):
        for each in of:
            part(each)
    return (time.process_time() - started) * 1e6 / lives / len(of)


def _kept(steps: Sequence[Step], lives: int) -> float:
    at_work = desk()
    number = at_work.register(told(0), by=_CLERK).number
    took = 0.0
    for _ in range(lives):
        store = MemoryStore()
        store.keep(at_work.store.get(number), at_work.store.entries(number))
        started = time.process_time()
        for step in steps:
            store.get(CaseNumber(number))
            if step.entries:
                store.keep(step.after, step.entries)
        took += time.process_time() - started
    return took * 1e6 / lives / len(steps)


# The report


def raced(contestants: Mapping[str, Callable[[], float]], rounds: int) -> Sequence[Timed]:
    """Everyone's figures from interleaved rounds, so that whatever else the machine does falls on all alike."""
    took: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds + 1):
        for name, run in contestants.items():
            took[name].append(run())
    found: list[Timed] = []
    for name, figures in took.items():
        # The first round fills the caches.
        low, median, high = statistics.quantiles(figures[1:], n=4)
        found.append(Timed(name, median, low, high))
    return found


def _shown(title: str, timed: Sequence[Timed]) -> str:
    lines = [title]
    for each in timed:
        spread = f"({each.low:.1f} to {each.high:.1f})"
        lines.append(f"  {each.name:<30} {each.median:9.1f} us {spread:>20} {1e6 / each.median:12,.0f} a second")
    return "\n".join(lines)


def main() -> None:
    """Time the whole and the parts, and print them."""
    parser = argparse.ArgumentParser(description="What one command costs.")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--lives", type=int, default=40)
    options = parser.parse_args()
    rounds, lives = max(options.rounds, 3), max(options.lives, 1)
    through = raced({"a command": whole(lives), "a registration": registration(lives)}, rounds)
    split = raced(parts(lives), rounds)
    met = through[0].median <= GOAL
    if options.json:
        sections = {"through the desk, in memory": through, "part by part": split}
        plain = [{"title": title, "timed": [one._asdict() for one in timed]} for title, timed in sections.items()]
        print(json.dumps({"unit": "us", "sections": plain, "goal": GOAL, "met": met}, indent=1))
        return
    print(_shown("Through the desk, over the store in memory", through))
    print(f"  goal: a command in {GOAL:.1f} us: {'met' if met else 'NOT MET'}")
    print(_shown("One command, part by part", split))


if __name__ == "__main__":
    main()
