"""
The kit for testing is tested: what is known to be wrong is caught, in a few words, and what is right is let be.

Issue 7, item 1: the laws "find the planted bugs of seven known wrong implementations (Monday-to-Friday, makeup days
ignored, school B by accident, UTC dates, seconds for days, pause lost on reclassification, silent 2027)".
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from attrs import evolve, frozen
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from banbucheng.adapters.china import china
from banbucheng.adapters.memory import MemoryStore
from banbucheng.cases import Case, events
from banbucheng.cases import commands as c
from banbucheng.errors import StaleCase
from banbucheng.ledger import Entry
from banbucheng.ports import Store
from banbucheng.testing import (
    DeskMachine,
    Extended,
    Happening,
    Paused,
    Reclassified,
    assert_case_laws,
    assert_clock_laws,
    assert_worktime_laws,
)
from banbucheng.testing.strategies import histories, rulebooks
from banbucheng.worktime import CountFrom, Deadline, PauseEnds, Span, WorkingDays, due
from tests.unit._desk import ASK, CALENDAR, CLERK, COMMANDS, LEADER, MEIZHOU, UNIT, Bench

CHINA = china(as_of=date(2026, 6, 1))
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
#: Another calendar than ours, so that what is right is not right because it is ours.
OTHER = holidays.country_holidays("CN", years=range(2023, 2027))
#: Whatever is found is told in so few lines of so few letters.
LINES, LETTERS = 12, 330


def walked(day: date, number: int, works: Callable[[date], bool]) -> date:
    """The day after so many days that work."""
    while number:
        day += DAY
        number -= works(day)
    return day


# One that is right


def right(start: datetime, number: int) -> date:
    """A host's own code on another calendar, which refuses what that does not know yet."""
    found = walked(start.astimezone(SHANGHAI).date(), number, OTHER.is_working_day)
    if found > date(2026, 12, 31):
        raise LookupError(f"nothing has been announced for {found.year}")
    return found


# And the seven that are wrong


def monday_to_friday(start: datetime, number: int) -> date:
    """Counts Monday to Friday; one in five deadlines of 2025 is wrong."""
    return walked(start.astimezone(SHANGHAI).date(), number, lambda day: day.weekday() < 5)


def makeup_days_ignored(start: datetime, number: int) -> date:
    """Knows the days off and no day that is worked in exchange; one in eight is wrong."""
    return walked(start.astimezone(SHANGHAI).date(), number, lambda day: day.weekday() < 5 and day not in OTHER)


def school_b_by_accident(start: datetime, number: int) -> Deadline:
    """Moves a receipt on a day off to the next working day first, and does not count that."""
    received = start.astimezone(SHANGHAI).date()
    while not CHINA.works_on(received):
        received += DAY
    return due(WorkingDays(number), received, CHINA)


def utc_dates(start: datetime, number: int) -> Deadline:
    """Takes the date of a moment in UTC: what came in before eight in the morning is a day early."""
    return due(WorkingDays(number), start.astimezone(UTC).date(), CHINA)


def seconds_for_days(start: datetime, number: int) -> datetime:
    """Gives a number of days to a parameter in seconds."""
    return start + timedelta(0, number)


def silent_2027(start: datetime, number: int) -> date:
    """Answers for a year of which nothing has been announced as if it knew."""
    return due(WorkingDays(number), start, CHINA).on


def pause_lost(start: datetime, number: int, happened: tuple[Happening, ...]) -> date:
    """Forgets, when a matter is reclassified, that its clock has stood still."""
    pauses: list[Span] = []
    for each in happened:
        match each:
            case Paused(opens, closes):
                pauses.append(Span(opens, closes))
            case Extended(_, more):
                number += more
            case Reclassified(_, working_days):
                number, pauses = working_days, []
    return due(WorkingDays(number), start, CHINA, pauses=pauses).on


def readable(said: str) -> list[str]:
    """The lines of what was found, few and short."""
    lines = said.splitlines()
    assert LINES >= len(lines), said
    assert LETTERS >= max(map(len, lines)), said
    assert all(re.search(r"\w{3} \d{4}-\d\d-\d\d \d\d:\d\d", each) for each in lines if each.startswith("    ")), said
    return lines


COUNTING, WORKING = "every working day after it is", "falls on a working day"
ZONE, SILENT = "The zone is applied before the date is taken", "never silently firm"


@pytest.mark.parametrize(
    ("wrong", "clauses", "likely"),
    [
        (monday_to_friday, [WORKING, COUNTING, SILENT], "it counts Monday to Friday"),
        (makeup_days_ignored, [COUNTING, SILENT], "it knows the days off, and no makeup workdays"),
        (school_b_by_accident, [COUNTING], "school B"),
        (utc_dates, [ZONE, COUNTING], "it takes the date of a moment in UTC"),
        (seconds_for_days, [WORKING, COUNTING, SILENT], "it adds seconds, not days"),
        (silent_2027, [SILENT], ""),
    ],
)
def test_a_known_mistake_is_caught(wrong: Callable[..., object], clauses: Sequence[str], likely: str) -> None:
    """Each is caught, under the clause that it breaks, with a small example and its likely cause."""
    with pytest.raises(AssertionError) as caught:
        assert_worktime_laws(wrong, CHINA)

    lines = readable(str(caught.value))
    assert [] == [each for each in clauses if not any(each in line for line in lines)]
    assert bool(likely) == lines[-1].startswith("It looks as if")
    assert likely in lines[-1]


def test_a_pause_that_is_lost_is_caught() -> None:
    """P11 Pause survives reclassification (GLPI fails); X8: from the original start."""
    with pytest.raises(AssertionError) as caught:
        assert_clock_laws(pause_lost, CHINA)

    clause, example = readable(str(caught.value))[1:]
    assert "A reclassification counts from the first start, with the pauses that there were." == clause.strip()
    assert re.search(
        r"received \w+ [\d-]+ [\d:]+, 1 working day, paused from .* reclassified to 1 working day", example
    )


def test_the_example_of_monday_to_friday_is_one_to_look_up() -> None:
    """What is told can be checked in any printed calendar: a day of receipt, a number, and a day that is off."""
    with pytest.raises(AssertionError) as caught:
        assert_worktime_laws(monday_to_friday, CHINA)

    found = re.search(
        r"received \w+ (\S+) \S+, (?:a day off, )?(\d+) .*: your code says \w+ (\S+), a day off", str(caught.value)
    )
    assert found is not None
    received, number, on = date.fromisoformat(found[1]), int(found[2]), date.fromisoformat(found[3])
    assert on in OTHER
    assert walked(received, number, lambda day: day.weekday() < 5) == on
    assert 2 >= number


# What is right is let be


def test_what_is_right_passes() -> None:
    """A host that counts on another calendar, and refuses what is not known, keeps every law."""
    assert_worktime_laws(right, CHINA)


@pytest.mark.parametrize("count_from", CountFrom)
def test_our_own_passes_under_either_school(count_from: CountFrom) -> None:
    """Both schools are policies, never an accident of the code: each is right where it was decided."""
    assert_worktime_laws(
        lambda start, number: due(WorkingDays(number, count_from=count_from), start, CHINA),
        CHINA,
        count_from=count_from,
    )


def test_school_a_is_wrong_where_school_b_was_decided() -> None:
    """The one is told from the other in both directions."""
    with pytest.raises(AssertionError, match="school A"):
        assert_worktime_laws(right, CHINA, count_from=CountFrom.NEXT_WORKDAY)


def test_an_answer_may_be_the_moment_at_which_the_day_is_over() -> None:
    """The day lasts until 24:00 (民法典 203), which is 00:00 of the next; with a zone, or naive and local."""
    assert_worktime_laws(lambda start, number: datetime.combine(right(start, number) + DAY, datetime.min.time()), CHINA)
    assert_worktime_laws(
        lambda start, number: datetime.combine(right(start, number), datetime.max.time(), SHANGHAI).astimezone(UTC),
        CHINA,
        max_examples=20,
    )


def test_code_that_raises_or_answers_nonsense_is_told_so() -> None:
    """No traceback of the kit: what the code did instead of giving a day stands in the example."""
    with pytest.raises(AssertionError, match="your code raises KeyError: 'no'"):
        assert_worktime_laws(lambda *_: {}["no"], CHINA, max_examples=5)
    with pytest.raises(AssertionError, match="your code says 'soon', which is no day"):
        assert_worktime_laws(lambda *_: "soon", CHINA, max_examples=5)


@pytest.mark.parametrize("ends", PauseEnds)
def test_our_own_clock_passes_under_every_policy(ends: PauseEnds) -> None:
    """P1: which ends of a pause stand still is a policy."""

    def ours(start: datetime, number: int, happened: tuple[Happening, ...]) -> Deadline:
        changes = [each.working_days for each in happened if isinstance(each, Reclassified)]
        total = [number, *changes][-1] + sum(each.working_days for each in happened if isinstance(each, Extended))
        pauses = [Span(each.opens, each.closes) for each in happened if isinstance(each, Paused)]
        return due(WorkingDays(total), start, CHINA, pauses=pauses, pause_ends=ends)

    assert_clock_laws(ours, CHINA, pause_ends=ends, max_examples=30)


def every_pause_costs_a_day(start: datetime, number: int, happened: tuple[Happening, ...]) -> date:
    """P2: the abuse of ten pauses of a minute that buy ten days."""
    pauses = [each for each in happened if isinstance(each, Paused)]
    changes = [each.working_days for each in happened if isinstance(each, Reclassified)]
    more = sum(each.working_days for each in happened if isinstance(each, Extended))
    return due(WorkingDays([number, *changes][-1] + more + len(pauses)), start, CHINA).on


def reclassified_from_now(start: datetime, number: int, happened: tuple[Happening, ...]) -> date:
    """X8: due 03-12 from the original start, not 03-14 from now."""
    pauses = [Span(each.opens, each.closes) for each in happened if isinstance(each, Paused)]
    for each in happened:
        match each:
            case Reclassified(at, working_days):
                start, number = at, working_days
            case Extended(_, more):
                number += more
            case Paused():
                pass
    return due(WorkingDays(number), start, CHINA, pauses=pauses).on


def extensions_forgotten_after_a_pause(start: datetime, number: int, happened: tuple[Happening, ...]) -> date:
    """Looks at the pauses first, and at an extension only if it was given before them."""
    pauses = [Span(each.opens, each.closes) for each in happened if isinstance(each, Paused)]
    changes = [each.working_days for each in happened if isinstance(each, Reclassified)]
    early = isinstance(happened[0], Extended) if happened else False
    more = sum(each.working_days for each in happened if isinstance(each, Extended)) if early else 0
    return due(WorkingDays([number, *changes][-1] + more), start, CHINA, pauses=pauses).on


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        (every_pause_costs_a_day, "A pause that is over on the same day costs nothing."),
        (every_pause_costs_a_day, "Splitting a pause at any point changes nothing."),
        (reclassified_from_now, "A reclassification counts from the first start"),
        (extensions_forgotten_after_a_pause, "Pausing and extending is extending and pausing."),
    ],
)
def test_what_is_wrong_of_a_running_clock_is_caught(wrong: Callable[..., object], clause: str) -> None:
    """Each under the clause that it breaks."""
    with pytest.raises(AssertionError, match=re.escape(clause)) as caught:
        assert_clock_laws(wrong, CHINA, max_examples=30)

    readable(str(caught.value))


# The life of a case


def record(*given: c.Command, warned: bool = False) -> tuple[Entry, ...]:
    """What is recorded of a case after some commands, a day apart, and perhaps after a month without any."""
    bench = Bench()
    case = bench.registered()
    for command in given:
        bench.clock.put(bench.clock.now() + DAY)
        case = bench.do(case, command)
    if warned:
        bench.clock.put(bench.clock.now() + 30 * DAY)
        bench.desk.inspect_all(by=CLERK)
    return tuple(bench.store.entries(case.number))


#: Stopped on a Friday.
PAUSED = (COMMANDS[c.Accept], COMMANDS[c.Suspend], COMMANDS[c.Resume])
HANDLED = (COMMANDS[c.Accept], COMMANDS[c.Assign], COMMANDS[c.Acknowledge])


@frozen(kw_only=True)
class Forged:
    """A record in which something was changed, and what has to be said of it."""

    entries: tuple[Entry, ...]
    said: str


def changed(entries: Sequence[Entry], kind: type[object], **changes: object) -> tuple[Entry, ...]:
    """The entries with the event of one kind changed."""
    return tuple(
        evolve(each, event=evolve(each.event, **changes)) if isinstance(each.event, kind) else each for each in entries
    )


def the_last_again(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with the last one once more."""
    return (*entries, evolve(entries[-1], seq=entries[-1].seq + 1))


def forged() -> dict[str, Forged]:
    """Records of lives that cannot have been."""
    reclassified = record(*PAUSED, COMMANDS[c.Reclassify])
    event = next(each.event for each in reclassified if isinstance(each.event, events.Reclassified))
    warned = record(*HANDLED, warned=True)
    step = next(each for each in warned if isinstance(each.event, events.Supervised))
    returned = record(*HANDLED, COMMANDS[c.Return], c.Assign(by=CLERK), COMMANDS[c.Acknowledge])
    sent = [each for each in returned if isinstance(each.event, events.Assigned)]
    return {
        "an entry is missing": Forged(entries=(*warned[:2], *warned[3:]), said="entry 3: entry 4 of"),
        "a pause is lost": Forged(
            entries=changed(reclassified, events.Reclassified, clock=evolve(event.clock, pauses=())),
            said="loses a pause: 1 before it, 0 after it",
        ),
        "a deadline is counted without the pause": Forged(
            entries=changed(
                reclassified,
                events.Reclassified,
                deadlines=evolve(event.clock, pauses=()).deadlines(MEIZHOU.promises, CALENDAR),
            ),
            said="with 1 pause(s) and 0 extension(s) it is",
        ),
        "the clock begins anew": Forged(
            entries=changed(
                reclassified, events.Reclassified, clock=evolve(event.clock, started_at=event.clock.started_at + DAY)
            ),
            said="lets the clock begin at 2025-03-07",
        ),
        "time runs backwards": Forged(
            entries=(*warned[:-1], evolve(warned[-1], at=warned[0].at - DAY)), said="of 2025-03-04"
        ),
        "who is complained about has a hand in it": Forged(
            entries=(
                evolve(
                    warned[0],
                    event=evolve(warned[0].event, complaint=evolve(warned[0].event.complaint, against={UNIT})),  # type: ignore[union-attr] # the first is the registration
                ),
                *warned[1:],
            ),
            said="is by unit, who is complained about",
        ),
        "a rung is taken twice": Forged(
            entries=(*warned[: step.seq], evolve(step, seq=step.seq + 1)), said="a second time"
        ),
        "a rung is taken before it is due": Forged(
            entries=(*warned[: step.seq - 1], evolve(step, at=warned[step.seq - 2].at)), said="its step is due"
        ),
        "somebody is warned while the clock stands": Forged(
            entries=(
                *(paused := record(*PAUSED[:2])),
                evolve(step, number=paused[0].number, seq=len(paused) + 1),
            ),
            said="comes while the clock stands since entry 3",
        ),
        "the ball comes back to where it was": Forged(
            entries=tuple(
                evolve(each, event=evolve(each.event, assignment=sent[0].event.assignment)) if each is sent[1] else each  # type: ignore[union-attr] # it is one that assigns
                for each in returned
            ),
            said="sends it out for the 2. time: 441402-hrss, 441402-hrss",
        ),
    }


@pytest.mark.parametrize("name", forged())
def test_a_life_that_cannot_have_been_is_told(name: str) -> None:
    """What is recorded of a case is held to the laws, whoever wrote it."""
    made = forged()[name]

    with pytest.raises(AssertionError, match=re.escape(made.said)):
        assert_case_laws(made.entries, book=MEIZHOU, calendar=CALENDAR)


@settings(max_examples=25)
@given(st.data())
def test_what_a_desk_records_keeps_the_laws(data: st.DataObject) -> None:
    """Under whatever small rulebook, whatever is asked: the record of a case keeps every law, the counted ones too."""
    book = data.draw(rulebooks())

    assert_case_laws(data.draw(histories(book, CALENDAR)), book=book, calendar=CALENDAR)


def test_lives_of_every_turn_keep_the_laws() -> None:
    """A pause, an extension and a reclassification in one life, which generated ones seldom have."""
    asked = (COMMANDS[c.Accept], ASK, c.Extend(by=LEADER), *PAUSED[1:], COMMANDS[c.Reclassify])

    assert_case_laws(record(*asked), book=MEIZHOU, calendar=CALENDAR)


# The machine


def run(make_store: Callable[[], Store]) -> None:
    """The machine over a store, for a moment."""

    class Over(DeskMachine):
        def make_store(self) -> Store:
            return make_store()

    few = settings(max_examples=15, stateful_step_count=20, phases=[Phase.generate], database=None)
    Over.TestCase.settings = few
    Over.TestCase().runTest()


class ForgetsPauses(MemoryStore):
    """Loses, of a matter that is reclassified or resumed, the pauses of its clock."""

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        lost = [
            evolve(each, event=evolve(each.event, clock=evolve(each.event.clock, pauses=())))
            if isinstance(each.event, events.Resumed | events.Extended)
            else each
            for each in entries
        ]
        super().keep(case, lost)


class Forgets(MemoryStore):
    """Hands a case back as it was registered."""

    def get(self, number: str) -> Case:
        return evolve(super().get(number), version=1)  # type: ignore[arg-type] # a number is a text


@pytest.mark.parametrize("broken", [ForgetsPauses, Forgets])
def test_the_machine_finds_a_store_that_forgets(broken: type[MemoryStore]) -> None:
    """A store that is not what it was given goes red."""
    with pytest.raises((AssertionError, StaleCase)):
        run(broken)


def test_the_machine_finds_nothing_in_a_sound_store() -> None:
    """The same way of running it is green over the store in memory."""
    run(MemoryStore)
