"""Every store that ships keeps the contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.sql import SqlStore, create, sqlite_engine, unit_of_work
from banbucheng.testing import StoreContract


class TestMemory(StoreContract):
    """The store in memory."""

    @pytest.fixture
    def store(self) -> MemoryStore:
        """An empty one."""
        return MemoryStore()


class TestSqlite(StoreContract):
    """The SQL store on a SQLite file."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlStore]:
        """An empty one, in a transaction that is rolled back."""
        engine = sqlite_engine(tmp_path / "cases.db")
        with engine.connect() as connection:
            create(connection)
            yield SqlStore(connection)
        engine.dispose()


class TestSqliteFile:
    """What the file itself promises, beyond the contract."""

    def test_a_rollback_takes_everything_with_it(self, tmp_path: Path) -> None:
        """What a host rolls back was never there: the case, its entries, its number, and the tables."""
        engine = sqlite_engine(tmp_path / "cases.db")
        with unit_of_work(engine) as connection:
            create(connection)
        with engine.connect() as connection:
            store = SqlStore(connection)
            store.take("a")
            with connection.begin_nested():
                store.take("a")
            connection.rollback()
            assert [1, []] == [store.take("a"), list(store.cases())]
        engine.dispose()
