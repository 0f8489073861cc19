"""A store in memory: for tests, simulations and hosts that keep cases elsewhere."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import field, frozen

from banbucheng.cases import Case
from banbucheng.errors import CaseNotFound, StaleCase
from banbucheng.ledger import Entry
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

    def due(self, before: datetime) -> Iterator[CaseNumber]:
        """The open cases with something due before a moment, the earliest first."""
        moments = ((case.due_at, case.number) for case in self._cases.values() if case.open)
        return iter(
            [number for moment, number in sorted((m, n) for m, n in moments if m is not None) if moment < before]
        )

    def ledger(self) -> Iterator[Entry]:
        """Every entry of every case, in the order they were kept."""
        return iter(tuple(self._ledger))

    def take(self, series: str) -> int:
        """The next number of a series."""
        self._series[series] += 1
        return self._series[series]
