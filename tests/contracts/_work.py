"""Small pieces of work over a store."""

from datetime import datetime, timedelta

from banbucheng.adapters.clock import SettableClock
from banbucheng.cases import Case, apply
from banbucheng.cases.events import NoticeGiven
from banbucheng.ledger import Entry, record
from banbucheng.ports import Store
from banbucheng.terms import CaseNumber, StaffId
from banbucheng.testing import sample_complaint, sample_desk

__all__ = ["CLERK", "RECEIVED", "fed", "notice", "registered"]

CLERK = StaffId("clerk")
RECEIVED = datetime.fromisoformat("2025-03-05T09:30:00+08:00")


def registered(store: Store, at: datetime = RECEIVED, **changes: object) -> CaseNumber:
    """A new case."""
    complaint = sample_complaint(received_at=at, **changes)
    return sample_desk(store, SettableClock(at)).register(complaint, by=CLERK).number


def notice(store: Store, number: CaseNumber, text: str = "bring the household register") -> Case:
    """One entry more: loaded, decided and kept."""
    case = store.get(number)
    event, at = NoticeGiven(text=text), case.last_at + timedelta(minutes=1)
    after = apply(case, event, at=at)
    store.keep(after, record(number, case.version, (event,), at=at, by=CLERK))
    return after


def fed(store: Store, after: str, limit: int = 7) -> tuple[list[Entry], str]:
    """What is new in the feed, page after page, and where it ends for now."""
    page, found = store.entries_after(after, limit=limit), []
    while page.items:
        found += page.items
        page = store.entries_after(page.after, limit=limit)
    return found, page.after
