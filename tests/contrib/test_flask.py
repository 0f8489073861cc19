"""The smallest embedding, in Flask: one file, and what it answers."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

pytest.importorskip("flask")

from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.sql import sqlite_engine
from banbucheng.codec import dump
from banbucheng.testing import sample_complaint, sample_problem

EXAMPLE = Path(__file__).parents[2] / "examples" / "hosts" / "flask_desk.py"
NUMBER = "441402-20250305-0001"
STAFF = {"X-Staff": "clerk-1"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Any]:
    """Somebody who asks the example."""
    spec = importlib.util.spec_from_file_location("flask_desk", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    engine = sqlite_engine(tmp_path / "desk.db")
    yield module.app_over(engine, SettableClock(sample_complaint().received_at)).test_client()
    engine.dispose()


def test_a_case_goes_its_way(client: Any) -> None:
    """Registered, accepted and sent out, each in a transaction of its own."""
    made = client.post("/cases", json=dump(sample_complaint()), headers=STAFF)
    assert (201, NUMBER) == (made.status_code, made.json["number"])

    client.post(f"/cases/{NUMBER}/accept", json={"problem": dump(sample_problem())}, headers=STAFF)
    client.post(f"/cases/{NUMBER}/assign", json={}, headers=STAFF)

    found = client.get(f"/cases/{NUMBER}", headers=STAFF)
    assert ("assigned", 3) == (found.json["status"], found.json["version"])
    assert "smartphone" not in found.text


@pytest.mark.parametrize(
    ("path", "plain", "status", "error"),
    [
        (f"/cases/{NUMBER}/verify", {}, 409, "Refusal"),
        ("/cases/none/verify", {}, 404, "CaseNotFound"),
        ("/cases", {}, 422, "RulebookError"),
        (f"/cases/{NUMBER}/accept", {"by": "leader"}, 422, "RulebookError"),
    ],
)
def test_an_error_is_a_problem(client: Any, path: str, plain: object, status: int, error: str) -> None:
    """RFC 9457, 3.1: the media type is application/problem+json, and "status" is the one that was sent."""
    client.post("/cases", json=dump(sample_complaint()), headers=STAFF)

    said = client.post(path, json=plain, headers=STAFF)

    assert (status, status, error) == (said.status_code, said.json["status"], said.json["error"])
    assert "application/problem+json" == said.content_type


def test_who_is_not_signed_in_gets_nothing(client: Any) -> None:
    """Every route asks who is there first; a command that there is not is not found."""
    assert 401 == client.post("/cases", json={}).status_code
    assert 401 == client.get(f"/cases/{NUMBER}").status_code
    assert 401 == client.post(f"/cases/{NUMBER}/accept", json={}).status_code
    assert 404 == client.post(f"/cases/{NUMBER}/dance", json={}, headers=STAFF).status_code


def test_it_is_one_file_of_few_lines() -> None:
    """The smallest possible embedding, one file."""
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) < 80


def test_it_starts_by_one_command(tmp_path: Path) -> None:
    """`python examples/hosts/flask_desk.py` serves; here on a free port, which Flask takes from its own setting."""
    code = (
        "import runpy, flask; run = flask.Flask.run; "
        "flask.Flask.run = lambda app, port: run(app, port=0); "
        f"runpy.run_path({str(EXAMPLE)!r}, run_name='__main__')"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stderr=subprocess.PIPE, text=True) as served:  # noqa: S603 - our own Python
        try:
            assert served.stderr is not None
            found = next(at for line in served.stderr if (at := re.search(r"Running on (http://[\d.:]+)", line)))
            with pytest.raises(HTTPError, match="401"):
                urlopen(f"{found[1]}/cases/{NUMBER}", timeout=30).close()  # noqa: S310 - our own server
        finally:
            served.terminate()
