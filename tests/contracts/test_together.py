"""Several at once, on every database: no lost update, no number twice, no rung twice; who loses can try again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from banbucheng.adapters.sql import retried, retryable
from banbucheng.errors import BadInput, StaleCase, StoreError, StoreUnavailable
from banbucheng.terms import CaseNumber

from ._servers import Place
from ._work import RECEIVED, notice, registered

_T = TypeVar("_T")
WORKERS, TURNS = 6, 10
#: More than enough: each round of conflicts lets one writer through.
ATTEMPTS = 200


def together(work: Callable[[int], _T], workers: int = WORKERS) -> list[_T]:
    """What each of several workers gives who begin at the same moment."""
    begin = Barrier(workers)

    def one(worker: int) -> _T:
        begin.wait(20)
        return work(worker)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, range(workers)))


def test_no_update_is_lost(place: Place) -> None:
    """Every acknowledged entry is there once, whoever wrote to the same cases at the same time."""
    with place.engine.begin() as connection:
        numbers = [registered(place.store(connection)) for _ in range(2)]

    def work(worker: int) -> None:
        for turn in range(TURNS):
            number = numbers[(worker + turn) % 2]
            retried(place.engine, lambda c, n=number: notice(place.store(c), n), attempts=ATTEMPTS)

    together(work)
    with place.engine.begin() as connection:
        kept = [[entry.seq for entry in place.store(connection).entries(number)] for number in numbers]
    assert [list(range(1, len(each) + 1)) for each in kept] == kept
    assert WORKERS * TURNS + 2 == sum(map(len, kept))


def test_a_series_has_no_number_twice_and_none_left_out(place: Place) -> None:
    """From the first number on, taken by several at once; a number whose transaction is undone is the next one's."""
    taken: list[int] = []

    def take(worker: int) -> list[int]:
        kept: list[int] = []
        for turn in range(TURNS):
            with place.engine.connect() as connection:
                number = place.store(connection).take("441402-20250305")
                if (worker + turn) % 4:
                    connection.commit()
                    kept.append(number)
        return kept

    for each in together(take):
        taken += each
    assert list(range(1, len(taken) + 1)) == sorted(taken)


def test_a_case_is_claimed_by_one(place: Place) -> None:
    """Two who sweep share the cases, and neither waits for the other; what is written is written once."""
    with place.engine.begin() as connection:
        for _ in range(4):
            registered(place.store(connection))
    until = RECEIVED + timedelta(days=60)
    with place.engine.connect() as one, place.engine.connect() as two:
        mine = place.store(one).claim_due(until, limit=3).items
        if place.engine.dialect.name == "sqlite":
            one.rollback()
            theirs = place.store(two).claim_due(until, limit=3).items
            assert mine == theirs
        else:
            theirs = place.store(two).claim_due(until, limit=3).items
            assert (3, 1) == (len(mine), len(theirs))
            assert 4 == len({case.number for case in mine + theirs})
            assert () == place.store(two).claim_due(until, limit=3).items[1:]


def test_sweeps_side_by_side_take_each_step_once(place: Place) -> None:
    """Each of several sweeps adds to a case what is not there yet: every case has it once in the end."""
    with place.engine.begin() as connection:
        numbers = [registered(place.store(connection)) for _ in range(20)]
    until = RECEIVED + timedelta(days=60)

    def sweep(_: int) -> None:
        after, more = "", True
        while more:

            def batch(connection: Connection, after: str = after) -> tuple[str, int]:
                store = place.store(connection)
                page = store.claim_due(until, after=after, limit=4)
                for case in page.items:
                    if case.version == 1:
                        notice(store, case.number, "swept")
                return page.after, len(page.items)

            after, found = retried(place.engine, batch, attempts=ATTEMPTS)
            more = found > 0

    together(sweep, 3)
    sweep(0)
    with place.engine.begin() as connection:
        assert [2] * 20 == [place.store(connection).get(number).version for number in numbers]


def test_victims_of_a_deadlock_try_again(place: Place) -> None:
    """Two who write to two cases in opposite order: a deadlock, an error of ours that `retryable` knows, and both get through."""
    if place.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    with place.engine.begin() as connection:
        numbers = [registered(place.store(connection)) for _ in range(2)]
    between, lost = Barrier(2), []

    def work(worker: int) -> None:
        first, second = numbers if worker else numbers[::-1]

        def both(connection: Connection) -> None:
            store = place.store(connection)
            notice(store, first)
            with suppress(BrokenBarrierError):
                between.wait(5)
            try:
                notice(store, second)
            except StoreError as error:
                lost.append(error)
                between.abort()
                raise

        retried(place.engine, both, attempts=ATTEMPTS)
        between.abort()

    together(work, 2)
    with place.engine.begin() as connection:
        assert [3, 3] == [place.store(connection).get(number).version for number in numbers]
    assert [] != lost
    assert all(retryable(error) for error in lost)


def test_trying_again_has_an_end(place: Place) -> None:
    """After the last attempt the error itself is raised; between two attempts the host may pause; nothing was kept."""
    with place.engine.begin() as connection:
        number = registered(place.store(connection))
    pauses: list[int] = []

    def work(connection: Connection) -> None:
        notice(place.store(connection), number)
        raise StaleCase(number, 1)

    with pytest.raises(StaleCase):
        retried(place.engine, work, attempts=3, pause=pauses.append)
    with place.engine.begin() as connection:
        assert ([1, 2], 1) == (pauses, place.store(connection).get(number).version)


def test_only_what_can_succeed_is_tried_again(place: Place) -> None:
    """An error that will come again is raised at once; no attempt at all is refused."""
    tries: list[int] = []

    def work(_: Connection) -> None:
        tries.append(1)
        raise StoreUnavailable("the disk is full")

    with pytest.raises(StoreUnavailable):
        retried(place.engine, work)
    assert [1] == tries
    with pytest.raises(BadInput):
        retried(place.engine, work, attempts=0)


def test_the_second_attempt_is_a_new_transaction(place: Place) -> None:
    """MariaDB reads the old version again within one transaction; a new attempt sees what the other has written."""
    with place.engine.begin() as connection:
        number = registered(place.store(connection))
    versions: list[int] = []

    def work(connection: Connection) -> CaseNumber:
        store = place.store(connection)
        case = store.get(number)
        versions.append(case.version)
        if case.version == 1:
            connection.rollback()
            with place.engine.begin() as other:
                notice(place.store(other), number)
            raise StaleCase(number, case.version)
        return case.number

    assert number == retried(place.engine, work, attempts=2)
    assert [1, 2] == versions
