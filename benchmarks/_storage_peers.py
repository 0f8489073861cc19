"""How each layer does one command of `storage.py`; where one is not installed there is a note instead."""

# ruff: noqa: S608 - the names of our own tables and columns
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from sqlalchemy import Engine
from sqlalchemy.orm import Session, registry

from banbucheng.adapters.sql import Tables

__all__ = ["Layer", "Row", "django", "eventsourced", "orm", "raw", "raw_at_once"]

ENTRY = ("number", "seq", "at_us", "actor", "event", "body", "digest")


class Row(NamedTuple):
    """What one command writes of any case, made beforehand."""

    case: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    #: The version and the head that the writer has seen.
    seen: int
    head: str


class Layer(NamedTuple):
    """Who does commands: `begin(number, row)` registers a case, `step(number, row)` does one command on it."""

    begin: Callable[[str, Row], None]
    step: Callable[[str, Row], None]


class Gone(Exception):
    """The row was not the one that was read."""


# The driver


def _connected(engine: Engine) -> tuple[Any, str]:
    """A connection of the driver's own, and how it marks a parameter."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        connection = sqlite3.connect(str(url.database), isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        return connection, "?"
    if engine.dialect.name == "postgresql":
        dsn = {"host": url.host, "port": url.port, "user": url.username, "password": url.password}
        return import_module("psycopg").connect(**dsn, dbname=url.database), "%s"
    where = {"host": url.host, "port": url.port or 3306, "user": url.username, "password": url.password or ""}
    return import_module("pymysql").connect(**where, database=url.database, charset="utf8mb4"), "%s"


@contextmanager
def raw(engine: Engine, t: Tables) -> Iterator[Layer]:
    """The driver, with the SQL that does it, in three statements."""
    connection, mark = _connected(engine)
    begin_sql = "BEGIN IMMEDIATE" if mark == "?" else ""
    names = [column.name for column in t.cases.columns if column.name != "number"]
    read = f"SELECT body, head FROM {t.cases.name} WHERE number = {mark}"
    add = f"INSERT INTO {t.cases.name} ({', '.join(names)}, number) VALUES ({', '.join([mark] * (len(names) + 1))})"
    change = (
        f"UPDATE {t.cases.name} SET {', '.join(f'{name} = {mark}' for name in names)} "
        f"WHERE number = {mark} AND version = {mark} AND head = {mark}"
    )
    turn = f"txid_current() + (SELECT turns FROM {t.schema.name})" if engine.dialect.name == "postgresql" else "0"
    write = f"INSERT INTO {t.entries.name} ({', '.join(ENTRY)}, turn) VALUES ({', '.join([mark] * len(ENTRY))}, {turn})"

    def lines(number: str, row: Row) -> list[tuple[Any, ...]]:
        return [(number, *(line[name] for name in ENTRY[1:])) for line in row.entries]

    def begin(number: str, row: Row) -> None:
        cursor = connection.cursor()
        if begin_sql:
            cursor.execute(begin_sql)
        cursor.execute(add, (*(_own(row, number)[name] for name in names), number))
        cursor.executemany(write, lines(number, row))
        connection.commit()
        cursor.close()

    def step(number: str, row: Row) -> None:
        cursor = connection.cursor()
        if begin_sql:
            cursor.execute(begin_sql)
        cursor.execute(read, (number,))
        cursor.fetchone()
        case = _own(row, number)
        cursor.execute(change, (*(case[name] for name in names), number, row.seen, row.head))
        if cursor.rowcount != 1:
            raise Gone
        cursor.executemany(write, lines(number, row))
        connection.commit()
        cursor.close()

    try:
        yield Layer(begin, step)
    finally:
        connection.close()


@contextmanager
def raw_at_once(engine: Engine, t: Tables) -> Iterator[Layer]:
    """The driver of PostgreSQL, with row and entries in one statement."""
    connection, mark = _connected(engine)
    names = [column.name for column in t.cases.columns if column.name != "number"]
    read = f"SELECT body, head FROM {t.cases.name} WHERE number = {mark}"
    changed = (
        f"UPDATE {t.cases.name} SET {', '.join(f'{name} = {mark}' for name in names)} "
        f"WHERE number = {mark} AND version = {mark} AND head = {mark} RETURNING number"
    )
    turn = f"txid_current() + (SELECT turns FROM {t.schema.name})"
    types = ("integer", "bigint", "varchar", "varchar", "varchar", "varchar")
    line = f"SELECT number, {', '.join(f'{mark}::{each}' for each in types)}, {turn} FROM written"
    head = f"INSERT INTO {t.entries.name} ({', '.join(ENTRY)}, turn)"

    def step(number: str, row: Row) -> None:
        case = _own(row, number)
        values = [*(case[name] for name in names), number, row.seen, row.head]
        for entry in row.entries:
            values += [entry[name] for name in ENTRY[1:]]
        sql = f"WITH written AS ({changed}) {head} {' UNION ALL '.join([line] * len(row.entries))}"
        cursor = connection.cursor()
        cursor.execute(read, (number,))
        cursor.fetchone()
        cursor.execute(sql, values)
        if cursor.rowcount != len(row.entries):
            raise Gone
        connection.commit()

    with raw(engine, t) as three:
        yield Layer(three.begin, step)
    connection.close()


def _own(row: Row, number: str) -> Mapping[str, Any]:
    """The row under a number; a reference is given once."""
    return {**row.case, "reference": number}


# The ORMs


@contextmanager
def orm(engine: Engine, t: Tables) -> Iterator[Layer]:
    """SQLAlchemy's ORM: a session, the mapped case loaded, changed, and flushed with its entries."""
    mapped = registry()
    case_class, line_class = type("CaseRow", (), {}), type("EntryRow", (), {})
    mapped.map_imperatively(
        case_class, t.cases, version_id_col=t.cases.c.version, version_id_generator=False, confirm_deleted_rows=False
    )
    mapped.map_imperatively(line_class, t.entries)

    def begin(number: str, row: Row) -> None:
        with Session(engine) as session:
            session.add(case_class(**_own(row, number), number=number))
            session.add_all([line_class(**{**line, "number": number}) for line in row.entries])
            session.commit()

    def step(number: str, row: Row) -> None:
        with Session(engine) as session:
            case = session.get_one(case_class, number)
            for name, value in _own(row, number).items():
                setattr(case, name, value)
            session.add_all([line_class(**{**line, "number": number}) for line in row.entries])
            session.commit()

    yield Layer(begin, step)
    mapped.dispose()


def _django_databases(engine: Engine) -> dict[str, Any]:
    url = engine.url
    if engine.dialect.name == "sqlite":
        pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        options = {"init_command": pragmas, "transaction_mode": "IMMEDIATE"}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.database, "OPTIONS": options}
    kind = "postgresql" if engine.dialect.name == "postgresql" else "mysql"
    where = {"HOST": url.host, "PORT": url.port or "", "USER": url.username, "PASSWORD": url.password or ""}
    return {"ENGINE": f"django.db.backends.{kind}", "NAME": url.database, **where}


@contextmanager
def django(engine: Engine, t: Tables) -> Iterator[Layer]:
    """Django's ORM: the case got, an update filtered by its version, its entries created in bulk, in `atomic`."""
    if engine.dialect.name == "mysql":
        import_module("pymysql").install_as_MySQLdb()
    conf, db = import_module("django.conf"), import_module("django.db")
    if not conf.settings.configured:
        conf.settings.configure(DATABASES={"default": {}}, USE_TZ=True)
        import_module("django").setup()
    alias = uuid.uuid4().hex
    db.connections.databases[alias] = db.connections.configure_settings(
        {"default": {}, alias: _django_databases(engine)}
    )[alias]
    models = import_module("django.db.models")
    case_model, line_model = (_model(models, table, alias) for table in (t.cases, t.entries))
    atomic = import_module("django.db.transaction").atomic

    def lines(number: str, row: Row) -> list[Any]:
        return [line_model(**{**line, "number": number, "turn": 0}) for line in row.entries]

    def begin(number: str, row: Row) -> None:
        with atomic(using=alias):
            case_model.objects.using(alias).create(number=number, **_own(row, number))
            line_model.objects.using(alias).bulk_create(lines(number, row))

    def step(number: str, row: Row) -> None:
        with atomic(using=alias):
            cases = case_model.objects.using(alias)
            cases.get(pk=number)
            if not cases.filter(pk=number, version=row.seen).update(**_own(row, number)):
                raise Gone
            line_model.objects.using(alias).bulk_create(lines(number, row))

    yield Layer(begin, step)
    db.connections[alias].close()


def _model(models: Any, table: Any, alias: str) -> Any:
    fields: dict[str, Any] = {"__module__": __name__}
    for column in table.columns:
        options = {"primary_key": column.primary_key, "null": column.nullable}
        kind = models.BigIntegerField if column.type.python_type is int else models.TextField
        if column.name == "position":
            kind = models.BigAutoField
        fields[column.name] = kind(**options)
    meta = type("Meta", (), {"app_label": f"b{alias}", "db_table": table.name, "managed": False})
    return type(f"Row{table.name}", (models.Model,), {**fields, "Meta": meta})


# Event sourcing


@cache
def _matter(domain: Any) -> Any:
    class Matter(domain.Aggregate):  # type: ignore[misc, name-defined]
        """A case whose entries are texts."""

        @domain.event("Begun")
        def __init__(self, bodies: list[str]) -> None:
            self.bodies = bodies

        @domain.event("Happened")
        def happen(self, bodies: list[str]) -> None:
            self.bodies = bodies

    return Matter


@contextmanager
def eventsourced(engine: Engine, t: Tables) -> Iterator[Layer]:
    """The library `eventsourcing`: the aggregate replayed, an event added, saved; it keeps no row of the case beside."""
    application, domain = import_module("eventsourcing.application"), import_module("eventsourcing.domain")
    url, name = engine.url, f"{t.prefix}es"
    if engine.dialect.name == "sqlite":
        env = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": f"{url.database}.es"}
    elif engine.dialect.name == "postgresql":
        where = {"HOST": url.host, "PORT": str(url.port or 5432), "USER": url.username, "PASSWORD": url.password or "-"}
        env = {f"POSTGRES_{key}": str(value) for key, value in where.items()}
        env |= {"PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_DBNAME": str(url.database)}
        env["POSTGRES_SCHEMA"] = name
        with engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    else:
        raise ModuleNotFoundError("it has none for MariaDB")

    matter_class = _matter(domain)
    app: Any = application.Application(env=env)
    known: dict[str, Any] = {}

    def begin(number: str, row: Row) -> None:
        matter = matter_class(bodies=[line["body"] for line in row.entries])
        app.save(matter)
        known[number] = matter.id

    def step(number: str, row: Row) -> None:
        matter = app.repository.get(known[number])
        matter.happen(bodies=[line["body"] for line in row.entries])
        app.save(matter)

    try:
        yield Layer(begin, step)
    finally:
        app.close()
        if engine.dialect.name == "postgresql":
            with engine.begin() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
