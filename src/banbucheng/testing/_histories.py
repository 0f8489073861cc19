"""Histories of cases, for Hypothesis: what a desk has recorded while anything was asked of it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta

from hypothesis import strategies as st

from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.cases import Case, Command
from banbucheng.desk import Desk
from banbucheng.errors import Refusal
from banbucheng.intake import Complaint
from banbucheng.ledger import Entry, replay
from banbucheng.rulebook import Rulebook
from banbucheng.testing._commands import CLERK, commands, onward
from banbucheng.testing._complaints import complaints, known_book, known_calendar, some_mornings
from banbucheng.worktime import WorkCalendar

__all__ = ["cases", "entries", "histories"]

_WAITS = (timedelta(0), timedelta(0), timedelta(hours=1), timedelta(days=1), timedelta(days=3))


def histories(
    book: Rulebook | None = None, calendar: WorkCalendar | None = None, *, most: int = 12
) -> st.SearchStrategy[tuple[Entry, ...]]:
    """
    The entries of one case, from its registration on, as a desk has recorded them while up to `most` things were asked.

    Under Meizhou's rulebook and the calendar of China, if none is given. They shrink to a registration alone.
    """
    ours = known_book() if book is None else book
    days = known_calendar() if calendar is None else calendar
    told = complaints(ours, some_mornings(days))
    return _lived(_desk(ours, days), told, commands(ours), most)


def cases(
    book: Rulebook | None = None, calendar: WorkCalendar | None = None, *, most: int = 12
) -> st.SearchStrategy[Case]:
    """Cases wherever they can stand: what a history replays to."""
    return histories(book, calendar, most=most).map(replay)


def entries(book: Rulebook | None = None, calendar: WorkCalendar | None = None) -> st.SearchStrategy[Entry]:
    """Single entries, out of a history."""
    return histories(book, calendar).flatmap(st.sampled_from)


@st.composite
def _lived(
    draw: st.DrawFn,
    opened: Callable[[SettableClock], Desk],
    told: st.SearchStrategy[Complaint],
    asked: Mapping[type[Command], st.SearchStrategy[Command]],
    most: int,
) -> tuple[Entry, ...]:
    complaint = draw(told)
    clock = SettableClock(complaint.received_at)
    desk = opened(clock)
    case = desk.register(complaint, by=CLERK)
    for _ in range(draw(st.integers(0, most))):
        clock.put(clock.now() + draw(st.sampled_from(_WAITS)))
        kinds = st.sampled_from(onward(case, desk.book.edition))
        with suppress(Refusal):
            case = desk.do(case.number, draw(kinds.flatmap(asked.__getitem__)))
    return tuple(desk.store.entries(case.number))


def _desk(book: Rulebook, calendar: WorkCalendar) -> Callable[[SettableClock], Desk]:
    return lambda clock: Desk(store=MemoryStore(), book=book, calendar=calendar, clock=clock)
