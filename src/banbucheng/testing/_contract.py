"""
What every store promises, as tests to inherit.

A store of your own is held to it in four lines::

    class TestMyStore(StoreContract):
        @pytest.fixture
        def store(self):
            return MyStore()
"""

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from banbucheng.adapters.clock import SettableClock
from banbucheng.cases import Case, apply
from banbucheng.cases.commands import Accept, Assign, Suspend, Withdraw
from banbucheng.cases.events import NoticeGiven
from banbucheng.errors import CaseNotFound, StaleCase
from banbucheng.ledger import Entry, record, replay
from banbucheng.ports import Store
from banbucheng.terms import CaseNumber, StaffId, SuspensionGround
from banbucheng.testing._samples import RECEIVED, sample_complaint, sample_desk, sample_problem

__all__ = ["StoreContract"]

_CLERK = StaffId("clerk")


class StoreContract:
    """Inherit it, and give a fixture `store` that yields an empty one."""

    @pytest.fixture
    def store(self) -> Store:
        """An empty store; yours."""
        raise NotImplementedError("give a fixture `store` that yields an empty store")

    def test_a_case_comes_back_as_it_was_kept(self, store: Store) -> None:
        """What `get` hands back equals what was kept."""
        case = _registered(store)
        assert case == store.get(case.number)

    def test_a_case_follows_from_its_entries(self, store: Store) -> None:
        """`replay(entries(number)) == get(number)`, through several commands."""
        case = _assigned(store)
        assert store.get(case.number) == replay(store.entries(case.number))

    def test_entries_are_numbered_without_gaps(self, store: Store) -> None:
        """The entries of a case are 1, 2, 3 … in order."""
        case = _assigned(store)
        assert list(range(1, case.version + 1)) == [entry.seq for entry in store.entries(case.number)]

    def test_an_unknown_number_is_named(self, store: Store) -> None:
        """A number that no case has is `CaseNotFound`, for the case and for its entries."""
        for ask in (store.get, store.entries):
            with pytest.raises(CaseNotFound) as caught:
                ask(CaseNumber("441402-20250305-9999"))
            assert "441402-20250305-9999" == caught.value.number

    def test_a_stale_writer_is_refused(self, store: Store) -> None:
        """Of two who decide on the same version, the second gets `StaleCase`, and nothing of the second is kept."""
        case = _registered(store)
        first, second = _noticed(case, "first"), _noticed(case, "second")
        store.keep(*first)
        with pytest.raises(StaleCase):
            store.keep(*second)
        assert [first[0], replay(store.entries(case.number)), 2] == [
            store.get(case.number),
            first[0],
            len(list(store.ledger())),
        ]

    def test_keeping_twice_is_refused(self, store: Store) -> None:
        """The same write sent twice is kept once."""
        case = _registered(store)
        once = _noticed(case, "once")
        store.keep(*once)
        with pytest.raises(StaleCase):
            store.keep(*once)
        assert 2 == len(store.entries(case.number))

    def test_a_gap_is_refused(self, store: Store) -> None:
        """Entries that do not follow the last one kept are refused."""
        case = _registered(store)
        ahead, entries = _noticed(_noticed(case, "not kept")[0], "ahead")
        with pytest.raises(StaleCase):
            store.keep(ahead, entries)
        assert case == store.get(case.number)

    def test_a_number_is_given_once(self, store: Store) -> None:
        """A second case under a number that is taken is refused, and the first one stays."""
        case = _registered(store)
        other = evolve(case, complaint=sample_complaint(subject="something else"))
        with pytest.raises(StaleCase):
            store.keep(other, store.entries(case.number))
        assert case == store.get(case.number)

    def test_a_reference_is_registered_once(self, store: Store) -> None:
        """Two cases never share another system's reference."""
        case = _registered(store, reference="12345-7")
        number = CaseNumber("441402-20250305-0002")
        (first,) = store.entries(case.number)
        with pytest.raises(StaleCase):
            store.keep(evolve(case, number=number), (evolve(first, number=number),))
        assert [case.number, [case]] == [store.find("12345-7"), list(store.cases())]

    def test_a_case_is_found_by_its_reference(self, store: Store) -> None:
        """`find` knows the references that were registered, and no other."""
        case = _registered(store, reference="letter:1")
        _registered(store)
        assert [case.number, None, None] == [store.find(each) for each in ("letter:1", "letter:2", "")]

    def test_cases_stand_in_the_order_of_registration(self, store: Store) -> None:
        """`cases` hands every case back, the first registered first, whatever happened to it since."""
        numbers = [_registered(store).number for _ in range(3)]
        sample_desk(store).do(numbers[0], Accept(by=_CLERK, problem=sample_problem()))
        assert numbers == [case.number for case in store.cases()]

    def test_the_ledger_stands_in_the_order_of_keeping(self, store: Store) -> None:
        """`ledger` hands back every entry of every case, as they were kept."""
        one, two = _registered(store), _registered(store)
        store.keep(*_noticed(two, "two"))
        store.keep(*_noticed(one, "one"))
        expected = [(one.number, 1), (two.number, 1), (two.number, 2), (one.number, 2)]
        assert expected == [(entry.number, entry.seq) for entry in store.ledger()]

    def test_due_names_open_cases_the_earliest_first(self, store: Store) -> None:
        """`due` names the open cases with something due before the moment; ended ones, and one suspended until later, are not."""
        clock = SettableClock(RECEIVED)
        desk = sample_desk(store, clock)
        numbers: list[CaseNumber] = []
        for _ in range(4):
            numbers.append(desk.register(sample_complaint(), by=_CLERK).number)
            clock.put(clock.now() + timedelta(days=1))
        desk.do(numbers[2], Accept(by=_CLERK, problem=sample_problem()))
        desk.do(
            numbers[2],
            Suspend(by=_CLERK, ground=SuspensionGround.HEARING, approved_by=StaffId("head"), told="by phone"),
        )
        desk.do(numbers[3], Withdraw(by=_CLERK, reason="solved by itself"))
        assert [numbers[0], numbers[1]] == list(store.due(clock.now() + timedelta(days=30)))

    def test_due_leaves_out_the_moment_itself(self, store: Store) -> None:
        """What is due at a moment is not due before it, to the microsecond."""
        case = _registered(store)
        assert case.due_at is not None
        found = [list(store.due(case.due_at)), list(store.due(case.due_at + timedelta(microseconds=1)))]
        assert [[], [case.number]] == found

    def test_numbers_of_a_series_are_never_given_twice(self, store: Store) -> None:
        """`take` counts each series from 1 on its own."""
        assert [1, 2, 1, 3] == [store.take(series) for series in ("a", "a", "b", "a")]

    def test_moments_keep_their_instant_to_the_microsecond(self, store: Store) -> None:
        """A moment comes back as the same instant, with its microseconds."""
        received = datetime.fromisoformat("2025-03-05T23:59:59.999999+08:00")
        case = sample_desk(store, SettableClock(received)).register(sample_complaint(received_at=received), by=_CLERK)
        kept = store.get(case.number)
        assert [received, received, received] == [
            kept.complaint.received_at,
            kept.registered_at,
            store.entries(case.number)[0].at,
        ]

    @pytest.mark.parametrize(
        "text", ["\u529e\u4e0d\u6210\u4e8b", "\U0002a7b9\U0001f600", "a\nb\tc", "'; DROP TABLE x; --", "%_\\"]
    )
    def test_text_comes_back_to_the_letter(self, store: Store, text: str) -> None:
        """Chinese, rare characters, line breaks, quotes and wildcards survive."""
        case = _registered(store, subject=text, reference=f"ref:{text}")
        assert [text, case.number] == [store.get(case.number).complaint.subject, store.find(f"ref:{text}")]


def _registered(store: Store, **changes: object) -> Case:
    return sample_desk(store).register(sample_complaint(**changes), by=_CLERK)


def _assigned(store: Store) -> Case:
    desk, number = sample_desk(store), _registered(store).number
    desk.do(number, Accept(by=_CLERK, problem=sample_problem()))
    return desk.do(number, Assign(by=_CLERK))


def _noticed(case: Case, text: str) -> tuple[Case, tuple[Entry, ...]]:
    event = NoticeGiven(text=text)
    at = case.last_at + timedelta(minutes=1)
    return apply(case, event, at=at), record(case.number, case.version, (event,), at=at, by=_CLERK)
