"""A host that is asynchronous uses the same store, through the connection's `run_sync`, on every asynchronous driver."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from banbucheng.adapters.sql import create, retryable, safe_sqlite
from banbucheng.errors import CaseNotFound, StaleCase, StoreUnavailable
from banbucheng.terms import CaseNumber

from ._servers import BACKENDS, Place, at_home
from ._work import fed, notice, registered

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "mariadb": "mysql+asyncmy"}


def run(backend: str, folder: Path, story: Callable[[AsyncEngine, Place], Awaitable[None]]) -> None:
    """A story on an asynchronous engine over tables of one's own."""
    pytest.importorskip(_DRIVERS[backend].partition("+")[2])
    with at_home(backend, folder) as place:
        url = make_url(place.engine.url).set(drivername=_DRIVERS[backend])
        engine = create_async_engine(url)
        if backend == "sqlite":
            safe_sqlite(engine.sync_engine)

        async def told() -> None:
            try:
                await story(engine, place)
            finally:
                await engine.dispose()

        asyncio.run(told())


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_store_is_the_same(backend: str, tmp_path: Path) -> None:
    """Register, write on, look, claim, read the feed: each as a host without asyncio would, and the rollback is the host's."""

    async def story(engine: AsyncEngine, place: Place) -> None:
        async with engine.begin() as connection:
            number = await connection.run_sync(lambda c: registered(place.store(c), reference="12345-1"))
        async with engine.connect() as connection:
            await connection.run_sync(lambda c: notice(place.store(c), number))
            await connection.rollback()
            await connection.run_sync(lambda c: notice(place.store(c), number))
            await connection.commit()
        place.settle()
        async with engine.begin() as connection:
            new, _ = await connection.run_sync(lambda c: fed(place.store(c), ""))
            found = await connection.run_sync(lambda c: place.store(c).find("12345-1"))
            case = await connection.run_sync(lambda c: place.store(c).get(number))
            claimed = await connection.run_sync(lambda c: place.store(c).claim_due(case.due_at.replace(year=2030)))
            with pytest.raises(CaseNotFound):
                await connection.run_sync(lambda c: place.store(c).get(CaseNumber("none")))
        assert ([1, 2], number, 2, (case,)) == ([each.seq for each in new], found, case.version, claimed.items)

    run(backend, tmp_path, story)


@pytest.mark.parametrize("backend", BACKENDS)
def test_many_tasks_lose_nothing(backend: str, tmp_path: Path) -> None:
    """Tasks that write to one case at once, each trying again when it lost: every entry is there once."""

    async def story(engine: AsyncEngine, place: Place) -> None:
        async with engine.begin() as connection:
            number = await connection.run_sync(lambda c: registered(place.store(c)))

        async def write() -> None:
            for _ in range(100):
                try:
                    async with engine.begin() as connection:
                        await connection.run_sync(lambda c: notice(place.store(c), number))
                except (StaleCase, StoreUnavailable) as error:
                    if not retryable(error):
                        raise
                else:
                    return

        await asyncio.gather(*(write() for _ in range(5)))
        async with engine.begin() as connection:
            assert 6 == (await connection.run_sync(lambda c: place.store(c).get(number))).version

    run(backend, tmp_path, story)


def test_an_engine_that_leaks_is_refused(tmp_path: Path) -> None:
    """An asynchronous engine on SQLite has to be made safe as well."""
    pytest.importorskip("aiosqlite")

    async def story() -> None:
        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'cases.db'}")
        with at_home("sqlite", tmp_path) as place:
            async with engine.connect() as connection:
                with pytest.raises(StoreUnavailable, match="safe_sqlite"):
                    await connection.run_sync(lambda c: place.store(c).take("a"))
        await engine.dispose()

    asyncio.run(story())


def test_the_tables_can_be_made(tmp_path: Path) -> None:
    """`create` goes through `run_sync` as well."""
    pytest.importorskip("aiosqlite")

    async def story() -> None:
        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'cases.db'}")
        safe_sqlite(engine.sync_engine)
        async with engine.begin() as connection:
            await connection.run_sync(create)
            await connection.run_sync(create)
        await engine.dispose()

    asyncio.run(story())
