"""A server that is killed, a connection that drops, a disk that is full, a lock that is not had: ours, with its cause."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import MetaData, text

from banbucheng.adapters.sql import (
    create,
    retried,
    retryable,
    store_engine,
    tables,
    unit_of_work,
    verify,
)
from banbucheng.errors import StoreError, StoreUnavailable
from banbucheng.terms import CaseNumber
from tests.contracts._servers import Place
from tests.contracts._work import notice, registered

from ._instances import Instance, instance

pytestmark = pytest.mark.faults

SERVERS = ("postgresql", "mariadb")


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Instance]:
    """A server of one's own."""
    with (
        tempfile.TemporaryDirectory(prefix="bbc", ignore_cleanup_errors=True) as folder,
        instance(request.param, Path(folder)) as running,
    ):
        yield running


def home(url: str) -> Place:
    """Tables in a new database."""
    place = Place(store_engine(url), tables(MetaData()))
    with place.engine.begin() as connection:
        create(connection, place.tables)
    return place


def driver_error(error: BaseException, place: Place) -> bool:
    """Whether the driver's own error is among the causes."""
    dbapi = place.engine.dialect.loaded_dbapi.Error
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, dbapi) or isinstance(getattr(seen, "orig", None), dbapi):
            return True
        seen = seen.__cause__
    return False


def test_a_server_that_is_killed(server: Instance) -> None:
    """In the midst of a command: an error of ours; started again, nothing is half there, and the command can be done."""
    place = home(server.url)
    with place.engine.begin() as connection:
        one, other = [registered(place.store(connection)) for _ in range(2)]
    with pytest.raises(StoreUnavailable) as failed, unit_of_work(place.engine) as connection:  # noqa: PT012
        notice(place.store(connection), one, "cut off")
        server.kill()
        notice(place.store(connection), other, "cut off")
    assert driver_error(failed.value, place)
    assert not retryable(failed.value)
    with pytest.raises(StoreUnavailable), unit_of_work(place.engine) as connection:
        place.store(connection).get(one)
    server.start()
    with unit_of_work(place.engine) as connection:
        assert [1, 1] == [place.store(connection).get(each).version for each in (one, other)]
    assert 2 == retried(place.engine, lambda c: notice(place.store(c), one)).version
    with place.engine.connect() as connection:
        assert () == verify(connection, place.tables, whole=True).findings
    place.engine.dispose()


def ended(place: Place, connection_id: int) -> None:
    """End another's connection, as an administrator or a firewall does."""
    end = "SELECT pg_terminate_backend(:id)" if place.engine.dialect.name == "postgresql" else "KILL :id"
    with place.engine.connect() as connection:
        connection.execute(text(end), {"id": connection_id})


@pytest.mark.parametrize("backend", SERVERS)
def test_a_connection_that_drops(place_in: Callable[[str], Place], backend: str) -> None:
    """An error of ours; the pool has dropped the connection, and the next unit of work is on one that lives."""
    place = place_in(backend)
    place.empty()
    with place.engine.begin() as connection:
        number = registered(place.store(connection))
    who = "SELECT pg_backend_pid()" if backend == "postgresql" else "SELECT CONNECTION_ID()"
    with pytest.raises(StoreUnavailable) as failed, unit_of_work(place.engine) as connection:  # noqa: PT012
        notice(place.store(connection), number, "dropped")
        ended(place, connection.scalar(text(who)))
        notice(place.store(connection), number, "dropped")
    assert driver_error(failed.value, place)
    assert 2 == retried(place.engine, lambda c: notice(place.store(c), number)).version
    place.empty()


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """A database that may not grow: an error of ours, nothing half there, and the same command once there is room."""
    place = home(f"sqlite:///{tmp_path / 'cases.db'}")
    with place.engine.begin() as connection:
        numbers = [registered(place.store(connection)) for _ in range(3)]
    with place.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.rollback()
        # The limit holds for one connection, so this one has to meet it.
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        connection.commit()
        store, kept = place.store(connection), 0
        with pytest.raises(StoreUnavailable) as failed:  # noqa: PT012 - the write that finds no room
            for _ in range(200):
                for number in numbers:
                    notice(store, number, "x" * 2000)
                connection.commit()
                kept += 1
        connection.rollback()
        assert sqlite3.OperationalError is type(failed.value.__cause__)
        assert not retryable(failed.value)
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        for number in numbers:
            notice(store, number, "now")
        connection.commit()
        assert [kept + 2] * 3 == [store.get(number).version for number in numbers]
        assert () == verify(connection, place.tables, whole=True).findings
    place.engine.dispose()


@pytest.mark.parametrize("backend", ["sqlite", *SERVERS])
def test_a_lock_that_is_not_had_in_time(place_in: Callable[[str], Place], backend: str) -> None:
    """Another holds the case for longer than we wait: an error of ours that can be tried again, and then it succeeds."""
    place = place_in(backend)
    place.empty()
    with place.engine.begin() as connection:
        number = registered(place.store(connection))
    patience = {
        "sqlite": "PRAGMA busy_timeout = 50",
        "postgresql": "SET lock_timeout = '50ms'",
        "mariadb": "SET SESSION innodb_lock_wait_timeout = 1",
    }[backend]
    holding = place.engine.connect()
    notice(place.store(holding), number, "first")

    def impatient(connection: object) -> CaseNumber:
        return notice(place.store(connection), number, "second").number  # type: ignore[arg-type]

    with place.engine.connect() as connection:
        if backend == "sqlite":
            connection.connection.driver_connection.execute(patience)  # type: ignore[union-attr]
        else:
            connection.exec_driver_sql(patience)
            connection.commit()
        with pytest.raises(StoreError) as failed:
            impatient(connection)
        connection.rollback()
        assert retryable(failed.value)
        assert driver_error(failed.value, place)
        holding.commit()
        holding.close()
        impatient(connection)
        connection.commit()
        connection.invalidate()
    with place.engine.connect() as connection:
        assert 3 == place.store(connection).get(number).version
    place.empty()
