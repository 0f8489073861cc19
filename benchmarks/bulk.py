"""
How fast a ledger is imported, against the driver's own executemany of the same rows.

A CSV of matters, nine of ten closed, is imported into tables of its own; then the driver alone, in the same batches,
writes the rows that came of it into others. Run it with `python benchmarks/bulk.py [ROWS] [--json]`; servers are those
of the contract tests. The goal is half of the driver's rate.
"""

import csv
import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, insert, select
from sqlalchemy.exc import SQLAlchemyError

from banbucheng.adapters.bulk import Importer, ImportMapping, rows_of
from banbucheng.adapters.china import china
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import Tables, create, sqlite_engine, tables, unit_of_work

BATCH = 500
BOOK = load_profile("meizhou")
FIELDS = ("id", "received", "subject", "detail", "channel", "region", "kind", "unit")
LATER = ("answered", "outcome", "answer", "rating", "closed")
SERVERS = {
    "postgresql": ("BANBUCHENG_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"),
    "mariadb": ("BANBUCHENG_TEST_MARIADB", "mysql+pymysql://root@127.0.0.1:3306/test"),
}


def ledger(path: Path, rows: int) -> None:
    """Matters of a year, a few minutes apart."""
    chance, at = random.Random(1), datetime(2024, 1, 2, 8, 30)  # noqa: DTZ001, S311 - a file names no zone
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*FIELDS, *LATER))
        for n in range(rows):
            at += timedelta(minutes=chance.randrange(1, 5))
            unit, kind = chance.choice(BOOK.units), chance.choice(BOOK.taxonomy.kinds)
            told = (f"GD{n:07}", at, f"certification cannot be done {n % 97}", "came three times; " * 6)
            answered = at + timedelta(minutes=chance.randrange(60, 9000))
            end = (answered, "done", "certified at the window", "satisfied", answered + timedelta(hours=30))
            writer.writerow((*told, "hotline", unit.region, kind.code, unit.code, *(end if n % 10 else [""] * 5)))


def imported(engine: Engine, path: Path, schema: Tables) -> float:
    """The seconds that it takes to import a file."""
    mapping = ImportMapping(system="bench", columns={each: each for each in (*FIELDS, *LATER)}, values={}, defaults={})
    importer = Importer(mapping=mapping, book=BOOK, calendar=china(), at=datetime.now(UTC), tables=schema, batch=BATCH)
    begun = perf_counter()
    for through in importer.run(engine, rows_of(path)):
        assert not through.rejected  # noqa: S101 - what is measured is good
    return perf_counter() - begun


def written(engine: Engine, source: Tables, target: Tables) -> float:
    """The seconds that the driver takes to write the same rows."""
    with engine.connect() as connection:
        cases = [tuple(row) for row in connection.execute(select(source.cases).order_by(source.cases.c.reference))]
        e = source.entries.c
        columns = [column for column in e if column.name != "position"]
        entries: dict[str, list[tuple[Any, ...]]] = {}
        for row in connection.execute(select(*columns).order_by(e.position)):
            entries.setdefault(row.number, []).append(tuple(row))
        add = statement(connection, target.cases, [column.name for column in target.cases.c])
        write = statement(connection, target.entries, [column.name for column in columns])
        connection.rollback()
        begun = perf_counter()
        for n in range(0, len(cases), BATCH):
            some = cases[n : n + BATCH]
            with connection.begin(), closing(connection.connection.cursor()) as cursor:
                cursor.executemany(add, some)
                cursor.executemany(write, [entry for case in some for entry in entries[case[0]]])
        return perf_counter() - begun


def statement(connection: Connection, table: Any, names: Sequence[str]) -> str:
    """A plain INSERT in the driver's own words."""
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    compiled = str(insert(table).values({names[0]: None}).compile(dialect=connection.dialect))
    return f"{compiled.partition('(')[0]}({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"


def measured(engine: Engine, path: Path, rows: int) -> dict[str, float]:
    """The rates of both, in rows a second, and their ratio."""
    ours, theirs = (tables(MetaData(), prefix=prefix) for prefix in ("bench_o_", "bench_r_"))

    def dropped() -> None:
        with engine.begin() as connection:
            for each in (ours, theirs):
                each.schema.metadata.drop_all(connection)

    dropped()
    for each in (ours, theirs):
        with unit_of_work(engine) as connection:
            create(connection, each)
    took, raw = imported(engine, path, ours), written(engine, ours, theirs)
    dropped()
    engine.dispose()
    return {"import": rows / took, "driver": rows / raw, "ratio": raw / took}


def main(rows: int, *, as_json: bool) -> None:
    """Measure, and print."""
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.csv"
        ledger(path, rows)
        engines: dict[str, Callable[[], Engine]] = {"sqlite": lambda: sqlite_engine(Path(folder) / "cases.db")}
        for name, (variable, default) in SERVERS.items():
            engines[name] = lambda variable=variable, default=default: create_engine(os.environ.get(variable, default))
        for name, made in engines.items():
            try:
                found[name] = measured(made(), path, rows)
            except SQLAlchemyError as error:
                print(f"{name} skipped: {type(error).__name__}", file=sys.stderr)
    if as_json:
        print(json.dumps(found))
        return
    for name, each in found.items():
        print(
            f"{name:<12} import {each['import']:>8,.0f} rows/s   driver {each['driver']:>8,.0f} rows/s   {each['ratio']:.2f}"
        )


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    main(int(words[0]) if words else 10_000, as_json="--json" in sys.argv)
