"""The record shows tampering on every database, and a case that is written meanwhile is no flaw."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Table, delete, event, insert, select, update

from banbucheng.adapters.sql import SqlStore, lines, proof, seal, seals, verify
from banbucheng.errors import BadInput
from banbucheng.ledger import SM3, Flaw, Leaf, check_proof, link, sealed, verified
from banbucheng.terms import CaseNumber

from ._servers import Place
from ._work import RECEIVED, notice, registered

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2025, 3, 5)


def filled(connection: Connection, place: Place) -> list[CaseNumber]:
    """Cases of several entries over three days, sealed."""
    store = place.store(connection)
    numbers = [registered(store, RECEIVED + timedelta(days=n % 3)) for n in range(6)]
    for n, number in enumerate(numbers):
        for said in range(n):
            notice(store, number, f"带上户口簿 {said}")
    assert 3 == len(seal(connection, DAY + timedelta(2), at=RECEIVED + timedelta(9), zone=ZONE, schema=place.tables))
    return numbers


def test_a_record_holds(place: Place) -> None:
    """As it was written, by the chain, by the seals, and by replaying every case; and every case is proved."""
    with place.engine.begin() as connection:
        numbers = filled(connection, place)
    with place.engine.begin() as connection:
        found = verify(connection, place.tables, whole=True)
        assert ((), 6, 21, 0) == (found.findings, found.cases, found.entries, found.unsealed)
        for number in numbers:
            its, day = proof(connection, number, schema=place.tables)
            assert check_proof(its, day.root)
            assert [] == list(verified(lines(connection, number, place.tables)))
        assert () == seal(connection, DAY + timedelta(2), at=RECEIVED + timedelta(9), zone=ZONE, schema=place.tables)


def test_a_ledger_can_change_over_to_another_algorithm(place: Place) -> None:
    """Who must use SM3 (GB/T 32905-2016) says so to the store; what was chained before stays, and all of it is verified."""
    with place.engine.begin() as connection:
        number = registered(place.store(connection))
        store = SqlStore(connection, place.tables, algorithm=SM3)
        notice(store, number)
        other = registered(store)
        (_, _, first, one), (_, _, second, two) = (tuple(each)[:4] for each in lines(connection, number, place.tables))
        assert (link("", first), link(one, second, SM3)) == (one, two)
        assert two == store.get(number).head
        assert [link("", text, SM3) == digest for _, _, text, digest, *_ in lines(connection, other, place.tables)] == [
            True
        ]
        notice(place.store(connection), number)
        assert () == verify(connection, place.tables, whole=True).findings
        connection.execute(
            update(place.tables.entries).where(place.tables.entries.c.number == other).values(digest="0" * 64)
        )
        assert [(other, Flaw.ALTERED)] == [
            (each.number, each.flaw) for each in verify(connection, place.tables).findings
        ]


def test_an_unknown_algorithm_is_refused_at_once(place: Place) -> None:
    """Before anything is written, the store names those that there are."""
    with place.engine.begin() as connection, pytest.raises(BadInput, match="sha256, sm3"):
        SqlStore(connection, place.tables, algorithm="md5")


def test_the_seals_are_the_same_everywhere(place: Place) -> None:
    """A seal stands over the heads in the order of their numbers, whatever order a database keeps its texts in."""
    with place.engine.begin() as connection:
        numbers = filled(connection, place)
        expected = None
        for n in range(3):
            day = DAY + timedelta(n)
            ours = [lines(connection, each, place.tables) for each in numbers if each[7:15] == day.strftime("%Y%m%d")]
            expected = sealed(day, [Leaf(str(of[-1][0]), len(of), of[-1][3]) for of in ours], expected)
        assert expected == seals(connection, place.tables)[-1]


@pytest.mark.parametrize("table", ["entries", "cases", "seals", "seal_leaves"])
def test_every_deleted_row_is_found(place: Place, table: str) -> None:
    """D4 Audit chain: alter, delete, reorder or insert any row -> detected, first bad entry named."""
    of: Table = getattr(place.tables, table)
    key = list(of.primary_key)
    with place.engine.begin() as connection:
        filled(connection, place)
        rows = connection.execute(select(*of.c)).mappings().all()
    for row in rows:
        with place.engine.connect() as connection:
            connection.execute(delete(of).where(*(column == row[column.name] for column in key)))
            findings = verify(connection, place.tables).findings
            connection.rollback()
        if table == "entries":
            assert (row["number"], row["seq"]) in {(each.number, each.entry) for each in findings}
        elif table == "cases":
            assert row["number"] in {each.number for each in findings}
        else:
            assert row["day"] in {each.day.isoformat() for each in findings if each.day}


@pytest.mark.parametrize("column", ["seq", "at_us", "actor", "event", "body", "digest"])
def test_every_edited_entry_is_found(place: Place, column: str) -> None:
    """D4 Audit chain: alter, delete, reorder or insert any row -> detected, first bad entry named."""
    e = place.tables.entries
    with place.engine.begin() as connection:
        filled(connection, place)
        rows = connection.execute(select(*e.c)).mappings().all()
    for row in rows:
        value = row[column] + 100 if isinstance(row[column], int) else row[column][::-1]
        with place.engine.connect() as connection:
            connection.execute(update(e).where(e.c.position == row["position"]).values({column: value}))
            findings = verify(connection, place.tables).findings
            connection.rollback()
        assert [(row["number"], row["seq"])] == [(each.number, each.entry) for each in findings][:1], (row, findings)


def test_a_letter_of_another_case_is_another_letter(place: Place) -> None:
    """What a careless collation takes for the same, the record does not: `clerk` is not `CLERK`, nor `clerk `."""
    e, c = place.tables.entries, place.tables.cases
    with place.engine.begin() as connection:
        (number, *_) = filled(connection, place)
    for table, values in ((e, {"actor": "CLERK"}), (c, {"status": "REGISTERED"}), (c, {"head": "A" * 64})):
        with place.engine.connect() as connection:
            connection.execute(update(table).where(table.c.number == number).values(values))
            assert number in {each.number for each in verify(connection, place.tables, whole=True).findings}
            connection.rollback()


def test_a_case_that_moves_meanwhile_is_no_flaw(place: Place) -> None:
    """Verifying a database at work: an entry that is kept between two looks is not taken for one that was added."""
    if place.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets nobody write meanwhile")
    with place.engine.begin() as connection:
        (number, *_) = filled(connection, place)
    written: list[str] = []

    def meanwhile(_: object, __: object, statement: str, *___: object) -> None:
        if not written and statement.startswith("SELECT") and f"FROM {place.tables.cases.name}" in statement:
            written.append(statement)
            with place.engine.begin() as other:
                notice(place.store(other), number)

    event.listen(place.engine, "after_cursor_execute", meanwhile)
    try:
        with place.engine.begin() as connection:
            assert () == verify(connection, place.tables).findings
    finally:
        event.remove(place.engine, "after_cursor_execute", meanwhile)
    assert written


def test_entries_of_no_case_are_found(place: Place) -> None:
    """Those behind the last case too."""
    e = place.tables.entries
    with place.engine.begin() as connection:
        filled(connection, place)
        row = dict(connection.execute(select(*e.c)).mappings().first() or {})
        del row["position"]
        connection.execute(insert(e), {**row, "number": "~"})
        assert [("~", Flaw.MOVED)] == [(each.number, each.flaw) for each in verify(connection, place.tables).findings]
