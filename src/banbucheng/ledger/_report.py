"""The report of a period: all that a bureau looks at, as one value that is made again the same at any later time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from attrs import frozen

from banbucheng.cases import Case
from banbucheng.errors import BadInput
from banbucheng.ledger._entry import Entry, replay
from banbucheng.ledger._improvement import Effect, HotSpot, Improvement, effect, hot_spots
from banbucheng.ledger._measures import Figures, figures
from banbucheng.ledger._pairs import Passes, ball_passing
from banbucheng.ledger._rows import CaseRow, case_row
from banbucheng.ledger._summary import Overdue, overdue_of
from banbucheng.rulebook import Rulebook
from banbucheng.terms import UnitCode
from banbucheng.worktime import WorkCalendar

__all__ = ["Report", "month", "report"]

#: Below how many formal cases a unit is not ranked: from so few, a share says nothing.
_LEAST = 5
#: For how many days before and after an improvement its effect is looked for.
_AROUND = 90


@frozen(kw_only=True)
class Report:
    """The figures of the cases received in a period, by the entries as of a moment."""

    name: str
    names: Mapping[str, str]
    #: The editions of the rulebook that the cases live under, and the edition of the calendar.
    editions: tuple[str, ...]
    calendar: str
    #: The first and the last day of the period.
    first: date
    last: date
    #: No entry after this moment counts, so that the report of a closed period never changes.
    as_of: datetime
    #: Below how many formal cases a unit has figures and no rank.
    least: int
    rows: tuple[CaseRow, ...]
    whole: Figures
    by_kind: Mapping[str, Figures]
    by_cause: Mapping[str, Figures]
    by_unit: Mapping[str, Figures]
    #: By month, the last twelve through this period.
    by_month: Mapping[str, Figures]
    #: Who said that a matter was whose, and how often wrongly.
    passes: Mapping[tuple[UnitCode, UnitCode], Passes]
    overdue: tuple[Overdue, ...]
    spots: tuple[HotSpot, ...]
    #: Each improvement with what it has changed; None where it is not done, or too late to tell.
    improvements: tuple[tuple[Improvement, Effect | None], ...]

    @property
    def left_out(self) -> Mapping[str, int]:
        """What the measures leave out, by why: questions that were taken on, declined, and not yet decided on."""
        sums = self.whole.sums
        return {
            "consultation": sums["taken_on"] - sums["formal"],
            "declined": sums["declined"],
            "waiting": sums["registered"] - sums["decided"],
        }


def month(text: str) -> tuple[date, date]:
    """
    The first and the last day of a month, `2026-10`.

    Raises:
        BadInput: it is no month.
    """
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadInput("month", text, "give a month such as 2026-10") from None
    begins = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(begins.toordinal() - 1)


def report(
    ledger: Iterable[Entry],
    *,
    book: Rulebook,
    calendar: WorkCalendar,
    first: date,
    last: date,
    as_of: datetime,
    least: int = _LEAST,
    improvements: Sequence[Improvement] = (),
) -> Report:
    """
    The report of the cases received from the first through the last day, by the entries as of a moment.

    The twelve months through the last day are in the trend. Hot spots are causes of at least three cases at one unit.

    Raises:
        BadInput: the period runs backwards.
        BrokenLedger: the entries of a case do not follow each other.
    """
    if last < first:
        raise BadInput("last day", last.isoformat(), f"it lies on or after the first, {first.isoformat()}")
    known = sorted((each for each in ledger if each.at <= as_of), key=attrgetter("number", "seq"))
    year_ago = last.year * 12 + last.month - 12
    since = f"{year_ago // 12:04}-{year_ago % 12 + 1:02}"
    cases, rows, lines = list[Case](), list[CaseRow](), list[Entry]()
    for _, entries in groupby(known, key=attrgetter("number")):
        own = tuple(entries)
        case = replay(own)
        row = case_row(case, own, as_of=as_of, calendar=calendar)
        cases.append(case)
        rows.append(row)
        if first <= row.received_on <= last:
            lines += own
    within = {row.number for row in rows if first <= row.received_on <= last}
    inside = tuple(row for row in rows if row.number in within)
    of_period = [case for case in cases if case.number in within]
    trend = [row for row in rows if since <= row.month <= f"{last:%Y-%m}"]
    late = sorted((each for case in of_period for each in overdue_of(case, as_of, calendar)), key=attrgetter("due_at"))
    return Report(
        name=book.name,
        names=book.names,
        editions=tuple(sorted({row.edition for row in inside})),
        calendar=calendar.edition,
        first=first,
        last=last,
        as_of=as_of,
        least=least,
        rows=inside,
        whole=figures(inside, calendar=calendar)[()],
        by_kind=_by(inside, "kind", calendar),
        by_cause=_by(inside, "causes", calendar),
        by_unit=_by(inside, "unit", calendar),
        by_month=_by(trend, "month", calendar),
        passes=ball_passing(sorted(lines, key=attrgetter("at"))),
        overdue=tuple(late),
        spots=hot_spots(of_period, least=3),
        improvements=tuple((each, _effect(each, cases, as_of, calendar)) for each in improvements),
    )


def _by(rows: Iterable[CaseRow], name: str, calendar: WorkCalendar) -> Mapping[str, Figures]:
    return {key: found for (key,), found in figures(rows, calendar=calendar, by=(name,)).items() if key}


def _effect(improvement: Improvement, cases: Sequence[Case], as_of: datetime, calendar: WorkCalendar) -> Effect | None:
    """What it has changed in the days that have passed since, and in as many before."""
    if improvement.done_on is None:
        return None
    days = min(_AROUND, (calendar.date_of(as_of) - improvement.done_on).days)
    if days < 1:
        return None
    return effect(improvement, cases, on=improvement.done_on, days=days, calendar=calendar)
