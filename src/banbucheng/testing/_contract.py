"""
What every store promises, as tests to inherit.

A store of your own is held to it in four lines::

    class TestMyStore(StoreContract):
        @pytest.fixture
        def store(self):
            return MyStore()
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve

from banbucheng.adapters.clock import SettableClock
from banbucheng.cases import Case, apply, begin, register
from banbucheng.cases.commands import Accept, Assign, Suspend, Withdraw
from banbucheng.cases.events import NoticeGiven
from banbucheng.errors import BadInput, CaseNotFound, StaleCase
from banbucheng.intake import Complainant
from banbucheng.ledger import Entry, record, replay
from banbucheng.ports import ANY, CaseFilter, Page, Store
from banbucheng.terms import CaseNumber, GradeCode, KindCode, RegionCode, StaffId, Status, SuspensionGround, UnitCode
from banbucheng.testing._samples import RECEIVED, sample_complaint, sample_desk, sample_problem

__all__ = ["StoreContract"]

_CLERK = StaffId("clerk")


class StoreContract:
    """Inherit it, and give a fixture `store` that yields an empty one."""

    @pytest.fixture
    def store(self) -> Store:
        """An empty store; yours."""
        raise NotImplementedError("give a fixture `store` that yields an empty store")

    def commit(self, store: Store) -> None:
        """Make what was kept so far final; yours, where your store writes in a transaction."""

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
        asked = ("letter:1", "letter:2", "", "Letter:1", "letter:1 ", "letter:1\0")
        assert [case.number, *[None] * 5] == [store.find(each) for each in asked]

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

    def test_the_ledger_since_a_moment_is_that_of_the_later_cases(self, store: Store) -> None:
        """`ledger(since)` hands back all entries of the cases registered at the moment or later, as they were kept."""
        early = _registered(store, RECEIVED)
        late, latest = (_registered(store, RECEIVED + timedelta(days=days)) for days in (1, 2))
        store.keep(*_noticed(late, "late"))
        store.keep(*_noticed(early, "early"))
        kept = [(late.number, 1), (latest.number, 1), (late.number, 2)]
        expected: list[tuple[datetime, list[tuple[CaseNumber, int]]]] = [
            (late.registered_at, kept),
            (late.registered_at + timedelta(microseconds=1), [(latest.number, 1)]),
            (latest.registered_at + timedelta(days=1), []),
        ]
        assert expected == [
            (since, [(entry.number, entry.seq) for entry in store.ledger(since)]) for since, _ in expected
        ]
        assert list(store.ledger()) == list(store.ledger(early.registered_at))

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

    def test_due_cases_are_claimed_page_by_page(self, store: Store) -> None:
        """`claim_due` hands the cases of `due` out in their order, each once, as they are kept."""
        numbers = _a_day_apart(store, 5)
        until = RECEIVED + timedelta(days=60)
        pages = _pages(lambda after: store.claim_due(until, after=after, limit=2))
        assert [2, 2, 1] == [len(page) for page in pages]
        assert [store.get(number) for number in store.due(until)] == [case for page in pages for case in page]
        assert numbers == [case.number for page in pages for case in page]

    def test_what_is_not_due_is_not_claimed(self, store: Store) -> None:
        """`claim_due` leaves out what `due` leaves out: the moment itself, and cases that ended."""
        case, ended = _registered(store), _registered(store)
        sample_desk(store).do(ended.number, Withdraw(by=_CLERK, reason="solved by itself"))
        assert case.due_at is not None
        moments = (case.due_at, case.due_at + timedelta(microseconds=1))
        assert [(), (case,)] == [store.claim_due(moment).items for moment in moments]

    def test_cases_are_found_by_what_they_are(self, store: Store) -> None:
        """`search` finds the cases that `CaseFilter.fits` says, and `count` counts them."""
        cases = _various(store)
        for wanted in _FILTERS:
            expected = [case for case in cases if wanted.fits(case)]
            assert (wanted, expected) == (wanted, list(store.search(wanted).items))
            assert (wanted, len(expected)) == (wanted, store.count(wanted))

    def test_pages_stand_still(self, store: Store) -> None:
        """Pages go by the moment of registration; what is registered and changed meanwhile moves no case to another page."""
        numbers = _a_day_apart(store, 5)
        first = store.search(ANY, limit=2)
        early = _registered(store, at=RECEIVED - timedelta(days=1))
        later = SettableClock(RECEIVED + timedelta(days=9))
        sample_desk(store, later).do(numbers[3], Withdraw(by=_CLERK, reason="solved by itself"))
        rest = _pages(lambda after: store.search(ANY, after=after or first.after, limit=2))
        assert numbers == [case.number for page in [first.items, *rest] for case in page]
        assert early.number == store.search(ANY, limit=1).items[0].number

    def test_numbers_begin_to_the_letter(self, store: Store) -> None:
        """A filter on the number takes neither a for A nor a wildcard for what it stands for."""
        for number in ("A-1", "a-1", "A_1", "A%1", "B-1"):
            _named(store, CaseNumber(number))
        found = {
            each: [case.number for case in store.search(CaseFilter(number=each)).items] for each in ("A-", "A_", "A%")
        }
        assert {"A-": ["A-1"], "A_": ["A_1"], "A%": ["A%1"]} == found

    def test_a_place_from_elsewhere_is_refused(self, store: Store) -> None:
        """A page that begins nowhere, and one of no cases, are `BadInput`."""
        for after, limit in (("nowhere", 1), ("-1", 1), ("", 0), ("", -1)):
            for ask in (
                partial(store.search, ANY),
                partial(store.claim_due, RECEIVED),
                store.entries_after,
            ):
                with pytest.raises(BadInput):
                    ask(after=after, limit=limit)

    def test_the_feed_gives_every_entry_once(self, store: Store) -> None:
        """`entries_after` gives every entry once, those of a case in their order, and what is new when asked again."""
        one, two = _assigned(store), _registered(store)
        self.commit(store)
        fed, after = _fed(store, "", 2)
        assert store.entries_after(after, limit=2) == Page(items=(), after=after)
        store.keep(*_noticed(two, "two"))
        self.commit(store)
        later, _ = _fed(store, after, 2)
        assert [(two.number, 2)] == [(entry.number, entry.seq) for entry in later]
        for case in (one, two):
            assert list(store.entries(case.number)) == [entry for entry in fed + later if entry.number == case.number]
        assert len(list(store.ledger())) == len(fed + later)

    def test_the_feed_gives_the_same_again(self, store: Store) -> None:
        """Who asks again from an earlier place gets the same entries, however they are cut into pages."""
        _assigned(store)
        _registered(store)
        self.commit(store)
        once = _fed(store, "", 1)
        assert once == _fed(store, "", 100)

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


def _registered(store: Store, at: datetime = RECEIVED, **changes: object) -> Case:
    return sample_desk(store, SettableClock(at)).register(sample_complaint(received_at=at, **changes), by=_CLERK)


def _a_day_apart(store: Store, many: int) -> list[CaseNumber]:
    return [_registered(store, RECEIVED + timedelta(days=n)).number for n in range(many)]


def _named(store: Store, number: CaseNumber) -> None:
    """A case under a number of our choice."""
    desk = sample_desk(store)
    draft = register(sample_complaint(), number, at=RECEIVED, book=desk.book, calendar=desk.calendar)
    store.keep(begin(draft, at=RECEIVED), record(number, 0, (draft,), at=RECEIVED, by=_CLERK))


def _various(store: Store) -> list[Case]:
    """Cases that differ in what a filter asks for, in the order of registration."""
    changes: list[dict[str, Any]] = [
        {"token": "p1"},
        {"token": "p2", "region": RegionCode("441403")},
        {"token": "p1"},
        {"token": "P1"},
    ]
    numbers: list[CaseNumber] = []
    for n, each in enumerate(changes):
        person = Complainant(token=each.pop("token"))
        numbers.append(_registered(store, RECEIVED + timedelta(hours=n), complainant=person, **each).number)
    desk = sample_desk(store, SettableClock(RECEIVED + timedelta(days=1)))
    desk.do(numbers[1], Accept(by=_CLERK, problem=sample_problem()))
    desk.do(numbers[2], Accept(by=_CLERK, problem=sample_problem(grade=GradeCode("complex"))))
    desk.do(numbers[2], Assign(by=_CLERK))
    desk.do(numbers[3], Withdraw(by=_CLERK, reason="solved by itself"))
    return [store.get(number) for number in numbers]


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_FILTERS = (
    ANY,
    CaseFilter(status={Status.REGISTERED, Status.WITHDRAWN}),
    CaseFilter(status=Status.ACCEPTED),
    CaseFilter(open=True),
    CaseFilter(open=False),
    CaseFilter(window=UnitCode("441403")),
    CaseFilter(desk=UnitCode("441402"), open=True),
    CaseFilter(unit=UnitCode("441402")),
    CaseFilter(kind=KindCode("unable")),
    CaseFilter(kind=KindCode("")),
    CaseFilter(grade=GradeCode("complex")),
    CaseFilter(registered_from=RECEIVED + _HOUR),
    CaseFilter(registered_before=RECEIVED + _HOUR),
    CaseFilter(registered_from=RECEIVED + _HOUR, registered_before=RECEIVED + 3 * _HOUR),
    CaseFilter(ended_from=RECEIVED + _DAY),
    CaseFilter(ended_before=RECEIVED + _DAY),
    CaseFilter(due_before=RECEIVED + 90 * _DAY),
    CaseFilter(due_before=RECEIVED),
    CaseFilter(complainant="p1"),
    CaseFilter(complainant="p1", status=Status.ASSIGNED),
    CaseFilter(number="441402"),
    CaseFilter(number="441402-20250305-0002"),
    CaseFilter(number="\uffff"),
)


def _pages(ask: Callable[[str], Page[Case]]) -> list[tuple[Case, ...]]:
    """Page after page, until one is empty."""
    pages: list[tuple[Case, ...]] = []
    page = ask("")
    while page.items:
        pages.append(page.items)
        page = ask(page.after)
    return pages


def _fed(store: Store, after: str, limit: int) -> tuple[list[Entry], str]:
    """The feed from a place on, page after page, and where it ends for now."""
    fed: list[Entry] = []
    page = store.entries_after(after, limit=limit)
    while page.items:
        fed += page.items
        page = store.entries_after(page.after, limit=limit)
    return fed, page.after


def _assigned(store: Store) -> Case:
    desk, number = sample_desk(store), _registered(store).number
    desk.do(number, Accept(by=_CLERK, problem=sample_problem()))
    return desk.do(number, Assign(by=_CLERK))


def _noticed(case: Case, text: str) -> tuple[Case, tuple[Entry, ...]]:
    event = NoticeGiven(text=text)
    at = case.last_at + timedelta(minutes=1)
    return apply(case, event, at=at), record(case.number, case.version, (event,), at=at, by=_CLERK)
