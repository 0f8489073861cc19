"""The feed gives every committed entry exactly once, however late its transaction commits, on every database."""

import random
from collections import Counter
from contextlib import ExitStack

import pytest
from sqlalchemy import select

from banbucheng.adapters.sql import SqlStore
from banbucheng.errors import BadInput, StoreUnavailable
from banbucheng.terms import CaseNumber

from ._servers import Place
from ._work import fed, notice, registered

#: How many transactions are open at once, and how often each of them writes.
WRITERS, ROUNDS = 5, 12


def line(entry: object) -> tuple[str, int]:
    """Which entry of which case."""
    return entry.number, entry.seq  # type: ignore[attr-defined]


def prepared(place: Place, many: int) -> list[CaseNumber]:
    """Some cases that are there."""
    with place.engine.begin() as connection:
        return [registered(place.store(connection)) for _ in range(many)]


def naive(place: Place, last: int) -> tuple[list[tuple[str, int]], int]:
    """What a reader finds that trusts the sequence, and where it goes on."""
    e = place.tables.entries.c
    with place.engine.begin() as connection:
        found = connection.execute(
            select(e.number, e.seq, e.position).where(e.position > last).order_by(e.position)
        ).all()
    return [(number, seq) for number, seq, _ in found], found[-1].position if found else last


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_skipped_that_commits_late(place: Place, seed: int) -> None:
    """
    Transactions that write in one order and commit in another, or roll back; a reader looks after every step.

    Every committed entry is seen once, those of a case in their order. The reader that goes by `position > last`, over
    the same steps, passes entries over: that is what the feed is for. SQLite has one writer at a time and no such gap.
    """
    alone = place.engine.dialect.name == "sqlite"
    numbers, chance = prepared(place, WRITERS), random.Random(seed)  # noqa: S311 - a schedule, no secret
    seen, after = reader_looks(place, "")
    committed, by_position, last = Counter(map(line, seen)), Counter[tuple[str, int]](), 0
    with ExitStack() as stack:
        writers = [stack.enter_context(place.engine.connect()) for _ in numbers]
        for _ in range(ROUNDS):
            order = chance.sample(range(WRITERS), WRITERS)
            for batch in [[n] for n in order] if alone else [order]:
                written = {n: notice(place.store(writers[n]), numbers[n]) for n in batch}
                for n in chance.sample(batch, len(batch)):
                    if chance.random() < 0.2:
                        writers[n].rollback()
                    else:
                        writers[n].commit()
                        committed[numbers[n], written[n].version] += 1
                    if alone and n is not batch[-1]:
                        continue
                    new, after = reader_looks(place, after)
                    seen += new
                    found, last = naive(place, last)
                    by_position.update(found)
    place.settle()
    seen += reader_looks(place, after)[0]
    assert committed == Counter(map(line, seen))
    for number in numbers:
        own = [entry.seq for entry in seen if entry.number == number]
        assert sorted(own) == own
    assert alone == (by_position == committed)


def reader_looks(place: Place, after: str) -> tuple[list[object], str]:
    """What is new, in a transaction of the reader's own."""
    with place.engine.begin() as connection:
        found, after = fed(place.store(connection), after)
        return list(found), after


def test_a_reader_does_not_see_what_may_be_undone(place: Place) -> None:
    """An entry of a transaction that is open is in nobody else's feed; after the commit it is, though a later one was."""
    if place.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    one, two = prepared(place, 2)
    with place.engine.connect() as early, place.engine.connect() as late:
        notice(place.store(early), one)
        notice(place.store(late), two)
        late.commit()
        first, after = reader_looks(place, "")
        assert (one, 2) not in map(line, first)
        early.commit()
        place.settle()
        then, _ = reader_looks(place, after)
    assert Counter({(one, 1): 1, (two, 1): 1, (one, 2): 1, (two, 2): 1}) == Counter(map(line, first + then))


def test_two_readers_do_not_wait_for_each_other(place: Place) -> None:
    """A second reader, while the first one's transaction is open, gets what there is, and the rest later."""
    if place.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time, and a reader of ours is one unless it says otherwise")
    prepared(place, 3)
    place.settle()
    with place.engine.connect() as one, place.engine.connect() as two:
        first, _ = fed(place.store(one), "")
        second, after = fed(place.store(two), "")
        assert second == first[: len(second)]
        one.commit()
        two.commit()
        rest, _ = fed(place.store(two), after)
    assert first == second + rest


def test_an_old_view_of_the_database_skips_nothing(place: Place) -> None:
    """A reader whose transaction has looked at something before another reader was there ends early, and goes on later."""
    if place.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    one, two = prepared(place, 2)
    with place.engine.connect() as old:
        place.store(old).get(one)
        with place.engine.begin() as connection:
            notice(place.store(connection), two)
        reader_looks(place, "")
        with place.engine.begin() as connection:
            notice(place.store(connection), one)
        first, after = fed(place.store(old), "")
        old.commit()
        place.settle()
        then, _ = fed(place.store(old), after)
    assert Counter({(one, 1): 1, (two, 1): 1, (one, 2): 1, (two, 2): 1}) == Counter(map(line, first + then))


def test_a_place_of_cases_is_no_place_of_entries(place: Place) -> None:
    """A place that another call gave is refused."""
    prepared(place, 1)
    with place.engine.begin() as connection:
        store = place.store(connection)
        for text in ("p1.441402-20250305-0001", "p1.-1", "p1." + "9" * 19):
            with pytest.raises(BadInput):
                store.entries_after(text)


def test_a_place_ahead_of_the_server_is_refused(place: Place) -> None:
    """On PostgreSQL a place from a server that had counted further is an error of ours, and not an empty page for ever."""
    if place.engine.dialect.name != "postgresql":
        pytest.skip("only PostgreSQL goes by the numbers of transactions")
    prepared(place, 1)
    with place.engine.begin() as connection, pytest.raises(StoreUnavailable, match="upgrade"):
        SqlStore(connection, place.tables).entries_after(f"p{2**50}.1")
