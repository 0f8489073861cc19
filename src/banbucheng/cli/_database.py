"""The database file of the command line."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Connection, MetaData, inspect

from banbucheng.adapters.sql import SqlStore, sqlite_engine, tables, unit_of_work
from banbucheng.adapters.sql.migrations import upgrade
from banbucheng.errors import StoreUnavailable

__all__ = ["DEFAULT", "database_option", "make_ready", "opened", "reading"]

DEFAULT = "banbucheng-demo.db"
_OURS = frozenset({tables(MetaData()).schema.name})

database_option = click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DEFAULT,
    show_default=True,
    envvar="BANBUCHENG_DB",
    help="The SQLite file that holds the cases.",
)


def make_ready(connection: Connection, path: Path) -> None:
    """
    Make the tables in a new file; the database of another program is left as it is.

    Raises:
        StoreUnavailable: the file holds tables that are not ours, or ours of another version.
    """
    names = inspect(connection).get_table_names()
    if names and not _OURS & set(names):
        raise StoreUnavailable(f"{path}: is the database of another program (table {names[0]}); give a file of its own")
    upgrade(connection)


@contextmanager
def reading(path: Path) -> Generator[SqlStore, None, None]:
    """The store in a file that is there; raises as `opened`."""
    with opened(path) as connection:
        yield SqlStore(connection)


@contextmanager
def opened(path: Path) -> Generator[Connection, None, None]:
    """
    A transaction on a file that is there, kept when the block ends.

    Raises:
        StoreUnavailable: there is no such file, or it holds no cases; it was not changed.
    """
    if not path.exists():
        raise StoreUnavailable(f"{path}: there is no such file; `banbucheng demo` makes one")
    engine = sqlite_engine(path)
    try:
        with unit_of_work(engine) as connection:
            if not inspect(connection).get_table_names():
                raise StoreUnavailable(f"{path}: holds no cases; `banbucheng demo --db {path}` puts some in")
            make_ready(connection, path)
            yield connection
    finally:
        engine.dispose()
