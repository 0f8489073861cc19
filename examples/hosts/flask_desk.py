"""
The smallest desk behind Flask: `python examples/hosts/flask_desk.py`, then POST a complaint to http://127.0.0.1:8522/cases.

It needs the library with its extras `sql` and `flask`. Who is signed in stands in a header here; a real host asks its own
directory.
"""

from pathlib import Path

from flask import Flask, Response, abort, request
from sqlalchemy import Connection, Engine

from banbucheng import BanbuchengError, Desk
from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SystemClock
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import SqlStore, create, sqlite_engine, unit_of_work
from banbucheng.codec import to_json
from banbucheng.contrib.requests import COMMANDS, read_command, read_complaint
from banbucheng.contrib.views import case_view, problem
from banbucheng.ports import Clock
from banbucheng.terms import CaseNumber, StaffId


def app_over(engine: Engine, clock: Clock) -> Flask:
    """An application that keeps its cases on an engine."""
    app, book, calendar = Flask(__name__), load_profile("meizhou"), china()
    with unit_of_work(engine) as connection:
        create(connection)

    def desk_on(connection: Connection) -> Desk:
        return Desk(store=SqlStore(connection), book=book, calendar=calendar, clock=clock)

    def signed_in() -> StaffId:
        return StaffId(request.headers.get("X-Staff") or abort(401))

    @app.post("/cases")
    def register() -> Response:
        by, complaint = signed_in(), read_complaint(request.get_data())
        with unit_of_work(engine) as connection:
            return _json(case_view(desk_on(connection).register(complaint, by=by)), 201)

    @app.get("/cases/<number>")
    def show(number: str) -> Response:
        signed_in()
        with unit_of_work(engine) as connection:
            return _json(case_view(desk_on(connection).store.get(CaseNumber(number))))

    @app.post("/cases/<number>/<name>")
    def do(number: str, name: str) -> Response:
        by, kind = signed_in(), COMMANDS.get(name) or abort(404)
        command = read_command(kind, request.get_data(), by=by)
        with unit_of_work(engine) as connection:
            return _json(case_view(desk_on(connection).do(CaseNumber(number), command)))

    @app.errorhandler(BanbuchengError)
    def tell(error: BanbuchengError) -> Response:
        found = problem(error)
        return _json(found, found.status, "application/problem+json")

    return app


def _json(value: object, status: int = 200, media: str = "application/json") -> Response:
    return Response(to_json(value), status, content_type=media)


if __name__ == "__main__":
    app_over(sqlite_engine(Path("banbucheng-flask.db")), SystemClock()).run(port=8522)
