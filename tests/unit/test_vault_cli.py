"""`banbucheng retention`: the dry run of a clerk, and the erasing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from banbucheng.adapters.sql import SqlStore, create, sqlite_engine, unit_of_work
from banbucheng.adapters.vault import Token, Vault, create_vault
from banbucheng.cli._retention import command
from banbucheng.errors import BadInput, StoreUnavailable
from banbucheng.intake import Complainant
from banbucheng.terms import Status

from ._desk import CLERK, PATHS, Bench, moment
from ._vault import keys, leaks, who

YEARS = ("--years", "closed=10", "--years", "declined=2")


@pytest.fixture
def database(tmp_path: Path) -> tuple[Path, dict[Status, Token]]:
    """A file with two people, of one closed and one declined case of 5 March 2025."""
    path, tokens = tmp_path / "cases.db", {}
    engine = sqlite_engine(path)
    with unit_of_work(engine) as connection:
        create(connection)
        create_vault(connection)
        bench = Bench(store=SqlStore(connection))
        for status in (Status.CLOSED, Status.DECLINED):
            tokens[status] = Vault(connection, keys()).keep(who(), by=CLERK, at=moment("2025-03-05 09:30"))
            bench.do(bench.registered(complainant=Complainant(token=tokens[status])), *PATHS[status])
    engine.dispose()
    return path, tokens


def run(path: Path, *words: str) -> Result:
    """The command on a file."""
    return CliRunner().invoke(command, ["--db", str(path), *YEARS, *words])


def test_a_dry_run_lists_and_changes_nothing(database: tuple[Path, dict[Status, Token]]) -> None:
    """D6: dry run lists the same set: each with the day from which, and of which case."""
    path, tokens = database

    lines = [run(path, "--at", "2027-03-05T10:00", "--dry-run").output for _ in range(2)]

    assert [f"{tokens[Status.DECLINED]}  2027-03-05  441402-20250305-0002\n"] * 2 == lines


def test_erasing_needs_a_name_and_a_ground(database: tuple[Path, dict[Status, Token]]) -> None:
    """And is done to exactly those of the dry run, once."""
    path, tokens = database

    nameless = run(path, "--at", "2036-01-01", "--erase")
    listed = json.loads(run(path, "--at", "2036-01-01", "--json").output)
    erased = json.loads(
        run(path, "--at", "2036-01-01", "--json", "--erase", "--by", "keeper", "--why", "schedule 7").output
    )

    assert isinstance(nameless.exception, BadInput)
    assert listed["people"] == erased["people"]
    assert set(tokens.values()) == {each["token"] for each in erased["people"]}
    assert "" == run(path, "--at", "2036-01-01").output


@pytest.mark.parametrize("years", ["closed", "closed=", "closed=ten", "handling=1", "shut=1", "closed=-1", "closed=³"])
def test_a_schedule_that_is_none_is_told(database: tuple[Path, dict[Status, Token]], years: str) -> None:
    """No traceback for what a user can cause: an error of ours, which the command line prints."""
    assert isinstance(run(database[0], "--years", years).exception, BadInput)


def test_a_file_without_a_vault_is_told(tmp_path: Path) -> None:
    """Nor for a file that is not there, or has no vault; neither is made."""
    path = tmp_path / "cases.db"
    missing = run(path).exception
    engine = sqlite_engine(path)
    with unit_of_work(engine) as connection:
        create(connection)
    engine.dispose()
    empty = run(path).exception

    assert isinstance(missing, StoreUnavailable)
    assert isinstance(empty, StoreUnavailable)
    assert [] == leaks(empty)
