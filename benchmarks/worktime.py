"""
How fast working time is reckoned, beside the libraries that people use for it: `python3 dev.py bench worktime`.

Everyone gets the same questions and the same days off. Who answers one of them differently is not timed, and the table
shows what he answered; who is not installed is named as skipped. The questions are such that the conventions of all
agree: receipts on working days, hours that do not end at a close. Rounds are interleaved, so that whatever else the
machine does falls on all alike; figures are CPU time, the median of the rounds, with the middle half of them as spread.

    --json            print one document and nothing else
    --picture=FILE    draw the ratios as an SVG picture
    --rounds=N        how many rounds, by default 15
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from datetime import time as at_time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from _peers import Asked, adders, counters, hour_adders, installed
from _picture import picture

from banbucheng.adapters.arrays import CalendarArrays
from banbucheng.adapters.china import china
from banbucheng.worktime import Period, WorkCalendar, WorkingDays, WorkingHours, due, moved

OURS = "banbucheng"
MEMCPY = "memcpy, 8 bytes a row"
BARE = "a bare table look-up"
_DAY = timedelta(days=1)
# The years that every contestant knows.
_FIRST, _LAST = date(2018, 1, 2), date(2023, 10, 31)
_MILLION = 1_000_000
_PEERS = (
    "holidays",
    "business-calendar",
    "bizdays",
    "numpy",
    "QuantLib",
    "pandas",
    "polars",
    "chinesecalendar",
    "workalendar",
    "businesstimedelta",
)


class Contestant(NamedTuple):
    """Who answers a question, how his answers are read, and whether they are answers to compare at all."""

    run: Callable[[], Any]
    read: Callable[[Any], Sequence[object]] = list
    compared: bool = True


class Timed(NamedTuple):
    """What one contestant took for one answer, in microseconds; or why he was not timed."""

    name: str
    median: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""


class Goal(NamedTuple):
    """How a contestant should stand to another: so many times as long at most, or so many times faster at least."""

    name: str
    other: str
    factor: float
    faster: bool
    measured: float | None = None

    def met(self) -> bool | None:
        """Whether it is reached; None where the other was not timed."""
        if self.measured is None:
            return None
        return self.measured >= self.factor if self.faster else self.measured <= self.factor

    def __str__(self) -> str:
        verdict = {True: "met", False: "NOT MET", None: "not measured"}[self.met()]
        got = "" if self.measured is None else f"{self.measured:.1f}x, "
        side = "at least as many times faster than" if self.faster else "at most so many times"
        return f"{self.name}: {got}goal {self.factor:g}x ({side} {self.other}): {verdict}"


class Section(NamedTuple):
    """One table."""

    title: str
    timed: Sequence[Timed]
    goals: Sequence[Goal]


def compared(
    title: str,
    contestants: Mapping[str, Contestant | Callable[[], Any] | str],
    count: int,
    rounds: int,
    goals: Sequence[Goal],
) -> Section:
    """Compare everyone's answers with those of the first, then time who agrees in interleaved rounds."""
    fitting: dict[str, Callable[[], Any]] = {}
    notes: dict[str, str] = {}
    expected: Sequence[object] | None = None
    for name, each in contestants.items():
        if isinstance(each, str):
            notes[name] = each
            continue
        contestant = each if isinstance(each, Contestant) else Contestant(each)
        if contestant.compared:
            given = contestant.read(contestant.run())
            expected = given if expected is None else expected
            wrong = [(one, other) for one, other in zip(expected, given, strict=True) if one != other]
            if wrong:
                notes[name] = (
                    f"not timed: {len(wrong)} of {len(expected)} answers differ, as {wrong[0][1]} for {wrong[0][0]}"
                )
                continue
        fitting[name] = contestant.run
    timed = [*_raced(fitting, count, rounds), *(Timed(name, note=note) for name, note in notes.items())]
    return _judged(title, sorted(timed, key=lambda one: list(contestants).index(one.name)), goals)


def _raced(fitting: Mapping[str, Callable[[], Any]], count: int, rounds: int) -> Iterator[Timed]:
    took: dict[str, list[float]] = {name: [] for name in fitting}
    for _ in range(rounds + 1):
        for name, run in fitting.items():
            # Who takes less than the clock can tell is asked several times over. A million rows are asked for once and
            # timed the second time: each then has its memory, and none has it as warm as forty copies in a row would.
            once = took[name][-1] * count if took[name] else 5e4
            repeats = 1 if count == _MILLION else max(1, round(2e4 / max(once, 1.0)))
            if count == _MILLION:
                run()
            started = time.process_time()
            for _ in range(repeats):
                run()
            took[name].append((time.process_time() - started) * 1e6 / repeats / count)
    for name, figures in took.items():
        low, median, high = statistics.quantiles(figures[1:], n=4)
        yield Timed(name, median, low, high)


def _judged(title: str, timed: Sequence[Timed], goals: Sequence[Goal]) -> Section:
    medians = {one.name: one.median for one in timed}
    judged: list[Goal] = []
    for goal in goals:
        own, other = medians.get(goal.name), medians.get(goal.other)
        ratio = None if own is None or other is None else (other / own if goal.faster else own / other)
        judged.append(goal._replace(measured=ratio))
    return Section(title, timed, judged)


# The questions


def workdays(calendar: WorkCalendar) -> Sequence[date]:
    """The working days that questions begin on."""
    days = [_FIRST + _DAY * place for place in range((_LAST - _FIRST).days)]
    return [day for day in days if calendar.works_on(day)]


def days_off(calendar: WorkCalendar) -> Sequence[date]:
    """Every day off that has been announced: what our calendar knows, the peers are told."""
    days = [calendar.first + _DAY * place for place in range((calendar.announced_through - calendar.first).days + 1)]
    return [day for day in days if not calendar.works_on(day)]


def adding(calendar: WorkCalendar, rounds: int) -> Iterator[Section]:
    """A date and a number of working days, one at a time: as a date, and as the whole Deadline."""
    chance = random.Random(1)  # noqa: S311 - the same questions on every run
    asked = [(day, chance.choice([2, 5, 10])) for day in chance.choices(workdays(calendar), k=600)]
    table, after = calendar.table, calendar.workday_after
    base, ranks, days = table.base, table.ranks, table.days
    limits = {n: WorkingDays(n) for n in (2, 5, 10)}

    def bare(day: date, n: int) -> date:
        return days[ranks[day.toordinal() - base] + n]

    peers = adders(Asked(asked, days_off(calendar)))
    yield compared(
        "A date and N working days (2, 5 or 10)",
        {
            OURS: lambda: [after(day, n) for day, n in asked],
            BARE: lambda: [bare(day, n) for day, n in asked],
            f"{OURS}, the whole Deadline": Contestant(
                lambda: [due(limits[n], day, calendar) for day, n in asked], lambda found: [each.on for each in found]
            ),
            **peers,
        },
        len(asked),
        rounds,
        [
            Goal(OURS, BARE, 2, faster=False),
            Goal(OURS, "holidays", 25, faster=True),
            Goal(OURS, "business-calendar", 8, faster=True),
            Goal(f"{OURS}, the whole Deadline", "holidays", 8, faster=True),
        ],
    )


def counting(calendar: WorkCalendar, rounds: int) -> Iterator[Section]:
    """The working days between two dates, a month apart and five years apart."""
    chance = random.Random(3)  # noqa: S311 - the same questions on every run
    asked = [(day, day + _DAY * chance.randrange(20, 40)) for day in chance.choices(workdays(calendar)[:-60], k=300)]
    far = [(date(2018, 1, 2), date(2023, 1, 1) + _DAY * (last - first).days) for first, last in asked]
    between = calendar.workdays_between
    years = f"{OURS}, five years"
    yield compared(
        "Working days between two dates, a month apart",
        {
            OURS: lambda: [between(first, last) for first, last in asked],
            years: Contestant(lambda: [between(first, last) for first, last in far], compared=False),
            **counters(Asked(asked, days_off(calendar))),
        },
        len(asked),
        rounds,
        [Goal(OURS, "holidays", 100, faster=True), Goal(years, OURS, 1.3, faster=False)],
    )


def hours(calendar: WorkCalendar, rounds: int) -> Iterator[Section]:
    """Working hours, 09:00 to 12:00 and 14:00 to 17:30, from a moment: an hour, and what ten working days have."""
    chance = random.Random(5)  # noqa: S311 - the same questions on every run
    off, many = days_off(calendar), WorkingHours(1000)
    long = f"{OURS}, 1,000 hours"
    for number, slower in ((1, 0), (65, 240)):
        # Seven minutes past: no answer is a moment of closing, which the peers take for the next opening.
        days = chance.choices(workdays(calendar)[:-60], k=120)
        asked = [(datetime.combine(day, at_time(chance.choice([9, 10, 14, 15]), 7)), number) for day in days]
        own, limit = [at.replace(tzinfo=calendar.zone) for at, _ in asked], WorkingHours(number)
        goals = [Goal(OURS, "pandas CustomBusinessHour", 19, faster=True), Goal(long, OURS, 1.3, faster=False)]
        if slower:
            goals.append(Goal(OURS, "businesstimedelta", slower, faster=True))
        yield compared(
            f"A moment and {number} working hour{'s' if number > 1 else ''}",
            {
                OURS: Contestant(
                    lambda own=own, limit=limit: [due(limit, at, calendar) for at in own],
                    lambda found: [each.at.replace(tzinfo=None) for each in found],
                ),
                long: Contestant(lambda own=own: [due(many, at, calendar) for at in own], compared=False),
                **hour_adders(Asked(asked, off)),
            },
            len(asked),
            rounds,
            goals,
        )


def batches(calendar: WorkCalendar, rounds: int) -> Iterator[Section]:
    """A million dates at once."""
    arrays, chance = CalendarArrays.of(calendar), np.random.default_rng(4)
    off = np.array(days_off(calendar), "M8[D]")
    peer = np.busdaycalendar(weekmask="1111111", holidays=off)
    reach = np.arange(np.datetime64("2005-01-01"), np.datetime64("2025-11-01"))
    dates = chance.choice(reach[np.is_busday(reach, busdaycal=peer)], _MILLION)
    numbers, later = chance.choice([2, 5, 10], _MILLION), dates + chance.integers(0, 60, _MILLION)
    five = WorkingDays(5)

    def own(run: Callable[[], Any]) -> Contestant:
        return Contestant(run, lambda found: found[:: _MILLION // 5000].astype(object).tolist())

    questions = {
        "1 M dates and 5 working days": (
            own(lambda: arrays.due_on(five, dates)),
            own(lambda: np.busday_offset(dates, 5, busdaycal=peer)),
            5,
        ),
        "1 M dates and as many numbers (2, 5 or 10)": (
            own(lambda: arrays.due_on(five, dates, numbers=numbers)),
            own(lambda: np.busday_offset(dates, numbers, busdaycal=peer)),
            8,
        ),
        "1 M pairs of dates counted": (
            own(lambda: arrays.workdays_between(dates, later)),
            own(lambda: np.busday_count(dates + 1, later + 1, busdaycal=peer)),
            8,
        ),
    }
    for (title, (ours, numpys, most)), polars in zip(
        questions.items(), _polars(dates, numbers, later, off), strict=True
    ):
        faster = [Goal(OURS, name, 75, faster=True) for name in ("numpy.busday_*", "polars")]
        contestants = {
            OURS: ours,
            MEMCPY: Contestant(dates.copy, compared=False),
            "numpy.busday_*": numpys,
            "polars": polars,
        }
        goals = [Goal(OURS, MEMCPY, most, faster=False), *(faster if most == 5 else [])]  # noqa: PLR2004 - asked of that one alone
        yield compared(title, contestants, _MILLION, rounds, goals)


def _polars(dates: Any, numbers: Any, later: Any, off: Any) -> Sequence[Contestant | str]:
    if (polars := installed("polars")) is None:
        return ["skipped: not installed"] * 3
    table = polars.DataFrame({"a": dates, "b": later, "n": numbers})
    mask, holidays = (True,) * 7, polars.Series(off).to_list()
    a, b, n = (polars.col(name) for name in "abn")
    day = polars.duration(days=1)
    questions = [
        a.dt.add_business_days(5, week_mask=mask, holidays=holidays),
        a.dt.add_business_days(n, week_mask=mask, holidays=holidays),
        polars.business_day_count(a + day, b + day, week_mask=mask, holidays=holidays),
    ]
    # Each is run at once and not lazily, for the lazy engine takes many times as long for this.
    return [
        Contestant(
            lambda question=question: table.select(question).to_series(),
            lambda found: found.gather_every(_MILLION // 5000).to_list(),
        )
        for question in questions
    ]


def recomputing(rounds: int) -> Iterator[Section]:
    """Ten thousand open cases when a notice has changed the calendar: one pass, with what it was and what it is."""
    before, after = china(as_of=date(2020, 1, 25)), china(as_of=date(2020, 1, 28))
    chance = random.Random(6)  # noqa: S311 - the same questions on every run
    limits = [WorkingDays(2), WorkingDays(5), WorkingDays(10)]
    days = [date(2020, 1, 1) + _DAY * place for place in range(40)]
    cases = [Period(limit=chance.choice(limits), start=chance.choice(days)) for _ in range(10_000)]
    found = moved(cases, before, after)
    title = f"10,000 open cases after the notice of 2020-01-27: {len(found.moved)} move"
    yield compared(title, {OURS: Contestant(lambda: moved(cases, before, after), compared=False)}, 10_000, rounds, [])


_ATTRS = "import attrs"
_COLD = {
    OURS: """\
from datetime import date
from banbucheng.worktime import WorkingDays, due
from banbucheng.adapters.china import china
due(WorkingDays(5), date(2026, 9, 30), china())
import sys
assert "holidays" not in sys.modules""",
    _ATTRS: "import attrs",
    "holidays": """\
from datetime import date
import holidays
holidays.country_holidays("CN").get_nth_working_day(date(2026, 9, 30), 5)""",
    "chinesecalendar": """\
from datetime import date
import chinese_calendar
chinese_calendar.find_workday(5, date(2026, 9, 30))""",
    "workalendar": """\
from datetime import date
from workalendar.asia import China
China().add_working_days(date(2023, 9, 28), 5)""",
}


def cold(rounds: int) -> Iterator[Section]:
    """From nothing to the first answer, in fresh processes; the start of Python itself is not counted."""
    # An installed package is compiled once and for all; a checkout must be allowed to be, or it is compiled at each start.
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    took: dict[str, list[float]] = {name: [] for name in _COLD}
    notes: dict[str, str] = {}
    for _ in range(rounds):
        for name, code in _COLD.items():
            timed = f"import time\nstarted = time.process_time()\n{code}\nprint(time.process_time() - started)"
            ran = subprocess.run(  # noqa: S603 - our own Python
                [sys.executable, "-c", timed], capture_output=True, text=True, check=False, env=compiled
            )
            if ran.returncode == 0:
                took[name].append(float(ran.stdout) * 1e6)
            elif name == OURS:
                raise RuntimeError(ran.stderr)
            else:
                notes[name] = "skipped: not installed"
    timed = []
    for name, figures in took.items():
        low, median, high = statistics.quantiles(figures, n=4) if figures else (None, None, None)
        timed.append(Timed(name, median, low, high, notes.get(name, "")))
    yield _judged(
        "Cold start: import and first answer, in a fresh process", timed, [Goal(OURS, _ATTRS, 1.5, faster=False)]
    )


# What is shown


def _versions() -> Mapping[str, str]:
    found: dict[str, str] = {"python": sys.version.split()[0]}
    for name in _PEERS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _shown(section: Section) -> Iterator[str]:
    base = section.timed[0].median or 1.0
    yield f"\n{section.title}"
    for one in section.timed:
        if one.median is None or one.low is None or one.high is None:
            yield f"  {one.name:32} {one.note}"
        else:
            spread = f"{_time(one.low)} to {_time(one.high)}"
            yield f"  {one.name:32} {_time(one.median):>10}  {one.median / base:9.2f}x   {spread}"
    for goal in section.goals:
        yield f"  -> {goal}"
    if section.title.startswith("10,000") and section.timed[0].median:
        yield f"  -> {1e6 / section.timed[0].median:,.0f} cases a second"


def _time(micros: float) -> str:
    for unit, least in (("ms", 1000.0), ("us", 0.1)):
        if micros >= least:
            return f"{micros / (1000 if unit == 'ms' else 1):.2f} {unit}"
    return f"{micros * 1000:.2f} ns"


def main() -> None:
    """Ask, time and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    calendar, rounds = china(), max(options.rounds, 3)
    parts = [
        adding(calendar, rounds),
        counting(calendar, rounds),
        hours(calendar, rounds),
        batches(calendar, rounds),
        recomputing(rounds),
        cold(rounds),
    ]
    sections: list[Section] = []
    if not options.json:
        print(" · ".join(f"{name} {number}" for name, number in _versions().items()))
    for part in parts:
        for section in part:
            sections.append(section)
            if not options.json:
                print("\n".join(_shown(section)), flush=True)
    if options.json:
        plain = [
            {
                "title": each.title,
                "timed": [one._asdict() for one in each.timed],
                "goals": [{**goal._asdict(), "met": goal.met()} for goal in each.goals],
            }
            for each in sections
        ]
        print(json.dumps({"unit": "us", "versions": _versions(), "sections": plain}, indent=1))
    if options.picture is not None:
        bars = [
            (each.title, [(one.name, one.median) for one in each.timed if one.median is not None]) for each in sections
        ]
        options.picture.write_text(picture(bars, OURS), encoding="utf-8")


if __name__ == "__main__":
    main()
