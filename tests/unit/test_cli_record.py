"""The commands about the record: verify, seal, proof, archive."""

import json
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.sql import SqlStore, sqlite_engine, unit_of_work
from banbucheng.cases import commands as c
from banbucheng.desk import Desk
from banbucheng.replies import FollowUp
from banbucheng.terms import CaseNumber, Rating

from ._cli import plain, run
from ._desk import CALENDAR, CLERK, MEIZHOU, moment
from .test_tampering import NUMBER, filled

HEX = re.compile(r"[0-9a-f]{64}")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of four cases, the days of which are sealed."""
    file = tmp_path_factory.mktemp("record") / "cases.db"
    engine = sqlite_engine(file)
    with unit_of_work(engine) as connection:
        filled(connection)
    engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return file


@pytest.fixture
def database(original: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    file = tmp_path / "cases.db"
    file.write_bytes(original.read_bytes())
    return file


def spoilt(file: Path, statement: str) -> None:
    """Do something to a database, past the library."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(("lang", "said"), [("zh", "每一条都与写入时一致"), ("en", "Every entry is as it was written")])
def test_verify_says_that_all_is_well(database: Path, lang: str, said: str) -> None:
    """In either language, with what was looked at and what was not."""
    result = run("verify", "--db", database, "--lang", lang)

    assert 0 == result.exit_code, result.output
    assert said in result.stdout
    assert "--replay" in result.stdout
    assert "--replay" not in run("verify", "--db", database, "--replay").stdout


@pytest.mark.parametrize(("lang", "said"), [("zh", f"{NUMBER} 第 2 条"), ("en", f"{NUMBER}, entry 2")])
def test_verify_names_the_first_bad_entry(database: Path, lang: str, said: str) -> None:
    """`banbucheng verify` names the first bad entry after any alteration, with status 1."""
    spoilt(database, f"UPDATE bbc_entries SET body = body || ' ' WHERE number = '{NUMBER}' AND seq >= 2")  # noqa: S608 - ours
    result = run("verify", "--db", database, "--lang", lang)

    assert 1 == result.exit_code
    assert said in result.stdout


def test_verify_as_json(database: Path) -> None:
    """One document, whether it holds or not."""
    assert plain("verify", "--db", database)["holds"]
    spoilt(database, f"DELETE FROM bbc_entries WHERE number = '{NUMBER}' AND seq = 4")  # noqa: S608 - ours
    result = run("verify", "--db", database, "--json")

    assert 1 == result.exit_code
    assert [{"flaw": "missing", "number": NUMBER, "entry": 4, "day": None, "what": ""}] == json.loads(result.stdout)[
        "findings"
    ]


def test_verify_replays_where_asked(database: Path) -> None:
    """A case row that was edited and left its version alone shows in the replay."""
    spoilt(database, f"UPDATE bbc_cases SET status = 'closed' WHERE number = '{NUMBER}'")  # noqa: S608 - ours

    assert 0 == run("verify", "--db", database).exit_code
    assert "status" in run("verify", "--db", database, "--replay", "--lang", "en").stdout


def test_a_published_root_is_looked_for(database: Path) -> None:
    """`--root` takes what was published: the root of a day, or the digest of a seal."""
    last = plain("verify", "--db", database)["last"]

    assert 0 == run("verify", "--db", database, "--root", last["digest"], "--root", last["root"]).exit_code
    assert 1 == run("verify", "--db", database, "--root", "0" * 64).exit_code


def test_verify_of_no_database_is_said(tmp_path: Path) -> None:
    """A file that is not there, or none at all, is no traceback."""
    (tmp_path / "x.db").write_text("hello", encoding="utf-8")

    assert "no such file" in run("verify", "--db", tmp_path / "no.db").output
    assert 1 == run("verify", "--db", tmp_path / "x.db").exit_code


def test_seal_prints_what_to_publish(database: Path) -> None:
    """A root for each day on which something moved, and one digest over all of them; nothing the second time."""
    first = run("seal", "--db", database, "--day", "2025-03-12", "--lang", "en")
    again = run("seal", "--db", database, "--day", "2025-03-12", "--lang", "en")

    assert 0 == first.exit_code, first.output
    assert 2 == len(HEX.findall(first.stdout))
    assert "5 days sealed, to 2025-03-12" in first.stdout
    assert "Nothing to seal" in again.stdout
    assert [] == plain("seal", "--db", database, "--day", "2025-03-12")["seals"]
    assert "2025-03-13" == plain("seal", "--db", database, "--day", "2025-03-13")["seals"][0]["day"]


def test_a_day_that_is_not_over_is_not_sealed(database: Path) -> None:
    """The day after the last of this library's calendar is not over either."""
    result = run("seal", "--db", database, "--day", "9999-12-31")

    assert 1 == result.exit_code
    assert "not over" in result.output


def test_a_citizen_checks_a_proof(database: Path, tmp_path: Path) -> None:
    """What `proof` prints is a file that `verify` checks against the published root, and nothing else."""
    root = plain("verify", "--db", database)["last"]["root"]
    file = tmp_path / "proof.json"
    file.write_bytes(run("proof", NUMBER, "--db", database).stdout_bytes)

    assert 0 == run("verify", file, "--root", root).exit_code
    assert 1 == run("verify", file, "--root", "0" * 64).exit_code
    assert 2 == run("verify", file).exit_code
    assert json.loads(run("verify", file, "--root", root, "--json").stdout)["holds"]


@pytest.mark.parametrize("text", ["", "{}", "[" * 5000, '{"day": "2025-03-05"}', "\ud800"])
def test_what_is_no_proof_is_said(tmp_path: Path, text: str) -> None:
    """A file that is something else, or is not there, is an error of ours."""
    file = tmp_path / "proof.json"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))

    assert 1 == run("verify", file, "--root", "0" * 64).exit_code
    assert 1 == run("verify", tmp_path / "no.json", "--root", "0" * 64).exit_code


def test_a_proof_of_no_case_is_said(database: Path) -> None:
    """Whoever mistypes a number is told so."""
    assert "no case" in run("proof", "x", "--db", database).output


def closed(database: Path) -> None:
    """Close the first case."""
    engine = sqlite_engine(database)
    with unit_of_work(engine) as connection:
        clock = SettableClock(moment("2025-03-11 09:00"))
        desk = Desk(store=SqlStore(connection), book=MEIZHOU, calendar=CALENDAR, clock=clock)
        desk.do(CaseNumber(NUMBER), c.FollowUp(by=CLERK, follow_up=FollowUp(rating=Rating.SATISFIED)))
        desk.do(CaseNumber(NUMBER), c.Close(by=CLERK))
    engine.dispose()


def test_a_closed_case_is_packed_and_checked_alone(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One zip, checked where there is no SQLAlchemy, against the root that was published."""
    closed(database)
    run("seal", "--db", database, "--day", "2025-03-12")
    file = tmp_path / "case.zip"
    result = run("archive", NUMBER, "--db", database, "--out", file, "--retention", "30年")
    assert 0 == result.exit_code, result.output

    for name in [each for each in sys.modules if each.startswith("banbucheng.cli._verify")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    checked = run("verify", file, "--lang", "en")
    assert 0 == checked.exit_code, checked.output
    digest = HEX.findall(checked.stdout)[0]
    assert "the published one" in run("verify", file, "--root", digest, "--lang", "en").stdout
    file.write_bytes(file.read_bytes().replace("养老".encode(), "失业".encode()))
    assert 1 == run("verify", file, "--json").exit_code


def test_an_open_case_is_not_packed(database: Path, tmp_path: Path) -> None:
    """And no file is left behind."""
    file = tmp_path / "case.zip"
    result = run("archive", NUMBER, "--db", database, "--out", file)

    assert 1 == result.exit_code
    assert "close it first" in result.output
    assert not file.exists()


def test_a_place_that_cannot_be_written_is_said(database: Path, tmp_path: Path) -> None:
    """A folder that is not there is no traceback."""
    closed(database)

    assert "cannot be written" in run("archive", NUMBER, "--db", database, "--out", tmp_path / "no" / "case.zip").output


def test_a_title_cannot_command_the_terminal(database: Path, tmp_path: Path) -> None:
    """What a package brings along is shown without its control characters."""
    closed(database)
    file = tmp_path / "case.zip"
    run("archive", NUMBER, "--db", database, "--out", file)
    file.write_bytes(file.read_bytes().replace(b'"title": "', b'"title": "\\u001b[31m'))

    assert "\x1b" not in run("verify", file).output
