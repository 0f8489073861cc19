"""
What reports cost: a workbook and CSV of many cases in little memory, and where the time of a month's page goes.

    python benchmarks/report.py xlsx 100000
    python benchmarks/report.py csv 100000
    python benchmarks/report.py page 10000

Each runs in a process of its own, so that its peak of memory is its own; the rows are made one by one.
"""

import resource
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

from attrs import evolve
from click.testing import CliRunner

from banbucheng.adapters.china import china
from banbucheng.adapters.report import ledger_csv, ledger_xlsx, page
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import SqlStore, sqlite_engine, unit_of_work
from banbucheng.cases import Event
from banbucheng.cases.events import Registered
from banbucheng.cli._app import app
from banbucheng.ledger import CaseRow, month, report
from banbucheng.terms import CaseNumber

#: Megabytes that a workbook of 100,000 cases may take, and seconds that the page of a month may take.
MEMORY, SECONDS = 64, 2.0
FIRST = date(2025, 1, 6)


def peak() -> float:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row() -> CaseRow:
    """A case as the measures see it, with words in every column."""
    codes = dict.fromkeys(CaseRow._fields, "")
    counts = dict.fromkeys(CaseRow._fields[CaseRow._fields.index("registered") :], 1)
    own = {
        "version": 14,
        "edition": "2026.1",
        "region": "441402",
        "window": "441402",
        "unit": "441402-hrss",
        "channel": "hotline",
        "demand": "help",
        "kind": "difficult",
        "grade": "complex",
        "causes": "materials|policy",
        "category": "",
        "item": "=HYPERLINK(1)",
        "status": "archived",
    }
    return CaseRow(**{**codes, **counts, **own, "received_on": FIRST, "answered_on": FIRST, "closed_on": FIRST})  # type: ignore[arg-type]


def rows(count: int) -> Iterator[CaseRow]:
    """So many cases, one after the other."""
    one = row()
    for n in range(count):
        day = FIRST + timedelta(days=n % 250)
        yield one._replace(number=f"441402-{day:%Y%m%d}-{n:06}", month=f"{day:%Y-%m}", received_on=day)


def tables(form: str, count: int) -> None:
    """One line a case in a file of that form."""
    book, begun = load_profile("meizhou"), perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"cases.{form}"
        before = peak()
        if form == "xlsx":
            ledger_xlsx(rows(count), book, path, at=datetime.combine(FIRST, time()))
        else:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                ledger_csv(rows(count), book, file)
        size = path.stat().st_size / 2**20
    print(f"{form}: {count:,} cases, {perf_counter() - begun:.1f} s, {size:.1f} MiB on the disk")
    print(f"peak {peak():.1f} MiB, of which {before:.1f} before the first row; goal {MEMORY} MiB")


def renumbered(event: Event, number: CaseNumber) -> Event:
    """The event under another number; only the first one holds it."""
    return evolve(event, number=number) if isinstance(event, Registered) else event


def filled(path: Path, count: int) -> None:
    """A database with so many cases: those of the sample that ships, again and again under other numbers."""
    call = CliRunner().invoke(app, ["demo", "--db", str(path), "--json"])
    if call.exit_code:
        raise SystemExit(call.output)
    engine = sqlite_engine(path)
    with unit_of_work(engine) as connection:
        store = SqlStore(connection)
        sample = [(case, store.entries(case.number)) for case in store.cases()]
        for n in range(count - len(sample)):
            case, entries = sample[n % len(sample)]
            number = CaseNumber(f"{case.number}-{n:06}")
            store.keep(
                evolve(case, number=number, complaint=evolve(case.complaint, reference="")),
                [evolve(each, number=number, event=renumbered(each.event, number)) for each in entries],
            )
    engine.dispose()


def month_page(count: int) -> None:
    """The page of October from a database with so many cases, and where its time goes."""
    book, calendar = load_profile("meizhou"), china()
    first, last = month("2025-10")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.db"
        filled(path, count)
        engine = sqlite_engine(path)
        with unit_of_work(engine) as connection:
            begun = perf_counter()
            entries = list(SqlStore(connection).ledger())
            read = perf_counter()
            made = report(
                entries,
                book=book,
                calendar=calendar,
                first=first,
                last=last,
                as_of=datetime.combine(last, time.max, calendar.zone),
            )
            reckoned = perf_counter()
            text = page(made, book, zone=calendar.zone)
            drawn = perf_counter()
        engine.dispose()
    print(f"page: {count:,} cases, {len(entries):,} entries, {made.whole.sums['registered']:,} of the month")
    print(f"reading {read - begun:.2f} s, figures {reckoned - read:.2f} s, page {drawn - reckoned:.2f} s, ", end="")
    print(f"together {drawn - begun:.2f} s; goal {SECONDS} s; {len(text) // 1024} KiB; peak {peak():.0f} MiB")


if __name__ == "__main__":
    what, given = sys.argv[1], int(sys.argv[2])
    if what == "page":
        month_page(given)
    else:
        tables(what, given)
