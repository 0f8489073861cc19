"""What a machine over a desk is made of: its store, rules and days, what it does in its rules, and what must hold."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.cases import Case, Command
from banbucheng.desk import Desk
from banbucheng.errors import Refusal
from banbucheng.intake import Complaint
from banbucheng.ledger import replay
from banbucheng.ports import Store
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber, Channel, Status
from banbucheng.testing._case_laws import assert_case_laws, promised
from banbucheng.testing._commands import CLERK, asked_problems, commands, departments
from banbucheng.testing._complaints import known_book, known_calendar
from banbucheng.testing._holds_still import assert_holds_still
from banbucheng.testing._paths import paths
from banbucheng.testing._words import subjects
from banbucheng.worktime import WorkCalendar

__all__ = ["Ground"]

#: When time stops after it has begun, so that every limit still ends within the calendar of the year.
_LIFETIME = timedelta(days=193)


class Ground(RuleBasedStateMachine):
    """A desk over a store, and what every machine does with it; the rules are in `DeskMachine`."""

    def __init__(self) -> None:
        super().__init__()
        self.book, self.calendar = self.make_book(), self.make_calendar()
        #: The edition before this one; cases of it live on under it.
        self.earlier = evolve(self.book, edition=f"before {self.book.edition}")
        self.clock = SettableClock(self.begins())
        self.ends = self.clock.now() + _LIFETIME
        self.storms = 0
        self.store = self.make_store()
        self.commands, self.paths, self.near = commands(self.book), paths(self.book), departments(self.book)
        self.problems = asked_problems(self.book)

    # What to give it

    def make_store(self) -> Store:
        """An empty store; `teardown` is the place to close it."""
        return MemoryStore()

    def make_book(self) -> Rulebook:
        """The rulebook of the desk, with two departments or more beside one window."""
        return known_book()

    def make_calendar(self) -> WorkCalendar:
        """The calendar of the desk."""
        return known_calendar()

    def make_desk(self, book: Rulebook, editions: tuple[Rulebook, ...]) -> Desk:
        """The desk itself, over the machine's store, calendar and clock."""
        return Desk(store=self.store, book=book, calendar=self.calendar, clock=self.clock, editions=editions)

    def begins(self) -> datetime:
        """When it begins: some days before the Spring Festival, so that festivals and makeup workdays lie ahead."""
        year = min(self.calendar.announced_through, self.calendar.last).year
        return datetime.combine(date(year, 1, 20), time(9, 30), self.calendar.zone)

    # What there is to see

    @property
    def desk(self) -> Desk:
        """The desk at this moment."""
        return self.make_desk(self.book, (self.earlier,))

    @property
    def cases(self) -> list[Case]:
        """Every case on the desk."""
        return list(self.store.cases())

    # What is done in them

    def registered(self) -> Case:
        """A new case of a plain matter, beside the last of the first two windows."""
        region = self.book.regions[:2][-1].code
        told = Complaint(subject=subjects()[0], received_at=self.clock.now(), channel=Channel.WINDOW, region=region)
        return self.desk.register(told, by=CLERK)

    def drawn(self, data: st.DataObject, kinds: Sequence[type[Command]]) -> Command:
        """A command of one of these kinds."""
        return data.draw(st.sampled_from(kinds).flatmap(self.commands.__getitem__), label="command")

    def give(self, case: Case, given: Command) -> Case:
        """Give a command: it is refused and changes nothing, or it changes only what it may."""
        before, ledger = self.store.entries(case.number), list(self.store.ledger())
        try:
            after = self.desk.do(case.number, given)
        except Refusal:
            kept = self.store.get(case.number), self.store.entries(case.number), list(self.store.ledger())
            assert (case, before, ledger) == kept
            return case
        assert after == self.store.get(case.number)
        assert {given.by} >= {each.by for each in self.store.entries(case.number)[len(before) :]}
        assert_holds_still(case, given, after)
        return after

    def join(self, *numbers: CaseNumber) -> None:
        """Let the one case go on in the other, if it may."""
        one, other = map(self.store.get, numbers)
        before = list(self.store.ledger())
        try:
            result = self.desk.merge(one.number, other.number, by=CLERK)
        except Refusal:
            assert before == list(self.store.ledger())
            return
        for owed in (promised(one), promised(other)):
            assert all(result.deadlines[each].at <= due.at for each, due in owed.items() if each in result.deadlines)
        assert Status.MERGED == self.store.get(one.number).status

    # What must always hold

    @invariant()
    def every_case_keeps_the_laws(self) -> None:
        """What is recorded of a case makes the case that the store has, and its life keeps every law."""
        for case in self.cases:
            entries = self.store.entries(case.number)
            assert case == replay(entries)
            assert_case_laws(entries, book=self.book)

    @invariant()
    def a_merged_case_goes_on_in_another(self) -> None:
        """Nobody is lost in a merger: the other case knows of it, and is open or has been answered."""
        for case in self.cases:
            if case.merger is not None:
                other = self.store.get(case.merger.into)
                assert case.number in other.joined
                assert other.open or other.reply is not None
