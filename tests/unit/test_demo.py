"""The main job, end to end: letters in, the ledger out, as often as one likes and whatever comes in between."""

import csv
import os
import random
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import holidays
import pytest

from ._cli import entries, plain, run, started

SAMPLE = Path(str(files("banbucheng.profiles").joinpath("letters.csv")))
#: A file of real letters, where somebody has one: columns as in the sample, moments as `2019/4/25 9:32:09` too.
REAL = os.environ.get("BANBUCHENG_LETTERS", "")
LIMITS = (2, 5, 10)


def written(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, as the standard library reads them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def moment(text: str) -> datetime:
    """A moment as it stands in a file of letters."""
    return datetime.strptime(text.replace("/", "-"), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - local, as written


def calendar(rows: Sequence[dict[str, str]]) -> Callable[[date, date], int]:
    """How many working days lie after one day, through another, by the package `holidays`."""
    years = sorted({moment(row[column]).year for row in rows for column in ("来信时间", "答复时间") if row[column]})
    china = holidays.country_holidays("CN", years=range(years[0], years[-1] + 2))

    def working_days(after: date, through: date) -> int:
        return sum(china.is_working_day(after + timedelta(days=n)) for n in range(1, (through - after).days + 1))

    return working_days


def taken(rows: Sequence[dict[str, str]]) -> list[int]:
    """The working days that each answered letter took, from the day after it came."""
    between = calendar(rows)
    return [between(moment(row["来信时间"]).date(), moment(row["答复时间"]).date()) for row in rows if row["答复时间"]]


def within(days: Sequence[int]) -> dict[str, int]:
    """How many of them are within each limit."""
    return {str(limit): sum(each <= limit for each in days) for limit in LIMITS}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sample is driven, once and undisturbed."""
    return tmp_path_factory.mktemp("demo") / "sample.db"


@pytest.fixture(scope="module")
def report(database: Path) -> Any:
    """What the demo reports of the sample."""
    return plain("demo", "--db", database)


# The sample


def test_every_letter_of_the_sample_is_taken(report: Any) -> None:
    """All 60 letters come in and none is rejected; 56 of them were answered."""
    assert 60 == len(written(SAMPLE)) == report["letters"] == report["imported"] == report["ledger"]["registered"]
    assert ([], 56) == (report["rejected"], report["answered"])


def test_the_shares_agree_with_an_independent_calendar(report: Any) -> None:
    """Answered within 2, 5 and 10 working days, from the day after each letter came: 38, 48 and 53 of 56."""
    assert {"2": 38, "5": 48, "10": 53} == within(taken(written(SAMPLE))) == report["answered_within"]


def test_the_shares_of_the_ledger_leave_declined_letters_out(report: Any) -> None:
    """Four letters are declined; of the 52 others that were answered, 34, 44 and 49 were within 2, 5 and 10 days."""
    handled = within(taken([row for row in written(SAMPLE) if not row["不予受理"]]))

    assert {"2": 34, "5": 44, "10": 49} == handled
    assert {days: {"part": part, "whole": 52} for days, part in handled.items()} == report["ledger"]["within"]
    assert 4 == sum(bool(row["不予受理"]) for row in written(SAMPLE)) == report["ledger"]["declined"]


def test_what_the_window_answered_at_once_is_settled_on_the_spot(report: Any) -> None:
    """A letter that came to the window and was answered the same day is settled on the spot, unless it was declined."""
    same_day = [
        row
        for row in written(SAMPLE)
        if row["渠道"] == "窗口" and row["来信时间"][:10] == row["答复时间"][:10] and not row["不予受理"]
    ]

    assert 10 == len(same_day) == report["ledger"]["settled_on_the_spot"]


def test_nobody_is_forgotten(report: Any) -> None:
    """Every letter is a case that was declined, closed or is open; the open ones are those not answered yet."""
    ledger = report["ledger"]
    unanswered = [row for row in written(SAMPLE) if not row["答复时间"]]

    assert 60 == sum(ledger["by_status"].values()) == sum(ledger["by_unit"].values())
    assert 56 == sum(ledger["by_kind"].values())
    assert (
        4 == len(unanswered) == ledger["open"] == 60 - ledger["by_status"]["closed"] - ledger["by_status"]["declined"]
    )


def test_what_is_overdue_is_named_with_its_last_day(report: Any) -> None:
    """Two complex matters of October wait still: feedback was due on the 5th working day, the end on the 10th."""
    rows = written(SAMPLE)
    between = calendar(rows)
    as_of = date(2025, 11, 5)
    expected = []
    for row in rows:
        came = moment(row["来信时间"]).date()
        if row["答复时间"] or between(came, as_of) <= max(LIMITS):
            continue
        for milestone, limit in (("feedback", 5), ("cap", 10)):
            on = next(day for n in range(60) if between(came, day := came + timedelta(days=n)) == limit)
            expected.append((row["主题"], milestone, str(on), between(on, as_of)))

    found = [
        (each["subject"], each["milestone"], each["due_on"], each["working_days"])
        for each in report["ledger"]["overdue"]
    ]

    assert 4 == len(expected)
    assert sorted(expected) == sorted(found)


def test_each_warning_is_given_once_and_on_a_working_day(report: Any) -> None:
    """No rung of the ladder is taken twice for a limit of a case, none before it is due, none on a day off."""
    warned = report["ledger"]["warned"]
    china = holidays.country_holidays("CN", years=[2025])
    steps = Counter((each["number"], each["milestone"], each["rung"], each["due_at"]) for each in warned)

    assert {1} == set(steps.values())
    assert [] == [
        each for each in warned if datetime.fromisoformat(each["at"]) < datetime.fromisoformat(each["due_at"])
    ]
    assert [] == [each for each in warned if not china.is_working_day(date.fromisoformat(each["due_at"][:10]))]


def test_the_demo_says_where_it_kept_the_cases_and_what_to_type_next(database: Path, report: Any) -> None:
    """The database is named, and the command that is named next works."""
    assert str(database) == report["database"]
    *_, kept, following = run("demo", "--db", database, columns=200).stdout.splitlines()

    assert str(database) in kept
    assert 0 == run(*following[following.index("banbucheng ") :].split()[1:]).exit_code


# Again


def test_a_second_run_changes_nothing(database: Path, report: Any) -> None:
    """Run again on the same database, the demo reports the same, and the ledger is the same to the byte."""
    before = entries(database)

    assert report == plain("demo", "--db", database)
    assert before == entries(database)
    assert len(before) > 60 * 5


def test_two_databases_are_the_same(tmp_path: Path, database: Path, report: Any) -> None:
    """The same letters make the same ledger anywhere: nothing of it comes from this machine or this day."""
    again = plain("demo", "--db", tmp_path / "again.db")

    assert {**report, "database": ""} == {**again, "database": ""}
    assert entries(database) == entries(tmp_path / "again.db")


def test_a_run_in_parts_ends_as_one_run(tmp_path: Path, database: Path, report: Any) -> None:
    """Stopped at days in between and taken up again, the cases end as they do in one run."""
    for day in ("2025-09-14", "2025-09-19", "2025-09-19", "2025-10-11"):
        assert 0 == run("demo", "--db", tmp_path / "a.db", "--as-of", day).exit_code

    assert report["ledger"] == plain("demo", "--db", tmp_path / "a.db")["ledger"]
    assert entries(database) == entries(tmp_path / "a.db")


def kept(database: Path) -> int:
    """How many entries are kept so far; none where there is no table yet."""
    if not database.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM bbc_entries").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def kill(database: Path, after: int, later: float) -> None:
    """Begin a demo, and kill it once so many entries are kept, and a moment later (in seconds)."""
    process = started("demo", "--db", database, "--json")
    for _ in range(20_000):
        if kept(database) >= after or process.poll() is not None:
            break
        ended_within(process, 0.002)
    ended_within(process, later)
    process.kill()
    process.communicate(timeout=30)


def ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Give a process that long; whether it has ended."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_that_was_killed_ends_as_one_that_was_not(tmp_path: Path, database: Path, report: Any, seed: int) -> None:
    """Killed three times at random moments and run again, the ledger is that of an undisturbed run, to the byte."""
    chance, path = random.Random(seed), tmp_path / "killed.db"  # noqa: S311 - moments, no secrets
    whole = entries(database)
    left = []
    for after in sorted([1, *chance.sample(range(len(whole) // 5, len(whole) * 3 // 5), 2)]):
        kill(path, after, chance.uniform(0, 0.05))
        left.append(kept(path))
    assert 0 < left[0] < len(whole)
    assert left == sorted(left)

    again = plain("demo", "--db", path)

    assert {**report, "database": ""} == {**again, "database": ""}
    assert whole == entries(path)


# Letters of one's own


def test_broken_rows_are_named_and_the_others_are_taken(tmp_path: Path) -> None:
    """Each row that cannot be imported is named with its line and the reason; the good ones become cases."""
    letters = tmp_path / "mine.csv"
    letters.write_text(
        "编号,来信时间,答复时间,主题,区划,不予受理\n"
        "1,2025-03-10 09:00:00,2025-03-12 17:00:00,两天之内,441402,\n"
        "2,2025-03-10 09:00:00,2025-03-09 17:00:00,先答后问,441402,\n"
        "3,2025-03-10 09:00:00,,外地的事,440100,\n"
        '4,2025-03-10 09:00:00,2025-03-13 00:00:00,"三天\n两行",,\n'
        "5,2025-02-30,,没有这一天,,\n"
        "6,1998-03-10 09:00:00,,太早,,\n"
        "7,2025-03-11 09:00:00,,不受理,,与现行政策法规不符\n"
        "1,2025-03-12 09:00:00,,重复,,\n",
        encoding="utf-8",
    )

    found = plain("demo", "--letters", letters, "--db", tmp_path / "a.db")

    assert (8, 2, 2) == (found["letters"], found["imported"], found["ledger"]["registered"])
    assert [3, 4, 7, 8, 9, 10] == [each["line"] for each in found["rejected"]]
    assert [] == [each for each in found["rejected"] if not each["reason"]]
    assert {"2": 1, "5": 2, "10": 2} == found["answered_within"]
    told = run("demo", "--letters", letters, "--db", tmp_path / "a.db", columns=200)
    assert 0 == told.exit_code
    assert [] == [line for line in (3, 4, 7, 8, 9, 10) if f"line {line}: " not in told.stdout]


def test_a_database_is_named_after_the_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of one's own do not go among those of the sample, unless one says so."""
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text("编号,来信时间,主题\n1,2025-03-10 09:00,x\n", encoding="utf-8")

    assert "banbucheng-mine.db" == plain("demo", "--letters", "mine.csv")["database"]
    assert {"mine.csv", "banbucheng-mine.db"} == {each.name for each in tmp_path.iterdir()}


def test_two_files_may_share_a_database(tmp_path: Path) -> None:
    """Letters of another file, earlier ones too, are cases beside those that are there; each file stays what it was."""
    for name, day in (("late", "2025-03-10"), ("early", "2025-02-10")):
        text = f"编号,来信时间,答复时间,主题\n1,{day} 09:00:00,{day} 10:00:00,{name}\n"
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")

    counts = [
        plain("demo", "--letters", tmp_path / f"{name}.csv", "--db", tmp_path / "a.db")["ledger"]["registered"]
        for name in ("late", "early", "late", "early")
    ]

    assert [1, 2, 2, 2] == counts


def test_a_file_without_letters_is_an_empty_ledger(tmp_path: Path) -> None:
    """A header and nothing below it: no letters, no cases, nothing overdue, in words as in JSON."""
    letters = tmp_path / "none.csv"
    letters.write_text("编号,来信时间,主题\n", encoding="utf-8")

    found = plain("demo", "--letters", letters, "--db", tmp_path / "a.db", "--as-of", "2025-03-10")

    assert (0, 0, 0, []) == (
        found["letters"],
        found["imported"],
        found["ledger"]["registered"],
        found["ledger"]["overdue"],
    )
    for language in ("zh", "en"):
        assert 0 == run("demo", "--letters", letters, "--db", tmp_path / "a.db", "--lang", language).exit_code


@pytest.fixture
def real(tmp_path: Path) -> Any:
    """What the demo reports of a file of real letters."""
    return plain("demo", "--letters", REAL, "--db", tmp_path / "real.db")


@pytest.mark.skipif(not REAL, reason="BANBUCHENG_LETTERS names no file of real letters")
def test_real_letters_are_taken_whole(real: Any) -> None:
    """Every row of a real file is imported or named, and the shares agree with an independent calendar."""
    rows = written(Path(REAL))

    assert len(rows) == real["letters"] == real["imported"] + len(real["rejected"])
    assert [] == real["rejected"]
    assert within(taken(rows)) == real["answered_within"]
