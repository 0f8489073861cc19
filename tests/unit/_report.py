"""A month of work to report on: answered, returned, overdue, declined and asked, with words that want to act."""

from datetime import date

from banbucheng.cases import commands as c
from banbucheng.ledger import Improvement, Report, month, report
from banbucheng.replies import FollowUp
from banbucheng.terms import CaseNumber, CauseCode, DemandType, ImprovementKind, Rating, Status

from ._calendar2025 import CALENDAR
from ._desk import CLERK, HRSS, MEDICAL, MEIZHOU, PATHS, Bench, accept, moment, returned

__all__ = ["ACTING", "IMPROVEMENT", "made", "worked"]

#: What a citizen may write so that it acts: a formula, one behind a blank, a link, and markup.
ACTING = ("=1+1", ' =HYPERLINK("http://x")', "http://x.example/a", '<b>&"quoted"</b>', "+86 138", "\u202e=2")
#: A change that is to spare like matters.
IMPROVEMENT = Improvement(
    problem="=cmd()|'/c calc'!A1",
    cause=CauseCode("materials"),
    unit=HRSS,
    evidence=(CaseNumber("1"),),
    owner=HRSS,
    kind=ImprovementKind.GUIDE,
    measure="*one* list [of](x) papers",
    due_on=date(2025, 3, 20),
)


def worked() -> Bench:
    """A desk with a month of work."""
    bench = Bench()
    for rating in (Rating.SATISFIED, Rating.DISSATISFIED):
        case = bench.opened(accept("ordinary"), *PATHS[Status.REPLIED][1:])
        bench.do(case, c.FollowUp(by=CLERK, follow_up=FollowUp(rating=rating)))
    bench.opened(accept(), c.Assign(by=CLERK), returned(MEDICAL), c.Assign(by=CLERK))
    bench.brought(Status.DECLINED)
    bench.do(bench.registered(demand=DemandType.CONSULTATION), accept())
    for subject in ACTING:
        bench.do(bench.registered(subject=subject), accept("ordinary"))
    bench.at("2025-03-31 17:00")
    return bench


def made(bench: Bench | None = None, *, least: int = 2, improved: bool = True, of: str = "2025-03") -> Report:
    """The report of a month of that desk."""
    first, last = month(of)
    return report(
        (bench or worked()).store.ledger(),
        book=MEIZHOU,
        calendar=CALENDAR,
        first=first,
        last=last,
        as_of=moment(f"{last} 23:59"),
        least=least,
        improvements=(IMPROVEMENT,) if improved else (),
    )
