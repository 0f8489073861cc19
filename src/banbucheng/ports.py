"""The few things the desk asks of the outside, each with its promise."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from banbucheng.cases import Case
from banbucheng.ledger import Entry
from banbucheng.terms import CaseNumber

__all__ = ["Clock", "Store"]


class Clock(Protocol):
    """Tells the time; the only one that does."""

    def now(self) -> datetime:
        """The present moment, aware of its zone."""
        ...


class Store(Protocol):
    """
    Keeps cases and their entries, finds them again, and decides nothing.

    `banbucheng.testing.StoreContract` holds an implementation to every promise below.
    """

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        """
        Write a case and the new entries that led to it, together or not at all.

        Raises:
            StaleCase: the last entry kept is not the one before `entries`; nothing was written.
        """
        ...

    def get(self, number: CaseNumber) -> Case:
        """
        The case as its last entry left it; what its entries replay to.

        Raises:
            CaseNotFound: no case has the number.
        """
        ...

    def entries(self, number: CaseNumber) -> Sequence[Entry]:
        """
        All entries of a case, from its registration on.

        Raises:
            CaseNotFound: no case has the number.
        """
        ...

    def find(self, reference: str) -> CaseNumber | None:
        """The case that was registered under another system's reference."""
        ...

    def cases(self) -> Iterator[Case]:
        """Every case, in the order of registration."""
        ...

    def due(self, before: datetime) -> Iterator[CaseNumber]:
        """The open cases with a running deadline that ends before a moment, the earliest first."""
        ...

    def ledger(self) -> Iterator[Entry]:
        """Every entry of every case, in the order they were kept."""
        ...

    def take(self, series: str) -> int:
        """The next number of a series, from 1, never given twice."""
        ...
