"""Retention: who complained goes when their time is over, and nothing else does."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, MetaData, select, text

from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.sql import SqlStore, create, sqlite_engine, verify
from banbucheng.adapters.vault import (
    Field,
    Retention,
    Token,
    Vault,
    create_vault,
    erase_expired,
    expired,
    tokens_of,
    vault_tables,
)
from banbucheng.cases import OPEN, Case, Merger
from banbucheng.errors import BadInput, Refusal
from banbucheng.intake import Complainant
from banbucheng.ledger import replay, summary
from banbucheng.terms import CaseNumber, Status

from ._calendar2025 import CALENDAR
from ._desk import CLERK, PATHS, Bench, complaint, moment
from ._vault import NUMBER, PHONE, PLANTED, keys, who

SAID = {"by": "nightly", "why": "retention schedule 2025, item 7", "at": moment("2025-03-05 09:30")}
#: A schedule as a city may have it; the figures are made up.
POLICY = Retention(
    years={Status.CLOSED: 10, Status.ARCHIVED: 10, Status.DECLINED: 2, Status.WITHDRAWN: 2}, unused_days=30
)
ENDED = moment("2025-03-05 09:30")
FINAL = [Status.DECLINED, Status.WITHDRAWN, Status.CLOSED, Status.ARCHIVED]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A database with the tables of the ledger and of the vault."""
    engine = sqlite_engine(tmp_path / "cases.db")
    with engine.connect() as opened:
        create(opened)
        create_vault(opened)
        opened.commit()
        yield opened
    engine.dispose()


@pytest.fixture
def vault(connection: Connection) -> Vault:
    """An empty vault."""
    return Vault(connection, keys())


def brought(bench: Bench, status: Status, token: str) -> Case:
    """Somebody's case, in a status."""
    return bench.do(bench.registered(complainant=Complainant(token=token)), *PATHS[status])


def listed(vault: Vault, bench: Bench, at: str) -> list[Token]:
    """Whose time is over at a moment."""
    return [each.token for each in expired(vault, bench.store, POLICY, at=moment(at))]


@pytest.mark.parametrize("status", FINAL)
def test_time_runs_from_the_end_of_the_case(vault: Vault, status: Status) -> None:
    """D6: only cases in final state and past retention are erased: not a microsecond before the years are over."""
    bench = Bench()
    token = vault.keep(who(), by=CLERK, at=ENDED)
    case = brought(bench, status, token)
    over = ENDED.replace(year=ENDED.year + POLICY.years[status])

    before = expired(vault, bench.store, POLICY, at=over - timedelta(microseconds=1))
    (after,) = expired(vault, bench.store, POLICY, at=over)

    assert () == before
    assert (token, over, (case.number,)) == (after.token, after.since, after.cases)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_an_open_case_keeps_its_people(vault: Vault, status: Status) -> None:
    """D6: only cases in final state, however old."""
    bench = Bench()
    token = vault.keep(who(), by=CLERK, at=ENDED)
    brought(bench, status, token)

    assert [] == listed(vault, bench, "2500-01-01 00:00")


def test_the_last_case_of_a_person_decides(vault: Vault) -> None:
    """D8: one person many complaints: who has one open case stays, whatever became of the others."""
    bench = Bench()
    token = vault.keep(who(), by=CLERK, at=ENDED)
    closed = brought(bench, Status.CLOSED, token)
    assert [token] == listed(vault, bench, "2035-03-05 09:30")

    bench.at("2025-06-05 09:30")
    another = brought(bench, Status.DECLINED, token)
    assert [token] == listed(vault, bench, "2035-03-05 09:30")
    assert (closed.number, another.number) == expired(vault, bench.store, POLICY, at=moment("2035-03-05 09:30"))[
        0
    ].cases

    bench.registered(complainant=Complainant(token=token))
    assert [] == listed(vault, bench, "2500-01-01 00:00")


def test_a_merged_case_keeps_its_people_as_long_as_the_one_it_goes_on_in(vault: Vault) -> None:
    """D6: a merged case is not final while the other goes on; the joined citizen is still owed an answer."""
    bench = Bench()
    ours, theirs = (vault.keep(who(), by=CLERK, at=ENDED) for _ in range(2))
    main = brought(bench, Status.ACCEPTED, ours)
    joined = brought(bench, Status.ACCEPTED, theirs)
    bench.desk.merge(joined.number, main.number, by=CLERK)

    assert {ours, theirs} == tokens_of(bench.store.get(main.number))
    assert [] == listed(vault, bench, "2500-01-01 00:00")
    bench.at("2025-03-06 09:30").do(bench.store.get(main.number), *PATHS[Status.CLOSED][1:])
    assert [] == listed(vault, bench, "2035-03-06 09:29")
    assert sorted([ours, theirs]) == listed(vault, bench, "2035-03-06 09:30")


def test_a_hold_keeps_a_person(vault: Vault) -> None:
    """Legal hold: whose time is over stays while it is in place, in the list and in the erasing."""
    bench = Bench()
    token = vault.keep(who(), by=CLERK, at=ENDED)
    brought(bench, Status.CLOSED, token)
    hold = vault.hold(token, **SAID)

    assert [] == listed(vault, bench, "2040-01-01 00:00")
    vault.lift(hold, **SAID)
    assert [token] == listed(vault, bench, "2040-01-01 00:00")


def test_somebody_of_whom_no_case_speaks_goes_after_some_days(vault: Vault) -> None:
    """A registration that came to nothing leaves nobody behind, where the schedule says so."""
    token = vault.keep(who(), by=CLERK, at=ENDED)

    assert [[], [token]] == [listed(vault, Bench(), f"2025-04-04 09:{minute}") for minute in (29, 30)]
    assert () == expired(vault, MemoryStore(), Retention(years={}), at=moment("2500-01-01 00:00"))


def test_a_token_of_the_hosts_own_is_let_be(vault: Vault) -> None:
    """A host may keep its people elsewhere: the ledger's tokens need not be of this vault."""
    bench = Bench()
    brought(bench, Status.CLOSED, "user:4711")
    brought(bench, Status.CLOSED, "")

    assert [] == listed(vault, bench, "2500-01-01 00:00")


@pytest.mark.parametrize(
    ("ended", "years", "over"),
    [
        ("2024-02-29 10:00", 1, "2025-03-01 10:00"),
        ("2024-02-29 10:00", 4, "2028-02-29 10:00"),
        ("2025-03-05 09:30", 0, "2025-03-05 09:30"),
        ("9990-01-01 00:00", 100, None),
    ],
)
def test_years_are_years_of_the_calendar(ended: str, years: int, over: str | None) -> None:
    """29 February has its anniversary on 1 March; a year that no calendar has never comes."""
    ends = Retention(years={Status.CLOSED: years}).ends(Status.CLOSED, moment(ended))

    assert (datetime.max.replace(tzinfo=UTC) if over is None else moment(over)) == ends


@pytest.mark.parametrize(
    "years",
    [
        {Status.HANDLING: 1},
        {Status.MERGED: 1},
        {Status.CLOSED: -1},
        {Status.CLOSED: 201},
        {Status.CLOSED: True},
        {Status.CLOSED: 1.5},
    ],
)
def test_a_schedule_that_is_none_is_refused(years: Mapping[Status, int]) -> None:
    """Open cases do not expire, and merged ones go with the case that they are in."""
    with pytest.raises(BadInput):
        Retention(years=years)


@pytest.mark.parametrize("days", [0, -1, True, 1.5])
def test_days_that_are_none_are_refused(days: int) -> None:
    """D11: negative, bool, float refused; 0 would erase who is being registered."""
    with pytest.raises(BadInput):
        Retention(years={}, unused_days=days)


class Cases:
    """A store that is given its cases as they are."""

    def __init__(self, *cases: Case) -> None:
        self._given = {case.number: case for case in cases}

    def cases(self) -> Iterator[Case]:
        return iter(self._given.values())

    def get(self, number: CaseNumber) -> Case:
        return self._given[number]


plans = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([*FINAL, Status.MERGED, Status.HANDLING]), st.integers(0, 30)),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(plan=plans, held=st.sets(st.integers(0, 3)), year=st.integers(2025, 2060))
def test_a_dry_run_lists_exactly_what_is_erased(
    connection: Connection, plan: list[tuple[int, Status, int]], held: set[int], year: int
) -> None:
    """D6: only cases in final state and past retention are erased; dry run lists the same set."""
    connection.rollback()
    vault = Vault(connection, keys())
    tokens = [vault.keep(who(), by=CLERK, at=ENDED) for _ in range(4)]
    for each in held:
        vault.hold(tokens[each], **SAID)
    template = Bench().registered()
    cases = [
        evolve(
            template,
            number=CaseNumber(f"N-{n}"),
            complaint=complaint(complainant=Complainant(token=tokens[person])),
            status=status,
            ended_at=None if status is Status.HANDLING else ENDED.replace(year=2025 + after),
            merger=Merger(into=CaseNumber("N-0"), deadlines={}) if status is Status.MERGED and n else None,
        )
        for n, (person, status, after) in enumerate(plan)
        if n or status is not Status.MERGED
    ]
    cases = [each for each in cases if each.merger is None or cases[0].number == "N-0"]
    store, at = Cases(*cases), moment(f"{year}-06-01 00:00")

    dry = expired(vault, store, POLICY, at=at)
    done = erase_expired(vault, store, POLICY, by="nightly", why="retention", at=at)

    expected = {
        token
        for n, token in enumerate(tokens)
        if n not in held and all(_over(case, cases, at) for case in cases if case.complaint.complainant.token == token)
    }
    assert dry == done
    assert expected == {each.token for each in done}
    assert set(tokens) - expected == {token for token, _ in vault.living()}
    assert () == erase_expired(vault, store, POLICY, by="nightly", why="retention", at=at)


def _over(case: Case, cases: list[Case], at: datetime) -> bool:
    """Whether a case is final, and past its years: D6 in other words."""
    final = cases[0] if case.merger is not None else case
    years = {"closed": 10, "archived": 10, "declined": 2, "withdrawn": 2}.get(final.status)
    return years is not None and final.ended_at is not None and at.year - final.ended_at.year >= years


class TestErasure:
    """D5 Erasure: PII unreadable, statistics and chain still valid."""

    def test_the_ledger_stays_byte_for_byte(self, connection: Connection, vault: Vault) -> None:
        """The ledger, its digests and its statistics stay whole: every row as it was, every case as it replays."""
        bench = Bench(store=SqlStore(connection))
        token = vault.keep(who(), by=CLERK, at=ENDED)
        for status in (Status.CLOSED, Status.DECLINED, Status.ARCHIVED):
            brought(bench, status, token)
        before, counted, held = rows(connection), figures(bench), verify(connection, whole=True)

        erased = erase_expired(vault, bench.store, POLICY, by="nightly", why="retention", at=moment("2040-01-01 00:00"))

        assert [token] == [each.token for each in erased]
        assert before == rows(connection)
        assert counted == figures(bench)
        assert () == held.findings
        assert held == verify(connection, whole=True)
        for case in bench.store.cases():
            assert case == replay(bench.store.entries(case.number))
            assert token == case.complaint.complainant.token
        with pytest.raises(Refusal, match="erased"):
            vault.masked(token)

    def test_the_files_never_hold_what_was_told(self, tmp_path: Path) -> None:
        """S1: planted phone and ID found 0 times in .db and WAL, before and after erasing; nor is the wrapped key after."""
        path = tmp_path / "cases.db"
        engine = sqlite_engine(path)
        with engine.connect() as connection:
            create(connection)
            create_vault(connection)
            connection.commit()
            vault, bench = Vault(connection, keys()), Bench(store=SqlStore(connection))
            token = vault.keep(who(), by=CLERK, at=ENDED)
            vault.find(Field.PHONE, PHONE, **SAID)
            vault.find(Field.ID_NUMBER, NUMBER, **SAID)
            vault.reveal(token, list(Field), **SAID)
            brought(bench, Status.CLOSED, token)
            people = vault_tables(MetaData()).people
            wrapped = connection.execute(select(people.c.wrapped_key)).scalar_one()
            connection.commit()
            before = on_disk(path)
            # What the driver was built with differs; the vault must not rely on it, nor change the host's setting.
            connection.execute(text("PRAGMA secure_delete = OFF"))
            erase_expired(vault, bench.store, POLICY, by="nightly", why="retention", at=moment("2040-01-01 00:00"))
            connection.commit()
            after = on_disk(path)
            assert 0 == connection.execute(text("PRAGMA secure_delete")).scalar_one()
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr] # it is SQLite's
        engine.dispose()

        assert token.encode() in before
        assert wrapped.encode() in before
        for held in (before, after, on_disk(path)):
            assert [] == [
                each for each in PLANTED for code in ("utf-8", "utf-16-le", "gbk") if each.encode(code) in held
            ]
        left = on_disk(path)
        assert [] == [wrapped[n : n + 12] for n in range(len(wrapped) - 12) if wrapped[n : n + 12].encode() in left]


def on_disk(path: Path) -> bytes:
    """The database and whatever lies beside it."""
    return b"".join(
        each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")) if not each.name.endswith("-shm")
    )


def rows(connection: Connection) -> list[tuple[object, ...]]:
    """Every row of the ledger's tables, and nothing of the vault's."""
    names = ["bbc_cases", "bbc_entries", "bbc_series"]
    return [tuple(row) for name in names for row in connection.execute(text(f"SELECT * FROM {name}"))]  # noqa: S608 - our own tables


def figures(bench: Bench) -> object:
    """The statistics of the window."""
    return summary(bench.store.cases(), bench.store.ledger(), as_of=moment("2025-12-31 00:00"), calendar=CALENDAR)
