"""Every statement of a store, compiled once for each database: building one costs more than running it."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    Dialect,
    Executable,
    Integer,
    Select,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.mysql import insert as mysql_insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.dml import Insert, Update

from banbucheng.adapters.sql._schema import Code, Tables

__all__ = ["AT_ONCE", "ENTRY", "Ready", "Statements", "statements"]

#: Up to so many entries are written in one statement with their case, where the database has such a statement.
AT_ONCE = 4
#: What is written of an entry, but for its turn.
ENTRY = ("number", "seq", "at_us", "actor", "event", "body", "digest")


@frozen
class Ready:
    """A statement in the words of one database, and its parameters in the shape that its driver takes."""

    sql: str
    bound: Callable[[Mapping[str, Any]], Any]

    @classmethod
    def of(cls, statement: Any, dialect: Dialect, translate: Mapping[Any, Any] | None = None) -> "Ready":
        """The statement, compiled."""
        options = {"schema_translate_map": dict(translate), "render_schema_translate": True} if translate else {}
        compiled: Any = statement.compile(dialect=dialect, **options)
        names = compiled.positiontup
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        return cls(compiled.string, _binder(names, fixed))


def _binder(names: Sequence[str] | None, fixed: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Any]:
    if names is None:
        return (lambda values: {**fixed, **values}) if fixed else (lambda values: values)
    if not names:
        return lambda _: ()
    if len(names) == 1 and not fixed:
        (name,) = names
        return lambda values: (values[name],)
    ordered = itemgetter(*names)
    if len(names) == 1:
        return lambda values: (ordered({**fixed, **values}),)
    return (lambda values: ordered({**fixed, **values})) if fixed else ordered


@frozen
class Statements:
    """The statements of a store that are run most, and how this database does what each does in its own way."""

    get: Ready
    version: Ready
    #: Write a case with as many entries as its place in the list, in one statement; empty where there is none.
    added: Sequence[Ready]
    changed: Sequence[Ready]
    #: The same apart.
    add: Ready
    change: Ready
    write: Ready
    #: Whether a row that is there already is passed over by `add`; else it is an error.
    passes: bool
    #: Whether an error leaves the rest of the transaction as it was.
    mends: bool
    take: Ready
    #: Reads what was taken, where `take` does not return it.
    taken: Ready | None
    begin_series: Ready
    entries: Ready
    find: Ready
    due: Ready
    claim: Ready


def statements(t: Tables, dialect: Dialect, translate: Mapping[Any, Any] | None = None) -> Statements:
    """The statements over some tables, in the words of one database."""

    def ready(statement: Executable) -> Ready:
        return Ready.of(statement, dialect, translate)

    c, e = t.cases.c, t.entries.c
    one = dialect.name == "postgresql"
    take, taken = _take(t, dialect)
    return Statements(
        get=ready(select(c.body, c.head).where(c.number == bindparam("of"))),
        version=ready(select(c.version, c.head).where(c.number == bindparam("of"))),
        added=[ready(_with_entries(t, _add(t, dialect), n)) for n in range(1, AT_ONCE + 1)] if one else [],
        changed=[ready(_with_entries(t, _change(t), n)) for n in range(1, AT_ONCE + 1)] if one else [],
        add=ready(_add(t, dialect)),
        change=ready(_change(t)),
        write=ready(insert(t.entries).values({**{name: bindparam(name) for name in ENTRY}, "turn": turn(t, dialect)})),
        passes=dialect.name in {"postgresql", "sqlite"},
        mends=dialect.name in {"mysql", "mariadb", "sqlite"},
        take=ready(take),
        taken=None if taken is None else ready(taken),
        begin_series=ready(insert(t.series).values(name=bindparam("of"), last_number=literal_column("0", Integer))),
        entries=ready(select(e.body).where(e.number == bindparam("of")).order_by(e.seq)),
        find=ready(select(c.number).where(c.reference == bindparam("of"))),
        due=ready(_due(t, [c.due_us, c.number])),
        claim=ready(_due(t, [c.due_us, c.number, c.body, c.head]).with_for_update(skip_locked=True)),
    )


def turn(t: Tables, dialect: Dialect) -> ColumnElement[int]:
    """What an entry is written with as its turn; see `_feed`."""
    if dialect.name == "postgresql":
        return func.txid_current(type_=BigInteger) + select(t.schema.c.turns).scalar_subquery()
    return literal_column("0", BigInteger)


def _add(t: Tables, dialect: Dialect) -> Insert:
    """A new row of a case, unless its number or reference is taken; where that cannot be said, an error says it."""
    values = {column.name: bindparam(column.name, type_=column.type) for column in t.cases.c}
    if dialect.name == "postgresql":
        return postgresql_insert(t.cases).values(values).on_conflict_do_nothing()
    if dialect.name == "sqlite":
        return sqlite_insert(t.cases).values(values).on_conflict_do_nothing()
    return insert(t.cases).values(values)


def _change(t: Tables) -> Update:
    """A row of a case, as long as it is the one that the writer saw."""
    c = t.cases.c
    values = {column.name: bindparam(column.name, type_=column.type) for column in c if column is not c.number}
    return (
        update(t.cases)
        .values(values)
        .where(c.number == bindparam("of"), c.version == bindparam("seen"), c.head == bindparam("before"))
    )


def _with_entries(t: Tables, case: Insert | Update, many: int) -> Insert:
    """The row of a case, and so many entries if it was written: one trip to the server."""
    e = t.entries.c
    written = case.returning(t.cases.c.number).cte("written")
    rows = [
        select(
            written.c.number,
            *(bindparam(f"{name}{n}", type_=e[name].type) for name in ENTRY[1:]),
            func.txid_current(type_=BigInteger) + select(t.schema.c.turns).scalar_subquery(),
        )
        for n in range(many)
    ]
    return insert(t.entries).from_select([*ENTRY, "turn"], union_all(*rows) if many > 1 else rows[0]).add_cte(written)


def _take(t: Tables, dialect: Dialect) -> tuple[Executable, Select[Any] | None]:
    """The next number of a series, and how it is read where that takes a statement of its own."""
    s = t.series.c
    first = {"name": bindparam("of", type_=Code(60)), "last_number": literal_column("1", Integer)}
    taken = select(s.last_number).where(s.name == bindparam("of"))
    if dialect.name in {"mysql", "mariadb"}:
        return mysql_insert(t.series).values(first).on_duplicate_key_update(last_number=s.last_number + 1), taken
    if dialect.name in {"postgresql", "sqlite"}:
        upsert = (postgresql_insert if dialect.name == "postgresql" else sqlite_insert)(t.series).values(first)
        counted = upsert.on_conflict_do_update(index_elements=[s.name], set_={"last_number": s.last_number + 1})
        return counted.returning(s.last_number), None
    return update(t.series).where(s.name == bindparam("of")).values(last_number=s.last_number + 1), taken


def _due(t: Tables, columns: Sequence[Any]) -> Any:
    """A page of what is due; `due_us >= since` comes first, alone, so that the index is entered at that place."""
    c = t.cases.c
    since = bindparam("since", type_=BigInteger)
    return (
        select(*columns)
        .where(c.is_open == literal_column("1"), c.due_us < bindparam("before"), c.due_us >= since)
        .where((c.due_us > since) | (c.number > bindparam("after")))
        .order_by(c.due_us, c.number)
        .limit(bindparam("many", type_=Integer))
    )
