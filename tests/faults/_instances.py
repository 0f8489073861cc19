"""Servers of one's own, which a test may stop: they serve a temporary folder and nobody else."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import frozen
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

__all__ = ["Instance", "instance"]

_PROGRAMS = {"postgresql": ("initdb", "postgres"), "mariadb": ("mariadb-install-db", "mariadbd")}


def _found(program: str) -> str | None:
    """Where a program is; Debian keeps those of PostgreSQL in a folder for each version."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    return shutil.which(program) or shutil.which(f"/usr/sbin/{program}") or (str(places[0]) if places else None)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@frozen
class Instance:
    """A server that can be stopped as by a kill, and started again on the same data."""

    url: str
    _command: tuple[str, ...]
    _user: str | None
    _running: list["subprocess.Popen[bytes]"]
    _log: Path

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(self._command, stdout=log, stderr=log, user=self._user, start_new_session=True)  # noqa: S603
        self._running.append(process)
        engine = create_engine(self.url)
        for _ in range(600):
            try:
                engine.connect().close()
            except SQLAlchemyError:
                try:
                    process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
                pytest.fail(self._log.read_text(errors="replace")[-2000:])
            else:
                engine.dispose()
                return
        pytest.fail(f"the server did not answer: {self._log.read_text(errors='replace')[-2000:]}")

    def kill(self) -> None:
        """Kill it without a word, with all of its processes."""
        process = self._running.pop()
        os.killpg(process.pid, 9)
        process.wait()


@contextmanager
def instance(kind: str, folder: Path) -> Iterator[Instance]:
    """A server on new data; skip where its programs are not installed, or nobody is there to run it as."""
    programs = [_found(each) for each in _PROGRAMS[kind]]
    if None in programs:
        pytest.skip(f"{kind} is not installed here, so none of one's own can be started")
    user = None if os.geteuid() else {"postgresql": "postgres", "mariadb": "mysql"}[kind]
    if user is not None:
        owner = pwd.getpwnam(user)
        for each in (folder, *list(folder.parents)[:3]):
            if each != Path("/tmp"):  # noqa: S108 - it is everybody's already
                each.chmod(0o755)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    made, port, data = [str(each) for each in programs], _free_port(), folder / "data"
    if kind == "postgresql":
        setup = [made[0], "-D", str(data), "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8"]
        command = (
            made[1],
            "-D",
            str(data),
            "-p",
            str(port),
            "-h",
            "127.0.0.1",
            "-k",
            str(folder),
            "-c",
            "shared_buffers=16MB",
        )
        url = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    else:
        setup = [
            made[0],
            "--no-defaults",
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ]
        command = (
            *(made[1], "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1"),
            *(f"--socket={folder}/s.sock", "--innodb-buffer-pool-size=16M", f"--pid-file={folder}/pid"),
        )
        url = f"mysql+pymysql://root@127.0.0.1:{port}/mysql"
    subprocess.run(setup, check=True, capture_output=True, user=user)  # noqa: S603 - the server's own program
    server = Instance(url, command, user, [], folder / "log")
    server.start()
    try:
        yield server
    finally:
        if server._running:  # noqa: SLF001
            server.kill()
