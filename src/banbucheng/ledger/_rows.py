"""One row a case: all that the measures count, as plain columns that a table, a file and any SQL engine hold alike."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from banbucheng.cases import Case
from banbucheng.cases.events import (
    Acknowledged,
    Assigned,
    Conferred,
    Designated,
    Extended,
    FollowedUp,
    ObjectionRuled,
    Reopened,
    Returned,
    Settled,
)
from banbucheng.ledger._entry import Entry, replay
from banbucheng.terms import DemandType, Milestone, Outcome, Rating
from banbucheng.worktime import WorkCalendar

__all__ = ["CaseRow", "case_row", "case_rows"]

_CITIZENS = {"feedback": Milestone.FEEDBACK, "closure": Milestone.CLOSURE, "cap": Milestone.CAP}


# A tuple and no attrs class: rows are made by the million, and a column is what measures read.
class CaseRow(NamedTuple):
    """
    A case as the measures see it, as of a moment; the order of the fields is that of the columns.

    Every number after `closed_on` is 0 or 1 unless its name says otherwise, and a measure is the sum of one of them over
    the sum of another.
    """

    number: str
    #: How many entries the row is made of; of two rows of a case, the one with more holds.
    version: int
    edition: str
    region: str
    window: str
    #: The unit that answers, or the window where none was asked.
    unit: str
    channel: str
    demand: str
    kind: str
    grade: str
    #: Its causes, sorted, between `|`.
    causes: str
    #: Its place in the catalogue, between `/`.
    category: str
    item: str
    status: str
    #: The month in which it was received, `2026-10`.
    month: str
    received_on: date
    #: When the citizen was first answered, and when nothing more was owed.
    answered_on: date | None
    closed_on: date | None
    registered: int
    #: Questions, which are no formal cases (Luquan counts 57 beside 4).
    consultation: int
    #: Taken on, and no mere question.
    formal: int
    declined: int
    #: Taken on, questions included, and what was decided on at all.
    taken_on: int
    decided: int
    #: Formal cases that the desk settled at once.
    on_the_spot: int
    #: Formal cases whose citizen got an answer.
    answered: int
    feedback_owed: int
    feedback_kept: int
    closure_owed: int
    closure_kept: int
    cap_owed: int
    cap_kept: int
    #: Open, and past a limit that the citizen waits for.
    overdue: int
    #: Formal cases sent to a unit; of these, whose first unit kept it; that came back; that were sent out again.
    dispatched: int
    first_right: int
    returned: int
    sent_again: int
    #: Signed for by a person in time, and not by silence.
    responded: int
    extended: int
    suspended: int
    #: Working days for which the clock stood.
    suspended_days: int
    #: Formal cases whose outcome is known; of these, done; reopened.
    resolved: int
    solved: int
    reopened: int
    #: Answered cases whose citizen was asked afterwards; that rated; of these, the upper three grades.
    followed_up: int
    rated: int
    satisfied: int
    #: Bad reviews that count; of these, followed by a reopening or by an explanation when the case was closed.
    bad_review: int
    put_right: int


def case_row(case: Case, entries: Iterable[Entry], *, as_of: datetime, calendar: WorkCalendar) -> CaseRow:
    """The row of a case that its entries made; what is still open is judged as of a moment, which is not before the last."""
    problem, clock, day = case.problem, case.clock, calendar.date_of
    consultation = case.complaint.demand is DemandType.CONSULTATION
    formal = problem is not None and not consultation
    seen = _seen(entries)
    answered = next((each.at for each in case.reached if each.milestone in (Milestone.CLOSURE, Milestone.CAP)), None)
    received_on = day(case.complaint.received_at)
    owed = {name: _owed(case, milestone, as_of) for name, milestone in _CITIZENS.items()}
    return CaseRow(
        number=case.number,
        version=case.version,
        edition=case.edition,
        region=case.complaint.region,
        window=case.window,
        unit=case.window if case.assignment is None else case.assignment.lead,
        channel=case.complaint.channel.value,
        demand=case.complaint.demand.value,
        kind="" if problem is None else problem.kind,
        grade="" if problem is None else problem.grade,
        causes="" if problem is None else "|".join(sorted(problem.causes)),
        category="" if problem is None else "/".join(problem.category),
        item="" if case.complaint.item is None else case.complaint.item.code,
        status=case.status.value,
        month=f"{received_on:%Y-%m}",
        received_on=received_on,
        answered_on=None if answered is None else day(answered),
        closed_on=None if case.ended_at is None else day(case.ended_at),
        registered=1,
        consultation=int(consultation),
        formal=int(formal),
        declined=int(case.decline is not None),
        taken_on=int(problem is not None),
        decided=int(problem is not None or case.decline is not None),
        on_the_spot=int(formal and seen.settled),
        answered=int(formal and answered is not None),
        feedback_owed=formal * owed["feedback"][0],
        feedback_kept=formal * owed["feedback"][1],
        closure_owed=formal * owed["closure"][0],
        closure_kept=formal * owed["closure"][1],
        cap_owed=formal * owed["cap"][0],
        cap_kept=formal * owed["cap"][1],
        overdue=int(formal and any(each[2] for each in owed.values())),
        dispatched=int(formal and seen.sent > 0),
        first_right=int(formal and seen.sent == 1 and not seen.returned),
        returned=int(formal and seen.returned),
        sent_again=int(formal and seen.sent > 1),
        responded=int(formal and seen.signed),
        extended=int(formal and seen.extended),
        suspended=int(formal and clock is not None and bool(clock.pauses)),
        suspended_days=0 if clock is None or not formal or not clock.pauses else clock.paused_days(calendar),
        resolved=int(formal and bool(case.resolutions)),
        solved=int(formal and bool(case.resolutions) and case.resolutions[0].outcome is Outcome.DONE),
        reopened=int(formal and seen.reopened),
        followed_up=int(formal and seen.followed),
        rated=int(formal and seen.rating is not None),
        satisfied=int(formal and seen.rating is not None and not seen.rating.bad),
        bad_review=int(formal and seen.rating is not None and seen.rating.bad),
        put_right=int(formal and seen.rating is not None and seen.rating.bad and (seen.reopened or not case.open)),
    )


def case_rows(ledger: Iterable[Entry], *, as_of: datetime, calendar: WorkCalendar) -> Iterator[CaseRow]:
    """
    A row for each case of a ledger as it stood at a moment: entries after it do not count, so a closed period stays.

    Raises:
        BrokenLedger: the entries of a case do not follow each other.
    """
    known = sorted((each for each in ledger if each.at <= as_of), key=attrgetter("number", "seq"))
    for _, entries in groupby(known, key=attrgetter("number")):
        lines = tuple(entries)
        yield case_row(replay(lines), lines, as_of=as_of, calendar=calendar)


class _Seen:
    """What happened to a case, one question after the other."""

    __slots__ = ("extended", "followed", "rating", "reopened", "returned", "sent", "settled", "signed")

    def __init__(self) -> None:
        self.settled = self.returned = self.extended = self.reopened = self.followed = self.signed = False
        self.sent = 0
        #: The first rating that counts: a unit's upheld objection strikes it.
        self.rating: Rating | None = None


def _seen(entries: Iterable[Entry]) -> _Seen:
    seen = _Seen()
    for entry in entries:
        match entry.event:
            case Settled():
                seen.settled = True
            case Assigned() | Conferred() | Designated():
                seen.sent += not seen.reopened
            case Acknowledged(deemed=deemed):
                seen.signed = seen.signed or not deemed
            case Returned():
                seen.returned = True
            case Extended():
                seen.extended = True
            case Reopened():
                seen.reopened = True
            case FollowedUp(follow_up=follow_up):
                seen.followed = True
                seen.rating = seen.rating or follow_up.rating
            case ObjectionRuled(upheld=True):
                seen.rating = None
            case _:
                pass
    return seen


def _owed(case: Case, milestone: Milestone, as_of: datetime) -> tuple[int, int, bool]:
    """Of the first handling: whether the milestone was reached or ran out, whether in time, and whether it has run out."""
    first = next((each for each in case.reached if each.milestone == milestone and each.round == 1), None)
    if first is not None:
        return 1, int(first.kept), False
    deadline = case.deadlines.get(milestone) if case.open else None
    until = as_of if case.suspension is None else min(as_of, case.suspension.since)
    out = deadline is not None and until >= deadline.at
    gone = milestone in case.overran and not case.open
    return int(out or gone), 0, out
