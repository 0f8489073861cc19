"""The report of a period: all that a bureau looks at, as one value that is made again the same at any later time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter

from attrs import frozen

from banbucheng.cases import Case
from banbucheng.cases.events import Registered
from banbucheng.errors import BadInput
from banbucheng.ledger._entry import Entry, replay
from banbucheng.ledger._improvement import Effect, HotSpot, Improvement, effect, hot_spots
from banbucheng.ledger._measures import Figures, figures
from banbucheng.ledger._pairs import Passes, ball_passing
from banbucheng.ledger._rows import CaseRow, case_row
from banbucheng.ledger._summary import Overdue, overdue_of
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber, UnitCode
from banbucheng.worktime import WorkCalendar

__all__ = ["Report", "first_needed", "month", "report"]

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


def first_needed(first: date, last: date, improvements: Sequence[Improvement] = ()) -> date:
    """
    The first day that a report of a period looks at: cases received before it make no difference to it.

    That of the period, of the month eleven before that of its last day, or as far before an improvement as is compared.
    """
    year_ago = last.year * 12 + last.month - 12
    done = [each.done_on - timedelta(days=_AROUND) for each in improvements if each.done_on is not None]
    return min(first, date(year_ago // 12, year_ago % 12 + 1, 1), *done)


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

    The twelve months through the last day are in the trend. Of the ledger, cases registered before `first_needed` may be
    left out; to replay them all would take time and change nothing. Hot spots are causes of at least three cases at one unit.

    Raises:
        BadInput: the period runs backwards.
        BrokenLedger: the entries of a case do not follow each other.
    """
    if last < first:
        raise BadInput("last day", last.isoformat(), f"it lies on or after the first, {first.isoformat()}")
    since = f"{first_needed(last, last):%Y-%m}"
    cases, rows, lines = list[Case](), list[CaseRow](), list[Entry]()
    for own in _needed(_histories(ledger, as_of), first_needed(first, last, improvements), calendar):
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


def _histories(ledger: Iterable[Entry], as_of: datetime) -> Iterator[Sequence[Entry]]:
    """The entries of each case through a moment in their order, by the number of the case."""
    found: dict[CaseNumber, list[Entry]] = {}
    for entry in ledger:
        if entry.at <= as_of:
            found.setdefault(entry.number, []).append(entry)
    for number in sorted(found):
        yield sorted(found[number], key=attrgetter("seq"))


def _needed(histories: Iterable[Sequence[Entry]], since: date, calendar: WorkCalendar) -> Iterator[Sequence[Entry]]:
    """Those of the cases received since a day."""
    for entries in histories:
        begun = entries[0].event
        if not isinstance(begun, Registered) or calendar.date_of(begun.complaint.received_at) >= since:
            yield entries


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
