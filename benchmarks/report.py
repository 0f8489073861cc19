"""
What reports cost: a workbook and CSV of many cases in little memory, and where the time of a month's page goes.

    python benchmarks/report.py xlsx 100000
    python benchmarks/report.py csv 100000
    python benchmarks/report.py page 10000 36
    python benchmarks/report.py page 10000 12

Each runs in a process of its own, so that its peak of memory is its own; the rows are made one by one. The cases of the
page are spread evenly over so many months, the last of which is the one that is reported: of three years of a window, and
of one. Its time is that of the processor.
"""

import re
import resource
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter, process_time

from attrs import evolve
from click.testing import CliRunner

from banbucheng.adapters.china import china
from banbucheng.adapters.report import ledger_csv, ledger_xlsx, page
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import SqlStore, sqlite_engine, unit_of_work
from banbucheng.adapters.sql.migrations import upgrade
from banbucheng.cases import Case
from banbucheng.cli._app import app
from banbucheng.codec import from_json, to_json
from banbucheng.ledger import CaseRow, Entry, first_needed, month, report

#: Megabytes that a workbook of 100,000 cases may take, and seconds that the page of a month may take.
MEMORY, SECONDS = 64, 2.0
FIRST = date(2025, 1, 6)
#: How many weeks behind the sample the last copy of it begins.
_AHEAD = 6


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


def sample(folder: Path) -> list[tuple[Case, tuple[Entry, ...]]]:
    """The cases of the sample that ships, with their entries."""
    call = CliRunner().invoke(app, ["demo", "--db", str(folder / "sample.db"), "--json"])
    if call.exit_code:
        raise SystemExit(call.output)
    engine = sqlite_engine(folder / "sample.db")
    with unit_of_work(engine) as connection:
        store = SqlStore(connection)
        found = [(case, tuple(store.entries(case.number))) for case in store.cases()]
    engine.dispose()
    return found


def filled(folder: Path, count: int, months: int) -> Path:
    """A database with so many cases: the sample again and again, each time some weeks later and under other numbers."""
    cases, path = sample(folder), folder / "cases.db"
    engine, copies = sqlite_engine(path), -(-count // len(cases))
    with unit_of_work(engine) as connection:
        upgrade(connection)
        store = SqlStore(connection)
        for n in range(count):
            (case, entries), copy = cases[n % len(cases)], n // len(cases)
            # The last copies lie a little ahead, so that the month that is reported is as full as those before it.
            weeks = (copies - 1 - copy) * months * 52 // (12 * copies) - _AHEAD
            moved = from_json(Case, earlier(to_json(case), case.number, copy, weeks))
            store.keep(
                evolve(moved, complaint=evolve(moved.complaint, reference="")),
                [from_json(Entry, earlier(to_json(each), case.number, copy, weeks)) for each in entries],
            )
    engine.dispose()
    return path


def earlier(text: str, number: str, copy: int, weeks: int) -> str:
    """What was written about a case, with every day in it so many weeks earlier, and under a number of its own."""

    def moved(day: re.Match[str]) -> str:
        return (date.fromisoformat(day[0]) - timedelta(weeks=weeks)).isoformat()

    return re.sub(r"\b\d{4}-\d\d-\d\d(?=[T\"])", moved, text).replace(number, f"{number}-{copy:04}")


def month_page(count: int, months: int) -> None:
    """The page of October from a database with so many cases, and where its time goes."""
    book, calendar = load_profile("meizhou"), china()
    first, last = month("2025-10")
    since = datetime.combine(first_needed(first, last), time(), calendar.zone)
    with tempfile.TemporaryDirectory() as folder:
        engine = sqlite_engine(filled(Path(folder), count, months))
        with unit_of_work(engine) as connection:
            begun = process_time()
            entries = list(SqlStore(connection).ledger(since))
            read = process_time()
            made = report(
                entries,
                book=book,
                calendar=calendar,
                first=first,
                last=last,
                as_of=datetime.combine(last, time.max, calendar.zone),
            )
            reckoned = process_time()
            text = page(made, book, zone=calendar.zone)
            drawn = process_time()
        engine.dispose()
    of_month, of_year = (
        sum(each.sums["registered"] for each in some) for some in ([made.whole], made.by_month.values())
    )
    print(f"page: {count:,} cases over {months} months, {of_year:,} of the year, {of_month:,} of the month; ", end="")
    print(f"{len(entries):,} entries read")
    print(f"reading {read - begun:.2f} s, figures {reckoned - read:.2f} s, page {drawn - reckoned:.2f} s, ", end="")
    print(f"together {drawn - begun:.2f} s; goal {SECONDS} s; {len(text) // 1024} KiB; peak {peak():.0f} MiB")


if __name__ == "__main__":
    what, given = sys.argv[1], int(sys.argv[2])
    if what == "page":
        month_page(given, int(sys.argv[3]))
    else:
        tables(what, given)
