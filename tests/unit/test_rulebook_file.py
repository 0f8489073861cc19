"""Rulebooks as people write them: what is right is read whole, and what is wrong is told all at once, with its path."""

import re
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from banbucheng.adapters.rulebook_file import load_profile, load_rulebook, profiles, rulebook
from banbucheng.errors import BadInput, RulebookError
from banbucheng.rulebook import BulletinPolicy, Rulebook
from banbucheng.terms import Milestone
from banbucheng.worktime import CountFrom, Ends, WorkingDays

Plain = dict[str, Any]

#: Administrative divisions of Meizhou, GB/T 2260 (National Bureau of Statistics, codes of 2023).
REGIONS = {
    "441400": "梅州市",
    "441402": "梅江区",
    "441403": "梅县区",
    "441422": "大埔县",
    "441423": "丰顺县",
    "441424": "五华县",
    "441426": "平远县",
    "441427": "蕉岭县",
    "441481": "兴宁市",
}


#: The parts that a rulebook may do without.
OPTIONAL = {"bulletin", "crosswalks"}


def shipped() -> Plain:
    """The text of the profile that ships, as plain data of our own to spoil."""
    return tomllib.loads(files("banbucheng.profiles").joinpath("meizhou.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def meizhou() -> Rulebook:
    """The profile that ships."""
    return load_profile("meizhou")


@pytest.fixture
def told(tmp_path: Path) -> Callable[[Plain], list[str]]:
    """What is said about a file with this content: each fault as `path: what`."""

    def faults(data: Plain) -> list[str]:
        path = tmp_path / "rules.toml"
        path.write_text(tomli_w.dumps(data), encoding="utf-8")
        with pytest.raises(RulebookError) as wrong:
            load_rulebook(path)
        assert str(path) == wrong.value.name
        return [str(fault) for fault in wrong.value.faults]

    return faults


# The profile that ships


def test_meizhou_ships_and_loads(meizhou: Rulebook) -> None:
    """`meizhou` is among the rulebooks that ship, and is sound."""
    assert "meizhou" in profiles()
    assert "meizhou" == meizhou.name


def test_a_file_says_the_same_as_plain_data(tmp_path: Path, meizhou: Rulebook) -> None:
    """A rulebook does not depend on where it lies: from a copy, and from plain data, it is the same value."""
    path = tmp_path / "copy.toml"
    path.write_text(tomli_w.dumps(shipped()), encoding="utf-8")

    assert meizhou == load_rulebook(path) == load_rulebook(str(path)) == rulebook(shipped(), name="plain")


def test_the_regions_are_those_of_the_standard(meizhou: Rulebook) -> None:
    """The city and its eight county-level units have the codes and names of GB/T 2260, the city first."""
    assert list(REGIONS.items()) == [(each.code, each.names["zh"]) for each in meizhou.regions]
    assert {"441400"} == {each.parent for each in meizhou.regions[1:]}
    assert "" == meizhou.regions[0].parent


def test_every_region_has_its_window(meizhou: Rulebook) -> None:
    """Each region has a window of its own, under the full name that the public is used to."""
    windows = {region: meizhou.names_of(meizhou.window_of(region))["zh"] for region in REGIONS}  # type: ignore[arg-type]

    assert {code: f"{name}“办不成事”反映窗口" for code, name in REGIONS.items()} == windows


def test_the_five_kinds_are_those_of_the_city(meizhou: Rulebook) -> None:
    """不敢办、不愿办、不会办、不好办、不给办, each with what it means, its causes and a remedy."""
    assert ["不敢办", "不愿办", "不会办", "不好办", "不给办"] == [kind.names["zh"] for kind in meizhou.taxonomy.kinds]
    assert [] == [kind.code for kind in meizhou.taxonomy.kinds if not (kind.descriptor and kind.causes and kind.remedy)]


@pytest.mark.parametrize(
    ("grade", "limits"),
    [
        ("on_the_spot", {Milestone.CLOSURE: 0, Milestone.CAP: 10}),
        ("ordinary", {Milestone.CLOSURE: 2, Milestone.CAP: 10}),
        ("complex", {Milestone.FEEDBACK: 5, Milestone.CAP: 10}),
    ],
)
def test_the_limits_are_those_of_the_city(meizhou: Rulebook, grade: Any, limits: dict[Milestone, int]) -> None:
    """On the spot; ordinary matters closed in 2 working days; complex ones answered in 5; none later than 10."""
    promised = {each.milestone: each.limit for each in meizhou.promises.grades[grade]}

    assert {milestone: WorkingDays(days) for milestone, days in limits.items()} == promised
    assert CountFrom.DAY_AFTER == WorkingDays(1).count_from
    assert Ends.MIDNIGHT == WorkingDays(1).ends


def sourced(data: object, path: str = "") -> list[tuple[str, str | None]]:
    """Every table that holds a number of any kind, and the source that it names or inherits from around it."""
    found: list[tuple[str, str | None]] = []

    def walk(value: object, path: str, source: str | None) -> None:
        if isinstance(value, dict):
            source = value.get("source", value.get("basis", source))
            numbers = [key for key, each in value.items() if key != "code" and is_number(each)]
            if numbers:
                found.append((path, source))
            for key, each in value.items():
                walk(each, f"{path}.{key}" if path else key, source)
        elif isinstance(value, list):
            for n, each in enumerate(value):
                walk(each, f"{path}[{n}]", source)

    walk(data, path, None)
    return found


def is_number(value: object) -> bool:
    """A count, or a limit or distance such as `2wd`, `1hwd`, `-1wd`."""
    return type(value) is int or (isinstance(value, str) and re.fullmatch(r"[-+]?\d+[a-z]+", value) is not None)


def test_every_number_cites_a_source() -> None:
    """No number without the document that it is from, and no document that the file does not name."""
    data = shipped()
    numbers = sourced(data)

    assert 15 <= len(numbers)
    assert [] == [path for path, source in numbers if source not in data["sources"]]


def test_only_the_limits_of_the_city_are_its_own(meizhou: Rulebook) -> None:
    """Settling on the spot and the 2, 5 and 10 working days are Meizhou's; every other number is borrowed."""
    data = shipped()

    own = {path for path, source in sourced(data) if source is not None and data["sources"][source]["own"]}

    grades = {f"limits.{grade}.{each.milestone}" for grade, of in meizhou.promises.grades.items() for each in of}
    assert grades == own


def test_each_source_says_how_sure_we_are(meizhou: Rulebook) -> None:
    """Each source has a title and one of the marks A (read in full), B, C, M, R (our own recommendation)."""
    assert [] == [key for key, each in meizhou.sources.items() if each.mark not in set("ABCMR") or not each.title]


def test_a_profile_that_does_not_ship_is_refused() -> None:
    """An unknown name is told with those that ship."""
    with pytest.raises(BadInput, match="meizhou"):
        load_profile("meizhuo")


# What is wrong


def test_three_mistakes_are_told_at_once(told: Callable[[Plain], list[str]]) -> None:
    """A rulebook with three mistakes is refused once, with all three and the path of each."""
    data = shipped()
    data["limits"]["ordinary"]["closure"]["limit"] = "2 days"
    data["ladder"][1]["measure"] = "uge"
    data["returns"]["dispatches"] = "three"

    found = told(data)

    assert ["limits.ordinary.closure.limit", "returns.dispatches", "ladder[2].measure"] == [
        each.split(":")[0] for each in found
    ]
    assert "'2 days'" in found[0]
    assert "did you mean 'urge'" in found[2]


def put(path: str, value: object) -> Callable[[Plain], None]:
    """A change that sets one value; `value` None takes it away."""

    def change(data: Plain) -> None:
        *outer, last = path.split(".")
        for key in outer:
            data = data[int(key)] if key.isdigit() else data[key]
        if value is None:
            del data[last]
        else:
            data[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (put("editon", "1"), "editon: is not known here; did you mean 'edition'?"),
        (
            put("limits.ordinary.closure.sorce", "S2"),
            "limits.ordinary.closure.sorce: is not known here; did you mean 'source'?",
        ),
        (put("zzzzzz", 1), "zzzzzz: is not known here"),
        (put("edition", None), "edition: is missing; give a text in quotes"),
        (put("edition", 2026), "edition: 2026 is not a text in quotes"),
        (put("valid_from", "2022-05-01"), "valid_from: '2022-05-01' is not a day such as 2026-01-01, without quotes"),
        (put("returns.dispatches", value=True), "returns.dispatches: True is not a whole number"),
        (put("returns.dispatches", 0), "returns.dispatches: 0 is too small; give 1 or more"),
        (put("extension.most", -1), "extension.most: -1 is too small; give 0 or more"),
        (put("sources.S2.own", "yes"), "sources.S2.own: 'yes' is not true or false"),
        (put("sources.S2", "a newspaper"), "sources.S2: 'a newspaper' is not a table"),
        (put("kinds.dare_not.words", "不敢"), "kinds.dare_not.words: '不敢' is not a list of texts"),
        (put("kinds.dare_not.words", ["不敢", 1]), "kinds.dare_not.words: ['不敢', 1] is not a list of texts"),
        (put("kinds.dare_not.en", None), "kinds.dare_not.en: is missing; give a text in quotes"),
        (put("rules", {"id": "x"}), "rules: {'id': 'x'} is not a list of tables"),
        (
            put("counting.ends", "midnigt"),
            "counting.ends: 'midnigt' is none of midnight, close_of_business; did you mean 'midnight'?",
        ),
        (
            put("ladder.0.offset", "soon"),
            (
                "ladder[1].offset: time limit: 'soon' cannot be used; give a number and a unit: 2wd (working days), "
                "10d (natural days), 1hwd (half working days), 3wh (working hours), 30wm (working minutes), "
                "24h (natural hours), 15min (natural minutes), 1mo (months); or eob (end of business)"
            ),
        ),
        (
            put("ladder.0.offset", "-2h"),
            "ladder[1].offset: '-2h' lies before the end; only working days can, such as -1wd",
        ),
        (
            put("bounds.Suspend", 3),
            (
                "bounds.Suspend: 'Suspend' is none of Contacted, EditionChanged, ExtensionAsked, HandedOver, "
                "HandedToDiscipline, Joined, Merged, NoticeGiven, Reclassified, Recounted, SentBack, Suspended; "
                "did you mean 'Suspended'?"
            ),
        ),
        (put("bounds.Suspended", 0), "bounds.Suspended: 0 is too small; give 1 or more"),
        (put("ladder_rearms", "yes"), "ladder_rearms: 'yes' is not true or false"),
        (put("bulletin", {"name_units": "yes", "source": "R"}), "bulletin.name_units: 'yes' is not true or false"),
        (put("bulletin", {"source": "R"}), "bulletin.name_units: is missing; give true or false"),
        (put("bulletin", {"name_units": True}), "bulletin.source: is missing; give a text in quotes"),
        (put("bulletin", {"name_units": True, "source": "S99"}), "bulletin: source 'S99' is not in [sources]"),
        (
            put("bulletin", {"name_units": True, "source": "R", "name_unit": True}),
            "bulletin.name_unit: is not known here; did you mean 'name_units'?",
        ),
        (
            put("late_reclassification", "today"),
            "late_reclassification: 'today' is none of due_today, overdue; did you mean 'due_today'?",
        ),
        (put("suspension.most", "30d"), "suspension.most: 30d is not a number of working days, such as 30wd"),
        (
            put("limits.ordinary.closure.limit", "10001wd"),
            "limits.ordinary.closure.limit: WorkingDays: 10001 cannot be used; give a whole number from 0 to 10000",
        ),
    ],
)
def test_a_mistake_is_told_with_its_path(
    told: Callable[[Plain], list[str]], change: Callable[[Plain], None], fault: str
) -> None:
    """Unknown keys with the nearest that is known, missing and mistyped values: where, and what instead."""
    data = shipped()
    change(data)

    assert fault in told(data)


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (
            put("limits.ordinary.closur", {"limit": "2wd", "source": "S2"}),
            "limits.ordinary.closur",
            "did you mean 'closure'?",
        ),
        (put("limits.hard", {"cap": {"limit": "2wd", "source": "S2"}}), "limits.hard", "no such grade"),
        (put("limits.complex", None), "limits.complex", "every grade needs its limits"),
        (put("limits.desk.follow_up", None), "limits.desk.follow_up", "every desk promises it"),
        (put("suspension.grounds", ["hearng"]), "suspension.grounds", "did you mean 'hearing'?"),
        (put("declines.judical", {"instead": "x", "source": "S2"}), "declines.judical", "did you mean 'judicial'?"),
        (put("kinds.dare_not.causes", ["materials"]), "kinds.dare_not.causes", "did you mean 'material'?"),
        (put("grades.complex.causes", ["duti"]), "grades.complex.causes", "did you mean 'duty'?"),
        (put("unsorted.kind", "hard"), "unsorted", "are not a kind and a grade"),
        (put("rules.0.lead", "hrsss"), "rules[1].lead", "'hrsss'"),
        (put("rules.0.when.kind", ["refusd"]), "rules[1].when.kind", "did you mean 'refused'?"),
        (
            put("rules.0.when.region", ["440100"]),
            "rules[1].when.region",
            "'440100'",
        ),
        (put("fallback", "nobody"), "fallback", "'nobody' is neither a unit nor a department"),
        (put("limits.ordinary.closure.source", "S999"), "limits.ordinary.closure", "source 'S999' is not in [sources]"),
        (put("ladder.0.source", "S999"), "ladder.yellow", "source 'S999' is not in [sources]"),
        (put("counting.source", "S999"), "counting.source", "'S999' is not in [sources]"),
        (put("regions", []), "regions", "name at least one"),
    ],
)
def test_what_does_not_fit_is_told_with_its_path(
    told: Callable[[Plain], list[str]], change: Callable[[Plain], None], where: str, what: str
) -> None:
    """Codes that nobody knows, routes that name no unit, sources that are not listed: where, and what would fit."""
    data = shipped()
    change(data)

    assert [] != [each for each in told(data) if each.startswith(f"{where}: ") and what in each]


def test_what_other_places_call_the_kinds_may_be_left_out() -> None:
    """A city need not know what others call its kinds; without that its rulebook is whole."""
    data = shipped()
    for key in OPTIONAL & data.keys():
        del data[key]
    assert () == rulebook(data, name="plain").taxonomy.crosswalks


def test_a_rulebook_says_whether_the_bulletin_names_units(meizhou: Rulebook) -> None:
    """Issue 7, 7: names of units only where the rulebook says so; the one that ships says nothing."""
    told = {
        each: rulebook({**shipped(), "bulletin": {"name_units": each, "source": "R"}}, name="x")
        for each in (True, False)
    }
    assert meizhou.bulletin is None
    assert {each: BulletinPolicy(name_units=each, source="R") for each in told} == {
        each: book.bulletin for each, book in told.items()
    }


@pytest.mark.parametrize("key", sorted(set(shipped()) - OPTIONAL))
def test_no_part_can_be_left_out_in_silence(told: Callable[[Plain], list[str]], key: str) -> None:
    """Whatever part that is needed is missing, the fault names it; what is there is not blamed for its own faults."""
    data = shipped()
    del data[key]

    assert [] != [each for each in told(data) if each.startswith((f"{key}:", f"{key}."))]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b'name = "x\n', "TOML"),
        (b"name = '\xff'", "byte 8"),
        (b"\x00", "TOML"),
        (b"name = " + b"[" * 100_000, "TOML"),
        (b"name = " + b"{a=" * 100_000, "TOML"),
    ],
)
def test_a_file_that_is_no_rulebook_is_told_so(tmp_path: Path, content: bytes, where: str) -> None:
    """What is not TOML or not UTF-8 is one fault, with the place in the file."""
    path = tmp_path / "rules.toml"
    path.write_bytes(content)

    with pytest.raises(RulebookError) as wrong:
        load_rulebook(path)

    assert [where] == [fault.where for fault in wrong.value.faults]


def test_a_fault_in_toml_names_its_line(tmp_path: Path) -> None:
    """The line of a mistake in the TOML itself is told."""
    path = tmp_path / "rules.toml"
    path.write_text('name = "x"\nedition = \n', encoding="utf-8")

    with pytest.raises(RulebookError, match="line 2"):
        load_rulebook(path)


def test_a_file_that_is_missing_is_told_so(tmp_path: Path) -> None:
    """A file that is not there, or is a folder, is one fault and no traceback."""
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(RulebookError, match="cannot be read") as wrong:
            load_rulebook(path)
        assert [str(path), 1] == [wrong.value.name, len(wrong.value.faults)]


def test_an_empty_file_names_all_that_is_missing(tmp_path: Path) -> None:
    """An empty file is told everything that a rulebook needs, each once."""
    path = tmp_path / "rules.toml"
    path.write_text("", encoding="utf-8")

    with pytest.raises(RulebookError) as wrong:
        load_rulebook(path)

    missing = [fault.where for fault in wrong.value.faults if fault.what.startswith("is missing")]
    assert sorted(set(missing)) == sorted(missing)
    assert set(shipped()) - OPTIONAL <= set(missing)
