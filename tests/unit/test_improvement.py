"""From like causes to what was changed: tested against chance, and said plainly when the figures cannot tell."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from attrs import evolve

from banbucheng.cases import Case
from banbucheng.cases import commands as c
from banbucheng.ledger import Effect, Improvement, Verdict, effect, hot_spots
from banbucheng.ledger._chance import at_least, at_most, together
from banbucheng.terms import CauseCode, ImprovementKind

from ._calendar2025 import CALENDAR
from ._desk import CLERK, HRSS, TAX, Bench, problem

DONE_ON = date(2025, 6, 2)
FIXED = Improvement(
    problem="the terminal is down every Monday",
    cause=CauseCode("system"),
    unit=HRSS,
    evidence=("441402-20250305-0001",),
    owner=HRSS,
    kind=ImprovementKind.PROCESS,
    measure="a second terminal",
    due_on=DONE_ON,
    done_on=DONE_ON,
)


def sent(cause: str, unit: str, count: int, on: date = date(2025, 3, 5)) -> list[Case]:
    """So many cases with a cause at a unit, told on a day."""
    bench = Bench().at(f"{on} 09:30")
    sorted_as = evolve(problem("ordinary"), causes=frozenset({CauseCode(cause)}))
    where = c.Assign(by=CLERK, unit=unit, reason="theirs")
    return [bench.opened(c.Accept(by=CLERK, problem=sorted_as), where) for _ in range(count)]


def measured(before: int, after: int, others: tuple[int, int] = (0, 0)) -> Effect:
    """What an improvement did, with so many like cases and so many others in the thirty days before and after it."""
    earlier, later = DONE_ON - timedelta(days=5), DONE_ON + timedelta(days=2)
    cases: Sequence[Case] = [
        *sent("system", HRSS, before, earlier),
        *sent("system", HRSS, after, later),
        *sent("policy", TAX, others[0], earlier),
        *sent("policy", TAX, others[1], later),
    ]
    return effect(FIXED, cases, on=DONE_ON, days=30, calendar=CALENDAR)


def test_the_lady_tasting_tea() -> None:
    """R. A. Fisher, The Design of Experiments (1935), ch. 2: all four of eight right by chance is 1 in 70; three, 17."""
    assert [1 / 70, 17 / 70] == pytest.approx([at_least(n, marked=4, drawn=4, of=8) for n in (4, 3)])


def test_the_lower_tail_of_a_coin() -> None:
    """At most one head in ten throws: 11 of 1,024."""
    assert 11 / 1024 == pytest.approx(at_most(1, 10, 0.5))


def test_many_questions_at_once() -> None:
    """Benjamini and Hochberg 1995, their example of 15 p-values: at 0.05 the first four are findings and no more."""
    given = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324]
    given += [0.4262, 0.5719, 0.6528, 0.759, 1.0]
    assert [True] * 4 + [False] * 11 == [each < 0.05 for each in together(given)]


def test_a_cause_that_is_everywhere_stands_out_nowhere() -> None:
    """Issue 6, 8: like causes found with a test against chance: two units that have it alike are no hot spot of one."""
    cases = [*sent("system", HRSS, 6), *sent("system", TAX, 6), *sent("policy", HRSS, 6), *sent("policy", TAX, 6)]
    assert [False] * 4 == [each.stands_out for each in hot_spots(cases, least=3)]


def test_a_cause_of_one_unit_stands_out() -> None:
    """Eight of eight at one unit and none of sixteen elsewhere is no chance."""
    cases = [*sent("system", HRSS, 8), *sent("policy", TAX, 16)]
    first = next(each for each in hot_spots(cases, least=3) if each.cause == "system")
    assert (HRSS, 8, True) == (first.unit, len(first.cases), first.stands_out)


def test_an_improvement_that_works() -> None:
    """Verified by falling recurrence: twelve before, one after, while all others came as before."""
    found = measured(12, 1, (12, 12))
    assert (Verdict.WORKING, 12, 1) == (found.verdict, found.before, found.after)
    assert 12 == pytest.approx(found.expected)


def test_a_fall_that_the_trend_explains_is_none() -> None:
    """Issue 6, 8: the trend taken into account: when everything halves, a half is what was to be expected."""
    assert Verdict.NOT_WORKING is measured(16, 8, (20, 10)).verdict


def test_too_few_to_tell() -> None:
    """Issue 6, 8: said plainly when the data can't tell: two before and none after may be luck."""
    assert Verdict.CANNOT_TELL is measured(2, 0).verdict


def test_without_a_trend_the_working_days_tell() -> None:
    """Issue 6, 8: with the working calendar: 30 days from 3 May hold 19 working days, from 2 June 20 (国办发明电〔2024〕12号)."""
    days = [date.fromordinal(n) for n in range(date(2025, 5, 4).toordinal(), date(2025, 7, 3).toordinal())]
    off = {date(2025, 5, 5), date(2025, 6, 2)}
    worked = [day for day in days if day.weekday() < 5 and day not in off]
    before = sum(day <= DONE_ON for day in worked)
    assert measured(4, 4).expected == pytest.approx(4 * (len(worked) - before) / before)
