"""A vault to test with, on each database that runs here; the person who is planted in it, and where to look for them."""

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, MetaData, create_engine
from sqlalchemy.exc import SQLAlchemyError

from banbucheng.adapters.sql import sqlite_engine
from banbucheng.adapters.vault import Identity, Key, Keys, Suite, VaultTables, create_vault, identity, vault_tables

__all__ = [
    "AT",
    "BACKENDS",
    "CLERK",
    "NAME",
    "NUMBER",
    "PHONE",
    "PLANTED",
    "WHY",
    "key",
    "keys",
    "leaks",
    "open_tables",
    "who",
]

AT = datetime(2025, 3, 5, 1, 30, tzinfo=UTC)
CLERK, WHY = "clerk-1", "calls back about case 7"
NAME, PHONE, NUMBER = "欧阳娜娜", "13800138000", "440524188001010014"
ADDRESS, EMAIL = "梅江区幸福里三号", "nana@example.org"
#: What must never be read anywhere but in what was revealed.
PLANTED = (NAME, PHONE, NUMBER, ADDRESS, EMAIL)

#: The variable that names a server, and where one runs on a developer's machine.
_SERVERS = {
    "postgresql": ("BANBUCHENG_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test"),
    "mariadb": ("BANBUCHENG_TEST_MARIADB", "mysql+pymysql://root@127.0.0.1:3306/test"),
}
BACKENDS = ("sqlite", *_SERVERS)


def who(**changes: str) -> Identity:
    """The person who is planted."""
    return identity(
        **{"name": NAME, "phone": PHONE, "id_number": NUMBER, "address": ADDRESS, "email": EMAIL, **changes}
    )  # type: ignore[misc] # the names are those of the fields


def key(key_id: str, suite: Suite = Suite.AES, *, index: bool = False) -> Key:
    """A key that is the same in every run: SHAKE-like noise is not needed, distinct bytes are."""
    seed = sum(key_id.encode()) * 31 + len(key_id)
    length = 32 if index or suite is Suite.AES else 16
    return Key(id=key_id, secret=bytes((seed + 37 * n + n * n) % 256 for n in range(length)), suite=suite)


def keys(suite: Suite = Suite.AES) -> Keys:
    """One key to seal and one to find by."""
    return Keys(sealing=(key("k1", suite),), indexing=(key("i1", suite, index=True),))


@contextmanager
def open_tables(backend: str, path: str) -> Iterator[tuple[Engine, VaultTables]]:
    """An engine with the tables of a vault, which are dropped afterwards."""
    engine = _engine(backend, path)
    tables = vault_tables(MetaData(), prefix=f"t{os.getpid()}_")
    try:
        with engine.begin() as connection:
            create_vault(connection, tables)
        yield engine, tables
    finally:
        with engine.begin() as connection:
            tables.people.metadata.drop_all(connection)
        engine.dispose()


def _engine(backend: str, path: str) -> Engine:
    if backend == "sqlite":
        return sqlite_engine(path)
    variable, local = _SERVERS[backend]
    engine = create_engine(os.environ.get(variable, local))
    try:
        engine.connect().close()
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        if variable in os.environ:
            raise
        pytest.skip(f"no {backend} at {local} ({type(error).__name__}); name one in {variable}")
    return engine


def leaks(error: BaseException) -> list[str]:
    """The planted values that a log of an error would hold: its words, its causes, and what it is made of."""
    told = "".join(traceback.format_exception(error)) + repr(error) + str(error)
    chain: BaseException | None = error
    while chain is not None:
        told += (
            repr(chain.args) + repr(vars(chain)) + str(getattr(chain, "params", "")) + str(getattr(chain, "orig", ""))
        )
        chain = chain.__cause__ or chain.__context__
    return [value for value in PLANTED if value in told]
