"""`kill -9` at random moments: nothing acknowledged is lost, nothing is half there, and the record verifies."""

import os
import random
import time
from collections.abc import Callable

import pytest

from banbucheng.adapters.sql import retried, sqlite_engine, store_engine
from banbucheng.terms import CaseNumber
from tests.contracts._servers import Place
from tests.contracts._work import notice, registered

from ._check import broken_promises
from ._writers import killed, spun, started
from .conftest import FULL

pytestmark = pytest.mark.faults

WRITERS, CASES = 3, 8
KILLS = {"sqlite": 200, "postgresql": 100, "mariadb": 100}
SHORT = 10
#: After so many kills the tables are emptied, so that verifying them takes as long at the end as at the beginning.
EMPTIED = 10


def fresh(place: Place) -> Place:
    """The same tables through an engine of one's own, which no other process has used."""
    if place.engine.dialect.name == "sqlite":
        return Place(sqlite_engine(str(place.engine.url.database)), place.tables)
    return Place(store_engine(place.engine.url), place.tables)


def in_one(place: Place, numbers: list[CaseNumber], word: str) -> None:
    """One command in one transaction: an entry in each of two cases, and a number of a series taken."""

    def both(connection: object) -> None:
        store = place.store(connection)  # type: ignore[arg-type]
        for number in numbers:
            notice(store, number, word)
        store.take("kill")

    retried(place.engine, both, attempts=200)


def in_two(place: Place, numbers: list[CaseNumber], word: str) -> None:
    """The mistake that the suite has to see: the two entries in two transactions."""
    for number in numbers:
        retried(place.engine, lambda c, n=number: notice(place.store(c), n, word), attempts=200)


def round_of(
    place: Place, chance: random.Random, command: Callable[[Place, list[CaseNumber], str], None], name: str
) -> list[str]:
    """Let writers write, kill them at a random moment, and give what they had acknowledged by then."""
    with place.engine.begin() as connection:
        numbers = [case.number for case in place.store(connection).cases()]
        if not numbers:
            numbers = [registered(place.store(connection)) for _ in range(CASES)]
    place.engine.dispose()
    seed = chance.random()

    def work(writer: int, tell: Callable[[str], None]) -> None:
        mine, own = fresh(place), random.Random(f"{seed} {writer}")  # noqa: S311 - chance, no secret
        turn = 0
        while True:
            word = f"{name}/{writer}/{turn}"
            command(mine, sorted(own.sample(numbers, 2)), word)
            tell(word)
            turn += 1

    told: list[str] = []
    with started(work, WRITERS) as group:
        enough = chance.randrange(1, 40)
        while len(told) < enough:
            lines = group.told(60)
            assert lines, f"the writers have stopped writing: {told[-3:]}"
            told += lines
        spun(chance)
        killed(group)
        told += group.all_told()
    assert not [line for line in told if line.startswith("failed")], told[-1]
    return told


@pytest.mark.parametrize("backend", list(KILLS))
def test_a_kill_loses_nothing(place_in: Callable[[str], Place], backend: str, report: Callable[[str], None]) -> None:
    """Each acknowledged command is there, each other one is there as a whole or not at all, and the record verifies."""
    place, chance = place_in(backend), random.Random(os.environ.get("BANBUCHENG_FAULTS_SEED", backend))  # noqa: S311
    kills, began, commands = KILLS[backend] if FULL else SHORT, time.monotonic(), 0
    acknowledged: list[str] = []
    place.empty()
    for n in range(kills):
        if n % EMPTIED == 0:
            place.empty()
            acknowledged = []
        told = round_of(place, chance, in_one, str(n))
        acknowledged += told
        commands += len(told)
        assert [] == broken_promises(place, acknowledged, 2)
    place.empty()
    report(
        f"{backend}: {kills} kills of {WRITERS} writers, {commands} acknowledged commands, 0 lost, 0 half there, "
        f"{time.monotonic() - began:.0f} s"
    )


@pytest.mark.parametrize("backend", list(KILLS))
def test_half_a_command_would_be_seen(place_in: Callable[[str], Place], backend: str) -> None:
    """The negative control: a command in two transactions is found half there within a few kills."""
    place, chance = place_in(backend), random.Random(backend)  # noqa: S311
    place.empty()
    seen: list[str] = []
    for n in range(60):
        told = round_of(place, chance, in_two, str(n))
        seen = broken_promises(place, told, 2)
        if seen:
            break
    place.empty()
    assert any("in 1 of 2" in each for each in seen)


def test_a_lost_command_would_be_seen(place_in: Callable[[str], Place]) -> None:
    """The negative control: what was acknowledged and is not there is found."""
    assert ["nothing/0/0 was acknowledged and is not there"] == broken_promises(place_in("sqlite"), ["nothing/0/0"], 2)
