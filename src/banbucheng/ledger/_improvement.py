"""From like causes to something that is changed, and whether it helped (learning from one to all)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen
from attrs.validators import min_len

from banbucheng.cases import Case
from banbucheng.ledger._chance import at_least, at_most, together
from banbucheng.terms import CaseNumber, CauseCode, ImprovementKind, UnitCode
from banbucheng.worktime import WorkCalendar

__all__ = ["Effect", "Function", "HotSpot", "Improvement", "Verdict", "effect", "functions", "hot_spots", "recurrence"]

#: Below what chance a finding is taken for one.
_RARE = 0.05
#: How many other cases there have to be to tell a trend.
_TREND = 10


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
    #: How likely as many would meet at the unit by chance, all spots taken together; 1 where there is nothing to compare.
    chance: float = 1.0

    @property
    def stands_out(self) -> bool:
        """Whether the unit has more of the cause than chance explains; a spot that does not may still be worth a look."""
        return self.chance < _RARE


class Verdict(StrEnum):
    """What the figures before and after say of an improvement."""

    #: Fewer came than the trend of all other cases explains.
    WORKING = "working"
    #: As many came as the trend explains, and there were enough to see the difference.
    NOT_WORKING = "not_working"
    #: There are too few cases to tell.
    CANNOT_TELL = "cannot_tell"


@frozen(kw_only=True)
class Effect:
    """The like cases before and after an improvement, with what would have come without it."""

    before: int
    after: int
    #: How many were to be expected afterwards, by the trend of all other cases and the working days of both stretches.
    expected: float
    #: How likely as few would have come by chance.
    chance: float
    verdict: Verdict


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
    """Every cause at a unit with at least so many cases, the most first, each tested against chance."""
    found: dict[tuple[CauseCode, UnitCode], list[CaseNumber]] = {}
    causes, units, of = Counter[CauseCode](), Counter[UnitCode](), 0
    for case in cases:
        if case.problem is not None:
            of += 1
            units[_unit(case)] += 1
            causes.update(case.problem.causes)
            for cause in sorted(case.problem.causes):
                found.setdefault((cause, _unit(case)), []).append(case.number)
    pairs = [pair for pair, numbers in found.items() if len(numbers) >= least]
    alone = [at_least(len(found[cause, unit]), marked=causes[cause], drawn=units[unit], of=of) for cause, unit in pairs]
    spots = [
        HotSpot(cause=cause, unit=unit, cases=tuple(found[cause, unit]), chance=chance)
        for (cause, unit), chance in zip(pairs, together(alone), strict=True)
    ]
    return tuple(sorted(spots, key=lambda s: (-len(s.cases), s.cause, s.unit)))


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


def effect(improvement: Improvement, cases: Sequence[Case], *, on: date, days: int, calendar: WorkCalendar) -> Effect:
    """
    What an improvement that was done on a day has changed, over so many days before and from that day on.

    All other cases tell the trend; where there are fewer than ten of them in either stretch, the working days do. The
    improvement works if fewer came than one in twenty samples would show by chance (a one-sided exact test); if not, and
    even none at all could not have shown it, the figures cannot tell.
    """
    before, after = recurrence(improvement, cases, on=on, days=days, calendar=calendar)
    came = Counter(
        distance >= 0
        for case in cases
        if -days <= (distance := (calendar.date_of(case.complaint.received_at) - on).days) < days
    )
    others = (came[False] - before, came[True] - after)
    span = timedelta(days=days)
    worked = tuple(calendar.workdays_between(first, first + span) for first in (on - span, on))
    earlier, later = others if min(others) >= _TREND else worked
    share = later / (earlier + later) if earlier + later else 0.0
    chance = at_most(after, before + after, share)
    if chance < _RARE:
        verdict = Verdict.WORKING
    elif at_most(0, before, share) >= _RARE:
        verdict = Verdict.CANNOT_TELL
    else:
        verdict = Verdict.NOT_WORKING
    expected = before * later / earlier if earlier else 0.0
    return Effect(before=before, after=after, expected=expected, chance=chance, verdict=verdict)


def functions(spot: HotSpot, *, by_cause: Mapping[Function, frozenset[CauseCode]]) -> tuple[Function, ...]:
    """Which of the four functions a hot spot calls for, by the causes that a city has put under each."""
    return tuple(function for function, causes in by_cause.items() if spot.cause in causes)


def _unit(case: Case) -> UnitCode:
    return case.window if case.assignment is None else case.assignment.lead
