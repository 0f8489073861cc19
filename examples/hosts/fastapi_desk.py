"""
A desk behind an interface of JSON: `python examples/hosts/fastapi_desk.py`, then open http://127.0.0.1:8521/docs.

It needs the library with its extras `sql` and `fastapi`, and uvicorn. Who is signed in stands in a header here; a real
host asks its own directory.
"""

import argparse
import socket
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Header, HTTPException
from sqlalchemy import Engine, MetaData

from banbucheng import Desk
from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SystemClock
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import SqlStore, create, sqlite_engine, tables, unit_of_work
from banbucheng.contrib.answers import Answers, answers_table
from banbucheng.contrib.fastapi import desk_router, document
from banbucheng.ports import Clock


def signed_in(x_staff: Annotated[str | None, Header()] = None) -> str:
    """Who is signed in."""
    if not x_staff:
        raise HTTPException(401, "say who you are in the header X-Staff")
    return x_staff


def app_over(engine: Engine, clock: Clock) -> FastAPI:
    """An application that keeps its cases on an engine."""
    metadata = MetaData()
    window, answers = tables(metadata), answers_table(metadata)
    book, calendar = load_profile("meizhou"), china()
    with engine.begin() as connection:
        create(connection, window)
        answers.create(connection, checkfirst=True)

    @contextmanager
    def opened() -> Generator[tuple[Desk, Answers], None, None]:
        with unit_of_work(engine) as connection:
            store = SqlStore(connection, window)
            yield Desk(store=store, book=book, calendar=calendar, clock=clock), Answers(connection, answers)

    app = FastAPI(title="A desk", version="1")
    app.include_router(desk_router(opened, signed_in))
    document(app)
    return app


def main() -> None:
    """Serve a desk on one file of SQLite."""
    asked = argparse.ArgumentParser(description="A desk behind an interface of JSON.")
    asked.add_argument("--db", type=Path, default=Path("banbucheng-desk.db"), help="the SQLite file (%(default)s)")
    asked.add_argument("--port", type=int, default=8521, help="on which port; 0 takes a free one (%(default)s)")
    given = asked.parse_args()
    app = app_over(sqlite_engine(given.db), SystemClock())
    with socket.create_server(("127.0.0.1", given.port)) as listening:
        print(f"The desk is open at http://127.0.0.1:{listening.getsockname()[1]}/docs", flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    main()
