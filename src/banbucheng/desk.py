"""The desk: load, decide, apply, record, keep. The window that a host embeds."""

from datetime import datetime

from attrs import evolve, frozen

from banbucheng.cases import (
    Case,
    Command,
    Numbering,
    apply,
    begin,
    decide,
    number_by_window_and_day,
    numbered,
    register,
)
from banbucheng.cases.commands import Inspect
from banbucheng.intake import Complaint
from banbucheng.ledger import Entry, record
from banbucheng.ports import Clock, Store
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber, StaffId
from banbucheng.worktime import WorkCalendar

__all__ = ["Desk"]


@frozen(kw_only=True)
class Desk:
    """
    A window at work, under one rulebook and calendar, over the host's store and clock.

    It asks its clock once per call and hands the new entries to whoever wants to tell others of them.
    """

    store: Store
    book: Rulebook
    calendar: WorkCalendar
    clock: Clock
    numbering: Numbering = number_by_window_and_day

    def register(self, complaint: Complaint, *, by: StaffId) -> Case:
        """
        Take a complaint in and give it its number; one whose reference is known is the case that there is.

        Raises:
            BadInput: the rulebook does not serve the region, or the complaint lies in the future.
        """
        known = self.store.find(complaint.reference) if complaint.reference else None
        if known is not None:
            return self.store.get(known)
        at = self.clock.now()
        draft = register(complaint, CaseNumber(""), at=at, book=self.book, calendar=self.calendar)
        series = self.numbering(draft.window, self.calendar.date_of(at))
        event = evolve(draft, number=numbered(series, self.store.take(series)))
        case = begin(event, at=at)
        self.store.keep(case, record(event.number, 0, (event,), at=at, by=by))
        return case

    def do(self, number: CaseNumber, command: Command) -> Case:
        """
        Carry out a command and keep what it caused.

        Raises:
            Refusal: the rules do not allow it; nothing was changed.
            CaseNotFound: no case has the number.
            StaleCase: somebody else wrote to the case in between; call again.
        """
        case, _ = self._do(self.store.get(number), command, self.clock.now())
        return case

    def inspect_all(self, *, by: StaffId) -> tuple[Entry, ...]:
        """
        See what time has brought to all open cases; call it from the host's scheduler, as often as you like.

        What was missed while nobody called is made good, each step once, in order and with its true due moment.
        """
        at = self.clock.now()
        # A rung may lie before its deadline by as many working days as the ladder's earliest offset.
        ahead = max((-rung.offset for rung in self.book.ladder.rungs), default=0)
        # One day more, because a limit that ends with its last day ends at the very moment at which the store stops.
        horizon = self.calendar.end_of(self.calendar.workday_after(self.calendar.date_of(at), ahead + 1))
        cases = [self.store.get(number) for number in self.store.due(horizon)]
        return tuple(entry for case in cases for entry in self._do(case, Inspect(by=by), at)[1])

    def _do(self, case: Case, command: Command, at: datetime) -> tuple[Case, tuple[Entry, ...]]:
        events = decide(case, command, at=at, book=self.book, calendar=self.calendar)
        entries = record(case.number, case.version, events, at=at, by=command.by)
        for event in events:
            case = apply(case, event, at=at)
        if entries:
            self.store.keep(case, entries)
        return case, entries
