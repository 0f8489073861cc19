"""A desk to which anything may happen, for a store or a host to be held to the laws of cases."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from banbucheng.cases import Command, next_inspection
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.errors import Refusal
from banbucheng.intake import Complaint
from banbucheng.sla import CitizenClock
from banbucheng.terms import CaseNumber, Channel, StaffId, Status
from banbucheng.testing._case_laws import assert_case_laws, promised
from banbucheng.testing._commands import CLERK, IN_HAND, LEADER, UNIT, onward
from banbucheng.testing._ground import Ground
from banbucheng.testing._words import subjects
from banbucheng.worktime import Overlay

__all__ = ["DeskMachine"]

_SCHEDULER = StaffId("scheduler")
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
#: A calendar is changed so often.
_STORMS = 2
#: What is asked beside the main line.
_BESIDE: Sequence[type[Command]] = (
    *(c.HandOver, c.ChangeEdition, c.Recount, c.Contact, c.Supervise, c.HandToDiscipline),
    *(c.HandOver, c.ChangeEdition, c.Reclassify, c.Assist, c.Waive, c.ObjectToRating),
)
_FURTHER_ON = (Status.DISPUTED, Status.REPLIED, Status.FOLLOWED_UP, Status.HANDLING)


def _has_cases(machine: Ground) -> bool:
    return bool(machine.cases)


def _has_one_in_hand(machine: Ground) -> bool:
    return any(case.status in IN_HAND for case in machine.cases)


def _has_a_merged_one(machine: Ground) -> bool:
    return any(case.status == Status.MERGED for case in machine.cases)


class DeskMachine(Ground):
    """
    A desk over a store, to which anything may happen: 31 kinds of commands, mergers, pauses, storms, time.

    After every step each case keeps the laws of `assert_case_laws`, and the store what it promises. Run it over your
    own store with `make_store`; `make_book` and `make_calendar` give it your rules and days, `make_desk` your desk::

        class MyMachine(DeskMachine):
            def make_store(self):
                return MyStore()

        class TestMyStore(MyMachine.TestCase):
            settings = settings(max_examples=20, stateful_step_count=25)
    """

    # What may happen

    @precondition(lambda self: len(self.cases) < 3)
    @rule(data=st.data(), earlier=st.booleans())
    def register(self, data: st.DataObject, *, earlier: bool) -> None:
        """A citizen comes to a window, under this edition or the last, perhaps about its own people."""
        regions = [each.code for each in self.book.regions][:2]
        accused: list[tuple[str, ...]] = [(), (), (), (), (self.near[0],), (self.book.window_of(regions[-1]),), (UNIT,)]
        complaint = Complaint(
            subject=data.draw(st.sampled_from(subjects()), label="subject"),
            received_at=self.clock.now(),
            channel=Channel.WINDOW,
            region=data.draw(st.sampled_from([*regions, regions[-1]]), label="region"),
            against=frozenset(data.draw(st.sampled_from(accused), label="against")),
        )
        desk = self.make_desk(self.earlier, (self.book,)) if earlier else self.desk
        desk.register(complaint, by=CLERK)

    @precondition(lambda self: len(self.cases) < 3)
    @rule(status=st.sampled_from(_FURTHER_ON))
    def begin_further_on(self, status: Status) -> None:
        """A case comes to a dispute, an answer or a rating, which by chance alone it seldom does."""
        number = self.registered().number
        for given in self.paths[status]:
            self.give(self.store.get(number), given)

    @precondition(lambda self: len(self.cases) < 2)
    @rule(minutes=st.sampled_from([0, 24 * 60, 4 * 24 * 60]), data=st.data())
    def twins(self, minutes: int, data: st.DataObject) -> None:
        """Two citizens come about one matter, one after the other, and the one case goes on in the other."""
        numbers: list[CaseNumber] = []
        for label in ("one", "other"):
            problem = data.draw(self.problems, label=label)
            numbers.append(self.give(self.registered(), c.Accept(by=CLERK, problem=problem)).number)
            self.wait(minutes)
        self.join(*numbers)

    @rule(minutes=st.sampled_from([1, 60, 24 * 60, 3 * 24 * 60]) | st.integers(0, 5 * 24 * 60))
    def wait(self, minutes: int) -> None:
        """Time passes."""
        self.clock.put(max(self.clock.now(), min(self.ends, self.clock.now() + minutes * _MINUTE)))

    @rule()
    def inspect(self) -> None:
        """Looking twice at one moment adds nothing, and nothing that is due is left over."""
        found = self.desk.inspect_all(by=_SCHEDULER)
        before = list(self.store.ledger())
        assert () == self.desk.inspect_all(by=_SCHEDULER)
        assert before == list(self.store.ledger())
        now = self.clock.now()
        wanted = [next_inspection(case, book=self.book, calendar=self.calendar) for case in self.cases]
        assert [] == [each for each in wanted if each is not None and each <= now]
        assert all(each.event.step.due_at <= now for each in found if isinstance(each.event, e.Supervised))

    @precondition(lambda self: self.storms < _STORMS)
    @rule(ahead=st.integers(1, 10))
    def storm(self, ahead: int) -> None:
        """A notice gives a day off: what is owed is counted anew, none of it earlier; a second time nothing moves."""
        day = self.calendar.date_of(self.clock.now()) + ahead * _DAY
        self.storms += 1
        self.calendar = self.calendar.with_overlay(Overlay(name="storm", off=[day]))
        before = {case.number: promised(case) for case in self.cases}
        self.desk.recount_all(by=_SCHEDULER)
        for number, owed in before.items():
            after = promised(self.store.get(number))
            assert owed.keys() == after.keys()
            assert all(due.at <= after[each].at for each, due in owed.items())
        assert 0 == self.desk.recount_all(by=_SCHEDULER).moved

    @precondition(_has_cases)
    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        """Somebody asks anything at all of a case."""
        case = data.draw(st.sampled_from(self.cases), label="case")
        self.give(case, self.drawn(data, list(self.commands)))

    @precondition(_has_one_in_hand)
    @rule(data=st.data(), days=st.integers(1, 10), late=st.integers(-1, 5))
    def pause(self, data: st.DataObject, days: int, late: int) -> None:
        """The clock of a case is stopped until a moment, at which, or somewhat later, somebody looks."""
        case = data.draw(st.sampled_from([each for each in self.cases if each.status in IN_HAND]), label="case")
        ground, until = min(self.book.suspension.grounds), self.clock.now() + days * _DAY
        self.give(case, c.Suspend(by=UNIT, ground=ground, approved_by=LEADER, told="until then", until=until))
        self.wait((days + late) * 24 * 60)
        self.inspect()

    @precondition(_has_cases)
    @rule(data=st.data(), kind=st.sampled_from(_BESIDE))
    def ask_beside(self, data: st.DataObject, kind: type[Command]) -> None:
        """Somebody asks something beside the main line."""
        self.give(data.draw(st.sampled_from(self.cases), label="case"), self.drawn(data, [kind]))

    @precondition(_has_cases)
    @rule(data=st.data(), steps=st.integers(2, 9))
    def lead_on(self, data: st.DataObject, steps: int) -> None:
        """A case is brought some steps further."""
        number = data.draw(st.sampled_from(self.cases), label="case").number
        for _ in range(steps):
            self.wait(data.draw(st.sampled_from([0, 0, 0, 60, 24 * 60, 5 * 24 * 60]), label="minutes"))
            case = self.store.get(number)
            self.give(case, self.drawn(data, onward(case, self.book.edition)))
            assert_case_laws(self.store.entries(number), book=self.book)

    @precondition(lambda self: len(self.cases) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        """Two cases are on one matter: both are written or neither, and of their promises the earlier one holds."""
        self.join(*(data.draw(st.sampled_from(self.cases), label=label).number for label in ("case", "into")))

    @precondition(_has_a_merged_one)
    @rule(data=st.data())
    def separate(self, data: st.DataObject) -> None:
        """They were not on one matter after all: the one goes on at its desk, with what it was promised."""
        merged = [each for each in self.cases if each.status == Status.MERGED]
        case = data.draw(st.sampled_from(merged), label="case")
        before = list(self.store.ledger())
        try:
            after = self.desk.separate(case.number, by=CLERK)
        except Refusal:
            assert before == list(self.store.ledger())
            return
        assert (Status.ACCEPTED, case.desk, case.clock) == (after.status, after.responsible, after.clock)
        assert case.merger is not None
        # Only a notice that came in between moves what it was promised, and none moves it to an earlier day.
        assert case.merger.deadlines.keys() == after.deadlines.keys()
        assert all(due.at <= after.deadlines[each].at for each, due in case.merger.deadlines.items())
        assert case.number not in self.store.get(case.merger.into).joined

    @precondition(_has_cases)
    @rule(data=st.data())
    def half(self, data: st.DataObject) -> None:
        """Half a merger is refused, and loses nobody."""
        case = data.draw(st.sampled_from(self.cases), label="case")
        other = CaseNumber("another")
        clock = CitizenClock(started_at=self.clock.now(), grade=self.book.unsorted.grade)
        halves: Sequence[Command] = (
            c.Merge(by=CLERK, into=case.number),
            c.Join(by=CLERK, number=other, complaint=case.complaint, clock=clock),
            c.Separate(by=CLERK),
            c.Part(by=CLERK, number=case.number),
        )
        assert case == self.give(case, data.draw(st.sampled_from(halves), label="half"))
