"""The host owns the transaction: what it undoes is gone, in every way that SQLAlchemy has of saying so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, create_engine, insert, inspect
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.orm import Session

from banbucheng.adapters.sql import (
    SqlStore,
    create,
    safe_sqlite,
    sqlite_engine,
    store_engine,
    tables,
    unit_of_work,
)
from banbucheng.cases import Case
from banbucheng.errors import BadInput, CaseNotFound, StaleCase, StoreUnavailable
from banbucheng.ledger import Entry, link
from banbucheng.terms import CaseNumber

from ._servers import Place
from ._work import notice, registered


def kept(place: Place) -> int:
    """How many entries there are for everybody."""
    with place.engine.begin() as connection:
        return len(list(place.store(connection).ledger()))


# Joining


def test_a_rollback_takes_everything_with_it(place: Place) -> None:
    """What a host rolls back was never there: the case, its entries, its number."""
    with place.engine.connect() as connection:
        store = place.store(connection)
        number = registered(store)
        connection.rollback()
        with pytest.raises(CaseNotFound):
            store.get(number)
        assert number == registered(store)


def test_a_savepoint_takes_its_part_with_it(place: Place) -> None:
    """What a host undoes to a savepoint is gone, and the rest of the transaction stays."""
    with place.engine.begin() as connection:
        store = place.store(connection)
        number = registered(store)
        savepoint = connection.begin_nested()
        notice(store, number)
        savepoint.rollback()
        assert 1 == store.get(number).version
    assert 1 == kept(place)


def test_a_released_savepoint_goes_with_the_rollback(place: Place) -> None:
    """A savepoint that was kept is undone with its transaction, as the driver of SQLite alone would not do."""
    with place.engine.connect() as connection:
        with connection.begin_nested():
            registered(place.store(connection))
        connection.rollback()
    assert 0 == kept(place)


@pytest.mark.parametrize("mode", ["conditional_savepoint", "rollback_only", "control_fully", "create_savepoint"])
def test_a_session_is_joined(place: Place, mode: str) -> None:
    """Over a session of the ORM in any mode, the outer rollback takes everything with it."""
    with place.engine.connect() as connection:
        outer = connection.begin()
        with Session(bind=connection, join_transaction_mode=mode) as session:
            number = registered(SqlStore(session, place.tables))
            assert 1 == SqlStore(session, place.tables).get(number).version
            session.commit()
        if outer.is_active:
            outer.rollback()
    assert (mode == "control_fully") == bool(kept(place))


def test_a_session_commits_what_the_store_wrote(place: Place) -> None:
    """A store over a session goes on in the session's next transaction."""
    with Session(place.engine) as session:
        store = SqlStore(session, place.tables)
        number = registered(store)
        session.commit()
        notice(store, number)
        session.rollback()
        assert 1 == store.get(number).version
    assert 1 == kept(place)


def test_a_stale_write_leaves_the_transaction_usable(place: Place) -> None:
    """Who loses may go on in the same transaction; what it wrote before stays."""
    with place.engine.begin() as connection:
        store = place.store(connection)
        number = registered(store, reference="12345-1")
        (first,) = store.entries(number)
        with pytest.raises(StaleCase):
            store.keep(store.get(number), (first,))
        notice(store, number)
    assert 2 == kept(place)


def test_a_connection_that_commits_by_itself_is_refused(place: Place) -> None:
    """In AUTOCOMMIT half a command could stay."""
    engine = place.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection, pytest.raises(StoreUnavailable, match="AUTOCOMMIT"):
        place.store(connection).take("a")


def test_half_a_command_cannot_be_committed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the entries cannot be written, a host that commits all the same has committed nothing of the command."""
    with place.engine.begin() as connection:
        number = registered(place.store(connection))

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("banbucheng.adapters.sql._store.write_all", broken)
    if place.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL writes both in one statement")
    with place.engine.connect() as connection:
        with pytest.raises(RuntimeError):
            notice(place.store(connection), number)
        with pytest.raises(PendingRollbackError):
            connection.commit()
        connection.rollback()
    assert 1 == kept(place)


def test_the_digests_are_a_chain(place: Place) -> None:
    """Each entry is linked to the one before it, and the case names the last digest, whoever had the case in hand."""
    with place.engine.begin() as connection:
        store = place.store(connection)
        number = registered(store)
        old = store.get(number)
        notice(store, number)
        later = notice(store, number)
        store.keep(*_after(later))
        e, c = place.tables.entries.c, place.tables.cases.c
        lines = connection.execute(e.body.table.select().order_by(e.seq)).all()
        head = ""
        for row in lines:
            head = link(head, row.body)
            assert head == row.digest
        assert [head, head, 4] == [
            connection.scalar(c.head.table.select().with_only_columns(c.head)),
            store.get(number).head,
            len(lines),
        ]
        assert old.head == lines[0].digest


def _after(case: Case) -> tuple[Case, tuple[Entry, ...]]:
    """One notice more on a case that was not fetched from the store."""

    class Keeps:
        """Hands what is kept to us."""

        def get(self, _: CaseNumber) -> Case:
            return case

        def keep(self, *given: object) -> None:
            self.given = given

    keeps = Keeps()
    notice(keeps, case.number)  # type: ignore[arg-type]
    return keeps.given  # type: ignore[return-value]


# SQLite


@pytest.fixture
def legacy(tmp_path: Path) -> Iterator[Engine]:
    """An engine as `create_engine` gives it, on a file with our tables."""
    made = sqlite_engine(tmp_path / "cases.db")
    with made.begin() as connection:
        create(connection)
    made.dispose()
    engine = create_engine(f"sqlite:///{tmp_path / 'cases.db'}")
    yield engine
    engine.dispose()


def test_an_engine_that_leaks_is_refused(legacy: Engine) -> None:
    """The driver's own transactions let savepoints leak past a rollback: such an engine is refused, and told how to mend."""
    with legacy.connect() as connection, pytest.raises(StoreUnavailable, match="safe_sqlite"):
        SqlStore(connection).take("a")
    with (
        legacy.connect() as connection,
        connection.begin_nested(),
        pytest.raises(StoreUnavailable, match="safe_sqlite"),
    ):
        SqlStore(connection).take("a")


def test_an_engine_that_leaks_can_be_mended(legacy: Engine) -> None:
    """`safe_sqlite` makes the host's own engine safe."""
    engine = safe_sqlite(legacy)
    with engine.connect() as connection:
        with connection.begin_nested():
            assert 1 == SqlStore(connection).take("a")
        connection.rollback()
        assert 1 == SqlStore(connection).take("a")


def test_only_sqlite_is_made_safe() -> None:
    """Another database needs no such help."""
    with pytest.raises(BadInput, match="SQLite"):
        safe_sqlite(create_engine("postgresql+psycopg://nobody@nowhere/none"))


def test_tables_are_rolled_back_too(tmp_path: Path) -> None:
    """On SQLite the tables themselves go with the transaction that made them."""
    engine = sqlite_engine(tmp_path / "cases.db")
    with engine.connect() as connection:
        create(connection)
        connection.rollback()
        assert [] == inspect(connection).get_table_names()
    engine.dispose()


def test_a_reader_waits_for_nobody(tmp_path: Path) -> None:
    """A connection that says that it only reads is not held up by a writer."""
    engine = sqlite_engine(tmp_path / "cases.db")
    with engine.begin() as connection:
        create(connection)
        number = registered(SqlStore(connection))
    with engine.connect() as writer, engine.connect() as reader:
        notice(SqlStore(writer), number)
        quiet = reader.execution_options(sqlite_begin="DEFERRED")
        assert 1 == SqlStore(quiet).get(number).version
    engine.dispose()


# What bad input gets


@pytest.mark.parametrize(
    "url",
    [
        "postgres//window:secret@db/cases",
        "postgresql+nodriver://window:secret@db/cases",
        "nosuch://window:secret@db/cases",
        "postgresql+psycopg://window:secret@db:port/cases",
        "",
    ],
)
def test_a_url_with_a_typo_is_named_without_its_password(url: str) -> None:
    """A URL that leads nowhere is `BadInput`, and its password is in no line of it."""
    with pytest.raises(BadInput) as caught:
        store_engine(url)
    assert "secret" not in f"{caught.value}{caught.value!r}"


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    """A wrong port, and a file that is no database, are `StoreUnavailable` with the driver's error as cause, without the password."""
    (tmp_path / "letter.txt").write_text("Dear desk, " * 1000)
    for url in (
        "postgresql+psycopg://window:secret@127.0.0.1:1/cases",
        "mysql+pymysql://window:secret@127.0.0.1:1/cases",
        f"sqlite:///{tmp_path / 'letter.txt'}",
    ):
        engine = store_engine(url)
        with pytest.raises(StoreUnavailable) as caught, unit_of_work(engine) as connection:
            SqlStore(connection).take("a")
        assert caught.value.__cause__ is not None
        assert "secret" not in str(caught.value)
        engine.dispose()


def test_a_driver_that_fails_is_named_and_nothing_else(place: Place) -> None:
    """What was written is in no error: the driver's own words, which may hold it, stay its cause's."""
    with place.engine.begin() as connection:
        place.tables.entries.drop(connection)
    try:
        with place.engine.connect() as connection, pytest.raises(StoreUnavailable) as caught:
            registered(place.store(connection), subject="her phone is 13800138000")
        assert caught.value.__cause__ is not None
        assert "13800138000" not in str(caught.value)
    finally:
        with place.engine.begin() as connection:
            place.tables.entries.create(connection)


def test_tables_that_are_not_there_are_told(place: Place) -> None:
    """A store over a database without its tables says what to call."""
    elsewhere = tables(MetaData(), prefix="nowhere_")
    with place.engine.connect() as connection, pytest.raises(StoreUnavailable, match=r"migrations\.upgrade"):
        SqlStore(connection, elsewhere).take("a")


@pytest.mark.parametrize(("what", "value"), [("reference", "r" * 65), ("reference", "\ud800")])
def test_what_no_column_holds_is_refused(place: Place, what: str, value: str) -> None:
    """A text that some databases would cut, or refuse each in its way, is `BadInput` on all."""
    with place.engine.connect() as connection, pytest.raises(BadInput):
        registered(place.store(connection), **{what: value})


@pytest.mark.parametrize("prefix", ["", "Upper_", "has-dash", "1st_", "x" * 17, "a; DROP TABLE x; --"])
def test_a_prefix_is_a_name(prefix: str) -> None:
    """A prefix that would not make portable names is refused."""
    with pytest.raises(BadInput):
        tables(MetaData(), prefix=prefix)


def test_names_are_short() -> None:
    """No name of ours is longer than 30 characters, even under the longest prefix, as some databases demand."""
    made = tables(MetaData(), prefix="x" * 16)
    names = [
        str(each.name)
        for table in made.all
        for each in (table, *table.columns, *table.indexes, *table.constraints)
        if each.name is not None
    ]
    assert [] == [name for name in names if len(name) > 30]


def test_a_host_may_translate_schemas(place: Place) -> None:
    """`schema_translate_map`, with which one host keeps many tenants, is followed by every statement."""
    if place.engine.dialect.name != "postgresql":
        pytest.skip("only PostgreSQL has schemas apart from databases")
    name = f"{place.tables.prefix}tenant"
    with place.engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    try:
        engine = place.engine.execution_options(schema_translate_map={None: name})
        with engine.begin() as connection:
            create(connection, place.tables)
            number = registered(place.store(connection))
            notice(place.store(connection), number)
        assert 0 == kept(place)
    finally:
        with place.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")


def test_the_driver_really_is_the_one_that_leaks() -> None:
    """The claim about the driver, which `safe_sqlite` is for: a released savepoint outlives a rollback."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        place = tables(MetaData()).series
        place.create(connection)
        with connection.begin_nested():
            connection.execute(insert(place), {"name": "a", "last_number": 1})
        connection.rollback()
        assert 1 == len(connection.execute(place.select()).all())
    engine.dispose()
