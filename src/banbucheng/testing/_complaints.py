"""Complaints and problems for Hypothesis."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from hypothesis import strategies as st

from banbucheng.adapters.china import china
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.intake import Complainant, Complaint, ServiceItem
from banbucheng.rulebook import Rulebook
from banbucheng.taxonomy import Problem
from banbucheng.terms import CauseCode, Channel, ComplainantKind, DemandType, Severity, SpecialGroup
from banbucheng.testing._calendars import moments
from banbucheng.testing._words import subjects
from banbucheng.worktime import WorkCalendar

__all__ = ["complaints", "known_book", "known_calendar", "problems", "some_mornings"]


@cache
def known_book() -> Rulebook:
    """The rulebook that is used where none is given: that of Meizhou."""
    return load_profile("meizhou")


@cache
def known_calendar() -> WorkCalendar:
    """The calendar that is used where none is given: China's, as it was known in the middle of 2025."""
    return china(as_of=date(2025, 6, 30))


def some_mornings(calendar: WorkCalendar) -> st.SearchStrategy[datetime]:
    """Moments of the first half of the last announced year, so that the lives that begin then end within it."""
    year = min(calendar.announced_through, calendar.last).year
    return moments(calendar, st.dates(max(calendar.first, date(year, 1, 2)), date(year, 6, 30)))


def complaints(
    book: Rulebook | None = None,
    received_at: st.SearchStrategy[datetime] | None = None,
    *,
    against: Iterable[str] = (),
) -> st.SearchStrategy[Complaint]:
    """
    Complaints that a desk under a rulebook can take, Meizhou's if none is given.

    `against` are the units and the staff that a few of them complain about. They shrink to a plain matter at the
    window of the first region.
    """
    served = known_book() if book is None else book
    accused = st.frozensets(st.sampled_from(sorted(against)), max_size=1) if against else st.just(frozenset[str]())
    return st.builds(
        Complaint,
        subject=st.sampled_from(subjects()),
        detail=st.just("") | st.text(max_size=20),
        wish=st.just("") | st.sampled_from(subjects()),
        received_at=some_mornings(known_calendar()) if received_at is None else received_at,
        channel=st.sampled_from(Channel),
        demand=st.sampled_from([DemandType.HELP, *DemandType]),
        region=st.sampled_from([each.code for each in served.regions]),
        complainant=st.builds(
            Complainant,
            kind=st.sampled_from(ComplainantKind),
            groups=st.frozensets(st.sampled_from(SpecialGroup), max_size=1),
        ),
        item=st.none() | st.builds(ServiceItem, code=st.sampled_from(["440100", "440200"])),
        visits=st.integers(0, 3),
        against=st.just(frozenset[str]()) | accused,
    )


def problems(book: Rulebook | None = None) -> st.SearchStrategy[Problem]:
    """Problems of a rulebook's taxonomy, Meizhou's if none is given; they shrink to its first kind and grade."""
    taxonomy = (known_book() if book is None else book).taxonomy
    causes = [each.code for each in taxonomy.causes]
    return st.builds(
        Problem,
        kind=st.sampled_from([each.code for each in taxonomy.kinds]),
        grade=st.sampled_from([each.code for each in taxonomy.grades]),
        causes=st.frozensets(st.sampled_from(causes), max_size=2) if causes else st.just(frozenset[CauseCode]()),
        severity=st.sampled_from(Severity),
    )
