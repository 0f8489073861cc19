"""Who passed the ball to whom: returns and transfers between units, counted (the ball-passing matrix)."""

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import frozen

from banbucheng.cases import Case, apply, begin
from banbucheng.cases.events import Assigned, Conferred, Designated, Registered, Returned, ReturnRefused, Supervised
from banbucheng.ledger._entry import Entry
from banbucheng.terms import CaseNumber, UnitCode
from banbucheng.worktime import WorkCalendar

__all__ = ["Passes", "ball_passing", "digest", "held"]


@frozen(kw_only=True)
class Passes:
    """What one unit tried to pass to another."""

    returned: int
    #: Of these, how many the desk refused.
    refused: int


def ball_passing(ledger: Iterable[Entry]) -> Mapping[tuple[UnitCode, UnitCode], Passes]:
    """For each pair (from, to) how often the one said that a matter was the other's, and how often it was wrong."""
    holders: dict[CaseNumber, UnitCode] = {}
    claims: dict[CaseNumber, tuple[UnitCode, UnitCode]] = {}
    returned: Counter[tuple[UnitCode, UnitCode]] = Counter()
    refused: Counter[tuple[UnitCode, UnitCode]] = Counter()
    for entry in ledger:
        match entry.event:
            case Assigned(assignment=assignment) | Conferred(assignment=assignment) | Designated(assignment=assignment):
                holders[entry.number] = assignment.lead
            case Returned(claim=claim) if entry.number in holders:
                claims[entry.number] = (holders[entry.number], claim.belongs_to)
                returned[claims[entry.number]] += 1
            case ReturnRefused() if entry.number in claims:
                refused[claims[entry.number]] += 1
            case _:
                pass
    return {pair: Passes(returned=count, refused=refused[pair]) for pair, count in sorted(returned.items())}


def held(entries: Iterable[Entry], *, calendar: WorkCalendar) -> Mapping[UnitCode, int]:
    """
    How many working days each unit was responsible for a case, through the case's last entry.

    A unit that gets a matter at the last minute is seen to have had none of its time; the citizen's day stays.
    """
    days: dict[UnitCode, int] = {}
    case: Case | None = None
    for entry in entries:
        before, case = case, begin(entry.event, at=entry.at) if isinstance(entry.event, Registered) else case
        if before is not None:
            passed = calendar.workdays_between(calendar.date_of(before.last_at), calendar.date_of(entry.at))
            days[before.responsible] = days.get(before.responsible, 0) + passed
            case = apply(before, entry.event, at=entry.at)
    if case is not None:
        days.setdefault(case.responsible, 0)
    return days


def digest(entries: Iterable[Entry]) -> Mapping[UnitCode, tuple[Entry, ...]]:
    """Steps of supervision by the unit they are addressed to, so that a host sends one message each and no storm."""
    found: dict[UnitCode, list[Entry]] = {}
    for entry in entries:
        if isinstance(entry.event, Supervised):
            found.setdefault(entry.event.addressee.unit, []).append(entry)
    return {unit: tuple(steps) for unit, steps in found.items()}
