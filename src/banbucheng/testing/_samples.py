"""Small, readable values to test with: a complaint, and a desk that works on it."""

from datetime import datetime
from typing import Any

from attrs import evolve

from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.desk import Desk
from banbucheng.intake import Complaint
from banbucheng.ports import Store
from banbucheng.taxonomy import Problem
from banbucheng.terms import Channel, DemandType, GradeCode, KindCode, RegionCode

__all__ = ["sample_complaint", "sample_desk", "sample_problem"]

#: A Wednesday on which nothing happens: no festival within three weeks.
RECEIVED = datetime.fromisoformat("2025-03-05T09:30:00+08:00")
_COMPLAINT = Complaint(
    subject="pension certification cannot be done without a smartphone",
    received_at=RECEIVED,
    channel=Channel.WINDOW,
    demand=DemandType.HELP,
    region=RegionCode("441402"),
)


def sample_complaint(**changes: Any) -> Complaint:
    """A complaint from Meijiang, received on Wednesday 2025-03-05 at 09:30 in China, with any field changed."""
    changed: Complaint = evolve(_COMPLAINT, **changes)
    return changed


def sample_problem(**changes: Any) -> Problem:
    """An ordinary problem of the kind "unable", with any field changed."""
    return evolve(Problem(kind=KindCode("unable"), grade=GradeCode("ordinary")), **changes)


def sample_desk(store: Store, clock: SettableClock | None = None) -> Desk:
    """A desk under Meizhou's rulebook and the calendar of China; its clock stands at the sample complaint."""
    return Desk(store=store, book=load_profile("meizhou"), calendar=china(), clock=clock or SettableClock(RECEIVED))
