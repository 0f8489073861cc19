"""A deadline explained day by day: from the entry that started it, on the calendar, as a page shows it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from attrs import evolve, frozen

from banbucheng import BadInput, Case, Desk, Entry, Milestone, events
from banbucheng.cases import Event
from banbucheng.labels import phrase
from banbucheng.sla import CitizenClock
from banbucheng.worktime import DayNote, Deadline, Reason, Span, explain
from counter.words import Words

__all__ = ["Cell", "Explained", "Month", "Reading", "explained", "left"]

#: The events from which the limit of a milestone runs.
_STARTS: Mapping[Milestone, tuple[type[Event], ...]] = {
    Milestone.ACCEPTANCE: (events.Registered,),
    Milestone.CONTACT: (events.Accepted, events.Reopened),
    Milestone.FEEDBACK: (events.Accepted, events.Reopened),
    Milestone.CLOSURE: (events.Accepted, events.Reopened),
    Milestone.CAP: (events.Accepted, events.Reopened),
    Milestone.RULING: (events.Returned,),
    Milestone.REPLY: (events.Resolved,),
    Milestone.FOLLOW_UP: (events.Settled, events.Replied),
    Milestone.RECTIFICATION: (events.FollowedUp,),
    Milestone.CLOSING: (events.FollowedUp,),
}
_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Cell:
    """One day of a month: what it was, in a class for the eye and in words for the ear."""

    on: date
    #: `receipt`, `counted`, `makeup`, `off`, `paused`, `undecided`; empty for a day outside the limit.
    sign: str
    number: str
    said: str
    last: bool


@frozen(kw_only=True)
class Month:
    """One month, in weeks from Monday."""

    title: str
    weeks: Sequence[Sequence[Cell | None]]


@frozen(kw_only=True)
class Explained:
    """A deadline of a case, running or met."""

    milestone: Milestone
    deadline: Deadline
    round: int
    reached_at: datetime | None
    #: Whether it was met in time; for a running one, whether it still can be.
    kept: bool
    stopped: bool
    started_at: datetime | None
    limit: str
    source: str
    #: Working days left while it runs; below nought, over.
    days_left: int | None
    months: Sequence[Month]
    lines: Sequence[str]

    @property
    def signs(self) -> frozenset[str]:
        """What its days were, for the legend."""
        return frozenset(cell.sign for month in self.months for week in month.weeks for cell in week if cell)


def left(deadline: Deadline, desk: Desk, now: datetime) -> int:
    """How many working days are left after today; below nought, how many have passed since the last day."""
    today = desk.calendar.date_of(now)
    if today <= deadline.on:
        return desk.calendar.workdays_between(today, deadline.on)
    return -max(1, desk.calendar.workdays_between(deadline.on, today))


@frozen(kw_only=True)
class Reading:
    """A case with its entries, read at a moment at a desk."""

    case: Case
    entries: Sequence[Entry]
    desk: Desk
    words: Words
    now: datetime


def explained(reading: Reading) -> list[Explained]:
    """Every deadline of a case, those that run first, each explained where its own entries suffice for that."""
    case, suspension = reading.case, reading.case.suspension
    seen = reading.now if suspension is None else min(reading.now, suspension.since)
    running = [
        evolve(
            _explained(reading, (milestone, deadline, case.round), None, kept=seen < deadline.at),
            stopped=suspension is not None,
        )
        for milestone, deadline in case.deadlines.items()
    ]
    met = [
        _explained(reading, (each.milestone, each.deadline, each.round), each.at, kept=each.kept)
        for each in case.reached
    ]
    return [*sorted(running, key=lambda each: each.deadline.at), *reversed(met)]


def _explained(
    reading: Reading, owed: tuple[Milestone, Deadline, int], reached_at: datetime | None, *, kept: bool
) -> Explained:
    milestone, deadline, handling = owed
    start = _started(reading.entries, milestone, reached_at)
    months, lines = ((), ()) if start is None else _told(reading, deadline, start)
    return Explained(
        milestone=milestone,
        deadline=deadline,
        round=handling,
        reached_at=reached_at,
        kept=kept,
        stopped=False,
        started_at=start,
        limit=reading.words.limit(deadline.limit),
        source=_source(reading.case, milestone, reading.desk),
        days_left=None if reached_at is not None else left(deadline, reading.desk, reading.now),
        months=months,
        lines=lines,
    )


def _started(entries: Sequence[Entry], milestone: Milestone, until: datetime | None) -> datetime | None:
    kinds = _STARTS[milestone]
    found = [each.at for each in entries if isinstance(each.event, kinds) and (until is None or each.at <= until)]
    return found[-1] if found else None


def _source(case: Case, milestone: Milestone, desk: Desk) -> str:
    book = desk.book
    grade = () if case.problem is None else book.promises.grades[case.problem.grade]
    promised = [each.source for each in (*grade, *book.promises.desk) if each.milestone == milestone]
    if milestone is Milestone.RULING:
        promised = [book.returns.source]
    return book.sources[promised[0]].title if promised else ""


def _told(reading: Reading, deadline: Deadline, start: datetime) -> tuple[Sequence[Month], Sequence[str]]:
    """The days, where counting them again gives this very deadline; a notice or a merger may have moved it since."""
    desk, words = reading.desk, reading.words
    for pauses in ((), _pauses(reading.case.clock)):
        try:
            found = explain(deadline.limit, start, desk.calendar, pauses=pauses)
        except BadInput:
            continue
        if found.deadline.at == deadline.at:
            lines = found.text(words.lang).splitlines()
            return _months(found.notes, deadline, lines, words), lines
    return (), ()


def _pauses(clock: CitizenClock | None) -> Sequence[Span]:
    return () if clock is None else clock.pauses


_SIGNS = {
    Reason.RECEIPT: "receipt",
    Reason.DEEMED_RECEIPT: "receipt",
    Reason.WORKDAY: "counted",
    Reason.MAKEUP_WORKDAY: "makeup",
    Reason.WEEKEND: "off",
    Reason.DAY_OFF: "off",
    Reason.EXTENDED_SERVICE: "off",
    Reason.PAUSED: "paused",
    Reason.UNDECIDED: "undecided",
    Reason.ROLLED: "counted",
}


def _months(notes: Sequence[DayNote], deadline: Deadline, lines: Sequence[str], words: Words) -> Sequence[Month]:
    cells = [
        Cell(
            on=note.on,
            sign=_SIGNS[note.reason],
            number="" if note.counted is None else str(note.counted),
            said=line,
            last=note.on == deadline.on,
        )
        for note, line in zip(notes, lines, strict=False)
    ]
    return [_month(list(days), words) for _, days in groupby(cells, key=lambda cell: (cell.on.year, cell.on.month))]


def _month(cells: Sequence[Cell], words: Words) -> Month:
    """The weeks of one month that the limit touches, from Monday to Sunday."""
    first, last = cells[0].on, cells[-1].on
    day, by_day = first - _DAY * first.weekday(), {cell.on: cell for cell in cells}
    weeks: list[list[Cell | None]] = []
    while day <= last:
        week = [day + _DAY * place for place in range(7)]
        weeks.append([by_day.get(each) or _outside(each, first) for each in week])
        day += 7 * _DAY
    title = phrase(
        "worktime.month", words.lang, year=first.year, month=first.month if words.lang == "zh" else f"{first.month:02}"
    )
    return Month(title=title, weeks=weeks)


def _outside(day: date, of: date) -> Cell | None:
    return Cell(on=day, sign="", number="", said="", last=False) if day.month == of.month else None
