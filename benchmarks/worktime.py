"""
How fast working time is reckoned, beside the libraries that people use for it: `python3 dev.py bench worktime`.

Everyone gets the same questions and the same days off. Who answers one of them differently is not timed, and the table
says what he answered; who is not installed is named as skipped. Questions are chosen so that the conventions of all of
them agree: receipts on working days, hours that end within a stretch. Rounds are interleaved, so that what else the
machine does falls on all alike; figures are CPU time, the median of the rounds, with the middle half as spread.

    --json            one document and nothing else
    --picture FILE    draw the ratios as an SVG picture
    --rounds N        how many rounds (default 15)
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import numpy as np

from banbucheng.adapters.arrays import CalendarArrays
from banbucheng.adapters.china import china
from banbucheng.worktime import Period, WorkCalendar, WorkingDays, WorkingHours, due, moved

OURS = "banbucheng"
_DAY = timedelta(days=1)
_FIRST, _LAST = date(2018, 1, 2), date(2023, 10, 31)
_MILLION = 1_000_000

Answer = Callable[[], Sequence[object]]
Contestants = dict[str, "Answer | str"]


class Timed(NamedTuple):
    """What one contestant took for one question, in microseconds; or why he was not timed."""

    name: str
    median: float | None
    low: float | None
    high: float | None
    note: str


class Section(NamedTuple):
    """One table: who took part, and what is asked of us, as (contestant, factor, whether at most)."""

    title: str
    per: str
    base: str
    timed: Sequence[Timed]
    goals: Sequence[tuple[str, str, float, bool]]


def installed(name: str) -> Any:
    """A module, or None where it is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        return None


def measured(title: str, per: str, base: str, contestants: Contestants, count: int, rounds: int, goals: Any) -> Section:
    """Compare the answers of all with ours, then time those that agree in interleaved rounds."""
    fitting: dict[str, Answer] = {}
    notes: dict[str, str] = {}
    expected: Sequence[object] | None = None
    for name, answer in contestants.items():
        if isinstance(answer, str):
            notes[name] = answer
            continue
        given = list(answer())
        expected = given if expected is None else expected
        wrong = [(one, other) for one, other in zip(expected, given, strict=True) if one != other]
        if wrong:
            notes[name] = f"not timed: {len(wrong)} of {len(expected)} answers differ, as {wrong[0][1]} for {wrong[0][0]}"
        else:
            fitting[name] = answer
    took: dict[str, list[float]] = {name: [] for name in fitting}
    for _ in range(rounds):
        for name, answer in fitting.items():
            # The fast are asked several times over, as the clock of the CPU is not fine enough for them.
            repeats = max(1, int(2e4 / max(took[name][-1] * count, 1.0))) if took[name] else 1
            started = time.process_time()
            for _ in range(repeats):
                answer()
            took[name].append((time.process_time() - started) * 1e6 / repeats / count)
    return Section(title, per, base, [_timed(name, took.get(name), notes) for name in contestants], goals)


def _timed(name: str, took: list[float] | None, notes: Mapping[str, str]) -> Timed:
    if took is None:
        return Timed(name, None, None, None, notes[name])
    low, median, high = statistics.quantiles(took[1:], n=4)
    return Timed(name, median, low, high, "")


# The questions


def workdays(calendar: WorkCalendar) -> list[date]:
    """The working days of the years that every contestant knows."""
    days = [_FIRST + _DAY * place for place in range((_LAST - _FIRST).days)]
    return [day for day in days if calendar.works_on(day)]


def days_off(calendar: WorkCalendar) -> list[date]:
    """Every day off of 2017 to 2024, weekends too: what a library that knows no makeup workday has to be told."""
    days = [date(2017, 1, 1) + _DAY * place for place in range(2922)]
    return [day for day in days if not calendar.works_on(day)]


def adding(calendar: WorkCalendar, rounds: int) -> Section:
    """A date and a number of working days, one at a time."""
    chance = random.Random(1)  # noqa: S311 - the same questions on every run
    asked = [(day, chance.choice([2, 5, 10])) for day in chance.choices(workdays(calendar), k=600)]
    off, table = days_off(calendar), calendar.table
    base, ranks, days = table.base, table.ranks, table.days
    after = calendar.workday_after

    def bare(day: date, n: int) -> date:
        return days[ranks[day.toordinal() - base] + n]

    contestants: Contestants = {
        OURS: lambda: [after(day, n) for day, n in asked],
        "a bare table look-up": lambda: [bare(day, n) for day, n in asked],
        "holidays": _holidays_add(asked),
        "business-calendar": _business_calendar_add(asked, off),
        "bizdays": _bizdays_add(asked, off),
        "numpy.busday_offset": _numpy_add(asked, off),
        "QuantLib": _quantlib_add(asked),
        "pandas CustomBusinessDay": _pandas_add(asked, off),
        "chinesecalendar": _chinesecalendar_add(asked),
        "workalendar": _workalendar_add(asked),
    }
    goals = [(OURS, "a bare table look-up", 2, False), (OURS, "holidays", 25, True), (OURS, "business-calendar", 8, True)]
    return measured("date + N working days", "date", OURS, contestants, len(asked), rounds, goals)


def deadlines(calendar: WorkCalendar, rounds: int) -> Section:
    """The same with the whole Deadline."""
    chance = random.Random(2)  # noqa: S311 - the same questions on every run
    asked = [(day, chance.choice([2, 5, 10])) for day in chance.choices(workdays(calendar), k=600)]
    limits = {n: WorkingDays(n) for n in (2, 5, 10)}
    after = calendar.workday_after

    # What is compared is the date; the list of deadlines is built all the same, and their dates are a trifle.
    contestants: Contestants = {
        OURS: lambda: [due(limits[n], day, calendar).on for day, n in asked],
        "the date alone": lambda: [after(day, n) for day, n in asked],
        "holidays": _holidays_add(asked),
    }
    return measured("the whole Deadline", "deadline", OURS, contestants, len(asked), rounds, [(OURS, "holidays", 8, True)])


def counting(calendar: WorkCalendar, rounds: int) -> Section:
    """Working days between two dates about a month apart, and five years apart."""
    chance = random.Random(3)  # noqa: S311 - the same questions on every run
    asked = [(day, day + _DAY * chance.randrange(20, 40)) for day in chance.choices(workdays(calendar)[:-60], k=300)]
    off, between = days_off(calendar), calendar.workdays_between
    far = [(day.replace(year=2018, day=min(day.day, 28)), last) for day, last in asked]
    contestants: Contestants = {
        OURS: lambda: [between(first, last) for first, last in asked],
        "holidays": _holidays_count(asked),
        "business-calendar": _business_calendar_count(asked, off),
        "numpy.busday_count": _numpy_count(asked, off),
        "QuantLib": _quantlib_count(asked),
        "pandas date_range": _pandas_count(asked, off),
        "chinesecalendar": _chinesecalendar_count(asked),
        "workalendar": _workalendar_count(asked),
    }
    found = measured("working days between, a month", "pair", OURS, contestants, len(asked), rounds, [(OURS, "holidays", 100, True)])
    long = measured("", "pair", OURS, {OURS: lambda: [between(*each) for each in far]}, len(far), rounds, [])
    years = long.timed[0]._replace(name=f"{OURS}, up to five years")
    return found._replace(timed=[found.timed[0], years, *found.timed[1:]], goals=[*found.goals, (years.name, OURS, 1.5, False)])


def batches(calendar: WorkCalendar, rounds: int) -> Iterator[Section]:
    """A million dates at once."""
    arrays, chance = CalendarArrays.of(calendar), np.random.default_rng(4)
    first, reach = np.datetime64("2005-01-01"), (date(2025, 10, 31) - date(2005, 1, 1)).days
    dates = first + chance.integers(0, reach, _MILLION)
    dates = dates[np.is_busday(dates, busdaycal=_busdays(calendar))]
    dates = np.resize(dates, _MILLION)
    numbers = chance.choice([2, 5, 10], _MILLION)
    later = dates + chance.integers(0, 60, _MILLION)
    busdays, holidays = _busdays(calendar), _all_off(calendar)
    polars = installed("polars")
    mask = (True,) * 7
    memory = dates.copy

    def frame(expression: Callable[[Any], Any], **columns: Any) -> Any:
        if polars is None:
            return "skipped: not installed"
        table = polars.DataFrame(columns)
        return lambda: _Sample(table.select(expression(polars)).to_series().to_numpy())

    def ours(question: Callable[[], Any]) -> Answer:
        return lambda: _Sample(question())

    five = WorkingDays(5)
    limits = [("memcpy", 5, False), ("numpy.busday_offset", 75, True), ("polars", 75, True)]
    yield measured(
        "1 M dates + 5 working days", "date", OURS,
        {
            OURS: ours(lambda: arrays.due_on(five, dates)),
            "numpy.busday_offset": ours(lambda: np.busday_offset(dates, 5, busdaycal=busdays)),
            "polars": frame(lambda pl: pl.col("d").dt.add_business_days(5, week_mask=mask, holidays=holidays), d=dates),
        },
        _MILLION, rounds, [(OURS, *each) for each in limits],
    )  # fmt: skip
    yield measured(
        "1 M dates, mixed N", "date", OURS,
        {
            OURS: ours(lambda: arrays.due_on(five, dates, numbers=numbers)),
            "numpy.busday_offset": ours(lambda: np.busday_offset(dates, numbers, busdaycal=busdays)),
            "polars": frame(
                lambda pl: pl.col("d").dt.add_business_days(pl.col("n"), week_mask=mask, holidays=holidays), d=dates, n=numbers
            ),
        },
        _MILLION, rounds, [(OURS, "memcpy", 8, False)],
    )  # fmt: skip
    yield measured(
        "1 M pairs counted", "pair", OURS,
        {
            OURS: ours(lambda: arrays.workdays_between(dates, later)),
            "numpy.busday_count": ours(lambda: np.busday_count(dates + 1, later + 1, busdaycal=busdays)),
            "polars": frame(
                lambda pl: pl.business_day_count(pl.col("a") + pl.duration(days=1), pl.col("b") + pl.duration(days=1), mask, holidays),
                a=dates, b=later,
            ),
        },
        _MILLION, rounds, [(OURS, "memcpy", 8, False)],
    )  # fmt: skip
