"""The command line: what it prints, in both languages and as JSON, and how it ends when something is wrong."""

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import Result
from rich.cells import cell_len

from banbucheng.labels import word

from ._cli import SAMPLE_ENDS, plain, run, started

COMMANDS = ("demo", "due", "case", "ledger", "check")
SAMPLE = Path(str(files("banbucheng.profiles").joinpath("letters.csv")))
#: A letter of the sample that is overdue, complex, and was returned to nobody.
OVERDUE = "441402-20251020-0001"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample in it."""
    path = tmp_path_factory.mktemp("demo") / "sample.db"
    assert 0 == run("demo", "--db", path, "--json").exit_code
    return path


def calls(database: Path) -> dict[str, list[object]]:
    """One good call of each command."""
    return {
        "demo": ["demo", "--db", database],
        "due": ["due", "2025-01-24", "--limit", "5wd"],
        "case": ["case", OVERDUE, "--db", database],
        "ledger": ["ledger", "--db", database, "--as-of", SAMPLE_ENDS],
        "check": ["check", "meizhou"],
    }


# What is printed


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_speaks_both_languages(database: Path, command: str, language: str) -> None:
    """Each command does its work with status 0 in Chinese and in English, with no code left unworded."""
    result = run(*calls(database)[command], "--lang", language)

    assert 0 == result.exit_code, result.output
    assert [] == [
        code for code in ("view.", "case.", "demo.", "check.", "event.", "milestone.") if code in result.stdout
    ]
    assert result.stdout == run(*calls(database)[command], BANBUCHENG_LANG=language).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_json_is_one_document_and_nothing_else(database: Path, command: str) -> None:
    """With --json, stdout holds one JSON document in UTF-8, whatever the terminal speaks, and stderr nothing."""
    process = started(*calls(database)[command], "--json", PYTHONIOENCODING="ascii")
    out, err = process.communicate(timeout=60)

    assert (0, b"") == (process.returncode, err)
    assert isinstance(json.loads(out.decode()), dict)
    assert out.startswith(b"{\n")
    assert out.endswith(b"}\n")


def test_a_terminal_without_chinese_is_no_fault(database: Path) -> None:
    """Where the terminal cannot show a sign, something else stands there; the command does its work."""
    process = started("ledger", "--db", database, "--as-of", SAMPLE_ENDS, PYTHONIOENCODING="ascii")
    out, err = process.communicate(timeout=60)

    assert (0, b"") == (process.returncode, err)
    assert OVERDUE.encode() in out


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_cut_off_or_broken(database: Path, command: str, columns: int, language: str) -> None:
    """No line is wider than the terminal, and no number of a case is broken over two lines."""
    result = run(*calls(database)[command], "--lang", language, columns=columns)

    hints = ("banbucheng ", word("demo.kept_in", language).format(path=""))
    wide = [line for line in result.stdout.splitlines() if cell_len(line) > columns]
    assert [] == [line for line in wide if not any(hint in line for hint in hints)]
    if command in {"demo", "case", "ledger"}:
        assert OVERDUE in result.stdout


def test_the_subject_of_an_overdue_case_is_whole(database: Path) -> None:
    """In a narrow terminal a subject goes over several lines, and all of it is there."""
    text = run("ledger", "--db", database, "--as-of", SAMPLE_ENDS, columns=80).stdout
    lines = text[text.index(OVERDUE) :].splitlines()[:3]

    assert "旧楼加装电梯三部门踢皮球迟迟不批" == "".join(line[22:].split()[0] for line in lines)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_deadline_shows_its_last_day(database: Path, language: str) -> None:
    """A limit that ends with the day is shown by that day, not by midnight; one within the day by its time."""
    text = run("case", OVERDUE, "--db", database, "--lang", language).stdout
    limits = {
        line.split()[0]: line
        for line in text.splitlines()
        if line.startswith(("受理", "反馈", "acceptance", "feedback"))
    }
    acceptance, feedback = (limits[word(f"milestone.{each}", language)] for each in ("acceptance", "feedback"))

    # Received on Monday 2025-10-20 at 10:40: half a working day, and five working days.
    assert "2025-10-20 17:30" in acceptance
    assert "2025-10-27" in feedback
    assert "00:00" not in feedback
    assert "2025-10-27 " in run("ledger", "--db", database, "--as-of", SAMPLE_ENDS, "--lang", language).stdout


def test_markup_in_a_letter_is_text(tmp_path: Path) -> None:
    """What a citizen writes is shown as it is written, whatever it means to the terminal's library."""
    letters = tmp_path / "letters.csv"
    letters.write_text(
        "编号,来信时间,主题,内容\n1,2025-01-06 09:00,[/red] [bold :smile: 三家推诿,[b]x[/b]\n2,2025-03-03 9:00,x,\n",
        "utf-8",
    )
    run("demo", "--letters", letters, "--db", tmp_path / "a.db")

    text = run("case", "441400-20250106-0001", "--db", tmp_path / "a.db").stdout

    assert "[/red] [bold :smile: 三家推诿" in text
    assert "[b]x[/b]" in text
    assert "[/red]" in run("ledger", "--db", tmp_path / "a.db", "--as-of", "2025-03-03").stdout


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_whole(command: str) -> None:
    """Help tells everything in 80 columns, and cuts nothing off."""
    result = run(*command.split(), "--help", columns=80)

    assert 0 == result.exit_code
    assert 80 >= max(map(len, result.output.splitlines()))
    assert "..." not in result.output.replace("COMMAND [ARGS]...", "")
    if not command:
        assert [] == [each for each in COMMANDS if f"\n  {each} " not in result.output]


def test_help_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SQLAlchemy the commands that need it say which extra brings it, in the help too; the others work."""
    for name in ("_demo", "_case", "_ledger", "_database"):
        monkeypatch.delitem(sys.modules, f"banbucheng.cli.{name}", raising=False)
    for name in [each for each in sys.modules if each.startswith("banbucheng.adapters.sql")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)

    assert "'banbucheng[sql]'" in run("--help").stdout
    refused(run("ledger"), 1, "'banbucheng[sql]'")
    assert 0 == run("due", "2025-03-10", "--limit", "2wd").exit_code


def test_the_module_is_the_command() -> None:
    """`python -m banbucheng` is the same command line."""
    process = started("due", "2025-03-10", "--limit", "2wd", "--json")
    out, err = process.communicate(timeout=60)

    assert (0, b"") == (process.returncode, err)
    assert plain("due", "2025-03-10", "--limit", "2wd") == json.loads(out)


# Deadlines


#: Receipts and the last days of 2, 5 and 10 working days, from two data sets of the official calendar that agree.
DEADLINES = {
    "C1": ("2025-03-10", "2025-03-12", "2025-03-17", "2025-03-24"),
    "C2": ("2025-03-14", "2025-03-18", "2025-03-21", "2025-03-28"),
    "C3": ("2025-03-15", "2025-03-18", "2025-03-21", "2025-03-28"),
    "C4": ("2025-01-24", "2025-01-27", "2025-02-07", "2025-02-13"),
    "C5": ("2025-01-26", "2025-02-05", "2025-02-08", "2025-02-14"),
    "C6": ("2025-01-27", "2025-02-06", "2025-02-10", "2025-02-17"),
    "C7": ("2025-01-30", "2025-02-06", "2025-02-10", "2025-02-17"),
    "C8": ("2025-02-07", "2025-02-10", "2025-02-13", "2025-02-20"),
    "C9": ("2025-02-08", "2025-02-11", "2025-02-14", "2025-02-21"),
    "C11": ("2025-04-27", "2025-04-29", "2025-05-07", "2025-05-14"),
    "C12": ("2025-04-30", "2025-05-07", "2025-05-12", "2025-05-19"),
    "C13": ("2025-09-28", "2025-09-30", "2025-10-11", "2025-10-17"),
    "C14": ("2025-09-30", "2025-10-10", "2025-10-14", "2025-10-21"),
    "C18": ("2025-12-24", "2025-12-26", "2025-12-31", "2026-01-08"),
    "C19": ("2025-12-31", "2026-01-05", "2026-01-08", "2026-01-15"),
    "C20": ("2026-02-13", "2026-02-24", "2026-02-27", "2026-03-05"),
    "C21": ("2026-02-14", "2026-02-25", "2026-02-28", "2026-03-06"),
    "C23": ("2024-02-09", "2024-02-19", "2024-02-22", "2024-02-29"),
}


@pytest.mark.parametrize(
    ("start", "limit", "due_on"),
    [(row[0], f"{days}wd", on) for row in DEADLINES.values() for days, on in zip((2, 5, 10), row[1:], strict=True)],
)
def test_a_deadline_is_that_of_the_calendar(start: str, limit: str, due_on: str) -> None:
    """The last day is the one that both calendars give, and the time is up when it ends."""
    found = plain("due", start, "--limit", limit)

    after = date.fromisoformat(due_on) + timedelta(days=1)
    assert (due_on, f"{after}T00:00:00+08:00") == (found["due_on"], found["due_at"])
    assert (False, due_on, due_on) == (found["provisional"], found["earliest"], found["latest"])


def test_every_day_of_a_deadline_is_accounted_for() -> None:
    """C4: from Friday 2025-01-24 on, Sunday 01-26 works, the Spring Festival does not; each day is told."""
    days = {day["on"]: day for day in plain("due", "2025-01-24", "--limit", "5wd")["days"]}

    assert [str(date(2025, 1, 24) + timedelta(days=n)) for n in range(15)] == list(days)
    assert [1, 2, 3, 4, 5] == [
        days[on]["counted"] for on in ("2025-01-26", "2025-01-27", "2025-02-05", "2025-02-06", "2025-02-07")
    ]
    assert ["makeup_workday", "weekend", "receipt"] == [days[f"2025-01-{n}"]["reason"] for n in (26, 25, 24)]
    assert [on for on in days if "2025-01-28" <= on <= "2025-02-04"] == [
        on for on, day in days.items() if day["reason"] == "day_off" and not day["works"]
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ("周日", "调休上班", "春节", "周末", "2025-02-07")),
        ("en", ("Sun", "makeup workday", "Spring Festival", "weekend")),
    ],
)
def test_a_deadline_is_explained_in_words(language: str, told: tuple[str, ...]) -> None:
    """Which days counted, which did not, and why."""
    text = run("due", "2025-01-24", "--limit", "5wd", "--lang", language).stdout

    assert [] == [each for each in told if each not in text]


def test_a_deadline_past_the_last_notice_is_provisional() -> None:
    """C24: 10 working days from 2026-12-25 run into a year not announced: never firm, between two dates."""
    found = plain("due", "2026-12-25", "--limit", "10wd", "--as-of", "2026-06-01")

    assert (True, "2027-01-11") == (found["provisional"], found["due_on"])
    assert found["earliest"] <= found["due_on"] <= found["latest"]
    assert found["earliest"] < found["latest"]
    assert found["latest"] in run("due", "2026-12-25", "--limit", "10wd", "--as-of", "2026-06-01").stdout
    assert 1 == run("due", "2026-12-25", "--limit", "10wd", "--as-of", "2026-06-01", "--strict").exit_code


@pytest.mark.parametrize(
    ("start", "options", "due_on"),
    [
        ("2025-03-14T16:30:00+00:00", [], "2025-03-18"),  # T1: Saturday 00:30 in Shanghai
        ("2025-03-16T16:30:00Z", [], "2025-03-19"),  # T2: Monday 00:30
        ("2025-03-14T16:30", [], "2025-03-18"),  # local time in China, a Friday
        ("2025-03-15", ["--count-from", "next_workday"], "2025-03-19"),  # C3, school B
        ("2025-02-04", ["--count-from", "next_workday"], "2025-02-07"),  # C7, school B
    ],
)
def test_the_receipt_is_counted_from_its_day_in_china(start: str, options: list[str], due_on: str) -> None:
    """A moment is taken to the calendar's zone before its date is; both schools of counting can be had."""
    assert due_on == plain("due", start, "--limit", "2wd", *options)["due_on"]


# How it ends when something is wrong


def refused(result: Result, status: int, *said: str) -> None:
    """The command ended with this status and told why; nothing like a traceback was printed."""
    assert status == result.exit_code, result.output
    assert [] == [each for each in said if each not in result.output], result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["due", "2025-02-30", "--limit", "5wd"],
        ["due", "2025/3/5", "--limit", "5wd"],
        ["due", "tomorrow", "--limit", "5wd"],
        ["due", "", "--limit", "5wd"],
        ["due", "2025-03-05T25:00", "--limit", "5wd"],
        ["due", "9999-12-31T23:59:59-12:00", "--limit", "5wd"],
        ["due", "0001-01-01T00:00:00+14:00", "--limit", "5wd"],
        ["due", "9999-12-31", "--limit", "5wd"],
        ["due", "2025-03-05"],
        ["due", "--limit", "5wd"],
        ["due", "2025-03-05", "--limit", "5wd", "--lang", "fr"],
        ["due", "2025-03-05", "--limit", "5wd", "--ends", "noon"],
        ["due", "2025-03-05", "--limit", "5wd", "--as-of", "x"],
        ["ledger", "--most", "0"],
        ["ledger", "--as-of", "x"],
        ["case"],
        ["check"],
        ["demo", "--no-such-option"],
        ["no-such-command"],
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    """What cannot be understood ends with status 2 and says how the command is used."""
    refused(run(*arguments), 2, "Usage: banbucheng", "Error: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["due", "2025-03-05", "--limit", "5"], "'5' cannot be used; give a number and a unit: 2wd"),
        (["due", "2025-03-05", "--limit", "five"], "give a number and a unit"),
        (["due", "2025-03-05", "--limit", "-1wd"], "give a number and a unit"),
        (["due", "2025-03-05", "--limit", "10001wd"], "give a whole number from 0 to 10000"),
        (["due", "2025-03-05", "--limit", "10000wd"], "2036-12-31"),
        (["due", "1901-01-01", "--limit", "5wd"], "2004-01-01"),
        (["due", "2025-03-05", "--limit", "5wd", "--region", "999999"], "999999"),
        (["due", "2025-03-05", "--limit", "5wd", "--as-of", "1900-01-01"], "1900-01-01"),
        (["check", "meizhuo"], "meizhou"),
        (["demo", "--rulebook", "none.toml"], "none.toml"),
        (["demo", "--letters", "none.csv"], "none.csv: 1 fault\n  file: cannot be read"),
        (["demo", "--letters", "."], "cannot be read"),
        (["case", "1", "--db", "none.db"], "none.db: there is no such file; `banbucheng demo` makes one"),
        (["ledger", "--db", "none.db"], "none.db: there is no such file"),
    ],
)
def test_a_fault_in_the_input_ends_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    """What is understood but cannot be done ends with status 1, and says what to do; nothing is made."""
    monkeypatch.chdir(tmp_path)

    refused(run(*arguments), 1, "Error: ", said)
    assert [] == list(tmp_path.iterdir())


def test_a_rulebook_with_faults_is_told_them_all(tmp_path: Path) -> None:
    """`check` names every fault of a file with its path and ends with status 1; so does what needs the file."""
    path = tmp_path / "rules.toml"
    text = files("banbucheng.profiles").joinpath("meizhou.toml").read_text(encoding="utf-8")
    spoilt = text.replace('count_from = "day_after"', 'count_from = "day_aftr"').replace(
        "dispatches = 3", "dispatches = -3"
    )
    path.write_text(spoilt.replace('fallback = "window"', 'falback = "window"'), encoding="utf-8")

    for arguments in (["check", path], ["check", path, "--json"], ["demo", "--rulebook", path]):
        refused(
            run(*arguments), 1, f"{path}: ", "counting.count_from: ", "returns.dispatches: ", "falback: ", "fallback: "
        )


def test_an_unknown_case_is_told_so(database: Path) -> None:
    """A case number that does not exist ends with status 1, as text and as JSON."""
    refused(run("case", "441402-20250101-0001", "--db", database), 1, "no case has the number '441402-20250101-0001'")
    refused(run("case", "'; DROP TABLE", "--db", database, "--json"), 1, "no case has the number")


def not_a_database(path: Path) -> None:
    """A file of text."""
    path.write_bytes(b"Dear desk, I am no database. " * 100)


def foreign(path: Path) -> None:
    """A database with other tables."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE people (name TEXT)")
        connection.execute("INSERT INTO people VALUES ('x')")


def of_another_version(path: Path) -> None:
    """A database that a later release made."""
    assert 0 == run("demo", "--db", path, "--as-of", "2025-09-15", "--json").exit_code
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE bbc_schema SET version = 99")


def half_ours(path: Path) -> None:
    """A database in which others use a name of ours."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bbc_schema (something TEXT)")


def content(path: Path) -> object:
    """What a file holds: its tables and rows where it is a database, else its bytes."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            return list(connection.iterdump())
    except sqlite3.DatabaseError:
        return path.read_bytes()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (not_a_database, "not a database"),
        (foreign, "people"),
        (of_another_version, "version 99"),
        (half_ours, "bbc_"),
    ],
)
def test_a_database_that_is_not_ours_is_left_alone(tmp_path: Path, spoil: Callable[[Path], None], said: str) -> None:
    """A file that is no database, or another program's, is told so with status 1, and holds what it held."""
    path = tmp_path / "other.db"
    spoil(path)
    before = content(path)

    for arguments in (["ledger"], ["case", OVERDUE], ["demo"], ["demo", "--json"]):
        refused(run(*arguments, "--db", path), 1, "Error: ", said)

    assert before == content(path)


def test_an_empty_database_holds_no_cases(tmp_path: Path) -> None:
    """A file of no bytes is a database that can be begun, and until then holds no cases."""
    path = tmp_path / "new.db"
    path.touch()

    refused(run("ledger", "--db", path), 1, "holds no cases")
    assert 0 == run("demo", "--db", path, "--as-of", "2025-09-15").exit_code


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    """A folder given as database is wrong usage; a folder that is missing is a fault that names the file."""
    for command in (["demo"], ["ledger"], ["case", "1"]):
        refused(run(*command, "--db", tmp_path), 2, "is a directory")
    refused(run("demo", "--db", tmp_path / "none" / "a.db"), 1, "a.db: unable to open database file")


def test_odd_names_of_files_are_names(tmp_path: Path) -> None:
    """Signs that mean something in an address of a database are part of a file's name."""
    path = tmp_path / "a?mode=ro#b%20 梅州.db"

    assert 0 == run("demo", "--db", path, "--as-of", "2025-09-15", "--json").exit_code
    assert path.is_file()
    assert 0 == run("ledger", "--db", path, "--as-of", "2025-09-15").exit_code


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_reader_that_leaves_is_no_fault(database: Path, options: list[str]) -> None:
    """Where nobody reads on (`| head -1`), the command ends without a word."""
    process = started("ledger", "--db", database, "--as-of", SAMPLE_ENDS, *options)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()

    assert b"" == err
    assert process.wait(timeout=60) in {0, 1}
