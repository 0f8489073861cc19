"""A store in memory: for tests, simulations and hosts that keep cases elsewhere."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import field, frozen

from banbucheng.adapters._places import limited, moment_and_number, place, read_place
from banbucheng.cases import Case
from banbucheng.errors import CaseNotFound, StaleCase
from banbucheng.ledger import Entry
from banbucheng.ports import CaseFilter, Page
from banbucheng.terms import CaseNumber

__all__ = ["MemoryStore"]


@frozen
class MemoryStore:
    """Keeps everything in dictionaries, for one thread."""

    _cases: dict[CaseNumber, Case] = field(factory=dict[CaseNumber, Case])
    _entries: dict[CaseNumber, list[Entry]] = field(factory=dict[CaseNumber, list[Entry]])
    _references: dict[str, CaseNumber] = field(factory=dict[str, CaseNumber])
    _ledger: list[Entry] = field(factory=list[Entry])
    _series: Counter[str] = field(factory=Counter[str])

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        """Write a case and the new entries that led to it, together or not at all."""
        kept = self._entries.get(case.number, [])
        seen = case.version - len(entries)
        taken = self._references.get(case.complaint.reference, case.number) if case.complaint.reference else case.number
        if len(kept) != seen or taken != case.number:
            raise StaleCase(case.number, seen)
        self._entries[case.number] = [*kept, *entries]
        self._cases[case.number] = case
        self._ledger.extend(entries)
        if case.complaint.reference:
            self._references[case.complaint.reference] = case.number

    def get(self, number: CaseNumber) -> Case:
        """The case as its last entry left it."""
        try:
            return self._cases[number]
        except KeyError:
            raise CaseNotFound(number) from None

    def entries(self, number: CaseNumber) -> Sequence[Entry]:
        """All entries of a case, from its registration on."""
        try:
            return tuple(self._entries[number])
        except KeyError:
            raise CaseNotFound(number) from None

    def find(self, reference: str) -> CaseNumber | None:
        """The case that was registered under another system's reference."""
        return self._references.get(reference)

    def cases(self) -> Iterator[Case]:
        """Every case, in the order of registration."""
        return iter(tuple(self._cases.values()))

    def search(self, wanted: CaseFilter, *, after: str = "", limit: int = 50) -> Page[Case]:
        """The cases that fit, by the moment of their registration and then their number, a page at a time."""
        found = ((case.registered_at, case) for case in self._cases.values() if wanted.fits(case))
        return _page(found, after, limit)

    def count(self, wanted: CaseFilter) -> int:
        """How many cases fit."""
        return sum(wanted.fits(case) for case in self._cases.values())

    def due(self, before: datetime) -> Iterator[CaseNumber]:
        """The open cases with something due before a moment, the earliest first."""
        return iter([number for _, number in sorted((at, case.number) for at, case in self._due(before))])

    def claim_due(self, before: datetime, *, after: str = "", limit: int = 500) -> Page[Case]:
        """The cases of `due`, a page at a time; there is only one who can act on them."""
        return _page(self._due(before), after, limit)

    def ledger(self, since: datetime | None = None) -> Iterator[Entry]:
        """Every entry of every case, or of those registered since a moment, in the order they were kept."""
        if since is None:
            return iter(tuple(self._ledger))
        meant = {number for number, case in self._cases.items() if case.registered_at >= since}
        return iter([entry for entry in self._ledger if entry.number in meant])

    def entries_after(self, after: str = "", *, limit: int = 100) -> Page[Entry]:
        """What is new in the ledger since a place."""
        first, _ = read_place(after)
        items = tuple(self._ledger[first : first + limited(limit)])
        return Page(items=items, after=place(first + len(items), "") if items else after)

    def take(self, series: str) -> int:
        """The next number of a series."""
        self._series[series] += 1
        return self._series[series]

    def _due(self, before: datetime) -> Iterator[tuple[datetime, Case]]:
        due = ((case.due_at, case) for case in self._cases.values() if case.open)
        return ((at, case) for at, case in due if at is not None and at < before)


def _page(found: Iterator[tuple[datetime, Case]], after: str, limit: int) -> Page[Case]:
    """A page of cases, each with the moment it stands at."""
    seen = read_place(after) if after else None
    places = ((moment_and_number(at, case.number), case) for at, case in found)
    standing = sorted((at, case) for at, case in places if seen is None or at > seen)[: limited(limit)]
    return Page(items=tuple(case for _, case in standing), after=place(*standing[-1][0]) if standing else after)
