"""The desk: load, decide, apply, record, keep. The window that a host embeds."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

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
from banbucheng.cases.commands import ChangeEdition, Inspect, Join, Merge, Part, Recount, Separate
from banbucheng.errors import BadInput, Refusal, RulebookError, StaleCase
from banbucheng.intake import Complaint, resemblance
from banbucheng.ledger import Entry, record
from banbucheng.ports import Clock, Store
from banbucheng.proof import broken_at_once
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber, StaffId
from banbucheng.worktime import WorkCalendar, WorkingDays

__all__ = ["Desk", "Recounting"]

#: What is asked of two cases together.
_IN_PAIRS = (Merge, Join, Separate, Part)


@frozen(kw_only=True)
class Recounting:
    """What became of the open cases when the calendar changed."""

    examined: int
    moved: int
    unchanged: int
    #: Suspended cases, whose deadlines are counted when they are resumed.
    deferred: int
    #: Cases in which the rules refuse it: under an edition that the desk was not given, or counted too often already.
    unresolvable: int = 0


@frozen(kw_only=True)
class Desk:
    """
    A window at work, under a rulebook and a calendar, over the host's store and clock.

    It asks its clock once per call and hands the new entries to whoever wants to tell others of them.
    """

    store: Store
    #: The edition that takes new cases.
    book: Rulebook
    calendar: WorkCalendar
    clock: Clock
    numbering: Numbering = number_by_window_and_day
    #: Earlier editions, under which cases live until they are expressly moved.
    editions: tuple[Rulebook, ...] = ()
    #: Whether a rulebook that breaks a law of the window is taken all the same.
    unlawful: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse a rulebook that breaks a law of the window, unless that is expressly allowed."""
        faults = () if self.unlawful else broken_at_once(self.book)
        if faults:
            raise RulebookError(self.book.name, faults)

    def under(self, book: Rulebook) -> "Desk":
        """
        The same desk with another edition for new cases; open cases live on under the editions that they have.

        Raises:
            BadInput: the desk has an edition of that name already.
            RulebookError: the edition breaks a law of the window.
        """
        if book.edition in {each.edition for each in (self.book, *self.editions)}:
            raise BadInput("edition", book.edition, "give the new rules a name of their own")
        return evolve(self, book=book, editions=(self.book, *self.editions))

    def register(self, complaint: Complaint, *, by: StaffId) -> Case:
        """
        Take a complaint in and give it its number; one whose reference is known is the case that there is.

        Raises:
            BadInput: the rulebook does not serve the region or site, or the complaint lies in the future.
            Refusal: the edition takes no new cases on this day, or whoever registers it is complained about.
        """
        known = self.store.find(complaint.reference) if complaint.reference else None
        if known is not None:
            return self.store.get(known)
        at = self.clock.now()
        today = self.calendar.date_of(at)
        if not self.book.in_force_on(today):
            said = f"edition {self.book.edition} of {self.book.name} takes no new cases on {today}; give the desk one that does"
            raise Refusal("", "edition", said)
        if by in complaint.against:
            raise Refusal("", "recused", f"{by} is complained about and does nothing in the case")
        draft = register(complaint, CaseNumber(""), at=at, book=self.book, calendar=self.calendar)
        series = self.numbering(draft.window, today)
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
        if isinstance(command, _IN_PAIRS):
            raise Refusal(number, "merger", "two cases are merged or parted together; call `merge` or `separate`")
        case, _ = self._do(self.store.get(number), command, self.clock.now())
        return case

    def inspect_all(self, *, by: StaffId) -> tuple[Entry, ...]:
        """
        See what time has brought to all open cases; call it from the host's scheduler, as often as you like.

        What was missed while nobody called is made good, each step once, in order and with its true due moment.
        """
        at = self.clock.now()
        # A rung may lie before its deadline by as many working days as the ladder's earliest offset.
        before = [rung.offset for rung in self.book.ladder.rungs if rung.before]
        ahead = max((offset.number for offset in before if isinstance(offset, WorkingDays)), default=0)
        # One day more, because a limit that ends with its last day ends at the very moment at which the store stops.
        horizon = self.calendar.end_of(self.calendar.workday_after(self.calendar.date_of(at), ahead + 1))
        new: list[Entry] = []
        page = self.store.claim_due(horizon)
        while page.items:
            for case in page.items:
                # Whoever wrote to a case in between has it in hand, and the next call sees it again.
                with suppress(StaleCase):
                    new += self._do(case, Inspect(by=by), at)[1]
            page = self.store.claim_due(horizon, after=page.after)
        return tuple(new)

    def recount_all(self, *, by: StaffId) -> Recounting:
        """
        Count the deadlines of all open cases anew, on the desk's calendar, after a notice has changed it.

        What was reached or had run out stays as it was; doing it twice on one calendar changes nothing more.
        """
        at = self.clock.now()
        cases = [case for case in self.store.cases() if case.open]
        moved = unresolvable = deferred = 0
        for case in cases:
            try:
                moved += bool(self._do(case, Recount(by=by), at)[1])
            except Refusal:
                unresolvable += 1
            else:
                deferred += case.suspension is not None
        unchanged = len(cases) - moved - deferred - unresolvable
        return Recounting(
            examined=len(cases), moved=moved, unchanged=unchanged, deferred=deferred, unresolvable=unresolvable
        )

    def merge(self, number: CaseNumber, into: CaseNumber, *, by: StaffId) -> Case:
        """
        Let a case go on in another on the same matter: the earlier deadline of both holds, both citizens are kept.

        Both are written in the host's transaction. Returns the case that goes on.

        Raises:
            Refusal: one of the two is not where it can be merged, or the one goes on in the other already.
        """
        at, one, other = self.clock.now(), self.store.get(number), self.store.get(into)
        self._refuse_early(one, Merge(by=by, into=into), at)
        if one.clock is None:
            raise Refusal(number, "status", "the case has not been accepted yet; accept it first")
        joined = Join(by=by, number=number, complaint=one.complaint, clock=one.clock)
        result, _ = self._do(other, joined, at)
        self._do(one, Merge(by=by, into=into), at)
        return result

    def separate(self, number: CaseNumber, *, by: StaffId) -> Case:
        """
        Undo a merger: both cases go on alone, each by its own clock. Returns the case that had been merged.

        Raises:
            Refusal: the case is not merged.
        """
        at, one = self.clock.now(), self.store.get(number)
        self._refuse_early(one, Separate(by=by), at)
        if one.merger is not None:
            self._do(self.store.get(one.merger.into), Part(by=by, number=number), at)
        result, _ = self._do(one, Separate(by=by), at)
        return result

    def suspected_duplicates(self, complaint: Complaint, *, days: int = 90) -> Iterator[Case]:
        """
        The cases that may be about the same matter: of the region, told within so many days, alike in item or subject.

        It only suspects; a person declares a duplicate, and tells the citizen how the other case stands.
        """
        since = complaint.received_at - timedelta(days=days)
        for case in self.store.cases():
            other = case.complaint
            itself = other == complaint
            if since <= other.received_at <= complaint.received_at and not itself and resemblance(complaint, other):
                yield case

    def _refuse_early(self, case: Case, command: Command, at: datetime) -> None:
        """Let a refusal come before anything of the other case is written."""
        decide(case, command, at=at, book=self._book_of(case, command), calendar=self.calendar)

    def _do(self, case: Case, command: Command, at: datetime) -> tuple[Case, tuple[Entry, ...]]:
        events = decide(case, command, at=at, book=self._book_of(case, command), calendar=self.calendar)
        entries = record(case.number, case.version, events, at=at, by=command.by)
        for event in events:
            case = apply(case, event, at=at)
        if entries:
            self.store.keep(case, entries)
        return case, entries

    def _book_of(self, case: Case, command: Command) -> Rulebook:
        """The edition that the case lives under; for moving it, the edition that takes new cases."""
        if isinstance(command, ChangeEdition):
            return self.book
        if case.edition == self.book.edition:
            return self.book
        book = next((each for each in self.editions if each.edition == case.edition), None)
        if book is None:
            said = f"the case lives under edition {case.edition}; give the desk that edition, or move the case"
            raise Refusal(case.number, "edition", said)
        return book
