"""Every store that ships keeps the contract, the SQL store on every database that it is run on."""

from collections.abc import Callable, Iterator

import pytest

from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.sql import SqlStore
from banbucheng.ports import Store
from banbucheng.testing import StoreContract

from ._servers import Place


class TestMemory(StoreContract):
    """The store in memory."""

    @pytest.fixture
    def store(self) -> MemoryStore:
        """An empty one."""
        return MemoryStore()


class OverSql(StoreContract):
    """The SQL store on one database, in tables of its own."""

    backend = ""

    @pytest.fixture
    def store(self, place_in: Callable[[str], Place]) -> Iterator[SqlStore]:
        """An empty one."""
        self.place = place = place_in(self.backend)
        with place.engine.connect() as connection:
            self.connection = connection
            yield place.store(connection)
        place.empty()

    def commit(self, store: Store) -> None:
        """What was kept so far is final."""
        self.connection.commit()
        self.place.settle()


class TestSqlite(OverSql):
    """SQLite, in a file."""

    backend = "sqlite"


class TestPostgresql(OverSql):
    """PostgreSQL, through psycopg."""

    backend = "postgresql"


class TestMariadb(OverSql):
    """MariaDB, through PyMySQL."""

    backend = "mariadb"
