"""The ledger at a glance: what came in, what was kept in time, what is overdue, what was warned of."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from attrs import frozen

from banbucheng.cases import Case
from banbucheng.cases.events import Settled, Supervised
from banbucheng.ledger._entry import Entry
from banbucheng.terms import CaseNumber, KindCode, Measure, Milestone, Status, UnitCode
from banbucheng.worktime import WorkCalendar

__all__ = ["Overdue", "Share", "Summary", "Warned", "overdue_of", "summary"]

#: The milestones that the citizen waits for.
CITIZEN_MILESTONES = (Milestone.FEEDBACK, Milestone.CLOSURE, Milestone.CAP)


@frozen
class Share:
    """So many out of so many; never a percentage alone."""

    part: int
    whole: int


@frozen(kw_only=True)
class Overdue:
    """An open case past a deadline."""

    number: CaseNumber
    subject: str
    unit: UnitCode
    milestone: Milestone
    #: The last day of the limit.
    due_on: date
    due_at: datetime
    #: Working days since the last day of the limit; 0 until the first has begun.
    working_days: int


@frozen(kw_only=True)
class Warned:
    """A step of supervision that was taken."""

    number: CaseNumber
    at: datetime
    due_at: datetime
    milestone: Milestone
    rung: str
    measure: Measure
    unit: UnitCode


@frozen(kw_only=True)
class Summary:
    """The figures of a ledger as of a moment."""

    as_of: datetime
    registered: int
    declined: int
    open: int
    settled_on_the_spot: int
    #: Cases whose citizen got an answer, however late.
    answered: int
    by_status: Mapping[Status, int]
    by_kind: Mapping[KindCode, int]
    by_unit: Mapping[UnitCode, int]
    #: Of the cases answered, those within so many working days after the day the complaint was received.
    within: Mapping[int, Share]
    #: Of the milestones reached or run out, those reached in time.
    kept: Mapping[Milestone, Share]
    overdue: tuple[Overdue, ...]
    warned: tuple[Warned, ...]


def summary(
    cases: Iterable[Case],
    ledger: Iterable[Entry],
    *,
    as_of: datetime,
    calendar: WorkCalendar,
    within: Iterable[int] = (2, 5, 10),
) -> Summary:
    """The figures over some cases and their entries; what is still open is judged as of a moment."""
    cases = tuple(cases)
    answers = [(case.complaint.received_at, at) for case in cases if (at := _answered_at(case)) is not None]
    days = [calendar.workdays_between(calendar.date_of(came), calendar.date_of(at)) for came, at in answers]
    warned, settled = _noted(ledger)
    overdue = sorted(
        (each for case in cases for each in overdue_of(case, as_of, calendar)), key=lambda each: each.due_at
    )
    return Summary(
        as_of=as_of,
        registered=len(cases),
        declined=sum(case.decline is not None for case in cases),
        open=sum(case.open for case in cases),
        settled_on_the_spot=sum(case.number in settled for case in cases),
        answered=len(days),
        by_status=Counter(case.status for case in cases),
        by_kind=Counter(case.problem.kind for case in cases if case.problem is not None),
        by_unit=Counter(_unit(case) for case in cases),
        within={limit: Share(sum(taken <= limit for taken in days), len(days)) for limit in within},
        kept={milestone: _kept(cases, overdue, milestone) for milestone in CITIZEN_MILESTONES},
        overdue=tuple(overdue),
        warned=warned,
    )


def _noted(ledger: Iterable[Entry]) -> tuple[tuple[Warned, ...], frozenset[CaseNumber]]:
    """The steps taken, and the cases that were ever settled on the spot, read in one go."""
    warned, settled = list[Warned](), set[CaseNumber]()
    for entry in ledger:
        if isinstance(entry.event, Supervised):
            warned.append(_warned(entry, entry.event))
        elif isinstance(entry.event, Settled):
            settled.add(entry.number)
    return tuple(warned), frozenset(settled)


def _answered_at(case: Case) -> datetime | None:
    """When the citizen was first answered."""
    return next((each.at for each in case.reached if each.milestone in (Milestone.CLOSURE, Milestone.CAP)), None)


def _unit(case: Case) -> UnitCode:
    return case.window if case.assignment is None else case.assignment.lead


def overdue_of(case: Case, as_of: datetime, calendar: WorkCalendar) -> Iterable[Overdue]:
    """Every limit of a case that its citizen waits for and that has run out, as of a moment."""
    if not case.open:
        return
    # A pause stops the clock, and un-breaches nothing that had run out before.
    until = as_of if case.suspension is None else min(as_of, case.suspension.since)
    for milestone, deadline in case.deadlines.items():
        if milestone in CITIZEN_MILESTONES and until >= deadline.at:
            yield Overdue(
                number=case.number,
                subject=case.complaint.subject,
                unit=case.responsible,
                milestone=milestone,
                due_on=deadline.on,
                due_at=deadline.at,
                working_days=calendar.workdays_between(deadline.on, calendar.date_of(until)),
            )


def _kept(cases: tuple[Case, ...], overdue: Iterable[Overdue], milestone: Milestone) -> Share:
    reached = [each.kept for case in cases for each in case.reached if each.milestone == milestone]
    run_out = sum(each.milestone == milestone for each in overdue)
    given_up = sum(milestone in _given_up(case) for case in cases if not case.open)
    return Share(sum(reached), len(reached) + run_out + given_up)


def _given_up(case: Case) -> frozenset[Milestone]:
    """What had run out, and was never reached, when the citizen took the matter back."""
    return case.overran - {each.milestone for each in case.reached if each.round == case.round}


def _warned(entry: Entry, event: Supervised) -> Warned:
    return Warned(
        number=entry.number,
        at=entry.at,
        due_at=event.step.due_at,
        milestone=event.step.milestone,
        rung=event.step.rung,
        measure=event.measure,
        unit=event.responsible,
    )
