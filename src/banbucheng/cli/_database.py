"""The database file of the command line."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click

from banbucheng.adapters.sql import SqlStore, create, sqlite_engine, unit_of_work
from banbucheng.errors import StoreUnavailable

__all__ = ["DEFAULT", "database_option", "reading"]

DEFAULT = "banbucheng-demo.db"

database_option = click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DEFAULT,
    show_default=True,
    envvar="BANBUCHENG_DB",
    help="The SQLite file that holds the cases.",
)


@contextmanager
def reading(path: Path) -> Generator[SqlStore, None, None]:
    """
    The store in a file that is there.

    Raises:
        StoreUnavailable: there is no such file, or it holds no cases.
    """
    if not path.exists():
        raise StoreUnavailable(f"{path}: there is no such file; `banbucheng demo` makes one")
    engine = sqlite_engine(path)
    try:
        with unit_of_work(engine) as connection:
            create(connection)
            yield SqlStore(connection)
    finally:
        engine.dispose()
