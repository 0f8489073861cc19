"""The entries of the ledger, and the case that they make."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import frozen

from banbucheng.cases import Case, Event, apply, begin
from banbucheng.cases.events import Registered
from banbucheng.errors import BrokenLedger, Refusal
from banbucheng.terms import CaseNumber, StaffId

__all__ = ["Entry", "record", "replay"]


@frozen(kw_only=True)
class Entry:
    """One line of the ledger: what happened to which case, when, and by whose hand."""

    number: CaseNumber
    #: 1 for the registration, then one more each.
    seq: int
    #: When it happened, by the desk's clock.
    at: datetime
    #: Whose hand, in the host's own words.
    by: StaffId
    event: Event


def record(number: CaseNumber, after: int, events: Sequence[Event], *, at: datetime, by: StaffId) -> tuple[Entry, ...]:
    """The entries that follow entry `after` (0 for none) of a case."""
    return tuple(
        [Entry(number=number, seq=seq, at=at, by=by, event=event) for seq, event in enumerate(events, start=after + 1)]
    )


def replay(entries: Iterable[Entry]) -> Case:
    """
    The case that its entries make, from the first to the last.

    Raises:
        BrokenLedger: an entry is missing, out of order, of another case, or cannot follow the one before it.
    """
    case: Case | None = None
    for entry in entries:
        if case is None:
            if not isinstance(entry.event, Registered) or entry.seq != 1:
                raise BrokenLedger(entry.number, entry.seq, "the first entry of a case is its registration, entry 1")
            case = begin(entry.event, at=entry.at)
            continue
        if (entry.number, entry.seq) != (case.number, case.version + 1):
            raise BrokenLedger(
                case.number, case.version + 1, f"entry {entry.seq} of {entry.number} stands in its place"
            )
        try:
            case = apply(case, entry.event, at=entry.at)
        except Refusal as refusal:
            raise BrokenLedger(case.number, entry.seq, refusal.reason) from refusal
    if case is None:
        raise BrokenLedger("", 1, "there is no entry to replay")
    return case
