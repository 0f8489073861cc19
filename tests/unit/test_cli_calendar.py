"""The command `calendar`: a year, a notice of one's own, and iCalendar."""

import json
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from banbucheng.adapters.china import china
from banbucheng.cli._app import app

#: What a notice for 2027 might be.
NOTICE = """\
[[notice]]
year = 2027
number = "国办发明电〔2026〕6号"
title = "国务院办公厅关于2027年部分节假日安排的通知"
published = 2026-11-06
source = "https://www.gov.cn/"
on = ["2027-02-14"]
[notice.off]
new_year = "2027-01-01..2027-01-03"
spring_festival = "2027-02-05..2027-02-12"
"""


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """A command of someone who keeps notices in a folder of their own; what goes wrong ends as a status."""

    def command(*arguments: object, **environment: str) -> Result:
        settings = {"COLUMNS": "110", "BANBUCHENG_LANG": "en", "BANBUCHENG_NOTICES": str(tmp_path / "notices")}
        words = [str(each) for each in arguments]
        result = CliRunner().invoke(app, words, env={**settings, **environment}, prog_name="banbucheng")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return command


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """A file with the notice for 2027."""
    file = tmp_path / "notice-2027.toml"
    file.write_text(NOTICE, encoding="utf-8")
    return file


def plain(result: Result) -> Any:
    """The one JSON document that a command printed."""
    assert 0 == result.exit_code, result.output
    return json.loads(result.stdout)


def test_a_year_is_shown_with_its_notices(run: Callable[..., Result]) -> None:
    """Days off, makeup workdays and who arranged them; an amended year names both notices."""
    shown = run("calendar", "show", 2019).stdout

    assert "2019: 250 working days" in shown
    assert "国办发明电〔2018〕15号 and 国办发明电〔2019〕3号" in shown
    assert any(line.split()[:3] == ["05-01", "..", "05-04"] and "Labour Day" in line for line in shown.splitlines())
    assert any(line.split()[0] == "05-05" and "makeup" in line for line in shown.splitlines() if line.strip())


def test_a_year_as_it_was_known_once(run: Callable[..., Result]) -> None:
    """Before the notice of March 2019 its May Day was one day."""
    found = plain(run("calendar", "show", 2019, "--as-of", "2019-01-15", "--json"))

    assert ["2019-05-01"] == [each["last"] for each in found["stretches"] if each["name"] == "labour_day"]


def test_a_year_without_a_notice_says_so(run: Callable[..., Result]) -> None:
    """What is not announced is not shown as if it were."""
    shown, found = run("calendar", "show", 2028).stdout, plain(run("calendar", "show", 2028, "--json"))

    assert "not out yet" in shown
    assert "may still turn" in shown
    assert not found["announced"]
    assert {"off", "open"} == {each["kind"] for each in found["stretches"]}


def test_a_year_can_be_shown_in_chinese(run: Callable[..., Result]) -> None:
    """The words come from the labels."""
    shown = run("calendar", "show", 2025, "--lang", "zh").stdout

    assert "2025年：248个工作日" in shown
    assert "国庆节，放假" in shown


def test_an_added_notice_is_counted_with(run: Callable[..., Result], notice: Path) -> None:
    """A deadline that was provisional is firm once the notice has been added, and moves where the notice moves it."""
    question = ("due", "2027-02-01", "--limit", "5wd", "--json")
    before = plain(run(*question))

    added = run("calendar", "add", notice)
    after = plain(run(*question))

    assert "1 notices, 11 days off, 1 makeup workdays" in added.stdout.replace("\n", "")
    assert (True, "2027-02-12") == (before["provisional"], before["due_on"])
    assert (False, "2027-02-15") == (after["provisional"], after["due_on"])
    assert "from a file of yours" in run("calendar", "show", 2027).stdout


def test_a_notice_can_be_added_twice_but_not_exchanged_by_accident(run: Callable[..., Result], notice: Path) -> None:
    """The same file again changes nothing; another of the same name needs --force."""
    run("calendar", "add", notice)
    assert "there already" in run("calendar", "add", notice).stdout.replace("\n", " ")

    notice.write_text(NOTICE.replace("2027-02-12", "2027-02-11"), encoding="utf-8")
    refused = run("calendar", "add", notice)

    assert 1 == refused.exit_code
    assert "--force" in refused.output
    assert 10 == plain(run("calendar", "add", notice, "--force", "--json"))["off"]


def test_every_fault_is_named_and_nothing_kept(run: Callable[..., Result], notice: Path, tmp_path: Path) -> None:
    """A key that is missing and one that nobody knows are told at once."""
    notice.write_text(NOTICE.replace("year = 2027", "yaer = 2027"), encoding="utf-8")

    refused = run("calendar", "add", notice)

    assert 1 == refused.exit_code
    assert "year: missing" in refused.output
    assert "yaer" in refused.output
    assert not (tmp_path / "notices").exists()


def test_a_makeup_day_in_the_week_is_warned_of(run: Callable[..., Result], notice: Path) -> None:
    """It can be used, yet somebody should look at it."""
    notice.write_text(NOTICE.replace('on = ["2027-02-14"]', 'on = ["2027-02-15"]'), encoding="utf-8")

    added = run("calendar", "add", notice)

    assert 0 == added.exit_code
    assert "2027-02-15 is a weekday" in added.stdout.replace("\n", " ")
    assert 1 == len(plain(run("calendar", "add", notice, "--json"))["warnings"])


@pytest.mark.parametrize("variable", ["XDG_CONFIG_HOME", "HOME"])
def test_notices_are_kept_with_the_settings(
    run: Callable[..., Result], notice: Path, tmp_path: Path, variable: str
) -> None:
    """Where nothing else is said, the folder is that of the user's settings."""
    home = tmp_path / "home"
    settings = {"BANBUCHENG_NOTICES": "", "XDG_CONFIG_HOME": "", "HOME": str(home), variable: str(home)}
    folder = home / ("" if variable == "XDG_CONFIG_HOME" else ".config") / "banbucheng" / "notices"

    run("calendar", "add", notice, **settings)

    assert [folder / "notice-2027.toml"] == list(folder.iterdir())


def test_the_library_itself_reads_no_folder(
    run: Callable[..., Result], notice: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What a user has added is the command line's; `china()` answers alike everywhere."""
    run("calendar", "add", notice)
    monkeypatch.setenv("BANBUCHENG_NOTICES", str(tmp_path / "notices"))

    assert china().announced_through.year < 2027


def test_a_notice_that_went_bad_is_named(run: Callable[..., Result], notice: Path, tmp_path: Path) -> None:
    """A kept file that somebody has broken stops `due` with its name instead of being passed over."""
    run("calendar", "add", notice)
    (tmp_path / "notices" / notice.name).write_text("not toml", encoding="utf-8")

    refused = run("due", "2025-03-10", "--limit", "5wd")

    assert 1 == refused.exit_code
    assert notice.name in refused.output.replace("\n", "")


def test_a_year_can_be_exported(run: Callable[..., Result], tmp_path: Path) -> None:
    """The file is one that a calendar program reads, by default of the last year announced."""
    icalendar = pytest.importorskip("icalendar", reason="iCalendar is the extra `ics`")
    file = tmp_path / "days.ics"

    written = run("calendar", "ics", file, "--from", "2025-01-01", "--through", "2025-12-31")
    found = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")

    assert "11 events" in written.stdout.replace("\n", "")
    assert 11 == len(found)
    assert 0 == run("calendar", "ics", file).exit_code
    assert "DTSTART;VALUE=DATE:2026" in file.read_text(encoding="utf-8")


def test_whoever_has_no_icalendar_is_told_what_to_install(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing extra is a sentence and no traceback."""
    for name in list(sys.modules):
        if name == "banbucheng.adapters.ics" or name.partition(".")[0] == "icalendar":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "icalendar", None)

    refused = run("calendar", "ics", tmp_path / "days.ics")

    assert 1 == refused.exit_code
    assert "banbucheng[ics]" in refused.output


def test_a_draft_of_a_year_is_a_notice_to_complete() -> None:
    """What `holidays` knows of 2025 is drafted with the makeup workdays of the notice of 2024-11-12."""
    result = CliRunner().invoke(app, ["calendar", "draft", "2025"])
    (notice,) = tomllib.loads(result.output)["notice"]
    assert (2025, ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]) == (
        notice["year"],
        notice["on"],
    )


def test_no_draft_of_a_year_that_nobody_knows() -> None:
    """A year of which `holidays` has no notice is refused with status 1, and no guess is printed."""
    result = CliRunner().invoke(app, ["calendar", "draft", "2049"])
    assert (1, True) == (result.exit_code, "has no notice of it yet" in result.output)


def test_an_added_notice_counts_in_every_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice that was added moves the deadlines of the demo too: the National Day of 2027 is off for it."""
    letters = tmp_path / "l.csv"
    letters.write_text("编号,来信时间,主题\n1,2027-02-03 10:00:00,养老认证办不了\n", encoding="utf-8")
    monkeypatch.setenv("BANBUCHENG_NOTICES", str(tmp_path / "notices"))
    (tmp_path / "n.toml").write_text(NOTICE, encoding="utf-8")
    added = CliRunner().invoke(app, ["calendar", "add", str(tmp_path / "n.toml")])
    demo = ["demo", "--letters", str(letters), "--db", str(tmp_path / "a.db"), "--as-of", "2027-02-20", "--json"]
    overdue = json.loads(CliRunner().invoke(app, demo).output)["ledger"]["overdue"]
    assert (0, ["2027-02-14"]) == (
        added.exit_code,
        [each["due_on"] for each in overdue if each["milestone"] == "closure"],
    )
