"""The life of an imported case: the steps that its record speaks of, taken by the same rules as any other."""

from collections.abc import Iterator
from datetime import datetime

from attrs import frozen

from banbucheng.adapters.bulk._record import Record
from banbucheng.cases import Case, Command, apply, begin, commands, decide, register
from banbucheng.ledger import Entry, record
from banbucheng.replies import FollowUp, Reply
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber, StaffId
from banbucheng.worktime import WorkCalendar

__all__ = ["Life", "life"]


@frozen
class Life:
    """A case, and the entries that made it."""

    case: Case
    entries: tuple[Entry, ...]


def life(row: Record, number: CaseNumber, *, book: Rulebook, calendar: WorkCalendar, by: StaffId) -> Life:
    """
    The case of a record, as if its steps had been taken when they were; deadlines are the rulebook's.

    Raises:
        Refusal, BadInput: the rules know no such step.
    """
    at = row.complaint.received_at
    registered = register(row.complaint, number, at=at, book=book, calendar=calendar)
    case, entries = begin(registered, at=at), [*record(number, 0, (registered,), at=at, by=by)]
    for moment, command in _steps(row, book, by):
        for event in decide(case, command, at=moment, book=book, calendar=calendar):
            entries += record(number, case.version, (event,), at=moment, by=command.by)
            case = apply(case, event, at=moment)
    return Life(case, tuple(entries))


def _steps(row: Record, book: Rulebook, by: StaffId) -> Iterator[tuple[datetime, Command]]:
    """What was done, in order; what no ledger says, the plainest way that leads there."""
    if row.declined is not None:
        yield (
            row.answered_at or row.accepted_at,
            commands.Decline(
                by=by,
                ground=row.declined,
                instead=row.instead,
                # A ledger seldom says which case a duplicate repeats; that it does is all that can be kept.
                same_as=row.complaint.follows or row.complaint.reference,
                told=row.instead or row.declined,
            ),
        )
        return
    yield row.accepted_at, commands.Accept(by=by, problem=row.problem or book.suggested(row.complaint))
    if row.unit is not None:
        reason = f"imported from {row.complaint.reference}"
        yield row.accepted_at, commands.Assign(by=by, unit=row.unit, reason=reason)
    if row.answered_at is None or row.resolution is None:
        return
    answer = Reply(outcome=row.resolution.outcome, text=row.resolution.account)
    if row.unit is None:
        yield row.answered_at, commands.Settle(by=by, resolution=row.resolution, reply=answer)
    else:
        yield row.answered_at, commands.Resolve(by=StaffId(row.unit), resolution=row.resolution)
        yield row.answered_at, commands.Verify(by=by)
        yield row.answered_at, commands.Reply(by=by, reply=answer)
    if row.rating is None and row.closed_at is None:
        return
    last = row.closed_at or row.answered_at
    yield last, commands.FollowUp(by=by, follow_up=FollowUp(rating=row.rating, remark=row.remark))
    if row.closed_at is not None:
        yield last, commands.Close(by=by, explanation=row.explanation)
