"""Whatever is done to the tables, verifying them finds it; through SQL, as somebody with the password would do it."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.sql import (
    SqlStore,
    Verification,
    create,
    lines,
    proof,
    seal,
    seals,
    sqlite_engine,
    unit_of_work,
    verify,
)
from banbucheng.cases import commands as c
from banbucheng.desk import Desk
from banbucheng.errors import BadInput, CaseNotFound, StoreUnavailable
from banbucheng.ledger import SM3, Flaw, Leaf, check_proof, link, sealed
from banbucheng.replies import Reply, Resolution
from banbucheng.terms import CaseNumber, Outcome

from ._desk import CALENDAR, CLERK, MEIZHOU, UNIT, accept, complaint, moment

Tampered: TypeAlias = Callable[..., Verification]

ZONE = ZoneInfo("Asia/Shanghai")
#: When the record below is sealed: the second day after the last entry that is to be sealed.
AFTER = moment("2025-03-08 01:00")
NUMBER = "441402-20250305-0001"
FIRST, LAST = date(2025, 3, 5), date(2025, 3, 7)


def filled(connection: Connection) -> None:
    """Four cases over three days, sealed by the day, and one step more that no seal covers yet."""
    create(connection)
    clock = SettableClock(moment("2025-03-05 09:30"))
    desk = Desk(store=SqlStore(connection), book=MEIZHOU, calendar=CALENDAR, clock=clock)
    numbers = [desk.register(complaint(), by=CLERK).number for _ in range(4)]
    for number in numbers[:3]:
        desk.do(number, accept("ordinary"))
    clock.put(moment("2025-03-06 10:00"))
    for number in numbers[:2]:
        desk.do(number, c.Assign(by=CLERK))
        desk.do(number, c.Acknowledge(by=UNIT))
    clock.put(moment("2025-03-07 11:00"))
    desk.do(numbers[0], c.Resolve(by=UNIT, resolution=Resolution(outcome=Outcome.DONE, account="现场认证")))
    assert 3 == len(seal(connection, LAST, at=AFTER, zone=ZONE))
    clock.put(moment("2025-03-10 09:00"))
    desk.do(numbers[0], c.Verify(by=CLERK))
    desk.do(numbers[0], c.Reply(by=CLERK, reply=Reply(outcome=Outcome.DONE, text="已办成")))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record, as it was written."""
    file = tmp_path_factory.mktemp("record") / "cases.db"
    engine = sqlite_engine(file)
    with unit_of_work(engine) as connection:
        filled(connection)
    engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return file


@pytest.fixture
def record(original: Path, tmp_path: Path) -> Path:
    """A copy of it, to be tampered with."""
    file = tmp_path / "cases.db"
    file.write_bytes(original.read_bytes())
    return file


def looked_at(file: Path, **options: Any) -> Verification:
    """What a look at it finds."""
    engine = sqlite_engine(file)
    with unit_of_work(engine) as connection:
        found = verify(connection, **options)
    engine.dispose()
    return found


def done(file: Path, statement: str, *values: object) -> None:
    """Do something to it, past the library."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement, values)
        connection.commit()


def rows(file: Path, table: str) -> list[dict[str, Any]]:
    """A table."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT rowid AS row, * FROM bbc_{table}")]  # noqa: S608 - ours


@pytest.fixture
def tampered(record: Path) -> Iterator[Tampered]:
    """What a look finds after some statements, each with its values; they are undone afterwards."""
    engine = sqlite_engine(record)
    with engine.connect() as connection:

        def found(*statements: tuple[Any, ...]) -> Verification:
            try:
                for statement, *values in statements:
                    connection.exec_driver_sql(statement, tuple(values))
                return verify(connection, whole=True)
            finally:
                connection.rollback()

        yield found
    engine.dispose()


def named(found: Verification) -> set[tuple[str, int]]:
    """The cases that are found, each with its first bad entry."""
    return {(each.number, each.entry) for each in found.findings if each.number}


def test_the_record_holds(record: Path) -> None:
    """Nothing was done, nothing is found; what is newer than the last seal is counted."""
    found = looked_at(record, whole=True)

    assert () == found.findings
    assert (4, 14, 2, 3) == (found.cases, found.entries, found.unsealed, len(found.seals))


def edits(row: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """For each column another value of its kind, close to the one that is there."""
    for column, value in row.items():
        if column in {"row", "turn", "position"}:
            continue
        if value is None:
            yield column, 1
        elif isinstance(value, int):
            yield column, value + 1
        elif value[:1] == "{":
            yield column, value.replace("智能手机", "手机").replace("2025", "2026", 1)
        else:
            yield column, ("0" if value[:1] != "0" else "1") + value[1:] if value else "x"


def test_every_edit_of_every_column_is_found(original: Path, tampered: Tampered) -> None:
    """
    D4 Audit chain: alter, delete, reorder or insert any row -> detected, first bad entry named.

    The place in the feed is the exception: `turn`, and a `position` that keeps the order within the case, are about
    whom it was told to and not about what happened.
    """
    missed, count = [], 0
    for table in ("entries", "cases", "seals", "seal_leaves"):
        for row in rows(original, table):
            for column, value in edits(row):
                try:
                    found = tampered((f"UPDATE bbc_{table} SET {column} = ? WHERE rowid = ?", value, row["row"]))  # noqa: S608 - ours
                except IntegrityError:
                    continue
                count += 1
                if table == "entries":
                    hit = (row["number"], row["seq"]) in named(found)
                elif table == "cases":
                    hit = row["number"] in {number for number, _ in named(found)}
                else:
                    hit = any(each.day for each in found.findings)
                if not hit:
                    missed.append((table, column, row, value, found.findings))

    assert [] == missed
    assert count > 190


def test_a_head_that_is_not_the_last_is_found(record: Path) -> None:
    """Without replaying anything: the case names the digest of its last entry."""
    done(record, "UPDATE bbc_cases SET head = ? WHERE number = ?", "0" * 64, NUMBER)
    (found,) = looked_at(record).findings

    assert (Flaw.HEAD, NUMBER, 7) == (found.flaw, found.number, found.entry)


def test_an_order_of_the_feed_that_cannot_be_is_found(record: Path) -> None:
    """An entry cannot have been told to others before the one that it follows."""
    done(record, "UPDATE bbc_entries SET position = 1000 WHERE number = ? AND seq = 2", NUMBER)

    assert {(NUMBER, 3)} == named(looked_at(record))


def test_every_deleted_row_is_found(original: Path, tampered: Tampered) -> None:
    """D4 Audit chain: alter, delete, reorder or insert any row -> detected, first bad entry named."""
    missed = []
    for table in ("entries", "cases", "seals", "seal_leaves"):
        for row in rows(original, table):
            found = tampered((f"DELETE FROM bbc_{table} WHERE rowid = ?", row["row"]))  # noqa: S608 - ours
            if table == "entries":
                hit = (row["number"], row["seq"]) in named(found)
            elif table == "cases":
                hit = row["number"] in {number for number, _ in named(found)}
            else:
                hit = date.fromisoformat(row["day"]) in {each.day for each in found.findings}
            if not hit:
                missed.append((table, row))

    assert [] == missed


def test_every_swap_is_found(original: Path, tampered: Tampered) -> None:
    """D4 Audit chain: alter, delete, reorder or insert any row -> detected, first bad entry named."""
    swap = "UPDATE bbc_entries SET number = ?, seq = ? WHERE rowid = ?"
    missed = []
    for one, other in combinations(rows(original, "entries"), 2):
        first = min(one["seq"], other["seq"]) if one["number"] == other["number"] else one["seq"]
        found = tampered(
            (swap, "aside", 0, one["row"]),
            (swap, one["number"], one["seq"], other["row"]),
            (swap, other["number"], other["seq"], one["row"]),
        )
        if (one["number"], first) not in named(found):
            missed.append((one, other))

    assert [] == missed


def test_every_inserted_entry_is_found(original: Path, tmp_path: Path) -> None:
    """D4 Audit chain: alter, delete, reorder or insert any row -> detected, first bad entry named."""
    file = tmp_path / "cases.db"
    for case in rows(original, "cases"):
        for seq in range(1, case["version"] + 2):
            file.write_bytes(original.read_bytes())
            last = [row for row in rows(file, "entries") if row["number"] == case["number"]][-1]
            text = json.dumps({**json.loads(last["body"]), "seq": seq}, ensure_ascii=False, separators=(",", ":"))
            before = next(
                (r["digest"] for r in rows(file, "entries") if (r["number"], r["seq"]) == (case["number"], seq - 1)), ""
            )
            with closing(sqlite3.connect(file)) as connection:
                for later in range(case["version"], seq - 1, -1):
                    where = (later + 1, case["number"], later)
                    connection.execute("UPDATE bbc_entries SET seq = ? WHERE number = ? AND seq = ?", where)
                connection.execute(
                    "INSERT INTO bbc_entries (number, seq, at_us, actor, event, body, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (case["number"], seq, last["at_us"], last["actor"], last["event"], text, link(before, text)),
                )
                connection.commit()
            found = {number: entry for number, entry in named(looked_at(file)) if number == case["number"]}
            # One that was linked well is only seen by the one after it, which it pushed from its place.
            assert found.get(case["number"]) in {seq, seq + 1}


def relinked(file: Path, number: str, text: Any) -> None:
    """Rewrite a whole case as somebody would who knows the form: every text, every digest, and the head."""
    ours = [row for row in rows(file, "entries") if row["number"] == number]
    before = ""
    with closing(sqlite3.connect(file)) as connection:
        for row in ours:
            body = text(row["body"])
            before = link(before, body)
            connection.execute(
                "UPDATE bbc_entries SET body = ?, digest = ? WHERE rowid = ?", (body, before, row["row"])
            )
        connection.execute("UPDATE bbc_cases SET head = ? WHERE number = ?", (before, number))
        connection.commit()


def test_a_rewritten_case_is_found_by_its_seal(record: Path) -> None:
    """A chain that was made anew from its first entry holds in itself; the seals hold the old one."""
    relinked(record, NUMBER, lambda body: body.replace("智能手机", "手机"))
    (found,) = looked_at(record).findings

    assert (Flaw.REWRITTEN, NUMBER, 2, FIRST) == (found.flaw, found.number, found.entry, found.day)


def test_a_cut_tail_is_found_by_its_seal(record: Path) -> None:
    """Entries cut off with the case row put back to fit: only the seal knows that there were more."""
    head = next(row["digest"] for row in rows(record, "entries") if (row["number"], row["seq"]) == (NUMBER, 3))
    done(record, "DELETE FROM bbc_entries WHERE number = ? AND seq > 3", NUMBER)
    done(record, "UPDATE bbc_cases SET version = 3, head = ? WHERE number = ?", head, NUMBER)
    (found,) = looked_at(record).findings

    assert (Flaw.CUT, NUMBER, 4, FIRST + timedelta(1)) == (found.flaw, found.number, found.entry, found.day)


def test_a_whole_removed_case_is_found_by_its_seal(record: Path) -> None:
    """Row and entries are gone, "a whole removed case included": the seal still names it."""
    done(record, "DELETE FROM bbc_entries WHERE number = ?", NUMBER)
    done(record, "DELETE FROM bbc_cases WHERE number = ?", NUMBER)
    (found,) = looked_at(record).findings

    assert (Flaw.REMOVED, NUMBER, 1) == (found.flaw, found.number, found.entry)


def test_seals_made_anew_are_found_by_what_was_published(record: Path) -> None:
    """Who rewrites the case and every seal over it leaves nothing behind, except what he cannot reach."""
    root = looked_at(record).seals[-1]
    relinked(record, NUMBER, lambda body: body.replace("智能手机", "手机"))
    engine = sqlite_engine(record)
    with unit_of_work(engine) as connection:
        connection.exec_driver_sql("DELETE FROM bbc_seals")
        connection.exec_driver_sql("DELETE FROM bbc_seal_leaves")
        seal(connection, LAST, at=AFTER, zone=ZONE)
    engine.dispose()

    assert () == looked_at(record).findings
    assert [Flaw.ROOT] == [each.flaw for each in looked_at(record, roots=[root.digest]).findings]
    assert [Flaw.ROOT] == [each.flaw for each in looked_at(record, roots=[root.root]).findings]


def test_what_was_published_is_here(record: Path) -> None:
    """Root or digest, in capitals or with a blank behind: it is the one."""
    last = looked_at(record).seals[-1]

    assert () == looked_at(record, roots=[last.root.upper(), f" {last.digest} "]).findings


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bbc_entries SET body = x'00'",
        "UPDATE bbc_entries SET seq = 'x' || rowid",
        "UPDATE bbc_entries SET at_us = 'soon'",
        "UPDATE bbc_cases SET version = 'many', head = 7",
        "UPDATE bbc_cases SET body = '{}'",
        "UPDATE bbc_cases SET body = '['",
        "UPDATE bbc_cases SET body = x'ff'",
        "UPDATE bbc_seals SET size = 'some', algorithm = 'md5'",
        "UPDATE bbc_seals SET day = 'day' || rowid",
        "UPDATE bbc_seals SET day = '9999-12-31' WHERE rowid = 3",
        "UPDATE bbc_seals SET algorithm = 'rot13'",
        "UPDATE bbc_seal_leaves SET day = 'never', number = rowid",
        "UPDATE bbc_seal_leaves SET seq = 'x', head = ''",
        "DELETE FROM bbc_seal_leaves",
        "DELETE FROM bbc_entries",
        "DELETE FROM bbc_cases",
    ],
)
def test_nonsense_in_the_tables_is_a_finding(record: Path, statement: str) -> None:
    """What no library writes is found like the rest, and stops nothing."""
    with closing(sqlite3.connect(record)) as connection:
        try:
            connection.execute(statement)
        except sqlite3.IntegrityError:
            pytest.skip("the schema refuses it")
        connection.commit()

    assert looked_at(record, whole=True, roots=["0" * 64]).findings


# Seals


@pytest.fixture
def connection(record: Path) -> Iterator[Connection]:
    """A transaction on the record."""
    engine = sqlite_engine(record)
    with unit_of_work(engine) as connection:
        yield connection
    engine.dispose()


def test_a_day_is_sealed_over_the_heads_of_what_moved(connection: Connection) -> None:
    """The leaves of a day are the cases that moved on it, each with its last entry of that day."""
    stored = {
        number: lines(connection, CaseNumber(number)) for number in (f"441402-20250305-000{n}" for n in range(1, 5))
    }
    heads = [Leaf(number, len(of[:2]), of[:2][-1][3]) for number, of in stored.items()]
    second = [Leaf(number, 4, of[3][3]) for number, of in stored.items() if len(of) > 2]
    first = sealed(FIRST, heads, None)

    assert (first, sealed(FIRST + timedelta(1), second, first)) == seals(connection)[:2]


def test_sealing_again_changes_nothing(connection: Connection) -> None:
    """A day is sealed once; who asks again gets nothing new, and no error."""
    before = seals(connection)

    assert () == seal(connection, LAST, at=AFTER, zone=ZONE)
    assert () == seal(connection, FIRST, at=AFTER, zone=ZONE)
    assert before == seals(connection)


def test_a_day_that_is_not_over_is_not_sealed(connection: Connection) -> None:
    """By the clock of the window: 23:59 in Meizhou is early afternoon in London."""
    for day in (date(2025, 3, 8), date(2025, 3, 9), date.max):
        with pytest.raises(BadInput, match="not over"):
            seal(connection, day, at=moment("2025-03-08 23:59"), zone=ZONE)

    assert 1 == len(seal(connection, date(2025, 3, 8), at=moment("2025-03-09 00:00"), zone=ZONE))


def test_missed_days_are_caught_up(connection: Connection) -> None:
    """Nobody sealed for a week: each day gets its seal, quiet days too, and nothing is sealed twice."""
    made = seal(connection, date(2025, 3, 14), at=moment("2025-03-15 08:00"), zone=ZONE, algorithm=SM3)

    assert [LAST + timedelta(n) for n in range(1, 8)] == [each.day for each in made]
    assert [0, 0, 1, 0, 0, 0, 0] == [each.size for each in made]
    found = verify(connection)
    assert ((), 0, 10) == (found.findings, found.unsealed, len(found.seals))


def test_what_was_committed_late_is_in_the_next_seal(connection: Connection) -> None:
    """A transaction that began before midnight and ended after the seal is not lost between two days."""
    store = SqlStore(connection)
    late = Desk(store=store, book=MEIZHOU, calendar=CALENDAR, clock=SettableClock(moment("2025-03-07 23:59")))
    number = late.register(complaint("2025-03-07 23:58"), by=CLERK).number
    (made,) = seal(connection, date(2025, 3, 8), at=moment("2025-03-09 00:05"), zone=ZONE)

    assert 1 == made.size
    assert check_proof(proof(connection, number)[0], made.root)
    assert () == verify(connection, whole=True).findings


def test_an_empty_record_is_sealed(tmp_path: Path) -> None:
    """A new window has its first seal on its first day, over nothing."""
    engine = sqlite_engine(tmp_path / "new.db")
    with unit_of_work(engine) as connection:
        create(connection)
        assert [0] == [each.size for each in seal(connection, FIRST, at=AFTER, zone=ZONE)]
        assert () == verify(connection, whole=True).findings
    engine.dispose()


def test_two_who_seal_do_not_seal_twice(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes second is told so, and nothing of his is kept."""
    day, at = date(2025, 3, 8), datetime(2025, 3, 9, 1, tzinfo=ZONE)
    seen = seals(connection)
    seal(connection, day, at=at, zone=ZONE)
    monkeypatch.setattr("banbucheng.adapters.sql._seals.seals", lambda *_: seen)

    with pytest.raises(StoreUnavailable, match="sealing 2025-03-08"):
        seal(connection, day, at=at, zone=ZONE)


def test_every_case_is_proved(connection: Connection) -> None:
    """For each case and each day on which it moved there is a proof that leads to the root of that day."""
    for n in range(1, 5):
        number = CaseNumber(f"441402-20250305-000{n}")
        found, its = proof(connection, number)
        assert check_proof(found, its.root)
        assert found.head == lines(connection, number)[found.seq - 1][3]
        first, its = proof(connection, number, FIRST)
        assert check_proof(first, its.root)
        assert FIRST == first.day


def test_what_is_not_sealed_is_not_proved(connection: Connection) -> None:
    """No seal yet, another day, or no such case: each is said."""
    clock = SettableClock(moment("2025-03-10 09:30"))
    desk = Desk(store=SqlStore(connection), book=MEIZHOU, calendar=CALENDAR, clock=clock)
    number = desk.register(complaint("2025-03-10 09:00"), by=CLERK).number

    with pytest.raises(BadInput, match="no seal covers"):
        proof(connection, number)
    with pytest.raises(BadInput, match="2025-03-05"):
        proof(connection, CaseNumber("441402-20250305-0004"), LAST)
    with pytest.raises(CaseNotFound):
        proof(connection, CaseNumber("441402-20250305-0099"))


@pytest.mark.parametrize("at_once", [1, 2, 3, 4, 5])
def test_pages_leave_nothing_out(record: Path, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """However many cases are looked at together: each is looked at once, and entries of no case are not passed over."""
    monkeypatch.setattr("banbucheng.adapters.sql._verify._CASES_AT_ONCE", at_once)
    whole = looked_at(record, whole=True)
    done(record, "UPDATE bbc_entries SET number = '000' || position WHERE number = ? AND seq = 2", NUMBER)
    done(record, "UPDATE bbc_entries SET number = 'zzz' || position WHERE number = ? AND seq = 3", NUMBER)
    broken = looked_at(record)

    assert ((), 4, 14) == (whole.findings, whole.cases, whole.entries)
    assert (4, 14) == (broken.cases, broken.entries)
    assert {"000", NUMBER[:3], "zzz"} == {each.number[:3] for each in broken.findings}
