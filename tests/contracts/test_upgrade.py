"""The tables of every released version, with data in them, come to this release on every database."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, inspect, select, update

from banbucheng.adapters._places import micros
from banbucheng.adapters.sql import SCHEMA_VERSION, Tables, create, tables, verify
from banbucheng.adapters.sql._schema import Code
from banbucheng.adapters.sql.migrations import leave_out, upgrade
from banbucheng.adapters.sql.migrations._version_1 import version_1
from banbucheng.cases import Case
from banbucheng.codec import to_json
from banbucheng.errors import StoreUnavailable
from banbucheng.ledger import Entry, link
from banbucheng.ports import CaseFilter
from banbucheng.terms import CaseNumber

from ._servers import BACKENDS, Place, at_home
from ._work import RECEIVED, fed, notice, registered


@pytest.fixture(params=BACKENDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A database without tables of ours."""
    with at_home(request.param, tmp_path, made=False) as place:
        yield place


class Recorded:
    """A store as far as making data for the first release takes: it writes what is kept as that release did."""

    def __init__(self, connection: Connection, old: list[Table]) -> None:
        """Over the tables of version 1."""
        self.connection, self.old, self.cases = connection, old, dict[CaseNumber, Case]()

    def get(self, number: CaseNumber) -> Case:
        return self.cases[number]

    def take(self, _: str) -> int:
        return len(self.cases) + 1

    def keep(self, case: Case, entries: tuple[Entry, ...]) -> None:
        _, cases, lines, _ = self.old
        body = json.loads(to_json(case))
        body.pop("head", None)
        row = {
            "version": case.version,
            "status": case.status.value,
            "is_open": int(case.open),
            "unit": case.responsible,
            "registered_us": micros(case.registered_at),
            "due_us": None if case.due_at is None else micros(case.due_at),
            "reference": case.complaint.reference or None,
            "body": json.dumps(body, ensure_ascii=False),
        }
        changed = self.connection.execute(update(cases).where(cases.c.number == case.number).values(row)).rowcount
        if not changed:
            self.connection.execute(cases.insert(), {"number": case.number, **row})
        for entry in entries:
            line = {
                "number": entry.number,
                "seq": entry.seq,
                "at_us": micros(entry.at),
                "actor": entry.by,
                "event": type(entry.event).__name__,
            }
            self.connection.execute(lines.insert(), {**line, "body": to_json(entry)})
        self.cases[case.number] = case


def as_released(place: Place, cases: int = 3) -> list[Case]:
    """The first release's tables with some cases in them."""
    old = list(version_1(place.tables.prefix, None))
    with place.engine.begin() as connection:
        old[0].metadata.create_all(connection)
        connection.execute(old[0].insert(), {"version": 1})
        store: Any = Recorded(connection, old)
        for _ in range(cases):
            notice(store, registered(store))
    return list(store.cases.values())


def shape(engine: Engine, t: Tables) -> dict[str, Any]:
    """What a database says of our tables: columns, indexes and keys."""
    found = inspect(engine)
    return {
        table.name: (
            {each["name"]: (str(each["type"]), each["nullable"]) for each in found.get_columns(table.name)},
            {each["name"]: each["column_names"] for each in found.get_indexes(table.name)},
            found.get_pk_constraint(table.name)["constrained_columns"],
        )
        for table in t.all
    }


def holds(place: Place, cases: list[Case]) -> None:
    """All is there, chained, found and told, and goes on."""
    with place.engine.begin() as connection:
        store = place.store(connection)
        assert cases == [store.get(case.number) for case in cases]
        assert cases == list(store.search(CaseFilter(window=cases[0].window)).items)
        e = place.tables.entries.c
        for case in cases:
            head = ""
            for row in connection.execute(select(e.body, e.digest).where(e.number == case.number).order_by(e.seq)):
                head = link(head, row.body)
                assert head == row.digest
            assert head == store.get(case.number).head
        assert () == verify(connection, place.tables, whole=True).findings
        notice(store, cases[0].number)
    place.settle()
    with place.engine.begin() as connection:
        told, _ = fed(place.store(connection), "")
        assert 2 * len(cases) + 1 == len(told)


def test_the_first_release_comes_to_this_one(empty: Place) -> None:
    """Version 1 with data becomes what a new database is; every case and entry is there to the letter, and chained."""
    cases = as_released(empty)
    with empty.engine.begin() as connection:
        upgrade(connection, empty.tables)
    upgraded = shape(empty.engine, empty.tables)
    holds(empty, cases)
    with empty.engine.begin() as connection:
        empty.tables.schema.metadata.drop_all(connection)
        create(connection, empty.tables)
    fresh = shape(empty.engine, empty.tables)
    assert fresh == upgraded


def test_where_it_was_cut_short_it_goes_on(empty: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed at any of its steps, the upgrade is done by the next call; MariaDB keeps what was done of it."""
    cases = as_released(empty)
    steps = "banbucheng.adapters.sql.migrations._steps."
    for name in ("_add_columns", "_add_indexes", "_chained", "_filled"):

        def cut(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(steps + name, cut)
            with pytest.raises(KeyboardInterrupt), empty.engine.begin() as connection:
                upgrade(connection, empty.tables)
    with empty.engine.begin() as connection:
        upgrade(connection, empty.tables)
        upgrade(connection, empty.tables)
    holds(empty, cases)


@pytest.mark.parametrize("released", [True, False])
def test_several_processes_may_start_at_once(empty: Place, released: bool) -> None:  # noqa: FBT001 - both ways
    """Of several that call it at the same moment one does it, and the others wait and find it done."""
    cases = as_released(empty) if released else []
    begin = Barrier(4)

    def boot(_: int) -> None:
        begin.wait(20)
        with empty.engine.begin() as connection:
            upgrade(connection, empty.tables)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(boot, range(4)))
    with empty.engine.begin() as connection:
        assert [SCHEMA_VERSION] == list(connection.scalars(select(empty.tables.schema.c.version)))
    if cases:
        holds(empty, cases)


def test_on_mariadb_the_version_stands_before_the_next_one_looks(empty: Place) -> None:
    """There changes of tables are committed at once, and so is the version: a second call has nothing to wait for or undo."""
    if empty.engine.dialect.name != "mysql":
        pytest.skip("elsewhere the second one waits for the end of the first transaction")
    with empty.engine.connect() as one, empty.engine.begin() as two:
        upgrade(one, empty.tables)
        assert SCHEMA_VERSION == two.scalar(select(empty.tables.schema.c.version))
        upgrade(two, empty.tables)


def test_codes_are_compared_by_code_point(empty: Place) -> None:
    """Whatever the database's own order is, codes have the one that Python has, in new tables and in upgraded ones."""
    if empty.engine.dialect.name == "sqlite":
        pytest.skip("SQLite knows no other order")
    wanted = "C" if empty.engine.dialect.name == "postgresql" else "utf8mb4_nopad_bin"
    as_released(empty, 1)
    with empty.engine.begin() as connection:
        upgrade(connection, empty.tables)
    for table in empty.tables.all:
        codes = [column.name for column in table.columns if isinstance(column.type, Code)]
        there = {
            each["name"]: getattr(each["type"], "collation", "")
            for each in inspect(empty.engine).get_columns(table.name)
        }
        assert {wanted} >= {there[name] for name in codes}


def test_an_old_schema_is_refused_and_told_what_to_do(empty: Place) -> None:
    """A store over tables of version 1 names the call that brings them up; so does `create`."""
    as_released(empty)
    for use in (lambda c: empty.store(c).take("a"), lambda c: create(c, empty.tables)):
        with empty.engine.connect() as connection, pytest.raises(StoreUnavailable, match=r"version 1.*upgrade"):
            use(connection)


def test_a_schema_from_the_future_is_refused(empty: Place) -> None:
    """Tables of a later release are left as they are."""
    with empty.engine.begin() as connection:
        create(connection, empty.tables)
        connection.execute(update(empty.tables.schema).values(version=SCHEMA_VERSION + 1))
    for use in (upgrade, create, lambda c, _: empty.store(c).take("a")):
        with empty.engine.connect() as connection, pytest.raises(StoreUnavailable, match="later one"):
            use(connection, empty.tables)


def test_other_peoples_tables_are_left_alone(empty: Place) -> None:
    """A database with a table of another program under one of our names is refused, and nothing is changed."""
    for name in ("cases", "schema"):
        metadata = MetaData()
        theirs = Table(f"{empty.tables.prefix}{name}", metadata, Column("id", Integer, primary_key=True))
        with empty.engine.begin() as connection:
            metadata.create_all(connection)
        for use in (upgrade, create):
            with empty.engine.connect() as connection, pytest.raises(StoreUnavailable, match="prefix"):
                use(connection, empty.tables)
        with empty.engine.begin() as connection:
            assert [theirs.name] == [
                each for each in inspect(connection).get_table_names() if each.startswith(empty.tables.prefix)
            ]
            metadata.drop_all(connection)


def test_turns_go_on_after_a_dump_was_loaded(empty: Place) -> None:
    """On another server of PostgreSQL transactions are numbered from 1 again: `upgrade` lets places stay good."""
    if empty.engine.dialect.name != "postgresql":
        pytest.skip("only PostgreSQL goes by the numbers of transactions")
    with empty.engine.begin() as connection:
        create(connection, empty.tables)
        registered(empty.store(connection))
        connection.execute(update(empty.tables.entries).values(turn=2**50))
    place = f"p{2**50}.1"
    with empty.engine.begin() as connection, pytest.raises(StoreUnavailable):
        empty.store(connection).entries_after(place)
    with empty.engine.begin() as connection:
        upgrade(connection, empty.tables)
        upgrade(connection, empty.tables)
    with empty.engine.begin() as connection:
        number = registered(empty.store(connection), RECEIVED)
    empty.settle()
    with empty.engine.begin() as connection:
        assert [number] == [each.number for each in empty.store(connection).entries_after(place).items]


# The host's own Alembic


def test_autogenerate_leaves_our_tables_alone(empty: Place) -> None:
    """With `leave_out`, Alembic proposes nothing on our tables; without it, it would drop them."""
    with empty.engine.begin() as connection:
        create(connection, empty.tables)
        ours = {table.name for table in empty.tables.all}

        def looked_at(name: str | None, kind: str, _parents: object) -> bool:
            """Whether it is of this test: others come and go in the same database."""
            return kind != "table" or name in ours

        def proposed(**options: object) -> set[str]:
            context = MigrationContext.configure(connection, opts={"include_name": looked_at, **options})
            return {str(name) for name in ours if str(name) in str(compare_metadata(context, MetaData()))}

        assert ours == proposed()
        assert set() == proposed(include_object=leave_out(empty.tables))


def test_the_revisions_run_in_the_hosts_alembic(empty: Place, tmp_path: Path) -> None:
    """Beside the host's revisions, ours are a branch of their own: `alembic upgrade banbucheng@head`."""
    cases = as_released(empty)
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text(
        "from alembic import context\n"
        "connection = context.config.attributes['connection']\n"
        "context.configure(connection=connection, version_table=context.config.attributes['table'])\n"
        "with context.begin_transaction():\n"
        "    context.run_migrations()\n"
    )
    config = Config()
    config.set_main_option("script_location", str(tmp_path))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", f"{tmp_path / 'versions'}\nbanbucheng:adapters/sql/migrations/versions")
    history = f"{empty.tables.prefix}alembic"
    with empty.engine.begin() as connection:
        config.attributes.update(connection=connection, banbucheng_tables=empty.tables, table=history)
        command.upgrade(config, "banbucheng@head")
    holds(empty, cases)
    with empty.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE {history}")


def test_the_tables_of_the_revision_are_the_released_ones() -> None:
    """The tables of version 1 are kept as they were; a change of them is a new version."""
    made = version_1("bbc_", None)
    assert ["bbc_schema", "bbc_cases", "bbc_entries", "bbc_series"] == [table.name for table in made]
    now = {table.name: table for table in tables(MetaData()).all}
    for table in made:
        assert {column.name for column in table.columns} <= {column.name for column in now[table.name].columns}
