"""Each store below breaks one promise of the contract, and some test of the contract goes red."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import pytest
from attrs import evolve

from banbucheng.adapters._places import limited, place, read_place
from banbucheng.adapters.memory import MemoryStore
from banbucheng.cases import Case
from banbucheng.errors import BadInput, CaseNotFound, StaleCase
from banbucheng.ledger import Entry
from banbucheng.ports import CaseFilter, Page
from banbucheng.terms import CaseNumber
from banbucheng.testing import StoreContract


class LastWriterWins(MemoryStore):
    """Keeps whatever comes, whoever was first."""

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        try:
            super().keep(case, entries)
        except StaleCase:
            self._cases[case.number] = case


class HalfWritten(MemoryStore):
    """Writes the entries before it looks whether it may."""

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        self._ledger.extend(entries)
        del self._ledger[-len(entries) :]
        try:
            super().keep(case, entries)
        except StaleCase:
            self._ledger.extend(entries)
            raise


class ForgetsEntries(MemoryStore):
    """Hands the last entry back and no other."""

    def entries(self, number: CaseNumber) -> Sequence[Entry]:
        return super().entries(number)[-1:]


class SaysNothing(MemoryStore):
    """Answers a number that it does not know with an empty history."""

    def entries(self, number: CaseNumber) -> Sequence[Entry]:
        try:
            return super().entries(number)
        except CaseNotFound:
            return ()


class WholeSeconds(MemoryStore):
    """Drops the microseconds, as some databases do."""

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        super().keep(evolve(case, registered_at=case.registered_at.replace(microsecond=0)), entries)


class ForgetsReferences(MemoryStore):
    """Finds nothing by reference."""

    def find(self, reference: str) -> CaseNumber | None:
        return None


class SharesReferences(MemoryStore):
    """Lets two cases have one reference."""

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        self._references.pop(case.complaint.reference, None)
        super().keep(case, entries)


class NewestFirst(MemoryStore):
    """Hands cases back in its own order."""

    def cases(self) -> Iterator[Case]:
        return reversed(tuple(super().cases()))


class LedgerByCase(MemoryStore):
    """Sorts the ledger by case."""

    def ledger(self, since: datetime | None = None) -> Iterator[Entry]:
        return iter(sorted(super().ledger(since), key=lambda entry: (entry.number, entry.seq)))


class LedgerByEntry(MemoryStore):
    """Takes the entries since a moment for those of the cases since it."""

    def ledger(self, since: datetime | None = None) -> Iterator[Entry]:
        return (entry for entry in super().ledger() if since is None or entry.at >= since)


class DueAmongTheEnded(MemoryStore):
    """Names cases that ended or are suspended as due."""

    def due(self, before: datetime) -> Iterator[CaseNumber]:
        yield from super().due(before)
        yield from (case.number for case in self._cases.values() if case.due_at is None)


class DueAtTheMoment(MemoryStore):
    """Counts the moment itself as before."""

    def due(self, before: datetime) -> Iterator[CaseNumber]:
        return iter([case.number for case in self._cases.values() if case.due_at is not None and case.due_at <= before])


class OneSeries(MemoryStore):
    """Counts all series as one."""

    def take(self, series: str) -> int:
        return super().take("")


class AsciiOnly(MemoryStore):
    """Keeps no Chinese."""

    def get(self, number: CaseNumber) -> Case:
        case = super().get(number)
        subject = case.complaint.subject.encode("ascii", "replace").decode()
        return evolve(case, complaint=evolve(case.complaint, subject=subject))


class SkipsInTheFeed(MemoryStore):
    """Passes the first entry behind a place over, as a reader does that trusts a sequence."""

    def entries_after(self, after: str = "", *, limit: int = 100) -> Page[Entry]:
        page = super().entries_after(after, limit=limit)
        return evolve(page, items=page.items[1:] if after else page.items)


class FeedsOnce(MemoryStore):
    """Gives the first page and nothing after it."""

    def entries_after(self, after: str = "", *, limit: int = 100) -> Page[Entry]:
        return super().entries_after("", limit=limit) if not after else Page(items=(), after=after)


class PagesByOffset(MemoryStore):
    """Counts cases off, so that a new one moves all others."""

    def search(self, wanted: CaseFilter, *, after: str = "", limit: int = 50) -> Page[Case]:
        first, _ = read_place(after)
        everything = super().search(wanted, limit=10**6).items
        return Page(items=everything[first : first + limited(limit)], after=place(first + limit, ""))


class CountsEverything(MemoryStore):
    """Counts what does not fit."""

    def count(self, wanted: CaseFilter) -> int:
        return len(self._cases)


class TakesSmallForLarge(MemoryStore):
    """Compares as some databases do."""

    def search(self, wanted: CaseFilter, *, after: str = "", limit: int = 50) -> Page[Case]:
        found = super().search(evolve(wanted, number=""), after=after, limit=10**6).items
        fit = [case for case in found if case.number.lower().startswith(wanted.number.lower())]
        return evolve(super().search(wanted, after=after, limit=limit), items=tuple(fit[:limit]))


class ClaimsOnce(MemoryStore):
    """Hands the first page out and no other."""

    def claim_due(self, before: datetime, *, after: str = "", limit: int = 500) -> Page[Case]:
        page = super().claim_due(before, after=after, limit=limit)
        return page if not after else Page(items=(), after=after)


class ClaimsAllOpen(MemoryStore):
    """Claims what is not due yet."""

    def claim_due(self, before: datetime, *, after: str = "", limit: int = 500) -> Page[Case]:
        return super().claim_due(before.replace(year=9999), after=after, limit=limit)


class BeginsAnywhere(MemoryStore):
    """Takes a place that it never gave for the beginning."""

    def search(self, wanted: CaseFilter, *, after: str = "", limit: int = 50) -> Page[Case]:
        try:
            return super().search(wanted, after=after, limit=limit)
        except BadInput:
            return super().search(wanted)


BROKEN = [
    LastWriterWins,
    HalfWritten,
    ForgetsEntries,
    SaysNothing,
    WholeSeconds,
    ForgetsReferences,
    SharesReferences,
    NewestFirst,
    LedgerByCase,
    LedgerByEntry,
    DueAmongTheEnded,
    DueAtTheMoment,
    OneSeries,
    AsciiOnly,
    SkipsInTheFeed,
    FeedsOnce,
    PagesByOffset,
    CountsEverything,
    TakesSmallForLarge,
    ClaimsOnce,
    ClaimsAllOpen,
    BeginsAnywhere,
]


def _promises() -> dict[str, Callable[..., None]]:
    contract = StoreContract()
    return {name: getattr(contract, name) for name in dir(contract) if name.startswith("test_")}


def _broken_by(make: Callable[[], MemoryStore]) -> set[str]:
    red = set()
    for name, promise in _promises().items():
        extra = [("\u529e\u4e0d\u6210\u4e8b",)] if name == "test_text_comes_back_to_the_letter" else [()]
        for arguments in extra:
            try:
                promise(make(), *arguments)
            except (AssertionError, CaseNotFound, StaleCase, pytest.fail.Exception):
                red.add(name)
            except Exception as error:  # noqa: BLE001 - a broken store may break in any way
                red.add(f"{name}: {error}")
    return red


@pytest.mark.parametrize("make", BROKEN, ids=lambda make: make.__name__)
def test_a_broken_store_goes_red(make: Callable[[], MemoryStore]) -> None:
    """A store that breaks one promise fails at least one test of the contract."""
    assert set() != _broken_by(make)


def test_a_sound_store_stays_green() -> None:
    """The same way of running the contract finds nothing in a store that keeps it."""
    assert set() == _broken_by(MemoryStore)
