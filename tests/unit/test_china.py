"""The calendar of China: every announced day, what was known when, notices of one's own, and regions."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import holidays
import pytest

import banbucheng.adapters.china as room
from banbucheng.adapters.china import (
    Notice,
    _china,
    _facts,
    _holidays,
    china,
    draft_notice,
    load_notices,
    shipped_notices,
)
from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.worktime import Period, WorkingDays, due, moved

CHINA = china()
DAY = timedelta(days=1)
DATA = Path(_facts.__file__).parent
LAST = max(notice.year for notice in shipped_notices())
UPSTREAM = holidays.country_holidays("CN", years=range(2004, LAST + 1))


def days_of(year: int) -> Iterator[date]:
    """Every day of a year."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += DAY


def notice(**more: object) -> Notice:
    """An announcement of 2027, with nothing in it unless told."""
    given: dict[str, object] = {
        "year": 2027,
        "number": "1",
        "title": "2027",
        "published": date(2026, 11, 10),
        "source": "https://example.org",
        "off": {},
    }
    return Notice(**{**given, **more})  # type: ignore[arg-type] # a table of fields


# Every day right


@pytest.mark.parametrize("year", range(2004, LAST + 1))
def test_every_announced_day_is_that_of_holidays(year: int) -> None:
    """0 wrong days from 2004-01-01 to the end of the last announced year, against the installed `holidays`."""
    assert [] == [day for day in days_of(year) if CHINA.works_on(day) is not UPSTREAM.is_working_day(day)]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2005-12-31", True),
        ("2013-04-07", True),
        ("2013-10-12", True),
        ("2015-09-03", False),
        ("2015-09-06", True),
        ("2019-04-28", True),
        ("2019-05-02", False),
        ("2019-05-05", True),
        ("2020-01-31", False),
        ("2020-02-01", False),
        ("2026-02-14", True),
    ],
)
def test_contested_days(day: str, works: bool) -> None:  # noqa: FBT001 - a column of the table
    """Days on which calendar libraries differ are as the notices have them, the amendments of 2015, 2019 and 2020 included."""
    assert works is CHINA.works_on(date.fromisoformat(day))


@pytest.mark.parametrize(("year", "workdays"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, workdays: int) -> None:
    """Workdays per calendar year: 2023 249, 2024 251, 2025 248, 2026 248."""
    assert workdays == CHINA.workdays_between(date(year - 1, 12, 31), date(year, 12, 31))


def test_the_state_of_knowledge_has_a_name() -> None:
    """The edition names the last year announced and the day of the newest notice used."""
    assert (f"cn-{LAST}@{max(each.published for each in shipped_notices())}", date(LAST, 12, 31)) == (
        CHINA.edition,
        CHINA.announced_through,
    )


def test_the_data_files_are_toml() -> None:
    """What the package reads quickly is what `tomllib` reads."""
    for file in ("notices.toml", "festivals.toml", "regions.toml"):
        raw = tomllib.loads((DATA / file).read_text(encoding="utf-8"))
        quick = [(name, table) for name, table in _facts.tables(file) if name]
        if file == "notices.toml":
            found = [
                raw["notice"][place // 2].get("off") if place % 2 else raw["notice"][place // 2]
                for place in range(len(quick))
            ]
        elif file == "festivals.toml":
            found = list(raw.values())
        else:
            found = [raw["45"], *raw["45"]["notice"]]
        for (name, table), expected in zip(quick, found, strict=True):
            assert {key for key, value in expected.items() if not isinstance(value, dict) and key != "notice"} == set(
                table
            ), name
            for key, value in table.items():
                assert _plain(expected[key]) == _facts.entries(value), (name, key)


def _plain(value: object) -> list[str]:
    return [str(each) for each in (value if isinstance(value, list) else [value])]


def test_the_notices_that_ship_pass_the_checks_of_a_user(tmp_path: Path) -> None:
    """The shipped file is held to what a user's file is held to."""
    loaded = load_notices(DATA / "notices.toml")

    assert shipped_notices() == loaded.notices
    assert [] == [warning for warning in loaded.warnings if "weekday" in warning.what]
    assert not list(tmp_path.iterdir())


# What was known when


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2020, 1, 25), "01-31 02-04 02-11"), (date(2020, 1, 27), "02-03 02-06 02-13")],
)
def test_the_spring_of_2020(as_of: date, expected: str) -> None:
    """K1 received 2020-01-22: 01-31 / 02-04 / 02-11 before the extension was published, 02-03 / 02-06 / 02-13 after."""
    found = [due(WorkingDays(n), date(2020, 1, 22), china(as_of=as_of)) for n in (2, 5, 10)]

    assert expected == " ".join(f"{each.on:%m-%d}" for each in found)


def test_a_year_whose_notice_came_later_is_unannounced() -> None:
    """As of a day before the notice, the year is not announced, and the edition says so."""
    before, after = china(as_of=date(2019, 11, 20)), china(as_of=date(2019, 11, 21))

    assert ("cn-2019@2019-03-22", date(2019, 12, 31)) == (before.edition, before.announced_through)
    assert ("cn-2020@2019-11-21", date(2020, 12, 31)) == (after.edition, after.announced_through)
    assert (False, True) == (before.certain(date(2020, 1, 30)), after.certain(date(2020, 1, 30)))


def test_nothing_is_known_before_the_first_notice() -> None:
    """A day before the first notice is refused with its date."""
    with pytest.raises(BadInput, match="2003-12-18"):
        china(as_of=date(2003, 12, 17))


def test_a_state_of_knowledge_is_that_of_a_day() -> None:
    """A moment is no day, whose date would depend on the zone."""
    with pytest.raises(BadInput, match=r"datetime\.date"):
        china(as_of=datetime(2020, 1, 25, tzinfo=UTC))


def test_statutory_days_are_off_before_any_notice() -> None:
    """In an unannounced year the law's own days are off, a festival on a weekend is made up for, and both are certain."""
    calendar = china(as_of=date(2026, 6, 1))
    off = [date(2027, 1, 1), date(2027, 2, 8), date(2027, 4, 5), date(2027, 10, 1), date(2028, 1, 3)]

    assert [(False, True)] * 5 == [(calendar.works_on(day), calendar.certain(day)) for day in off]


def test_a_festival_that_falls_in_an_announced_year_is_left_alone() -> None:
    """What a notice has said is certain, whatever the next year may bring."""
    calendar = china(as_of=date(2018, 12, 1))

    assert not calendar.certain(date(2018, 12, 31))
    assert CHINA.certain(date(2018, 12, 31))
    assert all(calendar.certain(day) for day in days_of(2017))


# Notices of one's own

TEXT = """
[[notice]]
year = 2027
number = '国办发明电〔2026〕9号'
title = '国务院办公厅关于2027年部分节假日安排的通知'
published = 2026-11-10
source = 'https://www.gov.cn/'
on = ['2026-12-27', '2027-02-20', 2027-10-09]
[notice.off]
new_year = '2027-01-01..2027-01-03'
spring_festival = ['2027-02-05..2027-02-12', '2027-02-15']
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A notice of 2027 as a user would write it."""
    path = tmp_path / "2027.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_notice_can_be_loaded_on_the_day_it_is_published(file: Path) -> None:
    """A user's file makes its year announced, without a release of ours; the edition tells it from ours."""
    calendar = china(notices=[file])

    assert date(2027, 12, 31) == calendar.announced_through
    assert calendar.edition.startswith("cn-2027@2026-11-10+")
    assert [True, False, True, False] == [
        calendar.works_on(day) for day in (date(2026, 12, 27), date(2027, 2, 15), date(2027, 2, 20), date(2027, 2, 12))
    ]
    assert not due(WorkingDays(10), date(2026, 12, 25), calendar, strict=True).provisional
    assert calendar == china(notices=load_notices(str(file)).notices)


def test_an_amendment_goes_over_what_it_amends(file: Path) -> None:
    """Later layers override earlier ones, day by day, and are left out before they were published."""
    amendment = notice(
        amends="1", published=date(2027, 2, 1), off={date(2027, 2, 20): "spring_festival"}, on=(date(2027, 2, 12),)
    )

    after, before = china(notices=[file, amendment]), china(notices=[file, amendment], as_of=date(2027, 1, 31))

    assert [(False, True), (True, False)] == [
        (calendar.works_on(date(2027, 2, 20)), calendar.works_on(date(2027, 2, 12))) for calendar in (after, before)
    ]
    assert after.edition != before.edition


def test_two_notices_make_two_editions() -> None:
    """Two different announcements of one date never pass for one edition."""
    one, two = (china(notices=[notice(off={date(2027, 1, day): "new_year"})]) for day in (1, 4))

    assert one.edition != two.edition
    assert one.edition == china(notices=[notice(off={date(2027, 1, 1): "new_year"})]).edition


def test_a_year_after_a_gap_is_known_but_not_announced_through() -> None:
    """A notice of a year beyond the next one is used, though everything up to it stays unannounced."""
    calendar = china(notices=[notice(year=2029, off={date(2029, 6, 6): "dragon_boat"})])

    assert (date(2026, 12, 31), False, True) == (
        calendar.announced_through,
        calendar.certain(date(2028, 1, 31)),
        calendar.certain(date(2029, 2, 12)),
    )


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("'2027-02-20', ", "'2027-02-12', ", "notice 1.on", "2027-02-12 is also off"),
        ("'2026-12-27', ", "'2026-11-27', ", "notice 1.on", "2026-11-27 lies outside 2027"),
        ("'2027-02-15'", "'2028-02-15'", "notice 1.off", "2028-02-15 lies outside 2027"),
        ("'2027-02-15'", "'2027-01-02'", "notice 1.off.spring_festival", "2027-01-02 already belongs to new_year"),
        ("'2027-02-15'", "'2027-02-30'", "notice 1.off.spring_festival", "'2027-02-30' is no day"),
        ("2027-01-01..2027-01-03", "2027-01-03..2027-01-01", "notice 1.off.new_year", "runs backwards"),
        ("2027-01-01..2027-01-03", "2027-01-01..2027-03-03", "notice 1.off.new_year", "more than a month"),
        ("year = 2027", "year = '2027'", "notice 1.year", "'2027' should be a whole number"),
        ("year = 2027", "year = true", "notice 1.year", "True should be a whole number"),
        ("published = 2026-11-10", "published = 2026-11-10T09:00:00", "notice 1.published", "should be a date"),
        ("published = 2026-11-10", "issued = 2026-11-10", "notice 1.published", "missing"),
        ("published = 2026-11-10", "issued = 2026-11-10", "notice 1.issued", "no such key"),
        ("[[notice]]", "version = 2\n[[notice]]", "version", "no such key"),
        ("[[notice]]", "[[notices]]", "notice", "write one [[notice]] table"),
        ("[[notice]]", "[[notice]", "file", "line 2"),
    ],
)
def test_a_notice_that_says_what_cannot_be(file: Path, old: str, new: str, where: str, what: str) -> None:
    """K4 refused, naming the date and the place in the file: off and on, outside the year, twice, unreadable, unknown."""
    file.write_text(TEXT.replace(old, new), encoding="utf-8")

    with pytest.raises(RulebookError) as caught:
        load_notices(file)

    assert str(file) == caught.value.name
    assert [] != [fault for fault in caught.value.faults if fault.where == where and what in fault.what], caught.value


def test_every_fault_at_once(file: Path) -> None:
    """A file with three mistakes names all three."""
    wrong = TEXT.replace("'2027-02-15'", "'2027-02-30'").replace("'2026-12-27'", "'2025-12-27'")
    file.write_text(f"{wrong}\n[[notice]]\nyear = 2028\n", encoding="utf-8")

    with pytest.raises(RulebookError) as caught:
        load_notices(file)

    assert {"notice 1.off.spring_festival", "notice 1.on", "notice 2.number", "notice 2.title"} < {
        fault.where for fault in caught.value.faults
    }


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is a fault of the file, with the reason as its cause."""
    with pytest.raises(RulebookError, match="No such file") as caught:
        china(notices=[tmp_path / "none.toml"])

    assert isinstance(caught.value.__cause__, FileNotFoundError)


def test_oddities_are_warnings(file: Path) -> None:
    """K4 A weekday listed as makeup: warning (redundant); a weekend day inside a holiday range is normal."""
    file.write_text(TEXT.replace("'2027-02-20'", "'2027-02-22'"), encoding="utf-8")

    warnings = load_notices(file).warnings

    assert (
        Fault("notice 1.on", "2027-02-22 is a weekday and works anyway; a makeup workday falls on a weekend"),
    ) == warnings


def test_a_notice_cannot_contradict_itself() -> None:
    """A day both off and on is refused in a value as it is in a file."""
    with pytest.raises(BadInput, match="2027-01-02"):
        notice(off={date(2027, 1, 2): "new_year"}, on=(date(2027, 1, 2),))


# What moved


def test_what_a_notice_moves() -> None:
    """K1, K2 Counts returned: examined, moved, unchanged; what was provisional becomes firm, and callers see what moved."""
    old, new = china(as_of=date(2020, 1, 25)), china(as_of=date(2020, 1, 27))
    periods = [
        Period(key=f"{start:%m-%d}", limit=WorkingDays(n), start=start)
        for start in (date(2019, 12, 2), date(2020, 1, 22))
        for n in (2, 5, 10)
    ]

    found = moved(periods, old, new)

    assert (6, 3, 3, 0, ()) == (found.examined, len(found.moved), found.unchanged, found.settled, found.unresolved)
    assert [("01-22", date(2020, 1, 31), date(2020, 2, 3))] == [
        (move.period.key, move.old.on, move.new.on) for move in found.moved[:1]
    ]


def test_a_calendar_of_the_same_edition_moves_nothing() -> None:
    """K2 Same calendar version applied twice = no-op."""
    calendar = china(as_of=date(2020, 1, 25))
    found = moved([Period(limit=WorkingDays(2), start=date(2020, 1, 22))], calendar, china(as_of=date(2020, 1, 26)))

    assert (1, (), 1) == (found.examined, found.moved, found.unchanged)


def test_what_was_provisional_becomes_firm() -> None:
    """When the notice arrives, what was provisional becomes firm, whether it moves or stays."""
    old, new = china(as_of=date(2025, 11, 3)), china(as_of=date(2025, 11, 4))
    periods = [Period(limit=WorkingDays(5), start=day) for day in days_of(2026) if day.month < 11]

    found = moved(periods, old, new)

    assert 0 < found.settled < found.unchanged
    assert all(move.old.provisional and not move.new.provisional for move in found.moved)
    assert all(move.old.earliest <= move.new.on <= move.old.latest for move in found.moved)


def test_what_a_calendar_cannot_answer_stops_no_other() -> None:
    """K2 unresolvable periods are counted and named; the others are answered."""
    periods = [
        Period(key="lost", limit=WorkingDays(2), start=date(1999, 1, 1)),
        Period(limit=WorkingDays(2), start=date(2020, 3, 2)),
    ]

    found = moved(periods, china(as_of=date(2020, 1, 25)), CHINA)

    assert (2, 1, ["lost"]) == (found.examined, found.unchanged, [each.period.key for each in found.unresolved])


# Regions


@pytest.mark.parametrize("region", ["45", "4501", "450102"])
def test_guangxi_has_days_of_its_own(region: str) -> None:
    """Guangxi 三月三 2017: the national makeup day 04-01 off, 04-08 on, in the whole region."""
    guangxi = china(region)

    assert [(False, True), (True, False)] == [
        (calendar.works_on(date(2017, 4, 1)), calendar.works_on(date(2017, 4, 8))) for calendar in (guangxi, CHINA)
    ]
    assert "sanyuesan" == guangxi.name_of(date(2017, 3, 30))
    assert f"{CHINA.edition}+45@2024-03-22" == guangxi.edition


def test_a_regional_year_without_a_notice_is_provisional() -> None:
    """Where the region's own notice is not known, answers near its festival are provisional, and others are not."""
    guangxi = china("45", as_of=date(2026, 3, 1))

    assert (True, False) == tuple(due(WorkingDays(5), date(2026, month, 13), guangxi).provisional for month in (4, 7))


def test_a_regional_notice_counts_from_its_day() -> None:
    """The notice of 2017 came on 10 February: before, the festival was expected, and open."""
    before, after = (china("45", as_of=date(2017, 2, day)) for day in (9, 10))

    assert (True, False) == (before.works_on(date(2017, 4, 1)), after.works_on(date(2017, 4, 1)))
    assert (False, True) == (before.certain(date(2017, 4, 1)), after.certain(date(2017, 4, 1)))
    assert before.edition != after.edition


def test_a_region_had_no_festival_before_its_regulation() -> None:
    """The festival of Guangxi is one since 2014: a day before, the calendar was the national one."""
    day = date(2013, 12, 31)

    assert china(as_of=day) == china("45", as_of=day)


@pytest.mark.parametrize("region", ["44", "441402", "6501"])
def test_a_region_without_days_of_its_own_keeps_the_national_calendar(region: str) -> None:
    """A code of GB/T 2260 that nothing is known of is the national calendar."""
    assert CHINA == china(region)


@pytest.mark.parametrize("region", ["", "4", "99", "71", "81", "Guangxi", "45010", "４５"])
def test_a_code_that_is_no_region_is_refused(region: str) -> None:
    """Another code is refused with what is allowed; Taiwan, Hong Kong and Macao keep calendars that are not this one."""
    with pytest.raises(BadInput, match="GB/T 2260"):
        china(region)


# The installed holidays


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An installed `holidays` 99.0 that knows 2027, found on the path before the real one."""
    (tmp_path / "holidays" / "countries").mkdir(parents=True)
    (tmp_path / "holidays-99.0.dist-info").mkdir()
    (tmp_path / "holidays" / "__init__.py").write_text("")
    (tmp_path / "holidays" / "countries" / "china.py").write_text("special_public_holidays = {2027: ()}")
    weekend_worked, off = {date(2026, 12, 27)}, {date(2027, 1, 1), date(2027, 2, 10)}
    double = SimpleNamespace(
        special_public_holidays={2026: (), 2027: ()},
        is_working_day=lambda day: day in weekend_worked or (day.weekday() < 5 and day not in off),
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(_holidays, "import_module", lambda _: SimpleNamespace(country_holidays=lambda _: double))
    return tmp_path


def test_a_year_that_only_holidays_knows_is_used(newer: Path) -> None:
    """Where the installed `holidays` already knows a year that our data lacks, it is used, and the edition says so."""
    calendar = _china._calendar(None, None, (), _china.DEFAULT_HOURS)  # noqa: SLF001 - past the cache of china()

    assert (newer / "holidays").is_dir()
    assert ("cn-2027@holidays-99.0", date(2027, 12, 31)) == (calendar.edition, calendar.announced_through)
    assert [True, False, False, True] == [
        calendar.works_on(day) for day in (date(2026, 12, 27), date(2027, 1, 1), date(2027, 2, 10), date(2027, 2, 8))
    ]
    assert ("new_year", "spring_festival") == (calendar.name_of(date(2027, 1, 1)), calendar.name_of(date(2027, 2, 10)))
    assert "cn-2026@2025-11-04" == _china._calendar(None, date(2026, 6, 1), (), _china.DEFAULT_HOURS).edition  # noqa: SLF001 - as above


def test_a_newer_holidays_without_a_newer_year_stays_unread(newer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that does not even mention the next year is not imported."""
    (newer / "holidays" / "countries" / "china.py").write_text("special_public_holidays = {2026: ()}")
    monkeypatch.setattr(_holidays, "import_module", lambda _: pytest.fail("holidays was imported"))

    assert CHINA.edition == _china._calendar(None, None, (), _china.DEFAULT_HOURS).edition  # noqa: SLF001 - past the cache


def test_without_holidays_the_data_of_the_package_is_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where `holidays` is not installed at all, the calendar still answers."""
    monkeypatch.setattr(sys, "path", [])

    assert CHINA.edition == _china._calendar(None, None, (), _china.DEFAULT_HOURS).edition  # noqa: SLF001 - past the cache


@pytest.mark.parametrize("year", range(2005, LAST + 1))
def test_a_draft_of_a_notice_has_the_days_of_holidays(year: int, tmp_path: Path) -> None:
    """A maintenance draft, written from the installed `holidays`, loads and makes every day of its year what it is."""
    path = tmp_path / f"{year}.toml"
    path.write_text(draft_notice(year), encoding="utf-8")

    calendar = china(notices=[path], as_of=date(year - 1, 12, 31))

    assert {day for day in days_of(year) if day.month < 12 and calendar.works_on(day) != CHINA.works_on(day)} == set()


def test_a_year_that_holidays_guesses_at_makes_no_draft() -> None:
    """A year without makeup workdays is only a guess of `holidays`, and no notice."""
    with pytest.raises(BadInput, match="newer version"):
        draft_notice(LAST + 1)


def test_an_announced_year_does_not_import_holidays() -> None:
    """Cold start: `holidays` is not imported for an announced year, nor is anything else that only others need."""
    code = (
        "import sys; from datetime import date; from banbucheng.adapters.china import china;"
        "from banbucheng.worktime import WorkingDays, due; due(WorkingDays(5), date(2025, 1, 26), china());"
        "print(*sorted({'holidays', 'tomllib', 'importlib.resources', 'cattrs', 'importlib.metadata'} & set(sys.modules)))"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own Python

    assert [] == loaded.split()


def test_the_room_opens_on_what_its_stub_promises() -> None:
    """The names that the lazy door lists are there, and no others."""
    assert set(room.__all__) <= set(dir(room))
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = room.no_such_thing  # type: ignore[attr-defined] # it is the claim that there is none
