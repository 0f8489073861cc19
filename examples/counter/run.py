"""
The counter to look at: `python examples/counter/run.py`, then open http://127.0.0.1:8520.

It needs the library with its extras `cli` and `sql`, and fastapi, uvicorn, jinja2, python-multipart and itsdangerous,
which are the dependency group `counter`. The first start takes sixty sample letters through the window.
"""

import argparse
import socket
from pathlib import Path

import uvicorn
from counter.app import app_over
from counter.hall import open_hall
from counter.sample import play


def main() -> None:
    """Make the hall where there is none, and serve it."""
    asked = argparse.ArgumentParser(description="A counter to look at.")
    asked.add_argument("--db", type=Path, default=Path("banbucheng-counter.db"), help="the SQLite file (%(default)s)")
    asked.add_argument("--host", default="127.0.0.1", help="where to listen (%(default)s)")
    asked.add_argument("--port", type=int, default=8520, help="on which port; 0 takes a free one (%(default)s)")
    asked.add_argument("--https", action="store_true", help="behind a proxy with TLS: send the cookie over it alone")
    given = asked.parse_args()
    hall, new = open_hall(given.db)
    if new:
        print(f"{play(hall)} sample letters were taken through the window and are kept in {given.db}.")
    with socket.create_server((given.host, given.port)) as listening:
        print(f"The counter is open at http://{given.host}:{listening.getsockname()[1]}", flush=True)
        server = uvicorn.Server(uvicorn.Config(app_over(hall, https=given.https), log_level="warning"))
        server.run(sockets=[listening])


if __name__ == "__main__":
    main()
