"""
What storage costs over the driver: `python3 dev.py bench storage`.

The first table is one command in one transaction: the case is read, its row is changed if it is still the one that was
read, its new entries are added, and all is committed. `raw` is the driver with that SQL and rows made beforehand; the
ORMs and `eventsourcing` write the same rows. `store` is our store with a case decided beforehand, digests and JSON
included, and `desk` the whole of it, rules too. Layers take turns at every command; a time is the median of the round,
a ratio that of the round, and the median over the rounds is shown.

The second table is finding among many cases, one in ten of them open: milliseconds, the best of some.

SQLite syncs every commit (WAL, FULL). Servers are those of the tests: BANBUCHENG_TEST_POSTGRESQL, BANBUCHENG_TEST_MARIADB.

    --json                    print one document and nothing else
    --backends=sqlite,...     which databases, by default sqlite, postgresql, mariadb
    --lives=N, --rounds=N     how many cases live in each of how many rounds, by default 10 and 9
    --sizes=N,...             how many cases to find among, by default 10000,100000; 0 leaves it out
"""

import argparse
import json
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from _storage_peers import Layer, Row, django, eventsourced, orm, raw, raw_at_once
from attrs import evolve
from command import LIFE, desk, told
from sqlalchemy import Connection, Engine, MetaData, create_engine, insert
from sqlalchemy.exc import SQLAlchemyError

from banbucheng.adapters._places import micros
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.sql import SqlStore, Tables, create, sqlite_engine, tables
from banbucheng.adapters.sql._rows import case_columns, entry_rows
from banbucheng.cases import Case, apply, decide
from banbucheng.codec import to_json
from banbucheng.ledger import Entry, record
from banbucheng.ports import ANY, CaseFilter
from banbucheng.terms import CaseNumber, StaffId, UnitCode

URLS = {
    "postgresql": ("BANBUCHENG_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"),
    "mariadb": ("BANBUCHENG_TEST_MARIADB", "mysql+pymysql://root@127.0.0.1:3306/test"),
}
#: What of the raw driver's rate the desk is to reach, and how often that of each peer.
GOALS, PEERS = {"sqlite": 0.55, "postgresql": 0.85, "mariadb": 0.7}, 2.0


@contextmanager
def engine_on(backend: str) -> Iterator[tuple[Engine, Tables]]:
    """A database with tables of its own, dropped afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        name, default = URLS.get(backend, ("", ""))
        engine = create_engine(os.environ.get(name, default)) if name else sqlite_engine(Path(folder) / "b.db")
        schema = tables(MetaData(), prefix=f"b{uuid.uuid4().hex[:8]}_")
        with engine.begin() as connection:
            create(connection, schema)
        try:
            yield engine, schema
        finally:
            if engine in _KEPT:
                _KEPT.pop(engine).close()
            with engine.begin() as connection:
                schema.schema.metadata.drop_all(connection)
            engine.dispose()


# One command


class Noting(MemoryStore):
    """A store in memory that notes what each command would write to a database."""

    noted: list[Row]

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        object.__setattr__(self, "noted", [])
        object.__setattr__(self, "head", "")

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        """Keep, and note."""
        super().keep(case, entries)
        before = self.head  # type: ignore[has-type]
        lines = entry_rows(entries, before)
        object.__setattr__(self, "head", lines[-1]["digest"])
        self.noted.append(Row(case_columns(case, lines[-1]["digest"]), lines, case.version - len(entries), before))


class Current:
    """What a host's session is to the store: the connection of the moment."""

    def __init__(self) -> None:
        """Without a connection yet."""
        self.now: Any = None

    def connection(self) -> Connection:
        """The connection of the transaction."""
        return self.now  # type: ignore[no-any-return]


_KEPT: dict[Engine, Connection] = {}


@contextmanager
def kept(engine: Engine) -> Iterator[Connection]:
    """A connection that is kept from one command to the next, as the driver's own is."""
    if engine not in _KEPT:
        _KEPT[engine] = engine.connect()
    yield _KEPT[engine]


def rows() -> list[Row]:
    """What each command of a life writes, the registration first."""
    store = Noting()
    clock = SettableClock(desk().clock.now())
    window = evolve(desk(), store=store, clock=clock)
    number = window.register(told(0), by=StaffId("clerk")).number
    for hours, command in LIFE:
        clock.put(clock.now() + timedelta(hours=hours))
        window.do(number, command)
    return store.noted


@contextmanager
def through_the_desk(engine: Engine, t: Tables) -> Iterator[Layer]:
    """The whole of it, in a transaction for each command."""
    current, clock, done = Current(), SettableClock(desk().clock.now()), dict[str, int]()
    window = evolve(desk(), store=SqlStore(current, t), clock=clock)
    ours: dict[str, CaseNumber] = {}

    def begin(number: str, _: Row) -> None:
        window_now = evolve(window, clock=SettableClock(desk().clock.now()))
        clocks[number] = window_now.clock
        with kept(engine) as current.now:
            ours[number] = window_now.register(evolve(told(0), reference=number), by=StaffId("clerk")).number
            current.now.commit()
        desks[number], done[number] = window_now, 0

    def step(number: str, _: Row) -> None:
        hours, command = LIFE[done[number]]
        done[number] += 1
        clocks[number].put(clocks[number].now() + timedelta(hours=hours))
        with kept(engine) as current.now:
            desks[number].do(ours[number], command)
            current.now.commit()

    clocks: dict[str, Any] = {}
    desks: dict[str, Any] = {}
    yield Layer(begin, step)


@contextmanager
def through_the_store(engine: Engine, t: Tables) -> Iterator[Layer]:
    """The store alone: what is kept was decided beforehand."""
    current, clocks, ours = Current(), dict[str, Any](), dict[str, tuple[CaseNumber, int, Case]]()
    store, window = SqlStore(current, t), desk()

    def begin(number: str, _: Row) -> None:
        made = evolve(window, store=store)
        with kept(engine) as current.now:
            case = made.register(evolve(told(0), reference=number), by=StaffId("clerk"))
            current.now.commit()
        ours[number] = case.number, 0, case
        clocks[number] = window.clock.now()

    def step(number: str, _: Row) -> None:
        name, n, case = ours[number]
        hours, command = LIFE[n]
        clocks[number] += timedelta(hours=hours)
        events = decide(case, command, at=clocks[number], book=window.book, calendar=window.calendar)
        entries = record(name, case.version, events, at=clocks[number], by=command.by)
        after = case
        for event in events:
            after = apply(after, event, at=clocks[number])
        started = time.perf_counter()
        with kept(engine) as current.now:
            head = store.get(name).head
            store.keep(evolve(after, head=head), entries)
            current.now.commit()
        taken[0] = time.perf_counter() - started
        ours[number] = name, n + 1, after

    taken = [0.0]
    step.taken = taken  # type: ignore[attr-defined]
    yield Layer(begin, step)


LAYERS: Mapping[str, Callable[[Engine, Tables], Any]] = {
    "raw": raw,
    "raw, one statement": raw_at_once,
    "store": through_the_store,
    "desk": through_the_desk,
    "SQLAlchemy ORM": orm,
    "Django ORM": django,
    "eventsourcing": eventsourced,
}


def commands(backend: str, lives: int, rounds: int) -> dict[str, Any]:
    """The microseconds of one command of each layer, and what of the raw driver's rate that is."""
    life, found = rows(), dict[str, list[float]]()
    skipped: dict[str, str] = {}
    with engine_on(backend) as (engine, t), ExitStack() as stack:
        layers: dict[str, Layer] = {}
        for name, make in LAYERS.items():
            if make is raw_at_once and backend != "postgresql":
                continue
            try:
                layers[name] = stack.enter_context(make(engine, t))
            except ImportError as error:
                skipped[name] = f"skipped: {error}"
        for turn in range(rounds + 1):
            taken = _lived(layers, life, turn, lives)
            for name in layers if turn else ():
                found.setdefault(name, []).append(statistics.median(taken[name]))
    return {name: _said(each, found["raw"]) for name, each in found.items()} | skipped


def _lived(layers: Mapping[str, Layer], life: Sequence[Row], turn: int, lives: int) -> dict[str, list[float]]:
    """The seconds of each command but the registrations; the layers take turns, so that noise meets all alike."""
    taken: dict[str, list[float]] = {name: [] for name in layers}
    for n in range(lives):
        numbers = {name: f"{len(name)}{name[:2]}-{turn}-{n}" for name in layers}
        for name, layer in layers.items():
            layer.begin(numbers[name], life[0])
        for row in life[1:]:
            for name, layer in layers.items():
                started = time.perf_counter()
                layer.step(numbers[name], row)
                whole = time.perf_counter() - started
                own = getattr(layer.step, "taken", None)
                taken[name].append(own[0] if own else whole)
    return taken


def _said(medians: Sequence[float], base: Sequence[float]) -> dict[str, float]:
    ratios = [other / one for one, other in zip(medians, base, strict=True)]
    return {"microseconds": round(statistics.median(medians) * 1e6), "of_raw": round(statistics.median(ratios), 3)}


# Finding


def fill(connection: Connection, t: Tables, many: int) -> None:
    """So many cases, one in ten of them open, a due moment each; of one unit in fifty."""
    note = Noting()
    evolve(desk(), store=note).register(told(0), by=StaffId("clerk"))
    template = dict(note.noted[0].case)
    start, body = micros(desk().clock.now()), to_json(next(iter(note.cases())))
    for first in range(0, many, 5000):
        connection.execute(
            insert(t.cases),
            [
                {
                    **template,
                    "number": f"441402-2025-{n:08d}",
                    "reference": None,
                    "is_open": int(n % 10 == 0),
                    "status": "registered" if n % 10 == 0 else "closed",
                    "unit": f"u{n % 50}",
                    "registered_us": start + n * 1_000_000,
                    "due_us": start + (n * 7919 % many) * 1_000_000,
                    "body": body,
                }
                for n in range(first, min(first + 5000, many))
            ],
        )


def finding(backend: str, many: int) -> dict[str, float]:
    """Milliseconds of each way of finding."""
    with engine_on(backend) as (engine, t):
        with engine.begin() as connection:
            fill(connection, t, many)
        with engine.connect() as connection:
            statistics_of = {"sqlite": "ANALYZE", "postgresql": f"ANALYZE {t.cases.name}"}
            sql = statistics_of.get(backend, f"ANALYZE TABLE {t.cases.name}")
            connection.exec_driver_sql(sql)
            connection.commit()
            store, until = SqlStore(connection, t), desk().clock.now() + timedelta(days=400)
            place = store.search(ANY, limit=min(10_000, many // 2)).after
            asked: dict[str, Callable[[], object]] = {
                "due, 1000 numbers": lambda: [number for number, _ in zip(store.due(until), range(1000), strict=False)],
                "due, 20 cases": lambda: store.claim_due(until, limit=20),
                "page 1 of 20": lambda: store.search(ANY, limit=20),
                "page of 20, 10000 deep": lambda: store.search(ANY, after=place, limit=20),
                "page of 20 of a unit": lambda: store.search(CaseFilter(unit=UnitCode("u10"), open=True), limit=20),
                "one case": lambda: store.get(CaseNumber(f"441402-2025-{many // 2:08d}")),
            }
            return {name: round(min(_took(ask) for _ in range(15)) * 1000, 3) for name, ask in asked.items()}


def _took(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--backends", default="sqlite,postgresql,mariadb")
    parser.add_argument("--lives", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--sizes", default="10000,100000")
    asked = parser.parse_args()
    sizes = [int(each) for each in asked.sizes.split(",") if int(each)]
    found: dict[str, Any] = {}
    for backend in asked.backends.split(","):
        try:
            found[backend] = {
                "commands": commands(backend, asked.lives, asked.rounds) if asked.rounds else {},
                "finding": {str(size): finding(backend, size) for size in sizes},
            }
        except SQLAlchemyError as error:
            found[backend] = f"skipped: {type(error).__name__}"
        if not asked.json:
            _tell(backend, found[backend])
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))


def _tell(backend: str, found: Any) -> None:
    print(f"\n{backend}")
    if isinstance(found, str):
        print(f"  {found}")
        return
    for name, said in found["commands"].items():
        line = said if isinstance(said, str) else f"{said['microseconds']:8,} us   {said['of_raw']:5.2f} of raw's rate"
        print(f"  {name:22} {line}")
    if found["commands"]:
        print(f"  goal for the desk: {GOALS[backend]} of raw, and {PEERS} of each peer")
    for size, said in found["finding"].items():
        print(f"  among {int(size):,} cases: " + ", ".join(f"{name} {took} ms" for name, took in said.items()))


if __name__ == "__main__":
    main()
