"""The laws that a rulebook has to keep, and how one state or one step breaks them."""

from collections.abc import Iterator
from enum import StrEnum

from banbucheng.cases import Case, Event, events
from banbucheng.rulebook import Rulebook
from banbucheng.terms import Milestone, Status

__all__ = ["ENDS", "Law", "broken_by_state", "broken_by_step"]

#: The statuses in which a case has ended.
ENDS = frozenset({Status.DECLINED, Status.WITHDRAWN, Status.MERGED, Status.CLOSED, Status.ARCHIVED})


class Law(StrEnum):
    """What holds for every case under every rulebook."""

    #: From every state an end is reachable without the citizen's giving up and without an unbounded step.
    END_REACHABLE = "end_reachable"
    #: Every open case has exactly one responsible unit, and it exists.
    ONE_RESPONSIBLE = "one_responsible"
    #: Every open case has a deadline that runs, or a suspension with its planned end.
    DEADLINE_RUNS = "deadline_runs"
    #: No case ends without an answer to the citizen.
    ANSWERED = "answered"
    #: Only what the rulebook allows moves what the citizen was promised.
    CLOCK_KEPT = "clock_kept"
    #: No extension moves a milestone past the cap, and none moves the cap.
    CAP_KEPT = "cap_kept"
    #: Nothing can go round for ever.
    BOUNDED = "bounded"


#: The milestones that the citizen was promised.
PROMISED = (Milestone.CONTACT, Milestone.FEEDBACK, Milestone.CLOSURE, Milestone.CAP)
#: The events that may move a promise: the clock begins, stops and runs again, is extended, or is counted anew.
_MAY_MOVE = (
    events.Accepted,
    events.Reopened,
    events.Resumed,
    events.Extended,
    events.Reclassified,
    events.EditionChanged,
    events.Recounted,
    events.Joined,
    events.Parted,
    events.Separated,
)


def broken_by_state(case: Case, book: Rulebook) -> Iterator[Law]:
    """The laws that a case breaks as it stands."""
    if case.open and case.responsible not in book.unit:
        yield Law.ONE_RESPONSIBLE
    if case.open and case.suspension is None and not case.deadlines:
        yield Law.DEADLINE_RUNS
    if case.status is Status.CLOSED and case.reply is None:
        yield Law.ANSWERED
    if case.status is Status.DECLINED and case.decline is None:
        yield Law.ANSWERED


def broken_by_step(before: Case, event: Event, after: Case) -> Iterator[Law]:
    """The laws that a step breaks."""
    moved = [
        each
        for each in PROMISED
        if each in before.deadlines
        and each in after.deadlines
        and before.deadlines[each].at != after.deadlines[each].at
    ]
    if moved and not isinstance(event, _MAY_MOVE):
        yield Law.CLOCK_KEPT
    if isinstance(event, events.Extended):
        cap = after.deadlines.get(Milestone.CAP)
        beyond = cap is not None and any(after.deadlines[each].at > cap.at for each in moved)
        if Milestone.CAP in moved or beyond:
            yield Law.CAP_KEPT
