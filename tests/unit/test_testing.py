"""The strategies, the entry points and the plugin that ship for the tests of a host."""

import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import banbucheng.testing
from banbucheng.adapters.china import china, load_notices
from banbucheng.adapters.routes_file import read_routes
from banbucheng.adapters.rulebook_file import load_profile, load_rulebook, rulebook
from banbucheng.cases import Case, Command, events
from banbucheng.cases import commands as c
from banbucheng.cli._letters import read_letters
from banbucheng.errors import RulebookError
from banbucheng.intake import Complaint
from banbucheng.ledger import Entry, replay
from banbucheng.proof import broken_at_once
from banbucheng.routing import Fact, FactKind, Routes, Rule, holds
from banbucheng.rulebook import Rulebook
from banbucheng.taxonomy import Problem
from banbucheng.testing import strategies as some
from banbucheng.testing._registered import register
from banbucheng.testing._rulebooks import plain_rulebooks, small_rulebook, toml_of
from banbucheng.worktime import EndOfBusiness, Span, WorkCalendar, WorkingDays, due

ROOT = Path(__file__).parents[2]
CHINA = china(as_of=date(2026, 6, 1))
MEIZHOU = load_profile("meizhou")
seeking = settings(max_examples=500, database=None, deadline=None)
few = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


# What is drawn is valid, and reaches what it is there for


@few
@given(st.data())
def test_deadlines_can_be_counted_on_any_calendar(data: st.DataObject) -> None:
    """Whatever calendar, moment and limit: there is room for the deadline, and it is not before the moment."""
    calendar = data.draw(some.calendars(zones=["Asia/Shanghai", "Europe/Berlin"]))
    start = data.draw(some.moments(calendar, offsets=True))

    found = due(data.draw(some.limits()), start, calendar)

    assert calendar.date_of(start) <= found.on
    assert not found.provisional


@pytest.mark.parametrize(
    "sought",
    [
        lambda calendar: any(calendar.shifted(day) for day in some.edges(calendar)),
        lambda calendar: calendar.announced_through < calendar.last,
        lambda calendar: not calendar.certain(date(2026, 1, 1)),
        lambda calendar: calendar.name_of(date(2025, 6, 2)) == "festival",
    ],
    ids=["a makeup workday", "an unannounced year", "a day that may turn", "a festival"],
)
def test_calendars_have_what_makes_counting_hard(sought: Callable[..., bool]) -> None:
    """Issue 7: calendars with makeup days and unannounced years."""
    assert find(some.calendars(), sought, settings=seeking)


@pytest.mark.parametrize("hour", [(0, 0), (9, 0), (12, 0), (17, 30), (23, 59)])
def test_moments_are_near_every_edge(hour: tuple[int, int]) -> None:
    """Issue 7: moments near every edge: midnight, opening, closing; and on the days around festivals and year ends."""
    found = find(
        some.moments(CHINA),
        lambda at: (at.hour, at.minute) == hour and at.date() in some.edges(CHINA),
        settings=seeking,
    )

    assert (9, 30) != (found.hour, found.minute)


def test_edges_are_what_the_calendar_shows() -> None:
    """A festival, a makeup workday, the days around them, and the ends of years; an ordinary week is none."""
    near = some.edges(CHINA)

    assert {date(2025, 1, 26), date(2025, 2, 8), date(2025, 12, 31), date(2026, 1, 1)} <= set(near)
    assert not {date(2025, 3, 10) + timedelta(days=n) for n in range(5)} & set(near)


@few
@given(data=plain_rulebooks())
def test_rulebooks_are_sound_and_lawful_and_can_be_written(tmp_path: Path, data: dict[str, object]) -> None:
    """A generated rulebook loads from its file as it is, and breaks no law that is seen at once."""
    path = tmp_path / "rules.toml"
    path.write_text(toml_of(data), encoding="utf-8")

    assert data == tomllib.loads(toml_of(data))
    book = load_rulebook(path)
    assert rulebook(data, name="small") == book
    assert () == broken_at_once(book)


@few
@given(some.routes(), some.facts())
def test_tables_answer(routes: some.routes, shown: some.facts) -> None:  # type: ignore[valid-type] # drawn by them
    """There is always an answer, and each rule holds for something of its own."""
    assert routes.decide(shown, date(2026, 1, 2)).outcome.lead in {"x", "y", "z"}


@pytest.mark.parametrize("fact", some.vocabulary().facts, ids=lambda fact: fact.name)
@few
@given(data=st.data())
def test_each_condition_is_met_by_something(fact: Fact, data: st.DataObject) -> None:
    """No condition is drawn that nothing meets: rules would look alive and be dead."""
    asked = data.draw(some.conditions(fact))
    everything = {
        FactKind.CODE: ["a", "b", "c"],
        FactKind.CODES: [frozenset({"a"}), frozenset({"b"}), frozenset({"c"})],
        FactKind.PREFIX: [
            "9",
            *(begun + rest for begun in getattr(asked, "under", ()) for rest in ("", "1", "2", "4")),
        ],
        FactKind.NUMBER: range(24),
        FactKind.FLAG: [True, False],
        FactKind.TEXT: ["".join(sorted(getattr(asked, "any", frozenset()) | getattr(asked, "all", frozenset())))],
    }

    assert any(holds(asked, each) for each in everything[fact.kind])


@few
@given(some.histories(most=8))
def test_a_history_replays(entries: tuple[object, ...]) -> None:
    """The entries of one case, from its registration on, each possible after the last."""
    case = replay(entries)  # type: ignore[arg-type] # they are entries

    assert len(entries) == case.version


@pytest.mark.parametrize(("kind", "least"), [(events.Returned, 4), (events.Suspended, 3)])
def test_a_history_shrinks_to_what_has_to_be(kind: type[object], least: int) -> None:
    """The smallest history with a turn in it has the steps that lead there, and no other."""
    found = find(
        some.histories(most=6),
        lambda entries: any(isinstance(each.event, kind) for each in entries),
        settings=seeking,
    )

    assert least == len(found)
    assert "" == found[0].event.complaint.detail  # type: ignore[union-attr] # the first is the registration


def test_everything_that_can_be_asked_of_one_case_is_asked() -> None:
    """No command is forgotten but the halves of a merger, which only a desk gives."""
    every = {each for each in Command.__args__ if each not in (c.Merge, c.Join, c.Separate, c.Part)}

    assert every == set(some.commands(MEIZHOU))


@pytest.mark.parametrize(
    "kind",
    [WorkingDays, EndOfBusiness, Span, WorkCalendar, Complaint, Problem, Rule, Routes, Rulebook, Entry, Case],
    ids=lambda kind: kind.__name__,
)
def test_registered_types_are_made_by_us(kind: type[object]) -> None:
    """What `st.from_type` would call is there and gives values of the type."""
    register()

    @settings(max_examples=3, phases=[Phase.generate], database=None, deadline=None)
    @given(st.from_type(kind))
    def is_one(value: object) -> None:
        assert isinstance(value, kind)

    is_one()


# Broken files


def told(file: some.BrokenFile, folder: Path) -> list[str]:
    """What is said of a file by whoever reads it."""
    path = folder / file.name
    path.write_bytes(file.data)
    try:
        match file.name:
            case "rules.toml":
                load_rulebook(path)
            case "rules.csv":
                read_routes(path, base=file.base)
            case "notices.toml":
                load_notices(path)
            case _:
                return [str(each) for each in read_letters(path, book=MEIZHOU, calendar=CHINA).rejected]
    except RulebookError as error:
        return [str(fault) for fault in error.faults]
    return []


@settings(few, max_examples=300)
@given(file=some.broken_files())
def test_a_broken_file_is_refused_for_what_is_wrong_with_it(tmp_path: Path, file: some.BrokenFile) -> None:
    """Each planted fault is told once, with its place, and nothing else is found wrong."""
    said = told(file, tmp_path)

    assert 1 == len(said)
    assert file.where in said[0], file.planted


def test_the_plainest_rulebook_is_sound(tmp_path: Path) -> None:
    """What the faults are planted in is right without them."""
    assert [] == told(
        some.BrokenFile(name="rules.toml", data=toml_of(small_rulebook()).encode(), planted="", where=""), tmp_path
    )


# Doors


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder in which the package looks installed, with the entry points of pyproject.toml."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    info = tmp_path / "site" / "banbucheng_kit-0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: banbucheng-kit\nVersion: 0\n", encoding="utf-8")
    lines = [
        line
        for group, named in points.items()
        for line in (f"[{group}]", *(f"{key} = {value}" for key, value in named.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    return info.parent


def run(folder: Path, *words: str, **settings: str) -> str:
    """What Python prints with our package and that folder on its path, and these settings in its environment."""
    ran = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, *words],
        cwd=folder,
        env={
            "PYTHONPATH": f"{folder}{':' if sys.platform != 'win32' else ';'}{ROOT / 'src'}",
            "PYTHONUTF8": "1",
            **settings,
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert 0 == ran.returncode, ran.stdout + ran.stderr
    return ran.stdout


def test_importing_hypothesis_loads_no_strategy_of_ours(installed: Path) -> None:
    """The entry point `hypothesis` loads the types and nothing that they can do without, until one is drawn."""
    code = """
import sys
import hypothesis
from hypothesis import Phase, find, settings, strategies as st
early = sorted(each for each in sys.modules if each.startswith(("banbucheng.testing", "banbucheng.adapters")))
print(*early)
print(*sorted({"cattrs", "holidays", "numpy", "pytest", "sqlalchemy"} & set(sys.modules)))
from banbucheng import Case
print(find(st.from_type(Case), lambda case: True, settings=settings(database=None, phases=[Phase.generate])).status.name)
"""

    assert ["banbucheng.testing banbucheng.testing._registered", "", "REGISTERED", ""] == run(
        installed, "-c", code
    ).split("\n")


def test_the_plugin_loads_nothing_until_a_fixture_is_used(installed: Path) -> None:
    """The entry point `pytest11`: no module of ours is there before the first fixture, and then a desk at work."""
    (installed / "test_host.py").write_text(
        """
import sys

EARLY = [each for each in sys.modules if each.startswith("banbucheng")]

def test_nothing_is_there():
    assert [] == EARLY

def test_a_desk(banbucheng_desk, banbucheng_clock, banbucheng_store):
    from banbucheng.testing import sample_complaint
    case = banbucheng_desk.register(sample_complaint(), by="clerk")
    assert [case] == list(banbucheng_store.cases())
    assert banbucheng_clock.now() == case.registered_at
""",
        encoding="utf-8",
    )
    # Another plugin may import Hypothesis, which would load our types; here is ours alone.
    said = run(installed, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_host.py", HYPOTHESIS_NO_PLUGINS="1")

    assert "2 passed" in said


def test_what_the_stub_promises_is_there() -> None:
    """The names that type checkers read in `__init__.pyi` are those that the lazy `__getattr__` finds."""
    stub = (Path(banbucheng.testing.__file__).parent / "__init__.pyi").read_text(encoding="utf-8")

    assert sorted(banbucheng.testing.__all__) == dir(banbucheng.testing)
    for name in banbucheng.testing.__all__:
        found = getattr(banbucheng.testing, name)
        assert f"import {name} as {name}\n" in stub
        assert getattr(found, "__doc__", None)
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = banbucheng.testing.no_such_thing  # type: ignore[attr-defined] # it is the claim that there is none


def test_what_is_drawn_in_utc_is_the_same_moment() -> None:
    """`offsets` writes moments in UTC, for code that takes the date before the zone."""
    found = find(some.moments(CHINA, offsets=True), lambda at: at.tzinfo is UTC, settings=settings(database=None))

    assert CHINA.date_of(found) != found.date() or (1, 30) == (found.hour, found.minute)
