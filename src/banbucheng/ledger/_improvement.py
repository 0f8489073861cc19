"""From like causes to something that is changed, and whether it helped (learning from one to all)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from attrs import evolve, field, frozen
from attrs.validators import min_len

from banbucheng.cases import Case
from banbucheng.terms import CaseNumber, CauseCode, ImprovementKind, UnitCode
from banbucheng.worktime import WorkCalendar

__all__ = ["Function", "HotSpot", "Improvement", "functions", "hot_spots", "recurrence"]


class Function(StrEnum):
    """The four functions of the window besides supervision: what a hot spot calls for."""

    CONSULTATION = "consultation"
    GUIDANCE = "guidance"
    COORDINATION = "coordination"
    REFORM = "reform"


@frozen(kw_only=True)
class HotSpot:
    """So many cases with one cause at one unit."""

    cause: CauseCode
    unit: UnitCode
    cases: tuple[CaseNumber, ...]


@frozen(kw_only=True)
class Improvement:
    """What is to be changed so that like matters do not come again; kept by the host like any other record."""

    problem: str = field(validator=min_len(1))
    cause: CauseCode
    unit: UnitCode
    #: The cases that show the problem.
    evidence: tuple[CaseNumber, ...] = field(validator=min_len(1))
    owner: UnitCode
    kind: ImprovementKind
    measure: str = field(validator=min_len(1))
    due_on: date
    done_on: date | None = None

    def done(self, on: date) -> "Improvement":
        """The improvement, carried out on a day."""
        return evolve(self, done_on=on)


def hot_spots(cases: Iterable[Case], *, least: int) -> tuple[HotSpot, ...]:
    """Every cause at a unit with at least so many cases, the most first."""
    found: dict[tuple[CauseCode, UnitCode], list[CaseNumber]] = {}
    for case in cases:
        for cause in sorted(case.problem.causes) if case.problem is not None else ():
            found.setdefault((cause, _unit(case)), []).append(case.number)
    spots = [HotSpot(cause=cause, unit=unit, cases=tuple(numbers)) for (cause, unit), numbers in found.items()]
    return tuple(
        sorted((spot for spot in spots if len(spot.cases) >= least), key=lambda s: (-len(s.cases), s.cause, s.unit))
    )


def recurrence(
    improvement: Improvement, cases: Sequence[Case], *, on: date, days: int, calendar: WorkCalendar
) -> tuple[int, int]:
    """
    How many cases with the cause came to the unit in so many days before a day, and in as many from that day on.

    An improvement works if the second falls behind the first; `on` is the day it was done.
    """
    counted = [0, 0]
    for case in cases:
        distance = (calendar.date_of(case.complaint.received_at) - on).days
        alike = (
            case.problem is not None and improvement.cause in case.problem.causes and _unit(case) == improvement.unit
        )
        if alike and -days <= distance < days:
            counted[distance >= 0] += 1
    return counted[0], counted[1]


def functions(spot: HotSpot, *, by_cause: Mapping[Function, frozenset[CauseCode]]) -> tuple[Function, ...]:
    """Which of the four functions a hot spot calls for, by the causes that a city has put under each."""
    return tuple(function for function, causes in by_cause.items() if spot.cause in causes)


def _unit(case: Case) -> UnitCode:
    return case.window if case.assignment is None else case.assignment.lead
