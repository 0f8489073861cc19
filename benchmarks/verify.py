"""
How fast a record is verified, sealed and proved.

Sample cases live through nine entries each, some on every day of a month. Run it with
`python benchmarks/verify.py [ENTRIES]`. The goal is 50,000 entries a second, on SQLite, without `--replay`. What is
counted is the time of the processor, so that what else runs on the machine does not count.
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, MetaData, select

from banbucheng.adapters.archive import check_package, package
from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import SqlStore, create, lines, proof, seal, sqlite_engine, tables, unit_of_work, verify
from banbucheng.cases import commands as c
from banbucheng.desk import Desk
from banbucheng.ledger import Line, check_proof, verified
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.terms import CaseNumber, Outcome, Rating, StaffId
from banbucheng.testing import sample_complaint

_T = TypeVar("_T")
ZONE, FIRST = ZoneInfo("Asia/Shanghai"), date(2025, 3, 5)
BY = StaffId("clerk")
#: On how many days the cases are told.
DAYS = 30


def lived(connection: Connection, entries: int) -> int:
    """Fill a database with cases that were lived through, and say how many entries there are."""
    clock = SettableClock(datetime(2025, 3, 5, 9, 30, tzinfo=ZONE))
    store, book = SqlStore(connection), load_profile("meizhou")
    desk = Desk(store=store, book=book, calendar=china(), clock=clock)
    written = day = 0
    while written < entries:
        clock.put(datetime.combine(FIRST + timedelta(day), datetime.min.time(), ZONE) + timedelta(hours=10))
        for _ in range(max(1, entries // (10 * DAYS))):
            written += life(desk, clock)
        day += 1
    return written


def life(desk: Desk, clock: SettableClock) -> int:
    """One case from its registration to the archive; how many entries it has."""
    case = desk.register(sample_complaint(received_at=clock.now()), by=BY)
    for step in (
        c.Accept(by=BY, problem=desk.book.suggested(case.complaint)),
        c.Assign(by=BY),
        c.Acknowledge(by=BY),
        c.Resolve(by=StaffId("unit"), resolution=Resolution(outcome=Outcome.DONE, account="certified at the window")),
        c.Verify(by=BY),
        c.Reply(by=BY, reply=Reply(outcome=Outcome.DONE, text="it is done")),
        c.FollowUp(by=BY, follow_up=FollowUp(rating=Rating.SATISFIED)),
        c.Close(by=BY),
    ):
        case = desk.do(case.number, step)
    return case.version


def timed(what: str, work: Callable[[], _T], count: int, of: str) -> _T:
    """What a piece of work gives, and how many it did in a second of the processor's time, printed; the best of three."""
    best, result = float("inf"), None
    for _ in range(3):
        begun = process_time()
        result = work()
        best = min(best, process_time() - begun)
    print(f"{what:<44} {count / best:>10,.0f} {of}/s   {best * 1000:>8,.1f} ms")
    assert result is not None  # noqa: S101 - for the type
    return result


def main(entries: int) -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory() as folder:
        engine = sqlite_engine(Path(folder) / "cases.db")
        with unit_of_work(engine) as connection:
            create(connection)
            count = lived(connection, entries)
        with unit_of_work(engine) as connection:
            e = tables(MetaData()).entries.c
            query = select(e.number, e.seq, e.body, e.digest).order_by(e.number, e.seq)
            stored: list[Line] = timed(
                "read the rows, nothing else", lambda: [*connection.execute(query)], count, "entries"
            )
            timed("follow the chains, in memory", lambda: [*verified(stored)], count, "entries")
            timed("verify, nothing sealed", lambda: verify(connection), count, "entries")
            until = FIRST + timedelta(days=400)
            at = datetime(2027, 1, 1, tzinfo=ZONE)
            begun = process_time()
            made = seal(connection, until, at=at, zone=ZONE)
            print(
                f"{'seal ' + str(sum(each.size for each in made)) + ' leaves':<44} {'':>24} {(process_time() - begun) * 1000:>8,.1f} ms"
            )
            found = timed("verify, everything sealed", lambda: verify(connection), count, "entries")
            timed("verify with --replay", lambda: verify(connection, whole=True), count, "entries")
            number = CaseNumber(str(stored[0][0]))
            its, day = timed("prove a case", lambda: proof(connection, number), 1, "proofs")
            timed("check a proof", lambda: check_proof(its, day.root), 1, "proofs")
            ours = lines(connection, number)
            packed = timed("pack a case", lambda: package(ours, proof=(its, day)), 1, "cases")
            timed("check a package", lambda: check_package(packed), 1, "packages")
            assert found.findings == ()  # noqa: S101 - what was measured holds
        engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
