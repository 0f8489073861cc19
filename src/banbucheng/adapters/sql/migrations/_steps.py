"""From each version of the tables to the next; each step can be run again where it was cut short."""

from collections.abc import Callable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Index, Table, bindparam, inspect, select, update

from banbucheng.adapters.sql._create import found_version, schema_in
from banbucheng.adapters.sql._joined import DEFAULT
from banbucheng.adapters.sql._rows import case_columns
from banbucheng.adapters.sql._schema import Tables
from banbucheng.adapters.sql.migrations._version_1 import version_1
from banbucheng.cases import Case
from banbucheng.codec import from_json
from banbucheng.errors import StoreUnavailable
from banbucheng.ledger import link

__all__ = ["STEPS", "from_alembic"]

#: How many cases are brought up at a time.
_BATCH = 500


def from_alembic(context: MigrationContext, version: int) -> None:
    """
    The step to a version, run by the host's Alembic.

    The tables are those that its configuration names: `config.attributes["banbucheng_tables"] = tables(...)`, or the
    ones of the default prefix.

    Raises:
        StoreUnavailable: Alembic is writing a script (`--sql`), but what is in the tables has to be read.
    """
    connection = context.connection
    if context.as_sql or connection is None:
        raise StoreUnavailable("digests are counted from the entries that are there; run the upgrade on the database")
    environment = context.environment_context
    config = None if environment is None else environment.config
    STEPS[version](connection, DEFAULT if config is None else config.attributes.get("banbucheng_tables", DEFAULT))


def _to_1(connection: Connection, t: Tables) -> None:
    """The tables of version 1, where there are none."""
    if found_version(connection, t) is None:
        made = version_1(t.prefix, schema_in(connection, t))
        made[0].metadata.create_all(connection)
        connection.execute(made[0].insert(), {"version": 1})


def _to_2(connection: Connection, t: Tables) -> None:
    """Digests, seals, turns and the columns that cases are found by; codes are compared to the letter from now on."""
    if connection.scalar(select(t.schema.c.version)) != 1:
        return
    op = Operations(MigrationContext.configure(connection))
    where = schema_in(connection, t)
    for old in version_1(t.prefix, where):
        new = next(each for each in t.all if each.name == old.name)
        if connection.dialect.name != "sqlite":
            _compare_to_the_letter(op, old, new)
        _add_columns(connection, op, new, where)
    t.schema.metadata.create_all(connection, tables=[t.seals, t.seal_leaves])
    for table in (t.cases, t.entries):
        _add_indexes(connection, table, where)
    while _chained(connection, t):
        pass
    connection.execute(update(t.schema).values(version=2))


#: By the version that it leads to.
STEPS: Mapping[int, Callable[[Connection, Tables], None]] = {1: _to_1, 2: _to_2}


def _compare_to_the_letter(op: Operations, old: Table, new: Table) -> None:
    texts = [column for column in old.columns if column.type.python_type is str]
    for column in texts:
        op.alter_column(
            new.name,
            column.name,
            type_=new.c[column.name].type,
            existing_type=column.type,
            existing_nullable=column.nullable,
            schema=old.schema,
        )


def _add_columns(connection: Connection, op: Operations, table: Table, where: str | None) -> None:
    there = {column["name"] for column in inspect(connection).get_columns(table.name, schema=where)}
    for column in table.columns:
        if column.name not in there:
            default: Any = column.server_default
            new = Column[Any](
                column.name,
                column.type,
                nullable=column.nullable,
                server_default=None if default is None else default.arg,
            )
            op.add_column(table.name, new, schema=where)


def _add_indexes(connection: Connection, table: Table, where: str | None) -> None:
    there = {index["name"] for index in inspect(connection).get_indexes(table.name, schema=where)}
    missing: list[Index] = [index for index in table.indexes if index.name not in there]
    for index in sorted(missing, key=attrgetter("name")):
        index.create(connection)


def _chained(connection: Connection, t: Tables) -> int:
    """Chain the entries of some cases that are not chained yet, and fill their new columns; how many there were."""
    c, e = t.cases.c, t.entries.c
    cases = connection.execute(select(c.number, c.body).where(c.head == "").order_by(c.number).limit(_BATCH)).all()
    if not cases:
        return 0
    numbers = [number for number, _ in cases]
    entries = connection.execute(
        select(e.position, e.number, e.body).where(e.number.in_(numbers)).order_by(e.number, e.seq)
    )
    heads: dict[str, str] = {}
    digests: list[dict[str, Any]] = []
    for number, lines in groupby(entries, key=attrgetter("number")):
        head = ""
        for position, _, body in lines:
            head = link(head, body)
            digests.append({"of": position, "digest": head})
        heads[number] = head
    if len(heads) != len(cases):
        lost = next(number for number in numbers if number not in heads)
        raise StoreUnavailable(f"{lost} has no entries; restore them from a backup, then call `upgrade` again")
    connection.execute(
        update(t.entries).where(e.position == bindparam("of")).values(digest=bindparam("digest")), digests
    )
    rows = [_filled(number, from_json(Case, body, name=number), heads[number]) for number, body in cases]
    names = [name for name in rows[0] if name != "of"]
    changed = update(t.cases).where(c.number == bindparam("of")).values({name: bindparam(name) for name in names})
    connection.execute(changed, rows)
    return len(cases)


def _filled(number: str, case: Case, head: str) -> dict[str, Any]:
    new = ("window_code", "desk_code", "kind", "grade", "complainant", "ended_us", "head")
    row = case_columns(case, head)
    return {"of": number, **{name: row[name] for name in new}}
