"""Eight who write to the same cases at the same time, and one who reads the feed beside them."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from attrs import field, frozen
from sqlalchemy import Connection

from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.sql import retried, verify
from banbucheng.cases import commands
from banbucheng.cases.events import NoticeGiven, Supervised
from banbucheng.errors import Refusal
from banbucheng.ledger import Entry
from banbucheng.terms import CaseNumber, StaffId
from banbucheng.testing import sample_complaint, sample_desk, sample_problem
from tests.contracts._servers import Place
from tests.contracts._work import CLERK, RECEIVED, notice, registered

from ._writers import Group, started
from .conftest import FULL
from .test_kill import fresh

pytestmark = pytest.mark.faults

WRITERS, CASES = 8, 100
COMMANDS, SHORT = 10_000, 400
#: More than enough: each round of conflicts lets one writer through.
ATTEMPTS = 1000
SCHEDULER = StaffId("scheduler")


@frozen
class Reader:
    """A reader of the feed, who keeps nothing but the place."""

    place: Place
    read: list[Entry] = field(factory=list[Entry])
    after: list[str] = field(factory=lambda: [""])

    def go_on(self) -> int:
        """Read a page; how many were on it."""
        with self.place.engine.begin() as connection:
            page = self.place.store(connection).entries_after(self.after[0], limit=200)
        self.after[0] = page.after
        self.read.extend(page.items)
        return len(page.items)


def accepted(place: Place, many: int) -> list[CaseNumber]:
    """Cases on which a unit is late by and by."""
    numbers: list[CaseNumber] = []
    with place.engine.begin() as connection:
        desk = sample_desk(place.store(connection), SettableClock(RECEIVED))
        for _ in range(many):
            case = desk.register(sample_complaint(), by=CLERK)
            numbers.append(desk.do(case.number, commands.Accept(by=CLERK, problem=sample_problem())).number)
    return numbers


def inspected(place: Place, connection: Connection, number: CaseNumber, at: datetime) -> None:
    """Take the steps of the ladder that are due, unless somebody has just written a later moment."""
    store = place.store(connection)
    moment = max(at, store.get(number).last_at)
    try:
        sample_desk(store, SettableClock(moment)).do(number, commands.Inspect(by=SCHEDULER))
    except Refusal as refusal:
        # A server shows each statement what is committed by then, so the second look may see another's entry.
        if refusal.code != "backdated":
            raise


def writing(place: Place, numbers: Sequence[CaseNumber], turns: int) -> Callable[[int, Callable[[str], None]], None]:
    """What each writer does: mostly entries, now and then a sweep's inspection or a new case."""

    def work(writer: int, tell: Callable[[str], None]) -> None:
        mine, chance = fresh(place), random.Random(writer)  # noqa: S311 - chance, no secret
        for turn in range(turns):
            number, what = chance.choice(numbers), chance.random()
            if what < 0.1:
                tell("new " + retried(mine.engine, lambda c: registered(mine.store(c)), attempts=ATTEMPTS))
            elif what < 0.4:
                at = RECEIVED + timedelta(days=turn * 40 // turns)
                retried(mine.engine, lambda c, n=number, a=at: inspected(mine, c, n, a), attempts=ATTEMPTS)
                tell("inspected")
            else:
                word = f"{writer}/{turn}"
                retried(mine.engine, lambda c, n=number, w=word: notice(mine.store(c), n, w), attempts=ATTEMPTS)
                tell(f"said {word}")

    return work


def told_beside(group: Group, reader: Reader) -> list[str]:
    """All that the writers acknowledge, while the reader reads."""
    told: list[str] = []
    while (lines := group.told(0.02)) is not None:
        told += lines
        reader.go_on()
    return told


@pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mariadb"])
def test_eight_writers(place_in: Callable[[str], Place], backend: str, report: Callable[[str], None]) -> None:
    """No update is lost, no number given twice, no rung taken twice, no entry passed over by a reader beside them."""
    place = place_in(backend)
    place.empty()
    numbers, reader = accepted(place, CASES), Reader(place)
    place.engine.dispose()
    turns, began = (COMMANDS if FULL else SHORT) // WRITERS, time.monotonic()
    with started(writing(place, numbers, turns), WRITERS) as group:
        told = told_beside(group, reader)
    took = time.monotonic() - began
    place.settle()
    while reader.go_on():
        pass
    with place.engine.connect() as connection:
        kept = list(place.store(connection).ledger())
        findings = verify(connection, place.tables, whole=True).findings
    assert not [line for line in told if line.startswith("failed")]
    assert WRITERS * turns == len(told)
    said = Counter(entry.event.text for entry in kept if isinstance(entry.event, NoticeGiven))
    assert Counter(line.removeprefix("said ") for line in told if line.startswith("said ")) == said
    new = [line.removeprefix("new ") for line in told if line.startswith("new ")]
    assert len(new) == len({*new, *numbers}) - CASES
    rungs = Counter(
        (entry.number, entry.event.step.milestone, entry.event.step.rung)
        for entry in kept
        if isinstance(entry.event, Supervised)
    )
    assert rungs
    assert {1} == set(rungs.values())
    assert Counter((entry.number, entry.seq) for entry in kept) == Counter(
        (entry.number, entry.seq) for entry in reader.read
    )
    by_case: dict[str, list[int]] = {}
    for entry in reader.read:
        by_case.setdefault(entry.number, []).append(entry.seq)
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in by_case.values())
    assert () == findings
    place.empty()
    report(
        f"{backend}: {len(told)} commands by {WRITERS} writers on {CASES} cases in {took:.0f} s, {len(kept)} entries, "
        f"{len(new)} new cases, {len(rungs)} rungs: none lost, twice or passed over"
    )
